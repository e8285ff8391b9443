"""A data set on disk: one SQLite file with a blob for each content and a list of the files that have it."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from gradio_pianoroll.batch.corpus import as_text
from gradio_pianoroll.batch.errors import BatchError
from gradio_pianoroll.batch.parameters import BatchParameters

if TYPE_CHECKING:
    from gradio_pianoroll.analysis.blob_store import Blob, BlobStore
    from gradio_pianoroll.batch.corpus import CorpusFile

FILE_NAME = "results.sqlite"
BUSY_TIMEOUT_S = 60.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (
  setup TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, key TEXT,
  kind TEXT, reason TEXT, took_s REAL NOT NULL, sound_s REAL NOT NULL, at_s REAL NOT NULL,
  PRIMARY KEY (setup, name)
) WITHOUT ROWID;
"""
_PUT = """
INSERT OR REPLACE INTO files (setup, name, size, mtime_ns, key, kind, reason, took_s, sound_s, at_s)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


@dataclass(frozen=True)
class FileRecord:
    """What is known of a file under some parameters.

    Attributes
    ----------
    name, size_bytes, mtime_ns
        The file as it was when it was analysed.
    key
        Of its results; None when it failed.
    kind, reason
        Why it failed: `unreadable`, `timeout`, `memory`, `crash` or `error`, and a sentence; None when it did not.
    took_s, sound_s
        Time that it took, and its length.
    """

    name: str
    size_bytes: int
    mtime_ns: int
    key: str | None
    kind: str | None
    reason: str | None
    took_s: float
    sound_s: float


class Dataset:
    """The results in a folder; open it to read them, or let `run` write it.

    Every result is complete once it is there: what a killed program leaves can be read and continued.

    Parameters
    ----------
    folder
        Where `results.sqlite` is, or will be.

    Raises
    ------
    BatchError
        When it cannot be opened or made.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        from gradio_pianoroll.analysis.blob_store import BlobStore, BlobStoreError

        self.folder = Path(folder)
        path = self.folder / FILE_NAME
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.store: BlobStore = BlobStore(path)
            self._db = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute(_SCHEMA)
        except (OSError, sqlite3.Error, BlobStoreError) as error:
            raise BatchError(f"the data set in {self.folder} cannot be opened ({error})") from error

    def close(self) -> None:
        """Close the file."""
        self._db.close()
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def records(self, parameters: BatchParameters | None = None) -> dict[str, FileRecord]:
        """All files by name, as they were analysed with these parameters (None: with the default ones)."""
        setup = (parameters or BatchParameters()).digest
        rows = self._db.execute(
            "SELECT name, size, mtime_ns, key, kind, reason, took_s, sound_s FROM files WHERE setup = ? ORDER BY name",
            (setup,),
        )
        return {row[0]: FileRecord(*row) for row in rows}

    def get(self, name: str, parameters: BatchParameters | None = None) -> Blob | None:
        """Arrays and meta data of a file by its name; None when there are none."""
        record = self.records(parameters).get(name)
        return None if record is None or record.key is None else self.store.get(record.key)

    def items(self, parameters: BatchParameters | None = None) -> Iterator[tuple[FileRecord, Blob]]:
        """All results, one at a time."""
        for record in self.records(parameters).values():
            blob = self.store.get(record.key) if record.key else None
            if blob is not None:
                yield record, blob

    def put(
        self,
        file: CorpusFile,
        parameters: BatchParameters,
        *,
        key: str | None,
        took_s: float,
        sound_s: float = 0.0,
        arrays: dict[str, Any] | None = None,
        meta: dict[str, Any] | None = None,
        kind: str | None = None,
        reason: str | None = None,
    ) -> None:
        """Write what became of a file, its results first.

        Raises
        ------
        BatchError
            When it cannot be written, e.g. because the disk is full; what was written before stays.
        """
        from gradio_pianoroll.analysis.blob_store import BlobStoreError

        try:
            if arrays is not None and key is not None:
                self.store.put(key, arrays, meta)
            said = None if reason is None else as_text(reason)
            row = (file.size_bytes, file.mtime_ns, key, kind, said, took_s, sound_s, time.time())
            self._db.execute(_PUT, (parameters.digest, file.name, *row))
        except (sqlite3.Error, BlobStoreError, OSError) as error:
            raise BatchError(
                f"the data set in {self.folder} cannot be written ({error}); make room and run again: "
                "what is done stays done"
            ) from error
