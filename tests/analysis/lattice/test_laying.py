"""Pins over pins: the last gesture holds where it is, what was said before holds beside it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradio_pianoroll.analysis import Pin
from gradio_pianoroll.analysis.lattice.laying import LEAST_REST_S, laid_over


def test_a_pin_under_a_new_one_is_gone_and_one_beside_it_stays():
    beside, touching = Pin.voiced(0.0, 0.5), Pin(0.5, 1.0, 100, 200)
    new = Pin.unvoiced(1.0, 2.0)
    assert laid_over([beside, touching, Pin.octave(1.2, 1.9, 1), Pin.voiced(1.5, 1.5)], [new]) == [
        beside,
        touching,
        new,
    ]


def test_what_reaches_beyond_is_cut_and_a_line_keeps_its_shape():
    line = Pin.near([(0.0, 100.0), (1.0, 200.0), (2.0, 100.0)], 60, weight=30)
    before, after, new = laid_over([line], [Pin.unvoiced(0.5, 1.5)])
    assert new == Pin.unvoiced(0.5, 1.5)
    assert (before.start_s, before.end_s, after.start_s, after.end_s) == (0.0, 0.5, 1.5, 2.0)
    middle_hz = round(100 * math.sqrt(2), 3)
    assert before.points == ((0.0, 100.0), (0.5, middle_hz))
    assert after.points == ((1.5, middle_hz), (2.0, 100.0))
    assert {(pin.cents, pin.weight) for pin in (before, after)} == {(60, 30)}


def test_a_short_rest_is_left_out():
    assert laid_over([Pin.voiced(0.0, 1.0)], [Pin.unvoiced(0.002, 0.998)]) == [Pin.unvoiced(0.002, 0.998)]


moments = st.integers(0, 60).map(lambda n: n / 10)
pins = st.tuples(moments, moments, st.booleans()).map(
    lambda x: Pin.near([(min(x[:2]), 200.0), (max(x[:2]), 300.0)]) if x[2] else Pin.voiced(min(x[:2]), max(x[:2]))
)


@given(former=st.lists(pins, max_size=5), new=st.lists(pins, max_size=4))
def test_at_each_time_the_last_word_holds_and_nothing_is_lost(former, new):
    laid = laid_over(former, new)
    assert laid[len(laid) - len(new) :] == new
    rest = laid[: len(laid) - len(new)]
    for at in np.arange(0.05, 6.0, 0.1):
        below = sum(pin.start_s < at < pin.end_s for pin in former)
        covered = any(pin.start_s < at < pin.end_s for pin in new)
        assert sum(pin.start_s < at < pin.end_s for pin in rest) == (0 if covered else below)
    assert all(pin.end_s - pin.start_s >= LEAST_REST_S or pin in former for pin in rest)


def test_many_pins_over_many_are_laid_one_by_one():
    former = [Pin.voiced(i, i + 0.5) for i in range(2_000)]
    new = [Pin.unvoiced(i + 0.25, i + 0.75) for i in range(2_000)]
    laid = laid_over(former, new)
    assert len(laid) == 4_000
    assert laid[0].end_s == pytest.approx(0.25)
