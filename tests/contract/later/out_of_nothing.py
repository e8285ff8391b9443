"""A function that takes no roll and gives one."""

import gradio as gr

from gradio_pianoroll import PianoRoll

with gr.Blocks() as demo:
    t = gr.Textbox()
    r = PianoRoll()
    gr.Button().click(lambda s: {"notes": [{"start": 0, "pitch": 60, "duration": 1}]}, t, r, api_name="make")
    gr.Button().click(lambda value: value, r, r, api_name="same")


if __name__ == "__main__":
    demo.launch()
