"""A change of pins gives what decoding everything gives, and computes only as much as it has to."""

import threading

import numpy as np
import pytest

from gradio_pianoroll.analysis import ContradictoryPins, Pin, PinError, PitchLattice
from gradio_pianoroll.analysis.lattice.decoding import Decoding
from gradio_pianoroll.analysis.lattice.geometry import Span
from gradio_pianoroll.analysis.lattice.machine import ROOM_FRAMES
from gradio_pianoroll.analysis.lattice.rules import Rules
from tests.analysis.lattice.sounds import SMALL, SR, random_pin, sentence, small, sounds

pytestmark = pytest.mark.filterwarnings("ignore:outside of the recording")


def whole(lattice, pins):
    """Decoding all frames anew."""
    base = lattice._base
    fresh = Decoding(base)
    fresh.update(Rules(pins, base.geometry, base.path), [Span(0, len(base))])
    return fresh


def assert_whole(lattice):
    fresh, ours = whole(lattice, lattice.pins), lattice._decoding
    np.testing.assert_array_equal(ours.path, fresh.path)
    np.testing.assert_array_equal(ours.marks, fresh.marks)
    for number in ours.rows.keys() | fresh.rows.keys():
        ours_row, fresh_row = (x.rows.get(number) or lattice._base.rows[number] for x in (ours, fresh))
        np.testing.assert_array_equal(ours_row.unvoiced, fresh_row.unvoiced)
        np.testing.assert_array_equal(ours_row.bins, fresh_row.bins)
        np.testing.assert_array_equal(ours_row.voiced, fresh_row.voiced)


@pytest.fixture(scope="module")
def long():
    """Twenty seconds at a fine hop: several rooms long."""
    y = np.concatenate([*sounds().values(), sentence(), *sounds().values()])
    return PitchLattice.of(y, SR, cache=False, **SMALL)


@pytest.mark.parametrize("seed", range(4))
def test_pins_that_come_and_go(long, seed):
    lattice, rng, pins = long.copy(), np.random.default_rng(seed), []
    unpinned = lattice.path
    for _ in range(30):
        if pins and rng.random() < 0.4:
            pins = [pin for pin in pins if rng.random() < 0.7]
        else:
            pins = pins + [random_pin(rng, 20.0) for _ in range(rng.integers(1, 4))]
        before = lattice.path
        try:
            changes = lattice.update(pins)
        except ContradictoryPins:
            pins = list(lattice.pins)
            continue
        assert_whole(lattice)
        after = lattice.path
        told = np.zeros(len(after.f0_hz), bool)
        for change in changes:
            told[change.start : change.stop] = True
            np.testing.assert_array_equal(change.f0_hz, after.f0_hz[change.start : change.stop])
            np.testing.assert_array_equal(change.drawn, after.drawn[change.start : change.stop])
        np.testing.assert_array_equal(before.f0_hz[~told], after.f0_hz[~told])
        np.testing.assert_array_equal(before.drawn[~told], after.drawn[~told])
    lattice.update([])
    np.testing.assert_array_equal(lattice.path.f0_hz, unpinned.f0_hz)
    assert not lattice._decoding.rows
    np.testing.assert_array_equal(lattice._decoding.marks, lattice._base.marks)


def test_pins_at_the_edges_and_over_everything(long):
    lattice = long.copy()
    end_s = lattice.n_frames * lattice.hop_s
    assert lattice.n_frames > 3 * ROOM_FRAMES
    for pins in (
        [Pin.unvoiced(0, 0)],
        [Pin.voiced(end_s - lattice.hop_s, end_s)],
        [Pin(-5, end_s + 5, 100, 300, weight=3)],
        [Pin(0, end_s, 90, 340, unvoiced_weight=0)],
        [Pin.unvoiced(-1e9, 1e9)],
        [Pin.voiced(0, end_s)],
        [Pin(t, t + 0.005, 200, 210) for t in np.arange(0, end_s, 0.37).tolist()],
        [],
    ):
        lattice.update(pins)
        assert_whole(lattice)


def test_a_pin_computes_as_much_in_a_long_recording_as_in_a_short_one():
    y = sentence()[: 4 * SR]
    short, hours = (PitchLattice.of(np.tile(y, n), SR, cache=False, **SMALL) for n in (2, 40))
    for pin in (Pin(1.0, 1.3, 150, 250), Pin.unvoiced(1.2, 1.25), Pin.near([(2.0, 200), (2.4, 180)], 100)):
        counts = []
        for lattice in (short, hours):
            lattice.update([pin])
            counts.append(lattice.computed_frames)
            lattice.update([])
        assert counts[0] == counts[1] < 200


