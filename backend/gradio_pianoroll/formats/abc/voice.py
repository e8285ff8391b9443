"""Music code of one voice, token by token: notes, bars, and what stands between (standard, chapter 4)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

from gradio_pianoroll.i18n.sentence import Sentence

from ...score.units import LETTERS
from ..musicxml.notation import MARKS
from .bars import Bar, Event, Written
from .fields import EIGHTH, Meter
from .keys import ALTER, Key, alter_of
from .lyrics import align
from .repeats import MAX_PASSES
from .texts import decoded

DEFAULT_VELOCITY = 100
MAX_REST_BARS = 10_000
# Nobody divides a whole note finer; positions of files that go on dividing are rounded to this grid.
_FINEST = 4 * 15_360 * 9 * 7 * 11
_LENGTH = r"(\d{0,6})(/{0,20})(\d{0,6})"
# All repetitions are bounded: a file of opening brackets alone would be read to its end from each of them.
_CHORD_INSIDE = r'\[((?:"[^"]{0,100}"|![^!\]]{0,40}!|[^\]"\[|!]){1,200})\]'
_TOKEN = re.compile(
    r"(?P<space>[\s`]+)"
    r'|"(?P<text>(?:[^"\\]|\\.){0,2000})"'
    r"|!(?P<mark>[^!\s|]{1,40})!"
    r"|\[(?P<field>[A-Za-z]):(?P<value>[^\]]{0,2000})\]"
    r"|\[\s{0,9}(?P<ending>\d[\d,\-. ]{0,99})"
    rf"|(?P<chord>{_CHORD_INSIDE}){_LENGTH}"
    r"|(?P<bar>\.?(?:\[\|\]|(?:\[\|+|\||::)[|:\]]*)|:[|:\]]+)(?P<numbers>\s?\d[\d,\-]{0,99})?"
    r"|\((?P<p>\d{1,4})(?::(?P<q>\d{0,4})(?::(?P<r>\d{0,4}))?)?"
    r"|\.?(?P<slur>[()])"
    r"|\{(?P<grace>[^{}]{0,500})\}"
    rf"|(?P<sign>{ALTER.pattern})?(?P<note>[A-Ga-g])(?P<octave>[,']{{0,20}}){_LENGTH}"
    rf"|(?P<rest>[xyzXZ]){_LENGTH}"
    r"|(?P<tie>\.?-)"
    r"|(?P<broken>>+|<+)"
    r"|(?P<overlay>&)"
    r"|(?P<decoration>[.~H-Wh-w])"
    r"|(?P<late>\d[\d,\-]{0,99})"
    r"|(?P<ignored>[\\$*;!])"
    r"|(?P<unknown>.)",
    re.DOTALL,
)
_INSIDE = re.compile(
    rf"(?P<sign>{ALTER.pattern})?(?P<note>[A-Ga-g])(?P<octave>[,']{{0,20}}){_LENGTH}(?P<tie>\.?-)?"
    r'|"(?P<text>[^"]*)"|!(?P<mark>[^!]*)!|(?P<other>.)',
    re.DOTALL,
)
_USUAL = {".": "staccato", "~": "roll", "H": "fermata", "L": "accent", "M": "lowermordent", "O": "coda",
          "P": "uppermordent", "S": "segno", "T": "trill", "u": "upbow", "v": "downbow"}  # fmt: skip
JUMPS = {"D.C.", "D.S.", "dacapo", "dacoda", "segno", "coda", "fine", "D.C.alcoda", "D.C.alfine", "D.S.alcoda",
          "D.S.alfine"}  # fmt: skip
# How many notes are played in the time of how many, without a number: standard, 4.13.
_TUPLETS = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}
PLACES = "^_<>@"


@dataclass
class Tuplet:
    """Notes that are still in a tuplet, and what it does to their lengths."""

    factor: Fraction
    left: int


@dataclass
class VoiceReader:
    """Reads the music code of a voice, line by line.

    Attributes
    ----------
    on_field
        Takes inline fields: this voice, letter and value.
    left_out
        Sentences about what has no place, with how often.
    """

    id: str
    on_field: Callable[[VoiceReader, str, str], VoiceReader]
    left_out: Counter[str]
    unit: Fraction = EIGHTH
    meter: Meter | None = None
    key: Key = field(default_factory=Key)
    semitones: int = 0
    propagate: str = "pitch"
    symbols: dict[str, str] = field(default_factory=lambda: dict(_USUAL))
    properties: dict[str, str] = field(default_factory=dict)
    program: int = 0
    channel: int | None = None
    bars: list[Bar] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bar = Bar()
        self._at = Fraction(0)
        self._layer = 0
        self._velocity = DEFAULT_VELOCITY
        self._signs: dict[Any, Fraction] = {}
        # What ties out of the last bar hold, and those out of this one, by layer; whether a layer has just begun.
        self._tied: dict[int, dict[tuple[str, int], Fraction]] = {}
        self._ties_on: dict[int, dict[tuple[str, int], Fraction]] = {}
        self._is_first = True
        self._tuplet = Tuplet(Fraction(1), 0)
        self._factor: Fraction | None = None
        self._last: list[Written] = []
        self._last_length = Fraction(0)
        self._pending = ""
        self._unsung: list[tuple[int, Written]] = []
        self._verse_notes: list[tuple[int, Written]] = []
        self._verse = 0

    def read(self, line: str) -> None:
        """Take a line of music code; what fields in it switch to another voice goes there."""
        self._verse = 0
        reader = self
        position = 0
        while position < len(line):
            match = _TOKEN.match(line, position)
            if match is None:
                break
            position = match.end()
            if match["field"]:
                said = reader.on_field(reader, match["field"], match["value"])
                if said is not reader:
                    reader = said
                    reader._verse = 0
            else:
                reader._token(match)

    def words(self, text: str) -> None:
        """Put the syllables of a ``w:`` field under the notes since the last one; the next line is another verse."""
        if self._verse == 0:
            self._verse_notes, self._unsung = self._unsung, []
        self._verse += 1
        if align(text, self._verse_notes, self._verse):
            self.left_out["syllables"] += 1

    def event(self, kind: str, value: Any) -> None:
        """Say something at the place that has been reached."""
        self.bar.events.append(Event(self._at, kind, value))

    def finish(self) -> None:
        """End the last bar; a bar line is not needed behind it."""
        if self._pending and self._last:
            self._last[0].after += self._pending
        self._close()
        if self.bar.events:
            self.bars.append(self.bar)

    # --- tokens ------------------------------------------------------------------------------------------------------

    def _token(self, match: re.Match[str]) -> None:
        if match["note"]:
            note, length = self._pitched(match)
            self._place([note], length)
        elif match["bar"]:
            self._barline(match["bar"], match["numbers"])
        elif match["chord"]:
            self._chord(match)
        elif match["rest"]:
            self._rest(match)
        elif match["text"] is not None:
            self._text(match["text"])
        elif match["tie"]:
            for note in self._last:
                note.tied = True
        elif match["broken"]:
            self._broken(match["broken"])
        elif match["p"]:
            self._begin_tuplet(match)
        elif match["mark"]:
            self._mark(match["mark"])
        elif match["slur"] == ")":
            if self._last:
                self._last[0].after += ")"
        elif match["slur"]:
            self._pending += "("
        elif match["grace"] is not None:
            self._pending += "{" + match["grace"] + "}"
            self.left_out["grace"] += len(re.findall("[A-Ga-g]", match["grace"]))
        elif match["ending"]:
            self._close()
            self._begin_ending(match["ending"])
        elif match["decoration"]:
            self._decoration(match["decoration"])
        elif match["overlay"]:
            self._end_layer()
            self._layer, self._last = self._layer + 1, []
        elif match["late"] and not self._at and not self.bar.notes:
            # The bar line stands at the end of the line before.
            self._begin_ending(match["late"])
        elif match["unknown"] or match["late"]:
            self.left_out["unknown"] += 1

    def _decoration(self, sign: str) -> None:
        name = self.symbols.get(sign)
        if name is None:
            self.left_out["unknown"] += 1
        elif sign in _USUAL and _USUAL[sign] == name:
            self._mark(name, sign)
        else:
            self._mark(name)

    def _mark(self, name: str, sign: str = "") -> None:
        if name in MARKS:
            self._velocity = MARKS[name]
        elif name.startswith(tuple(PLACES)) or name == "nil":
            return
        else:
            if name in JUMPS:
                self.left_out["jumps"] += 1
                self.bar.jumps += (name,)
                # By its name, so that it is found again where it is followed.
                sign = ""
            self._pending += sign or f"!{name}!"

    def _text(self, said: str) -> None:
        if said[:1] in PLACES and said:
            place, text = said[0], decoded(said[1:]).strip()
            if text:
                self.event("marker", (text, {} if place == "^" else {"place": place}))
        elif text := decoded(said).strip():
            self.event("chord", text)

    def _length(self, match: re.Match[str], first: int) -> Fraction:
        """Factor of the three groups from `first` on."""
        return _factor(*match.group(first, first + 1, first + 2))

    def _pitched(self, match: re.Match[str]) -> tuple[Written, Fraction]:
        letter, octave = match["note"].upper(), match["octave"]
        height = match["note"].islower() + octave.count("'") - octave.count(",")
        place: Any = letter if self.propagate == "pitch" else (letter, height)
        sign = match["sign"]
        if sign:
            alter = alter_of(sign)
            if self.propagate != "not":
                self._signs[place] = alter
        elif place in self._signs:
            alter = self._signs[place]
        else:
            alter = self.key.alters.get(letter, Fraction(0))
            if self._is_first:
                # A tie over the bar line holds the pitch, sign and all.
                alter = self._tied.get(self._layer, {}).get((letter, height), alter)
        pitch = self._sounds(letter, height, alter)
        length = self._length(match, match.re.groupindex["octave"] + 1)
        note = Written(self._at, Fraction(0), pitch, self._velocity, self._layer, place=(letter, height), alter=alter)
        return note, length

    def _sounds(self, letter: str, height: int, alter: Fraction) -> Fraction | int:
        whole = 60 + LETTERS[letter] + 12 * height + self.semitones
        # Fractions are slow, and nearly all pitches are whole.
        return whole + (alter.numerator if alter.denominator == 1 else alter)

    def _chord(self, match: re.Match[str]) -> None:
        outer = self._length(match, match.re.groupindex["chord"] + 2)
        notes: list[Written] = []
        # The first note says how long the chord is.
        first: Fraction | None = None
        before = ""
        for inside in _INSIDE.finditer(match[match.re.groupindex["chord"] + 1]):
            if inside["note"]:
                note, length = self._pitched(inside)
                note.tied, note.before, before = bool(inside["tie"]), before, ""
                notes.append(note)
                first = length if first is None else first
            elif inside["text"]:
                self._text(inside["text"])
            elif inside["mark"] and inside["mark"] not in MARKS:
                before += f"!{inside['mark']}!"
            elif inside["other"] in (self.symbols if inside["other"] not in ("u", "v") else ()):
                before += inside["other"]
        if first is not None:
            self._place(notes, first * outer)

    def _rest(self, match: re.Match[str]) -> None:
        kind = match["rest"]
        length = self._length(match, match.re.groupindex["rest"] + 1)
        if kind == "y":
            return
        if kind in "ZX":
            bar = self.meter.bar if self.meter is not None else Fraction(1)
            count = min(int(length) or 1, MAX_REST_BARS)
            for number in range(count):
                self._at = self._at + bar
                if number < count - 1:
                    self._close()
            self._last, self._last_length = [], Fraction(0)
            return
        self._place([], length)

    def _place(self, notes: list[Written], length: Fraction) -> None:
        """Put notes that begin together, or a rest, where the voice has come to."""
        factor = self.unit
        if self._tuplet.left:
            factor *= self._tuplet.factor
            self._tuplet.left -= 1
        if self._factor is not None:
            factor, self._factor = factor * self._factor, None
        for note in notes:
            note.length = length * factor
        if notes:
            notes[0].before = self._pending + notes[0].before
            self._pending = ""
            self.bar.notes += notes
            if not self._layer:
                self._unsung.append((len(self.bars), notes[0]))
        self._last, self._last_length, self._is_first = notes, length * factor, False
        self._at = _settled(self._at + self._last_length)

    def _broken(self, signs: str) -> None:
        short = Fraction(1, 2 ** min(len(signs), 4))
        own, self._factor = (2 - short, short) if signs[0] == ">" else (short, 2 - short)
        for note in self._last:
            note.length *= own
        self._at = _settled(self._at + self._last_length * (own - 1))
        self._last_length *= own

    def _begin_tuplet(self, match: re.Match[str]) -> None:
        p = int(match["p"])
        compound = self.meter is not None and self.meter.is_compound
        q = int(match["q"] or 0) or _TUPLETS.get(p, 3 if compound else 2)
        r = int(match["r"] or 0) or p
        if p:
            self._tuplet = Tuplet(Fraction(q, p), r)

    # --- bars --------------------------------------------------------------------------------------------------------

    def _barline(self, signs: str, numbers: str | None) -> None:
        core = signs.lstrip(".")
        if signs.startswith(".") and core == "|" and not numbers:
            # A dotted bar line divides a bar and ends none.
            return
        head, tail = len(core) - len(core.lstrip(":")), len(core) - len(core.rstrip(":"))
        if head == len(core):
            # "::" without a stroke: the end of one repeat and the start of the next.
            head, tail = max(head // 2, 1), head // 2
        plain = core == "|" and not numbers
        self._close(is_whole=plain or core in ("||", "|]"))
        if self.bars:
            last = self.bars[-1]
            if head:
                last.repeats = max(last.repeats, min(head + 1, MAX_PASSES))
            last.is_end = last.is_end or core in ("||", "|]", "[|", "|[|")
        self.bar.starts = self.bar.starts or tail > 0
        if numbers:
            self._begin_ending(numbers)

    def _begin_ending(self, said: str) -> None:
        passes: set[int] = set()
        for part in re.split(r"[,.\s]+", said.strip(" ,.-")):
            first, _, last = part.partition("-")
            if first.isdigit():
                until = int(last) if last.isdigit() else int(first)
                passes |= set(range(int(first), min(until, MAX_PASSES) + 1))
        if self.bars and not self.bar.ending:
            self.bars[-1].is_whole = False
        self.bar.ending = self.bar.ending | passes

    def _close(self, is_whole: bool = False) -> None:
        """End the bar; signs of an empty one stand with the next."""
        if not self._at and not self.bar.length and not self.bar.notes:
            return
        self._end_layer()
        self.bar.is_whole = is_whole
        self.bars.append(self.bar)
        self.bar = Bar()
        self._layer = 0
        self._signs.clear()
        self._tied, self._ties_on = self._ties_on, {}

    def _end_layer(self) -> None:
        """Go back to the start of the bar."""
        self.bar.length = max(self.bar.length, self._at)
        self._ties_on[self._layer] = {note.place: note.alter for note in self._last if note.tied}
        self._at = self._last_length = Fraction(0)
        self._is_first = True


# A tune says the same few lengths again and again.
@lru_cache(maxsize=1024)
def _factor(above: str, strokes: str, below: str) -> Fraction:
    number = Fraction(int(above) if above else 1)
    if strokes and below and len(strokes) == 1:
        return number / max(int(below), 1)
    return number / (1 << min(len(strokes), 10))


def _settled(at: Fraction) -> Fraction:
    return at if at.denominator <= _FINEST else Fraction(round(at * _FINEST), _FINEST)


def said_of(left_out: Counter[str]) -> list[Sentence]:
    """Sentences about what was left out, each once."""
    return [Sentence(f"abc.left.{name}", count=count) for name, count in sorted(left_out.items())]
