"""What holds for operations on curves whatever the curve."""

import itertools
import math

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from gradio_pianoroll import Curve, NoteTable, Score
from gradio_pianoroll.score import edit

HOP_S = 0.01
HERTZ = st.one_of(st.none(), st.floats(50, 2000, width=32))
SAMPLES = st.lists(HERTZ, min_size=1, max_size=80)
SPANS = st.tuples(st.integers(-5, 90), st.integers(1, 90)).map(lambda s: (s[0] * HOP_S, (s[0] + s[1]) * HOP_S))
CENTS = st.floats(-4800, 4800)


def f0(samples, **more):
    values = np.array([math.nan if v is None else v for v in samples], np.float32)
    return Score(
        NoteTable.from_columns([0.2, 1], [0.5, 0.6], [60, 62]),
        curves={"f0": Curve("f0", values, hop=HOP_S, target="f0", unit="Hz", **more)},
    )


def values(score):
    return score.curves["f0"].values


def bits(score):
    return values(score).view(np.uint32).tolist()


def in_ulps(a, b):
    """Largest distance in units of the last place."""
    both = ~np.isnan(a)
    assert np.array_equal(np.isnan(a), np.isnan(b))
    return int(np.abs(a[both].view(np.int32).astype(np.int64) - b[both].view(np.int32)).max(initial=0))


EDITS = st.sampled_from([
    lambda s, span: edit.smooth_curve(s, span_s=span),
    lambda s, span: edit.shift_curve(s, 123.4, span_s=span, fade_s=0.05),
    lambda s, span: edit.scale_vibrato(s, 0.3, span_s=span),
    lambda s, span: edit.scale_drift(s, 1.7),
    lambda s, span: edit.vibrato(s, 50, 6, span_s=span),
    lambda s, span: edit.vibrato(s, 80, 5, ids="pitch == 62"),
    lambda s, span: edit.clear_curve(s, span_s=span),
    lambda s, span: edit.fill_gaps(s, shape="spline"),
    lambda s, span: edit.draw_curve(s, [(0, 200), (span[1] + 1, 300)]),
])  # fmt: skip


@given(SAMPLES, st.lists(st.tuples(EDITS, SPANS), max_size=4))
@example([None, 220.0], [(lambda s, span: edit.vibrato(s, 50, 6, span_s=span), (0.0, 0.01))])
def test_a_reset_after_any_edits_is_the_original_bit_for_bit(samples, edits):
    before = f0(samples)
    after = before
    for change, span in edits:
        after = change(after, span)
    curve = after.curves["f0"]
    assert np.array_equal(curve.original, values(before), equal_nan=True)
    assert bits(edit.reset_curve(after)) == bits(before)
    assert edit.reset_curve(after).curves["f0"] == before.curves["f0"]
    assert not edit.reset_curve(after).curves["f0"].is_edited


@given(SAMPLES, SPANS, EDITS, SPANS)
def test_a_reset_of_a_span_leaves_the_rest_as_it_was_edited(samples, span, change, reset):
    before = f0(samples)
    after = change(before, span)
    back = edit.reset_curve(after, span_s=reset)
    t = before.curves["f0"].sample_times()
    inside = (t >= reset[0] - 1e-9) & (t < reset[1] - 1e-9)
    assert np.array_equal(values(back)[inside], values(before)[inside], equal_nan=True)
    assert np.array_equal(values(back)[~inside], values(after)[~inside], equal_nan=True)


@given(SAMPLES, CENTS, SPANS)
def test_shifted_there_and_back_is_the_same_within_one_unit_of_the_last_place(samples, cents, span):
    before = f0(samples)
    there = edit.shift_curve(before, cents, span_s=span)
    back = edit.shift_curve(there, -cents, span_s=span)
    assert in_ulps(values(before), values(back)) <= 1
    known = ~np.isnan(values(before))
    moved = 1200 * np.log2(values(there)[known].astype(float) / values(before)[known])
    t = before.curves["f0"].sample_times()[known]
    inside = (t >= span[0] - 1e-9) & (t < span[1] - 1e-9)
    assert np.allclose(moved, np.where(inside, cents, 0), atol=1e-3)


@given(SAMPLES, st.floats(0.005, 1))
def test_smoothing_keeps_gaps_and_the_ends_of_stretches_and_levels_nothing_beyond(samples, window_s):
    before = f0(samples)
    after = edit.smooth_curve(before, window_s=window_s)
    assert np.array_equal(np.isnan(values(before)), np.isnan(values(after)))
    known = ~np.isnan(values(before))
    edges = known & ~(np.r_[False, known[:-1]] & np.r_[known[1:], False])
    assert in_ulps(values(before)[edges], values(after)[edges]) <= 1


