"""F0 and OpenUtau's `pitd`: what the project sings, by hand, and arrays that go there and back."""

import numpy as np
import pytest

from gradio_pianoroll.formats import load, save
from gradio_pianoroll.formats.ustx import f0_of_project, with_pitd
from gradio_pianoroll.score import Curve, NoteTable, PianoRollWarning, Score, TempoMap

# 120 BPM: half a second a beat. A4, B4 after it, a rest of half a second, E4.
NOTES = NoteTable.from_columns([0, 1, 3], [1, 1, 2], [69, 71, 64])
SCORE = Score(NOTES, tempo_map=TempoMap(120))


def cents(hz, against_hz):
    return 1200 * np.log2(np.asarray(hz, float) / against_hz)


def test_points_lead_from_note_to_note():
    # Points that nobody touched: from 40 ms before the note, at the pitch of the one before, to 40 ms after, as half a cosine.
    f0 = f0_of_project(SCORE, hop_s=0.01).values
    at = [45, 46, 48, 50, 52, 54, 60]
    share = np.clip((np.array(at) * 10 - 460) / 80, 0, 1)
    np.testing.assert_allclose(cents(f0[at], 440), 200 * (1 - np.cos(np.pi * share)) / 2, atol=0.01)
    assert np.isnan(f0[100:150]).all()
    # After a rest a note begins on its own pitch.
    np.testing.assert_allclose(cents(f0[150:], 440 * 2 ** (-5 / 12)), 0, atol=0.01)
    assert len(f0) == 250


def test_vibrato_and_the_curve_are_added():
    vibrato = {
        "lengthPercent": 50,
        "periodMs": 200,
        "depthCents": 30,
        "fadeInPercent": 0,
        "fadeOutPercent": 0,
        "shiftPercent": 0,
    }
    notes = NoteTable.from_columns([0], [2], [69], extra={0: {"vibrato": vibrato, "pitchPoints": []}}, id=[0])
    pitd = Curve(
        "pitd",
        [0, 100, 100],
        [0.0, 0.5, 1.0],
        "f0 deviation",
        "cents",
        "beats",
        style={"ustx": {"abbr": "pitd", "track": 0}},
    )
    f0 = f0_of_project(Score(notes, tempo_map=TempoMap(120), curves={"pitd": pitd}), hop_s=0.05).values
    # A beat up to 100 cents in half of it, straight; nothing after the curve. The swing begins in the middle, at 0.5 s.
    np.testing.assert_allclose(cents(f0[:10], 440), [0, 20, 40, 60, 80, 100, 100, 100, 100, 100], atol=0.01)
    # At 0.5 s the last point of the curve still counts.
    expected = 30 * np.sin(2 * np.pi * np.arange(10) * 0.05 / 0.2) + np.array([100] + 9 * [0])
    np.testing.assert_allclose(cents(f0[10:], 440), expected, atol=0.01)


def test_an_array_goes_into_a_project_and_back(tmp_path):
    # As RVC and DiffSinger have it: a value each 10 ms, 0 where nothing is sung.
    t = np.arange(250) * 0.01
    hz = 440 * 2 ** ((np.select([t < 0.5, t < 1.0], [0, 200], -500) + 60 * np.sin(2 * np.pi * 5 * t)) / 1200)
    hz[(t > 0.97) & (t < 1.53)] = 0
    np.save(tmp_path / "a.npy", hz.astype(np.float32))
    f0 = load(tmp_path / "a.npy", hop_s=0.01, unit="Hz").curves["f0"]
    made = with_pitd(SCORE.replace(curves=[f0]))
    pitd = made.curves["pitd"]
    assert (pitd.unit, pitd.time) == ("cents", "beats")
    # Every five ticks, where both the note and F0 sound.
    assert np.unique(np.rint(np.diff(pitd.times) * 480)).tolist()[0] == 5
    save(made.replace(curves=[pitd]), tmp_path / "a.ustx")
    back = f0_of_project(load(tmp_path / "a.ustx"))
    both = (hz > 0) & np.isfinite(back.values)
    assert both.sum() > 0.99 * (hz > 0).sum()
    # Whole cents, and straight lines between places 5.2 ms apart.
    off = np.abs(cents(back.values[both], hz[both]))
    inner = np.abs(t[both] - 0.5) > 0.02
    assert off[inner].max() < 2
    save(Score(curves=[back]), tmp_path / "back.npy")
    again = np.load(tmp_path / "back.npy")
    assert np.abs(cents(again[np.flatnonzero(both)[inner]], hz[both][inner])).max() < 2


def test_what_cannot_be_said_is_told():
    far = Curve("f0", [200.0, 1000.0], target="f0", unit="Hz", hop=1.0)
    with pytest.warns(PianoRollWarning, match="further than an octave"):
        made = with_pitd(SCORE.replace(curves=[far]))
    assert np.abs(made.curves["pitd"].values).max() == 1200
    with pytest.raises(ValueError, match="no such curve of F0; curves: f0"):
        with_pitd(SCORE.replace(curves=[far]), "f1")
    with pytest.raises(ValueError, match="track 3 has no notes"):
        with_pitd(SCORE.replace(curves=[far]), track=3)
    with pytest.raises(ValueError, match="hop_s"):
        f0_of_project(SCORE, hop_s=0)
    # Once more: the former one is replaced, other curves stay.
    with pytest.warns(PianoRollWarning):
        assert list(with_pitd(made).curves) == ["f0", "pitd"]
    assert len(f0_of_project(Score())) == 0
