"""How rightly are notes found in singing: by the network, by rules, and by swift-f0's own segmentation?

On songs that the network was not trained on, and, where `PIANOROLL_SINGING` names a folder, on real ones: each sound
`NAME.wav` or `NAME.flac` in it with `NAME_notes*.csv` (onset in seconds, F0 in Hz, duration in seconds a line, as
vocadito has them; several annotators are averaged).
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis import FoundNotes, NoteModel, extract_f0, find_notes, loudness
from gradio_pianoroll.analysis.engines.types import F0Result
from gradio_pianoroll.extras import is_installed
from gradio_pianoroll.formats.audio import load_audio
from gradio_pianoroll.monitoring import Report, Row
from scripts.note_songs import SR, make_note_song

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Truth = tuple[NDArray[np.float64], NDArray[np.float64]]

# Those that the network was trained on are below 160.
UNHEARD, QUICK_UNHEARD = range(1000, 1010), range(1000, 1001)
FMIN_HZ, FMAX_HZ, HOP = 65.0, 1050.0, 256
# In short ones `audio_to_score` hears notes: they say better when a voice comes up. The rules need long ones.
LEVEL_WINDOWS = (1024, 2048)
HOUR_FRAMES = round(3600 * SR / HOP)


@dataclass(frozen=True)
class Sung:
    """A recording and its notes by one or more annotators: (intervals in seconds (n, 2), Hz (n,))."""

    audio: NDArray[np.float32]
    truths: list[Truth]


def invented(seeds: range) -> list[Sung]:
    """Songs of the package's own voice."""
    songs = [make_note_song(seed) for seed in seeds]
    return [Sung(s.audio, [(np.c_[s.onset_s, s.end_s], _hz(s.pitch))]) for s in songs]


def recorded(folder: Path) -> list[Sung]:
    """Recordings with their annotations."""
    found = []
    for path in sorted([*folder.glob("*.wav"), *folder.glob("*.flac")]):
        tables = [np.loadtxt(csv, delimiter=",", ndmin=2) for csv in sorted(folder.glob(f"{path.stem}_notes*.csv"))]
        if tables:
            truths = [(np.c_[t[:, 0], t[:, 0] + t[:, 2]], t[:, 1]) for t in tables]
            found.append(Sung(load_audio(path, sr=SR)[0], truths))
    return found


def measures(song: Sung, notes: Truth) -> NDArray[np.float64]:
    """F of onsets, with the pitch, and with the offset too, by mir_eval's defaults; mean over the annotators."""
    from mir_eval.transcription import onset_precision_recall_f1, precision_recall_f1_overlap

    if not len(notes[0]):
        return np.zeros(3)
    each = [
        (
            onset_precision_recall_f1(truth[0], notes[0])[2],
            precision_recall_f1_overlap(*truth, *notes, offset_ratio=None)[2],
            precision_recall_f1_overlap(*truth, *notes)[2],
        )
        for truth in song.truths
    ]
    return np.mean(each, axis=0)


def _hz(pitch: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.asarray(440 * 2 ** ((pitch - 69) / 12))


def _as_truth(notes: FoundNotes) -> Truth:
    return np.c_[notes.onset_s, notes.end_s], _hz(notes.pitch)


def _segmented(audio: NDArray[np.float32]) -> Truth:
    """Notes as swift-f0 finds them itself."""
    import swift_f0

    notes = swift_f0.segment_notes(swift_f0.SwiftF0().detect(audio, SR, FMIN_HZ, FMAX_HZ))
    return np.array([(n.start, n.end) for n in notes]).reshape(-1, 2), np.array([n.pitch_hz for n in notes])


def _row(name: str, figures: list[NDArray[np.float64]], reach: str = "") -> Row:
    onset, note, whole = np.mean(figures, axis=0)
    return Row(name, "", float(onset), reach=reach, note=f"with the pitch {note:.3f}, with the offset too {whole:.3f}")


def add_rows(report: Report, what: str, songs: list[Sung]) -> None:
    """Rows of all engines and ways on some songs."""
    for engine in ("pyin", "swift"):
        if engine == "swift" and not is_installed("swift_f0"):
            continue
        options = {"fmin": FMIN_HZ, "fmax": FMAX_HZ, "hop_length": HOP, "frame_length": 2048}
        f0s = [extract_f0(song.audio, SR, engine, **options) for song in songs]
        for window in LEVEL_WINDOWS:
            levels = [loudness(song.audio, SR, hop_length=HOP, frame_length=window) for song in songs]
            for way, model in (("heard", None), ("by rules", NoteModel())):
                found = [find_notes(f0, loudness=level, model=model) for f0, level in zip(f0s, levels, strict=True)]
                figures = [measures(song, _as_truth(notes)) for song, notes in zip(songs, found, strict=True)]
                where = f"{what}, {engine}, level in {1000 * window / SR:.0f} ms"
                report.add(_row(f"{where}, {way}: onsets, F at 50 ms", figures))
    if is_installed("swift_f0"):
        report.add(_row(f"{what}, swift-f0's segment_notes: onsets", [measures(s, _segmented(s.audio)) for s in songs]))


def _hour(report: Report, runs: int) -> None:
    """Processor time of the notes of an hour of F0."""
    song = make_note_song(UNHEARD[0])
    f0 = extract_f0(song.audio, SR, "pyin", fmin=FMIN_HZ, fmax=FMAX_HZ, hop_length=HOP, frame_length=2048)
    level_db = loudness(song.audio, SR, hop_length=HOP, frame_length=LEVEL_WINDOWS[0])
    times = -(-HOUR_FRAMES // len(level_db))
    columns = [np.tile(c, times)[:HOUR_FRAMES] for c in (f0.f0_hz, f0.voiced, f0.confidence, level_db)]
    hour = F0Result(np.arange(HOUR_FRAMES) * (HOP / SR), *columns[:3])
    took_s = []
    for _ in range(runs):
        began_s = time.process_time()
        find_notes(hour, loudness=columns[3])
        took_s.append(time.process_time() - began_s)
    report.add(Row("an hour of F0, processor time", "s", float(np.median(took_s)), reach="≤ 1 s"))


def run(runs: int = 5, quick: bool = False) -> Report:
    """Measure with `runs` repetitions of what takes time; `quick` takes one song."""
    report = Report("Notes from singing")
    add_rows(report, "invented songs", invented(QUICK_UNHEARD if quick else UNHEARD))
    if folder := os.environ.get("PIANOROLL_SINGING"):
        add_rows(report, Path(folder).name, recorded(Path(folder)))
    _hour(report, runs)
    return report
