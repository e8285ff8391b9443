"""Streams give the frames of the whole, whatever the blocks; a look-ahead bounds the delay."""

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.analysis.pyin import PyinStream, pyin, stream_f0
from gradio_pianoroll.analysis.pyin.decoder import ExactDecoder
from tests.analysis.pyin.oracle import SR, assert_same, joined, streamed
from tests.analysis.signals import glide, harmonic_tone, vibrato
from tests.recordings import spoken_sentences

RANGE = {"fmin": 65.0, "fmax": 800.0}


def sound(seconds=6):
    rng = np.random.default_rng(8)
    parts = [
        harmonic_tone(vibrato(200, 1.5)),
        rng.standard_normal(SR) * 0.05,
        np.zeros(SR),
        harmonic_tone(glide(90, 600)),
    ]
    return np.concatenate(parts).astype(np.float32)[: seconds * SR]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_blocks_give_the_whole(data):
    n = data.draw(st.sampled_from([1, 1_500, 20_000, 6 * SR]))
    y = sound()[:n].astype(data.draw(st.sampled_from([np.float32, np.float64])))
    options = {
        **RANGE,
        "fill_na": None,
        "hop_length": data.draw(st.sampled_from([128, 256, 441, 512, 3_000])),
        "frame_length": data.draw(st.sampled_from([1024, 2047, 2048])),
        "center": data.draw(st.booleans()) or n < 2_048,
        "pad_mode": data.draw(st.sampled_from(["constant", "edge", "reflect", "symmetric"])),
        "max_transition_rate": 5.0,
    }
    cuts = sorted(data.draw(st.lists(st.integers(0, n), max_size=12)))
    assert_same(streamed(y, cuts, **options)[0], pyin(y, **options))


def test_sentences_in_small_blocks():
    spoken, sr = soundfile.read(spoken_sentences(), dtype="float32")
    y = np.tile(spoken, 4)
    options = {"fmin": 70, "fmax": 500, "sr": sr, "frame_length": 1024, "hop_length": 80, "fill_na": None}
    parts = list(stream_f0((y[i : i + 160] for i in range(0, len(y), 160)), **options))
    assert len(parts) > 3, "frames come while the sound is still going on"
    assert_same(joined(parts), pyin(y, **options))


def test_workers_change_nothing():
    y = np.tile(sound(), 4)
    alone = pyin(y, fill_na=None, **RANGE)
    for workers in (2, 5):
        assert_same(pyin(y, fill_na=None, workers=workers, **RANGE), alone)
    assert_same(streamed(y, [SR], fill_na=None, workers=2, **RANGE)[0], alone)


@pytest.mark.parametrize("lookahead", [0, 1, 8, 40])
def test_a_look_ahead_bounds_the_delay(lookahead):
    y, hop = sound(3), 512
    stream = PyinStream(lookahead_frames=lookahead, **RANGE)
    parts, given_frames = [], 0
    for start in range(0, len(y), 700):
        parts.append(stream.push(y[start : start + 700]))
        heard = min(len(y), start + 700)
        given_frames += len(parts[-1])
        complete = max(0, (heard + 1024 - 2048) // hop + 1)
        assert given_frames == max(0, complete - lookahead)
        assert len(stream.provisional()) == complete - given_frames
    parts.append(stream.finish())
    whole = pyin(y, **RANGE)
    found = joined(parts)
    assert len(found[0]) == len(whole[0])
    np.testing.assert_array_equal(found[2], whole[2])
    # Frames that were decided early may differ; with a long look-ahead hardly one does.
    assert np.mean(found[1] == whole[1]) >= (0.85 if lookahead < 8 else 0.93)


def test_a_look_ahead_does_not_depend_on_the_blocks():
    y = sound(3)
    one, _ = streamed(y, [], lookahead_frames=10, fill_na=None, **RANGE)
    many, _ = streamed(y, range(333, len(y), 333), lookahead_frames=10, fill_na=None, **RANGE)
    assert_same(many, one)


def test_provisional_frames_follow_the_final_ones_and_change_nothing():
    y = sound()
    stream, parts = PyinStream(fill_na=None, **RANGE), []
    for start in range(0, len(y), 5_000):
        parts.append(stream.push(y[start : start + 5_000]))
        guess, again = stream.provisional(), stream.provisional()
        assert guess.first == sum(len(part) for part in parts)
        np.testing.assert_array_equal(guess.f0_hz, again.f0_hz)
    last = stream.provisional()
    parts.append(stream.finish())
    assert_same(joined(parts), pyin(y, fill_na=None, **RANGE))
    assert len(last) <= len(parts[-1])


def silence_between_tones(seconds):
    tone = harmonic_tone(np.full(SR, 180.0))
    return np.concatenate([tone, np.zeros(int(seconds * SR), np.float32), tone])


def test_long_digital_silence_is_decided_by_force_and_counted():
    y = silence_between_tones(20)
    found, stream = streamed(y, [], max_pending_frames=128, **RANGE)
    whole = pyin(y, **RANGE)
    assert 0 < stream.forced < len(whole[0])
    assert_same(found, whole)


def test_without_a_limit_silence_is_exact_however_long(monkeypatch):
    monkeypatch.setattr(ExactDecoder, "_force", None)
    y = silence_between_tones(20)
    pyin(y, fill_na=None, **RANGE)
    _, stream = streamed(y[: 2 * SR], [SR], **{**RANGE, "lookahead_frames": 4})
    assert stream.forced == 0


def test_values_of_the_past_are_not_kept():
    y = silence_between_tones(60)
    stream = PyinStream(**RANGE)
    stream.push(y)
    decoder = stream._engine.decoder
    assert sum(segment.values is not None for segment in decoder._open) <= 2
    stream.finish()


def test_a_stream_without_sound_has_no_frames():
    stream = PyinStream(**RANGE)
    assert len(stream.push([])) == 0
    assert len(stream.finish()) == 0
    assert len(stream.finish()) == 0


def test_a_stream_says_what_it_cannot_take():
    with pytest.raises(AnalysisError, match="'wrap'"):
        PyinStream(pad_mode="wrap", **RANGE)
    with pytest.raises(AnalysisError, match="lookahead_frames"):
        PyinStream(lookahead_frames=-1, **RANGE)
    with pytest.raises(AnalysisError, match="max_pending_frames"):
        PyinStream(max_pending_frames=0, **RANGE)
    stream = PyinStream(**RANGE)
    stream.push(np.zeros(10, np.float32))
    with pytest.raises(AnalysisError, match="began as float32"):
        stream.push(np.zeros(10))
    with pytest.raises(AnalysisError, match="NaN"):
        stream.push(np.array([np.nan], np.float32))
    stream.finish()
    with pytest.raises(AnalysisError, match="finished"):
        stream.push(np.zeros(10, np.float32))
