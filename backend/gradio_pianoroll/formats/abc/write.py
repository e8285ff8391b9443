"""Scores as tunes in ABC: header, a voice for each track, words under the lines."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence, joined, named

from ...errors import FormatError
from ...score import TICKS_PER_BEAT, PianoRollWarning, Score, Track, beats_to_ticks
from ...score.well_formed import utf8, well_formed
from ..musicxml.notation import CENTS, VERSE
from .assemble import KIND, TRACK
from .keys import key_text
from .pieces import TrackNote
from .texts import encoded, numbered
from .tune import ABC, WORDS
from .write_voice import Said, VoiceWriter

MAX_BARS = 200_000
_DRUMS = 9
# Fields that come of the score itself, or in a place of their own.
_OWN = {"X", "T", "M", "L", "Q", "K", "V", "P", WORDS}
_SAFE_ID = re.compile(r"[A-Za-z0-9_]{1,20}")
_HALF = (50, -50)
# A bracket that ends no field.
BRACKET = "\\u005d"


def write(score: Score, path: Path) -> bytes:
    """Bytes of an ABC file with one tune, UTF-8. Beats off the grid of ticks are rounded to it.

    Raises
    ------
    FormatError
        If the score would have more than `MAX_BARS` bars.

    Warns
    -----
    PianoRollWarning
        Once, with what the format has no place for.
    """
    lost: Counter[str] = Counter()
    text = _tune(score, path, int(_said(score).get("number") or 1), lost)
    _warn(path, lost)
    return utf8("%abc-2.1\n" + text)


def write_tunes(scores: Iterable[Score], path: str | Path) -> Path:
    """Write scores as the tunes of one file, numbered from 1.

    Raises
    ------
    FormatError
        If one of them would have more than `MAX_BARS` bars.

    Warns
    -----
    PianoRollWarning
        Once, with what the format has no place for.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.formats.abc import read_tunes, write_tunes
    >>> scores = [Score(NoteTable.from_columns([0], 1, [pitch]), name=f"Tune {pitch}") for pitch in (60, 62)]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [score.name for score in read_tunes(write_tunes(scores, Path(folder) / "two.abc"))]
    ['Tune 60', 'Tune 62']
    """
    file = Path(path)
    lost: Counter[str] = Counter()
    tunes = [_tune(score, file, number, lost) for number, score in enumerate(scores, 1)]
    _warn(file, lost)
    file.write_bytes(utf8("%abc-2.1\n" + "\n".join(tunes)))
    return file


def _warn(path: Path, lost: Counter[str]) -> None:
    if lost:
        words = [Sentence(f"word.{name}") for name in sorted(lost)]
        warnings.warn(named(path.name, Sentence("abc.losses", what=joined(words))), PianoRollWarning, stacklevel=4)


def _said(score: Score) -> Mapping[str, Any]:
    """Return what the ABC file said that the score was read from; programs may have changed it."""
    said = score.extra.get(ABC)
    return said if isinstance(said, Mapping) else {}


def _tune(score: Score, path: Path, number: int, lost: Counter[str]) -> str:
    lost += Counter(
        name
        for name, there in (
            ("phonemes", score.notes.phoneme.any()),
            ("curves", bool(score.curves)),
            ("segments", bool(score.segments)),
        )
        if there
    )
    tracks = _tracks(score)
    bounds = _bounds(score, len(tracks), path)
    tempos = [(int(beats_to_ticks(beat)), bpm) for beat, bpm in score.tempo_map.tempos]
    signatures = {int(beats_to_ticks(beat)): (n, d) for beat, n, d in score.tempo_map.signatures}
    keys = {int(beats_to_ticks(key.beat)): key for key in score.keys}
    first = keys.pop(0, None)
    lines = _header(score, number)
    n, d = signatures[0]
    lines += [f"M:{n}/{d}", "L:1/8"]
    words = next((m.text for m in score.markers if m.beat == 0 and m.extra.get(KIND) == "tempo"), "")
    lines.append(f"Q:{_quoted(words) + ' ' if words else ''}1/4={_bpm(tempos[0][1])}")
    ids = _ids(tracks)
    several = len(tracks) > 1 or tracks[0].name or tracks[0].program
    heads = [_voice_field(id, track) for id, track in zip(ids, tracks, strict=True)]
    lines += heads if several else []
    lines.append(f"K:{key_text(first) if first is not None else 'C'}")
    for index, track in enumerate(tracks):
        said = Said(
            signatures=_said_meters(signatures, bounds),
            keys=keys,
            tempos=tempos[1:] if index == 0 else [],
            markers=_markers(score, index, len(tracks)),
        )
        notes = _notes(score, index, lost)
        if several:
            lines.append(f"V:{ids[index]}")
            if track.program:
                lines.append(f"%%MIDI program {track.program}")
            if _is_drum(track):
                lines.append("%%MIDI channel 10")
        lines += VoiceWriter(notes, bounds, said, first, lost).lines()
    lines += [f"W:{encoded(text)}" for letter, text in _fields(score) if letter == WORDS]
    return "\n".join(lines) + "\n"


def _said_meters(signatures: Mapping[int, tuple[int, int]], bounds: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Meters that have to be said: one that goes on behind a short bar is understood."""
    said: dict[int, tuple[int, int]] = {}
    before = None
    for tick, (n, d) in sorted(signatures.items()):
        at = bounds.index(tick) if tick else 0
        is_short = at > 0 and bounds[at] - bounds[at - 1] < n * 4 * TICKS_PER_BEAT // d
        if tick and not (before == (n, d) and is_short):
            said[tick] = n, d
        before = n, d
    return said


