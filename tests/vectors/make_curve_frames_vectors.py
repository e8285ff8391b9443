"""Writes curve_frames.json: curves of any form and the frames that they become, for both languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from gradio_pianoroll import Curve, TempoMap
from gradio_pianoroll.analysis import curve_in_frames

NAN = float("nan")
TEMPOS = [[0.0, 120.0], [4.0, 90.0]]
CASES = {
    "free points": (Curve("f0", [220, 220, NAN, 330, 440], [0.5, 0.6, 0.72, 0.9, 1.31], "f0", "Hz"), 0.05),
    "points in beats with a pin": (
        Curve(
            "f0", [220, 330, NAN, 262], [1.0, 3.0, 4.5, 6.0], "f0", "Hz", time="beats",
            pins=[{"kind": "near", "start": 0.5, "end": 1.0, "points": [[0.5, 250.0], [1.0, 260.0]], "cents": 60}],
        ),
        0.1,
    ),
    "even in beats": (Curve("f0", [220, 330, NAN, 262, 0, 300], None, "f0", "Hz", time="beats", start=2, hop=0.5), 0.07),
    "edited points": (Curve("f0", [220, 440], [0.0, 1.0], "f0", "Hz").edited([220, 300]), 0.25),
    "one point": (Curve("f0", [220], [0.25], "f0", "Hz"), 0.01),
    "nothing": (Curve("f0", [], [], "f0", "Hz"), 0.01),
}  # fmt: skip


def numbers(values: np.ndarray) -> list[float | None]:
    return [None if np.isnan(value) else round(float(value), 4) for value in values]


def vectors() -> dict[str, list[Any]]:
    cases = []
    for name, (curve, hop_s) in CASES.items():
        even = curve_in_frames(curve, TempoMap(tempos=TEMPOS), hop_s=hop_s)
        cases.append({
            "name": name, "curve": curve.to_json(), "hop_s": hop_s,
            "start_s": even.start, "values": numbers(even.values), "pins": [dict(pin) for pin in even.pins],
            "original": numbers(even.original) if even.is_edited else None,
        })  # fmt: skip
    return {"tempos": TEMPOS, "cases": cases}


if __name__ == "__main__":
    made = vectors()
    lines = ",\n".join(json.dumps(case) for case in made["cases"])
    text = f'{{"tempos": {json.dumps(made["tempos"])}, "cases": [\n{lines}\n]}}\n'
    Path(__file__).with_name("curve_frames.json").write_text(text, "utf-8")
