"""Scores of DiffSinger's phrases."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence, sentence_of

from ...errors import FormatError
from ...score import NoteTable, Score, Segment, TempoMap, settle
from ...score.immutable import FloatArray, FrozenMap
from ...score.problems import shown
from ..json_text import parsed, refuse_many_numbers
from ..pitch.hz_notes import cents_extra, semitones_and_cents
from ..singing.fields import NO_TEXT, numbers, one_number, pitch_of_name, same_count, texts
from ..singing.frames import Piece, one_curve
from ..singing.phrases import END, START
from ..singing.voice import HOLD, PHONES, RESTS, say
from .words import PAUSES, SILENCE, phones_of_words

KEY = "diffsinger"
#: Key of a phone with the number of its phrase: phrases may lie over each other.
PHRASE = "phrase"
MAX_PHRASES = 100_000
STEP = "_timestep"
F0 = "f0_seq"
#: Lists that have a value for each note or phone, and what else is read of a phrase.
LISTS = ("text", "ph_seq", "ph_dur", "ph_num", "note_seq", "note_dur", "note_slur", "note_glide")
#: How far the end of a word may lie from the end of a note, as DiffSinger's own tools allow.
TOLERANCE_S = 1e-3
NO_GLIDE = "none"
#: No parameter is finer.
LEAST_STEP_S = 1e-4


def fits(content: Any) -> bool:
    """Return True if the content of a JSON file is DiffSinger's."""
    first = content[0] if isinstance(content, list) and content else content
    return isinstance(first, dict) and ("ph_seq" in first or "note_seq" in first)


def read(data: bytes, path: Path, encoding: str | None = None) -> Score:
    """Score of the bytes of a ``.ds`` file.

    Raises
    ------
    FormatError
        If it is not JSON, or a phrase cannot be read; the message gives its number and the list.
    """
    content = parsed(data, path, encoding)
    refuse_many_numbers(data, path)
    if not fits(content):
        raise FormatError(path, Sentence("sing.no_ds"))
    return score_of(content, path)


def score_of(content: Any, path: Path) -> Score:
    """Score of the phrases of a file; one without an ``offset`` begins where the one before it ends.

    Raises
    ------
    FormatError
        If a phrase cannot be read; the message gives its number and the list.

    Warns
    -----
    PianoRollWarning
        When notes or phones have no length.
    """
    items = content if isinstance(content, list) else [content]
    if len(items) > MAX_PHRASES:
        raise FormatError(
            path, Sentence("file.too_much", found=len(items), what=Sentence("sing.phrases"), limit=MAX_PHRASES)
        )
    reader = _Reader(path)
    try:
        for number, item in enumerate(items):
            reader.add(number, item)
        return reader.score()
    except FormatError:
        raise
    except (ValueError, OverflowError) as error:
        raise FormatError(path, sentence_of(error)) from error


