"""How near an estimate is to a reference: the standard measures for notes and melodies, and the differences as a score.

Note measures are those of MIREX as mir_eval has them (Raffel et al., ISMIR 2014): a note is found when its onset lies
within 50 ms and its pitch within 50 cents, for the measures with offsets also its end within the larger of 50 ms and
20 % of the note. Melody measures: voicing recall and false alarm, raw pitch and chroma accuracy, overall accuracy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.analysis.engines.types import F0Result
from gradio_pianoroll.analysis.extras import require

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.score import Curve, Score

ONSET_TOLERANCE_S, PITCH_TOLERANCE_CENTS, OFFSET_RATIO = 0.05, 50.0, 0.2
# Track names and colours of `Comparison.differences`.
MATCHED, MISSED, EXTRA = "matched", "missed", "extra"
COLORS = {MATCHED: "#3aa76d", MISSED: "#e0a33e", EXTRA: "#e0525f"}
COLOR_NAMES = {MATCHED: "matched · 일치", MISSED: "missed · 누락", EXTRA: "extra · 추가"}


@dataclass(frozen=True)
class NoteMatch:
    """A note of the reference and the one of the estimate that is it.

    Attributes
    ----------
    reference, estimate
        Rows in the two note tables.
    onset_s, end_s
        By how much the estimate is late (negative: early), in seconds.
    pitch
        By how many semitones it is too high.
    velocity
        By how much it is louder, in MIDI velocity.
    """

    reference: int
    estimate: int
    onset_s: float
    end_s: float
    pitch: int
    velocity: int


@dataclass(frozen=True)
class Comparison:
    """What `compare` found.

    Attributes
    ----------
    notes
        `precision`, `recall`, `f1`, `overlap` (onset and pitch), the same with `_with_offset`, and `onset_f1` (onset
        alone); empty when curves were compared.
    melody
        `voicing_recall`, `voicing_false_alarm`, `raw_pitch_accuracy`, `raw_chroma_accuracy`, `overall_accuracy`; empty
        when there was no F0 to compare.
    matches
        Pairs of notes, in order of the reference.
    missed, extra
        Rows of the reference, and of the estimate, that have no partner.
    """

    notes: Mapping[str, float] = field(default_factory=dict)
    melody: Mapping[str, float] = field(default_factory=dict)
    matches: tuple[NoteMatch, ...] = ()
    missed: tuple[int, ...] = ()
    extra: tuple[int, ...] = ()
    _scores: tuple[Score, Score] | None = field(default=None, repr=False)

    def to_dict(self) -> dict[str, float]:
        """All measures in one, rounded to four digits, for a table."""
        return {name: round(value, 4) for name, value in {**self.notes, **self.melody}.items()}

    @cached_property
    def differences(self) -> Score:
        """A score to look at: matched, missed and extra notes on tracks of three colours.

        Each matched note carries its deviation as unknown keys `onsetDeviationMs`, `endDeviationMs` and
        `velocityDeviation`; missed and extra ones are segments, too, so that they can be listed.

        Raises
        ------
        AnalysisError
            When curves were compared, not scores.
        """
        if self._scores is None:
            raise AnalysisError("only a comparison of scores can be shown as a score; these were F0 curves")
        return _difference_score(self, *self._scores)


def compare(
    reference: Score | F0Result | Curve,
    estimate: Score | F0Result | Curve,
    *,
    onset_tolerance_s: float = ONSET_TOLERANCE_S,
    pitch_tolerance_cents: float = PITCH_TOLERANCE_CENTS,
    offset_ratio: float = OFFSET_RATIO,
    f0_curve: str = "f0",
) -> Comparison:
    """Compare two scores, or two F0 curves.

    Parameters
    ----------
    reference, estimate
        Scores: their notes, and their curves named `f0_curve` when both have one; or F0: results of engines, curves.
    onset_tolerance_s, pitch_tolerance_cents
        Within which a note is found.
    offset_ratio
        Share of a note's length within which its end is right (at least the onset tolerance).
    f0_curve
        Name of the curves that are compared.

    Returns
    -------
    Comparison

    Raises
    ------
    AnalysisError
        When a score is compared with a curve, or a tolerance is not positive.
    MissingPackageError
        When mir_eval is not installed.
    """
    from gradio_pianoroll.score import Score

    for name, value in (("onset_tolerance_s", onset_tolerance_s), ("pitch_tolerance_cents", pitch_tolerance_cents)):
        if not (np.isfinite(value) and value > 0):
            raise AnalysisError(f"{name} must be a positive number, not {value}")
    if isinstance(reference, Score) != isinstance(estimate, Score):
        raise AnalysisError("compare two scores or two F0 curves, not one with the other")
    if not (isinstance(reference, Score) and isinstance(estimate, Score)):
        return Comparison(melody=_melody(_f0_of(reference), _f0_of(estimate), pitch_tolerance_cents))
    melody: Mapping[str, float] = {}
    if f0_curve in reference.curves and f0_curve in estimate.curves:
        true, found = (_f0_of(score.curves[f0_curve], score) for score in (reference, estimate))
        melody = _melody(true, found, pitch_tolerance_cents)
    return _compare_notes(reference, estimate, onset_tolerance_s, pitch_tolerance_cents, offset_ratio, melody)


# --- notes ---

Columns = tuple["NDArray[np.float64]", "NDArray[np.float64]"]
Pairs = list[tuple[int, int]]
# mir_eval rounds distances to a tenth of a millisecond before it compares them.
SAFETY_S = 0.001
BLOCK_NOTES = 400


def _columns(score: Score) -> Columns:
    """Intervals in seconds (n, 2) and frequencies in Hz (n,)."""
    onset = np.asarray(score.tempo_map.seconds_at(score.notes.onset_beats), np.float64)
    end = np.asarray(score.tempo_map.seconds_at(score.notes.end_beats), np.float64)
    pitch = score.notes.pitch.astype(np.float64)
    return np.stack([onset, end], axis=1), 440 * 2 ** ((pitch - 69) / 12)


def _compare_notes(
    reference: Score,
    estimate: Score,
    onset_tolerance_s: float,
    pitch_tolerance_cents: float,
    offset_ratio: float,
    melody: Mapping[str, float],
) -> Comparison:
    transcription = require("mir_eval.transcription", "compare")
    true, found = _columns(reference), _columns(estimate)
    near: dict[str, Any] = {"onset_tolerance": onset_tolerance_s, "pitch_tolerance": pitch_tolerance_cents}

    def by_pitch(*block: Any) -> Pairs:
        return list(transcription.match_notes(*block, offset_ratio=None, **near))

    def with_offset(*block: Any) -> Pairs:
        strict = {"offset_ratio": offset_ratio, "offset_min_tolerance": onset_tolerance_s}
        return list(transcription.match_notes(*block, **strict, **near))

    def by_onset(true_s: Any, _: Any, found_s: Any, __: Any) -> Pairs:
        return list(transcription.match_note_onsets(true_s, found_s, onset_tolerance=onset_tolerance_s))

    pairs, strict, onsets = (_matched(how, true, found, onset_tolerance_s) for how in (by_pitch, with_offset, by_onset))
    matches = tuple(_match(reference, estimate, true[0], found[0], i, j) for i, j in sorted(pairs))
    missed = np.setdiff1d(np.arange(len(true[0])), [i for i, _ in pairs]).tolist()
    extra = np.setdiff1d(np.arange(len(found[0])), [j for _, j in pairs]).tolist()
    measures = _note_measures(transcription, true, found, pairs)
    strict_measures = _note_measures(transcription, true, found, strict)
    measures |= {f"{name}_with_offset": value for name, value in strict_measures.items()}
    measures["onset_f1"] = _note_measures(transcription, true, found, onsets)["f1"]
    return Comparison(measures, melody, matches, tuple(missed), tuple(extra), (reference, estimate))


def _blocks(
    true_s: NDArray[np.float64], found_s: NDArray[np.float64], tolerance_s: float
) -> Iterator[tuple[slice, slice]]:
    """Rows of both (sorted by onset) that cannot match anything outside: mir_eval's matching looks at all pairs."""
    both = np.sort(np.concatenate([true_s, found_s]))
    gaps = np.flatnonzero(np.diff(both) > tolerance_s + SAFETY_S)
    borders_s: list[float] = []
    last = 0
    for gap in gaps:
        if gap + 1 - last >= BLOCK_NOTES:
            borders_s.append(float(both[gap] + both[gap + 1]) / 2)
            last = int(gap) + 1
    true_rows = [0, *np.searchsorted(true_s, borders_s).tolist(), len(true_s)]
    found_rows = [0, *np.searchsorted(found_s, borders_s).tolist(), len(found_s)]
    for a, b, c, d in zip(true_rows[:-1], true_rows[1:], found_rows[:-1], found_rows[1:], strict=True):
        if b > a and d > c:
            yield slice(a, b), slice(c, d)


