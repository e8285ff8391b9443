"""`research.from_midi_numbers` and `from_frequencies`, with rests."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.utils import research


def numbers():
    return research.from_midi_numbers([60, 62, None, 64])


def frequencies():
    return research.from_frequencies([440, 0, 261.63], [0.5, 0.5, 1.0])


with gr.Blocks() as demo:
    roll = PianoRoll()
    gr.Button().click(numbers, None, roll)
    gr.Button().click(frequencies, None, roll)

if __name__ == "__main__":
    demo.launch()
