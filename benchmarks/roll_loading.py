"""From the page that is up to the first notes and to all of them, on loopback; and what they then weigh."""

from __future__ import annotations

import statistics

from playwright.sync_api import Browser, Page

from benchmarks.chromium import LOADED, ROLL, Meter, Window, new_page
from benchmarks.peers.naive import open_naive
from benchmarks.servers import serve
from gradio_pianoroll.monitoring import Report, Row
from gradio_pianoroll.score import Score


def open_score(browser: Browser, url: str, window: Window | None = None) -> tuple[Page, dict[str, float]]:
    """The page of `benchmarks.apps.score` with all its notes, and when things were seen, in ms since navigation."""
    page = new_page(browser, window)
    page.goto(url)
    page.locator(ROLL).first.wait_for()
    page.wait_for_function(LOADED)
    page.wait_for_function("() => bench.seen.first > 0 && bench.seen.all > 0")
    seen: dict[str, float] = page.evaluate("() => bench.seen")
    return page, seen


def measure_loading(report: Report, browser: Browser, url: str, runs: int) -> None:
    """Add first notes and all notes."""
    seen = []
    for run in range(runs + 1):
        page, times = open_score(browser, url)
        page.context.close()
        if run:
            seen.append(times)
    up_ms = statistics.median(s["up"] for s in seen)
    note = f"after Gradio has put the roll into the page, which takes {up_ms:.0f} ms from navigation"
    for name, key, reach in (("first notes drawn", "first", "≤ 1000 ms"), ("all notes loaded", "all", "≤ 3000 ms")):
        report.add(Row(name, "ms", statistics.median(s[key] - s["up"] for s in seen), None, None, reach, note))


def measure_memory(report: Report, browser: Browser, ours: Meter, peer: Meter, score: Score) -> None:
    """Add the heap and buffers that the notes weigh: the page with them less the same page without any."""
    with serve(["-m", "benchmarks.apps.score"], notes=0) as url:
        page = new_page(browser)
        page.goto(url)
        page.locator(ROLL).first.wait_for()
        empty = Meter.of(page).memory_mb()
        page.context.close()
    naive = open_naive(browser, None, (100, 100))
    naive_empty = Meter.of(naive).memory_mb()
    naive.context.close()
    full, objects = ours.memory_mb(), peer.memory_mb()
    mine, theirs = full["sum"] - empty["sum"], objects["sum"] - naive_empty["sum"]
    note = (
        f"less the page without notes; ours {full['heap'] - empty['heap']:.1f} heap + "
        f"{full['buffers'] - empty['buffers']:.1f} buffers, {len(score.notes):,} objects of 17 keys the other"
    )
    report.add(Row("heap + buffers", "MB", mine, theirs, theirs / mine, "≤ 40 MB", note))
