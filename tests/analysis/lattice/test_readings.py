"""Other readings of a span, the segment that a touch means, and lines where the recording says nothing."""

import numpy as np
import pytest

from gradio_pianoroll.analysis import Pin, PinError, PitchLattice
from tests.analysis.lattice.oracle import plain_states
from tests.analysis.lattice.sounds import SMALL, small
from tests.analysis.signals import cents, harmonic_tone

SR = 22_050


def sub_octave():
    """Three notes of 220, 330 and 220 Hz; the one between has a weak voice an octave below, as a creaky one has."""
    n = SR // 2
    low = np.full(n, 220.0)
    time_s = np.arange(n) / SR
    between = harmonic_tone(np.full(n, 330.0), SR) + 0.12 * np.sin(2 * np.pi * 165 * time_s) * np.hanning(n)
    gap = np.zeros(SR // 5)
    rng = np.random.default_rng(0)
    y = np.concatenate([gap, harmonic_tone(low, SR), gap, between, gap, harmonic_tone(low, SR), gap])
    return (y + 1e-3 * rng.standard_normal(len(y))).astype(np.float32)


# Where the note between lies.
NOTE_S = (0.2 + 0.5 + 0.2, 0.2 + 0.5 + 0.2 + 0.5)
MIDDLE_S = sum(NOTE_S) / 2


@pytest.fixture(scope="module")
def notes():
    return PitchLattice.of(sub_octave(), SR, cache=False)


def median(path, start_s, end_s):
    here = (path.times_s >= start_s + 0.05) & (path.times_s < end_s - 0.05)
    return float(np.nanmedian(path.f0_hz[here]))


def test_an_octave_is_among_the_readings_and_its_pin_makes_it_the_path(notes):
    lattice = notes.copy()
    segment = lattice.segment(MIDDLE_S)
    assert segment.is_voiced
    np.testing.assert_allclose((segment.start_s, segment.end_s), NOTE_S, atol=0.06)
    present = median(lattice.path, *NOTE_S)
    found = lattice.alternatives(segment.start_s, segment.end_s)
    names = [reading.name for reading in found]
    other = "octave up" if present < 200 else "octave down"
    assert other in names
    assert names[-1] == "unvoiced"
    losses = [reading.loss_nats for reading in found[:-1]]
    assert losses == sorted(losses)
    assert min(losses) > 0
    chosen = found[names.index(other)]
    assert abs(abs(chosen.cents) - 1200) < 60
    lattice.update([chosen.pin])
    now = median(lattice.path, *NOTE_S)
    assert abs(cents(now, present) - chosen.cents) < 30
    np.testing.assert_allclose(np.nanmedian(chosen.f0_hz), now, rtol=0.01)
    # The same again: the pin that lies in the span is left out of account, so what was is offered.
    back = {reading.name for reading in lattice.alternatives(segment.start_s, segment.end_s)}
    assert {"octave up", "octave down"} & back
    lattice.update([found[-1].pin])
    assert not lattice.path.voiced[np.abs(lattice.path.times_s - MIDDLE_S) < 0.15].any()


def test_readings_differ_by_more_than_a_semitone(notes):
    segment = notes.segment(MIDDLE_S)
    found = [r.f0_hz for r in notes.alternatives(segment.start_s, segment.end_s, 4)[:-1]]
    span = (notes.path.times_s >= segment.start_s - 1e-6) & (notes.path.times_s < segment.end_s - 1e-6)
    found.append(notes.path.f0_hz[span])
    assert len(found) >= 2
    for i, a in enumerate(found):
        for b in found[:i]:
            assert np.abs(cents(a, b)).min() > 99.9


def test_readings_under_pins_are_the_best_paths_that_forbid_the_others():
    shared, model = small("speech")
    lattice = PitchLattice(shared._base)
    path = lattice.path
    at = float(path.times_s[np.flatnonzero(path.voiced)[20]])
    segment = lattice.segment(at)
    beside = Pin.unvoiced(segment.end_s, segment.end_s + 0.1)
    lattice.update([beside])
    segment = lattice.segment(at)
    now = plain_states(lattice)
    found = lattice.alternatives(segment.start_s, segment.end_s, 1)
    voiced = Pin.voiced(segment.start_s, segment.end_s)
    penalties = model.penalties([beside, voiced])
    for frame in model.frames_of(voiced):
        # A semitone in bins, on both sides of the present path.
        reach = model.p.bins_per_semitone
        penalties[frame, max(0, now[frame] - reach) : now[frame] + reach + 1] = np.inf
    expected, _ = model.best_units(penalties)
    frames = model.frames_of(voiced)
    hz = SMALL["fmin"] * 2 ** (expected[frames] / (12 * model.p.bins_per_semitone))
    np.testing.assert_allclose(found[0].f0_hz, hz, rtol=1e-6)
    plain = np.zeros_like(penalties)
    lost = model.score_float(now, plain) - model.score_float(expected, plain)
    assert found[0].loss_nats == pytest.approx(lost, abs=1e-6)
    assert lattice.pins == (beside,)
    np.testing.assert_array_equal(plain_states(lattice), now)


def test_there_are_no_readings_of_nothing(notes):
    assert notes.alternatives(100, 101) == []
    assert notes.alternatives(0.02, 0.03, 0) == []
    for span in ((0.5, 0.2), (np.nan, 1)):
        with pytest.raises(PinError):
            notes.alternatives(*span)
    with pytest.raises(PinError, match="k must"):
        notes.alternatives(0, 1, -1)


def test_a_segment_ends_where_voicing_changes_or_the_pitch_leaps(notes):
    lattice = notes.copy()
    rest = lattice.segment(0.05)
    assert not rest.is_voiced
    assert rest.start_s == 0
    note = lattice.segment(rest.end_s)
    assert note.is_voiced
    assert note.start_s == pytest.approx(rest.end_s)
    last = lattice.segment((lattice.n_frames - 1) * lattice.hop_s)
    assert last.end_s == pytest.approx(lattice.n_frames * lattice.hop_s)
    # 220 and 440 Hz without a rest between.
    lattice.update([Pin(0.3, 0.45, 400, 480), Pin(0.45, 0.6, 200, 240)])
    assert lattice.segment(0.4).end_s <= 0.46
    with pytest.raises(PinError, match="outside"):
        lattice.segment(100)


def test_a_touch_moves_the_whole_segment(notes):
    lattice = notes.copy()
    before = lattice.path
    present = median(before, *NOTE_S)
    wanted = 2 * present if present < 200 else present / 2
    (pin,) = lattice.touch(MIDDLE_S, wanted)
    segment = lattice.segment(MIDDLE_S)
    assert (pin.start_s, pin.end_s) == (segment.start_s, segment.end_s)
    lattice.update([pin])
    assert abs(cents(median(lattice.path, *NOTE_S), wanted)) < 30
    far = np.abs(before.times_s - MIDDLE_S) > 0.4
    np.testing.assert_array_equal(lattice.path.f0_hz[far], before.f0_hz[far])
    # To confirm what is there changes nothing.
    lattice.update(notes.touch(MIDDLE_S))
    np.testing.assert_array_equal(lattice.path.f0_hz, before.f0_hz)


def test_a_touch_brings_back_a_pitch_that_was_missed():
    # A voice so noisy that pYIN hears none: candidates are there, and lose.
    n, rng = SR, np.random.default_rng(3)
    y = harmonic_tone(np.full(n, 200.0), SR) + 0.3 * rng.standard_normal(n)
    lattice = PitchLattice.of(y.astype(np.float32), SR, cache=False)
    segment = next(
        s
        for t in np.arange(0.2, 0.8, 0.01)
        if not (s := lattice.segment(float(t))).is_voiced and s.end_s - s.start_s > 0.05
    )
    at = (segment.start_s + segment.end_s) / 2
    with pytest.raises(PinError, match="give hz"):
        lattice.touch(at)
    for bad in (0, -3, np.nan):
        with pytest.raises(PinError, match="hz"):
            lattice.touch(at, bad)
    lattice.update(lattice.touch(at, 205.0))
    frame = round(at / lattice.hop_s)
    assert abs(cents(lattice.path.f0_hz[frame], 200)) < 360
    here = (lattice.path.times_s >= segment.start_s) & (lattice.path.times_s < segment.end_s)
    assert lattice.path.voiced[here].mean() > 0.3


def test_a_line_over_two_notes_leaves_the_rest_between_them_as_it_is(notes):
    lattice = notes.copy()
    before = lattice.path
    # From within the first note (220 Hz) to within the second one, up to 330 Hz, over a rest of 0.2 s.
    first, second = lattice.stroke([(0.5, 220.0), (0.75, 225.0), (0.88, 330.0), (1.3, 330.0)])
    assert (first.kind, second.kind) == ("near", "near")
    rest_s = 0.2 + 0.5, 0.2 + 0.5 + 0.2
    assert first.start_s == pytest.approx(0.5, abs=0.02)
    assert first.end_s == pytest.approx(rest_s[0], abs=0.05)
    assert second.start_s == pytest.approx(rest_s[1], abs=0.05)
    assert second.end_s == pytest.approx(1.3, abs=0.02)
    lattice.update([first, second])
    rest = (before.times_s > rest_s[0] + 0.05) & (before.times_s < rest_s[1] - 0.05)
    assert not lattice.path.voiced[rest].any()
    assert abs(cents(median(lattice.path, rest_s[1], 1.3), 330)) < 30
    # The same line as a pin says that all of it is voiced, the rest as well.
    lattice.update([Pin.near([(0.5, 220.0), (0.75, 225.0), (0.88, 330.0), (1.3, 330.0)])])
    assert lattice.path.voiced[rest].all()


def test_a_line_in_a_rest_alone_asks_for_a_voice_all_along(notes):
    lattice = notes.copy()
    rest_s = (NOTE_S[1] + 0.03, NOTE_S[1] + 0.15)
    (line,) = lattice.stroke([(rest_s[0], 512.3), (rest_s[1], 700.0)])
    assert (line.start_s, line.end_s) == rest_s
    lattice.update([line])
    here = (lattice.path.times_s >= rest_s[0]) & (lattice.path.times_s < rest_s[1])
    assert lattice.path.drawn[here].all()
    # A width that was asked for is that of each pin; a line beyond the recording is what it was.
    assert {pin.cents for pin in lattice.stroke([(0.5, 220.0), (1.3, 330.0)], 80)} == {80.0}
    assert lattice.stroke([(90, 220.0), (91, 330.0)])[0].points == ((90.0, 220.0), (91.0, 330.0))
    for bad in ([], [(0, -1)], [(1, 200), (0, 200)]):
        with pytest.raises(PinError):
            lattice.stroke(bad)


def test_where_the_recording_says_nothing_the_line_is_the_curve(notes):
    lattice = notes.copy()
    rest_s = (NOTE_S[1] + 0.03, NOTE_S[1] + 0.15)
    line = [(rest_s[0], 512.3), (rest_s[1], 700.0)]
    (change,) = lattice.update([Pin.near(line, 60)])
    path = lattice.path
    here = (path.times_s >= rest_s[0]) & (path.times_s < rest_s[1])
    assert path.drawn[here].all()
    assert path.drawn.sum() == here.sum()
    expected = 512.3 * (700 / 512.3) ** ((path.times_s[here] - rest_s[0]) / (rest_s[1] - rest_s[0]))
    np.testing.assert_allclose(path.f0_hz[here], expected, rtol=1e-6)
    np.testing.assert_array_equal(change.drawn, path.drawn[change.start : change.stop])
    # Another line that the decoder's path does not tell apart is another curve.
    lattice.update([Pin.near([(rest_s[0], 513.0), (rest_s[1], 700.0)], 60)])
    assert lattice.path.f0_hz[here][0] != path.f0_hz[here][0]
    # Along a voice the path is the voice's own, not the line.
    lattice.update([Pin.near([(0.3, 225.0), (0.6, 225.0)], 100)])
    note = (path.times_s >= 0.3) & (path.times_s < 0.6)
    assert not lattice.path.drawn.any()
    assert np.abs(cents(lattice.path.f0_hz[note], 220)).max() < 20


def test_a_short_gap_in_a_line_is_bridged_and_marked(notes):
    # For three frames the line leaves the voice: too short for a curve of its own.
    lattice = notes.copy()
    line = [(0.3, 220.0), (0.399, 220.0), (0.4, 241.234), (0.43, 241.234), (0.431, 220.0), (0.6, 220.0)]
    lattice.update([Pin.near(line, 50)])
    path = lattice.path
    frames = np.flatnonzero(path.drawn)
    assert 1 <= len(frames) <= 3
    bins = 120 * np.log2(path.f0_hz[frames] / 65.0)
    np.testing.assert_allclose(bins, np.rint(bins), atol=1e-3)
    assert np.abs(cents(path.f0_hz[frames], 241.234)).max() <= 56
    assert np.abs(cents(path.f0_hz[frames], 241.234)).min() > 0.1


def test_octaves_are_counted_from_the_path_without_pins(notes):
    lattice = notes.copy()
    unpinned = lattice.path
    up = Pin.octave(*NOTE_S, 1)
    present = median(unpinned, *NOTE_S)
    lattice.update([up])
    assert abs(cents(median(lattice.path, *NOTE_S), 2 * present)) < 160
    lattice.update([up, Pin.voiced(*NOTE_S)])
    assert abs(cents(median(lattice.path, *NOTE_S), 2 * present)) < 160
    # Where nothing is sung there is nothing to move.
    lattice.update([Pin.octave(0.0, 0.1, 1)])
    np.testing.assert_array_equal(lattice.path.f0_hz, unpinned.f0_hz)
