"""A roll with marks above the bars and one with a recording and curves; a button tells what Python has."""

import tempfile
from pathlib import Path

import gradio as gr
import numpy as np
import soundfile

from gradio_pianoroll import PianoRoll
from tests.browser.apps import record

RATE_HZ = 22050


def recording() -> str:
    """Four seconds: a tone of 220 Hz that begins anew each second, so that places can be told apart."""
    t_s = np.arange(4 * RATE_HZ) / RATE_HZ
    path = Path(tempfile.mkdtemp()) / "tone.wav"
    soundfile.write(path, 0.4 * np.sin(2 * np.pi * 220 * t_s) * (t_s % 1 < 0.5), RATE_HZ)
    return str(path)


NOTES = [
    {"id": "a", "start": 0, "duration": 80, "pitch": 60, "lyric": "도"},
    {"id": "b", "start": 160, "duration": 80, "pitch": 64, "lyric": "미"},
    {"id": "c", "start": 640, "duration": 320, "pitch": 67, "lyric": "솔"},
]
MARKED = {
    "tempo": 120,
    "notes": NOTES,
    "markers": [{"beat": 0, "text": "메기는 소리"}, {"beat": 8, "text": "B"}],
    "keySignatures": [{"beat": 0, "sharps": 1, "mode": "major"}],
}
SUNG = {"tempo": 120, "notes": NOTES}


def tell(name):
    def told(value):
        score = value.score
        record(
            name,
            tempos=score.tempo_map.tempos,
            signatures=score.tempo_map.signatures,
            keys=[[key.beat, key.sharps, key.mode] for key in score.keys],
            markers=[[marker.beat, marker.text] for marker in score.markers],
            onsets=[float(onset) for onset in score.notes.onset_beats],
            f0=[float(t) for curve in score.curves.values() for t in curve.sample_times()],
        )

    return told


def with_sound():
    value = dict(SUNG)
    value["audio_data"] = recording()
    value["line_data"] = {"f0": {"color": "#f00", "data": [{"x": 0, "y": 220}]}}
    return SUNG | {"audio_data": recording()}


with gr.Blocks() as app:
    marked = PianoRoll(MARKED, label="Marked", height=420)
    sung = PianoRoll(with_sound(), label="Sung", height=420)
    plain = PianoRoll({"tempo": 120, "notes": NOTES}, label="Plain", height=420, interactive=False)
    gr.Button("Tell marked", elem_id="tell-marked").click(tell("marked"), marked)
    gr.Button("Tell sung", elem_id="tell-sung").click(tell("sung"), sung)

if __name__ == "__main__":
    app.launch()
