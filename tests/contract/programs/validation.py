"""Validation and cleaning in a handler."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.data_models import (
    PianoRollValidator,
    clean_piano_roll_data,
    ensure_note_ids,
    validate_and_warn,
    validate_note,
    validate_piano_roll_data,
)

NOTES = [
    {"id": "a", "start": 0, "duration": 80, "pitch": 60, "velocity": 100, "lyric": "안"},
    {"id": "b", "start": 80, "duration": 80, "pitch": 64, "velocity": 90, "lyric": "녕"},
]
VALUE = {
    "notes": NOTES,
    "tempo": 120,
    "timeSignature": {"numerator": 4, "denominator": 4},
    "editMode": "select",
    "snapSetting": "1/4",
    "pixelsPerBeat": 80,
}


def check(value):
    bad = {"notes": [{"start": True, "pitch": float("nan")}, {"start": 0, "duration": 80, "pitch": 60}], "tempo": 0}
    return {
        "good": validate_piano_roll_data(value),
        "bad": len(validate_piano_roll_data(bad)),
        "note": validate_note({"pitch": "sixty"}),
        "warned": validate_and_warn(value, "My roll"),
        "clean": clean_piano_roll_data({"notes": [{"start": 0, "pitch": 60}]})["notes"][0]["velocity"],
        "ids": all(note["id"] for note in ensure_note_ids({"notes": [{"start": 0, "pitch": 1}]})["notes"]),
        "result": PianoRollValidator.validate(bad).is_valid,
    }


with gr.Blocks() as demo:
    roll = PianoRoll(VALUE)
    out = gr.JSON()
    gr.Button().click(check, roll, out)

if __name__ == "__main__":
    demo.launch()
