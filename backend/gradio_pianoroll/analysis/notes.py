"""Notes from F0, of whatever engine.

Where the level is known, a small network hears where notes begin (`singing_notes`). By rules alone (`NoteModel`) the
segmentation is a Viterbi search over semitones and silence in the spirit of the note models of Ryynänen and Klapuri
(2008) and of Tony (Mauch et al., 2015), with a capped linear distance instead of trained likelihoods.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.analysis.extras import require
from gradio_pianoroll.analysis.singing_notes.model import HeardModel
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from gradio_pianoroll.analysis.engines.types import F0Result

DEFAULT_VELOCITY, LOUDEST_VELOCITY = 100, 112
TUNING_FRAMES = 20_000
# A syllable is about this long: a dip is what lies between two that are louder.
DIP_REACH_S = 0.12
# A voice needs no longer than this from its first sound to its strength, and back.
EDGE_REACH_S = 0.1
# Softer than this beside the loudest of the surroundings is not sung.
SUNG_DB, AROUND_S = 12.0, 1.0
# A deep dip does not say more than a clear one.
MOST_DIPS = 2.0


@dataclass(frozen=True)
class NoteModel:
    """What a note is, by rules; costs are semitones times seconds.

    Attributes
    ----------
    change_cost
        Of one more note: a neighbouring semitone must be held for twice this in seconds to be a note of its own.
    farthest
        Semitones beyond which being off costs no more.
    rest_cost
        Of a second of voice that is called silence.
    gap_cost
        Of a second of silence that is called part of a note.
    repeat_cost
        Of a second note of the same pitch where nothing speaks for it.
    dip_db
        Going on over a dip of the level by this much costs as much as a repeated note; a tremolo is shallower.
    edge_db
        A note begins and ends where the voice is no further than this below the note's level.
    shortest_s
        Notes below this length are left out.
    """

    change_cost: float = 0.06
    farthest: float = 1.5
    rest_cost: float = 0.7
    gap_cost: float = 0.7
    repeat_cost: float = 0.15
    dip_db: float = 8.0
    edge_db: float = 12.0
    shortest_s: float = 0.06


@dataclass(frozen=True)
class FoundNotes:
    """Notes in seconds; arrays of shape (n_notes,), sorted, not overlapping.

    Attributes
    ----------
    onset_s, end_s
        Seconds.
    pitch
        float64, MIDI numbers with fraction: the median of the F0, in equal temperament at 440 Hz.
    velocity
        int64, 1-127.
    tuning
        Semitones by which the voice is above 440 Hz tuning.
    """

    onset_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    pitch: NDArray[np.float64]
    velocity: NDArray[np.int64]
    tuning: float = 0.0

    def __len__(self) -> int:
        return len(self.onset_s)

    @property
    def written_pitch(self) -> NDArray[np.int64]:
        """MIDI numbers, 0-127: the semitones of the voice's own tuning, as a score names them."""
        return written_pitch(self.pitch, self.tuning)

    @property
    def cents(self) -> NDArray[np.float64]:
        """How far, in cents, the median F0 of each note is from its written pitch at 440 Hz tuning."""
        return 100 * (self.pitch - self.written_pitch)


def written_pitch(pitch: NDArray[np.floating], tuning: float) -> NDArray[np.int64]:
    """Semitones, 0-127, nearest to pitches of a voice that is `tuning` semitones above 440 Hz."""
    return np.asarray(np.clip(np.rint(pitch - tuning), 0, 127), np.int64)


