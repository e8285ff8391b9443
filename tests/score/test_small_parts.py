"""Small public parts, each beside what it is made from."""

import json
import pickle
import warnings

import numpy as np
import pytest

from gradio_pianoroll.score import (
    Curve,
    NoteTable,
    PianoRollWarning,
    Score,
    Segment,
    TempoMap,
    TextColumn,
    Track,
    on_grid,
)
from gradio_pianoroll.score.audio_ref import AudioRef
from gradio_pianoroll.score.dictform.numbers import NumberColumn, is_empty_text, number, shown
from gradio_pianoroll.score.notes.ids import IdIndex, has_duplicates, to_runs
from gradio_pianoroll.score.problems import Problems
from gradio_pianoroll.score.ticks import settle, to_wire
from gradio_pianoroll.score.track import is_plain

NOTES = NoteTable.from_columns(
    [0.5, 2.0], [1.25, 0.5], [60, 61], [90, 80], [0, 3], id=[7, 9], lyric=["가", None], phoneme=[None, "a"],
    ref=[None, "mine"], extra={9: {"x": 1}},
)  # fmt: skip


def test_a_note_says_what_its_row_says():
    first, second = NOTES
    assert [n.row for n in (first, second)] == [0, 1]
    assert [n.number for n in (first, second)] == NOTES.id.tolist()
    assert [n.id for n in (first, second)] == ["n7", "mine"]
    for name in ("onset_beats", "duration_beats", "end_beats", "pitch", "velocity", "track"):
        assert [getattr(n, name) for n in (first, second)] == getattr(NOTES, name).tolist(), name
    for name in ("lyric", "phoneme", "ref"):
        assert [getattr(n, name) for n in (first, second)] == getattr(NOTES, name).to_list(), name
    assert (dict(first.extra), dict(second.extra)) == ({}, {"x": 1})
    assert (first.end_beats, second.end_beats) == (1.75, 2.5)
    assert "lyric" not in repr(second)
    assert "'가'" in repr(first)


def test_ticks():
    tick = 1 / 15360
    beats = np.array([0.0, tick, 1 / 3, 1.0, 1 + 1e-12])
    assert on_grid(beats).tolist() == [True, True, True, True, False]
    assert on_grid(0.5 * tick).item() is False
    assert settle([1 + 0.9e-9, 1 - 0.9e-9, 1 + 1.1e-9, tick / 2]).tolist() == [1.0, 1.0, 1 + 1.1e-9, tick / 2]
    # -0.0 would be another hash, another text and another file than 0.0.
    assert np.signbit(settle([-0.0, -1e-12, -1.0])).tolist() == [False, False, True]
    wire = to_wire([1.0, 1.0])
    assert (wire, {type(v) for v in wire}) == ([15360, 15360], {int})
    wire = to_wire([1.0, tick / 2])
    assert (wire, [type(v) for v in wire]) == ([15360, 0.5], [int, float])


@pytest.mark.parametrize(
    "change",
    [
        {"times": [0.0, 2.0]},
        {"times": None},
        {"values": [1.0, np.nan, 9.0], "times": [0.0, 1.0, 2.0]},
        {"values": [1.0, 2.0]},
        {"values": [np.nan, np.nan]},
        {"name": "d"},
        {"target": "f0"},
        {"unit": "Hz"},
        {"time": "beats"},
        {"style": {"color": "red"}},
    ],
)
def test_curves_are_the_same_only_when_all_is(change):
    given = {"name": "c", "values": [1.0, np.nan], "times": [0.0, 1.0], "style": {"color": "blue"}}
    curve = Curve(**given)
    assert curve.same(curve)
    assert curve.same(Curve(**given))
    other = Curve(**(given | change))
    assert not curve.same(other)
    assert not other.same(curve)


@pytest.mark.parametrize("change", [{"start": 1.0}, {"hop": 0.02}, {"values": [1.0]}])
def test_uniform_curves_have_their_grid_in_them(change):
    curve, other = Curve("c", [1.0, 2.0]), Curve(**({"name": "c", "values": [1.0, 2.0]} | change))
    assert not curve.same(other)
    # Points have no grid: what stands there makes no difference.
    at = {"times": np.arange(len(other)) / 4.0}
    moved = Curve(**({"name": "c", "values": [1.0, 2.0]} | change | at))
    assert moved.same(Curve("c", moved.values, at["times"])) is True


