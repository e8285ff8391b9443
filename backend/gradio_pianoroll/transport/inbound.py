"""What comes from clients, in all its forms, to a score. Nothing here opens a path that Gradio has not verified."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gradio.data_classes import FileData
from gradio.utils import is_in_or_equal
from gradio_client.utils import is_file_obj_with_meta, is_http_url_like

from gradio_pianoroll.score import PianoRollWarning, Score

from .errors import TransportError
from .handle import Handle, Payload
from .origin import Origin, Parts
from .rebuild import EXACT_SUFFIX, Rebuilder
from .revision import VISITOR
from .snapshot import snapshot_hash
from .store import DocumentStore, content_key

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

    def read(self, payload: Payload, component: int) -> tuple[Score, Origin]:
        """The score of a payload that Gradio has verified, and where it came from.

        Raises
        ------
        TransportError
            When it cannot be read; the message says what to do.
        """
        root = payload.root
        if isinstance(root, Handle):
            score, key = Rebuilder(self._store, self._exact, self._check).read(root)
            layers = root.files.layers.path if root.files.layers else None
            parts = _parts_of(root)
            return score, Origin(root.doc, root.rev, key, score, component, layers, parts=parts, session=VISITOR.get())
        if isinstance(root, FileData):
            score = _of_file(root)
            self._check(score)  # Gradio has verified the file, not what stands in it
        else:
            score = _of_dict(root)
        return score, Origin("", "", "", score, component, answer="dict", session=VISITOR.get())

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
                if not is_http_url_like(mark["path"]) and not is_in_or_equal(mark["path"], self._cache):
                    raise TransportError(f"the score names a file that was not uploaded: {Path(mark['path']).name!r}")


def _parts_of(handle: Handle) -> Parts | None:
    if handle.blob is None or handle.delta is not None or handle.delta_blob is not None:
        return None
    return Parts(handle.blob.path, tuple(chunk.path for chunk in handle.chunks))


def _of_file(file: FileData) -> Score:
    from gradio_pianoroll.formats import FormatError, load

    name = file.orig_name or Path(file.path).name
    if Path(file.path).suffix.lower() not in FILE_SUFFIXES:
        raise TransportError(f"{name}: a piano roll opens MIDI (.mid, .midi) and JSON files")
    try:
        return _without_path(load(file.path), f"{name}: ")
    except FormatError as error:
        raise TransportError(str(error)) from error


def _of_dict(data: Mapping[str, Any]) -> Score:
    """The score of the dict form from a client; its sound may be a data URI, an address, or an uploaded file."""
    source: Any = data.get("audio_data")
    if not is_file_obj_with_meta(source):
        return _without_path(Score.from_dict(data))
    bare = {key: value for key, value in data.items() if key != "audio_data"}
    return Score.from_dict({**bare, "audio_data": source["path"]})


def _without_path(score: Score, where: str = "") -> Score:
    if score.audio is None or score.audio.kind != "path":
        return score
    warnings.warn(
        f"{where}audio_data: {Path(score.audio.source).name!r} is left out: a client may send sound as a file, a data "
        "URI or an address, not as a path on the server",
        PianoRollWarning,
        stacklevel=2,
    )
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
        if "path" in value and isinstance(value.get("meta"), Mapping) and is_file_obj_with_meta(value):
            yield dict(value)
        for item in value.values():
            yield from _file_marks(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _file_marks(item)
