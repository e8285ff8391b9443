"""librosa's answers, and how ours are held against them."""

import warnings

import librosa
import numpy as np

from gradio_pianoroll.analysis.pyin import PyinStream, pyin

SR = 22_050


def librosa_pyin(y, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return librosa.pyin(y, **options)


def our_pyin(y, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return pyin(y, **options)


def assert_same(ours, theirs):
    assert [a.dtype for a in ours] == [np.float64, np.bool_, np.float64]
    assert [a.shape for a in ours] == [a.shape for a in theirs]
    np.testing.assert_array_equal(ours[1], theirs[1])
    np.testing.assert_array_equal(ours[0], theirs[0])
    np.testing.assert_allclose(ours[2], theirs[2], rtol=0, atol=1e-6)


def assert_agrees(y, **options):
    """Voicing and F0 equal, also the guesses for unvoiced frames."""
    assert_same(our_pyin(y, fill_na=None, **options), librosa_pyin(y, fill_na=None, **options))


def streamed(y, cuts, **options):
    """The frames of a stream that gets `y` cut at `cuts`, joined, and the stream."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        stream = PyinStream(**options)
    parts = [stream.push(block) for block in np.split(y, cuts)]
    parts.append(stream.finish())
    return joined(parts), stream


def joined(parts):
    at = 0
    for part in parts:
        assert part.first == at
        at += len(part)
    return tuple(np.concatenate([getattr(part, name) for part in parts]) for name in ("f0_hz", "voiced", "voiced_prob"))