def test_curve_times_and_json():
    uniform = Curve("c", [1.5, np.nan, 440.1], start=0.5, hop=0.25, unit="Hz")
    assert uniform.sample_times().tolist() == [0.5, 0.75, 1.0]
    assert (len(uniform), uniform.is_uniform) == (3, True)
    assert uniform.to_json()["values"] == [1.5, None, 440.1]
    points = Curve("p", [1.0, np.inf], [0.25, 3.0], time="beats")
    assert points.to_json()["points"] == [[0.25, 1.0], [3.0, None]]
    assert points.sample_times().tolist() == [0.25, 3.0]
    for curve in (uniform, Curve("p", [1.0, np.nan], [0.25, 3.0], time="beats"), Curve("e", [])):
        text = json.dumps(curve.to_json())
        assert Curve.from_json(json.loads(text)).same(curve)
        assert curve.with_values(curve.values).same(curve)
    default = Curve.from_json({"name": "c", "values": [1]})
    assert (default.start, default.hop, default.time, default.target) == (0.0, 0.01, "s", "")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"values": []}, "with a name"),
        ({"name": 5}, "with a name"),
        ([], "with a name"),
        ({"name": "c", "style": [1]}, "style must be an object"),
        ({"name": "c", "points": [[1, 2, 3]]}, "pairs of time and value"),
        ({"name": "c", "points": ["ab"]}, "pairs of time and value"),
        ({"name": "c", "points": 7}, "pairs of time and value"),
        ({"name": "c", "values": "abc"}, "values must be a list of numbers"),
        ({"name": "c", "values": [1, True]}, "value 1 must be a number or null"),
        ({"name": "c", "values": [1, "2"]}, "value 1 must be a number or null"),
        ({"name": "c", "hop": None}, "hop positive"),
    ],
)
def test_damaged_curves_are_named(data, reason):
    with pytest.raises(ValueError, match=reason):
        Curve.from_json(data)


def test_numbers_that_may_be_anything():
    good = [0, -1, 2.5, np.float32(1.5), np.int64(3), np.uint8(255)]
    assert [number(v) for v in good] == [0.0, -1.0, 2.5, 1.5, 3.0, 255.0]
    bad = [None, True, np.True_, "1", b"1", [], np.nan, np.inf, -np.inf, 10**400, np.complex64(1), object()]
    assert [number(v) for v in bad] == [None] * len(bad)
    assert [is_empty_text(v) for v in (None, "", " \t", "a", " a ", 0, False)] == [True, True, True, *[False] * 4]
    assert shown(10**18) == str(10**18)
    assert shown(10**18 + 1) == shown(-(10**18) - 1) == "a whole number of 60 bits"
    assert shown("x" * 58) == repr("x" * 58)
    assert shown("x" * 59) == "'" + "x" * 56 + "…"


@pytest.mark.parametrize(
    "raw", [[1, 2.5, 3], [1, None, np.float64(2)], [None, None], [1, np.nan, "a", True, 10**400, None], []]
)
def test_a_column_of_anything_is_read_as_each_value_is(raw):
    column = NumberColumn("key", raw)
    assert column.present.tolist() == [value is not None for value in raw]
    expected = [number(value) for value in raw]
    assert [None if not np.isfinite(v) else v for v in column.values.tolist()] == expected
    wrong = {row for row, value in enumerate(raw) if value is not None and expected[row] is None}
    assert set(np.flatnonzero(column.wrong).tolist()) == wrong
    for row in wrong:
        assert column.why(row).startswith("key ")
        assert column.why(row).endswith("is not a finite number")


def test_problems_are_counted_exactly():
    for count, last in ((20, "19"), (21, "… and 1 more problem like these")):
        problems = Problems()
        for i in range(count):
            problems.add(str(i))
        with pytest.warns(PianoRollWarning) as caught:
            problems.warn()
        assert (len(caught), str(caught[-1].message)) == (count, last)
        assert problems.messages == ()
    many = Problems()
    for i in range(10_002):
        many.add(str(i))
    assert len(many.messages) == 10_001
    assert many.messages[-1] == "… and 2 more problems like these"
    with pytest.warns(PianoRollWarning) as caught:
        many.warn()
    assert (len(caught), str(caught[-1].message)) == (21, "… and 9982 more problems like these")
    with pytest.raises(ValueError, match="on_error"):
        Problems("ignore")


