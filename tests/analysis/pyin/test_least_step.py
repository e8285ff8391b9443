"""Only steps of a least probability: what librosa's next release does by default, against a plain Viterbi search."""

from unittest import mock

import librosa
import numpy as np
import pytest

from gradio_pianoroll.analysis import AnalysisError, extract_audio_features, extract_f0
from gradio_pianoroll.analysis.pyin import PyinStream
from tests.analysis.pyin.oracle import SR, assert_same, librosa_pyin, our_pyin, streamed
from tests.analysis.pyin.test_agreement import SOUNDS

TINY = np.finfo(np.float64).tiny


def plain_viterbi(log_prob, log_transition, log_initial):
    """The most likely states; of equally good ones the lowest. Steps of minus infinity are none."""
    n_steps, n_states = log_prob.shape
    value, came = log_prob[0] + log_initial, np.zeros((n_steps, n_states), np.int64)
    for t in range(1, n_steps):
        offers = value[:, None] + log_transition
        came[t] = np.argmax(offers, axis=0)
        value = log_prob[t] + offers[came[t], np.arange(n_states)]
    path = [int(np.argmax(value))]
    for t in range(n_steps - 1, 0, -1):
        path.append(int(came[t, path[-1]]))
    return np.array(path[::-1])


def next_librosa_pyin(y, least, **options):
    """pYIN of librosa 0.11 with the search of its next release, which leaves out steps below a least probability.

    There, a step from k to j counts when log(A[k, j] + tiny) >= log(least + tiny), with tiny the smallest normal number.
    """

    def search(prob, transition, *, p_init, **_):
        log_transition = np.log(transition + TINY)
        log_transition[log_transition < np.log(least + TINY)] = -np.inf
        paths = [
            plain_viterbi(np.log(channel.T + TINY), log_transition, np.log(p_init + TINY))
            for channel in prob.reshape(-1, *prob.shape[-2:])
        ]
        return np.array(paths).reshape(*prob.shape[:-2], -1)

    with mock.patch.object(librosa.sequence, "viterbi", search):
        return librosa_pyin(y, **options)


@pytest.fixture(scope="module")
def leaping():
    """A tone that leaps by octaves, in noise, with gaps: steps that are left out matter in it."""
    rng = np.random.default_rng(5)
    part = np.arange(2 * SR) * 14 // (2 * SR)
    f0_hz = np.array([110, 220, 0, 440, 110, 330, 0, 147, 600, 147, 75, 300, 0, 150])[part]
    tone = np.where(f0_hz > 0, np.sin(2 * np.pi * np.cumsum(f0_hz) / SR), 0) * 0.2
    return (tone + 0.02 * rng.standard_normal(len(part))).astype(np.float32)


@pytest.mark.parametrize("least", [1e-4, 1e-3, 3e-3])
@pytest.mark.parametrize("kind", SOUNDS)
def test_known_sounds(kind, least):
    y = SOUNDS[kind]().astype(np.float32)[: SR // 2]
    options = {"fmin": 80, "fmax": 500, "sr": SR, "resolution": 0.2, "fill_na": None}
    assert_same(our_pyin(y, transition_min_prob=least, **options), next_librosa_pyin(y, least, **options))


# At a hop of 1 024 and more the band of steps with the voicing kept loses its ends too.
@pytest.mark.parametrize("hop_length", [256, 1024, 2048])
@pytest.mark.parametrize("least", [1e-5, 1e-4, 1e-3])
def test_leaps_at_several_hops(leaping, hop_length, least):
    options = {"fmin": 65, "fmax": 800, "sr": SR, "hop_length": hop_length, "max_transition_rate": 20, "fill_na": None}
    options["resolution"] = 0.2
    ours = our_pyin(leaping, transition_min_prob=least, **options)
    assert_same(ours, next_librosa_pyin(leaping, least, **options))


def test_it_matters_and_without_it_all_is_as_before(leaping):
    options = {"fmin": 65, "fmax": 800, "sr": SR, "fill_na": None}
    exact = our_pyin(leaping, **options)
    assert_same(exact, librosa_pyin(leaping, **options))
    for least in (None, 0, 0.0):
        assert_same(our_pyin(leaping, transition_min_prob=least, **options), exact)
    assert (our_pyin(leaping, transition_min_prob=1e-3, **options)[0] != exact[0]).any()


def test_a_stream_gives_the_same_and_so_does_a_far_look_ahead(leaping):
    options = {"fmin": 65, "fmax": 800, "sr": SR, "transition_min_prob": 1e-4}
    whole = our_pyin(leaping, **options)
    for more in ({}, {"lookahead_frames": 200}, {"workers": 2}):
        found, stream = streamed(leaping, [100, 5_000, 5_001, 30_000], **options, **more)
        assert_same(found, whole)
        assert stream.forced == 0


def test_a_long_sound_is_decoded_in_segments(leaping):
    y = np.tile(leaping, 12)
    options = {"fmin": 100, "fmax": 400, "sr": SR, "resolution": 0.5, "hop_length": 256}
    assert_same(our_pyin(y, transition_min_prob=1e-3, **options), next_librosa_pyin(y, 1e-3, **options))


def test_every_way_to_pyin_takes_it(leaping):
    options = {"fmin": 65, "fmax": 800, "hop_length": 512}
    f0_hz = our_pyin(leaping, sr=SR, transition_min_prob=1e-3, **options)[0].astype(np.float32)
    found = extract_f0(leaping, SR, "pyin", transition_min_prob=1e-3, **options)
    np.testing.assert_array_equal(found.f0_hz, f0_hz)
    features = extract_audio_features(
        leaping, SR, features="f0", engine_options={"transition_min_prob": 1e-3}, analysis_sr=SR, cache=False, **options
    )
    np.testing.assert_array_equal(features.f0_hz, f0_hz)


def test_a_probability_that_nothing_reaches_is_refused(leaping):
    for least, words in ((0.5, "any step to some pitches"), (1.5, "0-1"), (-1e-9, "0-1"), (float("nan"), "0-1")):
        with pytest.raises(AnalysisError, match=f"transition_min_prob.*{words}"):
            our_pyin(leaping, fmin=65, fmax=800, transition_min_prob=least)
        with pytest.raises(AnalysisError, match="transition_min_prob"):
            PyinStream(fmin=65, fmax=800, transition_min_prob=least)
