"""A corpus, file by file, on whatever executes tasks; the results in a data set that survives whatever happens."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from gradio_pianoroll.batch.corpus_files import CorpusFile, find_files
from gradio_pianoroll.batch.dataset import Dataset
from gradio_pianoroll.batch.executors import open_executor
from gradio_pianoroll.batch.parameters import FEATURES, BatchParameters
from gradio_pianoroll.batch.progress import Pace, Progress
from gradio_pianoroll.batch.report import Report, write_report
from gradio_pianoroll.batch.results import FileRecord
from gradio_pianoroll.batch.task import FileResult, FileTask, analyse_file, warm_up
from gradio_pianoroll.errors import BatchError, TaskTimeoutError, UnreadableError, WorkerDiedError

_log = logging.getLogger(__name__)
# Tasks under way for each worker: enough that none waits, few enough that memory is bounded.
IN_FLIGHT = 16
# Failures that a file would meet again; the others may have been the machine's.
PERMANENT = frozenset({"unreadable"})


@dataclass(frozen=True)
class _Job:
    file: CorpusFile
    task: FileTask


def run(
    files: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    features: Iterable[str] = FEATURES,
    engine: str = BatchParameters.engine,
    fmin: float = BatchParameters.fmin,
    fmax: float = BatchParameters.fmax,
    hop_length: int = BatchParameters.hop_length,
    frame_length: int = BatchParameters.frame_length,
    hop_s: float | None = None,
    workers: int = 0,
    scheduler: str | None = None,
    timeout_s: float | None = None,
    memory_mb: float | None = None,
    retry_failed: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Analyse a corpus into a data set; a second run does only what is new.

    Parameters
    ----------
    files
        A folder with sound files, at any depth, or the files.
    out
        Folder of the data set: `results.sqlite` (see `Dataset`), `report.json`, `report.html`.
    features, engine, fmin, fmax, hop_length, frame_length, hop_s
        What is asked of each sound; see `BatchParameters`.
    workers
        Local processes; 0 is one per core.
    scheduler
        Address of a Dask scheduler, e.g. `tcp://host:8786`: its workers do the same tasks (extra `cluster`). They must
        see the files under the same paths.
    timeout_s, memory_mb
        Limits of one file: time, and memory of its process on top of what that has at rest (local processes on POSIX
        only; Dask's own limits hold on a cluster).
    retry_failed
        Try files again that could not be read; those that failed otherwise are tried again anyway.
    on_progress
        Called in this thread when files are finished.

    Returns
    -------
    Report
        What was done, skipped and failed, with reasons.

    Raises
    ------
    BatchError
        When the run cannot begin, or the data set cannot be written any more.
    ClusterLostError
        When the cluster is gone; the data set and the report hold what was done.
    KeyboardInterrupt
        After Ctrl-C; the data set and the report hold what was done.
    """
    parameters = BatchParameters(tuple(features), engine, fmin, fmax, hop_length, frame_length, hop_s=hop_s)
    parameters.check()
    corpus = find_files(files)
    with Dataset(out) as dataset:
        dataset.begin(parameters)
        jobs = _what_is_new(corpus, dataset, parameters, retry_failed)
        pace = Pace(len(corpus), len(corpus) - len(jobs), sum(max(0, job.file.size_bytes) for job in jobs))
        try:
            _work(jobs, dataset, parameters, pace, workers, scheduler, timeout_s, memory_mb, on_progress)
        except BaseException:
            # Whatever ends it, the report says what there is; what ended it is worth more than a report.
            with contextlib.suppress(OSError, sqlite3.Error):
                write_report(_report(corpus, dataset, parameters, pace, interrupted=True), Path(out))
            raise
        report = _report(corpus, dataset, parameters, pace, interrupted=False)
        try:
            write_report(report, Path(out))
        except OSError as error:
            raise BatchError(f"all is done, but the report cannot be written ({error})") from error
    return report


def _work(
    jobs: list[_Job],
    dataset: Dataset,
    parameters: BatchParameters,
    pace: Pace,
    workers: int,
    scheduler: str | None,
    timeout_s: float | None,
    memory_mb: float | None,
    on_progress: Callable[[Progress], None] | None,
) -> None:
    """Do all jobs; nothing is started when there are none."""
    if jobs:
        initializer = partial(warm_up, parameters)
        with open_executor(workers, scheduler, timeout_s, memory_mb, initializer) as (executor, count, cooperative):
            if cooperative:
                jobs = [replace(job, task=replace(job.task, timeout_s=timeout_s)) for job in jobs]
            for job, future in _completed(executor, jobs, count * IN_FLIGHT):
                _settle(dataset, parameters, job, future, pace)
                if on_progress is not None:
                    on_progress(pace.now())
    elif on_progress is not None:
        on_progress(pace.now())


