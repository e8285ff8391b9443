"""Writes soundfont.json: rows of voices and their sound, for players of a cut in every language.

- `cut`: bytes of `FontCut.to_bytes` (its docstring has the layout), in base64.
- `curve`: the concave curve at 0-127.
- `zones`: which zones a note of a preset sounds: `bank`, `program`, `key`, `velocity`, `zones`.
- `rows`: what `fill_row` gives: `zone`, `key`, `velocity`, `gain`, `sources` (what differs from the usual ones), and `row`,
  column by column as `row_kernels.py` names them. They must be equal exactly.
- `sounds`: what `play` adds up: `row`, `sr`, `off` (block at which the key lets go), `changes` (`block`, `off`, `row`), `cents`
  and `levels` (for each block; absent: 0 and 1), `blocks`; `left` and `right` are every 13th sample, `done` says whether
  the voice is over. They must agree to -120 dB of full scale.

They come from our own kernels, whose sound is compared with FluidSynth's (`gradio-pianoroll bench synth`) and with what the
specification says (`tests/synth/test_soundfont_voice.py`): here is nothing but what keeps two languages together.
"""

import base64
import json
import sys
import tempfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from gradio_pianoroll.synth import SoundFont, cut_font  # noqa: E402
from gradio_pianoroll.synth.soundfont.rows import concave_curve, usual_sources, voice_row  # noqa: E402
from gradio_pianoroll.synth.soundfont.state_kernels import BLOCK, IS_DONE, N_STATE, OFF_BLOCK  # noqa: E402
from gradio_pianoroll.synth.soundfont.voice_kernels import Changes, Moves, Voices, play  # noqa: E402
from tests.synth.fonts import Sample, Zone, font, sine  # noqa: E402

STRIDE = 13
NEVER = 10**9
INSTRUMENT = [
    Zone(None, {54: 1, 38: -3_600, 43: 0}, [(0x0502, 8, -1_200, 0, 0)]),
    Zone(0, {8: 8_000, 9: 80, 11: 2_400, 25: -9_000, 26: -4_000, 28: -1_000, 29: 600}, keys=(0, 59)),
    Zone(0, {24: -700, 6: 40, 22: -900, 13: 30, 10: 600, 17: -200, 40: 50, 36: -200, 37: 300}, keys=(60, 71)),
    Zone(1, {54: 3, 56: 50, 51: 3, 52: -17, 7: 400, 26: -3_000, 34: -4_000}, keys=(72, 95), velocities=(0, 80)),
    Zone(1, {54: 0, 0: 20, 1: -30, 48: 60, 33: -7_200}, [(0x00CA, 8, -3_000, 0x0002, 2)], keys=(72, 95), velocities=(60, 127)),
    Zone(1, {57: 3, 58: 50, 46: 64, 47: 90, 39: 20, 35: -5_000}, [(0x0A03, 17, 300, 0, 0), (0x0E81, 48, 50, 0, 0)], keys=(96, 127)),
]  # fmt: skip
PRESET = [Zone(None, {48: 20, 52: 5}), Zone(0, {8: 500}, [(0x0502, 48, 120, 0, 0)])]


def small_font():
    """Bytes of the font whose cut the vectors have."""
    samples = [
        Sample(np.rint(12_000 * np.sin(2 * np.pi * np.arange(200) / 40)), (40, 160), 70, 11, 22_050),
        Sample(sine(700.0, 900, 9_000, 32_000), (300, 841), 77, -23, 32_000),
    ]
    return font([(0, 0, PRESET), (128, 0, [Zone(0)])], [INSTRUMENT], samples)


def small_cut():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.sf2"
        path.write_bytes(small_font())
        return cut_font(SoundFont(path), {(0, 0): None, (128, 0): None})


