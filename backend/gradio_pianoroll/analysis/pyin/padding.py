"""The sound with its padding, cut into pieces of some frames without copying the sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    # float32 or float64, the same through one analysis.
    Samples = NDArray[Any]
    PadMode = str | Callable[..., Any]

# Modes whose padding depends on the samples near the edge alone.
LOCAL_MODES = ("constant", "edge", "reflect", "symmetric")

Piece = tuple["Samples", int]


def count_frames(n_samples: int, frame_length: int, hop_length: int) -> int:
    """Frames that lie completely in `n_samples`."""
    return 0 if n_samples < frame_length else 1 + (n_samples - frame_length) // hop_length


class PaddedSound:
    """A sound as `numpy.pad` would make it, with `half` samples more on both sides; only the edges are copied."""

    def __init__(self, y: Samples, half: int, mode: PadMode) -> None:
        if half == 0:
            self._y, self._head, self._tail = y, y[:0], y[:0]
        elif len(y) > 2 * half + 1 and mode in LOCAL_MODES:
            near: Any = mode
            self._y = y
            self._head = np.pad(y[: half + 1], (half, 0), mode=near)[:half]
            self._tail = np.pad(y[-half - 1 :], (0, half), mode=near)[-half:]
        else:
            if len(y) == 0 and mode != "constant":
                raise AnalysisError(Sentence("pyin.pad_empty", mode=mode))
            given: Any = mode
            self._y = np.pad(y, half, mode=given)
            self._head = self._tail = self._y[:0]

    def __len__(self) -> int:
        return len(self._head) + len(self._y) + len(self._tail)

    def frames(self, frame_length: int, hop_length: int) -> int:
        """How many frames lie in it; a sound without any is refused."""
        n_frames = count_frames(len(self), frame_length, hop_length)
        if not n_frames:
            raise AnalysisError(Sentence("pyin.too_short", count=len(self), frame_length=frame_length))
        return n_frames

    def part(self, start: int, stop: int) -> Samples:
        """Samples `start` to `stop` of the padded sound."""
        first, last = len(self._head), len(self._head) + len(self._y)
        if start >= first and stop <= last:
            return self._y[start - first : stop - first]
        return np.concatenate(
            [
                self._head[start:stop],
                self._y[max(0, start - first) : max(0, stop - first)],
                self._tail[max(0, start - last) : max(0, stop - last)],
            ]
        )

    def pieces(self, frame_length: int, hop_length: int, size: int) -> Iterator[Piece]:
        """The samples of `size` frames after another (the last piece has fewer), with the number of the frames."""
        n_frames = count_frames(len(self), frame_length, hop_length)
        for first in range(0, n_frames, size):
            n = min(size, n_frames - first)
            start = first * hop_length
            yield self.part(start, start + (n - 1) * hop_length + frame_length), n


class StreamBuffer:
    """Samples that come in blocks of any size, padded at both ends, handed out as pieces of complete frames."""

    def __init__(self, frame_length: int, hop_length: int, half: int, mode: PadMode) -> None:
        self._frame_length = frame_length
        self._hop_length = hop_length
        self._half = half
        self._mode = mode
        self._begun = half == 0
        self._parts: list[Samples] = []
        self._size = 0
        self._skip = 0
        self._recent: Samples = np.empty(0, np.float32)

    def add(self, y: Samples) -> None:
        """Append samples."""
        if self._half and self._mode != "constant":
            self._recent = np.concatenate([self._recent[-self._half - 1 :], y])[-self._half - 1 :].astype(y.dtype)
        self._append(y)
        if not self._begun and (self._mode == "constant" or self._size > 2 * self._half + 1):
            self._begin()

    def _append(self, y: Samples) -> None:
        dropped = min(self._skip, len(y))
        self._skip -= dropped
        if len(y) > dropped:
            self._parts.append(y[dropped:])
            self._size += len(y) - dropped

    def _begin(self) -> None:
        whole = self._joined()
        mode: Any = self._mode
        near = whole if mode == "constant" else whole[: self._half + 1]
        self._parts = [np.pad(near, (self._half, 0), mode=mode)[: self._half], whole]
        self._size += self._half
        self._begun = True

    def _joined(self) -> Samples:
        if len(self._parts) != 1:
            self._parts = [np.concatenate(self._parts)] if self._parts else []
        return self._parts[0] if self._parts else np.empty(0, np.float32)

    @property
    def frames(self) -> int:
        """Complete frames that wait."""
        return count_frames(self._size, self._frame_length, self._hop_length) if self._begun else 0

    def take(self, n_frames: int) -> Samples:
        """The samples of the next frames, which must be complete."""
        whole = self._joined()
        used = n_frames * self._hop_length
        stop = used - self._hop_length + self._frame_length
        rest = whole[used:].copy()
        self._skip = max(0, used - len(whole))
        self._parts, self._size = [rest], len(rest)
        return whole[:stop]

    def end(self) -> None:
        """Append the padding at the end."""
        if self._half == 0 or (self._size == 0 and not self._begun):
            return
        mode: Any = self._mode
        if not self._begun:
            # So short that the padding may reach over all of it.
            whole = np.pad(self._joined(), self._half, mode=mode)
            self._parts, self._size, self._begun = [whole], len(whole), True
            return
        if self._mode == "constant":
            dtype = self._parts[0].dtype if self._parts else np.float32
            self._append(np.zeros(self._half, dtype))
        else:
            self._append(np.pad(self._recent, (0, self._half), mode=mode)[-self._half :])
