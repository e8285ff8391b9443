"""Decoders behind one small interface: libsndfile first, FFmpeg (through PyAV) for what it does not know, arrays.

A reader gives blocks of shape (n, channels), float32, in order, and never holds more than a block. It believes a length
only when the file states it; what is missing at the end is a `PianoRollWarning`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

import numpy as np

from gradio_pianoroll.errors import FormatError
from gradio_pianoroll.formats.audio_ffmpeg import AvReader
from gradio_pianoroll.formats.audio_heads import (
    MOST_LINKS,
    count_mp3_samples,
    missing_caf_bytes,
    mp3_head,
    ogg_links,
    wav_head,
)
from gradio_pianoroll.formats.audio_notes import cause, lacks, warn_of
from gradio_pianoroll.formats.audio_soundfile import SoundFileReader
from gradio_pianoroll.formats.audio_views import FileView, size_of
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

MIN_SR, MAX_SR = 1_000, 768_000


class Reader(Protocol):
    """Reader behind `AudioStream`."""

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
        """Do nothing: there is nothing to let go of."""


class _ChainReader:
    """Sounds one after the other, as one: the links of a chained Ogg file. One of them is open at a time."""

    def __init__(self, links: Sequence[Callable[[], Reader]], name: Path) -> None:
        self._name = name
        self._open: Reader | None = None
        self._links: list[Callable[[], Reader]] = []
        self._others = 0
        lengths: list[int | None] = []
        for number, link in enumerate(links):
            with closing(link()) as reader:
                if number == 0:
                    self.sr, self.channels, self.format = reader.sr, reader.channels, reader.format
                if (reader.sr, reader.channels) == (self.sr, self.channels):
                    self._links.append(link)
                    lengths.append(reader.n_samples)
                else:
                    self._others += 1
        self.n_samples = None if None in lengths else sum(n for n in lengths if n is not None)

    def blocks(self, block_samples: int) -> Iterator[NDArray[np.float32]]:
        """Decode all links."""
        for link in self._links:
            self._open = link()
            yield from self._open.blocks(block_samples)
            self.close()
        if self._others:
            warn_of(
                self._name,
                Sentence("sound.chained", count=len(self._links) + self._others, others=self._others),
            )

    def close(self) -> None:
        """Close the link that is open."""
        if self._open is not None:
            self._open.close()
            self._open = None


class _Owning:
    """Reader with the file that was opened for it."""

    def __init__(self, reader: Reader, file: IO[bytes]) -> None:
        self._reader, self._file = reader, file
        self.sr, self.channels, self.n_samples, self.format = (
            reader.sr,
            reader.channels,
            reader.n_samples,
            reader.format,
        )

    def blocks(self, block_samples: int) -> Iterator[NDArray[np.float32]]:
        """Reader's blocks."""
        return self._reader.blocks(block_samples)

    def close(self) -> None:
        """Close both."""
        self._reader.close()
        self._file.close()


def _check_path(path: Path) -> None:
    if not path.exists():
        raise FormatError(path, Sentence("file.missing"))
    if path.is_dir():
        raise FormatError(path, Sentence("file.folder_sound"))
    if path.stat().st_size == 0:
        raise FormatError(path, Sentence("file.empty_bytes"))


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
    if not isinstance(source, str | os.PathLike):
        given = getattr(source, "name", None)
        name = Path(given if isinstance(given, str) else "sound")
        return _checked(_choose(source, name), name)
    name = Path(source)
    _check_path(name)
    try:
        file = name.open("rb")
    except OSError as error:
        raise FormatError(name, Sentence("file.sound_closed", why=cause(error))) from error
    try:
        return _Owning(_checked(_choose(file, name), name), file)
    except BaseException:
        file.close()
        raise


def _checked(reader: Reader, name: Path) -> Reader:
    if not MIN_SR <= reader.sr <= MAX_SR:
        reader.close()
        raise FormatError(name, Sentence("sound.rate", sr=reader.sr, low=MIN_SR, high=MAX_SR))
    return reader


def _choose(file: IO[bytes], name: Path) -> Reader:
    """Choose the reader that reads this file right, by what its head says."""
    size = size_of(file)
    if links := ogg_links(file, size):
        if len(links.spans) > MOST_LINKS:
            raise FormatError(name, Sentence("sound.too_many_chained", most=MOST_LINKS))
        parts = [(FileView(file, *span, name=name.name), name) for span in links.spans]
        openers = [partial(_open_one, *part) for part in parts[:-1]]
        openers.append(partial(_open_one, *parts[-1], lacks(links.missing_bytes)))
        return openers[0]() if len(openers) == 1 else _ChainReader(openers, name)
    view = FileView(file, name=name.name)
    if wav := wav_head(file, size):
        if wav.is_mp3:
            return _open_guessed_mp3(view, name, count_mp3_samples(file, wav.data_at, size - wav.data_at))
        return _open_one(FileView(file, patches=wav.missing_lengths, name=name.name), name)
    head = mp3_head(file, size)
    if head is None:
        reader = _open_one(view, name, lacks(missing_caf_bytes(file, size)))
        if isinstance(reader, SoundFileReader) and reader.subtype.startswith("MPEG"):
            # Layer I or II, or rubbish before the first frame: a guess again.
            reader.close()
            return AvReader(view, name)
        return reader
    if head.is_whole:
        return _open_one(view, name)
    if head.missing_bytes:
        return AvReader(view, name, stated_samples=head.stated_samples, problem=lacks(head.missing_bytes))
    if head.stated_samples is None:
        return _open_guessed_mp3(view, name, count_mp3_samples(file, head.first, head.real_bytes))
    # More follows than the head knows of: files that were joined. libsndfile would stop after the first.
    return AvReader(view, name)


def _open_guessed_mp3(view: FileView, name: Path, n_samples: int) -> Reader:
    """MP3 that does not say how long it is: libsndfile reads as far as it guesses, so it must not guess too little."""
    reader = _open_one(view, name)
    if isinstance(reader, SoundFileReader):
        if n_samples and (reader.n_samples or 0) >= n_samples:
            reader.n_samples = None
            return reader
        reader.close()
        return AvReader(view, name)
    return reader


def _open_one(view: FileView, name: Path, problem: Sentence | None = None) -> Reader:
    import soundfile

    view.seek(0)
    try:
        reader = SoundFileReader(view, name, problem)
    except (soundfile.LibsndfileError, TypeError, RuntimeError) as error:
        return AvReader(view, name, cause(error), problem=problem)
    return reader
