"""What a step of the note cursor costs: the whole of it, from the key to the name of the element that is read aloud."""

from __future__ import annotations

import statistics

from playwright.sync_api import Page

from benchmarks.chromium import ROLL, on_roll, settle
from gradio_pianoroll.monitoring import Report, Row

REACH = "≤ 1 ms"
STEPS = 200
# Name in the report, command there, command back.
WAYS = (
    ("along the grid", "cursorRight", "cursorLeft"),
    ("from note to note", "cursorNext", "cursorPrevious"),
    ("up and down", "cursorUp", "cursorDown"),
    ("from bar to bar", "cursorBarOn", "cursorBarBack"),
)
WALK = """(roll, { command, steps }) => {
	const times = [];
	for (let i = 0; i < steps; i++) {
		const before = performance.now();
		roll.commands[command]();
		times.push(performance.now() - before);
	}
	return times;
}"""
# In the middle of the score, the cursor on a track of many among eight.
PLACE = "roll => { roll.tracks.setActive(7); roll.seek(roll.doc.endTick / 2); }"


def measure_cursor(report: Report, page: Page, runs: int) -> None:
    """Add a step in each direction, by the clock of the page, with what is read aloud."""
    grid = page.locator(f"{ROLL} .stage > .grid")
    grid.focus()
    page.wait_for_function("selector => document.querySelector(selector).pianoRoll.cursorKeys.length > 0", arg=ROLL)
    on_roll(page, PLACE)
    on_roll(page, "roll => roll.commands.noteCursor()")
    settle(page)
    for title, there, back in WAYS:
        steps: list[float] = []
        for run in range(runs + 1):
            for command in (there, back):
                times = on_roll(page, WALK, {"command": command, "steps": STEPS})
                if run:
                    steps.extend(times)
        worst = sorted(steps)[int(len(steps) * 0.99)]
        note = f"the dearest of a hundred: {worst:.2g} ms"
        report.add(Row(f"a step of the note cursor, {title}", "ms", statistics.fmean(steps), None, None, REACH, note))
    on_roll(page, "roll => roll.commands.noteCursor()")
