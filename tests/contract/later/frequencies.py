"""`from_frequencies`, a second each, unvoiced ones as rests."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.utils import research


def make():
    return research.from_frequencies([440.0, 0, 493.88])


with gr.Blocks() as demo:
    roll = PianoRoll()
    gr.Button().click(make, None, roll)


if __name__ == "__main__":
    demo.launch()
