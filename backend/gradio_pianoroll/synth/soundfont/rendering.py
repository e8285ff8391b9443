"""A score played with a SoundFont."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.errors import PianoRollWarning
from gradio_pianoroll.extras import require
from gradio_pianoroll.i18n.sentence import Sentence

from .cut import FontCut, cut_font
from .finding import open_soundfont
from .movement import Movement, points_of
from .performance import Part, parts_of

if TYPE_CHECKING:
    from os import PathLike

    from numpy.typing import NDArray

    from gradio_pianoroll.score import Score

    from .font import SoundFont

SYNTHESIZER = Sentence("needs.synthesizer")


def stream_soundfont(
    score: Score,
    soundfont: str | PathLike[str] | SoundFont | bool,
    sr: int = 44_100,
    *,
    f0_curve: str | None = None,
    loudness_curve: str | None = None,
    tracks: Sequence[int] | None = None,
    threads: int | None = None,
) -> Iterator[NDArray[np.float32]]:
    """Play a score with a SoundFont, in chunks of 16384 samples: hours need no more memory than their notes.

    Parameters
    ----------
    score
        Programs, banks, drums, pedals, bends, controllers, pan and volume are those of the score.
    soundfont
        A path (``.sf2``, ``.sf3``), a font, or True for the one that is found on this machine.
    sr
        Sample rate in Hz.
    f0_curve
        Name of a curve of the score in Hz. Notes whose pitch it is follow it: those where its middle value lies within
        a semitone of them.
    loudness_curve
        Name of a curve of the score in dB; the loudest is the level as written. Drums do not follow it.
    tracks
        Numbers of the only tracks that sound, even if they are muted.
    threads
        That play at once; None for one for each core. The sound does not depend on it.

    Yields
    ------
    float32 array, shape (n, 2); not limited: many loud notes go beyond ±1

    Raises
    ------
    SoundFontError
        If the font cannot be read.
    ValueError
        If a curve is unknown.
    """
    font = open_soundfont(soundfont)
    require("numba", SYNTHESIZER)
    from .player import Player

    f0 = points_of(score, f0_curve) if f0_curve else None
    loudness = points_of(score, loudness_curve) if loudness_curve else None
    parts = parts_of(score, sr, tracks)
    programs = {part.number: _programs(font, part) for part in parts}
    cut = cut_font(font, uses_of(parts, programs))
    return Player(cut, parts, programs, sr, Movement(f0, loudness), threads).chunks()


def cut_for(score: Score, soundfont: str | PathLike[str] | SoundFont | bool) -> FontCut:
    """Cut a font to the zones that the notes of a score use: what a player of the score has to be given."""
    font = open_soundfont(soundfont)
    parts = parts_of(score, 44_100)
    return cut_font(font, uses_of(parts, {part.number: _programs(font, part) for part in parts}))


def uses_of(
    parts: list[Part], programs: dict[int, dict[int, tuple[int, int] | None]]
) -> dict[tuple[int, int], set[tuple[int, int]]]:
    """Keys and velocities of the notes by the preset that plays them."""
    uses: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for part in parts:
        for bank, chosen in programs[part.number].items():
            if chosen is not None:
                rows = part.bank == bank
                notes = zip(part.pitch[rows].tolist(), part.velocity[rows].tolist(), strict=True)
                uses.setdefault(chosen, set()).update(notes)
    return uses


def _programs(font: SoundFont, part: Part) -> dict[int, tuple[int, int] | None]:
    """Preset of each bank of a part; a warning where the font has nothing like it."""
    found: dict[int, tuple[int, int] | None] = {}
    for bank in np.unique(part.bank).tolist():
        found[bank] = font.choose(bank, part.program)
        if found[bank] is None:
            what = "drums" if part.track.is_drum else f"program {part.program}"
            name = part.track.name or f"number {part.number + 1}"
            message = f"{font.path.name} has no {what}; the track {name!r} is silent"
            warnings.warn(PianoRollWarning(message), stacklevel=2)
    return found
