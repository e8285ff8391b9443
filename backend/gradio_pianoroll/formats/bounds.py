"""What a file may hold at most, counted before anything is made of it: a few bytes cost a reader hundreds in memory."""

from __future__ import annotations

from pathlib import Path

from gradio_pianoroll.i18n.sentence import Sentence

from ..errors import FormatError

MAX_MIDI_BYTES = 32 * 1024 * 1024
MAX_MIDI_TRACKS = 10_000
MAX_MIDI_TEXTS = 500_000
MAX_XML_ELEMENTS = 5_000_000
MAX_JSON_VALUES = 4_000_000
MAX_CSV_CELLS = 8_000_000
MAX_LABEL_LINES = 1_000_000


def refuse_more(path: Path, found: int, limit: int, what: Sentence) -> None:
    """Refuse a file that holds more than `limit` of something.

    Raises
    ------
    FormatError
        With both counts.
    """
    if found > limit:
        raise FormatError(path, Sentence("file.too_much", found=found, what=what, limit=limit))
