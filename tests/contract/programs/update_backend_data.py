"""Sound, curves and segments of the component, for values that have none."""

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


TONE = (8000, (np.sin(np.arange(8000) / 8000 * 2 * np.pi * 440) * 20000).astype(np.int16))


def parts(value):
    return {
        "sound": bool(value["audio_data"]),
        "curves": sorted(value.get("line_data") or value.get("curve_data")),
        "segments": [s["value"] for s in value["segment_data"]],
        "backend": value["use_backend_audio"],
    }


with gr.Blocks() as demo:
    roll = PianoRoll(VALUE)
    out = gr.JSON()
    roll.update_backend_data(
        audio_data=TONE,
        curve_data={"f0": {"data": [{"seconds": 0, "value": 440}, {"seconds": 1, "value": 440}]}},
        segment_data=[{"start": 0, "end": 1, "type": "word", "value": "아"}],
        use_backend_audio=True,
    )
    roll.update_backend_data(segment_data=[{"start": 0, "end": 0.5, "type": "word", "value": "야"}])
    gr.Button().click(parts, roll, out)

if __name__ == "__main__":
    demo.launch()
