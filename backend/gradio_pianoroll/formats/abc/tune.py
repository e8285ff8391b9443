"""One tune: its header, its voices and what is said beside the music (standard, chapters 2, 3 and 7)."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction

from .bars import Bar
from .fields import Meter, Tempo, default_unit, octaves_of, parse_meter, parse_tempo, parse_unit, parse_voice
from .keys import Key, parse_key
from .texts import decoded, without_comment
from .voice import VoiceReader

MAX_VOICES = 256
_FIELD = re.compile(r"([A-Za-z+]):(.*)", re.DOTALL)
_MIDI = re.compile(r"(?:%%|I:\s*)MIDI\s+(program|channel|transpose)\s+(-?\d{1,3})(?:\s+(\d{1,3}))?")
_PROPAGATE = re.compile(r"(?:%%|I:\s*)propagate-accidentals\s+(not|octave|pitch)")
_SYMBOL = re.compile(r"\s*([~H-Wh-w])\s*=\s*[!+]([^!+]+)[!+]")
# What stands in the score in another way, or means nothing without the file.
_OWN = frozenset("XMLQKVUw")
#: Key of the extras of a score and of a track for what only ABC says.
ABC = "abc"
WORDS = "W"


class Tune:
    """Tune read line by line.

    Attributes
    ----------
    number
        Of the ``X:`` field, None without one.
    fields
        (letter, text) of header, remarks and words in order: what a score has no place for.
    voices
        In the order in which they come.
    left_out
        Sentences about what has no place, with how often.
    """

    def __init__(self, head: list[str], lines: list[str]) -> None:
        self.number: int | None = None
        self.title = ""
        self.order = ""
        self.fields: list[tuple[str, str]] = []
        self.voices: dict[str, VoiceReader] = {}
        self.left_out: Counter[str] = Counter()
        self.meter: Meter | None = None
        self.key: Key | None = None
        self.tempo: Tempo | None = None
        self._unit: Fraction | None = None
        self._tempo_text = ""
        self._in_body = False
        self._part = ""
        self._propagate = "pitch"
        self._symbols: dict[str, str] = {}
        self._midi: dict[str, tuple[int, int | None]] = {}
        self._now: VoiceReader | None = None
        self._last_field = ""
        for line in _joined(head):
            # Defaults for all tunes of the file.
            if line.startswith("%%") or _FIELD.match(line):
                self._line(line, of_file=True)
        for line in _joined(lines):
            self._line(line)
        for voice in self.voices.values():
            voice.finish()

    def _line(self, line: str, of_file: bool = False) -> None:
        if line.startswith("%%") or re.match(r"I:\s*(MIDI|propagate)", line):
            self._directive(line)
            return
        text = without_comment(line)
        field = _FIELD.match(text)
        if field and not (self._in_body and field[1] not in "ABCDFGHIKLMNOPQRSTUVWZmrsw" and "|" in field[2]):
            if of_file and field[1] in "XK":
                return
            self._field(field[1], field[2].strip())
        elif self._in_body and text.strip():
            self._voice().read(text)

    def _field(self, letter: str, value: str) -> None:
        if letter == "X":
            self.number = int(value) if re.fullmatch(r"\d{1,9}", value) else None
        elif letter == "T" and not self.title:
            self.title = decoded(value)
        if letter == "K" and not self._in_body:
            self._begin(value)
        elif letter == "w":
            if self._in_body:
                self._voice().words(value)
        elif letter == "s":
            self.left_out["symbols"] += 1
        elif letter == "m":
            self.left_out["macros"] += 1
        elif letter == "V":
            self._now = self._voice_of(value)
        elif letter == "P" and not self._in_body:
            self.order = value
        elif letter == "P":
            self._name_part(value)
        elif letter in "MLQKU":
            self._set(self._now if self._in_body else None, letter, value)
        if letter not in _OWN and (letter != "P" or not self._in_body):
            self.fields.append((letter, decoded(value)))

    def _set(self, voice: VoiceReader | None, letter: str, value: str) -> None:
        """Take a field that changes what follows: of one voice, or in the header."""
        try:
            if letter == "M":
                self._set_meter(voice, parse_meter(value))
            elif letter == "L":
                unit = parse_unit(value)
                if voice is None:
                    self._unit = unit
                else:
                    voice.unit = unit
            elif letter == "K" and voice is not None:
                self._set_key(voice, parse_key(value))
            elif letter == "Q":
                self._set_tempo(voice, value)
            elif match := _SYMBOL.match(value):
                self._symbols[match[1]] = match[2]
                for each in self.voices.values():
                    each.symbols[match[1]] = match[2]
        except ValueError:
            self.left_out["fields"] += 1

    def _set_meter(self, voice: VoiceReader | None, meter: Meter | None) -> None:
        if voice is None:
            self.meter = meter
            return
        voice.meter = meter
        voice.event("meter", meter)

    def _set_key(self, voice: VoiceReader, key: Key) -> None:
        # A field with a clef alone changes no key.
        if key.sharps is not None or key.alters:
            voice.key = key
            voice.event("key", (key, voice.semitones))
        if key.words:
            voice.properties |= key.words
            voice.semitones = octaves_of(voice.properties)

    def _set_tempo(self, voice: VoiceReader | None, value: str) -> None:
        if voice is None:
            # The unit that a tempo may count comes later in some headers.
            self._tempo_text = value
            return
        tempo = parse_tempo(value, voice.unit)
        voice.event("tempo", tempo)

    def _begin(self, key: str) -> None:
        """End the header."""
        self._in_body = True
        self.key = parse_key(key)
        if self._tempo_text:
            try:
                self.tempo = parse_tempo(self._tempo_text, self._first_unit())
            except ValueError:
                self.left_out["fields"] += 1
        for voice in self.voices.values():
            self._start(voice)
        self._now = next(iter(self.voices.values()), None)

    def _first_unit(self) -> Fraction:
        return self._unit if self._unit is not None else default_unit(self.meter)

    def _start(self, voice: VoiceReader) -> None:
        """Give a voice what the header says."""
        voice.unit, voice.meter, voice.propagate = self._first_unit(), self.meter, self._propagate
        voice.symbols |= self._symbols
        if self.key is not None:
            voice.key = self.key
            voice.properties = {**self.key.words, **voice.properties}
        voice.semitones = octaves_of(voice.properties)
        for name, (value, more) in self._midi.items():
            _tell(voice, name, value, more)
        voice.bar.part = self._part

    def _voice(self) -> VoiceReader:
        if self._now is None:
            self._now = self._voice_of("1")
        return self._now

    def _voice_of(self, value: str) -> VoiceReader:
        id, properties = parse_voice(value)
        voice = self.voices.get(id)
        if voice is None:
            if len(self.voices) >= MAX_VOICES:
                self.left_out["voices"] += 1
                return next(reversed(self.voices.values()))
            voice = self.voices[id] = VoiceReader(id, self._inline, self.left_out)
            voice.properties = properties
            if self._in_body:
                self._start(voice)
        elif properties:
            voice.properties |= properties
            voice.semitones = octaves_of(voice.properties)
        return voice

    def _inline(self, voice: VoiceReader, letter: str, value: str) -> VoiceReader:
        """Field within a line of music: the voice that goes on."""
        if letter == "V":
            self._now = self._voice_of(value)
            return self._now
        if letter == "P":
            self._name_part(value)
        elif letter in "MLQKU":
            self._set(voice, letter, value)
        elif letter == "I":
            self._directive("I:" + value)
        elif letter in "rN":
            self.fields.append((letter, decoded(value.strip())))
        else:
            self.left_out["fields"] += 1
        return voice

    def _name_part(self, value: str) -> None:
        self._part = value.strip()
        for voice in self.voices.values() or [self._voice()]:
            if voice.bar.length or voice.bar.notes:
                # A part begins a bar.
                voice.event("part", self._part)
            else:
                voice.bar.part = self._part[:1] if re.match(r"[A-Za-z]\b", self._part) else ""
                voice.event("part", self._part)

    def _directive(self, line: str) -> None:
        if match := _PROPAGATE.match(line):
            self._propagate = match[1]
            for voice in self.voices.values():
                voice.propagate = match[1]
        elif match := _MIDI.match(line):
            name, first, second = match.groups()
            if self._in_body and self._now is not None:
                _tell(self._now, name, int(first), int(second) if second else None)
            else:
                target = self._now
                if target is not None:
                    _tell(target, name, int(first), int(second) if second else None)
                else:
                    self._midi[name] = int(first), int(second) if second else None
        else:
            self.fields.append(("%%", line.removeprefix("%%").strip()))


def _tell(voice: VoiceReader, name: str, value: int, more: int | None) -> None:
    """Take a MIDI directive: ``program [channel] number``, ``channel number``, ``transpose semitones``."""
    if name == "program":
        program = value if more is None else more
        if more is not None and 1 <= value <= 16:
            voice.channel = value - 1
        if 0 <= program <= 127:
            voice.program = program
    elif name == "channel" and 1 <= value <= 16:
        voice.channel = value - 1
    elif name == "transpose" and -60 <= value <= 60:
        voice.properties["transpose"] = str(value)
        voice.semitones = octaves_of(voice.properties)


def _joined(lines: list[str]) -> list[str]:
    """Lines without comments alone; a field that goes on with ``+:`` is one."""
    result: list[str] = []
    for line in lines:
        if line.startswith("+:") and result:
            result[-1] = without_comment(result[-1]).rstrip() + " " + line[2:].strip()
        elif not line.startswith("%") or line.startswith("%%"):
            result.append(line)
    return result


def bars_of(voice: VoiceReader) -> list[Bar]:
    """Bars of a voice that has been read to its end."""
    return voice.bars
