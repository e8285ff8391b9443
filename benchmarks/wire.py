"""How many bytes, how much time and how much memory does a score take on its way, against the 17-key list of dicts?"""

from __future__ import annotations

import json
import urllib.request
import zlib

import numpy as np

from benchmarks.scores import musical_score
from benchmarks.servers import serve
from benchmarks.wire_functions import measure_functions
from benchmarks.wire_handlers import measure_handlers
from benchmarks.wire_memory import measure_memory
from gradio_pianoroll.monitoring import Report, Row, measure
from gradio_pianoroll.score import Score
from gradio_pianoroll.score.ops import Op, Set, Shift
from gradio_pianoroll.transport import decode, encode
from gradio_pianoroll.wire.packed import pack_snapshot

NOTES, QUICK_NOTES = 1_000_000, 20_000
#: The list of dicts is measured on at most this many notes and scaled: a million of them is 400 MB of JSON.
JSON_NOTES = 100_000
PAGE_JSON_NOTES = 3_000
EDITS = 20


def run(runs: int = 5, quick: bool = False) -> Report:
    """Measure with `runs` counted repetitions of each figure; `quick` takes a small score, to see that it works."""
    notes = QUICK_NOTES if quick else NOTES
    report = Report(f"Wire, {notes:,} notes")
    score = musical_score(notes)
    plain = musical_score(min(notes, JSON_NOTES)).to_dict()
    _measure_bytes_and_time(report, score, plain, runs)
    _measure_page(report, notes)
    measure_memory(report, score, plain)
    _measure_growth(report, notes, runs)
    measure_handlers(report, notes, runs)
    measure_functions(report, score, plain, runs)
    return report


def _measure_bytes_and_time(report: Report, score: Score, plain: dict, runs: int) -> None:
    notes, sample = len(score.notes), len(plain["notes"])
    data, text = encode(score), json.dumps(plain)
    scale = notes / sample
    scaled = "" if scale == 1 else f"JSON measured on {sample:,} notes × {scale:g}"
    _add_sizes(report, "on the sixteenth grid", data, notes, text, sample)
    hands, few = musical_score(notes, played=True), musical_score(sample, played=True)
    _add_sizes(report, "as played by hand", encode(hands), notes, json.dumps(few.to_dict()), sample)
    for name, ours, peer, reach in (
        ("encode", lambda: encode(score), lambda: json.dumps(plain), "≥ 100 ×"),
        ("decode", lambda: decode(data), lambda: json.loads(text), "≥ 50 ×"),
        ("compress", lambda: list(pack_snapshot(data)), lambda: zlib.compress(text.encode(), 6), ""),
    ):
        ours_s, peer_s, ratio = measure(ours, peer, runs=runs)
        if peer_s is None or ratio is None:
            raise RuntimeError("the peer was not measured")
        report.add(Row(name, "ms", ours_s * 1e3, peer_s * scale * 1e3, ratio * scale, reach, scaled))


def _add_sizes(report: Report, kind: str, data: bytes, notes: int, text: str, sample: int) -> None:
    """Add bytes per note, as they are and as they go to another machine: that depends on how regular the times are."""
    size, size_json = len(data) / notes, len(text.encode()) / sample
    packed = sum(map(len, pack_snapshot(data))) / notes
    packed_json = len(zlib.compress(text.encode(), 6)) / sample
    report.add(Row("size", "B/note", size, size_json, size_json / size, "≤ 18", kind))
    report.add(Row("size, compressed", "B/note", packed, packed_json, packed_json / packed, "≤ 6", kind))


def _measure_page(report: Report, notes: int) -> None:
    """Size of the page that Gradio serves with the value in it."""
    sample = min(notes, PAGE_JSON_NOTES)
    with serve(["-m", "benchmarks.apps.score"], notes=notes) as url:
        ours_bytes = _page_bytes(url)
    with serve(["-m", "benchmarks.apps.events_dicts"], notes=sample, shown=1, page=1) as url:
        full_bytes = _page_bytes(url)
    with serve(["-m", "benchmarks.apps.events_dicts"], notes=2, shown=1, page=1) as url:
        empty_bytes = _page_bytes(url)
    peer_bytes = empty_bytes + (full_bytes - empty_bytes) * notes / sample
    note = f"gr.JSON with the list of dicts, measured on {sample:,} notes and scaled"
    report.add(Row("page HTML", "kB", ours_bytes / 1e3, peer_bytes / 1e3, peer_bytes / ours_bytes, "< 100 kB", note))


def _page_bytes(url: str) -> int:
    with urllib.request.urlopen(url, timeout=300) as answer:
        return len(answer.read())


def _one_note(score: Score) -> np.ndarray:
    return np.array([int(score.notes.id[len(score.notes) // 2])], np.uint32)


def _measure_growth(report: Report, notes: int, runs: int) -> None:
    """Edits of one note in Python, on a small score (first column) and a large one (second); flat is a ratio of 1."""
    small_notes = max(100, notes // 100)
    small, large = musical_score(small_notes), musical_score(notes)
    kinds: tuple[tuple[str, type, dict], ...] = (
        ("velocity", Set, {"column": "velocity", "value": 3}),
        ("lyric", Set, {"column": "lyric", "value": "새"}),
        ("move", Shift, {"beats": 0.25}),
    )
    for name, kind, given in kinds:
        edits: list[tuple[Score, list[Op]]] = [(s, [kind(ids=_one_note(s), **given)]) for s in (small, large)]
        (a, a_ops), (b, b_ops) = edits

        def at_small(score: Score = a, ops: list[Op] = a_ops) -> None:
            for _ in range(EDITS):
                score.apply(ops)

        def at_large(score: Score = b, ops: list[Op] = b_ops) -> None:
            for _ in range(EDITS):
                score.apply(ops)

        small_s, large_s, ratio = measure(at_small, at_large, runs=runs)
        if large_s is None:
            raise RuntimeError("the large score was not measured")
        note = f"`Score.apply`; first at {small_notes:,} notes, then at {notes:,}; the ratio is the growth"
        report.add(
            Row(f"edit one note: {name}", "ms", small_s * 1e3 / EDITS, large_s * 1e3 / EDITS, ratio, "≤ 2 ×", note)
        )


if __name__ == "__main__":
    print(run().to_table())