def test_no_change_computes_nothing(long):
    lattice = long.copy()
    pins = [Pin.unvoiced(1, 1.2), Pin(3, 3.4, 100, 200)]
    lattice.update(pins)
    assert lattice.update(list(reversed(pins))) == ()
    assert lattice.computed_frames == 0
    assert lattice.update([*pins, pins[0]]) == ()


def test_decode_leaves_the_pins_that_hold(long):
    lattice = long.copy()
    lattice.update([Pin.unvoiced(1, 2)])
    held, other = lattice.path, lattice.decode([Pin.voiced(1, 1.5)])
    assert not held.voiced[100:200].any()
    assert other.voiced[100:150].all()
    np.testing.assert_array_equal(lattice.path.f0_hz, held.f0_hz)
    assert lattice.pins == (Pin.unvoiced(1, 2),)


def test_two_people_have_pins_of_their_own(long):
    mine = long.copy()
    mine.update([Pin.unvoiced(1, 2)])
    yours = mine.copy()
    yours.update([Pin.voiced(3, 3.2)])
    assert mine.pins == (Pin.unvoiced(1, 2),)
    assert_whole(mine)
    assert_whole(yours)
    assert mine._base is yours._base


def test_several_threads_on_one_recording(long):
    lattices = [long.copy() for _ in range(4)]
    rng = np.random.default_rng(9)
    sets = [[[Pin.voiced(t, t + 0.2), Pin.unvoiced(t + 1, t + 1.3)] for t in rng.uniform(0, 15, 20)] for _ in lattices]

    def work(lattice, mine):
        for pins in mine:
            lattice.update(pins)

    threads = [threading.Thread(target=work, args=pair) for pair in zip(lattices, sets, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for lattice in lattices:
        assert_whole(lattice)


def test_pins_that_contradict_each_other_are_named_and_change_nothing(long):
    lattice = long.copy()
    lattice.update([Pin(2, 3, 100, 200)])
    before, bytes_before = lattice.path, lattice._decoding.n_bytes
    low, high, quiet, harmless = Pin(5, 6, 100, 120), Pin(5.5, 7, 200, 220), Pin.unvoiced(5.8, 9), Pin.voiced(1, 9)
    for pins, guilty in (
        ([low, high, harmless], {low, high}),
        ([harmless, quiet], {harmless, quiet}),
        ([Pin.unvoiced(0, 0.5), Pin(5, 6, 3000, 4000)], {Pin(5, 6, 3000, 4000)}),
        ([Pin.near([(1, 150), (2, 160)], 50), Pin.near([(1.5, 170), (2, 160)], 50)], None),
        ([Pin(i / 100, 9, 100, 120) for i in range(300)] + [high], {Pin(5.49, 9, 100, 120), high}),
    ):
        with pytest.raises(ContradictoryPins) as refused:
            lattice.update(pins)
        error = refused.value
        assert guilty is None or ((len(error.pins) == len(guilty) and high in error.pins) or set(error.pins) == guilty)
        for pin in error.pins:
            assert str(pin) in str(error)
            assert pin.start_s - lattice.hop_s <= error.time_s <= pin.end_s
        np.testing.assert_array_equal(lattice.path.f0_hz, before.f0_hz)
        assert lattice._decoding.n_bytes == bytes_before
        assert lattice.pins == (Pin(2, 3, 100, 200),)
    assert_whole(lattice)


def test_pins_that_no_step_connects_are_refused():
    # Where a pitch cannot leap, a frame may be left without a state though each pin alone leaves some.
    lattice = PitchLattice.of(sounds()["singing"], SR, cache=False, **SMALL, transition_min_prob=1e-3)
    low, high = Pin(0.4, 0.5, 80, 90), Pin(0.5, 0.6, 340, 370)
    lattice.update([low])
    before = lattice.path
    with pytest.raises(ContradictoryPins, match=r"no pitch can be reached at 0\.500 s"):
        lattice.update([low, high])
    np.testing.assert_array_equal(lattice.path.f0_hz, before.f0_hz)
    lattice.update([high])
    assert_whole(lattice)


def test_a_pin_outside_of_the_recording_is_warned_about():
    lattice = PitchLattice(small("noise")[0]._base)
    with pytest.warns(UserWarning, match=r"without effect: pin 100-101 s, unvoiced"):
        assert lattice.update([Pin.unvoiced(100, 101)]) == ()


def test_a_list_that_is_none_is_refused():
    lattice, _ = small("noise")
    for pins, says in (
        (Pin.unvoiced(0, 1), "must be a list"),
        ([3], "pin 1: a pin must be an object"),
        ([Pin.unvoiced(0, 1), {"start": 1}], "pin 2: a pin needs a start and an end"),
    ):
        with pytest.raises(PinError, match=says):
            lattice.update(pins)
