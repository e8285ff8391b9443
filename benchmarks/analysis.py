"""All features of a sound against librosa calls that make the same; an hour streamed; beside an event loop; again."""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from gradio_pianoroll.analysis import async_audio_analysis, extract_audio_features
from gradio_pianoroll.analysis.blob_store import BlobStore
from gradio_pianoroll.analysis.cache import AnalysisCache
from gradio_pianoroll.formats.audio import load_audio
from gradio_pianoroll.monitoring import Report, Row, measure
from scripts import fetch_test_data

SR = 22_050
HOP, FRAME = 256, 2048
FMIN_HZ, FMAX_HZ = 65.0, 1000.0
#: What librosa has a call for, too.
SHARED = ("f0", "voicing", "loudness", "a_weighted", "spectral_centroid", "zero_crossing_rate", "spectrogram")
ALL = (*SHARED, "harmonicity", "programme", "peaks")
#: librosa needs 100 MB and some 20 s of a processor for a minute: it is measured on this much and scaled.
LIBROSA_S, QUICK_LIBROSA_S = 15, 4
TICK_S = 0.005
AT_ONCE = 4


def run(runs: int = 5, quick: bool = False) -> Report:
    """Measure with `runs` counted repetitions; `quick` takes short sounds, to see that it works."""
    minutes, hour_s, librosa_s = (10, 3_600, LIBROSA_S) if not quick else (0.5, 30, QUICK_LIBROSA_S)
    report = Report(f"Analysis, recorded speech, {minutes:g} min and {hour_s / 60:g} min, hop {HOP}")
    speech = recorded_speech(minutes * 60)
    _measure_all(report, speech, librosa_s, runs)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        soundfile.write(path, speech, SR)
        _measure_again(report, path, runs)
        long_path = Path(folder) / "long.wav"
        with soundfile.SoundFile(long_path, "w", SR, 1, "PCM_16") as sound:
            for start_s in range(0, hour_s, 60):
                sound.write(np.resize(np.roll(speech, -start_s * 997), min(60, hour_s - start_s) * SR))
        _measure_hour(report, long_path, hour_s, librosa_s)
        _measure_loop(report, speech[: SR * (60 if not quick else 5)], librosa_s)
    return report


def recorded_speech(seconds: float) -> NDArray[np.float32]:
    """Recorded sentences, one after another, over again until they are long enough."""
    parts, length = [], 0
    for path in sorted(fetch_test_data.prompts().glob("*.wav")):
        audio, _ = load_audio(path, SR)
        parts.append(audio)
        length += len(audio)
        if length > seconds * SR:
            break
    return np.resize(np.concatenate(parts), int(seconds * SR))


def ours(audio: NDArray[np.float32] | Path, features: tuple[str, ...], cache: AnalysisCache | bool = False) -> None:
    """All features in one call."""
    sr = None if isinstance(audio, Path) else SR
    extract_audio_features(
        audio, sr, features=features, fmin=FMIN_HZ, fmax=FMAX_HZ, hop_length=HOP, frame_length=FRAME, cache=cache
    )


def by_librosa(audio: NDArray[np.float32]) -> None:
    """The same made by librosa's calls, one spectrum for all that take one."""
    import librosa

    librosa.pyin(audio, fmin=FMIN_HZ, fmax=FMAX_HZ, sr=SR, frame_length=FRAME, hop_length=HOP)
    spectrum = np.abs(librosa.stft(audio, n_fft=FRAME, hop_length=HOP))
    librosa.amplitude_to_db(librosa.feature.rms(y=audio, frame_length=FRAME, hop_length=HOP), ref=1.0)
    librosa.feature.zero_crossing_rate(audio, frame_length=FRAME, hop_length=HOP)
    librosa.feature.spectral_centroid(S=spectrum, sr=SR)
    weights = librosa.db_to_power(librosa.A_weighting(librosa.fft_frequencies(sr=SR, n_fft=FRAME)))
    librosa.power_to_db(weights @ spectrum**2, ref=1.0)
    librosa.amplitude_to_db(spectrum, ref=1.0)


def _measure_all(report: Report, speech: NDArray[np.float32], librosa_s: float, runs: int) -> None:
    part = speech[: int(librosa_s * SR)]
    scale = len(speech) / len(part)
    minutes = len(speech) / SR / 60
    ours_s, peer_s, ratio = measure(lambda: ours(speech, SHARED), lambda: by_librosa(part), runs=runs)
    if peer_s is None or ratio is None:
        raise RuntimeError("the peer was not measured")
    note = f"F0, voicing, RMS, A-weighted, centroid, zero crossings, spectrogram; librosa: {librosa_s:g} s × {scale:g}"
    name = f"features that librosa has, {minutes:g} min"
    report.add(Row(name, "s", ours_s, peer_s * scale, ratio * scale, "≥ 40 ×", note))
    all_s, _, _ = measure(lambda: ours(speech, ALL), runs=runs)
    report.add(Row(f"all features, {minutes:g} min", "s", all_s, note="harmonicity, LUFS and peaks besides"))


