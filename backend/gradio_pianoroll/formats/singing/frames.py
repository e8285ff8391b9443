"""Parameters frame by frame: of several phrases as one curve of even frames, and back phrase by phrase.

A phrase may begin between two frames of the curve: its values keep their order and lie at most half a frame beside
their time. Where the end of a phrase lies under the beginning of the next one, the curve shows the later one, and what
is under it stays with the phrase.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.i18n.sentence import Sentence

from ...score import Curve, TempoMap
from ...score.curve import values_to_json
from ...score.immutable import FloatArray
from ..bounds import refuse_more
from ..pitch.frames import MAX_FRAMES, resampled

#: Distances of frames that are the same but for rounding.
SAME_HOP = 1e-9
#: Times that are the same but for rounding, in frames.
SAME_FRAME = 1e-4
FROM, VALUES = "from", "values"


class Piece(NamedTuple):
    """Frames of one phrase; NaN where there is no value."""

    start_s: float
    values: FloatArray


def one_curve(
    name: str, pieces: Mapping[int, Piece], hop_s: float, path: Path, **about: Any
) -> tuple[Curve, dict[int, dict[str, Any]]]:
    """Curve of the frames of several phrases, and by phrase what lies under later ones.

    Parameters
    ----------
    name, about
        Of the curve: `target`, `unit`, `style`.
    pieces
        By the number of their phrase.
    hop_s
        Distance of frames.
    path
        For messages.

    Raises
    ------
    FormatError
        If the phrases lie so far apart that the frames between them are too many.
    """
    start = min(piece.start_s for piece in pieces.values())
    firsts = {number: _frame(piece.start_s, start, hop_s) for number, piece in pieces.items()}
    n = max(firsts[number] + len(piece.values) for number, piece in pieces.items())
    refuse_more(path, n, MAX_FRAMES, Sentence("amount.frames"))
    grid = np.full(n, np.nan, np.float32)
    for number in sorted(pieces, key=lambda number: firsts[number]):
        grid[firsts[number] : firsts[number] + len(pieces[number].values)] = pieces[number].values
    hidden = {}
    for number, piece in pieces.items():
        values = piece.values.astype(np.float32)
        shown = grid[firsts[number] : firsts[number] + len(values)]
        under = np.flatnonzero(~((shown == values) | (np.isnan(shown) & np.isnan(values))))
        if len(under):
            first, stop = int(under[0]), int(under[-1]) + 1
            hidden[number] = {FROM: first, VALUES: values_to_json(values[first:stop])}
    return Curve(name, grid, start=start, hop=hop_s, **about), hidden


def piece_of(
    curve: Curve, tempos: TempoMap, start_s: float, n: int, hop_s: float, is_kept: bool = False, hidden: Any = None
) -> FloatArray:
    """Frames of a phrase out of a curve of any form; NaN where it has no value.

    Parameters
    ----------
    curve, tempos
        What is cut, and where its beats lie.
    start_s, n, hop_s
        Frames of the phrase.
    is_kept
        Whether the curve was made of these frames: it has their values, though their times may lie between its own.
    hidden
        What `one_curve` gave beside the curve.
    """
    values = curve.values.astype(np.float64)
    place = (start_s - curve.start) / hop_s
    is_even = curve.is_uniform and curve.time == "s" and abs(curve.hop - hop_s) <= SAME_HOP
    if is_even and (is_kept or abs(place - round(place)) < SAME_FRAME):
        at = _frame(start_s, curve.start, hop_s) + np.arange(n)
        inside = (at >= 0) & (at < len(values))
        found = np.where(inside, values[np.clip(at, 0, max(len(values) - 1, 0))] if len(values) else np.nan, np.nan)
    else:
        times = curve.sample_times()
        if curve.time == "beats":
            times = tempos.seconds_at(times)
        # Frequencies are resampled as such; what may be 0 or negative is lifted above that meanwhile.
        least = float(np.nanmin(values)) if np.isfinite(values).any() else 0.0
        lift = 0.0 if curve.target == "f0" else 1.0 - min(least, 0.0)
        found = resampled(times, values + lift, hop_s, n, start_s) - lift
    if isinstance(hidden, Mapping) and isinstance(hidden.get(VALUES), Sequence):
        first, kept = hidden.get(FROM), _numbers(hidden[VALUES])
        if isinstance(first, int) and 0 <= first <= n - len(kept):
            found[first : first + len(kept)] = kept
    return found


def count_of_frames(duration_s: float, hop_s: float, path: Path, said: Any = None) -> int:
    """Number of whole frames in a time, as DiffSinger and SoulX-Singer count them; what a file said of it comes first.

    Raises
    ------
    FormatError
        If there are too many.
    """
    is_said = isinstance(said, int) and not isinstance(said, bool) and said >= 0
    n = said if is_said else math.floor(duration_s / hop_s + 1e-6)
    refuse_more(path, n, MAX_FRAMES, Sentence("amount.frames"))
    return n


def filled(values: FloatArray) -> tuple[FloatArray, bool]:
    """Values with those that are missing taken from their neighbours, and whether any were; all 0 without any."""
    known = np.isfinite(values)
    if known.all():
        return values, False
    if not known.any():
        return np.zeros(len(values)), True
    at = np.arange(len(values))
    return np.interp(at, at[known], values[known]), True


def written(values: FloatArray) -> str:
    """Frames as a text: as many decimals as tell their float32 apart, 0 for NaN."""
    numbers = values_to_json(np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0).astype(np.float32))
    return " ".join(map(str, numbers))


def _frame(time_s: float, start_s: float, hop_s: float) -> int:
    return math.floor((time_s - start_s) / hop_s + 0.5)


def _numbers(values: Sequence[Any]) -> NDArray[np.float64]:
    numbers = [v if isinstance(v, int | float) and not isinstance(v, bool) else math.nan for v in values]
    return np.array(numbers, np.float64)
