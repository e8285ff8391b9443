"""Writes fluidsynth.json: what FluidSynth makes of notes of TimGM6mb, for tests that do not have it.

Needs Debian's `fluidsynth` (2.3.1 here); reverb and chorus are off. `bands` are third octaves from 25 Hz on in dB, `level`
is that of five seconds in dB, `onset_ms` where the sound reaches a tenth of its peak, after a note at 20 ms;

"""

import json
import sys
import tempfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from benchmarks.synth import DRUMS, FAMILIES, SPACING_S, SR, fluidsynth, one_by_one  # noqa: E402
from benchmarks.synth_measure import level_db, onset_s, third_octaves  # noqa: E402
from scripts import fetch_test_data  # noqa: E402


def notes():
    tones = [(program, pitch, 100, False) for program in FAMILIES for pitch in (48, 72)]
    return tones + [(0, pitch, 100, True) for pitch in DRUMS]


def measured(sound):
    tenth = 0.1 * float(np.abs(sound).max())
    bands = [round(float(db), 2) for db in third_octaves(sound, SR)]
    return {"bands": bands, "level": round(level_db(sound), 2), "onset_ms": round(1e3 * onset_s(sound, tenth, SR), 2)}


def pieces(sound):
    n = round(SPACING_S * SR)
    sound = np.concatenate([sound, np.zeros((n * (len(notes()) + 1), 2))])
    return [sound[i * n : (i + 1) * n] for i in range(len(notes()))]


def main():
    with tempfile.TemporaryDirectory() as folder:
        sound, _ = fluidsynth(one_by_one(notes()), fetch_test_data.soundfont() / "TimGM6mb.sf2", SR, Path(folder))
    lines = []
    for (program, pitch, velocity, is_drum), piece in zip(notes(), pieces(sound), strict=True):
        said = {"program": program, "pitch": pitch, "velocity": velocity, "is_drum": is_drum}
        lines.append("  " + json.dumps({**said, **measured(piece)}))
    (HERE / "fluidsynth.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    main()
