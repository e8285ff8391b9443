"""Without pins a lattice says what pYIN says."""

import warnings

import librosa
import numpy as np
import pytest
import soundfile

from gradio_pianoroll.analysis import AnalysisError, Pin, PitchLattice, extract_f0
from tests.analysis.lattice.sounds import SMALL, SR, sentence, sounds
from tests.analysis.pyin.oracle import librosa_pyin
from tests.recordings import spoken_sentences, spoken_words


def assert_librosas(path, y, **options):
    f0, voiced, probability = librosa_pyin(y, **options)
    assert [a.dtype for a in (path.f0_hz, path.voiced, path.confidence)] == [np.float32, np.bool_, np.float32]
    np.testing.assert_array_equal(path.voiced, voiced)
    np.testing.assert_array_equal(path.f0_hz, f0.astype(np.float32))
    np.testing.assert_allclose(path.confidence, probability, rtol=0, atol=1e-6)
    times_s = librosa.times_like(f0, sr=options["sr"], hop_length=options["hop_length"])
    np.testing.assert_allclose(path.times_s, times_s, rtol=0, atol=1e-12)
    assert not path.drawn.any()


@pytest.mark.parametrize("kind", sounds())
def test_it_is_librosas_answer(kind):
    y = sounds()[kind]
    lattice = PitchLattice.of(y, SR, cache=False, **SMALL)
    assert_librosas(lattice.decode(), y, sr=SR, **SMALL)


def test_a_sentence_and_words_that_were_recorded():
    y = sentence("conf-enteringno.wav")
    options = {"fmin": 70, "fmax": 500, "frame_length": 1024, "hop_length": 200}
    assert_librosas(PitchLattice.of(y, SR, cache=False, **options).decode(), y, sr=SR, **options)
    y, sr = soundfile.read(spoken_words(), dtype="float32")
    options = {"fmin": 80, "fmax": 500, "frame_length": 2048, "hop_length": 1024, "resolution": 0.2}
    assert_librosas(PitchLattice.of(y, sr, cache=False, **options).decode(), y, sr=sr, **options)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_is_what_extract_f0_gives_for_the_same_arguments(dtype):
    y = sentence().astype(dtype)
    lattice, result = PitchLattice.of(y, SR, cache=False), extract_f0(y, SR)
    for path in (lattice.decode(), lattice.path):
        for name in ("times_s", "f0_hz", "voiced", "confidence"):
            np.testing.assert_array_equal(getattr(path, name), getattr(result, name))


def test_frames_where_rounding_decides_are_librosas():
    # Noise of whole numbers in which two voiced paths are equally good but for the order of sums, found by trying some
    # ten thousand: in exact arithmetic the one is best, in librosa's the other.
    y = np.round(np.random.default_rng(123_917).standard_normal(4_000))
    options = {**SMALL, "resolution": 0.25, "n_thresholds": 2, "beta_parameters": (1, 1), "no_trough_prob": 1.0}
    lattice = PitchLattice.of(y, SR, cache=False, **options)
    others = lattice._base.other_frames
    assert len(others) == 2
    assert_librosas(lattice.decode(), y, sr=SR, **options)
    # Pins elsewhere change nothing of it, pins there do.
    far_s = [t for t in (0.05, 0.45) if np.abs(others * lattice.hop_s - t).min() > 0.2]
    changed = lattice.decode([Pin.unvoiced(far_s[0], far_s[0])]).f0_hz
    np.testing.assert_array_equal(changed[others], lattice.path.f0_hz[others])
    for frame in range(others[0] - 3, others[-1] + 4):
        before, there_s = lattice.path.f0_hz, float(frame * lattice.hop_s)
        told = np.zeros(lattice.n_frames, bool)
        for change in lattice.update([Pin.unvoiced(there_s, there_s)]):
            told[change.start : change.stop] = True
        after = lattice.path.f0_hz
        assert np.isnan(after[frame])
        np.testing.assert_array_equal(before[~told], after[~told])


def test_blocks_of_any_size_give_the_same_lattice():
    y = sentence()
    whole = PitchLattice.of(y, SR, cache=False)
    rng = np.random.default_rng(0)
    cuts = np.sort(rng.integers(0, len(y), 40))
    streamed = PitchLattice.of(iter(np.split(y, cuts)), SR)
    for name, array in whole._base.arrays().items():
        np.testing.assert_array_equal(streamed._base.arrays()[name], array, err_msg=name)


def test_a_file_is_read_block_by_block(tmp_path):
    y = sentence()
    lattice = PitchLattice.of(str(spoken_sentences("vm-intro.wav")), cache=False)
    np.testing.assert_array_equal(lattice.path.f0_hz, PitchLattice.of(y, SR, cache=False).path.f0_hz)
    shares = []
    PitchLattice.of(y, SR, cache=False, on_progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_two_threads_observe_the_same():
    y = np.tile(sentence(), 4)
    one, two = (PitchLattice.of(y, SR, cache=False, workers=n) for n in (1, 2))
    for name, array in one._base.arrays().items():
        np.testing.assert_array_equal(two._base.arrays()[name], array, err_msg=name)


def test_candidates_are_pyins():
    lattice = PitchLattice.of(sentence(), SR, cache=False)
    found = lattice.candidates(1.0, 2.0)
    assert len(found) > 100
    assert found.times_s.min() >= 1.0 - 1e-9
    assert found.times_s.max() < 2.0
    frames = np.rint(found.times_s / lattice.hop_s).astype(int)
    sums = np.bincount(frames, found.probability, minlength=lattice.n_frames)
    inside = slice(frames.min(), frames.max() + 1)
    np.testing.assert_allclose(sums[inside], lattice.path.confidence[inside], atol=1e-6)
    f0 = lattice.path.f0_hz[inside]
    # The path is one of them wherever it is voiced.
    for frame in np.flatnonzero(np.isfinite(f0)) + frames.min():
        assert np.any(np.isclose(found.hz[frames == frame], lattice.path.f0_hz[frame], rtol=1e-6))


def test_it_is_compact():
    # 80 bytes a frame is what is allowed without what pins go on from; speech has most candidates.
    y = np.tile(sentence(), 3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lattices = [PitchLattice.of(y, SR, cache=False, **o) for o in ({}, {"fmin": 50, "fmax": 600, "hop_length": 64})]
    for lattice in lattices:
        assert lattice.observation_bytes / lattice.n_frames <= 80


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (([0.0, 0.1], None), "sr, the sample rate in Hz, is needed"),
        ((np.zeros(0), SR), "empty"),
        ((np.zeros(100, np.int16), SR), "floating point"),
        ((np.zeros((2, 100)), SR), "mono"),
        ((np.full(100, np.nan), SR), "NaN"),
        ((np.zeros(100), -1), "sample rate"),
    ],
)
def test_what_cannot_be_observed_is_refused(arguments, says):
    with pytest.raises(AnalysisError, match=says):
        PitchLattice.of(*arguments, cache=False)


@pytest.mark.parametrize("blocks", [[], [np.zeros(0)], [np.zeros(9, np.float32), np.zeros(9)], [np.zeros((3, 3))]])
def test_blocks_that_cannot_be_observed_are_refused(blocks):
    with pytest.raises(AnalysisError):
        PitchLattice.of(iter(blocks), SR)


def test_options_of_others_are_refused():
    with pytest.raises(AnalysisError, match="no option 'threshold'"):
        PitchLattice.of(np.zeros(100), SR, threshold=0.1)
    with pytest.raises(AnalysisError, match="fmin"):
        PitchLattice.of(np.zeros(100), SR, fmin=5)
