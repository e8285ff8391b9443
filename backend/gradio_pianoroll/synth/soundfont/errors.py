"""Error of a SoundFont."""

from __future__ import annotations

from gradio_pianoroll.errors import FormatError


class SoundFontError(FormatError):
    """Error of a SoundFont that cannot be found, read or played; the message names it and says what is wrong."""
