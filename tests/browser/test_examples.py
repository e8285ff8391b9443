"""Each program of examples/ starts, draws its roll, and does what it is there for."""

import io
import re
from pathlib import Path

import nbclient
import nbformat
import numpy as np
import pytest
from PIL import Image

from tests.browser.conftest import start_server
from tests.browser.roll import RollPage
from tests.examples import IN_ONE_SERVER

FOLDER = Path(__file__).parents[2] / "examples"
SCREENSHOTS = FOLDER.parent / "screenshots"
WAIT_MS = 240_000
# Those in one server have tests of their own, in test_midi_programs.py.
NAMES = sorted({path.stem for path in FOLDER.glob("*.py")} - set(IN_ONE_SERVER))
# A microphone that hears a tone of 330 Hz.
MICROPHONE = """
navigator.mediaDevices.getUserMedia = async () => {
  const context = new AudioContext();
  await context.resume();
  const tone = new OscillatorNode(context, { frequency: 330 });
  const end = context.createMediaStreamDestination();
  tone.connect(new GainNode(context, { gain: 0.3 })).connect(end);
  tone.start();
  return end.stream;
};
navigator.mediaDevices.enumerateDevices = async () => [
  { kind: "audioinput", deviceId: "tone", groupId: "tone", label: "Tone" },
];
"""
MEDIAN_F0 = """r => {
  const curve = [...r.doc.curves.values()].find(c => c.target === "f0");
  const voiced = curve ? [...curve.values].filter(v => v > 0).sort((a, b) => a - b) : [];
  return voiced.length > 20 ? voiced[voiced.length >> 1] : 0;
}"""


@pytest.fixture
def program(open_page, tmp_path):
    """`program(name)` starts an example and opens it; its page and its first roll."""
    servers = []

    def start(name, **options):
        servers.append(start_server(f"examples.{name}", tmp_path, {"XDG_CACHE_HOME": str(tmp_path)}))
        page = open_page(servers[-1].url, **options)
        return page, RollPage(page)

    yield start
    for server in servers:
        server.process.terminate()
        server.process.wait(timeout=60)


def wait(roll, condition):
    roll.page.wait_for_function(
        f"(root) => (({condition}))(root.pianoRoll)", arg=roll.root.element_handle(), timeout=WAIT_MS
    )


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def pitches(roll):
    return [note["pitch"] for note in roll.notes()]


def assert_drawn(roll, name):
    """Notes or curves are on the screen: colour in many columns, where an empty grid is grey; a picture to look at."""
    roll.page.mouse.move(0, 0)
    for _ in range(120):
        roll.settle()
        pixels = np.asarray(Image.open(io.BytesIO(roll.page.screenshot(clip=roll.surface())))).astype(int)[..., :3]
        # The first pixels are the playhead's.
        coloured = (np.ptp(pixels[:, 12:], axis=2) > 60).any(axis=0)
        if coloured.sum() >= 20:
            break
        roll.page.wait_for_timeout(250)
    SCREENSHOTS.mkdir(exist_ok=True)
    roll.page.screenshot(path=SCREENSHOTS / f"example-{name}.png", full_page=True)
    assert coloured.sum() >= 20
    overflow = roll.page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 1, "the page scrolls sideways"


def quick_notes(page, roll):
    assert pitches(roll) == [60, 64, 67, 72]
    assert [note["lyric"] for note in roll.notes()] == ["do", "mi", "sol", "do"]


def interface(page, roll):
    before, result = pitches(roll), RollPage(page, 1)
    press(page, "Submit")
    wait(result, f"r => r.doc.toRows().pitch.join() === '{','.join(str(p + 12) for p in before)}'")


def tts_alignment(page, roll):
    assert [note["lyric"] for note in roll.notes()] == ["안녕", "하세요", "반갑", "습니다"]
    page.get_by_text("pan kap").first.wait_for(timeout=WAIT_MS)
    assert 150 < roll.eval(MEDIAN_F0.replace("> 20", "> 10")) < 250


def midi_generation(page, roll):
    press(page, "Generate")
    wait(roll, "r => r.doc.toRows().onset.length === 64")