@given(st.floats(50, 2000, width=32), st.lists(st.booleans(), min_size=1, max_size=80), st.floats(0.005, 1))
def test_a_level_curve_stays_level_bit_for_bit(hz, voiced, window_s):
    before = f0([hz if v else None for v in voiced])
    steady = edit.scale_vibrato(before, 3, window_s=window_s)
    for after in (edit.smooth_curve(before, window_s=window_s), steady, edit.scale_drift(before, 0)):
        assert bits(after) == bits(before)


@given(st.floats(50, 500), st.floats(-30, 30), st.integers(3, 80), st.floats(0.02, 1))
def test_a_straight_line_in_semitones_stays_one(hz, semitones, count, window_s):
    line = hz * 2 ** (np.linspace(0, semitones, count) / 12)
    before = f0(line.tolist())
    after = edit.smooth_curve(before, window_s=window_s)
    off = 1200 * np.log2(values(after).astype(float) / values(before))
    assert np.abs(off).max() < 0.01


@given(st.lists(HERTZ, min_size=1, max_size=40), st.sampled_from([2, 3, 5]), st.integers(0, 20))
def test_stretched_by_a_whole_factor_and_back_is_the_same_bit_for_bit(samples, factor, lead):
    before = f0([None] * lead + samples + [None] * (len(samples) * factor))
    span = (lead * HOP_S, (lead + len(samples)) * HOP_S)
    wide = (span[0], span[0] + (span[1] - span[0]) * factor)
    there = edit.stretch_curve(before, span, wide)
    back = edit.stretch_curve(there, wide, span)
    assert bits(back)[: len(values(before))] == bits(before)


@given(SAMPLES, st.integers(0, 79), st.integers(1, 80), st.integers(0, 60))
def test_a_copy_is_the_piece_bit_for_bit_and_touches_nothing_else(samples, first, count, at):
    before = f0(samples)
    first %= len(samples)
    piece = values(before)[first : first + count]
    after = values(edit.copy_curve(before, (first * HOP_S, (first + len(piece)) * HOP_S), at * HOP_S))
    wanted = np.full(max(len(samples), at + len(piece)), np.nan, np.float32)
    wanted[: len(samples)] = values(before)
    wanted[at : at + len(piece)] = piece
    assert np.array_equal(after, wanted, equal_nan=True)


@given(st.lists(st.tuples(st.integers(0, 100), st.floats(100, 400)), min_size=2, max_size=6, unique_by=lambda p: p[0]))
def test_no_line_goes_beyond_its_points(points):
    points = sorted((i * HOP_S, hz) for i, hz in points)
    for shape in ("line", "hold", "spline"):
        drawn = values(edit.draw_curve(f0([None] * 101), points, shape=shape))
        for (t0, v0), (t1, v1) in itertools.pairwise(points):
            inside = drawn[round(t0 / HOP_S) : round(t1 / HOP_S) + 1]
            assert min(v0, v1) * (1 - 1e-6) <= inside.min()
            assert inside.max() <= max(v0, v1) * (1 + 1e-6)
        assert math.isclose(drawn[round(points[-1][0] / HOP_S)], points[-1][1], rel_tol=1e-6)


@given(SAMPLES)
def test_filling_leaves_no_gap_between_values_and_changes_no_value(samples):
    before = f0(samples)
    after = values(edit.fill_gaps(before))
    known = np.flatnonzero(~np.isnan(values(before)))
    assert np.array_equal(after[known], values(before)[known])
    if len(known):
        assert not np.isnan(after[known[0] : known[-1] + 1]).any()
        assert np.isnan(after[: known[0]]).all()
        assert np.isnan(after[known[-1] + 1 :]).all()


def test_a_vibrato_of_5_hz_goes_and_a_drift_stays():
    """What the window of 0.4 s does, away from the ends (Harris 1978: nothing of 5 Hz, at most 3 % beyond, 90 % of 1 Hz)."""
    t = np.arange(400) * HOP_S
    for rate_hz, kept in (
        (5.0, (0, 0.001)),
        (6.5, (0, 0.03)),
        (8.0, (0, 0.03)),
        (1.0, (0.88, 0.92)),
        (0.25, (0.99, 1.0)),
    ):
        wave = np.sin(2 * np.pi * rate_hz * t)
        after = values(edit.scale_vibrato(f0((440 * 2 ** (wave / 12)).tolist()), 0))
        middle = slice(100, 300)
        left = np.abs(12 * np.log2(after[middle].astype(float) / 440)).max()
        assert kept[0] <= left <= kept[1], rate_hz


def test_a_million_samples_take_less_than_seconds():
    import time

    curve = Curve(
        "f0", np.random.default_rng(1).uniform(100, 400, 1_000_000).astype(np.float32), target="f0", unit="Hz"
    )
    score = Score(NoteTable.from_columns(np.arange(10_000) * 2, 1, 60), curves={"f0": curve})
    began = time.process_time()
    edit.smooth_curve(score)
    edit.shift_curve(score, 50)
    edit.scale_drift(score, 0.5)
    edit.snap_to_curve(score)
    assert time.process_time() - began < 20
