"""pYIN over sound that comes in blocks: bounded memory, the result of the whole."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError, check_audio
from gradio_pianoroll.analysis.pyin.padding import LOCAL_MODES, StreamBuffer
from gradio_pianoroll.analysis.pyin.parameters import PyinParameters

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from gradio_pianoroll.analysis.pyin.decoder import ExactDecoder, LookaheadDecoder
    from gradio_pianoroll.analysis.pyin.padding import PadMode, Piece
    from gradio_pianoroll.analysis.pyin.pipeline import Observers

logger = logging.getLogger(__name__)

# Frames that are observed and decoded together. After each piece the decoder follows all survivors back until they are
# one, which costs as much as some forty frames: pieces of 128 took a sixth longer than these.
PIECE_FRAMES = 512
# For the same reason the exact stream waits for so many.
LEAST_FRAMES = 256


@dataclass(frozen=True)
class PyinFrames:
    """Some consecutive frames of a pYIN analysis; arrays of shape (n_frames,).

    Attributes
    ----------
    first
        Number of the first frame; frame i is at `i * hop_length / sr` seconds.
    f0_hz
        float64; `fill_na` where unvoiced.
    voiced
        bool.
    voiced_prob
        float64, 0-1.
    """

    first: int
    f0_hz: NDArray[np.float64]
    voiced: NDArray[np.bool_]
    voiced_prob: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.f0_hz)


@lru_cache(maxsize=1)
def _announce() -> None:
    """Say once that the first analysis takes longer."""
    logger.info("first pYIN analysis of this process: its kernels are compiled, or loaded where that was done before")


class Engine:
    """Pieces in, final frames out: observers and a decoder, and what belongs to frames that wait for their decision."""

    def __init__(
        self, p: PyinParameters, fill_na: float | None, workers: int, lookahead: int | None, max_pending: int | None
    ) -> None:
        _announce()
        from gradio_pianoroll.analysis.pyin.decoder import ExactDecoder, LookaheadDecoder
        from gradio_pianoroll.analysis.pyin.pipeline import Observers

        self._frequencies_hz = p.bin_frequencies_hz()
        self._fill_na = fill_na
        self._observers: Observers = Observers(p, workers)
        self.decoder: ExactDecoder | LookaheadDecoder = (
            ExactDecoder(p, max_pending) if lookahead is None else LookaheadDecoder(p, lookahead)
        )
        self._waiting: NDArray[np.float64] = np.empty(0)

    def run(self, pieces: Iterable[Piece]) -> Iterator[PyinFrames]:
        """Decode pieces in order; yields after each what became final."""
        for seen in self._observers.in_order(pieces):
            self._waiting = np.concatenate([self._waiting, seen.voiced_prob])
            yield self._final(self.decoder.push(seen))

    def finish(self) -> PyinFrames:
        """Decide the rest."""
        self._observers.leave()
        return self._final(self.decoder.finish())

    def provisional(self) -> PyinFrames:
        """What `finish` would return now."""
        states = self.decoder.provisional()
        return self._frames(self.decoder.decided, states, self._waiting[: len(states)])

    def _final(self, states: NDArray[np.int64]) -> PyinFrames:
        n = len(states)
        found = self._frames(self.decoder.decided - n, states, self._waiting[:n])
        self._waiting = self._waiting[n:]
        return found

    def _frames(self, first: int, states: NDArray[np.int64], prob: NDArray[np.float64]) -> PyinFrames:
        # States are counted in whole blocks of bins, first the voiced ones.
        voiced = states < self.decoder.half_states
        f0_hz = self._frequencies_hz[states % self.decoder.half_states]
        if self._fill_na is not None:
            f0_hz[~voiced] = self._fill_na
        return PyinFrames(first, f0_hz, voiced, prob.copy())


def joined(parts: list[PyinFrames], first: int) -> PyinFrames:
    """Consecutive parts as one; `first` counts when there are none."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return PyinFrames(first, np.empty(0), np.empty(0, np.bool_), np.empty(0))
    return PyinFrames(
        parts[0].first,
        np.concatenate([part.f0_hz for part in parts]),
        np.concatenate([part.voiced for part in parts]),
        np.concatenate([part.voiced_prob for part in parts]),
    )


def check_workers(workers: int) -> int:
    """Refuse a number of threads that makes no sense."""
    if workers < 1:
        raise AnalysisError(f"workers must be at least 1, not {workers}")
    return int(workers)


