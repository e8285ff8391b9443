"""MusicXML: round trips, music21 as the judge of what we write, and files that want to do harm."""

import io
import re
import tempfile
import warnings
import zipfile
from collections import Counter
from pathlib import Path

import music21
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradio_pianoroll.formats import FormatError, load, save
from gradio_pianoroll.formats.interop import from_music21
from gradio_pianoroll.formats.musicxml import container, read, write
from gradio_pianoroll.score import TICKS_PER_BEAT, NoteTable, PianoRollWarning, Score, TempoMap, Track

PLACE = Path("song.musicxml")
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp"), exclude_characters="\ufffe\uffff"), max_size=4)  # fmt: skip
# On the sixteenth and triplet grid, the grid of ticks, and lengths that no single sign stands for.
STEPS = st.one_of(
    st.integers(0, 64).map(lambda i: i * 3840),
    st.integers(0, 48).map(lambda i: i * 5120),
    st.integers(0, 16 * TICKS_PER_BEAT),
)


@st.composite
def scores(draw, ticks=STEPS):
    rows = draw(
        st.lists(
            st.tuples(ticks, ticks.map(lambda t: t or 960), st.integers(0, 127), st.integers(0, 127), st.integers(0, 2), st.none() | TEXTS),
            max_size=14,
        )
    )  # fmt: skip
    rows = [row for row in rows if row[1]]
    # Two notes of one pitch that sound at once in a part cannot be told apart by everybody who reads them.
    rows.sort(key=lambda row: row[:3])
    kept, last = [], {}
    for row in rows:
        if row[0] >= last.get((row[2], row[4]), 0):
            kept.append(row)
            last[row[2], row[4]] = row[0] + row[1]
    columns = list(zip(*kept, strict=True)) or [()] * 6
    beats = [[tick / TICKS_PER_BEAT for tick in column] for column in columns[:2]]
    notes = NoteTable.from_columns(*beats, *columns[2:5], lyric=columns[5])
    places = sorted(draw(st.sets(ticks.filter(bool), max_size=3)))
    bpm = st.floats(20, 400)
    tempos = [(tick / TICKS_PER_BEAT, draw(bpm)) for tick in [0, *places]]
    signature = st.tuples(st.integers(1, 12), st.sampled_from([2, 4, 8, 16]))
    signatures = [(tick / TICKS_PER_BEAT, *draw(signature)) for tick in [0, *places[:2]]]
    tracks = [Track(draw(TEXTS), draw(st.integers(0, 127)), channel, channel == 9) for channel in (3, 0, 9)]
    return Score(notes, TempoMap.tidy(tempos, signatures), tuple(tracks), name=draw(TEXTS))


def rows_of(score):
    return sorted(
        (n.onset_beats, n.duration_beats, n.pitch, n.velocity, n.track, n.lyric or "", n.lyric is None)
        for n in score.notes
    )


@given(scores())
def test_round_trip(score):
    again = read(write(score, PLACE), PLACE)
    assert rows_of(again) == rows_of(score)
    assert again.tempo_map == score.tempo_map
    assert again.tracks == score.tracks
    assert again.name == score.name
    # Written again it is the same file.
    assert write(again, PLACE) == write(score, PLACE)


def by_music21(xml):
    """Notes as (part, onset, end, pitch) in ticks; pieces that are tied joined by us, not by music21."""
    found = Counter()
    song = music21.converter.parseData(xml, format="musicxml")
    for index, part in enumerate(song.parts):
        pieces = []
        for element in part.recurse().notes:
            onset = round(float(element.getOffsetInHierarchy(part)) * TICKS_PER_BEAT)
            end = onset + round(float(element.quarterLength) * TICKS_PER_BEAT)
            notes = element.notes if isinstance(element, music21.chord.Chord) else [element]
            for note in notes:
                tie = (note.tie or element.tie).type if (note.tie or element.tie) else ""
                pieces.append((onset, end, note.pitch.midi, tie))
        open_ties = {}
        for onset, end, pitch, tie in sorted(pieces):
            begun = open_ties.pop((pitch, onset), onset) if tie in ("stop", "continue") else onset
            if tie in ("start", "continue"):
                open_ties[pitch, end] = begun
            else:
                found[index, begun, end, pitch] += 1
        assert open_ties == {}
    return song, found


