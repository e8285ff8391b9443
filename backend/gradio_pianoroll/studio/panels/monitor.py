"""Monitor: what the studio costs at this moment. Nothing is asked for while the panel is closed."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from gradio_pianoroll.analysis.cache import default_cache
from gradio_pianoroll.gradio_compat import queue_length
from gradio_pianoroll.monitoring import get_metrics
from gradio_pianoroll.settings import get_settings
from gradio_pianoroll.studio.session import ANALYSIS_AT_ONCE
from gradio_pianoroll.studio.texts import language_of, say
from gradio_pianoroll.studio.work import RUNNING

EVERY_S = 2.0
# Timings of these are listed, in this order.
TIMED = ("studio.analysis", "studio.corpus", "studio.open_score", "studio.save", "studio.export", "studio.render")
# The roll says what its last frame took and how much it drew.
READ_ROLL = """() => {
  const roll = document.querySelector("#studio-roll .gradio-pianoroll")?.pianoRoll
    ?? document.querySelector(".gradio-pianoroll")?.pianoRoll;
  const stats = roll?.stats;
  return [stats ? JSON.stringify({ frame_ms: stats.lastFrameMs, drawn: stats.drawn }) : ""];
}"""


@dataclass(frozen=True)
class MonitorPanel:
    """Tiles, the clock, and the field in which the browser leaves its figures."""

    tiles: gr.HTML
    timer: gr.Timer
    browser: gr.Textbox


def build_monitor() -> MonitorPanel:
    """Lay out the panel."""
    tiles = gr.HTML("", elem_id="studio-monitor", container=False, padding=False)
    browser = gr.Textbox("", visible="hidden", label="browser", elem_id="studio-monitor-browser")
    return MonitorPanel(tiles, gr.Timer(EVERY_S, active=False), browser)


def register_gauges(app: gr.Blocks) -> None:
    """Register what the monitor (and `/metrics`) reads of this process whenever somebody looks."""
    metrics = get_metrics()
    metrics.gauge("studio.running", lambda: RUNNING.count)
    metrics.gauge("studio.waiting", lambda: queue_length(app))
    metrics.gauge("cache.bytes", _cache_bytes)


def _cache_bytes() -> float:
    cache = default_cache()
    return float("nan") if cache is None or cache.store is None else float(cache.store.size_bytes())


def wire_monitor(panel: MonitorPanel, tab: gr.Tab, others: list[gr.Tab]) -> None:
    """Let the clock tick while the tab is open."""

    def look(browser: str, request: gr.Request) -> str:
        return monitor_html(browser, language_of(request))

    quiet: dict[str, Any] = {"show_progress": "hidden", "queue": False, "api_visibility": "private"}
    panel.timer.tick(look, panel.browser, panel.tiles, js=READ_ROLL, **quiet)
    tab.select(look, panel.browser, panel.tiles, js=READ_ROLL, **quiet)
    tab.select(lambda: gr.Timer(active=True), None, panel.timer, **quiet)
    for other in others:
        other.select(lambda: gr.Timer(active=False), None, panel.timer, **quiet)


# --- HTML ---


def monitor_html(browser: str, language: str) -> str:
    """Tiles and the table of timings.

    Parameters
    ----------
    browser
        JSON of `READ_ROLL`; anything else counts as nothing.
    language
        Of the words.
    """
    now = get_metrics().snapshot()
    gauges, counters = now["gauges"], now["counters"]
    hits, misses = counters.get("cache.hits", 0), counters.get("cache.misses", 0)
    frame_ms, drawn = read_browser(browser)
    settings = get_settings()
    kept = (
        _megabytes(gauges.get("cache.bytes", math.nan) / 1e6) if settings.enable_cache else say(language, "cache_off")
    )
    tiles = (
        _tile(language, "tile_memory", _megabytes(gauges["process.rss_mb"])),
        _tile(
            language,
            "tile_cache",
            kept,
            say(language, "hits", hits=f"{hits:.0f}", all=f"{hits + misses:.0f}"),
        ),
        _tile(
            language,
            "tile_queue",
            f"{gauges.get('studio.running', 0):.0f} · {gauges.get('studio.waiting', 0):.0f}",
            say(language, "most", n=f"{ANALYSIS_AT_ONCE} · {settings.queue_size}"),
        ),
        _tile(
            language,
            "tile_frame",
            "–" if frame_ms is None else f"{frame_ms:.1f} ms",
            "" if drawn is None else say(language, "frame_notes", n=f"{drawn:,}"),
        ),
    )
    return f'<div class="studio-tiles">{"".join(tiles)}</div>{_timings(now["timings"], language)}'


def read_browser(said: str) -> tuple[float | None, int | None]:
    """Milliseconds of the last frame and notes drawn in it; None for what the browser did not say."""
    try:
        found = json.loads(said)
        frame_ms, drawn = float(found["frame_ms"]), int(found["drawn"])
    except (ValueError, TypeError, KeyError, OverflowError):
        return None, None
    return (frame_ms, drawn) if math.isfinite(frame_ms) else (None, None)


def _megabytes(value: float) -> str:
    if not math.isfinite(value):
        return "–"
    return f"{value:,.0f} MB" if value >= 10 else f"{value:.1f} MB"


def _tile(language: str, key: str, value: str, note: str = "") -> str:
    return (
        f'<div class="studio-tile" data-tile="{key}"><span>{say(language, key)}</span>'
        f"<b>{escape(value)}</b><small>{escape(note)}</small></div>"
    )


def _timings(timings: dict[str, dict[str, float]], language: str) -> str:
    shown = [name for name in TIMED if timings.get(name, {}).get("count")]
    if not shown:
        return f'<div class="studio-empty">{say(language, "no_timings")}</div>'
    keys = ("col_what", "col_count", "col_last", "col_middle", "col_worst")
    head = "".join(f"<th>{say(language, key)}</th>" for key in keys)
    body = ""
    for name in shown:
        timing = timings[name]
        cells = (f"{timing['count']:.0f}", *(_time(timing[key]) for key in ("last_s", "median_s", "max_s")))
        body += f"<tr><td>{say(language, name)}</td>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    return f'<table class="studio-notes"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"
