"""A recording observed and decoded once, without pins: what all who work on it share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.analysis.lattice.forward_kernels import MARK_EVERY
from gradio_pianoroll.analysis.lattice.frames import Frames, FrameTable, packed
from gradio_pianoroll.analysis.lattice.geometry import Geometry, Span
from gradio_pianoroll.analysis.lattice.machine import RoundedRecursion
from gradio_pianoroll.analysis.lattice.rows import Rows, keep_every, row_of
from gradio_pianoroll.analysis.pyin.decoder import ExactDecoder
from gradio_pianoroll.analysis.pyin.pipeline import Observers
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.lattice.columns import Columns
    from gradio_pianoroll.analysis.pyin.padding import Piece
    from gradio_pianoroll.analysis.pyin.parameters import PyinParameters

# Frames in which rounding decides are of different places when they are further apart.
APART = 64


@dataclass(frozen=True)
class Base:
    """Observations, the path, and what the recursion can go on from; nothing of it changes.

    Attributes
    ----------
    parameters
        Of the analysis.
    frames
        What the frames say.
    rows
        Values of each `every`-th frame.
    marks : (n_frames / 4,) uint64
        Marks of the values of every fourth frame.
    path : (n_frames,) uint16
        The best path in rounded numbers.
    other_frames, other_states
        Frames in which librosa's rounding gives another voicing or voiced pitch, and the states of these: of paths that
        are equally good but for the last digits it may take another.
    """

    parameters: PyinParameters
    frames: Frames
    rows: Rows
    marks: NDArray[np.uint64]
    path: NDArray[np.uint16]
    other_frames: NDArray[np.int64]
    other_states: NDArray[np.uint16]

    @cached_property
    def table(self) -> FrameTable:
        """The frames, found by number."""
        return FrameTable(self.frames)

    @cached_property
    def geometry(self) -> Geometry:
        """Where frames and bins lie."""
        return Geometry.of(self.parameters, len(self.path))

    @cached_property
    def every(self) -> int:
        """Frames from one row to the next."""
        return keep_every(self.geometry.hop_s)

    @cached_property
    def other_runs(self) -> list[slice]:
        """Where in `other_frames` those of one place lie."""
        # They are few, mostly none.
        edges = np.flatnonzero(np.diff(self.other_frames) > APART) + 1
        limits = [0, *edges.tolist(), len(self.other_frames)]
        return [slice(a, b) for a, b in pairwise(limits) if a < b]

    def other_span(self, run: slice) -> Span:
        """The frames of a place, with one on both sides in which the two paths are one."""
        frames = self.other_frames[run]
        return Span(max(0, int(frames[0]) - 1), min(len(self), int(frames[-1]) + 2))

    @property
    def half_states(self) -> int:
        """Number of the first unvoiced state."""
        return self.geometry.half_states

    @cached_property
    def frequencies_hz(self) -> NDArray[np.float64]:
        """Of the bins."""
        return self.parameters.bin_frequencies_hz()

    def __len__(self) -> int:
        return len(self.path)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All arrays by name, as `base_of` takes them."""
        own = {name: getattr(self, name) for name in ("marks", "path", "other_frames", "other_states")}
        frames = {f"frames_{f.name}": getattr(self.frames, f.name) for f in fields(Frames)}
        return own | frames | {f"rows_{f.name}": getattr(self.rows, f.name) for f in fields(Rows)}

    @property
    def n_bytes(self) -> int:
        """Bytes of all arrays."""
        return sum(array.nbytes for array in self.arrays().values())


