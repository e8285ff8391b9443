"""`symusic.Score`: through the bytes of a MIDI file, which is what it is made for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ...extras import require
from ...score import Score
from ..midi import read, write

PLACE = Path("a symusic.Score")


def from_symusic(song: Any) -> Score:
    """Score of a `symusic.Score` in ticks, quarters or seconds.

    symusic keeps no channels: a track gets one of its own as long as there are some left.
    """
    in_ticks = song if type(song).__name__ == "ScoreTick" else song.to("tick")
    return read(bytes(in_ticks.dumps_midi()), PLACE)


def to_symusic(score: Score) -> Any:
    """`symusic.Score` in ticks at the score's PPQN, beats rounded to them.

    Raises
    ------
    FormatError
        If the score is too long for MIDI.
    """
    return require("symusic", "to_symusic").Score.from_midi(write(score, PLACE), ttype="tick")
