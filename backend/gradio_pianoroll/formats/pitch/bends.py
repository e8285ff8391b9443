"""F0 as pitch bends of MIDI notes."""

from __future__ import annotations

import math
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.i18n.sentence import Sentence

from ...score import PianoRollWarning, Score
from ...score.immutable import FloatArray, FrozenMap
from ..midi.controllers import BEND, Lane, curve_of, lane_of
from ..midi.kept import KEY, NUMBER
from .conventions import pitch_of_hz
from .frames import frames_of
from .note_frames import DATA, DATA_LSB, FULL_BEND, RPN_LSB, RPN_MSB, cents_of

#: Semitones of a full bend: what every device begins with, and what one writes at most.
LEAST_RANGE, MOST_RANGE = 2, 96
_NO_PARAMETER = 127
#: Of frequencies in float32, in semitones.
_ROUNDING = 1e-5


def with_pitch_bends(score: Score, track: int = 0, *, curve: str | None = None, bend_range: int | None = None) -> Score:
    """Score whose MIDI file sounds as its F0: pitch bends from the curve, on the notes of a track.

    Notes stay as they are; each is bent by what the curve is off its semitone, and from its onset on by the first
    voiced frame in it. Where sound is unvoiced the bend stays. A note without F0 gets its `cents`. The range of the
    bends is written in front of them.

    Parameters
    ----------
    score
        Notes, tempos and a curve of F0.
    track
        Whose notes.
    curve
        Name of the curve; by default ``f0``.
    bend_range
        Semitones of a full bend, 1-96; by default the least (from 2) that reaches everywhere. A synthesizer that takes
        no other range wants 2.

    Raises
    ------
    ValueError
        If two notes of the track begin together: bends are those of the whole channel. `FormatError`, which is one, if
        there is no F0.

    Warns
    -----
    PianoRollWarning
        When F0 is further from its note than bends reach.

    Examples
    --------
    >>> from gradio_pianoroll import Curve, NoteTable, Score
    >>> from gradio_pianoroll.formats.pitch import f0_of_notes, with_pitch_bends
    >>> f0 = Curve("f0", [440.0, 446.4, 452.9], hop=0.25, target="f0", unit="Hz")
    >>> sung = with_pitch_bends(Score(NoteTable.from_columns([0], 2, [69]), curves=[f0]))
    >>> sung.curves["pitch bend (track 1)"].values.tolist()
    [0.0, 1024.0, 2049.0]
    >>> f0_of_notes(sung, hop_s=0.25).values.round().tolist()
    [440.0, 446.0, 453.0, 453.0]
    """
    if bend_range is not None and not (type(bend_range) is int and 1 <= bend_range <= MOST_RANGE):
        raise ValueError(Sentence("pitch.bend_range", most=MOST_RANGE, value=bend_range))
    frames = frames_of(score, Path(score.name or "score"), curve)
    times_s, onset_beats, off = _bends_s(score, track, frames.times_s, pitch_of_hz(frames.hz))
    most = float(np.abs(off).max(initial=0))
    reach = bend_range or min(max(math.ceil(most - _ROUNDING), LEAST_RANGE), MOST_RANGE)
    beyond = np.abs(off) > reach + _ROUNDING
    if beyond.any():
        warnings.warn(
            Sentence("pitch.beyond_bends", most=most, time=times_s[beyond][0], reach=reach),
            PianoRollWarning,
            stacklevel=2,
        )
    value = np.clip(np.rint(off * FULL_BEND / reach), -FULL_BEND, FULL_BEND - 1).astype(np.int64)
    # On the tick before a frame, so that it holds there, but not before the note begins.
    beats = score.tempo_map.beats_at(times_s)
    ticks = np.maximum(np.floor(beats * score.ppqn + 1e-6), np.rint(onset_beats * score.ppqn))
    # The last one of a tick counts, and one that says what holds already says nothing.
    last = np.append(np.diff(ticks) > 0, True)[: len(ticks)]
    beats, value = ticks[last] / score.ppqn, value[last]
    news = np.append(True, np.diff(value) != 0)[: len(value)]
    lane = Lane(BEND, 0, track, 0)
    bent = curve_of(lane, beats[news], value[news])
    curves = {name: kept for name, kept in score.curves.items() if not _is_lane(kept, track)}
    return score.replace(curves={**curves, bent.name: bent}, extra=_with_range(score, track, reach))


