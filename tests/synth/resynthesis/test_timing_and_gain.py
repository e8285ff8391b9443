"""Segments that begin and end elsewhere, and a loudness that is drawn."""

import numpy as np
import pytest

from gradio_pianoroll import Curve, Segment
from gradio_pianoroll.synth import Resynthesiser, ResynthesisError, resynthesise, segment_timing
from tests.synth.resynthesis.voices import FRAMES_S, SR, STRAIGHT, VIBRATO, cents_off, spoken, sung

pytest.importorskip("numba")


def level_db(audio, sr):
    """Level of each hundredth of a second."""
    n = sr // 100
    return 10 * np.log10((audio[: len(audio) // n * n].reshape(-1, n).astype(float) ** 2).mean(axis=1) + 1e-9)


def test_a_segment_that_is_moved_is_the_recording_at_another_place():
    audio, sr, f0 = spoken()
    # The second word begins 0.25 s later; the pause between both becomes longer.
    voiced_s = f0.times_s[f0.voiced]
    gap = int(np.argmax(np.diff(voiced_s)))
    before_s, after_s = voiced_s[gap] + 0.07, voiced_s[gap + 1] - 0.07
    assert after_s > before_s
    moved = resynthesise(audio, sr, f0, timing=[(before_s, before_s), (after_s, after_s + 0.25)])
    shift = round((after_s + 0.25) * sr) - round(after_s * sr)
    assert len(moved) == len(audio) + shift
    assert np.array_equal(moved[: round(before_s * sr)], audio[: round(before_s * sr)])
    assert np.array_equal(moved[round(after_s * sr) + shift :], audio[round(after_s * sr) :])


@pytest.mark.parametrize("factor", [0.6, 1.0001, 1.7])
@pytest.mark.parametrize("method", ["psola", "world"])
def test_a_vowel_becomes_longer_and_keeps_its_pitch(method, factor):
    if method == "world":
        pytest.importorskip("pyworld")
    voice = sung(STRAIGHT, "a")
    pairs = [(0.5, 0.5), (1.2, 0.5 + 0.7 * factor)]
    kept = Resynthesiser(voice, SR, (FRAMES_S, STRAIGHT), method=method)
    got = kept.render(timing=pairs)
    assert len(got) == pytest.approx(len(voice) + 0.7 * (factor - 1) * SR, abs=1)
    assert kept.duration_s(pairs) == len(got) / SR
    # F0 moves along with its sound.
    target = np.interp(
        np.interp(FRAMES_S, [0, 0.5, 0.5 + 0.7 * factor, 9], [0, 0.5, 1.2, 9.7 - 0.7 * factor]), FRAMES_S, STRAIGHT
    )
    end_s = 1.6 + 0.7 * (factor - 1)
    got_cents, floor = cents_off(got, target, end_s=end_s), cents_off(voice, STRAIGHT)
    assert got_cents[0] <= floor[0] + 2
    assert got_cents[1] <= floor[1] + 4
    inside = slice(30, int(100 * (end_s - 0.1)))
    assert np.abs(np.diff(level_db(got, SR)[inside])).max() < 3


def test_f0_of_stretched_sound_is_over_the_time_of_the_edited_sound():
    voice = sung(VIBRATO, "a")
    target = np.full(len(FRAMES_S), 190.0)
    got = resynthesise(voice, SR, (FRAMES_S, VIBRATO), (FRAMES_S * 1.5, target), timing=[(0, 0), (1.4, 2.1)])
    median, most = cents_off(got, target, end_s=1.9)
    assert median < 3
    assert most < 8


def test_a_timed_span_is_the_same_whatever_is_asked_for():
    audio, sr, f0 = spoken()
    pairs = [(0.1, 0.1), (0.4, 0.6), (0.8, 0.9), (1.0, 1.3)]
    whole = resynthesise(audio, sr, f0, 1.1 * f0.f0_hz, timing=pairs)
    rng = np.random.default_rng(6)
    kept = Resynthesiser(audio, sr, f0)
    for _ in range(12):
        first, end = np.sort(rng.integers(0, len(whole), 2)).tolist()
        assert np.array_equal(kept.render(1.1 * f0.f0_hz, first / sr, end / sr, timing=pairs), whole[first:end])
    blocks = list(kept.blocks(1.1 * f0.f0_hz, timing=pairs, block_s=0.111))
    assert np.array_equal(np.concatenate(blocks), whole)


def test_onsets_lie_where_segments_are_put():
    """Energy rises where the timing says: words of a real recording, 10 ms frames."""
    audio, sr, f0 = spoken()
    level = level_db(audio, sr)
    rises = np.flatnonzero((level[1:] > -45) & (level[:-1] <= -45)) / 100
    first_s = float(rises[0])
    got = resynthesise(
        audio, sr, f0, timing=[(0, 0), (first_s, first_s + 0.2), (len(audio) / sr, len(audio) / sr + 0.2)]
    )
    level = level_db(got, sr)
    again = np.flatnonzero((level[1:] > -45) & (level[:-1] <= -45)) / 100
    assert again[0] == pytest.approx(first_s + 0.2, abs=0.021)


def test_segments_make_the_timing():
    old = [Segment(0.1, 0.3), Segment(0.3, 0.6), Segment(0.7, 0.9)]
    new = [Segment(0.1, 0.4), Segment(0.4, 0.6), Segment(0.7, 1.0)]
    assert segment_timing(old, new) == [(0.1, 0.1), (0.3, 0.4), (0.6, 0.6), (0.7, 0.7), (0.9, 1.0)]
    assert segment_timing([], []) == []
    with pytest.raises(ResynthesisError, match="3 segments before and 2 after"):
        segment_timing(old, new[:2])
    with pytest.raises(ResynthesisError, match=r"overlap or have no length at 0\.300 s"):
        segment_timing(old, [Segment(0.1, 0.4), Segment(0.35, 0.6), Segment(0.7, 1.0)])


def test_gain_is_what_is_drawn():
    audio, sr, f0 = spoken()
    got = resynthesise(audio, sr, f0, gain_db=([0.3, 0.5, 0.7], [0, 6, 0]))
    at = np.arange(round(0.3 * sr) + 1, round(0.7 * sr))
    gain = 10 ** (np.interp(at / sr, [0.3, 0.5, 0.7], [0, 6, 0]) / 20)
    assert got[at] == pytest.approx(audio[at] * gain, abs=1e-6)
    outside = np.ones(len(audio), bool)
    outside[at] = False
    assert np.array_equal(got[outside], audio[outside])
    curve = Curve("gain", [0, 6, 0], start=0.3, hop=0.2)
    assert resynthesise(audio, sr, f0, gain_db=curve) == pytest.approx(got, abs=1e-6)


def test_gain_that_ends_loud_does_not_click():
    audio, sr, f0 = spoken()
    kept = Resynthesiser(audio, sr, f0)
    got = kept.render(gain_db=([0.3, 0.5], [6, 6]))
    ratio = got[audio != 0] / audio[audio != 0]
    assert np.abs(np.diff(ratio)).max() < 0.05
    (span,) = kept.changed_spans(None, gain_db=([0.3, 0.5], [6, 6]))
    assert span == pytest.approx((0.29, 0.51), abs=1e-3)
    # Whole numbers stay in their range.
    loud = np.full(sr, 30_000, np.int16)
    assert resynthesise(loud, sr, f0, gain_db=([0.2, 0.8], [6, 6])).max() == 32_767
