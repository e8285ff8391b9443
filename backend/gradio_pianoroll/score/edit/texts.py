"""Lyrics, and the phonemes that belong to them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...errors import OpError
from ..notes.text_column import TextColumn
from ..ops import Op, Set
from ..problems import shown
from ..score_data import ScoreT
from .arguments import is_list
from .changes import applied
from .chosen import Chosen, chosen_rows

# As in singing editors: holds the vowel of the note before; goes on with the next syllable of its word.
HOLDS, GOES_ON = "-", "+"
# Key of a note whose phonemes somebody wrote: they outlast its lyric.
TYPED = "phonemeTyped"


def set_lyrics(score: ScoreT, lyrics: str | Sequence[str | None] | None, ids: Chosen = None) -> ScoreT:
    """Give notes their lyrics, in the order of time.

    Phonemes say how the lyric is sung: those of a note whose lyric changes go, unless the note has the key
    ``phonemeTyped`` (true), which says that somebody wrote them.

    Parameters
    ----------
    score
        Stays as it is.
    lyrics
        One for each note, None for no lyric; or one for all of them. Notes beyond a shorter list keep what they have.
    ids
        Which notes: None for all, an expression of `select`, True or False for each row, or ids.

    Raises
    ------
    OpError
        If one is no text, or there are more than notes.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.score import edit
    >>> score = Score(NoteTable.from_columns([0, 1], 1, 60, lyric=["라", "라"], phoneme=["r a", "r a"]))
    >>> sung = edit.set_lyrics(score, ["라", "리"]).notes
    >>> sung.lyric.to_list(), sung.phoneme.to_list()
    (['라', '리'], ['r a', None])
    """
    if not (lyrics is None or isinstance(lyrics, str) or is_list(lyrics)):
        raise OpError(f"lyrics must be a text, or a list with one for each note, not {shown(lyrics)}", "lyrics")
    notes, rows = score.notes, chosen_rows(score, ids)
    listed = None if lyrics is None or isinstance(lyrics, str) else list(lyrics)
    if listed is not None and len(listed) > len(rows):
        raise OpError(f"lyrics: {len(listed)} texts for {len(rows)} notes", "lyrics")
    if listed is not None:
        rows = rows[: len(listed)]
    try:
        wanted = TextColumn.from_list([lyrics] if listed is None else listed)  # type: ignore[list-item]
    except ValueError as error:
        raise OpError(f"lyrics: {error}", "lyrics") from error
    former = notes.lyric.take(rows)
    changed = np.flatnonzero(former.differs(wanted.take(np.zeros(len(rows), np.int64)) if listed is None else wanted))
    if not len(changed):
        return score
    at = rows[changed]
    number = notes.stored("id")[at]
    ops: list[Op] = [
        Set(number, "lyric", wanted[0])
        if listed is None
        else Set(number, "lyric", values=wanted.take(changed).to_list())
    ]
    stale = notes.phoneme.present()[at]
    if notes.extra:
        stale &= np.array([not notes.extra.get(id, {}).get(TYPED) for id in number.tolist()], bool)
    if stale.any():
        ops.append(Set(number[stale], "phoneme", None))
    return applied(score, ops)
