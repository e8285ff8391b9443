"""Does our pYIN decide as librosa does? Frame by frame on recordings, singing, made speech and random arguments."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import librosa
import numpy as np
import soundfile
import soxr

from gradio_pianoroll.analysis.pyin import pyin, stream_f0
from gradio_pianoroll.score import Score
from gradio_pianoroll.synth import render
from scripts import fetch_test_data

SR = 22_050
KOREAN = ("안녕하세요, 반갑습니다.", "오늘은 날씨가 참 좋네요.", "피아노 롤에서 음의 높이를 그려 보세요.")
VOICES = ("ko", "ko+f2", "ko+m3", "ko+f4")


@dataclass
class Agreement:
    """What was compared and what differed."""

    name: str
    sounds: int = 0
    frames: int = 0
    voicing: int = 0
    f0: int = 0
    probability: float = 0.0
    streamed: int = 0
    failures: list[str] = field(default_factory=list)

    def add(self, y: np.ndarray, rng: np.random.Generator, **options: Any) -> None:
        """Compare one sound, whole and streamed in blocks of random sizes."""
        with warnings.catch_warnings():
            # Both warn of frames that hold less than two periods.
            warnings.simplefilter("ignore", UserWarning)
            theirs = librosa.pyin(y, fill_na=None, **options)
            ours = pyin(y, fill_na=None, **options)
            cuts = np.sort(rng.integers(0, len(y) + 1, int(rng.integers(1, 12))))
            parts = list(stream_f0(np.split(y, cuts), fill_na=None, **options))
        voicing = int(np.count_nonzero(theirs[1] != ours[1]))
        f0 = int(np.count_nonzero(theirs[0] != ours[0]))
        probability = float(np.abs(theirs[2] - ours[2]).max())
        streamed = sum(
            int(np.count_nonzero(np.concatenate([getattr(part, column) for part in parts]) != whole))
            for column, whole in zip(("f0_hz", "voiced", "voiced_prob"), ours, strict=True)
        )
        self.sounds += 1
        self.frames += len(ours[0])
        self.voicing += voicing
        self.f0 += f0
        self.probability = max(self.probability, probability)
        self.streamed += streamed
        if voicing or f0 or streamed or probability > 1e-6:
            self.failures.append(f"{self.name} {self.sounds}: {options}")


def recordings(count: int) -> Iterator[np.ndarray]:
    """Spoken sentences, 8 kHz."""
    files = sorted(p for p in fetch_test_data.prompts().rglob("*.wav") if p.stat().st_size > 8_000)
    for path in files[:count]:
        yield soundfile.read(path, dtype="float32")[0]


def korean(count: int) -> Iterator[np.ndarray]:
    """Korean by espeak-ng where it is installed."""
    program = shutil.which("espeak-ng")
    if not program:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        for voice in VOICES[:count]:
            for text in KOREAN:
                subprocess.run([program, "-v", voice, "-w", str(path), text], check=True, capture_output=True)
                y, sr = soundfile.read(path, dtype="float32")
                yield soxr.resample(y, sr, SR)


def singing(count: int) -> Iterator[np.ndarray]:
    """Songs rendered by our own voice."""
    rng = np.random.default_rng(5)
    for _ in range(count):
        pitches = 55 + np.cumsum(rng.integers(-4, 5, 8)) % 20
        notes = [
            {"start": 80 * i, "duration": 70, "pitch": int(p), "lyric": lyric}
            for i, (p, lyric) in enumerate(zip(pitches, "안녕하세요반가워", strict=True))
        ]
        yield render(Score.from_dict({"tempo": 100, "notes": notes}), SR, voice="voice")


def random_case(rng: np.random.Generator) -> tuple[np.ndarray, dict[str, Any]]:
    """A short sound of several parts and arguments that both accept."""
    sr = int(rng.choice([8_000, 16_000, 22_050, 44_100]))
    frame_length = int(rng.choice([512, 777, 1024, 1025, 2048]))
    lowest = 1.05 * sr / (frame_length - 1)
    fmin = float(rng.uniform(lowest, max(lowest * 1.5, 200)))
    fmax = float(min(sr / 2, fmin * rng.uniform(2.2, 8)))
    options = {
        "fmin": fmin, "fmax": fmax, "sr": sr, "frame_length": frame_length,
        "hop_length": int(rng.choice([frame_length // 8, frame_length // 4, frame_length // 2, frame_length + 5, 100])),
        "n_thresholds": int(rng.choice([1, 10, 50, 100, 150])),
        "beta_parameters": tuple(float(x) for x in rng.uniform(0.6, 20, 2)),
        "boltzmann_parameter": float(rng.uniform(0.1, 5)),
        "resolution": float(rng.choice([0.1, 0.15, 0.2, 0.3, 0.5, 1.0])),
        "max_transition_rate": float(rng.uniform(1, 40)),
        "switch_prob": float(rng.uniform(0.001, 0.6)),
        "no_trough_prob": float(rng.uniform(0, 1)),
        "center": bool(rng.random() < 0.7),
        "pad_mode": str(rng.choice(["constant", "reflect", "edge", "symmetric"])),
    }  # fmt: skip
    bins_per_semitone = int(np.ceil(1 / options["resolution"]))
    bins = int(np.floor(12 * bins_per_semitone * np.log2(fmax / fmin))) + 1
    most = (bins - 1) // bins_per_semitone
    options["max_transition_rate"] = min(options["max_transition_rate"], most * sr / options["hop_length"] / 12)
    n = frame_length + int(rng.integers(20, 60)) * options["hop_length"]
    time_s = np.arange(n) / sr
    kinds = (
        rng.standard_normal(n) * 0.1,
        np.sin(2 * np.pi * rng.uniform(fmin, fmax) * time_s),
        sum(np.sin(2 * np.pi * k * fmin * 1.7 * time_s) / k for k in range(1, 7)),
        np.zeros(n),
        np.sin(2 * np.pi * np.cumsum(np.geomspace(fmin, fmax, n)) / sr),
    )
    part = np.minimum(np.arange(n) * 4 // n, 3)
    chosen = rng.integers(0, len(kinds), 4)
    y = np.choose(part, [kinds[c] for c in chosen]) + rng.choice([0, 1e-4, 0.02]) * rng.standard_normal(n)
    return y.astype(rng.choice([np.float32, np.float64])), options


def compare(quick: bool) -> Iterator[Agreement]:
    """All four comparisons; `quick` takes a few of each."""
    rng = np.random.default_rng(11)
    spoken = Agreement("recorded speech")
    for i, y in enumerate(recordings(4 if quick else 520)):
        fine = i < 60
        hop, resolution = (128, 0.1) if fine else (64, 0.2)
        spoken.add(y, rng, fmin=70, fmax=700, sr=8_000, frame_length=1024, hop_length=hop, resolution=resolution)
    yield spoken
    said = Agreement("Korean by espeak-ng")
    for y in korean(1 if quick else 4):
        said.add(y, rng, fmin=50, fmax=800, sr=SR)
    yield said
    sung = Agreement("rendered singing")
    for y in singing(1 if quick else 8):
        sung.add(y, rng, fmin=65.4, fmax=2093.0, sr=SR)
    yield sung
    drawn = Agreement("random arguments")
    for _ in range(10 if quick else 500):
        y, options = random_case(rng)
        drawn.add(y, rng, **options)
    yield drawn


if __name__ == "__main__":
    import sys

    for found in compare("--quick" in sys.argv):
        print(found, flush=True)
