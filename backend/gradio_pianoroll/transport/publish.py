"""From a score to what the browser needs: a snapshot with its files, or the edits since what it has."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gradio_pianoroll.score import CurveRange, Insert, Op, Score, Set, SetCurve, SetSegments, diff

from .delta import INLINE_BYTES, deflate, encode_delta
from .layers import encode_layers
from .origin import Origin, detached
from .rebuild import EXACT_SUFFIX, base_key, edited_key
from .snapshot import HASH_DIGITS, encode, encode_exact, snapshot_hash
from .store import DocumentStore, content_key

# Saves bytes under a name in a directory of this key, inside Gradio's cache; gives the path.
Save = Callable[[bytes, str, str], str]
MIN_DELTA_BYTES = 2048


@dataclass(frozen=True)
class Snapshot:
    """A complete document on disk."""

    rev: str
    key: str
    blob: str
    layers: str | None


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
        data = encode(score)
        layers = encode_layers(score.curves, score.segments) if score.curves or score.segments else None
        name = snapshot_hash(data)
        folder = content_key(data)
        blob = self._save(data, f"{name}.arrows", folder)
        exact = encode_exact(score)
        if exact is not None:
            self._save(exact, f"{name}{EXACT_SUFFIX}", folder)
        path = None
        rev = name
        if layers is not None:
            layers_hash = snapshot_hash(layers)
            path = self._save(layers, f"{layers_hash}.layers", content_key(layers))
            rev = content_key(name, layers_hash)[:HASH_DIGITS]
        key = base_key(data, layers)
        self._store.put(key, detached(score))
        self._store.name(rev, key)
        return Snapshot(rev, key, blob, path)

    def edits(self, origin: Origin, score: Score) -> Edits | None:
        """What makes of the client's score this one; None when a snapshot is the smaller message."""
        limit = max(MIN_DELTA_BYTES, _snapshot_bytes(origin.score) // 4)
        ops = diff(origin.score, score)
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
