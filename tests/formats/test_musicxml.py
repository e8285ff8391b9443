"""MusicXML: round trips, music21 as the judge of what we write."""

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

from gradio_pianoroll.formats import load, save
from gradio_pianoroll.formats.interop import from_music21
from gradio_pianoroll.formats.musicxml import read, write
from gradio_pianoroll.score import TICKS_PER_BEAT, NoteTable, PianoRollWarning, Score, TempoMap, Track
from tests.formats.musicxml_scores import PLACE, by_music21, note, score_of, verses_by_music21, verses_of

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


def test_what_is_left_out_is_said():
    grace = "<note><grace/><pitch><step>C</step><octave>4</octave></pitch></note>"
    with pytest.warns(UserWarning, match="grace notes"):
        assert len(score_of(grace + note()).notes) == 1
    with pytest.warns(UserWarning, match="repeats are not unfolded"):
        score_of(note() + '<barline><repeat direction="backward"/></barline>')


def test_the_same_score_gives_the_same_bytes():
    score = Score(NoteTable.from_columns([0], [1], [60]))
    with tempfile.TemporaryDirectory() as folder:
        first, second = (save(score, Path(folder) / f"{i}.mxl").read_bytes() for i in range(2))
    assert first == second
