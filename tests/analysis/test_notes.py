"""Notes from F0, words on notes, and the one call from sound to score, on singing whose notes are known."""

import warnings

import mir_eval
import numpy as np
import pytest

from benchmarks.singing import SR, heard, make_song
from gradio_pianoroll.analysis import (
    AnalysisError,
    F0Result,
    NoteModel,
    audio_to_score,
    extract_f0,
    find_notes,
    loudness,
    notes_from_f0,
)
from gradio_pianoroll.analysis.words import assign_words, check_words, syllables_of
from gradio_pianoroll.formats import load, save
from gradio_pianoroll.formats.audio import save_audio
from gradio_pianoroll.score import PianoRollWarning, Score, TempoMap

HOP_S = 0.01


def sung(*parts):
    """F0 of (semitones or None, seconds) one after the other."""
    pitch = np.concatenate([np.full(round(s / HOP_S), np.nan if p is None else p, float) for p, s in parts])
    return result(pitch)


def result(pitch):
    f0 = (440 * 2 ** ((pitch - 69) / 12)).astype(np.float32)
    n = len(f0)
    return F0Result(np.arange(n) * HOP_S, f0, np.isfinite(pitch), np.ones(n, np.float32))


def hz(pitch):
    return 440 * 2 ** ((np.asarray(pitch, float) - 69) / 12)


@pytest.mark.parametrize(("condition", "least"), [("clean", 0.93), ("10 dB", 0.90)])
def test_notes_of_songs_are_found(condition, least):
    right = found = true = 0
    for seed in (11, 12):
        song = make_song(seed, 15.0)
        audio = heard(song, condition, seed)
        f0 = extract_f0(audio, SR, "swift", fmin=80, fmax=1000)
        notes = find_notes(f0, loudness=loudness(audio, SR, hop_length=256, frame_length=1024))
        intervals = np.c_[song.onset_s, song.end_s], np.c_[notes.onset_s, notes.end_s]
        matched = mir_eval.transcription.match_notes(
            intervals[0], hz(song.pitch), intervals[1], hz(np.rint(notes.pitch)), offset_ratio=None
        )
        right, found, true = right + len(matched), found + len(notes), true + len(song.pitch)
    assert 2 * right / (found + true) >= least


def test_plain_notes_have_their_times_pitches_and_nothing_else():
    notes = find_notes(sung((None, 0.2), (60, 0.5), (64, 0.4), (None, 0.3), (64, 0.5), (None, 0.2)))
    np.testing.assert_allclose(notes.onset_s, [0.2, 0.7, 1.4], atol=HOP_S)
    np.testing.assert_allclose(notes.end_s, [0.7, 1.1, 1.9], atol=HOP_S)
    np.testing.assert_allclose(notes.pitch, [60, 64, 64], atol=1e-3)


def detuned_song(tuning_cents):
    """Do re mi re do twice in A = 440 Hz equal temperament and so many cents above, each note a few cents off."""
    pitches = [60, 62, 64, 62, 60] * 2
    off = [-6, 5, -4, 6, -5, 4, -6, 5, -4, 6]
    parts = []
    for pitch, cents in zip(pitches, off, strict=True):
        parts += [(pitch + (tuning_cents + cents) / 100, 0.45), (None, 0.3)]
    return np.array(pitches), np.array(off), sung(*parts)


@pytest.mark.parametrize("tuning_cents", [-49, -48, -30, 0, 12, 37, 48, 49, 50])
def test_pitches_are_written_in_the_tuning_of_the_voice(tuning_cents):
    pitches, off, f0 = detuned_song(tuning_cents)
    score = notes_from_f0(f0)
    # Whoever sings half a semitone sharp sings as well half a semitone flat: one transposition for all.
    higher = set((score.notes.pitch.astype(int) - pitches).tolist())
    assert higher <= ({0, 1} if tuning_cents > 40 else {0, -1} if tuning_cents < -40 else {0})
    assert len(higher) == 1
    cents = np.array([note["cents"] for note in score.to_dict()["notes"]])
    np.testing.assert_allclose(cents + 100 * higher.pop(), tuning_cents + off, atol=0.11)
    # The circular mean takes no note for more than the others.
    assert score.extra["tuning_cents"] % 100 == pytest.approx(tuning_cents % 100, abs=2)