def _header(score: Score, number: int) -> list[str]:
    fields = _fields(score)
    titles = [text for letter, text in fields if letter == "T"]
    name = " ".join(well_formed(score.name).split())
    # A score that was named anew has another title, the further ones stay.
    named_so = [name, *titles[1:]] if name else titles
    lines = [f"X:{number}", *(f"T:{encoded(text)}" for text in named_so or [""])]
    for letter, text in fields:
        if letter == "%%":
            lines.append(f"%%{' '.join(well_formed(text).split())}")
        elif letter not in _OWN:
            lines.append(f"{letter}:{encoded(text)}")
    return lines


def _fields(score: Score) -> list[tuple[str, str]]:
    listed = _said(score).get("fields")
    found = []
    for item in listed if isinstance(listed, list | tuple) else ():
        if isinstance(item, list | tuple) and len(item) == 2 and all(isinstance(part, str) for part in item):
            letter, text = item
            if letter == "%%" or (len(letter) == 1 and letter.isascii() and letter.isalpha() and letter not in "smw"):
                found.append((letter, well_formed(text)))
    return found


def _tracks(score: Score) -> list[Track]:
    highest = int(score.notes.track.max()) + 1 if len(score.notes) else 0
    return [*score.tracks, *(Track() for _ in range(highest - len(score.tracks)))] or [Track()]


def _is_drum(track: Track) -> bool:
    return track.is_drum or track.channel == _DRUMS


def _ids(tracks: Sequence[Track]) -> list[str]:
    """Id of each voice: what its file said, else its number."""
    given: list[str] = []
    for number, track in enumerate(tracks, 1):
        own = track.extra.get(ABC)
        id = own.get("id") if isinstance(own, Mapping) else None
        known = isinstance(id, str) and _SAFE_ID.fullmatch(id) and id not in given
        free = (text for text in (str(number), *(f"{number}_{i}" for i in range(len(tracks)))) if text not in given)
        given.append(str(id) if known else next(free))
    return given


def _voice_field(id: str, track: Track) -> str:
    own = track.extra.get(ABC)
    clef = own.get("clef") if isinstance(own, Mapping) else None
    field = f"V:{id}"
    if name := " ".join(well_formed(track.name).split()):
        field += f" name={_quoted(name)}"
    if isinstance(clef, str) and re.fullmatch(r"[a-z]{1,12}\d?", clef):
        field += f" clef={clef}"
    return field