@settings(max_examples=20)
@given(scores(st.integers(0, 64).map(lambda i: i * 1920) | st.integers(0, 48).map(lambda i: i * 5120)))
def test_music21_reads_the_same(score):
    score = score.replace(tracks=tuple(Track(t.name, t.program, i) for i, t in enumerate(score.tracks)))
    # The format's octaves begin at MIDI's 12.
    score = score.replace(notes=score.notes.take(np.flatnonzero(score.notes.pitch >= 12)))
    # music21 makes a measure that a new signature cuts short as long as the old signature says.
    score = score.replace(tempo_map=score.tempo_map.replace(signatures=score.tempo_map.signatures[:1]))
    song, found = by_music21(write(score, PLACE).decode())
    ours = Counter()
    for n in score.notes:
        onset = round(n.onset_beats * TICKS_PER_BEAT)
        ours[n.track, onset, onset + round(n.duration_beats * TICKS_PER_BEAT), n.pitch] += 1
    assert found == ours
    marks = [(round(float(start), 6), mark.getQuarterBPM()) for start, _, mark in song.metronomeMarkBoundaries()]
    told = dict(marks)
    assert [told.get(round(beat, 6)) for beat, _ in score.tempo_map.tempos] == pytest.approx([bpm for _, bpm in score.tempo_map.tempos], rel=1e-3)  # fmt: skip
    times = {
        round(float(t.getOffsetInHierarchy(song.parts[0])), 6): (t.numerator, t.denominator)
        for t in song.parts[0].recurse().getElementsByClass("TimeSignature")
    }
    assert times == {round(b, 6): (n, d) for b, n, d in score.tempo_map.signatures}


def test_music21_sees_lyrics_velocities_and_instruments():
    notes = NoteTable.from_columns(
        [0, 1, 2, 3], 1, [60, 62, 64, 65], [10, 64, 100, 127], lyric=["안-", "녕", "la", None]
    )
    song, _ = by_music21(write(Score(notes, tracks=(Track("Flute", 73, 4),)), PLACE).decode())
    found = list(song.recurse().notes)
    assert [(n.lyrics[0].text, n.lyrics[0].syllabic) for n in found[:3]] == [
        ("안", "begin"),
        ("녕", "end"),
        ("la", "single"),
    ]
    assert found[3].lyrics == []
    assert [round(n.volume.velocity) for n in found] == [10, 64, 100, 127]
    instrument = song.parts[0].getInstrument()
    assert (song.parts[0].partName, instrument.midiProgram, instrument.midiChannel) == ("Flute", 73, 4)


# The Carnatic scale and real songs: what another program writes.
def test_scores_written_by_music21():
    stream = music21.stream.Score()
    for name, step in (("one", 0), ("two", 7)):
        part = music21.stream.Part()
        part.partName = name
        part.append(music21.tempo.MetronomeMark(number=88))
        part.append(music21.meter.TimeSignature("3/4"))
        for i, length in enumerate([0.5, 1.5, 2.25, 1 / 3, 2 / 3, 4.0, 1.0]):
            note = music21.note.Note(60 + step + i, quarterLength=length)
            note.addLyric("la")
            part.append(note)
        part.append(music21.chord.Chord([60, 64, 67], quarterLength=2))
        stream.append(part)
        part.makeMeasures(inPlace=True)
        part.makeTies(inPlace=True)
    xml = music21.musicxml.m21ToXml.GeneralObjectExporter(stream).parse()
    score = read(xml, PLACE)
    expected, at = [], 0.0
    for i, length in enumerate([0.5, 1.5, 2.25, 1 / 3, 2 / 3, 4.0, 1.0]):
        expected.append((round(at, 6), round(length, 6), 60 + i))
        at += length
    expected += [(round(at, 6), 2.0, pitch) for pitch in (60, 64, 67)]
    first = [(round(n.onset_beats, 6), round(n.duration_beats, 6), n.pitch) for n in score.notes if n.track == 0]
    assert first == sorted(expected)
    assert [t.name for t in score.tracks] == ["one", "two"]
    assert score.tempo_map.tempos == ((0.0, 88.0),)
    assert score.tempo_map.signatures == ((0.0, 3, 4),)
    assert {n.lyric for n in score.notes if n.onset_beats < at} == {"la"}


