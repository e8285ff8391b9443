"""Arrays by key in one SQLite file: a cache, a manifest and a data set in one.

Each entry is a safetensors blob (arrays) with JSON beside it (everything else); nothing is ever unpickled. Write-ahead
logging lets several threads and processes read and write at once. An entry whose checksum or form is wrong is dropped
with a warning; a file that is no database is put aside and begun anew.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from gradio_pianoroll.analysis.extras import require
from gradio_pianoroll.errors import PianoRollError

if TYPE_CHECKING:
    from types import TracebackType

    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

T = TypeVar("T")

# Part of every key: raise it when the same parameters begin to give other results.
ANALYSIS_VERSION = 2
_HASH_BLOCK_BYTES = 1 << 20
_BUSY_TIMEOUT_S = 60.0
# Reads are noted in memory and written in groups: a read alone must not cost a transaction.
_TOUCHES_KEPT = 256
# Connections that came along in a fork: closing them would disturb the parent's, so they are kept and not used.
_INHERITED: list[sqlite3.Connection] = []
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS blobs (
  key TEXT PRIMARY KEY, used_ns INTEGER NOT NULL, size INTEGER NOT NULL, crc INTEGER NOT NULL,
  meta TEXT NOT NULL, data BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS blobs_by_use ON blobs (used_ns);
CREATE TABLE IF NOT EXISTS total (one INTEGER PRIMARY KEY CHECK (one = 1), bytes INTEGER NOT NULL);
INSERT OR IGNORE INTO total VALUES (1, 0);
CREATE TRIGGER IF NOT EXISTS blob_added AFTER INSERT ON blobs
  BEGIN UPDATE total SET bytes = bytes + new.size; END;
CREATE TRIGGER IF NOT EXISTS blob_replaced AFTER UPDATE OF size ON blobs
  BEGIN UPDATE total SET bytes = bytes + new.size - old.size; END;
CREATE TRIGGER IF NOT EXISTS blob_removed AFTER DELETE ON blobs
  BEGIN UPDATE total SET bytes = bytes - old.size; END;
"""
_PUT = """
INSERT INTO blobs (key, used_ns, size, crc, meta, data) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (key) DO UPDATE SET used_ns = excluded.used_ns, size = excluded.size, crc = excluded.crc,
  meta = excluded.meta, data = excluded.data
"""


@dataclass(frozen=True)
class Blob:
    """An entry: read-only arrays by name, and what was said beside them."""

    arrays: Mapping[str, NDArray[Any]]
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def size_bytes(self) -> int:
        """Bytes of the arrays."""
        return sum(array.nbytes for array in self.arrays.values())


class BlobStoreError(PianoRollError, RuntimeError):
    """The store cannot be opened or written; the message names the file and the cause."""


def content_digest(content: NDArray[Any] | bytes | Path) -> bytes:
    """blake2b-160 of a sound: of its samples with their type and shape, of bytes, or of a file's bytes (streamed).

    Raises
    ------
    OSError
        When the file cannot be read.
    """
    digest = hashlib.blake2b(digest_size=20)
    if isinstance(content, Path):
        digest.update(b"file\0")
        with content.open("rb") as file:
            while block := file.read(_HASH_BLOCK_BYTES):
                digest.update(block)
    elif isinstance(content, bytes | bytearray | memoryview):
        digest.update(b"bytes\0")
        digest.update(content)
    else:
        array = np.ascontiguousarray(content)
        digest.update(f"array\0{array.dtype.str}{array.shape}\0".encode())
        digest.update(array.reshape(-1).view(np.uint8).data)
    return digest.digest()


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"a parameter must be a number, a text, a list or a dict, not {type(value).__name__}")


def content_key(content: NDArray[Any] | bytes | Path, parameters: Mapping[str, Any]) -> str:
    """Name of what `parameters` make of `content`.

    Parameters
    ----------
    content
        Samples, bytes (a digest that is already known, for one), or a file, which is read in blocks.
    parameters
        Whatever decides the result: JSON values, NumPy scalars; the order of keys does not matter.

    Returns
    -------
    str
        40 hex digits: blake2b of the content, the canonical JSON of the parameters and `ANALYSIS_VERSION`.

    Raises
    ------
    TypeError
        When a parameter is no JSON value.
    OSError
        When the file cannot be read.
    """
    said = json.dumps(parameters, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)
    digest = hashlib.blake2b(digest_size=20)
    digest.update(f"{ANALYSIS_VERSION}\0{len(said)}\0{said}\0".encode())
    digest.update(content_digest(content))
    return digest.hexdigest()


