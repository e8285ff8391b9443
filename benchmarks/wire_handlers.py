"""What one edit costs in Python between the browser's message and the answer to it, as a score grows."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.scores import musical_score
from gradio_pianoroll.monitoring import Report, Row
from gradio_pianoroll.score.ops import Set, Shift

WARM_UPS = 3


def measure_handlers(report: Report, notes: int, runs: int) -> None:
    """Add a row for each kind of handler: first on a small score, then on a large one."""
    small_notes = max(100, notes // 100)
    with tempfile.TemporaryDirectory(prefix="pianoroll-bench-") as folder:
        former = os.environ.get("GRADIO_TEMP_DIR")
        os.environ["GRADIO_TEMP_DIR"] = folder
        try:
            figures = [_handler_ms(n, runs) for n in (small_notes, notes)]
        finally:
            if former is None:
                del os.environ["GRADIO_TEMP_DIR"]
            else:
                os.environ["GRADIO_TEMP_DIR"] = former
    note = f"delta in, handler, answer out; first at {small_notes:,} notes, then at {notes:,}; the ratio is the growth"
    for name, few_ms in figures[0].items():
        many_ms = figures[1][name]
        report.add(Row(f"event of one edit: {name}", "ms", few_ms, many_ms, many_ms / few_ms, "", note))


def _handler_ms(notes: int, runs: int) -> dict[str, float]:
    import gradio as gr

    from gradio_pianoroll import PianoRoll
    from gradio_pianoroll.wire.delta import encode_delta
    from gradio_pianoroll.wire.handle import Payload

    score = musical_score(notes)
    with gr.Blocks():
        roll = PianoRoll(score)
    base = roll.postprocess(score).root.model_dump()

    def once(handler: Callable[[Any], Any], row: int) -> float:
        op = Shift(np.array([int(score.notes.id[row])], np.uint32), 0.25)
        value = {**base, "delta": encode_delta(base["rev"], [op]), "rev": f"{base['rev']}.{row}"}
        start_s = time.perf_counter()
        roll.postprocess(handler(roll.preprocess(Payload.model_validate(value))))
        return time.perf_counter() - start_s

    rows = iter(range(7, notes, max(1, notes // 97)))
    return {
        name: 1e3 * statistics.median([once(handler, next(rows)) for _ in range(runs + WARM_UPS)][WARM_UPS:])
        for name, handler in _HANDLERS.items()
    }


def _reads_a_note(value: Any) -> Any:
    value["notes"][5]["pitch"]
    return value


def _reads_a_column(value: Any) -> Any:
    value.score.notes.onset_beats.max()
    return value


def _writes_a_note(value: Any) -> Any:
    value["notes"][5]["velocity"] = 3 + value["notes"][5]["velocity"] % 100
    return value


def _applies(value: Any) -> Any:
    return value.score.apply([Set(value.score.notes.note(9).number, "velocity", 5)])[0]


_HANDLERS: dict[str, Callable[[Any], Any]] = {
    "returns the value": lambda value: value,
    "reads a note": _reads_a_note,
    "reads all onsets": _reads_a_column,
    "writes a note": _writes_a_note,
    "applies an operation": _applies,
}
