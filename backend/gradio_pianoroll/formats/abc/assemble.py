"""A score of the bars of a tune: repeats unfolded, ties joined, whole notes made beats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Any

import numpy as np

from ...score import MAX_BEATS, NoteTable, Score, TempoMap, Track, settle
from ...score.marks import MAX_SHARPS, KeySignature, Marker, with_marks
from ..musicxml.notation import CENTS, VERSE
from .bars import Bar, Written
from .fields import Meter, Tempo
from .jumps import merged
from .keys import Key, transposed
from .repeats import Played, unfolded
from .texts import decoded
from .tune import ABC, Tune
from .voice import JUMPS, VoiceReader

#: Key of a marker's extras that says what it is: ``"chord"``, ``"part"`` or ``"tempo"``; and of which track.
KIND, TRACK = "kind", "track"
_DRUMS = 9
_SIGN = re.compile(r"!([^!\n]*)!")


@dataclass
class _Sung:
    """Note of the score, in whole notes."""

    onset: Fraction
    end: Fraction
    note: Written
    verses: dict[int, str] = field(default_factory=dict)


@dataclass
class _Line:
    """Notes, bars and events of a voice as they are played."""

    notes: list[_Sung] = field(default_factory=list)
    starts: list[Fraction] = field(default_factory=list)
    played: list[Played] = field(default_factory=list)
    events: list[tuple[Fraction, str, Any]] = field(default_factory=list)
    end: Fraction = Fraction(0)


def assembled(tune: Tune, repeats: bool) -> Score:
    """Score of a tune.

    Raises
    ------
    TooLongError
        If its repeats make more bars than anybody plays.
    """
    voices = list(tune.voices.values())
    signs = merged([voice.bars for voice in voices]) if repeats and voices else None
    if signs and not _jumps(tune, voices[0].bars, signs):
        signs = None
    if signs:
        tune.left_out.pop("jumps", None)
        _forget_jumps(voices)
    lines = [_line(tune, voice, repeats, signs) for voice in voices]
    if any(len(line.played) > len(voice.bars) for line, voice in zip(lines, voices, strict=True)):
        tune.left_out["unfolded"] += 1
    if any(bar.repeats > 1 or bar.ending for voice in voices for bar in voice.bars) and not repeats:
        tune.left_out["folded"] += 1
    grid = next((i for i, line in enumerate(lines) if line.notes), 0)
    said: dict[str, Any] = {"fields": [list(field) for field in tune.fields]}
    if tune.number is not None:
        said["number"] = tune.number
    return Score(
        notes=_notes(tune, lines),
        tempo_map=_tempo_map(tune, lines, voices[grid].bars if voices else [], lines[grid] if lines else _Line()),
        tracks=tuple(_track(voice, i) for i, voice in enumerate(voices)) or (Track(),),
        name=tune.title,
        extra=with_marks({ABC: said}, _markers(tune, lines), _keys(tune, lines)),
    )


def _jumps(tune: Tune, bars: Sequence[Bar], signs: Sequence[tuple[str, ...]]) -> bool:
    """Tell whether the signs make another order of bars than the repeats alone."""
    return unfolded(bars, tune.order, signs) != unfolded(bars, tune.order)


def _forget_jumps(voices: Sequence[VoiceReader]) -> None:
    """Take the signs away from the notes: what is written out must not be jumped through again."""
    for voice in voices:
        for bar in voice.bars:
            for note in bar.notes:
                if "!" in note.before:
                    note.before = _SIGN.sub(lambda sign: "" if sign[1] in JUMPS else sign[0], note.before)


def _line(tune: Tune, voice: VoiceReader, repeats: bool, signs: Sequence[tuple[str, ...]] | None) -> _Line:
    """Bars of a voice in the order in which they are played, one behind the other."""
    line = _Line()
    line.played = (
        unfolded(voice.bars, tune.order, signs) if repeats else [Played(i, 1, 1) for i in range(len(voice.bars))]
    )
    pieces: list[_Sung] = []
    at = Fraction(0)
    for bar_number, turn, turns in line.played:
        bar = voice.bars[bar_number]
        line.starts.append(at)
        for note in bar.notes:
            onset = at + note.onset
            pieces.append(_Sung(onset, onset + note.length, note, _verses(note, turn, turns)))
        line.events += ((at + event.at, event.kind, event.value) for event in bar.events)
        at += bar.length
    line.end = at
    line.notes = _joined(tune, pieces)
    return line


def _verses(note: Written, turn: int, turns: int) -> dict[int, str]:
    """Texts of a turn by verse: that of the turn is the first, those that no turn is left for follow."""
    if turns == 1 or len(note.verses) < 2:
        return note.verses
    last = max(note.verses)
    now = min(turn, last)
    sung = {1: note.verses[now]} if now in note.verses else {}
    if turn == turns:
        sung |= {verse - now + 1: text for verse, text in note.verses.items() if verse > now}
    return sung


def _joined(tune: Tune, pieces: list[_Sung]) -> list[_Sung]:
    """Tied notes as one."""
    pieces.sort(key=lambda piece: piece.onset)
    waiting: dict[tuple[Fraction | int, Fraction], list[_Sung]] = {}
    whole: list[_Sung] = []
    there = {(piece.note.pitch, piece.onset, piece.note.layer) for piece in pieces}
    for piece in pieces:
        place = piece.note.pitch, piece.onset
        open_ones = waiting.get(place, [])
        # A tie stays in its layer where that one goes on.
        layer = piece.note.layer
        own = [i for i, other in enumerate(open_ones) if other.note.layer == layer]
        other_ones = [i for i, other in enumerate(open_ones) if (*place, other.note.layer) not in there]
        if own or other_ones:
            note = open_ones.pop((own or other_ones)[0])
            note.end = piece.end
            if any(text != "-" for text in piece.verses.values()):
                tune.left_out["tied_texts"] += 1
        else:
            note = piece
            whole.append(note)
        if piece.note.tied:
            waiting.setdefault((piece.note.pitch, note.end), []).append(note)
    return [note for note in whole if note.end > note.onset]


def _beat(whole_notes: Fraction) -> float:
    return float(settle(float(whole_notes * 4)))


def _notes(tune: Tune, lines: Sequence[_Line]) -> NoteTable:
    rows: list[tuple[float, float, int, float, int, _Sung]] = []
    for track, line in enumerate(lines):
        for sung in line.notes:
            # Half a semitone goes up, as in MusicXML.
            exact = sung.note.pitch
            pitch = exact if isinstance(exact, int) else floor(exact + Fraction(1, 2))
            onset_beats, end_beats = float(sung.onset * 4), float(sung.end * 4)
            if not 0 <= pitch <= 127 or end_beats > MAX_BEATS:
                tune.left_out["outside"] += 1
                continue
            rows.append((onset_beats, end_beats, pitch, float(100 * (exact - pitch)), track, sung))
    if not rows:
        return NoteTable()
    rows.sort(key=lambda row: (row[0], row[2], row[4]))
    onset = settle([row[0] for row in rows])
    end = settle([row[1] for row in rows])
    keep = [i for i in range(len(rows)) if end[i] > onset[i]]
    rows = [rows[i] for i in keep]
    onset, end = onset[keep], end[keep]
    return NoteTable.from_columns(
        onset,
        settle(end - onset),
        [row[2] for row in rows],
        [row[5].note.velocity for row in rows],
        np.array([row[4] for row in rows], np.int64),
        lyric=[row[5].verses.get(1) for row in rows],
        extra={i: more for i, row in enumerate(rows) if (more := _more(row[5], row[3]))},
    )


def _more(sung: _Sung, cents: float) -> dict[str, Any]:
    """Keys that a note has no column for."""
    more: dict[str, Any] = {f"{VERSE}{verse}": text for verse, text in sung.verses.items() if verse > 1}
    if cents:
        more[CENTS] = cents
    signs = {name: text for name in ("before", "after") if (text := getattr(sung.note, name))}
    return more | {ABC: signs} if signs else more


def _tempo_map(tune: Tune, lines: Sequence[_Line], bars: Sequence[Bar], grid: _Line) -> TempoMap:
    tempos = [(0.0, tune.tempo.bpm)] if tune.tempo is not None and tune.tempo.bpm is not None else []
    for line in lines:
        tempos += (
            (_beat(at), said.bpm)
            for at, kind, said in line.events
            if kind == "tempo" and said.bpm is not None and at * 4 <= MAX_BEATS
        )
    tempos.sort(key=lambda tempo: tempo[0])
    signatures = _signatures(tune.meter, bars, grid)
    tidy = TempoMap.tidy(tempos)
    return tidy.replace(signatures=signatures) if signatures else tidy


def _signatures(meter: Meter | None, bars: Sequence[Bar], grid: _Line) -> list[tuple[float, int, int]]:
    """Signatures where bars begin: said again behind a bar that is shorter or longer than its meter."""
    now = meter
    found: list[tuple[float, int, int]] = []
    # Where the next bar line is expected, and what was said last.
    expected: Fraction | None = None
    before: Meter | None = None
    open_bar = Fraction(0)
    for start, played in zip(grid.starts, grid.played, strict=True):
        bar = bars[played.bar]
        for event in bar.events:
            if event.kind == "meter" and event.at == 0:
                now = event.value
        filled = open_bar + bar.length
        if open_bar and now is not None and now == before and filled <= now.bar:
            # The rest of a bar that a repeat sign has divided.
            open_bar = Fraction(0) if filled == now.bar else filled
            continue
        if now is not None and (now != before or start != expected) and start * 4 <= MAX_BEATS:
            found.append((_beat(start), now.numerator, now.denominator))
        before = now
        if now is not None:
            whole = bar.length if bar.length and bar.length % now.bar == 0 else now.bar
            expected = start + whole
            open_bar = bar.length if bar.length < now.bar and not bar.is_whole else Fraction(0)
        for event in bar.events:
            if event.kind == "meter" and event.at > 0:
                now = event.value
    if found and found[0][0] > 0:
        found.insert(0, (0.0, 4, 4))
    return [each for i, each in enumerate(found) if i == 0 or each[0] > found[i - 1][0]]


def _keys(tune: Tune, lines: Sequence[_Line]) -> list[KeySignature]:
    """Keys of the first voice that has some, as they sound."""
    semitones = next((voice.semitones for voice in tune.voices.values()), 0)
    said: list[tuple[Fraction, tuple[Key, int]]] = []
    if tune.key is not None and tune.key.sharps is not None:
        said.append((Fraction(0), (tune.key, semitones)))
    said += next(
        (keys for line in lines if (keys := [(at, value) for at, kind, value in line.events if kind == "key"])), []
    )
    found: list[KeySignature] = []
    for at, (key, moved) in said:
        if key.sharps is None or not key.is_plain or abs(key.sharps) > MAX_SHARPS:
            tune.left_out["other_keys"] += 1
            continue
        sharps = transposed(key.sharps, moved)
        if at * 4 > MAX_BEATS or (found and (found[-1].sharps, found[-1].mode) == (sharps, key.mode)):
            continue
        new = KeySignature(_beat(at), sharps, key.mode)
        if found and found[-1].beat == new.beat:
            found.pop()
        found.append(new)
    return found


def _markers(tune: Tune, lines: Sequence[_Line]) -> list[Marker]:
    """Chord symbols, annotations, parts, and words of tempos, once where several voices say the same."""
    found: dict[tuple[float, str, str], Marker] = {}
    if tune.tempo is not None and tune.tempo.text:
        text = decoded(tune.tempo.text)
        found[0.0, "tempo", text] = Marker(0, text, {KIND: "tempo"})
    for track, line in enumerate(lines):
        own = {TRACK: track} if track else {}
        for at, kind, value in line.events:
            if at * 4 > MAX_BEATS:
                continue
            beat = _beat(at)
            if kind == "chord":
                found.setdefault((beat, f"chord {track}", value), Marker(beat, value, {KIND: kind} | own))
            elif kind == "marker":
                text, place = value
                found.setdefault((beat, f"marker {track}", text), Marker(beat, text, place | own))
            elif kind == "part" and value:
                found.setdefault((beat, kind, value), Marker(beat, value, {KIND: kind}))
            elif kind == "tempo" and isinstance(value, Tempo) and value.text:
                found.setdefault((beat, kind, value.text), Marker(beat, decoded(value.text), {KIND: kind}))
    return sorted(found.values(), key=lambda marker: marker.beat)


def _track(voice: VoiceReader, number: int) -> Track:
    said = voice.properties
    name = decoded(said.get("name", said.get("nm", "")))
    own: dict[str, Any] = {"id": voice.id}
    if clef := said.get("clef"):
        own["clef"] = clef
    channel = voice.channel if voice.channel is not None else number % 16 + (number % 16 >= _DRUMS)
    channel = min(channel, 15)
    return Track(name, voice.program, channel, channel == _DRUMS, extra={ABC: own})
