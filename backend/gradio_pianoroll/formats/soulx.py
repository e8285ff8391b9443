"""SoulX-Singer's JSON: a list of phrases, each with its notes as lists of values in texts, and its F0.

``duration text phoneme note_pitch note_type f0`` have a value for each note, F0 one for each frame of 20 ms. A rest is
the text ``<SP>`` with the pitch 0 and the type 1; a note has the type 2 or, when it goes on with the syllable before
it, 3. A phrase begins at ``time[0]`` milliseconds. Written are what its reader asks for: lists of one length, whole
pitches, phonemes with the prefix of their language, as many frames as the notes are long.

Source: the readers of SoulX-Singer (soulxsinger/utils/data_processor.py, preprocess/tools/midi_parser.py, version of
February 2026).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence, sentence_of

from ..errors import FormatError
from ..score import Curve, NoteTable, Score, Segment, TempoMap, settle
from ..score.immutable import FloatArray, FrozenMap
from ..score.problems import shown
from .json_text import json_bytes
from .pitch.frames import f0_curve
from .singing.fields import durations, joined, numbers, one_number, same_count, texts, token
from .singing.frames import SAME_HOP, Piece, count_of_frames, one_curve, piece_of, written
from .singing.phrases import END, START, Item, Pauses, Phrase, divided, is_kept, items_of, on_frames
from .singing.voice import HOLD, RESTS, Rests, Voice, one_voice, own, own_list, plain_number, say, say_left_out

FORMAT, KEY, SUFFIX = "SoulX-Singer", "soulx", ".soulx.json"
HOP_S = 0.02
SILENCE, BREATH = "<SP>", "<AP>"
REST, NOTE, SLUR = 1, 2, 3
#: As its own converter divides a song.
PAUSES = Pauses(longest_s=2.0, lead_s=0.2, tail_s=0.4, phrase_s=60.0)
MAX_PHRASES = 100_000
PREFIXES = {"English": "en_", "Mandarin": "zh_", "Cantonese": "yue_"}
_FIELDS = ("index", "language", "time", "duration", "text", "phoneme", "note_pitch", "note_type", "f0")
_ARPABET = re.compile(r"[A-Z]{1,3}[0-2]?(?:[ -][A-Z]{1,3}[0-2]?)*")
_PINYIN = re.compile(r"[a-zü]{1,7}[0-9]")
_HAN = re.compile("[\u3400-\u9fff]")


def fits(content: Any) -> bool:
    """Return True if the content of a JSON file is SoulX-Singer's."""
    first = content[0] if isinstance(content, list) and content else content
    return isinstance(first, dict) and "note_pitch" in first and "duration" in first


def score_of(content: Any, path: Path) -> Score:
    """Score of the content of a JSON file.

    Raises
    ------
    FormatError
        If a phrase cannot be read; the message gives its number and the list.

    Warns
    -----
    PianoRollWarning
        When notes have no length.
    """
    items = content if isinstance(content, list) else [content]
    if len(items) > MAX_PHRASES:
        raise FormatError(
            path, Sentence("file.too_much", found=len(items), what=Sentence("sing.phrases"), limit=MAX_PHRASES)
        )
    try:
        return _Reader(path).score(items)
    except FormatError:
        raise
    except (ValueError, OverflowError) as error:
        raise FormatError(path, sentence_of(error)) from error


