"""How soon is an edited phrase heard, how right is its F0, what is left of the voice, and can seams be found?"""

from __future__ import annotations

import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyworld
import soundfile
import soxr

from benchmarks.peers import praat
from gradio_pianoroll.analysis import F0Result, extract_f0
from gradio_pianoroll.analysis.pyin import pyin
from gradio_pianoroll.monitoring import Report, Row
from gradio_pianoroll.synth import Resynthesiser, make_line, parse_syllable, resynthesise, resynthesise_file, sing
from scripts import fetch_test_data

if TYPE_CHECKING:
    from numpy.typing import NDArray

SR = 44_100
FRAMES_S = np.arange(0, 3.2, 0.005)
VOICED_S = (0.2, 2.8)
MOVEMENTS = {"steady": (30.0, 0.7), "vibrato ±80 cents": (80.0, 5.5)}
SEMITONES = (-4, -2, 2, 4)
# An edit that nobody hears, so that unchanged F0 goes through the whole way.
UNCHANGED = 2 ** (0.05 / 1200)


def run(runs: int = 5, quick: bool = False) -> Report:
    """Measure with `runs` counted repetitions; `quick` takes short sounds, to see that it works."""
    report = Report("Resynthesis")
    hour_s = 120.0 if quick else 3600.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.wav"
        frames_s, f0_hz = _write_long(path, hour_s)
        _phrases(report, path, frames_s, f0_hz, hour_s, 10 if quick else max(20, runs))
        _stream(report, path, frames_s, f0_hz, hour_s)
    for method in ("psola", "world"):
        _f0(report, method)
    if praat.is_installed():
        _f0(report, "praat")
    _mouths(report)
    _spectra(report)
    _seams(report)
    return report


def speech() -> tuple[NDArray[np.float32], F0Result]:
    """Words that a woman says, one after the other, at 44.1 kHz, and their F0."""
    parts = []
    for file in sorted(fetch_test_data.speech().glob("*.wav")):
        if file.stem != "Noise":
            y, sr = soundfile.read(file, dtype="float32")
            parts.append(soxr.resample(y, sr, SR))
    audio = np.concatenate(parts).astype(np.float32)
    return audio, extract_f0(audio, SR, fmin=100, fmax=500)


def sung(f0_hz: NDArray[np.float64], words: str) -> NDArray[np.float32]:
    """The same mouth with F0 at `FRAMES_S`: what a perfect resynthesis gives."""
    n = len(words.split())
    line = make_line(np.arange(n) * 3.0 / n, np.full(n, 3.0 / n), np.full(n, 57), np.full(n, 100))
    return sing(line, [parse_syllable(word) for word in words.split()], SR, f0_curve=(FRAMES_S, f0_hz))


