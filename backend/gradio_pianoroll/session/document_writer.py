"""From a score to the state that a client gets next: a snapshot, a chunk more, or the edits since what it has."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Sequence
from pathlib import Path

from gradio_pianoroll.score import Curve, CurveRange, Insert, Op, Score, SegmentRange, Set, SetCurve, SetSegments
from gradio_pianoroll.score.diff import appended_notes
from gradio_pianoroll.value.document_state import BaseFiles, DocumentState, detached
from gradio_pianoroll.wire.content_name import content_key
from gradio_pianoroll.wire.delta import INLINE_BYTES, deflate, encode_delta
from gradio_pianoroll.wire.layers import encode_layers
from gradio_pianoroll.wire.snapshot import HASH_DIGITS, encode, encode_exact, snapshot_hash

from .cache_files import Save
from .rebuild import EXACT_SUFFIX, base_name, edited_key
from .store import DocumentStore

# Below this a change goes out as operations even when a snapshot were smaller: the user can undo operations.
MIN_DELTA_BYTES = 256 * 1024
# The handle names every chunk and travels with each event.
MAX_CHUNKS = 100


class DocumentWriter:
    """Writes the files of a state and remembers its score by content.

    Parameters
    ----------
    store
        Where the exact scores are remembered.
    save
        Puts bytes into Gradio's cache.
    component
        Id of the roll that will show the states.
    """

    def __init__(self, store: DocumentStore, save: Save, component: int) -> None:
        self._store = store
        self._save = save
        self._component = component

    def snapshot(self, score: Score, doc: str) -> DocumentState:
        """Write the whole document."""
        data, blob = self._write_notes(score)
        layers = encode_layers(score.curves, score.segments) if score.curves or score.segments else None
        path, layers_hash = None, ""
        if layers is not None:
            layers_hash = snapshot_hash(layers)
            path = self._save(layers, f"{layers_hash}.layers", content_key(layers))
        name = base_name(data, layers)
        return self._read_whole(score, doc, BaseFiles(blob, (), path, name, (snapshot_hash(data), layers_hash)))

    def grown(self, base: DocumentState, score: Score) -> DocumentState | None:
        """Write what was added to a base as one more chunk, or the whole where there are too many.

        Parameters
        ----------
        base
            What the client has.
        score
            What it shall have; None is returned when not only notes were added to the base.
        """
        notes = appended_notes(base.score, score) if base.files.blob is not None else None
        if notes is None:
            return None
        files = base.files if base.files.name is not None else _named(base.files)
        if files is None or files.name is None or len(files.chunks) >= MAX_CHUNKS:
            return self.snapshot(score, base.doc)
        data, path = self._write_notes(detached(score).replace(notes=notes, extra={}))
        if files.chunks:
            # Of a growing score the store keeps the newest state alone.
            self._store.forget(base.key)
        longer = dataclasses.replace(
            files,
            chunks=(*files.chunks, path),
            name=files.name.with_parts(data),
            hashes=(*files.hashes, snapshot_hash(data)),
        )
        return self._read_whole(score, base.doc, longer)

    def edited(
        self, base: DocumentState, score: Score, ops: Sequence[Op]
    ) -> tuple[DocumentState, str | None, str | None] | None:
        """Write `ops`, which make this score of the client's one; None when a snapshot is the smaller message.

        Returns
        -------
        tuple of DocumentState, str or None, str or None
            The state after them, the operations as JSON or, when that is long, the file that holds it.
        """
        limit = max(MIN_DELTA_BYTES, _snapshot_bytes(base.score) // 4)
        if _least_bytes(ops) > limit:
            return None
        text = encode_delta(base.rev, ops)
        size = len(text.encode("utf-8"))
        if size > limit:
            return None
        # Not derived from the content: the client may have gone on, and equal revisions must mean equal documents.
        rev = f"{base.rev.split('.')[0]}.{secrets.token_hex(6)}"
        state = self._remembered(score, base.doc, rev, edited_key(base.key, text), base.files.under_edits())
        if size <= INLINE_BYTES:
            return state, text, None
        data = deflate(text)
        return state, None, self._save(data, f"{snapshot_hash(data)}.delta", content_key(data))

    def _write_notes(self, score: Score) -> tuple[bytes, str]:
        data = encode(score)
        name, folder = snapshot_hash(data), content_key(data)
        path = self._save(data, f"{name}.arrows", folder)
        exact = encode_exact(score)
        if exact is not None:
            self._save(exact, f"{name}{EXACT_SUFFIX}", folder)
        return data, path

    def _read_whole(self, score: Score, doc: str, files: BaseFiles) -> DocumentState:
        assert files.name is not None
        return self._remembered(score, doc, revision(files.hashes), files.name.hexdigest, files)

    def _remembered(self, score: Score, doc: str, rev: str, key: str, files: BaseFiles) -> DocumentState:
        # What is offered to one visitor is no part of the content, which others may have as well.
        kept = detached(score).replace(proposals=())
        self._store.put(key, kept)
        self._store.name(rev, key)
        return DocumentState(doc, rev, key, kept, self._component, files)


def revision(hashes: Sequence[str]) -> str:
    """The name of a base by the hashes of snapshot, layers (``""`` for none) and chunks."""
    snapshot, layers, *chunks = hashes
    if chunks:
        return content_key(*hashes)[:HASH_DIGITS]
    return content_key(snapshot, layers)[:HASH_DIGITS] if layers else snapshot


def _named(files: BaseFiles) -> BaseFiles | None:
    """The files with the name that their content gives; None when one is gone."""
    try:
        blob = Path(files.blob or "").read_bytes()
        layers = Path(files.layers).read_bytes() if files.layers else None
        chunks = [Path(path).read_bytes() for path in files.chunks]
    except OSError:
        return None
    layers_hash = "" if layers is None else snapshot_hash(layers)
    hashes = (snapshot_hash(blob), layers_hash, *map(snapshot_hash, chunks))
    return dataclasses.replace(files, name=base_name(blob, layers, chunks), hashes=hashes)


def _snapshot_bytes(score: Score) -> int:
    return 15 * len(score.notes) + sum(_curve_bytes(curve) for curve in score.curves.values())


def _curve_bytes(curve: Curve) -> int:
    return curve.values.nbytes + (curve.original.nbytes if curve.is_edited else 0)


def _least_bytes(ops: Sequence[Op]) -> int:
    """A lower bound of the JSON, so that a hopeless one is not even written."""
    total = 0
    for op in ops:
        if isinstance(op, Insert):
            total += 12 * len(op.notes)
        elif isinstance(op, Set) and op.values is not None:
            total += 2 * len(op.ids)
        elif isinstance(op, SetCurve) and op.curve is not None:
            total += _curve_bytes(op.curve) // 2
        elif isinstance(op, CurveRange):
            total += (2 if op.original is None else 4) * len(op.values) + 40 * (
                len(op.pins or ()) + len(op.vibratos or ())
            )
        elif isinstance(op, SetSegments):
            total += 40 * len(op.segments)
        elif isinstance(op, SegmentRange):
            total += 40 * (len(op.former) + len(op.segments))
    return total
