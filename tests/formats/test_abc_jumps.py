"""Da capo and dal segno, played as musicians read them: once, after all repeats, then without repeats.

(Gardner Read, Music Notation, "Repeat signs"; the ABC standard 2.1, 4.14, names the signs and leaves playing open.)
"""

import warnings

import pytest

from gradio_pianoroll.formats import load, save
from gradio_pianoroll.score import PianoRollWarning

HEAD = "X:1\nL:1/4\nM:1/4\nK:C\n"


def letters(score):
    """Notes as letters: C D E … c d e."""
    names = {60: "C", 62: "D", 64: "E", 65: "F", 67: "G", 69: "A", 71: "B", 72: "c", 74: "d"}
    return "".join(names[pitch] for pitch in score.notes.pitch.tolist())


def played(tmp_path, body, **options):
    path = tmp_path / "tune.abc"
    path.write_text(HEAD + body + "\n", encoding="utf-8")
    return load(path, **options)


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("C|D|E!D.C.!|]", "CDECDE"),
        ("C|D!fine!|E!D.C.alfine!|]", "CDECD"),
        ("C|D!fine!|E !D.C.!|]", "CDECD"),
        ("C|!segno!D|E!D.S.!|]", "CDEDE"),
        ("C|!segno!D|E!fine!|F!D.S.alfine!|]", "CDEFDE"),
        ("C|D!coda!|E!D.C.alcoda!|!coda!F|G|]", "CDECDFG"),
        ("C|!segno!D!dacoda!|E!D.S.alcoda!|!coda!F|]", "CDEDF"),
        # Repeats are played once more only before the jump.
        ("|:C|D:|E!D.C.!|]", "CDCDECDE"),
        ("|:C|1D:|2E|]F!dacapo!|]", "CDCEFCEF"),
        ("|:C|D!fine!:|E!D.C.!|]", "CDCDECD"),
    ],
)
@pytest.mark.filterwarnings("ignore:.*are unfolded")
def test_jumps_are_played(tmp_path, body, wanted):
    with warnings.catch_warnings():
        warnings.filterwarnings("error", ".*not followed", PianoRollWarning)
        score = played(tmp_path, body)
    assert letters(score) == wanted
    # Written out, it is not jumped through once more.
    assert letters(load(save(score, tmp_path / "again.abc"))) == wanted


@pytest.mark.parametrize(
    "body", ["C|D|E!D.S.!|]", "C|D|E!D.C.alfine!|]", "C|!coda!D|E!D.C.alcoda!|]", "C|!segno!D|E|]"]
)
def test_a_jump_to_nowhere_is_named(tmp_path, body):
    with pytest.warns(PianoRollWarning, match="not followed"):
        score = played(tmp_path, body)
    assert letters(score) == "CDE"


def test_who_wants_each_bar_once_has_it(tmp_path):
    with pytest.warns(PianoRollWarning, match="not followed"):
        assert letters(played(tmp_path, "C|D|E!D.C.!|]", repeats=False)) == "CDE"


@pytest.mark.filterwarnings("ignore:.*are unfolded")
def test_signs_of_one_voice_lead_all(tmp_path):
    score = played(tmp_path, "V:1\nC|D!fine!|E!D.C.!|]\nV:2\nc|d|c|]")
    assert letters(score.replace(notes=score.notes.take(score.notes.track == 0))) == "CDECD"
    assert score.notes.onset_beats[score.notes.track == 1].tolist() == [0, 1, 2, 3, 4]
