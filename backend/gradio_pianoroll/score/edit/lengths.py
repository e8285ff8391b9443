"""Lengths and the course of time: legato, stretching, backwards."""

from __future__ import annotations

import numpy as np

from ...errors import OpError
from ..score_data import ScoreT
from ..ticks import MAX_BEATS, TICKS_PER_BEAT
from .arguments import number
from .changes import applied, time_ops
from .chosen import Chosen, chosen_times
from .times import half_up

MAX_GAP_BEATS = 64.0
MIN_FACTOR, MAX_FACTOR = 1 / 1024, 1024.0


def legato(score: ScoreT, gap_beats: float = 0.0, ids: Chosen = None) -> ScoreT:
    """Let each note last until the next one of its track begins.

    Notes that begin together (a chord) all last until the next later one; the last of a track keep their length. "Next"
    is the next of the chosen notes: choose one voice to bind that voice.

    Parameters
    ----------
    score
        Stays as it is.
    gap_beats
        Rest before the next note; negative: notes overlap by so much.
    ids
        Which notes: None for all, an expression of `select`, True or False for each row, or ids.

    Raises
    ------
    OpError
        If an argument is out of its range; the message names it.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.score import edit
    >>> short = Score(NoteTable.from_columns([0, 1, 3], 0.5, [60, 62, 64]))
    >>> edit.legato(short).notes.duration_beats.tolist()
    [1.0, 2.0, 0.5]
    >>> edit.legato(short, gap_beats=0.25).notes.duration_beats.tolist()
    [0.75, 1.75, 0.5]
    """
    gap_ticks = half_up(number("gap_beats", gap_beats, -MAX_GAP_BEATS, MAX_GAP_BEATS) * TICKS_PER_BEAT)
    notes, (rows, onset, duration) = score.notes, chosen_times(score, ids)
    if not len(rows):
        return score
    track = notes.stored("track")[rows]
    order = np.argsort(track, kind="stable")
    rows, onset, duration, track = rows[order], onset[order], duration[order], track[order]
    starts = np.flatnonzero(np.append(True, (onset[1:] != onset[:-1]) | (track[1:] != track[:-1])))
    following = np.append(starts[1:], len(rows))
    sizes = np.diff(np.append(starts, len(rows)))
    has_next = following < len(rows)
    at = np.minimum(following, len(rows) - 1)
    has_next &= track[at] == track[starts]
    end = np.repeat(np.where(has_next, onset[at] - gap_ticks, np.nan), sizes)
    duration = np.where(np.isnan(end), duration, np.maximum(end - onset, 1))
    return applied(score, time_ops(notes, rows, None, duration))


def scale_time(
    score: ScoreT,
    factor: float | None = None,
    *,
    to_beats: float | None = None,
    to_s: float | None = None,
    origin_beats: float | None = None,
    ids: Chosen = None,
) -> ScoreT:
    """Stretch notes in time, or squeeze them. The tempo stays.

    Parameters
    ----------
    score
        Stays as it is.
    factor
        2 is twice as long.
    to_beats, to_s
        Length that the notes shall have together, from the first onset to the last end, in place of `factor`.
    origin_beats
        Position that stays where it is; the first onset when None.
    ids
        Which notes: None for all, an expression of `select`, True or False for each row, or ids.

    Raises
    ------
    OpError
        If an argument is out of its range, or a note would lie before the start; the message names it.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.score import edit
    >>> bar = Score(NoteTable.from_columns([4, 5, 6], 1, [60, 62, 64]))
    >>> edit.scale_time(bar, 0.5).notes.onset_beats.tolist()
    [4.0, 4.5, 5.0]
    >>> edit.scale_time(bar, to_s=3).notes.duration_beats.tolist()
    [2.0, 2.0, 2.0]
    """
    if sum(value is not None for value in (factor, to_beats, to_s)) != 1:
        raise OpError("factor: give a factor, to_beats or to_s, one of the three", "factor")
    if factor is not None:
        factor = number("factor", factor, MIN_FACTOR, MAX_FACTOR)
    if to_beats is not None:
        to_beats = number("to_beats", to_beats, 1 / TICKS_PER_BEAT, MAX_BEATS)
    if to_s is not None:
        to_s = number("to_s", to_s, 1e-4, 1e9)
    if origin_beats is not None:
        origin_beats = number("origin_beats", origin_beats, 0, MAX_BEATS)
    times = chosen_times(score, ids)
    rows, onset, end = times.rows, times.onset, times.end
    if not len(rows):
        return score
    first, last = float(onset[0]), float(end.max())
    if to_s is not None:
        start_beats = first / TICKS_PER_BEAT
        tempo_map = score.tempo_map
        to_beats = float(tempo_map.beats_at(tempo_map.seconds_at(start_beats) + to_s)) - start_beats
    if to_beats is not None:
        # The length that is asked for is a whole number of ticks, and so is what comes out of it.
        factor = max(float(half_up(to_beats * TICKS_PER_BEAT)), 1.0) / (last - first)
    assert factor is not None
    origin = first if origin_beats is None else float(half_up(origin_beats * TICKS_PER_BEAT))
    if factor == 1:
        return score
    moved = half_up(origin + (onset - origin) * factor)
    duration = np.maximum(half_up(origin + (end - origin) * factor) - moved, 1)
    return applied(score, time_ops(score.notes, rows, moved, duration))


def reverse(score: ScoreT, ids: Chosen = None) -> ScoreT:
    """Play notes backwards: the last end becomes the first onset. Lyrics go with their notes.

    Parameters
    ----------
    score
        Stays as it is.
    ids
        Which notes: None for all, an expression of `select`, True or False for each row, or ids.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.score import edit
    >>> melody = Score(NoteTable.from_columns([0, 1, 1.5], [1, 0.5, 2], [60, 62, 64]))
    >>> backwards = edit.reverse(melody).notes
    >>> backwards.onset_beats.tolist(), backwards.pitch.tolist()
    ([0.0, 2.0, 2.5], [64, 62, 60])
    """
    times = chosen_times(score, ids)
    if not len(times.rows):
        return score
    end = times.end
    return applied(score, time_ops(score.notes, times.rows, times.onset[0] + end.max() - end))
