"""What edits of a million notes cost: in Python (`gradio_pianoroll.score.edit`) and, the same ones, in a real Chromium.

A figure of the browser is the edit as a command makes it: choosing, the operations, the document after them, its
history. All notes are selected, so that nothing is cheaper than it can be. The peer is a loop over pretty_midi's
objects (`peers/note_loops.py`), where somebody would write one.
"""

from __future__ import annotations

import copy
import statistics
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from benchmarks.chromium import chromium, on_roll, settle
from benchmarks.edit_cursor import measure_cursor
from benchmarks.peers.note_loops import LOOPS, notes_of
from benchmarks.roll_loading import open_score
from benchmarks.scores import musical_score
from benchmarks.servers import serve
from gradio_pianoroll.monitoring import Report, Row
from gradio_pianoroll.score import Score, edit

NOTES, QUICK_NOTES = 1_000_000, 20_000
# Loops are measured on so many and scaled: their time grows with the number, or a little faster.
PEER_NOTES, PEER_RUNS = 100_000, 3
TRACKS = 16
GROOVE = [[0, 110], [0.01, 80], [-0.005, 95], [0.01, 70]]
# Name in the report, operation, arguments.
CASES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("quantize", "quantize", {"grid": "1/8T"}),
    ("quantize, swing, groove, ends", "quantize", {"grid": "1/8", "swing_percent": 60, "groove": GROOVE, "ends": True}),
    ("humanize", "humanize", {"seed": 1, "length": 0.1}),
    ("transpose by a semitone", "transpose", {"semitones": 1, "beyond": "keep"}),
    ("transpose by steps", "transpose", {"steps": 2, "scale": "dorian", "tonic": "D", "beyond": "keep"}),
    ("invert", "invert", {}),
    ("legato", "legato", {}),
    ("scale_time by three quarters", "scale_time", {"factor": 0.75}),
    ("reverse", "reverse", {}),
    ("velocity_curve", "velocity_curve", {"gain": 0.8, "ramp": [0.5, 1]}),
    ("fix_overlaps, shorten", "fix_overlaps", {}),
    ("fix_overlaps, delay", "fix_overlaps", {"policy": "delay"}),
    ("fix_overlaps, merge", "fix_overlaps", {"policy": "merge"}),
    ("split at a place", "split", {"at_beats": 1000.1}),
    ("join", "join", {}),
    ("set_lyrics", "set_lyrics", {"lyrics": "라"}),
    ("duplicate", "duplicate", {"shift_beats": 1}),
)
EXPRESSIONS = (
    ("select by pitch, track, lyric", 'pitch >= 60 and track == 1 and lyric ~ "^라" and onset_beats < 80000'),
    ("select by bar", "bar % 2 == 0"),
    ("select what overlaps", "overlaps"),
)
PYTHON_REACH, BROWSER_REACH = "≤ 1000 ms", "≤ 150 ms"
APPLY = """(roll, { name, options }) => {
	roll.tracks.setAllEditable(true);
	roll.doc.selection.setToEverything();
	const before = performance.now();
	const outcome = roll.applyEdit(name, options);
	const ms = performance.now() - before;
	if (outcome === "done") roll.doc.undo();
	return { outcome, ms };
}"""
# The notes dealt out to the tracks, and the fourth track moved: as the command does it, with all that hears of it.
DEAL = """(roll, { tracks }) => {
	const { store } = roll.doc;
	const ids = [0, store.size];
	const values = Array.from({ length: store.size }, (_, i) => i % tracks);
	roll.doc.edit([{ op: "set", ids, column: "track", value: undefined, values }], "deal");
	roll.tracks.setActive(3);
}"""
MOVE_TRACK = """(roll) => {
	const before = performance.now();
	roll.commands.moveTrackDown();
	const ms = performance.now() - before;
	if (!roll.doc.undo()) throw new Error("no track was moved");
	return ms;
}"""
SELECT = """(roll, { expression }) => {
	const before = performance.now();
	roll.selectWhere(expression);
	return performance.now() - before;
}"""


def run(runs: int = 5, quick: bool = False) -> Report:
    """Measure with `runs` counted repetitions of each figure; `quick` takes a small score, to see that it works."""
    notes = QUICK_NOTES if quick else NOTES
    score = musical_score(notes)
    report = Report(f"Edits of {notes:,} notes, all of them")
    measure_python(report, score, runs)
    with serve(["-m", "benchmarks.apps.score"], notes=notes) as url, chromium() as browser:
        page, _ = open_score(browser, url)
        measure_browser(report, page, runs)
        measure_cursor(report, page, runs)
    return report


def measure_python(report: Report, score: Score, runs: int) -> None:
    """Add each edit as a function of a score, and the loop that does it without one; CPU time."""
    count = min(PEER_NOTES, len(score.notes))
    objects = notes_of(musical_score(count))
    scale = len(score.notes) / count
    for title, name, options in CASES:
        function: Callable[..., Score] = getattr(edit, name)
        times_ms = [_cpu_ms(lambda f=function, o=options: f(score, **o)) for _ in range(runs + 1)][1:]  # type: ignore[misc]
        ours_ms = statistics.median(times_ms)
        loop = LOOPS.get(title)
        if loop is None:
            report.add(Row(f"{title}, Python", "ms", ours_ms, None, None, PYTHON_REACH))
            continue
        loops_ms = []
        for _ in range(PEER_RUNS):
            notes = copy.deepcopy(objects)
            loops_ms.append(scale * _cpu_ms(lambda f=loop, n=notes: f(n)))  # type: ignore[misc]
        peer_ms = statistics.median(loops_ms)
        note = f"peer: a loop over pretty_midi's objects, {count:,} × {scale:g}"
        report.add(Row(f"{title}, Python", "ms", ours_ms, peer_ms, peer_ms / ours_ms, PYTHON_REACH, note))
    for title, expression in EXPRESSIONS:
        times_ms = [_cpu_ms(lambda e=expression: edit.select(score, e)) for _ in range(runs + 1)][1:]  # type: ignore[misc]
        report.add(Row(f"{title}, Python", "ms", statistics.median(times_ms), None, None, PYTHON_REACH))


def measure_browser(report: Report, page: Page, runs: int) -> None:
    """Add each edit as the page makes it; time on the clock of its main thread."""
    for title, name, options in CASES:
        times_ms = []
        for run in range(runs + 1):
            said = on_roll(page, APPLY, {"name": name, "options": options})
            settle(page)
            if said["outcome"] == "refused":
                raise RuntimeError(f"{title}: the page refused it")
            if run:
                times_ms.append(said["ms"])
        report.add(Row(f"{title}, browser", "ms", statistics.median(times_ms), None, None, BROWSER_REACH))
    on_roll(page, DEAL, {"tracks": TRACKS})
    settle(page)
    times_ms = []
    for _ in range(runs + 1):
        times_ms.append(on_roll(page, MOVE_TRACK))
        settle(page)
    title = f"move one of {TRACKS} tracks, browser"
    report.add(Row(title, "ms", statistics.median(times_ms[1:]), None, None, BROWSER_REACH))
    for title, expression in EXPRESSIONS:
        times_ms = [on_roll(page, SELECT, {"expression": expression}) for _ in range(runs + 1)][1:]
        report.add(Row(f"{title}, browser", "ms", statistics.median(times_ms), None, None, BROWSER_REACH))


def _cpu_ms(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return 1e3 * (time.process_time() - before)


if __name__ == "__main__":
    print(run().to_table())
