"""A MusicXML file read into a score: parts become tracks, tied notes one note."""

from __future__ import annotations

import warnings
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence, named, sentence_of

from ...errors import FormatError
from ...score import MAX_BEATS, NoteTable, PianoRollWarning, Score, TempoMap, Track, settle
from ...score.marks import KeySignature, Marker, with_marks
from .container import parse, unpack
from .notation import CENTS, VERSE
from .read_part import NotePiece, PartReader

MAX_TRACKS = 256
MAX_BPM = 10_000.0
PERCUSSION_CHANNEL = 9


def read(data: bytes, path: Path) -> Score:
    """Score of the bytes of a MusicXML file, compressed or not; `path` is for messages.

    Repeats are not unfolded, grace notes left out (they have no length); both with a warning. A chromatic
    transposition of a part is applied: pitches are as they sound.

    Raises
    ------
    FormatError
        If it cannot be read; the message gives the name and the reason.
    """
    root = parse(unpack(data, path), path)
    for element in root.iter():
        # Namespaces are not used by the format, but by some programs.
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    parts = _parts(root, path)
    if len(parts) > MAX_TRACKS:
        _warn(path, Sentence("xml.parts", count=len(parts), most=MAX_TRACKS))
        parts = parts[:MAX_TRACKS]
    heads = {element.get("id", ""): element for element in root.iterfind("part-list/score-part")}
    try:
        readers = [PartReader(measures, _unpitched(heads.get(id))) for id, measures in parts]
    except ValueError as error:
        raise FormatError(path, sentence_of(error)) from error
    starts = _starts(readers)
    notes = _notes(readers, starts, path)
    for sentence in sorted({sentence for reader in readers for sentence in reader.left_out}):
        _warn(path, sentence)
    return Score(
        notes=notes,
        tempo_map=_tempo_map(readers, starts, path),
        tracks=tuple(_track(heads.get(id)) for id, _ in parts),
        name=_title(root),
        extra=with_marks({}, _markers(readers, starts), _keys(readers, starts)),
    )


def _warn(path: Path, message: Sentence) -> None:
    warnings.warn(named(path.name, message), PianoRollWarning, stacklevel=5)


def _parts(root: Any, path: Path) -> list[tuple[str, list[Any]]]:
    """Id and measures of each part."""
    if root.tag == "score-partwise":
        parts = [(part.get("id", ""), part.findall("measure")) for part in root.iterfind("part")]
    elif root.tag == "score-timewise":
        by_part: dict[str, list[Any]] = {}
        for measure in root.iterfind("measure"):
            for part in measure.iterfind("part"):
                by_part.setdefault(part.get("id", ""), []).append(part)
        parts = list(by_part.items())
    else:
        raise FormatError(path, Sentence("xml.root", root=root.tag))
    if not parts:
        raise FormatError(path, Sentence("xml.no_parts"))
    return parts


def _starts(readers: list[PartReader]) -> list[Fraction]:
    """Beat at which each measure starts, and the end.

    A measure is as long as its signature says when some part fills it so (another one may be overfull by mistake),
    otherwise as its longest part: pickups are short.
    """
    starts = [Fraction(0)]
    for i in range(max(len(reader.lengths) for reader in readers)):
        there = [reader for reader in readers if i < len(reader.lengths)]
        lengths, nominal = {reader.lengths[i] for reader in there}, there[0].nominal[i]
        starts.append(starts[-1] + (nominal if nominal in lengths else max(lengths) or nominal))
    return starts


def _notes(readers: list[PartReader], starts: list[Fraction], path: Path) -> NoteTable:
    joined = [(i, note) for i, reader in enumerate(readers) for note in reader.joined(starts)]
    fitting = [(i, note) for i, note in joined if note.end <= MAX_BEATS]
    if len(fitting) < len(joined):
        _warn(path, Sentence("score.beyond", count=len(joined) - len(fitting)))
    if not fitting:
        return NoteTable()
    fitting.sort(key=lambda item: (item[1].onset, item[1].pitch, item[0]))
    notes: list[NotePiece] = [note for _, note in fitting]
    onset = settle([float(note.onset) for note in notes])
    end = settle([float(note.end) for note in notes])
    return NoteTable.from_columns(
        onset,
        settle(end - onset),
        [note.pitch for note in notes],
        [note.velocity for note in notes],
        np.array([i for i, _ in fitting]),
        lyric=[note.verses.get(readers[i].first_verse) for i, note in fitting],
        extra={row: more for row, (i, note) in enumerate(fitting) if (more := _more(note, readers[i].first_verse))},
    )


