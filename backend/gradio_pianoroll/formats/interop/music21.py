"""`music21.stream.Score`: parts with notes, tempos, time signatures, lyrics and velocities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from ...extras import require
from ...score import NoteTable, Score, TempoMap, Track, settle

DEFAULT_VELOCITY = 100
PERCUSSION_CHANNEL = 9
# Keys of a note, as in our MusicXML: texts of further verses, and what lies between its pitch and its semitone.
VERSE, CENTS = "verse ", "cents"
_Row = tuple[float, float, int, int, int, dict[int, str], float]


def to_music21(score: Score) -> Any:
    """`music21.stream.Score` with a part for each track, notes where they sound (call its ``makeNotation()`` to see
    measures and ties).

    Phonemes, curves and segments are left out.

    Raises
    ------
    ImportError
        If music21 is missing.
    """
    m21 = require("music21", "to_music21")
    result = m21.stream.Score()
    if score.name:
        result.metadata = m21.metadata.Metadata(title=score.name)
    used = int(score.notes.track.max()) + 1 if len(score.notes) else 1
    tracks = [*score.tracks, *(Track() for _ in range(used - len(score.tracks)))]
    for index, track in enumerate(tracks):
        result.insert(0, _part(m21, score, index, track))
    return result


def from_music21(stream: Any) -> Score:
    """Score of a `music21.stream.Score`, a part or any other stream.

    Tied notes become one, chords their notes; the first part's time signatures and the tempos of all count. Grace notes
    and what has no pitch are left out, repeats not unfolded. Texts of the first verse are the lyrics, those of others
    keys of their note such as ``verse 2``; of microtones the key ``cents`` tells how far they lie from their semitone.
    """
    parts = list(stream.parts) if getattr(stream, "parts", None) else [stream]
    rows = [row for index, part in enumerate(parts[:256]) for row in _rows(part, index)]
    onset, duration, pitch, velocity, track, verses, cents = zip(*rows, strict=True) if rows else ((),) * 7
    first = [min((v for row in rows if row[4] == i for v in row[5]), default=1) for i in range(len(parts[:256]))]
    lyrics = [texts.get(first[i]) for texts, i in zip(verses, track, strict=True)]
    extra = {}
    for row, (texts, i, off) in enumerate(zip(verses, track, cents, strict=True)):
        further: dict[str, Any] = {f"{VERSE}{verse}": text for verse, text in texts.items() if verse != first[i]}
        if more := further | ({CENTS: off} if off else {}):
            extra[row] = more
    notes = NoteTable.from_columns(settle(onset), settle(duration), pitch, velocity, track, lyric=lyrics, extra=extra)
    tempos = [
        (float(start), float(mark.getQuarterBPM() or 120.0)) for start, _, mark in stream.metronomeMarkBoundaries()
    ]
    signatures = [
        (float(item.getOffsetInHierarchy(parts[0])), item.numerator, item.denominator)
        for item in parts[0].recurse().getElementsByClass("TimeSignature")
    ]
    title = getattr(stream.metadata, "title", None) if getattr(stream, "metadata", None) else None
    tracks = tuple(_track(part) for part in parts[:256])
    return Score(notes, TempoMap.tidy(_settled(tempos), _settled(signatures)), tracks, name=title or "")


def _settled(items: list[Any]) -> list[Any]:
    return [(float(settle(item[0])), *item[1:]) for item in items]


def _part(m21: Any, score: Score, index: int, track: Track) -> Any:
    part = m21.stream.Part(id=f"P{index + 1}")
    part.partName = track.name
    instrument = m21.instrument.UnpitchedPercussion() if track.is_drum else m21.instrument.Instrument()
    instrument.midiProgram, instrument.partName = track.program, track.name
    instrument.midiChannel = PERCUSSION_CHANNEL if track.is_drum else track.channel
    part.insert(0, instrument)
    for beat, numerator, denominator in score.tempo_map.signatures:
        part.insert(beat, m21.meter.TimeSignature(f"{numerator}/{denominator}"))
    if index == 0:
        for beat, bpm in score.tempo_map.tempos:
            part.insert(beat, m21.tempo.MetronomeMark(number=bpm))
    inside: dict[int, bool] = {}
    for row in (score.notes.track == index).nonzero()[0].tolist():
        view = score.notes.note(row)
        pitch, off = m21.pitch.Pitch(midi=view.pitch), view.extra.get(CENTS)
        if type(off) in (int, float) and off:
            pitch.ps = view.pitch + off / 100
        note = m21.note.Note(pitch, quarterLength=view.duration_beats)
        note.volume.velocity = view.velocity
        for verse, text in _texts(view.lyric, view.extra):
            inside[verse] = _add_lyric(m21, note, text, verse, inside.get(verse, False))
        part.insert(view.onset_beats, note)
    return part


def _texts(lyric: str | None, extra: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """Texts of a note with the numbers of their verses."""
    if lyric is not None:
        yield 1, lyric
    for key, text in sorted(extra.items()):
        number = key.removeprefix(VERSE)
        if key.startswith(VERSE) and number.isdecimal() and number != "1" and isinstance(text, str):
            yield int(number), text


def _add_lyric(m21: Any, note: Any, text: str, verse: int, inside: bool) -> bool:
    """Add it, with a ``-`` at its end as a syllable within a word; returns whether the next one is within one, too."""
    goes_on = len(text) > 1 and text.endswith("-")
    kind = ("middle" if inside else "begin") if goes_on else ("end" if inside else "single")
    note.lyrics.append(m21.note.Lyric(text[:-1] if goes_on else text, number=verse, syllabic=kind, applyRaw=True))
    return goes_on


def _rows(part: Any, index: int) -> list[_Row]:
    """Onset, duration, pitch, velocity, track, texts by verse and cents of each note; tied pieces joined."""
    pieces = []
    for element in part.recurse().notes:
        onset = Fraction(element.getOffsetInHierarchy(part))
        length = Fraction(element.quarterLength)
        if length <= 0:
            continue
        members = element.notes if "Chord" in element.classes else (element,)
        for member in members:
            if hasattr(member, "pitch"):
                pieces.append((onset, onset + length, member, element))
    pieces.sort(key=lambda piece: piece[0])
    open_ties: dict[tuple[int, Fraction], list[int]] = {}
    rows: list[tuple[Fraction, Fraction, Any, Any, dict[int, str]]] = []
    for onset, end, member, element in pieces:
        tie = member.tie or element.tie
        kind = tie.type if tie is not None else ""
        waiting = open_ties.get((member.pitch.midi, onset)) if kind in ("stop", "continue") else None
        if waiting:
            row = waiting.pop()
            begun = rows[row]
            rows[row] = (begun[0], end, *begun[2:4], _verses(member, element) | begun[4])
        else:
            row = len(rows)
            rows.append((onset, end, member, element, _verses(member, element)))
        if kind in ("start", "continue"):
            open_ties.setdefault((member.pitch.midi, end), []).append(row)
    return [
        (
            float(onset),
            float(end - onset),
            member.pitch.midi,
            _velocity(member, element),
            index,
            verses,
            round(100 * (float(member.pitch.ps) - member.pitch.midi), 6),
        )
        for onset, end, member, element, verses in rows
        if 0 <= member.pitch.midi <= 127
    ]


def _velocity(member: Any, element: Any) -> int:
    for holder in (member, element):
        if holder.volume is not None and holder.volume.velocity is not None:
            return min(max(round(float(holder.volume.velocity)), 0), 127)
    return DEFAULT_VELOCITY


def _verses(member: Any, element: Any) -> dict[int, str]:
    """Texts by verse; those of a chord go to its highest note."""
    lyrics = member.lyrics
    if not lyrics and element is not member and member is element.notes[-1]:
        lyrics = element.lyrics
    found: dict[int, str] = {}
    for lyric in lyrics:
        text = str(lyric.text or "")
        found[int(lyric.number)] = f"{text}-" if lyric.syllabic in ("begin", "middle") and text else text
    return found


def _track(part: Any) -> Track:
    instrument = part.getInstrument()
    channel = instrument.midiChannel if instrument is not None else None
    program = instrument.midiProgram if instrument is not None else None
    drums = channel == PERCUSSION_CHANNEL
    name = getattr(part, "partName", None) or (instrument.partName if instrument is not None else "") or ""
    return Track(str(name), int(program or 0), int(channel or 0) % 16, drums)
