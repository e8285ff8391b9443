"""Edits at their edges: what notes are named by, what is refused, what a hostile pattern costs, the last number."""

import re

import numpy as np
import pytest

from gradio_pianoroll.score import NoteTable, OpError, Score, TempoMap, edit
from gradio_pianoroll.score.edit.patterns import _MAX_KEPT, Pattern

TPB = 15360


def test_ids_are_all_that_they_may_be():
    score = Score(NoteTable.from_columns([0, 1, 2], 1, [60, 62, 64], id=[5, 7, 9], ref=["a", None, None]))
    wanted = [60, 63, 64]
    for ids in ([7], np.array([7]), [False, True, False], score.notes.pitch == 62, "pitch == 62", ["n7"], {7}, {"n7"}):
        assert edit.transpose(score, 1, ids=ids).notes.pitch.tolist() == wanted
    assert edit.transpose(score, 1, ids=["a", "n9"]).notes.pitch.tolist() == [61, 62, 65]
    assert edit.transpose(score, 1, ids=[]) is score
    for ids, named in (
        ([8], "n8"),
        (["b"], "'b'"),
        (["n5"], "'n5'"),  # its program calls it "a"
        (["n0"], "'n0'"),
        ([[7], [7, 9]], "ids of notes"),
        ([True], "True or False"),
        ([0.5], "whole"),
        ("pitch >", "position 8"),
    ):
        with pytest.raises(OpError, match=named):
            edit.transpose(score, 1, ids=ids)


def test_a_hostile_pattern_takes_no_time():
    """Each of these takes a backtracking matcher until the end of the world."""
    words = ["a" * 60 + "b", "x" * 200, "a" * 40 + "c" + "a" * 40]
    score = Score(NoteTable.from_columns(range(3), 1, 60, lyric=words))
    for pattern in ("^(a+)+$", "(x+x+)+y", "^(a|a)*$", "(.*)(.*)(.*)(.*)(.*)[^a-z]"):
        assert edit.select(score, f'lyric ~ "{pattern}"').tolist() == [False] * 3


def test_a_pattern_whose_states_explode_ends_with_a_word():
    rng = np.random.default_rng(1)
    words = ["".join(rng.choice(["a", "b"], 300)) for _ in range(400)]
    score = Score(NoteTable.from_columns(range(400), 1, 60, lyric=words))
    with pytest.raises(OpError, match="takes too long"):
        edit.select(score, 'lyric ~ "(a|b)*a(a|b){80}x"')


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("quantize", {"strength": np.array([0.5, 1.0])}),
        ("quantize", {"groove": {0: 0.1}}),
        ("velocity_curve", {"ramp": {0: 1, 1: 2}}),
        ("velocity_curve", {"points": [{0, 64}]}),
        ("split", {"at_beats": [[1], [1, 2]]}),
        ("set_lyrics", {"lyrics": 5}),
        ("set_lyrics", {"lyrics": {"라": 1}}),
    ],
)
def test_an_argument_of_another_kind_is_refused_by_its_name(name, arguments):
    score = Score(NoteTable.from_columns([0, 1], 1, [60, 62]))
    with pytest.raises(OpError, match=f"^{next(iter(arguments))} must"):
        getattr(edit, name)(score, **arguments)


def test_a_cut_just_behind_an_onset_off_the_grid_leaves_a_tick():
    onset = 100.9 / TPB
    parts = edit.split(Score(NoteTable.from_columns([onset], 1, [60])), 101 / TPB).notes
    assert parts.onset_beats.tolist() == [onset, 101 / TPB]
    assert parts.duration_beats[0] == 1 / TPB


def test_copies_find_free_numbers_when_the_last_one_is_taken():
    last = 2**32 - 1
    copied = edit.duplicate(Score(NoteTable.from_columns([0, 1], 1, [60, 62], id=[1, last])), 2)
    assert sorted(copied.notes.id.tolist()) == [0, 1, 2, 3, 4, last]


def test_more_copies_than_anybody_wants_are_refused_before_they_are_made():
    score = Score(NoteTable.from_columns(np.arange(16_001), 1, 60))
    with pytest.raises(OpError, match=r"times: 16001000 notes would be added; 16000000 are the most"):
        edit.duplicate(score, 1000, shift_beats=1)


def test_a_length_in_seconds_counts_from_the_first_note_at_its_tempo():
    # One beat a second from beat 4 on; before it two.
    score = Score(NoteTable.from_columns([4, 5], 1, 60), TempoMap([(0, 120), (4, 60)]))
    assert edit.scale_time(score, to_s=3).notes.duration_beats.tolist() == [1.5, 1.5]


def test_bars_are_counted_as_the_ruler_counts_them_when_a_signature_cuts_one_short():
    tempo_map = TempoMap(120, [(0, 4, 4), (5, 3, 4), (10, 6, 8)])
    onset = np.arange(0, 16, 0.5)
    score = Score(NoteTable.from_columns(onset, 0.5, 60), tempo_map)
    for bar in range(1, 8):
        wanted = [tempo_map.bar_at(beat).bar == bar for beat in onset.tolist()]
        assert edit.select(score, f"bar == {bar}").tolist() == wanted
    # The fifth beat is a bar of its own.
    assert onset[edit.select(score, "bar == 2")].tolist() == [4, 4.5]


def test_no_lyric_is_the_empty_text():
    score = Score(NoteTable.from_columns([0, 1, 2], 1, 60, lyric=["라", None, ""]))
    assert edit.select(score, 'lyric ~ "^$"').tolist() == [False, True, True]


def test_brackets_beside_each_other_are_not_nested():
    score = Score(NoteTable.from_columns([0], 1, 60))
    assert edit.select(score, " and ".join(["(pitch==60)"] * 60)).tolist() == [True]
    with pytest.raises(OpError, match="nested more than 50"):
        edit.select(score, "(" * 51 + "pitch==60" + ")" * 51)


def test_sets_of_states_that_are_forgotten_are_found_again():
    """Thousands of sets of states, of which so many are kept at a time; Python's `re` says what fits."""
    rng = np.random.default_rng(2)
    source = "(a|b)*a(a|b){10}c"
    pattern = Pattern(source)
    for _ in range(60):
        text = "".join(rng.choice(["a", "b"], 150)) + "c"
        assert pattern.found_in(text) is (re.search(source, text) is not None)
    assert len(pattern._nodes) <= _MAX_KEPT + 1
