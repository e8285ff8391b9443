"""The engines behind `extract_f0`: each finds a known F0, takes its own options, and says what it is missing."""

import sys
from pathlib import Path

import librosa
import numpy as np
import pytest
import swift_f0
from hypothesis import given, settings
from hypothesis import strategies as st

from gradio_pianoroll.analysis import AnalysisError, MissingPackageError, available_engines, extract_f0
from gradio_pianoroll.analysis.engines import get_engine, registry
from gradio_pianoroll.analysis.engines.grid import onto_grid
from gradio_pianoroll.analysis.engines.piptrack import piptrack
from gradio_pianoroll.formats.audio import load_audio
from tests.analysis.onnx_model import write_model
from tests.analysis.signals import SR, cents, constant, glide, harmonic_tone, vibrato
from tests.recordings import spoken_sentences, spoken_words

ENGINES = ("swift", "rapt", "harvest", "dio", "piptrack")
# Within which each lies on steady tones; the peak of a spectrum of 93 ms is the coarsest.
FINE_CENTS = {"swift": 8, "rapt": 3, "harvest": 2, "dio": 2, "piptrack": 12}
TONE = harmonic_tone(constant(220, 0.5))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("hop_length", [128, 441])
@pytest.mark.parametrize(
    "true_hz", [constant(220), constant(440), vibrato(330), glide(150, 500)], ids=["A3", "A4", "vibrato", "glide"]
)
def test_known_f0_is_found_at_its_time(engine, hop_length, true_hz):
    found = extract_f0(harmonic_tone(true_hz), SR, engine, hop_length=hop_length)
    assert len(found.f0_hz) == 1 + len(true_hz) // hop_length
    inside = (found.times_s > 0.08) & (found.times_s < len(true_hz) / SR - 0.08)
    truth = np.interp(found.times_s, np.arange(len(true_hz)) / SR, true_hz)
    assert found.voiced[inside].mean() > 0.97
    # A glide of an octave a second is 12 cents off when the frames are 10 ms off.
    error = np.abs(cents(found.f0_hz, truth))[inside & found.voiced]
    assert np.median(error) < FINE_CENTS[engine]
    assert np.percentile(error, 95) < 3 * FINE_CENTS[engine]
    assert (found.confidence[inside] > 0.5).mean() > 0.95


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("sr", [8_000, 48_000])
def test_other_sample_rates(engine, sr):
    found = extract_f0(harmonic_tone(constant(250, 1, sr), sr), sr, engine, fmin=80, fmax=800)
    assert np.nanmedian(found.f0_hz) == pytest.approx(250, rel=0.012)


@pytest.mark.parametrize("engine", ["swift", "rapt", "harvest", "dio"])
def test_recorded_speech(engine):
    audio, sr = load_audio(spoken_sentences(), SR)
    found = extract_f0(audio, sr, engine, fmin=75, fmax=500)
    assert 0.2 < found.voiced.mean() < 0.95
    assert 130 < np.nanmedian(found.f0_hz) < 300
    noise, sr = load_audio(spoken_words("Noise.wav"), SR)
    assert extract_f0(noise, sr, engine, fmin=75, fmax=500).voiced.mean() < 0.15


