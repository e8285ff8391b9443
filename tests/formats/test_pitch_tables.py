"""Tables of pitch as other programs write them, and ours as others read them."""

import io
import time
from pathlib import Path

import mir_eval
import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gradio_pianoroll.formats import FormatError, load, save
from gradio_pianoroll.formats.csv_cells import body_of, parse
from gradio_pianoroll.formats.csv_numbers import number_table
from gradio_pianoroll.formats.csv_table import read, write
from gradio_pianoroll.score import Curve, NoteTable, PianoRollWarning, Score

PLACE = Path("song.csv")
NAN = float("nan")


def f0_of(text, **options):
    return read(text.encode(), PLACE, **options).curves["f0"]


@pytest.mark.parametrize(
    ("text", "hz"),
    [
        # Tony: time, Hz, 0 where unvoiced.
        ("0.00,220.5\n0.01,0\n0.02,221\n", [220.5, NAN, 221]),
        # MIREX: spaces, as mir_eval.io.load_time_series takes them by default.
        ("0.00 220.5\n 0.01   0 \n0.02 221\n", [220.5, NAN, 221]),
        ("# by hand\r\n0.00  220.5\r\n0.01 0\r\n", [220.5, NAN]),
        # sonic-annotator -d vamp:pyin:pyin:smoothedpitchtrack -w csv: the file in the first row, unvoiced rows left out.
        ('"/home/me/a, b.wav",0.00,220.5\n,0.02,221\n,0.03,222\n,0.04,223\n', [220.5, NAN, 221, 222, 223]),
        ("a.wav,0.00,220.5\na.wav,0.01,221\n", [220.5, 221]),
        # CREPE: a frequency everywhere.
        ("time,frequency,confidence\n0.00,220.5,0.9\n0.01,100,0.1\n", [220.5, 100]),
        # librosa.pyin through pandas.
        (
            "time,f0,voiced_flag,voiced_prob\n0.00,220.5,True,0.9\n0.01,,False,0.1\n0.02,99,False,0.2\n",
            [220.5, NAN, NAN],
        ),
        ("time;Frequency (Hz);vuv\n0,0;220,5;1\n0,01;100;0\n", [220.5, NAN]),
    ],
)
def test_unvoiced_frames_as_programs_write_them(text, hz):
    f0 = f0_of(text)
    assert f0.values.tolist() == pytest.approx(hz, nan_ok=True)
    assert (f0.is_uniform, f0.start, f0.unit, f0.target) == (True, 0, "Hz", "f0")
    assert f0.hop == pytest.approx(0.01)


def test_guesses_are_named():
    with pytest.warns(PianoRollWarning, match="2 frequencies below 0 are guesses"):
        assert np.isnan(f0_of("a.wav,0.00,-220.5\n,0.01,-1\n,0.02,100\n").values[:2]).all()


def test_the_frames_that_count_as_voiced_can_be_asked_for():
    crepe = "time,frequency,confidence\n0.00,220.5,0.9\n0.01,100,0.5\n0.02,101,0.49\n"
    assert f0_of(crepe, voiced_above=0.5).values.tolist() == pytest.approx([220.5, 100, NAN], nan_ok=True)
    with pytest.raises(FormatError, match="needs a confidence of each frame"):
        f0_of("0.00,220.5\n0.01,0\n", voiced_above=0.5)


def test_probabilities_alone_are_no_pitch():
    # vamp:pyin:pyin:voicedprob.
    found = read(b"0.00,0.5\n0.01,0.75\n", PLACE).curves
    assert list(found) == ["voicing"]
    assert found["voicing"].target == "voicing"


@pytest.mark.parametrize(("unit", "hz"), [(None, [440, 466.16]), ("semitones", [440, 466.16]), ("Hz", [69, 70])])
def test_semitones_are_told_from_frequencies(unit, hz):
    text = "time,pitch\n0.0,69\n0.01,70\n0.02,0\n"
    if unit is None:
        with pytest.warns(PianoRollWarning, match=r"read as semitones \(load takes unit"):
            found = read(text.encode(), PLACE)
    else:
        found = read(text.encode(), PLACE, unit=unit)
    assert found.curves["pitch"].values.tolist() == pytest.approx([*hz, NAN], nan_ok=True, abs=0.01)
    # Above 127.5 nothing is a semitone: no doubt and no warning.
    assert read(b"time,pitch\n0.0,230\n0.01,99\n", PLACE).curves["pitch"].values.tolist() == [230, 99]
    assert read(b"time,pitch\n0,6900\n", PLACE, unit="cents").curves["pitch"].values.tolist() == [440]
    with pytest.raises(FormatError, match="unit must be one of Hz, semitones, cents, coarse, not 'x'"):
        read(b"0,1\n", PLACE, unit="x")