def _matched(how: Callable[..., Pairs], true: Columns, found: Columns, tolerance_s: float) -> Pairs:
    """Pairs of rows of the whole, block by block."""
    pairs: Pairs = []
    for here, there in _blocks(true[0][:, 0], found[0][:, 0], tolerance_s):
        block = how(true[0][here], true[1][here], found[0][there], found[1][there])
        pairs += [(int(i) + here.start, int(j) + there.start) for i, j in block]
    return pairs


def _note_measures(transcription: Any, true: Columns, found: Columns, pairs: Pairs) -> dict[str, float]:
    n_true, n_found = len(true[0]), len(found[0])
    if not n_true or not n_found:
        # Two empty scores are the same; one empty one has found nothing.
        return dict.fromkeys(("precision", "recall", "f1", "overlap"), 1.0 if n_true == n_found else 0.0)
    return {
        "precision": len(pairs) / n_found,
        "recall": len(pairs) / n_true,
        "f1": 2 * len(pairs) / (n_true + n_found),
        "overlap": float(transcription.average_overlap_ratio(true[0], found[0], pairs)),
    }


def _match(
    reference: Score, estimate: Score, true: NDArray[np.float64], found: NDArray[np.float64], i: int, j: int
) -> NoteMatch:
    late = found[j] - true[i]
    pitch = int(estimate.notes.pitch[j]) - int(reference.notes.pitch[i])
    velocity = int(estimate.notes.velocity[j]) - int(reference.notes.velocity[i])
    return NoteMatch(int(i), int(j), float(late[0]), float(late[1]), pitch, velocity)


