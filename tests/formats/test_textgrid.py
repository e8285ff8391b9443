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
from gradio_pianoroll.formats.textgrid_text import parse
from gradio_pianoroll.score import NoteTable, PianoRollWarning, Score, Segment, TempoMap

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


@pytest.mark.filterwarnings("ignore:.*does not tell types")
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
        ("a.lab", b"\xff\xfe", "no label"),
        ("a.lab", b"\xff\xfe1", "not text in utf-16-le"),
        ("a.lab", b"0 1 \x80\x01", "not a text file"),
        ("a.lab", b"#!MLF!#\n0 1 a\n", "the name of a label file"),
        ("a.TextGrid", b"ooBinaryFile\x08TextGrid", "a binary TextGrid; in Praat use"),
        ("a.TextGrid", b'"ooTextFile"\n"Sound"\n', "another object"),
        ("a.TextGrid", b'"ooTextFile"\n"TextGrid"\n0 1\n<exists>\n1\n"PitchTier"', "a tier of the class 'PitchTier'"),
        (
            "a.TextGrid",
            b'"ooTextFile"\n"TextGrid"\n0 1\n<exists>\n1\n"IntervalTier" "a" 0 1 1\n0 x',
            "line 7: expected the end of an interval, found nothing more",
        ),
        ("a.TextGrid", b'"ooTextFile"\n"TextGrid"\n0 1e999\n', "xmax is not finite"),
        ("a.TextGrid", b'"ooTextFile"\n"TextGrid"\n0 1\n<exists>\n-1\n', "the number of tiers is -1"),
        ("a.TextGrid", b'"ooTextFile"\n"TextGrid"\n0 1\n<exists>\n1.5\n', "the number of tiers is 1.5"),
        ("a.TextGrid", b'"ooTextFile"\n"TextGrid"\n0 "x"\n', "line 3: expected xmax, found text 'x'"),
        (
            "a.TextGrid",
            b'"ooTextFile"\n"TextGrid"\n0 1\n<exists>\n1\n"IntervalTier" "a" 0 1 1\n1 0 "x"',
            "tier 'a': segment 'x': end 0 s lies before start 1 s",
        ),
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


# --- TextGrids as Praat and people write them ------------------------------------------------------------------------
# What is right: praatio, a reader of its own, and for what it cannot do (a sign, a comment, the chronological form) the
# Praat manual, "TextGrid file formats". Praat 6.1 (parselmouth) opened what is written here and said the same.


def long_form(xmin="0", mark='H""*'):
    return f'''File type = "ooTextFile"
Object class = "TextGrid"

xmin = {xmin}
xmax = 2
tiers? <exists>
size = 3
item []:
    item [1]:
        class = "IntervalTier"
        name = "words"
        xmin = {xmin}
        xmax = 2
        intervals: size = 2
        intervals [1]:
            xmin = {xmin}
            xmax = 1
            text = "he said ""hi"""
        intervals [2]:
            xmin = 1
            xmax = 2
            text = ""
    item [2]:
        class = "IntervalTier"
        name = "phones"
        xmin = {xmin}
        xmax = 2
        intervals: size = 1
        intervals [1]:
            xmin = {xmin}
            xmax = 2
            text = ""
    item [3]:
        class = "TextTier"
        name = "tones"
        xmin = {xmin}
        xmax = 2
        points: size = 1
        points [1]:
            number = 0.5
            mark = "{mark}"
'''


def through_a_file(data):
    """The segments of a TextGrid, and the bytes of it saved again."""
    score = read(data, PLACE)
    return score, write(score, PLACE)


