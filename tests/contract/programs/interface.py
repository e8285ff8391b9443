"""`gr.Interface` with a roll on both sides."""

import gradio as gr

from gradio_pianoroll import PianoRoll


def transpose(value):
    for note in value["notes"]:
        note["pitch"] += 2
    return value


demo = gr.Interface(transpose, inputs=PianoRoll(), outputs=PianoRoll())

if __name__ == "__main__":
    demo.launch()
