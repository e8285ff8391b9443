"""A score as an UltraStar song: its notes on the coarsest grid that holds them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence, joined

from ..errors import FormatError
from ..score import Score
from ..score.well_formed import utf8, well_formed
from .label_rows import one_line, warn
from .ultrastar import HOLD, KEY, KINDS, LINES, MIDDLE_C, MOST_BPM, grid_of, headers_of

# Finer grids by a higher tempo: sixteenths, triplets, 64ths, quintuplets and their like.
GRIDS = (1, 2, 3, 4, 5, 6, 8, 12, 16, 24, 32, 48, 64, 96)
# Without lines, one ends at a silence of so many quarter notes.
PAUSE_BEATS = 1.0
MAX_SINGERS = 9


def write(score: Score, path: Path) -> bytes:
    """Bytes of a song.

    Raises
    ------
    FormatError
        If there are no notes.

    Warns
    -----
    PianoRollWarning
        With what has no place in it, and when notes had to be moved onto the grid.
    """
    notes = score.notes
    if not len(notes):
        raise FormatError(path, Sentence("ultrastar.no_notes"))
    bpm, gap_s, start, end, lost_tempos = grid_of(score)
    grid = next((g for g in GRIDS if _fits(start * g) and _fits(end * g)), None)
    if grid is None or bpm * grid > MOST_BPM:
        grid = max(g for g in GRIDS if bpm * g <= MOST_BPM or g == 1)
        moved = int((~(_near(start * grid) & _near(end * grid))).sum())
        if moved:
            warn(path, Sentence("ultrastar.moved", count=moved))
    first, last = np.rint(start * grid).astype(np.int64), np.rint(end * grid).astype(np.int64)
    last = np.maximum(last, first + 1)
    _warn_of_losses(score, path, lost_tempos)
    lines = ["#VERSION:1.0.0", f"#TITLE:{one_line(well_formed(score.name))}", *_headers(score)]
    lines += [f"#BPM:{_number(bpm * grid)}", *([f"#GAP:{_number(gap_s * 1000)}"] if gap_s else [])]
    singers = sorted(set(notes.track.tolist()))[:MAX_SINGERS]
    for number, singer in enumerate(singers, 1):
        if len(singers) > 1:
            lines.append(f"P{number}")
        rows = np.flatnonzero(notes.track == singer)
        lines += _sung(score, rows, first, last, grid)
    return utf8("\n".join([*lines, "E"]) + "\n")


def _sung(score: Score, rows: np.ndarray, first: np.ndarray, last: np.ndarray, grid: int) -> list[str]:
    notes = score.notes
    onset_s = score.tempo_map.seconds_at(notes.onset_beats[rows])
    breaks = _breaks(score, rows, onset_s)
    lines: list[str] = []
    goes_on = True
    for i, row in enumerate(rows.tolist()):
        if i and i in breaks:
            lines.append(f"- {max(int(last[rows[i - 1]]), 0) if last[rows[i - 1]] <= first[row] else int(first[row])}")
            goes_on = True
        lyric = notes.lyric[row]
        text = one_line(well_formed(lyric or ""))
        shown = "~" if lyric in (None, "", HOLD) else text
        word_goes_on = len(text) > 1 and text.endswith("-")
        shown = shown[:-1] if word_goes_on and shown != "~" else shown
        # A blank in front begins a word; what holds belongs to the one before.
        blank = "" if goes_on or shown == "~" else " "
        if shown != "~":
            goes_on = word_goes_on
        extra = notes.extra.get(int(notes.id[row]), {}) if notes.extra else {}
        kind = next((sign for sign, name in KINDS.items() if extra.get(KEY) == name), ":")
        pitch = int(notes.pitch[row]) - MIDDLE_C
        lines.append(f"{kind} {first[row]} {last[row] - first[row]} {pitch} {blank}{shown}")
    return lines


def _breaks(score: Score, rows: np.ndarray, onset_s: np.ndarray) -> set[int]:
    """Rows with which lines begin: with the segments of the tier ``lines``, else behind silences."""
    if LINES in score.tiers:
        starts = score.tiers[LINES].start_s
        of_line = np.searchsorted(starts, onset_s + 1e-6, side="right")
        return set((np.flatnonzero(np.diff(of_line)) + 1).tolist())
    onset, end = score.notes.onset_beats[rows], np.maximum.accumulate(score.notes.end_beats[rows])
    return set((np.flatnonzero(onset[1:] - end[:-1] >= PAUSE_BEATS) + 1).tolist())


def _headers(score: Score) -> list[str]:
    said = headers_of(score)
    for number, track in enumerate(score.tracks[:MAX_SINGERS], 1):
        if track.name and len(score.tracks) > 1:
            said.setdefault(f"P{number}", one_line(well_formed(track.name)))
    said.pop("VERSION", None)
    return [f"#{name}:{well_formed(text)}" for name, text in said.items()]


def _warn_of_losses(score: Score, path: Path, lost_tempos: bool) -> None:
    names = [name for name in score.tiers if name != LINES and len(score.tiers[name])]
    lost = [
        Sentence(f"word.{name}")
        for name, there in (
            ("tempo_changes", lost_tempos),
            ("phonemes", score.notes.phoneme.any()),
            ("curves", bool(score.curves)),
            ("segments", bool(names)),
            ("velocities", len(score.notes) > 0 and bool((score.notes.velocity != 100).any())),
        )
        if there
    ]
    if lost:
        warn(path, Sentence("label.losses", format="UltraStar", what=joined(lost)))


def _near(values: np.ndarray) -> np.ndarray:
    return np.asarray(np.abs(values - np.rint(values)) < 1e-6)


def _fits(values: np.ndarray) -> bool:
    return bool(_near(values).all())


def _number(value: float) -> str:
    return f"{value:.9f}".rstrip("0").rstrip(".")
