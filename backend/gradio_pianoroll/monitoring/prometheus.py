"""The registry for Prometheus: `/metrics` on the FastAPI app of a Gradio server (extra ``metrics``)."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator
from typing import Any

from gradio_pianoroll.extras import require

from .metrics import Metrics, get_metrics

NAMESPACE = "gradio_pianoroll"


def prometheus_text(metrics: Metrics | None = None) -> bytes:
    """All metrics in Prometheus' text format.

    Counters are ``gradio_pianoroll_<name>_total``, gauges ``gradio_pianoroll_<name>``, timings summaries
    ``gradio_pianoroll_<name>_seconds`` with count and sum; what a name may not hold becomes ``_``.

    Parameters
    ----------
    metrics
        The registry; by default that of the process.

    Raises
    ------
    MissingPackageError
        If prometheus-client is missing; the message says how to install it.
    """
    client = require("prometheus_client", "the page of metrics")
    registry = client.CollectorRegistry()
    registry.register(_Collector(metrics or get_metrics()))
    return bytes(client.generate_latest(registry))


def mount_metrics(
    app: Any, path: str = "/metrics", *, token: str | None = None, metrics: Metrics | None = None
) -> None:
    """Serve the metrics from a Gradio server.

    Parameters
    ----------
    app
        The FastAPI app: what ``demo.launch(prevent_thread_lock=True)`` returns first, or the one that
        ``gr.mount_gradio_app`` was given.
    path
        Where, beginning with ``/``.
    token
        Asked for as ``Authorization: Bearer <token>``; without one everybody who reaches the server can
        read the metrics.
    metrics
        The registry; by default that of the process.

    Raises
    ------
    MissingPackageError
        If prometheus-client is missing.
    ValueError
        If `path` does not begin with ``/``.
    """
    if not path.startswith("/"):
        raise ValueError(f"path must begin with /, not {path!r}")
    prometheus_text(metrics)  # A missing package is an error now, not at the first request.
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse, Response
    from starlette.routing import Route

    def answer(request: Request) -> Response:
        given = request.headers.get("authorization", "")
        if token is not None and not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            return PlainTextResponse("the metrics need a token", 401, {"WWW-Authenticate": "Bearer"})
        return Response(prometheus_text(metrics), media_type="text/plain; version=0.0.4; charset=utf-8")

    # In front: Gradio's own routes answer any path.
    app.router.routes.insert(0, Route(path, answer))


class _Collector:
    """What prometheus-client asks for the values at each scrape."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, SummaryMetricFamily

        found = self._metrics.snapshot()
        for name, value in found["counters"].items():
            yield CounterMetricFamily(_name(name), f"{name}, counted", value=value)
        for name, value in found["gauges"].items():
            yield GaugeMetricFamily(_name(name), f"{name}, now", value=value)
        for name, summary in found["timings"].items():
            yield SummaryMetricFamily(f"{_name(name)}_seconds", f"{name}, timed", summary["count"], summary["total_s"])


def _name(name: str) -> str:
    return f"{NAMESPACE}_{re.sub(r'[^a-zA-Z0-9_]', '_', name)}"
