"""`demo.load` fills the roll."""

import gradio as gr

from gradio_pianoroll import PianoRoll


def fill():
    return {"notes": [{"start": 0, "duration": 160, "pitch": 55, "lyric": "열림"}], "tempo": 88}


with gr.Blocks() as demo:
    roll = PianoRoll()
    demo.load(fill, None, roll)

if __name__ == "__main__":
    demo.launch()
