"""A microphone in the browser: numbered blocks of sound become F0, notes and a kept recording."""

from typing import TYPE_CHECKING

from gradio_pianoroll.lazy import lazy_names

if TYPE_CHECKING:
    from gradio_pianoroll.live.notes import LiveNotes
    from gradio_pianoroll.live.recording import Recording
    from gradio_pianoroll.live.take import Take
    from gradio_pianoroll.live.takes import LiveTakes

_HOMES = {"LiveNotes": "notes", "LiveTakes": "takes", "Recording": "recording", "Take": "take"}

__all__ = ["LiveNotes", "LiveTakes", "Recording", "Take"]

__getattr__, __dir__ = lazy_names(__name__, _HOMES, (*_HOMES.values(), "frames", "lazy", "leftovers"))
