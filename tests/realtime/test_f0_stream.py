"""F0 while the sound comes, against the whole sound; lost blocks; several analysers at once."""

import numpy as np
import pytest

from gradio_pianoroll.analysis.pyin import pyin
from gradio_pianoroll.formats.audio import load_audio
from gradio_pianoroll.realtime import Block, Onsets, RealtimeProcessor, StreamingF0, blocks_of, feed
from scripts import fetch_test_data

SR = 22_050
HOP, FRAME = 512, 2_048


@pytest.fixture(scope="module")
def recordings():
    """Real speech at 22 050 Hz: every twelfth spoken prompt and single words, 100 s."""
    prompts = sorted(fetch_test_data.prompts().glob("*.wav"), key=lambda path: (path.stat().st_size, path.name))
    words = sorted(fetch_test_data.speech().glob("*_*.wav"))
    return [load_audio(path, SR)[0] for path in [*prompts[::12], *words]]


@pytest.fixture(scope="module")
def speech(recordings):
    """Ten seconds of it."""
    return np.concatenate(recordings[-12:])[: 10 * SR]


class Listener:
    """Puts final frames together, and keeps the first guess for each frame."""

    def __init__(self):
        self.f0_hz, self.voiced, self.guesses = {}, {}, {}
        self.next_frame = 0

    def take(self, update):
        assert update.first_frame == self.next_frame
        assert len(update.f0_hz) == len(update.voiced) == len(update.voiced_prob)
        for place, (f0_hz, voiced) in enumerate(zip(update.f0_hz, update.voiced, strict=True)):
            frame = update.first_frame + place
            if place < update.n_final:
                assert frame not in self.voiced, "a frame was final twice"
                self.f0_hz[frame], self.voiced[frame] = f0_hz, voiced
            else:
                self.guesses.setdefault(frame, voiced)
        self.next_frame = update.next_final_frame


def _blocks(sound, size=1_024, lost=()):
    for number, samples in enumerate(blocks_of(sound, size)):
        if number not in lost:
            yield Block(samples, number * size, 0.0)


def _listen(analyser, blocks):
    listener = Listener()
    for block in blocks:
        listener.take(analyser.process(block))
    listener.take(analyser.finish())
    return listener


def test_the_stream_agrees_with_the_whole_sound_at_186_ms(recordings):
    same, guessed = [], []
    for sound in recordings:
        listener = _listen(StreamingF0(SR), _blocks(sound))
        f0_hz, voiced, _ = pyin(sound, sr=SR, fmin=65, fmax=1_000, hop_length=HOP, frame_length=FRAME)
        assert sorted(listener.voiced) == list(range(len(voiced)))
        for frame, (whole_hz, whole_voiced) in enumerate(zip(f0_hz, voiced, strict=True)):
            as_whole = listener.voiced[frame] == whole_voiced
            if whole_voiced and as_whole:
                as_whole = listener.f0_hz[frame] == pytest.approx(whole_hz, rel=1e-6)
            same.append(as_whole)
            guessed.append(listener.guesses.get(frame, False) == whole_voiced)
    assert len(same) > 4_000
    assert np.mean(same) >= 0.996
    # There is something to look at for every frame before it is final, mostly right.
    assert np.mean(guessed) > 0.85


@pytest.mark.parametrize("size", [64, 700, 5_000])
def test_blocks_of_any_size_give_the_same(speech, size):
    sound = speech[: 4 * SR]
    one, other = (_listen(StreamingF0(SR), _blocks(sound, n)) for n in (1_024, size))
    assert one.voiced == other.voiced
    assert np.array_equal([*one.f0_hz.values()], [*other.f0_hz.values()], equal_nan=True)


def test_a_tone_keeps_its_place_in_time_when_blocks_are_lost():
    t_s = np.arange(6 * SR) / SR
    tone = np.where(t_s < 3, np.sin(2 * np.pi * 220 * t_s), np.sin(2 * np.pi * 330 * t_s)).astype(np.float32)
    lost = {20, 21, 22, 90}
    listener = _listen(StreamingF0(SR), _blocks(tone, lost=lost))
    assert sorted(listener.voiced) == list(range(1 + len(tone) // HOP))
    for frame, voiced in listener.voiced.items():
        centre, block = frame * HOP, frame * HOP // 1_024
        near_gap = any(number * 1_024 - FRAME < centre < (number + 1) * 1_024 + FRAME for number in lost)
        if block in lost and (block - 1) in lost:
            assert not voiced
        elif not near_gap and FRAME < centre < len(tone) - 2 * FRAME and abs(centre - 3 * SR) > 2 * FRAME:
            assert voiced, frame
            assert listener.f0_hz[frame] == pytest.approx(220 if centre < 3 * SR else 330, rel=0.01)


def test_processor_with_all_analysers_over_lost_blocks_and_failures(speech):
    """Everything at once: F0 comes whole from a processor, and its first frame too."""
    sound = speech[: 5 * SR]
    found = []
    with RealtimeProcessor(1_024, on_result=found.append) as processor:
        feed(processor, blocks_of(sound, 800), speed=None)
    assert processor.stats().errors == {}
    assert processor.stats().dropped == 0
    listener = Listener()
    for result in found:
        listener.take(result.values["f0"])
    alone = _listen(StreamingF0(SR), _blocks(sound))
    assert listener.voiced == alone.voiced
    assert all(0 <= r.values["peak"] <= 1 and -100 <= r.values["level_db"] <= 0 for r in found if r.n_samples)


def test_restart_forgets_the_stream_before(speech):
    analyser = StreamingF0(SR)
    first = _listen(analyser, _blocks(speech[:SR]))
    analyser.process(Block(speech[SR : SR + 1_024], 0, 0.0))
    analyser.restart()
    assert _listen(analyser, _blocks(speech[:SR])).voiced == first.voiced


def test_onsets_are_found_where_sounds_begin():
    rng = np.random.default_rng(5)
    sound = rng.normal(0, 1e-4, 8 * SR).astype(np.float32)
    onsets_s = np.array([0.5, 1.1, 1.6, 2.5, 3.0, 4.2, 5.5, 6.1, 7.2])
    for number, onset_s in enumerate(onsets_s):
        t_s = np.arange(int(0.4 * SR)) / SR
        tone = sum(np.sin(2 * np.pi * 220 * 2 ** (number / 12) * k * t_s) / k for k in range(1, 6))
        begin = int(onset_s * SR)
        sound[begin : begin + len(t_s)] += (0.2 * tone * np.exp(-6 * t_s)).astype(np.float32)
    analyser = Onsets(SR)
    found = np.array([time_s for block in _blocks(sound) for time_s in analyser.process(block)])
    assert len(found) == len(onsets_s)
    assert np.abs(found - onsets_s).max() < 0.05


def test_noise_and_silence_have_no_onsets():
    rng = np.random.default_rng(6)
    for sound in (np.zeros(3 * SR, np.float32), rng.normal(0, 0.1, 3 * SR).astype(np.float32)):
        analyser = Onsets(SR)
        found = [time_s for block in _blocks(sound) for time_s in analyser.process(block)]
        assert [time_s for time_s in found if time_s > 0.2] == []
