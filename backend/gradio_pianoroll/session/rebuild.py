"""From a handle back to a score, out of nothing but what the client sent."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cached_property

from gradio_pianoroll.errors import TransportError
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.score import Score
from gradio_pianoroll.score.well_formed import utf8
from gradio_pianoroll.wire.content_name import ContentName, content_key
from gradio_pianoroll.wire.delta import inflate
from gradio_pianoroll.wire.document import appended, edited, gone, read_file, with_meta
from gradio_pianoroll.wire.handle import Handle
from gradio_pianoroll.wire.layers import decode_layers
from gradio_pianoroll.wire.snapshot import decode

from .store import DocumentStore

EXACT_SUFFIX = ".exact.npz"


def base_key(data: bytes, layers: bytes | None, chunks: Sequence[bytes] = ()) -> str:
    """The server's name of a snapshot with its layers and chunks."""
    return base_name(data, layers, chunks).hexdigest


def base_name(data: bytes, layers: bytes | None, chunks: Sequence[bytes] = ()) -> ContentName:
    """That name, to be continued with chunks."""
    return ContentName("snapshot", data, layers or b"", *chunks)


def edited_key(base: str, delta: str | bytes) -> str:
    """The server's name of what edits make of a content."""
    return content_key("edited", base, delta)


class _Files:
    """The files of a base, read when they are needed."""

    def __init__(self, blob: str, layers: str | None, chunks: Sequence[str]) -> None:
        self._blob, self._layers, self._chunks = blob, layers, chunks

    def stamps(self) -> tuple[tuple[str, int, int, int], ...]:
        """Path, number, size and time of change of each file: together they change with what stands in it."""
        return tuple(_stamp(path) for path in (self._blob, self._layers or "", *self._chunks))

    @cached_property
    def data(self) -> bytes:
        return read_file(self._blob)

    @cached_property
    def layers(self) -> bytes | None:
        return read_file(self._layers) if self._layers else None

    @cached_property
    def chunks(self) -> list[bytes]:
        return [read_file(path) for path in self._chunks]


def _stamp(path: str) -> tuple[str, int, int, int]:
    if not path:
        return "", 0, 0, 0
    try:
        found = os.stat(path)
    except OSError as error:
        raise gone(path) from error
    return path, found.st_ino, found.st_size, found.st_mtime_ns


class Rebuilder:
    """Reads handles.

    Parameters
    ----------
    store
        What was read before, by content.
    exact_of
        Gives the exact times that lie beside the snapshot with this hash, if this server wrote it.
    check
        Raises when a score that came from outside holds something that it must not.
    """

    def __init__(
        self,
        store: DocumentStore,
        exact_of: Callable[[bytes], bytes | None],
        check: Callable[[Score], None],
    ) -> None:
        self._store = store
        self._exact_of = exact_of
        self._check = check

    def read(self, handle: Handle) -> tuple[Score, str]:
        """The score of a handle whose files Gradio has verified, and the server's name of it.

        Raises
        ------
        TransportError
            When the files are damaged, the edits do not fit, or there is no file and the content is forgotten.
        """
        if handle.blob is None:
            score = self._store.get(handle.key)
            if score is None:
                raise TransportError(Sentence("document.gone"))
            return with_meta(score, handle), handle.key
        layers = handle.files.layers.path if handle.files.layers else None
        files = _Files(handle.blob.path, layers, [chunk.path for chunk in handle.chunks])
        key = self._key_of(files)
        delta = _delta_of(handle)
        if delta is not None:
            name = edited_key(key, delta)
            score = self._store.get(name)
            if score is None:
                score = self._remember(name, edited(self._base(key, files), delta))
            return with_meta(score, handle), name
        return with_meta(self._base(key, files), handle), key

    def _key_of(self, files: _Files) -> str:
        """The name of what stands in the files; files that have not changed since are not read again."""
        stamps = files.stamps()
        key = self._store.key_of_files(stamps)
        if key is None:
            key = base_key(files.data, files.layers, files.chunks)
            self._store.name_files(stamps, key)
        return key

    def _base(self, key: str, files: _Files) -> Score:
        known = self._store.get(key)
        if known is not None:
            return known
        score = decode(files.data, self._exact_of(files.data))
        if files.chunks:
            score = score.replace(
                notes=appended(score.notes, [decode(chunk, self._exact_of(chunk)).notes for chunk in files.chunks])
            )
        if files.layers is not None:
            curves, segments = decode_layers(files.layers)
            score = score.replace(curves=curves, segments=segments)
        return self._remember(key, score)

    def _remember(self, key: str, score: Score) -> Score:
        self._check(score)
        self._store.put(key, score)
        return score


def _delta_of(handle: Handle) -> bytes | None:
    if handle.delta is not None:
        return utf8(handle.delta)
    if handle.delta_blob is not None:
        return inflate(read_file(handle.delta_blob.path))
    return None
