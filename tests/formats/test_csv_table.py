"""CSV: notes and curves, exact through a file, and as pandas sees them."""

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradio_pianoroll.formats import FormatError, load, save
from gradio_pianoroll.formats.csv_table import NOTE_COLUMNS, read, write
from gradio_pianoroll.score import Curve, NoteTable, Score, TempoMap
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
