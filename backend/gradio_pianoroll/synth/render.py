"""A whole score as sound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.synth.melody import make_line
from gradio_pianoroll.synth.phones import parse_syllable
from gradio_pianoroll.synth.reverb import add_reverb
from gradio_pianoroll.synth.singing import sing
from gradio_pianoroll.synth.soundfont.movement import Movement, points_of
from gradio_pianoroll.synth.soundfont.rendering import stream_soundfont
from gradio_pianoroll.synth.tracks import VOICE, Tones, place_gains, sounding_tracks, tone_columns, top_line

if TYPE_CHECKING:
    from os import PathLike

    from numpy.typing import NDArray

    from gradio_pianoroll.score import NoteTable, Score
    from gradio_pianoroll.synth.soundfont import SoundFont

PEAK = 0.9
DEFAULT_REVERB = 0.16


def _add(out: NDArray[np.float32], tone: NDArray[np.float32], at: int, gain: float) -> None:
    part = out[at : at + len(tone)]
    part += np.float32(gain) * tone[: len(part)]


def _play(
    notes: NoteTable,
    onset_s: NDArray[np.float64],
    end_s: NDArray[np.float64],
    name: str,
    is_drum: bool,
    sr: int,
    n: int,
) -> NDArray[np.float32]:
    out = np.zeros(n, np.float32)
    tones = Tones(sr)
    starts, gates_ms, gains = tone_columns(notes, onset_s, end_s, sr)
    for row in range(len(notes)):
        tone = tones.tone(name, is_drum, int(notes.pitch[row]), int(gates_ms[row]))
        _add(out, tone, int(starts[row]), float(gains[row]))
    return out


def _sing(
    notes: NoteTable,
    onset_s: NDArray[np.float64],
    end_s: NDArray[np.float64],
    sr: int,
    n: int,
    f0_curve: tuple[NDArray[np.float64], NDArray[np.float64]] | None,
) -> NDArray[np.float32]:
    rows = top_line(onset_s, notes.pitch)
    line = make_line(onset_s[rows], end_s[rows] - onset_s[rows], notes.pitch[rows], notes.velocity[rows])
    syllables = [parse_syllable(notes.phoneme[int(row)], notes.lyric[int(row)]) for row in rows]
    out = np.zeros(n, np.float32)
    _add(out, sing(line, syllables, sr, f0_curve=f0_curve), 0, 1.0)
    return out


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
        Put the tracks where their `pan` says; where none says anything, spread them over the two channels.
    reverb
        Room, 0-1.
    f0_curve
        Name of a curve of the score in Hz that singing tracks follow; with a SoundFont all notes whose pitch it is,
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
    notes = score.notes
    curve = points_of(score, f0_curve) if f0_curve else None
    loudness = points_of(score, loudness_curve) if loudness_curve else None
    channels = 2 if stereo else 1
    if soundfont:
        if voice is not None:
            raise ValueError("choose a voice or a SoundFont, not both")
        blocks = stream_soundfont(score, soundfont, sr, f0_curve=f0_curve, loudness_curve=loudness_curve)
        return _finished(_gathered(blocks, channels), sr, reverb)
    if len(notes) == 0:
        return np.zeros((0, 2) if stereo else 0, np.float32)
    onset_s = np.asarray(score.tempo_map.seconds_at(notes.onset_beats))
    end_s = np.asarray(score.tempo_map.seconds_at(notes.onset_beats + notes.duration_beats))
    n = int((float(end_s.max()) + 0.6) * sr)
    mix = np.zeros((n, channels), np.float32)
    swell = None if loudness is None else _swell(Movement(None, loudness), n, sr)
    for number, track, name in sounding_tracks(score, voice):
        rows = np.flatnonzero(notes.track == number)
        part = notes.take(rows)
        if name == VOICE and not track.is_drum:
            sound = _sing(part, onset_s[rows], end_s[rows], sr, n, curve)
        else:
            sound = _play(part, onset_s[rows], end_s[rows], name, track.is_drum, sr, n)
        if swell is not None and not track.is_drum:
            sound *= swell
        mix += track.volume * sound[:, None] * place_gains(score, number, channels)
    return _finished(mix if stereo else mix[:, 0], sr, reverb)


def _swell(movement: Movement, n: int, sr: int) -> NDArray[np.float32]:
    """Gain of each sample, worked out piece by piece: a long song has many."""
    gain = np.empty(n, np.float32)
    for first in range(0, n, 1 << 16):
        gain[first : first + (1 << 16)] = movement.gain(np.arange(first, min(first + (1 << 16), n)) / sr)
    return gain


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
