"""Instruments: one note of a frequency and a length, at full velocity. Pure functions of their arguments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.synth.envelope import Envelope, adsr
from gradio_pianoroll.synth.wavetable import oscillate

if TYPE_CHECKING:
    from numpy.typing import NDArray

Instrument = Callable[[float, float, int], "NDArray[np.float32]"]


@dataclass(frozen=True)
class Held:
    """A held tone: one or more slightly detuned waves under an envelope."""

    shape: str
    envelope: Envelope
    gain: float = 0.5
    detune_cents: tuple[float, ...] = (0.0,)
    octave_below: float = 0.0

    def __call__(self, f0_hz: float, gate_s: float, sr: int) -> NDArray[np.float32]:
        """One note: `f0_hz`, held for `gate_s` seconds, at `sr` Hz."""
        shape = adsr(self.envelope, gate_s, sr)
        voices = len(self.detune_cents)
        tone = np.zeros(len(shape), np.float32)
        for number, cents in enumerate(self.detune_cents):
            tone += oscillate(self.shape, f0_hz * 2 ** (cents / 1200), len(shape), sr, phase=number / voices) / voices
        if self.octave_below:
            tone += self.octave_below * oscillate("sine", f0_hz / 2, len(shape), sr)
        return tone * shape * np.float32(self.gain)


@dataclass(frozen=True)
class StruckString:
    """A struck or plucked string: partials that each die away at their own rate.

    The position of the pluck takes harmonics away, high ones die first, stiffness stretches them.
    """

    ring_s: float
    brightness: float
    position: float = 0.28
    stiffness: float = 0.0
    release_s: float = 0.25
    gain: float = 0.9
    max_partials: int = 24

    def __call__(self, f0_hz: float, gate_s: float, sr: int) -> NDArray[np.float32]:
        """One note: `f0_hz`, held for `gate_s` seconds, at `sr` Hz."""
        k = np.arange(1, self.max_partials + 1)
        partial_hz = f0_hz * k * np.sqrt(1 + self.stiffness * k**2)
        k, partial_hz = k[partial_hz < 0.45 * sr], partial_hz[partial_hz < 0.45 * sr]
        amplitude = np.abs(np.sin(np.pi * k * self.position)) / k ** (2.2 - self.brightness)
        amplitude /= max(float(amplitude.sum()), 1e-9)
        # Bass strings ring longer than treble ones.
        ring_s = self.ring_s * float(np.clip((220 / f0_hz) ** 0.5, 0.35, 2.0))
        n = max(2, round((gate_s + self.release_s) * sr))
        time = np.arange(n) / sr
        tone = np.zeros(n)
        for number in range(len(k)):
            decay = np.exp(-time * (1 + 0.35 * (k[number] - 1)) / ring_s * 2.5)
            tone += amplitude[number] * decay * np.sin(2 * np.pi * partial_hz[number] * time)
        attack = np.minimum(time / 0.003, 1)
        let_go = np.clip((gate_s + self.release_s - time) / self.release_s, 0, 1) ** 2
        return (tone * attack * let_go * self.gain).astype(np.float32)


def drum(pitch: int, sr: int) -> NDArray[np.float32]:
    """A General MIDI drum by key: kick, snare, hats and cymbals, else a tom. Deterministic."""
    length_s = {42: 0.07, 44: 0.07, 46: 0.35, 49: 1.0, 51: 0.7, 57: 1.0}.get(pitch, 0.3)
    time = np.arange(round(length_s * sr)) / sr
    noise = np.random.default_rng(pitch).standard_normal(len(time))
    if pitch in (35, 36):
        sweep = 48 + 110 * np.exp(-time / 0.03)
        tone = np.sin(2 * np.pi * np.cumsum(sweep) / sr) * np.exp(-time / 0.09)
    elif pitch in (37, 38, 39, 40):
        tone = 0.35 * np.sin(2 * np.pi * 190 * time) * np.exp(-time / 0.05) + 0.3 * noise * np.exp(-time / 0.06)
    elif pitch in (42, 44, 46, 49, 51, 53, 55, 57, 59):
        tone = 0.22 * np.diff(noise, prepend=0.0) * np.exp(-time * 5 / length_s)
    else:
        low = 70 + 4 * (pitch - 41)
        tone = np.sin(2 * np.pi * low * time * (1 + 0.2 * np.exp(-time / 0.05))) * np.exp(-time / 0.1)
    fade = np.minimum((length_s - time) / 0.01, 1)
    return (0.8 * tone * fade).astype(np.float32)


INSTRUMENTS: dict[str, Instrument] = {
    "sine": Held("sine", Envelope(0.012, 0.2, 0.8, 0.12)),
    "triangle": Held("triangle", Envelope(0.01, 0.25, 0.7, 0.12)),
    "saw": Held("saw", Envelope(0.012, 0.2, 0.7, 0.12), 0.28, (-4.0, 4.0)),
    "square": Held("square", Envelope(0.01, 0.2, 0.6, 0.1), 0.25),
    "piano": StruckString(2.2, 0.75, 0.12, 0.0004),
    "pluck": StruckString(1.5, 0.7),
    "bell": StruckString(2.6, 0.5, 0.2, 0.01),
    "bass": StruckString(1.4, 0.3, 0.3, 0.0, 0.12, 1.2),
    "organ": Held("triangle", Envelope(0.02, 0.05, 0.95, 0.08), 0.4, octave_below=0.3),
    "strings": Held("saw", Envelope(0.12, 0.3, 0.85, 0.3), 0.2, (-7.0, 0.0, 7.0)),
    "flute": Held("triangle", Envelope(0.06, 0.2, 0.9, 0.12), 0.5),
}

# The first program of each General MIDI family and what plays it.
_FAMILIES = (
    (0, "piano"),
    (8, "bell"),
    (16, "organ"),
    (24, "pluck"),
    (32, "bass"),
    (40, "strings"),
    (45, "pluck"),
    (48, "strings"),
    (52, "voice"),
    (55, "strings"),
    (56, "saw"),
    (64, "square"),
    (72, "flute"),
    (80, "square"),
    (81, "saw"),
    (88, "strings"),
    (104, "pluck"),
    (112, "bell"),
)


@lru_cache(maxsize=128)
def instrument_for_program(program: int) -> str:
    """Name of the instrument (or `voice`) that plays a General MIDI program, 0-127."""
    return [name for first, name in _FAMILIES if first <= program][-1]


def note_hz(pitch: float) -> float:
    """Frequency of a MIDI pitch, A4 (69) = 440 Hz."""
    return float(440.0 * 2 ** ((pitch - 69) / 12))
