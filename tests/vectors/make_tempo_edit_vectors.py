"""Writes tempo_edit.json: changes of tempo that keep beats or seconds, in exact fractions.

One object per case: `before` and `after` are documents as in ops.json, `tempos` the new list, `keep` and `layers` as in
`score.edit.set_tempo`.
"""

import json
from fractions import Fraction as F
from math import floor
from pathlib import Path

HERE = Path(__file__).parent
TPB = 15360


def seconds_at(tempos, tick):
    total = F(0)
    for (t0, bpm), (t1, _) in zip(tempos, [*tempos[1:], (None, None)], strict=True):
        if t1 is None or tick < t1:
            return total + F(tick - t0) / TPB * 60 / F(bpm)
        total += F(t1 - t0) / TPB * 60 / F(bpm)
    raise AssertionError


def tick_at(tempos, seconds):
    total = F(0)
    for (t0, bpm), (t1, _) in zip(tempos, [*tempos[1:], (None, None)], strict=True):
        tick = t0 + (seconds - total) * F(bpm) / 60 * TPB
        if t1 is None or tick < t1:
            return tick
        total += F(t1 - t0) / TPB * 60 / F(bpm)
    raise AssertionError


def half_up(value):
    return floor(value + F(1, 2))


def sample(values, place):
    left = floor(place)
    share = place - left
    a, b = values[left], values[min(left + 1, len(values) - 1)]
    if not share:
        return a
    if a is None or b is None:
        return a if share < F(1, 2) else b
    return float(F(a) + (F(b) - F(a)) * share)


def follow(curve, old, new):
    """A uniform curve in seconds after a change that keeps beats."""
    start, hop, values = F(str(curve["start"])), F(str(curve["hop"])), curve["values"]

    def warp(s):
        return seconds_at(new, tick_at(old, s))

    if len(old) == len(new) == 1:
        ratio = F(old[0][1]) / F(new[0][1])
        return curve | {"start": float(start * ratio), "hop": float(hop * ratio)}
    first = warp(start)
    n = floor((warp(start + (len(values) - 1) * hop) - first) / hop) + 1
    places = [(seconds_at(old, tick_at(new, first + i * hop)) - start) / hop for i in range(n)]
    return curve | {"start": float(first), "values": [sample(values, place) for place in places]}


def case(name, before, tempos, keep, layers="follow"):
    old, after = before["tempos"], before | {"tempos": tempos}
    if keep == "seconds":

        def to(tick):
            return tick_at(tempos, seconds_at(old, tick))

        rows = before["rows"]
        onset = [half_up(to(t)) for t in rows["onset"]]
        ends = [half_up(to(t + d)) for t, d in zip(rows["onset"], rows["duration"], strict=True)]
        duration = [max(1, e - o) for o, e in zip(onset, ends, strict=True)]
        after["rows"] = rows | {"onset": onset, "duration": duration}
        after |= {k: [[half_up(to(t)), *rest] for t, *rest in before[k]] for k in ("keys", "markers") if k in before}
        after["curves"] = [
            c if c["time"] == "s" else c | {"points": [[float(to(F(t) * TPB) / TPB), v] for t, v in c["points"]]}
            for c in before["curves"]
        ]
    elif layers == "follow":

        def warp(s):
            return float(seconds_at(tempos, tick_at(old, F(str(s)))))

        after["segments"] = [s | {"start": warp(s["start"]), "end": warp(s["end"])} for s in before["segments"]]
        after["curves"] = [
            c if c["time"] == "beats" else follow(c, old, tempos)
            if "values" in c else c | {"points": [[warp(t), v] for t, v in c["points"]]}
            for c in before["curves"]
        ]  # fmt: skip
    return {"name": name, "before": before, "tempos": tempos, "keep": keep, "layers": layers, "after": after}


def document(tempos):
    curve = {"target": "x", "unit": "", "style": {}}
    return {
        "rows": {
            "id": [3, 1, 7], "onset": [0, 15360, 46081], "duration": [7680, 30720, 1], "pitch": [60, 64, 67],
            "velocity": [100, 90, 80], "track": [0, 0, 0], "lyric": {"1": "라"},
        },
        "tempos": tempos,
        "signatures": [[0, 4, 4], [61440, 3, 4]],
        "tracks": [],
        "segments": [{"start": 0.25, "end": 1.75, "type": "word", "text": "아리", "confidence": None}],
        "curves": [
            {"name": "bend", **curve, "time": "beats", "points": [[0, 1], [1.5, 2], [3, None]]},
            {"name": "f0", **curve, "time": "s", "start": 0.5, "hop": 0.25, "values": [100, 200, None, 400, 500, 600]},
            {"name": "pins", **curve, "time": "s", "points": [[0.5, 1], [2.5, 2]]},
        ],
        "keys": [[0, 2, "major"], [61440, -1, "minor"]],
        "markers": [[0, "A"], [46080, "B"]],
    }  # fmt: skip


def main():
    one, two = [[0, 120]], [[0, 120], [30720, 60]]
    cases = [
        case(f"{name}, {keep}, {layers}", document(old), new, keep, layers)
        for name, old, new in (
            ("half as fast", one, [[0, 60]]),
            ("a tempo that divides nothing", one, [[0, 93.7]]),
            ("a change comes", one, [[0, 120], [23040, 80]]),
            ("a change goes", two, [[0, 120]]),
            ("two changes for one", two, [[0, 90], [15360, 150], [40000, 70.5]]),
        )
        for keep, layers in (("seconds", "follow"), ("beats", "follow"), ("beats", "stay"))
    ]
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    (HERE / "tempo_edit.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
