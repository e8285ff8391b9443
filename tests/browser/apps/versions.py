"""A version kept in a gr.State and brought back; a slow handler whose echo must not undo what was drawn meanwhile."""

import os
import threading
from pathlib import Path

import gradio as gr

from gradio_pianoroll import PianoRoll
from tests.browser.apps import record
from tests.browser.apps.basic import SONG

GATE = Path(os.environ["PIANOROLL_TEST_LOG"]).with_suffix(".gate")


def slowly(value):
    """Takes until the test has seen enough."""
    record("begun")
    pause = threading.Event()
    while not GATE.exists():
        pause.wait(0.02)
    record("slow", pitches=[n["pitch"] for n in value["notes"]])
    return value


with gr.Blocks() as app:
    kept = gr.State()
    roll = PianoRoll(SONG, label="Song", height=420)
    gr.Button("Keep", elem_id="keep").click(lambda v: (v, record("kept"))[0], roll, kept)
    gr.Button("Bring back", elem_id="back").click(lambda v: v, kept, roll)
    gr.Button("Slow", elem_id="slow").click(slowly, roll, roll)

if __name__ == "__main__":
    app.launch()
