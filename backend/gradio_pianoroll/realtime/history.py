"""The frames of F0 that were told, kept within bounds, so that an answer that got lost can be made up for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.realtime.analysers import F0Update

UNVOICED = np.array([[np.nan], [0.0], [0.0]], np.float32)


@dataclass(frozen=True)
class F0Rows:
    """Frames from `first_frame` on, the first `n_final` of them final; arrays of shape (n,) as in `F0Update`."""

    first_frame: int
    n_final: int
    f0_hz: NDArray[np.float32]
    voiced: NDArray[np.bool_]
    voiced_prob: NDArray[np.float32]


class FrameHistory:
    """The last final frames, and the guess for those after them.

    Parameters
    ----------
    capacity_frames
        Final frames that are kept.

    Attributes
    ----------
    end
        The first frame that is not final.
    """

    def __init__(self, capacity_frames: int) -> None:
        self._capacity = capacity_frames
        self._rows = np.repeat(UNVOICED, capacity_frames, axis=1)
        self._guess = np.zeros((3, 0), np.float32)
        self.end = 0

    def add(self, update: F0Update) -> None:
        """Take what an update says; frames that it passes over (lost sound) are unvoiced for good."""
        rows = np.array([update.f0_hz, update.voiced, update.voiced_prob], np.float32)
        missing = update.first_frame - self.end
        if missing > 0:
            self._append(np.repeat(UNVOICED, min(missing, self._capacity), axis=1), update.first_frame)
        if update.n_final:
            self._append(rows[:, : update.n_final], update.next_final_frame)
        self._guess = rows[:, update.n_final :]

    def _append(self, rows: NDArray[np.float32], end: int) -> None:
        rows = rows[:, -self._capacity :]
        self._rows[:, np.arange(end - rows.shape[1], end) % self._capacity] = rows
        self.end = end

    def since(self, frame: int) -> F0Rows:
        """All that is known from a frame on, or from the oldest one that is kept."""
        first = min(max(frame, self.end - self._capacity, 0), self.end)
        final = self._rows[:, np.arange(first, self.end) % self._capacity]
        f0_hz, voiced, prob = np.concatenate([final, self._guess], axis=1)
        return F0Rows(first, self.end - first, f0_hz, voiced > 0.5, prob)
