"""A roll as one has it without any extra: a MIDI file in, with a sound behind it, and out again."""

import tempfile
from pathlib import Path

import gradio as gr
import numpy as np

import gradio_pianoroll
from gradio_pianoroll import PianoRoll, formats
from tests.browser.apps import record

SR = 8_000


def tone():
    return SR, (np.sin(np.arange(2 * SR) * 2 * np.pi * 220 / SR) * 20_000).astype(np.int16)


def saved(value):
    path = formats.save(value.score, Path(tempfile.mkdtemp()) / "saved.mid")
    record("saved", path=str(path), package=gradio_pianoroll.__file__)


with gr.Blocks() as app:
    roll = PianoRoll({"notes": []}, audio_data=tone(), label="Song", height=460)
    file = gr.File(label="MIDI", elem_id="midi")
    save = gr.Button("Save", elem_id="save")
    # A path is a value: the component reads the file.
    file.upload(lambda path: path, file, roll)
    save.click(saved, roll, None)

if __name__ == "__main__":
    app.launch()