@pytest.mark.parametrize("engine", ENGINES)
def test_silence_and_snippets(engine):
    assert not extract_f0(np.zeros(SR, np.float32), SR, engine).voiced.any()
    for n in (1, 10, 300, 3000):
        tone = harmonic_tone(constant(300, n / SR))
        kept = tone.copy()
        found = extract_f0(tone, SR, engine)
        assert len(found.f0_hz) == len(found.confidence) == 1 + n // 256
        assert (np.isfinite(found.f0_hz) == found.voiced).all()
        assert ((found.confidence >= 0) & (found.confidence <= 1)).all()
        np.testing.assert_array_equal(tone, kept)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_long_sound_tells_its_progress(engine):
    shares = []
    audio = np.tile(harmonic_tone(vibrato(200)), 35)
    found = extract_f0(audio, SR, engine, fmin=100, fmax=400, hop_length=512, on_progress=shares.append)
    assert found.voiced.mean() > 0.97
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_dio_in_blocks_is_the_whole(monkeypatch):
    from gradio_pianoroll.analysis.engines import world

    speech, sr = load_audio(spoken_sentences())
    audio = np.tile(speech, 3)
    whole = extract_f0(audio, sr, "dio", fmin=75, fmax=400, hop_length=80)
    monkeypatch.setattr(world, "BLOCK_S", 4.0)
    blocks = extract_f0(audio, sr, "dio", fmin=75, fmax=400, hop_length=80)
    assert (blocks.voiced == whole.voiced).mean() > 0.995
    both = blocks.voiced & whole.voiced
    assert np.percentile(np.abs(cents(blocks.f0_hz, whole.f0_hz))[both], 99) < 5


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([256, 512, 1024]),
    st.sampled_from([64, 100, 256]),
    st.floats(40, 400),
    st.floats(1.5, 20),
    st.floats(0, 0.5),
)
def test_piptrack_is_librosas(seed, n_fft, hop, fmin, ratio, threshold):
    rng = np.random.default_rng(seed)
    audio = harmonic_tone(constant(rng.uniform(100, 900), 0.2)) + rng.normal(0, 0.05, int(0.2 * SR)).astype(np.float32)
    options = {"sr": SR, "n_fft": n_fft, "hop_length": hop, "fmin": fmin, "fmax": fmin * ratio, "threshold": threshold}
    mine, theirs = piptrack(audio, **options), librosa.piptrack(y=audio, **options)
    assert mine[0].shape == theirs[0].shape
    same = (mine[0] > 0) == (theirs[0] > 0)
    # Two bins that differ by a rounding of float32 may trade places.
    assert same.mean() > 0.9995
    np.testing.assert_allclose(mine[0][same], theirs[0][same], rtol=1e-3)
    np.testing.assert_allclose(mine[1][same], theirs[1][same], rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    ("engine", "options", "words"),
    [
        ("rapt", {"loudness": 1}, "'rapt' has no option 'loudness'; it has voice_bias"),
        ("pyin", {"threshold": 1}, "'pyin' has no option 'threshold'; it has n_thresholds"),
        ("rapt", {"voice_bias": 7}, "voice_bias must be a number between -1 and 1"),
        ("swift", {"threshold": "high"}, "threshold must be a number between 0 and 1"),
        ("swift", {"fmin": 3000, "fmax": 4000}, "hears 47-2094 Hz"),
        ("dio", {"allowed_range": float("nan")}, "allowed_range"),
        ("rapt", {"hop_length": 4096, "frame_length": 8192}, "at most 2205"),
        ("yin", {"trough_threshold": 2}, "trough_threshold"),
        ("piptrack", {"periodicity": True}, "periodicity"),
        ("onnx", {}, "model_path"),
        ("onnx", {"model_path": "/nowhere/my.onnx"}, "my.onnx: there is no such"),
    ],
)
def test_wrong_options_are_refused_in_words(engine, options, words):
    with pytest.raises(AnalysisError, match=words):
        extract_f0(TONE, SR, engine, **options)


def test_own_options_have_their_effect():
    audio, sr = load_audio(spoken_sentences(), SR)
    few, many = (extract_f0(audio, sr, "swift", threshold=t).voiced.sum() for t in (0.9, 0.1))
    assert few < many
    few, many = (extract_f0(audio, sr, "rapt", voice_bias=b).voiced.sum() for b in (-0.6, 0.6))
    assert few < many
    few, many = (extract_f0(audio, sr, "dio", allowed_range=r).voiced.sum() for r in (0.02, 0.3))
    assert few < many
    plain, refined = (extract_f0(audio, sr, "harvest", stonemask=s).f0_hz for s in (False, True))
    assert not np.array_equal(plain, refined, equal_nan=True)


