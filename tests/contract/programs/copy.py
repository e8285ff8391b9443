"""A handler that makes a new dict from copies."""

import copy

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


def soften(value):
    result = value.copy()
    result["notes"] = [{**note, "velocity": 40} for note in value["notes"]]
    return result


def deep(value):
    result = copy.deepcopy(value)
    result["notes"].pop()
    assert len(value["notes"]) == len(result["notes"]) + 1
    return result


def spread(value):
    return {**value, "tempo": 77}


with gr.Blocks() as demo:
    roll = PianoRoll(VALUE)
    gr.Button().click(soften, roll, roll)
    gr.Button().click(deep, roll, roll)
    gr.Button().click(spread, roll, roll)

if __name__ == "__main__":
    demo.launch()
