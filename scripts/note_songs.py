"""Songs that the package's own synthesizer sings, widely varied, with the notes where a listener hears them.

They are what `make_note_model.py` trains on: no recording of anybody is needed, and no licence. The same seed gives the
same song.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.singing import (
    SCALE,
    STEP_CHANCES,
    STEPS,
    add_breaths,
    audible_notes,
    pink_noise,
    syllables_for,
    turned_back,
)
from gradio_pianoroll.synth import Line, Manner, add_reverb, make_line, sing
from gradio_pianoroll.synth.articulation import articulate
from gradio_pianoroll.synth.melody import CONTROL_HZ

SR = 22_050
BEATS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
# How usual each length is; a song has its own shares of them.
BEAT_WEIGHTS = (2.0, 8.0, 1.2, 6.0, 1.6, 2.4, 1.0)
HELD_CHANCES = (0.0, 0.15, 0.35, 0.6)


@dataclass(frozen=True)
class NoteSong:
    """Sound at `SR`, float32, and its notes: seconds, and MIDI numbers with fraction."""

    audio: np.ndarray
    onset_s: np.ndarray
    end_s: np.ndarray
    pitch: np.ndarray


def melody(rng: np.random.Generator, seconds: float) -> Line:
    """A tune in a major key with notes of its own usual lengths, detached, legato or both."""
    beat_s = 60 / rng.uniform(60, 140)
    key, degree = int(rng.integers(43, 64)), int(rng.integers(2, 8))
    chances = rng.dirichlet(BEAT_WEIGHTS)
    detached, repeated = rng.uniform(0, 0.6), rng.uniform(0, 0.25)
    onset, duration, pitch, velocity = [], [], [], []
    at_s, in_phrase = 0.5, 0
    while True:
        length_s = float(rng.choice(BEATS, p=chances)) * beat_s
        if at_s + length_s > seconds - 0.4:
            break
        if rng.random() > repeated:
            degree = turned_back(degree + int(rng.choice(STEPS, p=STEP_CHANCES)))
        gap_s = float(rng.uniform(0.02, 0.2)) if rng.random() < detached else 0.0
        onset.append(at_s)
        duration.append(max(0.09, length_s - gap_s))
        pitch.append(key + 12 * (degree // 7) + SCALE[degree % 7])
        velocity.append(int(rng.integers(55, 122)))
        at_s += length_s
        in_phrase += 1
        if in_phrase >= 4 and rng.random() < 0.2:
            at_s += float(rng.choice((0.5, 1.0))) * beat_s + 0.15
            in_phrase = 0
    return make_line(np.array(onset), np.array(duration), np.array(pitch), np.array(velocity))


def out_of_tune(line: Line, rng: np.random.Generator) -> Line:
    """The tune as somebody sings it who is neither in tune nor stays in it."""
    n = len(line.pitch)
    off = (
        rng.normal(0, rng.uniform(0.05, 0.25), n) + rng.normal(0, 0.3) * np.linspace(-1, 1, n) + rng.uniform(-0.5, 0.5)
    )
    return replace(line, pitch=line.pitch + off)


def any_manner(rng: np.random.Generator) -> Manner:
    """From a choirboy's to an opera singer's."""
    return Manner(
        vibrato=rng.uniform(0, 0.7),
        vibrato_hz=rng.uniform(4.6, 6.8),
        vibrato_delay_s=rng.uniform(0.1, 0.4),
        vibrato_rise_s=rng.uniform(0.15, 0.5),
        glide_s=rng.uniform(0.03, 0.18),
        scoop=rng.uniform(0, 1.8),
        scoop_s=rng.uniform(0.04, 0.12),
        fall=rng.uniform(0, 1.5),
        drift=rng.uniform(0.03, 0.25),
    )


def recorded(audio: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The sound by another microphone, in a room or in noise, at another level."""
    spectrum, hz = np.fft.rfft(audio), np.linspace(0, SR / 2, len(audio) // 2 + 1)
    curve_db = np.cumsum(rng.normal(0, 2.5, 7))
    spectrum *= 10 ** (np.interp(np.sqrt(hz / hz[-1]), np.linspace(0, 1, 7), curve_db) / 20)
    low_hz, high_hz = rng.uniform(60, 250), rng.uniform(2_500, 9_500)
    spectrum /= np.sqrt(1 + (low_hz / np.maximum(hz, 1)) ** 4) * np.sqrt(1 + (hz / high_hz) ** 6)
    audio = np.fft.irfft(spectrum, len(audio))
    place = rng.choice(("dry", "room", "noise", "noise"))
    if place == "room":
        audio = add_reverb(audio.astype(np.float32), SR, rng.uniform(0.1, 0.4))[: len(audio)]
    if place == "noise":
        ratio_db = rng.uniform(8, 30)
        audio = audio + pink_noise(len(audio), rng) * np.sqrt(np.mean(audio**2) / 10 ** (ratio_db / 10))
    return np.asarray(audio * (10 ** (rng.uniform(-24, -2) / 20) / np.abs(audio).max()), np.float32)


def make_note_song(seed: int, seconds: float = 30.0) -> NoteSong:
    """Sing one."""
    rng = np.random.default_rng(seed)
    line = melody(rng, seconds)
    syllables = syllables_for(rng, line, float(rng.choice(HELD_CHANCES)))
    line = out_of_tune(line, rng)
    # A larger or a smaller mouth: sung at one rate and played at another.
    sr = int(SR / rng.uniform(0.8, 1.25))
    sung = sing(line, syllables, sr, manner=any_manner(rng), seed=seed)
    add_breaths(sung, line, sr, rng)
    level = articulate(line, syllables, int(np.ceil(len(sung) / sr * CONTROL_HZ))).voice
    onset_s, end_s = audible_notes(line, level)
    return NoteSong(recorded(sung, rng), onset_s * sr / SR, end_s * sr / SR, line.pitch - 12 * np.log2(sr / SR))
