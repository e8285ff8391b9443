"""`mido.MidiFile`: through the bytes of a MIDI file, which it stands for."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from ...extras import require
from ...score import Score
from ..midi import read, write

PLACE = Path("a mido.MidiFile")


def from_mido(file: Any) -> Score:
    """Score of a `mido.MidiFile`; as from a file, with the same warnings.

    Raises
    ------
    FormatError
        If it holds what a MIDI file cannot.
    """
    data = io.BytesIO()
    file.save(file=data)
    return read(data.getvalue(), PLACE)


def to_mido(score: Score) -> Any:
    """`mido.MidiFile` of a score, lyrics in UTF-8 (``charset="utf-8"``), beats rounded to the score's PPQN.

    Raises
    ------
    ImportError
        If mido is missing.
    FormatError
        If the score is too long for MIDI.
    """
    mido = require("mido", "to_mido")
    return mido.MidiFile(file=io.BytesIO(write(score, PLACE)), charset="utf-8")
