"""Does a SoundFont sound as FluidSynth plays it, and how fast are the voices?"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
import soundfile

from benchmarks.synth_measure import Difference, difference, level_db
from gradio_pianoroll import NoteTable, Score, Track
from gradio_pianoroll.formats import save
from gradio_pianoroll.monitoring import Report, Row
from gradio_pianoroll.synth import stream_voices
from gradio_pianoroll.synth.soundfont import find_soundfonts, stream_soundfont

if TYPE_CHECKING:
    from numpy.typing import NDArray

SR = 48_000
FAMILIES = {
    0: "piano", 24: "guitar", 33: "bass", 40: "strings", 48: "string ensemble", 56: "brass", 73: "flute", 80: "lead"
}  # fmt: skip
DRUMS = {36: "kick", 38: "snare", 42: "hi-hat", 46: "open hat", 49: "crash", 41: "tom", 56: "cowbell", 69: "cabasa"}
SPACING_S = 5.0
LEAD_S = 0.02
# Several detuned layers beat: two engines meet in another phase of it.
LAYERED = {48: "string ensemble"}


def run(runs: int = 5, quick: bool = False) -> Report:
    """Measure with `runs` counted repetitions; `quick` takes one font and short sounds, to see that it works."""
    fonts = {path.resolve().name: path.resolve() for path in find_soundfonts()}
    known = [fonts[name] for name in ("TimGM6mb.sf2", "FluidR3_GM.sf2") if name in fonts][: 1 if quick else 2]
    if not known:
        raise ModuleNotFoundError("timgm6mb-soundfont", name="timgm6mb-soundfont, fluid-soundfont-gm and fluidsynth")
    report = Report("Sound from notes: SoundFonts and our own voices")
    for font in known:
        _likeness(report, font)
    for voices in (1, 16) if quick else (1, 16, 64, 128):
        length_s = 5.0 if quick else 400.0 if voices == 1 else 20.0
        _speed(report, known[0], voices, length_s, 1 if quick else runs)
    _hour(report, known[0], 120.0 if quick else 3600.0)
    return report


def one_by_one(notes: list[tuple[int, int, int, bool]]) -> Score:
    """Notes (program, pitch, velocity, is drum), one each `SPACING_S`, a second long, at 60 bpm."""
    kinds = sorted({(program, is_drum) for program, _, _, is_drum in notes})
    tracks = tuple(Track("", program, 9 if is_drum else i, is_drum) for i, (program, is_drum) in enumerate(kinds))
    table = NoteTable.from_columns(
        LEAD_S + np.arange(len(notes)) * SPACING_S, 1.0, [pitch for _, pitch, _, _ in notes],
        velocity=[velocity for _, _, velocity, _ in notes],
        track=[kinds.index((program, is_drum)) for program, _, _, is_drum in notes],
    )  # fmt: skip
    return Score(table, tempo_map=60, tracks=tracks)


def test_notes() -> list[tuple[int, int, int, bool]]:
    """Eight families in three octaves, one soft; eight drums, loud and soft."""
    tones = [(p, pitch, v, False) for p in FAMILIES for pitch, v in ((48, 100), (60, 100), (72, 100), (60, 50))]
    return tones + [(0, pitch, v, True) for pitch in DRUMS for v in (100, 50)]


def fluidsynth(score: Score, font: Path, sr: int, folder: Path) -> tuple[NDArray[np.float64], float]:
    """Play a score with FluidSynth, without reverb and chorus; sound and seconds of processor time."""
    path = save(score, folder / "score.mid")
    command = ["fluidsynth", "-ni", "-q", "-R", "0", "-C", "0", "-g", "0.2", "-r", str(sr), "-T", "wav", "-O", "float",
               "-F", str(folder / "theirs.wav"), str(font), str(path)]  # fmt: skip
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True, timeout=1800)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    sound, _ = soundfile.read(folder / "theirs.wav", always_2d=True)
    return sound, spent_s


def compare(font: Path) -> list[tuple[tuple[int, int, int, bool], Difference]]:
    """Differences from FluidSynth for each note of the test."""
    notes = test_notes()
    score = one_by_one(notes)
    ours = np.concatenate(list(stream_soundfont(score, font, SR))).astype(np.float64)
    with tempfile.TemporaryDirectory() as folder:
        theirs, _ = fluidsynth(score, font, SR, Path(folder))
    n = round(SPACING_S * SR)
    pairs = []
    for i in range(len(notes)):
        pair = [np.zeros((n, 2)), np.zeros((n, 2))]
        for out, sound in zip(pair, (ours, theirs), strict=True):
            part = sound[i * n : (i + 1) * n]
            out[: len(part)] = part
        pairs.append(pair)
    gain_db = median(level_db(a) - level_db(b) for a, b in pairs)
    return [(note, difference(a, b, SR, gain_db)) for note, (a, b) in zip(notes, pairs, strict=True)]


def _likeness(report: Report, font: Path) -> None:
    found = compare(font)
    for row in _rows(font.stem, found):
        report.add(row)


def _rows(font: str, found: list[tuple[tuple[int, int, int, bool], Difference]]) -> list[Row]:
    bands = np.abs(np.concatenate([d.bands_db for _, d in found]))
    is_within = {note: float(np.abs(d.bands_db).max()) < 2.0 for note, d in found}
    counted = [ok for (program, _, _, drum), ok in is_within.items() if drum or program not in LAYERED]
    outside = [
        f"{DRUMS[pitch] if drum else FAMILIES[program]} {pitch} ({velocity})"
        for (program, pitch, velocity, drum), ok in is_within.items()
        if not ok
    ]
    plain = [(drum, d) for (program, _, _, drum), d in found if drum or program not in LAYERED]
    onsets = np.abs([d.onset_ms for _, d in plain])
    cents = np.abs([d.cents for drum, d in plain if not drum])
    levels = np.abs([d.level_db for _, d in found])
    peer = "FluidSynth 2, reverb and chorus off, one gain taken out"
    return [
        Row(f"{font}: third octaves, median", "dB", float(np.median(bands)), None, None, "< 0.5", peer),
        Row(f"{font}: third octaves, 95 of 100", "dB", float(np.percentile(bands, 95))),
        Row(
            f"{font}: notes with all bands within 2 dB", "%", 100 * float(np.mean(counted)), None, None, "≥ 95",
            f"{sum(is_within.values())} of {len(found)}; outside: {', '.join(outside) or 'none'}; "
            "the string ensemble, whose layers beat, is not counted in share, onset and pitch",
        ),
        Row(f"{font}: onset, largest difference", "ms", float(onsets.max()), None, None, "≤ 4",
            "where it reaches a tenth of FluidSynth's peak, which begins a block (1.33 ms) late"),
        Row(f"{font}: pitch, largest difference", "cents", float(cents.max()), None, None, "≤ 3", "strongest partial"),
        Row(f"{font}: level, largest difference", "dB", float(levels.max())),
    ]  # fmt: skip


def chords(voices: int, length_s: float) -> Score:
    """A flute holds so many notes at once, a new chord each two seconds."""
    count = int(length_s / 2)
    pitch = 48 + np.arange(voices) % 48
    table = NoteTable.from_columns(
        np.repeat(np.arange(count) * 2.0, voices), 2.0, np.tile(pitch, count), velocity=80,
        track=np.tile(np.arange(voices) // 48, count),
    )  # fmt: skip
    return Score(table, tempo_map=60, tracks=tuple(Track("", 73, i) for i in range(3)))


def unlike(score: Score) -> Score:
    """Same notes, no two of them alike in velocity and length: none can be made once and heard twice."""
    random = np.random.default_rng(2)
    notes = score.notes
    table = NoteTable.from_columns(
        notes.onset_beats, notes.duration_beats * random.uniform(0.9, 1.0, len(notes)), notes.pitch,
        velocity=random.integers(60, 101, len(notes)), track=notes.track,
    )  # fmt: skip
    return score.replace(notes=table)


def numpy_loop(score: Score, sr: int) -> NDArray[np.float64]:
    """The loop that pages write: a sine and its envelope for each note, added up."""
    onset = np.asarray(score.tempo_map.seconds_at(score.notes.onset_beats))
    end = np.asarray(score.tempo_map.seconds_at(score.notes.end_beats))
    out = np.zeros(int((end.max() + 0.5) * sr))
    for i in range(len(score.notes)):
        n = int((end[i] - onset[i]) * sr)
        t = np.linspace(0, end[i] - onset[i], n, endpoint=False)
        hz = 440.0 * 2 ** ((int(score.notes.pitch[i]) - 69) / 12)
        envelope = np.interp(t, [0, 0.01, 0.11, t[-1] - 0.2, t[-1]], [0, 1, 0.7, 0.7, 0])
        first = int(onset[i] * sr)
        wave = sum(np.sin(2 * np.pi * hz * k * t) / k for k in (1, 2, 3, 4))
        out[first : first + n] += int(score.notes.velocity[i]) / 127 * envelope * wave
    return out / max(1.0, float(np.abs(out).max()))


def _spent_s(play: Callable[[], object]) -> tuple[float, float]:
    wall, spent = time.perf_counter(), time.process_time()
    play()
    return time.perf_counter() - wall, time.process_time() - spent


def _speed(report: Report, font: Path, voices: int, length_s: float, runs: int) -> None:
    score, empty = chords(voices, length_s), chords(1, 0.02 + 2)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)

        def all_of(threads: int) -> None:
            for _ in stream_soundfont(score, font, SR, threads=threads):
                pass

        varied = unlike(score)

        def own(played: Score, threads: int) -> None:
            for _ in stream_voices(played, SR, threads=threads):
                pass

        for once in (lambda: all_of(1), lambda: own(score, 1)):
            once()
        one, two, ours, theirs, loop = [], [], [], [], []
        alone: list[float] = []
        both: list[float] = []
        fresh: list[float] = []
        for _ in range(runs):
            one.append(_spent_s(lambda: all_of(1))[1])
            two.append(_spent_s(lambda: all_of(2))[0])
            loads = fluidsynth(empty, font, SR, place)[1]
            theirs.append(max(fluidsynth(score, font, SR, place)[1] - loads, 1e-3))
            ours.append(_spent_s(lambda: own(score, 1))[1])
            wall_s, spent_s = _spent_s(lambda: own(varied, 1))
            fresh.append(spent_s)
            alone.append(wall_s)
            both.append(_spent_s(lambda: own(varied, 2))[0])
            loop.append(_spent_s(lambda: numpy_loop(score, SR))[1])
    speed = {name: length_s / median(taken) for name, taken in (
        ("one", one), ("two", two), ("fluid", theirs), ("own", ours), ("loop", loop), ("fresh", fresh),
        ("alone", alone), ("both", both),
    )}  # fmt: skip
    at_once = f"{voices} notes at once"
    for row in (
        Row(
            f"SoundFont, {at_once}, one thread", "× real time", speed["one"], speed["fluid"],
            speed["one"] / speed["fluid"], "≥ 0.9", "processor time; FluidSynth's without loading the font",
        ),
        Row(
            f"SoundFont, {at_once}, two threads", "× real time", speed["two"], speed["fluid"],
            speed["two"] / speed["fluid"], "≥ 1.5", "by the clock, against FluidSynth's processor time",
        ),
        Row(
            f"SoundFont, {at_once}, against the loop", "× real time", speed["one"], speed["loop"],
            speed["one"] / speed["loop"], "≥ 10", "a NumPy loop: four sines and an envelope a note",
        ),
        Row(
            f"our voices, {at_once}", "× real time", speed["own"], speed["loop"], speed["own"] / speed["loop"],
            "≥ 10", "the same loop; notes that are alike are made once",
        ),
        Row(
            f"our voices, {at_once}, no two notes alike", "× real time", speed["fresh"], speed["loop"],
            speed["fresh"] / speed["loop"], None, "the same loop",
        ),
        Row(
            f"our voices, {at_once}, two threads", "× real time", speed["both"], speed["alone"],
            speed["both"] / speed["alone"], "≥ 1.5", "by the clock, against one thread; no two notes alike",
        ),
    ):  # fmt: skip
        report.add(row)


def peak_mb() -> float:
    """Largest memory that this process has had; Linux alone tells it of a process without its parents."""
    told = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(told[1]) / 1024 if told else float("nan")


def _hour(report: Report, font: Path, length_s: float) -> None:
    """Memory while a long song is played, in a process of its own."""
    code = (
        "import sys\n"
        "from benchmarks.synth import chords, peak_mb\n"
        "from gradio_pianoroll.synth.soundfont import stream_soundfont\n"
        "for _ in stream_soundfont(chords(8, 10), sys.argv[1], 44100): pass\n"
        "score, before = chords(8, float(sys.argv[2])), peak_mb()\n"
        "for _ in stream_soundfont(score, sys.argv[1], 44100): pass\n"
        "print(before, peak_mb())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(font), str(length_s)], check=True, capture_output=True, text=True,
        cwd=Path(__file__).parents[1],
    )  # fmt: skip
    before, after = map(float, done.stdout.split())
    minutes = length_s / 60
    report.add(
        Row(f"SoundFont, {minutes:.0f} minutes streamed: memory", "MB", after - before, None, None, "≤ 200",
            f"above the {before:.0f} MB of a process that has played ten seconds: Python, numba, the font"),
    )  # fmt: skip
