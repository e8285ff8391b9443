"""Text to pronunciation and phonemes, in each language."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from gradio_pianoroll.errors import G2PError, PianoRollWarning
from gradio_pianoroll.i18n.sentence import Sentence

from . import korean
from .korean.hangul import is_hangul
from .korean.notations import NOTATIONS, Notation
from .pronunciations import LANGUAGES, Language, Pronunciations

# So many words that could not be read are named in a warning.
NAMED = 5
_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*", re.UNICODE)
_UNKNOWN = re.compile(r"[^\W가-힣_]+", re.UNICODE)


def pronounce(text: str, *, dictionary: Pronunciations | None = None, link: bool = True) -> str:
    """Say a Korean text: Hangul as it is spoken, by the standard pronunciation (표준 발음법).

    Numbers and Latin letters are read; everything else, punctuation too, stays where it is. A text without either has
    as many letters as before.

    Parameters
    ----------
    text
        Any length: a million syllables take a fraction of a second.
    dictionary
        Words of this session, before those of the package.
    link
        Whether words that spaces part are said without a pause (``꽃 위``: ``꼬 뒤``), as in a phrase that is sung.
        A line's end and punctuation are pauses always.

    Examples
    --------
    >>> from gradio_pianoroll.g2p import pronounce
    >>> pronounce("국물")
    '궁물'
    >>> pronounce("꽃 위에 앉은 나비 3마리")
    '꼬 뒤에 안즌 나비 세마리'
    >>> pronounce("꽃 위에", link=False)
    '꼳 위에'
    """
    return _speak(text, dictionary, link)


def _speak(text: str, dictionary: Pronunciations | None, link: bool, is_free: bool = False) -> str:
    own = dictionary.korean if dictionary is not None else None
    readings = dictionary.readings if dictionary is not None else {}
    read = korean.read_aloud(korean.normal(text), readings)
    return korean.speak(read, korean.sources_of(own), link=link, is_free=is_free)


def phonemes(
    text: str,
    language: Language = "ko",
    *,
    notation: str | Notation | None = None,
    dictionary: Pronunciations | None = None,
    link: bool = True,
) -> list[str]:
    """Write the sounds of a text: for each syllable (Korean), word (English) or mora (Japanese) its phonemes.

    Parameters
    ----------
    text
        Words of one language.
    language
        ``"ko"``, ``"en"`` (needs the extra ``g2p-en``) or ``"ja"`` (``g2p-ja``).
    notation
        Korean: ``"roman"`` (default; what the voices of `synth` sing), ``"ipa"``, ``"jamo"``, ``"diffsinger"``,
        ``"demo"`` or a `Notation`. English: ``"arpabet"`` (default), ``"ipa"``, ``"diffsinger"``.
        Japanese: ``"roman"`` (default), ``"ipa"``, ``"kana"``.
    dictionary
        Words of this session, before those of the packages.
    link
        Korean: as in `pronounce`.

    Returns
    -------
    list of texts
        Phonemes with blanks between them. What cannot be read is kept as it is.

    Raises
    ------
    G2PError
        If there is no such language or notation.
    MissingPackageError
        If the extra of the language is not installed; the message has the line that installs it.

    Warns
    -----
    PianoRollWarning
        With the words that could not be read.

    Examples
    --------
    >>> from gradio_pianoroll.g2p import phonemes
    >>> phonemes("국물")
    ['g u ng', 'm u l']
    >>> phonemes("사랑", notation="ipa")
    ['s a', 'ɾ a ŋ']
    """
    units, unread = reader(language, notation, dictionary)(text, link)
    say_unread(unread)
    return units


def read_words(text: str, language: Language = "ko", *, dictionary: Pronunciations | None = None) -> Pronunciations:
    """Read the words of a text one by one into a table that a person corrects (`Pronunciations.to_csv`).

    Parameters
    ----------
    text
        Lyrics of one language.
    language
        Korean words come with their Hangul as spoken (with digits or Latin letters: as they are read), English ones in
        ARPAbet, Japanese ones in Katakana.
    dictionary
        Words of this session, before those of the packages.

    Returns
    -------
    Pronunciations
        Each word once, in the order of the text. Words that cannot be read are left out.

    Raises
    ------
    G2PError
        If there is no such language.
    MissingPackageError
        If the extra of the language is not installed.

    Warns
    -----
    PianoRollWarning
        With the words that could not be read.

    Examples
    --------
    >>> from gradio_pianoroll.g2p import read_words
    >>> list(read_words("국물이 끓어, 국물이"))
    [('국물이', 'ko', '궁무리'), ('끓어', 'ko', '끄러')]
    """
    check_language(language)
    read = reader(language, "kana" if language == "ja" else None, dictionary)
    found = Pronunciations()
    unread: list[str] = []
    for word in dict.fromkeys(_WORD.findall(korean.normal(text))):
        if language == "ko":
            read_so = korean.read_aloud(word, dictionary.readings if dictionary is not None else {})
            # Numbers and Latin letters are read so, and then said by the rules as other words are.
            said = _speak(word, dictionary, True) if read_so == word else read_so
            wrong = [] if all(map(is_hangul, said)) else [word]
        else:
            units, wrong = read(word, True)
            said = "".join(units) if language == "ja" else " ".join(units)
        unread += wrong
        if said and not wrong:
            found.add(word, said, language)
    say_unread(unread)
    return found


Reader = Callable[[str, bool], "tuple[list[str], list[str]]"]


def reader(language: str, notation: str | Notation | None, dictionary: Pronunciations | None) -> Reader:
    """Function that reads a text of a language: the phonemes of its units, and the words that it could not read.

    Raises
    ------
    G2PError
        If there is no such language or notation.
    """
    check_language(language)
    if language == "ko":
        of = notation_of(notation)
        return lambda text, link: _korean_units(_speak(text, dictionary, link), of)
    if language == "en":
        from . import english

        return english.reader(checked_notation(notation, english.NOTATIONS, language), dictionary)
    from . import japanese

    return japanese.reader(checked_notation(notation, japanese.NOTATIONS, language), dictionary)


def check_language(language: object) -> None:
    """Raise an error for what is no language that is read here."""
    if language not in LANGUAGES:
        raise G2PError(Sentence("g2p.language", language=language, languages=", ".join(LANGUAGES)))


def notation_of(notation: str | Notation | None) -> Notation:
    """Notation of Korean by its name."""
    if isinstance(notation, Notation):
        return notation
    return NOTATIONS[checked_notation(notation, NOTATIONS, "ko")]


def checked_notation(notation: Any, known: Iterable[str], language: str) -> str:
    """Name of a notation that the language has; the first by default."""
    names = list(known)
    if notation is None:
        return names[0]
    if not isinstance(notation, str) or notation not in names:
        raise G2PError(Sentence("g2p.notation", notation=notation, language=language, notations=", ".join(names)))
    return notation


def _korean_units(spoken: str, notation: Notation) -> tuple[list[str], list[str]]:
    if spoken.strip() in notation.alone:
        return [notation.alone[spoken.strip()]], []
    unread = _UNKNOWN.findall(spoken)
    if not unread:
        return [notation.write(letter) for letter in spoken if is_hangul(letter)], []
    units: list[str] = []
    end = 0
    for found in _UNKNOWN.finditer(spoken):
        units += [notation.write(letter) for letter in spoken[end : found.start()] if is_hangul(letter)]
        units.append(found[0])
        end = found.end()
    return units + [notation.write(letter) for letter in spoken[end:] if is_hangul(letter)], unread


def say_unread(words: Sequence[str], stacklevel: int = 3) -> None:
    """Warn of words that could not be read."""
    different = list(dict.fromkeys(words))
    if different:
        shown = ", ".join(different[:NAMED]) + (" …" if len(different) > NAMED else "")
        sentence = Sentence("g2p.unread", count=len(different), words=shown)
        warnings.warn(sentence, PianoRollWarning, stacklevel=stacklevel)
