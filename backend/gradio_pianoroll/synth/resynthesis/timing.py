"""Where a moment of the recording lies in the edited sound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.synth.resynthesis.f0_track import ResynthesisError

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Faster or slower than this nothing is understood any more.
MOST_STRETCHED = 8.0


@dataclass(frozen=True)
class Timing:
    """Pairs of moments, in whole samples; time runs straight between them, and as in the recording beyond them.

    Attributes
    ----------
    source, target : float64 array, shape (n,)
        Ascending; n is at least 2.
    """

    source: NDArray[np.float64]
    target: NDArray[np.float64]

    def to_target(self, at: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Samples of the edited sound."""
        return _mapped(np.asarray(at, float), self.source, self.target)

    def to_source(self, at: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Samples of the recording."""
        return _mapped(np.asarray(at, float), self.target, self.source)

    def shift_of(self, first: float, last: float) -> float | None:
        """By how many samples a part of the recording is moved; None when it is stretched."""
        inside = self.source[(self.source > first) & (self.source < last)]
        places = np.concatenate([[first], inside, [last]])
        shifts = self.to_target(places) - places
        shift = float(np.rint(shifts[0]))
        return shift if np.abs(shifts - shift).max() < 1e-6 else None


def _mapped(at: NDArray[np.float64], xs: NDArray[np.float64], ys: NDArray[np.float64]) -> NDArray[np.float64]:
    inside = np.interp(at, xs, ys)
    below, above = np.minimum(at - xs[0], 0), np.maximum(at - xs[-1], 0)
    return np.asarray(inside + below + above)


def timing_of(given: Iterable[Sequence[float]] | None, sr: float, n_samples: int) -> Timing | None:
    """Read pairs ``(moment of the recording, moment of the edited sound)`` in seconds; None when nothing moves.

    Raises
    ------
    ResynthesisError
        When they are not ascending, lie outside of the recording, or stretch it beyond measure.
    """
    if given is None:
        return None
    pairs = np.asarray([tuple(pair) for pair in given], np.float64)
    if not pairs.size:
        return None
    if pairs.ndim != 2 or pairs.shape[1] != 2 or not np.isfinite(pairs).all():
        raise ResynthesisError("timing must be pairs (moment of the recording, moment of the edited sound) in seconds")
    source, target = np.rint(pairs * sr).T
    if source[0] < 0 or target[0] < 0 or source[-1] > n_samples:
        raise ResynthesisError(Sentence("resynthesis.timing_range", duration=f"{n_samples / sr:.3f}"))
    for k in range(len(source) - 1):
        before, after = source[k + 1] - source[k], target[k + 1] - target[k]
        if before <= 0 or after <= 0:
            raise ResynthesisError(Sentence("resynthesis.timing_order", at=f"{pairs[k + 1, 0]:.3f}"))
        if not 1 / MOST_STRETCHED <= after / before <= MOST_STRETCHED:
            raise ResynthesisError(
                Sentence(
                    "resynthesis.timing_stretch",
                    length=f"{before / sr:.3f}",
                    at=f"{pairs[k, 0]:.3f}",
                    times=f"{after / before:.2g}",
                    most=f"{MOST_STRETCHED:g}",
                )
            )
    if target[0] != source[0]:
        if source[0] == 0 or target[0] == 0:
            raise ResynthesisError("timing must leave the beginning where it is: begin with the pair (0, 0)")
        if not 1 / MOST_STRETCHED <= target[0] / source[0] <= MOST_STRETCHED:
            raise ResynthesisError(f"timing stretches the beginning to {target[0] / source[0]:.2g} times its length")
        source, target = np.concatenate([[0.0], source]), np.concatenate([[0.0], target])
    if np.array_equal(source, target):
        return None
    if len(source) == 1:
        source, target = np.append(source, source + 1), np.append(target, target + 1)
    return Timing(np.ascontiguousarray(source), np.ascontiguousarray(target))


def segment_timing(before: Sequence[Any], after: Sequence[Any]) -> list[tuple[float, float]]:
    """Give the timing that moves segments of a recording to where they are to be.

    Parameters
    ----------
    before, after
        Segments (with `start` and `end` in seconds) of the recording and of the edited sound: the same number, in the
        same order.

    Returns
    -------
    list of (float, float)
        As `resynthesise` takes it.

    Raises
    ------
    ResynthesisError
        When the numbers differ, or segments overlap.

    Examples
    --------
    >>> from gradio_pianoroll import Segment
    >>> from gradio_pianoroll.synth import segment_timing
    >>> segment_timing([Segment(0.2, 0.5), Segment(0.5, 0.9)], [Segment(0.2, 0.7), Segment(0.7, 1.1)])
    [(0.2, 0.2), (0.5, 0.7), (0.9, 1.1)]
    """
    if len(before) != len(after):
        raise ResynthesisError(f"there are {len(before)} segments before and {len(after)} after the edit")
    pairs: list[tuple[float, float]] = []
    for old, new in zip(before, after, strict=True):
        for pair in ((float(old.start), float(new.start)), (float(old.end), float(new.end))):
            if pairs and pair == pairs[-1]:
                continue
            if pairs and (pair[0] <= pairs[-1][0] or pair[1] <= pairs[-1][1]):
                raise ResynthesisError(f"segments overlap or have no length at {pair[0]:.3f} s → {pair[1]:.3f} s")
            pairs.append(pair)
    return pairs