def _pack(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    save = require("safetensors.numpy").save

    plain = {name: np.array(array, order="C", copy=None) for name, array in arrays.items()}
    for name, array in plain.items():
        if array.dtype.kind not in "biuf" or array.dtype.itemsize > 8:
            raise TypeError(f"array {name!r} is {array.dtype}; only numbers and booleans can be stored")
        if not array.dtype.isnative:
            plain[name] = array.astype(array.dtype.newbyteorder("="))
    return bytes(save(plain))


def _unpack(data: bytes) -> dict[str, NDArray[Any]]:
    load = require("safetensors.numpy").load

    arrays: dict[str, NDArray[Any]] = load(data)
    for array in arrays.values():
        array.flags.writeable = False
    return arrays


class BlobStore:
    """Arrays by key in one file, safe for several threads and processes.

    Parameters
    ----------
    path
        The SQLite file; made, with its folder, when it is not there.
    max_bytes
        Beyond this sum of blobs the least recently used ones are removed; None keeps all. A single blob that is
        larger is not stored.

    Raises
    ------
    BlobStoreError
        When the file cannot be opened or made.
    """

    def __init__(self, path: str | os.PathLike[str], *, max_bytes: int | None = None) -> None:
        if max_bytes is not None and max_bytes < 1:
            raise ValueError(f"max_bytes must be at least 1, or None for no limit, not {max_bytes}")
        self.path = Path(path)
        self.max_bytes = max_bytes
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._pid = 0
        self._closed = False
        self._touched: dict[str, int] = {}
        self._run(lambda db: None)

    def put(self, key: str, arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any] | None = None) -> None:
        """Store arrays (numbers or booleans of any shape) and JSON values under a key; replaces what was there.

        Raises
        ------
        TypeError
            When an array holds something else, or `meta` is not JSON.
        BlobStoreError
            When it cannot be written (a full disk).
        """
        data = _pack(arrays)
        said = json.dumps(meta or {}, ensure_ascii=False, default=_plain)
        size = len(data) + len(said.encode())
        if self.max_bytes is not None and size > self.max_bytes:
            logger.info("%s: an entry of %d bytes is larger than the whole store; not kept", self.path.name, size)
            self.delete(key)
            return

        def write(db: sqlite3.Connection) -> None:
            with _transaction(db):
                self._write_touches(db)
                db.execute(_PUT, (key, time.time_ns(), size, zlib.crc32(data), said, data))
                self._evict(db)

        self._run(write)

    def get(self, key: str) -> Blob | None:
        """The entry, None when there is none (any more)."""
        row = self._run(lambda db: db.execute("SELECT data, crc, meta FROM blobs WHERE key = ?", (key,)).fetchone())
        if row is None:
            return None
        data, crc, said = row
        try:
            if not isinstance(data, bytes) or zlib.crc32(data) != crc:
                raise ValueError("the checksum does not fit")
            blob = Blob(_unpack(data), json.loads(said))
        except Exception as error:  # noqa: BLE001  (whatever damage does to the parsers: the entry is worthless)
            logger.warning("%s: the damaged entry %s is dropped (%s)", self.path.name, key, error)
            self.delete(key)
            return None
        self._touch(key)
        return blob

    def __contains__(self, key: object) -> bool:
        found = self._run(lambda db: db.execute("SELECT 1 FROM blobs WHERE key = ?", (key,)).fetchone())
        return found is not None

    def __len__(self) -> int:
        return int(self._run(lambda db: db.execute("SELECT count(*) FROM blobs").fetchone())[0])

    def keys(self) -> list[str]:
        """All keys, in order."""
        return [key for (key,) in self._run(lambda db: db.execute("SELECT key FROM blobs ORDER BY key").fetchall())]

    def delete(self, key: str) -> None:
        """Remove an entry, if there is one."""

        def remove(db: sqlite3.Connection) -> None:
            with _transaction(db):
                db.execute("DELETE FROM blobs WHERE key = ?", (key,))

        self._run(remove)

    def size_bytes(self) -> int:
        """Bytes of all blobs together."""
        return int(self._run(lambda db: db.execute("SELECT bytes FROM total").fetchone())[0])

    def close(self) -> None:
        """Write what is pending and let go of the file; a second call does nothing."""
        with self._lock:
            if self._connection is not None and self._pid == os.getpid():
                try:
                    with _transaction(self._connection):
                        self._write_touches(self._connection)
                except sqlite3.Error as error:
                    logger.warning("%s: the times of use are not written (%s)", self.path.name, error)
                self._connection.close()
            self._connection = None
            self._closed = True

    def __enter__(self) -> BlobStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _touch(self, key: str) -> None:
        with self._lock:
            self._touched[key] = time.time_ns()
            if len(self._touched) < _TOUCHES_KEPT:
                return

        def write(db: sqlite3.Connection) -> None:
            with _transaction(db):
                self._write_touches(db)

        self._run(write)

    def _write_touches(self, db: sqlite3.Connection) -> None:
        touched, self._touched = self._touched, {}
        db.executemany("UPDATE blobs SET used_ns = ? WHERE key = ?", [(at, key) for key, at in touched.items()])

    def _evict(self, db: sqlite3.Connection) -> None:
        if self.max_bytes is None:
            return
        surplus = db.execute("SELECT bytes FROM total").fetchone()[0] - self.max_bytes
        if surplus <= 0:
            return
        for key, size in db.execute("SELECT key, size FROM blobs ORDER BY used_ns").fetchall():
            db.execute("DELETE FROM blobs WHERE key = ?", (key,))
            surplus -= size
            if surplus <= 0:
                return

    def _run(self, action: Callable[[sqlite3.Connection], T]) -> T:
        """Do something with the connection; a broken file is replaced and the action repeated once."""
        with self._lock:
            if self._closed:
                raise BlobStoreError(f"{self.path.name}: this store is closed; open it again")
            try:
                try:
                    return action(self._open())
                except sqlite3.DatabaseError as error:
                    if not _is_damage(error):
                        raise
                    self._let_go()
                try:
                    # Another process may have mended the file meanwhile; then it is its new one that is opened.
                    return action(self._open())
                except sqlite3.DatabaseError as error:
                    if not _is_damage(error):
                        raise
                    self._put_aside(error)
                return action(self._open())
            except (sqlite3.Error, OSError) as error:
                raise BlobStoreError(f"{self.path.name}: the store cannot be used ({error})") from error

    def _open(self) -> sqlite3.Connection:
        # SQLite connections must not be carried across a fork: the child opens its own and forgets the parent's.
        if self._connection is not None and self._pid == os.getpid():
            return self._connection
        if self._connection is not None:
            _INHERITED.append(self._connection)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            # With WAL, NORMAL can lose the last entries in a power cut but never damages the file.
            connection.execute("PRAGMA synchronous = NORMAL")
            with _transaction(connection):
                for statement in _statements(_SCHEMA):
                    connection.execute(statement)
        except BaseException:
            connection.close()
            raise
        self._connection, self._pid = connection, os.getpid()
        return connection

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _put_aside(self, error: sqlite3.Error) -> None:
        self._let_go()
        aside = self.path.with_name(f"{self.path.name}.broken")
        logger.warning("%s is damaged (%s); it is kept as %s and begun anew", self.path.name, error, aside.name)
        for end in ("-wal", "-shm"):
            self.path.with_name(self.path.name + end).unlink(missing_ok=True)
        # Another process may have been quicker.
        if self.path.exists():
            os.replace(self.path, aside)


def _is_damage(error: sqlite3.Error) -> bool:
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF in _BROKEN


def _statements(script: str) -> Iterator[str]:
    """Statements of a script; `executescript` would end the transaction."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    # IMMEDIATE takes the write lock at once, so that waiting for it is the busy time-out's affair.
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
