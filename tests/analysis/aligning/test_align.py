"""Lyrics in recordings: near the labels of people, on the notes they are sung on, refused with a sentence."""

import numpy as np
import pytest
import soundfile as sf

from gradio_pianoroll.analysis import AnalysisCancelled, AnalysisError, align_lyrics
from gradio_pianoroll.analysis.aligning.sounds import is_known, parts_of
from gradio_pianoroll.g2p import NOTATIONS, phonemes
from gradio_pianoroll.score import AudioRef, NoteTable, PianoRollWarning, Score
from gradio_pianoroll.synth import render
from tests.analysis.aligning.labelled import errors_s, sentences

SR = 16_000


@pytest.fixture(scope="module")
def song():
    notes = NoteTable.from_columns([1, 2, 3, 6], [1, 1, 2, 2], [60, 64, 62, 60], lyric=["나", "비", "야", "-"])
    score = Score(notes)
    return score, render(score, SR, voice="voice", reverb=0)


def test_recorded_sentences_are_aligned_near_their_labels():
    # Labels of persons (praatio, phonlab) and of a machine (CMU ARCTIC); none of these voices is in the model.
    found = [errors_s(sentence) for sentence in sentences()]
    off = np.abs(np.concatenate([errors for errors, _ in found]))
    is_vowel = np.concatenate([vowels for _, vowels in found])
    assert is_vowel.sum() == 36
    assert np.median(off[is_vowel]) <= 0.020
    assert np.median(off) <= 0.030
    assert np.mean(off <= 0.05) >= 0.65


def test_phones_follow_each_other_and_words_hold_theirs(song):
    score, audio = song
    found = align_lyrics(audio, SR, notes=score)
    words, phones = found.words, found.phones
    assert words.text.to_list() == ["나", "비", "야"]
    assert phones.text.to_list() == ["n", "a", "b", "i", "y", "a"]
    assert (phones.end_s > phones.start_s).all()
    assert (phones.start_s[1:] >= phones.end_s[:-1]).all()
    assert words.start_s.tolist() == phones.start_s[::2].tolist()
    assert words.end_s.tolist() == phones.end_s[1::2].tolist()
    assert phones.end_s[-1] <= found.duration_s
    assert ((phones.confidence >= 0) & (phones.confidence <= 1)).all()


def test_each_vowel_is_near_its_own_note(song):
    score, audio = song
    vowels = align_lyrics(audio, SR, notes=score).phones.start_s[[1, 3, 5]]
    assert np.abs(vowels - [0.5, 1.0, 1.5]).max() < 0.15


def test_the_recording_of_a_score_may_begin_later(song):
    score, audio = song
    shifted = Score(
        NoteTable.from_columns(
            score.notes.onset_beats + 4, score.notes.duration_beats, score.notes.pitch, lyric=score.notes.lyric
        ),
        audio=AudioRef("song.wav", start_s=2.0),
    )
    here, there = align_lyrics(audio, SR, notes=score), align_lyrics(audio, SR, notes=shifted)
    assert there.phones == here.phones
    tier = there.on(shifted).tiers["phones"]
    assert tier.start_s == pytest.approx(here.phones.start_s + 2)


def test_phonemes_that_somebody_wrote_are_kept(song):
    score, audio = song
    notes = NoteTable.from_columns(
        score.notes.onset_beats, score.notes.duration_beats, score.notes.pitch,
        lyric=score.notes.lyric, phoneme=["n aa", None, None, None],
    )  # fmt: skip
    assert align_lyrics(audio, SR, notes=Score(notes)).phones.text.to_list()[:3] == ["n", "aa", "b"]


def test_korean_words_are_said_beside_each_other():
    audio = np.random.default_rng(1).standard_normal(3 * SR).astype(np.float32) * 0.1
    found = align_lyrics(audio, SR, "꽃 위에 국물 3마리")
    assert found.words.text.to_list() == ["꽃", "위에", "국물", "3마리"]
    assert " ".join(found.phones.text.to_list()) == " ".join(phonemes("꽃 위에 국물 3마리"))


