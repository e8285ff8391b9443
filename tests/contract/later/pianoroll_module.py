"""The component imported from its former module."""

import gradio as gr

from gradio_pianoroll.pianoroll import PianoRoll, create_note_with_timing, generate_note_id


def one(pitch):
    return {"notes": [create_note_with_timing(generate_note_id(), 0, 80, int(pitch), 100, "라")]}


with gr.Blocks() as demo:
    roll, number = PianoRoll(), gr.Number(64)
    gr.Button().click(one, number, roll)


if __name__ == "__main__":
    demo.launch()
