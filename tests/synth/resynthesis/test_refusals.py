"""What cannot be sung is said before anything is."""

import numpy as np
import pytest

from gradio_pianoroll import Curve, PianoRollError
from gradio_pianoroll.analysis import F0Result
from gradio_pianoroll.synth import Resynthesiser, ResynthesisError, resynthesise, resynthesise_file
from gradio_pianoroll.synth.resynthesis import resynthesiser

SR = 22_050
TIMES_S = np.arange(0, 1, 0.01)
F0_HZ = np.full(100, 200.0)
FLAT = (TIMES_S, F0_HZ)
TONE = (0.5 * np.sin(2 * np.pi * 200 * np.arange(SR) / SR)).astype(np.float32)

pytest.importorskip("numba")


def with_value(array, place, value):
    changed = array.copy()
    changed[place] = value
    return changed


def test_the_error_is_one_of_the_package():
    assert issubclass(ResynthesisError, PianoRollError)
    assert issubclass(ResynthesisError, ValueError)


@pytest.mark.parametrize(
    ("audio", "sr", "told"),
    [
        (with_value(TONE, 2205, np.nan), SR, r"NaN or infinite samples, the first at 0\.100 s \(sample 2205\)"),
        (with_value(TONE, 0, np.inf), SR, "the first at 0.000 s"),
        (np.stack([TONE, with_value(TONE, 7, np.nan)], axis=1), SR, "sample 7"),
        (TONE.astype(np.float16), SR, "must be float32, float64, int16 or int32, not float16"),
        (TONE.astype(">f4"), SR, "must be float32"),
        (TONE > 0, SR, "not bool"),
        (TONE[None, None], SR, r"shape \(n,\) or \(n, channels\)"),
        (np.stack([TONE] * 2), SR, r"shape \(n,\) or \(n, channels\), not \(2, 22050\)"),
        (TONE, 0, "sample rate must be positive"),
        (TONE, float("nan"), "sample rate must be positive"),
        (TONE, None, "sr, the sample rate in Hz, is needed"),
    ],
)
def test_sound_that_cannot_be_used(audio, sr, told):
    with pytest.raises(ResynthesisError, match=told):
        resynthesise(audio, sr, FLAT, F0_HZ)


@pytest.mark.parametrize(
    ("f0_to", "told"),
    [
        (F0_HZ[:-1], "f0_to has 99 values for the 100 frames"),
        (with_value(F0_HZ, 30, -1), r"f0_to is -1 Hz at 0\.300 s; F0 lies between 20 and 5000 Hz"),
        (with_value(F0_HZ, 30, 5), "f0_to is 5 Hz"),
        (with_value(F0_HZ, 99, 20_000), r"f0_to is 20000 Hz at 0\.990 s"),
        (with_value(F0_HZ, 99, np.inf), "f0_to is inf Hz"),
        ((TIMES_S[:5], F0_HZ), r"times of shape \(5,\) and F0 of shape \(100,\)"),
        ((TIMES_S[::-1], F0_HZ), "times of f0_to must be finite and ascending"),
        ((with_value(TIMES_S, 3, np.nan), F0_HZ), "times of f0_to must be finite"),
        (Curve("f0", F0_HZ, time="beats"), "f0_to is a curve over beats"),
    ],
)
def test_f0_that_cannot_be_sung(f0_to, told):
    with pytest.raises(ResynthesisError, match=told):
        resynthesise(TONE, SR, FLAT, f0_to)


def test_f0_of_the_recording_needs_times():
    with pytest.raises(ResynthesisError, match="f0 must be an F0Result, a Curve, or"):
        Resynthesiser(TONE, SR, F0_HZ)


