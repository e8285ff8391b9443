"""What a program changes about a roll after it has made it."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any, Self

import gradio as gr
from gradio import processing_utils
from gradio.context import LocalContext

from gradio_pianoroll.transport.handle import Payload

from .values import Values

KEEP: Any = object()
GIVEN_NAMES = ("audio_data", "curve_data", "segment_data", "use_backend_audio")


class Settings(Values):
    """The setters: for everybody while the app is built, for one session within a handler."""

    # Whether Gradio made this component of an update that a handler returned.
    _is_update = False

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
        """The sound of values that have none, as it was given."""
        return self._given("audio_data")

    @audio_data.setter
    def audio_data(self, given: Any) -> None:
        self.set_audio_data(given)

    @property
    def curve_data(self) -> Any:
        """The curves of values that have none, as they were given."""
        return self._given("curve_data")

    @curve_data.setter
    def curve_data(self, given: Any) -> None:
        self.set_curve_data(given)

    @property
    def segment_data(self) -> Any:
        """The segments of values that have none, as they were given."""
        return self._given("segment_data")

    @segment_data.setter
    def segment_data(self, given: Any) -> None:
        self.set_segment_data(given)

    @property
    def use_backend_audio(self) -> bool:
        """Whether the served sound is played instead of the synthesizer."""
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
        """The update that a handler returns for this roll: a value and any constructor arguments.

        Raises
        ------
        RuntimeError
            In a thread that the program started by itself: there is no page that it could reach.
        """
        if LocalContext.blocks.get(None) is None and threading.current_thread() is not threading.main_thread():
            raise RuntimeError(
                "update() shows nothing from a thread of your own: it is what a handler returns. To show notes while "
                "they arrive, write the handler as a generator and yield what ScoreStream gives"
            )
        changes = props if value is KEEP else {"value": value, **props}
        return dict(gr.update(**changes))

    def _set(self, changes: Mapping[str, Any]) -> None:
        target = self._of_this_session()
        is_built = LocalContext.request.get(None) is None
        target._defaults = target._defaults.changed(changes, self._save, is_own=is_built)
        if is_built and self._first is not None:
            # The app is being built: what its pages show at first has the new defaults as well.
            self.value = self._shown(self._first_value(self._first))

    def _first_value(self, value: Any) -> Any:
        """What the page is given for a value before any event."""
        first = self.postprocess(value)
        return processing_utils.move_files_to_cache(
            first.model_dump() if isinstance(first, Payload) else first, self, postprocess=True, keep_in_cache=True
        )

    def _of_this_session(self) -> Self:
        """The component whose defaults may be changed: inside a request a copy that only this session uses."""
        config = LocalContext.blocks_config.get(None)
        if LocalContext.request.get(None) is None or config is None:
            return self
        current = config.blocks.get(self._id, self)
        if not isinstance(current, type(self)):
            return self
        # Gradio looks a session's components up in this table before it reads or writes their values.
        mine = type(current).__new__(type(current))
        mine.__dict__.update(current.__dict__)
        config.blocks[self._id] = mine
        return mine
