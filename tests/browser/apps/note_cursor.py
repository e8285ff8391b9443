"""An empty roll and a button that saves it, for somebody who hears the page; two tracks of many notes beside it."""

import os
from pathlib import Path

import gradio as gr

from gradio_pianoroll import PianoRoll, formats
from tests.browser.apps import record


def save(value):
    path = Path(os.environ["PIANOROLL_TEST_LOG"]).with_suffix(".musicxml")
    formats.save(value.score, path)
    record("save", path=str(path), notes=[dict(n) for n in value["notes"]])
    return f"Saved {len(value['notes'])} notes"


with gr.Blocks() as app:
    roll = PianoRoll({"notes": [], "tempo": 120}, label="Song", height=560)
    button = gr.Button("Save")
    said = gr.Textbox(label="Answer")
    button.click(save, roll, said)

if __name__ == "__main__":
    app.launch()
