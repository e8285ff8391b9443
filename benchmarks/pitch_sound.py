"""How soon is an edit heard when the hand lets go: a phrase of three seconds, of a short and of a long recording."""

from __future__ import annotations

import statistics
from typing import Any

from playwright.sync_api import Page

from benchmarks.chromium import chromium, new_page, on_roll
from benchmarks.servers import serve
from gradio_pianoroll.monitoring import Report, Row

LENGTHS_S = {"1 min": 60, "1 h": 3600}
QUICK_LENGTHS_S = {"1 min": 60}
EDITS, QUICK_EDITS = 20, 4
PHRASE_S = 4
# The phrase has come, and its sound is given to the audio clock: what is left until that clock is at it is added.
WATCH = """() => {
    window.heard = [];
    let up = 0, answered = 0;
    addEventListener("pointerup", () => { up = performance.now(); answered = 0; }, true);
    const own = window.fetch;
    window.fetch = async (...given) => {
        const response = await own(...given);
        if (String(given[1]?.body).includes('"sung"')) answered = performance.now();
        return response;
    };
    const start = AudioBufferSourceNode.prototype.start;
    AudioBufferSourceNode.prototype.start = function (when = 0, ...more) {
        if (up && answered) {
            const ahead_ms = Math.max(0, when - this.context.currentTime) * 1000;
            window.heard.push({ answered: answered - up, sounds: performance.now() - up + ahead_ms });
            up = 0;
        }
        return start.call(this, when, ...more);
    };
}"""
READY = """() => {
    const roll = document.querySelector(".gradio-pianoroll")?.pianoRoll;
    return roll?.doc.curves.size > 0 && roll.player.canPlay !== false;
}"""
PLAY = """(roll, time_s) => {
    roll.setTool("curve");
    const tick = roll.doc.tempo.ticksAt(time_s);
    roll.view.set({ pxPerTick: 400 / roll.doc.tempo.ticksAt(4), scrollTick: tick, row_px: 16, topPitch: 70 });
    roll.player.seek(tick);
    const xOf = (after_s) => roll.view.xOf(roll.doc.tempo.ticksAt(time_s + after_s));
    return { x0: xOf(0.1), x1: xOf(2.8), y: roll.view.centreOf(59) };
}"""


def add_rows(report: Report, quick: bool = False) -> None:
    """Measure, and add what was found."""
    with chromium("--autoplay-policy=no-user-gesture-required") as browser:
        for name, length_s in (QUICK_LENGTHS_S if quick else LENGTHS_S).items():
            with serve(["-m", "benchmarks.apps.pitch_sound"], seconds=length_s) as address:
                page = new_page(browser)
                page.add_init_script(f"({WATCH})()")
                page.goto(address)
                _measure(report, name, page, length_s, QUICK_EDITS if quick else EDITS)
                page.close()
    report.notes.append(
        "An edit while the recording plays (44.1 kHz, phrases of 3 s): a line drawn over the phrase that is "
        "heard; from letting go of the button to the moment at which the audio clock has the changed samples."
    )


def _measure(report: Report, name: str, page: Page, length_s: int, edits: int) -> None:
    page.wait_for_function(READY, timeout=300_000)
    page.locator(".gradio-pianoroll").hover()
    box = page.locator("canvas[data-surface=overlay]").bounding_box()
    assert box is not None
    step = max(1, length_s // PHRASE_S // (edits + 2))
    for number in range(edits + 1):
        at: dict[str, Any] = on_roll(page, PLAY, (number * step + 1) * PHRASE_S)
        page.get_by_test_id("play").first.click()
        page.wait_for_function("() => document.querySelector('.gradio-pianoroll').pianoRoll.player.state === 'playing'")
        page.wait_for_timeout(300)
        page.keyboard.down("Control")
        page.mouse.move(box["x"] + at["x0"], box["y"] + at["y"])
        page.mouse.down()
        page.mouse.move(box["x"] + at["x1"], box["y"] + at["y"])
        page.mouse.up()
        page.keyboard.up("Control")
        page.wait_for_function("count => window.heard.length >= count", arg=number + 1, timeout=60_000)
        page.get_by_test_id("stop").first.click()
        on_roll(page, "roll => { while (roll.doc.isEdited) roll.doc.undo(); }")
    # The first one loads what sings.
    heard = page.evaluate("() => window.heard")[1:]
    for what, reach in (("answered", ""), ("sounds", "")):
        times_ms = sorted(one[what] for one in heard)
        note = f"{len(times_ms)} edits, the longest {times_ms[-1]:.0f} ms"
        label = "the phrase has come" if what == "answered" else "the first changed samples"
        report.add(Row(f"{name}: let go → {label}, median", "ms", statistics.median(times_ms), reach=reach, note=note))
