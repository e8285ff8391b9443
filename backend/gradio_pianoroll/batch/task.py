"""What is done to one file, in whatever process: read it, name it by its content, analyse it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.batch.parameters import ANALYSIS_SR, BatchParameters
from gradio_pianoroll.errors import TaskTimeoutError, UnreadableError
from gradio_pianoroll.i18n.sentence import Sentence, named, sentence_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis import AudioFeatures, FoundNotes

WARM_UP_SAMPLES = 22_050


@dataclass(frozen=True)
class FileTask:
    """File to be analysed.

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
    """Outcome of a file.

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
    UnreadableError
        When it cannot be read or analysed.
    TaskTimeoutError
        When it took too long.
    """
    from gradio_pianoroll.analysis import AnalysisError
    from gradio_pianoroll.analysis.blob_store import content_key
    from gradio_pianoroll.errors import FormatError, MissingPackageError

    begin_s = time.perf_counter()
    path = Path(task.path)
    if not path.is_file():
        raise UnreadableError(named(path.name, Sentence("file.missing")))
    key = content_key(path, task.parameters.as_dict())
    if key in task.known:
        return FileResult(key, time.perf_counter() - begin_s)
    try:
        arrays, meta = _analyse(path, task.parameters, _deadline(begin_s, task.timeout_s))
    except MissingPackageError:
        # The machine's fault and not the file's.
        raise
    except (FormatError, AnalysisError, UnicodeError) as error:
        # UnicodeError: not every library takes a name that is not UTF-8.
        said = sentence_of(error)
        raise UnreadableError(said if path.name in said else named(path.name, said)) from error
    return FileResult(key, time.perf_counter() - begin_s, arrays, meta)


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
    from gradio_pianoroll.analysis import extract_audio_features
    from gradio_pianoroll.formats.audio import audio_info

    # Said here and not by the settings of whatever machine this is: it is part of the key.
    analysis_sr = min(audio_info(path).sr, parameters.max_sr)
    found = extract_audio_features(
        path,
        features=needed_features(parameters),
        engine=parameters.engine,
        **parameters.f0_at(analysis_sr).search,
        analysis_sr=analysis_sr,
        on_progress=on_progress,
        cache=False,
    )
    arrays: dict[str, NDArray[Any]] = {}
    for name, values in (("f0", found.f0_hz), ("loudness", found.loudness_db), ("voicing", found.voicing)):
        if name in parameters.features and values is not None:
            arrays[COLUMNS[name]] = values
    meta: dict[str, Any] = {"hop_s": found.hop_s, "duration_s": found.duration_s, "n_frames": found.n_frames}
    if "notes" in parameters.features:
        notes = _notes(found)
        arrays |= {f"note_{name}": getattr(notes, name) for name in NOTE_COLUMNS}
        meta["tuning"] = notes.tuning
    return arrays, meta


NOTE_COLUMNS = ("onset_s", "end_s", "pitch", "velocity")
COLUMNS = {"f0": "f0_hz", "loudness": "loudness_db", "voicing": "voicing"}


def _notes(found: AudioFeatures) -> FoundNotes:
    """Notes in seconds, as `find_notes` gives them."""
    from gradio_pianoroll.analysis import F0Result
    from gradio_pianoroll.analysis.notes import find_notes

    if found.f0_hz is None or found.voiced is None or found.voiced_prob is None:
        raise ValueError("notes need F0, and the analysis gave none")
    f0 = F0Result(found.times_s, found.f0_hz, found.voiced, found.voiced_prob)
    return find_notes(f0, loudness=found.short_loudness_db)


def warm_up(parameters: BatchParameters) -> None:
    """Load and compile what a file needs, before the first one is waited for."""
    from gradio_pianoroll.analysis import extract_audio_features

    t_s = np.arange(WARM_UP_SAMPLES) / ANALYSIS_SR
    found = extract_audio_features(
        np.sin(2 * np.pi * 220 * t_s).astype(np.float32),
        ANALYSIS_SR,
        features=needed_features(parameters),
        engine=parameters.engine,
        cache=False,
    )
    if "notes" in parameters.features:
        _notes(found)


def needed_features(parameters: BatchParameters) -> tuple[str, ...]:
    """Features that must be computed: notes are made of F0 and the level of short frames."""
    wanted = set(parameters.features)
    return tuple(sorted((wanted - {"notes"}) | ({"f0", "short_loudness"} if "notes" in wanted else set())))
