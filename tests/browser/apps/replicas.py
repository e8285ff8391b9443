"""A roll with everything that lies in files: notes, curves, a sound and its waveform."""

from pathlib import Path

import gradio as gr
import numpy as np

from gradio_pianoroll import PianoRoll
from tests.browser.apps import record
from tests.browser.apps.basic import SONG

TONE = (0.3 * np.sin(np.arange(22_050) * 2 * np.pi * 330 / 22_050)).astype(np.float32)
FULL = {
    **SONG,
    "line_data": {"f0": {"color": "#00c000", "data": [{"seconds": 0, "value": 261.6}, {"seconds": 2, "value": 293.7}]}},
}


def sung():
    """The sound comes with a value and not with the component: only the value knows of it."""
    import tempfile

    import soundfile

    path = f"{tempfile.mkdtemp()}/tone.wav"
    soundfile.write(path, TONE, 22_050)
    return {**FULL, "audio_data": path}


def read(value):
    audio = value.score.audio
    curves = {name: [round(float(v)) for v in curve.values] for name, curve in value.score.curves.items()}
    sound = None if audio is None else Path(audio.source).stat().st_size
    record("read", pitches=[n["pitch"] for n in value["notes"]], curves=curves, sound=sound)


with gr.Blocks() as app:
    # So high that the lane of the recording is open.
    roll = PianoRoll(FULL, label="Song", height=800, interactive=True)
    gr.Button("Sung", elem_id="sung").click(sung, None, roll)
    gr.Button("Read", elem_id="read").click(read, roll)

if __name__ == "__main__":
    app.launch()
