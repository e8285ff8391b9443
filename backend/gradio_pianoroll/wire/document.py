"""A score of the files and the edits of a handle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gradio_pianoroll.errors import TransportError
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.score import AudioRef, NoteTable, OpError, Score
from gradio_pianoroll.score.dictform.read import SNAPS
from gradio_pianoroll.score.notes.builder import concat
from gradio_pianoroll.score.well_formed import utf8

from .delta import decode_delta, inflate
from .handle import Handle, HandleMeta
from .layers import decode_layers
from .proposals import decode_proposals
from .snapshot import decode

MODES = ("select", "draw", "erase")


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
    score = decode(read_file(blob))
    if handle.get("chunks"):
        more = [decode(read_file(chunk)).notes for chunk in handle["chunks"]]
        score = score.replace(notes=appended(score.notes, more))
    if files.get("layers"):
        curves, segments = decode_layers(read_file(files["layers"]))
        score = score.replace(curves=curves, segments=segments)
    if handle.get("delta"):
        score = edited(score, utf8(str(handle["delta"])))
    elif handle.get("delta_blob"):
        score = edited(score, inflate(read_file(handle["delta_blob"])))
    bare = {key: value for key, value in handle.items() if key in ("v", "doc", "rev", "key", "meta")}
    score = with_meta(score, Handle.model_validate(bare))
    audio = files.get("audio")
    return score.replace(audio=AudioRef.of(audio) if isinstance(audio, str) else None)


def read_file(path: str) -> bytes:
    """Return the bytes of a file of a score; a `TransportError` says when it is gone."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise gone(path) from error


def gone(path: str) -> TransportError:
    """Make the error for a file that is gone."""
    return TransportError(Sentence("document.file_gone", name=Path(path).name))


def edited(base: Score, delta: bytes) -> Score:
    """Return the score after the edits of a delta."""
    _, ops = decode_delta(delta)
    try:
        return base.apply(ops)[0]
    except OpError as error:
        raise TransportError(f"the edits do not fit the score: {error}") from error


def appended(notes: NoteTable, more: Sequence[NoteTable]) -> NoteTable:
    """Return the notes of a snapshot and of its chunks."""
    try:
        return concat(notes, *more)
    except ValueError as error:
        raise TransportError(f"the score's parts do not fit together: {error}") from error


def with_meta(score: Score, handle: Handle) -> Score:
    """The score with what the handle says about view, sound and proposals."""
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
        proposals=decode_proposals(meta.proposals),
        audio=None if audio is None else AudioRef.of(audio.path, _start_s(meta)),
    )


def _start_s(meta: HandleMeta) -> float:
    return meta.audio.start_s if meta.audio else 0.0
