"""Notes that a channel cannot tell apart, in chunks of their own.

A note end says which key goes up, not which of several notes of this key. Readers end the first struck first; a note
that begins and ends inside another one of its pitch would swap ends with it. It goes into a further chunk, in which
it is read for itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .scan import Ints

MAX_LAYERS = 64


def layers_of(onset: Ints, end: Ints, pitch: NDArray[np.integer]) -> list[NDArray[np.intp]]:
    """Rows of the notes by layer, each in the order (onset, pitch, end); what is nested deeper is in the last one."""
    rows = np.lexsort((end, pitch, onset))
    layers: list[NDArray[np.intp]] = []
    while len(rows):
        if len(layers) == MAX_LAYERS - 1:
            layers.append(rows)
            break
        inside = _nested(onset[rows], end[rows], pitch[rows])
        layers.append(rows[~inside])
        rows = rows[inside]
    return layers


def _nested(onset: Ints, end: Ints, pitch: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Mask of the notes, sorted by onset and end, that end before one of their pitch that began earlier."""
    order = np.argsort(pitch, kind="stable")
    sorted_pitch, ends = pitch[order], end[order]
    # The pitches follow each other far above, so that one running maximum serves them all.
    shift = sorted_pitch.astype(np.int64) * (int(end.max()) + 1)
    latest = np.maximum.accumulate(ends + shift) - shift
    nested = np.zeros(len(onset), np.bool_)
    nested[order] = ends < latest
    return nested
