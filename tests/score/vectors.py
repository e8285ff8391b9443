"""The vectors that Python and TypeScript share."""

import json
from pathlib import Path

from gradio_pianoroll.score import (
    Curve,
    KeySignature,
    Marker,
    Score,
    Segment,
    SetKeys,
    SetMarkers,
    TempoMap,
    Track,
    notes_from_rows,
    notes_to_rows,
    ops_to_json,
)
from gradio_pianoroll.score.marks import with_marks
from gradio_pianoroll.score.tier_lists import tier_lists, with_tier_lists

VECTORS = Path(__file__).parents[1] / "vectors"


def load(name):
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def document(data):
    """The score of a document in JSON form."""
    return Score(
        notes=notes_from_rows(data["rows"]),
        extra=with_marks(
            with_tier_lists({}, data.get("tiers"), data.get("textgrid")),
            [Marker(tick / 15360, *rest) for tick, *rest in data.get("markers", [])],
            [KeySignature(tick / 15360, *rest) for tick, *rest in data.get("keys", [])],
        ),
        tempo_map=TempoMap.from_ticks(data["tempos"], data["signatures"]),
        tracks=tuple(Track.from_json(track) for track in data["tracks"]),
        segments=tuple(Segment.from_json(segment) for segment in data["segments"]),
        curves=[Curve.from_json(curve) for curve in data["curves"]],
    )


def as_json(score):
    """The document in JSON form."""
    tiers, textgrid = tier_lists(score.extra)
    listed = {"tiers": tiers, "textgrid": textgrid}
    marks = {op["op"]: op[op["op"]] for op in ops_to_json([SetKeys(score.keys), SetMarkers(score.markers)])}
    return {
        "rows": notes_to_rows(score.notes),
        "tempos": score.tempo_map.tempo_ticks(),
        "signatures": score.tempo_map.signature_ticks(),
        "tracks": [track.to_json() for track in score.tracks],
        "segments": [segment.to_json() for segment in score.segments],
        "curves": [curve.to_json() for _, curve in sorted(score.curves.items())],
        **{name: rows for name, rows in marks.items() if rows},
        **{name: items for name, items in listed.items() if items is not None},
    }