def sound_of(cut, case):
    """Left and right sound of a case, and whether the voice is over."""
    rows, states = np.array([case["row"]], float), np.zeros((1, N_STATE))
    states[0, OFF_BLOCK] = case["off"]
    changes, blocks = case.get("changes", []), case["blocks"]
    changed = Changes(
        np.array([0, len(changes)]), np.array([c["block"] for c in changes], np.int64),
        np.array([c["off"] for c in changes], np.int64),
        np.array([c["row"] for c in changes], float).reshape(-1, len(case["row"])),
    )  # fmt: skip
    is_moved = "cents" in case
    moves = Moves(
        np.array([0 if is_moved else -1]), np.array([case.get("cents", [0.0])], float),
        np.array([case.get("levels", [1.0])], float),
    )  # fmt: skip
    out = np.zeros((2, blocks * BLOCK))
    voices = Voices(rows, states, np.zeros(1, np.int64), np.zeros(1, np.int64))
    play(cut.pcm, voices, changed, moves, 0, 0, blocks * BLOCK, float(case["sr"]), np.zeros(BLOCK), out)
    return out, bool(states[0, IS_DONE])


def sources_with(changed):
    sources = usual_sources()
    for place, value in changed.items():
        sources[int(place)] = value
    return sources


def main():
    cut = small_cut()
    held = []
    for bank, key, velocity in (
        (0, 40, 100),
        (0, 65, 1),
        (0, 80, 70),
        (0, 80, 100),
        (128, 110, 64),
        (128, 80, 10),
        (3, 60, 60),
    ):
        zones = cut.zones_of(bank, 0, key, velocity).tolist()
        held.append({"bank": bank, "program": 0, "key": key, "velocity": velocity, "zones": zones})
    rows = []
    states = [
        {},
        {128 + 7: 127, 128 + 11: 64, 128 + 10: 10, 14: 10_000, 16: 12},
        {128 + 1: 90, 13: 40, 128 + 74: 33.5, 128 + 8: 100, 14: 0},
    ]
    for zone in range(len(cut.zones)):
        for i, (key, velocity) in enumerate(((48, 100), (77, 37), (101, 127))):
            changed = {str(place): value for place, value in states[(zone + i) % 3].items()}
            gain = 1.0 if i else 1.5
            row = voice_row(cut, zone, key, velocity, sources_with(changed), gain)
            rows.append(
                {"zone": zone, "key": key, "velocity": velocity, "gain": gain, "sources": changed, "row": row.tolist()}
            )
    sounds = []
    usual = usual_sources()
    for i, (zone, key, velocity, sr, off) in enumerate(
        ((0, 40, 100, 48_000, 12), (1, 65, 90, 44_100, 20), (1, 60, 100, 22_050, NEVER), (2, 80, 70, 48_000, 10), (3, 88, 110, 44_100, 30), (4, 100, 127, 48_000, 2))
    ):  # fmt: skip
        case = {"row": voice_row(cut, zone, key, velocity, usual).tolist(), "sr": sr, "off": off, "blocks": 40}
        if i == 1:
            bent = sources_with({14: 12_000, 128 + 1: 127, 128 + 10: 100})
            case["changes"] = [{"block": 8, "off": -1, "row": voice_row(cut, zone, key, velocity, bent).tolist()}]
        if i == 2:
            short = voice_row(cut, zone, key, velocity, usual)
            short[33] = short[27] = -2_400
            case["changes"] = [{"block": 15, "off": 15, "row": short.tolist()}]
        if i == 0:
            case["cents"] = np.round(50 * np.sin(np.arange(40) / 3), 3).tolist()
            case["levels"] = np.round(0.5 + 0.5 * np.cos(np.arange(40) / 7), 4).tolist()
        (left, right), case["done"] = sound_of(cut, case)
        for name, side in (("left", left), ("right", right)):
            case[name] = [float(f"{value:.9g}") for value in side[::STRIDE]]
        sounds.append(case)
    whole = {
        "cut": base64.b64encode(cut.to_bytes()).decode(), "curve": concave_curve().tolist(), "zones": held, "rows": rows,
        "sounds": sounds,
    }  # fmt: skip
    lines = [
        f' "{key}": {json.dumps(value)}'
        for key, value in whole.items()
        if not isinstance(value, list) or key == "curve"
    ]
    for key in ("zones", "rows", "sounds"):
        lines.append(f' "{key}": [\n  ' + ",\n  ".join(json.dumps(case) for case in whole[key]) + "\n ]")
    (HERE / "soundfont.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
