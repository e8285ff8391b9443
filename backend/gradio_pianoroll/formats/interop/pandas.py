"""`pandas.DataFrame`: a row for each note."""

from __future__ import annotations

from typing import Any

from ...extras import require
from ...score import Score, TempoMap
from .columns import TEXTS, columns_of, score_of_columns


def to_dataframe(score: Score) -> Any:
    """Row for each note, in the order of the score.

    Returns
    -------
    pandas.DataFrame
        ``onset_beats, duration_beats, onset_s, duration_s`` (float64), ``pitch, velocity, track, id``
        (int64), ``lyric, phoneme, ref`` (text or None). `attrs` holds the name, ``tempos`` and ``signatures``.

    Raises
    ------
    ImportError
        If pandas is missing.
    """
    pandas = require("pandas", "to_dataframe")
    columns = columns_of(score)
    # As objects: None stays None, whatever a version of pandas makes of texts.
    columns |= {name: pandas.Series(columns[name], dtype=object) for name in TEXTS}
    frame = pandas.DataFrame(columns)
    frame.attrs.update(
        name=score.name,
        tempos=[list(item) for item in score.tempo_map.tempos],
        signatures=[list(item) for item in score.tempo_map.signatures],
    )
    return frame


def from_dataframe(frame: Any, tempo: float | TempoMap | None = None) -> Score:
    """Score of a table of notes.

    Parameters
    ----------
    frame
        `pandas.DataFrame` with ``pitch`` and times, as `to_dataframe` names them; other columns of these names are used
        when they are there, in any order of rows.
    tempo
        Beats per minute, or a map; by default what the frame's `attrs` say, else 120.

    Raises
    ------
    ValueError
        If a needed column is missing or a value is out of range; the message names it.
    """
    if tempo is None:
        tempo = 120.0
        if "tempos" in frame.attrs:
            tempo = TempoMap(frame.attrs["tempos"], frame.attrs.get("signatures") or [(0, 4, 4)])
    score = score_of_columns({str(name): frame[name].to_numpy() for name in frame.columns}, tempo)
    name = frame.attrs.get("name")
    return score.replace(name=name) if isinstance(name, str) and name else score
