"""A lower sample rate without delay: the same whatever the blocks, true to the sound, deaf to what would fold back."""

import numpy as np
import pytest

from gradio_pianoroll.realtime.rate import REACH, Decimator


def _decimated(sound, factor, sizes):
    decimator, parts, at = Decimator(factor), [], 0
    while at < len(sound):
        size = next(sizes)
        parts += decimator.push(sound[at : at + size], at, 0.0)
        at += size
    places = np.concatenate([part.position + np.arange(len(part.samples)) for part in parts])
    np.testing.assert_array_equal(places, np.arange(len(sound) // factor))
    return np.concatenate([part.samples for part in parts])


def _sine(sr, f_hz, n):
    return np.sin(2 * np.pi * f_hz * np.arange(n) / sr).astype(np.float32)


@pytest.mark.parametrize(("sr", "factor"), [(16_000, 1), (44_100, 2), (48_000, 2), (96_000, 4), (192_000, 9)])
def test_blocks_of_any_size_give_the_same(sr, factor):
    rng = np.random.default_rng(sr)
    sound = rng.normal(0, 0.1, sr // 4).astype(np.float32)
    whole = _decimated(sound, factor, iter([len(sound)]))
    pieces = _decimated(sound, factor, iter(rng.integers(1, 900, len(sound)).tolist()))
    np.testing.assert_allclose(pieces, whole, atol=1e-6)


@pytest.mark.parametrize(("sr", "factor"), [(44_100, 2), (48_000, 2), (96_000, 4)])
def test_a_voice_passes_and_what_would_fold_into_it_does_not(sr, factor):
    for f_hz in (100.0, 1_000.0, 5_000.0):
        out = _decimated(_sine(sr, f_hz, sr // 2), factor, iter([sr]))
        # The middle of the filter lies so many samples before the newest.
        late_s = (REACH * factor - factor + 1) / sr
        wanted = np.sin(2 * np.pi * f_hz * (np.arange(len(out)) * factor / sr - late_s))
        np.testing.assert_allclose(out[50:], wanted[50:], atol=0.01)
        assert late_s < 0.0005
    folding = _decimated(_sine(sr, sr / factor - 1_000.0, sr // 2), factor, iter([sr]))
    assert np.abs(folding[50:]).max() < 10 ** (-55 / 20)


def test_behind_a_gap_positions_are_true_and_the_past_is_forgotten():
    decimator = Decimator(2)
    decimator.push(np.ones(1_001, np.float32), 0, 0.0)
    (block,) = decimator.push(np.zeros(100, np.float32), 5_003, 0.0)
    assert block.position == 2_501
    assert len(block.samples) == 50
    assert not block.samples.any()
    assert decimator.push(np.zeros(1, np.float32), 5_103, 0.0)[0].position == 2_551
    assert decimator.push(np.zeros(1, np.float32), 5_104, 0.0) == []
