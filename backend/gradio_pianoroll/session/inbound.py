"""What comes from clients, in all its forms, to a score. Nothing here opens a path outside of Gradio's cache."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from gradio.data_classes import FileData

from gradio_pianoroll import gradio_compat
from gradio_pianoroll.errors import ScoreError, TransportError
from gradio_pianoroll.i18n.sentence import Sentence, named, sentence_of
from gradio_pianoroll.score import PianoRollWarning, Score
from gradio_pianoroll.value.document_state import BaseFiles, DocumentState, attached
from gradio_pianoroll.value.revision import VISITOR
from gradio_pianoroll.wire.content_name import content_key
from gradio_pianoroll.wire.handle import Handle, Payload
from gradio_pianoroll.wire.snapshot import snapshot_hash
from gradio_pianoroll.wire.verified import is_address, is_file_mark, is_inside

from .rebuild import EXACT_SUFFIX, Rebuilder
from .store import DocumentStore

FILE_SUFFIXES = (".mid", ".midi", ".kar", ".rmi", ".json")


class Inbound:
    """Reads payloads.

    Parameters
    ----------
    store
        Scores by content.
    cache
        Gradio's cache, where this component's files lie.
    """

    def __init__(self, store: DocumentStore, cache: Path) -> None:
        self._store = store
        self._cache = cache

    def read(self, payload: Payload, component: int) -> Score:
        """The score of a payload, which knows its state.

        Raises
        ------
        TransportError
            When it cannot be read, or names a file that was not uploaded; the message says what to do.
        """
        root = payload.root
        for path, may_be_static in _files_of(root):
            if is_address(path) or is_inside(path, self._cache) or (may_be_static and gradio_compat.is_static(path)):
                continue
            raise TransportError(Sentence("upload.value", name=Path(path).name))
        if isinstance(root, Handle):
            score, key = Rebuilder(self._store, self._exact, self._check).read(root)
            form: Literal["handle", "program's handle"] = (
                "program's handle" if gradio_compat.asker() == "program" else "handle"
            )
            return attached(
                score,
                DocumentState(root.doc, root.rev, key, score, component, _base_of(root), form, visitor=VISITOR.get()),
            )
        if isinstance(root, FileData):
            score = _of_file(root)
            self._check(score)  # The file was uploaded, which says nothing of what stands in it.
        else:
            score = _of_dict(root)
        return attached(score, DocumentState("", "", "", score, component, answer="dict", visitor=VISITOR.get()))

    def unverified(self, data: Mapping[str, Any]) -> Score:
        """The score of a dict form that did not pass through Gradio's checks of files: it may name none.

        Raises
        ------
        TransportError
            When it names a file that was not uploaded.
        """
        bare = {key: value for key, value in data.items() if key != "audio_data" or isinstance(value, str)}
        score = _without_path(Score.from_dict(bare))
        self._check(score)
        return score

    def file(self, path: Path, name: str) -> Score:
        """The score of an uploaded file of any kind that `formats.load` reads.

        Raises
        ------
        TransportError
            When it cannot be read, or names a file that was not uploaded.
        """
        from gradio_pianoroll.formats import FormatError, load

        try:
            score = _without_path(load(path), name)
        except (FormatError, ScoreError) as error:
            raise TransportError(sentence_of(error)) from error
        self._check(score)
        return score

    def _exact(self, data: bytes) -> bytes | None:
        path = self._cache / content_key(data) / f"{snapshot_hash(data)}{EXACT_SUFFIX}"
        try:
            return path.read_bytes()
        except OSError:
            return None

    def _check(self, score: Score) -> None:
        """Refuse marks of files in free-form keys: Gradio would serve what they name if the app shows the value."""
        for values in _free_form(score):
            for mark in _file_marks(values):
                if not is_address(mark["path"]) and not is_inside(mark["path"], self._cache):
                    raise TransportError(Sentence("upload.score", name=Path(mark["path"]).name))


def _files_of(root: Any) -> Iterator[tuple[str, bool]]:
    """Paths of a payload's files, and whether it may be one that the app named in `gr.set_static_paths`.

    Gradio leaves those where they lie. What this package writes itself is never one.
    """
    if isinstance(root, Handle):
        for file in (root.blob, root.delta_blob, *root.chunks, root.files.layers, root.files.peaks):
            if file is not None:
                yield file.path, False
        if root.files.audio is not None:
            yield root.files.audio.path, True
    elif isinstance(root, FileData):
        yield root.path, True
    elif is_file_mark(root.get("audio_data")):
        yield root["audio_data"]["path"], True


def _base_of(handle: Handle) -> BaseFiles:
    layers = handle.files.layers.path if handle.files.layers else None
    if handle.blob is None or handle.delta is not None or handle.delta_blob is not None:
        return BaseFiles(layers=layers)
    return BaseFiles(handle.blob.path, tuple(chunk.path for chunk in handle.chunks), layers)


def _of_file(file: FileData) -> Score:
    from gradio_pianoroll.formats import FormatError, load

    name = file.orig_name or Path(file.path).name
    if Path(file.path).suffix.lower() not in FILE_SUFFIXES:
        raise TransportError(named(name, Sentence("open.roll_files")))
    try:
        return _without_path(load(file.path), name)
    except FormatError as error:
        raise TransportError(sentence_of(error)) from error


def _of_dict(data: Mapping[str, Any]) -> Score:
    """The score of the dict form from a client; its sound may be a data URI, an address, or an uploaded file."""
    source: Any = data.get("audio_data")
    if not is_file_mark(source):
        return _without_path(Score.from_dict(data))
    bare = {key: value for key, value in data.items() if key != "audio_data"}
    return Score.from_dict({**bare, "audio_data": source["path"]})


def _without_path(score: Score, file: str = "") -> Score:
    if score.audio is None or score.audio.kind != "path":
        return score
    left_out = Sentence("sound.path_of_client", name=Path(score.audio.source).name)
    warnings.warn(named(file, left_out) if file else left_out, PianoRollWarning, stacklevel=2)
    return score.replace(audio=None)


def _free_form(score: Score) -> Iterator[Mapping[str, Any]]:
    yield score.extra
    yield from score.notes.extra.values()
    for curve in score.curves.values():
        yield curve.style
    for segment in score.segments:
        yield segment.extra
    for track in score.tracks:
        yield track.extra


def _file_marks(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, Mapping):
        if is_file_mark(value):
            yield dict(value)
        for item in value.values():
            yield from _file_marks(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _file_marks(item)
