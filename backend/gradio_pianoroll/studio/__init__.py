"""The studio: open music or speech, see it in the roll, edit it, hear it, save it."""

from gradio_pianoroll.studio.app import Studio, build_app

__all__ = ["Studio", "build_app"]
