"""Notes that follow a pitch curve: their pitch, where they are cut, notes made of it, notes without pitch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...errors import OpError
from ..curve import Curve
from ..immutable import FloatArray, FrozenMap, RowArray
from ..notes.table import NoteTable
from ..notes.text_column import TextColumn
from ..ops import Insert, Op, Set
from ..score_data import ScoreData, ScoreT
from ..ticks import TICKS_PER_BEAT
from .arguments import number, whole
from .changes import applied, time_ops
from .chosen import Chosen, chosen_rows
from .curve_pieces import curve_of, span_of
from .curve_scale import index_at, is_pitch, natural, own_time, samples_under, seconds_of, voiced_shares
from .cutting import copied
from .texts import HOLDS
from .times import half_up, ticks_of

# About one wave of a vibrato: over it the mean of what wavers is its middle.
AROUND_S = 0.2
_SAME = 1e-9
MAX_TUNING_CENTS = 100.0


def snap_to_curve(score: ScoreT, curve: str | None = None, *, tuning_cents: float = 0.0, ids: Chosen = None) -> ScoreT:
    """Give notes the semitone nearest to the median of the F0 under them; what is missing stays as their key ``cents``.

    Notes that have no F0 stay as they are.

    Parameters
    ----------
    score
        Stays as it is.
    curve
        Its name; None: the F0.
    tuning_cents
        How far the singer's own semitones lie above those of 440 Hz (`score.extra["tuning_cents"]` of a transcription).
    ids
        Which notes: None for all, an expression of `select`, True or False for each row, or ids.

    Raises
    ------
    OpError
        If an argument cannot be; the message names it.

    Examples
    --------
    >>> from gradio_pianoroll import Curve, NoteTable, Score
    >>> from gradio_pianoroll.score import edit
    >>> f0 = Curve("f0", [225.0] * 50, target="f0", unit="Hz")
    >>> notes = edit.snap_to_curve(Score(NoteTable.from_columns([0], 1, [60]), curves={"f0": f0})).notes
    >>> notes.pitch.tolist(), dict(notes.extra[0])
    ([57], {'cents': 38.9})
    """
    found = _pitch_curve(score, curve)
    tuning = number("tuning_cents", tuning_cents, -MAX_TUNING_CENTS, MAX_TUNING_CENTS) / 100
    rows = chosen_rows(score, ids)
    medians = medians_of(found, *samples_under(score, found, rows))
    return applied(score, _pitch_ops(score.notes, rows, medians, tuning))


def note_from_curve(
    score: ScoreT,
    span_s: Sequence[float],
    curve: str | None = None,
    *,
    track: int = 0,
    velocity: int = 100,
    lyric: str | None = None,
    tuning_cents: float = 0.0,
    pass_neighbours: bool = False,
) -> ScoreT:
    """Make a note of a span of F0: its semitone is nearest to the median there, what is missing is its key ``cents``.

    Parameters
    ----------
    score
        Stays as it is.
    span_s
        Begin and end in seconds.
    curve
        Its name; None: the F0.
    track, velocity, lyric
        Of the note.
    tuning_cents
        As in `snap_to_curve`.
    pass_neighbours
        False: the note begins where the one before it on its track ends, and ends where the next one begins. True: it
        may lie over them.

    Raises
    ------
    OpError
        If there is no F0 in the span, or no room between the notes of the track.
    """
    found = _pitch_curve(score, curve)
    start_s, end_s = span_of("span_s", span_s)
    track, velocity = whole("track", track, 0, 255), whole("velocity", velocity, 0, 127)
    tuning = number("tuning_cents", tuning_cents, -MAX_TUNING_CENTS, MAX_TUNING_CENTS) / 100
    first, end = (index_at(found, own_time(score, found, at)) for at in (start_s, end_s))
    median = medians_of(found, np.array([first]), np.array([end]))[0]
    if np.isnan(median):
        raise OpError(f"span_s: there is no pitch between {start_s:g} and {end_s:g} s", "span_s")
    beats = score.tempo_map.beats_at(np.array([max(0.0, start_s), max(0.0, end_s)]))
    begin, stop = half_up(beats * TICKS_PER_BEAT).tolist()
    if not pass_neighbours:
        begin, stop = _between_neighbours(score.notes, track, begin, stop)
    if stop <= begin:
        raise OpError(f"span_s: between {start_s:g} and {end_s:g} s there is no room for a note", "span_s")
    pitch, cents = _semitones(np.array([median]), tuning)
    id = score.notes.next_id
    added = NoteTable.from_columns(
        [begin / TICKS_PER_BEAT], [(stop - begin) / TICKS_PER_BEAT], pitch, [velocity], [track], [id],
        TextColumn.from_list([lyric]) if lyric is not None else None,
        extra={id: {"cents": float(cents[0])}} if cents[0] else None,
    )  # fmt: skip
    return applied(score, [Insert(added)])


def split_at_jumps(
    score: ScoreT,
    min_jump_cents: float = 80.0,
    curve: str | None = None,
    *,
    min_part_s: float = 0.15,
    tuning_cents: float = 0.0,
    ids: Chosen = None,
) -> ScoreT:
    """Cut notes where their F0 goes to another pitch; each part takes the median of its own, as in `snap_to_curve`.

    A jump is where the means of 0.2 s before and after differ: over so long a vibrato says nothing.

    Parameters
    ----------
    score
        Stays as it is.
    min_jump_cents
        What is less is no jump.
    curve
        Its name; None: the F0.
    min_part_s
        No part is shorter.
    tuning_cents
        As in `snap_to_curve`.
    ids
        Which notes: None for all, an expression of `select`, True or False for each row, or ids.

    Raises
    ------
    OpError
        If an argument cannot be; the message names it.
    """
    found = _pitch_curve(score, curve)
    least = number("min_jump_cents", min_jump_cents, 1, 2400) / 100
    part_s = number("min_part_s", min_part_s, 0.001, 60)
    tuning = number("tuning_cents", tuning_cents, -MAX_TUNING_CENTS, MAX_TUNING_CENTS) / 100
    notes, rows = score.notes, chosen_rows(score, ids)
    first, end = samples_under(score, found, rows)
    onset, stop = ticks_of(notes.onset_beats[rows]), ticks_of(notes.end_beats[rows])
    cuts = [_jumps(score, found, a, b, least, part_s) for a, b in zip(first.tolist(), end.tolist(), strict=True)]
    of: list[int] = []
    begins: list[float] = []
    ends: list[float] = []
    shorter = onset + 0.0
    for i, at_s in enumerate(cuts):
        ticks = half_up(score.tempo_map.beats_at(at_s) * TICKS_PER_BEAT)
        inside = np.unique(ticks[(ticks > onset[i]) & (ticks < stop[i])]).tolist()
        shorter[i] = inside[0] if inside else stop[i]
        of += [i] * len(inside)
        begins += inside
        ends += [*inside[1:], stop[i]] if inside else []
    if not of:
        return score
    cut = np.unique(of)
    source = rows[np.array(of)]
    lyric = TextColumn(np.where(notes.lyric.present()[source], 0, -1), (HOLDS,))
    made = copied(
        notes, source, np.array(begins), np.array(ends) - np.array(begins), notes.pitch[source], lyric,
        TextColumn.empty(len(source)),
    )  # fmt: skip
    after = applied(score, [*time_ops(notes, rows[cut], None, shorter[cut] - onset[cut]), Insert(made)])
    parts = after.notes.rows_of(np.concatenate((notes.id[rows[cut]], made.id)))
    parts = np.sort(parts)
    return applied(
        after, _pitch_ops(after.notes, parts, medians_of(found, *samples_under(after, found, parts)), tuning)
    )


def mark_unpitched(score: ScoreT, curve: str | None = None, *, least_share: float = 0.1, ids: Chosen = None) -> ScoreT:
    """Mark notes without pitch: those under which too little of the F0 is voiced become doubtful (``confidence`` 0).

    The roll shows them striped; `confirm_notes` says that they are right.

    Parameters
    ----------
    score
        Stays as it is.
    curve
        Its name; None: the F0.
    least_share
        Of the samples under a note that must have a value.
    ids
        Which notes: None for all, an expression of `select`, True or False for each row, or ids.

    Raises
    ------
    OpError
        If an argument cannot be; the message names it.
    """
    found = _pitch_curve(score, curve)
    least = number("least_share", least_share, 0, 1)
    rows = chosen_rows(score, ids)
    notes = score.notes
    numbers: list[int] = []
    extras: list[Any] = []
    for row in rows[voiced_shares(found, *samples_under(score, found, rows)) < least].tolist():
        id = int(notes.id[row])
        old = FrozenMap(notes.extra.get(id, {})).thaw()
        if old.get("confidence") != 0:
            numbers.append(id)
            extras.append(old | {"confidence": 0})
    return applied(score, [Set(np.array(numbers), "extra", values=extras)] if numbers else [])


def medians_of(curve: Curve, first: RowArray, end: RowArray) -> FloatArray:
    """Median pitch of each range of samples; NaN where none has a value."""
    x = natural(curve, curve.values)
    known = np.flatnonzero(~np.isnan(x))
    low, high = np.searchsorted(known, first), np.searchsorted(known, end)
    count = np.maximum(high - low, 0)
    of = np.repeat(np.arange(len(first)), count)
    place = np.repeat(low, count) + np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    pitches = x[known[place]]
    pitches = pitches[np.lexsort((pitches, of))]
    start = np.cumsum(count) - count
    has = count > 0
    medians = np.full(len(first), np.nan)
    lower, upper = start[has] + (count[has] - 1) // 2, start[has] + count[has] // 2
    medians[has] = (pitches[lower] + pitches[upper]) / 2
    return medians


def _pitch_curve(score: ScoreData, name: str | None) -> Curve:
    found = curve_of(score, name)
    if not is_pitch(found):
        raise OpError(f"curve: {found.name!r} has no pitches", "curve")
    return found


def _semitones(medians: FloatArray, tuning: float) -> tuple[FloatArray, FloatArray]:
    pitch = np.clip(half_up(medians - tuning), 0, 127)
    return pitch, half_up((medians - pitch) * 1000) / 10


def _pitch_ops(notes: NoteTable, rows: RowArray, medians: FloatArray, tuning: float) -> list[Op]:
    known = ~np.isnan(medians)
    rows, (pitch, cents) = rows[known], _semitones(medians[known], tuning)
    ops: list[Op] = []
    moved = pitch != notes.pitch[rows]
    if moved.any():
        ops.append(Set(notes.stored("id")[rows[moved]], "pitch", values=pitch[moved]))
    numbers: list[int] = []
    extras: list[Any] = []
    for id, own in zip(notes.id[rows].tolist(), cents.tolist(), strict=True):
        old = FrozenMap(notes.extra.get(id, {})).thaw()
        if old.get("cents") != own:
            numbers.append(id)
            extras.append(old | {"cents": own})
    if numbers:
        ops.append(Set(np.array(numbers), "extra", values=extras))
    return ops


def _between_neighbours(notes: NoteTable, track: int, begin: float, stop: float) -> tuple[float, float]:
    """Span between the notes of a track: after those that begin before it, up to the first that begins in it."""
    own = notes.track == track
    onset, end = ticks_of(notes.onset_beats[own]), ticks_of(notes.end_beats[own])
    before = (onset <= begin) & (end > begin)
    if before.any():
        begin = float(np.ceil(end[before].max()))
    inside = onset[(onset > begin) & (onset < stop)] if not (onset == begin).any() else onset[onset == begin]
    return begin, min(stop, float(np.floor(inside.min()))) if len(inside) else stop


def _jumps(score: ScoreData, curve: Curve, first: int, end: int, least: float, part_s: float) -> FloatArray:
    """Seconds at which the pitch goes elsewhere: the greatest step first, then those of both parts by themselves."""
    all_x = natural(curve, curve.values[first:end])
    known = ~np.isnan(all_x)
    t, x = seconds_of(score, curve, first, end)[known], all_x[known]
    sums = np.concatenate(([0.0], np.cumsum(x - x[:1])))
    taken: list[float] = []
    parts = [(0, len(x))]
    while parts:
        a, b = parts.pop()
        place = np.arange(a + 1, b)
        at = (t[place - 1] + t[place]) / 2
        inside = (at - t[a : a + 1] >= part_s) & (t[b - 1 : b] - at >= part_s) if b > a + 1 else np.zeros(0, bool)
        place, at = place[inside], at[inside]
        if not len(place):
            continue
        low = np.clip(np.searchsorted(t, t[place] - AROUND_S - _SAME), a, place - 1)
        high = np.clip(np.searchsorted(t, t[place - 1] + AROUND_S + _SAME, side="right"), place + 1, b)
        after, before = (sums[high] - sums[place]) / (high - place), (sums[place] - sums[low]) / (place - low)
        # Of two at the same height the earlier.
        step = np.round(np.abs(after - before), 9)
        best = int(np.argmax(step))
        if step[best] >= least:
            taken.append(float(at[best]))
            parts += [(a, int(place[best])), (int(place[best]), b)]
    return np.sort(np.array(taken))
