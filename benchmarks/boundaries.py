"""How many gestures does it take to correct 20 boundaries of a real TextGrid in the roll?

``python -m benchmarks.boundaries``: a phrase that people labelled (words and phones, `tests/data/README.md`) is
disturbed, opened in Chromium beside its recording, and put right with the real mouse. The hand knows where each
boundary belongs and aims at the pixel there; the roll may lay it on a zero crossing. Counted is every press: drags,
clicks, and one more drag where one missed.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.chromium import ROLL, chromium, new_page, on_roll, settle
from benchmarks.servers import serve
from gradio_pianoroll.formats import load, save
from gradio_pianoroll.monitoring import Report, Row
from gradio_pianoroll.score import Score, Segment
from scripts import fetch_test_data

NAME = "im_twelve"
TIERS = ("phone", "word")
BOUNDARIES = 20
# So far is a boundary off at most, and so near is it right.
OFF_S, RIGHT_S = 0.04, 0.003
TRIES = 3
# Boundaries nearer than this are one, which two tiers share.
ONE_S = 0.002
READY = "() => document.querySelector('.gradio-pianoroll')?.pianoRoll?.doc.segments.length > 0"
# Where a boundary of a tier lies on the page; null where none is within a millisecond of that time.
PLACE = """(roll, { type, at_s }) => {
    const near = roll.doc.segments.filter((one) => one.type === type).flatMap((one) => [one.start, one.end])
        .sort((a, b) => Math.abs(a - at_s) - Math.abs(b - at_s))[0];
    const canvas = document.querySelector(`canvas[data-surface=tiers][data-part=${type}]`).getBoundingClientRect();
    const x = (s) => canvas.x + roll.view.xOf(roll.doc.tempo.ticksAt(s));
    return { near, x: x(near), y: canvas.y + canvas.height / 2, wanted: x(at_s) };
}"""


@dataclass
class Wrong:
    """A boundary: where it belongs, where it is, and in which tiers."""

    right_s: float
    wrong_s: float
    tiers: tuple[str, ...]


def phrase() -> tuple[list[Segment], Path]:
    """Words and phones of a phrase as people set them, and its recording."""
    folder = fetch_test_data.phrases()
    segments = load(folder / f"{NAME}.TextGrid").segments
    return [one for one in segments if one.type in TIERS], folder / f"{NAME}.wav"


def boundaries(segments: list[Segment]) -> list[Wrong]:
    """All inner boundaries in order of time; those of two tiers at one time are one."""
    found: list[Wrong] = []
    for at, tier in sorted((t, one.type) for one in segments for t in (one.start, one.end)):
        if found and at - found[-1].right_s < ONE_S:
            if tier not in found[-1].tiers:
                found[-1].tiers += (tier,)
        else:
            found.append(Wrong(at, at, (tier,)))
    return found[1:-1]


def scattered(segments: list[Segment]) -> list[Wrong]:
    """Twenty boundaries, each off by itself by up to 40 ms, none past its neighbours."""
    inner = boundaries(segments)[:BOUNDARIES]
    if len(inner) < BOUNDARIES:
        raise ValueError(f"{NAME} has {len(inner)} boundaries, not {BOUNDARIES}")
    times = [0.0, *(one.right_s for one in inner), max(one.end for one in segments)]
    noise = random.Random(7)
    for before, one, after in zip(times, inner, times[2:], strict=False):
        room = min(OFF_S, 0.4 * (one.right_s - before), 0.4 * (after - one.right_s))
        one.wrong_s = one.right_s + noise.choice((-1, 1)) * room * noise.uniform(0.5, 1)
    return inner


def drifted(segments: list[Segment]) -> list[Wrong]:
    """The same, as an aligner leaves them that ran ahead: by more and more, 60 ms at last."""
    inner = boundaries(segments)[:BOUNDARIES]
    first, last = inner[0].right_s, inner[-1].right_s
    for one in inner:
        one.wrong_s = one.right_s - 0.06 * (one.right_s - first) / (last - first)
    return inner


def disturbed(segments: list[Segment], wrong: list[Wrong]) -> Score:
    """Score whose boundaries lie where they are wrong, in all tiers that share them."""

    def moved(at: float) -> float:
        near = next((one for one in wrong if abs(one.right_s - at) < ONE_S), None)
        return at if near is None else near.wrong_s

    return Score(segments=[Segment(moved(s.start), moved(s.end), s.type, s.text, s.confidence) for s in segments])


class Hand:
    """The mouse over the tiers, and how often it was pressed."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0

    def place(self, tier: str, at_s: float) -> dict[str, float]:
        """Where the boundary next to a time is, and where that time is."""
        found: dict[str, float] = on_roll(self.page, PLACE, {"type": tier, "at_s": at_s})
        return found

    def drag(self, tier: str, from_s: float, to_s: float, shift: bool, free: bool = False) -> None:
        """One drag of a boundary to the pixel of a time; `free` of what attracts it."""
        start, end = self.place(tier, from_s), self.place(tier, to_s)
        mouse, keys = self.page.mouse, self.page.keyboard
        held = [key for key, is_held in (("Shift", shift), ("Alt", free)) if is_held]
        for key in held:
            keys.down(key)
        mouse.move(start["x"], start["y"])
        mouse.down()
        # A press that stays where it is would be a click: out first, and back to the place.
        mouse.move(start["x"] + 5, start["y"])
        for share in (0.25, 0.5, 0.75, 1.0):
            mouse.move(start["x"] + share * (end["wanted"] - start["x"]), start["y"])
        mouse.up()
        for key in held:
            keys.up(key)
        self.presses += 1

    def click(self, tier: str, at_s: float, shift: bool = False) -> None:
        """A click on the segment of a time."""
        found = self.place(tier, at_s)
        if shift:
            self.page.keyboard.down("Shift")
        self.page.mouse.click(found["wanted"], found["y"])
        if shift:
            self.page.keyboard.up("Shift")
        self.presses += 1

    def off_s(self, tier: str, at_s: float) -> float:
        """How far the boundary next to a time is from it."""
        return abs(self.place(tier, at_s)["near"] - at_s)


