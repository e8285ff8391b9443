"""A data URI as sound, segments, a waveform."""

import base64

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


SOUND = "data:audio/wav;base64," + base64.b64encode(
    b"RIFF" + (36 + 1600).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little") + (1).to_bytes(2, "little")
    + (1).to_bytes(2, "little") + (8000).to_bytes(4, "little") + (16000).to_bytes(4, "little")
    + (2).to_bytes(2, "little") + (16).to_bytes(2, "little") + b"data" + (1600).to_bytes(4, "little") + bytes(1600)
).decode()  # fmt: skip


def parts(value):
    return [bool(value["audio_data"]), value["segment_data"], value["curve_data"], value["use_backend_audio"]]


with gr.Blocks() as demo:
    roll = PianoRoll(
        {
            **VALUE,
            "audio_data": SOUND,
            "use_backend_audio": True,
            "segment_data": [{"start": 0, "end": 0.1, "type": "word", "value": "안", "confidence": 0.9}],
            "curve_data": {"waveform_data": [{"x": 0, "min": -0.5, "max": 0.5}]},
        }
    )
    out = gr.JSON()
    gr.Button().click(parts, roll, out)

if __name__ == "__main__":
    demo.launch()
