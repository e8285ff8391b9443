"""How probable a path is in the model without pins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.lattice.model import rounded_transitions
from gradio_pianoroll.analysis.pyin.records import PAD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.lattice.base import Base

    States = NDArray[np.int64]


def observed_nats(base: Base, first: int, states: States) -> NDArray[np.float64]:
    """Log probability of what frames from `first` on say, in these states; shape of `states`."""
    model = rounded_transitions(base.parameters)
    seen = base.table.part(first, first + len(states))
    half = base.half_states
    # Candidates in order of frames and bins have rising keys.
    frames = np.repeat(np.arange(len(states)), seen.counts)
    keys, wanted = frames * half + seen.bins, np.arange(len(states)) * half + states
    nats = np.where(states >= half, seen.log_unvoiced, model.tiny)
    at = np.searchsorted(keys, wanted)
    is_candidate = (states < half) & (at < len(keys))
    is_candidate[is_candidate] = keys[at[is_candidate]] == wanted[is_candidate]
    nats[is_candidate] = seen.log_prob[at[is_candidate]]
    return nats


def step_nats(base: Base, states: States) -> NDArray[np.float64]:
    """Log probability of the steps from each state to the next; shape (n - 1,)."""
    model = rounded_transitions(base.parameters)
    half = base.half_states
    source, target = states[:-1] % half, states[1:] % half
    tables = (model.stay, model.switch)
    changes = ((states[:-1] < half) != (states[1:] < half)).astype(np.int64)
    apart = target - source
    near = np.abs(apart) <= model.half
    column = np.where(near, apart, 0) + model.half + PAD
    stay, switch = (table[model.row[source], column] for table in tables)
    nats: NDArray[np.float64] = np.where(near, np.where(changes == 1, switch, stay), model.jump)
    return nats


def path_nats(base: Base, first: int, states: States) -> float:
    """Log probability of a part of a path, the step into its first frame left out but for frame 0."""
    model = rounded_transitions(base.parameters)
    begin = model.log_initial if first == 0 else 0.0
    return float(begin + observed_nats(base, first, states).sum() + step_nats(base, states).sum())
