"""The best path of a recording under pins, kept up with them: a change is followed until it no longer matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.lattice.forward_kernels import MARK_EVERY
from gradio_pianoroll.analysis.lattice.geometry import Span, merged
from gradio_pianoroll.analysis.lattice.machine import ROOM_FRAMES, Machine, machine
from gradio_pianoroll.analysis.lattice.rows import Row, row_of
from gradio_pianoroll.analysis.lattice.rules import Rules
from gradio_pianoroll.analysis.pyin.decoder import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.lattice.base import Base

    Floats = NDArray[np.float64]
    Path = NDArray[np.uint16]
    Marks = NDArray[np.uint64]

# So far before a change the path is usually the former one again.
LEAD = 8


@dataclass(frozen=True)
class _Piece:
    """Frames that were computed in one go, and the values before them."""

    first: int
    stop: int
    before: Floats


class Decoding:
    """The path under some pins, and what the recursion can go on from.

    Attributes
    ----------
    rules
        What the pins ask.
    path : (n_frames,) uint16
        States; voiced bins first.
    marks
        Marks of the values of every fourth frame.
    rows
        Kept rows that differ from those without pins, by number.
    recent
        A frame shortly before the last change, and its values.
    computed
        Frames whose values the last update computed.
    """

    def __init__(self, base: Base) -> None:
        self.base = base
        self.rules = Rules((), base.geometry)
        self.path: Path = base.path.copy()
        self.marks: Marks = base.marks.copy()
        self.rows: dict[int, Row] = {}
        self.recent: tuple[int, Row] | None = None
        self.computed = 0

    def copy(self) -> Decoding:
        """Another decoding that begins with the same pins."""
        other = Decoding(self.base)
        other.rules, other.path, other.marks = self.rules, self.path.copy(), self.marks.copy()
        other.rows = dict(self.rows)
        return other

    @property
    def n_bytes(self) -> int:
        """Bytes that the pins cost besides the recording's own."""
        return self.path.nbytes + self.marks.nbytes + sum(row.n_bytes for row in self.rows.values())

    def update(
        self, rules: Rules, dirty: Iterable[Span], on_progress: Callable[[float], None] | None = None
    ) -> list[Span]:
        """Follow other rules, which differ in the spans `dirty`; returns the spans in which the path is another.

        Raises
        ------
        ContradictoryPins
            When a frame is left without a state; then nothing is changed.
        """
        spans = merged(dirty)
        self.computed = 0
        if spans:
            with machine(self.base.parameters) as m:
                follow = _Follow(self, rules, m, on_progress)
                try:
                    while spans:
                        spans = follow.through(spans)
                except BaseException:
                    follow.take_back()
                    raise
                self.rows.update(follow.rows)
            for number in follow.rows:
                mark = number * self.base.every // MARK_EVERY
                if self.marks[mark] == self.base.marks[mark]:
                    # The values are those without pins again.
                    del self.rows[number]
            self.rules = rules
            return follow.changed
        self.rules = rules
        return []


