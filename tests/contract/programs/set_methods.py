"""`set_audio_data`, `set_curve_data`, `set_segment_data`, `enable_backend_audio` in a handler."""

import gradio as gr
import numpy as np

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


def equip(value):
    roll.set_audio_data((8000, np.zeros(8000, np.int16)))
    roll.set_curve_data({"loudness": {"data": [{"seconds": 0, "value": -20}]}})
    roll.set_segment_data([{"start": 0, "end": 1, "type": "word", "value": "a"}])
    roll.enable_backend_audio()
    return value


def parts(value):
    return [bool(value.audio_data), bool(value.segment_data), bool(value.use_backend_audio)]


with gr.Blocks() as demo:
    roll = PianoRoll(VALUE)
    out = gr.JSON()
    gr.Button().click(equip, roll, roll)
    gr.Button().click(parts, roll, out)

if __name__ == "__main__":
    demo.launch()
