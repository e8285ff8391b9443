"""What the server remembers of documents: a cache keyed by content, bounded and forgetful."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from gradio_pianoroll.score import NoteTable, Score
from gradio_pianoroll.score.notes.delta import DeltaNoteTable

MAX_BYTES = 256 * 1024 * 1024
EXPIRES_S = 3600.0
MAX_REVISIONS = 10_000


@dataclass
class _Entry:
    score: Score
    n_bytes: int
    used_s: float


@dataclass
class _Shared:
    table: NoteTable  # keeps the number in `_shared` its own
    n_bytes: int
    users: int = 0


class DocumentStore:
    """Scores by the hash of their content, the least recently used one dropped first.

    Everything in it can be rebuilt from what a client sends, so that forgetting costs time and nothing else. Keys
    are hashes made by the server (:func:`content_key`); nothing is ever stored under a name that a client chose,
    so one client cannot replace what another one sees.

    Parameters
    ----------
    max_bytes
        What the scores may take together; a larger one is not kept at all.
    expires_s
        Seconds after the last use when an entry is forgotten.
    clock
        Monotonic seconds.
    """

    def __init__(
        self,
        max_bytes: int = MAX_BYTES,
        expires_s: float = EXPIRES_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._lock = threading.Lock()
        self._max_bytes = max_bytes
        self._expires_s = expires_s
        self._clock = clock
        self._n_bytes = 0
        # Tables that several scores are made of: how many of them, and their bytes.
        self._shared: dict[int, _Shared] = {}
        self._keys_by_rev: OrderedDict[str, str] = OrderedDict()
        self._keys_by_files: OrderedDict[tuple[Any, ...], str] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def n_bytes(self) -> int:
        """Bytes that the scores take by our estimate."""
        return self._n_bytes

    def get(self, key: Hashable) -> Score | None:
        """The score of this content, or None when it was never there or is forgotten."""
        with self._lock:
            self._forget_expired()
            entry = self._entries.get(key)
            if entry is None:
                return None
            entry.used_s = self._clock()
            self._entries.move_to_end(key)
            return _light(entry.score)

    def put(self, key: Hashable, score: Score) -> None:
        """Remember a score under the key of its content."""
        n_bytes, base = _own_bytes(score), score.notes.base
        with self._lock:
            shared = self._shared.get(id(base)) or _Shared(base, table_bytes(base))
            self._forget_expired()
            self._drop(key)
            if n_bytes + shared.n_bytes > self._max_bytes:
                return
            self._entries[key] = _Entry(_light(score), n_bytes, self._clock())
            self._n_bytes += n_bytes + (0 if shared.users else shared.n_bytes)
            self._shared[id(base)] = shared
            shared.users += 1
            while self._n_bytes > self._max_bytes:
                self._drop(next(iter(self._entries)))

    def forget(self, key: Hashable) -> None:
        """Drop a score that something newer has replaced."""
        with self._lock:
            self._drop(key)

    def name(self, rev: str, key: str) -> None:
        """Note which content a revision that the server itself named stands for."""
        with self._lock:
            self._keys_by_rev[rev] = key
            self._keys_by_rev.move_to_end(rev)
            while len(self._keys_by_rev) > MAX_REVISIONS:
                self._keys_by_rev.popitem(last=False)

    def key_of(self, rev: str) -> str | None:
        """The content of a revision that the server named, None for any other."""
        with self._lock:
            return self._keys_by_rev.get(rev)

    def name_files(self, stamps: tuple[Any, ...], key: str) -> None:
        """Note which content stands in files; `stamps` must differ once a file has changed."""
        with self._lock:
            self._keys_by_files[stamps] = key
            while len(self._keys_by_files) > MAX_REVISIONS:
                self._keys_by_files.popitem(last=False)

    def key_of_files(self, stamps: tuple[Any, ...]) -> str | None:
        """The content of files that were read before, None when they were not."""
        with self._lock:
            return self._keys_by_files.get(stamps)

    def _drop(self, key: Hashable) -> None:
        entry = self._entries.pop(key, None)
        if entry is None:
            return
        self._n_bytes -= entry.n_bytes
        base = entry.score.notes.base
        shared = self._shared[id(base)]
        shared.users -= 1
        if not shared.users:
            del self._shared[id(base)]
            self._n_bytes -= shared.n_bytes

    def _forget_expired(self) -> None:
        limit = self._clock() - self._expires_s
        while self._entries:
            key, oldest = next(iter(self._entries.items()))
            if oldest.used_s >= limit:
                return
            self._drop(key)


def _light(score: Score) -> Score:
    """The score without columns that can be made again."""
    notes = score.notes.light()
    return score if notes is score.notes else score.replace(notes=notes)


def score_bytes(score: Score) -> int:
    """What a score takes in memory, to a rough measure."""
    return _own_bytes(score) + table_bytes(score.notes.base)


def _own_bytes(score: Score) -> int:
    """The same without the table that it shares with others."""
    total = 4096
    if isinstance(score.notes, DeltaNoteTable):
        total += table_bytes(score.notes.added) + score.notes.removed.nbytes
    for curve in score.curves.values():
        total += curve.values.nbytes + (0 if curve.times is None else curve.times.nbytes)
    return total + 300 * len(score.segments)


def table_bytes(notes: NoteTable) -> int:
    """What a table with columns takes in memory, to a rough measure."""
    total = 24 * len(notes)
    for column in (notes.lyric, notes.phoneme, notes.ref):
        if column.texts:
            total += 4 * len(notes) + sum(60 + 2 * len(text) for text in column.texts)
    return total + 500 * len(notes.extra)
