"""The Gradio component."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import gradio as gr
from gradio.components.base import Component
from gradio.events import EventListener, Events

from . import gradio_compat
from .gradio_compat import Remade
from .live.leftovers import look_for_leftovers
from .proposing import Proposing
from .score import Score
from .server_functions import SOUND_FONTS, ServerFunctions
from .session import other_forms
from .session.cache_files import write_once
from .session.defaults import Defaults
from .session.handles import in_dict_form
from .session.lyric_phonemes import automatic_phonemes
from .session.note_ties import note_ties
from .session.roll_session import RollSession
from .session.soundfonts import RollFont
from .value.revision import VISITOR
from .value.schema import answer_schema, value_schema
from .value.value import PianoRollValue
from .wire.handle import Handle, Payload, ShownDict

if TYPE_CHECKING:
    from gradio.components import Timer

    from .synth import SoundFont

# For `update`: None is a value.
KEEP: Any = object()
GIVEN_NAMES = ("audio_data", "curve_data", "segment_data", "use_backend_audio")
CHANGE = EventListener(
    "change",
    doc=(
        "Triggered once for each finished edit, undo and redo too, and when another event (a button, say) set the "
        "{{ component }} to something else. What a change handler itself returns to the {{ component }} triggers "
        "nothing. See `.input()` for what only the user's hand triggers."
    ),
)
INPUT = EventListener(
    "input", doc="Triggered when the user typed a lyric into the {{ component }}, never by a value that an event set."
)


ACCEPT = EventListener(
    "accept",
    doc=(
        "Triggered when the user accepted a proposal of the {{ component }}, whole or a note of it. Event data: `id`, "
        "`name`, `alternative`, `label`, `count`, `whole`."
    ),
)
REJECT = EventListener(
    "reject",
    doc=(
        "Triggered when the user rejected a proposal of the {{ component }}, whole or a note of it, also while it is "
        "generated: `cancels=` then stops the event that generates it. Event data as for `.accept()`."
    ),
)


class PianoRoll(Proposing, ServerFunctions, Remade, Component):
    """A piano roll: notes, lyrics, curves and sound, edited in the browser and back in Python at once.

    Parameters
    ----------
    value
        The dict form, a `Score`, the path of a MIDI or JSON file, or a function that gives one of them and is called
        at each load of the page. None shows three notes, and none where only handlers write.
    audio_data
        Sound for values that have none: path, address, data URI, or ``(sample rate, samples)``.
    curve_data
        Named line layers for values that have no curves.
    segment_data
        Segments (``start`` and ``end`` in seconds) for values that have none.
    use_backend_audio
        Play that sound instead of the browser's synthesizer.
    width, height
        Size in pixels, or CSS lengths. A height of ``"fill"`` is what is left where the roll stands: the rest of a page
        made with ``gr.Blocks(fill_height=True)``, or as high as its neighbours in a row.
    viewport_config
        ``{virtualScrolling, bufferSize, renderThreshold, showSpectrogram}`` for values that name none; the last one
        shows the spectrogram of the sound from the beginning.
    phonemes
        Whether notes get their phonemes when somebody types lyrics, in the same step of undo: None for not at all,
        ``"auto"`` for the language of the letters, ``"ko"``, ``"en"``, ``"ja"``, or a mapping of ``language`` (also one
        for each track by its number), ``notation``, ``latin``, ``link`` as for `g2p.phonemise`, and ``dictionary``.
    ties
        Whether phones follow their notes in the page: None, a rule of `score.edit.tie_phones` (``"svs"``, ``"free"``),
        or a mapping of ``rule`` and ``tier``. What breaks the rule is marked.
    soundfont
        SoundFont that plays the notes: a path, an address, an opened `SoundFont`, or True for the first one that is
        found on this machine. None begins with our own voices; a page may choose one that is found. False: no font.
    interactive
        Whether it may be edited; by default unless it is only an output.
    label, info, show_label, container, scale, min_width, visible, elem_id, elem_classes, render, key
        As for every component of Gradio.
    preserved_by_key, every, inputs
        As for every component of Gradio.

    Notes
    -----
    `change` comes once for each finished edit (undo and redo too) and, as for every component of Gradio, once when
    another event has set the roll to something else: a handler that fills in what is missing fills it in again after
    a button that cleared it. What the handler of `change` returns to the roll sets off nothing. `input` comes when the
    user typed a lyric, and never by a value that an event set: it is the one for handlers that complete what was typed.

    A dict that a handler returns is a change of what it was given: its notes are known by their ids, and what a dict
    without `notes` does not name stays.
    """

    EVENTS = [  # noqa: RUF012
        CHANGE, INPUT, Events.play, Events.pause, Events.stop, Events.clear, Events.select, ACCEPT, REJECT,
    ]  # fmt: skip
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
        phonemes: str | Mapping[str, Any] | None = None,
        ties: str | Mapping[str, Any] | None = None,
        soundfont: str | Path | SoundFont | bool | None = None,
        _former: int | None = None,
    ) -> None:
        former = self._register(_former)
        # What the page shows before anybody has edited; made again when the app that is built changes the defaults.
        self._greets = value is None
        self._first = None if callable(value) else other_forms.greeting() if value is None else value
        self._session_config = gradio_compat.session_config()
        self.width = width
        self.height = height
        self.viewport_config = dict(viewport_config) if viewport_config else None
        # What the page is told; words of a dictionary stay here.
        self._automatic, self.phonemes = automatic_phonemes(phonemes)
        self.ties = note_ties(ties)
        self._font = RollFont.of(soundfont, former and former._font)
        self.soundfont = self._font.for_page()
        self._defaults = Defaults.of(audio_data, curve_data, segment_data, use_backend_audio, self._save)
        if former is not None:
            self._defaults = self._defaults.after(former._defaults)
        super().__init__(
            value=other_forms.greeting() if value is None else value,
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
        look_for_leftovers(gradio_compat.cache_folder())
        SOUND_FONTS.warm_up(self._font)
        if gradio_compat.is_set_up(self):
            self.value = self._shown(self.value)
        if former is not None:
            self._take_the_place_of(former)

    def get_config(self, cls: type[Any] | None = None) -> dict[str, Any]:
        """Tell the page about this roll; one that no handler writes to may be edited, as in the published releases.

        Only now all events are known: nobody made the notes of a roll that waits for those of a program.
        """
        config: dict[str, Any] = super().get_config(cls)
        # No event comes before the page that it comes from.
        gradio_compat.remember_askers(VISITOR)
        for name in GIVEN_NAMES:
            # Every page has what they say in the value; sound as text would stand in it twice.
            config.pop(name, None)
        around = gradio_compat.outermost(self)
        roles = gradio_compat.roles_of(
            self, gradio_compat.app_of(self) if around is self else around, self._session_config
        )
        if self.interactive is None and not roles.is_written:
            config["interactive"] = True
        may_be_edited = self.interactive or (self.interactive is None and roles.is_read)
        if self._greets and roles.is_written and not may_be_edited:
            config["value"] = self._first_value(Score())
        return config

    def launch(self, **kw: Any) -> Any:
        """Show this roll alone, as an app of its own.

        Parameters
        ----------
        **kw
            As for `gradio.Blocks.launch`.

        Returns
        -------
        tuple
            What `gradio.Blocks.launch` returns.

        Raises
        ------
        RuntimeError
            If it stands in an app already.
        """
        if gradio_compat.is_rendered(self):
            raise RuntimeError("this roll stands in an app already; launch that app")
        with gr.Blocks() as app:
            self.render()
        return app.launch(**kw)

    # --- values in and out ------------------------------------------------------------------------------------------

    def preprocess(self, payload: Payload | Mapping[str, Any] | None) -> PianoRollValue | None:
        """Read what a handler receives.

        Parameters
        ----------
        payload
            The handle from the browser; from an API client the dict form or a file as well.

        Returns
        -------
        PianoRollValue or None
            A dict in the published form that has its keys as attributes and the whole as `score`.
        """
        return None if payload is None else PianoRollValue.from_score(self._session().receive(payload))

    def postprocess(self, value: Any) -> Payload | None:
        """Write what the browser gets for what a handler returned: nothing new, the change, or a snapshot.

        Parameters
        ----------
        value
            The value that was received (changed or not), the dict form, a `Score`, the path of a MIDI or JSON file,
            or None. It stays as it is. A dict that names no notes is a change of the value that the handler was
            given: what it does not name stays.

        Returns
        -------
        Payload or None
            The handle; the dict form where the value came in that form from an API client.
        """
        if value is None or isinstance(value, Payload):
            return value
        if isinstance(value, Handle):
            return Payload(root=value)
        return self._session().answer(value)

    def _shown(self, value: Any) -> Any:
        """Make the value as it stands in a page, which answers to the keys of the dict form as well."""
        if not isinstance(value, dict):
            return value
        return ShownDict(value, lambda: PianoRollValue.from_score(self._session().read(Payload.of_client(value))))

    def example_payload(self) -> dict[str, Any]:
        """Value that a client may send."""
        return dict(other_forms.EXAMPLE)

    def example_value(self) -> dict[str, Any]:
        """Value that a handler may return."""
        return other_forms.greeting().to_dict()

    def api_info(self) -> dict[str, Any]:
        """JSON schema of what a client may send."""
        return value_schema()

    def api_info_as_output(self) -> dict[str, Any]:
        """JSON schema of what a client receives."""
        return answer_schema()

    def process_example(self, value: Any) -> dict[str, Any] | None:
        """Prepare what the list of examples shows: the first notes as ``[start, duration, pitch]`` in beats, a name."""
        return None if value is None else other_forms.preview(self._session().score_of(value), value)

    def flag(self, payload: Any, flag_dir: str | Path = "") -> str:
        """Keep a value for later: the dict form as JSON, with its sound as a file in `flag_dir`."""
        score = self._session().read(Payload.of_client(payload))
        return other_forms.flagged(score, in_dict_form(score).root, flag_dir)

    def read_from_flag(self, payload: Any) -> Payload | None:
        """Read the value that `flag` kept."""
        form, data = other_forms.of_flagged(payload)
        return Payload.of_client(data) if form == "handle" else self.postprocess(data)

    # Gradio evaluates every property of a component while it is half built: this is a method.
    def _session(self) -> RollSession:
        return RollSession(self, self._defaults, self._save, self.viewport_config)

    def _save(self, data: bytes, name: str, folder: str) -> str:
        """Put bytes into Gradio's cache, under a folder that is named after them; gives the path."""
        path = gradio_compat.cache_folder() / folder / name
        # Sound given to the constructor comes before Gradio has set the component up; it is kept as long as the app.
        gradio_compat.keep_while_app_runs(self, str(path))
        write_once(data, path)
        return str(path)

    # --- what a program changes afterwards --------------------------------------------------------------------------

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

    @property
    def audio_data(self) -> Any:
        """Sound of values that have none, as it was given."""
        return self._given("audio_data")

    @audio_data.setter
    def audio_data(self, given: Any) -> None:
        self.set_audio_data(given)

    @property
    def curve_data(self) -> Any:
        """Curves of values that have none, as they were given."""
        return self._given("curve_data")

    @curve_data.setter
    def curve_data(self, given: Any) -> None:
        self.set_curve_data(given)

    @property
    def segment_data(self) -> Any:
        """Segments of values that have none, as they were given."""
        return self._given("segment_data")

    @segment_data.setter
    def segment_data(self, given: Any) -> None:
        self.set_segment_data(given)

    @property
    def use_backend_audio(self) -> bool:
        """Choice of the served sound over the synthesizer."""
        return bool(self._given("use_backend_audio"))

    @use_backend_audio.setter
    def use_backend_audio(self, enable: bool) -> None:
        self.enable_backend_audio(enable)

    def _given(self, name: str) -> Any:
        if self._is_update:
            # Gradio would send it to the page, as sound in a text, where the value has it already.
            raise AttributeError(name)
        # Gradio looks at every property of a component while it is half built.
        defaults = getattr(self, "_defaults", None)
        return None if defaults is None else defaults.given.get(name)

    def update(self, value: Any = KEEP, **props: Any) -> dict[str, Any]:
        """Make the update that a handler returns for this roll: a value and any constructor arguments.

        Raises
        ------
        RuntimeError
            In a thread that the program started by itself: there is no page that it could reach.
        """
        if gradio_compat.running_app() is None and threading.current_thread() is not threading.main_thread():
            raise RuntimeError(
                "update() shows nothing from a thread of your own: it is what a handler returns. To show notes while "
                "they arrive, write the handler as a generator and yield what ScoreStream gives"
            )
        changes = props if value is KEEP else {"value": value, **props}
        return dict(gr.update(**changes))

    def _set(self, changes: Mapping[str, Any]) -> None:
        target = gradio_compat.for_this_session(self)
        is_built = not gradio_compat.is_in_request()
        target._defaults = target._defaults.changed(changes, self._save, is_own=is_built)
        if is_built and self._first is not None:
            # The app is being built: what its pages show at first has the new defaults as well.
            self.value = self._shown(self._first_value(self._first))

    def _first_value(self, value: Any) -> Any:
        """Make what the page is given for a value before any event."""
        first = self.postprocess(value)
        return gradio_compat.moved_for_page(first.model_dump() if isinstance(first, Payload) else first, self)
