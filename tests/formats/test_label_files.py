"""Files of labels: Audacity, LRC, SubRip and WebVTT, ELAN, JAMS, UltraStar. Each keeps its tiers; losses are named."""

import json
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gradio_pianoroll.errors import PianoRollWarning
from gradio_pianoroll.formats import FormatError, load, save
from gradio_pianoroll.score import Curve, NoteTable, Score, Segment, TempoMap, Tier, Track, set_tier


def rows(score, tier):
    return [(s.start, s.end, s.text) for s in score.tiers[tier]]


@pytest.fixture
def file(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def quietly(run):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return run()


# --- Audacity: manual, "Importing and Exporting Labels" ---------------------------------------------------------------


def test_labels_of_audacity(file, tmp_path):
    score = load(file("a.txt", "0.500000\t1.250000\tone two\n2\t2\tpoint\n\\\t100.5\t200\n1,5\t1,75\n"))
    assert rows(score, "label") == [(0.5, 1.25, "one two"), (1.5, 1.75, ""), (2, 2, "point")]
    assert dict(score.segments[1].extra) == {"low_hz": 100.5, "high_hz": 200}
    text = save(score, tmp_path / "b.txt").read_text()
    assert (
        text
        == "0.500000\t1.250000\tone two\n1.500000\t1.750000\t\n2.000000\t2.000000\tpoint\n\\\t100.500000\t200.000000\n"
    )
    assert load(tmp_path / "b.txt", tier="beats").tiers["beats"].text.to_list() == ["one two", "", "point"]


def test_a_text_file_that_is_neither_says_what_it_should_be(file):
    with pytest.raises(FormatError, match=r"x.txt: it is neither a label track of Audacity .* nor an UltraStar song"):
        load(file("x.txt", "Dear diary\n"))
    with pytest.raises(FormatError, match=r"x.txt: line 2 is not start, end and text"):
        load(file("x.txt", "0\t1\ta\nb\tc\td\n"))
    for bad in ("1\t0\ta\n", "nan\t1\ta\n", "0\t1e300\ta\n", "0\t99999999999\ta\n"):
        with pytest.raises(FormatError, match=r"x\.txt: "):
            load(file("x.txt", bad))


# --- LRC --------------------------------------------------------------------------------------------------------------

LRC = "[ti:Song]\n[ar:Me]\n[offset:+500]\n[00:01.50]First line\n[00:03.00][00:10.00]Chorus\n[00:05.00]\n[00:12.5]<00:12.5> a <00:13.00> b <00:14.25>\n"


def test_lyrics_with_times(file):
    score = load(file("a.lrc", LRC))
    assert score.name == "Song"
    assert dict(score.extra["lrc"]) == {"ar": "Me"}
    # A positive offset shows the lines earlier.
    assert rows(score, "lines") == [
        (1.0, 2.5, "First line"),
        (2.5, 4.5, "Chorus"),
        (9.5, 12.0, "Chorus"),
        (12.0, 17.0, "a b"),
    ]
    assert rows(score, "words")[:1] == [(12.0, 12.5, "a")]
    assert score.tiers.names == ("lines", "words")


def test_lrc_comes_back(file, tmp_path):
    score = load(file("a.lrc", LRC))
    again = load(save(score, tmp_path / "b.lrc"))
    assert rows(again, "lines") == rows(score, "lines")
    assert rows(again, "words") == rows(score, "words")
    assert (again.name, again.extra["lrc"]) == (score.name, score.extra["lrc"])
    plain = save(score, tmp_path / "c.lrc", enhanced=False).read_text()
    assert "<" not in plain
    assert "[00:12.00]a b" in plain


def test_lrc_without_times(file):
    with pytest.raises(FormatError, match=r"x\.lrc: there is no line with a time"):
        load(file("x.lrc", "la la\n[ti:x]\n"))
    with pytest.warns(PianoRollWarning, match="2 lines have no time"):
        load(file("x.lrc", "la la\n[00:01.00]a\nb\n"))


# --- SubRip, WebVTT ---------------------------------------------------------------------------------------------------


def test_subrip(file, tmp_path):
    score = load(
        file("a.srt", "1\n00:00:01,500 --> 00:00:02,000\nOne\ntwo\n\n2\n01:00:00,000 --> 01:00:01,001\n<i>x</i>\n")
    )
    assert rows(score, "subtitles") == [(1.5, 2.0, "One\ntwo"), (3600.0, 3601.001, "<i>x</i>")]
    again = load(save(score, tmp_path / "b.srt"))
    assert rows(again, "subtitles") == rows(score, "subtitles")


VTT = (
    "WEBVTT - title\n\nNOTE remark\n\nintro\n00:01.000 --> 00:02.500 align:start\n<v Ann>Hi &amp; bye</v>\n\n"
    "00:03.000 --> 00:04.000\na <00:00:03.250>b <00:00:03.500>c\n"
)


def test_webvtt_has_voices_and_words(file, tmp_path):
    with pytest.warns(PianoRollWarning, match="1 note, style or region is left out"):
        score = load(file("a.vtt", VTT))
    assert rows(score, "Ann") == [(1.0, 2.5, "Hi & bye")]
    assert dict(score.tiers["Ann"][0].extra) == {"cue": "intro", "settings": "align:start"}
    assert rows(score, "subtitles") == [(3.0, 4.0, "a b c")]
    assert rows(score, "words") == [(3.0, 3.25, "a"), (3.25, 3.5, "b"), (3.5, 4.0, "c")]
    again = load(save(score, tmp_path / "b.vtt"))
    for tier in score.tiers:
        assert again.tiers[tier] == score.tiers[tier]


def test_cues_that_end_before_they_begin(file):
    with pytest.warns(PianoRollWarning, match="1 cue ends before it begins"):
        load(file("a.srt", "1\n00:00:02,000 --> 00:00:01,000\nx\n\n2\n00:00:02,000 --> 00:00:03,000\ny\n"))
    with pytest.raises(FormatError, match=r"a\.vtt: there is no cue"):
        load(file("a.vtt", "WEBVTT\n\n"))


# --- ELAN -------------------------------------------------------------------------------------------------------------

EAF = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT FORMAT="3.0" VERSION="3.0"><HEADER TIME_UNITS="milliseconds"/><TIME_ORDER>
<TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="500"/><TIME_SLOT TIME_SLOT_ID="ts2"/><TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="1500"/></TIME_ORDER>
<TIER TIER_ID="phrase" PARTICIPANT="Ann" LINGUISTIC_TYPE_REF="t">
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2"><ANNOTATION_VALUE>one two</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts2" TIME_SLOT_REF2="ts3"><ANNOTATION_VALUE>&lt;b&gt;</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="words" PARENT_REF="phrase" LINGUISTIC_TYPE_REF="w">
<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a4" ANNOTATION_REF="a1" PREVIOUS_ANNOTATION="a3"><ANNOTATION_VALUE>two</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>
<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a3" ANNOTATION_REF="a1"><ANNOTATION_VALUE>one</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="empty" LINGUISTIC_TYPE_REF="t"/></ANNOTATION_DOCUMENT>"""


def test_elan_tiers_with_subdivisions_and_slots_without_times(file, tmp_path):
    score = load(file("a.eaf", EAF))
    assert score.tiers.names == ("phrase", "words", "empty")
    assert rows(score, "phrase") == [(0.5, 1.0, "one two"), (1.0, 1.5, "<b>")]
    assert rows(score, "words") == [(0.5, 0.75, "one"), (0.75, 1.0, "two")]
    assert len(score.tiers["empty"]) == 0
    again = load(save(score, tmp_path / "b.eaf"))
    assert again.tiers.names == score.tiers.names
    for tier in score.tiers:
        assert again.tiers[tier] == score.tiers[tier]
    assert again.extra["tiers"][0]["eaf"]["PARTICIPANT"] == "Ann"


def test_elan_in_a_circle_and_without_its_parent(file):
    circle = EAF.replace('ANNOTATION_REF="a1"', 'ANNOTATION_REF="a4"')
    with pytest.warns(PianoRollWarning, match="2 annotations have no time"):
        assert len(load(file("a.eaf", circle)).tiers["words"]) == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<a/>", "no ELAN document: its root is <a>"),
        (EAF.replace('TIME_VALUE="500"', 'TIME_VALUE="NaN"'), "the time slot 'ts1' has the time 'NaN'"),
        (EAF.replace("<ANNOTATION_DOCUMENT", '<!DOCTYPE a [<!ENTITY x "x">]><ANNOTATION_DOCUMENT', 1), "XML entities"),
        (EAF[:200], "not well-formed XML"),
    ],
)
def test_elan_that_cannot_be_read(file, text, words):
    with pytest.raises(FormatError, match=words):
        load(file("a.eaf", text))


