"""CSV: notes and curves, exact through a file, and as pandas sees them."""

import io
from pathlib import Path

import mir_eval
import music21
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradio_pianoroll.formats import FormatError, load, save
from gradio_pianoroll.formats.csv_table import NOTE_COLUMNS, read, write
from gradio_pianoroll.score import Curve, NoteTable, PianoRollWarning, Score, TempoMap
from tests.score.strategies import BEATS, LENGTHS, VALUES

PLACE = Path("song.csv")
TEXTS = st.none() | st.text(min_size=1, max_size=4).map(lambda t: t.replace("\0", "x"))


@st.composite
def scores(draw):
    n = draw(st.integers(1, 10))

    def column(values):
        return draw(st.lists(values, min_size=n, max_size=n))

    notes = NoteTable.from_columns(
        column(BEATS), column(LENGTHS), column(st.integers(0, 127)), column(st.integers(0, 127)), column(st.integers(0, 255)),
        lyric=column(TEXTS), phoneme=column(TEXTS),
    )  # fmt: skip
    changes = draw(st.sets(st.sampled_from(notes.onset_beats.tolist()), max_size=2)) - {0.0}
    tempos = [(beat, draw(st.floats(20, 500))) for beat in [0.0, *sorted(changes)]]
    if notes.onset_beats[0] > 0 and changes and min(changes) == notes.onset_beats[0]:
        tempos = tempos[:1]  # Before the first note no row tells the tempo.
    return Score(notes, TempoMap.tidy(tempos))


@given(scores())
def test_notes_round_trip(score):
    again = read(write(score, PLACE), PLACE)
    assert again.notes.same(score.notes)
    assert again.tempo_map == score.tempo_map
    frame = pd.read_csv(io.BytesIO(write(score, PLACE)), keep_default_na=False)
    assert tuple(frame.columns) == NOTE_COLUMNS
    assert frame["onset_beats"].tolist() == pytest.approx(score.notes.onset_beats.tolist())
    assert frame["onset_s"].tolist() == pytest.approx(score.tempo_map.seconds_at(score.notes.onset_beats).tolist())
    assert frame["pitch"].tolist() == score.notes.pitch.tolist()


@pytest.mark.parametrize("lyric", ["\r", "a\rb", "\n", "\r\n", '"', ",", "'"])
def test_lyrics_that_need_quoting(lyric):
    score = Score(NoteTable.from_columns([0.0], [1.0], [60], lyric=[lyric]))
    assert read(write(score, PLACE), PLACE).notes.same(score.notes)


@given(VALUES, VALUES, st.sampled_from([0.0, 0.25]), st.sampled_from([0.005, 256 / 22050]))
def test_curves_round_trip(f0, other, start, hop):
    n = min(len(f0), len(other))
    curves = [
        Curve("f0", f0[:n], target="f0", unit="Hz", start=start, hop=hop),
        Curve("tension", other[:n], target="tension", start=start, hop=hop),
    ]
    again = read(write(Score(curves=curves), PLACE), PLACE).curves
    assert list(again) == ["f0", "tension"]
    for curve in curves:
        found = again[curve.name]
        assert np.array_equal(found.values, curve.values, equal_nan=True)
        assert found.sample_times() == pytest.approx(curve.sample_times())
        assert found.is_uniform == (n > 1)
    assert again["f0"].unit == "Hz"


def test_free_points_stay_where_they_are():
    curve = Curve("x", [1, 2, 3], [0.0, 0.5, 9.0], "x", time="beats")
    again = read(write(Score(curves=[curve]), PLACE), PLACE).curves["x"]
    assert again.same(curve)


def test_files(tmp_path):
    both = Score(NoteTable.from_columns([0], [1], [60]), curves=[Curve("f0", [1.5, np.nan], target="f0", unit="Hz")])
    assert len(load(save(both, tmp_path / "a.csv")).notes) == 1
    curves = load(save(both, tmp_path / "a.curves.csv")).curves
    assert np.array_equal(curves["f0"].values, [1.5, np.nan], equal_nan=True)


