"""Vibrato as an object: depth, rate, onset and fades, kept with its note and laid into the curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ...errors import OpError
from ..apply import apply
from ..curve import Curve
from ..immutable import FloatArray, FrozenMap
from ..ops import Op, Set
from ..score_data import ScoreData, ScoreT
from .arguments import number
from .changes import applied
from .chosen import Chosen
from .curve_course import COURSE_S, courses
from .curve_pieces import Piece, changed_pieces, curve_of, pieces, span_of, value_ops
from .curve_scale import is_pitch, written
from .span_waves import MAX_RATE_HZ, MIN_RATE_HZ, beside, kept_wave, wave_of, with_waves
from .vibrato_key import KEY, MAX_DEPTH_CENTS, NAMES, vibrato_of, without

MAX_LENGTH_S = 3600.0
# Where taking a note's wave away leaves less than this of what wavers (its power), it was that wave.
MOSTLY = 0.25


def vibrato(
    score: ScoreT,
    depth_cents: float = 60.0,
    rate_hz: float = 5.5,
    onset_s: float = 0.0,
    fade_in_s: float = 0.25,
    fade_out_s: float = 0.1,
    curve: str | None = None,
    *,
    span_s: Sequence[float] | None = None,
    ids: Chosen = None,
) -> ScoreT:
    """Write vibrato into notes or a span of F0, in place of what wavered there.

    The wave begins upwards at its onset and lies about the slow course of the curve (`scale_vibrato` says which that
    is). Notes keep it as their key ``vibrato``, and of a span the curve does (`Curve.vibratos`), so that it can be
    changed later without a trace; with a depth of 0 it goes. Where a note has no F0 at all, it sings its own pitch.

    Parameters
    ----------
    score
        Stays as it is.
    depth_cents
        From the middle to the top of the wave. Singers have some 70 (Prame, JASA 102, 1997).
    rate_hz
        Waves a second; singers have 5 to 7 (Prame, JASA 96, 1994).
    onset_s
        After the begin of the note or the span.
    fade_in_s, fade_out_s
        How long it grows, and dies away at the end.
    curve
        Its name; None: the F0.
    span_s, ids
        A span in seconds, or notes; neither: all notes.

    Raises
    ------
    OpError
        If an argument cannot be; the message names it.

    Examples
    --------
    >>> from gradio_pianoroll import Curve, NoteTable, Score
    >>> from gradio_pianoroll.score import edit
    >>> curve = Curve("f0", [220.0] * 100, target="f0", unit="Hz")
    >>> score = Score(NoteTable.from_columns([0], 2, [57]), curves={"f0": curve})
    >>> sung = edit.vibrato(score, 100, 5, fade_in_s=0, fade_out_s=0)
    >>> round(float(sung.curves["f0"].values.max()), 1), sung.notes.extra[0]["vibrato"]["rate_hz"]
    (233.1, 5.0)
    """
    found = curve_of(score, curve)
    if not is_pitch(found):
        raise OpError(f"curve: {found.name!r} has no pitches for a vibrato", "curve")
    wave = {
        "depth_cents": number("depth_cents", depth_cents, 0, MAX_DEPTH_CENTS),
        "rate_hz": number("rate_hz", rate_hz, MIN_RATE_HZ, MAX_RATE_HZ),
        "onset_s": number("onset_s", onset_s, 0, MAX_LENGTH_S),
        "fade_in_s": number("fade_in_s", fade_in_s, 0, MAX_LENGTH_S),
        "fade_out_s": number("fade_out_s", fade_out_s, 0, MAX_LENGTH_S),
    }
    where = pieces(score, found, span_s, ids, whole=False)

    def change(piece: Piece, times: FloatArray, x: FloatArray) -> FloatArray:
        begin_s = piece.start_s + wave["onset_s"]
        older = wave_of(found, piece) if piece.row < 0 else _older(score, piece.row)
        # What an older one with an earlier onset left goes as well.
        later = times >= piece.start_s + min(wave["onset_s"], older["onset_s"] if older else np.inf)
        made = x.copy()
        made[later] = _still(times[later], x[later], piece, older)
        return np.asarray(made + wave_at(wave, times, begin_s, piece.end_s))

    sung = _sung(score, found, where)
    changed = changed_pieces(score, sung, where, change)
    values = (apply(score.replace(curves={**score.curves, found.name: sung}), changed)[0]).curves[found.name].values
    kept = beside(found, [(piece.first, piece.end) for piece in where])
    if wave["depth_cents"] > 0:
        kept += [kept_wave(score, found, (p.start_s, p.end_s), wave) for p in where if p.row < 0]
    ops = with_waves(found, value_ops(found, values, where), kept)
    return applied(score, [*ops, *_keys(score, where, wave)])


def move_vibrato(
    score: ScoreT, span_s: Sequence[float], to_span_s: Sequence[float], curve: str | None = None
) -> ScoreT:
    """Move the vibrato of a span to another span, which may be longer or shorter; its rate and depth stay.

    The curve itself stays where it is: it is without a wave where the vibrato was, and has it where the vibrato goes.

    Parameters
    ----------
    score
        Stays as it is.
    span_s, to_span_s
        Begin and end in seconds, before and after.
    curve
        Its name; None: the F0.

    Raises
    ------
    OpError
        If no vibrato was written to just this span, or an argument cannot be; the message names it.

    Examples
    --------
    >>> from gradio_pianoroll import Curve, Score
    >>> from gradio_pianoroll.score import edit
    >>> score = Score(curves={"f0": Curve("f0", [220.0] * 100, target="f0", unit="Hz")})
    >>> sung = edit.vibrato(score, 100, 5, span_s=(0.1, 0.5))
    >>> later = edit.move_vibrato(sung, (0.1, 0.5), (0.4, 0.9))
    >>> [(kept["start"], kept["end"]) for kept in later.curves["f0"].vibratos]
    [(0.4, 0.9)]
    """
    found = curve_of(score, curve)
    before, after = span_of("span_s", span_s), span_of("to_span_s", to_span_s)
    source, target = (pieces(score, found, span, None, whole=False) for span in (before, after))
    wave = wave_of(found, source[0]) if source else None
    if wave is None:
        raise OpError(f"span_s: {found.name!r} keeps no vibrato from {before[0]:g} to {before[1]:g} s", "span_s")
    if not target:
        raise OpError(f"to_span_s: {found.name!r} has no samples from {after[0]:g} to {after[1]:g} s", "to_span_s")
    said = {name: wave[name] for name in NAMES}
    still = vibrato(score, **(said | {"depth_cents": 0.0}), curve=found.name, span_s=before)
    moved = vibrato(still, **said, curve=found.name, span_s=after).curves[found.name]
    both = [source[0], target[0]]
    span = Piece(min(p.first for p in both), max(p.end for p in both), 0.0, 0.0)
    return applied(score, with_waves(found, value_ops(found, moved.values, [span]), moved.vibratos))


def wave_at(wave: Mapping[str, float], times: FloatArray, begin_s: float, end_s: float) -> FloatArray:
    """Semitones of a vibrato at times; 0 before it begins."""
    since, left = times - begin_s, end_s - times
    grown = np.ones(len(times)) if wave["fade_in_s"] == 0 else since / wave["fade_in_s"]
    remains = np.ones(len(times)) if wave["fade_out_s"] == 0 else left / wave["fade_out_s"]
    share = np.where(since >= 0, np.clip(np.minimum(grown, remains), 0, 1), 0)
    return np.asarray(wave["depth_cents"] / 100 * share * np.sin(2 * np.pi * wave["rate_hz"] * since))


def _older(score: ScoreData, row: int) -> Mapping[str, Any] | None:
    return None if row < 0 else vibrato_of(score.notes.extra.get(int(score.notes.id[row]), {}))


def _still(times: FloatArray, x: FloatArray, piece: Piece, older: Mapping[str, Any] | None) -> FloatArray:
    """Course that wavers nowhere: without the wave that the note keeps, where that is it; else the slow course."""
    slow = courses(times, x, COURSE_S)
    if older is None:
        return slow
    bare = x - wave_at(older, times, piece.start_s + older["onset_s"], piece.end_s)
    rough, left = (np.nansum((one - courses(times, one, COURSE_S)) ** 2) for one in (x, bare))
    return bare if left < MOSTLY * rough else slow


def _sung(score: ScoreData, curve: Curve, where: Sequence[Piece]) -> Curve:
    """Curve in which notes that have no value at all sing their pitch."""
    values = curve.values.copy()
    pitch = score.notes.pitch
    for piece in where:
        part = values[piece.first : piece.end]
        if piece.row >= 0 and not np.isfinite(part).any():
            part[:] = written(curve, np.full(len(part), float(pitch[piece.row])))
    return curve.edited(values)


def _keys(score: ScoreData, where: Sequence[Piece], wave: Mapping[str, float]) -> list[Op]:
    notes = score.notes
    numbers: list[int] = []
    extras: list[Any] = []
    for piece in where:
        if piece.row < 0:
            continue
        id = int(notes.id[piece.row])
        old = FrozenMap(notes.extra.get(id, {})).thaw()
        new = without(old)
        if wave["depth_cents"] > 0:
            new[KEY] = dict(wave)
        if new != old:
            numbers.append(id)
            extras.append(new or None)
    return [Set(np.array(numbers), "extra", values=extras)] if numbers else []
