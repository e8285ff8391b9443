"""Choosing notes by an expression."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import OpError
from ..notes.text_column import TextColumn
from ..score_data import ScoreData
from .curve_scale import pitch_curve, samples_under, voiced_shares
from .grammar import Node, parse
from .lines import bar_and_beat
from .patterns import Pattern
from .times import ticks_of
from .voices import overlapping


def select(score: ScoreData, expression: str) -> NDArray[np.bool_]:
    """True for the notes that an expression describes; the same language as in the browser.

    Fields are ``pitch``, ``velocity``, ``track``, ``onset_beats``, ``duration_beats``, ``end_beats``, ``onset_s``,
    ``duration_s``, ``end_s``, ``bar`` and ``beat`` (from 1), ``pitch_class``, ``id``, and ``voiced`` (which share of
    the F0 under a note has a pitch, 0 to 1); the texts ``lyric``, ``phoneme`` and ``track_name``, empty where there is
    none; ``overlaps`` (as `overlaps` says) and ``drum`` are conditions by
    themselves. Numbers are compared by ``== != < <= > >=`` and calculated with ``+ - * / %``; ``C4``,
    ``F#3``, ``Bb2`` are pitches. Texts are compared by ``==`` and ``!=``, or ``~`` and ``!~`` with a regular
    expression. ``and``, ``or``, ``not`` and brackets connect.

    Parameters
    ----------
    score
        Stays as it is.
    expression
        For instance ``pitch >= 60 and track == 1 and lyric ~ "^라" and onset_beats < 8``.

    Returns
    -------
    numpy.ndarray
        bool, one for each row of `score.notes`.

    Raises
    ------
    OpError
        If the expression cannot be read; the message says where.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.score import edit
    >>> score = Score(NoteTable.from_columns([0, 1, 2], 1, [60, 64, 67], lyric=["라", "라라", "미"]))
    >>> edit.select(score, 'lyric ~ "^라" and pitch > C4').tolist()
    [False, True, False]
    >>> edit.select(score, "1 <= onset_beats < 3").tolist()
    [False, True, True]
    """
    tree = parse(expression)
    values = _Values(score)
    with np.errstate(all="ignore"):
        found = values.of(tree)
    return np.array(np.broadcast_to(found, (len(score.notes),)), bool)


class _Values:
    """Values of the parts of an expression, one for each note."""

    def __init__(self, score: ScoreData) -> None:
        self._score = score
        self._known: dict[str, Any] = {}

    def of(self, node: Node) -> Any:
        if node.what == "literal":
            return node.value
        if node.what == "field":
            name = str(node.value)
            if name not in self._known:
                self._known[name] = self._field(name)
            return self._known[name]
        if node.what == "not":
            return ~np.asarray(self.of(node.parts[0]))
        left, right = node.parts
        if node.what in ("~", "!~"):
            return self._fitting(node, left, right)
        a, b = self.of(left), self.of(right)
        if left.kind == "text":
            return _same_text(a, b) == (node.what == "==")
        return _CALCULATIONS[node.what](a, b)

    def _fitting(self, node: Node, left: Node, right: Node) -> Any:
        try:
            pattern = Pattern(str(right.value))
            texts = self.of(left)
            if isinstance(texts, str):
                fits: Any = pattern.found_in(texts)
            else:
                table = np.array([*(pattern.found_in(text) for text in texts.texts), pattern.found_in("")], bool)
                fits = table[texts.codes]
        except OpError as error:
            raise OpError(f"expression: {error.message} (position {right.position})", "expression") from None
        return fits if node.what == "~" else np.logical_not(fits)

    def _field(self, name: str) -> Any:
        score, notes = self._score, self._score.notes
        if name in ("lyric", "phoneme"):
            return _without_unused(getattr(notes, name))
        if name in ("onset_beats", "duration_beats", "end_beats"):
            return getattr(notes, name)
        if name == "onset_s":
            return score.tempo_map.seconds_at(notes.onset_beats)
        if name == "end_s":
            return score.tempo_map.seconds_at(notes.end_beats)
        if name == "duration_s":
            return score.tempo_map.seconds_at(notes.end_beats) - score.tempo_map.seconds_at(notes.onset_beats)
        if name in ("bar", "beat"):
            self._known["bar"], self._known["beat"] = bar_and_beat(score.tempo_map, ticks_of(notes.onset_beats))
            return self._known[name]
        if name == "voiced":
            curve = pitch_curve(score)
            rows = np.arange(len(notes))
            return np.zeros(len(notes)) if curve is None else voiced_shares(curve, *samples_under(score, curve, rows))
        if name == "pitch_class":
            return notes.pitch % 12
        if name == "track_name":
            return TextColumn(
                np.where(notes.track < len(score.tracks), notes.track, -1), [t.name for t in score.tracks]
            )
        if name == "drum":
            drums = np.zeros(256, bool)
            drums[: len(score.tracks)] = [track.is_drum for track in score.tracks[:256]]
            return drums[notes.track]
        if name == "overlaps":
            return overlapping(notes, np.arange(len(notes)))
        return getattr(notes, name)


_CALCULATIONS: dict[str, Any] = {
    "and": np.logical_and,
    "or": np.logical_or,
    "==": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.true_divide,
    "%": lambda a, b: a - np.floor(np.true_divide(a, b)) * b,
}


def _without_unused(texts: TextColumn) -> TextColumn:
    """Column that does not list more texts than rows have."""
    return texts.canonical() if len(texts.texts) > len(texts) else texts


def _same_text(a: Any, b: Any) -> Any:
    if isinstance(a, str) and isinstance(b, str):
        return np.bool_(a == b)
    if isinstance(a, str):
        a, b = b, a
    if isinstance(b, str):
        table = np.array([*(text == b for text in a.texts), b == ""], bool)
        return table[a.codes]
    # Nothing and the empty text are the same.
    return np.array([(x or "") == (y or "") for x, y in zip(a.to_list(), b.to_list(), strict=True)], bool)
