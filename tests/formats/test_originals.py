"""What a curve came with before it was edited goes through files and back; other readers find the values alone."""

import csv
import json
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradio_pianoroll.formats import load, save
from gradio_pianoroll.formats.pitch import arrays, praat, svl
from gradio_pianoroll.score import Curve, PianoRollWarning, Score

NAN = float("nan")
# The edit voices the first frame and the last, moves one by an octave, unvoices one.
CAME = [NAN, 220.5, 221.25, 110.5, NAN, 330.0, NAN]
NOW = [219.5, 220.5, 221.25, 221.0, NAN, NAN, 331.0]
HOP_S = 256 / 22_050


def edited(**more):
    return Curve("f0", CAME, target="f0", unit="Hz", **{"hop": HOP_S, "start": 0.5, **more}).edited(NOW)


def score_of(*curves):
    return Score(curves={curve.name: curve for curve in curves})


@pytest.mark.parametrize("suffix", ["npz", "csv", "Pitch", "jams", "svl", "json"])
def test_f0_keeps_what_it_came_with(tmp_path, suffix):
    path = tmp_path / f"a.{suffix}"
    save(score_of(edited()), path)
    back = load(path).curves["f0"]
    assert back.is_edited
    np.testing.assert_array_equal(back.values, np.float32(NOW))
    np.testing.assert_array_equal(back.original, np.float32(CAME))
    # Frames of a layer lie on whole samples.
    assert back.start == pytest.approx(0.5, abs=1e-5 if suffix == "svl" else 1e-9)
    assert back.hop == pytest.approx(HOP_S, abs=1e-9)
    assert list(load(path).curves) == ["f0"] if suffix != "Pitch" else ["f0", "strength", "intensity"]
    # What came and was not edited says it no second time.
    save(score_of(edited().as_original()), path)
    assert not load(path).curves["f0"].is_edited
    assert b"original" not in path.read_bytes()


@pytest.mark.parametrize("suffix", ["npz", "PitchTier"])
@pytest.mark.parametrize("came", [[(0.1, 200.0), (0.25, 210.0), (0.5, 190.5)], [(0.3, 200.0)], []])
def test_points_keep_those_that_came(tmp_path, suffix, came):
    times, hz = (np.array([point[i] for point in came]) for i in (0, 1))
    curve = Curve("f0", hz, times, "f0", "Hz").edited([205, 207.5], [0.15, 0.4])
    path = tmp_path / f"a.{suffix}"
    save(score_of(curve), path)
    back = load(path).curves["f0"]
    assert (back.values.tolist(), back.times.tolist()) == ([205.0, 207.5], [0.15, 0.4])
    assert (back.original.tolist(), back.original_times.tolist()) == (hz.tolist(), times.tolist())


def test_other_curves_keep_theirs_in_tables_and_arrays(tmp_path):
    loudness = Curve("loudness", [-10, -20, -30, -25, -12, -11, -9], target="loudness", unit="dB", hop=HOP_S, start=0.5)
    score = score_of(edited(), loudness.edited([-10, -20, -30, -25, -12, NAN, -3]))
    for suffix in ("npz", "csv"):
        path = tmp_path / f"a.{suffix}"
        save(score, path)
        back = load(path).curves
        assert list(back) == ["f0", "loudness"]
        np.testing.assert_array_equal(back["loudness"].original, loudness.values)
        assert back["loudness"].values[-1] == -3
    with np.load(tmp_path / "a.npz") as found:
        np.testing.assert_array_equal(found["f0"], np.float32(NOW))
        np.testing.assert_array_equal(found["f0_original"], np.float32(CAME))
    rows = list(csv.DictReader((tmp_path / "a.csv").open(encoding="utf-8", newline="")))
    assert [row["f0_hz_original"] for row in rows] == ["" if np.isnan(hz) else f"{hz:g}" for hz in CAME]


def test_in_praat_the_original_is_the_second_candidate():
    # Read by hand, as the manual's page "Pitch" has it: intensity, number of candidates, then frequency and strength of each.
    # Praat 6.1.38 (praat-parselmouth 0.4.7, no part of the tests) opens it: path NOW, second candidates CAME.
    text = praat.write(score_of(edited()), Path("a.Pitch")).decode()
    lines = [line for line in text.splitlines()[2:] if line and not line.startswith("!")]
    frames = np.array(lines[7:], float).reshape(-1, 6)
    assert lines[6] == "2"
    assert (frames[:, 1] == 2).all()
    np.testing.assert_allclose(frames[:, 2], np.nan_to_num(NOW), rtol=1e-6)
    np.testing.assert_allclose(frames[:, 4], np.nan_to_num(CAME), rtol=1e-6)
    # Candidates of somebody else's file are no original.
    others = "".join(line + "\n" for line in text.splitlines() if not line.startswith("!"))
    with pytest.warns(PianoRollWarning, match="candidates"):
        assert not praat.read(others.encode(), Path("a.Pitch")).curves["f0"].is_edited


