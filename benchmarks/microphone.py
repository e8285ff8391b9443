"""How long does it take from the microphone to the curve on the screen, and does every block arrive?"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import soundfile
from playwright.sync_api import Page

from benchmarks.chromium import ROLL, chromium, new_page
from benchmarks.servers import serve
from gradio_pianoroll.monitoring import Report, Row
from gradio_pianoroll.score import NoteTable, Score
from gradio_pianoroll.synth import render

MIC_SR = 48_000
SUNG_PITCHES = (60, 64, 67, 65, 62, 59, 60)
WARM_UP_S = 3.0
TIMEOUT_MS = 300_000
LIVE = f"document.querySelector('{ROLL}').pianoRoll.live"


def run(runs: int = 1, quick: bool = False) -> Report:
    """Measure the microphone alone; `quick` sings for 5 s instead of 60."""
    report = Report("The microphone: from the sound to the curve on the screen")
    for _ in range(1 if quick else runs):
        measure_microphone(report, 5.0 if quick else 60.0)
    return report


def measure_microphone(report: Report, seconds: float) -> None:
    """Sing so long into an empty roll on this machine and add what it took."""
    with tempfile.TemporaryDirectory() as folder:
        sound = _melody(Path(folder) / "melody.wav")
        flags = (
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            "--autoplay-policy=no-user-gesture-required",
            f"--use-file-for-fake-audio-capture={sound}",
        )
        with serve(["-m", "benchmarks.apps.microphone"]) as url, chromium(*flags) as browser:
            page = new_page(browser)
            page.goto(url)
            page.locator(ROLL).wait_for()
            latencies_s, lost, hop_s = _sing(page, seconds)
    p50_ms, p95_ms = np.percentile(latencies_s, [50, 95]) * 1e3
    note = (
        f"{len(latencies_s):,} frames; from the middle of a frame's sound to its first drawing, 46 ms of it the "
        "second half of the frame; Chromium, Gradio and the analysis on this machine"
    )
    report.add(Row("microphone to curve on screen, p50", "ms", float(p50_ms), note=note))
    report.add(Row("microphone to curve on screen, p95", "ms", float(p95_ms), reach="≤ 150 ms", note=note))
    blocks = f"of {seconds:g} s sung, frames of {hop_s * 1e3:.1f} ms"
    report.add(Row("microphone: blocks lost", "blocks", lost, reach="0", note=blocks))


def _melody(path: Path) -> Path:
    onset = np.arange(len(SUNG_PITCHES)) * 1.5
    notes = NoteTable.from_columns(onset_beats=onset, duration_beats=1.4, pitch=list(SUNG_PITCHES), velocity=100)
    soundfile.write(path, render(Score(notes=notes), MIC_SR, voice="flute", reverb=0), MIC_SR, subtype="PCM_16")
    return path


def _sing(page: Page, seconds: float) -> tuple[np.ndarray, int, float]:
    """Latencies in seconds of each frame after the first moments, blocks lost, and the time between frames."""
    page.get_by_test_id("record").click()
    page.wait_for_function(f"{LIVE} && {LIVE}.finalLength * {LIVE}.hop_s > {WARM_UP_S}", timeout=TIMEOUT_MS)
    page.evaluate(f"{LIVE}.latencies_s.length = 0")
    page.wait_for_function(
        f"{LIVE}.finalLength * {LIVE}.hop_s > {WARM_UP_S + seconds}", timeout=TIMEOUT_MS, polling=250
    )
    found = page.evaluate(f"[Array.from({LIVE}.latencies_s), {LIVE}.lost, {LIVE}.hop_s]")
    page.get_by_test_id("record").click()
    page.wait_for_function(f"!{LIVE}", timeout=TIMEOUT_MS)
    return np.array(found[0]), found[1], found[2]


if __name__ == "__main__":
    print(run(quick=True).to_table())
