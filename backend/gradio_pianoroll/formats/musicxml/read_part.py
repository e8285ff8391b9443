"""What is in the measures of one part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from math import floor
from typing import Any

from gradio_pianoroll.i18n.sentence import Sentence

from ...score.marks import MAX_SHARPS, MODES
from ...score.units import LETTERS
from .notation import FORTE, MARKS

DEFAULT_VELOCITY = 100
_DECIMAL = re.compile(r"\d{1,12}(\.\d{1,9})?")
_SIGNED = re.compile(r"-?\d{1,12}(\.\d{1,9})?")
_UNITS: dict[str, Fraction | int] = {
    "long": 16, "breve": 8, "whole": 4, "half": 2, "quarter": 1, "eighth": Fraction(1, 2), "16th": Fraction(1, 4),
    "32nd": Fraction(1, 8), "64th": Fraction(1, 16),
}  # fmt: skip
MICROTONES = Sentence("xml.microtones")
TIED_TEXTS = Sentence("xml.tied_texts")
ENDLESS_TIES = Sentence("xml.endless_ties")
DOUBLED = Sentence("xml.doubled")
ALL_STAVES = ""
OTHER_KEYS = Sentence("xml.other_keys")
GRACE = Sentence("xml.grace")
REPEATS = Sentence("xml.repeats")


@dataclass
class NotePiece:
    """Note or a piece of a tied one; beats from the measure's start, after `joined` from the start of the score."""

    measure: int
    onset: Fraction
    end: Fraction
    pitch: int
    velocity: int
    verses: dict[str, str]
    voice: str
    tie_in: bool
    tie_out: bool
    cents: float = 0.0


