"""Analysis beside an event loop."""

import asyncio
import io
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import soundfile

from gradio_pianoroll.analysis import AnalysisError, extract_audio_features
from gradio_pianoroll.analysis.cache import AnalysisCache
from gradio_pianoroll.errors import FormatError
from gradio_pianoroll.formats.audio_stream import AudioStream
from gradio_pianoroll.performance import async_audio_analysis
from tests.analysis.signals import SR, constant, harmonic_tone
from tests.analysis.test_extract import assert_same
from tests.recordings import spoken_words


@pytest.fixture(scope="module")
def long_noise(tmp_path_factory):
    """Two minutes: much longer than a test waits for."""
    path = tmp_path_factory.mktemp("sound") / "noise.wav"
    soundfile.write(path, np.random.default_rng(0).normal(0, 0.1, 120 * SR), SR)
    return path


@pytest.fixture
def blocks_read(monkeypatch):
    """Counts the blocks that any analysis reads."""
    count = [0]
    real = AudioStream.raw_blocks

    def counting(stream):
        for block in real(stream):
            count[0] += 1
            yield block

    monkeypatch.setattr(AudioStream, "raw_blocks", counting)
    return count


@pytest.mark.parametrize("features", [("f0", "loudness", "voicing"), "all", ("loudness",), ("f0",)])
def test_the_result_is_that_of_the_plain_call(features):
    plain = extract_audio_features(spoken_words(), features=features, fmin=75, fmax=500)
    found = asyncio.run(async_audio_analysis(spoken_words(), features=features, fmin=75, fmax=500))
    assert_same(found, plain)


def test_samples_a_file_object_and_the_cache():
    tone = harmonic_tone(constant(220, 0.5))
    plain = extract_audio_features(tone, SR, features=("f0", "loudness", "voicing"))
    cache = AnalysisCache()
    assert_same(asyncio.run(async_audio_analysis(tone, SR, cache=cache)), plain)
    assert_same(asyncio.run(async_audio_analysis(tone, SR, cache=cache)), plain)
    data = io.BytesIO(spoken_words().read_bytes())
    from_file = extract_audio_features(spoken_words(), features=("f0", "loudness", "voicing"))
    assert_same(asyncio.run(async_audio_analysis(data)), from_file)


def test_the_loop_goes_on_and_hears_of_the_progress(long_noise):
    async def main():
        shares, threads, ticks = [], set(), 0

        def on_progress(share):
            shares.append(share)
            threads.add(threading.get_ident())

        running = [asyncio.ensure_future(async_audio_analysis(long_noise, on_progress=on_progress))]
        running += [asyncio.ensure_future(async_audio_analysis(long_noise)) for _ in range(2)]
        while not all(task.done() for task in running):
            await asyncio.sleep(0.001)
            ticks += 1
        found = [task.result() for task in running]
        assert_same(found[0], found[1])
        assert shares == sorted(shares)
        assert shares[-1] == 1
        assert threads == {threading.get_ident()}
        # A loop that waited for the work would have turned a handful of times.
        assert ticks > 50

    asyncio.run(main())


@pytest.mark.parametrize("wait_for_progress", [False, True])
def test_a_cancelled_analysis_stops_at_the_next_block(long_noise, blocks_read, wait_for_progress):
    async def main():
        started, shares = asyncio.Event(), []

        def on_progress(share):
            shares.append(share)
            started.set()

        with ThreadPoolExecutor(2) as pool:
            task = asyncio.ensure_future(async_audio_analysis(long_noise, on_progress=on_progress, executor=pool))
            if wait_for_progress:
                await started.wait()
            else:
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            read, told = blocks_read[0], len(shares)
            await asyncio.to_thread(pool.shutdown, wait=True)
        await asyncio.sleep(0)
        # One block may have been under way in each of the two workers.
        assert blocks_read[0] <= read + 2
        assert len(shares) == told

    asyncio.run(main())


def test_when_one_part_fails_the_other_stops(tmp_path, blocks_read):
    sound = np.random.default_rng(0).normal(0, 0.1, 60 * SR).astype(np.float32)
    sound[40_000] = np.nan
    soundfile.write(tmp_path / "a.wav", sound, SR, subtype="FLOAT")
    with pytest.raises(FormatError, match=r"a\.wav: .*not numbers"):
        asyncio.run(async_audio_analysis(tmp_path / "a.wav"))
    assert blocks_read[0] <= 4
    with pytest.raises(AnalysisError, match="below fmax"):
        asyncio.run(async_audio_analysis(sound[:1000], SR, fmin=500, fmax=400))
    with pytest.raises(AnalysisError, match="audio must be floating point, not <U1"):
        asyncio.run(async_audio_analysis(np.array(["a", "b"])))
