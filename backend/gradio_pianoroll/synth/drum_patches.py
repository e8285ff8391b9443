"""Patches of the percussion, by General MIDI's keys; `drumPatches.ts` has the same numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DrumPatch:
    """How a percussion key sounds: a falling tone and a band of noise, both dying away.

    Attributes
    ----------
    tone_hz, tone_drop, tone_drop_s
        The tone starts `tone_drop` times higher and falls to `tone_hz`.
    tone_s, tone_gain, noise_s, noise_gain
        Times in which tone and noise fall by 60 dB, and their levels.
    noise_centre_hz, noise_q, bright
        Band of the noise; `bright` passes all above it instead.
    """

    tone_hz: float = 200.0
    tone_drop: float = 1.0
    tone_drop_s: float = 0.05
    tone_s: float = 0.1
    tone_gain: float = 0.0
    noise_s: float = 0.1
    noise_gain: float = 0.0
    noise_centre_hz: float = 2000.0
    noise_q: float = 0.8
    bright: bool = False


def _hat(noise_s: float) -> DrumPatch:
    return DrumPatch(noise_s=noise_s, noise_gain=0.24, noise_centre_hz=7500, bright=True)


def _cymbal(noise_s: float, gain: float) -> DrumPatch:
    return DrumPatch(
        noise_s=noise_s, noise_gain=gain, noise_centre_hz=4800, bright=True, tone_hz=3210, tone_s=0.5, tone_gain=0.02
    )


def _tom(tone_hz: float) -> DrumPatch:
    return DrumPatch(tone_hz, 1.7, 0.12, 0.45, 0.6, 0.05, 0.12)


def _bell(tone_hz: float, tone_s: float) -> DrumPatch:
    return DrumPatch(tone_hz, tone_s=tone_s, tone_gain=0.26, noise_s=0.02, noise_gain=0.1)


def _shaker(noise_s: float) -> DrumPatch:
    return DrumPatch(noise_s=noise_s, noise_gain=0.22, noise_centre_hz=6000, noise_q=1.2)


_KICK = DrumPatch(48, 5, 0.09, 0.38, 0.75, 0.02, 0.2)
_SNARE = DrumPatch(185, 1.6, tone_s=0.16, tone_gain=0.3, noise_s=0.24, noise_gain=0.6)
_CLAP = DrumPatch(noise_s=0.22, noise_gain=0.75, noise_centre_hz=1300, noise_q=1.6)
STICK = DrumPatch(1650, tone_s=0.05, tone_gain=0.3, noise_s=0.03, noise_gain=0.3)

# Keys that are not here sound as `STICK`.
DRUMS: dict[int, DrumPatch] = {
    35: _KICK, 36: _KICK, 37: STICK, 38: _SNARE, 39: _CLAP, 40: _SNARE, 41: _tom(82), 42: _hat(0.07), 43: _tom(98),
    44: _hat(0.09), 45: _tom(118), 46: _hat(0.55), 47: _tom(140), 48: _tom(165), 49: _cymbal(1.9, 0.3), 50: _tom(196),
    51: _cymbal(1.1, 0.16), 52: _cymbal(1.6, 0.3), 53: _bell(2100, 0.7), 54: _shaker(0.14), 55: _cymbal(0.9, 0.26),
    56: _bell(820, 0.22), 57: _cymbal(2.1, 0.3), 59: _cymbal(1.2, 0.16), 60: _tom(310), 61: _tom(230), 62: _tom(330),
    63: _tom(290), 64: _tom(205), 65: _tom(380), 66: _tom(280), 67: _bell(1400, 0.2), 68: _bell(1050, 0.2),
    69: _shaker(0.1), 70: _shaker(0.06), 75: STICK, 76: _bell(1250, 0.09), 77: _bell(940, 0.09), 80: _bell(4200, 0.1),
    81: _bell(4200, 0.9),
}  # fmt: skip
