"""What `show` takes: one melody in every form becomes the same score."""

import numpy as np
import pytest

from gradio_pianoroll import NoteTable, Score
from gradio_pianoroll.apps.notebook import score_of
from gradio_pianoroll.formats import interop, save

MELODY = Score(NoteTable.from_columns([0, 1, 2], 1, [60, 64, 67]))
FORMS = {
    "score": lambda: MELODY,
    "dict": MELODY.to_dict,
    "notes": lambda: [(60, 0, 0.5), (64, 0.5, 0.5), (67, 1, 0.5)],
    "symusic": lambda: interop.to_symusic(MELODY),
    "mido": lambda: interop.to_mido(MELODY),
    "pretty_midi": lambda: interop.to_pretty_midi(MELODY),
    "music21": lambda: interop.to_music21(MELODY),
    "pandas": lambda: interop.to_dataframe(MELODY),
    "pyarrow": lambda: interop.to_arrow_table(MELODY),
    "matrix": lambda: interop.to_matrix(MELODY),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_melody_in_this_form(form):
    notes = score_of(FORMS[form]()).notes
    assert notes.pitch.tolist() == [60, 64, 67]
    assert np.allclose(notes.onset_beats, [0, 1, 2])
    assert np.allclose(notes.duration_beats, 1)


def test_a_path(tmp_path):
    assert score_of(save(MELODY, tmp_path / "song.musicxml")).notes.pitch.tolist() == [60, 64, 67]


def test_nothing_is_an_empty_roll_and_anything_else_is_refused():
    assert len(score_of(None).notes) == 0
    with pytest.raises(TypeError, match=r"a complex cannot be shown.*pretty_midi"):
        score_of(1j)
