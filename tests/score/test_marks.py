"""Key signatures and markers: in the score, its dict form, MIDI and MusicXML."""

import itertools
import json
import warnings

import mido
import pytest
from music21 import converter

from gradio_pianoroll import NoteTable, PianoRollWarning, Score
from gradio_pianoroll.formats import load, save
from gradio_pianoroll.score import KeySignature, Marker, OpError, SetKeys, SetMarkers, diff
from gradio_pianoroll.score.marks import MODES, same_but_marks

NOTES = NoteTable.from_columns([0, 4, 8], 4, [60, 62, 64])
MARKED = Score(NOTES).replace(
    markers=[Marker(0, "메기는 소리"), Marker(4, "B"), Marker(5.5, "cue")],
    keys=[KeySignature(0, -3, "minor"), KeySignature(8, 2)],
)


# Signatures and tonics as every textbook of harmony gives them (circle of fifths).
@pytest.mark.parametrize(
    ("sharps", "mode", "name", "tonic", "scale"),
    [
        (0, "major", "C major", 0, [0, 2, 4, 5, 7, 9, 11]),
        (0, "minor", "A minor", 9, [9, 11, 0, 2, 4, 5, 7]),
        (1, "major", "G major", 7, [7, 9, 11, 0, 2, 4, 6]),
        (-3, "minor", "C minor", 0, [0, 2, 3, 5, 7, 8, 10]),
        (7, "major", "C# major", 1, [1, 3, 5, 6, 8, 10, 0]),
        (7, "minor", "A# minor", 10, [10, 0, 1, 3, 5, 6, 8]),
        (-7, "major", "Cb major", 11, [11, 1, 3, 4, 6, 8, 10]),
        (-7, "minor", "Ab minor", 8, [8, 10, 11, 1, 3, 4, 6]),
        (6, "major", "F# major", 6, [6, 8, 10, 11, 1, 3, 5]),
        (0, "dorian", "D dorian", 2, [2, 4, 5, 7, 9, 11, 0]),
        (0, "lydian", "F lydian", 5, [5, 7, 9, 11, 0, 2, 4]),
        (0, "locrian", "B locrian", 11, [11, 0, 2, 4, 5, 7, 9]),
        (1, "mixolydian", "D mixolydian", 2, [2, 4, 6, 7, 9, 11, 0]),
    ],
)
def test_names_and_scales(sharps, mode, name, tonic, scale):
    key = KeySignature(0, sharps, mode)
    assert (key.name, key.tonic, list(key.pitch_classes)) == (name, tonic, scale)


def test_of_a_scale_every_mode_has_the_notes_of_its_major():
    for sharps, mode in itertools.product(range(-7, 8), MODES):
        assert sorted(KeySignature(0, sharps, mode).pitch_classes) == sorted(KeySignature(0, sharps).pitch_classes)


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: Marker(-1, "A"), "beat"),
        (lambda: Marker("1", "A"), "beat"),
        (lambda: Marker(float("nan"), "A"), "beat"),
        (lambda: Marker(1, 7), "text"),
        (lambda: KeySignature(0, 8), "sharps"),
        (lambda: KeySignature(0, 0.5), "sharps"),
        (lambda: KeySignature(0, True), "sharps"),
        (lambda: KeySignature(0, 0, "blues"), "mode"),
    ],
)
def test_what_cannot_be_is_refused_by_name(make, word):
    with pytest.raises(ValueError, match=word):
        make()


def test_in_the_dict_form_they_stand_where_files_put_them():
    data = MARKED.to_dict()
    assert data["markers"][0] == {"beat": 0, "text": "메기는 소리"}
    assert data["keySignatures"] == [
        {"beat": 0, "sharps": -3, "mode": "minor"},
        {"beat": 8, "sharps": 2, "mode": "major"},
    ]
    again = Score.from_dict(json.loads(json.dumps(data)))
    assert again.same_document(MARKED)
    assert again.markers == MARKED.markers
    assert "markers" not in Score(NOTES).to_dict()
    assert "keySignatures" not in Score(NOTES).to_dict()


def test_what_else_a_program_keeps_there_stays():
    strange = {"markers": [{"beat": 1, "text": "A", "color": "red"}, "mine", {"beat": "x"}], "keySignatures": {"my": 1}}
    score = Score(NOTES, extra=strange)
    assert [(m.beat, m.text, dict(m.extra)) for m in score.markers] == [(1, "A", {"color": "red"})]
    assert score.keys == ()
    moved, undo = score.apply([SetMarkers([Marker(2, "A", {"color": "red"}), Marker(3, "B")])])
    assert moved.to_dict()["markers"] == [
        {"color": "red", "beat": 2, "text": "A"},
        {"beat": 3, "text": "B"},
        "mine",
        {"beat": "x"},
    ]
    assert moved.apply(undo)[0] == score
    with pytest.raises(OpError, match="keySignatures"):
        score.apply([SetKeys([KeySignature(0, 1)])])