@pytest.mark.parametrize("suffix", [".musicxml", ".xml", ".mxl"])
def test_files(tmp_path, suffix):
    notes = NoteTable.from_columns([0, 1], [1, 2], [60, 62], lyric=["가", None])
    path = save(Score(notes, name="노래"), tmp_path / f"a{suffix}")
    assert path.read_bytes().startswith(b"PK" if suffix == ".mxl" else b"<?xml")
    again = load(path)
    assert again.notes.same(notes)
    assert again.name == "노래"
    if suffix == ".mxl":
        assert zipfile.ZipFile(path).namelist() == ["mimetype", "META-INF/container.xml", "score.xml"]
        assert music21.converter.parse(path).recurse().notes[0].lyric == "가"


def test_what_has_no_place_is_named():
    score = Score(NoteTable.from_columns([0], [1], [60], phoneme=["a"]))
    with pytest.warns(UserWarning, match=r"song\.musicxml: MusicXML has no place for phonemes"):
        write(score, PLACE)


def score_of(measures, attributes="<divisions>2</divisions>", part_list=""):
    xml = f'<score-partwise><part-list>{part_list}</part-list><part id="P1"><measure number="1"><attributes>{attributes}</attributes>{measures}</measure></part></score-partwise>'
    return read(xml.encode(), PLACE)


def note(step="C", duration=2, inside="", octave=4, before=""):
    return f"<note>{before}<pitch><step>{step}</step><octave>{octave}</octave></pitch><duration>{duration}</duration>{inside}</note>"


def test_what_notation_programs_write():
    chord = note("E", before="<chord/>")
    score = score_of(note() + chord + "<backup><duration>2</duration></backup>" + note("G", 4, "<voice>2</voice>"))
    assert [(n.onset_beats, n.duration_beats, n.pitch) for n in score.notes] == [(0, 1, 60), (0, 1, 64), (0, 2, 67)]
    clarinet = (
        "<divisions>1</divisions><transpose><chromatic>-2</chromatic><octave-change>1</octave-change></transpose>"
    )
    assert score_of(note(), clarinet).notes.pitch.tolist() == [70]
    marks = "<direction><direction-type><dynamics><p/></dynamics></direction-type></direction>"
    assert score_of(note() + marks + note()).notes.velocity.tolist() == [100, 49]
    slow = "<direction><direction-type><metronome><beat-unit>quarter</beat-unit><beat-unit-dot/><per-minute>60</per-minute></metronome></direction-type></direction>"
    assert score_of(slow + note()).tempo_map.tempos == ((0.0, 90.0),)
    assert score_of(note(), "<divisions>2</divisions><time><beats>3+2</beats><beat-type>8</beat-type></time>").tempo_map.signatures == ((0.0, 5, 8),)  # fmt: skip
    two = '<lyric number="2"><text>no</text></lyric><lyric number="1"><text>a</text><elision>‿</elision><text>b</text></lyric>'
    assert score_of(note(inside=two)).notes.lyric.to_list() == ["a‿b"]
    drums = '<score-part id="P1"><midi-instrument id="X"><midi-channel>10</midi-channel><midi-unpitched>39</midi-unpitched></midi-instrument></score-part>'
    stroke = '<note><unpitched><display-step>C</display-step><display-octave>5</display-octave></unpitched><duration>1</duration><instrument id="X"/></note>'
    score = score_of(stroke, part_list=drums)
    assert (score.notes.pitch.tolist(), score.tracks[0].is_drum) == ([38], True)


def test_a_pickup_keeps_the_bar_lines():
    part = "".join(
        f'<measure number="{i}">{"<attributes><divisions>1</divisions></attributes>" if i == 0 else ""}{note(duration=length)}</measure>'
        for i, length in enumerate([1, 4, 4])
    )
    score = read(f'<score-partwise><part id="P1">{part}</part></score-partwise>'.encode(), PLACE)
    assert score.notes.onset_beats.tolist() == [0, 1, 5]
    assert [score.tempo_map.bar_at(beat)[:2] for beat in (0, 1, 5)] == [(1, 1), (2, 1), (3, 1)]