def estimate_tuning(pitch: NDArray[np.floating]) -> float:
    """By how many semitones, -0.5 to 0.5, pitches lie above the nearest ones of equal temperament: circular mean."""
    if len(pitch) == 0:
        return 0.0
    # Some ten thousand frames say it as well as all.
    some = np.asarray(pitch)[:: max(1, len(pitch) // TUNING_FRAMES)]
    return float(np.angle(np.mean(np.exp(2j * np.pi * some))) / (2 * np.pi))


def _dips_db(level_db: NDArray[np.floating], reach: int, around: int) -> NDArray[np.float64]:
    """How far each frame lies below the loudest within `reach` frames on either side, the lesser of both.

    Where that is far below the loudest within `around` frames nobody sings: the room dies away, which is never smooth.
    """
    maximum_filter1d = require("scipy.ndimage").maximum_filter1d

    level = np.asarray(level_db, np.float64)
    before = maximum_filter1d(level, reach, origin=(reach - 1) // 2, mode="nearest")
    after = maximum_filter1d(level, reach, origin=-(reach // 2), mode="nearest")
    beside = np.minimum(before, after)
    sung = beside >= maximum_filter1d(level, 2 * around + 1, mode="nearest") - SUNG_DB
    depth = np.where(sung, beside - level, 0.0)
    # Only where it is lowest: one dip is one note.
    lowest = np.r_[True, level[1:] <= level[:-1]] & np.r_[level[:-1] < level[1:], True]
    return np.where(lowest, depth, 0.0)


def find_notes(
    found: F0Result,
    *,
    loudness: ArrayLike | None = None,
    tuning: float | None = None,
    model: NoteModel | HeardModel | None = None,
) -> FoundNotes:
    """Notes of one voice.

    Parameters
    ----------
    found
        F0 of any engine.
    loudness
        Level in dB per frame of `found`: gives velocities, says where notes begin, and parts repeated ones.
    tuning
        Semitones by which the voice is above 440 Hz tuning; None: estimated.
    model
        What a note is. None: what a listener hears as one (`HeardModel`), and without a level the rules of `NoteModel`.

    Returns
    -------
    FoundNotes
        With the tuning; empty when nothing is voiced.

    Raises
    ------
    AnalysisError
        When `loudness` does not have one value for each frame, or a `HeardModel` has none.
    """
    n = len(found.f0_hz)
    level_db = None if loudness is None else np.asarray(loudness, np.float64)
    if level_db is not None and level_db.shape != (n,):
        raise AnalysisError(f"loudness must have one value for each of the {n} frames, not the shape {level_db.shape}")
    voiced = found.voiced & (found.f0_hz > 0)
    if n < 2 or not voiced.any():
        return replace(_no_notes(), tuning=float(tuning or 0.0))
    pitch = np.zeros(n)
    pitch[voiced] = 69 + 12 * np.log2(found.f0_hz[voiced].astype(np.float64) / 440)
    offset = estimate_tuning(pitch[voiced]) if tuning is None else float(tuning)
    if level_db is not None and not isinstance(model, NoteModel):
        return replace(_heard(found, level_db, model), tuning=offset)
    if isinstance(model, HeardModel):
        raise AnalysisError(Sentence("analysis.heard_level"))
    return replace(_by_rules(found, pitch, voiced, offset, level_db, model or NoteModel()), tuning=offset)


def _heard(found: F0Result, level_db: NDArray[np.float64], model: HeardModel | None) -> FoundNotes:
    from gradio_pianoroll.analysis.singing_notes.path import hear_notes

    heard = hear_notes(found, level_db, model)
    begin_s = float(found.times_s[0])
    return FoundNotes(heard.onset_s + begin_s, heard.end_s + begin_s, heard.pitch, _velocities(heard.level_db))


def _by_rules(
    found: F0Result,
    pitch: NDArray[np.float64],
    voiced: NDArray[np.bool_],
    offset: float,
    level_db: NDArray[np.float64] | None,
    model: NoteModel,
) -> FoundNotes:
    from gradio_pianoroll.analysis.note_path import cheapest_path

    n = len(pitch)
    low, high = np.floor(pitch[voiced].min() - offset) - 1, np.ceil(pitch[voiced].max() - offset) + 1
    hop_s = found.hop_s
    dip_cost = np.zeros(n)
    if level_db is not None:
        dips = _dips_db(level_db, max(1, round(DIP_REACH_S / hop_s)), max(1, round(AROUND_S / hop_s)))
        dip_cost = model.repeat_cost * np.minimum(dips / model.dip_db, MOST_DIPS)
    state, begins = cheapest_path(
        pitch,
        voiced,
        np.where(voiced, model.rest_cost * hop_s, 0.0),
        np.full(n, model.gap_cost * hop_s),
        dip_cost,
        np.arange(low, high + 1) + offset,
        model.change_cost,
        model.repeat_cost,
        model.farthest,
        hop_s,
    )
    return _measure(found, pitch, voiced, state, begins, level_db, model)


def _no_notes() -> FoundNotes:
    return FoundNotes(np.zeros(0), np.zeros(0), np.zeros(0), np.zeros(0, np.int64))


def _measure(
    found: F0Result,
    pitch: NDArray[np.float64],
    voiced: NDArray[np.bool_],
    state: NDArray[np.int16],
    begins: NDArray[np.bool_],
    level_db: NDArray[np.float64] | None,
    model: NoteModel,
) -> FoundNotes:
    """Notes of the decoded frames: their times, median pitch, and how loud they are."""
    from gradio_pianoroll.analysis.note_path import REST, measure_notes

    first = np.flatnonzero(begins)
    stops = np.r_[first[1:], len(state)]
    rests = np.append(np.flatnonzero((state[1:] == REST) & (state[:-1] != REST)) + 1, len(state))
    last = np.minimum(stops, rests[np.searchsorted(rests, first, side="right")])
    levels_db = np.zeros(0) if level_db is None else level_db
    reach = max(1, round(EDGE_REACH_S / found.hop_s))
    first, last, median, level = measure_notes(first, last, pitch, voiced, levels_db, model.edge_db, reach)
    # A note begins and ends half a frame before the centre of the first one that is, and is no longer, in it.
    onset_s = np.maximum(found.times_s[first] - found.hop_s / 2, 0)
    end_s = found.times_s[0] + (last - 0.5) * found.hop_s
    keep = (end_s - onset_s >= model.shortest_s) & np.isfinite(median)
    return FoundNotes(onset_s[keep], end_s[keep], median[keep], _velocities(level[keep]))


def _velocities(level_db: NDArray[np.float64]) -> NDArray[np.int64]:
    """Velocity of each note's level, NaN where unknown: 40 log10(velocity) is in dB, as General MIDI recommends."""
    known = np.isfinite(level_db)
    if not known.any():
        return np.full(len(level_db), DEFAULT_VELOCITY, np.int64)
    softer_db = np.where(known, level_db - level_db[known].max(), 0.0)
    return np.asarray(np.clip(np.rint(LOUDEST_VELOCITY * 10 ** (softer_db / 40)), 1, 127), np.int64)