@pytest.mark.parametrize("form", ["short_textgrid", "long_textgrid"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_length_empty_tiers_and_quotation_marks_survive(form, encoding, tmp_path):
    # praatio doubles the quotation marks of points once more.
    (tmp_path / "in.TextGrid").write_text(long_form(mark="H*"))
    grid = praat.openTextgrid(str(tmp_path / "in.TextGrid"), includeEmptyIntervals=True)
    grid.save(str(tmp_path / "judge.TextGrid"), form, includeBlankSpaces=True)
    data = (tmp_path / "judge.TextGrid").read_text("utf-8").encode(encoding)
    score, again = through_a_file(data)
    assert listed(score) == [("tones", 0.5, 0.5, "H*"), ("words", 0, 1, 'he said "hi"')]
    (tmp_path / "out.TextGrid").write_bytes(again)
    saved = praat.openTextgrid(str(tmp_path / "out.TextGrid"), includeEmptyIntervals=True)
    assert saved.tierNames == grid.tierNames == ("words", "phones", "tones")
    assert (saved.minTimestamp, saved.maxTimestamp) == (0, 2)
    assert [tuple(e) for e in saved.getTier("words").entries] == [tuple(e) for e in grid.getTier("words").entries]
    assert [tuple(e) for e in saved.getTier("phones").entries] == [(0, 2, "")]
    assert [type(saved.getTier(name)).__name__ for name in saved.tierNames] == [
        "IntervalTier",
        "IntervalTier",
        "PointTier",
    ]


def test_a_domain_that_begins_before_zero():
    score, again = through_a_file(long_form("-0.5").encode())
    assert listed(score) == [("tones", 0.5, 0.5, 'H"*'), ("words", -0.5, 1, 'he said "hi"')]
    assert again.decode().replace(" \n", "\n").startswith(long_form("-0.5")[:70])
    assert listed(read(again, PLACE)) == listed(score)
    assert listed(read(write(Score(segments=score.segments), PLACE), PLACE)) == listed(score)


def test_the_long_form_is_written_as_praat_writes_it():
    lines = [line.rstrip() for line in through_a_file(long_form().encode())[1].decode().splitlines()]
    assert lines == long_form().splitlines()
    # An interval up to the end leaves no gap behind it.
    whole = parse(write(Score(segments=[Segment(0.5, 1, "w", "x"), Segment(1, 2, "w", "y")]), PLACE).decode())
    assert [tuple(entry) for entry in whole.tiers[0].entries] == [(0, 0.5, ""), (0.5, 1, "x"), (1, 2, "y")]


def test_the_shorter_forms_of_the_manual():
    short = '"ooTextFile"\n"TextGrid"\n0 2.5 ! the time domain "0 3"\n<exists>\n2 tiers\n"IntervalTier" "a" 0 2.5 2\n0 1 "x"\n1 2.5 ""\n"TextTier" "b" 0 2.5 1\n1.5 "!"\n'
    chronological = '"Praat chronological TextGrid text file"\n0 2.5 ! Time domain.\n2 ! Number of tiers.\n"IntervalTier" "a" 0 2.5\n"TextTier" "b" 0 2.5\n\n! a:\n1 0 1\n"x"\n2 1.5\n"!"\n1 1 2.5\n""\n'
    for text in (short, chronological):
        score = read(text.encode(), PLACE)
        assert listed(score) == [("a", 0, 1, "x"), ("b", 1.5, 1.5, "!")]
        assert score.extra["textgrid"]["xmax"] == 2.5


@pytest.mark.parametrize(
    "text", ['"ooTextFile"\n"TextGrid"\n0 2\n<absent>\n', '"ooTextFile"\n"TextGrid"\n0 2\n<exists>\n0\n']
)
def test_a_textgrid_without_tiers(text):
    score = read(text.encode(), PLACE)
    assert (score.segments, score.extra["textgrid"]["xmax"]) == ((), 2)


def test_tiers_of_one_name_and_names_that_look_like_copies():
    tiers = "".join(
        f'"IntervalTier" "{name}" 0 3 1\n{i} {i + 1} "{i}"\n' for i, name in enumerate(["w", "w", "take (2)"])
    )
    score, again = through_a_file(f'"ooTextFile"\n"TextGrid"\n0 3\n<exists>\n3\n{tiers}'.encode())
    assert listed(score) == [("take (2)", 2, 3, "2"), ("w", 0, 1, "0"), ("w", 1, 2, "1")]
    assert [tier.name for tier in parse(again.decode()).tiers] == ["w", "w", "take (2)"]
    assert [[e.text for e in tier.entries if e.text] for tier in parse(again.decode()).tiers] == [["0"], ["1"], ["2"]]


def test_labels_with_line_ends_and_points_without_a_mark_survive():
    segments = [Segment(0, 1, "w", "two\nlines "), Segment(1, 1, "p", "")]
    assert listed(read(write(Score(segments=segments), PLACE), PLACE)) == listed(Score(segments=segments))


def test_lyrics_are_written_beside_segments():
    notes = NoteTable.from_columns([0, 1], 1, [60, 62], lyric=["la", None])
    score = Score(notes, TempoMap(60), segments=[Segment(0, 2, "words", "hello")])
    assert listed(read(write(score, PLACE), PLACE)) == [("lyrics", 0, 1, "la"), ("words", 0, 2, "hello")]


def test_what_a_program_made_of_the_tiers_does_no_harm():
    for said in ("x", {"xmin": "a", "xmax": None, "tiers": 7}, {"tiers": [3, {"name": 4}, {"name": "e"}]}):
        score = Score(segments=[Segment(0, 1, "w", "x")], extra={"textgrid": said})
        assert listed(read(write(score, PLACE), PLACE)) == [("w", 0, 1, "x")]


# --- label files: HTK Book 3.4, 6.2 and 6.3 ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("0\t1\tC:maj\n1\t2\tG\n", [(0, 1, "C:maj"), (1, 2, "G")]),  # chords in whole seconds
        ("0 9999 a\n", [(0, 9999, "a")]),
        ("0 10000 a\n", [(0, 0.001, "a")]),
        # Late in a recording: no label is long, whatever the time.
        ("9000 12000 a\n12000 12001 b\n", [(9000, 12000, "a"), (12000, 12001, "b")]),
        ("20000 20001 a\n", [(20000, 20001, "a")]),
        ("0 100000\n100000 200000 \n", [(0, 0.01, ""), (0.01, 0.02, "")]),
        ("5000000 5000000 a\n", [(0.5, 0.5, "a")]),
        ("0 100000 a\n100000 150000 b\n", [(0, 0.01, "a"), (0.01, 0.015, "b")]),
        ("-0.5 0.25 a b\n", [(-0.5, 0.25, "a b")]),
        ('#!MLF!#\n"*/a.lab"\n0 100000 a -523.25\n100000 200000 b\n.\n', [(0, 0.01, "a"), (0.01, 0.02, "b")]),
    ],
)
def test_units_of_label_files(tmp_path, text, rows):
    path = tmp_path / "a.lab"
    path.write_text(text)
    assert listed(load(path)) == sorted(("label", *row) for row in rows)