def test_addresses():
    kinds = {"a.wav": "path", "HTTP://x/a": "url", "https://x/a": "url", "httpsx": "path", "Data:audio/wav,": "data"}
    assert {source: AudioRef.of(source).kind for source in kinds} == kinds
    assert AudioRef.of("https://x/a", 1.5) == AudioRef("https://x/a", "url", 1.5)


def test_texts():
    column = TextColumn([2, -1, 0, 2], ["a", "unused", "b"])
    assert (column.to_list(), len(column), column[1], column[3]) == (["b", None, "a", "b"], 4, None, "b")
    assert column.present().tolist() == [True, False, True, True]
    assert column.any()
    assert not TextColumn([-1], ["a"]).any()
    assert not TextColumn.empty(3).any()
    plain = column.canonical()
    assert (plain.texts, plain.codes.tolist()) == (("b", "a"), [0, -1, 1, 0])
    assert plain.canonical() is plain
    assert column.same(plain)
    assert plain.same(column)
    assert column.differs(TextColumn.from_list(["b", "a", None, "c"])).tolist() == [False, True, True, True]
    assert not column.same(column.take(np.arange(3)))
    assert column.take(slice(1, 3)).to_list() == [None, "a"]
    assert TextColumn.empty(4).take(slice(1, 3)).to_list() == [None, None]
    again = pickle.loads(pickle.dumps(column))
    assert (again.to_list(), again.codes.flags.writeable) == (column.to_list(), False)


def test_few_rows_of_a_column_of_many_texts():
    texts = [f"t{i}" for i in range(100)]
    column = TextColumn([90, -1, 3, 90, 40], texts)
    plain = column.canonical()
    assert (plain.texts, plain.codes.tolist()) == (("t90", "t3", "t40"), [0, -1, 1, 0, 2])


def test_texts_of_another_column_get_codes_behind_our_own():
    ours, others = TextColumn([0, 1], ["a", "b"]), TextColumn([1, -1, 0], ["c", "b"])
    texts, codes = ours.codes_for(others)
    assert [None if code < 0 else texts[code] for code in codes.tolist()] == others.to_list()
    assert texts == ("a", "b", "c")
    known, _ = ours.codes_for(TextColumn([0], ["b"]))
    assert known is ours.texts


@pytest.mark.parametrize("ids", [[3, 0, 70_000], [3, 2**32 - 1, 0, 500_000], [], [5]])
def test_rows_by_id_in_dense_and_in_sparse_numbers(ids):
    index = IdIndex(np.array(ids, np.uint32)) if ids else IdIndex(np.zeros(0, np.uint32))
    asked = [*ids, 1, 4, 65_536, 70_001, 2**32 - 2, 2**32 - 1]
    rows = index.rows(np.array(asked, np.uint32))
    assert rows.tolist() == [ids.index(id) if id in ids else -1 for id in asked]


def test_ids_in_runs_and_twice():
    assert to_runs(np.array([0, 1, 2, 5, 7, 8], np.uint32)) == [0, 3, 5, 1, 7, 2]
    assert to_runs(np.array([], np.uint32)) == []
    for ids, twice in (
        ([], False),
        ([4], False),
        ([1, 2, 3], False),
        ([3, 1, 2], False),
        ([1, 1], True),
        ([2, 1, 2], True),
    ):
        assert has_duplicates(np.array(ids, np.uint32)) is twice


def test_tracks():
    assert is_plain(())
    assert is_plain((Track(),))
    assert not is_plain((Track("x"),))
    assert not is_plain((Track(), Track()))
    track = Track("피아노", 5, 3, True, "#fff", True, True, 0.5, {"mine": [1]})
    assert Track.from_json(json.loads(json.dumps(track.to_json()))) == track
    assert Track.from_json({"name": "x"}) == Track("x")
    for field, value in (("is_drum", True), ("muted", True), ("solo", True)):
        assert getattr(Track.from_json({field: 1}), field) is value
    with pytest.raises(ValueError, match="a track must be an object"):
        Track.from_json([])