def test_cents_are_numbers_of_the_note_that_travel(tmp_path):
    score = notes_from_f0(detuned_song(30)[2])
    again = Score.from_dict(score.to_dict())
    assert [note["cents"] for note in again.to_dict()["notes"]] == [note["cents"] for note in score.to_dict()["notes"]]
    assert again.extra["tuning_cents"] == score.extra["tuning_cents"]
    kept = load(save(score, tmp_path / "a.json"))
    assert dict(kept.notes.extra) == dict(score.notes.extra)


def test_a_given_tuning_is_the_one_that_is_written_in():
    score = notes_from_f0(detuned_song(48)[2], tuning=0.0)
    assert score.extra["tuning_cents"] == 0
    assert score.notes.pitch.tolist() == [60, 63, 64, 63, 60, 61, 62, 65, 62, 61]


def test_a_sharp_voice_sings_the_same_song():
    pitches, parts, sr = [60, 62, 64, 62, 60, 60, 62, 64, 62, 60], [], 22_050
    time_s = np.arange(int(0.45 * sr)) / sr
    for pitch, off in zip(pitches, [-6, 5, -4, 6, -5, 4, -6, 5, -4, 6], strict=True):
        tone = sum(np.sin(2 * np.pi * hz(pitch + 0.48 + off / 100) * k * time_s) / k for k in (1, 2, 3))
        fade = np.minimum(1, np.minimum(time_s / 0.03, time_s[::-1] / 0.05))
        parts += [0.2 * tone * fade, np.zeros(int(0.05 * sr))]
    score = audio_to_score(np.concatenate(parts).astype(np.float32), sr, fmin=100, fmax=800)
    assert len(set((score.notes.pitch.astype(int) - pitches).tolist())) == 1
    assert abs(score.extra["tuning_cents"]) == pytest.approx(49, abs=2.5)


def test_vibrato_is_one_note_and_keeps_its_pitch():
    time = np.arange(150) * HOP_S
    notes = find_notes(result(67 + 0.8 * np.sin(2 * np.pi * 5.5 * time)))
    assert len(notes) == 1
    assert notes.pitch[0] == pytest.approx(67, abs=0.15)


def test_a_detuned_voice_and_octave_errors_are_no_other_notes():
    pitch = np.repeat([60.3, 62.3, 64.3], 60)
    pitch[75:78] += 12
    notes = find_notes(result(pitch))
    np.testing.assert_allclose(notes.pitch, [60.3, 62.3, 64.3], atol=1e-3)


def test_a_dip_parts_a_repeated_note_and_a_tremolo_does_not():
    f0 = sung((60, 1.0))
    level = np.full(100, -20.0)
    dip = level.copy()
    dip[47:53] -= 15
    assert len(find_notes(f0, loudness=level)) == 1
    parted = find_notes(f0, loudness=dip)
    np.testing.assert_allclose(parted.onset_s, [0, 0.5], atol=0.04)
    tremolo = level + 1.5 * np.sin(2 * np.pi * 5.5 * np.arange(100) * HOP_S)
    assert len(find_notes(f0, loudness=tremolo)) == 1


def test_velocity_follows_loudness():
    f0 = sung((60, 0.5), (62, 0.5), (64, 0.5))
    notes = find_notes(f0, loudness=np.repeat([-12.0, -24.0, -18.0], 50))
    assert notes.velocity.tolist() == [112, 56, 79]
    assert find_notes(f0).velocity.tolist() == [100] * 3
    with pytest.raises(AnalysisError, match="each of the 150 frames"):
        find_notes(f0, loudness=np.zeros(3))


def test_nothing_voiced_is_an_empty_score():
    assert len(find_notes(sung((None, 1.0)))) == 0
    assert len(notes_from_f0(sung((None, 1.0))).notes) == 0


