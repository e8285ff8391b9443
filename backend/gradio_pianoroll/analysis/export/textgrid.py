"""Notes, words and voiced stretches as tiers of a TextGrid for Praat."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.analysis.extras import require
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.score.units import pitch_name

if TYPE_CHECKING:
    from gradio_pianoroll.analysis.audio_features import AudioFeatures
    from gradio_pianoroll.score import Score

    Interval = tuple[float, float, str]

VOICED_LABEL = "voiced"
SHORTEST_S = 1e-4


def voiced_intervals(found: AudioFeatures) -> list[tuple[float, float]]:
    """(start, end) in seconds of stretches with F0; a frame reaches half a hop to either side of its centre."""
    if found.f0_hz is None:
        return []
    voiced = np.isfinite(found.f0_hz).astype(np.int8)
    edges = np.flatnonzero(np.diff(np.r_[0, voiced, 0]))
    times = np.clip((edges - 0.5) * found.hop_s, 0, found.duration_s)
    return [(float(a), float(b)) for a, b in zip(times[::2], times[1::2], strict=True) if b > a]


def _one_after_another(intervals: Iterable[Interval]) -> list[Interval]:
    """Intervals of one tier, which must not overlap: each ends where the next begins."""
    ordered = sorted(intervals)
    ends = [begin for begin, _, _ in ordered[1:]] + [float("inf")]
    cut = [(a, min(b, end), text) for (a, b, text), end in zip(ordered, ends, strict=True)]
    return [interval for interval in cut if interval[1] - interval[0] > SHORTEST_S]


def _tiers(found: AudioFeatures, score: Score | None) -> dict[str, list[Interval]]:
    tiers: dict[str, list[Interval]] = {}
    if score is not None and len(score.notes):
        notes = score.notes
        onset_s = score.tempo_map.seconds_at(notes.onset_beats).tolist()
        end_s = score.tempo_map.seconds_at(notes.end_beats).tolist()
        rows = range(len(notes))
        tiers["notes"] = [(onset_s[row], end_s[row], pitch_name(int(notes.pitch[row]))) for row in rows]
        if notes.lyric.any():
            tiers["lyrics"] = [(onset_s[row], end_s[row], notes.lyric[row] or "") for row in rows]
    if score is not None and score.segments:
        tiers["words"] = [(segment.start, segment.end, segment.text) for segment in score.segments]
    tiers["voiced"] = [(a, b, VOICED_LABEL) for a, b in voiced_intervals(found)]
    return {name: _one_after_another(intervals) for name, intervals in tiers.items() if intervals}


def write_textgrid(found: AudioFeatures, path: Path, score: Score | None) -> None:
    """Write a TextGrid in the long format.

    Raises
    ------
    AnalysisError
        When nothing was found that could be a tier.
    """
    textgrid = require("praatio.textgrid", Sentence("needs.write_textgrid"))

    tiers = _tiers(found, score)
    if not tiers:
        raise AnalysisError(Sentence("export.unvoiced", name=path.name))
    end_s = max(found.duration_s, *(intervals[-1][1] for intervals in tiers.values()))
    grid = textgrid.Textgrid(0, end_s)
    for name, intervals in tiers.items():
        grid.addTier(textgrid.IntervalTier(name, intervals, 0, end_s))
    grid.save(str(path), format="long_textgrid", includeBlankSpaces=True)
