"""What a MIDI file cannot hold is said when it is written."""

import warnings

import pytest

from gradio_pianoroll.formats import load, save
from gradio_pianoroll.score import NoteTable, PianoRollWarning, Score


def test_silent_notes_and_phonemes_are_named(tmp_path):
    notes = NoteTable.from_columns([0, 1, 2], 1, 60, [0, 0, 7], lyric=["a", "b", None], phoneme=["ah", None, None])
    with pytest.warns(PianoRollWarning) as caught:
        again = load(save(Score(notes), tmp_path / "song.mid"))
    said = [str(warning.message) for warning in caught]
    assert said[0].startswith("song.mid: velocity 0 ends a note in a MIDI file; 2 notes")
    assert said[1].startswith("song.mid: a MIDI file holds no phonemes; those of 1 note are left out")
    assert len(said) == 2
    assert again.notes.velocity.tolist() == [1, 1, 7]


def test_a_score_that_loses_nothing_is_written_without_a_word(tmp_path):
    notes = NoteTable.from_columns([0, 1], 1, 60, [1, 127], lyric=["a", None])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        again = load(save(Score(notes), tmp_path / "song.mid"))
    assert again.notes.lyric.to_list() == ["a", None]
