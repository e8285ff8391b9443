"""The edited F0 is what sounds; the mouth stays; what was not edited stays bit by bit."""

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from gradio_pianoroll.analysis import extract_f0
from gradio_pianoroll.synth import Resynthesiser, resynthesise
from tests.recordings import spoken_sentences
from tests.synth.resynthesis.voices import FRAMES_S, SR, STRAIGHT, VIBRATO, cents_off, measured, spoken, sung

METHODS = ["psola", "world"]
WITHIN_CENTS = 2.0


@pytest.fixture(autouse=True)
def _packages():
    pytest.importorskip("numba")


def moved(f0_hz, cents):
    return f0_hz * 2 ** (cents / 1200)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("cents", [-400, -150, 200, 400])
def test_a_voice_sings_the_edited_f0(method, cents):
    """Within 2 cents of what is measured of the same voice sung at that F0 at once, which is the best there is.

    WORLD bends the pitch where the vowel changes, whatever is around it (by 30 cents from a to i): one vowel for it.
    """
    if method == "world":
        pytest.importorskip("pyworld")
    words = "a" if method == "world" else "a i o"
    for f0_hz in (STRAIGHT, VIBRATO):
        target = moved(f0_hz, cents)
        got = cents_off(resynthesise(sung(f0_hz, words), SR, (FRAMES_S, f0_hz), target, method=method), target)
        floor = cents_off(sung(target, words), target)
        assert got[0] <= floor[0] + WITHIN_CENTS
        assert got[1] <= floor[1] + WITHIN_CENTS


@pytest.mark.parametrize(("method", "most_cents"), [("psola", 10), ("world", 14)])
def test_a_sentence_of_a_telephone_sings_the_edited_f0(method, most_cents):
    """Real speech at 8 kHz, measured in steps of 10 cents. WORLD's own view of breath reads beyond its memory there; with
    the F0 of an analysis as it is it is 18 cents off, as WORLD alone is.
    """
    if method == "world":
        pytest.importorskip("pyworld")
    audio, sr = soundfile.read(spoken_sentences(), dtype="float32")

    def f0_of(sound):
        return extract_f0(sound, sr, fmin=80, fmax=600, frame_length=512, hop_length=80)

    f0 = f0_of(audio)
    target = moved(f0.f0_hz.astype(float), 200)
    sound = resynthesise(audio, sr, f0, target, method=method)
    assert all(np.array_equal(resynthesise(audio, sr, f0, target, method=method), sound) for _ in range(4))
    found = f0_of(sound)
    assert (found.voiced != f0.voiced).mean() < 0.1
    both = found.voiced & f0.voiced
    assert np.median(np.abs(1200 * np.log2(found.f0_hz[both] / target[both]))) < most_cents


def test_a_vibrato_becomes_a_straight_line_though_the_analysis_saw_less_of_it():
    """An analysis smooths a vibrato. Moving pulses by what it saw alone leaves 6 cents of the rest (8 at p95)."""
    voice = sung(VIBRATO)
    times_s, f0_hz = measured(voice)
    straight = np.where(np.isfinite(f0_hz), 215.0, np.nan)
    median, most = cents_off(resynthesise(voice, SR, (times_s, f0_hz), straight), np.full(len(FRAMES_S), 215.0))
    assert median < 3
    assert most < 8


