"""Opens the plain list-of-dicts roll (`naive_roll.html`) in Chromium with the notes of a score."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, Route

from benchmarks.chromium import new_page
from gradio_pianoroll.score import Score

HERE = Path(__file__).parent
ADDRESS = "http://naive.invalid/"


def open_naive(browser: Browser, score: Score | None, size_px: tuple[int, int]) -> Page:
    """The page with the notes of `score` as objects, its canvas `size_px` (width, height); None for an empty one.

    Only the columns travel; the page makes the 17-key objects itself, because a million of them are too long a text for
    one JSON string.
    """
    page = new_page(browser)
    columns = _columns(score) if score else {}
    files = {name: (HERE / name).read_bytes() for name in ("naive_roll.html", "naive_roll.js")}

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(ADDRESS)
        kind = {"html": "text/html", "js": "text/javascript"}.get(name.rsplit(".", 1)[-1], "application/octet-stream")
        body = files.get(name, columns.get(name))
        if body is None:
            route.fulfill(status=404)
        else:
            route.fulfill(body=body, content_type=kind)

    page.route(ADDRESS + "**", answer)
    page.goto(ADDRESS + "naive_roll.html")
    page.evaluate("([w, h]) => naiveRoll.resize(w, h)", list(size_px))
    if score:
        page.evaluate(
            "([names, words]) => naiveRoll.fetch(names, words)", [list(columns), list(score.notes.lyric.texts)]
        )
    return page


def _columns(score: Score) -> dict[str, bytes]:
    notes = score.notes
    return {
        "onset": np.asarray(notes.onset_beats, np.float64).tobytes(),
        "duration": np.asarray(notes.duration_beats, np.float64).tobytes(),
        "pitch": np.asarray(notes.pitch, np.uint8).tobytes(),
        "velocity": np.asarray(notes.velocity, np.uint8).tobytes(),
        "track": np.asarray(notes.track, np.uint8).tobytes(),
        "lyric": np.asarray(notes.lyric.codes, np.int32).tobytes(),
    }
