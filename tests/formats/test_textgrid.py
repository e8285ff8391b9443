"""TextGrid and label files, with praatio as the judge, and their texts on notes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from praatio import textgrid as praat

from gradio_pianoroll.formats import FormatError, load, save
from gradio_pianoroll.formats.alignment import segments_of_notes, segments_to_lyrics
from gradio_pianoroll.formats.textgrid import read, write
from gradio_pianoroll.formats.textgrid_lab import read as read_lab
from gradio_pianoroll.formats.textgrid_lab import write as write_lab
from gradio_pianoroll.score import NoteTable, Score, Segment, TempoMap

PLACE = Path("song.TextGrid")
# praatio writes ten digits or so; annotations are in milliseconds.
TIMES = st.integers(0, 20_000).map(lambda ms: ms / 1000)
WORDS = st.sampled_from(["안녕", "a", "b c", 'say "hi"', "ʃ", "1"])


@st.composite
def annotated(draw):
    segments = []
    for kind in draw(st.sets(st.sampled_from(["words", "phones", "event"]), min_size=1)):
        for _ in range(draw(st.integers(1, 5))):
            start = draw(TIMES)
            length = 0.0 if kind == "event" else draw(st.integers(1, 2_000)) / 1000
            segments.append(Segment(start, round(start + length, 3), kind, draw(WORDS)))
    return Score(segments=segments)


def listed(score, digits=6):
    return sorted((s.type, round(s.start, digits), round(s.end, digits), s.text) for s in score.segments)


@given(annotated())
def test_round_trip(score):
    data = write(score, PLACE)
    assert listed(read(data, PLACE)) == listed(score)


def test_praatio_reads_the_same(tmp_path):
    segments = [Segment(0, 1, "words", "하나"), Segment(0.5, 2, "words", "둘"), Segment(1.5, 1.5, "event", "!")]
    path = save(Score(segments=segments), tmp_path / "a.TextGrid")
    grid = praat.openTextgrid(str(path), includeEmptyIntervals=False)
    assert grid.tierNames == ("words", "words (2)", "event")
    assert [tuple(e) for e in grid.getTier("words").entries] == [(0, 1, "하나")]
    assert [tuple(e) for e in grid.getTier("event").entries] == [(1.5, "!")]
    assert grid.maxTimestamp == 2


def test_what_praat_writes_is_read(tmp_path):
    grid = praat.Textgrid(0, 3)
    grid.addTier(praat.IntervalTier("words", [(0, 1, "one"), (1, 2.5, "two")], 0, 3))
    for form in ("short_textgrid", "long_textgrid"):
        path = tmp_path / f"{form}.TextGrid"
        grid.save(str(path), form, includeBlankSpaces=True)
        path.write_bytes(path.read_text("utf-8").encode("utf-16"))
        assert listed(load(path)) == [("words", 0, 1, "one"), ("words", 1, 2.5, "two")]


def test_lyrics_become_tiers():
    notes = NoteTable.from_columns(
        [0, 2, 3], [2, 1, 1], [60, 62, 64], lyric=["가", None, "나"], phoneme=["k a", None, None]
    )
    again = read(write(Score(notes, TempoMap(60)), PLACE), PLACE)
    assert listed(again) == [("lyrics", 0, 2, "가"), ("lyrics", 3, 4, "나"), ("phonemes", 0, 2, "k a")]


def test_texts_on_notes():
    notes = NoteTable.from_columns([0, 1, 2], 1, [60, 62, 64], lyric=["x", None, "keep"])
    segments = [Segment(0, 0.9, "words", "하"), Segment(1.1, 1.4, "words", "나"), Segment(1.4, 1.9, "words", "둘")]
    phones = [Segment(5, 6, "phones", "far")]
    score = Score(notes, TempoMap(60), segments=[*segments, *phones])
    done = segments_to_lyrics(score, "words")
    assert done.notes.lyric.to_list() == ["하", "나 둘", "keep"]
    assert score.notes.lyric.to_list() == ["x", None, "keep"]
    assert segments_to_lyrics(score, "phones", "phoneme").notes.phoneme.to_list() == [None, None, "far"]
    assert [s.text for s in segments_of_notes(done)] == ["하", "나 둘", "keep"]
    with pytest.raises(ValueError, match="there are: phones, words"):
        segments_to_lyrics(score, "tones")
    with pytest.raises(ValueError, match="no notes"):
        segments_to_lyrics(score.replace(notes=NoteTable()), "words")
    with pytest.raises(ValueError, match="must be 'lyric' or 'phoneme'"):
        segments_to_lyrics(score, "words", "ref")


@given(annotated())
def test_label_files_round_trip(score):
    again = read_lab(write_lab(score, PLACE), PLACE)
    assert sorted(row[1:] for row in listed(again)) == sorted(row[1:] for row in listed(score))


def test_label_files_in_seconds(tmp_path):
    path = tmp_path / "a.lab"
    path.write_text("0.0\t0.5\tsil\n\n0.5 1.25 two words\n")
    assert listed(load(path)) == [("label", 0, 0.5, "sil"), ("label", 0.5, 1.25, "two words")]
    path.write_text("0 5000000 a\n5000000 7500000 b\n")
    assert listed(load(path)) == [("label", 0, 0.5, "a"), ("label", 0.5, 0.75, "b")]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.TextGrid", b"no", "no TextGrid that can be read"),
        ("a.TextGrid", b'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = x\n', "no TextGrid"),
        ("a.lab", b"1 2 a\n1 x b\n", "line 2 is not start, end and text"),
        ("a.lab", b"2 1 a\n", "line 1 is not"),
        ("a.lab", b"\n", "no label"),
        ("a.lab", b"\xff\xfe", "not UTF-8"),
    ],
)
def test_files_that_cannot_be_read(tmp_path, name, data, reason):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(FormatError) as error:
        load(path)
    assert str(error.value).startswith(f"{name}: ")
    assert reason in str(error.value)


def test_nothing_to_write_is_said(tmp_path):
    for name in ("a.TextGrid", "a.lab"):
        with pytest.raises(FormatError, match="the score has none"):
            save(Score(), tmp_path / name)
