"""Proposals beside a score: made, told to a page and read from it, accepted; the same vectors as in the browser."""

import json
import warnings

import gradio as gr
import numpy as np
import pytest

from gradio_pianoroll import NoteTable, PianoRoll, PianoRollWarning, Score, ScoreError
from gradio_pianoroll.errors import TransportError
from gradio_pianoroll.formats import load, save
from gradio_pianoroll.score import Proposal, accept, reject
from gradio_pianoroll.session.proposing import selected_ids
from gradio_pianoroll.wire.proposals import decode_proposals, encode_proposals
from tests.vectors import make_proposal_vectors

SONG = Score(NoteTable.from_columns([0, 1, 2], 1, [60, 62, 64]))
BAR = NoteTable.from_columns([4, 5], 1, [67, 69])


def test_the_vectors_are_what_python_does():
    assert json.loads(make_proposal_vectors.FILE.read_text(encoding="utf-8")) == make_proposal_vectors.vectors()


@pytest.mark.parametrize(
    ("given", "names", "counts"),
    [
        (BAR, [""], [2]),
        (Score(BAR), [""], [2]),
        ([{"start": 320, "duration": 80, "pitch": 67}], [""], [1]),
        ({"notes": [{"start": 320, "duration": 80, "pitch": 67}]}, [""], [1]),
        ([BAR, [{"start": 320, "duration": 80, "pitch": 67}]], ["", ""], [2, 1]),
        ({"low": BAR, "none": []}, ["low", "none"], [2, 0]),
        ([], [""], [0]),
    ],
)
def test_alternatives_in_every_form(given, names, counts):
    (one,) = PianoRoll.propose(SONG, (4, 8), given).proposals
    assert [a.name for a in one.alternatives] == names
    assert [len(a.notes) for a in one.alternatives] == counts


def test_a_proposal_changes_nothing_and_lies_in_no_file(tmp_path):
    offered = PianoRoll.propose(SONG, (4, 8), BAR)
    assert offered.notes is SONG.notes
    assert "proposals" not in offered.to_dict()
    for suffix in (".json", ".mid", ".musicxml"):
        assert load(save(offered, tmp_path / f"song{suffix}")).proposals == ()
        assert len(load(tmp_path / f"song{suffix}").notes) == 3


def test_what_it_replaces_is_of_its_tracks_and_span():
    score = Score(NoteTable.from_columns([0, 1, 4], 1, [60, 48, 62], track=[0, 1, 0]))
    (one,) = PianoRoll.propose(score, (0, 4), NoteTable.from_columns([0], 1, [72]), replace=True).proposals
    assert np.asarray(one.replaces).tolist() == [0]
    assert accept(score.replace(proposals=[one]), one).notes.pitch.tolist() == [72, 48, 62]


def test_notes_outside_of_the_span_are_left_out_and_said():
    with pytest.warns(PianoRollWarning, match="1 note of the proposal lie"):
        offered = PianoRoll.propose(SONG, (4, 5), BAR)
    assert offered.proposals[0].alternatives[0].notes.pitch.tolist() == [67]


@pytest.mark.parametrize("span", [(4, 4), (5, 4), (-1, 2), None, (1, 2, 3), "ab", (0, float("inf"))])
def test_a_span_that_is_none_is_refused(span):
    # It is refused before anything is said of the notes: they all lie outside of it.
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ScoreError, match=r"span|selected"):
            PianoRoll.propose(SONG, span, BAR)


def test_a_rejected_one_leaves_nothing_and_an_unknown_one_is_refused():
    offered = PianoRoll.propose(SONG, (4, 8), BAR)
    assert reject(offered, offered.proposals[0]) == SONG
    with pytest.raises(ScoreError, match="no proposal"):
        reject(SONG, "x")
    with pytest.raises(ScoreError, match="no alternative 3"):
        accept(offered, offered.proposals[0], 3)
    with pytest.raises(ScoreError, match="too many"):
        PianoRoll.propose(SONG, (0, 1), NoteTable.from_columns(np.zeros(20_001), 1, np.full(20_001, 60)))


def test_it_travels_and_what_is_taken_back_is_named():
    roll = PianoRoll(SONG)
    offered = PianoRoll.propose(SONG, (4, 8), {"low": BAR}, name="Fill")
    handle = roll.postprocess(offered).model_dump()
    value = roll.preprocess(handle)
    assert value.score.proposals == offered.proposals
    changed = value.copy()
    changed["tempo"] = 90
    assert changed.score.proposals == offered.proposals
    told = json.loads(roll.postprocess(value.score.replace(proposals=())).root.meta.proposals)
    assert told == {"list": [], "gone": [offered.proposals[0].id]}


def test_another_visitor_of_the_same_content_gets_none_of_it():
    roll = PianoRoll(SONG)
    with_it = roll.postprocess(PianoRoll.propose(SONG, (4, 8), BAR)).model_dump()
    without = roll.postprocess(SONG).model_dump()
    assert with_it["key"] == without["key"]
    assert roll.preprocess(without).score.proposals == ()


@pytest.mark.parametrize(
    "text",
    ["{", "[]", '{"list": 3}', '{"list": [{"id": "x"}]}', '{"list": [{"id": 1, "stamp": 1, "span": [0, 9], "alternatives": []}]}',
     '{"list": [{"id": "x", "stamp": 1, "span": [9, 0], "alternatives": []}]}'],
)  # fmt: skip
def test_what_a_page_says_wrongly_is_refused(text):
    with pytest.raises(TransportError, match="proposals"):
        decode_proposals(text)


def test_the_wire_keeps_all():
    one = PianoRoll.propose(SONG, (0.25, 4), NoteTable.from_columns([1], 1, [60], lyric=["라"]), replace=True).proposals
    assert decode_proposals(encode_proposals(one)) == one
    assert encode_proposals(()) == ""


def test_selected_notes_of_runs_and_of_bits():
    event = gr.SelectData(None, {"index": [0, 2], "value": None, "notes": {"first": 3, "bits": "BQE="}})
    assert selected_ids(event).tolist() == [3, 5, 11]
    runs = gr.SelectData(None, {"index": [0, 2], "value": None, "notes": {"runs": [0, 2]}})
    assert PianoRoll.selected(SONG, runs).pitch.tolist() == [60, 62]
    (one,) = PianoRoll.propose(SONG, runs, []).proposals
    assert (one.start_beats, one.end_beats) == (0, 2)
    for bad in ({"runs": [1]}, {"bits": "?"}, {"bits": "AA==", "first": -1}):
        with pytest.raises(ScoreError, match="select"):
            selected_ids(gr.SelectData(None, {"index": None, "value": None, "notes": bad}))
    with pytest.raises(ScoreError, match="select event"):
        selected_ids(None)


def test_a_proposal_is_told_in_a_line():
    assert repr(Proposal(0, 4, name="a")) == "<Proposal 'a': 0 notes for beats 0 to 4>"