class _Reader:
    """Columns of a score, growing phrase by phrase."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._columns: dict[str, list[Any]] = {name: [] for name in ("start", "end", "pitch", "lyric", "phoneme")}
        self._extra: dict[int, dict[str, Any]] = {}
        self._rests: list[Segment] = []
        self._pieces: dict[int, Piece] = {}
        self._kept: list[dict[str, Any]] = []
        self._short = 0
        self._word = ""
        self._phoneme: str | None = None

    def score(self, items: list[Any]) -> Score:
        at_s = 0.0
        for number, item in enumerate(items):
            at_s = self._phrase(number, item, at_s)
        if self._short:
            say(self._path, Sentence("sing.no_length", count=self._short))
        curves = {}
        if self._pieces:
            curves["f0"], hidden = one_curve("f0", self._pieces, HOP_S, self._path, target="f0", unit="Hz")
            for number, under in hidden.items():
                self._kept[number]["f0"] = under
        tempos = TempoMap()
        start = np.array(self._columns["start"], np.float64)
        onset = settle(tempos.beats_at(start))
        end = settle(tempos.beats_at(np.array(self._columns["end"], np.float64)))
        notes = NoteTable.from_columns(
            onset,
            end - onset,
            np.array(self._columns["pitch"], np.int64),
            lyric=self._columns["lyric"],
            phoneme=self._columns["phoneme"],
            extra=self._extra,
        )
        return Score(notes, tempos, curves=curves, segments=tuple(self._rests), extra={KEY: {"phrases": self._kept}})

    def _phrase(self, number: int, item: Any, at_s: float) -> float:
        """Read one phrase; give the time of its end."""
        where = Sentence("sing.phrase", number=number + 1)
        if not isinstance(item, Mapping):
            raise ValueError(Sentence("sing.no_object", where=where, given=shown(item)))
        length = numbers(item, "duration", where, least=0.0)
        words = texts(item, "text", where)
        pitch = numbers(item, "note_pitch", where)
        phonemes = texts(item, "phoneme", where) if item.get("phoneme") else None
        types = numbers(item, "note_type", where) if item.get("note_type") else None
        same_count(where, duration=length, text=words, note_pitch=pitch, phoneme=phonemes, note_type=types)
        start_s, times = _start(item, where, at_s)
        ends = start_s + np.cumsum(length)
        starts = np.concatenate(([start_s], ends[:-1])) if len(ends) else ends
        kept: dict[str, Any] = {START: start_s, END: float(ends[-1]) if len(ends) else start_s}
        kept |= {key: item[key] for key in ("index", "language") if key in item}
        if times is not None:
            kept["time"] = times
        foreign = {key: value for key, value in item.items() if key not in _FIELDS}
        if foreign:
            kept["more"] = foreign
        for i, word in enumerate(words):
            kind = int(types[i]) if types is not None else (REST if word in (SILENCE, BREATH) else NOTE)
            if word in (SILENCE, BREATH):
                self._rest(float(starts[i]), float(ends[i]), word, pitch[i], kind)
            elif ends[i] - starts[i] <= 0:
                self._short += 1
            else:
                self._note(where, i, starts, ends, pitch, word, phonemes[i] if phonemes else None, kind)
        f0 = numbers(item, "f0", where) if item.get("f0") else np.zeros(0)
        if len(f0):
            kept["frames"] = len(f0)
            self._pieces[number] = Piece(start_s, np.where(f0 > 0, f0, np.nan))
        self._kept.append(kept)
        return float(kept[END])

    def _rest(self, start_s: float, end_s: float, word: str, pitch: float, kind: int) -> None:
        """Keep a rest that is more than a pause; the model hears the pitch that one may have."""
        extra = {} if pitch == 0 else {"pitch": int(pitch)}
        if kind != REST:
            extra["type"] = kind
        if word != SILENCE or extra:
            self._rests.append(Segment(start_s, end_s, RESTS, word, extra=extra))

    def _note(
        self,
        where: Sentence,
        i: int,
        starts: FloatArray,
        ends: FloatArray,
        pitch: FloatArray,
        word: str,
        phoneme: str | None,
        kind: int,
    ) -> None:
        if pitch[i] != int(pitch[i]) or not 0 <= pitch[i] <= 127:
            raise ValueError(
                Sentence("sing.no_pitch", where=where, key="note_pitch", number=i + 1, given=shown(float(pitch[i])))
            )
        row = len(self._columns["start"])
        is_hold = kind == SLUR and word == self._word
        lyric = HOLD if is_hold else None if word == phoneme else word
        if is_hold and phoneme == self._phoneme:
            phoneme = None
        elif phoneme is not None:
            self._phoneme = phoneme
        if (kind != NOTE and not is_hold) or (lyric == HOLD and not is_hold):
            self._extra[row] = {KEY: {"type": kind}}
        self._word = word
        for name, value in zip(
            self._columns, (float(starts[i]), float(ends[i]), pitch[i], lyric, phoneme), strict=True
        ):
            self._columns[name].append(value)


def _start(item: Mapping[str, Any], where: Sentence, at_s: float) -> tuple[float, list[float] | None]:
    """Time at which a phrase begins, and what the file says of its span."""
    said = item.get("time")
    if not isinstance(said, list) or not said:
        return at_s, None
    times = [one_number(value, "time", where) for value in said]
    if times[0] < 0:
        raise ValueError(Sentence("sing.below", where=where, key="time", number=1, given=times[0], least=0.0))
    return times[0] / 1000, times


def write(score: Score, path: Path, *, track: int | None = None, language: str | None = None) -> bytes:
    """Bytes of a JSON file as SoulX-Singer reads it.

    Parameters
    ----------
    score, path
        What and where to.
    track
        Number of the track that is sung; by default the first one with lyrics.
    language
        ``"Mandarin"``, ``"English"`` or ``"Cantonese"``, of phrases that were not read from such a file; by default
        what phonemes and lyrics say.

    Raises
    ------
    FormatError
        If there are no notes, or one has no phonemes; the message names it.

    Warns
    -----
    PianoRollWarning
        With what the format has no place for.
    """
    voice = one_voice(score, path, FORMAT, track)
    kept = own_list(own(score.extra, KEY), "phrases")
    if not len(voice.rows) and not kept:
        raise FormatError(path, Sentence("sing.no_notes", format=FORMAT))
    if language is not None and language not in PREFIXES:
        raise FormatError(path, Sentence("sing.language", known=", ".join(PREFIXES), language=shown(language)))
    f0 = f0_curve(score)
    say_left_out(
        score, path, FORMAT, holds=("lyrics", "phonemes"), curves=[f0.name] if f0 else (), segments=(RESTS,)
    )  # fmt: skip
    onset_s, end_s = (score.tempo_map.seconds_at(beats) for beats in (voice.onset_beats, voice.end_beats))
    sung = _Sung(score, path, voice, language)
    entries = []
    phrases = divided(onset_s, end_s, kept, PAUSES)
    if f0 is not None and f0.is_uniform and f0.time == "s" and abs(f0.hop - HOP_S) <= SAME_HOP:
        phrases = on_frames(phrases, f0.start, HOP_S)
    for number, phrase in enumerate(phrases):
        # Starts are whole milliseconds in the file.
        start_s = math.floor(phrase.start_s * 1000 + 1e-3) / 1000
        phrase = phrase._replace(start_s=start_s)
        entries.append(_entry(number, phrase, items_of(phrase, onset_s, end_s), sung, f0, path))
    return json_bytes(entries, path, 2)


class _Sung:
    """Texts, phonemes and types of the notes of a voice."""

    def __init__(self, score: Score, path: Path, voice: Voice, language: str | None) -> None:
        self.score, self.path, self.voice = score, path, voice
        self.language = language or _language(score, voice)
        self._rests = Rests(score)
        self._word, self._phoneme = "", ""

    def note(self, i: int, prefix: str) -> tuple[str, str, int, int]:
        """Text, phoneme, pitch and type of a note; called in their order."""
        notes, row = self.score.notes, int(self.voice.rows[i])
        lyric, phoneme = notes.lyric[row], notes.phoneme[row]
        said = own(notes.extra.get(int(notes.stored("id")[row]), {}), KEY).get("type")
        is_hold = lyric == HOLD and said is None and bool(self._phoneme)
        if phoneme is None and not is_hold:
            name = notes.external_id(row)
            raise FormatError(self.path, Sentence("sing.no_phoneme", note=name, lyric=lyric or "", format=FORMAT))
        spoken = _phoneme(phoneme, prefix) if phoneme is not None else self._phoneme
        word = self._word if is_hold else spoken if lyric is None else token(lyric)
        self._word, self._phoneme = word, spoken
        kind = said if isinstance(said, int) and not isinstance(said, bool) else SLUR if is_hold else NOTE
        return word, spoken, int(notes.stored("pitch")[row]), kind

    def rest(self, item: Item) -> tuple[str, str, int, int]:
        """Text, phoneme, pitch and type of a rest: those of the segment that lies under it."""
        most = self._rests.under(item)
        if most is None:
            return SILENCE, SILENCE, 0, REST
        text = BREATH if most.text == BREATH else SILENCE
        pitch, kind = (most.extra.get(key) for key in ("pitch", "type"))
        return (
            text,
            text,
            pitch if isinstance(pitch, int) and 0 <= pitch <= 127 else 0,
            kind if isinstance(kind, int) else REST,
        )


def _entry(number: int, phrase: Phrase, items: list[Item], sung: _Sung, f0: Curve | None, path: Path) -> dict[str, Any]:
    kept = phrase.kept
    language = kept.get("language") if isinstance(kept.get("language"), str) else sung.language
    prefix = PREFIXES.get(str(language), "")
    rows = [sung.rest(item) if item.note is None else sung.note(item.note, prefix) for item in items]
    bounds = [phrase.start_s, *(item.end_s for item in items)]
    lengths = durations([bound - phrase.start_s for bound in bounds])
    span_s = bounds[-1] - phrase.start_s
    said = kept.get("time")
    is_same = is_kept(phrase)
    times: list[Any] = [round(bound * 1000) for bound in (bounds[0], bounds[-1])]
    if is_same and isinstance(said, list | tuple) and said and all(plain_number(t) is not None for t in said):
        times = list(said)
    columns = list(zip(*rows, strict=True)) if rows else [()] * 4
    entry: dict[str, Any] = {
        "index": kept.get("index", f"{path.name.split('.')[0]}_{number}"),
        "language": language,
        "time": [int(t) if isinstance(t, float) and t.is_integer() else t for t in times],
        "duration": joined(lengths),
        "text": joined(columns[0]),
        "phoneme": joined(columns[1]),
        "note_pitch": joined(columns[2]),
        "note_type": joined(columns[3]),
        "f0": "",
    }
    frames = kept.get("frames")
    n = count_of_frames(span_s, HOP_S, path, frames if is_same else None)
    if f0 is not None:
        values = piece_of(
            f0, sung.score.tempo_map, phrase.start_s, n, HOP_S, is_same, kept.get("f0") if is_same else None
        )
        if frames is not None or np.isfinite(values).any():
            entry["f0"] = written(values)
    more = kept.get("more")
    return entry | (FrozenMap(more).thaw() if isinstance(more, Mapping) else {})


def _phoneme(text: str, prefix: str) -> str:
    """Phonemes as the model knows them: ``en_HH-AH0`` of ``HH AH0``, ``zh_ni3`` of ``ni3``; others as they are."""
    if text.startswith(("<", *PREFIXES.values())):
        return token(text)
    if prefix == PREFIXES["English"] and _ARPABET.fullmatch(text):
        return prefix + text.replace(" ", "-")
    return prefix + text if prefix and _PINYIN.fullmatch(text) else token(text)


def _language(score: Score, voice: Voice) -> str:
    """Language of the voice by its phonemes, else its lyrics."""
    phonemes = [score.notes.phoneme[row] or "" for row in voice.rows.tolist()]
    for language, prefix in PREFIXES.items():
        if any(phoneme.startswith(prefix) for phoneme in phonemes):
            return language
    lyrics = "".join(score.notes.lyric[row] or "" for row in voice.rows.tolist())
    return "Mandarin" if _HAN.search(lyrics) or any(map(_PINYIN.fullmatch, phonemes)) else "English"