def _what_is_new(
    corpus: list[CorpusFile], dataset: Dataset, parameters: BatchParameters, retry_failed: bool
) -> list[_Job]:
    """Files whose results are not there; the largest first, so that none is left over at the end."""
    records, keys = dataset.records(parameters), set(dataset.store.keys())
    of_size: dict[int, set[str]] = {}
    for record in records.values():
        if record.key in keys and record.key is not None:
            of_size.setdefault(record.size_bytes, set()).add(record.key)
    jobs = [
        _Job(file, FileTask(str(file.path), parameters, tuple(of_size.get(file.size_bytes, ()))))
        for file in corpus
        if not _is_done(file, records.get(file.name), keys, retry_failed)
    ]
    return sorted(jobs, key=lambda job: -job.file.size_bytes)


def _is_done(file: CorpusFile, record: FileRecord | None, keys: set[str], retry_failed: bool) -> bool:
    if record is None or (record.size_bytes, record.mtime_ns) != (file.size_bytes, file.mtime_ns):
        return False
    if record.key is not None:
        return record.key in keys
    return record.kind in PERMANENT and file.size_bytes >= 0 and not retry_failed


def _completed(executor: Executor, jobs: list[_Job], window: int) -> Iterator[tuple[_Job, Future[FileResult]]]:
    """Jobs as they are finished, never more than `window` under way."""
    waiting = iter(jobs)
    under_way: dict[Future[FileResult], _Job] = {}
    while True:
        for job in waiting:
            under_way[executor.submit(analyse_file, job.task)] = job
            if len(under_way) >= window:
                break
        if not under_way:
            return
        done, _ = wait(under_way, return_when=FIRST_COMPLETED)
        for future in done:
            yield under_way.pop(future), future


def _settle(dataset: Dataset, parameters: BatchParameters, job: _Job, future: Future[FileResult], pace: Pace) -> None:
    """Write what became of a file."""
    try:
        found = future.result()
    except BatchError:
        raise
    except (Exception, CancelledError) as error:  # noqa: BLE001 - it is the file's, and it is written down
        kind, reason = classify(error)
        _log.info("%s failed: %s", job.file.name, reason)
        dataset.put(job.file, parameters, key=None, took_s=0.0, kind=kind, reason=reason)
        pace.count(job.file.size_bytes, 0.0, failed=True)
        return
    meta = found.meta
    if found.arrays is None:
        known = dataset.store.get(found.key)
        meta = dict(known.meta) if known is not None else {}
    sound_s = float(meta.get("duration_s", 0.0))
    dataset.put(
        job.file,
        parameters,
        key=found.key,
        took_s=found.took_s,
        sound_s=sound_s,
        arrays=found.arrays,
        meta=meta,
    )
    pace.count(job.file.size_bytes, sound_s, failed=False)


def classify(error: BaseException) -> tuple[str, str]:
    """Kind of a failure, and a sentence."""
    if isinstance(error, UnreadableError):
        return "unreadable", str(error)
    if isinstance(error, TaskTimeoutError):
        return "timeout", str(error)
    if isinstance(error, MemoryError):
        return "memory", str(error) or "ran out of the memory that it may take"
    if isinstance(error, WorkerDiedError) or type(error).__name__ == "KilledWorker":
        return "crash", str(error).splitlines()[0]
    return "error", f"{type(error).__name__}: {error}"


def _report(
    corpus: list[CorpusFile], dataset: Dataset, parameters: BatchParameters, pace: Pace, interrupted: bool
) -> Report:
    records, now = dataset.records(parameters), pace.now()
    return Report(
        files=[records[file.name] for file in corpus if file.name in records],
        total=len(corpus),
        skipped=now.skipped,
        analysed=now.done - now.skipped - now.failed,
        sound_s=pace.sound_s,
        elapsed_s=now.elapsed_s,
        interrupted=interrupted,
        parameters=parameters.as_dict(),
    )


__all__ = ["BatchError", "classify", "run"]
