"""Writing sound files, block by block."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.errors import FormatError
from gradio_pianoroll.formats.audio_notes import cause
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from types import TracebackType

    from numpy.typing import NDArray

# Format and coding by suffix, in libsndfile's words; no coding is the format's usual one.
_FORMATS: dict[str, tuple[str, str | None]] = {
    ".wav": ("WAV", None),
    ".flac": ("FLAC", None),
    ".ogg": ("OGG", "VORBIS"),
    ".oga": ("OGG", "VORBIS"),
    ".opus": ("OGG", "OPUS"),
    ".mp3": ("MP3", None),
    ".aif": ("AIFF", None),
    ".aiff": ("AIFF", None),
    ".au": ("AU", None),
    ".caf": ("CAF", None),
    ".w64": ("W64", None),
    ".rf64": ("RF64", None),
}
WRITABLE_SUFFIXES = tuple(_FORMATS)
# Codecs that know these sample rates only, in Hz.
_RATES_HZ = {
    ".opus": (8_000, 12_000, 16_000, 24_000, 48_000),
    ".mp3": (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000),
}
# libvorbis keeps what it is given at once on the stack: some millions of samples end the process.
_PIECE_SAMPLES = 1 << 14
# Opus decoders are this much behind; libsndfile does not always write the packet that the last samples need.
_OPUS_HZ, _OPUS_DELAY = 48_000, 312
_OGG_GENERATOR = 0x04C11DB7


def writable_sr(suffix: str, sr: int) -> int:
    """Sample rate in Hz that a file of this suffix gets: the next higher one that its codec knows, or its highest."""
    known = _RATES_HZ.get(suffix.lower())
    if known is None or sr in known:
        return sr
    return min((rate for rate in known if rate > sr), default=known[-1])


class AudioWriter:
    """Sound file that is written piece by piece.

    Parameters
    ----------
    path
        Where to; an existing file is replaced. The suffix chooses the format.
    sr
        Sample rate in Hz of what is written. MP3 and Opus know certain rates only: what has another one is resampled to
        the next higher.
    channels
        Number of channels.

    Raises
    ------
    FormatError
        When the suffix names no format that can be written, or the place cannot be written to.
    """

    def __init__(self, path: str | Path, sr: int, channels: int = 1) -> None:
        import soundfile

        from gradio_pianoroll.formats.audio_stream import StreamResampler

        self.path, self._channels = Path(path), channels
        suffix = self.path.suffix.lower()
        if suffix not in _FORMATS:
            named = self.path.suffix or "a file without suffix"
            raise FormatError(self.path, Sentence("sound.cannot_write", kind=named))
        kind, coding = _FORMATS[suffix]
        to_sr = writable_sr(suffix, sr)
        self._silence_samples = _OPUS_DELAY * to_sr // _OPUS_HZ if coding == "OPUS" else 0
        self._is_empty = True
        self._resampler = StreamResampler(sr, to_sr, channels)
        try:
            self._sound = soundfile.SoundFile(str(self.path), "w", to_sr, channels, coding, format=kind)
        except (soundfile.LibsndfileError, OSError, TypeError, RuntimeError, ValueError) as error:
            raise FormatError(self.path, Sentence("file.not_written", why=cause(error))) from error

    def write(self, audio: NDArray[np.floating]) -> None:
        """Add samples of shape (n,) or (n, channels), full scale ±1; what lies beyond is clipped.

        Raises
        ------
        FormatError
            When the samples do not fit, are not numbers, or the disk takes no more.
        """
        rows = np.asarray(audio)
        width = 1 if rows.ndim == 1 else rows.shape[-1]
        if rows.ndim not in (1, 2) or width != self._channels:
            raise FormatError(
                self.path, f"sound of shape {rows.shape} does not fit; it is (n,) or (n, {self._channels})"
            )
        # One channel has no axis of its own in the resampler.
        rows = rows.reshape(len(rows)) if self._channels == 1 else rows
        for first in range(0, len(rows), _PIECE_SAMPLES):
            piece = rows[first : first + _PIECE_SAMPLES].astype(np.float32)
            if not np.isfinite(piece).all():
                raise FormatError(self.path, Sentence("sound.no_numbers_to_keep"))
            self._put(self._resampler.push(piece))

    def _put(self, piece: NDArray[np.float32]) -> None:
        import soundfile

        self._is_empty = self._is_empty and not len(piece)
        try:
            self._sound.write(np.clip(piece, -1.0, 1.0))
        except (soundfile.LibsndfileError, OSError, RuntimeError, ValueError) as error:
            raise FormatError(self.path, Sentence("file.not_written", why=cause(error))) from error

    def close(self) -> None:
        """Write the rest and close the file; nothing happens when that was done."""
        if not self._sound.closed:
            try:
                self._put(self._resampler.finish())
                if silence := 0 if self._is_empty else self._silence_samples:
                    shape = silence if self._channels == 1 else (silence, self._channels)
                    self._put(np.zeros(shape, np.float32))
            finally:
                self._sound.close()
            if silence:
                _end_earlier(self.path, _OPUS_DELAY)

    def __enter__(self) -> AudioWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _end_earlier(path: Path, samples: int) -> None:
    """Take samples off the end of an Ogg file, by what its last page says about where the sound ends.

    It stays a little longer where the last page does not hold so many.

    Source: RFC 3533 (pages and their checksum), RFC 7845 section 4.4 (end trimming).
    """
    with path.open("r+b") as file:
        size = file.seek(0, 2)
        # A page has at most 65 307 bytes: the last two are in there.
        first = max(size - 2 * 65_307, 0)
        file.seek(first)
        data = file.read()
        last = data.rfind(b"OggS")
        before = data.rfind(b"OggS", 0, last)
        if before < 0:
            return
        page = bytearray(data[last:])
        end = int.from_bytes(page[6:14], "little") - samples
        # A page may not end before the one in front of it.
        end = max(end, int.from_bytes(data[before + 6 : before + 14], "little", signed=True))
        page[6:14] = end.to_bytes(8, "little")
        page[22:26] = bytes(4)
        page[22:26] = _checksum(page).to_bytes(4, "little")
        file.seek(first + last)
        file.write(page)


def _checksum(page: bytearray) -> int:
    """Checksum of an Ogg page: 32 bits, the highest first, nothing reversed."""
    table = []
    for value in range(256):
        register = value << 24
        for _ in range(8):
            register = (register << 1 ^ (_OGG_GENERATOR if register >> 31 else 0)) & 0xFFFFFFFF
        table.append(register)
    register = 0
    for byte in page:
        register = (register << 8 & 0xFFFFFFFF) ^ table[register >> 24 ^ byte]
    return register
