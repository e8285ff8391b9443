"""Instruments: one note of a frequency, a length and a velocity from a patch. Pure functions of their arguments."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.extras import require
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.synth.drum_patches import DRUMS, STICK, DrumPatch
from gradio_pianoroll.synth.patches import PATCHES, Patch, instrument_for_program

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.synth.tone_kernels import Tone

__all__ = ["INSTRUMENTS", "Instrument", "drum", "instrument_for_program", "note_hz"]

SYNTHESIZER = Sentence("needs.synthesizer")
TABLE_SIZE = 2048
# At most TABLE_SIZE / 8 harmonics: the images of linear interpolation then stay below -80 dB for a sawtooth.
COUNTS = (1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 90, 128, 181, 256)
TARGET_RMS = 0.35
# A fall to a ten-thousandth takes so many times that by 60 dB.
TO_SILENCE = 4 / 3
_NONE = np.zeros(0)
SINE = np.sin(2 * np.pi * np.arange(TABLE_SIZE + 1) / TABLE_SIZE)


def note_hz(pitch: float) -> float:
    """Frequency of a MIDI pitch, A4 (69) = 440 Hz."""
    return float(440.0 * 2 ** ((pitch - 69) / 12))


def _pitch(hz: float) -> float:
    return float(69 + 12 * np.log2(hz / 440.0))


def wavetables(harmonics: tuple[float, ...]) -> NDArray[np.float64]:
    """One cycle with a guard sample for each number of harmonics in `COUNTS`, shape (levels, TABLE_SIZE + 1).

    Sine and cosine take turns, which keeps the crest low; all harmonics together have an RMS of 0.35.
    """
    levels = np.asarray(harmonics, np.float64)
    energy = float((levels**2).sum() / 2)
    scaled = levels * (TARGET_RMS / np.sqrt(energy) if energy > 0 else 0.0)
    time = np.arange(TABLE_SIZE) / TABLE_SIZE
    tables = np.zeros((len(COUNTS), TABLE_SIZE + 1))
    cycle, done = np.zeros(TABLE_SIZE), 0
    for row, count in enumerate(COUNTS):
        for k in range(done + 1, min(count, len(scaled)) + 1):
            cycle += scaled[k - 1] * np.sin(2 * np.pi * (k * time + (0.25 if k % 2 == 0 else 0.0)))
        done = count
        tables[row, :-1] = cycle
    tables[:, -1] = tables[:, 0]
    # What the browser keeps, too.
    return np.asarray(tables.astype(np.float32), np.float64)


@lru_cache(maxsize=64)
def _tone(patch: Patch) -> Tone:
    require("numba", SYNTHESIZER)
    from gradio_pianoroll.synth.tone_kernels import Tone

    return Tone(
        wavetables(patch.harmonics), SINE, np.array(COUNTS, np.float64), np.array(patch.formants, float).reshape(-1, 3),
        patch.attack_s, patch.decay_s, patch.sustain, patch.release_s, patch.cutoff, patch.cutoff_sweep,
        patch.cutoff_sweep_s, patch.detune_cents, patch.vibrato_hz, patch.vibrato_cents, patch.vibrato_delay_s,
        patch.tremolo_hz, patch.tremolo, patch.breath, patch.fm_ratio, patch.fm_index, patch.fm_decay_s,
        patch.fm_sustain, patch.gain,
    )  # fmt: skip


@dataclass(frozen=True)
class Instrument:
    """A patch that plays notes.

    Attributes
    ----------
    patch
        Its numbers.
    """

    patch: Patch

    def n_samples(self, gate: int, sr: int) -> int:
        """Samples until a note is silent whose key is let go after `gate` samples."""
        return gate + int(np.ceil(TO_SILENCE * max(self.patch.release_s, 0.01) * sr)) + 1

    def __call__(
        self,
        f0_hz: float,
        gate_s: float,
        sr: int,
        *,
        velocity: float = 1.0,
        f0_curve: NDArray[np.float64] | None = None,
        loudness: NDArray[np.float64] | None = None,
    ) -> NDArray[np.float32]:
        """Play one note.

        Parameters
        ----------
        f0_hz
            F0 in Hz as written.
        gate_s
            Seconds until the key is let go.
        sr
            Sample rate in Hz.
        velocity
            0-1; louder is brighter.
        f0_curve, loudness
            F0 in Hz and linear gain each 10 ms from the onset on; the last value holds.

        Returns
        -------
        float32 array, shape (n,), until the note is silent
        """
        return self.tone(f0_hz, max(1, round(gate_s * sr)), sr, velocity, f0_curve, loudness)

    def tone(
        self,
        f0_hz: float,
        gate: int,
        sr: int,
        velocity: float,
        f0_curve: NDArray[np.float64] | None = None,
        loudness: NDArray[np.float64] | None = None,
    ) -> NDArray[np.float32]:
        """Play one note whose key is let go after `gate` samples."""
        return ToneInPieces(self, f0_hz, gate, sr, velocity, f0_curve, loudness).take(self.n_samples(gate, sr))


class ToneInPieces:
    """A note of any length, taken piece by piece; arguments as those of `Instrument`, `gate` in samples."""

    def __init__(
        self,
        instrument: Instrument,
        f0_hz: float,
        gate: int,
        sr: int,
        velocity: float,
        f0_curve: NDArray[np.float64] | None = None,
        loudness: NDArray[np.float64] | None = None,
    ) -> None:
        patch = instrument.patch
        self._tone = _tone(patch)
        from gradio_pianoroll.synth.tone_kernels import HOP, N_STATE, Note

        pitch = _pitch(f0_hz)
        if patch.decay_follows_pitch:
            self._tone = self._tone._replace(decay_s=patch.decay_s * 2 ** ((60 - pitch) / 24))
        self._note = Note(
            float(f0_hz), float(velocity), int(gate), round(pitch) + 1,
            _NONE if f0_curve is None else f0_curve, _NONE if loudness is None else loudness,
        )  # fmt: skip
        self._sr, self._at, self._state = float(sr), 0, np.zeros(N_STATE)
        self._work = np.empty(HOP)
        self.is_over = False

    def take(self, n: int) -> NDArray[np.float32]:
        """The next `n` samples, a multiple of 128 unless they are the last ones; fewer where silence begins."""
        from gradio_pianoroll.synth.tone_kernels import play

        out = np.empty(n)
        done = play(out, self._tone, self._note, self._at, self._state, self._work, self._sr)
        self._at += n
        self.is_over = done < n
        return out[:done].astype(np.float32)


INSTRUMENTS: dict[str, Instrument] = {name: Instrument(patch) for name, patch in PATCHES.items()}


def drum_samples(pitch: int, sr: int) -> int:
    """Samples until a drum is silent, at most."""
    patch = DRUMS.get(pitch, STICK)
    longest = max(patch.tone_s * (patch.tone_gain > 0), patch.noise_s * (patch.noise_gain > 0), 0.005)
    return int(np.ceil(TO_SILENCE * longest * sr)) + 2


def drum(pitch: int, sr: int) -> NDArray[np.float32]:
    """A General MIDI drum by key at full velocity, a stick where there is none. The same on every run."""
    require("numba", SYNTHESIZER)
    from gradio_pianoroll.synth.drum_kernels import strike

    out = np.empty(drum_samples(pitch, sr))
    n = strike(out, _drum(DRUMS.get(pitch, STICK)), pitch * 7 + 1, float(sr))
    return out[:n].astype(np.float32)


def _drum(patch: DrumPatch) -> tuple[float | int, ...]:
    return (
        float(patch.tone_hz), float(patch.tone_drop), float(patch.tone_drop_s), float(patch.tone_s),
        float(patch.tone_gain), float(patch.noise_s), float(patch.noise_gain), float(patch.noise_centre_hz),
        float(patch.noise_q), int(patch.bright),
    )  # fmt: skip
