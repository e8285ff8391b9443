"""Live streams of several users on a server: each with a state of its own, all of them bounded.

A session has no thread: its work is done in the call that brings a block, a fraction of a millisecond. Blocks come
numbered, in any order, as a browser sends them.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.engines.types import F0Options
from gradio_pianoroll.errors import PianoRollError
from gradio_pianoroll.i18n.sentence import Sentence, sentence_of
from gradio_pianoroll.realtime.analysers import F0Update, Level, Onsets, Peak, StreamingF0
from gradio_pianoroll.realtime.history import FrameHistory
from gradio_pianoroll.realtime.rate import Decimator
from gradio_pianoroll.realtime.reorder import Reorder
from gradio_pianoroll.realtime.samples import as_mono

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from gradio_pianoroll.realtime.ring import Block

# Blocks are analysed at the whole fraction of their rate that is nearest to this one.
ANALYSIS_SR = 22_050
MIN_SR, MAX_SR = 8_000, 192_000
MAX_BLOCK_S = 2.0


class LiveError(PianoRollError, ValueError):
    """A block or a session that cannot be used; the message says what to do."""


class LiveBusyError(LiveError):
    """As many sessions as may be are open; try again later."""


class UnknownSessionError(LiveError):
    """No session has this id: it was closed, has expired, or never was."""


@dataclass(frozen=True)
class LiveOptions:
    """How a stream comes and what is asked of it.

    Attributes
    ----------
    sr
        Sample rate of the blocks in Hz; they are analysed at the whole fraction of it that is nearest to 22 050 Hz.
    block_samples
        Length of every block but the last; says where a block lies when others are missing. A block as long as one
        hop of F0 (512 samples of the rate of the analysis: 1 024 at 44.1 and 48 kHz) completes a frame each time.
    fmin, fmax
        Range of F0 in Hz.
    reorder_blocks, patience_s
        How many later blocks wait for a missing one, and how long, before it counts as lost.
    history_s
        Final frames are kept so long, for answers that did not arrive.
    max_duration_s
        Longest stream; blocks beyond it are refused.
    onsets
        False spares the work of looking for onsets: answers have none.
    """

    sr: int = 48_000
    block_samples: int = 2_048
    fmin: float = F0Options.fmin
    fmax: float = F0Options.fmax
    reorder_blocks: int = 32
    patience_s: float = 1.0
    history_s: float = 30.0
    max_duration_s: float = 3_600.0
    onsets: bool = True

    def __post_init__(self) -> None:
        if not MIN_SR <= self.sr <= MAX_SR:
            raise LiveError(Sentence("live.rate", low=MIN_SR, high=MAX_SR, sr=self.sr))
        if not 1 <= self.block_samples <= self.sr * MAX_BLOCK_S:
            raise LiveError(Sentence("live.block", most=MAX_BLOCK_S, samples=self.block_samples))
        if not 0 < self.fmin < self.fmax:
            raise LiveError(Sentence("live.range", fmin=self.fmin, fmax=self.fmax))


class LiveSession:
    """One user's stream; calls from several threads wait for each other.

    Attributes
    ----------
    id
        Unguessable name.
    used_s
        When it was last used, by the manager's clock.
    """

    def __init__(self, options: LiveOptions | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.id = secrets.token_urlsafe(24)
        self.options = options or LiveOptions()
        self._clock = clock
        self.used_s = clock()
        self._lock = threading.Lock()
        factor = max(1, round(self.options.sr / ANALYSIS_SR))
        sr = self.options.sr / factor
        self._f0 = StreamingF0(sr, self.options.fmin, self.options.fmax)
        self._peak, self._level, self._onsets = Peak(), Level(), Onsets(sr)
        self._rate = Decimator(factor)
        self._order = Reorder(self.options.reorder_blocks, self.options.patience_s)
        frames = max(1, round(self.options.history_s / self._f0.hop_s))
        self._history = FrameHistory(frames)
        self._answers = 0
        self._finished = False

    @property
    def hop_s(self) -> float:
        """Seconds between frames of F0."""
        return self._f0.hop_s

    def push(self, seq: int, block: ArrayLike, *, have_frames: int | None = None) -> dict[str, Any]:
        """Take a block and tell what is new.

        Parameters
        ----------
        seq
            Number of the block, from 0; blocks may come in any order.
        block
            Shape (n,), float32 (or what `as_mono` takes); `block_samples` long, the last one may be shorter.
        have_frames
            Final frames that the caller has already: the answer begins there, so that a lost answer is made up for
            (within `history_s`). Without it, the answer begins where the one before ended.

        Returns
        -------
        dict
            JSON values: `answer` (number of this answer), `next_seq`, `waiting`, `lost`, `ignored` (of blocks);
            `first_frame`, `n_final`, `hop_s`, `f0_hz` (None where unvoiced), `voiced`, `voiced_prob`: frames from
            `first_frame` on, the first `n_final` of them final, the others provisional; `peak` and `level_db` of what
            was analysed now (None for nothing), `onsets_s`.

        Raises
        ------
        LiveError
            When the block is no sound, is too long, or comes after `finish` or beyond the longest stream.
        """
        samples = self._checked(seq, block)
        with self._lock:
            if self._finished:
                raise LiveError(Sentence("live.stream_finished"))
            self.used_s = self._clock()
            ready = self._order.push(seq, samples, self.used_s)
            return self._answer(self._analyse(self._placed(ready)), have_frames)

    def finish(self, *, have_frames: int | None = None) -> dict[str, Any]:
        """End the stream: what still waits is analysed and every frame is final; answer as in `push`."""
        with self._lock:
            self.used_s = self._clock()
            parts: list[F0Update] = []
            found: list[Block] = []
            if not self._finished:
                self._finished = True
                found = self._placed(self._order.rest())
            seen = self._analyse(found)
            last = self._f0.finish()
            if last is not None:
                parts = [last]
            return self._answer((seen[0] + parts, *seen[1:]), have_frames)

    def _checked(self, seq: int, block: ArrayLike) -> NDArray[np.float32]:
        options = self.options
        if not isinstance(seq, int) or isinstance(seq, bool) or seq < 0:
            raise LiveError(Sentence("live.numbered", block=seq))
        if seq * options.block_samples > options.max_duration_s * options.sr:
            raise LiveError(Sentence("live.too_long", most=options.max_duration_s, block=seq))
        try:
            samples = as_mono(block)
        except ValueError as error:
            raise LiveError(sentence_of(error)) from error
        if not 0 < len(samples) <= options.block_samples:
            raise LiveError(Sentence("live.block_size", block=seq, count=len(samples), most=options.block_samples))
        if not np.isfinite(samples).all():
            raise LiveError(Sentence("live.block_bad", block=seq))
        return samples

    def _placed(self, ready: list[tuple[int, NDArray[np.float32]]]) -> list[Block]:
        size = self.options.block_samples
        return [part for seq, samples in ready for part in self._rate.push(samples, seq * size, self.used_s)]

    def _analyse(self, blocks: list[Block]) -> tuple[list[F0Update], float | None, float | None, list[float]]:
        updates, onsets_s, peaks, levels = [], [], [], []
        for block in blocks:
            updates.append(self._f0.process(block))
            if self.options.onsets:
                onsets_s += self._onsets.process(block)
            peaks.append(self._peak.process(block))
            levels.append(self._level.process(block))
        return updates, max(peaks, default=None), max(levels, default=None), onsets_s

    def _answer(
        self, found: tuple[list[F0Update], float | None, float | None, list[float]], have_frames: int | None
    ) -> dict[str, Any]:
        updates, peak, level_db, onsets_s = found
        already = self._history.end if have_frames is None else have_frames
        for update in updates:
            self._history.add(update)
        known = self._history.since(already)
        self._answers += 1
        return {
            "answer": self._answers,
            "next_seq": self._order.next_seq,
            "waiting": self._order.waiting,
            "lost": self._order.lost,
            "ignored": self._order.ignored,
            "first_frame": known.first_frame,
            "n_final": known.n_final,
            "hop_s": self.hop_s,
            "f0_hz": [round(float(v), 3) if np.isfinite(v) else None for v in known.f0_hz],
            "voiced": known.voiced.tolist(),
            "voiced_prob": [round(float(v), 4) for v in known.voiced_prob],
            "peak": peak,
            "level_db": level_db,
            "onsets_s": onsets_s,
        }


class LiveSessions:
    """All sessions of a server.

    Parameters
    ----------
    max_sessions
        Open at once; one more is refused with `LiveBusyError` unless another has been idle for long enough.
    idle_s
        A session that nobody used for so long is closed; looked at when sessions are opened or asked for.
    clock
        Seconds of any steady clock.
    """

    def __init__(
        self, max_sessions: int = 64, *, idle_s: float = 60.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        if max_sessions < 1:
            raise ValueError(f"at least 1 session must be allowed, not {max_sessions}")
        self.max_sessions, self.idle_s, self._clock = max_sessions, idle_s, clock
        self._sessions: dict[str, LiveSession] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._sessions)

    def __contains__(self, session_id: object) -> bool:
        return session_id in self._sessions

    def open(self, options: LiveOptions | None = None) -> LiveSession:
        """A new session.

        Raises
        ------
        LiveBusyError
            When as many as may be are in use.
        """
        with self._lock:
            self._expire()
            if len(self._sessions) >= self.max_sessions:
                raise LiveBusyError(Sentence("live.busy", most=self.max_sessions))
            session = LiveSession(options, clock=self._clock)
            self._sessions[session.id] = session
            return session

    def get(self, session_id: str) -> LiveSession:
        """The session of that id.

        Raises
        ------
        UnknownSessionError
            When there is none (any more).
        """
        with self._lock:
            self._expire()
            try:
                return self._sessions[session_id]
            except (KeyError, TypeError):
                raise UnknownSessionError(Sentence("live.session_over")) from None

    def close(self, session_id: str) -> None:
        """Forget a session; nothing happens when there is none."""
        with self._lock:
            self._sessions.pop(session_id, None)

    def expire(self) -> int:
        """Close what was idle for too long; returns how many sessions that were."""
        with self._lock:
            return self._expire()

    def _expire(self) -> int:
        limit_s = self._clock() - self.idle_s
        idle = [name for name, session in self._sessions.items() if session.used_s < limit_s]
        for name in idle:
            del self._sessions[name]
        return len(idle)
