"""`from_midi_numbers(midi_notes=…)`, a second each."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.utils.research import from_midi_numbers


def make(tempo):
    return from_midi_numbers(midi_notes=[60, 64, 67], tempo=tempo)


with gr.Blocks() as demo:
    roll, number = PianoRoll(), gr.Number(90)
    gr.Button().click(make, number, roll)


if __name__ == "__main__":
    demo.launch()