def _is_lane(curve: Any, track: int) -> bool:
    lane = lane_of(curve)
    return lane is not None and lane.kind == BEND and lane.track == track


def _bends_s(
    score: Score, track: int, times_s: FloatArray, pitch: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Times of bends, beats where their notes begin, and semitones: at each onset and each voiced frame of a note."""
    notes = score.notes
    rows = np.flatnonzero(notes.track == track)
    if not len(rows):
        raise ValueError(Sentence("pitch.no_notes", track=track))
    onset_beats = notes.onset_beats[rows]
    together = np.flatnonzero(np.diff(onset_beats) == 0)
    if len(together):
        at = onset_beats[together[0]]
        raise ValueError(Sentence("pitch.chord", track=track, beat=at))
    onset_s = score.tempo_map.seconds_at(onset_beats)
    # A note inside another one takes the voice; the sound that is left of the first one is not looked at.
    end_s = np.minimum(score.tempo_map.seconds_at(notes.end_beats[rows]), np.append(onset_s[1:], np.inf))
    owner = np.searchsorted(onset_s, times_s + 1e-9, side="right") - 1
    inside = (owner >= 0) & np.isfinite(pitch)
    inside[inside] &= times_s[inside] < end_s[owner[inside]]
    voiced = np.flatnonzero(inside)
    own: NDArray[np.intp] = owner[voiced]
    off = pitch[voiced] - notes.pitch[rows][own]
    # Of each note the first voiced frame, at its onset; notes without one have their cents.
    at_onset = cents_of(score, rows) / 100
    sung, first = np.unique(own, return_index=True)
    at_onset[sung] = off[first]
    times = np.concatenate((onset_s, np.maximum(times_s[voiced], onset_s[own])))
    order = np.argsort(times, kind="stable")
    begins = np.concatenate((onset_beats, onset_beats[own]))
    return times[order], begins[order], np.concatenate((at_onset, off))[order]


def _with_range(score: Score, track: int, reach: int) -> FrozenMap[str, Any]:
    """Extras of the score with the range of bends of a track, in place of the one that they said."""
    extra: dict[str, Any] = FrozenMap(score.extra).thaw()
    midi = extra.get(KEY)
    midi = dict(midi) if isinstance(midi, dict) else {}
    setup = midi.get("setup")
    number = score.tracks[track].extra.get(NUMBER, track) if track < len(score.tracks) else track
    kept = _without_range(setup if isinstance(setup, list) else [], number)
    said = ((RPN_MSB, 0), (RPN_LSB, 0), (DATA, reach), (DATA_LSB, 0), (RPN_MSB, 127), (RPN_LSB, 127))
    place = {"track": number} if number else {}
    new = [{"beat": 0} | place | {"control": control, "value": value} for control, value in said]
    midi["setup"] = [*new, *kept]
    return FrozenMap(extra | {KEY: midi})


def _without_range(setup: list[Any], number: int) -> list[Any]:
    """Setup without what chooses and sets registered parameter 0 on a track."""
    kept, chosen, waiting = [], {RPN_MSB: _NO_PARAMETER, RPN_LSB: _NO_PARAMETER}, []
    for item in setup:
        is_ours = isinstance(item, dict) and "channel" not in item and item.get("track", 0) == number
        control = item.get("control") if is_ours else None
        if control in chosen:
            chosen[control] = item.get("value")
            waiting.append(item)
        elif control in (DATA, DATA_LSB) and chosen == {RPN_MSB: 0, RPN_LSB: 0}:
            waiting = []
        else:
            kept += waiting
            waiting = []
            kept.append(item)
    return kept + waiting
