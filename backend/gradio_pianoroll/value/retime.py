"""Keeps the units of a note in step when a handler writes one of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from gradio_pianoroll.score import FLICKS_PER_SECOND, NoteTable, Score, settle

# Key → (what it measures, unit).
TIME_KEYS: dict[str, tuple[str, str]] = {
    "start": ("start", "pixels"),
    "startFlicks": ("start", "flicks"),
    "startSeconds": ("start", "seconds"),
    "startBeats": ("start", "beats"),
    "startTicks": ("start", "ticks"),
    "startSample": ("start", "samples"),
    "duration": ("duration", "pixels"),
    "durationFlicks": ("duration", "flicks"),
    "durationSeconds": ("duration", "seconds"),
    "durationBeats": ("duration", "beats"),
    "durationTicks": ("duration", "ticks"),
    "durationSamples": ("duration", "samples"),
    "endSeconds": ("end", "seconds"),
}


def timed(score: Score, note: Mapping[str, Any], written: str) -> dict[str, Any]:
    """All time keys of a note after one of them was written.

    Empty when the times make no sense (yet): what was written stays for the validation to judge.
    """
    what, unit = TIME_KEYS[written]
    values: list[Any] = [note[written], note.get("start"), note.get("duration")]
    if not all(_is_number(value) for value in values):
        return {}
    value, start_px, duration_px = (float(v) for v in values)
    onset = float(settle(start_px / score.pixels_per_beat))
    length = float(settle(duration_px / score.pixels_per_beat))
    if what == "start":
        onset = _beats(score, value, unit, 0.0)
    elif what == "duration":
        length = _beats(score, value, unit, onset)
    else:
        length = _beats(score, value, unit, 0.0) - onset
    if not (math.isfinite(onset) and math.isfinite(length) and onset >= 0 and length > 0):
        return {}
    try:
        table = NoteTable.from_columns([onset], [length], 60)
    except ValueError:
        return {}
    derived = score.replace(notes=table).note_dict(0)
    return {key: derived[key] for key in TIME_KEYS if key in derived}


def _is_number(value: Any) -> bool:
    return hasattr(value, "__float__") and not isinstance(value, bool | str) and math.isfinite(float(value))


def _beats(score: Score, value: float, unit: str, from_beat: float) -> float:
    """Beats of a span of `value` in `unit` that begins at `from_beat`."""
    if unit == "pixels":
        return float(settle(value / score.pixels_per_beat))
    if unit == "beats":
        return value
    if unit == "ticks":
        return float(settle(value / score.ppqn))
    per_second = {"seconds": 1.0, "flicks": FLICKS_PER_SECOND, "samples": score.sample_rate}[unit]
    start_s = float(score.tempo_map.seconds_at(from_beat))
    return float(settle(score.tempo_map.beats_at(start_s + value / per_second) - from_beat))
