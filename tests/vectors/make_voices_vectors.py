"""Writes voices.json: patches of our own voices, which program they play, and their sound, for both languages.

- `programs`: name of the patch of each General MIDI program. Python has `voice`, which sings lyrics, where the browser has
  `choir`.
- `patches`, `drums`: their numbers; `drums` by key, `default` for the others.
- `sounds`: what a voice gives by itself: `name` (or `drum`), `pitch`, `velocity`, `gate` (samples), `sr`, `f0_hz` and
  `loudness` (each 10 ms, or null); `samples` are every 11th one, as far as the note is heard. They must agree to -80 dB:
  a sine is a table here and a function there.
"""

import dataclasses
import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from gradio_pianoroll.synth import INSTRUMENTS, drum, instrument_for_program, note_hz  # noqa: E402
from gradio_pianoroll.synth.drum_patches import DRUMS, STICK  # noqa: E402
from gradio_pianoroll.synth.patches import PATCHES  # noqa: E402

STRIDE = 11
SR = 48_000


def camel(name):
    """Name that a field has in TypeScript."""
    head, unit = (
        (name[: -len(u)], u)
        if (u := next((u for u in ("_s", "_hz", "_cents") if name.endswith(u)), ""))
        else (name, "")
    )
    first, *rest = head.split("_")
    return first + "".join(part.capitalize() for part in rest) + unit


def plain(patch):
    fields = {camel(key): value for key, value in dataclasses.asdict(patch).items()}
    return {key: list(map(list, value)) if key == "formants" else value for key, value in fields.items()}


def sound_of(case):
    if case["name"] == "drum":
        return drum(case["pitch"], case["sr"])
    curves = (None if case[key] is None else np.array(case[key], float) for key in ("f0_hz", "loudness"))
    tone = INSTRUMENTS[case["name"]].tone
    return tone(note_hz(case["pitch"]), case["gate"], case["sr"], case["velocity"], *curves)


def cases():
    glide = [float(v) for v in np.float32(np.geomspace(220, 247, 9))]
    swell = [0.25, 0.5, 1.0, 0.75, 0.5]
    for i, name in enumerate(PATCHES):
        pitch, velocity = 45 + 5 * (i % 9), (0.4, 0.75, 1.0)[i % 3]
        yield {
            "name": name,
            "pitch": pitch,
            "velocity": velocity,
            "gate": 3_000 + 500 * (i % 4),
            "sr": SR,
            "f0_hz": None,
            "loudness": None,
        }
    for name in ("strings", "choir", "fm"):
        yield {"name": name, "pitch": 57, "velocity": 0.8, "gate": 4_100, "sr": SR, "f0_hz": glide, "loudness": swell}
    # Above what an oscillator may do, and a vibrato that has grown.
    yield {"name": "lead", "pitch": 125, "velocity": 1.0, "gate": 2_000, "sr": SR, "f0_hz": None, "loudness": None}
    yield {"name": "flute", "pitch": 72, "velocity": 0.6, "gate": 44_000, "sr": SR, "f0_hz": None, "loudness": None}
    for pitch in (36, 38, 42, 45, 49, 70, 58):
        yield {"name": "drum", "pitch": pitch, "velocity": 1.0, "gate": 0, "sr": SR, "f0_hz": None, "loudness": None}


def main():
    sounds = []
    for case in cases():
        samples = [round(float(x), 6) for x in sound_of(case)[::STRIDE][:1_200]]
        sounds.append({**case, "samples": samples})
    told = {
        "programs": [instrument_for_program(program) for program in range(128)],
        "patches": [plain(patch) for patch in PATCHES.values()],
        "drums": {str(key): plain(patch) for key, patch in DRUMS.items()} | {"default": plain(STICK)},
        "sounds": sounds,
    }
    for patch in told["patches"]:
        # As many as say which series it is.
        patch["harmonics"] = [patch["harmonics"][:12], len(patch["harmonics"]), sum(patch["harmonics"])]
    (HERE / "voices.json").write_text(json.dumps(told, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