@pytest.mark.parametrize(
    "text",
    [
        "0.5,220,0.25\n1,466.164,0.5\n",  # Tony, "Export notes": onset, Hz, duration
        '"a.wav",0.5,0.25,220\n,1,0.5,466.164\n',  # sonic-annotator, vamp:pyin:pyin:notes: onset, duration, Hz
        '"a.wav",0.5,0.25,220,\n,1,0.5,466.164,\n',
        "start,end,frequency\n0.5,0.75,220\n1,1.5,466.164\n",
        "0.5,57,0.25\n1,70,0.5\n",
        '"a.wav",0.5,0.25,57\n,1,0.5,70\n',
    ],
)
def test_notes_with_onset_duration_and_frequency(text):
    notes = read(text.encode(), PLACE).notes
    assert notes.pitch.tolist() == [57, 70]
    # 120 beats a minute.
    assert notes.onset_beats.tolist() == [1, 2]
    assert notes.duration_beats.tolist() == [0.5, 1]


def test_several_sounds_in_one_table_are_refused():
    with pytest.raises(FormatError, match=r"holds 2 sounds \(a\.wav, b\.wav …\)"):
        read(b"a.wav,0,100\n,0.01,100\nb.wav,0,100\n", PLACE)


def test_what_librosa_answers_through_pandas(tmp_path):
    # As librosa.pyin and librosa.times_like give them: float64, NaN where unvoiced, flags of their own.
    f0 = np.where(np.arange(40) % 5, 220.1 + np.arange(40) / 3, np.nan)
    flag, prob, times = ~np.isnan(f0), np.linspace(0, 1, 40), np.arange(40) * 512 / 22_050
    table = pd.DataFrame({"time": times, "f0": f0, "voiced_flag": flag, "voiced_prob": prob})
    table.to_csv(tmp_path / "a.csv", index=False)
    found = load(tmp_path / "a.csv").curves
    np.testing.assert_array_equal(found["f0"].values, f0.astype(np.float32))
    assert found["f0"].hop == pytest.approx(512 / 22_050, abs=1e-12)
    np.testing.assert_array_equal(found["voiced_prob"].values, prob.astype(np.float32))


HZ = st.lists(st.just(np.nan) | st.floats(20, 20_000, width=32), min_size=2, max_size=30)


@given(HZ, st.sampled_from([0.01, 256 / 44_100]), st.sampled_from([False, True]))
def test_f0_comes_back_and_mir_eval_reads_it(values, hop, header):
    f0 = Curve("f0", values, None, "f0", "Hz", hop=hop)
    data = write(Score(curves=[f0]), Path("a.f0.csv"), header=header)
    again = read(data, PLACE).curves["f0"]
    np.testing.assert_array_equal(again.values, f0.values)
    assert again.hop == pytest.approx(hop)
    if not header:
        times, hz = mir_eval.io.load_time_series(io.StringIO(data.decode()), delimiter=",")
        np.testing.assert_allclose(times, f0.sample_times(), atol=1e-9)
        np.testing.assert_allclose(hz, np.nan_to_num(f0.values), rtol=1e-7)


def test_conventions_of_writing():
    score = Score(curves=[Curve("f0", [440, np.nan], target="f0"), Curve("c", [0.75, 0.25], target="voicing")])

    def text(**options):
        return write(score, Path("a.f0.csv"), **options).decode().split()

    assert text() == ["0,440", "0.01,0"]
    assert text(unvoiced="nan") == ["0,440", "0.01,nan"]
    assert text(unvoiced="omit") == ["0,440"]
    assert text(unit="semitones") == ["0,69", "0.01,0"]
    assert text(unit="cents", header=True) == ["time,frequency,confidence", "0,6900,0.75", "0.01,0,0.25"]
    assert text(curve="c")[1] == "0.01,0.25"
    with pytest.raises(FormatError, match="unvoiced must be one of zero, nan, omit, not 'x'"):
        text(unvoiced="x")
    with pytest.raises(FormatError, match=r"for names that end with \.f0\.csv"):
        write(score, PLACE, unvoiced="nan")


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 4000), st.integers(2050, 12_699)),
        min_size=1,
        max_size=10,
        unique_by=lambda r: r[0],
    )
)
def test_notes_with_cents_come_back_and_mir_eval_reads_them(rows):
    onset, duration, cents = (np.array(column, float) for column in zip(*sorted(rows), strict=True))
    semitone = np.floor(cents / 100 + 0.5)
    off = {i: {"cents": c} for i, c in enumerate((cents - 100 * semitone).tolist()) if c}
    score = Score(NoteTable.from_columns(onset / 2, duration / 480, semitone.clip(0, 127), extra=off))
    data = write(score, Path("a.notes.csv"))
    found = read(data, Path("a.notes.csv")).notes
    np.testing.assert_allclose(found.onset_beats, score.notes.onset_beats, atol=1e-9)
    np.testing.assert_allclose(found.duration_beats, score.notes.duration_beats, atol=1e-9)
    exact = [100 * note.pitch + note.extra.get("cents", 0) for note in found]
    np.testing.assert_allclose(
        exact, [100 * note.pitch + note.extra.get("cents", 0) for note in score.notes], atol=1e-3
    )
    # mir_eval wants onset, offset, Hz.
    columns = [[float(cell) for cell in line.split(",")] for line in data.decode().split()]
    ends = "".join(f"{a},{a + d},{hz}\n" for a, hz, d in columns)
    intervals, hz = mir_eval.io.load_valued_intervals(io.StringIO(ends), delimiter=",")
    np.testing.assert_allclose(intervals[:, 0], score.notes.onset_beats / 2, atol=1e-9)
    np.testing.assert_allclose(mir_eval.util.hz_to_midi(hz) * 100, exact, atol=1e-3)