# --- JAMS: schema 0.3 -------------------------------------------------------------------------------------------------

JAMS = {
    "file_metadata": {"title": "Song", "artist": "Me", "duration": 9.0},
    "annotations": [
        {"namespace": "note_midi", "data": [{"time": 0.5, "duration": 0.5, "value": 60.25, "confidence": 0.5}]},
        {"namespace": "note_hz", "data": [{"time": 1, "duration": 1, "value": 440, "confidence": None}]},
        {
            "namespace": "pitch_contour",
            "data": {
                "time": [0, 0.01, 0.02],
                "duration": [0, 0, 0],
                "value": [{"frequency": hz, "index": 0, "voiced": hz > 0} for hz in (220, 0, 222)],
                "confidence": [None] * 3,
            },
        },
        {"namespace": "chord", "data": [{"time": 0, "duration": 2, "value": "C:maj", "confidence": 0.75}]},
        {"namespace": "beat", "data": [{"time": 0, "duration": 0, "value": 1, "confidence": None}]},
        {"namespace": "tempo", "data": [{"time": 0, "duration": 9, "value": 90.0, "confidence": 1}]},
        {"namespace": "chord", "data": []},
    ],
}


@pytest.mark.parametrize("name", ["a.jams", "a.json"])
def test_jams_by_suffix_and_by_content(file, tmp_path, name):
    score = load(file(name, json.dumps(JAMS)))
    assert score.name == "Song"
    assert score.tempo_map.tempos == ((0.0, 90.0),)
    assert score.tempo_map.seconds_at(score.notes.onset_beats).round(9).tolist() == [0.5, 1]
    assert score.notes.pitch.tolist() == [60, 69]
    assert score.notes.track.tolist() == [0, 1]
    assert dict(score.notes.extra[int(score.notes.id[0])]) == {"cents": 25.0, "confidence": 0.5}
    f0 = score.curves["f0"]
    assert (f0.target, f0.unit, f0.hop) == ("f0", "Hz", 0.01)
    assert np.array_equal(f0.values, np.float32([220, np.nan, 222]), equal_nan=True)
    assert score.tiers.names == ("chord", "beat", "chord (2)")
    assert score.tiers["chord"][0] == Segment(0, 2, "chord", "C:maj", 0.75)
    assert (score.tiers["beat"].kind, score.tiers["beat"].text.to_list()) == ("points", ["1"])
    again = load(save(score, tmp_path / "b.jams"))
    assert again.notes.same(score.notes)
    assert again.curves["f0"].same(f0)
    assert {n: again.tiers[n] for n in again.tiers} == {n: score.tiers[n] for n in score.tiers}
    assert again.extra["jams"]["artist"] == "Me"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"annotations": []}, "not JAMS"),
        ({**JAMS, "annotations": [1]}, "annotation 0 has no namespace"),
        ([], "not JAMS"),
    ],
)
def test_jams_that_is_none(file, content, words):
    with pytest.raises(FormatError, match=words):
        load(file("a.jams", json.dumps(content)))


