"""Sound of any length and format as a stream of blocks; memory stays that of a few blocks."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.errors import FormatError
from gradio_pianoroll.extras import require
from gradio_pianoroll.formats.audio_readers import ArrayReader, Reader, open_reader
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.native import as_native_call

if TYPE_CHECKING:
    from types import TracebackType

    from numpy.typing import NDArray

BLOCK_SAMPLES = 1 << 16
RESAMPLING = Sentence("needs.resampling")


def mix_down(block: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean of the channels: shape (n, channels) → (n,); one channel is not copied."""
    return block[:, 0] if block.shape[1] == 1 else block.mean(axis=1, dtype=np.float32)


class StreamResampler:
    """Change the sample rate of a sound that comes in blocks (soxr, high quality).

    Parameters
    ----------
    sr, target_sr
        In Hz.
    channels
        Channels of the blocks; mono blocks have shape (n,).
    """

    def __init__(self, sr: float, target_sr: float, channels: int = 1) -> None:
        self._stream: Any = None
        self._empty = np.zeros((0,) if channels == 1 else (0, channels), np.float32)
        self._pushed = False
        if sr != target_sr:
            soxr = require("soxr", RESAMPLING)
            self._stream = soxr.ResampleStream(sr, target_sr, channels, dtype="float32", quality="HQ")
            self._resample = as_native_call(self._stream.resample_chunk)

    def push(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the samples that are finished after this block (may be empty)."""
        if self._stream is None:
            return block
        self._pushed = self._pushed or len(block) > 0
        return np.asarray(self._resample(np.ascontiguousarray(block)), dtype=np.float32)

    def finish(self) -> NDArray[np.float32]:
        """Return the rest of the samples."""
        if self._stream is None or not self._pushed:
            return self._empty
        return np.asarray(self._resample(self._empty, last=True), dtype=np.float32)


class AudioStream:
    """Sound, block by block.

    Iterate over it: blocks are float32, full scale ±1, of shape (n,), or (n, channels) with `mono=False`; n varies.
    Each iteration begins anew.

    Parameters
    ----------
    source
        A file (its content says what it is, not its name: WAV, FLAC, OGG, MP3, AIFF … through libsndfile, M4A, MP4,
        WebM, AAC … through FFmpeg), a binary file object that can seek, or samples: floating point, shape (n,) or
        (n, channels).
    sr
        Resample to this rate in Hz inside the stream; None keeps the sound's own.
    mono
        Mix the channels down.
    block_samples
        Samples per block that are read at once.
    source_sr
        Sample rate of `source` when it is an array.

    Attributes
    ----------
    sr, source_sr
        Sample rate of the blocks and of the source, in Hz.
    channels
        Of the source.
    n_samples
        Samples per channel of the source when the header says so, else None.
    format
        Name of the source's format.

    Raises
    ------
    FormatError
        When the file is missing, empty or not a sound; during the iteration when it is damaged, or holds samples that
        are no numbers. A file that merely ends too early is read as far as it goes, with a `PianoRollWarning`.
    ValueError
        When an argument cannot be used.
    """

    def __init__(
        self,
        source: str | os.PathLike[str] | IO[bytes] | NDArray[np.floating],
        *,
        sr: int | None = None,
        mono: bool = True,
        block_samples: int = BLOCK_SAMPLES,
        source_sr: int | None = None,
    ) -> None:
        if block_samples < 1:
            raise ValueError(f"block_samples must be at least 1, not {block_samples}")
        if sr is not None and not sr > 0:
            raise ValueError(f"sr must be a positive rate in Hz, not {sr}")
        self._source, self._mono, self._block_samples = source, mono, block_samples
        self._array_sr = source_sr
        self._reader: Reader | None = self._open()
        self.source_sr, self.channels = self._reader.sr, self._reader.channels
        self.n_samples, self.format = self._reader.n_samples, self._reader.format
        self.sr = self.source_sr if sr is None else sr
        self.read_samples = 0

    @property
    def name(self) -> Path:
        """File's name, for messages; `array` or `sound` when there is none."""
        if isinstance(self._source, str | os.PathLike):
            return Path(self._source)
        given = getattr(self._source, "name", None)
        return Path(given if isinstance(given, str) else "array" if isinstance(self._source, np.ndarray) else "sound")

    @property
    def duration_s(self) -> float | None:
        """Length in seconds when the header says so (of an encoded file about), else None."""
        return None if self.n_samples is None else self.n_samples / self.source_sr

    @property
    def share_read(self) -> float | None:
        """Share of the sound that the present iteration has read, 0-1; None when its length is unknown."""
        return None if not self.n_samples else min(1.0, self.read_samples / self.n_samples)

    def _open(self) -> Reader:
        if isinstance(self._source, np.ndarray):
            if self._array_sr is None or self._array_sr <= 0:
                raise ValueError(f"source_sr, the sample rate of the array in Hz, is needed, not {self._array_sr}")
            if self._source.ndim not in (1, 2) or self._source.dtype.kind != "f":
                raise ValueError(
                    "an array of sound must be floating point of shape (n,) or (n, channels), "
                    f"not {self._source.dtype} of shape {self._source.shape}"
                )
            return ArrayReader(self._source, self._array_sr)
        if not isinstance(self._source, str | os.PathLike):
            self._source.seek(0)
        return open_reader(self._source)

    def raw_blocks(self) -> Generator[NDArray[np.float32], None, None]:
        """Blocks as they are in the source: shape (n, channels), own sample rate."""
        reader, self._reader = self._reader or self._open(), None
        self.read_samples = 0
        try:
            for block in reader.blocks(self._block_samples):
                # A sum is finite when all samples are; only else is it worth looking closer.
                if not np.isfinite(block.sum(dtype=np.float64)) and not np.isfinite(block).all():
                    raise FormatError(self.name, Sentence("sound.no_numbers"))
                self.read_samples += len(block)
                yield block
        finally:
            reader.close()
        if self.read_samples == 0:
            raise FormatError(self.name, Sentence("sound.empty"))

    def __iter__(self) -> Iterator[NDArray[np.float32]]:
        resampler = StreamResampler(self.source_sr, self.sr, 1 if self._mono else self.channels)
        for raw in self.raw_blocks():
            block = mix_down(raw) if self._mono else raw
            if len(done := resampler.push(block)):
                yield done
        if len(rest := resampler.finish()):
            yield rest

    def close(self) -> None:
        """Let go of the file when it was not read to its end."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def __enter__(self) -> AudioStream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