def test_an_overfull_part_does_not_move_the_bar_lines():
    def part(id, *lengths):
        measures = "".join(
            f'<measure number="{i}"><attributes><divisions>1</divisions></attributes>{note(duration=length)}</measure>'
            for i, length in enumerate(lengths)
        )
        return f'<part id="{id}">{measures}</part>'

    score = read(f"<score-partwise>{part('A', 4, 4, 4)}{part('B', 8, 5, 4)}</score-partwise>".encode(), PLACE)
    assert sorted(set(score.notes.onset_beats.tolist())) == [0, 4, 8]


# Written by notation programs: chorales with pickups, a madrigal.
@pytest.mark.parametrize(
    "name",
    ["bach/bwv248.53-5", "bach/bwv358", "bach/bwv80.8", "monteverdi/madrigal.3.14", "bach/bwv17.7"],
)
def test_published_scores_are_what_music21_reads(name):
    path = Path(music21.__file__).parent / "corpus" / f"{name}.mxl"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PianoRollWarning)
        ours = load(path)
    theirs = from_music21(music21.converter.parse(path))

    def rows(score):
        return sorted((round(n.onset_beats, 4), round(n.duration_beats, 4), n.pitch, n.track) for n in score.notes)

    assert len(ours.notes) > 100
    assert rows(ours) == rows(theirs)
    assert verses_of(ours) == verses_by_music21(path)


def verses_of(score):
    """(onset, verse, text) of each text, the lyrics being verse 1."""
    found = Counter()
    for n in score.notes:
        texts = {"1": n.lyric, **{key[6:]: text for key, text in n.extra.items() if key.startswith("verse ")}}
        found.update((round(n.onset_beats, 4), verse, text) for verse, text in texts.items() if text is not None)
    return found


def verses_by_music21(path):
    found = Counter()
    for part in music21.converter.parse(path).parts:
        for note in part.recurse().notes:
            for lyric in note.lyrics:
                text = lyric.text + ("-" if lyric.syllabic in ("begin", "middle") else "")
                found[round(float(note.getOffsetInHierarchy(part)), 4), str(lyric.number), text] += 1
    return found


def sung(*texts, **options):
    """A quarter for each: a lyric, or lyric elements by verse."""
    elements = []
    for text in texts:
        verses = text if isinstance(text, dict) else {'number="1"': text} if text else {}
        elements.append(
            note(inside="".join(f"<lyric {number}><text>{t}</text></lyric>" for number, t in verses.items()))
        )
    return score_of("".join(elements), **options)


@pytest.mark.parametrize("second", ['number="2"', 'number="part1verse2"', 'name="refrain" number="2"'])
def test_further_verses_are_kept_and_written_again(second):
    score = sung({'number="1"': "one", second: "eins"}, {second: "zwei"}, {second: "drei", "": "three"}, None)
    assert score.notes.lyric.to_list() == ["one", None, "three", None]
    extras = [dict(n.extra) for n in score.notes]
    assert extras == [{"verse 2": "eins"}, {"verse 2": "zwei"}, {"verse 2": "drei"}, {}]
    data = write(score, PLACE)
    again = read(data, PLACE)
    assert again.notes.same(score.notes)
    song, _ = by_music21(data.decode())
    told = [{lyric.number: lyric.text for lyric in n.lyrics} for n in song.recurse().notes]
    assert told == [{1: "one", 2: "eins"}, {2: "zwei"}, {1: "three", 2: "drei"}, {}]


def test_verses_are_hyphenated_each_for_itself():
    notes = NoteTable.from_columns(
        [0, 1], 1, [60, 62], lyric=["a-", "b"], extra={0: {"verse 2": "c"}, 1: {"verse 2": "d-", "verse 3": 7}}
    )
    song, _ = by_music21(write(Score(notes), PLACE).decode())
    told = [[(lyric.number, lyric.text, lyric.syllabic) for lyric in n.lyrics] for n in song.recurse().notes]
    assert told == [[(1, "a", "begin"), (2, "c", "single")], [(1, "b", "end"), (2, "d", "begin")]]


