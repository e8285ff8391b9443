"""How soon is the new curve on the screen when a hand has said something of the recording's pitch?"""

from __future__ import annotations

import statistics
from typing import Any

from playwright.sync_api import Page

from benchmarks import pitch_sound
from benchmarks.chromium import chromium, new_page, on_roll
from benchmarks.servers import serve
from gradio_pianoroll.monitoring import Report, Row

LENGTHS_S = {"30 s": 30, "10 min": 600, "1 h": 3600}
QUICK_LENGTHS_S = {"30 s": 30}
TOUCHES, QUICK_TOUCHES = 100, 12
# The second frame after the document has the answer shows it.
WATCH = """roll => {
    roll.setTool("curve");
    const shown = [];
    let up = 0;
    addEventListener("pointerup", () => { up = performance.now(); }, true);
    roll.doc.subscribe(({ origin }) => {
        if (origin !== "user" || up === 0) return;
        const from = up;
        up = 0;
        const frame = () => new Promise(requestAnimationFrame);
        frame().then(frame).then(() => shown.push(performance.now() - from));
    });
    window.shown = shown;
}"""
KNOWN = """() => {
    const roll = document.querySelector(".gradio-pianoroll").pianoRoll;
    return roll.withEditor(editor => editor.scene.pitch && editor.scene.pitch.candidates !== null);
}"""
# The middles of stretches with a pitch, as many as are asked for, spread over the recording; a fifth above each.
PLACES = """(roll, count) => {
    const { values, hop, start } = [...roll.doc.curves.values()][0];
    const middles = [];
    for (let i = 0; i < values.length; i++) {
        if (!(values[i] > 0 && values[i] < 500)) continue;
        const first = i;
        while (i < values.length && values[i] > 0) i++;
        if ((i - first) * hop > 0.1) middles.push((first + i) >> 1);
    }
    const step = Math.max(1, Math.floor(middles.length / count));
    return middles.filter((_, i) => i % step === 0).slice(0, count).map((i) => ({
        tick: roll.doc.tempo.ticksAt(start + i * hop), pitch: 69 + 12 * Math.log2(values[i] / 440) + 7,
    }));
}"""
SHOW = """(roll, { tick, pitch }) => {
    roll.view.set({ pxPerTick: 300 / 15360, scrollTick: Math.max(0, tick - 15360), row_px: 12, topPitch: pitch + 12 });
    return { x: roll.view.xOf(tick), y: roll.view.centreOf(pitch) };
}"""


def run(runs: int = 5, quick: bool = False) -> Report:
    """Measure with `runs` times twenty touches of one recording of each length; `quick` takes a short one."""
    report = Report("Pitch under pins, in the roll")
    touches = QUICK_TOUCHES if quick else max(TOUCHES, 20 * runs)
    with chromium() as browser:
        for name, length_s in (QUICK_LENGTHS_S if quick else LENGTHS_S).items():
            with serve(["-m", "benchmarks.apps.pitch_roll"], seconds=length_s) as address:
                page = new_page(browser)
                page.goto(address)
                _measure(report, name, page, touches)
                page.close()
    report.notes.append(
        "Real mouse, a click of the pitch tool a fifth above a stretch of recorded speech; from letting go of the "
        "button to the second frame after the document has the new curve: question, Gradio, decoding, answer, edit, "
        "drawing. Server and browser on one machine. Each touch is undone before the next one."
    )
    pitch_sound.add_rows(report, quick)
    return report


def _measure(report: Report, name: str, page: Page, touches: int) -> None:
    page.wait_for_function(
        "() => document.querySelector('.gradio-pianoroll')?.pianoRoll?.doc.curves.size > 0", timeout=300_000
    )
    page.locator(".gradio-pianoroll").hover()
    on_roll(page, WATCH)
    places: list[dict[str, Any]] = on_roll(page, PLACES, touches)
    on_roll(page, SHOW, places[0])
    page.wait_for_function(KNOWN, timeout=300_000)
    box = page.locator("canvas[data-surface=overlay]").bounding_box()
    assert box is not None
    for number, place in enumerate([places[0], *places], 1):
        at = on_roll(page, SHOW, place)
        page.wait_for_timeout(200)
        page.mouse.click(box["x"] + at["x"], box["y"] + at["y"])
        page.wait_for_function("count => window.shown.length >= count", arg=number, timeout=60_000)
        on_roll(page, "roll => { while (roll.doc.isEdited) roll.doc.undo(); }")
    times_ms = sorted(page.evaluate("() => window.shown")[1:])
    p95 = times_ms[min(len(times_ms) - 1, round(0.95 * len(times_ms)))]
    note = f"{len(times_ms)} touches, the longest {times_ms[-1]:.0f} ms"
    report.add(Row(f"{name}: let go → curve on the screen, median", "ms", statistics.median(times_ms)))
    report.add(Row(f"{name}: let go → curve on the screen, p95", "ms", p95, reach="≤ 60 ms", note=note))
