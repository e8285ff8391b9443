"""From notes to the F0 of a singer: portamento between notes, scoops, vibrato that sets in late, a little drift."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CONTROL_HZ = 200
LEGATO_GAP_S = 0.06
# How long before a note its consonant may begin, and how long after its end something may still be heard.
LEAD_S = 0.09


@dataclass(frozen=True)
class Line:
    """A melody sung by one voice; arrays of shape (n_notes,), sorted by onset, not overlapping."""

    onset_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    pitch: NDArray[np.float64]
    level: NDArray[np.float64]

    @property
    def starts_phrase(self) -> NDArray[np.bool_]:
        """Whether a note comes after a breath."""
        gap = self.onset_s[1:] - self.end_s[:-1]
        return np.concatenate([[True], gap > LEGATO_GAP_S])

    @property
    def ends_phrase(self) -> NDArray[np.bool_]:
        """Whether a breath follows a note."""
        return np.concatenate([self.starts_phrase[1:], [True]])


@dataclass(frozen=True)
class Manner:
    """How the singer takes notes; semitones and seconds."""

    glide_s: float = 0.12
    scoop: float = 0.8
    scoop_s: float = 0.07
    fall: float = 0.5
    fall_s: float = 0.12
    vibrato: float = 0.42
    vibrato_hz: float = 5.4
    vibrato_delay_s: float = 0.28
    vibrato_rise_s: float = 0.35
    drift: float = 0.05


def make_line(
    onset_s: NDArray[np.float64],
    duration_s: NDArray[np.float64],
    pitch: NDArray[np.integer],
    velocity: NDArray[np.integer],
) -> Line:
    """Line of notes, times in seconds, sorted by onset, no two at the same time.

    A voice sings one note at a time: a note ends where the next begins.
    """
    end = onset_s + duration_s
    end[:-1] = np.minimum(end[:-1], onset_s[1:])
    return Line(onset_s, end, pitch.astype(float), (velocity / 127.0) ** 0.8)


def _smoothstep(x: NDArray[np.float64]) -> NDArray[np.float64]:
    x = np.clip(x, 0, 1)
    return x * x * (3 - 2 * x)


def _steps(line: Line, time: NDArray[np.float64], manner: Manner) -> NDArray[np.float64]:
    """The pitch of the note that is sounding, with a glide around each onset."""
    pitch = np.full(len(time), line.pitch[0])
    starts = line.starts_phrase
    for number in range(1, len(line.pitch)):
        step = line.pitch[number] - line.pitch[number - 1]
        width = min(manner.glide_s * (0.8 + 0.04 * abs(step)), 0.7 * (line.end_s[number] - line.onset_s[number]))
        # Two thirds of the glide lie before the beat: the new pitch is there when the vowel is. After a breath the
        # whole glide is over before anything is heard.
        early = width + LEAD_S if starts[number] else 0.66 * width
        pitch += step * _smoothstep((time - line.onset_s[number] + early) / width)
    return pitch


def _ornaments(line: Line, time: NDArray[np.float64], manner: Manner) -> NDArray[np.float64]:
    bend = np.zeros(len(time))
    starts, ends = line.starts_phrase, line.ends_phrase
    for number, (begin, end) in enumerate(zip(line.onset_s, line.end_s, strict=True)):
        first, last = np.searchsorted(time, [begin, end])
        local = time[first:last] - begin
        length = end - begin
        if starts[number]:
            sounding = slice(np.searchsorted(time, begin - LEAD_S), last)
            bend[sounding] -= manner.scoop * np.exp(-(time[sounding] - begin + LEAD_S) / manner.scoop_s)
        if ends[number]:
            sounding = slice(first, np.searchsorted(time, end + LEAD_S))
            bend[sounding] -= manner.fall * _smoothstep((time[sounding] - end + manner.fall_s) / manner.fall_s)
        if length > 0.5:
            delay = min(manner.vibrato_delay_s, 0.35 * length)
            depth = (
                manner.vibrato * _smoothstep((local - delay) / manner.vibrato_rise_s) * min(1.0, 0.55 + 0.3 * length)
            )
            # It calms down towards the next note.
            depth *= _smoothstep((length - local) / 0.1)
            rate = manner.vibrato_hz * (1 + 0.03 * np.sin(2.1 * number))
            bend[first:last] += depth * np.sin(2 * np.pi * rate * np.maximum(local - delay, 0))
    return bend


def _drift(n: int, amount: float, seed: int) -> NDArray[np.float64]:
    width = CONTROL_HZ // 2
    noise = np.random.default_rng(seed).standard_normal(n + 2 * width)
    kernel = np.hanning(width)
    smooth = np.convolve(noise, kernel / np.sqrt((kernel**2).sum()), mode="same")[width : width + n]
    return amount * smooth


def sung_f0(line: Line, n_frames: int, manner: Manner | None = None, seed: int = 7) -> NDArray[np.float64]:
    """F0 in Hz at `CONTROL_HZ` frames a second, shape (n_frames,), defined also between phrases."""
    manner = manner or Manner()
    time = np.arange(n_frames) / CONTROL_HZ
    pitch = _steps(line, time, manner) + _ornaments(line, time, manner) + _drift(n_frames, manner.drift, seed)
    return np.asarray(440.0 * 2 ** ((pitch - 69) / 12))