@pytest.mark.parametrize(
    ("engine", "package", "extra"),
    [
        ("swift", "swift_f0", "swift"),
        ("rapt", "pysptk", "rapt"),
        ("dio", "pyworld", "world"),
        ("harvest", "pyworld", "world"),
    ],
)
def test_a_missing_package_is_answered_with_its_install_line(monkeypatch, engine, package, extra):
    from gradio_pianoroll.analysis.engines import swift

    swift._detector.cache_clear()
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingPackageError, match=rf"pip install 'gradio_pianoroll\[{extra}\]'"):
        extract_f0(TONE, SR, engine)


def test_available_engines_are_those_that_work_at_once(monkeypatch):
    assert {info.name for info in available_engines()} == {"pyin", "yin", *ENGINES}
    monkeypatch.setattr(registry, "is_installed", lambda module: module != "pyworld")
    assert {"dio", "harvest"} & {info.name for info in available_engines()} == set()


SWIFT_MODEL = Path(swift_f0.__file__).with_name("model.onnx")


def test_a_model_of_ones_own():
    options = {"model_path": SWIFT_MODEL, "model_sr": 16_000, "model_hop_length": 256}
    true_hz = vibrato(330)
    mine = extract_f0(harmonic_tone(true_hz), SR, "onnx", **options)
    package = extract_f0(harmonic_tone(true_hz), SR, "swift")
    assert (mine.voiced == package.voiced).mean() > 0.99
    both = mine.voiced & package.voiced
    assert np.median(np.abs(cents(mine.f0_hz, package.f0_hz))[both]) < 0.1
    with pytest.raises(AnalysisError, match="model_sr is not in its metadata"):
        extract_f0(TONE, SR, "onnx", model_path=SWIFT_MODEL)
    with pytest.raises(AnalysisError, match="no confidence output 'sure'"):
        extract_f0(TONE, SR, "onnx", **options, confidence_output="sure")


@pytest.mark.parametrize("rank", [1, 2])
def test_a_model_that_says_itself_what_it_works_with(tmp_path, rank):
    path = write_model(tmp_path / "mean.onnx", rank=rank, output="f0" if rank == 1 else "answer")
    level = np.repeat([0.2, 0.0, 0.4], 1600).astype(np.float32)
    found = extract_f0(level, 16_000, "onnx", model_path=path, fmin=100, fmax=1000, hop_length=160)
    inside = np.abs((found.times_s % 0.1) - 0.05) < 0.02
    expected = np.select([found.times_s < 0.1, found.times_s < 0.2], [200, np.nan], 400)
    np.testing.assert_allclose(found.f0_hz[inside], expected[inside], rtol=1e-4)
    assert extract_f0(level, 16_000, "onnx", model_path=path, fmin=300).voiced.mean() < 0.5


def test_a_file_that_is_no_model_is_named(tmp_path):
    (tmp_path / "broken.onnx").write_bytes(b"not a model")
    with pytest.raises(AnalysisError, match=r"broken\.onnx: not an ONNX model"):
        extract_f0(TONE, SR, "onnx", model_path=tmp_path / "broken.onnx")
    bare = write_model(tmp_path / "bare.onnx", metadata=False)
    with pytest.raises(AnalysisError, match=r"bare\.onnx: its model_sr is not"):
        extract_f0(TONE, SR, "onnx", model_path=bare)


@given(st.lists(st.booleans(), min_size=2, max_size=30), st.floats(0.3, 3))
def test_frames_move_to_another_grid(voiced, factor):
    voiced = np.array(voiced)
    source = np.arange(len(voiced)) * 0.01
    f0 = np.where(voiced, 200 * 2 ** (source * 3), 0)
    target = np.arange(int(len(voiced) / factor)) * 0.01 * factor
    got, heard, _ = onto_grid(source, f0, voiced, voiced.astype(float), target)
    assert len(got) == len(heard) == len(target)
    clamped = np.minimum(target, source[-1])
    step = np.searchsorted(source, clamped)
    both = voiced[np.clip(step - 1, 0, None)] & voiced[np.clip(step, 0, len(voiced) - 1)]
    assert heard[both].all()
    np.testing.assert_allclose(got[both], 200 * 2 ** (clamped[both] * 3), rtol=1e-6)


def test_an_engine_is_made_once():
    assert get_engine("rapt") is get_engine("rapt")
