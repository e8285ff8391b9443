"""Texts with times on notes, and notes as texts with times."""

from __future__ import annotations

import numpy as np

from ..score import NoteTable, Score, Segment, TextColumn


def segments_of_notes(score: Score, column: str = "lyric", type: str | None = None) -> list[Segment]:
    """Segment for each note that has a text.

    Parameters
    ----------
    score
        Where the notes are.
    column
        ``"lyric"`` or ``"phoneme"``.
    type
        Of the segments; by default the name of the column.

    Returns
    -------
    list of Segment
        In seconds, in the order of the notes.

    Raises
    ------
    ValueError
        If the column is another one.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.formats.alignment import segments_of_notes
    >>> score = Score(NoteTable.from_columns([0, 1], 1, [60, 64], lyric=["안", "녕"]))
    >>> [(s.start, s.end, s.text) for s in segments_of_notes(score)]
    [(0.0, 0.5, '안'), (0.5, 1.0, '녕')]
    """
    texts = _column(score.notes, column)
    rows = np.flatnonzero(texts.present())
    start_s = score.tempo_map.seconds_at(score.notes.onset_beats[rows]).tolist()
    end_s = score.tempo_map.seconds_at(score.notes.end_beats[rows]).tolist()
    kind = column if type is None else type
    return [
        Segment(start, max(start, end), kind, texts[row] or "")
        for row, start, end in zip(rows.tolist(), start_s, end_s, strict=True)
    ]


def segments_to_lyrics(score: Score, type: str, column: str = "lyric") -> Score:
    """Score with the texts of its segments on its notes.

    A note gets the texts of all segments of that type of which it covers the middle, joined by blanks; a segment that
    no note covers goes to the note nearest to its middle. Notes that get none keep what they had.

    Parameters
    ----------
    score
        With notes and segments; stays as it is.
    type
        Which segments, e.g. the name of a tier.
    column
        ``"lyric"`` or ``"phoneme"``.

    Raises
    ------
    ValueError
        If there are no notes or no such segments, or the column is another one; the message says which types there are.
    """
    texts = _column(score.notes, column).to_list()
    segments = sorted((s for s in score.segments if s.type == type), key=lambda s: (s.start, s.end))
    if not segments:
        there = ", ".join(sorted({s.type for s in score.segments})) or "none"
        raise ValueError(f"the score has no segments of the type {type!r}; there are: {there}")
    if not len(score.notes):
        raise ValueError("the score has no notes that could carry the texts")
    found: dict[int, list[str]] = {}
    for segment, row in zip(segments, _rows_under(score, segments), strict=True):
        if segment.text:
            found.setdefault(row, []).append(segment.text)
    for row, words in found.items():
        texts[row] = " ".join(words)
    return score.replace(notes=_with_texts(score.notes, column, texts))


def _rows_under(score: Score, segments: list[Segment]) -> list[int]:
    """Note that covers the middle of each segment, or the nearest one."""
    start_s = score.tempo_map.seconds_at(score.notes.onset_beats)
    end_s = score.tempo_map.seconds_at(score.notes.end_beats)
    rows = []
    for segment in segments:
        middle = (segment.start + segment.end) / 2
        # 0 inside of a note, otherwise how far it is away; of several the last that began.
        distance = np.maximum(np.maximum(start_s - middle, middle - end_s), 0)
        nearest = np.flatnonzero(distance == distance.min())
        rows.append(int(nearest[-1]))
    return rows


def _column(notes: NoteTable, column: str) -> TextColumn:
    if column == "lyric":
        return notes.lyric
    if column == "phoneme":
        return notes.phoneme
    raise ValueError(f"column must be 'lyric' or 'phoneme', not {column!r}")


def _with_texts(notes: NoteTable, column: str, texts: list[str | None]) -> NoteTable:
    columns = {"lyric": notes.lyric, "phoneme": notes.phoneme, column: TextColumn.from_list(texts)}
    return NoteTable.from_columns(
        notes.onset_beats,
        notes.duration_beats,
        notes.pitch,
        notes.velocity,
        notes.track,
        notes.id,
        columns["lyric"],
        columns["phoneme"],
        notes.ref,
        notes.extra,
    )
