"""The Gradio component."""

from __future__ import annotations

import itertools
import json
import os
import secrets
import tempfile
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import gradio as gr
from gradio import processing_utils, route_utils
from gradio.components.base import Component, server
from gradio.context import LocalContext
from gradio.data_classes import FileData
from gradio.events import Events
from gradio.utils import get_upload_folder

from .score import AudioRef, NoteTable, Score, TempoMap
from .transport import DocumentStore, PianoRollValue, TransportError
from .transport.answer import SOUNDS, Answerer
from .transport.defaults import Defaults, with_defaults
from .transport.handle import Handle, Payload
from .transport.inbound import Inbound
from .transport.origin import attached, detached, origin_of
from .transport.running import answers_own_change, running_revisions
from .transport.schema import value_schema
from .transport.serving import packed_file

if TYPE_CHECKING:
    from gradio.components import Timer

# A cache for all rolls of the process; see DocumentStore for why it needs no more identity than content.
DOCUMENTS = DocumentStore()
PREVIEW_NOTES = 160
KEEP: Any = object()
# All rolls of the process by a number of their own; see `PianoRoll._take_the_place_of`.
_ROLLS: weakref.WeakValueDictionary[int, PianoRoll] = weakref.WeakValueDictionary()
_SERIALS = itertools.count(1)


def greeting() -> Score:
    """What a roll without a value shows: 안녕 하세요 반가워요, a beat each, on C, D and E."""
    notes = NoteTable.from_columns(
        onset_beats=[1, 2, 3], duration_beats=1, pitch=[60, 62, 64], lyric=["안녕", "하세요", "반가워요"]
    )
    return Score(notes=notes, tempo_map=TempoMap(120))


