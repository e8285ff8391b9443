"""Voices whose F0 is known: sung by the synthesizer, and recorded."""

from functools import lru_cache

import numpy as np
import soundfile

from gradio_pianoroll.analysis import extract_f0
from gradio_pianoroll.analysis.pyin import pyin
from gradio_pianoroll.synth import make_line, parse_syllable, sing
from tests.recordings import spoken_words

SR = 44_100
FRAMES_S = np.arange(0, 2.0, 0.005)
STRAIGHT = 210 * 2 ** (30 * np.sin(2 * np.pi * 0.7 * FRAMES_S) / 1200)
VIBRATO = 210 * 2 ** (80 * np.sin(2 * np.pi * 5.5 * FRAMES_S) / 1200)


def sung(f0_hz, words="a i o", sr=SR, duration_s=1.75):
    """The same mouth, with F0 at `FRAMES_S`: what a perfect resynthesis gives."""
    n = len(words.split())
    width = duration_s / n
    line = make_line(np.arange(n) * width, np.full(n, width), np.full(n, 57), np.full(n, 100))
    return sing(line, [parse_syllable(word) for word in words.split()], sr, f0_curve=(FRAMES_S, f0_hz))


def measured(audio, sr=SR):
    """F0 in steps of 2 cents, in frames short enough for a vibrato."""
    frame_length = 2048 if sr > 30_000 else 1024
    f0, _, _ = pyin(audio, fmin=65, fmax=1000, sr=sr, frame_length=frame_length, hop_length=256, resolution=0.02)
    return np.arange(len(f0)) * 256 / sr, f0


def cents_off(audio, f0_hz, sr=SR, start_s=0.2, end_s=1.6):
    """Median and 95th percentile of the distance of a sound's F0 from what it is to be."""
    times_s, found = measured(audio, sr)
    inside = np.isfinite(found) & (times_s > start_s) & (times_s < end_s)
    assert inside.mean() > 0.5 * (end_s - start_s) / times_s[-1]
    off = np.abs(1200 * np.log2(found[inside] / np.interp(times_s[inside], FRAMES_S, f0_hz)))
    return float(np.median(off)), float(np.percentile(off, 95))


@lru_cache
def spoken(name="Front_Center.wav"):
    """A woman says two words at 48 kHz; with her F0."""
    audio, sr = soundfile.read(spoken_words(name), dtype="float32")
    audio.flags.writeable = False
    return audio, sr, extract_f0(audio, sr, fmin=100, fmax=500)