def test_tables_of_other_programs():
    score = read("\ufeffpitch,onset_s,duration_s,tempo_bpm\r\n60,0.5,0.25,60\r\n\r\n62.0,1,1,60\r\n".encode(), PLACE)
    assert score.notes.onset_beats.tolist() == [0.5, 1]
    assert score.notes.duration_beats.tolist() == [0.25, 1]
    assert score.notes.velocity.tolist() == [100, 100]
    curves = read(b"time_s,f0_hz,loudness_db,voicing\n0.0,,-60,0\n0.01,220,-20,1\n", PLACE).curves
    assert list(curves) == ["f0", "loudness", "voicing"]
    assert np.isnan(curves["f0"].values[0])
    assert curves["f0"].hop == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a,b\n1,2\n", "expected columns pitch"),
        ("\n", "no line"),
        ("pitch,pitch\n1,2\n", "same name"),
        ("pitch,onset_beats,duration_beats\n60,0\n", "line 2 has 2 cells, the header 3"),
        ("pitch,onset_beats,duration_beats\n60,0,1\nx,0,1\n", "line 3: pitch is 'x'"),
        ("pitch,onset_beats,duration_beats\n60,-1,1\n", "row 0"),
        ("pitch,onset_beats,duration_beats\n60,nan,1\n", "row 0"),
        ("pitch,onset_beats\n60,1\n", "need the columns"),
        ("# made by hand\nsep=;\npitch;onset;end\n60;0;1\n60;x;1\n", "line 5: onset is 'x'"),
        ("1,2,3,4,5,6\n", "6 columns and no header"),
        ("1,2\n3,x\n", "line 2: column 2 is 'x'"),
        ("onset,duration,frequency\n0,1,0\n", "a frequency of 0 Hz"),
        ("time\n1\n", "no curve beside the times"),
        ("time_s,f0_hz\ninf,1\n", "line 2: time_s is not finite"),
        ("time_s,f0_hz\n1,1\n0,1\n", "ascending"),
    ],
)
def test_tables_that_cannot_be_read(text, reason):
    with pytest.raises(FormatError) as error:
        read(text.encode(), PLACE)
    assert reason in str(error.value)


def test_curves_on_two_time_bases_are_refused():
    curves = [Curve("a", [1, 2]), Curve("b", [1, 2], hop=0.5)]
    with pytest.raises(FormatError, match="not on one time base"):
        write(Score(curves=curves), PLACE)
    with pytest.raises(FormatError, match="has no curves"):
        write(Score(), Path("a.curves.csv"))


# --- tables of other programs ----------------------------------------------------------------------------------------
# What is right: pandas cuts the same cells (`sep=None` finds the delimiter), the columns mean what their programs' manuals say.

ONE = [(0.5, 0.75, 60, 80, "la")]


