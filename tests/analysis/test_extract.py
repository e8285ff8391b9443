"""All features in one pass: the same for any block size, clear about what cannot be done."""

import io
import subprocess
import sys

import librosa
import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from gradio_pianoroll.analysis import AnalysisCancelled, AnalysisError, analyze, extract_audio_features, extract_f0
from gradio_pianoroll.analysis import collectors as collectors_module
from gradio_pianoroll.analysis.features import FEATURES
from gradio_pianoroll.errors import FormatError
from gradio_pianoroll.formats.audio import load_audio
from gradio_pianoroll.score import AudioRef, Curve, PianoRollWarning, Score
from tests.analysis.signals import SR, constant, harmonic_tone, vibrato
from tests.recordings import spoken_sentences, spoken_words


def assert_same(a, b):
    """Equal to the last bit, feature by feature."""
    assert (a.hop_s, a.duration_s, a.sr, a.n_frames) == (b.hop_s, b.duration_s, b.sr, b.n_frames)
    assert a.columns().keys() == b.columns().keys()
    for name, values in a.columns().items():
        np.testing.assert_array_equal(values, b.columns()[name], err_msg=name)
    for name in ("voiced", "voiced_prob"):
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name))
    if a.programme is not None:
        np.testing.assert_array_equal(a.programme.step_mean_square, b.programme.step_mean_square)
    if a.peaks is not None:
        assert (a.peaks.duration_s, a.peaks.hop_s) == (b.peaks.duration_s, b.peaks.hop_s)
        for fine, other in zip(a.peaks.levels, b.peaks.levels, strict=True):
            np.testing.assert_array_equal(fine, other)
    if a.spectrogram is not None:
        np.testing.assert_array_equal(a.spectrogram.levels, b.spectrogram.levels)


