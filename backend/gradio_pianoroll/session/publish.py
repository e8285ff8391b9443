"""From a score to what the browser needs: a snapshot with its files, or the edits since what it has."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gradio_pianoroll.score import CurveRange, Insert, NoteTable, Op, Score, Set, SetCurve, SetSegments
from gradio_pianoroll.value.origin import Origin, Parts, detached
from gradio_pianoroll.wire.content_name import content_key
from gradio_pianoroll.wire.delta import INLINE_BYTES, deflate, encode_delta
from gradio_pianoroll.wire.layers import encode_layers
from gradio_pianoroll.wire.snapshot import HASH_DIGITS, encode, encode_exact, snapshot_hash

from .rebuild import EXACT_SUFFIX, base_name, edited_key
from .store import DocumentStore

# Saves bytes under a name in a directory of this key, inside Gradio's cache; gives the path.
Save = Callable[[bytes, str, str], str]
# Below this a change goes out as operations even when a snapshot were smaller: the user can undo operations.
MIN_DELTA_BYTES = 256 * 1024
# The handle names every chunk and travels with each event.
MAX_CHUNKS = 100


@dataclass(frozen=True)
class Snapshot:
    """A complete document on disk."""

    rev: str
    key: str
    layers: str | None
    parts: Parts


@dataclass(frozen=True)
class Edits:
    """What changed since a revision that the client has; `text` or, for a long one, the file `blob`."""

    rev: str
    key: str
    text: str | None
    blob: str | None


class Publisher:
    """Writes scores for the browser and remembers them by content.

    Parameters
    ----------
    store
        Where the exact scores are remembered.
    save
        Puts bytes into Gradio's cache.
    """

    def __init__(self, store: DocumentStore, save: Save) -> None:
        self._store = store
        self._save = save

    def snapshot(self, score: Score) -> Snapshot:
        """Write the whole document."""
        data, blob = self._write_notes(score)
        layers = encode_layers(score.curves, score.segments) if score.curves or score.segments else None
        path, layers_hash = None, ""
        if layers is not None:
            layers_hash = snapshot_hash(layers)
            path = self._save(layers, f"{layers_hash}.layers", content_key(layers))
        parts = Parts(blob, (), base_name(data, layers), (snapshot_hash(data), layers_hash))
        return self._remembered(score, parts, path)

    def grown(self, base: Origin, score: Score, notes: NoteTable) -> Snapshot | None:
        """Write what was added to a base as one more chunk; None when it should be written as a whole.

        Parameters
        ----------
        base
            What the client has.
        score
            What it shall have.
        notes
            What that has more, and nothing else differs.
        """
        parts = base.parts
        if parts is None or len(parts.chunks) >= MAX_CHUNKS:
            return None
        named = parts if parts.name is not None else _named(parts, base.layers)
        if named is None or named.name is None:
            return None
        data, path = self._write_notes(detached(score).replace(notes=notes, extra={}))
        if parts.chunks:
            # Of a growing score the store keeps the newest state alone.
            self._store.forget(base.key)
        longer = Parts(
            parts.blob,
            (*parts.chunks, path),
            named.name.with_parts(data),
            (*named.hashes, snapshot_hash(data)),
        )
        return self._remembered(score, longer, base.layers)

    def _write_notes(self, score: Score) -> tuple[bytes, str]:
        data = encode(score)
        name, folder = snapshot_hash(data), content_key(data)
        path = self._save(data, f"{name}.arrows", folder)
        exact = encode_exact(score)
        if exact is not None:
            self._save(exact, f"{name}{EXACT_SUFFIX}", folder)
        return data, path

    def _remembered(self, score: Score, parts: Parts, layers: str | None) -> Snapshot:
        assert parts.name is not None
        rev, key = revision(parts.hashes), parts.name.hexdigest
        self._store.put(key, detached(score))
        self._store.name(rev, key)
        return Snapshot(rev, key, layers, parts)

    def edits(self, origin: Origin, score: Score, ops: Sequence[Op]) -> Edits | None:
        """What makes of the client's score this one by `ops`; None when a snapshot is the smaller message."""
        limit = max(MIN_DELTA_BYTES, _snapshot_bytes(origin.score) // 4)
        if _least_bytes(ops) > limit:
            return None
        text = encode_delta(origin.rev, ops)
        size = len(text.encode("utf-8"))
        if size > limit:
            return None
        # Not derived from the content: the client may have gone on, and equal revisions must mean equal documents.
        rev = f"{origin.rev.split('.')[0]}.{secrets.token_hex(6)}"
        key = edited_key(origin.key, text)
        self._store.put(key, detached(score))
        self._store.name(rev, key)
        if size <= INLINE_BYTES:
            return Edits(rev, key, text, None)
        data = deflate(text)
        return Edits(rev, key, None, self._save(data, f"{snapshot_hash(data)}.delta", content_key(data)))


def revision(hashes: Sequence[str]) -> str:
    """The name of a base by the hashes of snapshot, layers (``""`` for none) and chunks."""
    snapshot, layers, *chunks = hashes
    if chunks:
        return content_key(*hashes)[:HASH_DIGITS]
    return content_key(snapshot, layers)[:HASH_DIGITS] if layers else snapshot


def _named(parts: Parts, layers_path: str | None) -> Parts | None:
    """Parts with the name that their files give; None when a file is gone."""
    try:
        blob = Path(parts.blob).read_bytes()
        layers = Path(layers_path).read_bytes() if layers_path else None
        chunks = [Path(path).read_bytes() for path in parts.chunks]
    except OSError:
        return None
    layers_hash = "" if layers is None else snapshot_hash(layers)
    hashes = (snapshot_hash(blob), layers_hash, *map(snapshot_hash, chunks))
    return Parts(parts.blob, parts.chunks, base_name(blob, layers, chunks), hashes)


def _snapshot_bytes(score: Score) -> int:
    return 15 * len(score.notes) + sum(curve.values.nbytes for curve in score.curves.values())


def _least_bytes(ops: Sequence[Op]) -> int:
    """A lower bound of the JSON, so that a hopeless one is not even written."""
    total = 0
    for op in ops:
        if isinstance(op, Insert):
            total += 12 * len(op.notes)
        elif isinstance(op, Set) and op.values is not None:
            total += 2 * len(op.ids)
        elif isinstance(op, SetCurve) and op.curve is not None:
            total += 2 * len(op.curve)
        elif isinstance(op, CurveRange):
            total += 2 * len(op.values)
        elif isinstance(op, SetSegments):
            total += 40 * len(op.segments)
    return total
