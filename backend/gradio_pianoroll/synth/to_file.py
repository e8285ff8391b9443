"""A score as a sound file of any length: block by block, as loud as wanted, each track by itself too."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.bs1770 import LoudnessMeter
from gradio_pianoroll.errors import FormatError
from gradio_pianoroll.formats.audio_notes import cause
from gradio_pianoroll.formats.audio_write import WRITABLE_SUFFIXES, AudioWriter
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.synth.limiter import Limiter
from gradio_pianoroll.synth.render import DEFAULT_REVERB, PEAK
from gradio_pianoroll.synth.reverb import Room
from gradio_pianoroll.synth.soundfont import open_soundfont, stream_soundfont
from gradio_pianoroll.synth.streaming import stream_voices
from gradio_pianoroll.synth.tracks import sounding_tracks

if TYPE_CHECKING:
    from os import PathLike

    from numpy.typing import NDArray

    from gradio_pianoroll.score import Score
    from gradio_pianoroll.synth.soundfont import SoundFont

# Largest sample where a loudness is wanted: 1 dB below full scale, as codecs overshoot.
CEILING = 10 ** (-1 / 20)
LOUDEST_LUFS, SOFTEST_LUFS = -1.0, -60.0
# A limiter takes loudness away: so often a louder gain is tried.
TRIES = 4
NEAR_LU = 0.05
# Blocks of about this many samples go through the room.
GATHERED = 1 << 16

OnProgress = Callable[[float], object]


@dataclass(frozen=True)
class RenderedFile:
    """What was written.

    Attributes
    ----------
    path
        The file.
    length_s
        Its length.
    loudness_lufs
        Integrated loudness after BS.1770; minus infinity for silence.
    peak_db
        Largest sample below full scale.
    stems
        Files of the tracks, if they were wanted.
    """

    path: Path
    length_s: float
    loudness_lufs: float
    peak_db: float
    stems: tuple[Path, ...] = ()


def render_file(
    score: Score,
    path: str | PathLike[str],
    sr: int = 44_100,
    *,
    voice: str | Mapping[int, str] | None = None,
    stereo: bool = True,
    reverb: float = DEFAULT_REVERB,
    f0_curve: str | None = None,
    soundfont: str | PathLike[str] | SoundFont | bool | None = None,
    loudness_curve: str | None = None,
    loudness_lufs: float | None = None,
    stems: bool = False,
    on_progress: OnProgress | None = None,
) -> RenderedFile:
    """Play a score into a sound file. Hours need no more memory than minutes.

    The song is played twice: to find its peak and loudness, and to write it. Without a loudness that is wanted it is
    what `render` gives, made softer where it would go beyond 0.9.

    Parameters
    ----------
    score
        The score.
    path
        Where to; the suffix says the format: ``.wav``, ``.flac``, ``.ogg``, ``.opus``, ``.mp3`` … An existing file is
        replaced when the new one is whole.
    sr, voice, stereo, reverb, f0_curve, soundfont, loudness_curve
        As `render` has them.
    loudness_lufs
        Integrated loudness after BS.1770 that the file is to have, such as -14; peaks above -1 dB are limited for it.
    stems
        Write a file for each track that sounds, too: ``NAME.1 TRACK.wav`` … beside `path`, with the gain of the whole.
    on_progress
        Is told what share is done, 0-1. What it raises ends the work, and no file stays.

    Raises
    ------
    ValueError
        When a voice, a curve or the loudness cannot be, or nothing sounds that could be as loud as wanted.
    SoundFontError
        When the font is not found or cannot be read.
    FormatError
        When the suffix names no format that can be written, or the place cannot be written to.
    """
    if loudness_lufs is not None and not SOFTEST_LUFS <= loudness_lufs <= LOUDEST_LUFS:
        raise ValueError(
            f"the loudness must lie between {SOFTEST_LUFS:g} and {LOUDEST_LUFS:g} LUFS, not {loudness_lufs}"
        )
    target = Path(path)
    if target.suffix.lower() not in WRITABLE_SUFFIXES:
        # Before anything is played.
        raise FormatError(target, Sentence("sound.cannot_write", kind=target.suffix or "a file without suffix"))
    if soundfont and voice is not None:
        raise ValueError("choose a voice or a SoundFont, not both")
    font = open_soundfont(soundfont) if soundfont else None

    def blocks(tracks: Sequence[int] | None = None) -> Iterator[NDArray[np.float32]]:
        return blocks_in_a_room(
            score, sr, voice=voice, stereo=stereo, reverb=reverb, f0_curve=f0_curve, font=font,
            loudness_curve=loudness_curve, tracks=tracks,
        )  # fmt: skip

    work = _Work(sr, 2 if stereo else 1, score.end_seconds, on_progress)
    gain, limited = work.level(blocks, loudness_lufs)
    written = work.write(blocks(), target, gain, limited, 0)
    names: list[Path] = []
    if stems:
        numbers = [number for number, _, _ in sounding_tracks(score, voice)]
        for number in numbers:
            names.append(_stem_path(target, score, number))
            work.write(blocks([number]), names[-1], gain, limited, written.n)
    work.tell_done()
    return RenderedFile(target, written.n / sr, written.loudness_lufs, written.peak_db, tuple(names))


def blocks_in_a_room(
    score: Score,
    sr: int,
    *,
    voice: str | Mapping[int, str] | None = None,
    stereo: bool = True,
    reverb: float = DEFAULT_REVERB,
    f0_curve: str | None = None,
    font: SoundFont | None = None,
    loudness_curve: str | None = None,
    tracks: Sequence[int] | None = None,
) -> Iterator[NDArray[np.float32]]:
    """Yield a score's sound (n,) or (n, 2) with its room, neither limited nor made softer."""
    if font is not None:
        both = stream_soundfont(score, font, sr, f0_curve=f0_curve, loudness_curve=loudness_curve, tracks=tracks)
        played = both if stereo else (_middle(block) for block in both)
    else:
        played = stream_voices(
            score, sr, voice=voice, stereo=stereo, f0_curve=f0_curve, loudness_curve=loudness_curve, tracks=tracks
        )
    return _in_a_room(_gathered(played), sr, reverb)


