"""A recording, in memory or in a file, of which a span is read."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from gradio_pianoroll.errors import FormatError
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.synth.resynthesis.f0_track import ResynthesisError

if TYPE_CHECKING:
    from numpy.typing import NDArray

DTYPES = ("float32", "float64", "int16", "int32")
# Precision in which samples of a file are read and written without change.
_DTYPE_OF_SUBTYPE = {"PCM_S8": "int16", "PCM_U8": "int16", "PCM_16": "int16", "PCM_24": "int32", "PCM_32": "int32",
                     "DOUBLE": "float64"}  # fmt: skip
_CHECKED_SAMPLES = 1 << 22


class Source(Protocol):
    """A recording of `n_samples` samples of `channels` channels and type `dtype`, at `sr` Hz."""

    sr: float
    n_samples: int
    channels: int
    dtype: np.dtype[Any]
    is_mono: bool

    def read(self, first: int, end: int) -> NDArray[Any]:
        """Samples as they are, shape (n, channels)."""
        ...


class ArraySource:
    """Samples in memory, or in a file that NumPy maps to memory; shape (n,) or (n, channels)."""

    def __init__(self, audio: Any, sr: float) -> None:
        array = np.asarray(audio) if not isinstance(audio, np.ndarray) else audio
        if array.ndim not in (1, 2) or (array.ndim == 2 and not 1 <= array.shape[1] <= 64):
            raise ResynthesisError(f"audio must have shape (n,) or (n, channels), not {array.shape}")
        if array.dtype.name not in DTYPES or not array.dtype.isnative:
            raise ResynthesisError(f"audio must be {', '.join(DTYPES[:-1])} or {DTYPES[-1]}, not {array.dtype}")
        if not np.isfinite(sr) or sr <= 0:
            raise ResynthesisError(f"the sample rate must be positive, not {sr}")
        self.sr, self.n_samples, self.dtype = float(sr), len(array), array.dtype
        self.is_mono = array.ndim == 1
        self._rows = array[:, None] if self.is_mono else array
        self.channels = int(self._rows.shape[1])
        if array.dtype.kind == "f" and not isinstance(array, np.memmap):
            for first in range(0, len(array), _CHECKED_SAMPLES):
                check_finite(self._rows[first : first + _CHECKED_SAMPLES], first, self.sr)

    def read(self, first: int, end: int) -> NDArray[Any]:
        """Samples as they are, shape (n, channels)."""
        if isinstance(self._rows, np.memmap):
            check_finite(self._rows[first:end], first, self.sr)
        return self._rows[first:end]


class FileSource:
    """A sound file that libsndfile reads at any place: WAV, FLAC, AIFF, OGG, MP3 ….

    Raises
    ------
    FormatError
        When there is no such file, or it is of another kind.
    """

    def __init__(self, path: str | Path) -> None:
        import soundfile

        path = Path(path)
        if not path.is_file():
            raise FormatError(path, Sentence("file.missing"))
        try:
            self._file = soundfile.SoundFile(path)
        except soundfile.LibsndfileError as error:
            raise FormatError(path, Sentence("resynthesis.no_place", error=error)) from error
        self.path = path
        self.sr, self.n_samples = float(self._file.samplerate), int(self._file.frames)
        self.channels, self.is_mono = int(self._file.channels), self._file.channels == 1
        self.subtype, self.format = str(self._file.subtype), str(self._file.format)
        self.dtype = np.dtype(_DTYPE_OF_SUBTYPE.get(self.subtype, "float32"))
        self._lock = threading.Lock()

    def read(self, first: int, end: int) -> NDArray[Any]:
        """Samples as they are, shape (n, channels)."""
        with self._lock:
            self._file.seek(first)
            found = self._file.read(end - first, dtype=self.dtype.name, always_2d=True)
        if len(found) < end - first:
            raise FormatError(self.path, f"ends after {first + len(found):,} of {self.n_samples:,} samples")
        check_finite(found, first, self.sr)
        return np.asarray(found)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def check_finite(block: NDArray[Any], first: int, sr: float) -> None:
    """Refuse samples that are no numbers; `first` is the place of the block in samples."""
    # A sum is finite when all samples are; only else is it worth looking closer.
    if block.dtype.kind == "f" and not np.isfinite(block.sum(dtype=np.float64)) and not np.isfinite(block).all():
        at = first + int(np.flatnonzero(~np.isfinite(block).all(axis=1))[0])
        raise ResynthesisError(Sentence("resynthesis.no_numbers", at=f"{at / sr:.3f}", sample=at))


def full_scale(dtype: np.dtype[Any]) -> float:
    """Number that a sample of this type has at full scale."""
    return 1.0 if dtype.kind == "f" else float(np.iinfo(dtype).max) + 1


def read_rows(source: Source, first: int, end: int) -> NDArray[np.float32]:
    """Samples `first` to `end`, float32, full scale ±1, shape (channels, n); silence beyond the ends."""
    out = np.zeros((source.channels, end - first), np.float32)
    low, high = max(0, first), min(end, source.n_samples)
    if high > low:
        block = source.read(low, high)
        out[:, low - first : high - first] = block.T * np.float32(1 / full_scale(source.dtype))
    return out


def mix(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """One channel of several: their mean, or the strongest one where they cancel each other."""
    if len(rows) == 1:
        return np.asarray(rows[0])
    mean: NDArray[np.float32] = rows.mean(axis=0, dtype=np.float32)
    energies = np.einsum("cn,cn->c", rows, rows)
    strongest = int(np.argmax(energies))
    is_heard = float(mean @ mean) >= 0.25 * float(energies[strongest]) / len(rows)
    return mean if is_heard else np.array(rows[strongest])


def as_samples(rows: NDArray[np.float32], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Shape (channels, n), full scale ±1 → (n, channels) of a type; whole numbers are rounded and kept in range."""
    if dtype.kind == "f":
        return rows.T.astype(dtype)
    scale = full_scale(dtype)
    return np.clip(np.rint(rows.T.astype(np.float64) * scale), -scale, scale - 1).astype(dtype)
