"""How many gestures does it take to correct 20 boundaries of a real TextGrid in the roll?

``python -m benchmarks.boundaries``: a phrase that people labelled (words and phones, `tests/data/README.md`) is disturbed, opened in
Chromium beside its recording, and put right with the real mouse. Whoever moves it knows where each boundary belongs, to a tenth of a
millisecond, and aims at the pixel there. Counted is every press: drags, clicks, and a second drag where the first one missed.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from benchmarks.chromium import chromium, new_page, on_roll
from benchmarks.servers import serve
from gradio_pianoroll.formats import load
from gradio_pianoroll.monitoring import Report, Row
from gradio_pianoroll.score import Score, Segment
from scripts import fetch_test_data

NAME = "im_twelve"
TIERS = ("word", "phone")
BOUNDARIES = 20
# As far as a forced aligner is off, and how near is right: half a pixel at two seconds to the width of a window, and a zero crossing.
OFF_S, RIGHT_S = 0.04, 0.006
TRIES = 3
# Praat's manual, "TextGrid": a drag moves a boundary, Shift those of all tiers; since 6.4.31 a selection stretches (two presses more).
PRAAT = 1.0


def phrase() -> tuple[Score, Path]:
    """Words and phones of a phrase as people set them, and its recording."""
    folder = fetch_test_data.phrases()
    score = load(folder / f"{NAME}.TextGrid")
    kept = [segment for segment in score.segments if segment.type in TIERS]
    return Score(segments=kept), folder / f"{NAME}.wav"


def displaced(score: Score, wrong: dict[float, float]) -> Score:
    """Score whose boundaries at these times lie elsewhere, in all tiers."""
    moved = [
        Segment(wrong.get(s.start, s.start), wrong.get(s.end, s.end), s.type, s.text, s.confidence) for s in score.segments
    ]
    return Score(segments=moved)


def scattered(score: Score) -> dict[float, float]:
    """Twenty boundaries, each off by up to 40 ms, none past its neighbours."""
    times = sorted({t for s in score.segments for t in (s.start, s.end)})
    inner = times[1:-1][:BOUNDARIES]
    if len(inner) < BOUNDARIES:
        raise ValueError(f"{NAME} has {len(inner)} boundaries, not {BOUNDARIES}")
    noise = random.Random(7)
    wrong: dict[float, float] = {}
    for before, at, after in zip(times, inner, times[2:], strict=False):
        room = min(OFF_S, 0.4 * (at - before), 0.4 * (after - at))
        wrong[at] = at + noise.choice((-1, 1)) * room * noise.uniform(0.5, 1)
    return wrong


def run(runs: int = 1, quick: bool = False) -> Report:
    """Count the presses once; `runs` and `quick` change nothing, a count has no spread."""
    report = Report("Boundaries corrected in the roll")
    score, sound = phrase()
    with serve("benchmarks.apps.boundaries") as url, chromium() as browser, new_page(browser) as page:
        wrong = scattered(score)
        open_(page, url, displaced(score, wrong), sound)
        presses, off_s = correct(page, wrong)
        row = Row("20 boundaries, each off by itself", "presses a boundary", presses / BOUNDARIES, PRAAT, reach="≤ 1")
        row.note = f"{presses} presses; at most {off_s * 1000:.1f} ms off afterwards"
        report.add(row)
    return report


def open_(page: Page, url: str, score: Score, sound: Path) -> None:
    raise NotImplementedError


def correct(page: Page, wrong: dict[float, float]) -> tuple[int, float]:
    raise NotImplementedError


def main() -> None:
    print(run())
    sys.exit(0)


_ = (on_roll, Any)
if __name__ == "__main__":
    main()
