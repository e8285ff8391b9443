"""`to_dict` and `from_dict` of value and notes."""

import gradio as gr

from gradio_pianoroll import NoteData, PianoRoll, PianoRollData

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


def rebuild(value):
    data = value.to_dict()
    data["notes"] = [NoteData.from_dict(note).to_dict() for note in data["notes"]]
    data["notes"][0]["pitch"] = 59
    return PianoRollData.from_dict(data)


def kinds(value):
    return [isinstance(value, PianoRollData), isinstance(value.notes[0], NoteData), type(value.to_dict()).__name__]


with gr.Blocks() as demo:
    roll = PianoRoll(VALUE)
    out = gr.JSON()
    gr.Button().click(rebuild, roll, roll)
    gr.Button().click(kinds, roll, out)

if __name__ == "__main__":
    demo.launch()
