"""A microphone in the browser: numbered blocks of sound become F0, notes and a kept recording."""

from gradio_pianoroll.live.notes import LiveNotes
from gradio_pianoroll.live.recording import Recording
from gradio_pianoroll.live.take import Take
from gradio_pianoroll.live.takes import LiveTakes

__all__ = ["LiveNotes", "LiveTakes", "Recording", "Take"]
