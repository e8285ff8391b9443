"""Rolls that a small SoundFont plays: sixteen families and a drum kit, one after another and together; a broken font; a choice."""

import os
import tempfile
from pathlib import Path

import gradio as gr
import numpy as np

from tests.synth.fonts import Sample, Zone, font

RATE = 44_100
PERIOD = 200
SLOT_BEATS, BEATS_S = 0.5, 0.5
FAMILIES = 15


def tone(harmonics: list[float]) -> Sample:
    """One period after another of a tone of 220.5 Hz, which is root key 57 and two cents."""
    phase = 2 * np.pi * np.arange(PERIOD * 40) / PERIOD
    wave = sum(size * np.sin((k + 1) * phase) for k, size in enumerate(harmonics))
    return Sample(np.rint(9_000 * wave / np.abs(wave).max()), (PERIOD * 20, PERIOD * 39), 57, -4)


def family(number: int) -> list[float]:
    """Harmonics that no two families have alike."""
    return [1.0 / (k + 1) ** (0.4 + 0.2 * (number % 5)) * (1.0 if (k + number) % 3 else 0.1) for k in range(12)]


def noise() -> Sample:
    drawn = np.random.default_rng(3).normal(0, 4_000, 8_000) * np.exp(-np.arange(8_000) / 1_500)
    return Sample(np.rint(np.clip(drawn, -20_000, 20_000)), (0, 0), 60)


def small_font(path: Path) -> Path:
    instruments = [[Zone(i, {54: 1, 34: -9_000, 38: -3_000, 37: 100, 8: 9_000 + 200 * i})] for i in range(FAMILIES)]
    instruments.append([Zone(FAMILIES, {54: 0, 57: 1, 58: 60})])
    presets = [(0, 8 * i, [Zone(i)]) for i in range(FAMILIES)] + [(128, 0, [Zone(FAMILIES)])]
    path.write_bytes(font(presets, instruments, [*(tone(family(i)) for i in range(FAMILIES)), noise()]))
    return path


folder = Path(tempfile.gettempdir()) / "pianoroll-soundfont-test"
folder.mkdir(exist_ok=True)
FONT, BROKEN = folder / "families.sf2", folder / "broken.sf2"


def family_score():
    """Each family alone for a quarter of a second, then all of them; pedal, bend, expression, volume and pan in some."""
    from gradio_pianoroll import NoteTable, Score, Track
    from gradio_pianoroll.formats.midi.controllers import BEND, CONTROL, Lane, curve_of

    tracks = [Track(f"family {i}", program=8 * i, channel=i if i < 9 else i + 1) for i in range(FAMILIES)]
    tracks[1] = Track("left", program=8, channel=1, pan=-1, volume=0.6)
    tracks.append(Track("drums", channel=9, is_drum=True))
    n = len(tracks)
    onset = [SLOT_BEATS * i for i in range(n)] + [SLOT_BEATS * (n + 1)] * n
    pitch = [57 + i % 5 for i in range(FAMILIES)] + [38] + [45 + 2 * i for i in range(FAMILIES)] + [42]
    notes = NoteTable.from_columns(
        onset, [SLOT_BEATS * 0.8] * n + [1.0] * n, pitch, velocity=[90] * n + [25] * n, track=[*range(n)] * 2
    )

    def lane(kind, number, track, *points):
        beats, values = zip(*points, strict=True)
        return curve_of(Lane(kind, number, track, 0), np.array(beats, float), np.array(values))

    curves = [
        lane(CONTROL, 64, 2, (1.1, 127), (1.7, 0)),
        lane(BEND, 0, 3, (1.6, 4096), (1.75, -4096)),
        lane(CONTROL, 11, 4, (0.0, 127), (2.2, 60)),
    ]
    return Score(notes, tempo_map=120, tracks=tuple(tracks), curves=curves)


def build() -> gr.Blocks:
    from gradio_pianoroll import NoteTable, PianoRoll, Score

    small_font(FONT)
    BROKEN.write_bytes(FONT.read_bytes()[:3_000])
    os.environ["GRADIO_PIANOROLL_SOUNDFONT"] = str(FONT)
    plain = Score(NoteTable.from_columns([0, 1], 1, [57, 60]), tempo_map=120)
    with gr.Blocks() as app:
        PianoRoll(family_score(), label="Families", height=420, soundfont=FONT)
        PianoRoll(plain, label="Broken", height=320, soundfont=BROKEN)
        PianoRoll(plain, label="Choice", height=320)
    return app


if __name__ == "__main__":
    build().launch()