def test_a_part_that_has_no_first_verse_is_sung_to_the_lowest_one():
    score = sung({'number="3"': "c", 'number="2"': "b"}, {'number="3"': "d"}, {'number="chorus"': "e"})
    assert score.notes.lyric.to_list() == ["b", None, None]
    assert [dict(n.extra) for n in score.notes] == [{"verse 3": "c"}, {"verse 3": "d"}, {"verse chorus": "e"}]


def test_two_texts_of_one_verse_are_both_kept():
    twice = note(inside='<lyric number="1"><text>a</text></lyric><lyric number="1"><text>b</text></lyric>')
    score = score_of(twice)
    assert (score.notes.lyric.to_list(), dict(score.notes.extra[0])) == (["a"], {"verse 2": "b"})


# A text that is only "-" holds the syllable before (as `words` on notes has it); it is no syllable that goes on.
@pytest.mark.parametrize(
    ("lyrics", "kinds"),
    [
        (["la", "-", "la"], ["single", "single", "single"]),
        (["-"], ["single"]),
        (["a-", "-", "b"], ["begin", "end", "single"]),
        (["--", "b"], ["begin", "end"]),
    ],
)
def test_a_hyphen_alone_is_a_text(lyrics, kinds):
    notes = NoteTable.from_columns(range(len(lyrics)), 1, 60, lyric=lyrics)
    data = write(Score(notes), PLACE)
    assert read(data, PLACE).notes.lyric.to_list() == lyrics
    song, _ = by_music21(data.decode())
    found = [(n.lyrics[0].text, n.lyrics[0].syllabic) for n in song.recurse().notes]
    assert found == [
        (t[:-1] if len(t) > 1 and t.endswith("-") else t, kind) for t, kind in zip(lyrics, kinds, strict=True)
    ]


def test_a_tied_note_is_sung_once():
    # Nine beats from the third of a bar of four: pieces in four bars, the text on the first one only.
    notes = NoteTable.from_columns([2, 11], [9, 1], [60, 62], lyric=["long", "next"])
    data = write(Score(notes), PLACE)
    song, found = by_music21(data.decode())
    assert [[lyric.text for lyric in n.lyrics] for n in song.recurse().notes] == [["long"], [], [], ["next"]]
    assert sorted(found) == [
        (0, 2 * TICKS_PER_BEAT, 11 * TICKS_PER_BEAT, 60),
        (0, 11 * TICKS_PER_BEAT, 12 * TICKS_PER_BEAT, 62),
    ]
    assert read(data, PLACE).notes.same(notes)


def test_texts_on_later_pieces_of_a_tied_note():
    def tied(first, second):
        lyric = "<lyric><text>{}</text></lyric>"
        one = note(inside='<tie type="start"/>' + (lyric.format(first) if first else ""))
        two = note(inside='<tie type="stop"/>' + (lyric.format(second) if second else ""))
        return score_of(one + two).notes

    assert (tied(None, "late").lyric.to_list(), tied(None, "late").duration_beats.tolist()) == (["late"], [2])
    assert tied("early", None).lyric.to_list() == ["early"]
    with pytest.warns(UserWarning, match="texts on later pieces of tied notes are left out"):
        assert tied("early", "late").lyric.to_list() == ["early"]


def test_ties_that_only_begin():
    """Whole quartets by Beethoven in music21's corpus have 450 ties that begin and none that ends; music21 joins them."""
    begins, ends, text = '<tie type="start"/>', '<tie type="stop"/>', "<lyric><text>la</text></lyric>"
    with pytest.warns(PianoRollWarning, match="ties without an end are joined"):
        score = score_of(note(inside=begins) + note(inside=begins) + note(duration=4) + note())
    assert score.notes.duration_beats.tolist() == [4, 1]
    for apart in (
        note(inside=begins) + note("D"),
        note(inside=begins) + note("D") + note(),
        note(inside=begins) + note(inside=text),
        note(inside="<voice>1</voice>" + begins) + note(inside="<voice>2</voice>"),
    ):
        assert set(score_of(apart).notes.duration_beats.tolist()) == {1}
    # Where a note says that it ends the tie, another one of its pitch does not take it.
    back = "<backup><duration>2</duration></backup>"
    two = note(inside=begins) + note() + back + note(inside=ends, duration=4)
    assert sorted(score_of(two).notes.duration_beats.tolist()) == [1, 3]


