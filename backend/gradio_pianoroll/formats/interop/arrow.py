"""`pyarrow.Table`: a row for each note, texts dictionary-coded; for Parquet, DuckDB, Polars and others."""

from __future__ import annotations

import json
from typing import Any

from ...extras import require
from ...score import Score, TempoMap, TextColumn
from .columns import TEXTS, columns_of, score_of_columns

#: Key of the table's metadata.
METADATA = b"gradio_pianoroll"


def to_arrow_table(score: Score) -> Any:
    """Row for each note, in the order of the score.

    Returns
    -------
    pyarrow.Table
        The columns of `to_dataframe`; texts are dictionaries over int32. The schema's metadata holds name, tempos and
        signatures as JSON.

    Raises
    ------
    ImportError
        If pyarrow is missing.
    """
    pa = require("pyarrow", "to_arrow_table")
    columns = columns_of(score)
    for name in TEXTS:
        columns[name] = _dictionary(pa, getattr(score.notes, name))
    head = {"name": score.name, "tempos": score.tempo_map.tempos, "signatures": score.tempo_map.signatures}
    return pa.table(columns).replace_schema_metadata({METADATA: json.dumps(head).encode()})


def from_arrow_table(table: Any, tempo: float | TempoMap | None = None) -> Score:
    """Score of a table of notes.

    Parameters
    ----------
    table
        `pyarrow.Table` with ``pitch`` and times, as `to_arrow_table` names them.
    tempo
        Beats per minute, or a map; by default what the table's metadata say, else 120.

    Raises
    ------
    ValueError
        If a needed column is missing or a value is out of range; the message names it.
    """
    head = json.loads((table.schema.metadata or {}).get(METADATA, b"{}"))
    if tempo is None:
        tempo = TempoMap(head["tempos"], head["signatures"]) if "tempos" in head else 120.0
    columns = {
        name: table[name].to_pylist() if name in TEXTS else table[name].to_numpy() for name in table.column_names
    }
    score = score_of_columns(columns, tempo)
    return score.replace(name=head["name"]) if head.get("name") else score


def _dictionary(pa: Any, column: TextColumn) -> Any:
    codes = pa.array(column.codes, mask=column.codes < 0)
    return pa.DictionaryArray.from_arrays(codes, pa.array(column.texts, pa.string()))
