"""A data set as tables of all files (Parquet, pandas), and as files for each sound."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.batch.parameters import BatchParameters
from gradio_pianoroll.batch.results import FileRecord, Results
from gradio_pianoroll.batch.task import NOTE_COLUMNS
from gradio_pianoroll.errors import BatchError, MissingBatchPackageError
from gradio_pianoroll.extras import require
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from gradio_pianoroll.analysis import AudioFeatures
    from gradio_pianoroll.analysis.blob_store import Blob
    from gradio_pianoroll.score import Score

TABLES = ("files", "frames", "notes")
FILE_COLUMNS = ("name", "key", "size_bytes", "sound_s", "took_s", "kind", "reason")
FRAME_COLUMNS = ("f0_hz", "loudness_db", "voicing")
#: Formats of single files, by the names of `gradio-pianoroll analyze`.
SINGLE = ("csv", "json", "midi", "textgrid", "png", "svg")
FORMATS = (*SINGLE, "parquet")
# Rows of a group are in memory at once.
GROUP_ROWS = 200_000


def check_formats(formats: Iterable[str]) -> tuple[str, ...]:
    """Formats without repetition, all of which can be written here.

    Raises
    ------
    BatchError
        When one is unknown, or needs a package that is missing.
    """
    wanted = tuple(dict.fromkeys(formats))
    for name in wanted:
        if name not in FORMATS:
            raise BatchError(f"there is no format {name!r}; choose from {', '.join(FORMATS)}")
    if "parquet" in wanted:
        _pyarrow()
    if {"png", "svg"} & set(wanted):
        require("matplotlib", Sentence("needs.picture"), MissingBatchPackageError)
    return wanted


def export(
    dataset: Results,
    folder: str | os.PathLike[str],
    formats: Iterable[str],
    parameters: BatchParameters | None = None,
    theme: str = "light",
) -> list[Path]:
    """Write a data set's results; see `Dataset.export`."""
    wanted = check_formats(formats)
    written = export_parquet(dataset, folder, parameters) if "parquet" in wanted else []
    single = [name for name in wanted if name in SINGLE]
    return written + (_export_each(dataset, Path(folder), single, parameters, theme) if single else [])


def export_parquet(
    dataset: Results, folder: str | os.PathLike[str], parameters: BatchParameters | None = None
) -> list[Path]:
    """Write `files.parquet`, and `frames.parquet` and `notes.parquet` as far as there are any; returns the paths.

    Memory is that of a group of rows, whatever the size of the data set.

    Parameters
    ----------
    dataset
        Where the results are.
    folder
        Where to; files of these names are replaced.
    parameters
        Whose results; None: those of the last run.

    Raises
    ------
    BatchError
        When pyarrow is missing or a table cannot be written.
    """
    pa = _pyarrow()
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = [_write_files(dataset, folder / "files.parquet", parameters)]
        names, has_notes = _what_is_there(dataset, parameters)
        if names:
            schema = pa.schema(
                [("name", pa.string()), ("time_s", pa.float64()), *((name, pa.float32()) for name in names)]
            )
            written.append(_write(dataset, folder / "frames.parquet", parameters, schema, _frames))
        if has_notes:
            types = (pa.float64(), pa.float64(), pa.float64(), pa.int64())
            schema = pa.schema([("name", pa.string()), *zip(NOTE_COLUMNS, types, strict=True)])
            written.append(_write(dataset, folder / "notes.parquet", parameters, schema, _notes))
    except OSError as error:
        raise BatchError(f"the tables cannot be written to {folder} ({error})") from error
    return written


def dataframe(dataset: Results, table: str, parameters: BatchParameters | None) -> Any:
    """Table of a data set; see `Dataset.to_dataframe`."""
    if table not in TABLES:
        raise BatchError(f"there is no table {table!r}; choose from {', '.join(TABLES)}")
    pandas = require("pandas", Sentence("needs.data_frame"), MissingBatchPackageError)
    if table == "files":
        records = list(dataset.records(parameters).values())
        return pandas.DataFrame({name: [getattr(record, name) for record in records] for name in FILE_COLUMNS})
    names, has_notes = _what_is_there(dataset, parameters)
    if table == "notes" and not has_notes:
        raise BatchError("there are no notes in it; run it with notes among the features")
    columns_of, wanted = (_frames, ("time_s", *names)) if table == "frames" else (_notes, NOTE_COLUMNS)
    parts: dict[str, list[Any]] = {name: [] for name in ("name", *wanted)}
    for record, blob in dataset.items(parameters):
        columns = columns_of(blob)
        parts["name"].append(np.full(len(columns[wanted[0]]), record.name, object))
        for name in wanted:
            parts[name].append(columns[name])
    return pandas.DataFrame({name: np.concatenate(values) if values else [] for name, values in parts.items()})


def _pyarrow() -> Any:
    return require("pyarrow", Sentence("needs.parquet"), MissingBatchPackageError)


