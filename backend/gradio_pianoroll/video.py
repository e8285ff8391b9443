"""A score as a video: the roll scrolls under the playhead, notes light up while they sound, with the sound.

Frames are cut from strips that are drawn once, so that a minute of video takes seconds, and no more than a few strips
are in memory however long the song is; nor is more of a sound file than a few blocks.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from os import PathLike
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.errors import ScoreError
from gradio_pianoroll.extras import require
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.score import Score
from gradio_pianoroll.score.plot.strip import Look, keys_pixels, strip_pixels
from gradio_pianoroll.score.plot.theme import rgb, theme_of
from gradio_pianoroll.score.plot.view import View, view_of

# Container by suffix: its codecs for picture and sound.
CODECS = {".mp4": ("libx264", "aac"), ".mkv": ("libx264", "aac"), ".webm": ("libvpx-vp9", "libopus")}
OPTIONS = {
    "libx264": {"preset": "veryfast", "crf": "18"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "6", "crf": "30"},
}
# Opus knows no other rate that is usual.
SOUND_RATE = 48_000
# Where the playhead stands, as a share of the notes' width.
PLAYHEAD_AT = 0.25
STRIP_PX = 2_048
KEYS_SHARE = 0.05
LINE_PX = 2
_SILENCE = np.zeros((0, 2), np.float32)
Sound = str | PathLike[str] | tuple[NDArray[np.floating], int] | None


def render_video(
    score: Score,
    path: str | PathLike[str],
    *,
    audio: Sound = None,
    size_px: tuple[int, int] = (1280, 720),
    fps: int = 30,
    shown_s: float = 8.0,
    span_s: tuple[float, float] | None = None,
    tracks: Sequence[int] | None = None,
    pitches: tuple[int, int] | None = None,
    colour_by: Literal["track", "velocity", "pitch class"] = "track",
    lyrics: bool = True,
    f0: bool = True,
    theme: Literal["light", "dark"] = "dark",
    on_progress: Callable[[int, int], None] | None = None,
    soundfont: str | PathLike[str] | bool | None = None,
) -> float:
    """Write a video in which the score scrolls by, with its sound.

    Needs matplotlib and PyAV: ``pip install 'gradio_pianoroll[analysis,plot]'``.

    Parameters
    ----------
    score
        What is shown, and played where `audio` is None.
    path
        ``.mp4``, ``.mkv`` (H.264 and AAC) or ``.webm`` (VP9 and Opus). Nothing is left there when it fails.
    audio
        Sound from second 0 of the score: a file, which is read block by block, or floating point samples (n,) or
        (n, 2) with their rate in Hz. None: the score, played by the synthesizer block by block: once to find its peak,
        once for the video.
    size_px
        Width and height, even numbers.
    fps
        Frames a second.
    shown_s
        Seconds of the score from edge to edge, about: the roll moves by whole pixels a frame.
    span_s
        Start and end in seconds of the score; None for all of it.
    tracks, pitches, colour_by, lyrics, f0, theme
        As in `Score.plot`.
    on_progress
        Called with (frames written, frames in all), with 0 frames while the score is played to find its peak; what it
        raises ends the work.
    soundfont
        SoundFont that plays the score where `audio` is None, as `synth.render` has it.

    Returns
    -------
    float
        Length in seconds.

    Raises
    ------
    ScoreError
        If an argument is wrong or there is nothing to show; the message names it.
    FormatError
        If the file of the sound is missing, damaged or no sound.
    MissingPackageError
        If matplotlib or PyAV is not installed.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.video import render_video
    >>> score = Score(NoteTable.from_columns([0, 1], 1, [60, 64]))
    >>> render_video(score, "/tmp/two-notes.mp4", size_px=(320, 180), fps=10)  # doctest: +SKIP
    1.0
    """
    path = Path(path)
    if path.suffix.lower() not in CODECS:
        raise ScoreError(f"{path.name}: a video ends in {', '.join(CODECS)}")
    _check_size(size_px, fps, shown_s)
    start_s, end_s = _span_of(score, span_s)
    look = Look(theme_of(theme), colour_by, lyrics, f0, size_px[1], 9.0 * size_px[1] / 720)
    film = _Film(score, look, size_px, fps, shown_s, (start_s, end_s), tracks, pitches)

    def tell_playing() -> None:
        if on_progress is not None:
            on_progress(0, film.frames)

    sound = _sound_of(score, audio, soundfont, start_s, end_s, tell_playing)
    beside = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        _write(beside, path.suffix.lower(), film, sound, on_progress)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return film.frames / fps


@dataclass(frozen=True)
class _Piece:
    """A strip, as it looks in silence and with every note lit; `left_px` counts from second 0 of the score."""

    left_px: int
    dull: NDArray[np.uint8]
    lit: NDArray[np.uint8]


class _Film:
    """Frames of a video, by their number."""

    def __init__(
        self,
        score: Score,
        look: Look,
        size_px: tuple[int, int],
        fps: int,
        shown_s: float,
        span_s: tuple[float, float],
        tracks: Sequence[int] | None,
        pitches: tuple[int, int] | None,
    ) -> None:
        self._score, self._look = score, look
        self.size_px, self.fps, self.frames = size_px, fps, max(1, math.ceil((span_s[1] - span_s[0]) * fps))
        self._start_s = span_s[0]
        whole = view_of(score, "seconds", span_s, pitches, tracks)
        self._rows = (whole.low, whole.high)
        self._keys = keys_pixels(whole, look, round(size_px[0] * KEYS_SHARE))
        self._wide = size_px[0] - self._keys.shape[1]
        # Whole pixels a frame: what moves by fractions trembles.
        self._step_px = max(1, round(self._wide / shown_s / fps))
        self._head_px = round(self._wide * PLAYHEAD_AT)
        self._piece: _Piece | None = None
        notes = score.notes
        self._shown = whole.shown
        # In the order of time, as rows are.
        self._onset_s = score.tempo_map.seconds_at(notes.onset_beats[whole.shown])
        self._end_s = score.tempo_map.seconds_at(notes.end_beats[whole.shown])
        self._longest_s = float((self._end_s - self._onset_s).max(initial=0.0))
        self._pitch = notes.pitch[whole.shown]

    def frame(self, number: int) -> NDArray[np.uint8]:
        """Pixels of a frame, uint8 [height, width, 3]."""
        now_s = self._start_s + number / self.fps
        head_px = round(now_s * self.fps) * self._step_px
        left_px = head_px - self._head_px
        piece = self._piece_at(left_px)
        offset = left_px - piece.left_px
        picture = np.empty((self.size_px[1], self.size_px[0], 3), np.uint8)
        keys_px = self._keys.shape[1]
        picture[:, :keys_px] = self._keys
        picture[:, keys_px:] = piece.dull[:, offset : offset + self._wide]
        for i in self._between(now_s, now_s).tolist():
            top, bottom = self._row_px(int(self._pitch[i]))
            x0 = max(round(self._onset_s[i] * self.fps * self._step_px) - left_px - 1, 0)
            x1 = min(round(self._end_s[i] * self.fps * self._step_px) - left_px + 1, self._wide)
            picture[top:bottom, keys_px + x0 : keys_px + x1] = piece.lit[top:bottom, offset + x0 : offset + x1]
            key = picture[top:bottom, :keys_px]
            key[:] = (key * 0.35 + np.array(rgb(self._look.theme.tracks[0])) * 255 * 0.65).astype(np.uint8)
        at = keys_px + self._head_px
        picture[:, at : at + LINE_PX] = (np.array(rgb(self._look.theme.playhead)) * 255).astype(np.uint8)
        return picture

    def _between(self, start_s: float, end_s: float) -> NDArray[np.intp]:
        """Places among the shown notes of those that sound from one moment to another."""
        first, last = np.searchsorted(self._onset_s, [start_s - self._longest_s, end_s], side="right")
        first = max(first - 1, 0)
        return np.asarray(first + np.flatnonzero(self._end_s[first:last] > start_s))

    def _row_px(self, pitch: int) -> tuple[int, int]:
        low, high = self._rows
        row_px = (self._look.height_px - self._look.ruler_px) / (high - low + 1)
        top = self._look.ruler_px + (high - pitch) * row_px
        return round(top), round(top + row_px)

    def _piece_at(self, left_px: int) -> _Piece:
        piece = self._piece
        if piece is None or not piece.left_px <= left_px <= piece.left_px + STRIP_PX:
            width_px = STRIP_PX + self._wide
            px_s = self.fps * self._step_px
            start_s, end_s = left_px / px_s, (left_px + width_px) / px_s
            shown = self._shown[self._between(start_s, end_s)]
            view = View(self._score, "seconds", start_s, end_s, *self._rows, shown)
            self._piece = piece = _Piece(left_px, *strip_pixels(view, self._look, width_px))
        return piece


def _write(
    path: Path,
    suffix: str,
    film: _Film,
    sound: _SoundBlocks,
    on_progress: Callable[[int, int], None] | None,
) -> None:
    av = require("av", Sentence("needs.video"))
    picture_codec, sound_codec = CODECS[suffix]
    with av.open(str(path), "w") as container:
        pictures = container.add_stream(picture_codec, rate=film.fps, options=OPTIONS[picture_codec])
        pictures.width, pictures.height = film.size_px
        pictures.pix_fmt = "yuv420p"
        sounds = container.add_stream(sound_codec, rate=SOUND_RATE, layout="stereo") if sound.is_there else None
        resampler = av.AudioResampler(format=sounds.format if sounds else "fltp", layout="stereo", rate=SOUND_RATE)
        heard = 0
        rate = sound.rate
        for number in range(film.frames):
            frame = av.VideoFrame.from_ndarray(film.frame(number), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, film.fps)
            container.mux(pictures.encode(frame))
            # Sound beside its picture, so that players need not look ahead.
            until = round((number + 1) / film.fps * rate)
            if sounds is not None:
                container.mux(_encoded(av, sounds, resampler, sound.take(until - heard), rate, heard))
                heard = until
            if on_progress is not None:
                on_progress(number + 1, film.frames)
        if sounds is not None:
            container.mux([packet for part in resampler.resample(None) for packet in sounds.encode(part)])
            container.mux(sounds.encode(None))
        container.mux(pictures.encode(None))


def _encoded(av: Any, stream: Any, resampler: Any, samples: NDArray[np.floating], rate: int, first: int) -> list[Any]:
    if not len(samples):
        return []
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T, np.float32), format="fltp", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = rate, first, Fraction(1, rate)
    return [packet for part in resampler.resample(frame) for packet in stream.encode(part)]


class _SoundBlocks:
    """Sound that comes in blocks, taken as stereo from one second to another: a file is never read whole."""

    def __init__(self, blocks: Iterable[NDArray[np.floating]], rate: int, start_s: float, end_s: float) -> None:
        self.rate = rate
        self._blocks = _cut(blocks, round(start_s * rate), round(end_s * rate))
        self._rest = next(self._blocks, _SILENCE)
        self.is_there = len(self._rest) > 0

    def take(self, n: int) -> NDArray[np.floating]:
        """The next `n` samples (n, 2), fewer at the end."""
        while len(self._rest) < n and (block := next(self._blocks, None)) is not None:
            self._rest = np.concatenate([self._rest, block])
        part, self._rest = self._rest[:n], self._rest[n:]
        return part


def _cut(blocks: Iterable[NDArray[np.floating]], first: int, last: int) -> Iterator[NDArray[np.floating]]:
    """Stereo blocks of the samples from `first` to `last`."""
    at = 0
    for block in blocks:
        part = block[max(first - at, 0) : max(last - at, 0)]
        at += len(block)
        if len(part):
            channels = part.reshape(len(part), -1)
            # More than two are a room that nobody sits in here.
            mixed = channels if channels.shape[1] <= 2 else channels.mean(axis=1, keepdims=True)
            yield np.broadcast_to(mixed, (len(part), 2))
        if at >= last:
            return


def _played(
    score: Score, soundfont: str | PathLike[str] | bool | None, tell: Callable[[], None]
) -> Iterator[NDArray[np.floating]]:
    """Sound of a score as `synth.render` has it, of which no more than a few blocks are in memory."""
    from gradio_pianoroll.synth import open_soundfont
    from gradio_pianoroll.synth.render import PEAK
    from gradio_pianoroll.synth.to_file import blocks_in_a_room

    font = open_soundfont(soundfont) if soundfont else None
    loudest = 0.0
    for block in blocks_in_a_room(score, SOUND_RATE, font=font):
        loudest = max(loudest, float(np.abs(block).max(initial=0.0)))
        tell()
    gain = np.float32(min(1.0, PEAK / max(loudest, 1e-9)))
    return (block * gain for block in blocks_in_a_room(score, SOUND_RATE, font=font))


def _sound_of(
    score: Score,
    audio: Sound,
    soundfont: str | PathLike[str] | bool | None,
    start_s: float,
    end_s: float,
    tell: Callable[[], None],
) -> _SoundBlocks:
    if audio is None:
        return _SoundBlocks(_played(score, soundfont, tell), SOUND_RATE, start_s, end_s)
    if isinstance(audio, tuple):
        samples, rate = np.asarray(audio[0]), int(audio[1])
        is_sound = samples.dtype.kind == "f" and (
            samples.ndim == 1 or (samples.ndim == 2 and samples.shape[1] in (1, 2))
        )
        if not is_sound or not 1_000 <= rate <= 768_000:
            raise ScoreError(
                "audio must be floating point samples (n,) or (n, 2) and a rate in Hz, "
                f"not {samples.dtype} of shape {samples.shape} at {rate}"
            )
        if not np.isfinite(samples).all():
            raise ScoreError("audio has samples that are no numbers")
        return _SoundBlocks([samples], rate, start_s, end_s)
    from gradio_pianoroll.formats.audio_stream import AudioStream

    stream = AudioStream(Path(audio), mono=False)
    return _SoundBlocks(stream, stream.sr, start_s, end_s)


def _span_of(score: Score, span_s: tuple[float, float] | None) -> tuple[float, float]:
    start_s, end_s = (0.0, score.end_seconds) if span_s is None else (float(edge) for edge in span_s)
    if span_s is None and end_s == 0:
        raise ScoreError("the score has no notes: say with span_s which seconds to show")
    if not (math.isfinite(start_s) and math.isfinite(end_s) and 0 <= start_s < end_s):
        raise ScoreError(f"span_s must be two numbers of seconds from 0 up, the first below the second, not {span_s!r}")
    return start_s, end_s


def _check_size(size_px: tuple[int, int], fps: int, shown_s: float) -> None:
    is_size = len(size_px) == 2 and all(isinstance(px, int) and 64 <= px <= 8_192 and px % 2 == 0 for px in size_px)
    if not is_size:
        raise ScoreError(f"size_px must be two even numbers from 64 to 8192, not {size_px!r}")
    if not (isinstance(fps, int) and 1 <= fps <= 240):
        raise ScoreError(f"fps must be a whole number from 1 to 240, not {fps!r}")
    if not (math.isfinite(shown_s) and 0.1 <= shown_s <= 3_600):
        raise ScoreError(f"shown_s must lie between 0.1 and 3600 seconds, not {shown_s!r}")
