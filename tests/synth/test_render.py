"""A score as sound: every note at its time, its level and its place."""

import numpy as np
import pytest

from gradio_pianoroll.score import Curve, NoteTable, Score, TempoMap, Track
from gradio_pianoroll.synth import add_reverb, instrument_names, render
from tests.score.vectors import load

SR = 22_050


def score(onset=(0.0, 2.0), duration=1.0, pitch=(60, 67), tracks=None, tempo=60.0, **columns):
    notes = NoteTable.from_columns(onset_beats=onset, duration_beats=duration, pitch=pitch, **columns)
    return Score(notes=notes, tempo_map=TempoMap(tempo), tracks=tracks or (Track(program=73),))


def rms(audio, begin_s, end_s):
    return float(np.sqrt((audio[int(begin_s * SR) : int(end_s * SR)] ** 2).mean()))


def peak_hz(audio, begin_s, end_s):
    part = audio[int(begin_s * SR) : int(end_s * SR)]
    return np.argmax(np.abs(np.fft.rfft(part * np.hanning(len(part)), 4 * SR))) / 4


def test_notes_sound_when_and_as_high_as_they_are_written():
    audio = render(score(), SR, reverb=0)
    assert audio.dtype == np.float32
    assert peak_hz(audio, 0.2, 0.9) == pytest.approx(261.63, rel=0.01)
    assert peak_hz(audio, 2.2, 2.9) == pytest.approx(392.0, rel=0.01)
    assert rms(audio, 1.4, 1.95) < 1e-4 < rms(audio, 0.2, 0.9)


def test_tempo_changes_are_followed():
    fast_later = TempoMap([(0.0, 60.0), (2.0, 120.0)])
    slow = score(onset=(0.0, 4.0), duration=0.5)
    audio = render(slow.replace(tempo_map=fast_later), SR, reverb=0)
    assert rms(audio, 2.5, 2.95) < 1e-4 < rms(audio, 3.05, 3.2)


def test_louder_notes_are_louder_and_muted_tracks_silent():
    soft, loud = (rms(render(score(velocity=v), SR, reverb=0), 0.2, 0.9) for v in (50, 120))
    assert loud > 3 * soft
    two = score(track=[0, 1], tracks=(Track(program=73, muted=True), Track(program=73)))
    audio = render(two, SR, reverb=0)
    assert rms(audio, 0.2, 0.9) < 1e-4 < rms(audio, 2.2, 2.9)
    alone = render(score(track=[0, 1], tracks=(Track(program=73), Track(program=73, solo=True))), SR, reverb=0)
    np.testing.assert_array_equal(audio, alone)
    half = render(score(tracks=(Track(program=73, volume=0.5),)), SR, reverb=0)
    np.testing.assert_allclose(half, render(score(), SR, reverb=0) / 2, atol=1e-6)


@pytest.mark.parametrize("voice", instrument_names())
def test_every_voice_plays_within_range_and_again_the_same(voice):
    chord = score(onset=(0.0, 0.0, 0.0, 0.5), pitch=(48, 55, 64, 72), lyric=["안", None, "녕", "하"])
    audio = render(chord, SR, voice=voice, stereo=True)
    assert audio.shape[1] == 2
    assert 0.01 < np.abs(audio).max() <= 0.9 + 1e-6
    assert np.isfinite(audio).all()
    np.testing.assert_array_equal(audio, render(chord, SR, voice=voice, stereo=True))


def test_drum_tracks_beat():
    beat = score(onset=(0.0, 1.0), pitch=(36, 42), tracks=(Track(is_drum=True),))
    audio = render(beat, SR, reverb=0)
    assert rms(audio, 0, 0.1) > 0.01
    assert rms(audio, 1.0, 1.05) > 0.003
    assert rms(audio, 0.6, 0.95) < 1e-4


def test_a_singing_track_follows_a_curve():
    sung = score(onset=(0.0,), pitch=(60,), duration=2.0, tracks=(Track(program=53),))
    curve = Curve(name="mine", target="f0", unit="Hz", time="s", start=0.0, hop=0.5, values=np.full(6, 311.0))
    audio = render(sung.replace(curves={"mine": curve}), SR, reverb=0, f0_curve="mine")
    assert peak_hz(audio, 0.5, 1.5) / 311 == pytest.approx(round(peak_hz(audio, 0.5, 1.5) / 311), abs=0.02)
    with pytest.raises(ValueError, match="no curve 'other'"):
        render(sung, SR, f0_curve="other")


def test_what_cannot_be_played_is_refused():
    with pytest.raises(ValueError, match="choose from"):
        render(score(), SR, voice="kazoo")
    assert render(Score(), SR).shape == (0,)
    assert render(Score(), SR, stereo=True).shape == (0, 2)


def test_many_loud_notes_do_not_clip():
    n = 60
    loud = score(onset=np.zeros(n), pitch=np.arange(30, 30 + n), velocity=127)
    assert np.abs(render(loud, SR)).max() <= 0.9 + 1e-6


def test_a_room_adds_a_tail_and_leaves_the_input_alone():
    click = np.zeros(1000, np.float32)
    click[0] = 1
    kept = click.copy()
    wet = add_reverb(click, SR, 0.2)
    assert len(wet) > SR
    assert wet[0] == pytest.approx(1, abs=1e-3)
    assert 0.001 < np.abs(wet[2000:6000]).max() < 0.2
    assert np.abs(wet[-2000:]).max() < 0.01
    np.testing.assert_array_equal(click, kept)
    assert add_reverb(click, SR, 0) is click


@pytest.mark.parametrize(("pan", "left", "right"), load("pan.json"))
def test_a_track_stands_where_its_pan_says(pan, left, right):
    # The same numbers that the browser's synthesizer is checked with.
    # The note in the middle of the keyboard stands in the middle of its track.
    plain = render(score(pitch=62, tracks=(Track(program=73),)), SR, reverb=0)
    audio = render(score(pitch=62, tracks=(Track(program=73, pan=pan), Track(pan=0.5))), SR, stereo=True, reverb=0)
    np.testing.assert_allclose(audio[:, 0], left * plain, atol=2e-6)
    np.testing.assert_allclose(audio[:, 1], right * plain, atol=2e-6)


def test_notes_stand_as_on_a_keyboard():
    low, high = (render(score(pitch=pitch), SR, stereo=True, reverb=0) for pitch in (32, 92))
    assert rms(low[:, 0], 0.2, 0.9) / rms(low[:, 1], 0.2, 0.9) == pytest.approx(1.22 / 0.78, rel=1e-3)
    assert rms(high[:, 1], 0.2, 0.9) / rms(high[:, 0], 0.2, 0.9) == pytest.approx(1.22 / 0.78, rel=1e-3)
