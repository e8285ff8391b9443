"""The decoder: observations in, states out as soon as they are final.

The survivors of Viterbi's algorithm merge: after some ten frames of speech all paths that can still win have one
ancestor, and everything before it is decided. The exact decoder works in segments. It keeps the values of the last two;
of an older one that is still open only its observations and the row of values before it, from which it can be computed
again. So memory is bounded and the result is that of one piece.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.pyin import path_kernels, viterbi_kernels
from gradio_pianoroll.analysis.pyin.records import BLOCK, StepRoom
from gradio_pianoroll.analysis.pyin.tables import transitions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.pyin.observe import Observations
    from gradio_pianoroll.analysis.pyin.parameters import PyinParameters
    from gradio_pianoroll.analysis.pyin.records import Transitions

    Floats = NDArray[np.float64]
    States = NDArray[np.int64]

# Usual size of a segment's values: 512 frames of a thousand states.
SEGMENT_BYTES = 4 << 20
# Segments whose values are kept.
KEPT = 2
NOTHING = np.empty(0, np.float64)
# Rooms that decoders have left behind: to get some megabytes from the system anew takes longer than to fill them.
# Appending and taking are atomic; what is too much falls out.
_left: deque[Floats] = deque(maxlen=6)
# A larger room is not kept.
MAX_ROOM_BYTES = 2 * SEGMENT_BYTES


def _room(n_frames: int, n_states: int) -> Floats:
    """Return room for the values of some frames, shape (n_frames, n_states)."""
    size = n_frames * n_states
    try:
        whole = _left.pop()
    except IndexError:
        whole = NOTHING
    if len(whole) < size:
        whole = np.empty(max(size, SEGMENT_BYTES // NOTHING.itemsize))
    return whole[:size].reshape(n_frames, n_states)


def _leave(room: Floats) -> None:
    """Keep a room that nobody looks at any more for the next decoder."""
    if isinstance(room.base, np.ndarray) and room.base.nbytes <= MAX_ROOM_BYTES:
        _left.append(room.base)


class Recursion:
    """Viterbi's recursion over blocks of frames, and the way back."""

    def __init__(self, p: PyinParameters) -> None:
        self._model = self._make_model(p)
        self.half_states = len(self._model.row)
        self.n_states = 2 * self.half_states
        n_blocks = self.half_states // BLOCK
        self._room = StepRoom(
            np.empty((5, n_blocks)),
            np.empty((2, self.half_states)),
            np.empty(self.half_states, np.int64),
            np.empty(self.half_states),
            np.empty((2, self.half_states), np.int32),
        )
        self._place = np.empty(self.n_states, np.int64)

    def _make_model(self, p: PyinParameters) -> Transitions:
        return transitions(p)

    def forward(self, previous: Floats, best: float, seen: Any, values: Floats, maxima: Floats, first: int = 0) -> None:
        """Fill `values` (n_frames, n_states) and `maxima` from the frame before; an empty one begins.

        `first` is the number of the first frame, for recursions that keep something of some frames.
        """
        viterbi_kernels.forward(*self._step(previous, best, seen), values, maxima)

    def _step(self, previous: Floats, best: float, seen: Observations) -> tuple[Any, ...]:
        """Return what `forward` and `advance` go on from."""
        frames = (seen.bins, seen.log_prob, seen.ends, seen.log_unvoiced)
        return previous, best, *frames, self._model, self._room

    def alive(self, values: Floats, best: float) -> States:
        """States of a frame that can still lie on the best path."""
        if self._model.jump == -np.inf:
            # No step leads from every state to every other: the best of now says nothing about the others.
            return np.flatnonzero(np.isfinite(values))
        return np.flatnonzero(values + self._model.highest >= best + self._model.tiny - 1.0)

    def predecessor(self, values: Floats, best: float, state: int) -> int:
        """The state of the frame `values` before `state` of the next frame."""
        return int(path_kernels.predecessor(values, best, state, self._model))

    def trace(self, values: Floats, maxima: Floats, state: int) -> States:
        """The path to `state` of the last frame, shape (n_frames,)."""
        path = np.empty(len(values), np.int64)
        path_kernels.trace(values, maxima, state, self._model, path)
        return path

    def survivors(self, values: Floats, maxima: Floats, states: States) -> tuple[int, int, States]:
        """Frame and state at which the paths to `states` of the last frame are one (or -1), and their roots."""
        roots = np.empty(len(states), np.int64)
        found = np.empty(2, np.int64)
        work = np.empty((4, len(states)), np.int64)
        path_kernels.survivors(values, maxima, states, self._model, roots, found, self._place, work)
        return int(found[0]), int(found[1]), roots

    def advance(
        self,
        previous: Floats,
        best: float,
        seen: Observations,
        values: Floats,
        maxima: Floats,
        first: int,
        lookahead: int,
    ) -> tuple[States, States]:
        """Fill `values` and `maxima` from frame `first` on as `forward` does.

        Returns the states `lookahead` frames before each of these frames, and the best path through the frames after
        them.
        """
        states = np.empty(len(values) + lookahead, np.int64)
        n = viterbi_kernels.advance(*self._step(previous, best, seen), values, maxima, first, lookahead, states)
        return states[:n], states[n : n + min(lookahead, len(values))]


