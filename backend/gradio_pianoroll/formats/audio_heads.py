"""What the heads of sound files say of their length, and where they say nothing."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import IO

# Bits per second / 1000 of layer III, by version (MPEG 1; MPEG 2 and 2.5) and index (ISO 11172-3, 13818-3).
_KBIT = (
    (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
# Sample rates by the two bits of the version (2.5, reserved, 2, 1).
_RATES = {0: (11_025, 12_000, 8_000), 2: (22_050, 24_000, 16_000), 3: (44_100, 48_000, 32_000)}
# Chunks, tags and chained sounds that are looked at; a file that has more of them was made to keep a server busy.
MOST_CHUNKS, MOST_LINKS = 4_096, 4_096
_ID3_HEAD, _ID3V1, _APE_FOOT = 10, 128, 32
# The longest frame of MP3: what a stated length in bytes may be off by.
MP3_SLACK_BYTES = 2_881
_UNKNOWN_32, _WAVE_MP3 = 0xFFFF_FFFF, 0x55
_OGG_HEAD, _OGG_BEGIN = 27, 0x02


@dataclass(frozen=True)
class Mp3Head:
    """Facts that the first frame of an MP3 file has about the whole; None where it has none.

    Attributes
    ----------
    stated_samples
        Length in samples, roughly: the encoder's delay may be in it.
    stated_bytes
        Length of the frames in bytes.
    real_bytes
        Bytes from the first frame to the end, tags left out.
    first
        Where the first frame is.
    """

    stated_samples: int | None
    stated_bytes: int | None
    real_bytes: int
    first: int

    @property
    def is_whole(self) -> bool:
        """True if the length is stated, and is that of the file."""
        return (
            self.stated_samples is not None
            and self.stated_bytes is not None
            and 0 <= self.real_bytes - self.stated_bytes < MP3_SLACK_BYTES
        )

    @property
    def missing_bytes(self) -> int:
        """Bytes that are stated and not there."""
        return max(0, (self.stated_bytes or 0) - self.real_bytes)


def read_at(file: IO[bytes], place: int, n: int) -> bytes:
    """Bytes at a place; fewer at the end of the file."""
    file.seek(place)
    return file.read(n)


def mp3_head(file: IO[bytes], size: int) -> Mp3Head | None:
    """Look for the Xing, Info or VBRI head; None when this is no MP3 file as it should be."""
    first = _after_id3(file)
    head = read_at(file, first, 256)
    frame = _mp3_frame(head)
    if frame is None:
        return None
    length, n_samples, side_bytes = frame
    if first + length < size and _mp3_frame(read_at(file, first + length, 4)) is None:
        return None
    real_bytes = _before_tags(file, size) - first
    frames = n_bytes = None
    at = 4 + side_bytes
    if head[at : at + 4] in (b"Xing", b"Info"):
        (flags,) = struct.unpack(">I", head[at + 4 : at + 8].ljust(4, b"\0"))
        numbers = iter(struct.unpack(">2I", head[at + 8 : at + 16].ljust(8, b"\0")))
        frames = next(numbers) if flags & 1 else None
        n_bytes = next(numbers) if flags & 2 else None
    elif head[36:40] == b"VBRI":
        n_bytes, frames = struct.unpack(">2I", head[46:54].ljust(8, b"\0"))
    return Mp3Head(None if not frames else frames * n_samples, n_bytes or None, real_bytes, first)


def _after_id3(file: IO[bytes]) -> int:
    """Position where the tags at the beginning end."""
    at = 0
    for _ in range(MOST_CHUNKS):
        head = read_at(file, at, _ID3_HEAD)
        if head[:3] != b"ID3" or len(head) < _ID3_HEAD:
            break
        a, b, c, d = head[6:10]
        foot = _ID3_HEAD if head[5] & 0x10 else 0
        at += _ID3_HEAD + (a << 21 | b << 14 | c << 7 | d) + foot
    return at


def _before_tags(file: IO[bytes], size: int) -> int:
    """Position where the tags at the end begin."""
    end = size
    if read_at(file, max(0, end - _ID3V1), 3) == b"TAG":
        end -= _ID3V1
    foot = read_at(file, max(0, end - _APE_FOOT), _APE_FOOT)
    if foot[:8] == b"APETAGEX":
        n_bytes, _, flags = struct.unpack("<3I", foot[12:24])
        end -= n_bytes + (_APE_FOOT if flags & 0x8000_0000 else 0)
    return max(0, end)


def _mp3_frame(head: bytes) -> tuple[int, int, int] | None:
    """Length in bytes, samples per channel, bytes of side information of a frame of layer III."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rate, kbit, padding = head[2] >> 2 & 3, head[2] >> 4, head[2] >> 1 & 1
    if version == 1 or layer != 1 or rate == 3 or kbit in (0, 15):
        return None
    is_first, is_mono = version == 3, head[3] >> 6 == 3
    n_samples = 1152 if is_first else 576
    length = n_samples // 8 * _KBIT[not is_first][kbit - 1] * 1000 // _RATES[version][rate] + padding
    side_bytes = (17 if is_mono else 32) if is_first else (9 if is_mono else 17)
    return length, n_samples, side_bytes


