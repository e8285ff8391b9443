"""NumPy's arrays of F0, as voice conversion and singing synthesis keep them; `numpy.load` is the other reader."""

import io
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from gradio_pianoroll.formats import FormatError, load, save
from gradio_pianoroll.formats.pitch import arrays, coarse_of_hz, hz_of, hz_of_coarse
from gradio_pianoroll.formats.pitch.arrays import read, write
from gradio_pianoroll.score import Curve, PianoRollWarning, Score

NPY, NPZ = Path("a.npy"), Path("a.npz")
NAN = float("nan")


def npy(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def npz(**arrays):
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def f0_of(array, **options):
    return read(npy(array), NPY, **{"hop_s": 0.01, **options}).curves["f0"]


def values(curve):
    return pytest.approx(curve.values.tolist(), nan_ok=True, rel=1e-6)


def test_bins_of_voice_conversion():
    """The formula of RVC and so-vits-svc, `f0_to_coarse`, number by number: mel = 1127 ln(1 + f / 700), 50 to 1100 Hz."""

    def coarse(hz):
        mel, low, high = (1127 * math.log(1 + f / 700) for f in (hz, 50, 1100))
        if mel > 0:
            mel = (mel - low) * (256 - 2) / (high - low) + 1
        return round(min(max(mel, 1), 255))

    hz = [0, 10, 50, 60, 98, 110, 220, 440, 441, 880, 1000, 1100, 5000]
    assert coarse_of_hz(hz).tolist() == [coarse(f) for f in hz]
    assert coarse_of_hz([NAN, -220, math.inf]).tolist() == [1, 1, 1]
    # In the middle of its bin a frequency is at most half a bin from where it was: 2.6 % at 50 Hz, 0.4 % at 1100 Hz.
    back = hz_of_coarse(coarse_of_hz(np.arange(60, 1100)))
    assert np.abs(back / np.arange(60, 1100) - 1).max() < 0.03
    assert np.isnan(hz_of_coarse([0, 1])).all()
    assert coarse_of_hz(hz_of_coarse(np.arange(2, 256))).tolist() == list(range(2, 256))


@pytest.mark.parametrize(
    ("array", "hz"),
    [
        (np.array([220, 0, -3, NAN, math.inf, 440]), [220, NAN, NAN, NAN, NAN, 440]),
        (np.array([220, 0], np.float32), [220, NAN]),
        (np.array([220, 0], np.float16), [220, NAN]),
        (np.array([[220.0], [0]]), [220, NAN]),
        (np.array([[[220.0, 0]]]), [220, NAN]),
        (np.array([220.0, 0], ">f8"), [220, NAN]),
        (np.array([300, 0]), [300, NAN]),
        (np.array([1, 60, 255]), [NAN, *hz_of_coarse([60, 255])]),
        (np.asfortranarray(np.array([[220.0, 0]])), [220, NAN]),
        (np.zeros(0), []),
    ],
)
@pytest.mark.filterwarnings("ignore:.*guesses")
def test_arrays_of_a_value_a_frame(array, hz):
    f0 = f0_of(array)
    assert hz == values(f0)
    assert (f0.start, f0.hop) == (0, 0.01)


def test_columns_of_time_and_pitch_and_confidence():
    times = np.arange(4) * 0.0125 + 0.5
    columns = np.array([times, [220, 0, 221, 222], [0.9, 0.1, 0.4, 0.6]])
    for table in (columns[:2].T, columns.T, columns):
        f0 = read(npy(table), NPY).curves["f0"]
        assert (f0.start, f0.hop) == (0.5, pytest.approx(0.0125))
        assert values(f0) == [220, NAN, 221, 222]
    assert values(read(npy(columns), NPY, voiced_above=0.5).curves["f0"]) == [220, NAN, NAN, 222]


@pytest.mark.parametrize(
    ("array", "unit", "hz"),
    [
        (np.array([69.5, 0, 57]), "semitones", [452.893, NAN, 220]),
        (np.array([69, 57]), "semitones", [440, 220]),
        (np.array([110.0, 0, 120]), "Hz", [110, NAN, 120]),
        (np.array([6900.0, 5700]), "cents", [440, 220]),
        (np.array([60, 255]), "coarse", list(hz_of_coarse([60, 255]))),
    ],
)
def test_units_that_are_not_certain_are_said(array, unit, hz):
    with pytest.warns(PianoRollWarning, match=rf"read as {unit} \(load takes unit"):
        assert hz == values(f0_of(array))
    assert hz == values(f0_of(array, unit=unit))


def test_hops_that_are_not_said_are_guessed_aloud():
    with pytest.warns(PianoRollWarning, match=r"0\.01 s is taken \(load takes hop_s"):
        assert read(npy(np.array([220.0, 230])), NPY).curves["f0"].hop == 0.01
    f0 = read(npy(np.array([220.0, 230])), NPY, hop_s=512 / 44_100, start_s=0.25).curves["f0"]
    assert (f0.start, f0.hop) == (0.25, 512 / 44_100)
    for name, wrong in (("hop_s", 0), ("hop_s", "x"), ("start_s", NAN), ("voiced_above", -1), ("unit", "mel")):
        with pytest.raises(FormatError, match=f"{name} must be"):
            read(npy(np.array([220.0])), NPY, **{name: wrong})


@pytest.mark.usefixtures("unexpected_warnings_fail")
def test_names_in_an_archive():
    f0, times = np.array([220, 100, 230.0]), np.array([0.0, 0.01, 0.02])
    sure = np.array([0.9, 0.1, 0.8])
    for name, base in (("f0", {"times": times}), ("pitch", {"t": times}), ("f0_hz", {"hop_s": 0.01}),
                       ("frequency", {"hop_length": 160, "sr": 16_000})):  # fmt: skip
        found = read(npz(**{name: f0, "confidence": sure, "energy": sure, **base}), NPZ).curves
        assert list(found) == ["f0", "confidence", "energy"]
        assert found["f0"].hop == pytest.approx(0.01)
        assert (found["f0"].target, found["confidence"].target, found["energy"].target) == ("f0", "voicing", "energy")
    flag = sure > 0.5
    for flags in ({"voiced_flag": flag}, {"voiced": flag.astype(int)}, {"uv": ~flag}):
        assert values(read(npz(f0=f0, times=times, **flags), NPZ).curves["f0"]) == [220, NAN, 230]
    assert values(read(npz(f0=np.full(3, 69.0), times=times, unit="semitones"), NPZ).curves["f0"]) == [440.0] * 3
    # What the caller says wins.
    moved = read(npz(f0=f0, times=times), NPZ, hop_s=0.5, start_s=2).curves["f0"]
    assert (moved.start, moved.hop) == (2, 0.5)
    assert read(npz(f0=f0, times=times), NPZ, start_s=2).curves["f0"].start == 2
    uneven = read(npz(f0=f0, times=np.array([0, 0.1, 0.5])), NPZ).curves["f0"]
    assert uneven.times.tolist() == [0, 0.1, 0.5]


def test_arrays_that_are_left_out_are_named():
    with pytest.warns(PianoRollWarning, match="the array 'spectrogram' has not one value a frame"):
        read(npz(f0=np.array([220.0]), hop_s=0.01, spectrogram=np.zeros((2, 3))), NPZ)


HZ = st.lists(st.just(np.nan) | st.floats(130, 3000, width=32), min_size=1, max_size=30)


@given(HZ, st.sampled_from([0.01, 512 / 44_100]), st.integers(0, 3))
def test_f0_comes_back(hz, hop, skipped):
    f0 = Curve("f0", hz, None, "f0", "Hz", start=skipped * hop, hop=hop)
    score = Score(curves=[f0])
    plain = np.load(io.BytesIO(write(score, NPY)), allow_pickle=False)
    # From 0 s on, 0 where unvoiced: RVC's `2b-f0nsf`, DiffSinger's f0.
    np.testing.assert_array_equal(
        plain, np.concatenate((np.zeros(skipped), np.nan_to_num(f0.values))).astype(np.float32)
    )
    np.testing.assert_array_equal(f0_of(plain, hop_s=hop).values[skipped:], f0.values)
    data = write(score, NPZ)
    assert read(data, NPZ).curves["f0"].same(f0)
    archive = np.load(io.BytesIO(data), allow_pickle=False)
    np.testing.assert_array_equal(archive["f0"], f0.values)
    np.testing.assert_allclose(archive["times_s"], f0.sample_times())
    assert (float(archive["hop_s"]), float(archive["start_s"]), str(archive["unit"])) == (hop, f0.start, "Hz")
    assert write(score, NPZ) == data


def test_conventions_of_writing(tmp_path):
    f0 = Curve("f0", [440, NAN, 441], target="f0", hop=0.01)
    sure = Curve("sure", [0.5, 0.25, 1], target="voicing", hop=0.01)
    score = Score(curves=[f0, sure])
    assert np.load(save(score, tmp_path / "a.npy", unvoiced="nan"))[1] != 0
    assert np.load(save(score, tmp_path / "a.npy", unit="semitones")).tolist() == pytest.approx([69, 0, 69.0393])
    bins = np.load(save(score, tmp_path / "a.npy", unit="coarse"))
    assert (bins.dtype, bins.tolist()) == (np.int64, [122, 1, 123])
    assert np.load(save(score, tmp_path / "a.npy", hop_s=0.005)).tolist() == [440, 0, 0, 441, 441]
    archive = np.load(save(score, tmp_path / "a.npz"))
    assert archive["confidence"].tolist() == [0.5, 0.25, 1]
    assert set(load(tmp_path / "a.npz").curves) == {"f0", "confidence"}
    with pytest.warns(PianoRollWarning, match="the curves 'sure' are not on the times of F0"):
        save(score, tmp_path / "a.npz", hop_s=0.005)
    glide = Score(curves=[Curve("f0", [200, 300], [0.0, 0.02], "f0")])
    with pytest.warns(PianoRollWarning, match=r"not even; frames of 0\.01 s"):
        assert np.load(save(glide, tmp_path / "a.npy")).tolist() == [200, 250, 300]
    beats = Score(curves=[Curve("f0", [200, 300], [0.0, 1.0], "f0", time="beats")])
    # 120 beats a minute.
    assert np.load(save(beats, tmp_path / "a.npz"))["times_s"].tolist() == [0, 0.5]
    with pytest.raises(FormatError, match="unvoiced must be one of zero, nan, not 'omit'"):
        save(score, tmp_path / "a.npy", unvoiced="omit")


@given(st.sampled_from(["Hz", "semitones", "cents", "coarse", "x"]), npst.arrays(np.float64, st.integers(0, 9)))
def test_frequencies_are_above_0_or_none(unit, array):
    if unit == "x":
        return
    hz = hz_of(array, unit)
    assert hz.shape == array.shape
    assert ((hz > 0) | np.isnan(hz)).all()
    assert np.isfinite(hz[~np.isnan(hz)].astype(np.float32)).all()


GOOD = npy(np.array([220.0, 230]))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"x", "no file of NumPy's that can be read"),
        (GOOD[:-1], "f0: its head says 2 values"),
        (GOOD + b"\0", "f0: its head says 2 values"),
        (GOOD.replace(b"(2,)", b"(9,)"), "f0: its head says 9 values"),
        (GOOD.replace(b"'<f8'", b"'|O8'"), "f0 holds object, not numbers"),
        (GOOD.replace(b"'<f8'", b"'<M8'"), "not numbers"),
        (GOOD.replace(b"descr", b"descx"), "its head is damaged"),
        (GOOD.replace(b"{", b"["), "that can be read"),
        (npy(np.array([object()], object)), "f0 holds object, not numbers"),
        (npy(np.array(["a"])), "f0 holds <U1, not numbers"),
        (npy(np.zeros((3, 4, 5))), "its shape is (3, 4, 5)"),
        (npy(np.array([[1.0, 220], [0.5, 220], [2, 220]])), "its shape is (3, 2)"),
        (npz(x=np.zeros(3)), "none of the arrays f0, f0_hz"),
        (npz(f0=np.zeros(3), times=np.array([0, 2, 1])), "times at 2 is 1; times must ascend"),
        (npz(f0=np.zeros(3), times=np.zeros(2)), "times has 2 values, F0 3"),
        (npz(f0=np.zeros((3, 4)), times=np.zeros(3)), "f0 is float64 of the shape (3, 4), not a number a frame"),
        (npz(f0=np.zeros(3), hop_s=-1), "hop_s must be a number above 0, not -1.0"),
        (npz(f0=np.zeros(3), hop_s=np.zeros(2)), "hop_s is float64 of the shape (2,), not a number"),
        (npz(f0=np.zeros(3), hop_s=0.01, unit="mel"), "unit must be one of Hz"),
        (npz(f0=np.zeros(3))[:-30], "no file of NumPy's"),
    ],
)
def test_files_that_cannot_be_read(data, reason):
    with pytest.raises(FormatError) as error:
        read(data, NPZ)
    assert str(error.value).startswith("a.npz: ")
    assert reason in str(error.value)


def test_confidence_must_be_there_to_be_asked_for():
    with pytest.raises(FormatError, match="voiced_above needs a confidence"):
        f0_of(np.array([220.0]), voiced_above=0.5)


def test_archives_that_unfold_are_refused(monkeypatch):
    monkeypatch.setattr(arrays, "MAX_BYTES", 10_000)
    read(npz(f0=np.full(1000, 220.0), hop_s=0.01), NPZ)
    with pytest.raises(FormatError, match="bytes; at most 10,000"):
        read(npz(f0=np.full(2000, 220.0), hop_s=0.01), NPZ)
