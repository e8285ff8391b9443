"""What a test sees and does with one roll on a page: state read from the engine, hands on the real mouse and keyboard."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image
from playwright.sync_api import Error, Locator, Page

TICKS_PER_BEAT = 15360
# A document without a revision has not been given its value yet.
READY = """(index) => {
    const doc = document.querySelectorAll(".gradio-pianoroll")[index]?.pianoRoll?.doc;
    return doc && doc.rev !== "" && doc.loading.loaded >= doc.loading.total;
}"""


class RollPage:
    """The `index`-th roll on the page."""

    def __init__(self, page: Page, index: int = 0) -> None:
        self.page = page
        self.index = index
        self.root: Locator = page.locator(".gradio-pianoroll").nth(index)

    def wait_ready(self, timeout_ms: int = 120_000) -> RollPage:
        self.root.wait_for(state="visible", timeout=timeout_ms)
        self.page.wait_for_function(READY, arg=self.index, timeout=timeout_ms)
        self.settle()
        return self

    def settle(self) -> None:
        """Wait until the frame owner has drawn what is dirty."""
        self._wait("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def idle(self) -> None:
        """Wait until no event is under way on the page: Gradio drops a click on a button whose last event is."""
        self._wait("() => window.gradioIdle()")

    def _wait(self, promise: str) -> None:
        """Wait for a promise on the page, on the next one too when Gradio loads itself anew because its server came back."""
        try:
            self.page.evaluate(promise)
        except Error as error:
            if "context was destroyed" not in str(error):
                raise
            self.page.wait_for_load_state()
            self.page.evaluate(promise)

    def eval(self, body: str, arg: Any = None) -> Any:
        """Run `(roll, arg) => …` on the engine's object."""
        return self.root.evaluate(f"(root, arg) => (({body}))(root.pianoRoll, arg)", arg)

    # --- state ---

    def rows(self) -> dict[str, Any]:
        return self.eval("r => r.doc.toRows()")

    def notes(self) -> list[dict[str, Any]]:
        rows = self.rows()
        names = ("id", "onset", "duration", "pitch", "velocity", "track")
        notes = [dict(zip(names, values, strict=True)) for values in zip(*(rows[n] for n in names), strict=True)]
        for row, text in (rows.get("lyric") or {}).items():
            notes[int(row)]["lyric"] = text
        return notes

    def note(self, note_id: int) -> dict[str, Any]:
        return next(n for n in self.notes() if n["id"] == note_id)

    def selected(self) -> int:
        return self.eval("r => r.doc.selection.size")

    def rev(self) -> str:
        return self.eval("r => r.doc.rev")

    # --- geometry, in page pixels ---

    def surface(self, name: str = "overlay") -> dict[str, float]:
        box = self.root.locator(f"canvas[data-surface={name}]").bounding_box()
        assert box is not None, f"surface {name} is not on the page"
        return box

    def at(self, tick: float, pitch: float) -> tuple[float, float]:
        """The page position of the middle of a pitch row at a tick."""
        box = self.surface("overlay")
        x, y = self.eval("(r, [t, p]) => [r.view.xOf(t), r.view.yOf(p) + r.view.rowPx / 2]", [tick, pitch])
        return box["x"] + x, box["y"] + y

    def middle_of(self, note: dict[str, Any]) -> tuple[float, float]:
        return self.at(note["onset"] + note["duration"] / 2, note["pitch"])

    # --- hands ---

    def focus(self) -> None:
        self.root.focus()

    def control(self, testid: str) -> Locator:
        """A control where it is: in the toolbar, or in the panel "more" when it has no room there."""
        control = self.root.get_by_test_id(testid)
        if not control.count():
            self.root.get_by_test_id("more").click()
        return control

    def use(self, testid: str) -> None:
        """Click a control where it is."""
        self.control(testid).click()

    def tool(self, name: str) -> None:
        self.eval("(r, t) => r.setTool(t)", name)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.settle()

    def drag(self, start: tuple[float, float], end: tuple[float, float], steps: int = 6, button: str = "left") -> None:
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down(button=button)
        mouse.move(*end, steps=steps)
        mouse.up(button=button)
        self.settle()

    def click(self, at: tuple[float, float], **kwargs: Any) -> None:
        self.page.mouse.click(*at, **kwargs)
        self.settle()

    def layers(self) -> Locator:
        """The rail with the tracks and the curves below them, opened where it is a strip or a sheet."""
        rail = self.root.get_by_test_id("track-rail")
        # Either comes after the notes.
        rail.or_(self.root.get_by_test_id("track-button")).first.wait_for()
        if rail.count() == 0:
            self.root.get_by_test_id("track-button").click()
        elif rail.get_attribute("data-shape") == "strip":
            self.root.get_by_test_id("rail-toggle").click()
        return rail

    # --- pictures ---

    def picture(self) -> Image.Image:
        return Image.open(io.BytesIO(self.root.screenshot())).convert("RGB")

    def picture_of(self, surface: str) -> Image.Image:
        """What is seen where a surface lies, with all that is drawn over it."""
        clip = self.surface(surface)
        return Image.open(io.BytesIO(self.page.screenshot(clip=clip))).convert("RGB")

    def pixel(self, at: tuple[float, float]) -> tuple[int, int, int]:
        """The colour on the screen at a page position."""
        clip = {"x": at[0], "y": at[1], "width": 1, "height": 1}
        return Image.open(io.BytesIO(self.page.screenshot(clip=clip))).convert("RGB").getpixel((0, 0))
