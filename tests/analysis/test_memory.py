"""Sound through little memory."""

import tracemalloc

import numpy as np
import pytest
import soundfile
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from gradio_pianoroll.analysis import AnalysisError
from gradio_pianoroll.errors import FormatError
from gradio_pianoroll.formats.audio import load_audio
from gradio_pianoroll.performance import optimize_audio_memory
from tests.recordings import spoken_words


@given(st.integers(1, 200_000), st.integers(16, 5000), st.sampled_from([8000, 22_050, 44_100, 48_000]))
@settings(max_examples=25, deadline=None)
def test_it_resamples_as_soxr_and_cuts_in_chunks(n, chunk_size, sr):
    audio = np.random.default_rng(n).normal(0, 0.2, n)
    sizes = []

    def process(chunk):
        sizes.append(len(chunk))
        assert chunk.dtype == np.float32
        return -2 * chunk

    kept = audio.copy()
    found = optimize_audio_memory(audio, sr, chunk_size=chunk_size, process=process)
    plain = audio.astype(np.float32)
    expected = plain if sr == 22_050 else soxr.resample(plain, sr, 22_050)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, -2 * expected, atol=1e-6)
    np.testing.assert_array_equal(audio, kept)
    assert all(size == chunk_size for size in sizes[:-1])
    assert sum(sizes) == len(found)


def test_integers_and_channels():
    rng = np.random.default_rng(0)
    for dtype in (np.int16, np.int32, np.uint8):
        info = np.iinfo(dtype)
        samples = rng.integers(info.min, info.max, (5000, 2), dtype=dtype, endpoint=True)
        found = optimize_audio_memory(samples, 22_050)
        middle = 0 if info.min < 0 else (info.max + 1) / 2
        full = (info.max + 1) / (1 if info.min < 0 else 2)
        np.testing.assert_allclose(found, ((samples - middle) / full).mean(axis=1), atol=1e-6)


def test_a_file_streams_into_a_file_and_into_a_function(tmp_path):
    whole, _ = load_audio(spoken_words(), 16_000)
    np.testing.assert_array_equal(optimize_audio_memory(spoken_words(), target_sr=16_000), whole)
    chunks = []
    assert optimize_audio_memory(spoken_words(), target_sr=16_000, chunk_size=1000, sink=chunks.append) is None
    assert {len(chunk) for chunk in chunks[:-1]} == {1000}
    np.testing.assert_array_equal(np.concatenate(chunks), whole)
    optimize_audio_memory(spoken_words(), target_sr=16_000, sink=tmp_path / "small.wav")
    back, sr = load_audio(tmp_path / "small.wav")
    assert sr == 16_000
    np.testing.assert_allclose(back, whole, atol=1.1 / 32768)


def test_the_peak_of_memory_does_not_depend_on_the_length(tmp_path):
    peaks = []
    for seconds in (10, 100):
        path = tmp_path / f"{seconds}.wav"
        with soundfile.SoundFile(path, "w", 44_100, 2, "PCM_16") as sound:
            for _ in range(seconds):
                sound.write(np.zeros((44_100, 2), np.float32))
        optimize_audio_memory(spoken_words(), sink=len)
        tracemalloc.start()
        try:
            optimize_audio_memory(path, sink=tmp_path / "out.wav", process=np.negative)
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.2 + 100_000
    assert peaks[1] < 3_000_000


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"sr": None}, "sample rate"),
        ({"audio": np.zeros(0)}, "empty"),
        ({"audio": np.array([0, np.nan])}, "NaN"),
        ({"audio": np.array(["a"])}, "numbers"),
        ({"audio": np.zeros((2, 50))}, r"audio\.T"),
        ({"chunk_size": 0}, "chunk_size"),
        ({"target_sr": 0}, "target_sr"),
        ({"process": lambda chunk: "no"}, "process must return"),
        ({"process": lambda chunk: chunk[None]}, "process must return"),
    ],
)
def test_what_cannot_be_done_says_why(arguments, words):
    arguments = {"audio": np.zeros(100, np.float32), "sr": 8000, **arguments}
    with pytest.raises(AnalysisError, match=words):
        optimize_audio_memory(arguments.pop("audio"), arguments.pop("sr"), **arguments)


def test_files_that_cannot_be_used_say_which(tmp_path):
    with pytest.raises(FormatError, match=r"missing\.wav"):
        optimize_audio_memory(tmp_path / "missing.wav")
    with pytest.raises(FormatError, match=r"a\.xyz: cannot write sound as"):
        optimize_audio_memory(spoken_words(), sink=tmp_path / "a.xyz")
