"""Analysis beside an event loop: in worker threads, several features at once, with progress, and cancellable.

The heavy parts (the pYIN kernels, Fourier transforms, decoding, filters) run without Python's global lock, so that
threads are enough and sound need not be copied into other processes.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import lru_cache, partial
from typing import Any

import numpy as np

from gradio_pianoroll.analysis.audio_features import AudioFeatures
from gradio_pianoroll.analysis.blob_store import Blob
from gradio_pianoroll.analysis.cache import AnalysisCache, choose_cache
from gradio_pianoroll.analysis.f0 import (
    DEFAULT_FMAX_HZ,
    DEFAULT_FMIN_HZ,
    DEFAULT_FRAME_LENGTH,
    DEFAULT_HOP_LENGTH,
    F0Options,
    Progress,
)
from gradio_pianoroll.analysis.features import (
    Request,
    assemble,
    digest_of,
    make_request,
    measure,
    open_source,
)
from gradio_pianoroll.analysis.loudness import DEFAULT_FLOOR_DB, Reference
from gradio_pianoroll.analysis.memory import optimize_audio_memory
from gradio_pianoroll.analysis.voicing import VoicingKind

# Small blocks: between two of them a worker looks whether it is still wanted.
BLOCK_SAMPLES = 1 << 15
DEFAULT_SAMPLES_SR = 22_050
_NICE = 5
# F0 is the larger part of the work; shares of progress are weighted accordingly.
_WEIGHTS = {True: 3.0, False: 1.0}
_SHOWN_STEP = 0.01


def _yield_to_others() -> None:
    """Let the thread of the event loop go first where threads have priorities of their own (Linux)."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


@lru_cache(maxsize=1)
def _pool() -> Executor:
    from gradio_pianoroll.settings import get_settings

    workers = get_settings().analysis_workers or max(2, os.cpu_count() or 1)
    return ThreadPoolExecutor(workers, thread_name_prefix="analysis", initializer=_yield_to_others)


class _SharedProgress:
    """Shares of several workers as one number, told in the thread of the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, told: Progress, weights: list[float]) -> None:
        self._loop, self._told, self._weights = loop, told, weights
        self._shares = [0.0] * len(weights)
        self._last = 0.0
        self._lock = threading.Lock()
        self.is_open = True

    def part(self, index: int) -> Progress:
        """What worker `index` calls."""

        def tell(share: float) -> None:
            with self._lock:
                self._shares[index] = share
                done = sum(s * w for s, w in zip(self._shares, self._weights, strict=True)) / sum(self._weights)
                if done < self._last + _SHOWN_STEP and done < 1:
                    return
                self._last = done
            if self.is_open:
                self._loop.call_soon_threadsafe(self._report, done)

        return tell

    def _report(self, done: float) -> None:
        if self.is_open:
            self._told(done)


def _groups(request: Request, is_shareable: bool) -> list[tuple[str, ...]]:
    """Measurements that run beside each other: F0 alone, everything else in one pass."""
    raw = request.raw()
    if not is_shareable:
        return [raw]
    parts = (tuple(name for name in raw if name == "f0"), tuple(name for name in raw if name != "f0"))
    return [part for part in parts if part]


async def async_audio_analysis(
    audio: Any,
    sr: int | None = None,
    *,
    features: Iterable[str] = ("f0", "loudness", "voicing"),
    engine: str = "pyin",
    fmin: float = DEFAULT_FMIN_HZ,
    fmax: float = DEFAULT_FMAX_HZ,
    hop_length: int = DEFAULT_HOP_LENGTH,
    frame_length: int = DEFAULT_FRAME_LENGTH,
    analysis_sr: int | None = None,
    floor_db: float = DEFAULT_FLOOR_DB,
    reference: Reference = "full_scale",
    voicing: VoicingKind = "smooth",
    engine_options: Mapping[str, Any] | None = None,
    on_progress: Progress | None = None,
    cache: AnalysisCache | bool | None = None,
    executor: Executor | None = None,
) -> AudioFeatures:
    """What `extract_audio_features` finds, off the event loop.

    F0 (with voicing) and everything else (loudness and the rest) run at the same time in worker threads. Cancelling
    the task stops them at their next block, within some ten milliseconds of work; an F0 engine other than `pyin` looks
    only as often as it tells its progress.

    Parameters
    ----------
    audio, sr, features, engine, fmin, fmax, hop_length, frame_length, analysis_sr, floor_db, reference, voicing
        As in `extract_audio_features`; samples without `sr` are at 22 050 Hz, as `librosa.load` gives them. The
        ``(sample rate, samples)`` of a `gr.Audio` is taken, too.
    engine_options, cache
        Likewise.
    on_progress
        Called in the event loop's thread with the share done, 0-1.
    executor
        Threads to work in; by default a pool of the settings' `analysis_workers`, shared by all analyses.

    Returns
    -------
    AudioFeatures

    Raises
    ------
    AnalysisError, FormatError
        As `extract_audio_features`.
    asyncio.CancelledError
        When the task is cancelled.
    """
    loop = asyncio.get_running_loop()
    workers = executor or _pool()
    if sr is None and isinstance(audio, tuple) and len(audio) == 2 and isinstance(audio[0], int | np.integer):
        # Integers in two channels, often.
        sr = int(audio[0])
        audio = await loop.run_in_executor(workers, partial(optimize_audio_memory, audio[1], sr, target_sr=sr))
    elif sr is None and isinstance(audio, Sequence | np.ndarray) and not isinstance(audio, str):
        sr = DEFAULT_SAMPLES_SR
    stop = threading.Event()

    def prepare() -> tuple[Request, AnalysisCache | None, bytes | None]:
        own = dict(engine_options or {})
        f0 = F0Options(fmin, fmax, hop_length, frame_length, engine=engine, engine_options=own)
        with open_source(audio, sr) as stream:
            request = make_request(
                stream.source_sr,
                features=features,
                f0=f0,
                analysis_sr=analysis_sr,
                floor_db=floor_db,
                reference=reference,
                voicing=voicing,
            )
        chosen = choose_cache(cache)
        return request, chosen, digest_of(audio, chosen)

    request, chosen, digest = await loop.run_in_executor(workers, prepare)

    def work(raw: tuple[str, ...], tell: Progress | None) -> dict[str, Blob]:
        with open_source(audio, sr, BLOCK_SAMPLES) as stream:
            return measure(stream, request, raw, chosen, digest, tell, stop.is_set)

    groups = _groups(request, is_shareable=not hasattr(audio, "read"))
    shared = _SharedProgress(loop, on_progress, [_WEIGHTS["f0" in raw] for raw in groups]) if on_progress else None
    tells: list[Callable[[float], None] | None] = [shared.part(i) if shared else None for i in range(len(groups))]
    running = [loop.run_in_executor(workers, work, raw, tell) for raw, tell in zip(groups, tells, strict=True)]
    try:
        parts = await asyncio.gather(*running)
    finally:
        # Also when one part failed: the other is of no use then.
        stop.set()
        if shared:
            shared.is_open = False
    return assemble(request, {name: blob for part in parts for name, blob in part.items()})
