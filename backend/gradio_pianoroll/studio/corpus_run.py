"""Many sounds of a visitor: analysed by `batch.run`, and packed as a data set to download."""

from __future__ import annotations

import csv
import os
import shutil
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from gradio_pianoroll.batch import BatchError, BatchParameters, Dataset, Progress, run
from gradio_pianoroll.batch.export import export_parquet
from gradio_pianoroll.formats.audio import AUDIO_SUFFIXES
from gradio_pianoroll.gradio_compat import new_cache_folder
from gradio_pianoroll.i18n.reasons import reason_in
from gradio_pianoroll.monitoring import get_metrics
from gradio_pianoroll.settings import get_settings
from gradio_pianoroll.studio.describe import clock
from gradio_pianoroll.studio.session import (
    CORPUS_FILE_TIMEOUT_S,
    MAX_CORPUS_FILES,
    MAX_CORPUS_MB,
    Options,
    StudioError,
)
from gradio_pianoroll.studio.texts import say

MAX_ROWS = 200
COLUMNS = ("file", "result", "reason", "duration_s", "median_f0_hz", "voiced_share", "mean_level_db", "notes")


class _Stopped(Exception):
    """Signal that the visitor has had enough."""


@dataclass(frozen=True)
class CorpusFound:
    """Outcome of a corpus.

    Attributes
    ----------
    rows
        A row of `COLUMNS` for each file; failed ones first.
    archive
        The data set; None when nothing was finished.
    total, done, failed
        Files: all, with results, without.
    sound_s, elapsed_s
        Seconds of sound that have results, and time of the run.
    is_stopped
        Whether it was stopped before its end.
    """

    rows: list[dict[str, Any]]
    archive: Path | None
    total: int
    done: int
    failed: int
    sound_s: float
    elapsed_s: float
    is_stopped: bool


def check_corpus(paths: Sequence[Path], language: str) -> list[Path]:
    """Sounds among the files.

    Raises
    ------
    StudioError
        When there are none, too many, or they are too large together.
    """
    if not paths:
        raise StudioError(say(language, "corpus_none"))
    sounds = [path for path in paths if path.suffix.lower() in AUDIO_SUFFIXES]
    if not sounds:
        raise StudioError(say(language, "corpus_no_sound", suffixes=", ".join(AUDIO_SUFFIXES)))
    if len(sounds) > MAX_CORPUS_FILES:
        raise StudioError(say(language, "corpus_too_many", n=len(sounds), most=MAX_CORPUS_FILES))
    if sum(path.stat().st_size for path in sounds) > MAX_CORPUS_MB * 1_000_000:
        raise StudioError(say(language, "corpus_too_big", megabytes=MAX_CORPUS_MB))
    return sounds


def analyse_corpus(
    paths: Sequence[Path],
    options: Options,
    language: str,
    on_progress: Callable[[float, str], None],
    is_cancelled: Callable[[], bool],
) -> CorpusFound:
    """Analyse sounds on the settings' processes; blocks until all is done, or the files at work when it is cancelled.

    Parameters
    ----------
    paths
        Sound files.
    options
        Engine, range and hop.
    language
        Of messages.
    on_progress
        Called with the share done and what is being done; from this thread.
    is_cancelled
        Asked whenever a file is finished.

    Raises
    ------
    StudioError
        When it cannot be done.
    """
    sounds = check_corpus(paths, language)
    home = new_cache_folder()
    inside, out = home / "sounds", home / "data"
    inside.mkdir(parents=True)
    hop = options.hop_at(get_settings().sample_rate)
    asked: dict[str, Any] = {"engine": options.engine, "fmin": options.fmin, "fmax": options.fmax, "hop_length": hop}
    last: list[Progress] = []

    def tell(now: Progress) -> None:
        last[:] = [now]
        if is_cancelled():
            raise _Stopped
        left = "" if now.left_s is None else say(language, "step_left", time=clock(now.left_s))
        on_progress(now.done / now.total, say(language, "step_corpus", done=now.done, total=now.total, left=left))

    try:
        named = _gather(sounds, inside)
        with get_metrics().timed("studio.corpus"):
            is_stopped = False
            try:
                run(inside, out, timeout_s=CORPUS_FILE_TIMEOUT_S, on_progress=tell, **asked)
            except _Stopped:
                is_stopped = True
        return _collect(named, out, home, BatchParameters(**asked), last, is_stopped)
    except BatchError as error:
        raise StudioError(say(language, "corpus_failed", reason=error)) from error
    finally:
        shutil.rmtree(inside, ignore_errors=True)
        shutil.rmtree(out, ignore_errors=True)


