"""DiffSinger's phrases of a score."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence

from ...errors import FormatError
from ...score import Curve, Score
from ...score.immutable import FrozenMap
from ..json_text import json_bytes
from ..pitch.frames import f0_curve
from ..pitch.note_frames import cents_of
from ..singing.fields import DECIMALS, NO_TEXT, durations, joined, name_of_pitch, token
from ..singing.frames import count_of_frames, filled, piece_of, written
from ..singing.phrases import Item, Pauses, Phrase, divided, is_kept, items_of, on_frames
from ..singing.voice import HOLD, PHONES, RESTS, Voice, one_voice, own, own_list, plain_number, say, say_left_out
from .phones import Phones, Word
from .read import F0, KEY, LEAST_STEP_S, NO_GLIDE, STEP

FORMAT = "DiffSinger"
#: As editors divide a song for it; a phrase is rendered at once.
PAUSES = Pauses(longest_s=1.0, lead_s=0.5, tail_s=0.5, phrase_s=30.0)
#: Parameters that its models take.
PARAMETERS = ("energy", "breathiness", "voicing", "tension", "mouth_opening", "falsetto", "gender", "velocity")
DEFAULT_STEP_S = 0.005
ENTRY = dict[str, Any]


def write(score: Score, path: Path, *, track: int | None = None) -> bytes:
    """Bytes of a ``.ds`` file.

    Parameters
    ----------
    score, path
        What and where to.
    track
        Number of the track that is sung; by default the first one with lyrics.

    Raises
    ------
    FormatError
        If there are no notes, or one has no phonemes; the message names it.

    Warns
    -----
    PianoRollWarning
        With what the format has no place for.
    """
    entries = phrases_of(score, path, track, True)
    for entry in entries:
        if not entry["name"]:
            del entry["name"]
    return json_bytes(entries, path, 1)


def phrases_of(score: Score, path: Path, track: int | None, with_curves: bool) -> list[ENTRY]:
    """Objects of the phrases of a score, each with a name that may be empty."""
    voice = one_voice(score, path, FORMAT, track)
    kept = own_list(own(score.extra, KEY), "phrases")
    if not len(voice.rows) and not kept:
        raise FormatError(path, Sentence("sing.no_notes", format=FORMAT))
    curves = _parameters(score) if with_curves else {}
    say_left_out(
        score,
        path,
        FORMAT,
        holds=("lyrics", "phonemes", "cents"),
        curves=[curve.name for curve in curves.values()],
        segments=(PHONES, RESTS),
    )
    return _Writer(score, path, voice, kept, curves).entries()


def _parameters(score: Score) -> dict[str, Curve]:
    """Curves that are parameters, by the key that a phrase gives them."""
    found: dict[str, Curve] = {}
    f0 = f0_curve(score)
    if f0 is not None:
        found[F0] = f0
    for name, curve in score.curves.items():
        key = curve.style.get(KEY)
        key = key if isinstance(key, str) and key != F0 else name if name in PARAMETERS else None
        if key is not None and curve is not f0:
            # Of two with one key, which differ in their step, each has its own name.
            found[key if key not in found else f"\0{name}"] = curve
    for name, curve in score.curves.items():
        if curve.style.get(KEY) == F0 and curve is not f0:
            found[f"\0{name}"] = curve
    return found


class _Writer:
    """Score on its way into phrases."""

    def __init__(
        self,
        score: Score,
        path: Path,
        voice: Voice,
        kept: list[Mapping[str, Any]],
        curves: Mapping[str, Curve],
    ) -> None:
        self._score, self._path, self._voice, self._curves = score, path, voice, curves
        self._onset_s, self._end_s = (
            score.tempo_map.seconds_at(beats) for beats in (voice.onset_beats, voice.end_beats)
        )
        self._phrases = divided(self._onset_s, self._end_s, kept, PAUSES)
        even = next((curve for curve in curves.values() if curve.is_uniform and curve.time == "s"), None)
        if even is not None:
            self._phrases = on_frames(self._phrases, even.start, even.hop)
        number = {id(said): i for i, said in enumerate(kept)}
        numbers = [number.get(id(phrase.kept), -1) for phrase in self._phrases]
        sung = (self._onset_s, self._end_s)
        self._phones = Phones(score, path, FORMAT, self._phrases, numbers, sung)
        self._cents = cents_of(score, voice.rows)
        self._filled: set[str] = set()
        self._blank = 0

    def entries(self) -> list[ENTRY]:
        """Objects of all phrases."""
        result = [self._entry(i, phrase) for i, phrase in enumerate(self._phrases)]
        if self._filled:
            say(self._path, Sentence("sing.filled", names=", ".join(sorted(self._filled))))
        if self._blank:
            say(self._path, Sentence("sing.blanks", count=self._blank))
        return result

    def _entry(self, number: int, phrase: Phrase) -> ENTRY:
        kept = phrase.kept
        items = self._phones.split_rests(number, items_of(phrase, self._onset_s, self._end_s))
        has_notes = phrase.stop > phrase.first or kept.get("notes") is not False
        words = self._words(items)
        name = kept.get("name")
        entry: ENTRY = {"name": name if isinstance(name, str) else ""}
        entry["offset"] = round(phrase.start_s, DECIMALS)
        entry["text"] = ""
        phones = self._phones.of_phrase(number, phrase, words if has_notes else [])
        entry |= phones
        entry["text"] = self._text(words, phones, kept)
        if has_notes:
            entry |= self._notes(phrase, items)
        entry |= self._frames(phrase)
        more = kept.get("more")
        return entry | (FrozenMap(more).thaw() if isinstance(more, Mapping) else {})

    def _words(self, items: list[Item]) -> list[Word]:
        """Words of a phrase: rests, and notes with those that hold them."""
        words: list[Word] = []
        for i, item in enumerate(items):
            if self._is_slur(items, i):
                continue
            row = None if item.note is None else int(self._voice.rows[item.note])
            words.append(Word(item.start_s, item, row))
        return words

    def _is_slur(self, items: list[Item], i: int) -> bool:
        note = items[i].note
        if note is None or i == 0 or items[i - 1].note is None:
            return False
        return self._score.notes.lyric[int(self._voice.rows[note])] == HOLD

    def _text(self, words: list[Word], phones: ENTRY, kept: Mapping[str, Any]) -> str:
        lyrics = [None if word.row is None else self._score.notes.lyric[word.row] for word in words]
        if not any(lyrics):
            said = kept.get("text")
            return said if isinstance(said, str) else str(phones.get("ph_seq", ""))
        self._blank += sum(lyric is not None and len(lyric.split()) != 1 for lyric in lyrics)
        pauses = iter(self._phones.pauses(words, phones))
        return joined(
            next(pauses) if word.row is None else NO_TEXT if lyric is None else token(lyric)
            for word, lyric in zip(words, lyrics, strict=True)
        )

    def _notes(self, phrase: Phrase, items: list[Item]) -> ENTRY:
        notes, names, glides = self._score.notes, [], []
        for item in items:
            glide = NO_GLIDE
            if item.note is None:
                names.append("rest")
            else:
                row = int(self._voice.rows[item.note])
                # Whole cents: what DiffSinger's reader of names takes.
                exact = 100 * int(notes.stored("pitch")[row]) + round(float(self._cents[item.note]))
                pitch = min(max((exact + 50) // 100, 0), 127)
                names.append(name_of_pitch(pitch, exact - 100 * pitch))
                said = own(notes.extra.get(int(notes.stored("id")[row]), {}), KEY).get("glide")
                glide = token(said) if isinstance(said, str) else NO_GLIDE
            glides.append(glide)
        bounds = [0.0, *(item.end_s - phrase.start_s for item in items)]
        found: ENTRY = {
            "note_seq": joined(names),
            "note_dur": joined(durations(bounds)),
            "note_slur": joined(int(self._is_slur(items, i)) for i in range(len(items))),
        }
        if any(glide != NO_GLIDE for glide in glides):
            found["note_glide"] = joined(glides)
        return found

    def _frames(self, phrase: Phrase) -> ENTRY:
        kept = phrase.kept.get("curves")
        listed = kept.items() if isinstance(kept, Mapping) else ()
        known = {key: info for key, info in listed if isinstance(info, Mapping)}
        found: ENTRY = {}
        for key, info in known.items():
            curve = self._score.curves.get(str(info.get("curve")))
            step_s = plain_number(info.get("step_s"))
            is_written = any(curve is written for written in self._curves.values())
            if curve is not None and is_written and step_s is not None and step_s >= LEAST_STEP_S:
                found |= self._parameter(phrase, str(key), curve, step_s, info)
        for key, curve in self._curves.items():
            if key not in known and not key.startswith("\0"):
                is_even = curve.is_uniform and curve.time == "s" and curve.hop >= LEAST_STEP_S
                step_s = curve.hop if is_even else DEFAULT_STEP_S
                found |= self._parameter(phrase, key, curve, step_s, {})
        return found

    def _parameter(self, phrase: Phrase, key: str, curve: Curve, step_s: float, info: Mapping[str, Any]) -> ENTRY:
        is_same, frames = is_kept(phrase), info.get("frames")
        n = count_of_frames(phrase.end_s - phrase.start_s, step_s, self._path, frames if is_same else None)
        values = piece_of(
            curve, self._score.tempo_map, phrase.start_s, n, step_s, is_same, info.get("hidden") if is_same else None
        )
        if not info and not np.isfinite(values).any():
            return {}
        if key != F0:
            # There is no sign for "nothing" in the other parameters.
            values, was_filled = filled(values)
            self._filled |= {curve.name} if was_filled else set()
        said = info.get("said")
        step = said if isinstance(said, str | int | float) and _is(said, step_s) else f"{step_s:.12g}"
        return {key: written(values), f"{key.removesuffix('_seq') if key == F0 else key}{STEP}": step}


def _is(said: str | int | float, number: float) -> bool:
    """Return True if a text or number of the file is still this number."""
    try:
        return float(said) == number
    except (ValueError, OverflowError):
        return False


def row_name(entry: ENTRY, path: Path, number: int) -> str:
    """Name of a phrase in a table: its own, or that of the file with a number."""
    name = entry["name"]
    return name if isinstance(name, str) and name else f"{path.name.split('.')[0]}_{number:03d}"
