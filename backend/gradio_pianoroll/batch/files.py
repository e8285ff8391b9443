"""A list of files in, their results in the same order out."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gradio_pianoroll.batch.executors import open_executor
from gradio_pianoroll.batch.parameters import FEATURES, BatchParameters
from gradio_pianoroll.batch.progress import Pace, Progress
from gradio_pianoroll.batch.runner import classify
from gradio_pianoroll.batch.task import FileResult, FileTask, analyse_file, warm_up
from gradio_pianoroll.errors import BatchError, ClusterLostError

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class FileOutcome:
    """Outcome of a file.

    Attributes
    ----------
    path
        The file as it was given.
    arrays, meta
        `f0_hz`, `loudness_db`, `voicing` of shape (n_frames,) and the notes; `hop_s`, `duration_s`. Empty when it
        failed, or when `process` was given.
    value
        What `process` returned.
    kind, error
        Why it failed, as in `FileRecord`, and a sentence; None when it did not.
    """

    path: Path
    arrays: dict[str, NDArray[Any]] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)
    value: Any = None
    kind: str | None = None
    error: str | None = None

    @property
    def ok(self) -> bool:
        """True if there are results."""
        return self.kind is None


def batch_process_audio(
    files: Iterable[str | os.PathLike[str]],
    batch_size: int = 4,
    *,
    process: Callable[[str], Any] | None = None,
    features: Iterable[str] = FEATURES,
    engine: str = BatchParameters.engine,
    fmin: float = BatchParameters.fmin,
    fmax: float = BatchParameters.fmax,
    hop_length: int = BatchParameters.hop_length,
    frame_length: int = BatchParameters.frame_length,
    workers: int = 0,
    scheduler: str | None = None,
    timeout_s: float | None = None,
    memory_mb: float | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> list[FileOutcome]:
    """Analyse many files in parallel; a bad one is reported and costs only itself.

    Parameters
    ----------
    files
        Sound files of any format.
    batch_size
        Files that each worker has on hand at a time; there is no waiting between batches.
    process
        Called with each path in a worker process instead of the analysis; a function of a module.
    features, engine, fmin, fmax, hop_length, frame_length, workers, scheduler, timeout_s, memory_mb, on_progress
        As in `run`. When a cluster is lost, the files that are left have the `kind` `crash`. With `process` and a
        scheduler, `timeout_s` has no effect.

    Returns
    -------
    list of FileOutcome
        One for each file, in their order.

    Raises
    ------
    BatchError
        When the options cannot be used, or no worker comes up.
    TaskPickleError
        When `process` cannot be called in another process.
    """
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, not {batch_size}")
    paths = [Path(path) for path in files]
    parameters = BatchParameters(tuple(features), engine, fmin, fmax, hop_length, frame_length)
    prepare: Callable[[], object] | None = None
    if process is None:
        parameters.check()
        prepare = partial(warm_up, parameters)
    if not paths:
        return []
    outcomes: list[FileOutcome] = []
    pace = Pace(len(paths), 0, sum(_size(path) for path in paths))
    with open_executor(workers, scheduler, timeout_s, memory_mb, prepare) as (executor, count, cooperative):
        limit_s = timeout_s if cooperative else None

        def submit(path: Path) -> Future[Any]:
            if process is not None:
                return executor.submit(process, str(path))
            return executor.submit(analyse_file, FileTask(str(path), parameters, timeout_s=limit_s))

        under_way: deque[Future[Any]] = deque()
        for place, path in enumerate(paths):
            while len(under_way) < count * batch_size and place + len(under_way) < len(paths):
                under_way.append(submit(paths[place + len(under_way)]))
            outcome = _outcome(path, under_way.popleft())
            outcomes.append(outcome)
            pace.count(_size(path), float(outcome.meta.get("duration_s", 0.0)), failed=not outcome.ok)
            if on_progress is not None:
                on_progress(pace.now())
    return outcomes


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _outcome(path: Path, future: Future[Any]) -> FileOutcome:
    try:
        found = future.result()
    except ClusterLostError as error:
        # What was found before is not thrown away with the cluster.
        return FileOutcome(path, kind="crash", error=str(error))
    except BatchError:
        raise
    except (Exception, CancelledError) as error:  # noqa: BLE001 - it is the file's, and it is told
        kind, reason = classify(error)
        return FileOutcome(path, kind=kind, error=reason)
    if isinstance(found, FileResult):
        return FileOutcome(path, found.arrays or {}, found.meta)
    return FileOutcome(path, value=found)
