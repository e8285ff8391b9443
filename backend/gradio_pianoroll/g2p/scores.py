"""Phonemes of all notes of a score, from its lyrics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.score.edit.changes import applied
from gradio_pianoroll.score.edit.chosen import Chosen, chosen_rows
from gradio_pianoroll.score.edit.texts import GOES_ON, HOLDS, TYPED
from gradio_pianoroll.score.ops import Set
from gradio_pianoroll.score.score_data import ScoreT

from . import korean
from .korean.hangul import is_hangul
from .korean.notations import Notation
from .languages import check_language, notation_of, reader, say_unread
from .pronunciations import Language, Pronunciations

Rows = NDArray[np.int64]
# Lyrics that are no words: a breath, silence, a rest.
PAUSES = frozenset(("AP", "SP", "R", "br", "rest", "pau", "sil", "^", "<AP>", "<SP>"))
_BREAK = "\n"
_TRIMMED = " \t.,!?…~\"'“”‘’()[]:;·-"


def phonemise(
    score: ScoreT,
    language: Language | Mapping[int, Language] = "ko",
    *,
    ids: Chosen = None,
    notation: str | Notation | None = None,
    dictionary: Pronunciations | None = None,
    latin: Language | None = None,
    link: bool = True,
    rest_beats: float = 0.5,
    overwrite: bool = False,
) -> ScoreT:
    """Give notes their phonemes, from their lyrics: over the words and notes of a phrase.

    A coda that moves to the next syllable (``밤 + 이``: ``바 + 미``) goes to the note of that syllable. A phrase ends
    at a rest, a breath (``AP``, ``SP``, ``br``, ``R``), the end of a track; a note that holds (``-``) ends nothing and
    has no phonemes of its own. Notes of one track are one voice.

    Parameters
    ----------
    score
        Stays as it is.
    language
        Of the lyrics, or of each track by its number; tracks without one stay as they are.
    ids
        Which notes: None for all, an expression of `score.edit.select`, True or False for each row, or ids.
    notation
        As in `phonemes`; a language that has none of that name takes its own first one.
    dictionary
        Words of this session.
    latin
        Language of words in Latin letters in tracks of another one: ``"en"``. By default they are read as that language
        reads them.
    link
        Whether Korean words that spaces part are said without a pause.
    rest_beats
        So long a gap ends a phrase.
    overwrite
        Whether phonemes that somebody wrote (``phonemeTyped``) are replaced too.

    Returns
    -------
    Score
        As one operation from the former: `score.diff` and undo take it back whole.

    Raises
    ------
    G2PError
        If there is no such language or notation.
    MissingPackageError
        If the extra of a language is not installed.

    Warns
    -----
    PianoRollWarning
        With the lyrics that could not be read; their notes get no phonemes.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.g2p import phonemise
    >>> score = Score(NoteTable.from_columns([0, 1, 2], 1, 60, lyric=["밤", "이", "면"]))
    >>> phonemise(score).notes.phoneme.to_list()
    ['b a', 'm i', 'm y eo n']
    """
    notes = score.notes
    chosen = chosen_rows(score, ids)
    if not overwrite and notes.extra:
        typed = [number for number, extra in notes.extra.items() if extra.get(TYPED)]
        kept = np.isin(notes.stored("id"), np.array(typed, np.int64))
    else:
        kept = np.zeros(len(notes), bool)
    is_chosen = np.zeros(len(notes), bool)
    is_chosen[chosen] = True
    found: list[str | None] = notes.phoneme.to_list()
    unread: list[str] = []
    track = notes.track
    for number in np.unique(track[chosen]).tolist():
        of = language if isinstance(language, str) else language.get(number)
        if of is None:
            continue
        check_language(of)
        rows = np.flatnonzero(track == number)
        line = _Line(notes, rows, rest_beats)
        said = _track(line, of, notation, dictionary, latin, link)
        writes = is_chosen[rows] & ~kept[rows]
        for row, wanted, text, is_written in zip(rows.tolist(), said, line.lyrics, writes.tolist(), strict=True):
            if is_written:
                if wanted is _UNREAD:
                    unread.append(text)
                found[row] = None if wanted is _UNREAD else wanted
    say_unread(unread)
    former = notes.phoneme.to_list()
    changed = [row for row, (before, now) in enumerate(zip(former, found, strict=True)) if before != now]
    if not changed:
        return score
    at = np.array(changed)
    return applied(score, [Set(notes.stored("id")[at], "phoneme", values=[found[row] for row in changed])])


class _Unread(str):
    """Mark in place of the phonemes of a lyric that could not be read."""


_UNREAD = _Unread("?")
Said = list["str | None"]


class _Line:
    """Lyrics of a track in the order of time, and where its phrases end."""

    def __init__(self, notes: Any, rows: Rows, rest_beats: float) -> None:
        column = notes.lyric
        texts = [korean.normal(text) for text in column.texts]
        self.lyrics = [texts[code] if code >= 0 else "" for code in column.codes[rows].tolist()]
        onset, duration = notes.onset_beats[rows], notes.duration_beats[rows]
        ends = np.zeros(len(rows), bool)
        ends[:-1] = onset[1:] - (onset + duration)[:-1] > rest_beats
        self.ends = ends.tolist()

    def phrases(self) -> Iterator[list[int]]:
        """Places of the notes of each phrase that have a word."""
        phrase: list[int] = []
        for place, (text, ends) in enumerate(zip(self.lyrics, self.ends, strict=True)):
            bare = text.strip()
            if bare and bare not in PAUSES and bare not in (HOLDS, GOES_ON):
                phrase.append(place)
            if (ends or bare in PAUSES) and phrase:
                yield phrase
                phrase = []
        if phrase:
            yield phrase


def _track(
    line: _Line,
    language: str,
    notation: str | Notation | None,
    dictionary: Pronunciations | None,
    latin: Language | None,
    link: bool,
) -> Said:
    said: Said = [None] * len(line.lyrics)
    other = latin if latin is not None and latin != language else None
    foreign = {
        place for place, text in enumerate(line.lyrics) if other and text.strip().isascii() and _word(text).isalpha()
    }
    if language == "ko":
        _korean_track(line, foreign, said, notation_of(_known(notation, "ko")), dictionary, link)
    elif language == "ja":
        _japanese_track(line, foreign, said, _known(notation, "ja"), dictionary)
    else:
        _english_track(line, set(range(len(line.lyrics))), said, _known(notation, language), dictionary)
    if other and foreign:
        _english_track(line, foreign, said, _known(notation, other), dictionary)
    return said


def _known(notation: str | Notation | None, language: str) -> str | Notation | None:
    """Notation when it is one of the language, else its first one."""
    if isinstance(notation, Notation):
        return notation if language == "ko" else None
    of = _names()
    everywhere = {name for names in of.values() for name in names}
    return None if notation in everywhere and notation not in of.get(language, ()) else notation


def notations() -> list[str]:
    """Names of the notations of all languages."""
    return list(dict.fromkeys(name for names in _names().values() for name in names))


def _names() -> dict[str, tuple[str, ...]]:
    from . import english, japanese
    from .korean.notations import NOTATIONS

    return {"ko": tuple(NOTATIONS), "en": tuple(english.NOTATIONS), "ja": tuple(japanese.NOTATIONS)}


def _word(text: str) -> str:
    return text.strip(_TRIMMED)


def _korean_track(
    line: _Line,
    foreign: set[int],
    said: Said,
    notation: Notation,
    dictionary: Pronunciations | None,
    link: bool,
) -> None:
    readings = dictionary.readings if dictionary is not None else {}
    read: dict[str, str] = {}
    for text in set(line.lyrics):
        read[text] = korean.read_aloud(text, readings)
    words = sum(sum(map(is_hangul, text)) > 1 for text in read.values())
    is_word_each = words * 2 > len(read)
    parts: list[str] = []
    spans: list[tuple[int, int, int]] = []
    at = 0
    for phrase in line.phrases():
        for place in phrase:
            text = _BREAK if place in foreign else read[line.lyrics[place]].replace(HOLDS, "")
            spans.append((place, at, at + len(text)))
            parts.append(text + " " if is_word_each else text)
            at += len(parts[-1])
        parts.append(_BREAK)
        at += 1
    text = "".join(parts)
    own = dictionary.korean if dictionary is not None else None
    spoken = korean.speak(text, korean.sources_of(own), link=link, is_free=" " not in text)
    known: dict[str, str] = {}
    for place, start, end in spans:
        if place in foreign:
            continue
        piece = spoken[start:end]
        written = known.get(piece)
        if written is None:
            written = known[piece] = notation.write_all(piece.strip()) or _UNREAD
        said[place] = written if written != _UNREAD else _UNREAD


def _japanese_track(
    line: _Line, foreign: set[int], said: Said, notation: Any, dictionary: Pronunciations | None
) -> None:
    from .japanese import katakana, morae

    read = reader("ja", notation, dictionary)
    for phrase in line.phrases():
        places = [place for place in phrase if place not in foreign]
        counts = [len(morae(katakana(line.lyrics[place]))) for place in places]
        units, unread = read("".join(line.lyrics[place].strip() for place in places), True)
        if all(counts) and sum(counts) == len(units) and not unread:
            at = 0
            for place, count in zip(places, counts, strict=True):
                said[place] = " ".join(units[at : at + count])
                at += count
            continue
        # With Kanji nothing tells how many morae a note has: each is read by itself.
        for place in places:
            units, unread = read(line.lyrics[place], True)
            said[place] = _UNREAD if unread or not units else " ".join(units)


def _english_track(line: _Line, own: set[int], said: Said, notation: Any, dictionary: Pronunciations | None) -> None:
    from . import english

    name = notation or next(iter(english.NOTATIONS))
    reader("en", name, dictionary)
    for places, word in _english_words(line, own):
        sounds = english.sounds(word, dictionary)
        if not sounds:
            said[places[0]] = _UNREAD
            continue
        parts = english.syllables(sounds)
        for rank, place in enumerate(places):
            mine: Sequence[tuple[str, ...]] = parts[rank : rank + 1] if rank < len(places) - 1 else parts[rank:]
            if mine:
                said[place] = " ".join(english.NOTATIONS[name](sound) for part in mine for sound in part)


def _english_words(line: _Line, own: set[int]) -> Iterator[tuple[list[int], str]]:
    """Words with the notes that they lie on: ``twin-`` goes on with the next lyric, ``+`` is the next syllable."""
    places: list[int] = []
    word, goes_on = "", False
    for place, text in enumerate(line.lyrics):
        bare = text.strip()
        if bare == GOES_ON and places:
            places.append(place)
            continue
        if not bare or bare == HOLDS or (bare in PAUSES and place not in own):
            continue
        if not goes_on and places:
            yield places, word
            places, word = [], ""
        if place in own and bare not in PAUSES:
            places.append(place)
            word += _word(bare)
            goes_on = bare.endswith(HOLDS)
        else:
            goes_on = False
    if places:
        yield places, word