@pytest.mark.parametrize(
    "row",
    [
        {"time": float("nan"), "duration": 1, "value": 60},
        {"time": -1, "duration": 1, "value": 60},
        {"time": 0, "duration": -1, "value": 60},
        {"time": 0, "duration": 1, "value": 1e9},
        {"time": 0, "duration": 1, "value": None},
        {"time": 1e300, "duration": 1, "value": 60},
        {"time": 10**400, "duration": 1, "value": 60},
        3,
    ],
)
def test_rows_of_jams_that_cannot_be_are_counted(file, row):
    content = {
        **JAMS,
        "annotations": [{"namespace": "note_midi", "data": [row, {"time": 0, "duration": 1, "value": 60}]}],
    }
    with pytest.warns(PianoRollWarning, match="1 row has no time or no value"):
        assert len(load(file("a.jams", json.dumps(content))).notes) == 1


# --- UltraStar --------------------------------------------------------------------------------------------------------

SONG = "#TITLE:Song\n#ARTIST:Me\n#BPM:120,5\n#GAP:2000\n: 0 4 0 Hel\n: 4 4 2 lo\n* 8 2 12  world\n: 10 2 -5 ~\n- 14\nF 16 4 0 Yeah\nE\n"


def test_ultrastar(file, tmp_path):
    score = load(file("a.txt", SONG))
    assert score.name == "Song"
    assert score.notes.lyric.to_list() == ["Hel-", "lo", "world", "-", "Yeah"]
    assert score.notes.pitch.tolist() == [60, 62, 72, 55, 60]
    # usdx.eu/format: a beat of the file lasts 60 / BPM / 4 s, beat 0 is at GAP.
    assert score.tempo_map.seconds_at(score.notes.onset_beats).tolist() == pytest.approx(
        [2 + beat * 15 / 120.5 for beat in (0, 4, 8, 10, 16)]
    )
    lead = score.notes.onset_beats[0]
    assert (score.notes.onset_beats - lead).tolist() == [0, 1, 2, 2.5, 4]
    assert [score.notes.extra.get(i, {}).get("ultrastar") for i in score.notes.id.tolist()] == [
        None,
        None,
        "golden",
        None,
        "freestyle",
    ]
    assert [s.text for s in score.tiers["lines"]] == ["Hello world", "Yeah"]
    again = load(save(score, tmp_path / "b.txt"))
    assert again.notes.same(score.notes)
    assert again.tempo_map.seconds_at(8.0) == pytest.approx(score.tempo_map.seconds_at(8.0))
    assert again.tiers["lines"].text.to_list() == score.tiers["lines"].text.to_list()
    assert again.extra["ultrastar"]["ARTIST"] == "Me"


