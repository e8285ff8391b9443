"""pYIN's model in numbers whose sums are exact.

All log probabilities are rounded to multiples of 2^-38 nats. Values are taken relative to the best of their frame and
stay within 2^12 nats, so a double holds every sum without rounding. Then two ways through a recording that have said
the same since some frame are equal bit for bit from there on, however different they were before: that is what lets a
change of pins end where it no longer matters. The best path of these numbers is as good as that of the exact ones, to
a billionth of a nat for changes of some hundred frames.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.lattice.forward_kernels import SCALE
from gradio_pianoroll.analysis.pyin.tables import transitions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.pyin.parameters import PyinParameters
    from gradio_pianoroll.analysis.pyin.records import Transitions

    Floats = NDArray[np.float64]


def rounded(nats: Floats | np.float64) -> Floats:
    """The same in multiples of 2^-38 nats; infinity stays."""
    on_grid: Floats = np.rint(np.asarray(nats, np.float64) * SCALE) / SCALE
    return on_grid


@lru_cache(maxsize=4)
def rounded_transitions(p: PyinParameters) -> Transitions:
    """The tables of the transition model, rounded."""
    exact = transitions(p)
    tables = rounded(np.array([exact.stay, exact.switch]))
    flat = tables.reshape(2, -1)
    # Rounding is monotonic: the largest of some numbers is that of the rounded ones.
    reach = rounded(exact.reach)
    half = len(reach) // 2
    return exact._replace(
        stay=tables[0],
        switch=tables[1],
        table=flat.reshape(-1),
        flat_stay=flat[0],
        flat_switch=flat[1],
        reach=reach,
        reach_stay=reach[:half],
        reach_switch=reach[half:],
        highest=float(rounded(np.float64(exact.highest))),
        lowest_self=float(rounded(np.float64(exact.lowest_self))),
        jump=float(rounded(np.float64(exact.jump))),
        tiny=float(rounded(np.float64(exact.tiny))),
        log_initial=float(rounded(np.float64(exact.log_initial))),
    )