def test_transpositions_of_single_staves():
    # MusicXML 4.0, transpose: "The optional number attribute refers to staff numbers … If absent, it applies to all staves."
    def pitches(*transposes):
        said = "".join(f"<transpose{number}><chromatic>{by}</chromatic></transpose>" for number, by in transposes)
        both = note(inside="<staff>1</staff>") + note(inside="<staff>2</staff>")
        return score_of(both, f"<divisions>2</divisions><staves>2</staves>{said}").notes.pitch.tolist()

    assert pitches((' number="2"', -12)) == [60, 48]
    assert pitches(("", -2)) == [58, 58]
    assert pitches(("", -2), (' number="2"', -12)) == [58, 48]
    with pytest.warns(UserWarning, match="doubled in an octave"):
        score_of(note(), "<divisions>2</divisions><transpose><chromatic>0</chromatic><double/></transpose>")


def test_microtones_are_all_rounded_one_way_and_kept_as_cents():
    steps = "CDEFGAB"
    halves = "".join(note(step).replace("<octave>", "<alter>0.5</alter><octave>") for step in steps)
    with pytest.warns(UserWarning, match="microtones are rounded"):
        score = score_of(halves)
    # music21 rounds half a semitone up as well.
    judge = [music21.pitch.Pitch(f"{step}~4").midi for step in steps]
    assert score.notes.pitch.tolist() == judge == [61, 63, 65, 66, 68, 70, 72]
    assert [dict(n.extra) for n in score.notes] == [{"cents": -50.0}] * 7
    with pytest.warns(UserWarning, match="microtones are rounded"):
        assert read(write(score, PLACE), PLACE).notes.same(score.notes)
    flat = note("B").replace("<octave>", "<alter>-0.25</alter><octave>")
    with pytest.warns(UserWarning, match="microtones are rounded"):
        score = score_of(flat)
    assert (score.notes.pitch.tolist(), dict(score.notes.extra[0])) == ([71], {"cents": -25.0})


@pytest.mark.parametrize(
    ("declared", "encoding", "word"),
    [
        ("Shift_JIS", "cp932", "あ①"), ("windows-31j", "cp932", "さくら"), ("EUC-JP", "euc_jp", "桜"), ("EUC-KR", "cp949", "안녕"),
        ("GB2312", "gb18030", "我爱你"), ("ISO-8859-1", "latin-1", "été"), ("windows-1251", "cp1251", "мир"), ("macintosh", "mac-roman", "é"),
        ("UTF-16", "utf-16", "안녕"), ("UTF-16", "utf-16-le", "été"), ("UTF-16BE", "utf-16-be", "été"),
        # Declared wrongly, as some programs do: the bytes win.
        ("UTF-16", "utf-8", "안녕"), ("Shift_JIS", "utf-8-sig", "안녕"), ("UTF-8", "utf-16", "안녕"),
    ],
)  # fmt: skip
def test_encodings(declared, encoding, word):
    inside = f'<lyric number="1"><text>{word}</text></lyric>'
    xml = f'<?xml version="1.0" encoding="{declared}"?><score-partwise><part id="P"><measure>{note(inside=inside)}</measure></part></score-partwise>'
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read(xml.encode(encoding), PLACE).notes.lyric.to_list() == [word]


def test_an_encoding_that_is_declared_wrongly_is_guessed_and_that_is_said():
    xml = f'<?xml version="1.0" encoding="UTF-8"?><score-partwise><part id="P"><measure>{note(inside="<lyric><text>été</text></lyric>")}</measure></part></score-partwise>'
    with pytest.warns(PianoRollWarning, match="read as cp1252"):
        assert read(xml.encode("latin-1"), PLACE).notes.lyric.to_list() == ["été"]


