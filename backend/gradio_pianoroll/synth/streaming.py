"""Our own voices block by block: what `render` gives before its room and its peak, sample for sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.synth.melody import LEAD_S, make_line
from gradio_pianoroll.synth.phones import parse_syllable
from gradio_pianoroll.synth.singing import sing
from gradio_pianoroll.synth.soundfont.movement import Movement, points_of
from gradio_pianoroll.synth.tracks import VOICE, Tones, place_gains, sounding_tracks, tone_columns, top_line

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.score import NoteTable, Score, Track
    from gradio_pianoroll.synth.soundfont.movement import Points

BLOCK = 1 << 16
# A voice takes breath where it sings on for longer than this; each stretch is sung by itself.
LONGEST_SUNG_S, BREATH_S = 120.0, 0.5
TAIL_S = 0.6


class _TrackSound:
    """Sound of a track: notes are added as their time comes, samples are taken off the front."""

    def __init__(self, sr: int, n: int) -> None:
        self._sr, self._n = sr, n
        self._pending = np.zeros(0, np.float32)

    def take(self, first: int, end: int) -> NDArray[np.float32]:
        """Samples from `first` to `end`."""
        self._start(first, end)
        self._grow(end - first)
        out, self._pending = self._pending[: end - first].copy(), self._pending[end - first :].copy()
        return out

    def _start(self, first: int, end: int) -> None:
        raise NotImplementedError

    def _grow(self, length: int) -> None:
        if length > len(self._pending):
            self._pending = np.concatenate([self._pending, np.zeros(length - len(self._pending), np.float32)])

    def _add(self, sound: NDArray[np.float32], at: int) -> None:
        self._grow(at + len(sound))
        self._pending[at : at + len(sound)] += sound


class _Played(_TrackSound):
    def __init__(
        self,
        notes: NoteTable,
        onset_s: NDArray[np.float64],
        end_s: NDArray[np.float64],
        name: str,
        is_drum: bool,
        sr: int,
        n: int,
    ) -> None:
        super().__init__(sr, n)
        self._tones = Tones(sr)
        self._name, self._is_drum = name, is_drum
        self._starts, self._gates_ms, self._gains = tone_columns(notes, onset_s, end_s, sr)
        self._pitch = notes.pitch
        self._next = 0

    def _start(self, first: int, end: int) -> None:
        while self._next < len(self._starts) and self._starts[self._next] < end:
            row, at = self._next, int(self._starts[self._next]) - first
            tone = self._tones.tone(self._name, self._is_drum, int(self._pitch[row]), int(self._gates_ms[row]))
            tone = tone[: max(self._n - first - at, 0)]
            self._add(np.float32(self._gains[row]) * tone, at)
            self._next += 1


class _Sung(_TrackSound):
    def __init__(
        self,
        notes: NoteTable,
        onset_s: NDArray[np.float64],
        end_s: NDArray[np.float64],
        f0: Points | None,
        sr: int,
        n: int,
    ) -> None:
        super().__init__(sr, n)
        rows = top_line(onset_s, notes.pitch)
        self._notes, self._rows, self._f0 = notes, rows, f0
        self._onset, self._end = onset_s[rows], end_s[rows]
        self._stretches = list(_stretches(self._onset, self._end))

    def _start(self, first: int, end: int) -> None:
        while self._stretches and self._from(self._stretches[0]) < end:
            stretch = self._stretches.pop(0)
            at = self._from(stretch)
            begin_s, rows = at / self._sr, self._rows[stretch]
            onset, notes = self._onset[stretch] - begin_s, self._notes
            line = make_line(onset, self._end[stretch] - self._onset[stretch], notes.pitch[rows], notes.velocity[rows])
            syllables = [parse_syllable(notes.phoneme[int(row)], notes.lyric[int(row)]) for row in rows]
            f0 = None if self._f0 is None else (self._f0[0] - begin_s, self._f0[1])
            sound = sing(line, syllables, self._sr, f0_curve=f0)
            self._add(sound[: self._n - at], at - first)

    def _from(self, stretch: slice) -> int:
        """Sample at which a stretch begins to be made: the song's first one, or a moment before its first note."""
        if stretch.start == 0:
            return 0
        return int((float(self._onset[stretch.start]) - 2 * LEAD_S) * self._sr)


def _stretches(onset: NDArray[np.float64], end: NDArray[np.float64]) -> Iterator[slice]:
    """Notes from one breath to another one; as many as do not last too long."""
    first = 0
    breaths = np.flatnonzero(onset[1:] - np.minimum(end[:-1], onset[1:]) > BREATH_S) + 1
    for at, following in pairwise([*breaths, len(onset)]):
        if end[following - 1] - onset[first] > LONGEST_SUNG_S:
            yield slice(first, int(at))
            first = int(at)
    if len(onset):
        yield slice(first, len(onset))


def stream_voices(
    score: Score,
    sr: int = 44_100,
    *,
    voice: str | Mapping[int, str] | None = None,
    stereo: bool = True,
    f0_curve: str | None = None,
    loudness_curve: str | None = None,
    tracks: Sequence[int] | None = None,
) -> Iterator[NDArray[np.float32]]:
    """Play a score with our own voices in blocks, for songs of any length; arguments as those of `render`.

    `tracks` are the numbers of the only ones that sound, even if they are muted.

    Yields
    ------
    float32 array, shape (n,) or (n, 2), without a room; not limited
    """
    f0 = points_of(score, f0_curve) if f0_curve else None
    loudness = points_of(score, loudness_curve) if loudness_curve else None
    notes = score.notes
    if len(notes) == 0:
        return
    onset_s = np.asarray(score.tempo_map.seconds_at(notes.onset_beats))
    end_s = np.asarray(score.tempo_map.seconds_at(notes.onset_beats + notes.duration_beats))
    n = int((float(end_s.max()) + TAIL_S) * sr)
    movement = None if loudness is None else Movement(None, loudness)
    playing: list[tuple[_TrackSound, Track, NDArray[np.float32]]] = []
    for number, track, name in sounding_tracks(score, voice, tracks):
        rows = np.flatnonzero(notes.track == number)
        part = (notes.take(rows), onset_s[rows], end_s[rows])
        if name == VOICE and not track.is_drum:
            sound: _TrackSound = _Sung(*part, f0, sr, n)
        else:
            sound = _Played(*part, name, track.is_drum, sr, n)
        playing.append((sound, track, place_gains(score, number, 2 if stereo else 1)))
    for first in range(0, n, BLOCK):
        end = min(first + BLOCK, n)
        mix = np.zeros((end - first, 2 if stereo else 1), np.float32)
        for sound, track, gains in playing:
            piece = sound.take(first, end)
            if movement is not None and not track.is_drum:
                piece *= movement.gain(np.arange(first, end) / sr).astype(np.float32)
            mix += track.volume * piece[:, None] * gains
        yield mix if stereo else mix[:, 0]
