"""The notes of one roll in another one."""

import gradio as gr

from gradio_pianoroll import PianoRoll

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


def mirror(left, right):
    right["notes"] = [dict(note) for note in left["notes"]]
    for note in right["notes"]:
        note["pitch"] = 127 - note["pitch"]
    return right


with gr.Blocks() as demo:
    first, second = PianoRoll(VALUE), PianoRoll({"notes": [], "tempo": 90})
    gr.Button().click(mirror, [first, second], second)

if __name__ == "__main__":
    demo.launch()
