"""`research.from_tts_output` and `auto_analyze`."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.utils import research

ALIGNMENT = [("안녕", 0.0, 0.4), ("하세요", 0.4, 1.0)]


def speak(text):
    return research.from_tts_output(text, ALIGNMENT, [220, 225, 0, 0, 0])


def guess(text):
    return research.auto_analyze({"text": text, "alignment": ALIGNMENT, "f0": [220, 0]}, "tts")


with gr.Blocks() as demo:
    roll = PianoRoll()
    text = gr.Textbox("안녕하세요")
    gr.Button().click(speak, text, roll)
    gr.Button().click(guess, text, roll)

if __name__ == "__main__":
    demo.launch()