def one_by_one(hand: Hand, wrong: list[Wrong]) -> None:
    """Drag each that is off, with Shift where tiers share it, until it is right."""
    for one in wrong:
        for i in range(TRIES):
            if max(hand.off_s(tier, one.right_s) for tier in one.tiers) <= RIGHT_S:
                break
            at = hand.place(one.tiers[0], one.right_s)["near"]
            hand.drag(one.tiers[0], at, one.right_s, shift=len(one.tiers) > 1, free=i > 0)


def like_rubber(hand: Hand, wrong: list[Wrong]) -> None:
    """Select from the first phone to the last and draw its end to where it belongs; what is still off, one by one."""
    first, last = wrong[0], wrong[-1]
    hand.click("phone", first.wrong_s + 0.01)
    hand.click("phone", last.wrong_s - 0.01, shift=True)
    hand.drag("phone", last.wrong_s, last.right_s, shift=True)
    one_by_one(hand, wrong)


def run(runs: int = 1, quick: bool = False) -> Report:
    """Count the presses; `runs` and `quick` change nothing, a count has no spread."""
    del runs, quick
    report = Report("Boundaries of a real TextGrid corrected")
    segments, sound = phrase()
    for name, disturb, correct in (
        ("each off by itself, up to 40 ms", scattered, one_by_one),
        ("drifted by up to 60 ms", drifted, like_rubber),
    ):
        wrong = disturb(segments)
        presses, off_ms = _corrected(segments, wrong, sound, correct)
        off = [one for one in wrong if abs(one.wrong_s - one.right_s) > RIGHT_S]
        count = sum(len(one.tiers) for one in off)
        note = f"{presses} presses for {count} boundaries of two tiers, which lie at {len(off)} times; "
        note += f"{off_ms[0]:.1f} ms off at most, {off_ms[1]:.1f} at last (median {off_ms[2]:.1f})"
        report.add(Row(name, "presses a boundary", presses / count, reach="≤ 1", note=note))
    report.notes.append(
        f"{NAME} of phonlab's examples: phones and words; right is within {RIGHT_S * 1000:.0f} ms. Praat was not "
        "run: by its manual a boundary takes one drag there too, and Shift moves those of all tiers."
    )
    return report


def _corrected(
    segments: list[Segment], wrong: list[Wrong], sound: Path, correct: Callable[[Hand, list[Wrong]], None]
) -> tuple[int, list[float]]:
    with tempfile.TemporaryDirectory() as folder:
        path = save(disturbed(segments, wrong), Path(folder) / "wrong.TextGrid")
        with (
            serve(["-m", "benchmarks.apps.boundaries"], textgrid=path, sound=sound) as url,
            chromium() as browser,
        ):
            page = new_page(browser)
            page.goto(url)
            page.wait_for_function(READY)
            for tier in TIERS:
                page.get_by_test_id(f"tier-{tier}").wait_for(state="attached")
            page.locator(ROLL).first.press("f")
            settle(page)
            hand = Hand(page)
            before = max(hand.off_s(tier, one.right_s) for one in wrong for tier in one.tiers)
            correct(hand, wrong)
            off = sorted(hand.off_s(tier, one.right_s) for one in wrong for tier in one.tiers)
            return hand.presses, [1000 * x for x in (before, off[-1], off[len(off) // 2])]


if __name__ == "__main__":
    found = run()
    print(json.dumps([vars(row) for row in found.rows], indent=1, default=str, ensure_ascii=False))
    print(*found.notes, sep="\n")
