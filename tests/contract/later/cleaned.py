"""A cleaned score is read by attribute and by key."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.data_models import clean_piano_roll_data, create_default_piano_roll_data


def describe(value):
    cleaned = clean_piano_roll_data({"notes": value["notes"], "tempo": value["tempo"]})
    default = create_default_piano_roll_data()
    first = cleaned.notes[0]
    return [cleaned.tempo, cleaned["tempo"], first.velocity, cleaned.timeSignature.numerator, default.tempo]


with gr.Blocks() as demo:
    roll, out = PianoRoll(), gr.JSON()
    gr.Button().click(describe, roll, out)


if __name__ == "__main__":
    demo.launch()