def _gather(sounds: Sequence[Path], folder: Path) -> list[str]:
    """Put the files into one folder under names that are all different; a hard link costs no room."""
    names: list[str] = []
    taken: set[str] = set()
    for sound in sounds:
        name, number = sound.name, 1
        while name.casefold() in taken:
            number += 1
            name = f"{sound.stem}-{number}{sound.suffix}"
        taken.add(name.casefold())
        names.append(name)
        try:
            os.link(sound, folder / name)
        except OSError:
            shutil.copyfile(sound, folder / name)
    return names


def _collect(
    names: list[str], out: Path, home: Path, parameters: BatchParameters, last: list[Progress], is_stopped: bool
) -> CorpusFound:
    with Dataset(out) as dataset:
        records = dataset.records(parameters)
        figures = {record.name: _figures(blob) for record, blob in dataset.items(parameters)}
        if figures:
            # Tables are an extra: without pyarrow there are SQLite and CSV.
            with suppress(BatchError):
                export_parquet(dataset, out, parameters)
    rows = [_row(name, records.get(name), figures.get(name)) for name in names]
    rows.sort(key=lambda row: (row["result"] == "done", row["file"]))
    _write_table(rows, out / "summary.csv")
    done = sum(row["result"] == "done" for row in rows)
    return CorpusFound(
        rows=rows,
        archive=_pack(out, home / "analysis.zip") if done else None,
        total=len(rows),
        done=done,
        failed=sum(row["result"] not in ("done", "not_done") for row in rows),
        sound_s=sum(row["duration_s"] or 0.0 for row in rows),
        elapsed_s=last[0].elapsed_s if last else 0.0,
        is_stopped=is_stopped,
    )


def _figures(blob: Any) -> dict[str, Any]:
    f0 = np.asarray(blob.arrays["f0_hz"], np.float64)
    voiced = f0[np.isfinite(f0)]
    power = 10 ** (np.asarray(blob.arrays["loudness_db"], np.float64) / 10)
    return {
        "median_f0_hz": round(float(np.median(voiced)), 2) if len(voiced) else None,
        "voiced_share": round(len(voiced) / len(f0), 4) if len(f0) else None,
        "mean_level_db": round(float(10 * np.log10(power.mean())), 2) if len(power) else None,
        "notes": len(blob.arrays["note_onset_s"]),
    }


def _row(name: str, record: Any, figures: dict[str, Any] | None) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(COLUMNS)
    row |= {"file": name, "result": "not_done", "reason": ""}
    if record is None:
        return row
    if record.kind is not None:
        return {**row, "result": record.kind, "reason": record.reason or ""}
    return {**row, "result": "done", "duration_s": round(record.sound_s, 3), **(figures or {})}


def _write_table(rows: list[dict[str, Any]], path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8", errors="backslashreplace") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def _pack(folder: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"analysis/{path.name}")
    return target


def corpus_html(found: CorpusFound, language: str) -> str:
    """Table of the files, the failed ones first."""
    keys = ("col_file", "col_result", "col_length", "col_median", "col_voiced", "col_level", "col_notes")
    head = "".join(f"<th>{say(language, key)}</th>" for key in keys)
    body = "".join(_html_row(row, language) for row in found.rows[:MAX_ROWS])
    more = say(language, "first_rows", n=MAX_ROWS) if len(found.rows) > MAX_ROWS else ""
    return (
        f'<div class="studio-results"><div class="studio-scroll"><table class="studio-notes studio-corpus">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{more}</div>"
    )


def _html_row(row: dict[str, Any], language: str) -> str:
    result = say(language, row["result"])
    if row["result"] not in ("done", "not_done"):
        result = f'<b class="failed">{result}</b> <span>{escape(reason_in(language, row["reason"]))}</span>'
    share = row["voiced_share"]
    cells = (
        escape(row["file"]),
        result,
        _said(row["duration_s"], ".2f", " s"),
        _said(row["median_f0_hz"], ".1f", " Hz"),
        "–" if share is None else f"{100 * share:.0f} %",
        _said(row["mean_level_db"], ".1f", " dB"),
        _said(row["notes"], "d", ""),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _said(value: float | None, form: str, unit: str) -> str:
    return "–" if value is None else f"{value:{form}}{unit}"