class PianoRoll(Component):
    """A piano roll: notes, lyrics, curves and sound, edited in the browser and back in Python at once.

    Parameters
    ----------
    value
        The dict form, a `Score`, the path of a MIDI or JSON file, or a function that gives one of them and is called
        at each load of the page. None shows three notes.
    audio_data
        Sound for values that have none: path, address, data URI, or ``(sample rate, samples)``.
    curve_data
        Named line layers for values that have no curves.
    segment_data
        Segments (``start`` and ``end`` in seconds) for values that have none.
    use_backend_audio
        Play that sound instead of the browser's synthesizer.
    width, height
        Size in pixels, or CSS lengths.
    viewport_config
        ``{virtualScrolling, bufferSize, renderThreshold}`` for values that name none.
    interactive
        Whether it may be edited; by default unless it is only an output.
    label, info, show_label, container, scale, min_width, visible, elem_id, elem_classes, render, key
        As for every component of Gradio.
    preserved_by_key, every, inputs
        As for every component of Gradio.
    """

    EVENTS = [Events.change, Events.input, Events.play, Events.pause, Events.stop, Events.clear]  # noqa: RUF012
    data_model = Payload

    def __init__(
        self,
        value: Mapping[str, Any] | Score | str | Path | Callable[..., Any] | None = None,
        *,
        audio_data: Any = None,
        curve_data: Mapping[str, Any] | None = None,
        segment_data: Sequence[Any] | None = None,
        use_backend_audio: bool = False,
        label: str | gr.I18nData | None = None,
        info: str | gr.I18nData | None = None,
        every: Timer | float | None = None,
        inputs: Component | Sequence[Component] | set[Component] | None = None,
        show_label: bool | None = None,
        container: bool = True,
        scale: int | None = None,
        min_width: int = 160,
        interactive: bool | None = None,
        visible: bool | Literal["hidden"] = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        width: int | str | None = 1000,
        height: int | str | None = 600,
        viewport_config: Mapping[str, Any] | None = None,
        _former: int | None = None,
    ) -> None:
        self._serial = next(_SERIALS)
        _ROLLS[self._serial] = self
        former = _ROLLS.get(_former) if _former is not None else None
        # What the page shows before anybody has edited; made again when the app that is built changes the defaults.
        self._first = None if callable(value) else greeting() if value is None else value
        self.width = width
        self.height = height
        self.viewport_config = dict(viewport_config) if viewport_config else None
        # No attribute may be named like these parameters: Gradio would write its value into every page.
        self._defaults = Defaults.of(audio_data, curve_data, segment_data, use_backend_audio, self._save)
        if former is not None and self._defaults.is_empty:
            self._defaults = former._defaults
        super().__init__(
            value=greeting() if value is None else value,
            label=label,
            info=info,
            every=every,
            inputs=inputs,
            show_label=show_label,
            container=container,
            scale=scale,
            min_width=min_width,
            interactive=interactive,
            visible=visible,
            elem_id=elem_id,
            elem_classes=elem_classes,
            render=render,
            key=key,
            preserved_by_key=preserved_by_key,
        )
        if former is not None:
            self._take_the_place_of(former)

    def _take_the_place_of(self, former: PianoRoll) -> None:
        """For `gr.update` Gradio makes the component anew from its arguments, for this session.

        It is the same roll: values that came from the former one go back as changes, and what was set is kept.
        """
        self._id: int = former._id
        self.parent: Any = former.parent

    @property
    def constructor_args(self) -> dict[str, Any]:
        """The arguments that Gradio makes this component anew from."""
        given = dict(super().constructor_args)
        # Without an id it is no component of an app but an update that a handler returns.
        return {**given, "_former": self._serial} if hasattr(self, "_id") else given

    # --- values ------------------------------------------------------------------------------------------------

    def preprocess(self, payload: Payload | Mapping[str, Any] | None) -> PianoRollValue | None:
        """What a handler receives.

        Parameters
        ----------
        payload
            The handle from the browser; from an API client the dict form or a file as well.

        Returns
        -------
        PianoRollValue or None
            A dict in the published form that has its keys as attributes and the whole as `score`.
        """
        if payload is None:
            return None
        try:
            score, origin = self._inbound().read(Payload.of_client(payload), self._id)
        except TransportError as error:
            raise gr.Error(str(error), print_exception=False) from error
        return PianoRollValue.from_score(attached(score, origin))

    def postprocess(self, value: Any) -> Payload | None:
        """What the browser gets for what a handler returned: nothing new, the change, or a snapshot.

        Parameters
        ----------
        value
            The value that was received (changed or not), the dict form, a `Score`, the path of a MIDI or JSON file,
            or None. It stays as it is.

        Returns
        -------
        Payload or None
            The handle; the dict form where the value came in that form from an API client.
        """
        if value is None or isinstance(value, Payload):
            return value
        if isinstance(value, Handle):
            return Payload(root=value)
        score = with_defaults(self._score_of(value), self._defaults)
        app = self._app()
        payload = self._answerer().answer(score, self._id, running_revisions(app, self))
        origin = origin_of(score)
        if isinstance(payload.root, Handle) and answers_own_change(app, self, None if origin is None else origin.doc):
            payload.root.meta.quiet = True
        return payload

    def _score_of(self, value: Any) -> Score:
        if isinstance(value, Score):
            return value
        if isinstance(value, str | Path):
            from .formats import load

            return load(value)
        if not isinstance(value, Mapping) and callable(getattr(value, "to_dict", None)):
            value = value.to_dict()
        if not isinstance(value, Mapping):
            raise TypeError(
                "a piano roll shows the dict form, a Score or the path of a MIDI or JSON file, "
                f"not {type(value).__name__}"
            )
        return PianoRollValue.of(self._defaults.with_sound_saved(value)).score

    # Gradio evaluates every property of a component while it is half built: these are methods.
    def _inbound(self) -> Inbound:
        return Inbound(DOCUMENTS, Path(get_upload_folder()))

    def _answerer(self) -> Answerer:
        return Answerer(DOCUMENTS, self._save, self.viewport_config)

    def _save(self, data: bytes, name: str, folder: str) -> str:
        """Put bytes into Gradio's cache, under a folder that is named after them; gives the path."""
        path = Path(get_upload_folder()).resolve() / folder / name
        # Sound given to the constructor comes before Gradio has set the component up; it is kept as long as the app.
        known: set[str] = getattr(self, "temp_files", set())
        known.add(str(path))
        if path.exists() and path.stat().st_size == len(data):
            os.utime(path)
            return str(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written aside and renamed: another request may be serving the same content.
        descriptor, staging = tempfile.mkstemp(dir=path.parent, prefix=f".{name}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            os.replace(staging, path)
        except BaseException:
            Path(staging).unlink(missing_ok=True)
            raise
        return str(path)

    # --- settings ----------------------------------------------------------------------------------------------

    def update_backend_data(
        self,
        audio_data: Any = None,
        curve_data: Mapping[str, Any] | None = None,
        segment_data: Sequence[Any] | None = None,
        use_backend_audio: bool | None = None,
    ) -> None:
        """Change what is added to values that have no sound, curves or segments of their own; None keeps.

        While the app is built this is the default for everybody. Called from a handler it concerns the session of
        that handler alone, from its next value on (return the value to show it). Threads that a handler starts do
        not know their session: call it in the handler itself.
        """
        given = {
            "audio_data": audio_data,
            "curve_data": curve_data,
            "segment_data": segment_data,
            "use_backend_audio": use_backend_audio,
        }
        self._set({name: value for name, value in given.items() if value is not None})

    def set_audio_data(self, audio_data: Any) -> None:
        """Set the sound of values that have none (None removes it); see `update_backend_data` for whom."""
        self._set({"audio_data": audio_data})

    def set_curve_data(self, curve_data: Mapping[str, Any] | None) -> None:
        """Set the curves of values that have none (None removes them); see `update_backend_data` for whom."""
        self._set({"curve_data": curve_data})

    def set_segment_data(self, segment_data: Sequence[Any] | None) -> None:
        """Set the segments of values that have none (None removes them); see `update_backend_data` for whom."""
        self._set({"segment_data": segment_data})

    def enable_backend_audio(self, enable: bool = True) -> None:
        """Play the served sound instead of the synthesizer; see `update_backend_data` for whom."""
        self._set({"use_backend_audio": enable})

    def update(self, value: Any = KEEP, **props: Any) -> dict[str, Any]:
        """The update that a handler returns for this roll: a value and any constructor arguments."""
        changes = props if value is KEEP else {"value": value, **props}
        return dict(gr.update(**changes))

    def _set(self, changes: Mapping[str, Any]) -> None:
        target = self._of_this_session()
        target._defaults = target._defaults.changed(changes, self._save)
        if LocalContext.request.get(None) is None and self._first is not None:
            # The app is being built: what its pages show at first has the new defaults as well.
            first = self.postprocess(self._first)
            self.value = processing_utils.move_files_to_cache(
                first.model_dump() if isinstance(first, Payload) else first, self, postprocess=True, keep_in_cache=True
            )

    def _of_this_session(self) -> PianoRoll:
        """The component whose defaults may be changed: inside a request a copy that only this session uses."""
        config = LocalContext.blocks_config.get(None)
        if LocalContext.request.get(None) is None or config is None:
            return self
        current = config.blocks.get(self._id, self)
        if not isinstance(current, PianoRoll):
            return self
        # Gradio looks a session's components up in this table before it reads or writes their values.
        mine = PianoRoll.__new__(PianoRoll)
        mine.__dict__.update(current.__dict__)
        config.blocks[self._id] = mine
        return mine

    # --- recovery ----------------------------------------------------------------------------------------------

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
            A handle with a snapshot; None when the content is forgotten.
        """
        if not isinstance(payload, Mapping):
            return None
        value = payload.get("value")
        if isinstance(value, Mapping):
            try:
                score = with_defaults(self._inbound().unverified(value), self._defaults)
            except TransportError as error:
                raise gr.Error(str(error), print_exception=False) from error
            answer = self._answerer().whole(score, secrets.token_urlsafe(12))
        else:
            key = str(payload.get("key") or "") or DOCUMENTS.key_of(str(payload.get("rev"))) or ""
            score_or_none = DOCUMENTS.get(key)
            if score_or_none is None:
                return None
            answer = self._answerer().whole(score_or_none, str(payload.get("doc"))[:200])
        return self._served(answer.model_dump(), request)

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
        from .live.lazy import live_takes

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

    # --- the API and examples ----------------------------------------------------------------------------------

    def example_payload(self) -> dict[str, Any]:
        """A value that a client may send."""
        return {
            "notes": [
                {"start": 0, "duration": 80, "pitch": 60, "velocity": 100, "lyric": "안녕"},
                {"start": 80, "duration": 80, "pitch": 64, "velocity": 100, "lyric": "하세요"},
            ],
            "tempo": 120,
            "timeSignature": {"numerator": 4, "denominator": 4},
            "pixelsPerBeat": 80,
        }

    def example_value(self) -> dict[str, Any]:
        """A value that a handler may return."""
        return greeting().to_dict()

    def get_config(self, cls: type[Any] | None = None) -> dict[str, Any]:
        """What the page is told; a roll that no handler writes to may be edited, as the published releases allowed."""
        config: dict[str, Any] = super().get_config(cls)
        if self.interactive is None and not self._is_written_to():
            config["interactive"] = True
        return config

    def _is_written_to(self) -> bool:
        """Whether some event of the app has this roll as an output: Gradio then decides whether it may be edited.

        The event by which a function gives the first value does not count.
        """
        first = self.load_event_to_attach[0] if self.load_event_to_attach else None
        writers = (
            function
            for function in getattr(self._app(), "fns", {}).values()
            if any(output._id == self._id for output in function.outputs)
        )
        return any(first is None or function.fn is not first for function in writers)

    def _app(self) -> Any:
        """The outermost block that this roll stands in."""
        root: Any = self
        while getattr(root, "parent", None) is not None:
            root = root.parent
        # Gradio takes the parent away from whatever fired an event; while one runs it says which app it is of.
        running = LocalContext.blocks.get(None) if root is self else None
        return root if running is None else running

    def api_info(self) -> dict[str, Any]:
        """The JSON schema of the value."""
        return value_schema()

    def process_example(self, value: Any) -> dict[str, Any] | None:
        """What the list of examples shows: the first notes as ``[start, duration, pitch]`` in beats, and a name."""
        if value is None:
            return None
        score = self._score_of(value)
        notes = score.notes
        rows = slice(0, PREVIEW_NOTES)
        columns = (notes.onset_beats[rows].tolist(), notes.duration_beats[rows].tolist(), notes.pitch[rows].tolist())
        name = Path(value).name if isinstance(value, str | Path) else f"{len(notes)} ♪"
        return {"notes": [list(note) for note in zip(*columns, strict=True)], "text": score.name or name}

    def flag(self, payload: Any, flag_dir: str | Path = "") -> str:
        """Keep a value for later: a complete snapshot whose files lie in `flag_dir`."""
        score, _ = self._inbound().read(Payload.of_client(payload), self._id)
        if score.audio is not None and score.audio.kind == "url":
            score = score.replace(audio=None)
        handle = self._answerer().whole(detached(score), secrets.token_urlsafe(12))
        Path(flag_dir).mkdir(parents=True, exist_ok=True)
        return json.dumps(handle.copy_to_dir(flag_dir).model_dump())

    def read_from_flag(self, payload: Any) -> Payload:
        """The value that `flag` kept."""
        return Payload.of_client(json.loads(payload))