def _write_long(path: Path, duration_s: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A long recording: sung phrases of 3 s; times and F0 of its frames, 5 ms apart."""
    f0_hz = _contour(*MOVEMENTS["vibrato ±80 cents"])
    phrase = (sung(f0_hz, "a i o")[: int(3.2 * SR)] * 32_767).astype(np.int16)
    count = int(duration_s / (len(phrase) / SR))
    with soundfile.SoundFile(path, "w", SR, 1, "PCM_16") as file:
        for _ in range(count):
            file.write(phrase)
    times_s = (np.arange(count)[:, None] * (len(phrase) / SR) + FRAMES_S[FRAMES_S < 3.15]).ravel()
    voiced = np.where(FRAMES_S < 2.98, f0_hz, np.nan)[FRAMES_S < 3.15]
    return times_s, np.tile(voiced, count)


def _contour(cents: float, hz: float) -> NDArray[np.float64]:
    return np.asarray(220 * 2 ** (cents * np.sin(2 * np.pi * hz * FRAMES_S) / 1200))


def _cpu_ms(function: Callable[[], Any]) -> float:
    start_s = time.process_time()
    function()
    return 1000 * (time.process_time() - start_s)


def _phrases(
    report: Report, path: Path, times_s: NDArray[np.float64], f0_hz: NDArray[np.float64], duration_s: float, n: int
) -> None:
    edited = f0_hz * 2 ** (3 / 12)
    phrases = np.flatnonzero(np.diff(np.isfinite(f0_hz).astype(np.int8)) > 0)[:-2]
    starts = times_s[np.random.default_rng(1).choice(phrases, n)]
    # The same phrase is taken apart by WORLD as one calls it.
    peer = statistics.median(_cpu_ms(partial(_plain_world, path, s, times_s, f0_hz)) for s in starts[:5])
    for method, reach in (("psola", "≤ 20 ms"), ("world", "≤ 100 ms")):
        kept = Resynthesiser(path, None, (times_s, f0_hz), method=method)
        kept.render(edited, 0, 3)
        # Only the phrase changes, in an array for the whole recording.
        first, again = [], []
        for start_s in starts:
            changed = np.where((times_s > start_s) & (times_s < start_s + 3), edited, f0_hz)
            phrase = partial(kept.render, changed, start_s, start_s + 3)
            first.append(_cpu_ms(phrase))
            again.append(_cpu_ms(phrase))
        name = f"edit → sound, 3 s of {duration_s / 60:g} min, {method}"
        note = f"{n} phrases of a WAV file at 44.1 kHz, +3 semitones, processor time; the other: WORLD as one calls it"
        median = statistics.median(again)
        report.add(Row(name, "ms", median, peer, peer / median, reach, note))
        report.add(Row(f"{name}, p95", "ms", float(np.percentile(again, 95)), reach=reach))
        report.add(Row(f"{name}, touched for the first time", "ms", statistics.median(first)))


def _plain_world(path: Path, start_s: float, times_s: NDArray[np.float64], f0_hz: NDArray[np.float64]) -> None:
    audio, _ = soundfile.read(path, start=int(start_s * SR), frames=3 * SR, dtype="float64")
    frames_s = np.arange(0, 3, 0.005)
    f0 = np.nan_to_num(np.interp(frames_s + start_s, times_s, f0_hz))
    _world(audio, f0, frames_s, 2 ** (3 / 12))


def _world(audio: Any, f0_hz: Any, frames_s: Any, ratio: float) -> NDArray[np.float64]:
    audio = np.ascontiguousarray(audio, np.float64)
    envelope, breath = pyworld.cheaptrick(audio, f0_hz, frames_s, SR), pyworld.d4c(audio, f0_hz, frames_s, SR)
    return np.asarray(pyworld.synthesize(f0_hz * ratio, envelope, breath, SR, 5.0))


def _stream(
    report: Report, path: Path, times_s: NDArray[np.float64], f0_hz: NDArray[np.float64], duration_s: float
) -> None:
    edited = 1.1 * f0_hz
    start_s = time.process_time()
    resynthesise_file(path, path.with_name("out.wav"), (times_s, f0_hz), edited)
    took_s = time.process_time() - start_s
    note = f"all of {duration_s / 60:g} min moved, WAV to WAV"
    report.add(Row("file to file, times real time", "×", duration_s / took_s, note=note))
    few = times_s < 0.1 * duration_s
    peaks = []
    for part in (few & (times_s < 0.02 * duration_s), few):
        tracemalloc.start()
        kept = Resynthesiser(path, None, (times_s[part], f0_hz[part]))
        for block in kept.blocks(edited[part]):
            if len(block) == 0:
                break
        peaks.append(tracemalloc.get_traced_memory()[1] / 1e6)
        tracemalloc.stop()
    note = "peak of NumPy and Python while blocks come; the other: a fifth of it edited"
    report.add(Row(f"blocks with {0.1 * duration_s / 60:g} min edited, memory", "MB", peaks[1], peaks[0], note=note))


def _measured(audio: NDArray[np.floating]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    f0, _, _ = pyin(
        audio.astype(np.float32), fmin=65, fmax=1000, sr=SR, frame_length=2048, hop_length=256, resolution=0.02
    )
    return np.arange(len(f0)) * 256 / SR, f0


def _off(audio: NDArray[np.floating], target_hz: NDArray[np.float64]) -> tuple[float, float]:
    times_s, found = _measured(audio)
    inside = np.isfinite(found) & (times_s > VOICED_S[0]) & (times_s < VOICED_S[1])
    off = np.abs(1200 * np.log2(found[inside] / np.interp(times_s[inside], FRAMES_S, target_hz)))
    return float(np.median(off)), float(np.percentile(off, 95))


def _moved(audio: Any, times_s: Any, f0_hz: Any, target_hz: Any, method: str) -> Any:
    """Sound at another F0, by a method of ours or by Praat, the second judge."""
    if method == "praat":
        return praat.resynthesised(audio, SR, times_s, target_hz)
    return resynthesise(audio, SR, (times_s, f0_hz), target_hz, method=method)


def _f0(report: Report, method: str) -> None:
    """F0 errors; the peer is the same voice sung at that F0 at once: the measuring floor."""
    for name, movement in MOVEMENTS.items():
        for words in ("a", "a i o"):
            f0_hz = _contour(*movement)
            voice = sung(f0_hz, words)
            ours, floor = [], []
            for semitones in SEMITONES:
                target = f0_hz * 2 ** (semitones / 12)
                ours.append(_off(_moved(voice, FRAMES_S, f0_hz, target, method), target))
                floor.append(_off(sung(target, words), target))
            for k, which in enumerate(("median", "p95")):
                mine, best = max(pair[k] for pair in ours), max(pair[k] for pair in floor)
                note = "worst of -4, -2, 2, 4 semitones; the other: sung at that F0 at once"
                row = f"F0 error, {method}, {name}, {words!r}, {which}"
                report.add(Row(row, "cents", mine, best, reach="≤ floor + 2", note=note))


def _bands(audio: NDArray[np.floating]) -> NDArray[np.float64]:
    """Levels of thirds of octaves, 100 Hz to 8 kHz, dB."""
    frames = np.lib.stride_tricks.sliding_window_view(audio[int(VOICED_S[0] * SR) : int(VOICED_S[1] * SR)], 4096)[::512]
    power = np.abs(np.fft.rfft(frames * np.hanning(4096))) ** 2
    rows = np.searchsorted(np.fft.rfftfreq(4096, 1 / SR), 100 * 2 ** (np.arange(20) / 3))
    return np.asarray(10 * np.log10(np.add.reduceat(power, rows, axis=1)[:, :-1] + 1e-4))


def _mouths(report: Report) -> None:
    """How far a voice is from the same mouth at that F0; the peer is WORLD."""
    for semitones in (*SEMITONES, -7, 7, -12, 12):
        apart: dict[str, list[float]] = {"psola": [], "world": []}
        if praat.is_installed():
            apart["praat"] = []
        for movement in MOVEMENTS.values():
            f0_hz = _contour(*movement)
            target = f0_hz * 2 ** (semitones / 12)
            ideal, voice = _bands(sung(target, "a i o")), sung(f0_hz, "a i o")
            for method, found in apart.items():
                got = _bands(_moved(voice, FRAMES_S, f0_hz, target, method))
                found.append(float(np.sqrt(((got - ideal) ** 2).mean())))
        ours, *peers = (statistics.mean(found) for found in apart.values())
        for name, peer in zip(list(apart)[1:], peers, strict=True):
            note = f"thirds of octaves, root mean square, beside the same mouth at that F0; the other: {name}"
            report.add(
                Row(f"distance of the mouth, {semitones:+d} semitones, psola", "dB", ours, peer, peer / ours, note=note)
            )


def _log_spectral_distance(one: NDArray[np.floating], other: NDArray[np.floating]) -> float:
    def spectra(audio: NDArray[np.floating]) -> NDArray[np.float64]:
        frames = np.lib.stride_tricks.sliding_window_view(audio, 2048)[::512]
        return np.asarray(20 * np.log10(np.abs(np.fft.rfft(frames * np.hanning(2048))) + 1e-3))

    n = min(len(one), len(other))
    return float(np.sqrt(((spectra(one[:n]) - spectra(other[:n])) ** 2).mean(axis=1)).mean())


def _spectra(report: Report) -> None:
    audio, f0 = speech()
    frames_s = np.arange(0, len(audio) / SR, 0.005)
    voiced = np.interp(frames_s, f0.times_s, f0.voiced) > 0.5
    plain_f0 = np.where(voiced, np.interp(frames_s, f0.times_s[f0.voiced], f0.f0_hz[f0.voiced]), 0.0)
    plain = _log_spectral_distance(audio, _world(audio, plain_f0, frames_s, 1.0))
    for method in ("psola", "world"):
        got = resynthesise(audio, SR, f0, f0.f0_hz.astype(float) * UNCHANGED, method=method)
        ours = _log_spectral_distance(audio, got)
        note = "spoken words at 44.1 kHz, F0 moved by a twentieth of a cent; the other: WORLD alone"
        ratio = plain / ours
        report.add(Row(f"log-spectral distance at unchanged F0, {method}", "dB", ours, plain, ratio, "≤ WORLD's", note))
    if praat.is_installed():
        hz = np.where(f0.voiced, f0.f0_hz, np.nan).astype(float) * UNCHANGED
        ours = _log_spectral_distance(audio, praat.resynthesised(audio, SR, f0.times_s, hz))
        note = "Praat's overlap-add; the other: WORLD alone"
        report.add(Row("log-spectral distance at unchanged F0, praat", "dB", ours, plain, plain / ours, note=note))


def _seams(report: Report) -> None:
    """Levels and bends of the waveform at seams, beside those of the recording at the same places."""
    audio, f0 = speech()
    for method in ("psola", "world"):
        kept = Resynthesiser(audio, SR, f0, method=method)
        levels, bends, inside = [], [], 0
        for seed in range(8):
            rng = np.random.default_rng(seed)
            edited = f0.f0_hz.astype(float).copy()
            for _ in range(6):
                start_s = rng.uniform(0, f0.times_s[-1] - 0.3)
                edited[(f0.times_s >= start_s) & (f0.times_s < start_s + 0.3)] *= 2 ** (rng.uniform(-4, 4) / 12)
            got = kept.render(edited)
            for moment_s in np.ravel(kept.changed_spans(edited)):
                seam = round(moment_s * SR)
                if not 2000 < seam < len(audio) - 2000:
                    continue
                near = slice(seam - 441, seam + 441)
                own, ours = (10 * np.log10((y[near].astype(float) ** 2).mean() + 1e-8) for y in (audio, got))
                levels.append(abs(ours - own))
                bend = np.abs(np.diff(got.astype(float), 2))[seam - 3 : seam + 4].max()
                around = np.abs(np.diff(audio.astype(float), 2))[seam - 882 : seam + 882].max()
                bends.append(bend / (around + 1e-4))
                inside += 1
        note = f"{inside} seams of edits of 0.3 s within spoken words, beside the recording there, 20 ms"
        report.add(Row(f"level at seams, {method}, median", "dB", statistics.median(levels), note=note))
        report.add(Row(f"level at seams, {method}, p95", "dB", float(np.percentile(levels, 95))))
        note = "largest second difference at a seam by that of the recording within 20 ms: a click is far above 1"
        report.add(Row(f"bend at seams, {method}, largest", "×", max(bends), note=note))


if __name__ == "__main__":
    print(run().to_table())
