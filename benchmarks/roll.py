"""Is a million notes smooth? Frames, pointing, editing, loading and memory in a real Chromium on a real Gradio page.

The peer is `peers/naive_roll.js`, the plain list-of-dicts way of drawing a piano roll, in the same browser with the
same notes in a canvas of the same size, measured in turn with ours.
"""

from __future__ import annotations

from benchmarks.chromium import Meter, chromium
from benchmarks.peers.naive import open_naive
from benchmarks.roll_editing import measure_calls, measure_drag, measure_growth
from benchmarks.roll_frames import Pair, measure_frames, show_all_pitches
from benchmarks.roll_loading import measure_loading, measure_memory, open_score
from benchmarks.scores import musical_score
from benchmarks.servers import serve
from gradio_pianoroll.monitoring import Report

NOTES, QUICK_NOTES = 1_000_000, 50_000


def run(runs: int = 5, quick: bool = False) -> Report:
    """Measure with `runs` counted repetitions of each figure; `quick` takes a small score, to see that it works."""
    notes = QUICK_NOTES if quick else NOTES
    score = musical_score(notes)
    with serve(["-m", "benchmarks.apps.score"], notes=notes) as url, chromium() as browser:
        report = Report(f"Roll, {notes:,} notes, Chromium {browser.version.split('.')[0]} without GPU")
        measure_loading(report, browser, url, runs)
        page, _ = open_score(browser, url)
        window = show_all_pitches(page)
        naive = open_naive(browser, score, (round(window["width"]), round(window["height"])))
        pair = Pair(page, Meter.of(page), naive, Meter.of(naive))
        measure_frames(report, pair, score, runs, frames=40 if quick else 60)
        measure_memory(report, browser, pair.ours_meter, pair.peer_meter, score)
        measure_calls(report, pair, runs, quick)
        with serve(["-m", "benchmarks.apps.score"], notes=notes // 100) as small_url:
            small, _ = open_score(browser, small_url)
            measure_growth(report, small, page, runs, quick)
        measure_drag(report, pair, score, runs)
    return report


if __name__ == "__main__":
    print(run().to_table())
