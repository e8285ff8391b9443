"""Beats of a score as whole ticks of a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gradio_pianoroll.i18n.sentence import Sentence

from .voice import say

#: A rounding of arithmetic, in ticks.
NOISE = 1e-6


class Ticks:
    """Whole ticks; counts what had to be moved to one.

    Parameters
    ----------
    per_beat
        Ticks of a quarter note.
    """

    def __init__(self, per_beat: int) -> None:
        self.per_beat = per_beat
        self._moved = 0

    def of(self, beats: ArrayLike) -> NDArray[np.int64]:
        """Nearest tick of each beat."""
        exact = np.asarray(beats, np.float64) * self.per_beat
        ticks = np.rint(exact)
        self._moved += int((np.abs(exact - ticks) > NOISE).sum())
        return ticks.astype(np.int64)

    def say_moved(self, path: Path) -> None:
        """Warn of times that lie between two ticks."""
        if self._moved:
            say(path, Sentence("sing.moved", count=self._moved, ticks=self.per_beat))
