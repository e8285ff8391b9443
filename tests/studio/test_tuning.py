"""The studio and the command line write a detuned voice in its own tuning, and say it."""

import numpy as np
import pytest

from gradio_pianoroll.analysis import AudioFeatures, extract_audio_features
from gradio_pianoroll.cli import main
from gradio_pianoroll.formats import load
from gradio_pianoroll.formats.audio import save_audio
from gradio_pianoroll.score import NoteTable, Score
from gradio_pianoroll.studio.analysing import AnalysisResult, with_notes
from gradio_pianoroll.studio.results import results_html
from tests.analysis.signals import SR, constant, harmonic_tone

# Cents from A = 440 Hz of a voice that means C D E; rounded to 440 Hz it would be C D sharp E.
SUNG, CENTS = [60, 62, 64], [46, 53, 47]


def audio() -> np.ndarray:
    parts = []
    for pitch, cents in zip(SUNG, CENTS, strict=True):
        parts += [0.5 * harmonic_tone(constant(440 * 2 ** ((pitch + cents / 100 - 69) / 12), 0.6)), np.zeros(SR // 3)]
    return np.concatenate(parts).astype(np.float32)


@pytest.fixture(scope="module")
def found() -> AudioFeatures:
    return extract_audio_features(audio(), SR, fmin=100, fmax=600)


def test_notes_beside_a_song_are_written_in_the_tuning_of_the_voice(found):
    song = Score(NoteTable.from_columns([0], [1], [40]))
    notes = with_notes(song, found, 0.0).notes
    heard = notes.take(np.flatnonzero(notes.track == 1))
    assert heard.pitch.tolist() == SUNG
    cents = [heard.extra[key]["cents"] for key in heard.id.tolist()]
    np.testing.assert_allclose(cents, CENTS, atol=6)
    assert notes.extra.keys() == set(heard.id.tolist())


@pytest.mark.parametrize(("language", "words"), [("en", "voice tuned +4"), ("ko", "440Hz에서 +4")])
def test_the_results_say_the_tuning(found, language, words):
    assert words in results_html(AnalysisResult(found, None, False), ("pyin", ""), Score(), language)


def test_the_command_line_says_it_and_writes_the_notes(capsys, tmp_path):
    path = save_audio(tmp_path / "voice.wav", audio(), SR)
    arguments = ["analyze", str(path), "--out", str(tmp_path), "--format", "midi", "--fmin", "100", "--fmax", "600"]
    assert main(arguments) == 0
    assert "3 notes, voice tuned +4" in capsys.readouterr().out
    assert load(tmp_path / "voice.mid").notes.pitch.tolist() == SUNG