@pytest.fixture(scope="module")
def singing(tmp_path_factory):
    """Two channels at 44.1 kHz: a tone with vibrato, a pause, hiss."""
    rng, sr = np.random.default_rng(0), 44_100
    tone = harmonic_tone(vibrato(330, 1.2, sr), sr)
    left = np.concatenate([tone, np.zeros(sr // 3, np.float32), rng.normal(0, 0.02, sr // 2).astype(np.float32)])
    path = tmp_path_factory.mktemp("sound") / "singing.wav"
    soundfile.write(path, np.stack([left, 0.5 * left], axis=1), sr, subtype="FLOAT")
    return path


@pytest.fixture(scope="module")
def whole(singing):
    return extract_audio_features(singing, features="all", block_samples=10**7, cache=False)


@given(st.integers(50, 60_000))
@settings(max_examples=12, deadline=None)
def test_every_feature_is_the_same_for_any_block_size(singing, whole, block_samples):
    assert_same(extract_audio_features(singing, features="all", block_samples=block_samples), whole)


@pytest.mark.parametrize("recording", [spoken_words, spoken_sentences])
def test_a_recording_streamed_is_the_recording_in_memory(recording):
    streamed = extract_audio_features(recording(), features="all", fmin=75, fmax=500, block_samples=1000)
    audio, sr = load_audio(recording())
    assert_same(streamed, extract_audio_features(audio, sr, features="all", fmin=75, fmax=500))
    assert streamed.voiced.any()
    assert not streamed.voiced.all()


def test_f0_is_that_of_the_engine_and_librosas(singing, whole):
    audio, sr = load_audio(singing, SR)
    found = extract_f0(audio, sr, "pyin")
    np.testing.assert_array_equal(whole.voiced, found.voiced)
    np.testing.assert_array_equal(whole.f0_hz, found.f0_hz)
    f0, voiced, probability = librosa.pyin(audio, fmin=65, fmax=1000, sr=sr, hop_length=256)
    np.testing.assert_array_equal(whole.voiced, voiced)
    np.testing.assert_allclose(whole.f0_hz[voiced], f0[voiced], rtol=1e-6)
    np.testing.assert_allclose(whole.voiced_prob, probability, atol=1e-6)
    np.testing.assert_allclose(whole.f0_hz[5:90], vibrato(330, 1.2)[::256][5:90], rtol=0.02)


@pytest.mark.parametrize("engine", ["yin", "piptrack"])
def test_other_engines_share_the_time_base(singing, engine):
    found = extract_audio_features(singing, engine=engine, features=("f0", "loudness", "voicing"))
    audio, sr = load_audio(singing, SR)
    np.testing.assert_array_equal(found.f0_hz, extract_f0(audio, sr, engine).f0_hz)
    assert len(found.f0_hz) == len(found.loudness_db) == len(found.voicing)


def test_an_engine_that_needs_the_whole_sound_has_a_limit(singing, monkeypatch):
    monkeypatch.setattr(collectors_module, "WHOLE_SOUND_LIMIT_S", 1)
    with pytest.raises(AnalysisError, match="use engine 'pyin'"):
        extract_audio_features(singing, engine="yin")
    extract_audio_features(singing, engine="pyin")


def test_the_voicing_that_was_asked_for(singing, whole):
    binary = extract_audio_features(singing, features=("voicing",), voicing="binary").voicing
    np.testing.assert_array_equal(binary, whole.voiced)
    probability = extract_audio_features(singing, features=("voicing",), voicing="probability").voicing
    np.testing.assert_array_equal(probability, whole.voiced_prob)
    np.testing.assert_array_equal(whole.voicing > 0.5, whole.voiced)


def test_levels_have_the_reference_and_the_floor_that_were_asked_for(singing, whole):
    audio, _ = load_audio(singing, SR)
    rms = librosa.feature.rms(y=audio, frame_length=2048, hop_length=256)[0]
    peak = extract_audio_features(singing, features=("loudness", "a_weighted"), reference="peak", floor_db=-40)
    expected = np.maximum(20 * np.log10(rms / rms.max() + 1e-12), -40)
    np.testing.assert_allclose(peak.loudness_db, expected, atol=1e-3)
    assert peak.a_weighted_db.max() == 0
    half = extract_audio_features(singing, features=("loudness",), reference=0.5).loudness_db
    np.testing.assert_allclose((half - whole.loudness_db)[:100], 20 * np.log10(2), atol=1e-4)


def test_layers_lie_where_the_sound_does_and_show_what_was_asked_for(whole):
    other = Curve(name="mine", values=np.ones(3, np.float32))
    score = Score(audio=AudioRef("song.wav", start_s=2.5), curves={"mine": other})
    layers = whole.to_layers(score, y_ranges={"f0": (100, 600), "loudness": (-50, -10)})
    assert [*layers.curves] == [
        "f0", "loudness", "voicing", "a_weighted", "harmonicity", "spectral_centroid", "zero_crossing_rate",
        "momentary", "short_term",
    ]  # fmt: skip
    for name in [*layers.curves][:7]:
        assert (layers.curves[name].start, layers.curves[name].hop) == (2.5, whole.hop_s)
    assert layers.curves["momentary"].start == pytest.approx(2.7)
    assert layers.curves["f0"].style["renderMode"] == "piano_grid"
    assert [layers.curves["f0"].style[key] for key in ("yMin", "yMax")] == [100, 600]
    assert [layers.curves["loudness"].style[key] for key in ("yMin", "yMax")] == [-50, -10]
    np.testing.assert_array_equal(layers.curves["f0"].values, whole.f0_hz)
    assert layers.peaks is whole.peaks
    assert layers.tiles[0].start_s == 2.5
    assert sum(tile.image.shape[1] for tile in layers.tiles) == len(whole.spectrogram.levels)
    added = layers.add_to(score)
    assert [*added.curves] == ["mine", *layers.curves]
    assert [*score.curves] == ["mine"]
    for ranges, words in (({"f0": (3, 3)}, "'f0'"), ({"nothing": (0, 1)}, "nothing"), ({"f0": (0, np.nan)}, "'f0'")):
        with pytest.raises(AnalysisError, match=words):
            whole.to_layers(y_ranges=ranges)


def test_the_picture_and_the_loudness_are_measured_before_the_channels_are_mixed(singing, whole):
    audio, sr = soundfile.read(singing, dtype="float32")
    assert whole.peaks.hop_s == 256 / sr
    loudest = np.abs(audio.mean(axis=1)).max()
    assert np.abs(whole.peaks.levels[-1]).max() == pytest.approx(loudest * 32_767, abs=2)
    mixed = extract_audio_features(audio.mean(axis=1), sr, features=("programme",)).programme.integrated_lufs
    # Half as loud on the right: 1 + 1/4 of the power against (3/4)² of it in the mix.
    assert whole.programme.integrated_lufs - mixed == pytest.approx(10 * np.log10(1.25 / 0.5625), abs=0.01)


def test_progress_rises_to_one_and_a_wish_to_stop_is_heard(singing):
    for engine in ("pyin", "yin"):
        shares = []
        extract_audio_features(singing, engine=engine, on_progress=shares.append, block_samples=5000)
        assert shares == sorted(shares)
        assert shares[-1] == 1
        assert len(shares) > 5
    asked = []

    def is_cancelled():
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(AnalysisCancelled):
        extract_audio_features(singing, is_cancelled=is_cancelled, block_samples=5000)
    assert len(asked) == 4


def test_silence_one_sample_and_every_rate():
    silence = extract_audio_features(np.zeros(SR * 3, np.float32), SR, features="all")
    assert np.isnan(silence.f0_hz).all()
    assert (silence.loudness_db == silence.floor_db).all()
    assert silence.programme.integrated_lufs == -np.inf
    assert not silence.spectral_centroid_hz.any()
    one = extract_audio_features(np.array([0.5], np.float32), SR, features="all")
    assert one.n_frames == len(one.times_s) == 1
    assert one.peaks.levels[0].tolist() == [[16384, 16384]]
    assert len(one.to_layers().curves["momentary"]) == 0
    for sr in (8000, 192_000):
        tone = harmonic_tone(constant(220, 1, sr), sr)
        found = extract_audio_features(tone, sr, features="all")
        assert found.sr == min(sr, SR)
        assert found.duration_s == 1
        assert np.nanmedian(found.f0_hz) == pytest.approx(220, rel=0.005)
        assert extract_audio_features(tone, sr, analysis_sr=16_000, features=("loudness",)).hop_s == 256 / 16_000


@pytest.mark.parametrize(
    ("audio", "words"),
    [
        (np.zeros(0, np.float32), "empty"),
        (np.array([0, np.nan, 0], np.float32), "index 1"),
        (np.array([0, 0, np.inf], np.float32), "index 2"),
        (np.zeros(100, np.int16), "32768"),
        (np.zeros((2, 100), np.float32), "mono"),
    ],
)
def test_samples_that_cannot_be_analysed_say_why(audio, words):
    with pytest.raises(AnalysisError, match=words):
        extract_audio_features(audio, SR)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"features": ()}, "at least one feature"),
        ({"features": ("f0", "colour")}, "'colour'"),
        ({"fmin": 500, "fmax": 400}, "below fmax"),
        ({"fmin": 5}, "frame_length="),
        ({"hop_length": 0}, "hop_length"),
        ({"hop_length": 4096}, "hop_length"),
        ({"voicing": "maybe"}, "'maybe'"),
        ({"reference": -1}, "reference"),
        ({"floor_db": np.nan}, "floor_db"),
        ({"analysis_sr": 0}, "analysis_sr"),
        ({"engine": "nobody"}, "'nobody'"),
        ({"sr": None}, "sr, the sample rate"),
    ],
)
def test_options_that_cannot_be_used_say_why(options, words):
    with pytest.raises(AnalysisError, match=words):
        extract_audio_features(np.zeros(5000, np.float32), **{"sr": SR, **options})


