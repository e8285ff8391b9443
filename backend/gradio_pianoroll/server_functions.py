"""What a browser asks a roll beside events (docs/internals.md)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.data_classes import FileData

from .errors import TransportError
from .gradio_compat import (
    app_of,
    cache_folder,
    headers_of,
    keep_while_app_runs,
    new_cache_folder,
    server,
    starlette_request,
    with_addresses,
)
from .i18n import language_of_headers
from .i18n.reasons import reason_in
from .score import AudioRef
from .session import known
from .session.edited_phrases import EditedPhrases
from .session.handles import SOUNDS
from .session.lyric_phonemes import lyric_phonemes
from .session.opened_files import opened_file
from .session.pitch_pins import PitchPins
from .session.roll_session import RollSession
from .session.saved_files import saved_file
from .session.serving import packed_file
from .session.sound_windows import sound_window
from .session.soundfonts import RollFont, SoundFonts
from .session.spectrogram_files import SpectrogramFiles
from .wire.verified import is_inside

if TYPE_CHECKING:
    from .g2p.automatic import Automatic

SPECTROGRAMS = SpectrogramFiles()
EDITED_PHRASES = EditedPhrases()
PITCH_PINS = PitchPins()
SOUND_FONTS = SoundFonts()


class ServerFunctions:
    """Functions of a roll that the front end calls by name. No component by itself: Gradio keeps a list of those."""

    # How phonemes follow the lyrics that are typed; None: not at all. A visitor's copy may have another one.
    _automatic: Automatic | None = None
    _font = RollFont()

    if TYPE_CHECKING:

        def _session(self) -> RollSession: ...
        def _save(self, data: bytes, name: str, folder: str) -> str: ...

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
                answer = self._session().shown(value)
            except TransportError as error:
                # Gradio answers an error of a server function with 500 and none of its words.
                return {"refused": _said(error, request)}
        else:
            doc, rev, key = str(payload.get("doc"))[:200], str(payload.get("rev")), str(payload.get("key") or "")
            found = self._session().recovered(doc, rev, key)
            if found is None:
                return None
            answer = found
        return with_addresses(answer.model_dump(), self, request)

    @server  # type: ignore[untyped-decorator]
    def arrived(self, payload: Any, request: gr.Request | None = None) -> str | None:
        """Tell what became of the events that carried a state of this roll (docs/internals.md).

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
        return known.ARRIVALS.answer(app_of(self), str(payload.get("doc")), str(payload.get("rev")))

    @server  # type: ignore[untyped-decorator]
    def packed(self, payload: Any, request: gr.Request | None = None) -> Any:
        """Send a snapshot or layers file, compressed for a browser on another machine (docs/internals.md).

        Parameters
        ----------
        payload
            ``{path}`` of the file, as it stands in a handle.

        Returns
        -------
        starlette.responses.Response
            What `fetch` of the file itself would give; snapshots filtered and gzipped.
        """
        return packed_file(payload, cache_folder(), starlette_request(request))

    @server  # type: ignore[untyped-decorator]
    def live(self, payload: Any, request: gr.Request | None = None) -> dict[str, Any]:
        """Answer a browser with a microphone: see `LiveTakes.answer` (docs/internals.md).

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

        raw = starlette_request(request)
        client = None if raw is None else raw.client
        answer = live_takes().answer(payload, client.host if client else "")
        path = answer.pop("path", None)
        if "message" in answer:
            answer["message"] = _said(answer["message"], request)
        if path is None:
            return answer
        keep_while_app_runs(self, path)
        picture = SOUNDS.sound(AudioRef(path, "path"), self._save)
        kept: dict[str, Any] = {"audio": FileData(path=path, mime_type="audio/wav").model_dump()}
        if picture is not None and picture.peaks is not None:
            kept["peaks"] = FileData(path=picture.peaks).model_dump()
        return {**answer, **with_addresses(kept, self, request)}

    @server  # type: ignore[untyped-decorator]
    def spectrogram(self, payload: Any, request: gr.Request | None = None) -> dict[str, Any]:
        """Give the spectrogram of a sound as a file, made when a browser first asks (docs/internals.md).

        Parameters
        ----------
        payload
            ``{path}`` of the sound, as it stands in a handle.

        Returns
        -------
        dict
            ``{file}``, or ``{refused}`` with the reason.
        """
        cache = cache_folder()
        try:
            path = SPECTROGRAMS.file(payload, lambda named: is_inside(named, cache), self._save)
        except TransportError as error:
            return {"refused": _said(error, request)}
        return with_addresses({"file": FileData(path=path).model_dump()}, self, request)

    @server  # type: ignore[untyped-decorator]
    def font_cut(self, payload: Any, request: gr.Request | None = None) -> dict[str, Any]:
        """Give a page a SoundFont, cut to what it plays: see `SoundFonts.cut` (docs/internals.md).

        Parameters
        ----------
        payload
            ``{font, wanted}``; anything else asks which fonts there are.

        Returns
        -------
        dict
            ``{file, chosen}``, or ``{fonts}``, or ``{refused}`` with the reason.
        """
        cache = cache_folder()
        try:
            if not isinstance(payload, Mapping) or "wanted" not in payload:
                return {"fonts": SOUND_FONTS.fonts(self._font)}
            path, chosen = SOUND_FONTS.cut(
                self._font, payload, self._save, lambda named: Path(named).is_file() and is_inside(Path(named), cache)
            )
        except TransportError as error:
            return {"refused": _said(error, request)}
        return with_addresses({"file": FileData(path=path).model_dump(), "chosen": chosen}, self, request)

    @server  # type: ignore[untyped-decorator]
    def sound_window(self, payload: Any, request: gr.Request | None = None) -> dict[str, Any]:
        """Give a page a stretch of a long recording: see `sound_window` (docs/internals.md).

        Parameters
        ----------
        payload
            ``{path, start_s, end_s}``.

        Returns
        -------
        dict
            ``{sr, start_s, pcm}``, or ``{refused}`` with the reason.
        """
        cache = cache_folder()
        try:
            return sound_window(payload, lambda named: is_inside(named, cache))
        except TransportError as error:
            return {"refused": _said(error, request)}

    @server  # type: ignore[untyped-decorator]
    def sung(self, payload: Any, request: gr.Request | None = None) -> dict[str, Any]:
        """Let a page hear a phrase of a recording with an edited F0: see `EditedPhrases.answer` (docs/internals.md).

        Parameters
        ----------
        payload
            ``{path, start_s, end_s, frames, f0_from, f0_to, gain_db?}``.

        Returns
        -------
        dict
            ``{sr, channels, start_s, pcm, changed}``, or ``{refused}`` with the reason.
        """
        cache = cache_folder()
        try:
            return EDITED_PHRASES.answer(payload, lambda named: is_inside(named, cache))
        except TransportError as error:
            return {"refused": reason_in(language_of_headers(headers_of(request)), error)}

    @server  # type: ignore[untyped-decorator]
    def pitch_pins(self, payload: Any, request: gr.Request | None = None) -> dict[str, Any]:
        """Tell a page what is known of the pitch of its recording under its pins: see `PitchPins` (docs/internals.md).

        Parameters
        ----------
        payload
            ``{path, page, curve, pins}`` and what is to be done or told.

        Returns
        -------
        dict
            ``{frames, pins, changes, drawn, warnings}`` and what was asked for; ``{working}`` with the share done; or
            ``{refused}`` with the reason.
        """
        cache = cache_folder()
        try:
            answer = PITCH_PINS.answer(payload, lambda named: is_inside(named, cache))
        except TransportError as error:
            return {"refused": _said(error, request)}
        if "refused" in answer:
            return {**answer, "refused": _said(answer["refused"], request)}
        if "warnings" in answer:
            answer["warnings"] = [_said(warning, request) for warning in answer["warnings"]]
        return answer

    @server  # type: ignore[untyped-decorator]
    def lyric_phonemes(self, payload: Any, request: gr.Request | None = None) -> dict[str, Any]:
        """Give a page the phonemes of lyrics that were typed: see `lyric_phonemes` (docs/internals.md).

        Parameters
        ----------
        payload
            ``{track, onset, duration, lyric, former, phoneme, typed}``, the notes of a phrase as columns.

        Returns
        -------
        dict
            ``{phonemes, warnings}``, or ``{refused}`` with the reason.
        """
        try:
            answer = lyric_phonemes(self._automatic, payload)
        except TransportError as error:
            return {"refused": _said(error, request)}
        return {**answer, "warnings": [_said(warning, request) for warning in answer["warnings"]]}

    @server  # type: ignore[untyped-decorator]
    def opened(self, payload: Any, request: gr.Request | None = None) -> dict[str, Any]:
        """Open a file that a page uploaded: see `opened_file` (docs/internals.md).

        Parameters
        ----------
        payload
            ``{path, name}`` of the file, or ``{example: true}``.

        Returns
        -------
        dict
            ``{kind, warnings}`` and a handle or a sound, or ``{refused}`` with the reason.
        """
        try:
            answer = opened_file(self._session(), payload, cache_folder(), self._save)
        except TransportError as error:
            return {"refused": _said(error, request)}
        answer["warnings"] = [_said(warning, request) for warning in answer["warnings"]]
        return with_addresses(answer, self, request)

    @server  # type: ignore[untyped-decorator]
    def saved(self, payload: Any, request: gr.Request | None = None) -> dict[str, Any]:
        """Write what a page shows as a file to download: see `saved_file` (docs/internals.md).

        Parameters
        ----------
        payload
            ``{value, suffix, name}``; for a PDF ``picture`` in place of the value.

        Returns
        -------
        dict
            ``{file, warnings}``, or ``{refused}`` with the reason.
        """
        try:
            path, warned = saved_file(self._session(), payload, new_cache_folder())
        except TransportError as error:
            return {"refused": _said(error, request)}
        keep_while_app_runs(self, str(path))
        file = FileData(path=str(path), orig_name=path.name).model_dump()
        said = [_said(warning, request) for warning in warned]
        return {**with_addresses({"file": file}, self, request), "warnings": said}


def _said(reason: object, request: gr.Request | None) -> str:
    """Sentence of an error or a warning in the language of the page that asked."""
    return reason_in(language_of_headers(headers_of(request)), reason)
