"""``{**note, "startSeconds": 1}`` moves the note: a unit that was changed wins over those that say what they said.

The right values follow from the tempo: at 100 beats a minute a second is 1 2/3 beats.
"""

import copy
import json
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradio_pianoroll.score import PianoRollWarning, Score
from gradio_pianoroll.transport import PianoRollValue
from gradio_pianoroll.value.document_state import DocumentState, attached

FLICKS = 705_600_000
TEMPO, PPB, RATE, PPQN = 100, 50, 8000, 480
# What one beat is in each unit.
A_BEAT = {
    "Flicks": 0.6 * FLICKS,
    "Seconds": 0.6,
    "Beats": 1,
    "Ticks": PPQN,
    "Sample": 0.6 * RATE,
    "Samples": 0.6 * RATE,
}
START_UNITS = [f"start{unit}" for unit in ("Flicks", "Seconds", "Beats", "Ticks", "Sample")]
LENGTH_UNITS = [f"duration{unit}" for unit in ("Flicks", "Seconds", "Beats", "Ticks", "Samples")]
IDS = pytest.mark.parametrize("ids", [["n0", "n1"], ["note_0", "note-176-ab1c2"]])


def unit(key):
    return A_BEAT[key.removeprefix("start").removeprefix("duration").removeprefix("end")]


def score_of(ids=("a", "b")):
    return Score.from_dict({
        "tempo": TEMPO,
        "pixelsPerBeat": PPB,
        "sampleRate": RATE,
        "ppqn": PPQN,
        "notes": [
            {"id": id, "startBeats": beat, "durationBeats": 1.5, "pitch": 60} for id, beat in zip(ids, (1, 4), strict=True)
        ],
    })  # fmt: skip


def shown(score=None):
    score = score_of() if score is None else score
    return PianoRollValue.from_score(attached(score, DocumentState("doc", "rev", "key", score, 1)))


def first_of(song, **written):
    """Onset and length in beats of the first note after a handler wrote to a copy of it; the second stays."""
    notes = [{**n} for n in song["notes"]]
    notes[0] |= written
    before = copy.deepcopy(notes)
    score = PianoRollValue.of({**song, "notes": notes}).score
    assert notes == before
    note, other = (score.notes.note(score.notes.row_of(id)) for id in (0, 1))
    assert (other.onset_beats, other.duration_beats) == (4, 1.5)
    return note.onset_beats, note.duration_beats


def test_the_reported_case():
    assert first_of(shown(), startSeconds=1) == (pytest.approx(5 / 3), 1.5)


@IDS
@pytest.mark.parametrize("key", START_UNITS)
def test_each_unit_of_the_start_moves_the_note(key, ids):
    assert first_of(shown(score_of(ids)), **{key: 3 * unit(key)}) == (3, 1.5)


@IDS
@pytest.mark.parametrize("key", LENGTH_UNITS)
def test_each_unit_of_the_length_changes_it(key, ids):
    assert first_of(shown(score_of(ids)), **{key: 2 * unit(key)}) == (1, 2)


def test_the_end_alone_changes_the_length():
    assert first_of(shown(), endSeconds=0.6 * 3) == (1, 2)
    # With a start beside it, it is the end that it says.
    assert first_of(shown(), startSeconds=0.6 * 2, endSeconds=0.6 * 5) == (2, 3)
    assert first_of(shown(), startSeconds=0.6 * 2, durationSeconds=0.6 * 3) == (2, 3)


def test_one_note_by_one_without_an_id_is_read_as_ever():
    # Nobody knows what a new note said before: pixels come first.
    song = shown()
    new = {key: value for key, value in song["notes"][0].items() if key != "id"} | {"startSeconds": 1}
    score = PianoRollValue.of({**song, "notes": [*song["notes"], new]}).score
    assert sorted(score.notes.onset_beats.tolist()) == [1, 1, 4]


def test_pixels_win_and_of_derived_units_the_first_in_order():
    assert first_of(shown(), start=2 * PPB, startSeconds=0.6 * 3)[0] == 2
    assert first_of(shown(), startTicks=2 * PPQN, startSeconds=0.6 * 3)[0] == 2
    assert first_of(shown(), startBeats=3, startTicks=2 * PPQN)[0] == 3
    assert first_of(shown(), startSample=1.2 * RATE, startSeconds=0.6 * 3)[0] == 3
    assert first_of(shown(), durationSeconds=0.6 * 3, endSeconds=9)[1] == 3
    # Units that a program brings into step itself say the same.
    assert first_of(shown(), start=2 * PPB, startBeats=2, startSeconds=1.2, startTicks=2 * PPQN) == (2, 1.5)