def test_duets_and_relative_beats(file, tmp_path):
    score = load(file("a.txt", "#TITLE:x\n#P1:Ann\n#P2:Bob\n#BPM:60\nP1\n: 0 4 0 a\nP2\n: 2 4 4 b\nE\n"))
    assert [t.name for t in score.tracks] == ["Ann", "Bob"]
    assert score.notes.track.tolist() == [0, 1]
    again = load(save(score, tmp_path / "b.txt"))
    assert again.notes.same(score.notes)
    relative = load(file("b.txt", "#TITLE:x\n#BPM:60\n#RELATIVE:YES\n: 0 4 0 a\n- 8 8\n: 0 4 0 b\nE\n"))
    assert relative.notes.onset_beats.tolist() == [0, 2]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("#TITLE:x\n#BPM:nan\n: 0 1 0 a\n", "#BPM is 'nan'"),
        ("#TITLE:x\n#BPM:0\n: 0 1 0 a\n", "#BPM is '0'"),
        ("#TITLE:x\n#BPM:60\nhello\n", "line 3 is no note"),
        ("#TITLE:x\n#BPM:60\nE\n", "there is no note"),
        ("#TITLE:x\n#BPM:60\n: 999999999999 1 0 a\n", "line 3 is no note"),
    ],
)
def test_ultrastar_that_cannot_be_read(file, text, words):
    with pytest.raises(FormatError, match=words):
        load(file("a.txt", text))


def test_notes_off_the_grid_are_named(tmp_path):
    score = Score(NoteTable.from_columns([0, 1.01234], 1, 60, lyric=["a", "b"]), TempoMap(300))
    with pytest.warns(PianoRollWarning, match="1 note was moved"):
        save(score, tmp_path / "a.txt")
    triplets = Score(NoteTable.from_columns([0, 1 / 3, 2 / 3], 1 / 3, 60, lyric=["a", "b", "c"]), TempoMap(90))
    again = quietly(lambda: load(save(triplets, tmp_path / "b.txt")))
    assert again.tempo_map.seconds_at(again.notes.onset_beats).tolist() == pytest.approx([0, 60 / 270, 120 / 270])


# --- all of them ------------------------------------------------------------------------------------------------------

TEXTS = (
    st.text("ab 가'\"<>&-,;é", min_size=1, max_size=6)
    .map(lambda t: " ".join(t.split()))
    .filter(lambda t: bool(t) and "--" not in t)
)
SUFFIXES = {".txt": 6, ".lrc": 2, ".srt": 3, ".vtt": 3, ".eaf": 3, ".jams": 9, ".TextGrid": 9}


