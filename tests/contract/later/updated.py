"""`gr.update` and a new component as the answer."""

import gradio as gr

from gradio_pianoroll import PianoRoll

SONG = {"notes": [{"start": 0, "duration": 80, "pitch": 65}]}

with gr.Blocks() as demo:
    roll = PianoRoll()
    gr.Button().click(lambda: gr.update(value=SONG, label="new"), None, roll, api_name="by_update")
    gr.Button().click(lambda: PianoRoll(SONG, height=300), None, roll, api_name="by_component")
    gr.Button().click(lambda: roll.update(value=SONG), None, roll, api_name="by_method")


if __name__ == "__main__":
    demo.launch()
