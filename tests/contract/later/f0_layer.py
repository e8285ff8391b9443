"""The layer `f0_curve` of speech."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.utils.research import from_tts_output


def speak():
    return from_tts_output("안녕", [("안녕", 0.0, 1.0)], [220.0] * 10)


def layer(value):
    return value["line_data"]["f0_curve"]["renderMode"]


with gr.Blocks() as demo:
    roll, out = PianoRoll(), gr.Textbox()
    gr.Button().click(speak, None, roll)
    gr.Button().click(layer, roll, out)


if __name__ == "__main__":
    demo.launch()