@dataclass
class Segment:
    """Some frames in a row: what is needed to compute their values, and the values while they are kept."""

    first: int
    seen: Any
    before: Floats
    best_before: float
    values: Floats | None = None
    maxima: Floats = field(default_factory=lambda: NOTHING)
    # States of the last frame that can still win, and the state of the frame before the segment on the path of each.
    ends: States = field(default_factory=lambda: np.empty(0, np.int64))
    roots: States = field(default_factory=lambda: np.empty(0, np.int64))

    @property
    def stop(self) -> int:
        """The frame after the last."""
        return self.first + len(self.seen)


class ExactDecoder:
    """States that are those of decoding everything at once; `max_pending` frames may wait, then they are forced."""

    def __init__(self, p: PyinParameters, max_pending: int | None, recursion: Recursion | None = None) -> None:
        self._recursion = recursion or Recursion(p)
        self.half_states = self._recursion.half_states
        self._max_pending = max_pending
        self._open: list[Segment] = []
        self._next = 0
        self._last, self._best = NOTHING, 0.0
        self.forced = 0

    @property
    def decided(self) -> int:
        """Number of frames that are final."""
        return self._next

    def push(self, seen: Any) -> States:
        """Take the next frames, in the form that the recursion takes; returns the states that became final."""
        if not len(seen):
            return np.empty(0, np.int64)
        first = self._open[-1].stop if self._open else self._next
        segment = Segment(first, seen, self._last, self._best)
        self._compute(segment)
        values = self._values(segment)
        self._last, self._best = values[-1].copy(), float(segment.maxima[-1])
        self._open.append(segment)
        found = self._merge(segment, values)
        self._forget()
        if self._max_pending is not None:
            found = np.concatenate([found, *self._force(segment.stop - self._max_pending)])
        return found

    def finish(self) -> States:
        """The states of all frames that are not final yet."""
        if not self._open:
            return np.empty(0, np.int64)
        found = self._decide(self._open[-1].stop, int(np.argmax(self._last)))
        self._open.clear()
        return found

    def provisional(self) -> States:
        """The states that `finish` would return now."""
        if not self._open:
            return np.empty(0, np.int64)
        return self._path(self._open[-1].stop, int(np.argmax(self._last)))

    def _compute(self, segment: Segment) -> None:
        n = len(segment.seen)
        segment.values = _room(n, self._recursion.n_states)
        segment.maxima = np.empty(n)
        self._recursion.forward(
            segment.before, segment.best_before, segment.seen, segment.values, segment.maxima, segment.first
        )

    def _values(self, segment: Segment) -> Floats:
        if segment.values is None:
            self._compute(segment)
        if segment.values is None:
            raise RuntimeError("the values of a segment are missing")
        return segment.values

    def _forget(self) -> None:
        """Keep the values of the last segments only."""
        for segment in self._open[:-KEPT]:
            self._release(segment)

    def _release(self, segment: Segment) -> None:
        if segment.values is not None:
            _leave(segment.values)
            segment.values = None

    def _merge(self, segment: Segment, values: Floats) -> States:
        """Look where the paths through the newest segment, and then through the older ones, become one."""
        states = self._recursion.alive(values[-1], float(segment.maxima[-1]))
        frame, state, roots = self._recursion.survivors(values, segment.maxima, states)
        if frame >= 0:
            return self._decide(segment.first + frame + 1, state)
        if len(self._open) > 1:
            roots = self._step_out(segment, roots)
        segment.ends, segment.roots = states, roots
        alive = np.unique(roots)
        for older in reversed(self._open[:-1]):
            if len(alive) == 1:
                return self._decide(older.stop, int(alive[0]))
            kept = np.isin(older.ends, alive)
            older.ends, older.roots = older.ends[kept], older.roots[kept]
            alive = np.unique(older.roots)
        return np.empty(0, np.int64)

    def _step_out(self, segment: Segment, states: States) -> States:
        """From states of the first frame of a segment to those of the frame before it."""
        different, index = np.unique(states, return_inverse=True)
        before = [self._recursion.predecessor(segment.before, segment.best_before, int(s)) for s in different]
        return np.array(before, np.int64)[index]

    def _path(self, stop: int, state: int) -> States:
        """States of the frames from the first undecided one to `stop`, of which the last is `state`."""
        parts: list[States] = []
        kept = {id(s) for s in self._open[-KEPT:]}
        for segment in reversed(self._open):
            if segment.first >= stop:
                continue
            values = self._values(segment)
            n = min(stop, segment.stop) - segment.first
            path = self._recursion.trace(values[:n], segment.maxima[:n], state)
            parts.append(path)
            if segment.first > self._next:
                state = self._recursion.predecessor(segment.before, segment.best_before, int(path[0]))
            if id(segment) not in kept:
                self._release(segment)
        whole = np.concatenate(parts[::-1]) if parts else np.empty(0, np.int64)
        return whole[len(whole) - (stop - self._next) :]

    def _decide(self, stop: int, state: int) -> States:
        if stop <= self._next:
            return np.empty(0, np.int64)
        found = self._path(stop, state)
        self._next = stop
        while self._open and self._open[0].stop <= stop:
            self._release(self._open.pop(0))
        return found

    def _force(self, stop: int) -> list[States]:
        """Decide by the best path of now what waits before frame `stop`."""
        parts = []
        while self._open and self._open[0].stop <= stop:
            oldest = self._open[0]
            state = int(np.argmax(self._last))
            for segment in reversed(self._open[1:]):
                at = int(np.searchsorted(segment.ends, state))
                state = int(segment.roots[at])
            found = self._decide(oldest.stop, state)
            self.forced += len(found)
            parts.append(found)
        return parts


