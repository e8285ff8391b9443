"""A track that is sung, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.synth.melody import LEAD_S, make_line
from gradio_pianoroll.synth.phones import parse_syllable
from gradio_pianoroll.synth.playing import TrackSound
from gradio_pianoroll.synth.singing import TAIL_S, sing
from gradio_pianoroll.synth.tracks import top_line

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.score import Score
    from gradio_pianoroll.synth.soundfont.movement import Points

# A voice takes breath where it sings on for longer than this; each stretch is sung by itself.
LONGEST_SUNG_S, BREATH_S = 120.0, 0.5


class SungTrack(TrackSound):
    """A track with lyrics or phonemes, sung from breath to breath."""

    def __init__(self, score: Score, number: int, f0: Points | None, sr: int, channels: int) -> None:
        super().__init__(channels)
        rows = np.flatnonzero(score.notes.track == number)
        notes = score.notes.take(rows)
        onset_s = np.asarray(score.tempo_map.seconds_at(notes.onset_beats))
        end_s = np.asarray(score.tempo_map.seconds_at(notes.onset_beats + notes.duration_beats))
        rows = top_line(onset_s, notes.pitch)
        self._notes, self._rows, self._f0, self._sr = notes, rows, f0, sr
        self._onset, self._end = onset_s[rows], end_s[rows]
        self._stretches = list(_stretches(self._onset, self._end))
        self.n_samples = int((float(self._end.max()) + TAIL_S) * sr)

    def _start(self, first: int, end: int) -> None:
        while self._stretches and self._from(self._stretches[0]) < end:
            stretch = self._stretches.pop(0)
            at = self._from(stretch)
            begin_s, rows = at / self._sr, self._rows[stretch]
            onset, notes = self._onset[stretch] - begin_s, self._notes
            line = make_line(onset, self._end[stretch] - self._onset[stretch], notes.pitch[rows], notes.velocity[rows])
            syllables = [parse_syllable(notes.phoneme[int(row)], notes.lyric[int(row)]) for row in rows]
            f0 = None if self._f0 is None else (self._f0[0] - begin_s, self._f0[1])
            self._add(sing(line, syllables, self._sr, f0_curve=f0), at - first)

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
