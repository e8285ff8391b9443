"""What a pin may be, as an object and in JSON, and what becomes of the worst lists of them."""

import json
import math
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gradio_pianoroll.analysis import ContradictoryPins, Pin, PinError, PitchLattice
from gradio_pianoroll.analysis.lattice.geometry import Geometry
from tests.analysis.lattice.oracle import plain_states
from tests.analysis.lattice.sounds import SMALL, SR, sentence, small

RELAXED = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
pytestmark = pytest.mark.filterwarnings("ignore:outside of the recording")

times = st.one_of(st.floats(-3, 5), st.sampled_from([-1e9, 0.0, 0.01, 1e9, 1e-300]))
pitches = st.one_of(st.floats(60, 500), st.sampled_from([0.001, 75.0, 375.0, 1e6]))
weights = st.one_of(st.none(), st.floats(0, 50), st.sampled_from([1e6, 1e300]))


@st.composite
def any_pin(draw):
    start_s, end_s = sorted((draw(times), draw(times)))
    weight = draw(weights)
    kind = draw(st.sampled_from(["box", "near", "unvoiced", "voiced", "octave"]))
    if kind == "near":
        places = sorted(draw(st.lists(times, min_size=1, max_size=5)))
        points = [(place, draw(pitches)) for place in places]
        return Pin.near(points, draw(st.floats(0, 2400)), weight=weight, unvoiced_weight=draw(weights))
    if kind == "octave":
        return Pin.octave(start_s, end_s, draw(st.sampled_from([-8, -1, 1, 2])), weight=weight)
    if kind == "box":
        low_hz, high_hz = sorted((draw(pitches), draw(pitches)))
        return Pin(start_s, end_s, low_hz, high_hz, weight=weight, unvoiced_weight=draw(weights))
    return Pin(start_s, end_s, kind=kind, weight=weight)


@RELAXED
@given(st.lists(any_pin(), max_size=8))
def test_any_pins_are_followed_or_refused(pins):
    shared, model = small("speech")
    lattice = PitchLattice(shared._base)
    unpinned = plain_states(lattice)
    expected = model.best_units(model.penalties(pins, unpinned))
    if expected is None:
        with pytest.raises(ContradictoryPins):
            lattice.update(pins)
        np.testing.assert_array_equal(plain_states(lattice), unpinned)
        return
    lattice.update(pins)
    np.testing.assert_array_equal(plain_states(lattice), expected[0])
    path = lattice.path
    assert np.array_equal(np.isfinite(path.f0_hz), path.voiced)
    assert not (path.drawn & ~path.voiced).any()


@RELAXED
@given(any_pin())
def test_json_says_all_of_a_pin(pin):
    data = json.loads(json.dumps(pin.to_json()))
    assert Pin.from_json(data) == pin
    assert Pin.from_json(data | {"somethingNew": [1]}) == pin
    assert hash(Pin.from_json(data)) == hash(pin)


@RELAXED
@given(
    st.dictionaries(
        st.sampled_from(["kind", "start", "end", "low", "high", "weight", "points", "cents", "octaves"]),
        st.one_of(
            st.none(), st.booleans(), st.text(max_size=5), st.floats(), st.integers(), st.just("box"), st.just("near"),
            st.lists(st.one_of(st.floats(), st.tuples(st.floats(), st.floats()), st.text(max_size=2)), max_size=3),
        ),
    )
)  # fmt: skip
def test_whatever_stands_in_json_is_a_pin_or_an_error(data):
    try:
        pin = Pin.from_json(data)
    except PinError:
        return
    assert math.isfinite(pin.start_s)
    assert pin.start_s <= pin.end_s


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Pin(math.nan, 1, 100, 200), "start_s must be a finite number"),
        (lambda: Pin(0, math.inf, 100, 200), "end_s must be a finite number"),
        (lambda: Pin(2, 1, 100, 200), "swap the two"),
        (lambda: Pin(0, 1, 200, 100), "swap the two"),
        (lambda: Pin(0, 1, math.nan, 100), "low_hz"),
        (lambda: Pin(0, 1, 100), "high_hz must be a number, not None"),
        (lambda: Pin(0, 1, 0, 100), "low_hz"),
        (lambda: Pin(0, 1, True, 100), "low_hz"),
        (lambda: Pin(0, 1, "100", 200), "low_hz must be a number"),
        (lambda: Pin.unvoiced(0, 1, weight=math.nan), "weight"),
        (lambda: Pin.unvoiced(0, 1, weight=-1), "weight"),
        (lambda: Pin(0, 1, 100, 200, unvoiced_weight=math.inf), "unvoiced_weight"),
        (lambda: Pin.near([]), "at least one point"),
        (lambda: Pin.near([(0, 100), (1, math.nan)]), "points: pitch"),
        (lambda: Pin.near([(1, 100), (0, 100)]), "swap|order"),
        (lambda: Pin.near([(0, 100), (2, 100), (1, 100), (3, 100)]), "order of time"),
        (lambda: Pin.near([(0, 100)], cents=math.nan), "cents"),
        (lambda: Pin.near([3]), "pairs of numbers"),
        (lambda: Pin.octave(0, 1, 0), "octaves"),
        (lambda: Pin.octave(0, 1, 0.5), "octaves"),
        (lambda: Pin.octave(0, 1, True), "octaves"),
        (lambda: Pin(0, 1, kind="boxes"), "kind"),
    ],
)
def test_what_is_no_pin_is_refused(make, says):
    with pytest.raises(PinError, match=says):
        make()


