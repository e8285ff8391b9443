"""Full-context labels of a score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence

from ...errors import FormatError
from ...score import Score
from ...score.well_formed import utf8
from ..singing.ticks import Ticks
from ..singing.voice import HOLD, PHONES, Voice, one_voice, say, say_left_out
from .read import NONE, PAUSES, PER_BEAT, PER_SECOND

FORMAT = "full-context label"
NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
_VOWELS = frozenset("aeiouAEIOU")
_BREAKS = frozenset(("cl", "br"))
_LANGUAGE = "JPN"
#: Parts of a note that are not known here: dynamics, accents, breath marks and where these begin and end.
_UNKNOWN = "n^xx+xx~xx=xx@xx$xx!xx%xx#xx|xx|xx-xx&xx&xx+xx[xx;xx]xx;xx~xx~xx^xx^xx@xx[xx#xx=xx!xx"


@dataclass
class _Note:
    """Note, or a rest (`pitch` is None), in 24ths of a beat and in seconds."""

    start: int
    end: int
    start_s: float
    end_s: float
    pitch: int | None
    phones: list[str]
    is_slur: bool = False
    #: Of sung notes: place of the phrase, and within it.
    phrase: int = -1

    @property
    def length(self) -> int:
        return self.end - self.start


def write(score: Score, path: Path, track: int | None = None) -> bytes:
    """Bytes of a label file with a full-context label for each phone.

    Raises
    ------
    FormatError
        If there are no notes, or one has no phonemes; the message names it.

    Warns
    -----
    PianoRollWarning
        With what the format has no place for; when the segments ``phones`` do not go with the notes.
    """
    voice = one_voice(score, path, FORMAT, track)
    if not len(voice.rows):
        raise FormatError(path, Sentence("sing.no_notes", format=FORMAT))
    holds = ["tempos", "signatures", "keys", "phonemes"]
    if {score.notes.lyric[row] for row in voice.rows.tolist()} <= {None, HOLD}:
        holds.append("lyrics")
    say_left_out(score, path, FORMAT, holds=holds, segments=(PHONES,))
    notes = _notes(score, voice, path)
    times = _times(score, notes, path)
    lines = [f"{start} {end} {label}" for (start, end), label in zip(times, _labels(score, notes), strict=True)]
    return utf8("\n".join(lines) + "\n")


def _notes(score: Score, voice: Voice, path: Path) -> list[_Note]:
    """Notes and the rests between them, from the beginning."""
    table, ticks, tempos = score.notes, Ticks(PER_BEAT), score.tempo_map
    starts, ends = ticks.of(voice.onset_beats).tolist(), ticks.of(voice.end_beats).tolist()
    ticks.say_moved(path)
    uneven = sum(bpm != round(bpm) for _, bpm in tempos.tempos)
    if uneven:
        say(path, Sentence("hts.tempos", count=uneven))
    result: list[_Note] = []
    at = 0

    def seconds(tick: int) -> float:
        return float(tempos.seconds_at(tick / PER_BEAT))

    for row, start, end in zip(voice.rows.tolist(), starts, ends, strict=True):
        start = max(start, at)
        end = max(end, start + 1)
        if start > at:
            result.append(_Note(at, start, seconds(at), seconds(start), None, ["pau"]))
        is_hold = table.lyric[row] == HOLD and bool(result) and result[-1].pitch is not None
        phones = (table.phoneme[row] or "").split()
        if not phones and is_hold:
            # The vowel goes on.
            phones = result[-1].phones[-1:]
        if not phones:
            name, lyric = table.external_id(row), table.lyric[row] or ""
            raise FormatError(path, Sentence("sing.no_phoneme", note=name, lyric=lyric, format=FORMAT))
        pitch = int(table.stored("pitch")[row])
        result.append(_Note(start, end, seconds(start), seconds(end), pitch, phones, is_hold))
        at = end
    phrase = -1
    for before, note in zip([None, *result], result, strict=False):
        if note.pitch is not None:
            phrase += before is None or before.pitch is None
            note.phrase = phrase
    return result


def _times(score: Score, notes: Sequence[_Note], path: Path) -> list[tuple[int, int]]:
    """Start and end of each phone in units of 100 ns: those of the tier, else those of its note."""
    flat = [phone for note in notes for phone in note.phones]
    tier = sorted((s for s in score.segments if s.type == PHONES), key=lambda s: (s.start, s.end))
    if [s.text for s in tier] == flat:
        spans = [(s.start, s.end) for s in tier]
    else:
        if tier:
            say(path, Sentence("hts.phones"))
        spans = [(note.start_s, note.end_s) for note in notes for _ in note.phones]
    return [(round(start * PER_SECOND), round(end * PER_SECOND)) for start, end in spans]


def _labels(score: Score, notes: Sequence[_Note]) -> list[str]:
    phones = [phone for note in notes for phone in note.phones]
    around = [NONE, NONE, *phones, NONE, NONE]
    sung = [i for i, note in enumerate(notes) if note.pitch is not None]
    before = _neighbours(notes, sung, -1)
    after = _neighbours(notes, sung, 1)
    song = _song(score, notes, sung)
    phrases = [[i for i in sung if notes[i].phrase == k] for k in range(notes[sung[-1]].phrase + 1)]
    context = _Context(score, notes, phrases)
    labels = []
    at = 0
    for i, note in enumerate(notes):
        rest = (
            f"/A:{_syllable(notes, before[i], '-', '-', '@', '~')}"
            f"/B:{_syllable(notes, i, '_', '_', '@', '|')}"
            f"/C:{_syllable(notes, after[i], '+', '+', '@', '&')}"
            f"/D:{context.beside(before[i], '!#$%|&;-')}"
            f"/E:{context.current(i, before[i], after[i])}"
            f"/F:{context.beside(after[i], '##-$$+%;')}"
            f"{context.phrases_of(i, before[i], after[i])}{song}"
        )
        for k, phone in enumerate(note.phones):
            two, one, this, following, next_but_one = around[at : at + 5]
            flags = ["00" if other != NONE else NONE for other in around[at : at + 5]]
            vowel = next((j for j, other in enumerate(note.phones) if j > k and other[:1] in _VOWELS), None)
            distance = vowel - k if vowel is not None and _kind(phone) == "c" else NONE
            labels.append(
                f"{_kind(phone)}@{two}^{one}-{this}+{following}={next_but_one}_{flags[0]}%{flags[1]}^{flags[2]}"
                f"_{flags[3]}~{flags[4]}-{k + 1}!{len(note.phones) - k}[{NONE}${distance}]{NONE}{rest}"
            )
            at += 1
    return labels


def _kind(phone: str) -> str:
    """Kind of a phone: silence, pause, break, vowel or consonant."""
    if phone in PAUSES:
        return "s" if phone == "sil" else "p"
    if phone in _BREAKS:
        return "b"
    return "v" if phone[:1] in _VOWELS or phone == "N" else "c"


def _neighbours(notes: Sequence[_Note], sung: list[int], step: int) -> list[int | None]:
    """Sung note before or after each note."""
    found: list[int | None] = []
    for i in range(len(notes)):
        place = int(np.searchsorted(sung, i, side="left" if step < 0 else "right")) - (step < 0)
        found.append(sung[place] if 0 <= place < len(sung) else None)
    return found


def _syllable(notes: Sequence[_Note], i: int | None, first: str, second: str, third: str, fourth: str) -> str:
    """Phones of a syllable, and where it stands in its note: each note has one."""
    if i is None:
        return f"{NONE}{first}{NONE}{second}{NONE}{third}{NONE}{fourth}{NONE}"
    is_rest = notes[i].pitch is None
    language, flag = (NONE, NONE) if is_rest else (_LANGUAGE, "0")
    return f"{len(notes[i].phones)}{first}1{second}1{third}{language}{fourth}{flag}"


def _song(score: Score, notes: Sequence[_Note], sung: list[int]) -> str:
    bars = max(score.tempo_map.bar_at(max(notes[-1].end - 1, 0) / PER_BEAT).bar, 1)
    each = len(sung) // bars
    return f"/J:{each}~{each}@{notes[sung[-1]].phrase + 1}"


class _Context:
    """Description of notes: in their bar, their phrase and the song."""

    def __init__(self, score: Score, notes: Sequence[_Note], phrases: list[list[int]]) -> None:
        self._score, self._notes, self._phrases = score, notes, phrases
        tempos = score.tempo_map
        starts = np.array([note.start / PER_BEAT for note in notes])
        self._bpm = tempos.bpm_at(starts).tolist()
        self._bar = [tempos.bar_at(beat).bar for beat in starts.tolist()]
        self._meter = [tempos.signature_at(beat)[1:] for beat in starts.tolist()]
        in_bar: dict[int, list[int]] = {}
        for i, bar in enumerate(self._bar):
            in_bar.setdefault(bar, []).append(i)
        self._count_in_bar = {bar: len(inside) for bar, inside in in_bar.items()}
        self._at = {i: place for inside in in_bar.values() for place, i in enumerate(inside)}
        self._at_in_phrase = {i: place for phrase in phrases for place, i in enumerate(phrase)}

    def _about(self, i: int) -> list[str]:
        """Pitch, pitch in the key, key, meter, tempo, syllables and length of a note."""
        note = self._notes[i]
        keys = [key for key in self._score.keys if key.beat <= note.start / PER_BEAT]
        fifths = (keys[-1].sharps if keys else 0) % 12
        over, under = self._meter[i]
        pitch = NONE if note.pitch is None else f"{NAMES[note.pitch % 12]}{note.pitch // 12 - 1}"
        relative = NONE if note.pitch is None else str((note.pitch - 7 * fifths) % 12)
        length_s = note.end_s - note.start_s
        # Readers of such labels look for whole numbers.
        bpm = str(round(self._bpm[i]))
        return [pitch, relative, str(fifths), f"{over}/{under}", bpm, "1", str(round(length_s * 100)), str(note.length)]

    def beside(self, i: int | None, signs: str) -> str:
        """Parts ``D`` and ``F``: the note before or after."""
        said = [*self._about(i), NONE] if i is not None else [NONE] * 9
        return said[0] + "".join(sign + value for sign, value in zip(signs, said[1:], strict=True))

    def current(self, i: int, before: int | None, after: int | None) -> str:
        """Part ``E``: the note itself."""
        note = self._notes[i]
        said = [*self._about(i), NONE]
        text = said[0] + "".join(sign + value for sign, value in zip("]^=~!@#+", said[1:], strict=True))
        over, under = self._meter[i]
        bar_start = round(self._score.tempo_map.bar_start(self._bar[i]) * PER_BEAT)
        size = round(over * 4 / under * PER_BEAT)
        place, count = self._at[i], self._count_in_bar[self._bar[i]]
        offset = note.start - bar_start
        text += f"]{place + 1}${count - place}|" + self._place(offset, size, note, "[&]=^")
        if note.pitch is None:
            text += f"~{NONE}#{NONE}_{NONE};{NONE}${NONE}&{NONE}%{NONE}[{NONE}|0]0-"
        else:
            phrase = self._phrases[note.phrase]
            k = note.start - self._notes[phrase[0]].start
            whole = self._notes[phrase[-1]].end - self._notes[phrase[0]].start
            at = self._at_in_phrase[i]
            follows = after is not None and self._notes[after].is_slur and after == i + 1
            text += f"~{at + 1}#{len(phrase) - at}_" + self._place(k, whole, note, ";$&%[")
            text += f"|{int(note.is_slur)}]{int(follows)}-"
        steps = [self._step(i, other) for other in (before, after)]
        return f"{text}{_UNKNOWN}~{steps[0]}+{steps[1]}!{NONE}^{NONE}"

    def _place(self, offset: int, whole: int, note: _Note, signs: str) -> str:
        """Place of a note in its bar or phrase: in 100 ms, in 24ths of a beat and in percent, from both ends."""
        unit_s = (note.end_s - note.start_s) / max(note.length, 1)
        left = max(whole - offset, 0)
        percent = round(100 * offset / whole) if whole else 0
        values = [round(offset * unit_s * 10), round(left * unit_s * 10), offset, left, percent, 100 - percent]
        return str(values[0]) + "".join(f"{sign}{value}" for sign, value in zip(signs, values[1:], strict=True))

    def _step(self, i: int, other: int | None) -> str:
        """Semitones to a note beside: ``p2`` when that is higher."""
        pitch = self._notes[i].pitch
        beside = None if other is None else self._notes[other].pitch
        if pitch is None or beside is None:
            return NONE
        return f"{'p' if beside >= pitch else 'm'}{abs(beside - pitch)}"

    def phrases_of(self, i: int, before: int | None, after: int | None) -> str:
        """Parts ``G``, ``H`` and ``I``: notes of the phrase before, this one and the next."""
        note = self._notes[i]
        if note.pitch is None:
            around = [self._notes[k].phrase if k is not None else -1 for k in (before, after)]
            numbers = [around[0], -1, around[1]]
        else:
            numbers = [note.phrase - 1, note.phrase, note.phrase + 1]
        counts = [len(self._phrases[k]) if 0 <= k < len(self._phrases) else None for k in numbers]
        said = [NONE if count is None else count for count in counts]
        return "".join(f"/{name}:{count}_{count}" for name, count in zip("GHI", said, strict=True))
