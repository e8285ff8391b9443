"""Results on disk: one SQLite file with a blob for each content and a list of the files that have it."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from gradio_pianoroll.batch.corpus_files import as_text
from gradio_pianoroll.batch.parameters import BatchParameters
from gradio_pianoroll.errors import BatchError

if TYPE_CHECKING:
    from gradio_pianoroll.analysis.blob_store import Blob, BlobStore
    from gradio_pianoroll.batch.corpus_files import CorpusFile

FILE_NAME = "results.sqlite"
BUSY_TIMEOUT_S = 60.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (
  setup TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, key TEXT,
  kind TEXT, reason TEXT, took_s REAL NOT NULL, sound_s REAL NOT NULL, at_s REAL NOT NULL,
  PRIMARY KEY (setup, name)
) WITHOUT ROWID;
"""
# Data sets of before have no such table; the first run makes it.
_SETUPS = """
CREATE TABLE IF NOT EXISTS setups (setup TEXT PRIMARY KEY, parameters TEXT NOT NULL, used_s REAL NOT NULL)
WITHOUT ROWID;
"""
_PUT = """
INSERT OR REPLACE INTO files (setup, name, size, mtime_ns, key, kind, reason, took_s, sound_s, at_s)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


@dataclass(frozen=True)
class FileRecord:
    """Record of a file under some parameters.

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


class Results:
    """Results in a folder: what is in it, and how it gets there. Open a `Dataset`, which can also export them.

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

    def begin(self, parameters: BatchParameters) -> None:
        """Note that a run with these parameters begins.

        Raises
        ------
        BatchError
            When it cannot be written.
        """
        row = (parameters.digest, json.dumps(parameters.as_dict(), sort_keys=True), time.time())
        try:
            self._db.execute(_SETUPS)
            self._db.execute("INSERT OR REPLACE INTO setups (setup, parameters, used_s) VALUES (?, ?, ?)", row)
        except sqlite3.Error as error:
            raise BatchError(f"the data set in {self.folder} cannot be written ({error}); make room") from error

    def setups(self) -> list[BatchParameters]:
        """Parameters of the runs that are in it, the last one first."""
        said = dict(self._db.execute("SELECT setup, parameters FROM setups")) if self._has_setups() else {}
        # What was written before the data set named its parameters can be known only by its short name.
        plain = BatchParameters()
        said.setdefault(plain.digest, json.dumps(plain.as_dict()))
        return [BatchParameters.from_dict(json.loads(said[setup])) for setup in self._setups_by_age() if setup in said]

    def _has_setups(self) -> bool:
        found = self._db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'setups'")
        return found.fetchone() is not None

    def _setups_by_age(self) -> list[str]:
        """Short names of the parameters under which something is there, the last used ones first."""
        used = dict(self._db.execute("SELECT setup, max(at_s) FROM files GROUP BY setup"))
        if self._has_setups():
            for setup, used_s in self._db.execute("SELECT setup, used_s FROM setups"):
                if setup in used:
                    used[setup] = max(used[setup], used_s)
        return sorted(used, key=lambda setup: -used[setup])

    def records(self, parameters: BatchParameters | None = None) -> dict[str, FileRecord]:
        """Records of all files by name, as analysed with these parameters (None: with those of the last run)."""
        setup = parameters.digest if parameters is not None else next(iter(self._setups_by_age()), None)
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
        """Yield all results, one at a time."""
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
