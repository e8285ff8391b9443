"""Words that a program or a person pronounces otherwise: a dictionary of their own, beside the package's."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Literal, get_args

from gradio_pianoroll.errors import G2PError
from gradio_pianoroll.i18n.sentence import Sentence

from .korean.boundary import Kind
from .korean.entries import Entries, Entry, read_marks
from .korean.hangul import CODAS, is_hangul, join, split
from .korean.notations import SAID

Language = Literal["ko", "en", "ja"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
COLUMNS = ("word", "language", "pronunciation")


class Pronunciations:
    """Words and how they are said, of one session: no other sees them.

    Parameters
    ----------
    words
        Korean words, each with its pronunciation, see `add`.

    Examples
    --------
    >>> from gradio_pianoroll.g2p import Pronunciations, pronounce
    >>> pronounce("신고를 했다")
    '신고를 핻따'
    >>> mine = Pronunciations({"신고": "신꼬", "BTS": "방탄소년단"})
    >>> pronounce("신고를 했다", dictionary=mine)
    '신꼬를 핻따'
    """

    def __init__(self, words: Mapping[str, str] | None = None) -> None:
        self._words: dict[tuple[Language, str], str] = {}
        self._korean = Entries()
        self._readings: dict[str, str] = {}
        for word, pronunciation in (words or {}).items():
            self.add(word, pronunciation)

    def add(self, word: str, pronunciation: str, language: Language = "ko") -> None:
        """Add a word, or change one.

        Parameters
        ----------
        word
            As it is written. A Korean word holds at the beginning of a longer one too: what follows it is read on.
        pronunciation
            In Korean as it is said, one syllable for each that is written (``눈빛``: ``눈삗``), or the word with signs
            where the rules need help (``눈'빛`` for a tense onset, ``꽃+잎`` for a ㄴ, ``맛|없`` for the edge of
            a word); of a word in Latin letters or digits any Hangul. In English ARPAbet, in Japanese Katakana.
        language
            ``"ko"``, ``"en"`` or ``"ja"``.

        Raises
        ------
        G2PError
            If it is no pronunciation of that word.
        """
        written = unicodedata.normalize("NFC", word).strip()
        said = unicodedata.normalize("NFC", pronunciation).strip()
        if language not in LANGUAGES:
            raise G2PError(Sentence("g2p.language", language=language, languages=", ".join(LANGUAGES)))
        if not written or not said:
            raise G2PError(Sentence("g2p.empty", word=word))
        if language == "ko":
            self._add_korean(written, said)
        self._words[language, written if language != "en" else written.lower()] = said

    def _add_korean(self, word: str, said: str) -> None:
        letters, marks = read_marks(said)
        if not all(map(is_hangul, letters)):
            raise G2PError(Sentence("g2p.no_hangul", word=word, pronunciation=said))
        if not all(map(is_hangul, word)):
            self._readings[word.lower()] = letters
            return
        if len(letters) != len(word):
            raise G2PError(
                Sentence("g2p.syllables", word=word, pronunciation=said, count=len(word), given=len(letters))
            )
        respelled = letters if letters != word else None
        if not marks:
            marks = tuple((rank, int(Kind.KEPT)) for rank in range(len(word) - 1))
            # 눈빛 is 눈삗 by itself, and 눈삐치 with -이: its end is that of the word unless it is another sound.
            respelled = letters[:-1] + _with_written_coda(letters[-1], word[-1])
        self._korean.put(word, Entry(marks, respelled))

    def get(self, word: str, language: Language = "ko") -> str | None:
        """Pronunciation of a word as it was given; None when it is not here."""
        return self._words.get((language, word.lower() if language == "en" else word))

    def remove(self, word: str, language: Language = "ko") -> None:
        """Take a word out; nothing happens when it is not here."""
        words = {key: said for key, said in self._words.items() if key != (language, word)}
        self.__init__()  # type: ignore[misc]
        for (of, written), said in words.items():
            self.add(written, said, of)

    def __len__(self) -> int:
        return len(self._words)

    def __contains__(self, word: object) -> bool:
        return any(written == word for _, written in self._words)

    def __iter__(self) -> Iterator[tuple[str, Language, str]]:
        """Rows of the table: word, language, pronunciation."""
        return iter([(word, language, said) for (language, word), said in self._words.items()])

    @property
    def korean(self) -> Entries:
        """Korean words, for the rules."""
        return self._korean

    @property
    def readings(self) -> Mapping[str, str]:
        """Korean readings of words in Latin letters and of numbers."""
        return self._readings

    def to_csv(self, path: str | PathLike[str] | None = None) -> str:
        """Table as CSV with the columns ``word, language, pronunciation``; written to a file when a path is given."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(self)
        if path is not None:
            # With a mark by which spreadsheets know UTF-8.
            Path(path).write_text(text.getvalue(), encoding="utf-8-sig")
        return text.getvalue()

    @classmethod
    def from_csv(cls, source: str | PathLike[str]) -> Pronunciations:
        """Read a table that `to_csv` wrote, or one of two columns (word, pronunciation; Korean); tabs part them too.

        Parameters
        ----------
        source
            A file.

        Raises
        ------
        G2PError
            If a row is no word with its pronunciation; the message names the row.
        """
        try:
            text = Path(source).read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise G2PError(Sentence("g2p.encoding", name=Path(source).name)) from error
        first = text.partition("\n")[0]
        delimiter = "\t" if "\t" in first and "," not in first else ","
        try:
            rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
        except csv.Error as error:
            raise G2PError(Sentence("g2p.table", name=Path(source).name, reason=str(error))) from error
        heads = [head.strip().lower() for head in rows[0]] if rows else []
        has_head = "word" in heads and "pronunciation" in heads
        places = [heads.index("word"), heads.index("pronunciation")] if has_head else [0, 1]
        at_language = heads.index("language") if has_head and "language" in heads else None
        found = cls()
        for number, row in enumerate(rows, 1):
            if (number == 1 and has_head) or not any(cell.strip() for cell in row):
                continue
            try:
                language = row[at_language].strip() if at_language is not None and at_language < len(row) else "ko"
                found.add(row[places[0]], row[places[1]], language or "ko")  # type: ignore[arg-type]
            except IndexError as error:
                raise G2PError(Sentence("g2p.row", number=number, reason=Sentence("g2p.columns"))) from error
            except G2PError as error:
                raise G2PError(Sentence("g2p.row", number=number, reason=error)) from error
        return found


def _with_written_coda(said: str, written: str) -> str:
    onset, vowel, coda = split(said)
    own = split(written)[2]
    same = own and coda and SAID.get(CODAS[own]) == CODAS[coda]
    return join(onset, vowel, own) if same else said
