"""What a client is answered: nothing new, the change, a snapshot, or the dict form."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from gradio.data_classes import FileData

from gradio_pianoroll.score import MAX_BEATS, Op, Score, beats_to_ticks, diff
from gradio_pianoroll.score.diff import appended_notes
from gradio_pianoroll.score.marks import same_but_marks
from gradio_pianoroll.value.origin import Origin, Parts, detached, origin_of
from gradio_pianoroll.wire.handle import AudioMeta, Handle, HandleFiles, HandleMeta, Payload
from gradio_pianoroll.wire.jsonable import plain_members
from gradio_pianoroll.wire.snapshot import end_tick

from .publish import Publisher, Save, Snapshot
from .sound import Sound, SoundFiles
from .store import DocumentStore

SOUNDS = SoundFiles()
# So many notes more are a score that grows: they go out as a chunk, which is a third of the size of operations.
MAX_ADDED_AS_EDIT = 400


class ValueEncoder:
    """Encoder of scores as the payloads that clients get.

    Parameters
    ----------
    store
        Scores by content.
    save
        Puts bytes into Gradio's cache and gives the path.
    viewport_config
        For scores that name none.
    """

    def __init__(self, store: DocumentStore, save: Save, viewport_config: Mapping[str, Any] | None) -> None:
        self._publisher = Publisher(store, save)
        self._save = save
        self._viewport_config = viewport_config

    def answer(self, score: Score, component: int, running: set[tuple[str, str]] | None = None) -> Payload:
        """The payload for the client that the score goes to.

        Parameters
        ----------
        score
            What a handler returned.
        component
            Id of the roll.
        running
            What the running events were given (`running_revisions`), None when that is not known.
        """
        origin = origin_of(score)
        if origin is not None and origin.answer == "dict":
            return self.in_dict_form(score)
        if origin is None:
            return Payload(root=self.whole(score, secrets.token_urlsafe(12)))
        base = origin.shown_in(component)
        if base is origin and _was_kept(score, origin, running):
            # A document of its own: what was drawn since does not belong on top of it.
            return Payload(root=self.whole(score, secrets.token_urlsafe(12)))
        handle, now = self._step(score, base, component, in_turn=base is not origin)
        # A generator's next value builds on this one, whatever the score that it came from has become.
        origin.sent[component] = now
        return Payload(root=handle)

    def whole(self, score: Score, doc: str) -> Handle:
        """A handle with a snapshot."""
        written = self._publisher.snapshot(score)
        return self._handle(score, doc, written.rev, written.key, written.layers, parts=written.parts)

    def _step(self, score: Score, base: Origin | None, component: int, in_turn: bool) -> tuple[Handle, Origin]:
        """The handle that leads a client from what it has to the score, and what it has then.

        `in_turn`: the base is what a former value of the same handler gave.
        """
        doc = base.doc if base is not None else secrets.token_urlsafe(12)
        if base is not None and same_but_marks(score.extra, base.score.extra):
            many = len(score.notes) - len(base.score.notes) > MAX_ADDED_AS_EDIT
            may_grow = in_turn or many
            step = self._growing(score, base, component) if may_grow and not score.same_document(base.score) else None
            # Equal scores give no operations: they are compared once, here.
            step = step or self._changed(score, base, component, in_turn, diff(base.score, score))
            if step is not None:
                return step
        return self._shown(score, doc, self._publisher.snapshot(score), component)

    def _changed(
        self, score: Score, base: Origin, component: int, in_turn: bool, ops: Sequence[Op]
    ) -> tuple[Handle, Origin] | None:
        if not ops:
            # In turn it is complete in itself, because values before it may have been skipped.
            parts = base.parts if in_turn else None
            return self._handle(score, base.doc, base.rev, base.key, base.layers, parts=parts), base
        return self._edited(score, base, component, ops) or self._growing(score, base, component)

    def _shown(self, score: Score, doc: str, written: Snapshot, component: int) -> tuple[Handle, Origin]:
        handle = self._handle(score, doc, written.rev, written.key, written.layers, parts=written.parts)
        kept = detached(score)
        return handle, Origin(doc, written.rev, written.key, kept, component, written.layers, parts=written.parts)

    def _growing(self, score: Score, base: Origin, component: int) -> tuple[Handle, Origin] | None:
        """One chunk more; a snapshot where there are too many; None when not only notes were added."""
        notes = appended_notes(base.score, score) if base.parts is not None else None
        if notes is None:
            return None
        written = self._publisher.grown(base, score, notes) or self._publisher.snapshot(score)
        return self._shown(score, base.doc, written, component)

    def _edited(self, score: Score, base: Origin, component: int, ops: Sequence[Op]) -> tuple[Handle, Origin] | None:
        edits = self._publisher.edits(base, score, ops)
        if edits is None:
            return None
        delta_blob = _file(edits.blob)
        handle = self._handle(
            score, base.doc, edits.rev, edits.key, base.layers, delta=edits.text, delta_blob=delta_blob
        )
        return handle, Origin(base.doc, edits.rev, edits.key, detached(score), component, base.layers)

    def _handle(
        self, score: Score, doc: str, rev: str, key: str, layers: str | None, parts: Parts | None = None, **edits: Any
    ) -> Handle:
        notes: dict[str, Any] = {}
        if parts is not None:
            notes = {"blob": _file(parts.blob), "chunks": [_file(chunk) for chunk in parts.chunks]}
        sound = SOUNDS.sound(score.audio, self._save) if score.audio else None
        files = HandleFiles(layers=_file(layers), peaks=_file(sound.peaks) if sound else None, audio=_audio_file(sound))
        return Handle(v=1, doc=doc, rev=rev, key=key, meta=self._meta(score, sound), files=files, **notes, **edits)

    def _meta(self, score: Score, sound: Sound | None) -> HandleMeta:
        _, numerator, denominator = score.tempo_map.signatures[0]
        audio = None
        if sound is not None and score.audio is not None:
            audio = AudioMeta(start_s=score.audio.start_s, duration_s=sound.duration_s)
        viewport = score.extra.get("viewport_config") or self._viewport_config
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
        )

    def in_dict_form(self, score: Score) -> Payload:
        """The whole score as plain data, its sound as a file."""
        data = _plain(score)
        if score.audio is not None and score.audio.kind == "path":
            data["audio_data"] = FileData(path=score.audio.source).model_dump()
        return Payload(root=data)


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
    origin = origin_of(score)
    expected = origin.expected if origin is not None else None
    if expected is None:
        return n, end
    end_beats = min(expected.end_beats or 0.0, MAX_BEATS)
    return max(n, expected.n_notes or 0), max(end, int(beats_to_ticks(end_beats)))


def _was_kept(score: Score, origin: Origin, running: set[tuple[str, str]] | None) -> bool:
    """Whether this is an unchanged value of an earlier event: the program wants to go back to it."""
    if running is None or (origin.doc, origin.rev) in running:
        return False
    return score.same_document(origin.score)


def _file(path: str | None) -> FileData | None:
    return None if path is None else FileData(path=path, size=os.path.getsize(path) if os.path.exists(path) else None)


def _audio_file(sound: Sound | None) -> FileData | None:
    if sound is None:
        return None
    if sound.external:
        # Gradio fetches what has an address, unless it is a stream: this one is for the browser alone.
        return FileData(path=sound.path, url=sound.path, is_stream=True)
    return _file(sound.path)
