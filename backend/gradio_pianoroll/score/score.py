"""The document: notes, tempo map, tracks, curves, segments and what a program said about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from .apply import apply
from .dictform.read import read_fields
from .dictform.write import write_note_dicts, write_score
from .ops import Op
from .score_data import ScoreData

if TYPE_CHECKING:
    from os import PathLike
    from typing import Literal

    from matplotlib.figure import Figure


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

    def plot(
        self,
        path: str | PathLike[str] | None = None,
        *,
        span: tuple[float, float] | None = None,
        time: Literal["beats", "seconds"] = "beats",
        pitches: tuple[int, int] | None = None,
        tracks: Sequence[int] | None = None,
        colour_by: Literal["track", "velocity", "pitch class"] = "track",
        lanes: Sequence[str] = (),
        lyrics: bool = True,
        f0: bool = True,
        theme: Literal["light", "dark"] = "light",
        title: str = "",
        size_in: tuple[float, float] = (7.0, 3.2),
        font_size_pt: float = 8.0,
        dpi: int = 300,
    ) -> Figure:
        """Draw the score as the roll shows it: for a paper, a slide, a notebook.

        Needs matplotlib: ``pip install 'gradio_pianoroll[plot]'``.

        Parameters
        ----------
        path
            File to write, ``.png``, ``.svg`` or ``.pdf``; None for none.
        span
            Start and end in the unit of `time`; None for all.
        time
            Horizontal axis in ``"beats"``, with bars in the ruler, or in ``"seconds"``.
        pitches
            Lowest and highest row, 0 to 127; None for those of the notes and of the F0.
        tracks
            Numbers of the tracks to draw; None for all.
        colour_by
            What the colour of a note says: ``"track"``, ``"velocity"`` or ``"pitch class"``.
        lanes
            What is drawn below the notes, from above: ``"velocity"``, ``"segments"``, or curves by name.
        lyrics, f0
            Whether lyrics stand in the notes, and curves of F0 run over them.
        theme
            ``"light"`` or ``"dark"``.
        title
            Above the picture; empty for none.
        size_in
            Width and height in inches; a column of a paper is about 3.4 wide.
        font_size_pt
            Size of the texts.
        dpi
            Pixels an inch of a PNG.

        Returns
        -------
        matplotlib.figure.Figure
            Unknown to pyplot: nothing has to be closed, and a notebook shows it.

        Raises
        ------
        ScoreError
            If an argument is wrong; the message names it.
        MissingPackageError
            If matplotlib is not installed.

        Examples
        --------
        >>> from gradio_pianoroll import NoteTable, Score
        >>> score = Score(NoteTable.from_columns([0, 1, 2], 1, [60, 64, 67]))
        >>> figure = score.plot(lanes=["velocity"], title="C major")
        >>> figure.get_size_inches().tolist()
        [7.0, 3.2]
        """
        from .plot.picture import plot

        return plot(
            self, path, span=span, time=time, pitches=pitches, tracks=tracks, colour_by=colour_by, lanes=lanes,
            lyrics=lyrics, f0=f0, theme=theme, title=title, size_in=size_in, font_size_pt=font_size_pt, dpi=dpi,
        )  # fmt: skip
