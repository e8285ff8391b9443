"""An untouched value through orjson."""

import gradio as gr
import orjson

from gradio_pianoroll import PianoRoll


def dump(value):
    return orjson.dumps(value).decode()


def parse(text):
    return orjson.loads(text)


with gr.Blocks() as demo:
    roll, text = PianoRoll(), gr.Textbox()
    gr.Button().click(dump, roll, text)
    gr.Button().click(parse, text, roll)


if __name__ == "__main__":
    demo.launch()