def notes_s(score):
    """Rows of (onset, duration, pitch, velocity, lyric), times in seconds."""
    onset = score.tempo_map.seconds_at(score.notes.onset_beats).tolist()
    end = score.tempo_map.seconds_at(score.notes.end_beats).tolist()
    return [
        (round(a, 9), round(b - a, 9), n.pitch, n.velocity, n.lyric)
        for a, b, n in zip(onset, end, score.notes, strict=True)
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_delimiters_and_encodings(delimiter, encoding):
    text = "Pitch,Onset (s),Duration (s),Velocity,Lyric\r\n60,0.5,0.75,80,la\r\n".replace(",", delimiter)
    assert notes_s(read(text.encode(encoding), PLACE)) == ONE
    frame = pd.read_csv(io.StringIO(text), sep=delimiter if delimiter == "|" else None, engine="python")
    assert frame.iloc[0].tolist() == [60, 0.5, 0.75, 80, "la"]


@pytest.mark.parametrize(
    "text",
    [
        "start,end,pitch,velocity,label\n0.5,1.25,60,80,la\n",
        "start_time_s,end_time_s,pitch_midi,velocity,lyrics\n0.5,1.25,60,80,la\n",  # as basic-pitch names them
        "ONSET,OFFSET,MIDI_PITCH,VEL,text\n0.5,1.25,60,80,la\n",
        "time,duration,note,velocity,word\n0.5,0.75,C4,80,la\n",
        "start;end;pitch;velocity;label\n0,5;1,25;60;80;la\n",  # Excel where decimals have commas
        "sep=;\nstart;end;pitch;velocity;label\n0,5;1,25;60;80;la;;\n;;;;\n",
        "# a comment\n,start,end,pitch,velocity,label\n0,0.5,1.25,60,80,la\n",  # the row numbers of pandas
        # Sonic Visualiser, "Export Annotation Layer" of a note layer: time, value, duration, level, label.
        "0.5,60,0.75,80,la\n",
        "0.500000000,60,0.750000000,0.629921,la\n",
    ],
)
def test_notes_of_other_programs(text):
    assert notes_s(read(text.encode(), PLACE)) == ONE


def test_notes_without_velocities_and_in_hertz():
    assert notes_s(read(b"0.5,60,0.75\n", PLACE)) == [(0.5, 0.75, 60, 100, None)]
    assert notes_s(read(b"start,end,pitch,velocity\n0,1,60,\n", PLACE)) == [(0, 1, 60, 100, None)]
    # 440 Hz is 69 by definition (ISO 16), 450 Hz lies 39 cents above it.
    between = read(b"0.5,450,0.75\n1.25,220.5,1\n", PLACE)
    assert notes_s(between) == [(0.5, 0.75, 69, 100, None), (1.25, 1, 57, 100, None)]
    assert [note.extra["cents"] for note in between.notes] == pytest.approx([38.9058, 3.9302], abs=1e-4)
    assert read(write(between, PLACE), PLACE) == between
    assert notes_s(read(b"onset,duration,frequency\n0.5,0.75,440\n", PLACE)) == [(0.5, 0.75, 69, 100, None)]


@pytest.mark.parametrize(
    "name", ["C4", "c#4", "D♯4", "Db4", "D♭4", "E4", "F4", "F##4", "G4", "Gbb4", "A4", "B4", "Cb4", "C-1", "G9"]
)
def test_names_of_pitches(name):
    # music21 writes flats as "-": its C4 is 60 as well.
    said = name.replace("♯", "#").replace("♭", "b")
    judge = music21.pitch.Pitch(said[0].upper() + said[1:].replace("b", "-")).midi if name != "C-1" else 0
    assert read(f"start,end,pitch\n0,1,{name}\n".encode(), PLACE).notes.pitch.tolist() == [judge]


def test_of_two_columns_with_one_meaning_the_first_counts():
    with pytest.warns(PianoRollWarning, match="the columns begin mean nothing"):
        assert notes_s(read(b"Start,begin,end,pitch\n0.5,7,1.25,60\n", PLACE)) == [(0.5, 0.75, 60, 100, None)]
    # A name of ours wins over one that only means the same.
    with pytest.warns(PianoRollWarning, match="the columns start mean nothing"):
        assert notes_s(read(b"start,onset_s,end,pitch\n7,0.5,1.25,60\n", PLACE)) == [(0.5, 0.75, 60, 100, None)]


def test_what_means_nothing_to_a_note_is_named():
    with pytest.warns(PianoRollWarning, match="the columns colour, Singer mean nothing"):
        read(b"start,end,pitch,colour,Singer\n0,1,60,red,me\n", PLACE)


def test_names_of_notes_that_are_no_numbers_are_kept():
    assert [n.id for n in read(b"start,end,pitch,id\n0,1,60,verse-1\n", PLACE).notes] == ["verse-1"]


@pytest.mark.parametrize("head", ["", "time,frequency\n", "Time,F0 [Hz]\n", "timestamp\tfreq\n"])
def test_f0_tables(head, tmp_path):
    """Melody tables as the pYIN Vamp plug-in, Sonic Visualiser and mir_eval have them; mir_eval is the judge."""
    rows = [(0.0, 220.0), (0.01, 221.5), (0.02, 0.0), (0.03, -110.25), (0.04, 222.0)]
    sign = "\t" if "\t" in head else ","
    body = "".join(f"{t}{sign}{hz}\n" for t, hz in rows)
    with pytest.warns(PianoRollWarning, match="1 frequency below 0"):
        curve = read((head + body).encode(), PLACE).curves["f0"]
    (tmp_path / "judge.csv").write_text(body)
    times, values = mir_eval.io.load_time_series(tmp_path / "judge.csv", delimiter=r"[,\t]")
    hz, voiced = mir_eval.melody.freq_to_voicing(values)
    assert (curve.target, curve.unit, curve.time) == ("f0", "Hz", "s")
    assert curve.sample_times() == pytest.approx(times)
    assert np.array_equal(np.isfinite(curve.values), voiced.astype(bool))
    assert curve.values[voiced.astype(bool)] == pytest.approx(hz[voiced.astype(bool)])


@pytest.mark.parametrize("head", ["", "time,frequency,confidence\n"])
def test_f0_with_confidence(head):
    curves = read(f"{head}0,220.5,0.25\n0.01,221,1\n".encode(), PLACE).curves
    assert curves["f0"].values.tolist() == [220.5, 221]
    assert curves["confidence"].values.tolist() == [0.25, 1]
    assert curves["confidence"].target == "voicing"


def test_frames_that_a_table_of_f0_leaves_out_are_unvoiced():
    # pYIN's "smoothed pitch track" has rows of voiced frames only; the hop is 256 samples at 44.1 kHz.
    places = [0, 1, 2, 7, 8, 30]
    text = "".join(f"{i * 256 / 44100:.9f},{200 + i}\n" for i in places)
    curve = read(text.encode(), PLACE).curves["f0"]
    assert curve.is_uniform
    assert curve.hop == pytest.approx(256 / 44100)
    assert np.flatnonzero(np.isfinite(curve.values)).tolist() == places
    assert curve.values[places].tolist() == [200 + i for i in places]


def test_a_table_of_one_frame_or_of_times_that_go_back():
    curve = read(b"0.5,220\n", PLACE).curves["f0"]
    assert (curve.sample_times().tolist(), curve.values.tolist()) == ([0.5], [220])
    with pytest.raises(FormatError, match="ascending"):
        read(b"0.5,220\n0.4,220\n", PLACE)


@pytest.mark.parametrize("id", ["4294967296", "-1", "0.5"])
def test_numbers_of_notes_that_cannot_be_are_refused(id):
    with pytest.raises(FormatError):
        read(f"start,end,pitch,id\n0,1,60,{id}\n".encode(), PLACE)


def test_times_count_as_even_within_what_rounding_does():
    def of(*times):
        return read(("time_s,x\n" + "".join(f"{t!r},1\n" for t in times)).encode(), PLACE).curves["x"]

    # Rounded to a microsecond, as our own tables are.
    assert of(*(round(i * 256 / 22050, 6) for i in range(200))).is_uniform
    assert of(0.0, 0.1 + 1.9e-6, 0.2).is_uniform
    assert not of(0.0, 0.1 + 2.1e-6, 0.2).is_uniform
    assert not of(0.0, 0.101, 0.2).is_uniform