def test_what_was_taken_away_does_not_count():
    song = shown()
    for key in ("start", "startBeats", "startTicks", "startFlicks", "startSample"):
        notes = [{k: v for k, v in n.items() if k != key} for n in song["notes"]]
        score = PianoRollValue.of({**song, "notes": notes}).score
        assert score.notes is song.score.notes or score.same_document(song.score)
    only = [{k: n[k] for k in ("id", "pitch", "startSeconds", "endSeconds")} for n in song["notes"]]
    assert PianoRollValue.of({**song, "notes": only}).score.same_document(song.score)
    only[0]["endSeconds"] = 0.6 * 4
    score = PianoRollValue.of({**song, "notes": only}).score
    assert score.notes.duration_beats.tolist() == pytest.approx([3, 1.5])


def test_a_time_that_is_none_is_named_and_does_not_count():
    for bad in ("soon", float("nan"), True, [1]):
        with pytest.warns(
            PianoRollWarning, match=r"note 0 \(id 'a'\): startSeconds .* is not a finite number; it does"
        ):
            assert first_of(shown(), startSeconds=bad) == (1, 1.5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert first_of(shown(), startSeconds=None) == (1, 1.5)
    song = shown()
    song["notes"][0]["startSeconds"] = -3
    with pytest.warns(PianoRollWarning, match=r"note 0 \(id 'a'\): start -5.* is negative"):
        assert len(song.score.notes) == 1


def test_a_zoom_beside_copied_notes_moves_none_of_them():
    song = shown()
    for zoom in (25, 100, 33):
        score = PianoRollValue.of({**song, "pixelsPerBeat": zoom, "notes": [{**n} for n in song["notes"]]}).score
        assert score.pixels_per_beat == zoom
        assert score.same_document(song.score)
    # Pixels that were written are pixels of the answer.
    notes = [{**song["notes"][0], "start": 200}, {**song["notes"][1]}]
    score = PianoRollValue.of({**song, "pixelsPerBeat": 100, "notes": notes}).score
    assert score.notes.onset_beats.tolist() == [2, 4]


def test_a_tempo_beside_copied_notes_keeps_their_beats():
    song = shown()
    score = PianoRollValue.of({**song, "tempo": 200, "notes": [{**n} for n in song["notes"]]}).score
    assert score.notes.onset_beats.tolist() == [1, 4]
    notes = [{**song["notes"][0], "startSeconds": 0.9}, {**song["notes"][1]}]
    score = PianoRollValue.of({**song, "tempo": 200, "notes": notes}).score
    assert score.notes.onset_beats.tolist() == [3, 4]  # seconds of the answer's tempo


def test_copies_that_went_through_json_are_the_same():
    song = shown()
    notes = json.loads(json.dumps(song["notes"]))
    notes[1]["startSeconds"] = 0
    assert PianoRollValue.of({**song, "notes": notes}).score.notes.onset_beats.tolist() == [0, 1]


def test_many_notes_are_read_the_same_way_as_few():
    n = 300
    score = Score.from_dict(
        {"notes": [{"id": f"note_{i}", "start": 80 * i, "duration": 40, "pitch": 60} for i in range(n)]}
    )
    song = shown(score)
    notes = [{**note, "startSeconds": note["startSeconds"] + 0.25} for note in song["notes"]]
    moved = PianoRollValue.of({**song, "notes": notes}).score
    assert moved.notes.onset_beats.tolist() == [i + 0.5 for i in range(n)]
    assert moved.notes.id.tolist() == score.notes.id.tolist()


@given(st.sampled_from([*START_UNITS, *LENGTH_UNITS, "endSeconds"]), st.integers(1, 40))
def test_one_written_unit_says_where_the_note_is(key, quarters):
    beats = quarters / 4 + (1 if key == "endSeconds" else 0)
    onset, length = first_of(shown(), **{key: beats * unit(key)})
    if key in START_UNITS:
        assert (onset, length) == (pytest.approx(beats, abs=1e-9), 1.5)
    elif key == "endSeconds":
        assert (onset, length) == (1, pytest.approx(beats - 1, abs=1e-9))
    else:
        assert (onset, length) == (1, pytest.approx(beats, abs=1e-9))


def test_a_zoom_beside_notes_of_the_value_keeps_their_beats_exactly():
    third = Score.from_dict({"notes": [{"id": "a", "startBeats": 1 / 3, "durationBeats": 1 / 7, "pitch": 60}]})
    for zoom in (25, 33, 160):
        song = shown(third)
        song["notes"][0]["pitch"] = 61
        score = PianoRollValue.of({**song, "pixelsPerBeat": zoom}).score
        assert (score.notes.onset_beats[0], score.notes.duration_beats[0]) == (1 / 3, 1 / 7)
        song["notes"][0]["start"] = 160  # two beats at the zoom at which the note was seen
        assert PianoRollValue.of({**song, "pixelsPerBeat": zoom}).score.notes.onset_beats[0] == pytest.approx(2)
