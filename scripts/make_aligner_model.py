"""Trains the network that the aligner hears with and writes `analysis/aligning/model.npz`.

    python scripts/make_aligner_model.py

Takes every other one of the 620 Russian sentences of Debian's `festvox-ru` with its labels (scripts/fetch_test_data.py;
179 MB to download, twice), each in two disguises: another size of the voice, another microphone, a room, noise. The
other half, and all the recordings that the documentation's figures come from, are left out. Takes ten minutes.
"""

from __future__ import annotations

import os
from pathlib import Path

# Sums over several threads differ in their last digits from run to run and with the number of cores.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import fetch_test_data
import numpy as np
import soundfile as sf

from gradio_pianoroll.analysis.aligning.frames import CONTEXT, HOP_S, measure_frames
from gradio_pianoroll.analysis.aligning.sounds import CLASSES
from gradio_pianoroll.analysis.features import open_source

FILE = Path(__file__).parents[1] / "backend" / "gradio_pianoroll" / "analysis" / "aligning" / "model.npz"
# Phones of the labels by class; soft consonants are doubled letters.
PHONES = {
    "silence": "pau ssil", "a": "a aa", "schwa": "ae ay ur", "e": "e ee", "i": "i ii y yy", "o": "o oo", "u": "u uu",
    "nasal": "n nn m mm", "l": "l ll", "r": "r rr", "j": "j", "s": "s ss", "affricate": "c ch", "sh": "sh sch",
    "z": "zh z zz", "f": "f ff", "h": "h hh", "v": "v vv", "voiced stop": "b bb d dd g gg", "stop": "p pp t tt k kk",
}  # fmt: skip
CLASS_OF = {phone: CLASSES.index(name) for name, phones in PHONES.items() for phone in phones.split()}
VOICES = (0.74, 0.82, 0.9, 1.0, 1.1, 1.2, 1.32)
HIDDEN, ROUNDS, BATCH, RATE, DROPPED = 96, 8, 512, 2e-3, 0.15
# Pauses are a fifth of all frames, and easy.
SILENCE_KEPT = 0.35


def disguised(audio: np.ndarray, sr: int, rng: np.random.Generator) -> np.ndarray:
    """The sound as another microphone takes it in a room with noise."""
    audio = audio / np.abs(audio).max() * rng.uniform(0.1, 0.9)
    if rng.random() < 0.15:
        return audio
    n, at = len(audio), np.linspace(0, 1, 9)
    spectrum = np.fft.rfft(audio)
    hz = np.linspace(0, sr / 2, len(spectrum))
    curve_db = np.cumsum(rng.normal(0, 3, 9)) + rng.normal(0, 3, 9)
    spectrum *= 10 ** (np.interp(np.sqrt(hz / hz[-1]), at, curve_db) / 20)
    if rng.random() < 0.25:
        spectrum /= 1 + (hz / rng.uniform(3_000, 7_000)) ** 16
    if rng.random() < 0.3:
        spectrum /= 1 + (rng.uniform(60, 250) / np.maximum(hz, 1)) ** 8
    audio = np.fft.irfft(spectrum, n)
    if rng.random() < 0.5:
        length = int(sr * rng.uniform(0.05, 0.3))
        room = rng.standard_normal(length) * np.exp(-np.arange(length) / sr / rng.uniform(0.01, 0.06))
        room *= 0.7 * rng.random() / np.sqrt((room**2).sum())
        room[0] = 1
        audio = np.convolve(audio, room)[:n]
    if rng.random() < 0.8:
        noise = np.fft.rfft(rng.standard_normal(n))
        noise *= 10 ** (np.interp(np.sqrt(hz / hz[-1]), at, np.cumsum(rng.normal(-1, 4, 9))) / 20)
        if rng.random() < 0.3:
            noise[int(n * rng.choice([50, 60, 100, 120]) / sr)] *= rng.uniform(30, 300)
        sound = np.fft.irfft(noise, n)
        sound *= np.sqrt((audio**2).mean() / (sound**2).mean())
        audio = audio + sound * 10 ** (-rng.uniform(8, 45) / 20)
    return audio