class _Measured:
    """Length, peak and loudness of blocks that pass."""

    def __init__(self, sr: int, channels: int) -> None:
        self._meter = LoudnessMeter(sr, channels)
        self.n, self.peak = 0, 0.0

    def push(self, block: NDArray[np.float32]) -> None:
        self.n += len(block)
        self.peak = max(self.peak, float(np.abs(block).max(initial=0.0)))
        self._meter.push(block)

    @property
    def loudness_lufs(self) -> float:
        return self._meter.finish().integrated_lufs

    @property
    def peak_db(self) -> float:
        return 20 * float(np.log10(max(self.peak, 1e-10)))


Blocks = Callable[[], Iterator["NDArray[np.float32]"]]


class _Work:
    def __init__(self, sr: int, channels: int, length_s: float, on_progress: OnProgress | None) -> None:
        self._sr, self._channels, self._on_progress = sr, channels, on_progress
        self._n = max(length_s * sr, 1.0)
        self._share = 0.0

    def level(self, blocks: Blocks, wanted_lufs: float | None) -> tuple[float, bool]:
        """Gain of the song, and whether a limiter has to help."""
        found = self._measure(blocks(), 0.4 if wanted_lufs is None else 0.25)
        if wanted_lufs is None:
            return min(1.0, PEAK / max(found.peak, 1e-9)), False
        loudness = found.loudness_lufs
        if not np.isfinite(loudness):
            raise ValueError("nothing sounds that could be made as loud as wanted")
        gain = 10 ** ((wanted_lufs - loudness) / 20)
        if found.peak * gain <= CEILING:
            return gain, False
        # The louder, the more the limiter takes away: a step is as much longer as the last one fell short.
        raised_lu, last, stretch = 0.0, loudness + 20 * float(np.log10(gain)), 1.0
        for i in range(TRIES):
            got = self._measure(self._limited(blocks(), gain), 0.25 + 0.1 * (i + 1)).loudness_lufs
            if abs(wanted_lufs - got) < NEAR_LU:
                break
            if i:
                stretch = float(np.clip(raised_lu / max(got - last, 0.1 * abs(raised_lu)), 1.0, 6.0))
            raised_lu, last = stretch * (wanted_lufs - got), got
            gain *= 10 ** (raised_lu / 20)
        return gain, True

    def write(
        self, blocks: Iterator[NDArray[np.float32]], path: Path, gain: float, limited: bool, least: int
    ) -> _Measured:
        """Write a file, whole or not at all, of `least` samples at least."""
        measured = _Measured(self._sr, self._channels)
        loud = self._limited(blocks, gain) if limited else (block * np.float32(gain) for block in blocks)
        from_share = self._share
        with _folder_beside(path) as folder:
            # Under its own name, which messages say.
            part = Path(folder) / path.name
            with AudioWriter(part, self._sr, self._channels) as writer:
                for block in loud:
                    writer.write(block)
                    measured.push(block)
                    self._tell(from_share + (1.0 - from_share) * min(measured.n / self._n, 1.0) * 0.9)
                for at in range(measured.n, least, GATHERED):
                    silence = np.zeros((min(GATHERED, least - at), self._channels), np.float32)
                    writer.write(silence if self._channels > 1 else silence[:, 0])
            part.replace(path)
        return measured

    def _measure(self, blocks: Iterator[NDArray[np.float32]], until: float) -> _Measured:
        measured, from_share = _Measured(self._sr, self._channels), self._share
        for block in blocks:
            measured.push(block)
            self._tell(from_share + (until - from_share) * min(measured.n / self._n, 1.0))
        return measured

    def _limited(self, blocks: Iterator[NDArray[np.float32]], gain: float) -> Iterator[NDArray[np.float32]]:
        limiter = Limiter(self._sr, CEILING)
        for block in blocks:
            yield limiter.push(block * np.float32(gain))
        yield limiter.finish()

    def _tell(self, share: float) -> None:
        self._share = max(self._share, share)
        if self._on_progress is not None:
            self._on_progress(self._share)

    def tell_done(self) -> None:
        """All is written."""
        self._tell(1.0)


