"""`music21.stream.Score`: parts with notes, tempos, time signatures, lyrics and velocities."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ...score import NoteTable, Score, TempoMap, Track, settle
from .needs import need

DEFAULT_VELOCITY = 100
PERCUSSION_CHANNEL = 9
_Row = tuple[float, float, int, int, int, str | None]


def to_music21(score: Score) -> Any:
    """`music21.stream.Score` with a part for each track, notes where they sound (call its ``makeNotation()`` to see
    measures and ties).

    Phonemes, curves and segments are left out.

    Raises
    ------
    ImportError
        If music21 is missing.
    """
    m21 = need("music21", "convert")
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
    and what has no pitch are left out, repeats not unfolded.
    """
    parts = list(stream.parts) if getattr(stream, "parts", None) else [stream]
    rows = [row for index, part in enumerate(parts[:256]) for row in _rows(part, index)]
    onset, duration, pitch, velocity, track, lyric = zip(*rows, strict=True) if rows else ((),) * 6
    notes = NoteTable.from_columns(settle(onset), settle(duration), pitch, velocity, track, lyric=list(lyric))
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
    inside = False
    for row in (score.notes.track == index).nonzero()[0].tolist():
        view = score.notes.note(row)
        note = m21.note.Note(m21.pitch.Pitch(midi=view.pitch), quarterLength=view.duration_beats)
        note.volume.velocity = view.velocity
        if view.lyric is not None:
            inside = _add_lyric(m21, note, view.lyric, inside)
        part.insert(view.onset_beats, note)
    return part


def _add_lyric(m21: Any, note: Any, text: str, inside: bool) -> bool:
    """Add it, with a ``-`` at its end as a syllable within a word; returns whether the next one is within one, too."""
    goes_on = len(text) > 1 and text.endswith("-")
    kind = ("middle" if inside else "begin") if goes_on else ("end" if inside else "single")
    note.lyrics.append(m21.note.Lyric(text[:-1] if goes_on else text, syllabic=kind, applyRaw=True))
    return goes_on


def _rows(part: Any, index: int) -> list[_Row]:
    """Onset, duration, pitch, velocity, track and lyric of each note; tied pieces joined."""
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
    rows: list[tuple[Fraction, Fraction, Any, Any]] = []
    for onset, end, member, element in pieces:
        tie = member.tie or element.tie
        kind = tie.type if tie is not None else ""
        waiting = open_ties.get((member.pitch.midi, onset)) if kind in ("stop", "continue") else None
        if waiting:
            row = waiting.pop()
            rows[row] = (rows[row][0], end, *rows[row][2:])
        else:
            row = len(rows)
            rows.append((onset, end, member, element))
        if kind in ("start", "continue"):
            open_ties.setdefault((member.pitch.midi, end), []).append(row)
    return [
        (
            float(onset),
            float(end - onset),
            member.pitch.midi,
            _velocity(member, element),
            index,
            _lyric(member, element),
        )
        for onset, end, member, element in rows
        if 0 <= member.pitch.midi <= 127
    ]


def _velocity(member: Any, element: Any) -> int:
    for holder in (member, element):
        if holder.volume is not None and holder.volume.velocity is not None:
            return min(max(round(float(holder.volume.velocity)), 0), 127)
    return DEFAULT_VELOCITY


def _lyric(member: Any, element: Any) -> str | None:
    """The first verse; that of a chord goes to its highest note."""
    lyrics = member.lyrics
    if not lyrics and element is not member and member is element.notes[-1]:
        lyrics = element.lyrics
    if not lyrics:
        return None
    text = lyrics[0].text or ""
    return f"{text}-" if lyrics[0].syllabic in ("begin", "middle") and text else str(text)


def _track(part: Any) -> Track:
    instrument = part.getInstrument()
    channel = instrument.midiChannel if instrument is not None else None
    program = instrument.midiProgram if instrument is not None else None
    drums = channel == PERCUSSION_CHANNEL
    name = getattr(part, "partName", None) or (instrument.partName if instrument is not None else "") or ""
    return Track(str(name), int(program or 0), int(channel or 0) % 16, drums)
