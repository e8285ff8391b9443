"""A whole score as sound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.synth.reverb import add_reverb
from gradio_pianoroll.synth.soundfont.rendering import stream_soundfont
from gradio_pianoroll.synth.streaming import stream_voices

if TYPE_CHECKING:
    from os import PathLike

    from numpy.typing import NDArray

    from gradio_pianoroll.score import Score
    from gradio_pianoroll.synth.soundfont import SoundFont

PEAK = 0.9
DEFAULT_REVERB = 0.16


def render(
    score: Score,
    sr: int = 44_100,
    *,
    voice: str | Mapping[int, str] | None = None,
    stereo: bool = False,
    reverb: float = DEFAULT_REVERB,
    f0_curve: str | None = None,
    soundfont: str | PathLike[str] | SoundFont | bool | None = None,
    loudness_curve: str | None = None,
) -> NDArray[np.float32]:
    """Play a score. The same score gives the same samples.

    A SoundFont plays what MIDI says: programs, banks, drum kits, pedals, bends, controllers, pressure. It is heard
    beyond the last note for as long as it sounds; a long song is better taken from `stream_soundfont`.

    Parameters
    ----------
    score
        Muted tracks are silent; where a track is solo, only those sound.
    sr
        Sample rate in Hz.
    voice
        What plays: a name from `instrument_names()` for all tracks, or by track number. By default the General MIDI
        program of the track decides; its voices (52-54) sing lyrics and phonemes.
    stereo
        Put the tracks where their `pan` says; low notes stand a little to the left of there, high ones to the right.
    reverb
        Room, 0-1.
    f0_curve
        Name of a curve of the score in Hz that singing tracks follow, and all other notes whose pitch it is: those
        where its middle value lies within a semitone of them.
    soundfont
        What plays in place of our voices: a path (``.sf2``, ``.sf3``), a `SoundFont`, or True for the one that is found
        on this machine (`find_soundfonts`).
    loudness_curve
        Name of a curve of the score in dB that all but drums follow; its loudest value is the level as written.

    Returns
    -------
    float32 array, shape (n,) or (n, 2), within ±0.9; empty for a score without notes

    Raises
    ------
    ValueError
        When a voice or a curve is unknown, or both a voice and a SoundFont are chosen.
    SoundFontError
        When the font is not found or cannot be read.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.synth import render
    >>> render(Score(NoteTable.from_columns([0, 1], 1, [60, 64])), 22_050, stereo=True, reverb=0).shape
    (35280, 2)
    """
    channels = 2 if stereo else 1
    if soundfont:
        if voice is not None:
            raise ValueError("choose a voice or a SoundFont, not both")
        blocks = stream_soundfont(score, soundfont, sr, f0_curve=f0_curve, loudness_curve=loudness_curve)
        return _finished(_gathered(blocks, channels), sr, reverb)
    blocks = stream_voices(
        score, sr, voice=voice, stereo=stereo, f0_curve=f0_curve, loudness_curve=loudness_curve
    )  # fmt: skip
    nothing = np.zeros((0, 2) if stereo else 0, np.float32)
    return _finished(np.concatenate([nothing, *blocks]), sr, reverb)


def _gathered(blocks: Iterator[NDArray[np.float32]], channels: int) -> NDArray[np.float32]:
    """Blocks (n, 2) as one sound; one channel has the level of what stands in the middle."""
    if channels == 2:
        return np.concatenate([np.zeros((0, 2), np.float32), *blocks])
    return np.concatenate([np.zeros(0, np.float32), *(block.sum(axis=1) * np.float32(0.5**0.5) for block in blocks)])


def _finished(dry: NDArray[np.float32], sr: int, reverb: float) -> NDArray[np.float32]:
    """Sound with its room, within the peak."""
    wet = add_reverb(dry, sr, reverb)
    loudest = float(np.abs(wet).max(initial=0.0))
    return wet if loudest <= PEAK else (wet * (PEAK / loudest)).astype(np.float32)