class PartReader:
    """Reads all measures of a part at once.

    Attributes
    ----------
    notes
        In the order of the file.
    lengths, nominal
        Beats that each measure is filled to (0: empty), and that its time signature says.
    tempos
        Measure, beats in it, beats per minute.
    signatures
        By measure.
    keys
        Measure, beats in it, sharps as they sound (flats below 0), mode.
    markers
        Measure, beats in it, text of a rehearsal mark.
    left_out
        Sentences about what was.

    Raises
    ------
    ValueError
        If a number cannot be one; the message names the measure.
    """

    def __init__(self, measures: list[Any], unpitched: Mapping[str, int]) -> None:
        self.notes: list[NotePiece] = []
        self.lengths: list[Fraction] = []
        self.nominal: list[Fraction] = []
        self.tempos: list[tuple[int, Fraction, float]] = []
        self.signatures: dict[int, tuple[int, int]] = {}
        self.keys: list[tuple[int, Fraction, int, str]] = []
        self.markers: list[tuple[int, Fraction, str]] = []
        self.left_out: set[Sentence] = set()
        self._unpitched = unpitched
        self._divisions = Fraction(1)
        self._transpose: dict[str, int] = {}
        self._velocity = DEFAULT_VELOCITY
        self._bar = Fraction(4)
        self._at = self._reach = self._last_onset = Fraction(0)
        for number, measure in enumerate(measures):
            self._measure(number, measure)

    def joined(self, starts: list[Fraction]) -> Iterator[NotePiece]:
        """Notes in beats from the start of the score, tied ones as one.

        Parameters
        ----------
        starts
            Beat at which each measure starts.
        """
        pieces = [replace(n, onset=starts[n.measure] + n.onset, end=starts[n.measure] + n.end) for n in self.notes]
        pieces.sort(key=lambda n: n.onset)
        open_ties: dict[tuple[int, Fraction], list[NotePiece]] = {}
        ended = {(piece.pitch, piece.onset) for piece in pieces if piece.tie_in}
        whole = []
        for piece in pieces:
            place = piece.pitch, piece.onset
            waiting = open_ties.get(place, [])
            if not piece.tie_in and waiting:
                # Some programs write where ties begin only; a note with a text of its own is sung again.
                waiting = [n for n in waiting if place not in ended and n.voice == piece.voice and not piece.verses]
                if waiting:
                    self.left_out.add(ENDLESS_TIES)
                    open_ties[place] = waiting
            if waiting:
                same_voice = next((i for i, n in enumerate(waiting) if n.voice == piece.voice), 0)
                note = waiting.pop(same_voice)
                note.end = piece.end
                if note.verses.keys() & piece.verses.keys():
                    self.left_out.add(TIED_TEXTS)
                note.verses = piece.verses | note.verses
            else:
                note = piece
                whole.append(note)
            if piece.tie_out:
                open_ties.setdefault((note.pitch, note.end), []).append(note)
        yield from (note for note in whole if note.end > note.onset)

    @cached_property
    def first_verse(self) -> str:
        """Verse whose texts are the lyrics: the first, or the lowest one that there is."""
        there = {verse for note in self.notes for verse in note.verses}
        return min(
            there, key=lambda verse: (not verse.isdigit(), int(verse) if verse.isdigit() else 0, verse), default="1"
        )

    def _measure(self, number: int, measure: Any) -> None:
        self._at = self._reach = self._last_onset = Fraction(0)
        for element in measure:
            try:
                self._element(number, element)
            except (ValueError, ZeroDivisionError) as error:
                raise ValueError(
                    Sentence("xml.measure", number=measure.get("number", number + 1), error=error)
                ) from error
        self.lengths.append(self._reach)
        self.nominal.append(self._bar)

    def _element(self, number: int, element: Any) -> None:
        if element.tag == "note":
            self._note(number, element)
        elif element.tag == "backup":
            self._move(-self._duration(element))
        elif element.tag == "forward":
            self._move(self._duration(element))
        elif element.tag == "attributes":
            self._attributes(number, element)
        elif element.tag == "direction":
            self._direction(number, element)
        elif element.tag == "sound":
            self._sound(number, element, self._at)
        elif element.tag == "barline" and element.find("repeat") is not None:
            self.left_out.add(REPEATS)

    def _move(self, beats: Fraction) -> None:
        self._at = max(self._at + beats, Fraction(0))
        self._reach = max(self._reach, self._at)

    def _duration(self, element: Any) -> Fraction:
        return _beats(element.findtext("duration"), self._divisions)

    def _attributes(self, number: int, element: Any) -> None:
        if (said := element.findtext("divisions")) is not None:
            divisions = _decimal(said, "divisions")
            if not divisions:
                raise ValueError(Sentence("xml.divisions"))
            self._divisions = divisions
        for transpose in element.iterfind("transpose"):
            chromatic = _signed(transpose.findtext("chromatic") or "0", Sentence("xml.what.transposition"))
            octaves = _signed(transpose.findtext("octave-change") or "0", Sentence("xml.what.transposition"))
            staff = transpose.get("number")
            if staff is None:
                self._transpose.clear()
            self._transpose[staff or ALL_STAVES] = round(chromatic + 12 * octaves)
            if transpose.find("double") is not None:
                self.left_out.add(DOUBLED)
        if (key := element.find("key")) is not None:
            self._key(number, key)
        if (time := element.find("time")) is not None and time.find("beats") is not None:
            self._time(number, time)

    def _key(self, number: int, key: Any) -> None:
        said = (key.findtext("fifths") or "").strip()
        mode = (key.findtext("mode") or "").strip()
        if not re.fullmatch(r"-?[0-7]", said):
            self.left_out.add(OTHER_KEYS)
            return
        # A part that sounds seven semitones higher than it is written has a key with one sharp less.
        chromatic = next(iter(self._transpose.values()), 0)
        sharps = int(said) + (7 * chromatic + 6) % 12 - 6
        sharps -= 12 * round(sharps / 12) if abs(sharps) > MAX_SHARPS else 0
        self.keys.append((number, self._at, sharps, mode if mode in MODES else "major"))

    def _time(self, number: int, time: Any) -> None:
        """Signature; 3+2 over 8 and several fractions become one."""
        fractions = []
        for beats, unit in zip(time.iterfind("beats"), time.iterfind("beat-type"), strict=False):
            counts = [_decimal(part.strip(), "beats") for part in (beats.text or "").split("+")]
            fractions.append((sum(counts, Fraction(0)), _decimal((unit.text or "").strip(), "a beat type")))
        if not fractions:
            return
        lowest = max(unit for _, unit in fractions)
        total = sum((count * lowest / unit for count, unit in fractions), Fraction(0))
        power_of_two = lowest.denominator == 1 and lowest <= 1024 and int(lowest) & (int(lowest) - 1) == 0
        if total.denominator != 1 or not 1 <= total <= 255 or not power_of_two:
            raise ValueError(Sentence("xml.signature", total=total, lowest=lowest))
        self.signatures[number] = (int(total), int(lowest))
        self._bar = 4 * total / lowest

    def _direction(self, number: int, element: Any) -> None:
        at = self._at
        if (offset := element.findtext("offset")) is not None:
            at = max(at + _signed(offset, "an offset") / self._divisions, Fraction(0))
        for rehearsal in element.iterfind("direction-type/rehearsal"):
            if text := "".join(rehearsal.itertext()).strip():
                self.markers.append((number, at, text))
        sound = element.find("sound")
        if sound is not None and sound.get("tempo"):
            self._sound(number, sound, at)
            return
        if sound is not None:
            self._sound(number, sound, at)
        for metronome in element.iterfind("direction-type/metronome"):
            self._metronome(number, metronome, at)
        if sound is None or not sound.get("dynamics"):
            for mark in element.iterfind("direction-type/dynamics/*"):
                self._velocity = MARKS.get(mark.tag, self._velocity)

    def _metronome(self, number: int, metronome: Any, at: Fraction) -> None:
        said = re.search(r"\d{1,6}(\.\d{1,9})?", metronome.findtext("per-minute") or "")
        unit = _UNITS.get((metronome.findtext("beat-unit") or "").strip())
        if said and unit:
            dots = len(metronome.findall("beat-unit-dot"))
            beats = unit * (2 - Fraction(1, 2**dots)) if dots < 4 else unit
            self.tempos.append((number, at, float(Fraction(said[0]) * beats)))

    def _sound(self, number: int, sound: Any, at: Fraction) -> None:
        if tempo := sound.get("tempo"):
            try:
                self.tempos.append((number, at, float(tempo)))
            except ValueError as error:
                raise ValueError(Sentence("xml.tempo", tempo=tempo)) from error
        if dynamics := sound.get("dynamics"):
            self._velocity = _velocity(dynamics, self._velocity)
        if any(sound.get(name) for name in ("dacapo", "dalsegno", "tocoda")):
            self.left_out.add(REPEATS)

    def _note(self, number: int, note: Any) -> None:
        if note.find("grace") is not None:
            self.left_out.add(GRACE)
            return
        duration = self._duration(note)
        chord = note.find("chord") is not None
        onset = self._last_onset if chord else self._at
        if not chord:
            self._last_onset = self._at
            self._move(duration)
        pitch = None if note.find("rest") is not None or note.find("cue") is not None else self._pitch(note)
        if pitch is None:
            return
        ties = {tie.get("type") for tie in note.iterfind("tie")} or {
            tie.get("type") for tie in note.iterfind("notations/tied")
        }
        velocity = _velocity(note.get("dynamics"), self._velocity)
        voice = note.findtext("voice") or ""
        tie_in, tie_out = "stop" in ties, "start" in ties
        # Half a semitone goes up, as in other programs; not to the next even number.
        semitone = floor(pitch + Fraction(1, 2))
        cents = float(100 * (pitch - semitone))
        if cents:
            self.left_out.add(MICROTONES)
        if not 0 <= semitone <= 127:
            self.left_out.add(Sentence("xml.outside"))
            return
        self.notes.append(
            NotePiece(number, onset, onset + duration, semitone, velocity, _verses(note), voice, tie_in, tie_out, cents)
        )

    def _pitch(self, note: Any) -> Fraction | None:
        """MIDI pitch as it sounds, not rounded; None when there is none."""
        if (written := note.find("pitch")) is not None:
            step, octave = written.findtext("step"), written.findtext("octave")
            staff = (note.findtext("staff") or "1").strip()
            alter = written.findtext("alter") or "0"
            moved = self._transpose.get(staff, self._transpose.get(ALL_STAVES, 0))
        elif (written := note.find("unpitched")) is not None:
            instrument = note.find("instrument")
            known = self._unpitched.get(instrument.get("id", "")) if instrument is not None else None
            if known is not None:
                return Fraction(known)
            step, octave = written.findtext("display-step") or "B", written.findtext("display-octave") or "4"
            alter, moved = "0", 0
        else:
            return None
        return _written_pitch(step or "", octave or "", alter) + moved


