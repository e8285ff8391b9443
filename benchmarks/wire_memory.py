"""How much memory Python needs at its peak to load, edit and save a score, as a multiple of the score's arrays.

Counted by `tracemalloc`, which sees NumPy's arrays and Python's objects, and not what other libraries allocate by
themselves. The result of the step is part of the peak, the score that was there before is not.
"""

from __future__ import annotations

import gc
import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np

from gradio_pianoroll.monitoring import Report, Row
from gradio_pianoroll.score import Score
from gradio_pianoroll.score.ops import Shift
from gradio_pianoroll.transport import decode, encode

EDITED = 10_000
REACH = "≤ 3 × the arrays"


def peak_bytes(step: Callable[[], Any]) -> int:
    """The most that a step has allocated at once."""
    gc.collect()
    tracemalloc.start()
    try:
        kept = step()
        peak = tracemalloc.get_traced_memory()[1]
        del kept
    finally:
        tracemalloc.stop()
    return peak


def array_bytes(score: Score) -> int:
    """What the columns of the notes take: a text column counts its codes."""
    notes = score.notes
    names = ("onset_beats", "duration_beats", "pitch", "velocity", "track", "id")
    plain = sum(np.asarray(getattr(notes, name)).nbytes for name in names)
    codes = (getattr(notes, name).codes for name in ("lyric", "phoneme", "ref"))
    # A column without texts is one number that is repeated by a stride of 0; it takes nothing.
    return plain + sum(c.nbytes for c in codes if c.strides != (0,))


def measure_memory(report: Report, score: Score, plain: dict[str, Any]) -> None:
    """Add load, edit and save, beside the same with the list of dicts (measured on `plain` and scaled)."""
    arrays = array_bytes(score)
    scale = len(score.notes) / len(plain["notes"])
    data, text = encode(score), json.dumps(plain)
    ids = np.sort(np.asarray(score.notes.id[: min(EDITED, len(score.notes))]))
    steps: tuple[tuple[str, Callable[[], Any], Callable[[], Any]], ...] = (
        ("load", lambda: decode(data), lambda: json.loads(text)),
        (
            f"edit of {len(ids):,}",
            lambda: score.apply([Shift(ids=ids, beats=0.25, pitch=1)]),
            lambda: {**plain, "notes": [{**note, "pitch": note["pitch"] + 1} for note in plain["notes"]]},
        ),
        ("save", lambda: encode(score), lambda: json.dumps(plain)),
    )
    for name, ours, peer in steps:
        mine, theirs = peak_bytes(ours) / arrays, peak_bytes(peer) * scale / arrays
        note = f"tracemalloc; the arrays are {arrays / 1e6:.0f} MB; the other: JSON and a list of dicts"
        report.add(Row(f"peak memory, {name}", "× arrays", mine, theirs, theirs / mine, REACH, note))
