"""Decoders behind one small interface: libsndfile first, FFmpeg (through PyAV) for what it does not know, arrays.

A reader gives blocks of shape (n, channels), float32, in order, and never holds more than a block.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

import numpy as np

from gradio_pianoroll.formats.errors import FormatError

if TYPE_CHECKING:
    import soundfile
    from numpy.typing import NDArray

MIN_SR, MAX_SR = 1_000, 768_000
# What FFmpeg may take a file for. Play lists and the like, which name other files, are not among them.
AV_FORMATS = (
    "aac,ac3,aiff,amr,ape,asf,au,avi,caf,eac3,flac,flv,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,mp3,mpeg,mpegts,"
    "ogg,opus,tta,w64,wav,wv"
)
# Length fields of files that were written to a pipe: nobody knew the length.
_UNKNOWN_BYTES = 0x7FFF_0000
# What an encoded file may lack at its end (padding of the last packets) and still be whole.
_TOLERATED_S, _TOLERATED_SHARE = 0.5, 0.02
_CLAIM = re.compile(r"(?:data|Data Size|SSND)\s*:\s*(\d+)\s*\(should be (\d+)\)")


class Reader(Protocol):
    """What stands behind `AudioStream`."""

    @property
    def sr(self) -> int:
        """Sample rate in Hz."""
        ...

    @property
    def channels(self) -> int:
        """Number of channels."""
        ...

    @property
    def n_samples(self) -> int | None:
        """Samples per channel, as the header says; None when it does not."""
        ...

    @property
    def format(self) -> str:
        """Name of the format."""
        ...

    def blocks(self, block_samples: int) -> Iterator[NDArray[np.float32]]:
        """Blocks of shape (n, channels), about `block_samples` long, to the end."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


def cause(error: Exception) -> str:
    """The library's own words, without the path (which is the server's business)."""
    said = str(getattr(error, "error_string", None) or getattr(error, "strerror", None) or error)
    return said.strip(" .") or type(error).__name__


@dataclass
class ArrayReader:
    """Samples in memory: float of shape (n,) or (n, channels), full scale ±1."""

    audio: NDArray[np.floating]
    sr: int
    format: str = "array"

    @property
    def channels(self) -> int:
        """Number of channels."""
        return 1 if self.audio.ndim == 1 else int(self.audio.shape[1])

    @property
    def n_samples(self) -> int:
        """Samples per channel."""
        return len(self.audio)

    def blocks(self, block_samples: int) -> Iterator[NDArray[np.float32]]:
        """Slices; float32 is not copied."""
        rows = self.audio[:, None] if self.audio.ndim == 1 else self.audio
        for first in range(0, len(rows), block_samples):
            yield rows[first : first + block_samples].astype(np.float32, copy=False)

    def close(self) -> None:
        """Nothing to let go of."""


class SoundFileReader:
    """A file that libsndfile reads."""

    def __init__(self, sound: soundfile.SoundFile, name: Path) -> None:
        self._sound, self._name = sound, name
        self.sr, self.channels, self.format = int(sound.samplerate), int(sound.channels), str(sound.format)
        # libsndfile says 2^63-1 where it does not know.
        self.n_samples: int | None = int(sound.frames) if 0 <= sound.frames < 1 << 60 else None

    def blocks(self, block_samples: int) -> Iterator[NDArray[np.float32]]:
        """Decode to the end; a sound that breaks off is an error."""
        import soundfile

        claim = _CLAIM.search(str(self._sound.extra_info))
        if claim and int(claim[2]) < int(claim[1]) < _UNKNOWN_BYTES:
            raise FormatError(
                self._name,
                f"the file is cut off: its header announces {int(claim[1]):,} bytes of sound and "
                f"{int(claim[2]):,} are there; copy it again",
            )
        read = 0
        try:
            while True:
                block = self._sound.read(block_samples, dtype="float32", always_2d=True)
                read += len(block)
                if len(block):
                    yield block
                if len(block) < block_samples:
                    break
        except (soundfile.LibsndfileError, RuntimeError) as error:
            raise FormatError(
                self._name, f"the sound breaks off after {read / self.sr:.1f} s and cannot be decoded ({cause(error)})"
            ) from error
        if self.n_samples is not None and read < self.n_samples:
            raise FormatError(
                self._name,
                f"the sound breaks off after {read / self.sr:.1f} of {self.n_samples / self.sr:.1f} s; copy it again",
            )

    def close(self) -> None:
        """Close the file."""
        self._sound.close()


