"""Numbers for Prometheus. A registry per application, so that two can live in one process."""

from collections.abc import Mapping

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from starlette.responses import Response

LATENCY_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "twotap_requests",
            "Requests answered.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.latency = Histogram(
            "twotap_request_seconds",
            "Seconds until the answer was complete.",
            ["method", "route"],
            buckets=LATENCY_BUCKETS_S,
            registry=self.registry,
        )
        self.listeners = Gauge("twotap_live_streams", "Open live streams.", registry=self.registry)
        self.jobs = Gauge(
            "twotap_jobs_unfinished", "Jobs waiting or running.", ["queue"], registry=self.registry
        )
        self.pins = Counter("twotap_pins_looked_at", "PINs verified.", registry=self.registry)

    def seen(self, *, method: str, route: str, status: int, took_s: float) -> None:
        self.requests.labels(method, route, str(status)).inc()
        self.latency.labels(method, route).observe(took_s)

    def answer(self, *, unfinished: Mapping[str, int], listener_count: int) -> Response:
        self.listeners.set(listener_count)
        for queue, count in unfinished.items():
            self.jobs.labels(queue).set(count)
        return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_LATEST)