class _Follow:
    """One change of rules on its way through a decoding."""

    def __init__(
        self, decoding: Decoding, rules: Rules, m: Machine, on_progress: Callable[[float], None] | None
    ) -> None:
        self._d, self._rules, self._machine, self._on_progress = decoding, rules, m, on_progress
        self._base = decoding.base
        self._n, self._every = len(decoding.path), decoding.base.every
        self.rows: dict[int, Row] = {}
        self.changed: list[Span] = []
        self._former: list[tuple[Any, int, Any]] = []

    def take_back(self) -> None:
        """Leave path and marks as they were."""
        for array, first, values in reversed(self._former):
            array[first : first + len(values)] = values

    def _write(self, array: Any, first: int, values: Any) -> None:
        self._former.append((array, first, array[first : first + len(values)].copy()))
        array[first : first + len(values)] = values

    def _row(self, number: int) -> Floats:
        """Values of a kept frame as they are now."""
        row = self.rows.get(number) or self._d.rows.get(number) or self._base.rows[number]
        return row.values(self._machine.recursion.n_states)

    def _start(self, begin: int) -> tuple[int, Floats]:
        """The first frame to compute for a change from `begin` on, and the values before it."""
        if not begin:
            return 0, NOTHING
        number = (begin - 1) // self._every
        recent = self._d.recent
        if recent is not None and number * self._every < recent[0] < begin:
            return recent[0] + 1, recent[1].values(self._machine.recursion.n_states)
        return number * self._every + 1, self._row(number)

    def _remember(self, first: int, begin: int) -> None:
        """Keep the values shortly before a change, in the first piece: the next one is likely to be there, too."""
        frame = begin - 1 - LEAD
        if frame >= first:
            self._d.recent = frame, row_of(self._machine.values[frame - first], self._base.geometry.n_bins)

    def through(self, spans: list[Span]) -> list[Span]:
        """Follow the first of some spans; returns those that are left."""
        begin = spans[0].first
        t, before = self._start(begin)
        pieces: list[_Piece] = []
        recent = self._d.recent
        if recent is not None and recent[0] >= begin:
            # It may change with what follows.
            self._d.recent = None
        met = False
        while t < self._n and not met:
            while len(spans) > 1 and t >= spans[1].first:
                # What is to change next is reached before the former values are.
                spans = [Span(spans[0].first, max(spans[0].stop, spans[1].stop)), *spans[2:]]
            last = spans[1].first if len(spans) > 1 else self._n
            piece = _Piece(t, min(t + ROOM_FRAMES, last, self._n), before)
            done, met = self._forward(piece, spans[0].stop)
            if not pieces:
                self._remember(t, begin)
            t += done
            pieces.append(_Piece(piece.first, t, before))
            before = self._machine.values[done - 1].copy()
            if self._on_progress:
                self._on_progress(t / self._n / 2)
        state = int(self._d.path[t - 1]) if met else int(np.argmax(before))
        self._back(pieces, state, begin)
        return spans[1:]

    def _forward(self, piece: _Piece, check_from: int) -> tuple[int, bool]:
        """Compute a piece; returns how many frames were needed, and whether the former values were met."""
        m, n, marks = self._machine, piece.stop - piece.first, self._d.marks
        table = self._base.table
        seen = table.stretch(piece.first, piece.stop)
        costs = self._rules.costs(piece.first, piece.stop)
        done, found = m.recursion.run(
            piece.before, piece.first, seen, m.values[:n], costs, marks, check_from, table.most
        )
        if done <= 0:
            raise self._rules.contradiction(piece.first - done - 1)
        self._d.computed += done
        last = piece.first + done - 1
        at = last // MARK_EVERY
        met = last % MARK_EVERY == 0 and last >= check_from and found[at - piece.first // MARK_EVERY] == marks[at]
        kept = -(-piece.first // MARK_EVERY)
        self._write(marks, kept, found[kept - piece.first // MARK_EVERY : at + 1 - piece.first // MARK_EVERY])
        for number in range(-(-piece.first // self._every), last // self._every + 1):
            values = m.values[number * self._every - piece.first]
            self.rows[number] = row_of(values, self._base.geometry.n_bins)
        return done, bool(met)

    def _back(self, pieces: list[_Piece], state: int, begin: int) -> None:
        """Follow the path back from the end of the last piece until it is the former one."""
        m, path = self._machine, self._d.path
        is_in_room = True
        total = max(1, sum(piece.stop - piece.first for piece in pieces))
        while pieces:
            piece = pieces.pop()
            n = piece.stop - piece.first
            if not is_in_room:
                seen = self._base.table.stretch(piece.first, piece.stop)
                costs = self._rules.costs(piece.first, piece.stop)
                m.recursion.run(piece.before, piece.first, seen, m.values[:n], costs)
                self._d.computed += n
            is_in_room = False
            former = path[piece.first : piece.stop]
            at, states = m.trace(n, state, former, begin - piece.first)
            first = piece.first + at
            met = first < begin and states[0] == former[at]
            self._note(first, states)
            if met or first == 0:
                return
            state = m.before(piece.before, int(states[0]))
            if not pieces:
                # A row further back, at which the path may have been met by chance of where rows are.
                if first - 1 < begin and path[first - 1] == state:
                    return
                number = (first - 2) // self._every if first > 1 else -1
                start = number * self._every + 1 if first > 1 else 0
                pieces.append(_Piece(start, first, self._row(number) if number >= 0 else NOTHING))
            if self._on_progress:
                self._on_progress(1 - sum(p.stop - p.first for p in pieces) / total / 2)

    def _note(self, first: int, states: NDArray[np.int64]) -> None:
        """Write a part of the path, and where it is another."""
        path = self._d.path
        differs = np.flatnonzero(path[first : first + len(states)] != states)
        if len(differs):
            low, high = int(differs[0]), int(differs[-1]) + 1
            self.changed.append(Span(first + low, first + high))
            self._write(path, first + low, states[low:high].astype(np.uint16))
