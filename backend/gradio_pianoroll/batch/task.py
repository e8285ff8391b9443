"""What is done to one file, in whatever process: read it, name it by its content, analyse it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.batch.errors import TaskTimeoutError
from gradio_pianoroll.batch.parameters import ANALYSIS_SR, BatchParameters

if TYPE_CHECKING:
    from numpy.typing import NDArray

WARM_UP_SAMPLES = 22_050


@dataclass(frozen=True)
class FileTask:
    """A file to be analysed.

    Attributes
    ----------
    path
        Where it is, for the process that works on it.
    known
        Keys of results that there are; when the file's is among them, nothing is analysed.
    timeout_s
        Give up after so long, looked at between blocks; for pools that cannot end a task from outside.
    """

    path: str
    parameters: BatchParameters
    known: tuple[str, ...] = ()
    timeout_s: float | None = None


@dataclass(frozen=True)
class FileResult:
    """What became of a file.

    Attributes
    ----------
    key
        Name of content and parameters together.
    arrays, meta
        As they are stored; None when the key was known already.
    took_s
        Time in the process that did it.
    """

    key: str
    took_s: float
    arrays: dict[str, NDArray[Any]] | None = None
    meta: dict[str, Any] = field(default_factory=dict)


def analyse_file(task: FileTask) -> FileResult:
    """Analyse one file.

    Raises
    ------
    FormatError
        When it cannot be read.
    AnalysisError
        When it cannot be analysed.
    TaskTimeoutError
        When it took too long.
    """
    from gradio_pianoroll.analysis.blob_store import content_key

    begin_s = time.perf_counter()
    path = Path(task.path)
    _check(path)
    key = content_key(path, task.parameters.as_dict())
    if key in task.known:
        return FileResult(key, time.perf_counter() - begin_s)
    arrays, meta = _analyse(path, task.parameters, _deadline(begin_s, task.timeout_s))
    return FileResult(key, time.perf_counter() - begin_s, arrays, meta)


def _check(path: Path) -> None:
    from gradio_pianoroll.formats.errors import FormatError

    if not path.is_file():
        raise FormatError(path, "there is no such file")


def _deadline(begin_s: float, timeout_s: float | None) -> Callable[[float], None] | None:
    if timeout_s is None:
        return None

    def look(_: float) -> None:
        if time.perf_counter() - begin_s > timeout_s:
            raise TaskTimeoutError(timeout_s)

    return look


def _analyse(
    path: Path, parameters: BatchParameters, on_progress: Callable[[float], None] | None
) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    from gradio_pianoroll.analysis import analyze
    from gradio_pianoroll.formats.audio import load_audio

    wanted = set(parameters.features)
    needed = (wanted - {"notes"}) | ({"f0", "loudness"} if "notes" in wanted else set())
    audio, sr = load_audio(path)
    found = analyze(
        audio,
        sr,
        engine=parameters.engine,
        fmin=parameters.fmin,
        fmax=parameters.fmax,
        hop_length=parameters.hop_length,
        frame_length=parameters.frame_length,
        features=tuple(sorted(needed)),
        on_progress=on_progress,
    )
    arrays: dict[str, NDArray[Any]] = {}
    for name, values in (("f0", found.f0_hz), ("loudness", found.loudness_db), ("voicing", found.voicing)):
        if name in wanted and values is not None:
            arrays[COLUMNS[name]] = values
    meta = {"hop_s": found.hop_s, "duration_s": found.duration_s, "n_frames": found.n_frames}
    return arrays, meta


COLUMNS = {"f0": "f0_hz", "loudness": "loudness_db", "voicing": "voicing"}


def warm_up(parameters: BatchParameters) -> None:
    """Load and compile what a file needs, before the first one is waited for."""
    from gradio_pianoroll.analysis import analyze

    t_s = np.arange(WARM_UP_SAMPLES) / ANALYSIS_SR
    analyze(np.sin(2 * np.pi * 220 * t_s).astype(np.float32), ANALYSIS_SR, engine=parameters.engine)
