"""A sound that comes in blocks, cut into overlapping frames.

Frames are handed out in batches whose borders depend on the position in the sound alone, never on how the blocks
happened to be cut. Whatever is computed from a batch is therefore the same to the last bit for any block size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Large enough that NumPy's overhead is small, small enough that a batch's spectra stay in the processor's cache.
BATCH_FRAMES = 128


@dataclass(frozen=True)
class Batch:
    """Some frames of a sound.

    Attributes
    ----------
    first
        Index of the first frame.
    frames
        float32, shape (n, frame_length); a view that is good until the next batch is asked for.
    span
        The samples below the frames, float32, silence before the beginning and after the end included.
    valid
        Where in `span` the sound itself lies: first and end.
    """

    first: int
    frames: NDArray[np.float32]
    span: NDArray[np.float32]
    valid: tuple[int, int]


def frame_count(n_samples: int, hop_length: int, frame_length: int) -> int:
    """Number of centred frames of a sound: 1 + n // hop for an even frame length."""
    return max(0, 1 + (n_samples + 2 * (frame_length // 2) - frame_length) // hop_length)


class FrameStream:
    """Centred frames of a sound: frame t has its middle at sample t · hop; beyond the ends is silence.

    Parameters
    ----------
    hop_length, frame_length
        In samples; a hop is not longer than a frame.
    """

    def __init__(self, hop_length: int, frame_length: int) -> None:
        self._hop, self._length = hop_length, frame_length
        self._half = frame_length // 2
        self._buffer = np.zeros(frame_length + (BATCH_FRAMES - 1) * hop_length, np.float32)
        self._filled = self._half
        self._next_frame = 0
        self._n_samples = 0

    def push(self, block: NDArray[np.float32]) -> Iterator[Batch]:
        """Batches that are complete with this block; `block` is mono, float32."""
        done = 0
        while done < len(block):
            take = min(len(block) - done, len(self._buffer) - self._filled)
            self._buffer[self._filled : self._filled + take] = block[done : done + take]
            self._filled += take
            self._n_samples += take
            done += take
            if self._filled == len(self._buffer):
                yield self._batch(BATCH_FRAMES)
                self._advance()

    def finish(self) -> Iterator[Batch]:
        """The frames that reach beyond the end of the sound."""
        wanted = frame_count(self._n_samples, self._hop, self._length)
        while self._next_frame < wanted:
            self._buffer[self._filled :] = 0
            self._filled = len(self._buffer)
            yield self._batch(min(BATCH_FRAMES, wanted - self._next_frame))
            self._advance()

    def _batch(self, n: int) -> Batch:
        span = self._buffer[: self._length + (n - 1) * self._hop]
        frames = np.lib.stride_tricks.sliding_window_view(span, self._length)[:: self._hop]
        origin = self._next_frame * self._hop - self._half
        first = min(max(-origin, 0), len(span))
        end = min(max(self._n_samples - origin, 0), len(span))
        return Batch(self._next_frame, frames, span, (first, end))

    def _advance(self) -> None:
        used = BATCH_FRAMES * self._hop
        kept = self._filled - used
        self._buffer[:kept] = self._buffer[used : self._filled].copy()
        self._filled = kept
        self._next_frame += BATCH_FRAMES