def _folder_beside(path: Path) -> tempfile.TemporaryDirectory[str]:
    """Folder for a file that is not whole yet; gone with all that is in it."""
    try:
        return tempfile.TemporaryDirectory(dir=path.parent, prefix=".rendering-")
    except OSError as error:
        raise FormatError(path, Sentence("file.not_written", why=cause(error))) from error


def _gathered(blocks: Iterator[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
    """Larger blocks: a room takes those with less work."""
    held: list[NDArray[np.float32]] = []
    for block in blocks:
        held.append(block)
        if sum(map(len, held)) >= GATHERED:
            yield np.concatenate(held)
            held = []
    if held:
        yield np.concatenate(held)


def _in_a_room(blocks: Iterator[NDArray[np.float32]], sr: int, reverb: float) -> Iterator[NDArray[np.float32]]:
    room = Room(sr, reverb)
    for block in blocks:
        yield room.push(block)
    if (ringing := room.finish()) is not None:
        yield ringing


def _middle(block: NDArray[np.float32]) -> NDArray[np.float32]:
    """One channel, with the level of what stands in the middle."""
    return np.asarray(block.sum(axis=1) * np.float32(0.5**0.5), np.float32)


def _stem_path(path: Path, score: Score, number: int) -> Path:
    name = score.tracks[number].name if number < len(score.tracks) else ""
    # What no file system takes, and what would lead elsewhere.
    plain = re.sub(r'[\x00-\x1f<>:"/\\|?*]+', " ", name).strip(" .")[:60]
    return path.with_name(f"{path.stem}.{number + 1}{' ' + plain if plain else ''}{path.suffix}")
