"""Arirang: the right tune, the right words, and what the program hears when it listens to itself."""

from itertools import pairwise

import numpy as np
import pytest

from gradio_pianoroll.formats.audio import audio_info, load_audio
from gradio_pianoroll.session.arirang import BARS, BEATS_PER_BAR, HELD, MELODY
from gradio_pianoroll.studio.example import arirang_score, build_example
from gradio_pianoroll.synth.phones import PHONES

WORDS = "아리랑아리랑아라리요아리랑고개로넘어간다나를버리고가시는님은십리도못가서발병난다"
# Movable do, low sol 5, do' as 8: the tune as it is printed in song books.
TUNE = """
5 6 5 6 | 8 9 8 9 | 10 9 8 6 5 | 5 6 5 6
8 9 8 9 | 10 9 8 6 5 6 | 8 9 8 | 8
12 12 | 12 10 9 | 10 9 8 6 5 | 5 6 5 6
8 9 8 9 | 10 9 8 6 5 6 | 8 9 8 | 8
"""
SEMITONES = {5: -5, 6: -3, 8: 0, 9: 2, 10: 4, 12: 7}


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    return build_example(tmp_path_factory.mktemp("example"))


def voice_rows(score):
    return [n for n in score.notes if n.track == 0]


def test_every_bar_is_full():
    assert len(MELODY) == BARS
    for bar in MELODY:
        assert sum(event.beats for event in bar) == pytest.approx(BEATS_PER_BAR)


def test_the_tune_and_the_words_are_those_of_the_song():
    notes = voice_rows(arirang_score())
    pitches = [67 + SEMITONES[int(degree)] for degree in TUNE.replace("|", " ").split()]
    assert [n.pitch for n in notes] == pitches
    assert "".join(n.lyric for n in notes if n.lyric != HELD) == WORDS
    assert all(name in PHONES for n in notes for name in n.phoneme.split())


def test_one_voice_sings_at_a_time_and_stays_in_its_scale():
    score = arirang_score()
    notes = voice_rows(score)
    for before, after in pairwise(notes):
        assert before.onset_beats + before.duration_beats <= after.onset_beats + 1e-9
    assert {p % 12 for p in score.notes.pitch.tolist()} <= {2, 4, 7, 9, 11}
    assert score.tempo_map.signatures[0][1:] == (3, 4)
    assert score.end_beats <= BARS * BEATS_PER_BAR


def test_the_analysis_hears_the_notes_that_were_sung(example):
    score = example.score
    f0 = score.curves["f0"]
    times, pitch = f0.sample_times(), 69 + 12 * np.log2(f0.values / 440)
    for note in voice_rows(score):
        begin, end = score.tempo_map.seconds_at(np.array([note.onset_beats, note.onset_beats + note.duration_beats]))
        middle = (times > begin + 0.45 * (end - begin)) & (times < begin + 0.8 * (end - begin))
        assert np.nanmedian(pitch[middle]) == pytest.approx(note.pitch, abs=0.25), (note.lyric, note.onset_beats)
    assert score.curves["loudness"].values.max() > -20
    assert (score.curves["voicing"].values > 0.5).mean() > 0.7


def test_long_notes_tremble_and_the_voice_glides(example):
    f0 = example.score.curves["f0"]
    times, pitch = f0.sample_times(), 69 + 12 * np.log2(f0.values / 440)
    last = (times > 33.5) & (times < 34.2)
    assert 0.3 < np.nanmax(pitch[last]) - np.nanmin(pitch[last]) < 1.6
    assert np.isfinite(pitch).mean() > 0.8


def test_the_sound_is_a_file_as_long_as_the_song(example):
    score = example.score
    info = audio_info(score.audio.source)
    assert info.channels == 2
    assert score.end_seconds < info.duration_s < score.end_seconds + 4
    voice, _ = load_audio(example.voice_path)
    mix, _ = load_audio(score.audio.source)
    assert 0.5 < np.abs(mix).max() < 0.95
    assert np.sqrt((mix**2).mean()) > 0.05
    assert len(voice) < len(mix)


def test_a_second_start_takes_what_is_there(tmp_path, example):
    first = build_example(example.voice_path.parent)
    assert first.score.audio == example.score.audio
    assert first.score.same_document(example.score)
    stamp = example.voice_path.stat().st_mtime_ns
    build_example(example.voice_path.parent)
    assert example.voice_path.stat().st_mtime_ns == stamp
