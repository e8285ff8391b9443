"""F0 of sounds whose F0 is known, and of recorded speech."""

import librosa
import numpy as np
import pytest

from gradio_pianoroll.analysis import (
    AnalysisError,
    F0Result,
    engine_names,
    extract_f0,
    fast_f0_analysis,
    register_engine,
)
from gradio_pianoroll.analysis.engines import registry
from gradio_pianoroll.formats.audio import load_audio
from gradio_pianoroll.synth import make_line, parse_syllable, sing, sung_f0
from gradio_pianoroll.synth.melody import CONTROL_HZ
from tests.analysis.signals import SR, cents, constant, glide, harmonic_tone, vibrato
from tests.recordings import spoken_sentences, spoken_words

ENGINES = ("pyin", "yin")
TOLERANCE_CENTS = 20


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "true_hz",
    [constant(82.4), constant(220), constant(440), constant(783.99), vibrato(330), glide(150, 500)],
    ids=["E2", "A3", "A4", "G5", "vibrato", "glide"],
)
def test_known_f0_is_found(engine, true_hz):
    found = extract_f0(harmonic_tone(true_hz), SR, engine, fmin=65, fmax=1000)
    inside = slice(6, -6)  # frames that reach beyond the ends see silence
    truth = np.interp(found.times_s, np.arange(len(true_hz)) / SR, true_hz)
    assert found.voiced[inside].mean() > 0.97
    error = np.abs(cents(found.f0_hz, truth))[inside][found.voiced[inside]]
    assert np.median(error) < TOLERANCE_CENTS / 2
    assert np.percentile(error, 95) < TOLERANCE_CENTS


def test_the_singing_voice_is_heard_as_it_was_sung():
    line = make_line(
        np.array([0.0, 0.8, 1.4]), np.array([0.8, 0.6, 1.0]), np.array([62, 67, 64]), np.array([100, 100, 100])
    )
    audio = sing(line, [parse_syllable(p) for p in ("a", "r i", "r a ng")], 44_100)
    found = extract_f0(audio, 44_100, fmin=200, fmax=700, frame_length=4096, hop_length=441)
    meant = sung_f0(line, int(3 * CONTROL_HZ))
    truth = np.interp(found.times_s, np.arange(len(meant)) / CONTROL_HZ, meant)
    inside = (found.times_s > 0.1) & (found.times_s < 2.2)
    assert found.voiced[inside].mean() > 0.95
    error = np.abs(cents(found.f0_hz, truth))[inside & found.voiced]
    assert np.median(error) < TOLERANCE_CENTS


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("path", "low_hz", "high_hz"), [(spoken_words, 130, 300), (spoken_sentences, 130, 300)], ids=["words", "sentence"]
)
def test_recorded_speech(engine, path, low_hz, high_hz):
    audio, sr = load_audio(path(), SR)
    found = extract_f0(audio, sr, engine, fmin=75, fmax=500)
    assert 0.2 < found.voiced.mean() < 0.95
    assert low_hz < np.nanmedian(found.f0_hz) < high_hz
    # A voice moves: not one value, and no jump of an octave in most of the frames.
    steps = np.abs(np.diff(12 * np.log2(found.f0_hz)))
    assert np.nanstd(12 * np.log2(found.f0_hz)) > 0.5
    assert np.nanmedian(steps) < 0.5


def test_pyin_is_librosas_on_a_recording():
    audio, sr = load_audio(spoken_sentences())
    found = extract_f0(audio, sr, "pyin", fmin=75, fmax=500, frame_length=1024, hop_length=128)
    f0, voiced, probability = librosa.pyin(audio, fmin=75, fmax=500, sr=sr, frame_length=1024, hop_length=128)
    np.testing.assert_array_equal(found.voiced, voiced)
    np.testing.assert_array_equal(found.f0_hz, np.where(voiced, f0, np.nan).astype(np.float32))
    np.testing.assert_array_equal(found.confidence, probability.astype(np.float32))


def test_noise_and_silence_have_no_f0():
    noise, sr = load_audio(spoken_words("Noise.wav"), SR)
    for engine in ENGINES:
        assert extract_f0(noise, sr, engine, fmin=75, fmax=500).voiced.mean() < 0.15
        assert not extract_f0(np.zeros(SR, np.float32), SR, engine).voiced.any()