# A score says the same few lengths and pitches again and again; making fractions of them is what takes the time.
@lru_cache(maxsize=4096)
def _beats(duration: str | None, divisions: Fraction) -> Fraction:
    return _decimal(duration, Sentence("xml.what.duration")) / divisions


@lru_cache(maxsize=4096)
def _written_pitch(step: str, octave: str, alter: str) -> Fraction:
    """MIDI pitch as it is written."""
    semitone = LETTERS.get(step.strip().upper())
    if semitone is None:
        raise ValueError(Sentence("xml.step", step=step))
    return (
        semitone
        + 12 * (_signed(octave, Sentence("xml.what.octave")) + 1)
        + _signed(alter, Sentence("xml.what.alteration"))
    )


def _decimal(said: str | None, what: str) -> Fraction:
    """Number that is not negative; bounded before it is made, as texts like 1e999999999 are numbers too."""
    if said is None or not _DECIMAL.fullmatch(said.strip()):
        raise ValueError(Sentence("xml.number", what=what, said=said))
    return Fraction(said.strip())


def _signed(said: str, what: str) -> Fraction:
    if not _SIGNED.fullmatch(said.strip().removeprefix("+")):
        raise ValueError(Sentence("xml.number", what=what, said=said))
    return Fraction(said.strip().removeprefix("+"))


