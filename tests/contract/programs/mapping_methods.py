"""`get`, `in`, `items`, `json.dumps` of what a handler gets."""

import json

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


def look(value):
    keys = sorted(key for key, _ in value.items())
    return {
        "tempo": value.get("tempo", 0),
        "nothing": value.get("nothing", 17),
        "has": ["notes" in value, "nothing" in value],
        "keys": keys,
        "is_dict": isinstance(value, dict),
        "text": json.loads(json.dumps(value))["notes"][1]["pitch"],
    }


with gr.Blocks() as demo:
    roll = PianoRoll(VALUE)
    out = gr.JSON()
    gr.Button().click(look, roll, out)

if __name__ == "__main__":
    demo.launch()