def test_levels_and_lyrics_of_notes():
    score = Score(NoteTable.from_columns([0, 1], 1, [69, 70], velocity=[100, 50], lyric=["라", None]))
    data = write(score, Path("a.notes.csv"))
    assert data.decode().splitlines()[0] == "0,440.0,0.5,0.787402,라"
    # The second A is 110 Hz, and no MIDI number.
    low = Score(NoteTable.from_columns([0], 1, [45]))
    place = Path("a.notes.csv")
    assert read(write(low, place), place).notes.same(low.notes)
    assert read(write(low, place, unit="semitones"), place).notes.same(low.notes)
    assert read(data, PLACE).notes.same(score.notes)
    named = write(score, Path("a.notes.csv"), header=True, unit="semitones")
    assert named.decode().splitlines()[0] == "onset_s,pitch,duration_s,level,lyric"
    assert read(named, PLACE).notes.same(score.notes)
    with pytest.raises(FormatError, match="the score has no notes"):
        write(Score(), Path("a.notes.csv"))


def test_the_suffix_of_a_table_goes_through_files(tmp_path):
    (tmp_path / "a.f0").write_text("0.00 220.5\n0.01 221\n")
    assert load(tmp_path / "a.f0").curves["f0"].values.tolist() == [220.5, 221]
    score = Score(NoteTable.from_columns([0], 1, [69]), curves=[Curve("f0", [440, 441], target="f0", unit="Hz")])
    assert list(load(save(score, tmp_path / "a.f0.csv")).curves) == ["f0"]
    assert len(load(save(score, tmp_path / "a.notes.csv")).notes) == 1


CELL = st.sampled_from(["1", "2.5", "-3e2", "", " 4", "nan", "True", "x", "1,5"]) | st.floats(allow_nan=False).map(repr)


@given(
    st.sampled_from([",", ";", "\t"]),
    st.lists(st.lists(CELL, min_size=1, max_size=3), min_size=1, max_size=4),
    st.sampled_from(["", "time,f0\n", "\n", "# a\n", "a.wav,1,2\n"]),
    st.sampled_from(["\n", "\r\n"]),
)
@example(",", [["1", "2"], ["", ""]], "time,f0\n", "\n")
@example(",", [["1", ""], ["", "2"]], "", "\n")
@example(",", [["", "1"], ["", "2"]], "a.wav,1,2\n", "\r\n")
def test_what_is_read_at_once_is_what_is_read_cell_by_cell(delimiter, rows, head, end):
    text = head.replace(",", delimiter).replace("\n", end) + "".join(delimiter.join(row) + end for row in rows)
    body, found = body_of(text)
    fast = number_table(body, found, 1)
    if fast is None:
        return
    slow = parse(text, PLACE)
    assert list(fast.columns) == list(slow.columns)
    assert list(fast.lines) == list(slow.lines)
    assert dict(fast.said) == dict(slow.said)
    for name in fast.columns:
        np.testing.assert_array_equal(fast.numbers(name, np.nan), slow.numbers(name, np.nan))


def test_an_hour_is_read_at_once():
    n = 150_000
    text = "".join(f"{i * 0.01:.6f},{220 + i % 7}\n" for i in range(n))
    start_s = time.process_time()
    assert len(f0_of(text)) == n
    # 0.06 s; cell by cell 1.5 s.
    assert time.process_time() - start_s < 1
