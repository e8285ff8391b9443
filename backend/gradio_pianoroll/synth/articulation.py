"""From notes and phonemes to the movements of a mouth: formants, loudness and noise over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.synth.melody import CONTROL_HZ, Line
from gradio_pianoroll.synth.phones import Phone, Syllable

if TYPE_CHECKING:
    from numpy.typing import NDArray

BANDS = ("hiss", "hush", "breath")
BURST_S = 0.018
BREATH = 0.012


@dataclass
class Controls:
    """Frames at `CONTROL_HZ`: formants_hz (n, 4), voice (n,), noise (3, n) in the order of `BANDS`."""

    formants_hz: NDArray[np.float64]
    voice: NDArray[np.float64]
    noise: NDArray[np.float64]


def _smooth(track: NDArray[np.float64], width_s: float) -> NDArray[np.float64]:
    width = max(3, int(width_s * CONTROL_HZ) | 1)
    kernel = np.hanning(width + 2)[1:-1]
    padded = np.pad(track, width // 2, mode="edge")
    return np.convolve(padded, kernel / kernel.sum(), mode="valid")


def _frames(begin_s: float, end_s: float) -> slice:
    first = max(0, round(begin_s * CONTROL_HZ))
    return slice(first, max(first + 1, round(end_s * CONTROL_HZ)))


def _place(controls: Controls, phone: Phone, begin_s: float, end_s: float, level: float) -> None:
    part = _frames(begin_s, end_s)
    controls.formants_hz[part] = phone.formants_hz
    controls.voice[part] = level * phone.amplitude
    controls.noise[:, part] = 0
    if phone.noise:
        controls.noise[BANDS.index(phone.band), part] = phone.noise * level
    if phone.burst:
        opening = _frames(end_s - BURST_S, end_s)
        controls.noise[BANDS.index(phone.band), opening] += phone.burst * level


def _consonants(controls: Controls, line: Line, number: int, syllable: Syllable, level: float) -> None:
    begin, end = line.onset_s[number], line.end_s[number]
    length = end - begin
    onset_s = sum(phone.duration_s for phone in syllable.onset)
    squeeze = min(1.0, 0.45 * length / onset_s) if onset_s else 1.0
    # The vowel, not the consonant, falls on the beat.
    at = max(0.0, begin - 0.55 * onset_s * squeeze)
    for phone in syllable.onset:
        _place(controls, phone, at, at + phone.duration_s * squeeze, level)
        at += phone.duration_s * squeeze
    coda_s = sum(phone.duration_s for phone in syllable.coda)
    squeeze = min(1.0, 0.35 * length / coda_s) if coda_s else 1.0
    at = end - coda_s * squeeze
    for phone in syllable.coda:
        _place(controls, phone, at, at + phone.duration_s * squeeze, level)
        at += phone.duration_s * squeeze


def articulate(line: Line, syllables: list[Syllable], n_frames: int) -> Controls:
    """Targets of every phone, smoothed as fast as a mouth moves."""
    controls = Controls(
        np.tile((500.0, 1500.0, 2700.0, 3800.0), (n_frames, 1)), np.zeros(n_frames), np.zeros((3, n_frames))
    )
    starts, ends = line.starts_phrase, line.ends_phrase
    for number, syllable in enumerate(syllables):
        begin, end, level = line.onset_s[number], line.end_s[number], line.level[number]
        borders = np.linspace(begin, end, len(syllable.nucleus) + 1)
        for vowel, first, last in zip(syllable.nucleus, borders[:-1], borders[1:], strict=True):
            _place(controls, vowel, first, last, level)
        part = _frames(begin, end)
        place = np.linspace(0, 1, part.stop - part.start)[: len(controls.voice[part])]
        swell = 0.86 + 0.14 * np.sin(np.pi * np.minimum(place * 1.4, 1))
        if starts[number]:
            swell *= np.minimum(place * (end - begin) / 0.07, 1)
        if ends[number]:
            swell *= np.clip((1 - place) * (end - begin) / 0.18, 0, 1) ** 0.7
        controls.voice[part] *= swell
    for number, syllable in enumerate(syllables):
        _consonants(controls, line, number, syllable, line.level[number])
    controls.formants_hz = np.stack([_smooth(column, 0.07) for column in controls.formants_hz.T], axis=1)
    controls.voice = _smooth(controls.voice, 0.035)
    controls.noise = np.stack([_smooth(row, 0.015) for row in controls.noise])
    controls.noise[BANDS.index("breath")] += BREATH * controls.voice
    return controls