def _more(note: NotePiece, first_verse: str) -> dict[str, Any]:
    """Keys that a note has no column for: further verses, and how far it lies from its semitone."""
    more: dict[str, Any] = {f"{VERSE}{verse}": text for verse, text in note.verses.items() if verse != first_verse}
    return more | {CENTS: note.cents} if note.cents else more


def _tempo_map(readers: list[PartReader], starts: list[Fraction], path: Path) -> TempoMap:
    tempos = [(float(starts[m] + at), bpm) for reader in readers for m, at, bpm in reader.tempos]
    good = [(max(float(settle(beat)), 0.0), bpm) for beat, bpm in tempos if 0 < bpm <= MAX_BPM and beat <= MAX_BEATS]
    if len(good) < len(tempos):
        _warn(path, Sentence("xml.tempos", count=len(tempos) - len(good)))
    written: dict[int, tuple[int, int]] = {}
    for reader in reversed(readers):
        written |= reader.signatures
    signatures: list[tuple[float, int, int]] = []
    current, drifted = (4, 4), False
    for m, start in enumerate(starts[:-1]):
        said = written.get(m, current)
        # A signature starts a bar: said again after a measure of another length, bar lines stay where they are.
        if (said != current or drifted or m == 0) and start <= MAX_BEATS:
            signatures.append((float(settle(float(start))), *said))
        current = said
        drifted = starts[m + 1] - start != Fraction(4 * said[0], said[1])
    tidy = TempoMap.tidy(good)
    return tidy.replace(signatures=signatures) if signatures else tidy


def _keys(readers: list[PartReader], starts: list[Fraction]) -> list[KeySignature]:
    """Key signatures of the first part that has some."""
    said = next((reader.keys for reader in readers if reader.keys), [])
    found: list[KeySignature] = []
    for m, at, sharps, mode in said:
        if starts[m] + at <= MAX_BEATS and (not found or (found[-1].sharps, found[-1].mode) != (sharps, mode)):
            found.append(KeySignature(float(settle(float(starts[m] + at))), sharps, mode))
    return sorted(found, key=lambda key: key.beat)


def _markers(readers: list[PartReader], starts: list[Fraction]) -> list[Marker]:
    """Rehearsal marks, once where several parts have the same."""
    said = {(float(settle(float(starts[m] + at))), text) for reader in readers for m, at, text in reader.markers}
    return [Marker(beat, text) for beat, text in sorted(said) if beat <= MAX_BEATS]


def _title(root: Any) -> str:
    for place in ("work/work-title", "movement-title"):
        if title := (root.findtext(place) or "").strip():
            return str(title)
    return ""


def _number(head: Any, place: str, low: int, high: int) -> int | None:
    """Whole number at a place when it is there and in range."""
    said = (head.findtext(place) or "").strip() if head is not None else ""
    return int(said) if said.isdigit() and len(said) < 9 and low <= int(said) <= high else None


def _unpitched(head: Any) -> dict[str, int]:
    """MIDI key of each percussion instrument by its id."""
    found: dict[str, int] = {}
    for instrument in head.iterfind("midi-instrument") if head is not None else ():
        key = _number(instrument, "midi-unpitched", 1, 128)
        if key is not None:
            found[instrument.get("id", "")] = key - 1
    return found


def _track(head: Any) -> Track:
    name = (head.findtext("part-name") or "").strip() if head is not None else ""
    channel = (_number(head, "midi-instrument/midi-channel", 1, 16) or 1) - 1
    program = (_number(head, "midi-instrument/midi-program", 1, 128) or 1) - 1
    drums = channel == PERCUSSION_CHANNEL
    return Track(name, program, channel, drums, volume=_volume(head), pan=_pan(head))


def _volume(head: Any) -> float:
    """Gain, 1 at the MIDI default of 100 of 127."""
    said = head.findtext("midi-instrument/volume") if head is not None else None
    try:
        percent = float(said or "")
    except ValueError:
        return 1.0
    return round(percent * 127 / 10_000, 4) if 0 <= percent <= 100 else 1.0


def _pan(head: Any) -> float:
    """Place from -1 to 1; MusicXML counts degrees, 90 of them to hard right, more lies behind the listener."""
    said = head.findtext("midi-instrument/pan") if head is not None else None
    try:
        degrees = float(said or "")
    except ValueError:
        return 0.0
    return round(degrees / 90, 4) if -90 <= degrees <= 90 else 0.0
