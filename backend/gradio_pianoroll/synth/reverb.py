"""A small hall: noise that dies away, darker as it goes, as an impulse response. Deterministic."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.extras import require
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.native import native_call

if TYPE_CHECKING:
    from numpy.typing import NDArray

SYNTHESIZER = Sentence("needs.synthesizer")
PRE_DELAY_S = 0.018
LENGTH_S = 1.6
BANDS_HZ = ((150, 1000, 0.32), (1000, 3500, 0.24), (3500, 8000, 0.13))


@lru_cache(maxsize=8)
def _response(sr: int, side: int) -> NDArray[np.float32]:
    signal = require("scipy.signal", SYNTHESIZER)
    butter, sosfilt = signal.butter, signal.sosfilt

    time = np.arange(int(LENGTH_S * sr)) / sr
    rng = np.random.default_rng(100 + side)
    total = np.zeros(len(time))
    for low, high, decay_s in BANDS_HZ:
        if high < 0.49 * sr:
            band = sosfilt(butter(1, (low, high), "bandpass", fs=sr, output="sos"), rng.standard_normal(len(time)))
            total += band * np.exp(-time / decay_s)
    total *= np.minimum(time / 0.012, 1)
    norm = float(np.sqrt((total**2).sum())) or 1.0
    response = np.concatenate([np.zeros(int(PRE_DELAY_S * sr)), total / norm]).astype(np.float32)
    response.setflags(write=False)
    return response


def add_reverb(audio: NDArray[np.float32], sr: int, wet: float) -> NDArray[np.float32]:
    """Add a room to a sound of shape (n,) or (n, 2); the result is longer by its tail, `wet` is 0-1."""
    if wet <= 0 or len(audio) == 0:
        return audio
    oaconvolve = require("scipy.signal", SYNTHESIZER).oaconvolve
    sides = audio[:, None] if audio.ndim == 1 else audio
    columns = []
    for side in range(sides.shape[1]):
        response = _response(sr, side)
        with native_call:
            room = oaconvolve(sides[:, side], response).astype(np.float32)
        room *= np.float32(wet)
        room[: len(audio)] += sides[:, side]
        columns.append(room)
    return columns[0] if audio.ndim == 1 else np.stack(columns, axis=1)


class Room:
    """The same room for a sound that comes in blocks.

    Parameters
    ----------
    sr
        Sample rate in Hz.
    wet
        How much of it is heard, 0-1.
    """

    def __init__(self, sr: int, wet: float) -> None:
        self._sr, self._wet = sr, wet
        self._ringing: NDArray[np.float32] | None = None

    def push(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """Sound (n,) or (n, 2) and its room; blocks of a second and more are the quickest."""
        wet = add_reverb(block, self._sr, self._wet)
        if self._ringing is not None:
            if len(wet) < len(self._ringing):
                silence = np.zeros((len(self._ringing) - len(wet), *wet.shape[1:]), np.float32)
                wet = np.concatenate([wet, silence])
            elif wet is block:
                wet = wet.copy()
            wet[: len(self._ringing)] += self._ringing
        self._ringing = wet[len(block) :].copy()
        return wet[: len(block)]

    def finish(self) -> NDArray[np.float32] | None:
        """What rings on; None if nothing came."""
        return self._ringing