@pytest.mark.parametrize("frames", [4, 5, 6, 7, 10])
@pytest.mark.parametrize("shortest_s", [0.02, 0.05, 0.06, 0.0999, 0.1001])
def test_notes_below_the_shortest_length_are_left_out(frames, shortest_s):
    # So many frames of 10 ms make a note of that length: it begins and ends half a frame beyond their centres.
    voiced = np.zeros(100, bool)
    voiced[40 : 40 + frames] = True
    hz = np.where(voiced, 220.0, np.nan).astype(np.float32)
    f0 = F0Result(np.arange(100) * 0.01, hz, voiced, voiced.astype(np.float32))
    # Notes cost nothing, so that only the length decides; a hair below it, as sums of frames are not exact.
    notes = find_notes(f0, model=NoteModel(change_cost=0.0, shortest_s=shortest_s - 1e-9))
    length_s = frames * 0.01
    assert (notes.end_s - notes.onset_s).tolist() == pytest.approx([length_s] if length_s >= shortest_s - 1e-9 else [])
    usual = find_notes(f0, model=NoteModel(change_cost=0.0, rest_cost=1.0))
    assert len(usual) == (frames >= 6)  # the default is 60 ms


def test_seconds_lie_on_the_tempo_map():
    tempo = TempoMap([(0.0, 60.0), (1.0, 120.0)])
    score = notes_from_f0(sung((None, 0.5), (60, 1.0)), tempo=tempo)
    assert score.tempo_map is tempo
    assert score.tempo_map.seconds_at(score.notes.onset_beats)[0] == pytest.approx(0.5, abs=HOP_S)
    assert score.notes.end_beats[0] == pytest.approx(2.0, abs=0.03)


def test_words_become_lyrics_and_segments():
    f0 = sung((60, 0.4), (62, 0.4), (64, 0.4), (None, 0.2), (65, 0.4))
    score = notes_from_f0(f0, words=[("끝", 1.4, 1.8), ("사랑", 0.0, 1.2)])
    assert score.notes.lyric.to_list() == ["사", "랑", "-", "끝"]
    assert [(s.text, s.type) for s in score.segments] == [("사랑", "word"), ("끝", "word")]


def test_words_that_are_on_no_note_are_named():
    f0 = sung((60, 0.4), (None, 0.6), (62, 0.4))
    words = [("one", 0.0, 0.4), ("lost", 0.6, 0.9), ("two", 1.0, 1.4), ("short", 1.3, 1.4), ("late", 5, 6)]
    with pytest.warns(
        PianoRollWarning, match=r"3 of 5 words are on no note.*: 'lost' \(0\.6 s\), 'short' \(1\.3 s\), 'late' \(5 s\)$"
    ):
        score = notes_from_f0(f0, words=words)
    assert score.notes.lyric.to_list() == ["one", "two"]
    assert [s.text for s in score.segments] == [text for text, _, _ in words]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        notes_from_f0(f0, words=[words[0], words[2]])
    many = [(f"w{i}", 5 + i, 6 + i) for i in range(9)]
    with pytest.warns(PianoRollWarning, match=r"'w4' \(9 s\) and 4 more"):
        notes_from_f0(f0, words=many)


def test_syllables():
    assert syllables_of("안녕, ") == ["안", "녕,"]
    assert syllables_of("al-le-lu-ia") == ["al", "le", "lu", "ia"]
    assert syllables_of("sun") == ["sun"]
    onset, end = np.array([0.0, 1.0, 2.0]), np.array([1.0, 2.0, 3.0])
    # More syllables than notes share the last one; a note belongs to the word that it overlaps most.
    assert assign_words(onset, end, check_words([("아리랑", 0, 1.9), ("go", 1.9, 3)])) == ["아", "리랑", "go"]
    assert assign_words(onset, end, []) == [None] * 3
    for wrong in (("a", 2, 1), ("a", 0), "abc", ("a", float("nan"), 1)):
        with pytest.raises(AnalysisError, match="word 0"):
            check_words([wrong])


def test_a_recording_becomes_a_score_in_one_call(tmp_path):
    song = make_song(11, 15.0)
    path = save_audio(tmp_path / "song.wav", song.audio, SR)
    kept = path.read_bytes()
    words = [("라", float(song.onset_s[0]), float(song.end_s[0]))]
    score = audio_to_score(path, fmin=80, fmax=1000, tempo=90, words=words)
    assert path.read_bytes() == kept
    assert abs(len(score.notes) - len(song.pitch)) <= 0.15 * len(song.pitch)
    assert score.notes.lyric[0] == "라"
    assert {"f0", "loudness", "voicing"} <= set(score.curves)
    assert (score.name, score.audio.source) == ("song", str(path))
    assert len(np.unique(score.notes.velocity)) > 3
