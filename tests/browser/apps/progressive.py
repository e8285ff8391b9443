"""A generator that fills a roll batch by batch, each when the test allows it, and one that is stopped in the middle."""

import os
import threading
from pathlib import Path

import gradio as gr
import numpy as np

from gradio_pianoroll import PianoRoll, ScoreStream
from gradio_pianoroll.score import NoteTable
from tests.browser.apps import record

BATCH = 20_000
BATCHES = 5
GATE = Path(os.environ["PIANOROLL_TEST_LOG"]).with_suffix(".gate")


def batch(number):
    rows = np.arange(BATCH * number, BATCH * (number + 1))
    return NoteTable.from_columns(
        onset_beats=rows / 4, duration_beats=0.25, pitch=48 + rows % 24, velocity=60 + rows % 60
    )


def wait_for_gate(number):
    """Until the test has opened so many batches."""
    pause = threading.Event()
    while not GATE.exists() or int(GATE.read_text() or 0) < number:
        pause.wait(0.02)


def fill():
    stream = ScoreStream(total_notes=BATCH * BATCHES, end_beats=BATCH * BATCHES / 4)
    for number in range(BATCHES):
        wait_for_gate(number)
        record("batch", number=number)
        yield stream.append(batch(number))
    yield stream.done()


def read(value):
    notes = value.score.notes
    record("read", count=len(notes), ids=len(set(notes.id.tolist())), pitches=int(notes.pitch.astype(int).sum()))


with gr.Blocks() as app:
    with gr.Row():
        start = gr.Button("Fill", elem_id="fill")
        stop = gr.Button("Stop", elem_id="stop")
        ask = gr.Button("Read", elem_id="read")
    roll = PianoRoll({"notes": []}, label="Filling", height=560, interactive=True)
    running = start.click(fill, None, roll)
    stop.click(None, cancels=[running])
    ask.click(read, roll)

if __name__ == "__main__":
    app.launch()
