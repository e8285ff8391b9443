"""`research.from_midi_generation` and `analyze_notes`."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.utils import research


def generate(n):
    model = [{"pitch": 60 + i, "start": i * 0.25, "duration": 0.25, "velocity": 70 + i} for i in range(int(n))]
    return research.from_midi_generation(model)


def analyse(value):
    found = research.analyze_notes(value)
    return [found["total_notes"], found["총_노트_수"], found["pitch_range"]]


with gr.Blocks() as demo:
    roll = PianoRoll()
    number, out = gr.Number(6), gr.JSON()
    gr.Button().click(generate, number, roll)
    gr.Button().click(analyse, roll, out)

if __name__ == "__main__":
    demo.launch()