def _measure_again(report: Report, path: Path, runs: int) -> None:
    """A file that was analysed before: in this process, and in one that finds it on disk."""
    with BlobStore(path.with_suffix(".sqlite")) as store:
        cache = AnalysisCache(store)
        ours(path, ALL, cache)
        # Its hash is remembered once the file has rested.
        time.sleep(2.1)
        again_s, compute_s, ratio = measure(
            lambda: ours(path, ALL, cache), lambda: ours(path, ALL, False), runs=runs, warmup=2
        )
        note = "all features; the other: computed"
        report.add(Row("same file again", "ms", again_s * 1e3, _ms(compute_s), ratio, "≥ 200 ×", note))

        def from_disk() -> None:
            ours(path, ALL, AnalysisCache(store))

        disk_s, compute_s, ratio = measure(from_disk, lambda: ours(path, ALL, False), runs=max(1, runs // 2))
        note = "a process that has not seen it: the file is hashed, results come from disk"
        report.add(Row("same file, new process", "ms", disk_s * 1e3, _ms(compute_s), ratio, "", note))


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else seconds * 1e3


def _child(kind: str, path: Path, seconds: float) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.analysis_child", kind, str(path), str(seconds)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _measure_hour(report: Report, path: Path, hour_s: float, librosa_s: float) -> None:
    peer = _child("librosa", path, librosa_s)
    scale = hour_s / librosa_s
    for kind, reach, features in (
        ("f0", ("≤ 6 s", "≤ 40 MB"), "F0, hop 512, 50-800 Hz"),
        ("shared", ("", ""), f"as above, hop {HOP}"),
        ("all", ("", ""), "and harmonicity, LUFS, peaks"),
    ):
        found = _child(kind, path, hour_s)
        has_peer = kind == "shared"
        peer_s, peer_mb = (peer["seconds"] * scale, peer["peak_mb"] * scale) if has_peer else (None, None)
        note = f"{features}; file to arrays, one process, {found['processor_s']:.3g} s of processor time"
        if has_peer:
            note += f"; librosa: {librosa_s:g} s × {scale:g}, {peer['processor_s'] * scale:.3g} s of processor time"
        name = f"{hour_s / 60:g} min streamed, {kind}"
        ratio = peer_s / found["seconds"] if peer_s else None
        report.add(Row(f"{name}: time", "s", found["seconds"], peer_s, ratio, reach[0], note))
        ratio = peer_mb / max(found["peak_mb"], 0.1) if peer_mb else None
        note = "peak of resident memory over that before, results included"
        report.add(Row(f"{name}: memory", "MB", found["peak_mb"], peer_mb, ratio, reach[1], note))


async def _delays_ms(work: list[Callable[[], Awaitable[object]]]) -> list[float]:
    """How late a timer of `TICK_S` rings while the work is done."""
    running = [asyncio.ensure_future(start()) for start in work]  # type: ignore[arg-type]
    late: list[float] = []
    while not all(task.done() for task in running):
        begin_s = time.perf_counter()
        await asyncio.sleep(TICK_S)
        late.append((time.perf_counter() - begin_s - TICK_S) * 1e3)
    await asyncio.gather(*running)
    return late


def _measure_loop(report: Report, speech: NDArray[np.float32], librosa_s: float) -> None:
    part = speech[: int(librosa_s * SR / 3)]
    ours_ms = asyncio.run(_delays_ms([lambda: async_audio_analysis(speech, SR, cache=False)] * AT_ONCE))
    peer_ms = asyncio.run(_delays_ms([lambda: asyncio.to_thread(by_librosa, part)] * AT_ONCE))
    idle_ms = asyncio.run(_delays_ms([lambda: asyncio.sleep(2)]))
    for name, q, reach in (("median", 50, ""), ("p99", 99, "≤ 20 ms")):
        a, b = (float(np.percentile(values, q)) for values in (ours_ms, peer_ms))
        note = (
            f"{AT_ONCE} at once, {len(ours_ms):,} ticks; librosa's calls in threads the other; "
            f"with nothing to do {np.percentile(idle_ms, q):.2g} ms (median {statistics.median(idle_ms):.2g})"
        )
        report.add(Row(f"event loop delay, {name}", "ms", a, b, b / a, reach, note))


if __name__ == "__main__":
    print(run().to_table())