def frames_of(wav: Path, labels: Path, voice: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Features and classes of the frames of a sentence, its voice made larger or smaller."""
    audio, sr = sf.read(wav)
    lines = [line.split() for line in labels.read_text().split("#")[1].strip().splitlines()]
    ends = np.array([float(line[0]) for line in lines])
    classes = np.array([CLASS_OF[line[2]] for line in lines] + [0])
    sound = disguised(audio, sr, np.random.default_rng(seed)).astype(np.float32)
    features = measure_frames(open_source(sound, round(sr * voice)))
    return features, classes[np.searchsorted(ends, np.arange(len(features)) * HOP_S * voice, side="right")]


def training() -> tuple[np.ndarray, np.ndarray]:
    """All frames for training."""
    wavs, labels = fetch_test_data.sentences(), fetch_test_data.sentence_labels()
    found = []
    for number, wav in enumerate(sorted(wavs.glob("*.wav"))[::2]):
        # Two of four that are drawn: the model of the package has these.
        for rank, voice in enumerate(np.random.default_rng(number).choice(VOICES, 4, replace=False)[:2]):
            found.append(frames_of(wav, labels / f"{wav.stem}.lab", float(voice), 7 * number + rank))
    return np.concatenate([x for x, _ in found]), np.concatenate([y for _, y in found])


def trained(features: np.ndarray, classes: np.ndarray) -> dict[str, np.ndarray]:
    """Weights of the network (Adam, the rate falling along a cosine)."""
    rng = np.random.default_rng(0)
    mean, std = features.mean(axis=0), features.std(axis=0)
    scaled = ((features - mean) / std).astype(np.float32)
    rows = np.arange(len(scaled) * 9 // 10)
    rows = rows[(classes[rows] != 0) | (rng.random(len(rows)) < SILENCE_KEPT)]
    n_inputs, n_classes = scaled.shape[1] * len(CONTEXT), len(CLASSES)
    weights = [
        (rng.standard_normal((n_inputs, HIDDEN)) / np.sqrt(n_inputs)).astype(np.float32),
        np.zeros(HIDDEN, np.float32),
        (rng.standard_normal((HIDDEN, n_classes)) / np.sqrt(HIDDEN)).astype(np.float32),
        np.zeros(n_classes, np.float32),
    ]
    first, second = [np.zeros_like(w) for w in weights], [np.zeros_like(w) for w in weights]
    steps, step = ROUNDS * (len(rows) // BATCH), 0
    for number in range(ROUNDS):
        rng.shuffle(rows)
        lost = []
        for begin in range(0, len(rows) - BATCH, BATCH):
            some = rows[begin : begin + BATCH]
            inputs = scaled[np.clip(some[:, None] + np.array(CONTEXT), 0, len(scaled) - 1)].reshape(BATCH, -1)
            sums = inputs @ weights[0] + weights[1]
            kept = (rng.random(sums.shape, dtype=np.float32) >= DROPPED) / np.float32(1 - DROPPED)
            hidden = np.maximum(sums, 0) * kept
            said = hidden @ weights[2] + weights[3]
            share = np.exp(said - said.max(axis=1, keepdims=True))
            share /= share.sum(axis=1, keepdims=True)
            lost.append(-np.log(share[np.arange(BATCH), classes[some]] + 1e-9).mean())
            share[np.arange(BATCH), classes[some]] -= 1
            share /= BATCH
            back = share @ weights[2].T * kept * (sums > 0)
            slopes = [
                inputs.T @ back + 1e-5 * weights[0],
                back.sum(0),
                hidden.T @ share + 1e-5 * weights[2],
                share.sum(0),
            ]
            step += 1
            rate = RATE * min(1, step / 200) * (0.5 * (1 + np.cos(np.pi * step / steps)) + 0.01)
            for weight, slope, m, v in zip(weights, slopes, first, second, strict=True):
                m += 0.1 * (slope - m)
                v += 0.001 * (slope * slope - v)
                weight -= rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
        print(f"round {number + 1} of {ROUNDS}: {np.mean(lost):.3f}", flush=True)
    named = dict(zip(("w1", "b1", "w2", "b2"), (weight.astype(np.float16) for weight in weights), strict=True))
    prior = np.bincount(classes[rows], minlength=n_classes) / len(rows)
    return {**named, "mean": mean, "std": std, "prior": prior.astype(np.float32)}


def main() -> None:
    """Train and write."""
    np.savez(FILE, **trained(*training()))


if __name__ == "__main__":
    main()