def base_of(p: PyinParameters, arrays: Mapping[str, NDArray[Any]]) -> Base:
    """The base that has these arrays.

    Raises
    ------
    ValueError
        When they do not belong together.
    """
    plain = {name: np.asarray(array) for name, array in arrays.items()}
    try:
        base = Base(
            p,
            Frames(**{f.name: plain[f"frames_{f.name}"] for f in fields(Frames)}),
            Rows(**{f.name: plain[f"rows_{f.name}"] for f in fields(Rows)}),
            *(plain[name] for name in ("marks", "path", "other_frames", "other_states")),
        )
    except KeyError as error:
        raise ValueError(f"{error} is missing") from error
    n = len(base.path)
    lengths = (len(base.frames.counts), len(base.frames.log_unvoiced), len(base.frames.confidence))
    if not n or any(length != n for length in lengths) or len(base.rows.ends) != (n - 1) // base.every + 1:
        raise ValueError("the numbers of frames differ")
    if len(base.marks) != (n - 1) // MARK_EVERY + 1 or base.rows.unvoiced.shape[1] != p.n_pitch_bins:
        raise ValueError("the arrays are those of other parameters")
    if int(base.frames.counts.sum(dtype=np.int64)) != len(base.frames.words):
        raise ValueError("the candidates are not complete")
    return base


class _Keeper:
    """Takes rows and marks out of the recursion's values; what is computed twice is kept once."""

    def __init__(self, columns: Columns, p: PyinParameters) -> None:
        self._columns, self._n_bins = columns, p.n_pitch_bins
        self._every = keep_every(p.hop_length / p.sr)
        self._next = self._voiced = 0

    def take(self, first: int, values: NDArray[np.float64], marks: NDArray[np.uint64]) -> None:
        """Take a piece."""
        if first != self._next:
            return
        self._next = first + len(values)
        self._columns.add("marks", marks[-(-first // MARK_EVERY) - first // MARK_EVERY :])
        for frame in range(-(-first // self._every) * self._every, self._next, self._every):
            row = row_of(values[frame - first], self._n_bins)
            self._voiced += len(row.bins)
            self._columns.add("rows_unvoiced", row.unvoiced[None])
            self._columns.add("rows_ends", np.array([self._voiced], np.int64))
            self._columns.add("rows_bins", row.bins)
            self._columns.add("rows_voiced", row.voiced)


def shapes_of(p: PyinParameters) -> dict[str, tuple[Any, tuple[int, ...]]]:
    """Types and shapes of the arrays that `make_base` fills."""
    return {
        "frames_words": (np.uint64, ()),
        "frames_counts": (np.uint16, ()),
        "frames_log_unvoiced": (np.float64, ()),
        "frames_confidence": (np.float32, ()),
        "rows_unvoiced": (np.float64, (p.n_pitch_bins,)),
        "rows_ends": (np.int64, ()),
        "rows_bins": (np.uint16, ()),
        "rows_voiced": (np.float64, ()),
        "marks": (np.uint64, ()),
        "path": (np.uint16, ()),
        "librosa": (np.uint16, ()),
    }


def make_base(
    p: PyinParameters, pieces: Iterable[Piece], columns: Columns, workers: int, on_frames: Callable[[int], None]
) -> Base:
    """Observe and decode pieces of sound, once as librosa does and once in rounded numbers."""
    observers = Observers(p, workers)
    exact = ExactDecoder(p, None)
    rounded = ExactDecoder(p, None, RoundedRecursion(p, _Keeper(columns, p).take))
    n = 0
    for seen in observers.in_order(pieces):
        frames = packed(seen)
        for f in fields(Frames):
            columns.add(f"frames_{f.name}", getattr(frames, f.name))
        columns.add("path", rounded.push(frames).astype(np.uint16))
        columns.add("librosa", exact.push(seen).astype(np.uint16))
        n += len(seen)
        on_frames(n)
    observers.leave()
    columns.add("path", rounded.finish().astype(np.uint16))
    columns.add("librosa", exact.finish().astype(np.uint16))
    arrays = columns.finish()
    if not n:
        raise AnalysisError(Sentence("audio.empty"))
    path, librosa = arrays["path"], arrays.pop("librosa")
    # Which of several unvoiced states it is nobody sees.
    half = rounded.half_states
    frames_differ = np.flatnonzero((path != librosa) & ((path < half) | (librosa < half)))
    arrays |= {"other_frames": frames_differ, "other_states": np.asarray(librosa)[frames_differ]}
    return base_of(p, arrays)
