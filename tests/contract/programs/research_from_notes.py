"""`research.from_notes`."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.utils import research


def make(tempo):
    return research.from_notes(
        [(60, 0.0, 0.5), (64, 0.5, 0.5), (67, 1.0, 1.0)], tempo=int(tempo), lyrics=["도", "미", "솔"]
    )


with gr.Blocks() as demo:
    roll = PianoRoll()
    number = gr.Number(100)
    gr.Button().click(make, number, roll)

if __name__ == "__main__":
    demo.launch()
