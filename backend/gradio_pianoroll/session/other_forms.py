"""Other forms that Gradio asks a value in: examples, their previews, and flagged rows."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gradio.data_classes import FileData

from gradio_pianoroll.score import NoteTable, Score, TempoMap
from gradio_pianoroll.wire.handle import kind_of
from gradio_pianoroll.wire.jsonable import dumps

PREVIEW_NOTES = 160

#: A value that a client may send.
EXAMPLE: dict[str, Any] = {
    "notes": [
        {"start": 0, "duration": 80, "pitch": 60, "velocity": 100, "lyric": "안녕"},
        {"start": 80, "duration": 80, "pitch": 64, "velocity": 100, "lyric": "하세요"},
    ],
    "tempo": 120,
    "timeSignature": {"numerator": 4, "denominator": 4},
    "pixelsPerBeat": 80,
}


def greeting() -> Score:
    """Make what a roll without a value shows: 안녕 하세요 반가워요, a beat each, on C, D and E."""
    notes = NoteTable.from_columns(
        onset_beats=[1, 2, 3], duration_beats=1, pitch=[60, 62, 64], lyric=["안녕", "하세요", "반가워요"]
    )
    return Score(notes=notes, tempo_map=TempoMap(120))


def preview(score: Score, value: Any) -> dict[str, Any]:
    """First notes of a score as ``[start, duration, pitch]`` in beats, and a name: that of the file `value`, if any."""
    notes = score.notes
    rows = slice(0, PREVIEW_NOTES)
    columns = (notes.onset_beats[rows].tolist(), notes.duration_beats[rows].tolist(), notes.pitch[rows].tolist())
    name = Path(value).name if isinstance(value, str | Path) else f"{len(notes)} ♪"
    return {"notes": [list(note) for note in zip(*columns, strict=True)], "text": score.name or name}


def flagged(score: Score, data: Mapping[str, Any], flag_dir: str | Path) -> str:
    """Write the dict form `data` of a score as JSON, with its sound as a file in `flag_dir`."""
    if score.audio is None or score.audio.kind != "path":
        return dumps(dict(data))
    folder = Path(flag_dir) / secrets.token_hex(10)
    folder.mkdir(parents=True)
    sound = FileData(path=shutil.copy(score.audio.source, folder)).model_dump()
    return dumps({**data, "audio_data": sound})


def of_flagged(row: Any) -> tuple[str, Any]:
    """Read what `flagged` wrote: ``("dict", dict form)``, or ``("handle", value)`` of a row written before that."""
    data = json.loads(row)
    if not isinstance(data, Mapping) or kind_of(data) == "handle":
        return "handle", data
    sound = data.get("audio_data")
    return "dict", {**data, "audio_data": sound.get("path")} if isinstance(sound, Mapping) else data
