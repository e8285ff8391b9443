"""F0 of OpenUtau's projects: the pitch that notes have with their points and vibrato, and what ``pitd`` adds to it.

Source: OpenUtau (OpenUtau.Core/Render/RenderPhrase.cs, Ustx/UNote.cs, Ustx/UVibrato.cs, Ustx/UCurve.cs): the pitch is
laid down every five ticks of 480; points of a note replace the tone around its beginning, vibrato swings in its last
part, and the curve is added in cents.
"""

from __future__ import annotations

import dataclasses
import warnings
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.i18n.sentence import Sentence

from ...errors import PianoRollWarning
from ...score import Curve, Score
from ...score.immutable import FloatArray
from ..pitch.conventions import hz_of_pitch, pitch_of_hz
from ..pitch.frames import f0_curve
from ..pitch.note_frames import cents_of
from ..singing.expression import NO_VIBRATO, SNAP_FIRST, points_of, vibrato_of
from ..singing.voice import own
from .read import KEY, PLAIN_POINTS

PITD = "pitd"
# The program has the curve every five ticks of its 480, and between -1200 and 1200 cents.
STEP_BEATS, MOST_CENTS = 5 / 480, 1200.0


class _Note(NamedTuple):
    onset_s: float
    end_s: float
    cents: float
    points: list[tuple[float, float, str]]
    vibrato: dict[str, float]


def f0_of_project(score: Score, track: int = 0, hop_s: float = 0.01) -> Curve:
    """F0 with which OpenUtau sings a track, as an array of frames; NaN where no note sounds.

    Parameters
    ----------
    score
        Of a project: notes with their pitch points and vibrato, and the curve ``pitd`` of the track.
    track
        Number of the track.
    hop_s
        Distance of frames in seconds.

    Raises
    ------
    ValueError
        If `hop_s` is not above 0.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.formats.ustx import f0_of_project
    >>> f0_of_project(Score(NoteTable.from_columns([0], 0.1, [69])), hop_s=0.025).values.tolist()
    [440.0, 440.0]
    """
    if not (np.isfinite(hop_s) and hop_s > 0):
        raise ValueError(Sentence("pitch.above", name="hop_s", least=0.0, value=hop_s))
    notes = _notes(score, track)
    n = max((int(np.ceil(note.end_s / hop_s - 1e-6)) for note in notes), default=0)
    at: FloatArray = np.arange(n, dtype=np.float64) * hop_s
    cents, sounds = _of_notes(notes, at)
    curve = next((c for c in score.curves.values() if _is_pitd(c, track)), None)
    if curve is not None and len(curve):
        cents += _sampled(score, curve, at)
    hz = np.where(sounds, hz_of_pitch(cents / 100), np.nan)
    return Curve("f0", hz.astype(np.float32), None, "f0", "Hz", "s", 0.0, float(hop_s))


def with_pitd(score: Score, curve: str | None = None, track: int = 0) -> Score:
    """Score with the curve ``pitd`` by which OpenUtau sings an F0 on the notes of a track.

    Parameters
    ----------
    score
        With notes and F0; a former ``pitd`` of the track is replaced.
    curve
        Name of the curve of F0, when it is not the first one.
    track
        Number of the track.

    Raises
    ------
    ValueError
        If there is no such curve, or the track has no notes.

    Warns
    -----
    PianoRollWarning
        Where F0 is further than an octave from the notes, which the curve cannot say.
    """
    f0 = f0_curve(score) if curve is None else score.curves.get(curve)
    if f0 is None:
        raise ValueError(Sentence("ustx.no_f0", names=", ".join(score.curves) or "–"))
    notes = _notes(score, track)
    if not notes:
        raise ValueError(Sentence("ustx.no_track_notes", track=track))
    tempos = score.tempo_map
    first = np.floor(float(tempos.beats_at(notes[0].onset_s)) / STEP_BEATS)
    last = np.ceil(float(tempos.beats_at(max(note.end_s for note in notes))) / STEP_BEATS)
    beats = np.arange(first, last + 1) * STEP_BEATS
    at = np.asarray(tempos.seconds_at(beats), np.float64)
    cents, sounds = _of_notes(notes, at)
    off = 100 * pitch_of_hz(_heard(score, f0, at)) - cents
    off[~sounds] = np.nan
    far = np.abs(off) > MOST_CENTS
    if far.any():
        warnings.warn(PianoRollWarning(Sentence("ustx.far", count=int(far.sum()))), stacklevel=2)
    # A place more on both sides: before its first and behind its last point a curve is 0.
    for beside in (np.append(np.nan, off[:-1]), np.append(off[1:], np.nan)):
        off = np.where(np.isnan(off), beside, off)
    known = np.isfinite(off)
    made = Curve(
        PITD if track == 0 else f"{PITD} (track {track + 1})",
        np.rint(np.clip(off[known], -MOST_CENTS, MOST_CENTS)), beats[known], "f0 deviation", "cents", "beats",
        style={"visible": False, KEY: {"abbr": PITD, "track": track}},
    )  # fmt: skip
    kept = {name: other for name, other in score.curves.items() if not _is_pitd(other, track)}
    return dataclasses.replace(score, curves={**kept, made.name: made})


