"""Notes without id, velocity and timing."""

import gradio as gr

from gradio_pianoroll import PianoRoll


def ids(value):
    return [[note["id"], note["velocity"], note["endSeconds"]] for note in value["notes"]]


with gr.Blocks() as demo:
    roll = PianoRoll({"notes": [{"start": 0, "duration": 80, "pitch": 60}, {"start": 80, "duration": 80, "pitch": 62}]})
    out = gr.JSON()
    gr.Button().click(ids, roll, out)

if __name__ == "__main__":
    demo.launch()
