"""What the frames of a recording say about pitch, packed: eight bytes for a candidate, fourteen for a frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.lattice.forward_kernels import COST_BITS, SCALE
from gradio_pianoroll.analysis.lattice.model import rounded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.pyin.observe import Observations

# From one remembered place among the candidates to the next, in frames.
PLACE_EVERY = 64
_COST = np.uint64((1 << COST_BITS) - 1)


@dataclass(frozen=True)
class Frames:
    """Observations of consecutive frames.

    Attributes
    ----------
    words : (n_candidates,) uint64
        Bin above, cost in 2^-38 nats below, in order of frames and bins.
    counts : (n_frames,) uint16
        Candidates of each frame.
    log_unvoiced : (n_frames,) float64
        Log probability of each unvoiced state, in multiples of 2^-38.
    confidence : (n_frames,) float32
        Probability that the frame is voiced, 0-1.
    """

    words: NDArray[np.uint64]
    counts: NDArray[np.uint16]
    log_unvoiced: NDArray[np.float64]
    confidence: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def bins(self) -> NDArray[np.int64]:
        """Pitch bin of each candidate."""
        return (self.words >> np.uint64(COST_BITS)).astype(np.int64)

    @property
    def log_prob(self) -> NDArray[np.float64]:
        """Log probability of each candidate."""
        log_prob: NDArray[np.float64] = (self.words & _COST).astype(np.float64) / -SCALE
        return log_prob


def packed(seen: Observations) -> Frames:
    """Observations as the lattice keeps them."""
    # Rounding of a sum of probabilities may make one larger than 1.
    cost = np.rint(np.maximum(-seen.log_prob, 0.0) * SCALE).astype(np.uint64)
    return Frames(
        (seen.bins.astype(np.uint64) << np.uint64(COST_BITS)) | cost,
        np.diff(seen.ends, prepend=0).astype(np.uint16),
        rounded(seen.log_unvoiced),
        np.clip(seen.voiced_prob, 0, 1).astype(np.float32),
    )


class FrameTable:
    """Frames of a whole recording, of which any part is found at once."""

    def __init__(self, frames: Frames) -> None:
        self._all = frames
        counts = frames.counts
        per_group = np.add.reduceat(counts, np.arange(0, len(counts), PLACE_EVERY), dtype=np.int64)
        self._places = np.concatenate([[0], np.cumsum(per_group)])
        self.most = int(counts.max(initial=0))

    def __len__(self) -> int:
        return len(self._all)

    @property
    def whole(self) -> Frames:
        """All frames."""
        return self._all

    def _place(self, frame: int) -> int:
        group = frame // PLACE_EVERY
        if group * PLACE_EVERY == frame or frame >= len(self):
            return int(self._places[-1 if frame >= len(self) else group])
        return int(self._places[group]) + int(self._all.counts[group * PLACE_EVERY : frame].sum(dtype=np.int64))

    def stretch(self, first: int, stop: int) -> Frames:
        """The same for the recursion, which does not ask where the candidates end: they go on beyond."""
        kept = self._all
        place = self._place(first)
        return Frames(kept.words[place:], kept.counts[first:stop], kept.log_unvoiced[first:stop], kept.confidence[:0])

    def part(self, first: int, stop: int) -> Frames:
        """Frames `first` to `stop`, without copying."""
        kept = self._all
        return Frames(
            kept.words[self._place(first) : self._place(stop)],
            kept.counts[first:stop],
            kept.log_unvoiced[first:stop],
            kept.confidence[first:stop],
        )