def _is_pitd(curve: Curve, track: int) -> bool:
    said = own(curve.style, KEY)
    return said.get("abbr") == PITD and said.get("track", 0) == track


def _notes(score: Score, track: int) -> list[_Note]:
    rows = np.flatnonzero(score.notes.track == track)
    rows = rows[np.argsort(score.notes.onset_beats[rows], kind="stable")]
    onset = score.tempo_map.seconds_at(score.notes.onset_beats[rows]).tolist()
    end = score.tempo_map.seconds_at(score.notes.end_beats[rows]).tolist()
    tone = (100.0 * score.notes.pitch[rows] + cents_of(score, rows)).tolist()
    found: list[_Note] = []
    for i, row in enumerate(rows.tolist()):
        extra = score.notes.extra.get(int(score.notes.stored("id")[row]), {})
        points = list(points_of(extra) or PLAIN_POINTS)
        if extra.get(SNAP_FIRST) is not False and points:
            # From the note before, where that goes on to here.
            follows = i > 0 and abs(onset[i] - end[i - 1]) < 1e-6
            points[0] = (points[0][0], (tone[i - 1] - tone[i]) / 10 if follows else 0.0, points[0][2])
        found.append(_Note(onset[i], end[i], tone[i], points, NO_VIBRATO | (vibrato_of(extra) or {})))
    return found


def _of_notes(notes: list[_Note], at: FloatArray) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Cents of the notes at some times, without ``pitd``, and whether one sounds."""
    cents, sounds = np.zeros(len(at)), np.zeros(len(at), bool)
    before = np.full(len(at), np.nan)
    for note in notes:
        here = (at >= note.onset_s - 1e-9) & (at < note.end_s - 1e-9)
        cents[here] = note.cents + _swing(note, at[here])
        before[here], sounds[here] = note.cents, True
    for note in notes:
        x = np.array([note.onset_s + ms / 1000 for ms, _, _ in note.points])
        y = np.array([10 * units for _, units, _ in note.points])
        if not len(x):
            continue
        reached = np.flatnonzero(sounds & (at >= x[0]) & (at < note.end_s - 1e-9))
        shapes = [shape for _, _, shape in note.points]
        # Before its beginning the points go over the tone of the note that sounds there.
        cents[reached] += note.cents + _line(x, y, shapes, at[reached]) - before[reached]
        cents[(at >= note.onset_s - 1e-9) & (at < min(x[0], note.end_s - 1e-9))] += y[0]
    return cents, sounds


def _line(x: FloatArray, y: FloatArray, shapes: list[str], at: FloatArray) -> FloatArray:
    """Values of points joined as their shapes say; level after the last one."""
    i = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(x) - 1)
    j = np.minimum(i + 1, len(x) - 1)
    length = x[j] - x[i]
    share = np.divide(at - x[i], length, out=np.zeros(len(at)), where=length > 0)
    eased = np.select(
        [np.array([shapes[k] == name for k in i], bool) for name in ("io", "i", "o")],
        [(1 - np.cos(np.pi * share)) / 2, 1 - np.cos(np.pi / 2 * share), np.sin(np.pi / 2 * share)],
        share,
    )
    values: FloatArray = y[i] + (y[j] - y[i]) * eased
    return values


def _swing(note: _Note, at: FloatArray) -> FloatArray:
    """Cents of a note's vibrato."""
    said = note.vibrato
    length, period_s = said["length"] / 100, said["period"] / 1000
    if length <= 0 or period_s <= 0:
        return np.zeros(len(at))
    duration = note.end_s - note.onset_s
    place = (at - note.onset_s) / duration
    start = 1 - length
    grows, fades = length * said["in"] / 100, length * said["out"] / 100
    turn = (place - start) * duration / period_s + said["shift"] / 100
    cents = np.sin(2 * np.pi * turn) * said["depth"] + said["depth"] / 100 * said["drift"]
    if grows > 0:
        cents *= np.clip((place - start) / grows, 0, 1)
    if fades > 0:
        cents *= np.clip((1 - place) / fades, 0, 1)
    swing: FloatArray = np.where(place < start, 0.0, cents)
    return swing


def _sampled(score: Score, curve: Curve, at: FloatArray) -> FloatArray:
    """Cents of ``pitd``: straight between points, nothing before the first, after the last and over gaps."""
    times = curve.sample_times()
    seconds = np.asarray(times if curve.time == "s" else score.tempo_map.seconds_at(times), np.float64)
    values = curve.values.astype(np.float64)
    found = np.interp(at, seconds, values, 0.0, 0.0)
    return np.nan_to_num(found)


def _heard(score: Score, f0: Curve, at: FloatArray) -> FloatArray:
    """F0 at some times: straight between two voiced samples, else nothing."""
    times = f0.sample_times()
    seconds = np.asarray(times if f0.time == "s" else score.tempo_map.seconds_at(times), np.float64)
    hz = np.where(f0.values > 0, f0.values.astype(np.float64), np.nan)
    if not len(seconds):
        return np.full(len(at), np.nan)
    found: FloatArray = np.exp2(np.interp(at, seconds, np.log2(hz), np.nan, np.nan))
    return found