def test_on_other_frames_both_are_brought_there():
    score = score_of(edited())
    for back in (
        arrays.read(arrays.write(score, Path("a.npz"), hop_s=0.02), Path("a.npz")),
        praat.read(praat.write(score, Path("a.Pitch"), hop_s=0.02), Path("a.Pitch")),
    ):
        f0 = back.curves["f0"]
        assert (len(f0), len(f0.original), f0.hop) == (4, 4, 0.02)
        # 40 ms on lies between frames 3 and 4, near the former: 220 on the way from 221 to nothing, 110.5 before the edit.
        assert (f0.values[2], f0.original[2]) == (221.0, 110.5)


def test_what_has_no_place_is_told(tmp_path):
    free = Curve("f0", [200.0, 210], [0.1, 0.2], "f0", "Hz").edited([205.0], [0.15])
    with pytest.warns(PianoRollWarning, match="no place for what the curve 'f0' came with"):
        save(score_of(free), tmp_path / "a.csv")
    named = Curve("f0_hz_original", np.zeros(7), hop=HOP_S, start=0.5)
    with pytest.warns(PianoRollWarning, match="'f0_hz_original' will be read as"):
        save(score_of(edited(), named), tmp_path / "b.csv")
    # A sandbox in which somebody wrote another thing.
    save(score_of(edited()), tmp_path / "a.jams")
    data = json.loads((tmp_path / "a.jams").read_text(encoding="utf-8"))
    for wrong in ({"a": 1}, [[0, "x"]], [[1, 200], [0, 200]], [[0]]):
        data["annotations"][0]["sandbox"]["original"] = wrong
        (tmp_path / "a.jams").write_text(json.dumps(data), encoding="utf-8")
        with pytest.warns(PianoRollWarning):
            assert not load(tmp_path / "a.jams").curves["f0"].is_edited
    text = praat.write(score_of(free), Path("a.PitchTier"))
    assert not praat.read(text.replace(b"original 0.1", b"original x"), Path("a.PitchTier")).curves["f0"].is_edited


hz_lists = st.lists(st.one_of(st.just(NAN), st.floats(50, 1000, width=32)), min_size=2, max_size=12)


@given(came=hz_lists, data=st.data())
def test_any_edit_comes_back(came, data):
    now = data.draw(
        st.lists(st.one_of(st.just(NAN), st.floats(50, 1000, width=32)), min_size=len(came), max_size=len(came))
    )
    curve = Curve("f0", came, target="f0", unit="Hz", hop=0.01).edited(now)
    for module, name in ((arrays, "a.npz"), (praat, "a.Pitch")):
        back = module.read(module.write(score_of(curve), Path(name)), Path(name)).curves["f0"]
        np.testing.assert_array_equal(back.values, np.float32(now))
        np.testing.assert_array_equal(back.original, np.float32(came))
    if np.isfinite(now).any() and np.isfinite(came).any():
        back = svl.read(svl.write(score_of(curve), Path("a.svl")), Path("a.svl")).curves
        heard = np.flatnonzero(np.isfinite(now) | np.isfinite(came))
        if "f0_original" not in back:
            np.testing.assert_array_equal(back["f0"].original, np.float32(came)[heard[0] : heard[-1] + 1])


@pytest.mark.parametrize("suffix", ["mid", "musicxml", "mxl"])
def test_formats_of_notes_name_once_that_originals_and_pins_are_left_out(tmp_path, suffix):
    plain = Curve("f0", CAME, target="f0", unit="Hz", hop=HOP_S)
    pinned = Curve("pinned", CAME, target="f0", unit="Hz", hop=HOP_S, pins=({"kind": "voiced", "start": 0, "end": 1},))
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        save(score_of(plain), tmp_path / f"plain.{suffix}")
    assert not any("pins" in str(one.message) or "edited" in str(one.message) for one in told)
    with pytest.warns(PianoRollWarning) as told:
        save(score_of(edited(), pinned), tmp_path / f"a.{suffix}")
    (message,) = [str(one.message) for one in told]
    assert "what curves came with before they were edited" in message
    assert "pins of pitches" in message
