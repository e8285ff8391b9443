"""What moves the notes of our voices: a curve of F0, and the bends, wheels, volume and expression of MIDI."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.synth.instruments import note_hz

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.synth.soundfont.movement import Movement
    from gradio_pianoroll.synth.soundfont.performance import Part, Steps

HOP_S = 0.01
CENTRE, USUAL_BEND_RANGE = 8192.0, 2.0
# A wheel that is up: the depth of its vibrato, and how fast it is.
WHEEL_CENTS, WHEEL_HZ = 50.0, 5.4
WHEEL, VOLUME, EXPRESSION = 1, 7, 11


class Expression:
    """Curves of the notes of a part, each 10 ms from their onsets on.

    Parameters
    ----------
    part
        What the track plays.
    movement
        The curve of F0 that those notes follow whose pitch it is.
    sr
        Sample rate in Hz.
    """

    def __init__(self, part: Part, movement: Movement, sr: float) -> None:
        self._part, self._movement, self._sr = part, movement, sr
        controls = part.controls
        self._bends = [name for name in ("bend", "tuning", WHEEL) if name in controls]
        volume = controls.get(VOLUME)
        self._has_levels = EXPRESSION in controls or (volume is not None and len(volume.at) > 1)

    def of(self, row: int, n: int) -> tuple[NDArray[np.float64] | None, NDArray[np.float64] | None]:
        """F0 in Hz and linear gain of a note that sounds for `n` samples; None for what does not move."""
        part = self._part
        onset_s, end_s = float(part.onset[row] / self._sr), float(part.end[row] / self._sr)
        pitch = float(part.pitch[row])
        follows = self._movement.is_there and self._movement.follows(onset_s, end_s, pitch)
        if not (follows or self._bends or self._has_levels):
            return None, None
        n_frames = int(np.ceil(n / self._sr / HOP_S)) + 2
        time_s = onset_s + np.arange(n_frames, dtype=np.float64) * HOP_S
        cents = np.zeros(len(time_s))
        if self._bends:
            cents += self._bent(time_s - onset_s, np.rint(time_s * self._sr))
        if follows:
            cents += self._movement.cents(time_s, onset_s, end_s, pitch)
        f0_hz = note_hz(pitch) * 2 ** (cents / 1200) if cents.any() else None
        return f0_hz, self._levels(np.rint(time_s * self._sr)) if self._has_levels else None

    def _bent(self, since_s: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.float64]:
        controls = self._part.controls
        cents = np.zeros(len(at))
        if "bend" in controls:
            range_ = _held(controls["bend range"], at) if "bend range" in controls else USUAL_BEND_RANGE
            cents += 100 * range_ * (_held(controls["bend"], at, CENTRE) - CENTRE) / CENTRE
        if "tuning" in controls:
            cents += _held(controls["tuning"], at)
        if WHEEL in controls:
            cents += WHEEL_CENTS * _held(controls[WHEEL], at) / 127 * np.sin(2 * np.pi * WHEEL_HZ * since_s)
        return cents

    def _levels(self, at: NDArray[np.float64]) -> NDArray[np.float64]:
        """Gain by the squares of controllers, as General MIDI has it; the volume of the track itself is 1."""
        controls = self._part.controls
        level = np.ones(len(at))
        usual = 100.0 * self._part.track.volume
        if VOLUME in controls and usual > 0:
            level *= (_held(controls[VOLUME], at, usual) / min(usual, 127.0)) ** 2
        if EXPRESSION in controls:
            level *= (_held(controls[EXPRESSION], at, 127.0) / 127.0) ** 2
        return level


def _held(steps: Steps, at: NDArray[np.float64], before: float = 0.0) -> NDArray[np.float64]:
    """Values that hold at samples; `before` where nothing has been said yet."""
    place = np.searchsorted(steps.at, at, side="right")
    return np.concatenate([[before], steps.value])[place]
