"""A singing voice without recordings: a sum of harmonics whose strengths follow the resonances of a mouth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.extras import require
from gradio_pianoroll.synth.articulation import BANDS, Controls, articulate
from gradio_pianoroll.synth.melody import CONTROL_HZ, Line, Manner, sung_f0
from gradio_pianoroll.synth.phones import Syllable
from gradio_pianoroll.synth.reverb import SYNTHESIZER

if TYPE_CHECKING:
    from numpy.typing import NDArray

BANDWIDTHS_HZ = (90.0, 120.0, 190.0, 280.0)
# A fifth resonance that hardly moves: without it the voice would be dull above 4 kHz.
FIFTH_HZ, FIFTH_WIDTH_HZ = 5000.0, 600.0
BAND_EDGES_HZ = {"hiss": (5000, 9000), "hush": (2400, 6000), "breath": (800, 4200)}
BRIGHTEST_HZ = 9_000
BLOCK_S = 2.0
TAIL_S = 0.25
# Softer than a modal voice: a singer who is close.
TILT = 1.1
LEVEL = 0.4


def _tract_gain(frequency_hz: NDArray[np.float64], formants_hz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gain of the resonances at each frame; `frequency_hz` (n, k), `formants_hz` (n, 4) → (n, k)."""
    gain = np.ones_like(frequency_hz)
    square = frequency_hz**2
    for column, bandwidth in enumerate(BANDWIDTHS_HZ):
        centre = formants_hz[:, column, None] ** 2
        gain *= centre / np.sqrt((centre - square) ** 2 + square * bandwidth**2)
    gain *= FIFTH_HZ**2 / np.sqrt((FIFTH_HZ**2 - square) ** 2 + square * FIFTH_WIDTH_HZ**2)
    return gain


def _harmonic_levels(f0_hz: NDArray[np.float64], controls: Controls, count: int, sr: int) -> NDArray[np.float64]:
    """Amplitude of each harmonic per frame, shape (n, count); nothing above half the sample rate."""
    k = np.arange(1, count + 1)
    frequency = f0_hz[:, None] * k
    levels = _tract_gain(frequency, controls.formants_hz) / k**TILT
    levels *= np.clip((min(BRIGHTEST_HZ, 0.47 * sr) - frequency) / 800, 0, 1)
    # Equally loud vowels: an open one would drown a closed one.
    loudness = np.sqrt((levels**2).sum(axis=1, keepdims=True))
    return np.asarray(levels / np.maximum(loudness, 1e-9) * controls.voice[:, None])


def _voiced(f0_hz: NDArray[np.float64], controls: Controls, n: int, sr: int) -> NDArray[np.float32]:
    frame_s = np.arange(len(f0_hz)) / CONTROL_HZ
    count = max(1, int(min(BRIGHTEST_HZ, sr / 2) / f0_hz.min()))
    out = np.zeros(n, np.float32)
    phase = 0.0
    for start in range(0, n, int(BLOCK_S * sr)):
        time = np.arange(start, min(n, start + int(BLOCK_S * sr))) / sr
        near = slice(max(0, int(time[0] * CONTROL_HZ) - 1), int(time[-1] * CONTROL_HZ) + 3)
        part = Controls(controls.formants_hz[near], controls.voice[near], controls.noise[:, near])
        levels = _harmonic_levels(f0_hz[near], part, count, sr)
        angle = phase + np.cumsum(np.interp(time, frame_s, f0_hz)) * (2 * np.pi / sr)
        phase = float(angle[-1] % (2 * np.pi))
        twice, before, now = 2 * np.cos(angle), np.zeros(len(time)), np.sin(angle)
        for number in range(count):
            out[start : start + len(time)] += np.interp(time, frame_s[near], levels[:, number]) * now
            # sin((k+1)a) = 2 cos(a) sin(ka) - sin((k-1)a): one multiplication instead of a sine.
            before, now = now, twice * now - before
    return out


def _noises(controls: Controls, n: int, sr: int, seed: int) -> NDArray[np.float32]:
    signal = require("scipy.signal", SYNTHESIZER)
    butter, sosfilt = signal.butter, signal.sosfilt

    frame_s = np.arange(len(controls.voice)) / CONTROL_HZ
    time = np.arange(n) / sr
    rng = np.random.default_rng(seed)
    out = np.zeros(n, np.float32)
    for row, band in enumerate(BANDS):
        low, high = (min(edge, 0.45 * sr) for edge in BAND_EDGES_HZ[band])
        if low < high:
            filtered = sosfilt(butter(2, (low, high), "bandpass", fs=sr, output="sos"), rng.standard_normal(n))
            out += (0.35 * filtered * np.interp(time, frame_s, controls.noise[row])).astype(np.float32)
    return out


def sing(
    line: Line,
    syllables: list[Syllable],
    sr: int,
    *,
    manner: Manner | None = None,
    f0_curve: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None,
    seed: int = 7,
) -> NDArray[np.float32]:
    """Sing a melody.

    Parameters
    ----------
    line
        The notes.
    syllables
        One per note.
    sr
        Sample rate in Hz.
    manner
        Portamento, vibrato and so on.
    f0_curve
        (times in s, F0 in Hz) to sing instead of what the notes suggest; NaN where the notes decide.
    seed
        Of drift and noise: the same seed gives the same sound.

    Returns
    -------
    float32 array, shape (n,), from time 0 until a little after the last note
    """
    if len(line.pitch) == 0:
        return np.zeros(0, np.float32)
    total_s = float(line.end_s[-1]) + TAIL_S
    n_frames = int(np.ceil(total_s * CONTROL_HZ)) + 2
    f0_hz = sung_f0(line, n_frames, manner, seed)
    if f0_curve is not None:
        given = np.interp(np.arange(n_frames) / CONTROL_HZ, *f0_curve, left=np.nan, right=np.nan)
        f0_hz = np.where(np.isfinite(given) & (given > 20), given, f0_hz)
    controls = articulate(line, syllables, n_frames)
    n = int(total_s * sr)
    return (LEVEL * (_voiced(f0_hz, controls, n, sr) + _noises(controls, n, sr, seed + 1))).astype(np.float32)
