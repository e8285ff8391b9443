"""One voice of a score, for formats that hold one: notes one after the other; and what such a file has no place for."""

from __future__ import annotations

import warnings
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence, listed, named

from ...errors import FormatError
from ...score import PianoRollWarning, Score, Segment, TempoMap
from ...score.immutable import FloatArray, RowArray
from ..pitch.hz_notes import DEFAULT_VELOCITY

#: Lyric of a note that goes on with the syllable of the one before.
HOLD = "-"
#: Larger no number is that anybody means.
MOST = 1e15
#: So much of a span is more than a rounding.
NEAR_S = 1e-3
RESTS, PHONES = "rests", "phones"
#: Keys of notes that mean something to a musician, by what they are called.
SAID_OF_NOTES = {"cents": "cents", "vibrato": "vibrato", "pitchPoints": "pitch_points", "phonemeOverrides": "overrides"}


class Voice(NamedTuple):
    """Notes of one voice in order of time, none reaching into the next."""

    rows: RowArray
    onset_beats: FloatArray
    end_beats: FloatArray


class Rests:
    """Rests that a score names."""

    def __init__(self, score: Score) -> None:
        named = (segment for segment in score.segments if segment.type == RESTS)
        self._segments = sorted(named, key=lambda segment: (segment.start, segment.end))
        self._starts = [segment.start for segment in self._segments]

    def under(self, span: Any) -> Segment | None:
        """Last segment that lies under a part of a span with `start_s` and `end_s`."""
        at = bisect_right(self._starts, span.end_s - NEAR_S) - 1
        return self._segments[at] if at >= 0 and self._segments[at].end > span.start_s + NEAR_S else None


def one_voice(score: Score, path: Path, format: str, track: int | None = None) -> Voice:
    """Notes of a track as one voice.

    Parameters
    ----------
    score
        What is to be written.
    path, format
        File and name of the format, for messages.
    track
        Number of the track; by default the first one that has lyrics, else the first one with notes.

    Raises
    ------
    FormatError
        If there is no such track.

    Warns
    -----
    PianoRollWarning
        When other tracks are left out, of notes that begin together all but the highest, or notes are cut where the
        next one begins.
    """
    notes = score.notes
    used = np.unique(notes.track).tolist()
    if track is None:
        sung = np.unique(notes.track[notes.lyric.present() | notes.phoneme.present()]).tolist()
        track = (sung or used or [0])[0]
    elif isinstance(track, bool) or not isinstance(track, int) or (track not in used and track >= len(score.tracks)):
        raise FormatError(path, Sentence("sing.no_track", track=track, known=", ".join(map(str, used)) or "–"))
    if len(used) > 1:
        say(path, Sentence("sing.one_track", format=format, count=len(used) - 1, track=track))
    rows = np.flatnonzero(notes.track == track)
    onset, end = notes.onset_beats[rows], notes.end_beats[rows]
    # Sorted by onset and pitch: of those that begin together the last one is the highest.
    last = np.append(onset[1:] != onset[:-1], True) if len(rows) else np.zeros(0, bool)
    if not last.all():
        say(path, Sentence("sing.chords", format=format, count=int((~last).sum())))
    rows, onset, end = rows[last], onset[last], end[last]
    following = np.append(onset[1:], np.inf)
    # A rounding of a sum is no overlap.
    long = end > following + 1e-9
    if long.any():
        say(path, Sentence("sing.overlaps", format=format, count=int(long.sum())))
    return Voice(rows, onset, np.minimum(end, following))


def say(path: Path, message: Sentence) -> None:
    """Warn of something in a file."""
    warnings.warn(named(path.name, message), PianoRollWarning, stacklevel=5)


def say_left_out(
    score: Score,
    path: Path,
    format: str,
    *,
    holds: Collection[str] = (),
    curves: Collection[str] = (),
    segments: Collection[str] = (),
) -> None:
    """Name once all that a format has no place for.

    Parameters
    ----------
    score, path, format
        What is written, where to, and the name of the format.
    holds
        What the format does hold: ``tempos``, ``signatures``, ``keys``, ``markers``, ``velocities``, ``phonemes``,
        ``lyrics``, or keys of notes.
    curves, segments
        Names of the curves and types of the segments that are written.
    """
    notes, tempos = score.notes, score.tempo_map
    keys = {key for said in notes.extra.values() for key in said}
    there = {
        "velocities": bool((notes.velocity != DEFAULT_VELOCITY).any()),
        "tempos": tempos.tempos != TempoMap().tempos,
        "signatures": tempos.signatures != TempoMap().signatures,
        "keys": bool(score.keys),
        "markers": bool(score.markers),
        "lyrics": notes.lyric.any(),
        "phonemes": notes.phoneme.any(),
    }
    words = [Sentence(f"sing.word.{name}") for name, has in there.items() if has and name not in holds]
    words += [Sentence(f"sing.word.{word}") for key, word in SAID_OF_NOTES.items() if key in keys and key not in holds]
    if any(key.startswith("verse ") for key in keys):
        words.append(Sentence("sing.word.verses"))
    left = [name for name in score.curves if name not in curves]
    if left:
        words.append(Sentence("sing.curves", names=", ".join(map(repr, left[:5]))))
    types = sorted({segment.type for segment in score.segments} - set(segments))
    if types:
        words.append(Sentence("sing.segments", types=", ".join(map(repr, types[:5]))))
    if words:
        say(path, Sentence("sing.left_out", format=format, what=listed(words)))


def own(extra: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Mapping that a format keeps under its key; empty when a program wrote something else there."""
    value = extra.get(key)
    return value if isinstance(value, Mapping) else {}


def own_list(extra: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """List of objects that a format keeps; what is none of them is passed over."""
    value = extra.get(key)
    items: Iterable[Any] = value if isinstance(value, list | tuple) else ()
    return [item for item in items if isinstance(item, Mapping)]


def plain_number(value: Any) -> float | None:
    """Number of an extra that programs may have changed; None if it is none."""
    # Whole numbers may be longer than a float.
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and -MOST <= value <= MOST
    return float(value) if is_number else None
