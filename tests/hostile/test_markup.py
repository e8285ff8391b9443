"""Texts of users in a real browser: shown as text, never run."""

import gradio as gr
import pytest

from gradio_pianoroll import PianoRoll
from tests.browser.roll import RollPage

pytestmark = pytest.mark.browser
TRAP = '"><img src=x onerror="window.__run=1"><script>window.__run=1</script><svg onload="window.__run=1">'


def test_no_text_of_a_score_is_run(serve, open_page):
    note = {"start": 0, "duration": 320, "pitch": 60, "lyric": TRAP, "phoneme": TRAP, "id": TRAP}
    half = {"start": 400, "duration": 320, "pitch": 62, "lyric": "a\ud800b\u202ec"}
    value = {
        "notes": [note, half],
        "name": TRAP,
        "tracks": [{"name": TRAP, "color": TRAP}],
        "segment_data": [{"start": 0, "end": 1, "type": TRAP, "value": TRAP}],
        "line_data": {
            TRAP: {"color": TRAP, "yAxisLabel": TRAP, "unit": TRAP, "data": [{"x": 0, "y": 0}, {"x": 80, "y": 1}]}
        },
        "title": TRAP,
    }
    with gr.Blocks() as demo:
        PianoRoll(value, label=TRAP)
    page = open_page(serve(demo))
    roll = RollPage(page)
    assert sorted(n["lyric"] for n in roll.notes()) == sorted([TRAP, "a\ufffdb\u202ec"])
    # The editor of lyrics and whatever appears under the pointer.
    roll.focus()
    roll.press("Control+a", "Enter", "Escape")
    box = roll.root.bounding_box()
    page.mouse.move(box["x"] + 150, box["y"] + 200)
    page.mouse.dblclick(box["x"] + 150, box["y"] + 200)
    page.wait_for_function("() => document.readyState === 'complete'")
    assert page.evaluate("() => window.__run") is None
    assert page.locator("img[src=x]").count() == 0