def count_mp3_samples(file: IO[bytes], first: int, n_bytes: int) -> int:
    """Samples per channel of all frames of layer III from a place on, as far as they follow each other."""
    at, end, found = first, first + n_bytes, 0
    while at < end and (frame := _mp3_frame(read_at(file, at, 4))) is not None:
        length, n_samples, _ = frame
        at += length
        found += n_samples
    return found


@dataclass(frozen=True)
class WavHead:
    """Facts of the chunks of a WAV or RF64 file; places and sizes in bytes.

    Attributes
    ----------
    size
        Of the file.
    whole
        Stated length behind the first eight bytes.
    data_at, data
        Where the sound begins, and its stated length.
    long_at
        Where RF64 has its long lengths; None in a WAV file.
    codec
        WAVE's number of the coding.
    """

    size: int
    whole: int
    data_at: int
    data: int
    long_at: int | None
    codec: int

    @property
    def is_mp3(self) -> bool:
        """True if it holds MP3 frames: no length in samples that it states is that of the sound."""
        return self.codec == _WAVE_MP3

    @property
    def missing_lengths(self) -> dict[int, bytes]:
        """Bytes that a file lacks whose writer never came back to say how long it is, by their place.

        A file that was written to a pipe, or whose recorder broke off, says 0 for the length of its sound; what follows
        is sound all the same. A file that says truly that it is empty is left alone.
        """
        there = self.size - self.data_at
        if self.data != 0 or there <= 0 or abs(self.whole + 8 - self.size) <= 1:
            return {}
        if self.long_at is not None:
            return {
                self.long_at: struct.pack("<2Q", self.size - 8, there),
                self.data_at - 4: struct.pack("<I", _UNKNOWN_32),
            }
        return {
            4: struct.pack("<I", min(self.size - 8, _UNKNOWN_32)),
            self.data_at - 4: struct.pack("<I", min(there, _UNKNOWN_32)),
        }


def wav_head(file: IO[bytes], size: int) -> WavHead | None:
    """Go through the chunks before the sound; None when this is no WAV file with sound in it."""
    head = read_at(file, 0, 12)
    if head[:4] not in (b"RIFF", b"RF64") or head[8:12] != b"WAVE":
        return None
    (whole,) = struct.unpack("<I", head[4:8])
    at, long_at, codec = 12, None, 0
    for _ in range(MOST_CHUNKS):
        chunk = read_at(file, at, 10)
        if len(chunk) < 8:
            break
        (n_bytes,) = struct.unpack("<I", chunk[4:8])
        if chunk[:4] == b"data":
            if long_at is not None:
                whole, n_bytes = struct.unpack("<2Q", read_at(file, long_at, 16).ljust(16, b"\0"))
            return WavHead(size, whole, at + 8, n_bytes, long_at, codec)
        if chunk[:4] == b"ds64":
            long_at = at + 8
        elif chunk[:4] == b"fmt ":
            codec = int.from_bytes(chunk[8:10], "little")
        at += 8 + n_bytes + n_bytes % 2
    return None


@dataclass(frozen=True)
class OggLinks:
    """Streams of an Ogg file one after the other.

    Attributes
    ----------
    spans
        First byte and end (exclusive) of each.
    missing_bytes
        What the last page lacks at its end, at least.
    """

    spans: list[tuple[int, int]]
    missing_bytes: int


def ogg_links(file: IO[bytes], size: int) -> OggLinks | None:
    """Go from page to page (RFC 3533); None when this is no Ogg file."""
    starts: list[int] = []
    at, in_heads, missing = 0, False, 0
    while at < size:
        page = read_at(file, at, _OGG_HEAD)
        if page[:4] != b"OggS" or len(page) < _OGG_HEAD:
            # A tag or rubbish behind the last page, or a page that lacks its end.
            missing = _OGG_HEAD - len(page) if page[:4] == b"OggS" else 0
            break
        table = file.read(page[26])
        end = at + _OGG_HEAD + page[26] + sum(table)
        if len(table) < page[26] or end > size:
            missing = max(1, end - size)
            break
        # The heads of streams that sound together stand together.
        if page[5] & _OGG_BEGIN and not in_heads:
            starts.append(at)
        in_heads, at = bool(page[5] & _OGG_BEGIN), end
    if not starts:
        return None
    return OggLinks(list(zip(starts, [*starts[1:], size], strict=True)), missing)


def missing_caf_bytes(file: IO[bytes], size: int) -> int:
    """Bytes that a CAF file announces and lacks; 0 for another file, or one that announces nothing."""
    if read_at(file, 0, 4) != b"caff":
        return 0
    at = 8
    for _ in range(MOST_CHUNKS):
        chunk = read_at(file, at, 12)
        if len(chunk) < 12:
            break
        (n_bytes,) = struct.unpack(">q", chunk[4:])
        if n_bytes < 0:
            return 0
        if chunk[:4] == b"data":
            return max(0, at + 12 + int(n_bytes) - size)
        at += 12 + n_bytes
    return 0
