"""Notes of a large value that are read one by one: what they are does not depend on how they are reached."""

import numpy as np
import pytest

from gradio_pianoroll import PianoRollValue, Score
from gradio_pianoroll.score import NoteTable, TempoMap
from gradio_pianoroll.value.note_view import EAGER_NOTES, READ_AHEAD_ROWS, UNREAD

N = 2 * EAGER_NOTES + 7


@pytest.fixture(scope="module")
def plain():
    lyric = ["가" if i % 3 == 0 else None for i in range(N)]
    notes = NoteTable.from_columns(np.arange(N) / 4, 0.2, 40 + np.arange(N) % 50, lyric=lyric)
    return Score(notes=notes, tempo_map=TempoMap(90))


@pytest.fixture(scope="module")
def edited(plain):
    """Columns of another table, a few notes instead of some of its own."""
    value = PianoRollValue.from_score(plain)
    value["notes"][100]["pitch"] = 1
    value["notes"][4_000]["start"] += 5_000
    value["notes"].append({"start": 40, "duration": 9, "pitch": 5, "mine": {"a": [1]}})
    return value.score


WAYS = {
    "forward": range(300),
    "backward": range(N - 1, N - 300, -1),
    "from the end": range(-1, -300, -1),
    "every tenth": range(0, N, 10),
    "here and there": np.random.default_rng(5).integers(-N, N, 300).tolist(),
    "to and fro": [row for i in range(0, 300, 2) for row in (i, i + 9, i + 1)],
    "twice": [*range(200), *range(200)],
}


@pytest.mark.parametrize("name", ["plain", "edited"])
@pytest.mark.parametrize("way", WAYS)
def test_a_note_is_the_same_however_it_is_reached(request, name, way):
    score = request.getfixturevalue(name)
    expected = score.note_dicts()
    listed = PianoRollValue.from_score(score)["notes"]
    for row in WAYS[way]:
        note = listed[row]
        assert note == expected[row]
        assert listed[row] is note
    # What was read ahead counts as read by nobody.
    rows = {row % len(listed) for row in WAYS[way]}
    assert {row for row, item in enumerate(listed.raw()) if item is not UNREAD} == rows
    assert listed == expected


def test_rows_next_to_each_other_are_expanded_together(plain, monkeypatch):
    asked, expand = [], Score.note_dicts

    def note_dicts(self, start=0, stop=None):
        asked.append((start, stop))
        return expand(self, start, stop)

    monkeypatch.setattr(Score, "note_dicts", note_dicts)
    listed = PianoRollValue.from_score(plain)["notes"]
    rows = 20 * READ_AHEAD_ROWS
    assert [listed[row]["pitch"] for row in range(rows)] == plain.notes.pitch[:rows].tolist()
    assert len(asked) <= 22
    # Whoever wants one note gets one.
    asked.clear()
    assert listed[6_000]["pitch"] == plain.notes.pitch[6_000]
    assert asked == [(6_000, 6_001)]


def test_what_was_read_ahead_follows_a_new_tempo(plain):
    value = PianoRollValue.from_score(plain)
    assert [value["notes"][row]["startSeconds"] for row in (4, 5)] == pytest.approx([4 / 4 / 1.5, 5 / 4 / 1.5])
    value["tempo"] = 45
    assert [value["notes"][row]["startSeconds"] for row in (4, 5, 6)] == pytest.approx([4 / 3, 5 / 3, 2])


def test_a_write_into_a_note_stays_in_its_value(edited):
    row = next(i for i, note in enumerate(edited.note_dicts()) if "mine" in note)
    one, other = PianoRollValue.from_score(edited), PianoRollValue.from_score(edited)
    for value in (one, other):
        assert value["notes"][row - 1]["pitch"] != 5
        assert value["notes"][row]["mine"] == {"a": [1]}
    one["notes"][row]["mine"]["a"].append(2)
    one["notes"][row + 1]["pitch"] = 120
    assert other["notes"][row]["mine"] == {"a": [1]}
    assert other.score is edited
    changed = one.score
    assert changed.note_dict(row)["mine"] == {"a": [1, 2]}
    assert np.flatnonzero(changed.notes.pitch != edited.notes.pitch).tolist() == [row + 1]
