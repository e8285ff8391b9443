"""How much memory does an hour of sound take, and does editing and analysing for long take more and more?"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil

from gradio_pianoroll.monitoring import Report, Row

ROOT = Path(__file__).resolve().parents[1]
HOUR_S, QUICK_S = 3_600, 120
#: librosa takes gigabytes for an hour; it is measured on this much and scaled.
LIBROSA_S, QUICK_LIBROSA_S = 300, 30
SR = 22_050
SOAK_S, QUICK_SOAK_S = 60.0, 5.0
#: The long soak: PIANOROLL_SOAK_S=1800.
SOAK_VARIABLE = "PIANOROLL_SOAK_S"
FEATURES = ("f0", "loudness", "voicing", "notes")

# Each is measured in a fresh process: the peak of one is nothing of the other's. The kernels are loaded before.
_OURS = """
from benchmarks.memory_probe import base_mb, peak_mb, told
from gradio_pianoroll.batch.parameters import BatchParameters
from gradio_pianoroll.batch.task import FileTask, analyse_file, warm_up
import time, sys
parameters = BatchParameters({features!r})
warm_up(parameters)
analyse_file(FileTask({short!r}, parameters))
base = base_mb()
begin_s = time.perf_counter()
result = analyse_file(FileTask({path!r}, parameters))
told(base, peak_mb(), time.perf_counter() - begin_s, sum(a.nbytes for a in result.arrays.values()) / 1e6)
"""
_LIBROSA = """
from benchmarks.batch_tasks import librosa_features
from benchmarks.memory_probe import base_mb, peak_mb, told
import time
librosa_features({short!r})
base = base_mb()
begin_s = time.perf_counter()
result = librosa_features({path!r})
told(base, peak_mb(), time.perf_counter() - begin_s, sum(a.nbytes for a in result) / 1e6)
"""


def run(runs: int = 5, quick: bool = False) -> Report:
    """Measure; `runs` is not used, memory repeats. `quick` takes minutes of sound instead of an hour."""
    seconds = QUICK_S if quick else HOUR_S
    report = Report(f"Memory: {seconds / 60:g} minutes of sound, soak")
    with tempfile.TemporaryDirectory() as folder:
        _measure_hour(report, Path(folder), seconds, QUICK_LIBROSA_S if quick else LIBROSA_S)
    _measure_soak(report, float(os.environ.get(SOAK_VARIABLE, QUICK_SOAK_S if quick else SOAK_S)))
    return report


def write_song(path: Path, seconds: int) -> Path:
    """A sung-like sound of that length, 22 050 Hz, 16 bit, written block by block."""
    import soundfile

    rng = np.random.default_rng(1)
    with soundfile.SoundFile(path, "w", SR, 1, "PCM_16") as file:
        phase = 0.0
        for second in range(seconds):
            t_s = np.arange(SR) / SR
            f0_hz = 220 * 2 ** (rng.integers(-9, 10) / 12) * (1 + 0.01 * np.sin(2 * np.pi * 5.5 * t_s))
            turns = phase + np.cumsum(f0_hz) / SR
            phase = turns[-1] % 1
            tone = sum(np.sin(2 * np.pi * k * turns) / k for k in range(1, 9))
            level = np.where(second % 7 == 6, 0.0, 0.15 * np.minimum(1, 10 * t_s))
            file.write((level * tone + rng.normal(0, 1e-3, SR)).astype(np.float32))
    return path


def _measure_hour(report: Report, folder: Path, seconds: int, librosa_s: int) -> None:
    short, long = write_song(folder / "short.wav", 20), write_song(folder / "long.wav", seconds)
    few = write_song(folder / "few.wav", librosa_s)
    ours_mb, ours_s, result_mb = _probe(_OURS.format(features=FEATURES, short=str(short), path=str(long)))
    peer_mb, peer_s, _ = _probe(_LIBROSA.format(short=str(short), path=str(few)))
    scale = seconds / librosa_s
    scaled = "" if scale == 1 else f" × {scale:g}"
    note = (
        f"all features and notes; {result_mb:.1f} MB of results in it; peer: librosa (pyin, rms), {librosa_s} s{scaled}"
    )
    whole_mb = peer_mb * scale
    report.add(Row("peak over base", "MB", ours_mb, whole_mb, whole_mb / ours_mb, "≤ 60 MB", note))
    report.add(Row("time", "s", ours_s, peer_s * scale, peer_s * scale / ours_s, note="the same runs"))


def _probe(program: str) -> tuple[float, float, float]:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "backend")]), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=env, check=True)
    base_mb, peak_mb, seconds, result_mb = (float(value) for value in done.stdout.split()[-4:])
    return peak_mb - base_mb, seconds, result_mb


def _measure_soak(report: Report, seconds: float) -> None:
    """Edit a score, send it, analyse a sound, sing into a session, again and again."""
    from benchmarks.scores import musical_score
    from gradio_pianoroll.analysis import extract_audio_features
    from gradio_pianoroll.realtime import LiveOptions, LiveSessions, blocks_of
    from gradio_pianoroll.score.ops import Shift
    from gradio_pianoroll.transport import decode, encode

    score, sessions = musical_score(20_000), LiveSessions(8, idle_s=3_600)
    sound = (0.3 * np.sin(2 * np.pi * 220 * np.arange(2 * SR) / SR)).astype(np.float32)
    process, times_s, resident_mb, rounds_s = psutil.Process(), [], [], []
    users = [sessions.open(LiveOptions(SR, 1_024)) for _ in range(8)]
    begin_s, rounds, errors = time.perf_counter(), 0, 0
    while time.perf_counter() - begin_s < seconds:
        round_s = time.perf_counter()
        shift = Shift(ids=np.asarray(score.notes.id[:500]), beats=0.25, pitch=1 - 2 * (rounds % 2))
        edited, _ = score.apply([shift])
        errors += len(decode(encode(edited)).notes) != len(score.notes)
        errors += extract_audio_features(sound, SR, features=("f0", "loudness", "voicing"), cache=False).n_frames == 0
        user = rounds % len(users)
        for seq, block in enumerate(blocks_of(sound[:SR], 1_024)):
            users[user].push(seq, block)
        errors += users[user].finish()["lost"]
        sessions.close(users[user].id)
        users[user] = sessions.open(LiveOptions(SR, 1_024))
        rounds += 1
        rounds_s.append(time.perf_counter() - round_s)
        if rounds % 5 == 0:
            gc.collect()
            times_s.append(time.perf_counter() - begin_s)
            resident_mb.append(process.memory_info().rss / 1e6)
    _report_soak(report, np.array(times_s), np.array(resident_mb), np.array(rounds_s), errors)


def _report_soak(
    report: Report, times_s: np.ndarray, resident_mb: np.ndarray, rounds_s: np.ndarray, errors: int
) -> None:
    late = times_s > times_s[-1] / 3  # what is loaded and cached once is there by then
    slope, spread = 0.0, 0.0
    if late.sum() > 3:
        (slope, _), covariance = np.polyfit(times_s[late] / 3_600, resident_mb[late], 1, cov=True)
        spread = 2 * float(np.sqrt(covariance[0, 0]))
    note = f"{len(rounds_s)} rounds in {times_s[-1]:.0f} s; ± {spread:.1f} MB/h (2 σ); RSS {resident_mb[-1]:.0f} MB"
    report.add(Row("soak: growth", "MB/h", float(slope), reach="0 within noise", note=note))
    third = max(1, len(rounds_s) // 3)
    first_s, last_s = float(np.median(rounds_s[:third])), float(np.median(rounds_s[-third:]))
    name, reach, note = "soak: a round at the end", "as at the start", "peer: a round at the start"
    report.add(Row(name, "ms", last_s * 1e3, first_s * 1e3, first_s / last_s, reach, note))
    report.add(Row("soak: errors", "", errors, reach="0"))


if __name__ == "__main__":
    print(run().to_table())