def _difference_score(found: Comparison, reference: Score, estimate: Score) -> Score:
    """Notes of the estimate (matched, extra) and of the reference (missed) at their times, on the reference's map."""
    from gradio_pianoroll.score import NoteTable, Segment, Track

    kinds = (MATCHED, MISSED, EXTRA)
    rows = ([m.estimate for m in found.matches], list(found.missed), list(found.extra))
    sources = (estimate, reference, estimate)
    intervals = [_columns(source)[0][part] for source, part in zip(sources, rows, strict=True)]
    beats = np.asarray(reference.tempo_map.beats_at(np.concatenate(intervals)), np.float64).reshape(-1, 2)
    lyrics = [source.notes.lyric[row] for source, part in zip(sources, rows, strict=True) for row in part]
    extra = {
        number: {
            "onsetDeviationMs": round(match.onset_s * 1000, 3),
            "endDeviationMs": round(match.end_s * 1000, 3),
            "velocityDeviation": match.velocity,
        }
        for number, match in enumerate(found.matches)
    }
    table = NoteTable.from_columns(
        onset_beats=beats[:, 0],
        duration_beats=np.maximum(beats[:, 1] - beats[:, 0], 1 / 1024),
        pitch=np.concatenate([source.notes.pitch[part] for source, part in zip(sources, rows, strict=True)]),
        velocity=np.concatenate([source.notes.velocity[part] for source, part in zip(sources, rows, strict=True)]),
        track=np.repeat(np.arange(3), [len(part) for part in rows]),
        lyric=lyrics,
        extra=extra,
    )
    segments = [
        Segment(float(start), float(end), kind, f"{kind} {int(source.notes.pitch[row])}")
        for kind, source, part, times in zip(kinds, sources, rows, intervals, strict=True)
        if kind != MATCHED
        for row, (start, end) in zip(part, times, strict=True)
    ]
    return reference.replace(
        notes=table,
        tracks=tuple(Track(name=COLOR_NAMES[kind], color=COLORS[kind]) for kind in kinds),
        segments=tuple(sorted(segments, key=lambda segment: segment.start)),
        curves=_both_curves(reference, estimate),
        name=f"{estimate.name or 'estimate'} · {reference.name or 'reference'}",
    )


def _both_curves(reference: Score, estimate: Score) -> dict[str, Curve]:
    """F0 curves of both, told apart by name and colour."""
    from dataclasses import replace

    both = {}
    for kind, color, score in (("reference", COLORS[MISSED], reference), ("estimate", COLORS[EXTRA], estimate)):
        for curve in score.curves.values():
            if curve.target == "f0" or curve.name == "f0":
                name = f"{curve.name} · {kind}"
                both[name] = replace(curve, name=name, style={**curve.style, "color": color})
    return both


# --- melody ---


def _f0_of(source: Any, score: Score | None = None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Times in seconds and F0 in Hz, 0 where unvoiced."""
    from gradio_pianoroll.score import Curve

    if isinstance(source, F0Result):
        times, values, voiced = source.times_s, source.f0_hz, source.voiced
    elif isinstance(source, Curve):
        times, values = source.sample_times(), source.values
        if source.time == "beats":
            if score is None:
                raise AnalysisError(
                    f"the curve {source.name!r} is timed in beats; compare the scores that it belongs to"
                )
            times = score.tempo_map.seconds_at(times)
        voiced = np.ones(len(values), bool)
    else:
        raise AnalysisError(f"compare scores, F0 results or curves, not {type(source).__name__}")
    voiced = voiced & np.isfinite(values)
    return np.asarray(times, np.float64), np.where(voiced, np.nan_to_num(values), 0.0).astype(np.float64)


def _melody(
    reference: tuple[NDArray[np.float64], NDArray[np.float64]],
    estimate: tuple[NDArray[np.float64], NDArray[np.float64]],
    tolerance_cents: float,
) -> dict[str, float]:
    melody = require("mir_eval.melody", "compare")
    if not len(reference[0]) or not len(estimate[0]):
        raise AnalysisError("an F0 curve without values cannot be compared")
    true_voiced, true_cents, voiced, cents = melody.to_cent_voicing(*reference, *estimate)
    recall, false_alarm = melody.voicing_measures(true_voiced, voiced)
    rest = (true_voiced, true_cents, voiced, cents)
    return {
        "voicing_recall": float(recall),
        "voicing_false_alarm": float(false_alarm),
        "raw_pitch_accuracy": float(melody.raw_pitch_accuracy(*rest, cent_tolerance=tolerance_cents)),
        "raw_chroma_accuracy": float(melody.raw_chroma_accuracy(*rest, cent_tolerance=tolerance_cents)),
        "overall_accuracy": float(melody.overall_accuracy(*rest, cent_tolerance=tolerance_cents)),
    }
