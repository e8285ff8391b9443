"""The development loop (`make dev`): what is written into a source is on the page, without a build."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.conftest import free_port
from tests.browser.roll import RollPage

ROOT = Path(__file__).parents[2]


def link(source, target):
    """A second name for the file, or a copy where that cannot be: 200 MB of packages are not read."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@pytest.fixture
def sources(tmp_path):
    """A tree of its own, in which a test may write."""
    for name in ("frontend", "i18n", "backend", "demo"):
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("node_modules", "templates", "__pycache__")
            shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    shutil.copytree(
        ROOT / "frontend" / "node_modules",
        tmp_path / "frontend" / "node_modules",
        copy_function=link,
        symlinks=True,
        ignore=shutil.ignore_patterns(".vite"),
    )
    # Gradio wants the folder; what lies in it is never asked for.
    shutil.copytree(
        ROOT / "backend" / "gradio_pianoroll" / "templates", tmp_path / "backend" / "gradio_pianoroll" / "templates"
    )
    return tmp_path


@pytest.fixture
def loop(sources):
    port = free_port()
    process = subprocess.Popen(
        ["node", "dev/server.mjs", str(sources / "demo" / "app.py")],
        cwd=sources / "frontend",
        env={**os.environ, "PORT": str(port), "PYTHON": sys.executable, "PYTHONPATH": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("Sources on "):
            break
    else:
        raise AssertionError("".join(said))
    yield f"http://127.0.0.1:{port}/"
    process.terminate()
    process.communicate(timeout=60)


def replace(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text, path
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_change_of_a_source_is_on_the_page(sources, loop, open_page):
    page = open_page(loop)
    roll = RollPage(page)
    ui = sources / "frontend" / "src" / "ui"

    # A style is exchanged: what the page holds stays.
    page.evaluate("() => (window.kept = true)")
    status_line = ui / "StatusLine.svelte"
    style = re.search(r"<style>\n\t(\.[\w-]+) \{\n", status_line.read_text(encoding="utf-8"))
    replace(status_line, style[0], style[0] + "\t\toutline: 7px solid rgb(1, 2, 3);\n")
    page.wait_for_function(
        "name => getComputedStyle(document.querySelector(name)).outlineWidth === '7px'", arg=style[1]
    )
    assert page.evaluate("() => window.kept")

    # TypeScript: the page is loaded anew, with what was edited in it.
    roll.focus()
    roll.press("Control+a", "ArrowUp")
    replace(
        sources / "frontend" / "src" / "engine" / "roll.ts",
        "export class Roll {",
        "export class Roll {\n\treadonly written = 42;",
    )
    page.wait_for_function("() => document.querySelector('.gradio-pianoroll')?.pianoRoll?.written === 42")
    assert not page.evaluate("() => window.kept")

    # Python: the application starts anew.
    replace(sources / "demo" / "app.py", "What Python receives", "What Python got")
    page.get_by_text("What Python got").wait_for()
