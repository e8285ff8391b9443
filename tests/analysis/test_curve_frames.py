"""Curves of F0 in beats or of free points become frames: what is sung where, by hand."""

import numpy as np
import pytest

from gradio_pianoroll.analysis import (
    AnalysisError,
    Pin,
    PitchLattice,
    curve_in_frames,
    extract_f0,
    f0_of_curve,
    notes_from_f0,
)
from gradio_pianoroll.score import Curve, TempoMap
from tests.analysis.signals import constant, harmonic_tone

NAN = float("nan")
# 60 BPM for two beats, then 120.
TEMPO = TempoMap([(0, 60), (2, 120)])


def test_beats_lie_where_the_tempo_has_them():
    curve = Curve(
        "f0", [100, 200, 300, 300, 400], target="f0", unit="Hz", time="beats", hop=1.0, style={"color": "red"}
    )
    even = curve_in_frames(curve, TEMPO, hop_s=0.5)
    # Beats 0 to 4 are at 0, 1, 2, 2.5 and 3 s.
    assert even.values.tolist() == [100, 150, 200, 250, 300, 300, 400]
    assert (even.time, even.start, even.hop, even.is_uniform, dict(even.style)) == (
        "s",
        0.0,
        0.5,
        True,
        {"color": "red"},
    )
    with pytest.raises(AnalysisError, match="give its score's tempo_map"):
        curve_in_frames(curve)


def test_points_are_joined_and_gaps_stay():
    curve = Curve("f0", [200, 210, NAN, 300], [0.1, 0.3, 0.4, 0.6], "f0", "Hz")
    even = curve_in_frames(curve, hop_s=0.1)
    np.testing.assert_allclose(even.values, [200, 205, 210, NAN, 300, 300], rtol=1e-6)
    assert even.start == 0.1
    found = f0_of_curve(curve, hop_s=0.1)
    assert found.voiced.tolist() == [True, True, True, False, True, True]
    np.testing.assert_allclose(found.times_s, 0.1 + 0.1 * np.arange(6))


def test_what_it_came_with_and_pins_come_along():
    pin = Pin.near([(0.1, 220), (0.2, 225)], 50).to_json()
    curve = Curve("f0", [200, 220], [1.0, 2.0], "f0", "Hz", pins=[pin, Pin.unvoiced(0.5, 0.75).to_json()])
    even = curve_in_frames(curve.edited([200, 220, 240], [1.0, 2.0, 3.0]), hop_s=0.5)
    np.testing.assert_array_equal(even.values, np.float32([200, 210, 220, 230, 240]))
    np.testing.assert_array_equal(even.original, np.float32([200, 210, 220, NAN, NAN]))
    # Times of pins count from the start, which was 0 s and is 1 s now.
    near, unvoiced = (Pin.from_json(given) for given in even.pins)
    np.testing.assert_allclose(near.points, [(-0.9, 220), (-0.8, 225)])
    assert (unvoiced.start_s, unvoiced.end_s) == (-0.5, -0.25)


def test_frames_stay_as_they_are():
    curve = Curve("f0", [200, NAN, 220], target="f0", unit="Hz", hop=0.01, start=0.3)
    assert curve_in_frames(curve) is curve
    assert len(curve_in_frames(curve, hop_s=0.005)) == 5
    assert len(curve_in_frames(Curve("f0", [], [], "f0", "Hz"))) == 0
    for bad in (0, -1, NAN, np.inf):
        with pytest.raises(AnalysisError, match="hop_s"):
            curve_in_frames(curve, hop_s=bad)
    with pytest.raises(AnalysisError, match="larger hop_s"):
        curve_in_frames(Curve("f0", [200, 210], [0.0, 1e6], "f0", "Hz"), hop_s=0.001)


def test_notes_and_pins_are_had_of_a_drawn_curve():
    drawn = Curve("f0", [220, 220, NAN, 330, 330], [0, 0.98, 1.0, 1.02, 2], "f0", "Hz", time="beats")
    score = notes_from_f0(drawn, tempo=60)
    assert score.notes.pitch.tolist() == [57, 64]
    np.testing.assert_allclose(score.notes.onset_beats, [0, 1.02], atol=0.03)
    # As lines of pins the drawn curve leads a decoding.
    y = harmonic_tone(constant(220, 1.0, 22_050), 22_050).astype(np.float32)
    even = curve_in_frames(Curve("f0", [440, 440], [0.2, 0.8], "f0", "Hz"))
    lattice = PitchLattice.of(y, 22_050, cache=False)
    voiced = np.flatnonzero(np.isfinite(even.values))
    lattice.update(lattice.stroke(zip(even.sample_times()[voiced], even.values[voiced].astype(float), strict=True)))
    assert 430 < np.nanmedian(lattice.part(0.3, 0.7).f0_hz) < 450
    assert np.nanmedian(extract_f0(y, 22_050).f0_hz) == pytest.approx(220, rel=0.01)
