"""Frames as rows: CSV, Parquet; frames and notes: JSON."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.extras import require
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.audio_features import AudioFeatures
    from gradio_pianoroll.score import Score

# Digits after the point: microseconds, a thousandth of a hertz, a hundredth of a decibel.
TIME_DIGITS = 6
DIGITS = {"f0_hz": 3, "voicing": 4, "zero_crossing_rate": 5}
OTHER_DIGITS = 2


def _plain(values: NDArray[np.floating], digits: int) -> list[float | None]:
    """Rounded numbers, None where undefined."""
    rounded = np.round(np.asarray(values, np.float64), digits)
    return [value if ok else None for value, ok in zip(rounded.tolist(), np.isfinite(values).tolist(), strict=True)]


def frame_columns(found: AudioFeatures) -> dict[str, list[float | None]]:
    """Columns of equal length, `time_s` first; None where a value is undefined."""
    columns = {"time_s": _plain(found.times_s, TIME_DIGITS)}
    for name, values in found.columns().items():
        columns[name] = _plain(values, DIGITS.get(name, OTHER_DIGITS))
    return columns


def note_rows(score: Score) -> list[dict[str, Any]]:
    """Notes as dicts: onset and end in seconds, pitch, velocity, and a lyric when there is one."""
    notes = score.notes
    onset_s = score.tempo_map.seconds_at(notes.onset_beats).tolist()
    end_s = score.tempo_map.seconds_at(notes.end_beats).tolist()
    rows = []
    for row, (start, end) in enumerate(zip(onset_s, end_s, strict=True)):
        said: dict[str, Any] = {
            "start_s": round(start, TIME_DIGITS),
            "end_s": round(end, TIME_DIGITS),
            "pitch": int(notes.pitch[row]),
            "velocity": int(notes.velocity[row]),
        }
        lyric = notes.lyric[row]
        rows.append(said if lyric is None else {**said, "lyric": lyric})
    return rows


def write_csv(found: AudioFeatures, path: Path) -> None:
    """A row per frame; undefined values are empty."""
    columns = frame_columns(found)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


def write_json(found: AudioFeatures, path: Path, score: Score | None) -> None:
    """One object: `hop_s`, `duration_s`, a list per column, and `notes`."""
    said: dict[str, Any] = {"hop_s": found.hop_s, "duration_s": found.duration_s, **frame_columns(found)}
    if score is not None:
        said["notes"] = note_rows(score)
    path.write_text(json.dumps(said, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def write_parquet(found: AudioFeatures, path: Path) -> None:
    """A row per frame, values as they were found, null where undefined; `hop_s` and `duration_s` in the metadata."""
    arrow = require("pyarrow", Sentence("needs.write_parquet"))
    parquet = require("pyarrow.parquet", Sentence("needs.write_parquet"))
    columns = {"time_s": arrow.array(found.times_s)}
    columns |= {name: arrow.array(values, from_pandas=True) for name, values in found.columns().items()}
    head = {"hop_s": repr(found.hop_s), "duration_s": repr(found.duration_s)}
    parquet.write_table(arrow.table(columns).replace_schema_metadata(head), path)