@pytest.mark.parametrize(
    ("timing", "told"),
    [
        ([(0, 0), (0.5, 0.5), (0.4, 0.9)], r"ascending; at 0\.400 s it is not"),
        ([(0, 0), (0.5, 0.6), (0.7, 0.6)], r"ascending; at 0\.700 s"),
        ([(0, 0), (0.1, 0.9)], "9 times as long; 8 times is the most"),
        ([(0, 0), (2, 2.5)], r"within the recording, which has 1\.000 s"),
        ([(-0.1, 0), (0.5, 0.6)], "within the recording"),
        ([(0, float("nan"))], "pairs"),
        ([(0, 0, 0)], "pairs"),
        ([(0, 0.3), (0.5, 0.6)], r"begin with the pair \(0, 0\)"),
    ],
)
def test_timing_that_cannot_be(timing, told):
    with pytest.raises(ResynthesisError, match=told):
        resynthesise(TONE, SR, FLAT, F0_HZ, timing=timing)


@pytest.mark.parametrize(
    ("gain_db", "told"),
    [
        (([0.1], [np.nan]), r"gain_db is nan at 0\.100 s"),
        (([0.1], [90]), "between -60 and 60 dB"),
        ([0, 1, 2], "gain_db must be"),
    ],
)
def test_gain_that_cannot_be(gain_db, told):
    with pytest.raises(ResynthesisError, match=told):
        resynthesise(TONE, SR, FLAT, gain_db=gain_db)


@pytest.mark.parametrize("span", [(-1, 0.5), (0.5, 0.4), (0, 1.1)])
def test_spans_outside_of_the_sound(span):
    with pytest.raises(ResynthesisError, match=r"does not lie in the edited sound, which has 1\.000 s"):
        Resynthesiser(TONE, SR, FLAT).render(F0_HZ, *span)


def test_unknown_methods():
    with pytest.raises(ResynthesisError, match="psola, world, not 'magic'"):
        resynthesise(TONE, SR, FLAT, F0_HZ, method="magic")


def test_a_file_is_not_written_over_itself(tmp_path):
    import soundfile

    soundfile.write(tmp_path / "a.wav", TONE, SR)
    with pytest.raises(ResynthesisError, match=r"a\.wav is the recording itself"):
        resynthesise_file(tmp_path / "a.wav", tmp_path / "a.wav", FLAT, F0_HZ)


@pytest.mark.parametrize(
    "audio", [np.zeros(0, np.float32), np.zeros(1, np.float32), np.zeros(SR, np.float32), TONE[:50]]
)
def test_silence_and_next_to_nothing_stay(audio):
    assert np.array_equal(resynthesise(audio, SR, FLAT, 1.2 * F0_HZ), audio)


def test_no_voice_no_change():
    nothing = F0Result(TIMES_S, np.full(100, np.nan, np.float32), np.zeros(100, bool), np.zeros(100, np.float32))
    assert np.array_equal(resynthesise(TONE, SR, nothing, F0_HZ), TONE)
    assert np.array_equal(resynthesise(TONE, SR, FLAT, np.full(100, np.nan)), TONE)


def test_world_names_its_package(monkeypatch):
    from gradio_pianoroll import extras
    from gradio_pianoroll.errors import MissingPackageError

    def missing(name):
        raise ImportError(f"No module named {name!r}")

    monkeypatch.setattr(extras, "import_module", missing)
    with pytest.raises(
        MissingPackageError, match=r"WORLD needs the package pyworld: pip install 'gradio_pianoroll\[world\]'"
    ):
        Resynthesiser(TONE, SR, FLAT, method="world")


def test_missing_packages_are_named_at_once(monkeypatch):
    from gradio_pianoroll import extras
    from gradio_pianoroll.errors import MissingPackageError

    monkeypatch.setattr(extras, "is_installed", lambda module: module != "numba")
    with pytest.raises(MissingPackageError, match=rf"{resynthesiser.WHAT} needs the package numba"):
        Resynthesiser(TONE, SR, FLAT)


def test_nothing_said_is_no_change():
    empty = (np.zeros(0), np.zeros(0))
    assert np.array_equal(resynthesise(TONE, SR, FLAT, empty, gain_db=empty, timing=[]), TONE)
    assert np.array_equal(resynthesise(TONE, SR, empty, FLAT), TONE)
    assert np.array_equal(resynthesise(TONE, SR, FLAT), TONE)