@pytest.mark.parametrize(("method", "most_db"), [("psola", 4), ("world", 6)])
def test_the_mouth_stays_where_it_is(method, most_db):
    """Distance of mel bands from the same mouth at that F0; a sound played faster is farther away by far."""
    if method == "world":
        pytest.importorskip("pyworld")
    voice = sung(STRAIGHT, "a i")
    for cents in (-300, 300):
        target = moved(STRAIGHT, cents)
        ideal = sung(target, "a i")
        got = resynthesise(voice, SR, (FRAMES_S, STRAIGHT), target, method=method)
        ratio = 2 ** (cents / 1200)
        faster = np.interp(np.arange(len(voice)) * ratio % len(voice), np.arange(len(voice)), voice)
        distance = bands_apart(got, ideal)
        assert distance < most_db
        assert bands_apart(faster, ideal) > 1.5 * distance
        inside = slice(SR // 4, 3 * SR // 2)
        assert 10 * np.log10((got[inside] ** 2).mean() / (ideal[inside] ** 2).mean()) == pytest.approx(0, abs=0.5)


def bands_apart(one, other):
    """Root mean square of the differences of thirds of octaves from 100 Hz to 8 kHz, in dB."""
    edges_hz = 100 * 2 ** (np.arange(20) / 3)

    def bands(audio):
        frames = np.lib.stride_tricks.sliding_window_view(audio[SR // 5 : 8 * SR // 5], 4096)[::1024]
        power = np.abs(np.fft.rfft(frames * np.hanning(4096))) ** 2
        rows = np.searchsorted(np.fft.rfftfreq(4096, 1 / SR), edges_hz)
        return 10 * np.log10(np.add.reduceat(power, rows, axis=1)[:, :-1] + 1e-4)

    return float(np.sqrt(((bands(one) - bands(other)) ** 2).mean()))


def test_what_is_not_edited_is_the_recording_bit_by_bit():
    audio, sr, f0 = spoken()
    kept = Resynthesiser(audio, sr, f0)
    assert np.array_equal(kept.render(f0.f0_hz), audio)
    assert kept.changed_spans(f0.f0_hz) == []
    edited = f0.f0_hz.copy()
    voiced = np.flatnonzero(f0.voiced)
    part = voiced[len(voiced) // 3 : len(voiced) // 2]
    edited[part] *= 2 ** (3 / 12)
    got = kept.render(edited)
    spans = kept.changed_spans(edited)
    changed = np.zeros(len(audio), bool)
    for start_s, end_s in spans:
        changed[round(start_s * sr) : round(end_s * sr)] = True
    assert np.array_equal(got[~changed], audio[~changed])
    assert (got[changed] != audio[changed]).mean() > 0.99
    # It begins at the pulse before the edit, and ends where the voice ends or has come back to its own pulses.
    assert spans[0][0] > f0.times_s[part[0]] - 0.02
    assert 0.02 < changed.mean() < 0.5


@pytest.mark.parametrize("method", METHODS)
def test_a_span_is_the_same_whatever_is_asked_for(method):
    if method == "world":
        pytest.importorskip("pyworld")
    audio, sr, f0 = spoken()
    edited = moved(f0.f0_hz, 250)
    whole = resynthesise(audio, sr, f0, edited, method=method)
    kept = Resynthesiser(audio, sr, f0, method=method)
    rng = np.random.default_rng(5)
    for _ in range(12 if method == "psola" else 4):
        first, end = np.sort(rng.integers(0, len(audio), 2)).tolist()
        assert np.array_equal(kept.render(edited, first / sr, end / sr), whole[first:end])
    # A curve with times of its own that covers a part only.
    near = (f0.times_s > 0.2) & (f0.times_s < 0.9)
    assert np.array_equal(
        kept.render((f0.times_s[near], edited[near]), 0.4, 0.5), whole[round(0.4 * sr) : round(0.5 * sr)]
    )


def test_seams_do_not_click():
    """A click is a jump of the second difference far beyond what the recording has around it."""
    audio, sr, f0 = spoken()
    for cents in (-350, 150, 380):
        edited = f0.f0_hz.copy()
        voiced = np.flatnonzero(f0.voiced)
        edited[voiced[20 : len(voiced) // 2]] *= 2 ** (cents / 1200)
        kept = Resynthesiser(audio, sr, f0)
        got = kept.render(edited)
        seams = [round(moment * sr) for span in kept.changed_spans(edited) for moment in span]
        assert seams
        for seam in seams:
            near, around = slice(seam - 3, seam + 4), slice(max(0, seam - sr // 50), seam + sr // 50)
            bend = np.abs(np.diff(got.astype(float), 2))
            own = np.abs(np.diff(audio.astype(float), 2))
            assert bend[near].max() <= 1.5 * max(own[around].max(), bend[around].max() / 1.5)
            assert bend[near].max() <= 2.5 * own[around].max() + 1e-4


def test_a_jump_would_be_seen():
    """The detector above tells a jump of a hundredth of full scale from a seam."""
    audio, sr, _ = spoken()
    at = len(audio) // 2
    broken = audio.astype(float).copy()
    broken[at:] += 0.05
    own = np.abs(np.diff(audio.astype(float), 2))[at - sr // 50 : at + sr // 50].max()
    assert np.abs(np.diff(broken, 2))[at - 3 : at + 4].max() > 2.5 * own + 1e-4


@pytest.mark.parametrize("dtype", ["int16", "int32", "float64", "float32"])
def test_every_type_of_sample_keeps_its_own(dtype):
    audio, sr, f0 = spoken()
    scale = 2 ** (np.iinfo(dtype).bits - 1) if dtype.startswith("int") else 1
    given_audio = np.clip(audio.astype(float) * scale, -scale, max(1, scale - 1)).astype(dtype)
    before = given_audio.copy()
    got = resynthesise(given_audio, sr, f0, moved(f0.f0_hz, 200))
    assert got.dtype == given_audio.dtype
    assert np.array_equal(given_audio, before)
    expected = resynthesise(audio, sr, f0, moved(f0.f0_hz, 200))
    assert np.abs(got.astype(float) / scale - expected).max() < 1e-3
    assert np.array_equal(resynthesise(given_audio, sr, f0, f0.f0_hz), given_audio)


def test_channels_move_together():
    audio, sr, f0 = spoken()
    edited = moved(f0.f0_hz, 200)
    both = resynthesise(np.stack([audio, 0.5 * audio], axis=1), sr, f0, edited)
    mono = resynthesise(audio, sr, f0, edited)
    assert both.shape == (len(audio), 2)
    assert np.abs(both[:, 0] - mono).max() < 0.02 * np.abs(mono).max()
    assert np.abs(both[:, 0] - 2 * both[:, 1]).max() < 1e-5
    # Channels that cancel each other in the mean are a voice all the same.
    against = resynthesise(np.stack([audio, -audio], axis=1), sr, f0, edited)
    assert np.abs(against[:, 0] + against[:, 1]).max() < 1e-6
    assert np.abs(against[:, 0] - mono).max() < 0.02 * np.abs(mono).max()


@settings(max_examples=25, deadline=None)
@given(
    cents=st.lists(st.floats(-1200, 1200), min_size=2, max_size=12),
    gaps=st.lists(st.tuples(st.floats(0, 1.4), st.floats(0, 0.3)), max_size=4),
    gain=st.lists(st.floats(-20, 6), min_size=1, max_size=4),
)
def test_any_edit_gives_finite_sound_of_the_same_length(cents, gaps, gain):
    audio, sr, f0 = spoken()
    edited = f0.f0_hz * 2 ** (np.interp(f0.times_s, np.linspace(0, f0.times_s[-1], len(cents)), cents) / 1200)
    for start_s, length_s in gaps:
        edited[(f0.times_s >= start_s) & (f0.times_s < start_s + length_s)] = np.nan
    got = resynthesise(audio, sr, f0, edited, gain_db=(np.linspace(0, 1, len(gain)), gain))
    assert got.shape == audio.shape
    assert np.isfinite(got).all()
    assert np.abs(got).max() < 8 * np.abs(audio).max()


@pytest.mark.parametrize("hz", [0.0, float("nan")])
def test_unvoiced_frames_may_be_nan_or_zero(hz):
    audio, sr, f0 = spoken()
    known = np.where(f0.voiced, f0.f0_hz, hz)
    expected = resynthesise(audio, sr, f0, moved(f0.f0_hz, 100))
    assert np.array_equal(resynthesise(audio, sr, (f0.times_s, known), moved(known, 100)), expected)


def test_a_voice_without_pause_is_found_in_the_middle():
    """40 s of F0 without a gap: cut into parts whose pulses meet, so that no place is far from a beginning."""
    time_s = np.arange(40 * 16_000) / 16_000
    angle = 2 * np.pi * np.cumsum(150 + 10 * np.sin(0.3 * time_s)) / 16_000
    voice = (0.1 * sum(np.sin(k * angle) / k for k in range(1, 20))).astype(np.float32)
    frames_s = np.arange(0, 40, 0.01)
    f0_hz = 150 + 10 * np.sin(0.3 * frames_s)
    kept = Resynthesiser(voice, 16_000, (frames_s, f0_hz))
    edited = moved(f0_hz, 170)
    whole = kept.render(edited)
    assert np.array_equal(
        Resynthesiser(voice, 16_000, (frames_s, f0_hz)).render(edited, 25, 26), whole[400_000:416_000]
    )
    times_s, found = measured(whole, 16_000)
    inside = np.isfinite(found) & (times_s > 0.5) & (times_s < 39.5)
    assert inside.sum() > 0.97 * (39 * 16_000 / 256)
    off = np.abs(1200 * np.log2(found[inside] / np.interp(times_s[inside], frames_s, edited)))
    assert np.percentile(off, 99) < 8
