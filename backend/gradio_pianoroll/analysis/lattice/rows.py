"""Values of single frames, from which the recursion can go on: what is possible in them, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.lattice.forward_kernels import MARK_EVERY

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Time from one kept frame to the next: what lies between has to be computed before a change. Rows are the larger part
# of a lattice's memory; so often they take some 23 MB for an hour, whatever the hop.
KEEP_S = 0.62
LEAST_KEPT, MOST_KEPT = 8, 64


def keep_every(hop_s: float) -> int:
    """Frames from one kept one to the next, a multiple of the distance of marks."""
    every = MARK_EVERY * round(KEEP_S / hop_s / MARK_EVERY)
    return min(max(every, LEAST_KEPT), MOST_KEPT)


@dataclass(frozen=True)
class Row:
    """Values of one frame: all unvoiced bins, and the few voiced ones that are possible."""

    unvoiced: NDArray[np.float64]
    bins: NDArray[np.uint16]
    voiced: NDArray[np.float64]

    def values(self, n_states: int) -> NDArray[np.float64]:
        """The values of all states, shape (n_states,)."""
        whole = np.full(n_states, -np.inf)
        whole[self.bins] = self.voiced
        whole[n_states // 2 : n_states // 2 + len(self.unvoiced)] = self.unvoiced
        return whole

    @property
    def n_bytes(self) -> int:
        """Bytes of its arrays."""
        return self.unvoiced.nbytes + self.bins.nbytes + self.voiced.nbytes


def row_of(values: NDArray[np.float64], n_bins: int) -> Row:
    """The row of a frame's values."""
    half = len(values) // 2
    bins = np.flatnonzero(values[:half] > -np.inf)
    return Row(values[half : half + n_bins].copy(), bins.astype(np.uint16), values[bins])


@dataclass(frozen=True)
class Rows:
    """The rows of a recording, those of each `keep_every`-th frame.

    Attributes
    ----------
    unvoiced : (n_rows, n_bins) float64
    ends : (n_rows,) int64
        Where the possible voiced states of each end.
    bins, voiced
        These, uint16 and float64.
    """

    unvoiced: NDArray[np.float64]
    ends: NDArray[np.int64]
    bins: NDArray[np.uint16]
    voiced: NDArray[np.float64]

    def __getitem__(self, number: int) -> Row:
        begin = int(self.ends[number - 1]) if number else 0
        mine = slice(begin, int(self.ends[number]))
        return Row(self.unvoiced[number], self.bins[mine], self.voiced[mine])
