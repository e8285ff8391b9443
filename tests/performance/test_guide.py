"""The performance names as the guide's own programs use them: arrays, queues, printed lines, numbers."""

import asyncio
import json
import logging
import os
import pickle
import queue
import subprocess
import sys
import threading

import numpy as np
import psutil
import pytest

from gradio_pianoroll.analysis.pyin import pyin
from gradio_pianoroll.performance import (
    RealtimeProcessor,
    async_audio_analysis,
    benchmark,
    fast_f0_analysis,
    get_optimized_config,
    monitor_memory_usage,
    process_with_monitoring,
    run_performance_benchmark,
)
from gradio_pianoroll.settings import OPTIMIZED, default_cache_dir, explain_settings, get_settings
from tests.analysis.signals import cents, constant, harmonic_tone

SR = 22_050
MIB = 2**20


def tone(hz=220.0, seconds=1.0):
    return harmonic_tone(constant(hz, seconds), SR)


# --- F0 --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def f0():
    return fast_f0_analysis(np.concatenate([tone(), np.zeros(SR // 2, np.float32)]))


def test_f0_is_the_pitch(f0):
    assert f0.shape == (1 + (SR + SR // 2) // 512,)
    assert abs(cents(np.nanmean(f0), 220)) < 20
    assert abs(cents(np.nanmedian(f0), 220)) < 20
    assert np.isnan(f0).any()
    voiced = f0[~np.isnan(f0)]
    assert len(voiced) == np.count_nonzero(f0 > 0)
    assert abs(cents(voiced.mean(), 220)) < 20
    assert f0[3:4] == pytest.approx(220, rel=0.02)


def test_f0_unpacks_to_what_pyin_gives(f0):
    hz, voiced_flag, voiced_prob = f0
    expected = pyin(
        np.concatenate([tone(), np.zeros(SR // 2, np.float32)]),
        fmin=50, fmax=800, sr=SR, frame_length=2048, hop_length=512,
    )  # fmt: skip
    for mine, theirs in zip((hz, voiced_flag, voiced_prob), expected, strict=True):
        np.testing.assert_array_equal(mine, theirs)
        assert type(mine) is np.ndarray
    assert f0[0].tolist() == pytest.approx(hz.tolist(), nan_ok=True)
    assert (f0[1] is voiced_flag, f0[2] is voiced_prob) == (True, True)
    again = pickle.loads(pickle.dumps(f0))
    np.testing.assert_array_equal(again.voiced_flag, voiced_flag)


def test_what_is_calculated_from_f0_is_an_array_like_any_other(f0):
    for made in (f0[2:5], f0 * 2, np.log2(f0), np.where(f0 > 0, f0, 0), np.concatenate([f0, f0]), np.diff(f0)):
        assert type(made) is np.ndarray
    assert len(list(f0[:4])) == len(list(f0.copy()[:4])) == 4
    assert len(list(f0 * 2)) == len(f0)
    json.dumps({"mean": np.nanmean(f0), "first": f0.tolist()[3], "all": np.nan_to_num(f0).tolist()})
    doubled = f0 + 0
    doubled += f0
    np.testing.assert_array_equal(doubled, 2 * np.asarray(f0))


def test_samples_without_a_rate_are_at_librosas():
    found = asyncio.run(async_audio_analysis(tone()))
    assert found.sr == SR
    assert abs(cents(np.nanmedian(found.f0_hz), 220)) < 20
    # As `gr.Audio` hands sound to a handler.
    sixteen_bits = (tone(seconds=0.5) * 32_000).astype(np.int16)
    for given in ((SR, sixteen_bits), (SR, np.stack([sixteen_bits] * 2, axis=1))):
        found = asyncio.run(async_audio_analysis(given))
        assert abs(cents(np.nanmedian(found.f0_hz), 220)) < 20
    listed = asyncio.run(async_audio_analysis(tone(seconds=0.3).tolist()))
    assert abs(cents(np.nanmedian(listed.f0_hz), 220)) < 20


# --- the processor's queues ------------------------------------------------------------------------------------------


def test_sound_goes_through_the_two_queues():
    with RealtimeProcessor(buffer_size=512, process=lambda block: float(np.abs(block).max())) as processor:
        assert processor.output_queue.empty()
        for level in (0.25, 0.5):
            processor.input_queue.put(np.full(512, level, np.float32))
        found = [processor.output_queue.get(timeout=20).values["process"] for _ in range(2)]
        assert found == [0.25, 0.5]
        with pytest.raises(queue.Empty):
            processor.output_queue.get_nowait()
        with pytest.raises(queue.Empty):
            processor.output_queue.get(timeout=0.01)
        processor.input_queue.put_nowait(np.zeros(512, np.float32))
    assert processor.output_queue.qsize() == 1
    assert processor.output_queue.get(block=False).values["process"] == 0


def test_putting_never_waits():
    gate = threading.Event()
    processor = RealtimeProcessor(buffer_size=64, capacity_blocks=2, process=lambda block: gate.wait(30))
    with processor:
        for _ in range(20):
            processor.input_queue.put(np.zeros(64, np.float32), timeout=0.001)
        assert processor.input_queue.full()
        assert processor.input_queue.maxsize == 2
        gate.set()
    assert processor.stats().dropped > 0


# --- memory ----------------------------------------------------------------------------------------------------------


def test_megabytes_are_those_of_system_monitors():
    with monitor_memory_usage() as monitor:
        told = monitor()
    assert told["rss_mb"] == pytest.approx(psutil.Process().memory_info().rss / MIB, rel=0.02)
    _, _, _, increase = process_with_monitoring(lambda: bytearray(32 * MIB) and None)
    assert increase["python_peak_mb"] == pytest.approx(32, abs=0.2)


# --- printed lines ---------------------------------------------------------------------------------------------------

CODE = """
import logging, sys
from gradio_pianoroll.performance import benchmark
{setup}
@benchmark
def work():
    return 1
work()
"""


def printed(language, setup=""):
    env = {k: v for k, v in os.environ.items() if k not in ("LC_ALL", "LC_MESSAGES", "LANG")}
    env |= {"LANG": language, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(setup=setup)], env=env, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout, done.stderr


def test_the_decorator_prints_without_logging():
    out, err = printed("en_US.UTF-8")
    assert out.startswith("__main__.work took ")
    assert out.endswith(" ms\n")
    assert err == ""
    assert printed("ko_KR.UTF-8")[0].startswith("__main__.work 실행 시간: ")
    assert printed("C")[0].startswith("__main__.work took ")


def test_the_decorator_logs_where_that_is_seen():
    out, err = printed("en_US.UTF-8", "logging.basicConfig(level=logging.INFO)")
    assert out == ""
    assert "__main__.work took" in err


def test_failures_are_told_and_quiet_ones_are_not(capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")

    @benchmark(name="fail")
    def fail():
        raise KeyError

    @benchmark(name="quiet", level=logging.DEBUG)
    def quiet():
        return 1

    quiet()
    with pytest.raises(KeyError):
        fail()
    assert capsys.readouterr().out.startswith("fail 실패")


@pytest.mark.parametrize(
    ("language", "head", "row"), [("ko_KR.UTF-8", "단계", "음표 하나 편집"), ("C", "step", "edit one")]
)
def test_the_pipeline_prints_a_table(capsys, monkeypatch, language, head, row):
    monkeypatch.setenv("LC_ALL", language)
    table = run_performance_benchmark(notes=50, sound_s=0.3, runs=1)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(head)
    assert any(line.startswith(row) for line in lines)
    assert len(lines) == len(table) + 1
    assert table["edit one note"].unit == "edits"


# --- settings --------------------------------------------------------------------------------------------------------


@pytest.fixture
def environment(monkeypatch):
    for name in list(os.environ):
        if name.startswith("GRADIO_PIANOROLL_") or name in ("ENVIRONMENT", "LIBROSA_CACHE_DIR", "NUMBA_NUM_THREADS"):
            monkeypatch.delenv(name)

    def put(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        get_settings.cache_clear()

    put()
    yield put
    get_settings.cache_clear()


def test_the_advice_is_no_limit_of_the_package(environment):
    assert get_optimized_config() == OPTIMIZED["development"]
    environment(ENVIRONMENT="production")
    assert get_optimized_config() == {
        "sample_rate": 22_050, "max_notes": 2_000, "enable_cache": True, "chunk_size": 1_024, "log_level": "WARNING"
    }  # fmt: skip
    assert get_settings().max_notes > 2_000
    environment(GRADIO_PIANOROLL_MAX_NOTES="77", GRADIO_PIANOROLL_ENABLE_CACHE="off")
    assert get_optimized_config() == {**OPTIMIZED["production"], "max_notes": 77, "enable_cache": False}


def test_the_variables_of_librosa_and_numba(environment, tmp_path):
    assert get_settings().analysis_workers == 0
    environment(LIBROSA_CACHE_DIR=str(tmp_path), NUMBA_NUM_THREADS="3")
    assert default_cache_dir() == tmp_path / "gradio_pianoroll"
    assert (get_settings().cache_dir, get_settings().analysis_workers) == (tmp_path / "gradio_pianoroll", 3)
    sources = {setting.name: setting.source for setting in explain_settings()}
    assert (sources["cache_dir"], sources["analysis_workers"]) == ("LIBROSA_CACHE_DIR", "NUMBA_NUM_THREADS")
    environment(GRADIO_PIANOROLL_CACHE_DIR=str(tmp_path / "ours"), GRADIO_PIANOROLL_ANALYSIS_WORKERS="2")
    assert (get_settings().cache_dir, get_settings().analysis_workers) == (tmp_path / "ours", 2)


THREADS = """
import asyncio, os, threading, numpy as np
from pathlib import Path
from gradio_pianoroll.performance import async_audio_analysis, fast_f0_analysis
y = np.sin(np.arange(22050) * 0.06).astype("float32")
asyncio.run(async_audio_analysis(y))
names = [t.name for t in threading.enumerate() if t.name.startswith("analysis")]
import numba
print(len(names), numba.config.NUMBA_NUM_THREADS, any(Path(os.environ["LIBROSA_CACHE_DIR"]).rglob("*")))
"""


def test_they_do_it_in_a_new_process(tmp_path):
    env = {**os.environ, "LIBROSA_CACHE_DIR": str(tmp_path), "NUMBA_NUM_THREADS": "1"}
    env.pop("GRADIO_PIANOROLL_CACHE_DIR", None)
    done = subprocess.run([sys.executable, "-c", THREADS], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "1", "True"]
