"""A song is thinned out to the advised number of notes."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.performance import get_optimized_config, optimize_large_note_count

CONFIG = get_optimized_config()


def thin(value):
    return optimize_large_note_count(value, max_notes=CONFIG["max_notes"])


def told():
    return CONFIG


with gr.Blocks() as demo:
    roll, out = PianoRoll(), gr.JSON()
    gr.Button().click(thin, roll, roll)
    gr.Button().click(told, None, out)


if __name__ == "__main__":
    demo.launch()