def test_files_that_cannot_be_read_say_which(tmp_path, singing):
    with pytest.raises(FormatError, match=r"missing\.wav"):
        extract_audio_features(tmp_path / "missing.wav")
    (tmp_path / "cut.wav").write_bytes(singing.read_bytes()[:100_000])
    with pytest.warns(PianoRollWarning, match=r"cut\.wav: the file is cut off"):
        found = extract_audio_features(tmp_path / "cut.wav")
    # Two channels of four bytes, and a head that is smaller than a frame's worth of time.
    assert found.duration_s == pytest.approx(100_000 / 8 / 44_100, abs=0.01)
    with pytest.raises(AnalysisError, match="44100"):
        extract_audio_features(singing, 22_050)
    assert extract_audio_features(singing, 44_100, features=("loudness",)).n_frames


def test_a_file_object_and_the_short_form(singing, whole):
    found = extract_audio_features(io.BytesIO(singing.read_bytes()), features="all")
    assert_same(found, whole)
    audio, sr = load_audio(singing)
    short = analyze(audio, sr)
    np.testing.assert_array_equal(short.f0_hz, whole.f0_hz)
    assert short.peaks is None
    assert set(FEATURES) >= {"f0", "voicing", "loudness"}


def test_memory_does_not_grow_with_the_length(tmp_path):
    """Peak resident memory of a process that analyses 20 s, and of one that analyses 180 s."""
    code = """
import sys, resource
import numpy as np, soundfile
from gradio_pianoroll.analysis import extract_audio_features
extract_audio_features(np.zeros(22050, np.float32), 22050, cache=False)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
extract_audio_features(sys.argv[1], features=("f0", "voicing", "loudness", "programme", "peaks"), fmax=400, hop_length=1024, cache=False)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""
    rng, grown_mb = np.random.default_rng(0), []
    for seconds in (20, 180):
        with soundfile.SoundFile(tmp_path / f"{seconds}.wav", "w", SR, 2, "PCM_16") as sound:
            for _ in range(seconds):
                sound.write(rng.normal(0, 0.1, (SR, 2)))
        said = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / f"{seconds}.wav")], capture_output=True, text=True, check=True
        )
        grown_mb.append(float(said.stdout))
    # In memory the longer one would take 14 MB more in mono float32, and its frames eight times that.
    assert grown_mb[1] - grown_mb[0] < 10


def test_its_words_are_few():
    found = extract_audio_features(np.zeros(22_050, np.float32), 22_050, features=("loudness",), cache=None)
    assert repr(found).startswith("AudioFeatures(1 s: ")
    assert repr(found).endswith("of loudness_db)")