def test_segments():
    segment = Segment(0, 1, "word", "가", 0.5, {"who": "A"})
    assert Segment.from_json(json.loads(json.dumps(segment.to_json()))) == segment
    assert "extra" not in Segment(0, 1).to_json()
    assert Segment.from_json({"start": 0, "end": 1, "type": None, "text": None}) == Segment(0, 1)
    for data in (
        {"start": 0},
        {"end": 0},
        [],
        {"start": 0, "end": 1, "extra": 5},
        {"start": 0, "end": 1, "text": 5},
        {"start": 0, "end": 1, "type": 5},
    ):
        with pytest.raises(ValueError, match="segment"):
            Segment.from_json(data)


@pytest.mark.parametrize(
    "change",
    [
        {"notes": NOTES.take(np.arange(1))},
        {"tempo_map": TempoMap(90)},
        {"tracks": (Track("x"),)},
        {"segments": (Segment(0, 1),)},
        {"curves": [Curve("f0", [2.0])]},
        {"curves": [Curve("f0", [1.0]), Curve("x", [1.0])]},
        {"curves": []},
    ],
)
def test_a_document_is_the_same_only_when_all_is(change):
    given = {"notes": NOTES, "curves": [Curve("f0", [1.0])]}
    score = Score(**given)
    assert score.same_document(Score(**given))
    # What is no content: the view and the settings.
    assert score.same_document(Score(**given, snap="1/8", edit_mode="draw", name="x", ppqn=96, extra={"a": 1}))
    other = Score(**(given | change))
    assert not score.same_document(other)
    assert not other.same_document(score)


def test_replacing_nothing_gives_the_score_itself():
    score = Score(NOTES)
    assert score.replace(notes=score.notes, name=score.name) is score
    assert score.replace(name="x") is not score
    assert (score.end_beats, score.end_seconds) == (2.5, 1.25)
    assert (Score().end_beats, Score().end_seconds) == (0.0, 0.0)


def test_tempos_as_files_have_them():
    tidy = TempoMap.tidy([(4.0, 90.0), (2.0, 100.0), (4.0, 80.0), (6.0, 80.0)], [(3.0, 3, 4), (5.0, 3, 4)])
    assert tidy.tempos == ((0.0, 120.0), (2.0, 100.0), (4.0, 80.0))
    assert tidy.signatures == ((0.0, 4, 4), (3.0, 3, 4))
    assert TempoMap.tidy([(0.0, 60.0)]).tempos == ((0.0, 60.0),)


def test_bars_before_a_change_of_signature_are_counted_whole():
    # 4/4 to beat 6 is one bar and a half: the second one is cut short.
    bars = TempoMap(120, [(0, 4, 4), (6, 3, 8)])
    assert [tuple(bars.bar_at(b)) for b in (0, 3.5, 4, 5.75, 6, 7.25, 7.5)] == [
        (1, 1, 0.0), (1, 4, 0.5), (2, 1, 0.0), (2, 2, 0.75), (3, 1, 0.0), (3, 3, 0.25), (4, 1, 0.0),
    ]  # fmt: skip
    assert [bars.bar_start(bar) for bar in (1, 2, 3, 4)] == [0.0, 4.0, 6.0, 7.5]
    assert [bars.signature_at(b)[1:] for b in (0, 5.999, 6, 100)] == [(4, 4), (4, 4), (3, 8), (3, 8)]
    # A change exactly on a bar line adds no bar.
    assert TempoMap(120, [(0, 4, 4), (8, 3, 4)]).bar_at(8).bar == 3


def test_seconds_of_spans_over_a_change():
    tempo = TempoMap([(0, 120), (4, 60)])
    assert tempo.duration_seconds([0, 3, 3, 4], [4, 1, 2, 1]).tolist() == [2.0, 0.5, 1.5, 1.0]
    assert tempo.seconds_at([-2, 0, 4, 5]).tolist() == [-1.0, 0.0, 2.0, 3.0]
    assert tempo.beats_at([-1, 2, 3]).tolist() == [-2.0, 4.0, 5.0]
    assert tempo.bpm_at([3.999, 4]).tolist() == [120, 60]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert TempoMap(90).duration_seconds([0, 1], 3).tolist() == [2.0, 2.0]