class PyinStream:
    """pYIN over blocks of any size.

    Parameters
    ----------
    fmin, fmax, sr, frame_length, hop_length, n_thresholds, beta_parameters, boltzmann_parameter, resolution,
    max_transition_rate, switch_prob, no_trough_prob, transition_min_prob, fill_na, center, workers
        As for `pyin`.
    pad_mode
        `constant`, `edge`, `reflect` or `symmetric`: what needs the samples near the edge alone.
    lookahead_frames
        None: the result of the whole sound; a frame comes out once the decoder's survivors have merged. A number n: a
        frame is decided n frames later, for real time.
    max_pending_frames
        Without a look-ahead, frames that wait longer than this are decided by the best path of the moment and counted
        in `forced`; it happens where nothing tells paths apart, as in long digital silence.

    Raises
    ------
    AnalysisError
        When arguments or samples cannot be used; the message says what to change.
    """

    def __init__(
        self,
        *,
        fmin: float,
        fmax: float,
        sr: float = PyinParameters.sr,
        frame_length: int = PyinParameters.frame_length,
        hop_length: int | None = None,
        n_thresholds: int = PyinParameters.n_thresholds,
        beta_parameters: tuple[float, float] = PyinParameters.beta_parameters,
        boltzmann_parameter: float = PyinParameters.boltzmann_parameter,
        resolution: float = PyinParameters.resolution,
        max_transition_rate: float = PyinParameters.max_transition_rate,
        switch_prob: float = PyinParameters.switch_prob,
        no_trough_prob: float = PyinParameters.no_trough_prob,
        transition_min_prob: float | None = PyinParameters.transition_min_prob,
        fill_na: float | None = np.nan,
        center: bool = True,
        pad_mode: PadMode = "constant",
        workers: int = 1,
        lookahead_frames: int | None = None,
        max_pending_frames: int = 4096,
    ) -> None:
        self.parameters = PyinParameters(
            fmin,
            fmax,
            sr,
            frame_length,
            frame_length // 4 if hop_length is None else hop_length,
            n_thresholds,
            (beta_parameters[0], beta_parameters[1]),
            boltzmann_parameter,
            resolution,
            max_transition_rate,
            switch_prob,
            no_trough_prob,
            transition_min_prob,
        )
        if center and pad_mode not in LOCAL_MODES:
            raise AnalysisError(f"a stream cannot be padded by {pad_mode!r}; use one of {', '.join(LOCAL_MODES)}")
        if lookahead_frames is not None and lookahead_frames < 0:
            raise AnalysisError(f"lookahead_frames must be None or at least 0, not {lookahead_frames}")
        if max_pending_frames < 1:
            raise AnalysisError(f"max_pending_frames must be at least 1, not {max_pending_frames}")
        self._engine = Engine(self.parameters, fill_na, check_workers(workers), lookahead_frames, max_pending_frames)
        half = frame_length // 2 if center else 0
        self._buffer = StreamBuffer(frame_length, self.parameters.hop_length, half, pad_mode)
        self._most = min(PIECE_FRAMES, max_pending_frames)
        self._least = min(LEAST_FRAMES, self._most) if lookahead_frames is None else 1
        self._dtype: np.dtype[Any] | None = None
        self._finished = False

    @property
    def forced(self) -> int:
        """Frames that were decided because they had waited too long."""
        return self._engine.decoder.forced

    def push(self, y: ArrayLike) -> PyinFrames:
        """Take the next samples, shape (n,), floating point at `sr`; returns the frames that became final."""
        if self._finished:
            raise AnalysisError("the stream is finished; make a new PyinStream for more sound")
        first = self._engine.decoder.decided
        block = np.asarray(y)
        if block.ndim == 1 and block.size == 0:
            return joined([], first)
        block = check_audio(block, self.parameters.sr)
        if self._dtype is not None and block.dtype != self._dtype:
            raise AnalysisError(f"the stream began as {self._dtype} and goes on as {block.dtype}; convert one of them")
        self._dtype = block.dtype
        return joined(list(self._engine.run(self._pieces(block))), first)

    def finish(self) -> PyinFrames:
        """End the sound; returns the frames that are left."""
        if self._finished:
            return joined([], self._engine.decoder.decided)
        self._finished = True
        self._buffer.end()
        first = self._engine.decoder.decided
        parts = list(self._engine.run(self._complete(1)))
        return joined([*parts, self._engine.finish()], first)

    def provisional(self) -> PyinFrames:
        """The best guess for the frames that were observed and are not final; changes nothing."""
        return self._engine.provisional()

    def _pieces(self, y: NDArray[np.floating]) -> Iterator[Piece]:
        """What a block completes; a long one is taken in steps, so that it is never copied whole."""
        step = self._most * self.parameters.hop_length
        for start in range(0, len(y), step):
            # A copy: the caller may reuse its buffer.
            self._buffer.add(np.array(y[start : start + step]))
            yield from self._complete(self._least)

    def _complete(self, least: int) -> Iterator[Piece]:
        while self._buffer.frames >= least:
            n = min(self._most, self._buffer.frames)
            yield self._buffer.take(n), n


def stream_f0(blocks: Iterable[ArrayLike], **options: Any) -> Iterator[PyinFrames]:
    """Run pYIN over an iterator of blocks: the result of `pyin` on all of them in one piece, with bounded memory.

    Parameters
    ----------
    blocks
        Arrays of shape (n,), any n.
    **options
        What `PyinStream` takes.

    Yields
    ------
    PyinFrames
        Consecutive frames, each once, as they become final.
    """
    stream = PyinStream(**options)
    for block in blocks:
        found = stream.push(block)
        if len(found):
            yield found
    rest = stream.finish()
    if len(rest):
        yield rest
