"""Tracks that are heard, what plays them and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.synth.instruments import INSTRUMENTS, instrument_for_program

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.score import Score, Track

VOICE = "voice"


def instrument_names() -> tuple[str, ...]:
    """Names that `render` takes as a voice."""
    return (*INSTRUMENTS, VOICE)


def top_line(onset_s: NDArray[np.float64], pitch: NDArray[np.int64]) -> NDArray[np.intp]:
    """Rows of the highest note at each onset: a voice sings one at a time."""
    order = np.lexsort((-pitch.astype(int), onset_s))
    first = np.concatenate([[True], np.diff(onset_s[order]) > 1e-9])
    return np.asarray(order[first])


def _voice_of(track: Track, number: int, voice: str | Mapping[int, str] | None) -> str:
    chosen = voice if isinstance(voice, str) else (voice or {}).get(number)
    name = chosen or instrument_for_program(track.program)
    if name not in instrument_names():
        raise ValueError(f"there is no voice {name!r}; choose from {', '.join(instrument_names())}")
    return name


def sounding_tracks(
    score: Score, voice: str | Mapping[int, str] | None, tracks: Sequence[int] | None = None
) -> Iterator[tuple[int, Track, str]]:
    """Number, track and name of the voice of the tracks that are heard; of the wanted ones if some are named."""
    from gradio_pianoroll.score import Track

    solo = any(track.solo for track in score.tracks)
    for number in np.unique(score.notes.track).tolist():
        track = score.tracks[number] if number < len(score.tracks) else Track()
        name = _voice_of(track, number, voice)
        if number in tracks if tracks is not None else not track.muted and (track.solo or not solo):
            yield number, track, name


def place_gains(pan: float, channels: int) -> NDArray[np.float32]:
    """Gains of the channels for a place from left (-1) to right (1): equal power, 1 in the middle."""
    if channels == 1:
        return np.ones(1, np.float32)
    angle = (pan + 1) * np.pi / 4
    return np.array([np.cos(angle), np.sin(angle)], np.float32) * np.float32(np.sqrt(2))
