"""Is a million notes smooth? Frames, pointing, editing, loading and memory in a real Chromium on a real Gradio page.

The peer is `peers/naive_roll.js`, the plain list-of-dicts way of drawing a piano roll, in the same browser with the
same notes in a canvas of the same size, measured in turn with ours.
"""

from __future__ import annotations

from benchmarks.chromium import Meter, Window, chromium, on_roll
from benchmarks.peers.naive import open_naive
from benchmarks.roll_editing import measure_calls, measure_drag, measure_growth, measure_move_of_all
from benchmarks.roll_frames import Pair, measure_frames, measure_own_frames, show_all_pitches
from benchmarks.roll_loading import measure_loading, measure_memory, open_score
from benchmarks.scores import musical_score
from benchmarks.servers import serve
from gradio_pianoroll.monitoring import Report, Row

NOTES, QUICK_NOTES = 1_000_000, 50_000
MANY_NOTES = 10_000_000
# Gradio's page is at most some 1,900 CSS pixels wide: with two device pixels for each the notes have 7.7 million.
LARGE_WINDOW, LARGE_ROLL_PX = Window(1920, 1400, 2), 1320
NOTES_CANVAS = """() => {
    const canvas = document.querySelector("[data-surface=notes]");
    return [canvas.width, canvas.height];
}"""


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
        measure_move_of_all(report, page, "all notes", runs, ("≤ 120 ms", "≤ 80 ms"))
        measure_drag(report, pair, score, runs)
    measure_large(report, runs, quick)
    return report


def measure_large(report: Report, runs: int, quick: bool) -> None:
    """Add ten million notes, and a million on a canvas of four times the pixels."""
    many = QUICK_NOTES if quick else MANY_NOTES
    frames = 40 if quick else 60
    with chromium() as browser:
        with serve(["-m", "benchmarks.apps.score"], notes=many, timeout_s=900) as url:
            page, seen = open_score(browser, url)
            meter = Meter.of(page)
            note = "after Gradio has put the roll into the page"
            loaded_ms = seen["all"] - seen["up"]
            report.add(Row(f"{many:,} notes: all loaded", "ms", loaded_ms, None, None, "≤ 2500 ms", note))
            weight = meter.memory_mb()
            note = f"the page with its roll; {weight['heap']:.1f} heap + {weight['buffers']:.1f} buffers"
            report.add(Row(f"{many:,} notes: heap + buffers", "MB", weight["sum"], None, None, "≤ 350 MB", note))
            reaches = {"musical zoom": "≤ 2.5 ms", "22 k visible": "≤ 3 ms", "all visible": "≤ 5 ms"}
            score = musical_score(many, lyrics=False)
            measure_own_frames(report, page, meter, score, runs, frames, f"{many:,} notes", reaches)
            measure_move_of_all(report, page, f"{many:,} notes", runs, ("≤ 1500 ms", "≤ 1500 ms"))
        notes = QUICK_NOTES if quick else NOTES
        with serve(["-m", "benchmarks.apps.score"], notes=notes, height_px=LARGE_ROLL_PX) as url:
            page, _ = open_score(browser, url, LARGE_WINDOW)
            size = on_roll(page, NOTES_CANVAS)
            reaches = dict.fromkeys(("musical zoom", "22 k visible", "all visible"), "≤ 8 ms")
            score = musical_score(notes, lyrics=False)
            title = f"canvas of {size[0]} × {size[1]}"
            measure_own_frames(report, page, Meter.of(page), score, runs, frames, title, reaches)


if __name__ == "__main__":
    print(run().to_table())
