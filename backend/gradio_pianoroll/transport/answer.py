"""What a client is answered: nothing new, the change, a snapshot, or the dict form."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from typing import Any

from gradio.data_classes import FileData

from gradio_pianoroll.score import Score

from .handle import AudioMeta, Handle, HandleFiles, HandleMeta, Payload
from .origin import Origin, detached, origin_of
from .publish import Publisher, Save
from .snapshot import end_tick
from .sound import Sound, SoundFiles
from .store import DocumentStore

SOUNDS = SoundFiles()


class Answerer:
    """Makes payloads of scores.

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

    def answer(self, score: Score, component: int) -> Payload:
        """The payload for the client that the score goes to."""
        origin = origin_of(score)
        if origin is not None and origin.answer == "dict":
            return self._in_dict_form(score)
        if origin is None or origin.component != component:
            return Payload(root=self.whole(score, secrets.token_urlsafe(12)))
        return Payload(root=self._change(score, origin))

    def whole(self, score: Score, doc: str) -> Handle:
        """A handle with a snapshot."""
        written = self._publisher.snapshot(score)
        return self._handle(score, doc, written.rev, written.key, written.layers, blob=_file(written.blob))

    def _change(self, score: Score, origin: Origin) -> Handle:
        if dict(score.extra) == dict(origin.score.extra):
            if score.same_document(origin.score):
                return self._handle(score, origin.doc, origin.rev, origin.key, origin.layers)
            edits = self._publisher.edits(origin, score)
            if edits is not None:
                blob = _file(edits.blob)
                return self._handle(
                    score, origin.doc, edits.rev, edits.key, origin.layers, delta=edits.text, delta_blob=blob
                )
        return self.whole(score, origin.doc)

    def _handle(
        self, score: Score, doc: str, rev: str, key: str, layers: str | None, **parts: Any
    ) -> Handle:  # fmt: skip
        sound = SOUNDS.sound(score.audio, self._save) if score.audio else None
        files = HandleFiles(layers=_file(layers), peaks=_file(sound.peaks) if sound else None, audio=_audio_file(sound))
        return Handle(v=1, doc=doc, rev=rev, key=key, meta=self._meta(score, sound), files=files, **parts)

    def _meta(self, score: Score, sound: Sound | None) -> HandleMeta:
        _, numerator, denominator = score.tempo_map.signatures[0]
        audio = None
        if sound is not None and score.audio is not None:
            audio = AudioMeta(start_s=score.audio.start_s, duration_s=sound.duration_s)
        viewport = score.extra.get("viewport_config") or self._viewport_config
        return HandleMeta(
            n=len(score.notes),
            end=end_tick(score),
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

    def _in_dict_form(self, score: Score) -> Payload:
        data = detached(score).to_dict()
        if score.audio is not None and score.audio.kind == "path":
            data["audio_data"] = FileData(path=score.audio.source).model_dump()
        return Payload(root=data)


def _file(path: str | None) -> FileData | None:
    return None if path is None else FileData(path=path, size=os.path.getsize(path) if os.path.exists(path) else None)


def _audio_file(sound: Sound | None) -> FileData | None:
    if sound is None:
        return None
    if sound.external:
        # Gradio fetches what has an address, unless it is a stream: this one is for the browser alone.
        return FileData(path=sound.path, url=sound.path, is_stream=True)
    return _file(sound.path)