class _Reader:
    """Columns of a score, growing phrase by phrase."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._start: list[float] = []
        self._end: list[float] = []
        self._pitch: list[float] = []
        self._lyric: list[str | None] = []
        self._phoneme: list[str | None] = []
        self._glide: dict[int, str] = {}
        self._segments: list[Segment] = []
        # By name and step of a parameter, the frames of each phrase.
        self._pieces: dict[tuple[str, float], dict[int, Piece]] = {}
        self._kept: list[dict[str, Any]] = []
        self._short = 0
        self._at_s = 0.0

    def add(self, number: int, item: Any) -> None:
        """Read one phrase."""
        where = Sentence("sing.phrase", number=number + 1)
        if not isinstance(item, Mapping):
            raise ValueError(Sentence("sing.no_object", where=where, given=shown(item)))
        start_s = self._at_s if item.get("offset") is None else one_number(item["offset"], "offset", where)
        if start_s < 0:
            raise ValueError(Sentence("sing.below", where=where, key="offset", number=1, given=start_s, least=0.0))
        lists = _Lists(item, where)
        parameters = self._parameters(number, item, where, start_s)
        end_s = start_s + max(lists.length_s, 0.0)
        kept: dict[str, Any] = {START: start_s, END: end_s}
        if isinstance(item.get("name"), str):
            kept["name"] = item["name"]
        if not lists.has_notes:
            kept["notes"] = False
        if item.get("offset") is None:
            kept["row"] = True
        self._words(lists, start_s, kept)
        kept["curves"] = parameters
        taken = {*LISTS, "offset", "name", *parameters, *(_step_key(key) for key in parameters)}
        more = {key: value for key, value in item.items() if key not in taken and value is not None}
        if more:
            kept["more"] = more
        self._kept.append(kept)
        self._at_s = max(self._at_s, end_s)

    def _words(self, lists: _Lists, start_s: float, kept: dict[str, Any]) -> None:
        """Notes and phones of a phrase."""
        bounds = start_s + np.concatenate(([0.0], np.cumsum(lists.note_dur)))
        word = -1
        spans = lists.spans()
        for i, pitch in enumerate(lists.pitch):
            if not lists.slur[i]:
                word += 1
            if np.isnan(pitch):
                self._rest(lists, word, bounds[i], bounds[i + 1])
            elif bounds[i + 1] <= bounds[i]:
                self._short += 1
            else:
                is_hold = bool(lists.slur[i])
                if lists.glide and lists.glide[i] != NO_GLIDE:
                    self._glide[len(self._start)] = lists.glide[i]
                self._start.append(float(bounds[i]))
                self._end.append(float(bounds[i + 1]))
                self._pitch.append(float(pitch))
                text = lists.words[word] if lists.words and 0 <= word < len(lists.words) else NO_TEXT
                self._lyric.append(HOLD if is_hold else None if text == NO_TEXT else text)
                own = lists.phones[slice(*spans[word])] if not is_hold and 0 <= word < len(spans) else []
                self._phoneme.append(" ".join(own) or None)
        if lists.text is not None and not lists.words:
            kept["text"] = lists.text
        if lists.ph_dur is not None:
            ends = start_s + np.cumsum(lists.ph_dur)
            begins = ends - lists.ph_dur
            extra = FrozenMap({PHRASE: len(self._kept)})
            for begin, end, phone in zip(begins.tolist(), ends.tolist(), lists.phones, strict=True):
                self._segments.append(Segment(begin, max(begin, end), PHONES, phone, extra=extra))
        elif lists.ph_num is None and lists.phones:
            kept["phones"] = " ".join(lists.phones)
        if lists.ph_num is not None:
            kept["ph_num"] = lists.ph_num

    def _rest(self, lists: _Lists, word: int, start_s: float, end_s: float) -> None:
        """Keep the breath in a rest, where phones without times say it."""
        if lists.ph_dur is not None or lists.ph_num is None or not 0 <= word < len(lists.ph_num):
            return
        phone = lists.phones[sum(lists.ph_num[:word])] if lists.ph_num[word] else SILENCE
        if phone != SILENCE and phone in PAUSES and end_s > start_s:
            self._segments.append(Segment(float(start_s), float(end_s), RESTS, phone))

    def _parameters(
        self, number: int, item: Mapping[str, Any], where: Sentence, start_s: float
    ) -> dict[str, dict[str, Any]]:
        """Frames of each parameter; by its key what the phrase has to know about them."""
        found = {}
        for key in item:
            step_key = _step_key(key)
            if key in LISTS or step_key == key or item.get(step_key) is None or not isinstance(item[key], str | list):
                continue
            hop_s = one_number(item[step_key], step_key, where)
            if hop_s < LEAST_STEP_S:
                raise ValueError(
                    Sentence("sing.below", where=where, key=step_key, number=1, given=hop_s, least=LEAST_STEP_S)
                )
            values = numbers(item, key, where)
            if not len(values):
                continue
            if key == F0:
                values = np.where(values > 0, values, np.nan)
            self._pieces.setdefault((key, hop_s), {})[number] = Piece(start_s, values)
            found[key] = {"frames": len(values), "step_s": hop_s, "said": item[step_key]}
        return found

    def score(self) -> Score:
        """Score of all phrases."""
        if self._short:
            say(self._path, Sentence("sing.no_length", count=self._short))
        tempos = TempoMap()
        onset = settle(tempos.beats_at(np.array(self._start, np.float64)))
        duration = settle(tempos.beats_at(np.array(self._end, np.float64))) - onset
        pitch, cents = semitones_and_cents(np.array(self._pitch, np.float64))
        extra = dict(cents_extra(cents) or {})
        for row, glide in self._glide.items():
            extra[row] = extra.get(row, {}) | {KEY: {"glide": glide}}
        notes = NoteTable.from_columns(
            onset, duration, pitch, lyric=self._lyric, phoneme=self._phoneme, extra=extra
        )  # fmt: skip
        segments = tuple(sorted(self._segments, key=lambda s: (s.start, s.end)))
        curves = self._curves()
        return Score(notes, tempos, curves=curves, segments=segments, extra={KEY: {"phrases": self._kept}})

    def _curves(self) -> dict[str, Any]:
        curves = {}
        for (key, hop_s), pieces in self._pieces.items():
            plain = "f0" if key == F0 else key
            name = plain if plain not in curves else f"{plain} ({hop_s:g} s)"
            about: dict[str, Any] = {"target": "f0", "unit": "Hz", "style": {KEY: key}}
            if key != F0:
                about = {"target": key, "style": {"visible": False, KEY: key}}
            curves[name], hidden = one_curve(name, pieces, hop_s, self._path, **about)
            for number in pieces:
                self._kept[number]["curves"][key]["curve"] = name
                if number in hidden:
                    self._kept[number]["curves"][key]["hidden"] = hidden[number]
        return curves


class _Lists:
    """Lists of one phrase, checked against each other."""

    def __init__(self, item: Mapping[str, Any], where: Sentence) -> None:
        if not item.get("ph_seq") and not item.get("note_seq"):
            raise ValueError(Sentence("sing.missing", where=where, key="ph_seq"))
        self.phones = texts(item, "ph_seq", where) if item.get("ph_seq") else []
        self.ph_dur = numbers(item, "ph_dur", where, 0.0) if item.get("ph_dur") and self.phones else None
        self.ph_num = _counts(item, where) if item.get("ph_num") and self.phones else None
        same_count(where, ph_seq=self.phones, ph_dur=self.ph_dur)
        if self.ph_num is not None and sum(self.ph_num) != len(self.phones):
            raise ValueError(Sentence("sing.sum", where=where, sum=sum(self.ph_num), count=len(self.phones)))
        self.has_notes = bool(item.get("note_seq"))
        names = texts(item, "note_seq", where) if self.has_notes else []
        self.note_dur = numbers(item, "note_dur", where, 0.0) if self.has_notes else np.zeros(0)
        slur = numbers(item, "note_slur", where) if self.has_notes and item.get("note_slur") else None
        self.glide = texts(item, "note_glide", where) if self.has_notes and item.get("note_glide") else []
        same_count(
            where, note_seq=names, note_dur=self.note_dur, note_slur=slur, note_glide=self.glide or None
        )  # fmt: skip
        self.pitch = _pitches(names, where)
        self.slur = (slur > 0).tolist() if slur is not None else self._slurs()
        self.length_s = float(self.note_dur.sum()) if self.has_notes else float(self._phone_ends()[-1])
        self.text = item["text"] if isinstance(item.get("text"), str) else None
        self.words = self._lyrics()

    def _phone_ends(self) -> FloatArray:
        return np.cumsum(self.ph_dur) if self.ph_dur is not None and len(self.ph_dur) else np.zeros(1)

    def _slurs(self) -> list[bool]:
        """Notes that end within a word are followed by slurs."""
        if self.ph_num is None or self.ph_dur is None:
            return [False] * len(self.pitch)
        ends = np.concatenate(([0.0], np.cumsum(self.ph_dur)))[np.cumsum([0, *self.ph_num])]
        starts = np.concatenate(([0.0], np.cumsum(self.note_dur)[:-1])) if len(self.note_dur) else np.zeros(0)
        near = np.clip(np.searchsorted(ends, starts - TOLERANCE_S), 0, len(ends) - 1)
        return [bool(far > TOLERANCE_S) for far in np.abs(ends[near] - starts)]

    def _lyrics(self) -> list[str]:
        """Lyric of each word, where the text has as many and is not the phones once more."""
        if self.text is None or self.ph_num is None:
            return []
        words = self.text.split()
        return words if len(words) == len(self.ph_num) and words != self.phones else []

    def spans(self) -> list[tuple[int, int]]:
        """Phones that each word sings."""
        if self.ph_num is None:
            return []
        is_rest = [True] * len(self.ph_num)
        word = -1
        for pitch, slur in zip(self.pitch, self.slur, strict=True):
            word += not slur
            if 0 <= word < len(is_rest) and not np.isnan(pitch):
                is_rest[word] = False
        if not self.has_notes:
            is_rest = [False] * len(self.ph_num)
        return phones_of_words(self.ph_num, self.phones, is_rest)


def _counts(item: Mapping[str, Any], where: Sentence) -> list[int]:
    counts = numbers(item, "ph_num", where, 0.0)
    if (counts != np.floor(counts)).any() or counts.sum() > 1e9:
        at = int(np.argmax(counts != np.floor(counts)))
        raise ValueError(Sentence("sing.no_number", where=where, key="ph_num", number=at + 1, given=counts[at]))
    return [int(count) for count in counts]


def _pitches(names: list[str], where: Sentence) -> list[float]:
    """MIDI numbers, NaN for rests."""
    result = []
    for i, name in enumerate(names):
        pitch = float("nan") if name.lower() == "rest" else pitch_of_name(name)
        if pitch is None or not (np.isnan(pitch) or -0.5 <= pitch < 127.5):
            raise ValueError(Sentence("sing.no_pitch", where=where, key="note_seq", number=i + 1, given=shown(name)))
        result.append(pitch)
    return result


def _step_key(key: str) -> str:
    return f"f0{STEP}" if key == F0 else key if key.endswith(STEP) else f"{key}{STEP}"
