"""Patches of our voices: numbers from which every tone is made, here and in the browser.

`frontend/src/engine/audio/patches.ts` and `drumPatches.ts` have the same numbers; `tests/vectors/voices.json` holds
both to them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

HARMONICS = 256
# Balances the pitched voices against the percussion.
PITCHED_GAIN = 1.4


@dataclass(frozen=True)
class Patch:
    """How a pitched voice sounds.

    Attributes
    ----------
    name
        What `render` takes as a voice.
    harmonics
        Relative amplitude of harmonic 1, 2, 3, …
    attack_s, decay_s, sustain, release_s
        Envelope: a straight attack, then falls by 60 dB in `decay_s` towards the level `sustain` (0-1), and to nothing
        in `release_s`.
    decay_follows_pitch
        Whether higher notes decay faster; `decay_s` is that of middle C.
    cutoff, cutoff_sweep, cutoff_sweep_s
        Low-pass cut-off as a multiple of F0, plus an extra part that decays; 0 for no filter.
    detune_cents
        Distance of two oscillators around the pitch; 0 for one.
    vibrato_hz, vibrato_cents, vibrato_delay_s
        Vibrato, which grows over 0.4 s after its delay.
    tremolo_hz, tremolo
        Trembling of the level, 0-1 of it; it begins with the note.
    breath
        Noise in the tone, linear.
    formants
        Resonances of a voice: centre in Hz, quality, linear gain; three at most.
    fm_ratio, fm_index, fm_decay_s, fm_sustain
        Frequency modulation by a sine of so many times F0: its index, which falls to a share; ratio 0 for none.
    gain
        Linear gain at full velocity.
    """

    name: str
    harmonics: tuple[float, ...]
    attack_s: float = 0.005
    decay_s: float = 1.0
    decay_follows_pitch: bool = False
    sustain: float = 1.0
    release_s: float = 0.2
    cutoff: float = 12.0
    cutoff_sweep: float = 0.0
    cutoff_sweep_s: float = 1.0
    detune_cents: float = 0.0
    vibrato_hz: float = 5.4
    vibrato_cents: float = 0.0
    vibrato_delay_s: float = 0.35
    tremolo_hz: float = 5.0
    tremolo: float = 0.0
    breath: float = 0.0
    formants: tuple[tuple[float, float, float], ...] = ()
    fm_ratio: float = 0.0
    fm_index: float = 0.0
    fm_decay_s: float = 1.0
    fm_sustain: float = 1.0
    gain: float = 0.3


def _harmonics(amplitude: Callable[[int], float], count: int = HARMONICS) -> tuple[float, ...]:
    return tuple(float(amplitude(k)) for k in range(1, count + 1))


def _string(slope: float, position: float, damping: float) -> tuple[float, ...]:
    """A string struck or plucked at `position` of its length: partials with a node there are missing."""
    return _harmonics(lambda k: (abs(np.sin(np.pi * k * position)) + 0.02) * float(k) ** -slope * np.exp(-k * damping))


def _some(levels: dict[int, float]) -> tuple[float, ...]:
    return _harmonics(lambda k: levels.get(k, 0.0), max(levels))


def _odd(power: int) -> tuple[float, ...]:
    return _harmonics(lambda k: 1 / k**power if k % 2 else 0.0)


SAW = _harmonics(lambda k: 1 / k)
SINE = (1.0,)
_STRUCK: dict[str, Any] = {"attack_s": 0.003, "decay_follows_pitch": True, "sustain": 0.0}
# An open waveform as it is: no filter, nothing that moves.
_PLAIN: dict[str, Any] = {"attack_s": 0.01, "decay_s": 1.0, "sustain": 0.75, "release_s": 0.12, "cutoff": 0.0}

_PATCHES = (
    Patch("piano", _string(1.15, 1 / 7.3, 0.012), decay_s=7, release_s=0.28, cutoff=5, cutoff_sweep=9,
          cutoff_sweep_s=1.4, detune_cents=1.2, gain=0.36, **_STRUCK),
    Patch("bell", _some({1: 1, 2: 0.06, 3: 0.12, 4: 0.42, 10: 0.14, 12: 0}), decay_s=2.4, release_s=0.9,
          cutoff_sweep=8, cutoff_sweep_s=0.3, gain=0.34, **_STRUCK),
    Patch("organ", _some({1: 1, 2: 0.8, 3: 0.55, 4: 0.5, 6: 0.25, 8: 0.22}), attack_s=0.012, release_s=0.09,
          vibrato_hz=6, vibrato_cents=4, gain=0.22),
    Patch("pluck", _string(1, 0.19, 0.008), decay_s=3.4, release_s=0.22, cutoff=3.5, cutoff_sweep=14,
          cutoff_sweep_s=0.7, gain=0.36, **_STRUCK),
    Patch("bass", _string(1, 0.31, 0.004), attack_s=0.004, decay_s=4, sustain=0.25, release_s=0.12, cutoff=5,
          cutoff_sweep=9, cutoff_sweep_s=0.5, gain=0.42),
    Patch("strings", SAW, attack_s=0.09, sustain=0.9, release_s=0.35, cutoff=7, detune_cents=9, vibrato_cents=9,
          gain=0.22),
    # The glottis: partials fall by about 9 dB an octave; the formants of an open vowel make it a voice.
    Patch("choir", _harmonics(lambda k: float(k) ** -1.3), attack_s=0.045, decay_s=0.8, sustain=0.88, release_s=0.16,
          cutoff=14, vibrato_cents=22, breath=0.012,
          formants=((680.0, 5.0, 1.25), (1150.0, 7.0, 1.0), (2750.0, 9.0, 0.8)), gain=0.5),
    Patch("brass", SAW, attack_s=0.035, sustain=0.85, release_s=0.14, cutoff=8, cutoff_sweep=-5, cutoff_sweep_s=0.3,
          vibrato_cents=6, gain=0.24),
    Patch("reed", _harmonics(lambda k: 1 / k if k % 2 else 0.12 / k), attack_s=0.03, sustain=0.9, release_s=0.12,
          cutoff=9, vibrato_cents=8, breath=0.01, gain=0.24),
    Patch("flute", (1, 0.42, 0.2, 0.06, 0.03, 0.012), attack_s=0.05, sustain=0.92, release_s=0.14, vibrato_cents=14,
          tremolo_hz=5.4, tremolo=0.06, breath=0.045, gain=0.28),
    Patch("lead", SAW, attack_s=0.006, sustain=0.85, release_s=0.12, cutoff=9, detune_cents=7, gain=0.22),
    Patch("pad", _harmonics(lambda k: float(k) ** -1.2), attack_s=0.28, sustain=0.9, release_s=0.8, cutoff=5,
          detune_cents=13, gain=0.22),
    Patch("zither", _string(0.9, 0.11, 0.01), decay_s=2.6, release_s=0.5, cutoff=4, cutoff_sweep=18,
          cutoff_sweep_s=0.5, vibrato_cents=10, vibrato_delay_s=0.15, gain=0.34, **_STRUCK),
    Patch("vibraphone", _some({1: 1, 4: 0.3, 10: 0.06}), decay_s=5, release_s=0.9, cutoff_sweep=8,
          cutoff_sweep_s=0.3, tremolo_hz=5.5, tremolo=0.35, gain=0.34, **_STRUCK),
    # A tine: a modulator at its own frequency for the body, whose index falls quickly.
    Patch("electric", SINE, decay_s=4.5, release_s=0.25, cutoff=0, fm_ratio=1, fm_index=1.6, fm_decay_s=1.2,
          fm_sustain=0.15, tremolo_hz=4.8, tremolo=0.12, gain=0.4, **_STRUCK),
    Patch("chime", SINE, decay_s=6, release_s=1.2, cutoff=0, fm_ratio=5, fm_index=1.3, fm_decay_s=2.5,
          fm_sustain=0.25, gain=0.3, **_STRUCK),
    Patch("sine", SINE, gain=0.42, **_PLAIN),
    Patch("triangle", _odd(2), gain=0.4, **_PLAIN),
    Patch("saw", SAW, gain=0.24, **_PLAIN),
    Patch("square", _odd(1), gain=0.24, **_PLAIN),
    Patch("harmonic", _some({k: float(k) ** -1.5 for k in range(1, 9)}), decay_s=3, sustain=0.6, release_s=0.18,
          cutoff=0, gain=0.36),
    Patch("fm", SINE, attack_s=0.006, decay_s=3, sustain=0.6, release_s=0.2, cutoff=0, fm_ratio=2, fm_index=2.4,
          fm_decay_s=1.5, fm_sustain=0.4, gain=0.36),
    Patch("complex", SAW, attack_s=0.02, sustain=0.85, release_s=0.25, cutoff=6, cutoff_sweep=6, cutoff_sweep_s=0.8,
          detune_cents=8, vibrato_cents=8, tremolo_hz=4.5, tremolo=0.08, breath=0.01, gain=0.24),
)  # fmt: skip
PATCHES: dict[str, Patch] = {
    patch.name: replace(patch, gain=patch.gain * PITCHED_GAIN, harmonics=tuple(map(float, patch.harmonics)))
    for patch in _PATCHES
}

# The sixteen families of General MIDI, eight programs each, and the programs that differ from their family.
_FAMILIES = (
    "piano", "bell", "organ", "pluck", "bass", "strings", "strings", "brass",
    "reed", "flute", "lead", "pad", "pad", "zither", "bell", "bell",
)  # fmt: skip
_EXCEPTIONS = {
    4: "electric", 5: "electric", 11: "vibraphone", 14: "chime",
    45: "pluck", 46: "pluck", 47: "bell",  # pizzicato, harp, timpani
    52: "voice", 53: "voice", 54: "voice", 80: "square", 85: "voice", 91: "voice",
    98: "chime", 110: "strings", 111: "reed", 112: "chime",
}  # fmt: skip


def instrument_for_program(program: int) -> str:
    """Name of the instrument (or `voice`) that plays a General MIDI program, 0-127."""
    return _EXCEPTIONS.get(program) or _FAMILIES[(program >> 3) & 15]