def _velocity(dynamics: str | None, otherwise: int) -> int:
    """Velocity of a percentage of forte."""
    if dynamics is None or not _DECIMAL.fullmatch(dynamics.strip()):
        return otherwise
    return min(round(float(dynamics) * FORTE / 100), 127)


def _verses(note: Any) -> dict[str, str]:
    """Texts of a note by verse; a syllable within a word ends with ``-``."""
    verses: dict[str, str] = {}
    for lyric in note.iterfind("lyric"):
        texts = [element.text or "" for element in lyric if element.tag in ("text", "elision")]
        if not any(element.tag == "text" for element in lyric):
            continue
        goes_on = lyric.findall("syllabic")[-1:]
        joined = "".join(texts)
        goes_on_in_word = bool(goes_on) and goes_on[0].text in ("begin", "middle") and bool(joined)
        verse = _verse(lyric.get("number"))
        while verse in verses:
            # Two texts of one verse: nothing is lost.
            verse = str(int(verse) + 1) if verse.isdigit() else f"{verse} (2)"
        verses[verse] = joined + "-" if goes_on_in_word else joined
    return verses


def _verse(number: str | None) -> str:
    """``2`` of the numbers that programs write: ``2``, ``part1verse2``; a name where there is none."""
    said = (number or "1").strip() or "1"
    digits = re.search(r"(\d{1,3})$", said)
    return str(int(digits[1])) if digits else said
