"""Sound through FFmpeg (PyAV): what libsndfile does not know, or knows only by guessing its length."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.errors import FormatError, MissingCodecError
from gradio_pianoroll.extras import require
from gradio_pianoroll.formats.audio_notes import ShortSound, cause, warn_of
from gradio_pianoroll.formats.audio_views import FileView
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

# What FFmpeg may take a file for. Play lists and the like, which name other files, are not among them.
AV_FORMATS = (
    "aac,ac3,aiff,amr,ape,asf,au,avi,caf,eac3,flac,flv,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,mp3,mpeg,mpegts,"
    "ogg,opus,tta,w64,wav,wv"
)
# Bare frames, one after the other: FFmpeg guesses their length from the first ones' bit rate.
_NO_LENGTH = {"aac", "ac3", "amr", "eac3", "flv", "mp3", "mpeg", "mpegts"}
# What an encoded file may lack at its end (padding of the last packets) and still be whole; where only the length of a
# film is known, its sound may end before the pictures do.
_TOLERATED_S, _TOLERATED_IN_FILM_S = 0.15, 2.0
# More bad packets than this beside good ones, and the file is not worth reading.
_MOST_BAD_SHARE = 0.1


class AvReader:
    """File that FFmpeg reads: the first audio stream of a container.

    Parameters
    ----------
    view
        The file.
    name
        For messages.
    why
        Why libsndfile did not read it; said when FFmpeg does not either.
    stated_samples
        Length that is known from elsewhere.
    problem
        What is known to be wrong with the file; told when it was read.

    Raises
    ------
    FormatError
        When it holds no sound that FFmpeg knows.
    """

    def __init__(
        self,
        view: FileView,
        name: Path,
        why: str = "",
        *,
        stated_samples: int | None = None,
        problem: Sentence | None = None,
    ) -> None:
        self._view, self._name, self._problem = view, name, problem
        reason = Sentence("sound.why", why=why) if why else ""
        needs = Sentence("sound.needs_av_why", why=why) if why else Sentence("sound.needs_av")
        av = require("av", needs, partial(MissingCodecError, name))
        refused = FormatError(name, Sentence("sound.unreadable", reason=reason))
        view.seek(0)
        try:
            self._container = av.open(view, options={"format_whitelist": AV_FORMATS, "protocol_whitelist": "file"})
        except (av.FFmpegError, ValueError, OSError) as error:
            raise refused from error
        streams = self._container.streams.audio
        self._stream: Any = streams[0] if streams else None
        self.sr = int(getattr(self._stream, "rate", 0) or 0)
        # A codec that FFmpeg does not know has no context.
        codec = getattr(self._stream, "codec_context", None)
        self.channels = int(codec.channels or 0) if codec else 0
        if codec is None or not self.channels or not self.sr:
            self._container.close()
            raise refused if streams else FormatError(name, Sentence("sound.none"))
        container_name = self._container.format.name.split(",")[0]
        self.format = f"{container_name}/{codec.name}"
        self.n_samples = stated_samples
        if stated_samples is None and container_name not in _NO_LENGTH:
            duration_s = _duration_s(self._container, self._stream)
            self.n_samples = None if duration_s is None else round(duration_s * self.sr)

    def blocks(self, block_samples: int) -> Iterator[NDArray[np.float32]]:
        """Decode to the end; packets are collected until they make a block."""
        waiting: list[NDArray[np.float32]] = []
        n_waiting = read = 0
        bad = _BadPackets(self._name, self.sr)
        for samples in self._pieces(bad):
            waiting.append(samples)
            n_waiting += len(samples)
            read += len(samples)
            if n_waiting >= block_samples:
                yield np.concatenate(waiting)
                waiting, n_waiting = [], 0
        if waiting:
            yield np.concatenate(waiting)
        self._judge(read, bad)

    def _pieces(self, bad: _BadPackets) -> Generator[NDArray[np.float32], None, None]:
        """Samples of each frame, all with the same channels and rate."""
        import av

        one = _OneFormat(self._name, self.sr, self.channels)
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except (av.FFmpegError, ValueError) as error:
                bad.ended = cause(error)
                break
            if packet is None:
                break
            bad.total += 1
            yield from self._tried(partial(one.decoded, packet), one, bad)
        yield from self._tried(lambda: list(one.finish()), one, bad)

    @staticmethod
    def _tried(
        decode: Callable[[], list[NDArray[np.float32]]], one: _OneFormat, bad: _BadPackets
    ) -> list[NDArray[np.float32]]:
        """Yield what can be decoded; what cannot is counted."""
        import av

        try:
            return decode()
        except FormatError:
            raise
        except (av.FFmpegError, ValueError) as error:
            bad.add(one.n_samples, cause(error))
            return []

    def _judge(self, read: int, bad: _BadPackets) -> None:
        short = ShortSound(self._name, self.sr, read, self.n_samples)
        if read == 0 and (bad.count or bad.ended):
            raise FormatError(self._name, short.damaged(bad.ended or bad.why))
        if bad.count > max(1, _MOST_BAD_SHARE * bad.total):
            raise FormatError(self._name, Sentence("sound.bad_pieces", count=bad.count, total=bad.total, why=bad.why))
        tolerated_s = _TOLERATED_IN_FILM_S if len(self._container.streams) > 1 else _TOLERATED_S
        if bad.ended or (self.n_samples is not None and read < self.n_samples - tolerated_s * self.sr):
            warn_of(self._name, short.broken_off())
        elif bad.count:
            bad.warn(read)
        elif self._problem:
            warn_of(self._name, self._problem)

    def close(self) -> None:
        """Close the container."""
        self._container.close()


class _BadPackets:
    """Packets that could not be decoded."""

    def __init__(self, name: Path, sr: int) -> None:
        self._name, self._sr = name, sr
        self.total = self.count = self.first = 0
        self.why = self.ended = ""

    def add(self, at: int, why: str) -> None:
        """Count a packet that lies behind so many good samples."""
        if not self.count:
            self.first, self.why = at, why
        self.count += 1

    def warn(self, read: int) -> None:
        """Say where the sound has a hole, or that its end is missing."""
        if self.first >= read:
            warn_of(self._name, Sentence("sound.last_piece", at_s=read / self._sr))
            return
        at_s = self.first / self._sr
        if self.count == 1:
            warn_of(self._name, Sentence("sound.piece", why=self.why, at_s=at_s))
        else:
            warn_of(self._name, Sentence("sound.pieces", count=self.count, why=self.why, at_s=at_s))


class _OneFormat:
    """Frames as float of one rate and number of channels, even if the stream changes them on its way."""

    def __init__(self, name: Path, sr: int, channels: int) -> None:
        self._name, self._sr, self._channels = name, sr, channels
        self._resampler: Any = None
        self._form: tuple[object, ...] = ()
        self._has_told = False
        self.n_samples = 0

    def push(self, frame: Any) -> Iterator[NDArray[np.float32]]:
        """Samples of shape (n, channels)."""
        import av

        form = (frame.format.name, frame.layout.name, frame.sample_rate)
        if form != self._form:
            yield from self.finish()
            # Interleaved: PyAV reads beyond the list of planes of a frame with more than eight.
            self._resampler = av.AudioResampler(format="flt", rate=self._sr)
            self._form = form
        for plain in self._resampler.resample(frame):
            yield self._fit(_rows(plain))

    def decoded(self, packet: Any) -> list[NDArray[np.float32]]:
        """Samples of all frames of a packet."""
        return [samples for frame in packet.decode() for samples in self.push(frame)]

    def finish(self) -> Iterator[NDArray[np.float32]]:
        """Frames that the resampler still holds."""
        if self._resampler is not None:
            for plain in self._resampler.resample(None):
                yield self._fit(_rows(plain))

    def _fit(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        channels = samples.shape[1]
        at_s = self.n_samples / self._sr
        self.n_samples += len(samples)
        if channels == self._channels:
            return samples
        if 1 not in (channels, self._channels):
            raise FormatError(
                self._name,
                Sentence("sound.other_channels", before=self._channels, after=channels, at_s=at_s),
            )
        if not self._has_told:
            self._has_told = True
            warn_of(
                self._name,
                Sentence("sound.channels_changed", before=self._channels, after=channels, at_s=at_s),
            )
        if self._channels == 1:
            return np.asarray(samples.mean(axis=1, keepdims=True), np.float32)
        return np.repeat(samples, self._channels, axis=1)


def _rows(frame: Any) -> NDArray[np.float32]:
    """Samples of an interleaved frame, shape (n, channels)."""
    return np.asarray(frame.to_ndarray(), np.float32).reshape(-1, frame.layout.nb_channels)


def _duration_s(container: Any, stream: Any) -> float | None:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return None if container.duration is None else container.duration / 1e6
