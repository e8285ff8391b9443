"""Sound files in and out: always float32 and mono inside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.extras import require
from gradio_pianoroll.formats.audio_stream import RESAMPLING, AudioStream
from gradio_pianoroll.formats.audio_write import WRITABLE_SUFFIXES, AudioWriter
from gradio_pianoroll.native import native_call

if TYPE_CHECKING:
    from numpy.typing import NDArray

# What is read besides, through FFmpeg.
AUDIO_SUFFIXES = (*WRITABLE_SUFFIXES, ".m4a", ".mp4", ".aac", ".webm")


@dataclass(frozen=True)
class AudioInfo:
    """Header of a sound file."""

    sr: int
    channels: int
    n_samples: int
    format: str

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.n_samples / self.sr


def audio_info(path: str | Path) -> AudioInfo:
    """Read a sound file's header; a file whose header does not say how long it is, is decoded to find out.

    Raises
    ------
    FormatError
        When the file is missing, empty or not a sound file.
    """
    with AudioStream(path) as stream:
        n_samples = stream.n_samples
        if n_samples is None:
            n_samples = sum(len(block) for block in stream.raw_blocks())
        return AudioInfo(stream.source_sr, stream.channels, n_samples, stream.format)


def load_audio(path: str | Path, sr: int | None = None) -> tuple[NDArray[np.float32], int]:
    """Read a sound file, mixed to mono.

    Parameters
    ----------
    path
        WAV, FLAC, OGG, MP3, AIFF, M4A, WebM, …; its content counts, not its name.
    sr
        Resample to this rate in Hz; None keeps the file's own.

    Returns
    -------
    audio : float32 array, shape (n,)
        Full scale is ±1.
    sr : int
        Its sample rate in Hz.

    Raises
    ------
    FormatError
        When the file is missing, empty, damaged or not a sound file.

    Warns
    -----
    PianoRollWarning
        When less sound is there than the file announces, or a piece of it cannot be decoded.
    """
    # Mixed down and resampled block by block: a multi-channel file never lies in memory whole.
    stream = AudioStream(path, sr=sr)
    return np.concatenate(list(stream)), stream.sr


def resample(audio: NDArray[np.float32], sr: int, target_sr: int) -> NDArray[np.float32]:
    """Change the sample rate; `audio` is float32 of shape (n,) or (n, channels), rates in Hz."""
    if sr == target_sr:
        return audio
    soxr = require("soxr", RESAMPLING)
    with native_call:
        return np.asarray(soxr.resample(audio, sr, target_sr), dtype=np.float32)


def save_audio(path: str | Path, audio: NDArray[np.floating], sr: int) -> Path:
    """Write a sound file; the suffix chooses the format (WAV is 16 bit).

    Parameters
    ----------
    path
        Where to; an existing file is replaced.
    audio
        Shape (n,) or (n, channels), full scale ±1; what lies beyond is clipped.
    sr
        Sample rate in Hz. MP3 and Opus know certain rates only: what has another one is resampled to the next higher.

    Raises
    ------
    FormatError
        When the suffix names no format that can be written, the place cannot be written to, or `audio` is no sound.
    """
    samples = np.asarray(audio)
    with AudioWriter(path, sr, samples.shape[1] if samples.ndim == 2 else 1) as writer:
        writer.write(samples)
    return writer.path