class LookaheadDecoder:
    """Decides each frame a fixed number of frames later, by the path that is best then."""

    def __init__(self, p: PyinParameters, lookahead: int) -> None:
        self._recursion = Recursion(p)
        self.half_states = self._recursion.half_states
        self._lookahead = lookahead
        # Values of the frames that still count: those to be decided, at least the one the recursion goes on from. They
        # slide through the room and are moved to its beginning only when they reach its end.
        self._values = np.empty((0, self._recursion.n_states))
        self._maxima = NOTHING
        self._first = self._kept = 0
        self._guess = np.empty(0, np.int64)
        self._next = 0
        self.forced = 0

    @property
    def decided(self) -> int:
        """Number of frames that are final."""
        return self._next

    def push(self, seen: Observations) -> States:
        """Take the next frames; returns the states that became final."""
        n = len(seen)
        if not n:
            return np.empty(0, np.int64)
        self._make_room(n)
        first, kept = self._first, self._kept
        values, maxima = self._values[first : first + kept + n], self._maxima[first : first + kept + n]
        before, best = (values[kept - 1], float(maxima[kept - 1])) if kept else (NOTHING, 0.0)
        found, self._guess = self._recursion.advance(before, best, seen, values, maxima, kept, self._lookahead)
        self._next += len(found)
        self._kept = min(kept + n, max(1, self._lookahead))
        self._first = first + kept + n - self._kept
        return found

    def _make_room(self, n: int) -> None:
        """Let `n` frames fit behind those that are kept."""
        first, kept = self._first, self._kept
        if first + kept + n <= len(self._values):
            return
        values, maxima = self._values[first : first + kept], self._maxima[first : first + kept]
        if 2 * (kept + n) > len(self._values):
            self._values = np.empty((4 * (kept + n), self._recursion.n_states))
            self._maxima = np.empty(len(self._values))
        # The halves do not overlap: what is kept lies behind the first `kept + n` rows, or in another array.
        self._values[:kept], self._maxima[:kept] = values, maxima
        self._first = 0

    def finish(self) -> States:
        """The states of all frames that are not final yet."""
        found, self._guess = self._guess, self._guess[:0]
        self._next += len(found)
        self._first = self._kept = 0
        return found

    def provisional(self) -> States:
        """The states that `finish` would return now."""
        return self._guess