def test_frames_of_a_span_are_those_that_are_centred_in_it():
    geometry = Geometry(n_frames=100, hop_s=0.01, fmin=75.0, bins_per_octave=24, n_bins=56, half_states=56)
    for span, frames in (
        ((0.0, 0.03), (0, 3)),
        ((0.1, 0.2), (10, 20)),  # 0.1 / 0.01 is not quite 10
        ((0.07, 0.29), (7, 29)),
        ((0.021, 0.029), (2, 3)),  # between two frames: the nearest
        ((0.026, 0.026), (3, 4)),
        ((-1, 0.02), (0, 2)),
        ((0.98, 7), (98, 100)),
        ((-3, -2), (0, 0)),
        ((5, 6), (100, 100)),
        ((-1e9, 1e9), (0, 100)),
    ):
        assert geometry.span(*span) == frames
        many = geometry.spans(np.array([span[0]]), np.array([span[1]]))
        assert (int(many[0][0]), int(many[1][0])) == frames


def test_many_pins_are_followed_as_few_are():
    # Beyond a number of pins they are put together in another way.
    shared, model = small("singing")
    rng = np.random.default_rng(2)
    pins = [
        Pin(t, t + 0.05, 90, 330, weight=w, unvoiced_weight=v)
        for t, w, v in zip(
            rng.uniform(0, 1.4, 200).tolist(), rng.uniform(0, 9, 200).tolist(), rng.uniform(0, 3, 200).tolist(),
            strict=True,
        )
    ]  # fmt: skip
    pins += [Pin(0.2, 0.6, 100, 300), Pin(0.5, 0.9, 120, 310, unvoiced_weight=0), Pin.unvoiced(1.0, 1.05)]
    lattice = PitchLattice(shared._base)
    lattice.update(pins)
    expected, _ = model.best_units(model.penalties(pins))
    np.testing.assert_array_equal(plain_states(lattice), expected)


def test_a_million_pins():
    lattice = PitchLattice.of(sentence(), SR, cache=False, **SMALL)
    first, second = Pin.unvoiced(1.0, 1.2), Pin(2.0, 2.2, 100, 200)
    few = lattice.decode([first, second]).f0_hz
    # Half a million times two that are there already, and a hundred thousand that differ and say nothing new.
    rng = np.random.default_rng(1)
    soft = [Pin(t, t + 0.01, 80, 370, weight=0.0) for t in rng.uniform(0, 5, 100_000).tolist()]
    pins = [first, second] * 450_000 + soft
    assert len(pins) == 1_000_000
    start_s = time.process_time()
    lattice.update(pins)
    assert time.process_time() - start_s < 15
    np.testing.assert_array_equal(lattice.path.f0_hz, few)
    with pytest.raises(ContradictoryPins) as refused:
        lattice.update([*pins[-150_000:], Pin.voiced(1.1, 1.1)])
    assert set(refused.value.pins) == {first, Pin.voiced(1.1, 1.1)}
