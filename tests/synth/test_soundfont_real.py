"""A General MIDI font as people have it: every preset plays, and notes are those of FluidSynth.

What FluidSynth makes of them is in tests/vectors/fluidsynth.json; `gradio-pianoroll bench synth` compares more of it.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from gradio_pianoroll import NoteTable, Score, Track
from gradio_pianoroll.formats import load
from gradio_pianoroll.synth import SoundFont, cut_font, stream_soundfont
from scripts import fetch_test_data
from tests.vectors.make_fluidsynth_vectors import measured, notes, one_by_one, pieces

REFERENCE = json.loads((Path(__file__).parents[1] / "vectors/fluidsynth.json").read_text())
STRING_ENSEMBLE = 48

pytestmark = pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="the font comes in a Debian package")


@pytest.fixture(scope="module")
def font():
    return SoundFont(fetch_test_data.soundfont() / "TimGM6mb.sf2")


def test_notes_are_those_of_fluidsynth(font):
    sound = np.concatenate(list(stream_soundfont(one_by_one(notes()), font, 48_000))).astype(float)
    found = [measured(piece) for piece in pieces(sound)]
    gain = np.median([ours["level"] - said["level"] for ours, said in zip(found, REFERENCE, strict=True)])
    every = []
    for ours, said in zip(found, REFERENCE, strict=True):
        bands = np.array(said["bands"])
        off = (np.array(ours["bands"]) - bands - gain)[bands > bands.max() - 40]
        every.append(np.abs(off))
        name = f"program {said['program']}, key {said['pitch']}"
        # The layers of the ensemble beat: two engines meet them in another phase.
        is_layered = said["program"] == STRING_ENSEMBLE and not said["is_drum"]
        assert np.abs(off).max() < (2.0 if is_layered else 0.6), name
        assert abs(ours["level"] - said["level"] - gain) < (1.1 if is_layered else 0.3), name
        # FluidSynth begins with the next block of 64 samples.
        assert (-6 if is_layered else -3) < ours["onset_ms"] - said["onset_ms"] < 0, name
    assert np.median(np.concatenate(every)) < 0.1


def test_every_preset_plays(font):
    """136 presets: a note of each, and all of its zones can be cut."""
    keys = list(font.presets)
    whole = cut_font(font, dict.fromkeys(keys))
    assert (len(keys), len(whole.zones), len(whole.samples)) == (136, 2_063, 520)
    melodic = [program for bank, program in keys if bank == 0]
    tracks = tuple(Track("", program) for program in melodic)
    table = NoteTable.from_columns(np.arange(len(tracks)) * 0.6, 0.5, 60, velocity=100, track=np.arange(len(tracks)))
    sound = np.concatenate(list(stream_soundfont(Score(table, tempo_map=60, tracks=tracks), font, 8_000)))
    level = [float(np.abs(sound[round(at * 4_800) : round(at * 4_800) + 4_000]).max()) for at in range(len(tracks))]
    assert np.isfinite(sound).all()
    # The reverse cymbal has hardly begun after half a second.
    assert min(level) > 0.002
    assert sorted(level)[1] > 0.01


def test_a_real_song_with_its_controllers_plays(font):
    path = min(fetch_test_data.game_songs().glob("*.mid"), key=lambda path: path.stat().st_size)
    score = load(path)
    sound = np.concatenate(list(stream_soundfont(score, font, 8_000)))
    assert len(sound) / 8_000 == pytest.approx(score.end_seconds, abs=13)
    assert 0.02 < np.sqrt((sound**2).mean()) < 0.5
