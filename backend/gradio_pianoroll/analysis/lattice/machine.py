"""The recursion over packed frames with room to work in, and the decoder's way of asking for it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.lattice import forward_kernels as kernels
from gradio_pianoroll.analysis.lattice.costs import NO_COSTS
from gradio_pianoroll.analysis.lattice.forward_kernels import MARK_EVERY, Costs, Seen, Watch
from gradio_pianoroll.analysis.lattice.model import rounded_transitions
from gradio_pianoroll.analysis.pyin.decoder import NOTHING, Recursion

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.lattice.frames import Frames
    from gradio_pianoroll.analysis.pyin.parameters import PyinParameters
    from gradio_pianoroll.analysis.pyin.records import Transitions

    Floats = NDArray[np.float64]
    Marks = NDArray[np.uint64]

# Frames whose values are kept while a change is followed, some four megabytes; a longer one goes in pieces.
ROOM_FRAMES = 512
NEVER = 1 << 62
_left: deque[Machine] = deque(maxlen=4)


class RoundedRecursion(Recursion):
    """Viterbi's recursion over `Frames`, in numbers whose sums are exact, relative to the best of each frame.

    Parameters
    ----------
    p
        Of the analysis.
    on_values
        Called with the number of the first frame, values and marks after each piece.
    """

    def __init__(self, p: PyinParameters, on_values: Callable[[int, Floats, Marks], None] | None = None) -> None:
        super().__init__(p)
        self._on_values = on_values
        self._weights = kernels.weights_of(self.n_states)
        self._bins = np.empty(0, np.int64)
        self._log_prob = NOTHING
        # The way back asks whether a step out of the band is as good: where there is none it must never seem so.
        self.best = 0.0 if self._model.jump > -np.inf else -np.inf

    def _make_model(self, p: PyinParameters) -> Transitions:
        return rounded_transitions(p)

    @property
    def model(self) -> Transitions:
        """The tables."""
        return self._model

    def run(
        self,
        previous: Floats,
        first: int,
        seen: Frames,
        values: Floats,
        costs: Costs = NO_COSTS,
        former: Marks | None = None,
        check_from: int = NEVER,
        most: int | None = None,
    ) -> tuple[int, Marks]:
        """Fill `values`; returns what the kernel does, and the marks from that of frame `first` // 4 on.

        `most` is how many candidates a frame has at most, where that is known.
        """
        most = int(seen.counts.max(initial=0)) if most is None else most
        if len(self._bins) < most:
            self._bins, self._log_prob = np.empty(most, np.int64), np.empty(most)
        n_marks = (first + len(seen) - 1) // MARK_EVERY - first // MARK_EVERY + 1
        marks = np.zeros(n_marks, np.uint64)
        begin = first // MARK_EVERY
        known = marks if former is None else former[begin : begin + n_marks]
        done = kernels.forward(
            previous,
            Seen(seen.words, seen.counts, seen.log_unvoiced, self._bins, self._log_prob),
            costs,
            Watch(first, check_from, known, marks, self._weights),
            self._model,
            self._room,
            values,
        )
        return int(done), marks

    def forward(self, previous: Floats, best: float, seen: Any, values: Floats, maxima: Floats, first: int = 0) -> None:
        """As in `Recursion`, of packed frames."""
        done, marks = self.run(previous, first, seen, values)
        if done != len(seen):
            raise RuntimeError("without pins every frame has a state")
        maxima[:] = self.best
        if self._on_values:
            self._on_values(first, values, marks)


class Machine:
    """A recursion with room for the values of some frames; used by one thread at a time."""

    def __init__(self, p: PyinParameters) -> None:
        self.parameters = p
        self.recursion = RoundedRecursion(p)
        self.values = np.empty((ROOM_FRAMES, self.recursion.n_states))
        self.maxima = np.full(ROOM_FRAMES, self.recursion.best)
        self.path = np.empty(ROOM_FRAMES, np.int64)

    def trace(self, n: int, state: int, former: NDArray[np.uint16], meet_below: int) -> tuple[int, NDArray[np.int64]]:
        """Follow the path of the first `n` frames back; returns the frame that was reached, and the path from it on."""
        path = self.path[:n]
        at = int(
            kernels.trace_until(
                self.values[:n], self.maxima[:n], state, former[:n], meet_below, self.recursion.model, path
            )
        )
        return at, path[at:]

    def before(self, values: Floats, state: int) -> int:
        """The state of the frame `values` from which `state` of the next one comes."""
        return self.recursion.predecessor(values, self.recursion.best, state)


@contextmanager
def machine(p: PyinParameters) -> Iterator[Machine]:
    """A machine that nobody else uses, kept for the next one."""
    found = None
    for one in tuple(_left):
        if one.parameters is p or one.parameters == p:
            try:
                _left.remove(one)
            except ValueError:
                # Another thread was faster.
                continue
            found = one
            break
    made = found or Machine(p)
    try:
        yield made
    finally:
        _left.append(made)
