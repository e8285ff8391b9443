"""A microphone in the browser: numbered blocks of sound become F0, notes and a kept recording."""

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from gradio_pianoroll.live.notes import LiveNotes
    from gradio_pianoroll.live.recording import Recording
    from gradio_pianoroll.live.take import Take
    from gradio_pianoroll.live.takes import LiveTakes

_HOMES = {"notes": ["LiveNotes"], "takes": ["LiveTakes"], "recording": ["Recording"], "take": ["Take"]}

__all__ = ["LiveNotes", "LiveTakes", "Recording", "Take"]

__getattr__, __dir__, _ = lazy_loader.attach(__name__, [*_HOMES, "frames", "lazy", "leftovers"], _HOMES)
