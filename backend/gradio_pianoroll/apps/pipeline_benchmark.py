"""What the whole way costs on this machine, from notes to the browser's bytes and from sound to curves."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..i18n import Language, texts
from ..monitoring.memory import monitor_memory_usage
from ..monitoring.told import language_of_terminal, padded, width
from ..score import NoteTable, Score, Set

NOTES = 100_000
DICT_NOTES = 10_000
SOUND_S = 10.0
RUNS = 3
SAMPLE_RATE_HZ = 22_050


@dataclass(frozen=True)
class Step:
    """One step of the pipeline.

    Attributes
    ----------
    name
        What was done.
    time_ms
        Median time of a run in milliseconds.
    amount, unit
        How much was worked on, e.g. 100 000 notes.
    rate
        `amount` per second.
    rss_mb
        Memory of the process after the step, in MB of 2²⁰ bytes.
    """

    name: str
    time_ms: float
    amount: float
    unit: str
    rate: float
    rss_mb: float


@dataclass(frozen=True)
class PipelineTable:
    """Steps in order; iterate over it, or show `to_table()`."""

    steps: tuple[Step, ...]

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)

    def __getitem__(self, name: str) -> Step:
        """Step with this name.

        Raises
        ------
        KeyError
            If there is none; the message lists the names.
        """
        for step in self.steps:
            if step.name == name:
                return step
        raise KeyError(f"there is no step {name!r}; there are {', '.join(step.name for step in self.steps)}")

    def to_table(self, language: Language | None = None) -> str:
        """Table for people, in Korean (``ko``) or English (``en``); by default as the terminal is."""
        words = texts(language or language_of_terminal(), "benchmark")
        rows = [tuple(words[word] for word in ("step", "time", "amount", "rate", "process"))]
        for step in self.steps:
            unit = words.get(step.unit, step.unit)
            amount, rate = f"{step.amount:,.0f} {unit}", f"{step.rate:,.0f} {unit}/{words['s']}"
            name = words.get(step.name, step.name)
            rows.append((name, f"{step.time_ms:,.1f} ms", amount, rate, f"{step.rss_mb:,.0f} MB"))
        widths = [max(width(row[column]) for row in rows) for column in range(5)]
        lines = [
            "  ".join(
                padded(cell, columns, right=i > 0) for i, (cell, columns) in enumerate(zip(row, widths, strict=True))
            )
            for row in rows
        ]
        return "\n".join(lines)

    def to_json(self) -> str:
        """Steps as JSON text."""
        return json.dumps([asdict(step) for step in self.steps], indent=2)


def run_performance_benchmark(
    *, notes: int = NOTES, sound_s: float = SOUND_S, runs: int = RUNS, quiet: bool = False
) -> PipelineTable:
    """Time the whole pipeline once on this machine; takes some seconds.

    The score is a made one, the sound a rendered one, so that nothing has to be fetched: dict form, wire, one edit,
    MIDI and JSON files, rendering, F0, loudness, voicing. Each step is run once to warm up and then `runs` times.

    Parameters
    ----------
    notes
        In the score.
    sound_s
        Length of the sound in seconds.
    runs
        Counted runs of each step; the median is given.
    quiet
        Print nothing.

    Returns
    -------
    PipelineTable
        One `Step` for each row of what is printed.

    Raises
    ------
    ValueError
        If a number is not positive.
    """
    for name, value in (("notes", notes), ("sound_s", sound_s), ("runs", runs)):
        if not value > 0:
            raise ValueError(f"{name} must be positive, not {value!r}")
    monitor = monitor_memory_usage(trace_python=False)
    steps = []
    with tempfile.TemporaryDirectory() as folder:
        for name, amount, unit, function in _steps(notes, sound_s, Path(folder)):
            time_s = _median_s(function, runs)
            steps.append(Step(name, time_s * 1e3, amount, unit, amount / time_s, monitor()["rss_mb"]))
    table = PipelineTable(tuple(steps))
    if not quiet:
        print(table.to_table())
    return table


def _median_s(function: Callable[[], Any], runs: int) -> float:
    function()
    times_s = []
    for _ in range(runs):
        start_s = time.perf_counter()
        function()
        times_s.append(time.perf_counter() - start_s)
    return float(np.median(times_s))


_Step = tuple[str, float, str, Callable[[], Any]]


def _steps(notes: int, sound_s: float, folder: Path) -> Iterator[_Step]:
    yield from _score_steps(notes, folder)
    yield from _sound_steps(sound_s)


def _score_steps(notes: int, folder: Path) -> Iterator[_Step]:
    from ..formats import load, save
    from ..transport import decode, encode

    score = _made_score(notes)
    few = _made_score(min(notes, DICT_NOTES))
    plain, size = few.to_dict(), len(few.notes)
    data = encode(score)
    edit = [Set(score.notes.id[notes // 2 : notes // 2 + 1], "velocity", 1)]
    midi, text = save(score, folder / "made.mid"), save(few, folder / "made.json")
    yield "dict form, write", size, "notes", few.to_dict
    yield "dict form, read", size, "notes", lambda: Score.from_dict(plain)
    yield "wire, encode", notes, "notes", lambda: encode(score)
    yield "wire, decode", notes, "notes", lambda: decode(data)
    yield "edit one note", 1, "edits", lambda: score.apply(edit)
    yield "MIDI, save", notes, "notes", lambda: save(score, midi)
    yield "MIDI, load", notes, "notes", lambda: load(midi)
    yield "JSON, save", size, "notes", lambda: save(few, text)
    yield "JSON, load", size, "notes", lambda: load(text)


def _sound_steps(sound_s: float) -> Iterator[_Step]:
    from ..analysis import extract_f0, loudness, voicing
    from ..synth import render

    song = _made_score(max(1, int(sound_s * 2)))
    sound = render(song, SAMPLE_RATE_HZ)[: int(sound_s * SAMPLE_RATE_HZ)]
    length_s = len(sound) / SAMPLE_RATE_HZ
    yield "sound, render", length_s, "s", lambda: render(song, SAMPLE_RATE_HZ)
    yield "F0, pYIN", length_s, "s", lambda: extract_f0(sound, SAMPLE_RATE_HZ)
    yield "loudness", length_s, "s", lambda: loudness(sound, SAMPLE_RATE_HZ)
    found = extract_f0(sound, SAMPLE_RATE_HZ)
    yield "voicing", length_s, "s", lambda: voicing(found)


def _made_score(notes: int) -> Score:
    """Melody that never repeats soon: eighths, with a lyric on every fourth note."""
    row = np.arange(notes)
    lyric = [("라", None, None, None)[i % 4] for i in range(notes)]
    return Score(NoteTable.from_columns(row / 2, 0.5, 48 + row * 7 % 25, 60 + row * 11 % 60, lyric=lyric))
