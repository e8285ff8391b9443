"""The phones of phrases on their way into a file: those of the tier, else those that notes have."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence

from ...errors import FormatError
from ...score import Score, Segment
from ...score.immutable import FloatArray
from ..singing.fields import durations, joined, token
from ..singing.phrases import SAME_S, Item, Phrase
from ..singing.voice import HOLD, PHONES, Rests, say
from .read import PHRASE
from .words import PAUSES, SILENCE, first_vowel

#: How far the first phone of a word may lie from its note: further it belongs to something else.
NEAR_S = 0.06
#: Shorter gaps between phones are none.
GAP_S = 0.01


class Word(NamedTuple):
    """Rest (`row` is None), or a note with those that hold it."""

    start_s: float
    item: Item
    row: int | None


class _Phone(NamedTuple):
    """Phone that lasts until the next one, or the end of its phrase."""

    start_s: float
    text: str


class Phones:
    """Phones of all phrases.

    Parameters
    ----------
    score, path, format
        What is written, where to, and the name of the format.
    phrases, numbers
        In order of time, and the number that each had in its file, -1 for a new one.
    sung
        Starts and ends of all notes of the voice.
    """

    def __init__(
        self,
        score: Score,
        path: Path,
        format: str,
        phrases: Sequence[Phrase],
        numbers: Sequence[int],
        sung: tuple[FloatArray, FloatArray],
    ) -> None:
        self._score, self._path, self._format = score, path, format
        self._rests = Rests(score)
        listed: list[list[Segment]] = [[] for _ in phrases]
        by_number = {number: i for i, number in enumerate(numbers) if number >= 0}
        starts = np.array([phrase.start_s for phrase in phrases])
        tier = sorted((s for s in score.segments if s.type == PHONES), key=lambda s: (s.start, s.end))
        for segment in tier:
            said = segment.extra.get(PHRASE)
            place = by_number.get(said, -1) if isinstance(said, int) else -1
            if place < 0:
                place = max(int(np.searchsorted(starts, segment.start + SAME_S, side="right")) - 1, 0)
            listed[place].append(segment)
        self._tier = [_tiled(phrase, tier, *sung) for phrase, tier in zip(phrases, listed, strict=True)]

    def split_rests(self, number: int, items: list[Item]) -> list[Item]:
        """Rests of a phrase with a word for each pause of the tier."""
        pauses = [phone.start_s for phone in self._tier[number] if phone.text in PAUSES]
        if not pauses:
            return items
        result = []
        for item in items:
            inside = [] if item.note is not None else pauses
            cuts = [at for at in inside if item.start_s + NEAR_S / 2 < at < item.end_s - SAME_S]
            for start, end in zip([item.start_s, *cuts], [*cuts, item.end_s], strict=True):
                result.append(Item(start, end, item.note))
        return result

    def of_phrase(self, number: int, phrase: Phrase, words: list[Word]) -> dict[str, str]:
        """Return ``ph_seq``, ``ph_num`` and, where times are known, ``ph_dur``.

        Raises
        ------
        FormatError
            If a note has no phonemes.

        Warns
        -----
        PianoRollWarning
            When the tier does not go with the notes: then these say the phones, and there are no times.
        """
        tier = self._tier[number]
        said = phrase.kept.get("ph_num")
        counts = None
        if isinstance(said, list | tuple) and all(type(count) is int and count >= 0 for count in said):
            counts = list(said)
        if not words:
            return self._phones_alone(phrase, tier, counts)
        if tier:
            found = self._of_tier(phrase, tier, words, counts)
            if found is not None:
                return found
            say(self._path, Sentence("sing.phones", where=Sentence("sing.phrase", number=number + 1)))
        elif isinstance(phrase.kept.get("phones"), str) and not any(
            self._score.notes.phoneme[word.row] for word in words if word.row is not None
        ):
            return {"ph_seq": phrase.kept["phones"]}
        return self._of_notes(words)

    def pauses(self, words: list[Word], phones: dict[str, Any]) -> list[str]:
        """Texts of the rests among the words: the pause that each begins with."""
        sequence = str(phones.get("ph_seq", "")).split()
        counts = [int(count) for count in str(phones.get("ph_num", "")).split()]
        found = []
        at = 0
        for i, word in enumerate(words):
            if word.row is None:
                phone = sequence[at] if i < len(counts) and at < len(sequence) else SILENCE
                found.append(phone if phone in PAUSES else SILENCE)
            at += counts[i] if i < len(counts) else 0
        return found

    def _phones_alone(self, phrase: Phrase, tier: list[_Phone], counts: list[int] | None) -> dict[str, str]:
        if not tier:
            kept = phrase.kept.get("phones")
            return {"ph_seq": kept} if isinstance(kept, str) else {"ph_seq": SILENCE, "ph_num": "1"}
        found = {"ph_seq": joined(phone.text for phone in tier), "ph_dur": _lengths(phrase, tier)}
        if counts is not None and sum(counts) == len(tier):
            found["ph_num"] = joined(counts)
        return found

    def _of_tier(
        self, phrase: Phrase, tier: list[_Phone], words: list[Word], kept: list[int] | None
    ) -> dict[str, str] | None:
        """Phones of the tier; None when they do not go with the words."""
        counts = kept if kept is not None and len(kept) == len(words) and sum(kept) == len(tier) else None
        if counts is None:
            counts = _counts(np.array([phone.start_s for phone in tier]), [word.start_s for word in words])
        texts = self._as_notes_say([phone.text for phone in tier], words)
        if counts is None or not texts:
            return None
        return {"ph_seq": joined(texts), "ph_dur": _lengths(phrase, tier), "ph_num": joined(counts)}

    def _as_notes_say(self, texts: list[str], words: list[Word]) -> list[str]:
        """Phones with the names that notes have for them; empty when there are more or fewer."""
        rows = [word.row for word in words if word.row is not None]
        said = [self._score.notes.phoneme[row] for row in rows]
        if any(text is None for text in said):
            return texts
        sung = [phone for text in said for phone in (text or "").split()]
        places = [i for i, text in enumerate(texts) if text not in PAUSES]
        if len(places) != len(sung):
            return []
        result = list(texts)
        for place, phone in zip(places, sung, strict=True):
            result[place] = phone
        return result

    def _of_notes(self, words: list[Word]) -> dict[str, str]:
        """Phones that the notes have; consonants go to the word before, whose end they are sung in."""
        groups: list[list[str]] = []
        for word in words:
            if word.row is None:
                named = self._rests.under(word.item)
                groups.append([named.text if named is not None and named.text in PAUSES else SILENCE])
                continue
            phones = (self._score.notes.phoneme[word.row] or "").split()
            if not phones:
                notes = self._score.notes
                lyric = notes.lyric[word.row]
                # A hold that follows nothing is a note of its own.
                raise FormatError(
                    self._path,
                    Sentence(
                        "sing.no_phoneme",
                        note=notes.external_id(word.row),
                        lyric=lyric or (HOLD if lyric == HOLD else ""),
                        format=self._format,
                    ),
                )
            lead = first_vowel(phones) if groups else 0
            if groups:
                groups[-1] += phones[:lead]
            groups.append(phones[lead:])
        return {
            "ph_seq": joined(phone for group in groups for phone in group),
            "ph_num": joined(len(group) for group in groups),
        }


def _tiled(phrase: Phrase, tier: list[Segment], onset_s: FloatArray, end_s: FloatArray) -> list[_Phone]:
    """Phones without gaps: where nothing is sung in one there is silence, else the phone before goes on."""
    phones: list[_Phone] = []
    at = phrase.start_s

    def silence(until: float) -> float:
        """Time at which a pause before `until` begins; `until` if there is none."""
        start = at
        row = max(int(np.searchsorted(onset_s, start + SAME_S)) - 1, 0)
        while phones and row < len(onset_s) and onset_s[row] <= start + SAME_S:
            start = max(start, float(end_s[row]))
            row += 1
        return start if until - start > GAP_S else until

    for segment in tier:
        if silence(segment.start) < segment.start:
            phones.append(_Phone(silence(segment.start), SILENCE))
        # One that lies outside of its phrase, or under another, has no length left.
        start = min(max(segment.start, phones[-1].start_s), phrase.end_s) if phones else phrase.start_s
        phones.append(_Phone(start, token(segment.text)))
        at = max(at, segment.end)
    if tier and silence(phrase.end_s) < phrase.end_s:
        phones.append(_Phone(silence(phrase.end_s), SILENCE))
    return phones


def _lengths(phrase: Phrase, phones: list[_Phone]) -> str:
    starts = [phone.start_s - phrase.start_s for phone in phones]
    return joined(durations([*starts, max(phrase.end_s - phrase.start_s, starts[-1])]))


def _counts(starts: Any, words_s: list[float]) -> list[int] | None:
    """Phones of each word by their times; None when a word has none that begins near it."""
    firsts: list[int] = []
    for i, at in enumerate(words_s):
        if i == 0:
            firsts.append(0)
            continue
        least = firsts[-1] + 1
        if least >= len(starts):
            return None
        nearest = least + int(np.argmin(np.abs(starts[least:] - at)))
        if abs(float(starts[nearest]) - at) > NEAR_S:
            return None
        firsts.append(nearest)
    return [stop - first for first, stop in zip(firsts, [*firsts[1:], len(starts)], strict=True)]
