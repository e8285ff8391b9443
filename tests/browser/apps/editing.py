"""One roll whose document the server reads only when asked: for tests that edit faster than any hand."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from tests.browser.apps import record
from tests.browser.apps.basic import SONG

with gr.Blocks() as app:
    roll = PianoRoll(SONG, label="Song", height=560)
    gr.Button("Read", elem_id="read").click(lambda v: record("read", count=len(v["notes"])), roll)

if __name__ == "__main__":
    app.launch()