def test_a_change_of_them_is_an_operation_and_undoes():
    plain = Score(NOTES, extra={"mine": 1})
    ops = diff(plain, MARKED)
    assert {type(op) for op in ops} == {SetKeys, SetMarkers}
    after, undo = plain.apply(ops)
    assert after.same_document(MARKED)
    assert not plain.same_document(MARKED)
    assert after.apply(undo)[0] == plain
    assert same_but_marks(plain.extra, after.extra)
    assert not same_but_marks({"a": 1}, {"a": 2})
    assert not same_but_marks({"markers": ["mine"]}, {"markers": []})


def test_what_a_program_wrote_in_any_order_is_read_in_order_of_time():
    items = {
        "markers": [{"beat": 4, "text": "B"}, {"beat": "0", "text": "no number"}, {"beat": 0, "text": "A"}],
        "keySignatures": [{"beat": 8, "sharps": 2, "mode": "major"}, {"beat": 0, "sharps": -1, "mode": "minor"}],
    }
    score = Score(NOTES, extra=items)
    assert [marker.text for marker in score.markers] == ["A", "B"]
    assert [key.name for key in score.keys] == ["D minor", "D major"]


def test_out_of_order_is_refused():
    with pytest.raises(OpError, match="marker 1"):
        SetMarkers([Marker(4, "B"), Marker(0, "A")])
    with pytest.raises(ValueError, match="key signature 1"):
        MARKED.replace(keys=[KeySignature(4, 1), KeySignature(0, 1)])


@pytest.mark.parametrize("name", ["song.mid", "song.musicxml", "song.mxl"])
def test_files_keep_them(tmp_path, name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        save(MARKED, tmp_path / name)
        again = load(tmp_path / name)
    assert again.markers == MARKED.markers
    assert again.keys == MARKED.keys
    assert again.notes.onset_beats.tolist() == [0, 4, 8]


def test_a_file_without_a_key_gets_none(tmp_path):
    save(Score(NOTES), tmp_path / "song.musicxml")
    assert load(tmp_path / "song.musicxml").keys == ()


def test_other_readers_see_the_key_and_the_marker(tmp_path):
    """mido and music21 read what was written, independently of each other."""
    save(MARKED, tmp_path / "song.mid")
    events = [m for track in mido.MidiFile(tmp_path / "song.mid", charset="utf-8").tracks for m in track]
    assert [m.key for m in events if m.type == "key_signature"] == ["Cm", "D"]
    assert [m.text for m in events if m.type == "marker"] == ["메기는 소리", "B", "cue"]
    save(MARKED, tmp_path / "song.musicxml")
    stream = converter.parse(tmp_path / "song.musicxml")
    assert [(k.sharps, k.mode) for k in stream.recurse().getElementsByClass("KeySignature")] == [
        (-3, "minor"),
        (2, "major"),
    ]
    assert [r.content for r in stream.recurse().getElementsByClass("RehearsalMark")] == ["메기는 소리", "B", "cue"]


def test_the_key_of_a_transposing_part_is_read_as_it_sounds(tmp_path):
    # A clarinet in B flat reads D major (2 sharps) where C major sounds.
    (tmp_path / "clarinet.musicxml").write_text(
        '<?xml version="1.0"?><score-partwise version="4.0"><part-list><score-part id="P1"><part-name>Cl</part-name>'
        '</score-part></part-list><part id="P1"><measure number="1"><attributes><divisions>1</divisions>'
        "<key><fifths>2</fifths></key><time><beats>4</beats><beat-type>4</beat-type></time>"
        "<transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose></attributes>"
        "<note><pitch><step>D</step><octave>5</octave></pitch><duration>4</duration></note></measure></part>"
        "</score-partwise>",
        encoding="utf-8",
    )
    score = load(tmp_path / "clarinet.musicxml")
    assert [key.name for key in score.keys] == ["C major"]
    assert score.notes.pitch.tolist() == [72]


def test_a_key_inside_a_bar_is_said(tmp_path):
    score = Score(NOTES).replace(keys=[KeySignature(1, 1)])
    with pytest.warns(PianoRollWarning, match="1 key signature inside a bar is"):
        save(score, tmp_path / "song.musicxml")
    assert [(key.beat, key.sharps) for key in load(tmp_path / "song.musicxml").keys] == [(0, 1)]
