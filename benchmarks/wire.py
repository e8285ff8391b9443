"""How many bytes and how much time does a score take on its way, against JSON of the 17-key list of dicts?"""

from __future__ import annotations

import json
import zlib

from benchmarks.scores import musical_score
from gradio_pianoroll.monitoring import Report, Row, measure
from gradio_pianoroll.transport import decode, encode


def run(notes: int = 1_000_000, runs: int = 5) -> Report:
    """Encode, decode and size at `notes` notes; the JSON side is measured on at most 100 000 and scaled, and says so."""
    report = Report(f"Wire, {notes:,} notes")
    score = musical_score(notes)
    data = encode(score)
    sample = min(notes, 100_000)
    plain = musical_score(sample).to_dict()
    text = json.dumps(plain)
    scale = notes / sample
    scaled = "" if scale == 1 else f"JSON measured on {sample:,} notes × {scale:g}"
    packed = len(zlib.compress(data, 6)) / notes
    packed_json = len(zlib.compress(text.encode(), 6)) / sample
    size, size_json = len(data) / notes, len(text.encode()) / sample
    report.add(Row("size", "B/note", size, size_json, size_json / size, "≤ 18"))
    report.add(Row("size, deflated", "B/note", packed, packed_json, packed_json / packed, "≤ 6"))
    for name, ours, peer, reach in (
        ("encode", lambda: encode(score), lambda: json.dumps(plain), "≥ 100 ×"),
        ("decode", lambda: decode(data), lambda: json.loads(text), "≥ 50 ×"),
    ):
        ours_s, peer_s, ratio = measure(ours, peer, runs=runs)
        assert peer_s is not None and ratio is not None
        report.add(Row(name, "ms", ours_s * 1e3, peer_s * scale * 1e3, ratio * scale, reach, scaled))
    return report


if __name__ == "__main__":
    print(run().to_table())
