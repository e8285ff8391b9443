"""Positions in pixels at 160 pixels per beat."""

import gradio as gr

from gradio_pianoroll import PianoRoll


def second_beat(value):
    return [[n["start"], n["startSeconds"], n["startBeats"]] for n in value["notes"]]


def same(value):
    return value


with gr.Blocks() as demo:
    roll = PianoRoll({"notes": [{"start": 160, "duration": 80, "pitch": 60}], "pixelsPerBeat": 160, "tempo": 60})
    out = gr.JSON()
    gr.Button().click(second_beat, roll, out)
    gr.Button().click(same, roll, roll)

if __name__ == "__main__":
    demo.launch()
