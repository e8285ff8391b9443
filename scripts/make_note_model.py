"""Trains the network that hears where notes begin and writes `analysis/singing_notes/model.npz`.

    python scripts/make_note_model.py

Takes 160 songs of half a minute (scripts/note_songs.py), each by two F0 engines, `pyin` and `swift`, with the level
measured in short or in long windows and with frames twice as far apart now and then: what is found must not depend on
these. No recording is trained on. Takes ten minutes of one core; the seeds are fixed.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import note_songs
import numpy as np

from gradio_pianoroll.analysis import F0Result, extract_f0, loudness
from gradio_pianoroll.analysis.singing_notes.inputs import FRAME_S, N_INPUTS, network_inputs, softness, voice_frames

FILE = Path(__file__).parents[1] / "backend" / "gradio_pianoroll" / "analysis" / "singing_notes" / "model.npz"
SONGS, ENGINES = range(160), ("pyin", "swift")
FMIN_HZ, FMAX_HZ, HOP = 65.0, 1050.0, 256
LEVEL_WINDOWS = (512, 1024, 2048)
COARSE_CHANCE = 0.3
# What counts as the beginning of a note: the frame before, at, and after it.
ONSET_REACH_S = 0.018
SIZES, ROUNDS, BATCH, RATE, DECAY = (N_INPUTS, 48, 24, 2), 6, 512, 3e-3, 1e-5


def examples_of(seed: int, engine: str) -> tuple[np.ndarray, np.ndarray]:
    """Inputs and wanted outputs for the frames of a song."""
    song = note_songs.make_note_song(seed)
    rng = np.random.default_rng((seed, ENGINES.index(engine)))
    hop = HOP * (2 if rng.random() < COARSE_CHANCE else 1)
    window = int(rng.choice(LEVEL_WINDOWS))
    options = {"fmin": FMIN_HZ, "fmax": FMAX_HZ, "hop_length": hop}
    found: F0Result = extract_f0(song.audio, note_songs.SR, engine, frame_length=2048, **options)
    frames = voice_frames(found, loudness(song.audio, note_songs.SR, hop_length=hop, frame_length=window))
    inputs = network_inputs(frames, softness(frames.level_db), 0, len(frames.pitch))
    times_s = np.arange(len(inputs)) * FRAME_S
    begins = np.abs(times_s[:, None] - song.onset_s).min(axis=1) <= ONSET_REACH_S
    number = np.searchsorted(song.onset_s, times_s, side="right") - 1
    sounds = (number >= 0) & (times_s < song.end_s[np.maximum(number, 0)])
    return inputs, np.stack([begins, sounds], axis=1).astype(np.float32)


def train(x: np.ndarray, y: np.ndarray) -> dict[str, np.ndarray]:
    """Weights by Adam (Kingma and Ba, 2015), its rate falling as a cosine; the first layer has the inputs' scale."""
    rng = np.random.default_rng(0)
    mean, deviation = x.mean(axis=0), x.std(axis=0) + 1e-3
    weights = [rng.normal(0, np.sqrt(2 / a), (a, b)).astype(np.float32) for a, b in itertools.pairwise(SIZES)]
    values = [*weights, *(np.zeros(b, np.float32) for b in SIZES[1:])]
    first, second = ([np.zeros_like(value) for value in values] for _ in range(2))
    n_layers, n_steps, step = len(weights), ROUNDS * (len(x) // BATCH), 0
    for number in range(ROUNDS):
        order, loss = rng.permutation(len(x)), 0.0
        for begin in range(0, len(x) - BATCH + 1, BATCH):
            rows = order[begin : begin + BATCH]
            layers = [(x[rows] - mean) / deviation]
            for i in range(n_layers):
                out = layers[-1] @ values[i] + values[n_layers + i]
                layers.append(np.maximum(out, 0) if i < n_layers - 1 else 1 / (1 + np.exp(-out)))
            wanted = y[rows]
            loss -= float((wanted * np.log(layers[-1] + 1e-7) + (1 - wanted) * np.log(1 - layers[-1] + 1e-7)).mean())
            slope, slopes = (layers[-1] - wanted) / BATCH, [np.empty(0)] * len(values)
            for i in reversed(range(n_layers)):
                slopes[i], slopes[n_layers + i] = layers[i].T @ slope + DECAY * values[i], slope.sum(axis=0)
                if i:
                    slope = (slope @ values[i].T) * (layers[i] > 0)
            step += 1
            rate = RATE * 0.5 * (1 + np.cos(np.pi * step / n_steps))
            for value, slope_, m, v in zip(values, slopes, first, second, strict=True):
                m += 0.1 * (slope_ - m)
                v += 0.001 * (slope_**2 - v)
                value -= rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
        print(f"round {number + 1}: {loss / (len(x) // BATCH):.4f}", flush=True)
    scaled = {f"w{i + 1}": values[i] for i in range(n_layers)} | {
        f"b{i + 1}": values[n_layers + i] for i in range(n_layers)
    }
    scaled["w1"] = (scaled["w1"] / deviation[:, None]).astype(np.float32)
    scaled["b1"] = (scaled["b1"] - mean @ scaled["w1"]).astype(np.float32)
    return scaled


def main() -> None:
    """Train and write."""
    parts = [examples_of(seed, engine) for engine in ENGINES for seed in SONGS]
    x, y = (np.concatenate(part) for part in zip(*parts, strict=True))
    print(f"{len(x)} frames", flush=True)
    np.savez(FILE, **train(x, y))


if __name__ == "__main__":
    main()
