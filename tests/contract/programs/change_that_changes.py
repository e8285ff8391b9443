"""A `change` handler that writes into what it returns to its own roll: once per edit, not for ever."""

import gradio as gr

from gradio_pianoroll import PianoRoll


def louder(value):
    for note in value["notes"]:
        note["velocity"] = min(note["velocity"] + 1, 127)
    return value


with gr.Blocks() as demo:
    roll = PianoRoll({"notes": [{"start": 0, "duration": 80, "pitch": 60, "velocity": 50}]})
    roll.change(louder, roll, roll)

if __name__ == "__main__":
    demo.launch()
