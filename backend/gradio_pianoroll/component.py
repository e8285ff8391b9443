"""The Gradio component."""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import gradio as gr
from gradio.components.base import Component
from gradio.events import EventListener, Events
from gradio.utils import get_upload_folder

from .component_parts.answers import Answers
from .component_parts.asking import remember_askers
from .component_parts.roles import roles_of, session_config
from .component_parts.settings import GIVEN_NAMES, Settings
from .component_parts.values import greeting
from .live.leftovers import look_for_leftovers
from .score import Score
from .transport.defaults import Defaults
from .transport.handle import Payload

if TYPE_CHECKING:
    from gradio.components import Timer

# All rolls of the process by a number of their own; see `PianoRoll._take_the_place_of`.
_ROLLS: weakref.WeakValueDictionary[int, PianoRoll] = weakref.WeakValueDictionary()
_SERIALS = itertools.count(1)
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


class PianoRoll(Settings, Answers, Component):
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
        Size in pixels, or CSS lengths.
    viewport_config
        ``{virtualScrolling, bufferSize, renderThreshold, showSpectrogram}`` for values that name none; the last one
        shows the spectrogram of the sound from the beginning.
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

    EVENTS = [CHANGE, INPUT, Events.play, Events.pause, Events.stop, Events.clear]  # noqa: RUF012
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
        self._greets = value is None
        self._first = None if callable(value) else greeting() if value is None else value
        self._session = session_config()
        self.width = width
        self.height = height
        self.viewport_config = dict(viewport_config) if viewport_config else None
        self._defaults = Defaults.of(audio_data, curve_data, segment_data, use_backend_audio, self._save)
        if former is not None:
            self._defaults = self._defaults.after(former._defaults)
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
        look_for_leftovers(Path(get_upload_folder()))
        # Inside of a handler Gradio leaves a new component half built: it stands for an update.
        if hasattr(self, "value"):
            self.value = self._shown(self.value)
        if former is not None:
            self._take_the_place_of(former)

    def _take_the_place_of(self, former: PianoRoll) -> None:
        """For `gr.update` Gradio makes the component anew from its arguments, for this session.

        It is the same roll: values that came from the former one go back as changes, and what was set is kept.
        """
        self._id: int = former._id
        self.parent: Any = former.parent
        self._is_update = True

    @property
    def constructor_args(self) -> dict[str, Any]:
        """The arguments that Gradio makes this component anew from."""
        given = dict(super().constructor_args)
        # Without an id it is no component of an app but an update that a handler returns.
        return {**given, "_former": self._serial} if hasattr(self, "_id") else given

    def get_config(self, cls: type[Any] | None = None) -> dict[str, Any]:
        """What the page is told; a roll that no handler writes to may be edited, as the published releases allowed.

        Only now all events are known: nobody made the notes of a roll that waits for those of a program.
        """
        config: dict[str, Any] = super().get_config(cls)
        # No event comes before the page that it comes from.
        remember_askers()
        for name in GIVEN_NAMES:
            # Every page has what they say in the value; sound as text would stand in it twice.
            config.pop(name, None)
        around = self._around()
        roles = roles_of(self, self._app() if around is self else around, self._session)
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
        if self.is_rendered:
            raise RuntimeError("this roll stands in an app already; launch that app")
        with gr.Blocks() as app:
            self.render()
        return app.launch(**kw)
