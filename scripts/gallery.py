"""Run the programs of docs/gallery.md and photograph what each shows: `make gallery`.

python scripts/gallery.py [--out FOLDER] [NAME …]

The names `studio` and `pitch` are the pictures of the studio's window in the readme and of its panel Pitch,
docs/images/studio.png and docs/images/pitch.png.

A picture is named by the line above its program, `![…](images/gallery/NAME.webp)`; one whose name ends with `-dark` is
taken in the dark theme. What opens no page has written `figure.png`. Needs Chromium and Pillow, like the browser tests.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "gallery.md"
FOLDER = ROOT / "docs" / "images" / "gallery"
# The studio's window, and what is done in it before the picture is taken.
WINDOWS = {
    "studio": "",
    "pitch": """() => {
    const { pianoRoll: roll } = document.querySelector(".gradio-pianoroll");
    const curve = roll.doc.curves.get("f0");
    const tempo = roll.doc.tempo;
    const note = roll.doc.index.order[3];
    const { onset, duration } = roll.doc.store;
    const frame = (tick) => Math.round(tempo.secondsAt(tick) / curve.hop);
    const [from, to] = [frame(onset[note]), frame(onset[note] + duration[note])];
    const arch = (i) => 2 ** (2 * Math.sin((Math.PI * i) / (to - from)) / 12);
    const values = [...curve.values.slice(from, to)].map((hz, i) => hz * arch(i));
    roll.doc.edit([{ op: "curve_range", curve: "f0", start: from, values }], "curve");
    roll.setTool("curve");
    document.getElementById("studio-panels").click();
    document.querySelectorAll("#studio-tabs button[role=tab]")[1].click();
}""",
}
WIDTH_PX, HEIGHT_PX = 1_160, 900
QUALITY = 82
TIMEOUT_MS = 120_000
SECTION = re.compile(r"!\[[^\]]*\]\(images/gallery/([\w-]+)\.webp\)\n+```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
READY = """() => {
    const roll = document.querySelector(".gradio-pianoroll")?.pianoRoll;
    return roll && roll.doc.rev !== "" && roll.doc.loading.loaded >= roll.doc.loading.total && roll.stats.drawn > 0;
}"""
SETTLED_MS, DRAWN_MS = 2_500, 500


@dataclass(frozen=True)
class Section:
    """A picture and the program that makes it."""

    name: str
    code: str


def sections() -> list[Section]:
    """Pictures of the page in their order."""
    return [Section(*found) for found in SECTION.findall(PAGE.read_text(encoding="utf-8"))]


@contextlib.contextmanager
def launched() -> Iterator[list[Any]]:
    """`launch` returns at once; what was launched is closed at the end."""
    import gradio as gr

    original, demos = gr.Blocks.launch, []

    def launch(self: Any, *args: Any, **kwargs: Any) -> Any:
        demos.append(self)
        return original(self, *args, **{**kwargs, "prevent_thread_lock": True, "quiet": True})

    gr.Blocks.launch = launch
    try:
        yield demos
    finally:
        gr.Blocks.launch = original
        for demo in demos:
            demo.close(verbose=False)


def photograph(browser: Any, url: str, target: Path, dark: bool) -> None:
    """Write a picture of the roll on a page."""
    context = browser.new_context(
        viewport={"width": WIDTH_PX, "height": HEIGHT_PX},
        color_scheme="dark" if dark else "light",
        locale="en-US",
    )
    context.set_default_timeout(TIMEOUT_MS)
    try:
        page = context.new_page()
        page.goto(f"{url}?__theme={'dark' if dark else 'light'}")
        page.wait_for_function(READY)
        page.mouse.move(0, 0)
        # Lanes, waveform and spectrogram come by themselves, after the notes, and take room from them.
        page.wait_for_timeout(SETTLED_MS)
        page.evaluate("() => document.querySelector('.gradio-pianoroll').pianoRoll.commands.zoomFit()")
        page.wait_for_timeout(DRAWN_MS)
        page.locator(".roll-block").screenshot(path=target)
    finally:
        context.close()


def photograph_studio(browser: Any, target: Path, script: str) -> None:
    """Write a picture of the studio with its example, as a window of a small laptop shows it, after a script."""
    from gradio_pianoroll.studio import build_app

    with launched() as demos:
        build_app().launch(prevent_thread_lock=True)
        context = browser.new_context(viewport={"width": 1_400, "height": 860}, color_scheme="light", locale="en-US")
        context.set_default_timeout(TIMEOUT_MS)
        try:
            page = context.new_page()
            page.goto(f"{demos[0].local_url}?__theme=light")
            page.wait_for_function(READY)
            page.mouse.move(0, 0)
            page.wait_for_timeout(SETTLED_MS)
            if script:
                page.evaluate(script)
                page.wait_for_timeout(SETTLED_MS)
            page.screenshot(path=target)
        finally:
            context.close()


def as_palette(picture: Path, target: Path) -> None:
    """Write a copy of a PNG in 256 colours."""
    from PIL import Image

    with Image.open(picture) as image:
        image.convert("RGB").quantize(256).save(target, "PNG", optimize=True)


def as_webp(picture: Path, target: Path) -> None:
    """Write a small copy of a PNG."""
    from PIL import Image

    target.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(picture) as image:
        image.convert("RGB").save(target, "WEBP", quality=QUALITY, method=6)


def main(arguments: list[str]) -> None:
    """Write the pictures that are asked for, all by default; programs before them are run for their names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("names", nargs="*", metavar="NAME")
    asked = parser.parse_args(arguments)
    unknown = set(asked.names) - {section.name for section in sections()} - set(WINDOWS)
    if unknown:
        parser.error(f"docs/gallery.md has no picture {', '.join(sorted(unknown))}")
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    names: dict[str, Any] = {"__name__": "gallery"}
    out, home = asked.out.resolve(), Path.cwd()
    with sync_playwright() as driver, launched() as demos, tempfile.TemporaryDirectory() as folder:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        os.chdir(folder)
        try:
            for name in [name for name in WINDOWS if name in asked.names]:
                picture = Path(folder, f"{name}.png")
                photograph_studio(browser, picture, WINDOWS[name])
                as_palette(picture, (FOLDER.parent if out == FOLDER else out) / picture.name)
                print(picture.name, flush=True)
            if asked.names and set(asked.names) <= set(WINDOWS):
                return
            for section in sections():
                before, picture = len(demos), Path(folder, "figure.png")
                picture.unlink(missing_ok=True)
                exec(compile(section.code, f"{PAGE}: {section.name}", "exec"), names)
                if asked.names and section.name not in asked.names:
                    continue
                if len(demos) > before:
                    photograph(browser, demos[-1].local_url, picture, section.name.endswith("-dark"))
                as_webp(picture, out / f"{section.name}.webp")
                print(f"{section.name}.webp", flush=True)
        finally:
            os.chdir(home)
            browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