def _quoted(text: str, not_first: str = "") -> str:
    """Text in quotation marks; some characters would mean something as its first one."""
    whole = encoded(text)
    return '"' + (numbered(whole[:1], not_first) + whole[1:]).replace('"', "&quot;") + '"'


def _bpm(bpm: float) -> str:
    return f"{bpm:.6f}".rstrip("0").rstrip(".")


def _bounds(score: Score, voices: int, path: Path) -> list[int]:
    """Bar lines and the end, in ticks."""
    ends = [int(beats_to_ticks(score.end_beats)), 1]
    ends += [int(beats_to_ticks(beat)) + 1 for beat, *_ in (*score.tempo_map.tempos, *score.tempo_map.signatures)]
    marks = [*(key.beat for key in score.keys), *(marker.beat for marker in score.markers)]
    ends += [int(beats_to_ticks(beat)) + 1 for beat in marks]
    last = max(ends)
    signatures = [(int(beats_to_ticks(beat)), n, d) for beat, n, d in score.tempo_map.signatures]
    starts: list[int] = []
    for i, (first, n, d) in enumerate(signatures):
        size = n * 4 * TICKS_PER_BEAT // d
        until = signatures[i + 1][0] if i + 1 < len(signatures) else last
        if (len(starts) + (until - first) // size) * voices > MAX_BARS:
            raise FormatError(path, Sentence("abc.bars", most=MAX_BARS))
        starts.extend(range(first, until, size))
    _, n, d = signatures[-1]
    return [*starts, starts[-1] + n * 4 * TICKS_PER_BEAT // d]


def _markers(score: Score, track: int, tracks: int) -> list[tuple[int, str]]:
    """Texts above the notes of a track, as ABC."""
    found = []
    for marker in score.markers:
        of_track = marker.extra.get(TRACK, 0)
        if (of_track if isinstance(of_track, int) and 0 <= of_track < tracks else 0) != track:
            continue
        kind, text = marker.extra.get(KIND), " ".join(well_formed(marker.text).split())
        tick = int(beats_to_ticks(marker.beat))
        if not text or (kind == "tempo" and tick == 0):
            continue
        if kind == "chord":
            found.append((tick, _quoted(text, "^_<>@")))
        elif kind == "part" and re.fullmatch(r"[^\]\[%\\]{1,40}", text):
            found.append((tick, f"[P:{text}]"))
        elif kind == "tempo":
            found.append((tick, f"[Q:{_quoted(text).replace(']', BRACKET)}]"))
        else:
            place = marker.extra.get("place")
            found.append((tick, _quoted((place if place in ("_", "<", ">", "@") else "^") + text)))
    return found


def _notes(score: Score, track: int, lost: Counter[str]) -> list[TrackNote]:
    table = score.notes
    rows = np.flatnonzero(table.track == track)
    onset = beats_to_ticks(table.onset_beats[rows])
    end = np.maximum(beats_to_ticks(table.end_beats[rows]), onset + 1)
    pitch, velocity = table.pitch[rows].tolist(), table.velocity[rows].tolist()
    ids = table.id[rows].tolist()
    notes = []
    for i, row in enumerate(rows.tolist()):
        extra = table.extra.get(ids[i], {}) if table.extra else {}
        lyric = table.lyric[row]
        verses = {1: well_formed(lyric)} if lyric is not None else {}
        for key, said in extra.items():
            if key.startswith(VERSE) and key[len(VERSE) :].isdigit() and isinstance(said, str):
                verses[int(key[len(VERSE) :])] = well_formed(said)
        cents = extra.get(CENTS, 0)
        if cents and cents not in _HALF:
            lost["cents"] += 1
        signs = extra.get(ABC)
        notes.append(
            TrackNote(
                int(onset[i]), int(end[i]), pitch[i], velocity[i], verses,
                cents if cents in _HALF else 0.0, signs if isinstance(signs, Mapping) else {},
            )
        )  # fmt: skip
    return notes
