"""What models and measurements give, as a score in the dict form.

Times are seconds. Everything goes through the score model, so that one bad item costs that item and a warning.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from ..constants import CONCERT_A, CONCERT_A_HZ, MIDDLE_C
from ..score import PianoRollWarning, Score
from ..score.dictform.numbers import number, shown
from .f0_input import F0Track, f0_track
from .keywords import also_named

DEFAULT_DURATION_S = 1.0
F0_LAYER = "f0_curve"


def from_notes(notes: Iterable[Any], tempo: float = 120, lyrics: Sequence[str | None] | None = None) -> dict[str, Any]:
    """A score of notes in seconds.

    Parameters
    ----------
    notes
        ``(pitch, start_s, duration_s)`` each; velocity and lyric may follow.
    tempo
        Beats per minute.
    lyrics
        One for each note in this order; fewer leave the rest without.

    Returns
    -------
    dict
        The dict form.

    Warns
    -----
    PianoRollWarning
        For each note that cannot be, which is left out.

    Examples
    --------
    >>> from_notes([(60, 0, 0.5), (64, 0.5, 0.5)], lyrics=["안", "녕"])["notes"][1]["startBeats"]
    1.0
    """
    keys = ("pitch", "startSeconds", "durationSeconds", "velocity", "lyric")
    items: list[Any] = []
    for i, note in enumerate(notes):
        if isinstance(note, Mapping | str) or not isinstance(note, Iterable):
            items.append(dict(note) if isinstance(note, Mapping) else note)
        else:
            items.append(dict(zip(keys, note, strict=False)))
        if lyrics is not None and i < len(lyrics) and lyrics[i] is not None and isinstance(items[-1], dict):
            items[-1]["lyric"] = lyrics[i]
    return _score(items, tempo)


@also_named(midi_notes="midi_numbers")
def from_midi_numbers(
    midi_numbers: Iterable[Any],
    durations: float | Sequence[float] | None = None,
    start_times: Sequence[float] | None = None,
    tempo: float = 120,
    lyrics: Sequence[str | None] | None = None,
) -> dict[str, Any]:
    """A score of MIDI note numbers, one after the other.

    Parameters
    ----------
    midi_numbers
        0-127; None and NaN are rests. Older programs say `midi_notes`.
    durations
        In seconds, one for all or one each; 1 by default.
    start_times
        In seconds; by default each begins where the one before ends.
    tempo, lyrics
        As in `from_notes`.

    Returns
    -------
    dict
        The dict form.
    """
    pitches = list(midi_numbers)
    spans = _spans(len(pitches), durations, start_times)
    kept = [i for i, pitch in enumerate(pitches) if not _is_rest(pitch)]
    notes = [(_whole(pitches[i]), *spans[i]) for i in kept]
    return from_notes(notes, tempo, None if lyrics is None else [lyrics[i] if i < len(lyrics) else None for i in kept])


def from_frequencies(
    frequencies: Iterable[Any],
    durations: float | Sequence[float] | None = None,
    start_times: Sequence[float] | None = None,
    tempo: float = 120,
    lyrics: Sequence[str | None] | None = None,
) -> dict[str, Any]:
    """A score of frequencies in Hz, each on the nearest semitone (A4 = 440 Hz).

    Parameters
    ----------
    frequencies
        In Hz; 0, negative ones, None and NaN are unvoiced: rests.
    durations, start_times, tempo, lyrics
        As in `from_midi_numbers`.

    Returns
    -------
    dict
        The dict form.
    """
    return from_midi_numbers([nearest_pitch(hz) for hz in frequencies], durations, start_times, tempo, lyrics)


def from_tts_output(
    text: str,
    alignment: Iterable[Any],
    f0_data: Any = None,
    tempo: float = 120,
    phonemes: Iterable[Any] | None = None,
) -> dict[str, Any]:
    """A score of what a speech synthesizer said: a note a word, its F0 on the piano grid, words and phonemes below.

    Parameters
    ----------
    text
        The sentence; kept under the key ``text``.
    alignment
        ``(word, start_s, end_s)`` each.
    f0_data
        F0 in Hz: a list of values spread evenly over the alignment, pairs ``(seconds, hz)``, dicts ``{time, f0}``, a
        pair of arrays ``{"times": …, "f0": …}``, or a result of `extract_f0`. 0, None and NaN are unvoiced.
    tempo
        Beats per minute.
    phonemes
        ``(phoneme, start_s, end_s)`` each: they become the `phoneme` of the note of their word, and the segments,
        which are the words otherwise.

    Returns
    -------
    dict
        The dict form, the F0 as the layer ``f0_curve``. A word without voiced F0 takes the pitch of its neighbour,
        middle C when there is none.
    """
    words = _aligned(alignment, "word")
    sounds = _aligned(phonemes or (), "phoneme")
    end_s = max((end for _, _, end in words), default=0.0)
    track = f0_track(f0_data, end_s)
    pitches = _word_pitches(words, track)
    notes = []
    for (word, start, end), pitch in zip(words, pitches, strict=True):
        note: dict[str, Any] = {"pitch": pitch, "startSeconds": start, "endSeconds": end, "lyric": word}
        inside = [name for name, t0, t1 in sounds if start <= (t0 + t1) / 2 < end]
        if inside:
            note["phoneme"] = " ".join(inside)
        notes.append(note)
    data: dict[str, Any] = {"text": text}
    # The words are on the notes; beside phonemes in the same place they could not be read.
    kind, spans = ("phoneme", sounds) if sounds else ("word", words)
    segments = [{"start": start, "end": end, "type": kind, "value": name} for name, start, end in spans]
    if segments:
        data["segment_data"] = segments
    if track is not None:
        data["line_data"] = {F0_LAYER: track.layer()}
    return _score(notes, tempo, **data)


@also_named(generated_sequence="generated")
def from_midi_generation(generated: Iterable[Any], tempo: float = 120) -> dict[str, Any]:
    """A score of what a MIDI model generated.

    Parameters
    ----------
    generated
        ``{pitch, start, duration}`` each, in seconds; ``velocity``, ``lyric``, ``track`` and keys of your own are
        kept, ``end`` may stand for the duration. ``(pitch, start, duration[, velocity])`` works, too. Older programs
        say `generated_sequence`.
    tempo
        Beats per minute.

    Returns
    -------
    dict
        The dict form.
    """
    return from_notes([generated_note(note) for note in generated], tempo)


def generated_note(note: Any) -> Any:
    """A note of a MIDI model with its times under the names of the dict form; anything else as it is."""
    if not isinstance(note, Mapping):
        return note
    renamed = {"start": "startSeconds", "duration": "durationSeconds", "end": "endSeconds"}
    # A duration wins over an end, and times of the dict form over both.
    result = {key: value for key, value in note.items() if key not in renamed}
    for key, name in renamed.items():
        if key in note and not (key == "end" and "duration" in note):
            result.setdefault(name, note[key])
    return result


def nearest_pitch(hz: Any) -> int | None:
    """The MIDI number nearest to a frequency, None for what has none (0, negative, NaN, no number)."""
    value = number(hz)
    if value is None or value <= 0:
        return None
    return round(CONCERT_A + 12 * math.log2(value / CONCERT_A_HZ))


def _score(notes: list[Any], tempo: float, **more: Any) -> dict[str, Any]:
    return Score.from_dict({"notes": notes, "tempo": tempo, **more}).to_dict()


def _is_rest(pitch: Any) -> bool:
    return pitch is None or (isinstance(pitch, float | np.floating) and math.isnan(pitch))


def _whole(pitch: Any) -> Any:
    """A number on the nearest semitone; the score model says what is wrong with the rest."""
    value = number(pitch)
    return pitch if value is None else round(value)


def _spans(
    n: int, durations: float | Sequence[float] | None, starts: Sequence[float] | None
) -> list[tuple[float, float]]:
    """Start and duration of each of n items in seconds."""
    if durations is None or isinstance(durations, int | float):
        lengths = [DEFAULT_DURATION_S if durations is None else float(durations)] * n
    else:
        lengths = [float(value) for value in durations]
    if len(lengths) < n or (starts is not None and len(starts) < n):
        raise ValueError(f"durations and start_times must have an item for each of the {n} notes")
    if starts is not None:
        return [(float(start), length) for start, length in zip(starts, lengths, strict=False)][:n]
    ends = np.cumsum(lengths)
    return [(float(end) - length, length) for end, length in zip(ends[:n], lengths, strict=False)]


def _aligned(items: Iterable[Any], kind: str) -> list[tuple[str, float, float]]:
    """Names with start and end in seconds; what is none is left out with a warning."""
    result = []
    for i, item in enumerate(items):
        name, start, end = _parts(item, kind)
        t0, t1 = number(start), number(end)
        if t0 is None or t1 is None or t0 < 0 or t1 <= t0:
            warnings.warn(
                f"{kind} {i}: {shown(item)} is not ({kind}, start, end) with 0 <= start < end in seconds; left out",
                PianoRollWarning,
                stacklevel=3,
            )
            continue
        result.append((str(name), t0, t1))
    return result


def _parts(item: Any, kind: str) -> tuple[Any, Any, Any]:
    if isinstance(item, Mapping):
        name = next((item[key] for key in (kind, "value", "text", "name") if key in item), "")
        return name, item.get("start"), item.get("end")
    if isinstance(item, Sequence) and not isinstance(item, str) and len(item) >= 3:
        return item[0], item[1], item[2]
    return "", None, None


def _word_pitches(words: list[tuple[str, float, float]], track: F0Track | None) -> list[int]:
    """The median of the voiced F0 in each word; where there is none, that of the nearest word that has some."""
    found = [None if track is None else nearest_pitch(track.median_hz(start, end)) for _, start, end in words]
    known = [i for i, pitch in enumerate(found) if pitch is not None]
    if not known:
        return [MIDDLE_C] * len(words)
    nearest = [min(known, key=lambda k, i=i: abs(k - i)) for i in range(len(words))]  # type: ignore[misc]
    return [int(found[k] or MIDDLE_C) for k in nearest]