def test_onsets_draw_the_vowels_to_them():
    # One long vowel: only the notes tell where the second begins.
    audio = render(Score(NoteTable.from_columns([0], 4, 60, lyric=["아"])), SR, voice="voice", reverb=0)
    for onset_s in (0.7, 1.3):
        found = align_lyrics(audio, SR, phonemes=["a", "a"], notes=[0.0, onset_s]).phones
        assert found.start_s[1] == pytest.approx(onset_s, abs=0.06)


def test_written_pauses_are_phones():
    sentence = sentences()[0]
    found = align_lyrics(sentence.path, phonemes=["SP", *sentence.words, "SP"])
    assert found.phones.text.to_list()[0] == found.phones.text.to_list()[-1] == "SP"
    assert found.phones.start_s[0] == 0
    assert found.phones.end_s[-1] == found.duration_s
    assert "SP" not in found.words.text.to_list()


@pytest.mark.parametrize("name", list(NOTATIONS))
def test_every_korean_notation_is_known(name):
    said = " ".join(phonemes("각난닫랄맘밥사앙자차카타파하까따빠싸짜얘의웨외위유요여야", notation=name)).split()
    assert [one for one in said if not is_known(one)] == []


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("AA1", "a o"), ("en_AY1", "a i e"), ("zh_ni3", "nasal i"), ("tʰ", "stop"), ("ɕ", "sh"), ("ŋ", "nasal"),
        ("ian", "i a nasal"), ("uː", "u"), ("N", "nasal"),
    ],
)  # fmt: skip
def test_names_of_phonemes(name, classes):
    assert " ".join(one for part in parts_of(name) for one in part.classes) == classes


def test_unknown_phonemes_are_named():
    audio = np.random.default_rng(1).standard_normal(SR).astype(np.float32) * 0.1
    with pytest.warns(PianoRollWarning, match=r"1 phoneme is unknown .*'☃'"):
        found = align_lyrics(audio, SR, phonemes=["n ☃"])
    assert found.unknown == ("☃",)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "give words or phonemes"),
        ({"words": " "}, "give words or phonemes"),
        ({"words": "a b", "phonemes": ["a"]}, "2 words and phonemes of 1"),
        ({"phonemes": ["a"] * 400}, r"400 phonemes need at least 10\.00 s"),
        ({"words": "나", "notes": "soon"}, "onsets in seconds"),
        ({"words": "나", "notes": [[1.0]]}, "onsets in seconds"),
        ({"notes": Score(NoteTable.from_columns([0], 1, 60))}, "no note of the score has a lyric"),
    ],
)
def test_what_cannot_be_aligned_is_refused(arguments, message):
    audio = np.zeros(SR, np.float32)
    with pytest.raises(AnalysisError, match=message):
        align_lyrics(audio, SR, **arguments)


def test_a_rate_that_no_speech_has_is_refused():
    with pytest.raises(AnalysisError, match="at least 4000 Hz, not 1 Hz"):
        align_lyrics(np.zeros(SR, np.float32), 1, "나")


def test_silence_is_aligned_without_certainty():
    found = align_lyrics(np.zeros(SR, np.float32), SR, "나비")
    assert len(found.phones) == 4
    assert found.phones.confidence.max() < 0.5


def test_progress_and_cancelling(song, tmp_path):
    _, audio = song
    sf.write(tmp_path / "song.wav", np.tile(audio, 4), SR)
    shares = []
    align_lyrics(tmp_path / "song.wav", words="나비야", on_progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 4
    with pytest.raises(AnalysisCancelled):
        align_lyrics(tmp_path / "song.wav", words="나비야", is_cancelled=lambda: True)
    asked = []
    with pytest.raises(AnalysisCancelled):
        align_lyrics(audio, SR, "나비야", is_cancelled=lambda: len(asked) > 3 or asked.append(1))


def test_nothing_given_is_changed(song):
    score, audio = song
    words, before = ["나비", "야"], audio.copy()
    align_lyrics(audio, SR, words, notes=score)
    assert words == ["나비", "야"]
    assert (audio == before).all()
