"""Sound of any length through little memory: resampled, float32, processed chunk by chunk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.formats.audio_stream import AudioStream
from gradio_pianoroll.formats.audio_write import AudioWriter
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Process = Callable[["NDArray[np.float32]"], "ArrayLike"]
Sink = Callable[["NDArray[np.float32]"], object]
# Integer samples are turned into floating point piece by piece, so that a long recording is not copied whole.
_PIECE_SAMPLES = 1 << 16


def optimize_audio_memory(
    audio: str | os.PathLike[str] | IO[bytes] | ArrayLike,
    sr: int | None = None,
    *,
    target_sr: int = 22_050,
    chunk_size: int = 1_024,
    process: Process | None = None,
    sink: Sink | str | os.PathLike[str] | None = None,
) -> NDArray[np.float32] | None:
    """Make a sound small: mono, float32, at a lower rate; optionally processed chunk by chunk.

    With a `sink` the peak of memory does not depend on the length of a file: each chunk is handed on and forgotten.

    Parameters
    ----------
    audio
        A file (any format that libsndfile or FFmpeg reads), a binary file object, or samples of shape (n,) or
        (n, channels): floating point with full scale ±1, or integers, which are scaled to it.
    sr
        Sample rate of samples in Hz; a file knows its own.
    target_sr
        Sample rate of the result in Hz.
    chunk_size
        Samples of a chunk, at `target_sr`; the last chunk is shorter.
    process
        Called with each chunk, float32 of shape (chunk_size,); what it returns, an array of shape (m,), takes the
        chunk's place.
    sink
        Takes the chunks, in order: a function, or the path of a sound file to write (its suffix is the format).

    Returns
    -------
    float32 array, shape (n,), or None
        The whole sound; None with a `sink`, which has it.

    Raises
    ------
    AnalysisError
        When the samples, their rate or an option cannot be used, or `process` returns something else than samples.
    FormatError
        When a file cannot be read or written.
    """
    if chunk_size < 1:
        raise AnalysisError(f"chunk_size must be at least 1 sample, not {chunk_size}")
    if target_sr < 1:
        raise AnalysisError(f"target_sr must be a rate in Hz, not {target_sr}")
    chunks = _chunks(_resampled(audio, sr, target_sr), chunk_size)
    done = chunks if process is None else (_processed(process, chunk) for chunk in chunks)
    if sink is None:
        return np.concatenate([np.zeros(0, np.float32), *done])
    with ExitStack() as stack:
        write = sink if callable(sink) else stack.enter_context(AudioWriter(Path(sink), target_sr)).write
        for chunk in done:
            write(chunk)
    return None


def _resampled(audio: Any, sr: int | None, target_sr: int) -> Iterator[NDArray[np.float32]]:
    if isinstance(audio, str | os.PathLike) or hasattr(audio, "read"):
        return iter(AudioStream(audio, sr=target_sr))
    samples = np.asarray(audio)
    if sr is None or not sr > 0:
        raise AnalysisError(f"sr, the sample rate in Hz, is needed with samples, not {sr}; only a file knows its own")
    if samples.size == 0:
        raise AnalysisError(Sentence("audio.nothing"))
    if samples.ndim not in (1, 2) or samples.dtype.kind not in "fiu":
        raise AnalysisError(Sentence("audio.numbers", dtype=samples.dtype, shape=samples.shape))
    if samples.ndim == 2 and samples.shape[1] > samples.shape[0]:
        raise AnalysisError(Sentence("audio.transposed", shape=samples.shape))
    return _from_samples(samples, sr, target_sr)


def _from_samples(samples: NDArray[Any], sr: int, target_sr: int) -> Iterator[NDArray[np.float32]]:
    from gradio_pianoroll.formats.audio_stream import StreamResampler, mix_down

    resampler = StreamResampler(sr, target_sr)
    rows = samples[:, None] if samples.ndim == 1 else samples
    for first in range(0, len(rows), _PIECE_SAMPLES):
        piece = _to_float(rows[first : first + _PIECE_SAMPLES])
        if not np.isfinite(piece).all():
            raise AnalysisError(Sentence("audio.bad_after", first=first))
        yield resampler.push(mix_down(piece))
    yield resampler.finish()


def _to_float(piece: NDArray[Any]) -> NDArray[np.float32]:
    if piece.dtype.kind == "f":
        return np.asarray(piece, dtype=np.float32)
    limits = np.iinfo(piece.dtype)
    if piece.dtype.kind == "u":
        # Unsigned samples (8 bit, by custom) have their zero in the middle.
        middle = (float(limits.max) + 1) / 2
        return np.asarray((piece.astype(np.float64) - middle) / middle, dtype=np.float32)
    return np.asarray(piece.astype(np.float64) / (float(limits.max) + 1), dtype=np.float32)


def _chunks(blocks: Iterator[NDArray[np.float32]], size: int) -> Iterator[NDArray[np.float32]]:
    """The same samples in pieces of exactly `size`, the last one shorter; a piece of its own each."""
    waiting = np.zeros(0, np.float32)
    for block in blocks:
        waiting = np.concatenate([waiting, block])
        whole = len(waiting) - len(waiting) % size
        for first in range(0, whole, size):
            yield waiting[first : first + size].copy()
        waiting = waiting[whole:]
    if len(waiting):
        yield waiting


def _processed(process: Process, chunk: NDArray[np.float32]) -> NDArray[np.float32]:
    made = np.asarray(process(chunk))
    if made.ndim != 1 or made.dtype.kind not in "fiu":
        raise AnalysisError(f"process must return samples of shape (m,), not {made.dtype} of shape {made.shape}")
    return made.astype(np.float32, copy=False)