def proposals(page, roll):
    before = pitches(roll)
    press(page, "Propose")
    bar = roll.root.get_by_test_id("proposal-bar")
    bar.wait_for(timeout=WAIT_MS)
    roll.idle()
    assert pitches(roll) == before
    roll.focus()
    roll.press("Shift+Enter")
    wait(roll, f"r => r.doc.toRows().pitch.length > {len(before)}")
    assert pitches(roll)[: len(before)] == before


def audio_analysis(page, roll):
    press(page, "Example")
    wait(roll, "r => r.doc.toRows().pitch.join() === '57,60,64,62'")
    # Curves are a file of their own and come a moment after the notes.
    wait(roll, f"r => ({MEDIAN_F0})(r) > 200")


def async_handler(page, roll):
    wait(roll, f"r => ({MEDIAN_F0})(r) > 0")
    before = roll.eval(MEDIAN_F0)
    roll.focus()
    roll.press("Control+a", "ArrowUp", "ArrowUp", "ArrowUp")
    wait(roll, f"r => Math.abs(({MEDIAN_F0})(r) / {before} - 2 ** (3 / 12)) < 0.02")


def progressive(page, roll):
    wait(roll, "r => r.doc.toRows().onset.length === 200000")


def batch(page, roll):
    press(page, "Example")
    page.locator("td", has_text="broken").first.wait_for(timeout=WAIT_MS)
    wait(roll, f"r => ({MEDIAN_F0})(r) > 200")


def realtime(page, roll):
    press(page, "Listen")
    # 3.6 s of melody: when all of it was heard, the last tone is the C of the beginning.
    wait(roll, "r => [...r.doc.curves.values()].some(c => c.values.length * 512 / 22050 > 3.6)")
    assert 250 < roll.eval(MEDIAN_F0) < 400
    assert re.fullmatch(r"[1-9]\d* blocks, \d+ dropped", page.get_by_label("Processor").input_value())


def microphone(page, roll):
    page.get_by_role("button", name=re.compile("record", re.IGNORECASE)).first.click()
    wait(roll, f"r => Math.abs(({MEDIAN_F0})(r) - 330) < 3")
    page.get_by_role("button", name=re.compile("stop", re.IGNORECASE)).first.click()


def paper_figure(page, roll):
    press(page, "Draw the figure")
    page.locator("img[src*='figure']").first.wait_for(timeout=WAIT_MS)
    with page.expect_download(timeout=WAIT_MS) as download:
        page.locator("a[href*='figure.svg']").first.click()
    assert b"<svg" in Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_the_example_starts_draws_and_works(program, open_page, name):
    page, roll = program(name, wait=False)
    if name == "microphone":
        page.context.add_init_script(MICROPHONE)
        page.reload()
    roll.wait_ready(WAIT_MS)
    globals()[name](page, roll)
    assert_drawn(roll, name)


def test_the_notebook_shows_rolls_and_gets_the_edits_back(open_page, tmp_path):
    notebook = nbformat.read(FOLDER / "notebook.ipynb", as_version=4)
    client = nbclient.NotebookClient(notebook, timeout=180, resources={"metadata": {"path": str(tmp_path)}})
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    with client.setup_kernel():
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
        addresses = [
            re.search(r'<iframe src="([^"]+)"', output.data["text/html"])[1]
            for cell in code
            for output in cell.outputs
            if output.output_type == "display_data"
        ]
        assert len(addresses) == 2
        roll = RollPage(open_page(addresses[0], width=900, height=500))
        assert pitches(roll) == [60, 64, 67]
        roll.focus()
        roll.press("Control+a", "ArrowUp")
        assert_drawn(roll, "notebook")
        for _ in range(40):
            again = client.execute_cell(code[2], notebook.cells.index(code[2]))
            # Gradio prints the name of each file of a component, which comes with whatever cell runs.
            shown = [output["data"]["text/plain"] for output in again.outputs if "data" in output]
            if shown == ["[61, 65, 68]"]:
                break
            roll.page.wait_for_timeout(250)
        assert shown == ["[61, 65, 68]"]
        heard = RollPage(open_page(addresses[1], width=900, height=440))
        wait(heard, f"r => ({MEDIAN_F0})(r) > 200")
