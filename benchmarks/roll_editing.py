"""Pointing at one of a million notes, moving it, undoing that, and dragging ten thousand with the real mouse."""

from __future__ import annotations

import statistics
from typing import Any

from playwright.sync_api import Page

from benchmarks.chromium import on_roll, settle
from benchmarks.roll_frames import Pair, show_all_pitches
from gradio_pianoroll.monitoring import Report, Row
from gradio_pianoroll.score import Score

DRAGGED = 10_000
DRAG_STEPS = 30
STEP_PX = 4


def measure_calls(report: Report, pair: Pair, runs: int, quick: bool) -> None:
    """Add hit test, moving one note and undoing it."""
    hits, moves = (2_000, 100) if quick else (20_000, 400)
    ours: dict[str, list[float]] = {"hit": [], "move": [], "undo": []}
    peer: dict[str, list[float]] = {"hit": [], "move": []}
    for run in range(runs + 1):
        hit_ms = on_roll(pair.ours, "bench.hit", {"calls": hits})
        said = on_roll(pair.ours, "bench.move", {"calls": moves, "seed": run})
        peer_hit_ms = pair.peer.evaluate("bench.naiveHit", {"calls": 20})
        peer_move_ms = pair.peer.evaluate("bench.naiveMove", {"calls": 5})
        if run:
            for name, value in (("hit", hit_ms), ("move", said["move"]), ("undo", said["undo"])):
                ours[name].append(value * 1e3)
            peer["hit"].append(peer_hit_ms * 1e3)
            peer["move"].append(peer_move_ms * 1e3)
    reaches = {"hit": ("hit test", "≤ 50 µs"), "move": ("move one note", "≤ 1000 µs"), "undo": ("undo it", "≤ 1000 µs")}
    for name, (title, reach) in reaches.items():
        others = peer.get(name)
        ratio = statistics.median(b / a for a, b in zip(ours[name], others, strict=True)) if others else None
        middle = statistics.median(others) if others else None
        note = "" if others else "the plain way keeps the former list, which costs memory instead"
        report.add(Row(title, "µs", statistics.median(ours[name]), middle, ratio, reach, note))


def measure_growth(report: Report, small: Page, large: Page, runs: int, quick: bool) -> None:
    """Add how much dearer moving a note and undoing it is on the large score than on the small one."""
    given = {"calls": 100 if quick else 400}
    pairs = []
    for run in range(runs + 1):
        both = [on_roll(page, "bench.move", {**given, "seed": run}) for page in (small, large)]
        pairs.append([(said["move"] + said["undo"]) * 1e3 for said in both])
    a, b = (statistics.median(side) for side in zip(*pairs[1:], strict=True))
    growth = statistics.median(y / x for x, y in pairs[1:])
    sizes = [on_roll(page, "roll => roll.doc.store.size") for page in (small, large)]
    note = f"in the browser; first at {sizes[0]:,} notes, then at {sizes[1]:,}; the ratio is the growth"
    report.add(Row("move one note and undo it", "µs", a, b, growth, "≤ 2 ×", note))


def measure_move_of_all(report: Report, page: Page, title: str, runs: int, reaches: tuple[str, str]) -> None:
    """Add selecting all notes and moving them by a semitone, and undoing that, each with what is drawn of it."""
    said = [on_roll(page, "bench.moveAll") for _ in range(runs + 1)][1:]
    rows = (("move by a semitone", "move", reaches[0]), ("undo it", "undo", reaches[1]))
    for name, key, reach in rows:
        drawn_ms = statistics.median(one[f"{key}Drawn"] for one in said)
        note = f"time on the clock; {drawn_ms:.3g} ms to the second frame after it"
        report.add(Row(f"{title}: {name}", "ms", statistics.median(one[key] for one in said), None, None, reach, note))


def measure_drag(report: Report, pair: Pair, score: Score, runs: int) -> None:
    """Add dragging ten thousand selected notes, all of them in the window, with the mouse; and letting go of them."""
    count = min(DRAGGED, len(score.notes))
    page = pair.ours
    window = show_all_pitches(page)
    frame_ms, drop_ms, peer_ms, wall_ms = [], [], [], []
    for run in range(runs + 1):
        place = on_roll(page, "bench.pick", {"count": count})
        dragged = _drag(pair, place)
        peer_place = {key: place[key] for key in ("first", "pxPerBeat", "startBeat")}
        given = {**peer_place, "count": count, "frames": 3, "topPitch": window["topPitch"], "rowPx": window["rowPx"]}
        before_ms = pair.peer_meter.cpu_ms()
        pair.peer.evaluate("bench.naiveDrag", given)
        peer_frame_ms = (pair.peer_meter.cpu_ms() - before_ms) / 3
        on_roll(page, "bench.restore")
        settle(page)
        if run:
            frame_ms.append(dragged["frame_ms"])
            drop_ms.append(dragged["drop_ms"])
            wall_ms.append(dragged["drop_wall_ms"])
            peer_ms.append(peer_frame_ms)
    ratio = statistics.median(b / a for a, b in zip(frame_ms, peer_ms, strict=True))
    note = f"{count:,} selected notes, all in the window, real mouse events"
    name = f"drag {count:,}"
    ours, other = statistics.median(frame_ms), statistics.median(peer_ms)
    report.add(Row(f"{name}: frame", "ms", ours, other, ratio, "≤ 8 ms", note))
    note = f"CPU until the second frame after it; {statistics.median(wall_ms):.3g} ms on the clock"
    report.add(Row(f"{name}: drop", "ms", statistics.median(drop_ms), None, None, "≤ 60 ms", note))


def _drag(pair: Pair, place: dict[str, Any]) -> dict[str, float]:
    page, meter = pair.ours, pair.ours_meter
    box = page.locator(".gradio-pianoroll canvas[data-surface=overlay]").first.bounding_box()
    if box is None:
        raise RuntimeError("the roll is not on the page")
    x, y = box["x"] + place["x"], box["y"] + place["y"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 12, y)  # past the threshold: from here on the notes follow
    settle(page)
    gesture = on_roll(page, "roll => roll.gesture")
    if gesture != "move":
        raise RuntimeError(f"the press began the gesture {gesture!r}, not a move")
    frames = on_roll(page, "roll => roll.stats.frames")
    before_ms = meter.cpu_ms()
    for step in range(DRAG_STEPS):
        page.mouse.move(x + 12 + (step + 1) * STEP_PX, y + (step % 3) * 4)
        page.evaluate("() => new Promise(requestAnimationFrame)")
    frame_ms = (meter.cpu_ms() - before_ms) / (on_roll(page, "roll => roll.stats.frames") - frames)
    settle(page)
    before_ms = meter.cpu_ms()
    page.evaluate("() => bench.watchDrop()")
    page.mouse.up()
    wall_ms = page.evaluate("() => bench.dropped")
    return {"frame_ms": frame_ms, "drop_ms": meter.cpu_ms() - before_ms, "drop_wall_ms": wall_ms}
