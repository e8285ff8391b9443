"""What a browser asks the component beside events (docs/internals.md)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gradio as gr
from gradio import processing_utils, route_utils
from gradio.components.base import server
from gradio.data_classes import FileData
from gradio.utils import get_upload_folder, is_in_or_equal

from gradio_pianoroll.score import AudioRef
from gradio_pianoroll.transport import TransportError
from gradio_pianoroll.transport.answer import SOUNDS
from gradio_pianoroll.transport.serving import packed_file
from gradio_pianoroll.transport.spectrogram_files import SpectrogramFiles

from . import common

SPECTROGRAMS = SpectrogramFiles()


class Answers(common.Common):
    """The functions that the front end calls by name."""

    @server  # type: ignore[untyped-decorator]
    def sync(self, payload: Any, request: gr.Request | None = None) -> dict[str, Any] | None:
        """Answer a browser that was given a handle whose base it does not have (docs/internals.md).

        Parameters
        ----------
        payload
            ``{doc, rev, key}`` of that handle, or ``{value}`` with the dict form.

        Returns
        -------
        dict or None
            A handle with a snapshot; ``{refused}`` with the reason; None when the content is forgotten.
        """
        if not isinstance(payload, Mapping):
            return None
        value = payload.get("value")
        if isinstance(value, Mapping):
            try:
                score = self._completed(self._inbound().unverified(value))
            except TransportError as error:
                # Gradio answers an error of a server function with 500 and none of its words.
                return {"refused": str(error)}
            answer = self._answerer().whole(score, secrets.token_urlsafe(12))
        else:
            key = str(payload.get("key") or "") or common.DOCUMENTS.key_of(str(payload.get("rev"))) or ""
            score_or_none = common.DOCUMENTS.get(key)
            if score_or_none is None:
                return None
            answer = self._answerer().whole(score_or_none, str(payload.get("doc"))[:200])
        return self._served(answer.model_dump(), request)

    @server  # type: ignore[untyped-decorator]
    def arrived(self, payload: Any, request: gr.Request | None = None) -> str | None:
        """What became of the events that carried a state of this roll (docs/internals.md).

        Parameters
        ----------
        payload
            ``{doc, rev}`` of the handle that was sent.

        Returns
        -------
        str or None
            ``"done"``, ``"running"``, ``"read"`` or ``"failed"``; None when nothing is known of it.
        """
        if not isinstance(payload, Mapping):
            return None
        return common.ARRIVALS.answer(self._app(), str(payload.get("doc")), str(payload.get("rev")))

    @server  # type: ignore[untyped-decorator]
    def packed(self, payload: Any, request: gr.Request | None = None) -> Any:
        """A snapshot or layers file, compressed for a browser on another machine (docs/internals.md).

        Parameters
        ----------
        payload
            ``{path}`` of the file, as it stands in a handle.

        Returns
        -------
        starlette.responses.Response
            What `fetch` of the file itself would give; snapshots filtered and gzipped.
        """
        return packed_file(payload, Path(get_upload_folder()), getattr(request, "request", request))

    @server  # type: ignore[untyped-decorator]
    def live(self, payload: Any, request: gr.Request | None = None) -> dict[str, Any]:
        """What a browser with a microphone asks: see `LiveTakes.answer` (docs/internals.md).

        Parameters
        ----------
        payload
            The action with its fields; blocks of sound come as base64 in `pcm`.

        Returns
        -------
        dict
            New frames and notes; at the end also the recording and its waveform as files.
        """
        from gradio_pianoroll.live.lazy import live_takes

        client = getattr(request, "client", None)
        answer = live_takes().answer(payload, client.host if client else "")
        path = answer.pop("path", None)
        if path is None:
            return answer
        self.temp_files.add(path)
        picture = SOUNDS.sound(AudioRef(path, "path"), self._save)
        kept: dict[str, Any] = {"audio": FileData(path=path, mime_type="audio/wav").model_dump()}
        if picture is not None and picture.peaks is not None:
            kept["peaks"] = FileData(path=picture.peaks).model_dump()
        return {**answer, **self._served(kept, request)}

    @server  # type: ignore[untyped-decorator]
    def spectrogram(self, payload: Any, request: gr.Request | None = None) -> dict[str, Any]:
        """The spectrogram of a sound as a file, made when a browser first asks (docs/internals.md).

        Parameters
        ----------
        payload
            ``{path}`` of the sound, as it stands in a handle.

        Returns
        -------
        dict
            ``{file}``, or ``{refused}`` with the reason.
        """
        cache = Path(get_upload_folder()).resolve()
        try:
            path = SPECTROGRAMS.file(payload, lambda named: is_in_or_equal(named, cache), self._save)
        except TransportError as error:
            return {"refused": str(error)}
        return self._served({"file": FileData(path=path).model_dump()}, request)

    def _served(self, handle: dict[str, Any], request: gr.Request | None) -> dict[str, Any]:
        """The handle with the addresses of its files, which Gradio fills in for values but not for answers."""
        moved: dict[str, Any] = processing_utils.move_files_to_cache(handle, self, postprocess=True)
        raw = getattr(request, "request", request)
        if raw is None:
            return moved
        path = raw.url.path.rstrip("/")
        route = path[path.rfind("/gradio_api/") :]
        root = route_utils.get_root_url(raw, route, raw.scope.get("root_path") or None)
        return dict(processing_utils.add_root_url(moved, root, None))
