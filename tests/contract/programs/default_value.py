"""A roll without a value."""

import gradio as gr

from gradio_pianoroll import PianoRoll


def show(value):
    return [note["lyric"] for note in value["notes"]]


with gr.Blocks() as demo:
    roll = PianoRoll()
    out = gr.JSON()
    gr.Button("Show").click(show, roll, out)

if __name__ == "__main__":
    demo.launch()
