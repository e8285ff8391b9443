"""Notes cut in parts, parts made one note, copies."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ...errors import OpError
from ..immutable import EMPTY_MAP, IdArray, RowArray
from ..notes.columns import Extra
from ..notes.ids import MAX_ID, external_name, free_ids
from ..notes.table import NoteTable
from ..notes.text_column import TextColumn
from ..ops import Insert
from ..problems import shown
from ..score_data import ScoreT
from ..ticks import MAX_BEATS, TICKS_PER_BEAT
from .arguments import array_of, grid_ticks, number, whole
from .changes import applied, time_ops
from .chosen import Chosen, chosen_rows, chosen_times
from .overlapping import merged_ops
from .texts import GOES_ON, HOLDS
from .times import comparable, half_up
from .voices import voices

MAX_GAP_BEATS = 4096.0
MAX_TIMES = 1000
MAX_COPIES = 16_000_000


def split(score: ScoreT, at_beats: ArrayLike, ids: Chosen = None) -> ScoreT:
    """Cut notes at one position or several.

    The first part stays the note that it was, with its lyric and phonemes. The others are new notes of the same pitch
    and velocity that hold its vowel: their lyric is ``"-"`` where it has one, and they have no phonemes of their own.

    Parameters
    ----------
    score
        Stays as it is.
    at_beats
        Where, in beats. Notes that do not lie across a position are not cut there.
    ids
        Which notes: None for all, an expression of `select`, True or False for each row, or ids.

    Raises
    ------
    OpError
        If a position is none.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.score import edit
    >>> note = Score(NoteTable.from_columns([0], 4, [60], lyric=["라"]))
    >>> parts = edit.split(note, [1, 2]).notes
    >>> parts.duration_beats.tolist(), parts.lyric.to_list()
    ([1.0, 1.0, 2.0], ['라', '-', '-'])
    """
    wanted = "a position in beats or a list of them"
    given = np.atleast_1d(array_of("at_beats", at_beats, wanted))
    if given.dtype.kind not in "iuf" or given.ndim != 1 or not np.isfinite(given).all():
        raise OpError(f"at_beats must be {wanted}, not {shown(at_beats)}", "at_beats")
    at = np.unique(half_up(np.clip(given, -1.0, MAX_BEATS) * TICKS_PER_BEAT))
    notes, times = score.notes, chosen_times(score, ids)
    rows, onset, end = times.rows, times.onset, times.end
    first = np.searchsorted(at, onset, side="right")
    count = np.maximum(np.searchsorted(at, end, side="left") - first, 0)
    cut = count > 0
    if not cut.any():
        return score
    rows, onset, end, first, count = rows[cut], onset[cut], end[cut], first[cut], count[cut]
    of = np.repeat(np.arange(len(rows)), count)
    place = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    start = at[first[of] + place]
    stop = np.where(place + 1 < count[of], at[np.minimum(first[of] + place + 1, len(at) - 1)], end[of])
    lyric = TextColumn(np.where(notes.lyric.present()[rows[of]], 0, -1), (HOLDS,))
    phoneme = TextColumn.empty(len(of))
    added = copied(notes, rows[of], start, stop - start, notes.pitch[rows[of]], lyric, phoneme)
    return applied(score, [*time_ops(notes, rows, None, at[first] - onset), Insert(added)])


def join(score: ScoreT, gap_beats: float = 0.0, ids: Chosen = None) -> ScoreT:
    """Make one note of those that follow each other on one pitch of one track: what `split` cut, for instance.

    The first one stays, with the velocity that it has, and lasts until the last end. Its lyric takes in those of the
    others, but for ``"-"`` and ``"+"``, which only hold or go on; phonemes are written one after the other.

    Parameters
    ----------
    score
        Stays as it is.
    gap_beats
        Longest rest between notes that are joined.
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
    >>> notes = NoteTable.from_columns([0, 1, 2.5], 1, [60, 60, 60], lyric=["아", "-", "리"])
    >>> edit.join(Score(notes)).notes.lyric.to_list()
    ['아', '리']
    >>> edit.join(Score(notes), gap_beats=0.5).notes.lyric.to_list()
    ['아리']
    """
    gap_ticks = half_up(number("gap_beats", gap_beats, 0, MAX_GAP_BEATS) * TICKS_PER_BEAT)
    rows = chosen_rows(score, ids)
    if len(rows) < 2:
        return score
    v = voices(score.notes, rows)
    begins = (v.before < 0) | (v.start > v.before + comparable(gap_ticks))
    return applied(score, merged_ops(score.notes, v, begins, _joined))


def _joined(column: str, texts: list[str | None]) -> str | None:
    said = [text for text in texts if text is not None and not (column == "lyric" and text in (HOLDS, GOES_ON))]
    return ("" if column == "lyric" else " ").join(said) if said else texts[0]


def duplicate(
    score: ScoreT,
    times: int = 1,
    shift_beats: float | None = None,
    semitones: int = 0,
    grid: float | str | None = None,
    ids: Chosen = None,
) -> ScoreT:
    """Add copies of notes, one behind the other.

    Copies have lyrics, phonemes and all other keys of the notes, and ids of their own.

    Parameters
    ----------
    score
        Stays as it is.
    times
        How many copies.
    shift_beats
        From each copy to the next, in beats. None: the time from the first onset to the last end.
    semitones
        Each copy is so much higher than the one before: a sequence.
    grid
        With `shift_beats` None: the distance is rounded up to a multiple of this step (beats or a note value).
    ids
        Which notes: None for all, an expression of `select`, True or False for each row, or ids.

    Raises
    ------
    OpError
        If an argument is out of its range, or a copy would lie outside; the message names it.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.score import edit
    >>> motif = Score(NoteTable.from_columns([0, 1], [1, 0.5], [60, 64]))
    >>> edit.duplicate(motif, grid="1/4").notes.onset_beats.tolist()
    [0.0, 1.0, 2.0, 3.0]
    >>> edit.duplicate(motif, 2, shift_beats=4, semitones=-2).notes.pitch.tolist()
    [60, 64, 58, 62, 56, 60]
    """
    times = whole("times", times, 1, MAX_TIMES)
    semitones = whole("semitones", semitones, -127, 127)
    if shift_beats is not None:
        shift_beats = number("shift_beats", shift_beats, -MAX_BEATS, MAX_BEATS)
    step_ticks = None if grid is None else grid_ticks(grid)
    notes, (rows, onset, duration) = score.notes, chosen_times(score, ids)
    if not len(rows):
        return score
    if times * len(rows) > MAX_COPIES:
        raise OpError(f"times: {times * len(rows)} notes would be added; {MAX_COPIES} are the most", "times")
    if shift_beats is not None:
        shift = float(half_up(shift_beats * TICKS_PER_BEAT))
    else:
        shift = float(np.ceil((onset + duration).max() - onset[0]))
        if step_ticks is not None:
            shift = float(half_up(np.ceil(shift / step_ticks) * step_ticks))
    copy = np.repeat(np.arange(1, times + 1), len(rows))
    of = np.tile(rows, times)
    start = half_up(np.tile(onset, times) + copy * shift)
    pitch = notes.pitch[of] + copy * semitones
    for what, values, low, high in (("onset", start, 0, None), ("pitch", pitch, 0, 127)):
        bad = (values < low) | (values > high) if high is not None else values < low
        if bad.any():
            row = int(np.argmax(bad))
            name = external_name(int(notes.stored("id")[of[row]]))
            raise OpError(f"note {name}: the {what} of a copy would be {values[row]:g}, outside of the score", name)
    added = copied(notes, of, start, np.tile(duration, times), pitch)
    return applied(score, [Insert(added)])


def copied(
    notes: NoteTable,
    rows: RowArray,
    start: Any,
    duration: Any,
    pitch: Any,
    lyric: TextColumn | None = None,
    phoneme: TextColumn | None = None,
) -> NoteTable:
    """New notes like those of the rows, at other places; times in ticks."""
    if len(over := np.flatnonzero(start + duration > MAX_BEATS * TICKS_PER_BEAT)):
        name = external_name(int(notes.stored("id")[rows[over[0]]]))
        raise OpError(f"note {name}: a copy would end beyond the last beat", name)
    ids = _fresh_ids(notes, len(rows))
    extra: Extra = EMPTY_MAP
    if notes.extra:
        old = notes.stored("id")[rows].tolist()
        extra = {new: notes.extra[id] for new, id in zip(ids.tolist(), old, strict=True) if id in notes.extra}
    return NoteTable.from_columns(
        start / TICKS_PER_BEAT,
        duration / TICKS_PER_BEAT,
        pitch,
        notes.velocity[rows],
        notes.track[rows],
        ids,
        notes.lyric.take(rows) if lyric is None else lyric,
        notes.phoneme.take(rows) if phoneme is None else phoneme,
        None,
        extra,
    )


def _fresh_ids(notes: NoteTable, count: int) -> IdArray:
    first = notes.next_id
    if first + count - 1 <= MAX_ID:
        return np.arange(first, first + count, dtype=np.uint32)
    return free_ids(notes.stored("id"), count)
