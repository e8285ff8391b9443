"""The columns that tables of notes have, whatever library holds them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...score import NoteTable, Score, TempoMap, settle

TEXTS = ("lyric", "phoneme", "ref")


def columns_of(score: Score) -> dict[str, Any]:
    """Arrays and lists of texts by name.

    ``onset_beats, duration_beats, onset_s, duration_s`` (float64), ``pitch, velocity, track, id`` (int64),
    ``lyric, phoneme, ref`` (text or None).
    """
    notes, tempo_map = score.notes, score.tempo_map
    arrays: dict[str, Any] = {
        "onset_beats": notes.onset_beats,
        "duration_beats": notes.duration_beats,
        "onset_s": tempo_map.seconds_at(notes.onset_beats),
        "duration_s": tempo_map.duration_seconds(notes.onset_beats, notes.duration_beats),
        "pitch": notes.pitch,
        "velocity": notes.velocity,
        "track": notes.track,
        "id": notes.id,
    }
    return arrays | {"lyric": notes.lyric.to_list(), "phoneme": notes.phoneme.to_list(), "ref": notes.ref.to_list()}


def score_of_columns(columns: Mapping[str, Any], tempo: float | TempoMap) -> Score:
    """Score of the columns that are there; times in beats win over those in seconds.

    Parameters
    ----------
    columns
        Arrays or lists by name; `pitch` and the times are needed, the others optional.
    tempo
        Beats per minute, or a map; seconds become beats by it.

    Raises
    ------
    ValueError
        If a needed column is missing or a value is out of range; the message names it.
    """
    tempo_map = tempo if isinstance(tempo, TempoMap) else TempoMap(tempo)
    if "pitch" not in columns:
        raise ValueError(f"a table of notes needs the column pitch; there are {', '.join(map(str, columns)) or 'none'}")
    if "onset_beats" in columns and "duration_beats" in columns:
        onset, duration = (np.asarray(columns[name], np.float64) for name in ("onset_beats", "duration_beats"))
    elif "onset_s" in columns and "duration_s" in columns:
        start_s, length_s = (np.asarray(columns[name], np.float64) for name in ("onset_s", "duration_s"))
        onset = settle(tempo_map.beats_at(start_s))
        duration = settle(tempo_map.beats_at(start_s + length_s) - onset)
    else:
        raise ValueError("notes need the columns onset_beats and duration_beats, or onset_s and duration_s")
    texts = {name: [_text(v) for v in columns[name]] if name in columns else None for name in TEXTS}
    notes = NoteTable.from_columns(
        onset,
        duration,
        np.asarray(columns["pitch"]),
        np.asarray(columns["velocity"]) if "velocity" in columns else 100,
        np.asarray(columns["track"]) if "track" in columns else 0,
        np.asarray(columns["id"]) if "id" in columns else None,
        texts["lyric"],
        texts["phoneme"],
        texts["ref"],
    )
    return Score(notes, tempo_map)


def _text(value: Any) -> str | None:
    """Text; None for what libraries put where there is none (None, NaN, NA)."""
    if isinstance(value, str):
        return value
    if value is None or type(value).__name__ == "NAType" or value != value:
        return None
    return str(value)
