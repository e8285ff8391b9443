"""The document: notes, tempo map, tracks, curves, segments and what a program said about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from .apply import apply
from .dictform.read import read_fields
from .dictform.write import write_note_dicts, write_score
from .ops import Op
from .score_data import ScoreData


@dataclass(frozen=True, eq=False, repr=False)
class Score(ScoreData):
    """Score. Immutable: `apply` and `replace` give another one and share what did not change.

    What it holds is described at `ScoreData`; its methods are functions of this room, `apply.py`, `dictform/` …

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> score = Score(NoteTable.from_columns([0, 1], 1, [60, 64]), tempo_map=90)
    >>> score
    <Score: 2 notes, 2 beats, 90 bpm>
    >>> score.notes.pitch
    array([60, 64])
    >>> score.tempo_map.seconds_at(score.notes.onset_beats).round(3).tolist()
    [0.0, 0.667]
    """

    def apply(self, ops: Sequence[Op], lenient: bool = False) -> tuple[Self, list[Op]]:
        """Return the score after `ops`, and the operations that undo them exactly. All operations apply, or none.

        Parameters
        ----------
        ops
            Operations in beats, in order.
        lenient
            Skip ids that do not exist instead of refusing the whole.

        Raises
        ------
        OpError
            If an operation is refused; the message names the note.

        Examples
        --------
        >>> from gradio_pianoroll import NoteTable, Score
        >>> from gradio_pianoroll.score import Shift
        >>> score = Score(NoteTable.from_columns([0, 1], 1, [60, 64]))
        >>> higher, undo = score.apply([Shift(score.notes.id, beats=0.5, pitch=12)])
        >>> higher.notes.onset_beats.tolist(), higher.notes.pitch.tolist()
        ([0.5, 1.5], [72, 76])
        >>> higher.apply(undo)[0] == score
        True
        """
        return apply(self, ops, lenient)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], on_error: str = "warn", like: ScoreData | None = None) -> Self:
        """Score of the dict form (see the guide). A wrong item costs that item and a `PianoRollWarning`.

        Parameters
        ----------
        data
            The dict form; stays as it is.
        on_error
            ``"warn"``, or ``"raise"`` for a `ScoreError` at the first wrong item.
        like
            A former state of the document: notes with a foreign id that it has too get the same number again.

        Raises
        ------
        ScoreError
            If `data` is no mapping, or at the first wrong item when asked to.

        Examples
        --------
        >>> from gradio_pianoroll import Score
        >>> score = Score.from_dict({"tempo": 90, "notes": [{"start": 80, "duration": 40, "pitch": 60, "lyric": "라"}]})
        >>> score.notes.note(0)
        <Note n0: beat 1, 0.5 long, pitch 60 '라'>
        """
        return cls(**read_fields(data, on_error, None if like is None else like.notes))

    def to_dict(self) -> dict[str, Any]:
        """Dict form: plain lists, dicts, texts and numbers, with all derived times of each note.

        Examples
        --------
        >>> from gradio_pianoroll import NoteTable, Score
        >>> note = Score(NoteTable.from_columns([1], [0.5], [60]), tempo_map=90).to_dict()["notes"][0]
        >>> note["start"], note["duration"], note["startTicks"]
        (80.0, 40.0, 480)
        """
        return write_score(self)

    def note_dict(self, row: int) -> dict[str, Any]:
        """Dict form of one note."""
        return self.note_dicts(row, row + 1)[0]

    def note_dicts(self, start: int = 0, stop: int | None = None) -> list[dict[str, Any]]:
        """Dict form of the notes in rows `start` to `stop`."""
        return write_note_dicts(self, start, stop)
