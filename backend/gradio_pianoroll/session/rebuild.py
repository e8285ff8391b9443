"""From a handle back to a score, out of nothing but what the client sent."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from gradio_pianoroll.score import AudioRef, NoteTable, OpError, Score
from gradio_pianoroll.score.dictform.read import SNAPS
from gradio_pianoroll.score.notes.builder import concat
from gradio_pianoroll.score.well_formed import utf8

from .delta import decode_delta, inflate
from .errors import TransportError
from .handle import Handle, HandleMeta
from .layers import decode_layers
from .snapshot import decode
from .store import ContentName, DocumentStore, content_key

MODES = ("select", "draw", "erase")
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
        return _read(self._blob)

    @cached_property
    def layers(self) -> bytes | None:
        return _read(self._layers) if self._layers else None

    @cached_property
    def chunks(self) -> list[bytes]:
        return [_read(path) for path in self._chunks]


def _stamp(path: str) -> tuple[str, int, int, int]:
    if not path:
        return "", 0, 0, 0
    try:
        found = os.stat(path)
    except OSError as error:
        raise _gone(path) from error
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
                raise TransportError("the server does not have this score any more; reload the page or open it again")
            return _with_meta(score, handle), handle.key
        layers = handle.files.layers.path if handle.files.layers else None
        files = _Files(handle.blob.path, layers, [chunk.path for chunk in handle.chunks])
        key = self._key_of(files)
        delta = _delta_of(handle)
        if delta is not None:
            edited = edited_key(key, delta)
            score = self._store.get(edited)
            if score is None:
                score = self._remember(edited, _edited(self._base(key, files), delta))
            return _with_meta(score, handle), edited
        return _with_meta(self._base(key, files), handle), key

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
                notes=_appended(score.notes, [decode(chunk, self._exact_of(chunk)).notes for chunk in files.chunks])
            )
        if files.layers is not None:
            curves, segments = decode_layers(files.layers)
            score = score.replace(curves=curves, segments=segments)
        return self._remember(key, score)

    def _remember(self, key: str, score: Score) -> Score:
        self._check(score)
        self._store.put(key, score)
        return score


def score_of_downloaded(handle: Mapping[str, Any]) -> Score:
    """The score of a handle as `gradio_client` gives it: its files are local paths.

    Raises
    ------
    TransportError
        When it is no handle, or a file is missing or damaged.
    """
    blob, files = handle.get("blob"), handle.get("files") or {}
    if not isinstance(blob, str):
        raise TransportError("this handle names no snapshot; send the roll's own value in the dict form to get it back")
    score = decode(_read(blob))
    if handle.get("chunks"):
        more = [decode(_read(chunk)).notes for chunk in handle["chunks"]]
        score = score.replace(notes=_appended(score.notes, more))
    if files.get("layers"):
        curves, segments = decode_layers(_read(files["layers"]))
        score = score.replace(curves=curves, segments=segments)
    if handle.get("delta"):
        score = _edited(score, utf8(str(handle["delta"])))
    elif handle.get("delta_blob"):
        score = _edited(score, inflate(_read(handle["delta_blob"])))
    bare = {key: value for key, value in handle.items() if key in ("v", "doc", "rev", "key", "meta")}
    score = _with_meta(score, Handle.model_validate(bare))
    audio = files.get("audio")
    return score.replace(audio=AudioRef.of(audio) if isinstance(audio, str) else None)


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise _gone(path) from error


def _gone(path: str) -> TransportError:
    return TransportError(f"the file {Path(path).name!r} of the score is gone; send the score again")


def _delta_of(handle: Handle) -> bytes | None:
    if handle.delta is not None:
        return utf8(handle.delta)
    if handle.delta_blob is not None:
        return inflate(_read(handle.delta_blob.path))
    return None


def _edited(base: Score, delta: bytes) -> Score:
    _, ops = decode_delta(delta)
    try:
        return base.apply(ops)[0]
    except OpError as error:
        raise TransportError(f"the edits do not fit the score: {error}") from error


def _appended(notes: NoteTable, more: Sequence[NoteTable]) -> NoteTable:
    try:
        return concat(notes, *more)
    except ValueError as error:
        raise TransportError(f"the score's parts do not fit together: {error}") from error


def _with_meta(score: Score, handle: Handle) -> Score:
    """The score with what the handle says about view and sound."""
    meta = handle.meta
    audio = handle.files.audio
    return score.replace(
        pixels_per_beat=meta.pixels_per_beat,
        edit_mode=meta.mode if meta.mode in MODES else "select",
        snap=meta.snap if meta.snap in SNAPS else "1/4",
        ppqn=meta.ppqn,
        sample_rate=meta.sample_rate,
        use_backend_audio=meta.use_backend_audio,
        name=meta.title,
        audio=None if audio is None else AudioRef.of(audio.path, _start_s(meta)),
    )


def _start_s(meta: HandleMeta) -> float:
    return meta.audio.start_s if meta.audio else 0.0
