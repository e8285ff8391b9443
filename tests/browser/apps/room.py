"""A roll with everything in it: four tracks, an F0, loudness over a recording, phonemes and words. It fills the window."""

import tempfile
from pathlib import Path

import gradio as gr
import numpy as np
import soundfile

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.score import AudioRef, Score, Track

BEAT_S = 60 / 84
MELODY = [
    (0, 1.5, 62, "아"),
    (1.5, 0.5, 64, "리"),
    (2, 0.5, 62, "랑"),
    (2.5, 0.5, 64, "-"),
    (3, 1.5, 67, "아"),
    (4.5, 0.5, 69, "리"),
    (5, 0.5, 67, "랑"),
    (5.5, 0.5, 69, "-"),
    (6, 1, 71, "아"),
    (7, 0.5, 69, "라"),
    (7.5, 0.5, 67, "-"),
    (8, 0.5, 64, "리"),
    (8.5, 0.5, 62, "-"),
    (9, 1.5, 62, "요"),
]
TRACKS = (
    Track("노래", program=52),
    Track("가야금", program=107),
    Track("베이스", program=32, muted=True),
    Track("장구", is_drum=True),
)


def times(start: float, duration: float) -> dict:
    return {"startBeats": start, "durationBeats": duration}


def notes() -> list[dict]:
    found = []
    for verse in range(0, 48, 12):
        for onset, duration, pitch, lyric in MELODY:
            if onset < 12:
                velocity = 70 + 9 * (int(onset * 2) % 5)
                found.append({**times(verse + onset, duration), "pitch": pitch, "velocity": velocity, "lyric": lyric})
    for bar in range(16):
        for at, pitch in ((1, 55), (1.5, 55), (2, 59)):
            found.append({**times(3 * bar + at, 0.8), "pitch": pitch, "velocity": 58, "track": 1})
        found.append({**times(3 * bar, 2.6), "pitch": 38, "velocity": 60, "track": 2})
        for at in (0, 1, 1.5, 2):
            found.append({**times(3 * bar + at, 0.2), "pitch": 36 + 2 * int(2 * at), "velocity": 90, "track": 3})
    return found


def f0() -> list[dict]:
    points = []
    for onset, duration, pitch, _ in MELODY:
        for t in np.arange(onset * BEAT_S + 0.03, (onset + duration) * BEAT_S, 0.01):
            bend = pitch + 0.35 * np.sin(2 * np.pi * 5.5 * t) * min(1, (t - onset * BEAT_S) * 3)
            points.append({"time": float(t), "value": float(440 * 2 ** ((bend - 69) / 12))})
    return points


def loudness() -> list[dict]:
    t = np.arange(0, 10.5 * BEAT_S, 0.02)
    return [{"time": float(x), "value": float(-12 - 20 * abs(np.sin(3 * x)) ** 6)} for x in t]


def sound() -> AudioRef:
    rate = 16_000
    t = np.arange(int(34 * rate)) / rate
    path = Path(tempfile.mkdtemp()) / "sung.wav"
    soundfile.write(path, 0.4 * np.sin(2 * np.pi * 220 * t) * (0.3 + 0.7 * np.abs(np.sin(3 * t))), rate)
    return AudioRef(str(path), "path", 0.0)


def segments() -> list[dict]:
    found = []
    for onset, duration, _, lyric in MELODY:
        start, end = onset * BEAT_S, (onset + duration) * BEAT_S
        found.append({"start": start, "end": end, "type": "phoneme", "value": {"아": "a", "-": "ng"}.get(lyric, "r i")})
    for bar, word in ((0, "아리랑"), (3, "아리랑"), (6, "아라리요")):
        found.append({"start": bar * BEAT_S, "end": (bar + 3) * BEAT_S, "type": "word", "value": word})
    return found


PLAIN = {
    "tempo": 84,
    "timeSignature": {"numerator": 3, "denominator": 4},
    "pixelsPerBeat": 68,
    "notes": notes(),
}
LAYERS = {
    "line_data": {
        "f0": {"data": f0(), "dataType": "f0", "yMin": 100, "yMax": 800},
        "loudness": {"data": loudness(), "dataType": "loudness", "yMin": -60, "yMax": 0},
    },
    "segment_data": segments(),
}
SCENES = {
    "song": Score.from_dict({**PLAIN, **LAYERS}).replace(tracks=TRACKS, audio=sound()),
    "plain": Score.from_dict(PLAIN).replace(tracks=TRACKS),
    "spoken": Score.from_dict({"tempo": 84, "segment_data": segments()}),
    "empty": Score.from_dict({"tempo": 84}),
}
CSS = ".gradio-container, .main, main { padding: 0 !important; } footer { display: none !important; }"


def chosen(request: gr.Request):
    score = SCENES[request.query_params.get("scene", "song")]
    return PianoRoll(score, interactive=False) if "locked" in request.query_params else score


with gr.Blocks(fill_width=True, fill_height=True) as app:
    roll = PianoRoll(label="Room", show_label=False, container=False, height="fill", interactive=True, elem_id="room")
    app.load(chosen, None, roll)

if __name__ == "__main__":
    app.launch(css=CSS)
