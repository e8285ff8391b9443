"""Where streams come from: arrays, files, devices."""

import sys
import threading
from types import SimpleNamespace

import numpy as np
import pytest

from gradio_pianoroll.formats.audio import load_audio
from gradio_pianoroll.realtime import DeviceError, DeviceSource, RealtimeProcessor, blocks_of, feed, feed_file
from scripts import fetch_test_data

SPEECH = "Front_Center.wav"


def test_a_file_comes_whole_and_resampled_as_fast_as_the_processor_can():
    path = fetch_test_data.speech() / SPEECH
    with RealtimeProcessor(512, sr=16_000, process=np.copy, capacity_blocks=2) as processor:
        given = feed_file(processor, path, speed=None)
    assert processor.stats().dropped == 0
    heard = np.concatenate([result.values["process"] for result in processor.results()])
    expected = load_audio(path, 16_000)[0]
    assert given == len(heard) == pytest.approx(len(expected), abs=2)
    n = min(len(heard), len(expected))
    assert np.abs(heard[:n] - expected[:n]).max() < 1e-3


def test_a_file_at_many_times_real_time_loses_nothing_that_is_not_counted():
    path = fetch_test_data.speech() / SPEECH
    with RealtimeProcessor(512, sr=16_000, process=len) as processor:
        given = feed_file(processor, path, speed=20.0)
    stats = processor.stats()
    assert stats.received_samples == given
    assert stats.processed + stats.dropped == stats.received


def test_feeding_is_paced_by_the_clock_and_can_be_ended():
    clock_s, processor = [], RealtimeProcessor(100, sr=1_000, process=len)
    stop = threading.Event()

    def blocks():
        for number in range(1_000_000):
            clock_s.append(processor.stats().received_samples)
            if number == 5:
                stop.set()
            yield np.zeros(100, np.float32)

    with processor:
        assert feed(processor, blocks(), stop=stop) == 500
    assert clock_s == [0, 100, 200, 300, 400, 500]


@pytest.mark.parametrize("speed", [0.0, -1.0, float("nan")])
def test_impossible_speeds_are_refused(speed):
    with RealtimeProcessor(8, process=len) as processor, pytest.raises(ValueError, match="speed"):
        feed(processor, [np.zeros(8, np.float32)], speed=speed)


def test_blocks_of_an_array_are_all_of_it():
    sound = np.arange(10.0)
    assert [block.tolist() for block in blocks_of(sound, 4)] == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]


def test_a_missing_library_is_said_with_its_install_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with RealtimeProcessor(8, process=len) as processor, pytest.raises(DeviceError, match=r"pip install .*device"):
        DeviceSource(processor).__enter__()


def test_a_device_that_is_not_there_is_a_sentence():
    """On machines without PortAudio the answer names it, on others the device that there is not."""
    with (
        RealtimeProcessor(8, process=len) as processor,
        pytest.raises(DeviceError, match=r"PortAudio|cannot record"),
        DeviceSource(processor, "a device that nobody has"),
    ):
        pass


def test_what_a_device_delivers_reaches_the_processor():
    with RealtimeProcessor(4, process=np.ndarray.tolist) as processor:
        source = DeviceSource(processor)
        source.on_audio(np.array([[0.5], [0.25], [0], [1]], np.float32), 4, None, None)
        source.on_audio(np.zeros((4, 1), np.float32), 4, None, SimpleNamespace(input_overflow=True))
    assert [result.values["process"] for result in processor.results()] == [[0.5, 0.25, 0, 1], [0, 0, 0, 0]]
    assert source.overflows == 1
