"""A conversation: a recording with tiers of words, phones, speakers that overlap, and points; no note anywhere."""

import tempfile
from pathlib import Path

import gradio as gr
import numpy as np
import soundfile

from gradio_pianoroll import PianoRoll, Score
from gradio_pianoroll.score import AudioRef, Segment
from tests.browser.apps import record

RATE = 16_000
LENGTH_S = 8.0
WORDS = [
    (0.0, 0.5, ""),
    (0.5, 1.25, "안녕하세요"),
    (1.25, 2.0, "저는"),
    (2.0, 3.0, "민수예요"),
    (3.0, 4.5, ""),
    (4.5, 6.0, "반가워요"),
]
PHONES = [
    (0.5, 0.75, "a"),
    (0.75, 1.0, "nʲ"),
    (1.0, 1.25, "ʌŋ"),
    (1.25, 1.6, "tɕʌ"),
    (1.6, 2.0, "nɯn"),
    (2.0, 2.5, "min"),
    (2.5, 3.0, "s*u"),
]
SPEAKERS = [(0.5, 3.0, "민수"), (2.5, 4.0, "영희"), (3.5, 4.2, "철수"), (4.5, 6.0, "영희")]
TONES = [(0.9, "H*"), (2.3, "L+H*"), (5.8, "L%")]


def sound() -> str:
    """A hum of 100 Hz while somebody speaks: it crosses zero every 5 ms."""
    t = np.arange(int(LENGTH_S * RATE)) / RATE
    speaks = sum(((t >= start) & (t < end)).astype(float) for start, end, _ in SPEAKERS)
    path = Path(tempfile.mkdtemp()) / "speech.wav"
    soundfile.write(path, (0.25 * speaks * np.sin(2 * np.pi * 100 * t)).astype(np.float32), RATE)
    return str(path)


def segments() -> list[Segment]:
    return [
        *(Segment(start, end, "word", text) for start, end, text in WORDS),
        *(Segment(start, end, "phone", text) for start, end, text in PHONES),
        *(Segment(start, end, "speaker", text, 0.4 if text == "철수" else None) for start, end, text in SPEAKERS),
        *(Segment(at, at, "tone", text) for at, text in TONES),
    ]


def score() -> Score:
    return Score(segments=segments(), audio=AudioRef(sound()))


def changed(value) -> None:
    record("change", segments=[[s.type, s.start, s.end, s.text, s.confidence] for s in value.score.segments])


with gr.Blocks() as app:
    roll = PianoRoll(score(), label="Speech", height=700)
    roll.change(changed, roll, None)

if __name__ == "__main__":
    app.launch()