def test_fast_f0_analysis_is_librosas_pyin_frame_for_frame():
    audio, sr = load_audio(spoken_sentences(), SR)
    mine = fast_f0_analysis(audio, sr)
    theirs = librosa.pyin(audio, fmin=50, fmax=800, sr=sr, hop_length=512, frame_length=2048)
    np.testing.assert_array_equal(mine[0], theirs[0])
    np.testing.assert_array_equal(mine[1], theirs[1])
    np.testing.assert_allclose(mine[2], theirs[2], atol=1e-6)


def test_a_long_sound_tells_its_progress_and_is_the_same():
    speech, sr = load_audio(spoken_sentences())
    audio = np.tile(speech, 5)
    options = {"fmin": 75, "fmax": 400, "frame_length": 1024, "hop_length": 128}
    whole = extract_f0(audio, sr, **options)
    shares = []
    told = extract_f0(audio, sr, on_progress=shares.append, **options)
    np.testing.assert_array_equal(told.f0_hz, whole.f0_hz)
    np.testing.assert_array_equal(told.confidence, whole.confidence)
    assert len(shares) > 2
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_shapes_and_times():
    audio = harmonic_tone(constant(220, 0.5))
    kept = audio.copy()
    for engine in ENGINES:
        found = extract_f0(audio, SR, engine, hop_length=200)
        n = 1 + len(audio) // 200
        assert found.f0_hz.shape == found.voiced.shape == found.confidence.shape == found.times_s.shape == (n,)
        assert found.times_s[0] == 0
        assert found.hop_s == pytest.approx(200 / SR)
        assert (np.isfinite(found.f0_hz) == found.voiced).all()
        assert ((found.confidence >= 0) & (found.confidence <= 1)).all()
    np.testing.assert_array_equal(audio, kept)


TONE = harmonic_tone(constant(220, 0.2))


@pytest.mark.parametrize(
    ("audio", "options", "words"),
    [
        (np.zeros(0, np.float32), {}, "empty"),
        ((TONE * 32767).astype(np.int16), {}, "int16.*astype"),
        (np.stack([TONE, TONE]), {}, "mono"),
        (np.where(np.arange(len(TONE)) == 7, np.nan, TONE), {}, "NaN.*index 7"),
        (np.where(np.arange(len(TONE)) == 3, np.inf, TONE), {}, "infinite"),
        (TONE.astype(complex), {}, "complex"),
        (TONE, {"fmin": 500, "fmax": 100}, "below fmax"),
        (TONE, {"fmin": 200, "fmax": 200}, "below fmax"),
        (TONE, {"fmin": 0}, "positive"),
        (TONE, {"fmin": float("nan")}, "positive"),
        (TONE, {"fmax": 20_000}, "half the sample rate"),
        (TONE, {"fmin": 15}, "frame_length=4096"),
        (TONE, {"hop_length": 0}, "hop_length"),
        (TONE, {"hop_length": 4096}, "must not exceed"),
        (TONE, {"engine": "magic"}, "pyin, yin, swift, rapt, harvest, dio, piptrack, onnx"),
        (TONE, {"sr": 0}, "sample rate"),
    ],
)
def test_what_cannot_be_analysed_is_refused_in_words(audio, options, words):
    options = {"sr": SR, "engine": "pyin", **options}
    with pytest.raises(AnalysisError, match=words):
        extract_f0(audio, options.pop("sr"), options.pop("engine"), **options)


def test_the_advice_about_the_frame_length_helps():
    found = extract_f0(harmonic_tone(constant(40, 1)), SR, fmin=15, fmax=200, frame_length=4096)
    assert np.nanmedian(found.f0_hz) == pytest.approx(40, rel=0.01)


def test_another_engine_plugs_in(monkeypatch):
    monkeypatch.setattr(registry, "_infos", dict(registry._infos))
    made = []

    def factory():
        made.append(1)

        def engine(audio, sr, options):
            n = 1 + len(audio) // options.hop_length
            f0 = np.full(n, options.fmin, np.float32)
            return F0Result(np.arange(n) * options.hop_length / sr, f0, np.ones(n, bool), np.ones(n, np.float32))

        return engine

    register_engine("lowest", factory)
    assert engine_names()[-1] == "lowest"
    assert made == []
    for _ in range(2):
        assert (extract_f0(TONE, SR, "lowest", fmin=99).f0_hz == 99).all()
    assert made == [1]