class AvReader:
    """A file that FFmpeg reads: the first audio stream of a container."""

    def __init__(self, container: Any, name: Path) -> None:
        self._container, self._name = container, name
        streams = container.streams.audio
        if not streams:
            raise FormatError(name, "there is no sound in this file")
        self._stream = streams[0]
        self.sr = int(self._stream.rate or 0)
        self.channels = int(self._stream.codec_context.channels or 0)
        self.format = f"{container.format.name.split(',')[0]}/{self._stream.codec_context.name}"
        duration_s = _duration_s(container, self._stream)
        self.n_samples: int | None = None if duration_s is None else round(duration_s * self.sr)

    def blocks(self, block_samples: int) -> Iterator[NDArray[np.float32]]:
        """Decode to the end; packets are collected until they make a block."""
        import av

        to_float = av.AudioResampler(format="fltp")
        waiting: list[NDArray[np.float32]] = []
        n_waiting = read = 0
        try:
            for packet in self._container.demux(self._stream):
                for frame in packet.decode():
                    for plain in to_float.resample(frame):
                        waiting.append(plain.to_ndarray().T)
                        n_waiting += plain.samples
                        read += plain.samples
                    if n_waiting >= block_samples:
                        yield np.concatenate(waiting)
                        waiting, n_waiting = [], 0
        except (av.FFmpegError, ValueError) as error:
            raise FormatError(
                self._name, f"the sound breaks off after {read / self.sr:.1f} s and cannot be decoded ({cause(error)})"
            ) from error
        if waiting:
            yield np.concatenate(waiting)
        if self.n_samples is not None:
            allowed = max(_TOLERATED_S * self.sr, _TOLERATED_SHARE * self.n_samples)
            if read < self.n_samples - allowed:
                raise FormatError(
                    self._name,
                    f"the sound breaks off after {read / self.sr:.1f} of {self.n_samples / self.sr:.1f} s; "
                    "copy it again",
                )

    def close(self) -> None:
        """Close the container."""
        self._container.close()


def _duration_s(container: Any, stream: Any) -> float | None:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return None if container.duration is None else container.duration / 1e6


def _check_path(path: Path) -> None:
    if not path.exists():
        raise FormatError(path, "there is no such file")
    if path.is_dir():
        raise FormatError(path, "this is a folder, not a sound file")
    if path.stat().st_size == 0:
        raise FormatError(path, "the file is empty (0 bytes)")


def _open_av(source: str | IO[bytes], name: Path, why: str) -> AvReader:
    import av

    refused = FormatError(name, f"not a sound file that can be read; use WAV, FLAC, OGG or MP3 ({why})")
    try:
        container = av.open(source, options={"format_whitelist": AV_FORMATS, "protocol_whitelist": "file"})
    except (av.FFmpegError, ValueError, OSError) as error:
        raise refused from error
    try:
        reader = AvReader(container, name)
        if not reader.channels or not reader.sr:
            raise refused
    except FormatError:
        container.close()
        raise
    return reader


def _is_unicode(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def open_reader(source: str | os.PathLike[str] | IO[bytes]) -> Reader:
    """Reader of a file by its content, whatever its name.

    Parameters
    ----------
    source
        A path, or a binary file object that can seek.

    Raises
    ------
    FormatError
        When it is missing, empty or holds no sound that can be decoded.
    """
    import soundfile

    reader: Reader
    if isinstance(source, str | os.PathLike):
        name, target = Path(source), str(source)
        _check_path(name)
        # FFmpeg takes "http:..." and the like for an address; an absolute path is one always.
        av_target: str | IO[bytes] = str(Path(source).absolute())
        if not _is_unicode(target):
            # A name of bytes that are no text: the system knows it, libraries do not.
            target, av_target = os.fsencode(target), Path(source).open("rb")  # type: ignore[assignment]  # noqa: SIM115
    else:
        given = getattr(source, "name", None)
        name, target, av_target = Path(given if isinstance(given, str) else "sound"), source, source  # type: ignore[assignment]
    try:
        reader = SoundFileReader(soundfile.SoundFile(target), name)
    except (soundfile.LibsndfileError, TypeError, RuntimeError) as error:
        if not isinstance(source, str | os.PathLike):
            source.seek(0)
        reader = _open_av(av_target, name, cause(error))
    if not MIN_SR <= reader.sr <= MAX_SR:
        reader.close()
        raise FormatError(name, f"its sample rate of {reader.sr} Hz is not between {MIN_SR} and {MAX_SR} Hz")
    return reader
