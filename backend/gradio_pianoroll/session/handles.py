"""What travels to a client: the handle of a state, or the dict form."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy as np
from gradio.data_classes import FileData

from gradio_pianoroll.score import MAX_BEATS, Score, beats_to_ticks
from gradio_pianoroll.value.document_state import BaseFiles, DocumentState, detached, origin_of
from gradio_pianoroll.wire.handle import AudioMeta, Handle, HandleFiles, HandleMeta, Payload
from gradio_pianoroll.wire.jsonable import plain_members
from gradio_pianoroll.wire.proposals import encode_proposals
from gradio_pianoroll.wire.snapshot import end_tick

from .cache_files import Save
from .sound import Sound, SoundFiles

SOUNDS = SoundFiles()


def handle_of(
    score: Score,
    state: DocumentState,
    files: BaseFiles,
    save: Save,
    viewport_config: Mapping[str, Any] | None,
    delta: str | None = None,
    delta_path: str | None = None,
) -> Handle:
    """The handle that names a state of a score.

    Parameters
    ----------
    score
        What the client will show.
    state
        Gives document, revision and key.
    files
        What the client shall read; without a snapshot it has one, and nothing or `delta` is told.
    save
        Puts its sound and the picture of that into Gradio's cache.
    viewport_config
        For scores that name none.
    delta, delta_path
        The edits since what the client has, as JSON or in a file.
    """
    sound = SOUNDS.sound(score.audio, save) if score.audio else None
    beside = HandleFiles(
        layers=_file(files.layers), peaks=_file(sound.peaks) if sound else None, audio=_audio_file(sound)
    )
    return Handle(
        v=1,
        doc=state.doc,
        rev=state.rev,
        key=state.key,
        meta=_meta(score, sound, viewport_config),
        blob=_file(files.blob),
        chunks=[_file(chunk) for chunk in files.chunks],
        files=beside,
        delta=delta,
        delta_blob=_file(delta_path),
    )


def in_dict_form(score: Score) -> Payload:
    """The whole score as plain data, its sound as a file."""
    data = _plain(score)
    if score.audio is not None and score.audio.kind == "path":
        data["audio_data"] = FileData(path=score.audio.source).model_dump()
    return Payload(root=data)


def _meta(score: Score, sound: Sound | None, viewport_config: Mapping[str, Any] | None) -> HandleMeta:
    _, numerator, denominator = score.tempo_map.signatures[0]
    audio = None
    if sound is not None and score.audio is not None:
        audio = AudioMeta(start_s=score.audio.start_s, duration_s=sound.duration_s)
    viewport = score.extra.get("viewport_config") or viewport_config
    n, end = _extent(score)
    return HandleMeta(
        n=n,
        end=end,
        tempo=score.tempo_map.tempos[0][1],
        numerator=numerator,
        denominator=denominator,
        mode=score.edit_mode,
        snap=score.snap,
        pixels_per_beat=score.pixels_per_beat,
        ppqn=score.ppqn,
        sample_rate=score.sample_rate,
        use_backend_audio=score.use_backend_audio,
        viewport_config=dict(viewport) if viewport else None,
        title=score.name,
        audio=audio,
        proposals=encode_proposals(score.proposals),
    )


def _plain(score: Score) -> dict[str, Any]:
    """The dict form of JSON's own types; a warning names what a program put in that has none."""
    data = detached(score).to_dict()
    notes: list[dict[str, Any]] = data.pop("notes")
    for row in np.flatnonzero(np.isin(score.notes.id, list(score.notes.extra))).tolist():
        notes[row] = plain_members(notes[row], f"note {row}")
    return {"notes": notes, **plain_members(data, "the score")}


def _extent(score: Score) -> tuple[int, int]:
    """Number of notes and last tick: of the finished score where one is announced."""
    n, end = len(score.notes), end_tick(score)
    state = origin_of(score)
    if state is not None and state.total_notes:
        n = max(n, state.total_notes)
    if state is not None and state.end_beats:
        end = max(end, int(beats_to_ticks(min(state.end_beats, MAX_BEATS))))
    return n, end


def _file(path: str | None) -> FileData | None:
    return None if path is None else FileData(path=path, size=os.path.getsize(path) if os.path.exists(path) else None)


def _audio_file(sound: Sound | None) -> FileData | None:
    if sound is None:
        return None
    if sound.external:
        # Gradio fetches what has an address, unless it is a stream: this one is for the browser alone.
        return FileData(path=sound.path, url=sound.path, is_stream=True)
    return _file(sound.path)