@pytest.mark.parametrize("name", ["nonsense", "unicode_escape", "punycode", "zip", "idna"])
def test_encodings_that_no_score_is_in(name):
    xml = f'<?xml version="1.0" encoding="{name}"?><score-partwise><part id="P"><measure>{note()}</measure></part></score-partwise>'
    if name == "nonsense":
        with pytest.raises(FormatError, match="declares the encoding 'nonsense'"):
            read(xml.encode(), PLACE)
    else:
        assert len(read(xml.encode(), PLACE).notes) == 1


def test_resource_forks_of_macos_are_passed_over():
    out = io.BytesIO()
    xml = f'<score-partwise><part id="P"><measure>{note()}</measure></part></score-partwise>'
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("__MACOSX/._song.xml", "__MACOSX/META-INF/._container.xml", "folder/._song.xml"):
            archive.writestr(name, b"\0\5\x16\7\0\2\0\0Mac OS X")
        archive.writestr("song.xml", xml)
    assert read(out.getvalue(), Path("a.mxl")).notes.pitch.tolist() == [60]


def test_what_is_left_out_is_said():
    grace = "<note><grace/><pitch><step>C</step><octave>4</octave></pitch></note>"
    with pytest.warns(UserWarning, match="grace notes"):
        assert len(score_of(grace + note()).notes) == 1
    with pytest.warns(UserWarning, match="repeats are not unfolded"):
        score_of(note() + '<barline><repeat direction="backward"/></barline>')


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><score-partwise>&b;</score-partwise>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><score-partwise>&a;</score-partwise>'
)


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<score-partwise>", "not well-formed XML"),
        (b"no", "not well-formed XML"),
        (b"<html/>", "its root is <html>"),
        (b"<score-partwise/>", "without parts"),
        (BOMB.encode(), "declares XML entities"),
        (OUTSIDE.encode(), "declares XML entities"),
        (b"PK\x03\x04 and no more", "the archive is damaged"),
        (zipped(a_txt="x"), "no score in the archive"),
        (zipped(a_xml="x" * 10_000)[:-30], "the archive is damaged"),
        (score_text := b'<score-partwise><part id="P"><measure number="7">%s</measure></part></score-partwise>' % note(duration="1e999999999").encode(), "measure 7: a duration is '1e999999999'"),
        (score_text.replace(b"1e999999999", b"x"), "measure 7: a duration is 'x'"),
        (b'<score-partwise><part id="P"><measure number="1"><attributes><divisions>0</divisions></attributes></measure></part></score-partwise>', "divisions must be above 0"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read(data, reason):
    with pytest.raises(FormatError) as error:
        read(data, PLACE)
    assert reason in str(error.value)


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(container, "MAX_XML_BYTES", 100_000)
    with pytest.raises(FormatError, match="holds more than"):
        read(zipped(score_xml=b" " * 200_000), Path("bomb.mxl"))


def test_a_score_that_would_be_endless_is_refused():
    far = Score(NoteTable.from_columns([100_000], [1], [60]), TempoMap(120, [(0, 1, 64)]))
    with pytest.raises(FormatError, match="more than 400000 measures"):
        write(far, PLACE)


def test_damaged_files_give_a_score_or_a_reason():
    import random

    notes = NoteTable.from_columns(
        [0, 1, 2.5, 3.75], [1, 1.5, 3, 5 / 7], [60, 62, 60, 71], lyric=["가", None, "a-", "b"]
    )
    original = write(Score(notes, TempoMap([(0, 120), (2, 90)])), PLACE).decode()
    rng = random.Random(3)
    tokens = re.findall(r"<[^>]*>|[^<]+", original)
    scores = reasons = 0
    for _ in range(150):
        damaged = list(tokens)
        for _ in range(rng.randint(1, 4)):
            i = rng.randrange(len(damaged))
            damaged[i] = rng.choice(["", "<note/>", "-5", "9" * 30, "nan", damaged[i] * 2])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                read("".join(damaged).encode(), PLACE)
                scores += 1
            except FormatError:
                reasons += 1
    assert scores > 5
    assert reasons > 20


def test_the_same_score_gives_the_same_bytes():
    score = Score(NoteTable.from_columns([0], [1], [60]))
    with tempfile.TemporaryDirectory() as folder:
        first, second = (save(score, Path(folder) / f"{i}.mxl").read_bytes() for i in range(2))
    assert first == second