@st.composite
def tiers(draw, names=("subtitles", "phones", "가")):
    """Tiers whose intervals follow each other, on whole centiseconds."""
    score = Score()
    for name in names:
        at, columns = 0, ([], [], [])
        for _ in range(draw(st.integers(1, 4))):
            start = at + draw(st.integers(0, 50))
            at = start + draw(st.integers(1, 90))
            columns[0].append(start / 100), columns[1].append(at / 100), columns[2].append(draw(TEXTS))
        score = set_tier(score, Tier.from_columns(name, *columns))
    return score


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(tiers())
@pytest.mark.parametrize("suffix", [".vtt", ".eaf", ".jams", ".TextGrid"])
def test_files_of_tiers_keep_all_of_them(tmp_path_factory, suffix, score):
    again = quietly(lambda: load(save(score, tmp_path_factory.mktemp("a") / f"a{suffix}")))
    assert set(again.tiers.names) == set(score.tiers.names)
    for name in score.tiers:
        assert again.tiers[name].kind == "intervals"
        ours, theirs = rows(score, name), rows(again, name)
        assert [row[2] for row in theirs] == [row[2] for row in ours]
        assert np.allclose([row[:2] for row in theirs], [row[:2] for row in ours])


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(tiers(names=("lines",)))
@pytest.mark.parametrize("suffix", [".txt", ".lrc", ".srt"])
def test_files_of_one_tier_keep_it(tmp_path_factory, suffix, score):
    again = quietly(lambda: load(save(score, tmp_path_factory.mktemp("a") / f"a{suffix}")))
    (name,) = again.tiers.names
    ours, theirs = rows(score, "lines"), rows(again, name)
    assert [row[2] for row in theirs] == [row[2] for row in ours]
    assert np.allclose([row[0] for row in theirs], [row[0] for row in ours])
    if suffix != ".lrc":
        assert np.allclose([row[1] for row in theirs], [row[1] for row in ours])
    else:
        # The last line has no end in the file.
        assert np.allclose([row[1] for row in theirs[:-1]], [row[1] for row in ours[:-1]])


@pytest.mark.parametrize("suffix", [".txt", ".lrc", ".srt", ".vtt", ".eaf"])
def test_what_is_lost_is_named_once(tmp_path, suffix):
    score = Score(
        NoteTable.from_columns([0], 1, [60]),
        curves=[Curve("f0", [1.0, 2.0], hop=0.1)],
        segments=[Segment(0, 1, "a", "x"), Segment(0, 1, "b", "y")],
    )
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        save(score, tmp_path / f"a{suffix}")
    texts = [str(w.message) for w in said]
    assert sum("notes and curves" in text for text in texts) == 1
    one = [text for text in texts if "it holds one tier: a is written, b are left out" in text]
    assert len(one) == (suffix in (".txt", ".lrc", ".srt"))


@pytest.mark.parametrize("suffix", [".txt", ".lrc", ".srt", ".vtt", ".eaf"])
def test_notes_alone_give_their_lyrics(tmp_path, suffix):
    score = Score(NoteTable.from_columns([0, 1], 1, 60, lyric=["안", "녕"]), tracks=(Track("x"),))
    again = quietly(lambda: load(save(score, tmp_path / f"a{suffix}")))
    assert [s.text for s in again.segments] == (["안녕"] if suffix == ".txt" else ["안", "녕"]) or suffix == ".txt"
    with pytest.raises(FormatError, match=f"b{suffix}: "):
        save(Score(), tmp_path / f"b{suffix}")


@pytest.mark.parametrize("suffix", [".txt", ".lrc", ".srt", ".abc"])
@pytest.mark.parametrize(
    ("encoding", "text"), [("cp949", "안녕하세요 여러분 반갑습니다"), ("shift_jis", "こんにちは"), ("utf-16", "가나다")]
)
def test_encodings(file, suffix, encoding, text):
    line = {
        ".txt": f"0\t1\t{text}\n",
        ".lrc": f"[00:01.00]{text}\n",
        ".srt": f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n",
        ".abc": f"X:1\nT:{text}\nK:C\nC\n",
    }[suffix]
    path = file(f"a{suffix}", line.encode(encoding))
    score = quietly(lambda: load(path))
    assert (score.name if suffix == ".abc" else score.segments[0].text) == text
    score = load(path, encoding=encoding)
    assert (score.name if suffix == ".abc" else score.segments[0].text) == text
    if encoding == "cp949":
        with pytest.raises(FormatError, match=r"a\.\w+: .*utf-8"):
            load(path, encoding="utf-8")


@pytest.mark.parametrize("suffix", [".txt", ".lrc", ".srt", ".vtt", ".eaf", ".jams", ".abc"])
def test_a_hundred_megabytes_are_refused_in_words(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    with path.open("wb") as stream:
        stream.truncate(100_000_000)
    with pytest.raises(FormatError, match=f"a{suffix}: "):
        load(path)


def test_the_suffixes_are_known():
    from gradio_pianoroll.formats import readable_suffixes, writable_suffixes

    ours = {".abc", ".txt", ".lrc", ".srt", ".vtt", ".eaf", ".jams"}
    assert ours <= set(readable_suffixes())
    assert ours <= set(writable_suffixes())
    assert Path("a.abc").suffix in ours
