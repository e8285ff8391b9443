"""Doubtful places: what is an octave off is among them, what is right is not."""

import numpy as np
import pytest

from gradio_pianoroll import NoteTable, Score
from gradio_pianoroll.analysis import Pin, PitchLattice
from gradio_pianoroll.analysis.lattice.doubts import doubt_of
from gradio_pianoroll.synth import render
from tests.analysis.lattice.test_readings import NOTE_S, SR, sub_octave


@pytest.fixture(scope="module")
def notes():
    return PitchLattice.of(sub_octave(), SR, cache=False)


def test_a_note_an_octave_too_low_is_doubted_and_its_neighbours_are_not(notes):
    found = notes.doubts()
    assert [place.doubt > 0.5 for place in found] == [False, True, False]
    place = found[1]
    np.testing.assert_allclose((place.start_s, place.end_s), NOTE_S, atol=0.06)
    assert place.reading.name == "octave up"
    shares = []
    assert len(notes.doubts(0.85, 1.0, on_progress=shares.append)) == 1
    assert shares == [1.0]
    assert notes.doubts(2.3, 9.0) == []


def test_what_was_said_something_of_is_doubted_no_more(notes):
    lattice = notes.copy()
    place = lattice.doubts()[1]
    lattice.update([place.reading.pin])
    assert len(lattice.doubts()) == 2
    lattice.update([Pin.unvoiced(0, 3)])
    assert lattice.doubts() == []


def test_part_is_the_path_there(notes):
    part = notes.part(1.0, 1.2)
    np.testing.assert_array_equal(part.f0_hz, notes.path.f0_hz[part.start : part.stop])
    assert part.start == int(np.ceil(1.0 / notes.hop_s))


def test_the_more_is_lost_by_another_reading_the_surer(notes):
    assert doubt_of(1, 5, 0.3) > doubt_of(6, 5, 0.3)
    assert doubt_of(3, 12, 0.3) > 0.5 > doubt_of(3, 1, 0.3)
    assert doubt_of(3, 8, 0.1) > doubt_of(3, 8, 1.0)
    assert 0 < doubt_of(1e9, 0, 1e9) < doubt_of(0, 1e9, 0) < 1


def test_injected_errors_come_before_what_is_right():
    """The order is what a visitor goes by: of all pairs of a wrong and a right stretch at least nine in ten are in order.

    Trial on recorded singing (docs/pitch.md): .92.
    """
    rng = np.random.default_rng(3)
    onset, pitch, at = [], [], 0.0
    for _ in range(24):
        pitch.append(int(np.clip((pitch[-1] if pitch else 60) + rng.integers(-4, 5), 55, 70)))
        onset.append(at)
        at += 1.0 + (0.8 if rng.random() < 0.3 else 0)
    score = Score(NoteTable.from_columns(onset, 0.9, pitch))
    sound = np.asarray(render(score, SR, voice="voice", reverb=0), np.float64)
    sound = sound.mean(axis=1) if sound.ndim > 1 else sound
    time_s = np.arange(len(sound)) / SR
    truth = np.full(len(sound) // 256 + 2, np.nan)
    for i, (begin, key) in enumerate(zip(onset, pitch, strict=True)):
        hz, here = 440 * 2 ** ((key - 69) / 12), slice(int(begin / 2 * SR), int((begin + 0.9) / 2 * SR))
        truth[here.start // 256 : here.stop // 256] = hz
        level = np.sqrt(np.mean(sound[here] ** 2))
        if i % 4 == 1:
            sound[here] += 0.8 * level * (np.sin(np.pi * hz * time_s[here]) + np.sin(3 * np.pi * hz * time_s[here]))
        elif i % 4 == 3:
            sound[here] = 0.1 * sound[here] + 1.2 * level * np.sin(4 * np.pi * hz * time_s[here])
    sound += 1e-3 * rng.standard_normal(len(sound))
    lattice = PitchLattice.of(sound.astype(np.float32), SR, cache=False)
    wrong, right = [], []
    for place in lattice.doubts():
        part = lattice.part(place.start_s, place.end_s)
        cents = np.abs(1200 * np.log2(part.f0_hz / truth[part.start : part.stop]))
        (right if np.mean(np.nan_to_num(cents, nan=9e9) < 80) > 0.5 else wrong).append(place.doubt)
    assert len(wrong) >= 6
    assert len(right) >= 10
    assert np.mean(np.array(wrong)[:, None] > np.array(right)) > 0.9
