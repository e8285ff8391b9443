"""`from_midi_generation(generated_sequence=…)`."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.utils import research

MODEL = [{"pitch": 60, "start": 0, "duration": 0.5}, {"pitch": 62, "start": 0.5, "duration": 0.5, "velocity": 33}]


def make():
    return research.from_midi_generation(generated_sequence=MODEL)


with gr.Blocks() as demo:
    roll = PianoRoll()
    gr.Button().click(make, None, roll)


if __name__ == "__main__":
    demo.launch()