def _what_is_there(dataset: Results, parameters: BatchParameters | None) -> tuple[list[str], bool]:
    """Columns of frames, and whether there are notes; all results of one run have the same."""
    blob = next((blob for _, blob in dataset.items(parameters)), None)
    if blob is not None:
        return [name for name in FRAME_COLUMNS if name in blob.arrays], "note_pitch" in blob.arrays
    known = parameters or next(iter(dataset.setups()), None)
    features = known.features if known is not None else ()
    return [name for name in FRAME_COLUMNS if name.split("_")[0] in features], "notes" in features


def _frames(blob: Blob) -> dict[str, Any]:
    columns = {name: blob.arrays[name] for name in FRAME_COLUMNS if name in blob.arrays}
    count = len(next(iter(columns.values())))
    return {"time_s": np.arange(count) * float(blob.meta["hop_s"]), **columns}


def _notes(blob: Blob) -> dict[str, Any]:
    return {name: blob.arrays[f"note_{name}"] for name in NOTE_COLUMNS}


def _write_files(dataset: Results, path: Path, parameters: BatchParameters | None) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    records = list(dataset.records(parameters).values())
    types = (pa.string(), pa.string(), pa.int64(), pa.float64(), pa.float64(), pa.string(), pa.string())
    schema = pa.schema(list(zip(FILE_COLUMNS, types, strict=True)))
    columns = {name: [getattr(record, name) for record in records] for name in schema.names}
    pq.write_table(pa.table(columns, schema=schema), path)
    return path


def _write(
    dataset: Results, path: Path, parameters: BatchParameters | None, schema: Any, columns_of: Callable[[Blob], Any]
) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetWriter(path, schema) as writer:
        group: list[Any] = []
        for record, blob in dataset.items(parameters):
            columns = columns_of(blob)
            count = len(next(iter(columns.values())))
            columns["name"] = pa.repeat(record.name, count)
            group.append(pa.table({name: columns[name] for name in schema.names}, schema=schema))
            if sum(table.num_rows for table in group) >= GROUP_ROWS:
                writer.write_table(pa.concat_tables(group))
                group = []
        if group:
            writer.write_table(pa.concat_tables(group))
    return path


def _export_each(
    dataset: Results, folder: Path, formats: list[str], parameters: BatchParameters | None, theme: str
) -> list[Path]:
    """Files for each sound, in the folders of the corpus."""
    from gradio_pianoroll.analysis import AnalysisError
    from gradio_pianoroll.analysis.export import EXPORT_FORMATS, export_analysis
    from gradio_pianoroll.formats import FormatError

    written = []
    places = _places([record for record in dataset.records(parameters).values() if record.key is not None])
    for record, blob in dataset.items(parameters):
        found, stem = _as_features(blob), folder / places[record.name]
        score = _as_score(found, blob, stem.name)
        for name in formats:
            target = stem.with_name(stem.name + EXPORT_FORMATS[name])
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                export_analysis(found, target, score=score, theme=theme, title=Path(record.name).name)
            except (AnalysisError, FormatError, OSError, ValueError) as error:
                raise BatchError(f"{record.name}: it cannot be written as {name} ({error})") from error
            written.append(target)
    return written


def _places(records: list[FileRecord]) -> dict[str, str]:
    """Path of each sound's files, without a suffix: two sounds that differ in theirs keep it."""
    plain: dict[str, str] = {}
    for record in records:
        path = Path(record.name)
        # Files that were named one by one have their whole path for a name.
        parts = [path.name] if path.is_absolute() else [part for part in path.parts if part != ".."]
        plain[record.name] = "/".join(parts)
    stems = {name: str(Path(place).with_suffix("")) for name, place in plain.items()}
    taken: dict[str, int] = {}
    for stem in stems.values():
        taken[stem] = taken.get(stem, 0) + 1
    chosen = {name: stem if taken[stem] == 1 else plain[name] for name, stem in stems.items()}
    given: set[str] = set()
    for name, place in chosen.items():
        number = 1
        while (unique := place if number == 1 else f"{place}-{number}") in given:
            number += 1
        given.add(unique)
        chosen[name] = unique
    return chosen


def _as_features(blob: Blob) -> AudioFeatures:
    from gradio_pianoroll.analysis import AudioFeatures

    f0_hz, loudness_db, voicing = (blob.arrays.get(name) for name in FRAME_COLUMNS)
    return AudioFeatures(float(blob.meta["hop_s"]), float(blob.meta["duration_s"]), f0_hz, loudness_db, voicing)


def _as_score(found: AudioFeatures, blob: Blob, name: str) -> Score | None:
    """Notes that were found, or that F0 tells of when none were asked for."""
    from gradio_pianoroll.analysis import FoundNotes, notes_from_f0
    from gradio_pianoroll.analysis.notes import estimate_tuning
    from gradio_pianoroll.analysis.transcribe import notes_to_score

    if "note_pitch" in blob.arrays:
        columns: dict[str, Any] = {column: blob.arrays[f"note_{column}"] for column in NOTE_COLUMNS}
        # Data sets of the first versions do not say the tuning; the notes do, nearly.
        tuning = blob.meta["tuning"] if "tuning" in blob.meta else estimate_tuning(columns["pitch"])
        notes = FoundNotes(**columns, tuning=float(tuning))
        return notes_to_score(notes, name=name)
    return None if found.f0_hz is None else notes_from_f0(found).replace(name=name)
