"""A data set as Parquet tables, for pandas, Polars, DuckDB, Spark."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.batch.dataset import Dataset
from gradio_pianoroll.batch.errors import BatchError
from gradio_pianoroll.batch.parameters import BatchParameters

if TYPE_CHECKING:
    from gradio_pianoroll.analysis.blob_store import Blob

INSTALL_LINE = "pip install 'gradio_pianoroll[table]'"
FRAME_COLUMNS = ("f0_hz", "loudness_db", "voicing")
NOTE_COLUMNS = ("onset_s", "end_s", "pitch", "velocity")
# Rows of a group are in memory at once.
GROUP_ROWS = 200_000


def export_parquet(dataset: Dataset, folder: str | os.PathLike[str], parameters: BatchParameters) -> list[Path]:
    """Write `files.parquet`, and `frames.parquet` and `notes.parquet` as far as there are any; returns the paths.

    Memory is that of a group of rows, whatever the size of the data set.

    Parameters
    ----------
    dataset
        Where the results are.
    folder
        Where to; files of these names are replaced.
    parameters
        Whose results.

    Raises
    ------
    BatchError
        When pyarrow is missing or a table cannot be written.
    """
    try:
        import pyarrow as pa
    except ImportError as error:
        raise BatchError(f"Parquet needs the package pyarrow: {INSTALL_LINE}") from error
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = [_write_files(dataset, folder / "files.parquet", parameters)]
        names = [name for name in FRAME_COLUMNS if name.split("_")[0] in parameters.features]
        if names:
            schema = pa.schema(
                [("name", pa.string()), ("time_s", pa.float64()), *((name, pa.float32()) for name in names)]
            )
            written.append(_write(dataset, folder / "frames.parquet", parameters, schema, _frames))
        if "notes" in parameters.features:
            types = (pa.float64(), pa.float64(), pa.float64(), pa.int64())
            schema = pa.schema([("name", pa.string()), *zip(NOTE_COLUMNS, types, strict=True)])
            written.append(_write(dataset, folder / "notes.parquet", parameters, schema, _notes))
    except OSError as error:
        raise BatchError(f"the tables cannot be written to {folder} ({error})") from error
    return written


def _frames(blob: Blob) -> dict[str, Any]:
    columns = {name: blob.arrays[name] for name in FRAME_COLUMNS if name in blob.arrays}
    count = len(next(iter(columns.values())))
    return {"time_s": np.arange(count) * float(blob.meta["hop_s"]), **columns}


def _notes(blob: Blob) -> dict[str, Any]:
    return {name: blob.arrays[f"note_{name}"] for name in NOTE_COLUMNS}


def _write_files(dataset: Dataset, path: Path, parameters: BatchParameters) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    records = list(dataset.records(parameters).values())
    schema = pa.schema(
        [
            ("name", pa.string()),
            ("key", pa.string()),
            ("size_bytes", pa.int64()),
            ("sound_s", pa.float64()),
            ("took_s", pa.float64()),
            ("kind", pa.string()),
            ("reason", pa.string()),
        ]
    )
    columns = {name: [getattr(record, name) for record in records] for name in schema.names}
    pq.write_table(pa.table(columns, schema=schema), path)
    return path


def _write(dataset: Dataset, path: Path, parameters: BatchParameters, schema: Any, columns_of: Any) -> Path:
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
