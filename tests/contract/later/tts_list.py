"""`auto_analyze` of an alignment alone."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.utils.research import auto_analyze


def speak():
    return auto_analyze([("안녕", 0.0, 0.5), ("하세요", 0.5, 1.0)], "tts")


with gr.Blocks() as demo:
    roll = PianoRoll()
    gr.Button().click(speak, None, roll)


if __name__ == "__main__":
    demo.launch()