def test_only_the_first_sound_of_a_master_file_is_read_and_that_is_said():
    with pytest.warns(PianoRollWarning, match=r'labels of 2 sounds; those of the first, "\*/a.lab"'):
        score = read_lab(b'#!MLF!#\n"*/a.lab"\n0 100000 a -5.5\n.\n"*/b.lab"\n0 100000 b\n.\n', PLACE)
    assert listed(score) == [("label", 0, 0.01, "a")]
    assert dict(score.segments[0].extra) == {"log_probability": -5.5}


def test_very_short_labels_are_not_taken_for_seconds_when_they_are_read_back():
    segments = [Segment(0.0001, 0.0005, "label", "a"), Segment(0.0005, 0.001, "label", "b")]
    assert listed(read_lab(write_lab(Score(segments=segments), PLACE), PLACE), 7) == listed(Score(segments=segments), 7)


def test_what_a_label_file_cannot_hold_is_named():
    notes = NoteTable.from_columns([0], 1, [60], lyric=["la"], phoneme=["l a"])
    with pytest.warns(PianoRollWarning, match="phonemes and lyrics are left out"):
        write_lab(Score(notes, segments=[Segment(0, 1, "w", "x")]), PLACE)
    with pytest.warns(PianoRollWarning, match="lyrics are left out"):
        write_lab(Score(notes), PLACE)
    with pytest.warns(PianoRollWarning, match=r"types of segments \(p, w\)"):
        write_lab(Score(segments=[Segment(0, 1, "w", "x"), Segment(0, 1, "p", "x")]), PLACE)


@pytest.mark.parametrize("names", [["", "words"], ["a  b", "a b"], ["Mary", "Mary", "Mary"], ["w", "w", "w (2)"]])
def test_names_of_tiers_are_written_again_as_they_were(names, tmp_path):
    """Praat allows tiers without a name, names with several spaces and two tiers of one name, and so do praatio's own files."""
    tiers = "".join(f'"IntervalTier"\n"{name}"\n0\n1\n1\n0\n1\n"text {number}"\n' for number, name in enumerate(names))
    text = f'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n1\n<exists>\n{len(names)}\n{tiers}'
    score = read(text.encode(), PLACE)
    written = write(score, PLACE)
    grid = parse(written.decode())
    assert [(tier.name, [e.text for e in tier.entries]) for tier in grid.tiers] == [
        (name, [f"text {number}"]) for number, name in enumerate(names)
    ]
    assert read(written, PLACE) == score


def test_the_frequencies_of_audacitys_labels_are_passed_over():
    r"""A label with a spectral selection has a second line, ``\``, lowest and highest frequency (Audacity manual, "Label Tracks")."""
    with pytest.warns(PianoRollWarning, match="1 frequency range of Audacity's labels"):
        score = read_lab(b"0.5\t1.0\tx\n\\\t100.000000\t200.000000\n1.5\t1.5\ty\n", Path("a.lab"))
    assert [(s.start, s.end, s.text) for s in score.segments] == [(0.5, 1, "x"), (1.5, 1.5, "y")]
