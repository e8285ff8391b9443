"""How fast is a MIDI file read and written, against mido, with all it says?"""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import mido
import numpy as np

from gradio_pianoroll import NoteTable, Score, Track
from gradio_pianoroll.formats import load, save
from gradio_pianoroll.monitoring import Report, Row, measure
from scripts import fetch_test_data

N, QUICK_N = 100_000, 5_000
N_TRACKS = 16
SYLLABLES = ("la", "li", "사", "랑", "ら", "é")


def run(runs: int = 5, quick: bool = False) -> Report:
    """Measure with `runs` counted repetitions; `quick` takes short songs, to see that it works."""
    n = QUICK_N if quick else N
    report = Report(f"MIDI files, {n:,} notes and real ones, against mido {mido.version_info}")
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # What real files hold that is not possible is no question here.
        warnings.simplefilter("ignore")
        place = Path(folder)
        for name, tracks, sung, reach in (
            ("one track", 1, False, "≥ 30 ×"),
            (f"{N_TRACKS} tracks", N_TRACKS, False, "≥ 30 ×"),
            ("one track, a lyric on each note", 1, True, "≥ 10 ×"),
        ):
            path = save(song(n, tracks, sung), place / f"{tracks}{sung}.mid")
            _against_mido(report, f"load, {name}", [path], runs, reach)
        _against_mido(report, "load, Mozart K. 525", [fetch_test_data.songs() / "k525MIDIMvt1.mid"], runs)
        games = sorted(fetch_test_data.game_songs().glob("*.mid"))
        _against_mido(report, f"load, {len(games)} songs of a game, with curves", games, runs)
        _writing(report, song(n, N_TRACKS, True), place / "written.mid", runs)
    return report


def song(n: int, n_tracks: int, sung: bool) -> Score:
    """Notes as played by hand: times on no grid, pitches and velocities of all kinds."""
    random = np.random.default_rng(1)
    per_track = n // n_tracks
    onset = np.tile(np.cumsum(random.integers(20, 200, per_track)), n_tracks) / 480
    columns = {
        "duration_beats": random.integers(20, 400, per_track * n_tracks) / 480,
        "pitch": random.integers(40, 80, per_track * n_tracks),
        "velocity": random.integers(1, 128, per_track * n_tracks),
        "track": np.repeat(np.arange(n_tracks), per_track),
    }
    lyric = [SYLLABLES[i % len(SYLLABLES)] for i in range(per_track * n_tracks)] if sung else None
    tracks = tuple(Track(f"Track {i + 1}", i, i, i == 9) for i in range(n_tracks))
    return Score(NoteTable.from_columns(onset, **columns, lyric=lyric), tracks=tracks)


def _against_mido(report: Report, name: str, paths: list[Path], runs: int, reach: str = "") -> None:
    n_notes = [0]

    def ours() -> None:
        n_notes[0] = sum(len(load(path).notes) for path in paths)

    def theirs() -> None:
        for path in paths:
            mido.MidiFile(path, clip=True)

    ours_s, theirs_s, ratio = measure(ours, theirs, runs=runs)
    note = f"{n_notes[0]:,} notes, {ours_s / max(n_notes[0], 1) * 1e6:.2f} µs a note; mido makes messages only"
    report.add(Row(name, "ms", ours_s * 1e3, theirs_s * 1e3, ratio, reach, note))


def _writing(report: Report, score: Score, path: Path, runs: int) -> None:
    save(score, path)
    file = mido.MidiFile(path)
    ours_s, theirs_s, ratio = measure(lambda: save(score, path), lambda: file.save(path), runs=runs)
    note = "mido writes messages that are there already"
    report.add(Row(f"save, {N_TRACKS} tracks with lyrics", "ms", ours_s * 1e3, theirs_s * 1e3, ratio, "", note))
