"""pYIN and YIN against librosa: same voicing, same F0, same probabilities."""

import warnings

import librosa
import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gradio_pianoroll.analysis.pyin import pyin
from gradio_pianoroll.analysis.yin import yin
from tests.analysis.pyin.oracle import SR, assert_agrees, assert_same, librosa_pyin, our_pyin
from tests.analysis.signals import glide, harmonic_tone, vibrato
from tests.recordings import spoken_sentences, spoken_words

RELAXED = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def jumps(seconds=1.5):
    """A clean tone that leaps further than the model's band, with silence between."""
    n = int(seconds * SR)
    part = np.arange(n) * 6 // n
    return np.where(part == 3, 0, np.sin(2 * np.pi * np.cumsum(np.array([110, 440, 165, 0, 700, 60])[part]) / SR))


SOUNDS = {
    "vibrato": lambda: harmonic_tone(vibrato(220, 1.5)),
    "glide": lambda: harmonic_tone(glide(70, 700, 1.5)),
    "noise": lambda: np.random.default_rng(3).standard_normal(SR) * 0.1,
    "jumps": jumps,
    "silence": lambda: np.zeros(SR),
    "offset": lambda: np.full(SR, 0.25),
    "clicks": lambda: (np.arange(SR) % 5_003 == 0) * 1.0,
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("kind", SOUNDS)
def test_known_sounds(kind, dtype):
    assert_agrees(SOUNDS[kind]().astype(dtype), fmin=50, fmax=800)


@pytest.mark.parametrize("dtype", [">f4", ">f8", "<f4", "<f8"])
def test_samples_in_either_byte_order(dtype):
    y = (SOUNDS["glide"]() + 0.01 * SOUNDS["noise"]()[0]).astype(dtype)
    kept = y.copy()
    assert_agrees(y, fmin=50, fmax=800)
    np.testing.assert_array_equal(y, kept)
    theirs = librosa.yin(y, fmin=50, fmax=800)
    np.testing.assert_array_equal(yin(y, fmin=50, fmax=800), theirs)


@pytest.mark.parametrize("shape", [(0,), (2, 0), (2, 3, 0)])
def test_no_samples_are_one_frame_of_padding(shape):
    y = np.zeros(shape, np.float32)
    assert_agrees(y, fmin=50, fmax=800)
    np.testing.assert_array_equal(yin(y, fmin=50, fmax=800), librosa.yin(y, fmin=50, fmax=800))


@pytest.mark.parametrize("kind", ["vibrato", "glide", "silence"])
def test_half_precision_is_taken_and_analysed_in_single(kind):
    # librosa computes with half precision throughout, in which the sums of squares of a frame have three digits and may
    # overflow; where there is a tone, its F0 and voicing are those of single precision all the same.
    y = (0.5 * SOUNDS[kind]()).astype(np.float16)
    ours = our_pyin(y, fmin=80, fmax=600)
    assert_same(ours, our_pyin(y.astype(np.float32), fmin=80, fmax=600))
    theirs = librosa_pyin(y, fmin=80, fmax=600)
    assert [a.shape for a in ours] == [a.shape for a in theirs]
    both = ours[1] & theirs[1]
    assert np.mean(ours[1] == theirs[1]) >= 0.95
    np.testing.assert_allclose(ours[0][both], theirs[0][both], rtol=0.006)


def test_the_usual_musical_range():
    tone = harmonic_tone(glide(80, 1500, 1.0))
    assert_agrees(tone, fmin=librosa.note_to_hz("C2"), fmax=librosa.note_to_hz("C7"))


@pytest.mark.parametrize("name", ["vm-intro.wav", "agent-loginok.wav", "conf-enteringno.wav"])
def test_recorded_sentences(name):
    y, sr = soundfile.read(spoken_sentences(name), dtype="float32")
    assert_agrees(y, fmin=70, fmax=500, sr=sr, frame_length=1024, hop_length=200)


def test_recorded_words_at_48_khz():
    y, sr = soundfile.read(spoken_words(), dtype="float32")
    assert_agrees(y if y.ndim == 1 else y[:, 0], fmin=80, fmax=500, sr=sr, hop_length=1024, resolution=0.2)


def signal(seed, n, sr, fmin, fmax, dtype):
    rng = np.random.default_rng(seed)
    time_s = np.arange(n) / sr
    kinds = (
        rng.standard_normal(n) * 0.1,
        np.sin(2 * np.pi * rng.uniform(fmin, fmax) * time_s),
        np.zeros(n),
        sum(np.sin(2 * np.pi * k * 1.5 * fmin * time_s) / k for k in range(1, 6)),
    )
    chosen = rng.integers(0, len(kinds), 3)
    part = np.minimum(np.arange(n) * 3 // n, 2)
    return (np.choose(part, [kinds[c] for c in chosen]) + rng.choice([0, 1e-3]) * rng.standard_normal(n)).astype(dtype)


@st.composite
def cases(draw):
    sr = draw(st.sampled_from([8_000, 16_000, 22_050, 44_100.0]))
    frame_length = draw(st.sampled_from([256, 501, 1024, 1025, 2048]))
    hop_length = draw(st.sampled_from([None, 64, 100, frame_length // 2, frame_length, frame_length + 7]))
    lowest = 1.02 * sr / (frame_length - 1)
    fmin = draw(st.floats(lowest, 2 * lowest))
    fmax = min(sr / 2, fmin * draw(st.floats(2.1, 6)))
    resolution = draw(st.sampled_from([0.1, 0.17, 0.25, 0.5, 1.0]))
    per_semitone = int(np.ceil(1 / resolution))
    bins = int(np.floor(12 * per_semitone * np.log2(fmax / fmin))) + 1
    # librosa refuses a band that is wider than the range.
    fastest = (bins - 1) // per_semitone * sr / (hop_length or frame_length // 4) / 12
    options = {
        "fmin": fmin,
        "fmax": fmax,
        "sr": sr,
        "frame_length": frame_length,
        "hop_length": hop_length,
        "n_thresholds": draw(st.sampled_from([1, 7, 100, 130])),
        "beta_parameters": draw(st.sampled_from([(2, 18), (1, 1), (0.7, 3.0), (12, 5)])),
        "boltzmann_parameter": draw(st.floats(0.05, 6)),
        "resolution": resolution,
        "max_transition_rate": min(draw(st.floats(0.5, 40)), fastest),
        "switch_prob": draw(st.floats(0.001, 0.9)),
        "no_trough_prob": draw(st.floats(0, 1)),
        "center": draw(st.booleans()),
        "pad_mode": draw(st.sampled_from(["constant", "reflect", "edge", "symmetric", "wrap", "linear_ramp"])),
    }
    n = frame_length + draw(st.integers(0, 20)) * (hop_length or frame_length // 4) + draw(st.integers(0, 50))
    dtype = draw(st.sampled_from([np.float32, np.float64]))
    return signal(draw(st.integers(0, 2**32 - 1)), n, sr, fmin, fmax, dtype), options


@RELAXED
@given(cases())
def test_any_arguments(case):
    y, options = case
    assert_agrees(y, **options)


@RELAXED
@given(cases(), st.floats(0.01, 1))
def test_yin_of_any_arguments(case, threshold):
    y, options = case
    kept = {k: options[k] for k in ("fmin", "fmax", "sr", "frame_length", "hop_length", "center", "pad_mode")}
    ours = our_yin(y, trough_threshold=threshold, **kept)
    np.testing.assert_array_equal(ours, librosa_yin(y, trough_threshold=threshold, **kept))


def our_yin(y, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return yin(y, **options)


def librosa_yin(y, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return librosa.yin(y, **options)


@pytest.mark.parametrize("kind", SOUNDS)
def test_probabilities_to_the_last_bit(kind):
    # The decoder's choice between paths through unvoiced frames that are equally likely depends on it.
    y = SOUNDS[kind]()[: SR // 2]
    ours, theirs = our_pyin(y, fmin=50, fmax=800), librosa_pyin(y, fmin=50, fmax=800)
    np.testing.assert_array_equal(ours[2], theirs[2])


@pytest.mark.parametrize("seed", [56, 67, 121, 131])
def test_unvoiced_frames_with_equally_likely_paths(seed):
    # Sounds in which a voiced probability that is off by its last bit gives an unvoiced frame another pitch.
    rng = np.random.default_rng(seed)
    n, sr, fmin, fmax = 2_000, 8_000, 57, 268
    time_s = np.arange(n) / sr
    parts = [slice(k * n // 4, (k + 1) * n // 4) for k in range(4)]
    y = 1e-4 * rng.standard_normal(n)
    y[parts[1]] += sum(np.sin(2 * np.pi * k * 97 * time_s) / k for k in range(1, 7))[parts[1]]
    y[parts[2]] += 0.1 * rng.standard_normal(n // 4)
    y[parts[3]] += np.sin(2 * np.pi * np.cumsum(np.geomspace(fmin, fmax, n)) / sr)[parts[3]]
    frames = {"fmin": fmin, "fmax": fmax, "sr": sr, "frame_length": 512, "hop_length": 64, "center": False}
    prior = {"beta_parameters": (7.3, 1.9), "boltzmann_parameter": 2.3, "no_trough_prob": 0.99}
    steps = {"resolution": 0.2, "max_transition_rate": 35.5, "switch_prob": 0.43}
    assert_agrees(y.astype(np.float32), **frames, **prior, **steps)


def test_a_sentence_in_fine_steps():
    y, sr = soundfile.read(spoken_sentences("vm-nobox.wav"), dtype="float32")
    assert_agrees(y, fmin=70, fmax=700, sr=sr, frame_length=1024, hop_length=64, resolution=0.2)


def test_unvoiced_frames_are_filled_as_asked():
    y = np.concatenate([harmonic_tone(np.full(8_000, 200.0)), np.zeros(8_000, np.float32)])
    for fill in (np.nan, 0.0, -1.0, None):
        assert_same(our_pyin(y, fmin=65, fmax=800, fill_na=fill), librosa_pyin(y, fmin=65, fmax=800, fill_na=fill))


def test_channels_are_analysed_by_themselves():
    y = np.stack([harmonic_tone(np.full(6_000, 150.0)), harmonic_tone(np.full(6_000, 300.0))])
    assert_agrees(y, fmin=65, fmax=800)
    np.testing.assert_array_equal(yin(y, fmin=65, fmax=800), librosa.yin(y, fmin=65, fmax=800))


@pytest.mark.parametrize("n", [1, 2, 100, 1023, 2047])
def test_shorter_than_a_frame(n):
    y = np.sin(np.arange(n) * 0.06).astype(np.float32)
    assert_agrees(y, fmin=65, fmax=800)


@pytest.mark.parametrize("sr", [8_000, 192_000])
def test_extreme_rates(sr):
    y = harmonic_tone(vibrato(250, 0.4, sr=sr), sr=sr)
    assert_agrees(y, fmin=120, fmax=900, sr=sr, frame_length=1024 if sr < 50_000 else 4096)


def test_the_input_is_left_alone():
    y = harmonic_tone(np.full(6_000, 150.0))
    before = y.copy()
    pyin(y, fmin=65, fmax=800)
    np.testing.assert_array_equal(y, before)
    y.flags.writeable = False
    pyin(y[::-1], fmin=65, fmax=800)
    assert_agrees(np.ascontiguousarray(y[::-1]), fmin=65, fmax=800)


def test_every_other_sample_of_an_array():
    y = harmonic_tone(np.full(16_000, 150.0))
    strided = y[::2]
    assert_same(our_pyin(strided, fmin=65, fmax=800), our_pyin(strided.copy(), fmin=65, fmax=800))


def test_samples_that_cannot_be_written_or_are_not_aligned():
    y = harmonic_tone(np.full(6_000, 150.0))
    expected = our_pyin(y, fmin=65, fmax=800)
    fixed = np.frombuffer(y.tobytes(), np.float32)
    odd = np.frombuffer(b"x" + y.tobytes(), np.uint8)[1:].view(np.float32)
    assert not fixed.flags.writeable
    assert not odd.flags.aligned
    for same in (fixed, odd):
        assert_same(our_pyin(same, fmin=65, fmax=800), expected)
        np.testing.assert_array_equal(yin(same, fmin=65, fmax=800), yin(y, fmin=65, fmax=800))
