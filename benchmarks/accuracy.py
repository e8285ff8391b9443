"""How right are the F0 engines, and the notes found in their F0, on singing whose F0 is known?

`python -m benchmarks.accuracy` draws docs/images/accuracy.png, too.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.singing import CONDITIONS, SR, Song, heard, make_song
from gradio_pianoroll.analysis import F0Result, available_engines, extract_f0, find_notes, loudness
from gradio_pianoroll.monitoring import Report, Row

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEEDS, QUICK_SEEDS = (1, 2, 3), (1,)
SONG_S, QUICK_SONG_S = 15.0, 8.0
FMIN_HZ, FMAX_HZ, HOP_LENGTH, FRAME_LENGTH = 80.0, 1000.0, 256, 2048
LEVEL_FRAME_LENGTH = 1024
NEAR_CENTS = 50.0
REACHES = {("notes", "clean"): "≥ 0.93", ("notes", "10 dB"): "≥ 0.90"}
PLOT = Path(__file__).parents[1] / "docs" / "images" / "accuracy.png"


@dataclass
class Tally:
    """Counts over songs."""

    right: int = 0
    found: int = 0
    true: int = 0
    voiced_found: int = 0
    unvoiced: int = 0
    false_alarms: int = 0
    notes_right: int = 0
    notes_found: int = 0
    notes_true: int = 0
    took_s: float = 0.0
    sound_s: float = 0.0

    def __post_init__(self) -> None:
        self.cents: list[NDArray[np.float64]] = []

    @property
    def f1(self) -> float:
        """F1 of frames: right when voiced in both and within 50 cents."""
        return 2 * self.right / max(1, self.found + self.true)

    @property
    def note_f1(self) -> float:
        """F1 of notes at 50 ms and 50 cents."""
        return 2 * self.notes_right / max(1, self.notes_found + self.notes_true)

    @property
    def fine_cents(self) -> float:
        """Median distance from the true F0 of the frames that are right."""
        return float(np.median(np.concatenate(self.cents))) if self.right else float("nan")

    def count_frames(self, song: Song, result: F0Result) -> None:
        """Add the frames of one song."""
        nearest = np.clip(np.rint(result.times_s * 200).astype(int), 0, len(song.times_s) - 1)
        true = song.voiced[nearest]
        true_hz = np.interp(result.times_s, song.times_s, song.f0_hz)
        cents = np.abs(1200 * np.log2(np.where(result.voiced, result.f0_hz, np.nan) / true_hz))
        right = true & result.voiced & (cents <= NEAR_CENTS)
        self.right += int(right.sum())
        self.found += int(result.voiced.sum())
        self.true += int(true.sum())
        self.voiced_found += int((true & result.voiced).sum())
        self.unvoiced += int((~true).sum())
        self.false_alarms += int((~true & result.voiced).sum())
        self.cents.append(cents[right].astype(np.float64))

    def count_notes(self, song: Song, result: F0Result, level_db: NDArray[np.float32]) -> None:
        """Add the notes of one song, matched by mir_eval."""
        from mir_eval.transcription import match_notes

        notes = find_notes(result, loudness=level_db)
        true = np.stack([song.onset_s, song.end_s], axis=1), _hz(song.pitch)
        found = np.stack([notes.onset_s, notes.end_s], axis=1), _hz(np.rint(notes.pitch))
        matched = match_notes(*true, *found, offset_ratio=None) if len(notes) else []
        self.notes_right += len(matched)
        self.notes_found += len(notes)
        self.notes_true += len(song.pitch)


def _hz(pitch: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(440 * 2 ** ((pitch - 69) / 12))


def measure_engine(name: str, condition: str, seeds: tuple[int, ...], seconds: float) -> Tally:
    """Run an engine over the songs under one condition."""
    tally = Tally()
    options: dict[str, Any] = {"fmin": FMIN_HZ, "fmax": FMAX_HZ, "hop_length": HOP_LENGTH, "frame_length": FRAME_LENGTH}
    for seed in seeds:
        song = make_song(seed, seconds)
        audio = heard(song, condition, seed)
        began_s = time.perf_counter()
        result = extract_f0(audio, SR, name, **options)
        tally.took_s += time.perf_counter() - began_s
        tally.sound_s += len(audio) / SR
        tally.count_frames(song, result)
        level_db = loudness(audio, SR, hop_length=HOP_LENGTH, frame_length=LEVEL_FRAME_LENGTH)
        tally.count_notes(song, result, level_db)
    return tally


def measure_all(seeds: tuple[int, ...], seconds: float) -> dict[tuple[str, str], Tally]:
    """All engines that are installed, under all conditions."""
    engines = [info.name for info in available_engines()]
    for name in engines:
        # Compiles and loads.
        extract_f0(make_song(seeds[0], seconds).audio[:SR], SR, name, fmin=FMIN_HZ, fmax=FMAX_HZ)
    return {(n, c): measure_engine(n, c, seeds, seconds) for n in engines for c in CONDITIONS}


def run(runs: int = 5, quick: bool = False) -> Report:
    """Measure; `runs` says nothing here, the songs are the repetitions; `quick` takes one short song."""
    seeds, seconds = (QUICK_SEEDS, QUICK_SONG_S) if quick else (SEEDS, SONG_S)
    return make_report(measure_all(seeds, seconds))


def make_report(tallies: dict[tuple[str, str], Tally]) -> Report:
    """Rows of what was measured."""
    any_tally = next(iter(tallies.values()))
    report = Report(f"Accuracy, {any_tally.sound_s:.0f} s of synthetic singing, {any_tally.notes_true} notes")
    for (name, condition), tally in tallies.items():
        recall = tally.voiced_found / max(1, tally.true)
        alarm = tally.false_alarms / max(1, tally.unvoiced)
        note = (
            f"fine error {tally.fine_cents:.1f} cents, voicing recall {recall:.3f}, false alarm {alarm:.3f}, "
            f"{tally.sound_s / tally.took_s:.0f} × real time"
        )
        report.add(Row(f"{name}, {condition}: F0, F1 at 50 cents", "", tally.f1, note=note))
    for (name, condition), tally in tallies.items():
        reach = REACHES.get(("notes", condition), "")
        note = f"{tally.notes_right} right of {tally.notes_true}, {tally.notes_found} found"
        report.add(Row(f"{name}, {condition}: notes, F at 50 ms", "", tally.note_f1, reach=reach, note=note))
    return report


def draw(tallies: dict[tuple[str, str], Tally], path: Path = PLOT) -> None:
    """Bars of both measures, by engine and condition."""
    from matplotlib.figure import Figure

    engines = list(dict.fromkeys(name for name, _ in tallies))
    engines.sort(key=lambda name: -np.mean([tallies[name, c].f1 for c in CONDITIONS]))
    colors = ("#2563c9", "#6aa1f0", "#b7cdf2", "#e0a33e")
    figure = Figure(figsize=(9, 5.4), layout="constrained")
    panels = figure.subplots(2, 1, sharex=True)
    for axes, title, of in (
        (panels[0], "F0: F1 at 50 cents", lambda t: t.f1),
        (panels[1], "notes: F at 50 ms, 50 cents", lambda t: t.note_f1),
    ):
        for place, (condition, color) in enumerate(zip(CONDITIONS, colors, strict=True)):
            heights = [of(tallies[name, condition]) for name in engines]
            axes.bar(np.arange(len(engines)) + 0.2 * (place - 1.5), heights, 0.18, color=color, label=condition)
        axes.set_title(title, loc="left", fontsize=10)
        axes.set_ylim(0, 1.02)
        axes.grid(axis="y", color="#e3e6ec", linewidth=0.8)
        axes.set_axisbelow(True)
        axes.spines[["top", "right"]].set_visible(False)
    panels[0].legend(ncols=4, fontsize=8, frameon=False, loc="lower right", bbox_to_anchor=(1, 1))
    panels[1].set_xticks(np.arange(len(engines)), engines)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    measured = measure_all(SEEDS, SONG_S)
    draw(measured)
    print(make_report(measured).to_table())
