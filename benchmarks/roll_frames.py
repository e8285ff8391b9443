"""What a frame costs the main thread while the view pans and zooms, ours and the plain way, at three distances."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from playwright.sync_api import Page

from benchmarks.chromium import Meter, on_roll
from gradio_pianoroll.monitoring import Report, Row
from gradio_pianoroll.score import Score

MUSICAL_PX_PER_BEAT = 80.0
MUSICAL_ROW_PX, MUSICAL_TOP_PITCH = 16.0, 75.0
MANY_VISIBLE = 22_000


@dataclass(frozen=True)
class Distance:
    """How far away the score is looked at from."""

    name: str
    px_per_beat: float
    start_beat: float
    reach: str
    peer_frames: int


@dataclass(frozen=True)
class Pair:
    """The two pages that are measured in turn."""

    ours: Page
    ours_meter: Meter
    peer: Page
    peer_meter: Meter


def distances(score: Score, width_px: float) -> list[Distance]:
    """Musical zoom, 22 000 notes in the window, and all of them."""
    beats = score.end_beats
    far = width_px / beats
    density = len(score.notes) / beats
    many = max(far, width_px * density / MANY_VISIBLE)
    middle = beats / 2
    return [
        Distance("musical zoom", MUSICAL_PX_PER_BEAT, middle, "≤ 1.7 ms, ≥ 10 ×", 20),
        Distance("22 k visible", many, min(middle, beats - width_px / many), "≤ 2.5 ms, ≥ 20 ×", 10),
        Distance("all visible", far, 0.0, "≤ 4 ms, ≥ 100 ×", 2),
    ]


def show_all_pitches(page: Page) -> dict[str, float]:
    """Fit the pitches of the roll to its window, so that every note of a span is visible; gives its geometry."""
    geometry: dict[str, float] = on_roll(page, "bench.geometry")
    return geometry


def _frame_ms(meter: Meter, page: Page, argument: dict, *, ours: bool) -> tuple[float, float, dict]:
    before_ms, process_before_ms = meter.cpu_ms(), meter.process_cpu_ms()
    said = on_roll(page, "bench.frames", argument) if ours else page.evaluate("bench.naiveFrames", argument)
    spent_ms, process_spent_ms = meter.cpu_ms() - before_ms, meter.process_cpu_ms() - process_before_ms
    if said["frames"] < argument["frames"] * 0.9:
        raise RuntimeError(f"only {said['frames']} of {argument['frames']} frames were drawn")
    return spent_ms / said["frames"], process_spent_ms / said["frames"], said


def measure_own_frames(
    report: Report, page: Page, meter: Meter, score: Score, runs: int, frames: int, title: str, reaches: dict[str, str]
) -> None:
    """Add a row per distance while the view pans, without the plain way: it would take minutes a frame."""
    window = show_all_pitches(page)
    geometry = {"topPitch": window["topPitch"], "rowPx": window["rowPx"]}
    musical = {"topPitch": MUSICAL_TOP_PITCH, "rowPx": MUSICAL_ROW_PX}
    for distance in distances(score, window["width"]):
        rows = musical if distance.name == "musical zoom" else geometry
        given = {"motion": "pan", "frames": frames, "pxPerBeat": distance.px_per_beat, "startBeat": distance.start_beat}
        costs = [_frame_ms(meter, page, {**given, **rows}, ours=True) for _ in range(runs + 1)][1:]
        process_ms = statistics.median(process for _, process, _ in costs)
        said = costs[-1][2]
        note = f"{said['drawn']:,} notes in the window, drawn as {said['tier']}; {process_ms:.3g} ms in all of Chromium"
        middle = statistics.median(main for main, _, _ in costs)
        report.add(Row(f"frame, {title}, {distance.name}", "ms", middle, None, None, reaches[distance.name], note))


def measure_frames(report: Report, pair: Pair, score: Score, runs: int, frames: int) -> None:
    """Add a row per distance and motion."""
    window = show_all_pitches(pair.ours)
    geometry = {"topPitch": window["topPitch"], "rowPx": window["rowPx"]}
    musical = {"topPitch": MUSICAL_TOP_PITCH, "rowPx": MUSICAL_ROW_PX}
    for distance in distances(score, window["width"]):
        rows = musical if distance.name == "musical zoom" else geometry
        place = {"pxPerBeat": distance.px_per_beat, "startBeat": distance.start_beat, **rows}
        for motion in ("pan", "zoom"):
            given = {"motion": motion, "frames": frames, **place}
            peer_given = {**given, "frames": min(frames, distance.peer_frames)}
            ours_ms, peer_ms, process_ms = [], [], []
            said: dict = {}
            for run in range(runs + 1):
                a_ms, a_process_ms, said = _frame_ms(pair.ours_meter, pair.ours, given, ours=True)
                b_ms, _, _ = _frame_ms(pair.peer_meter, pair.peer, peer_given, ours=False)
                if run:  # the first warms both up
                    ours_ms.append(a_ms)
                    peer_ms.append(b_ms)
                    process_ms.append(a_process_ms)
            report.add(
                Row(
                    f"frame, {distance.name}, {motion}",
                    "ms",
                    statistics.median(ours_ms),
                    statistics.median(peer_ms),
                    statistics.median(b / a for a, b in zip(ours_ms, peer_ms, strict=True)),
                    distance.reach,
                    f"{said['drawn']:,} notes in the window, drawn as {said['tier']}; "
                    f"{statistics.median(process_ms):.3g} ms in all of Chromium",
                )
            )
