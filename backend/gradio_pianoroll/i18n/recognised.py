"""Sentences that have become plain text, in a file or a database, in the language of the page again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from string import Formatter

from gradio_pianoroll.i18n import texts
from gradio_pianoroll.i18n.filled import FORMS, filled
from gradio_pianoroll.i18n.sentence import NAMED, SECTION

#: A text with fewer letters of its own than this is part of a sentence, and would be found in everything.
_LETTERS = 12
#: How many names may stand in front of a sentence, and how deep sentences may lie in gaps of others.
_MOST_DEEP = 4


@dataclass(frozen=True)
class _Form:
    """Sentence as what stands around its gaps."""

    key: str
    #: One more than there are gaps.
    words: tuple[str, ...]
    gaps: tuple[str, ...]

    @property
    def letters(self) -> int:
        return sum(character.isalpha() for character in "".join(self.words))

    def values_in(self, said: str) -> dict[str, str] | None:
        """Values that fill the gaps; each ends where the next words are first found, so that no text takes long."""
        first, *others = self.words
        if not others:
            return {} if said == first else None
        *between, last = others
        end = len(said) - len(last)
        if not (said.startswith(first) and said.endswith(last)):
            return None
        values: dict[str, str] = {}
        at = len(first)
        for gap, words in zip(self.gaps, (*between, None), strict=True):
            until = end if words is None else said.find(words, at + 1, end)
            if until <= at or values.setdefault(gap, said[at:until]) != said[at:until]:
                return None
            at = until + len(words or "")
        return values


def recognised(said: str, language: str) -> str | None:
    """Text of a `Sentence` in a language; None for what is none.

    Parameters
    ----------
    said
        In English, as programs and logs have it; behind the name of what it is about where it has one.
    language
        As in `say`.

    Examples
    --------
    >>> recognised("a.mid: 3 notes have no end; they last until the end of their track", "ko")
    'a.mid: 음표 3개에 끝이 없어 트랙 끝까지 이어집니다'
    """
    return _recognised(said, language, 0)


def _recognised(said: str, language: str, depth: int) -> str | None:
    if depth > _MOST_DEEP:
        return None
    forms = _forms()
    if (answer := _said_by([form for form in forms if form.words[0]], said, language, depth)) is not None:
        return answer
    # A sentence that begins with a gap would take the name in front of it for what fills that.
    name, between, reason = said.partition(": ")
    if between and (inner := _recognised(reason, language, depth + 1)) is not None:
        return texts(language, SECTION)[NAMED].format(name=name, reason=inner)
    return _said_by([form for form in forms if not form.words[0]], said, language, depth)


def _said_by(forms: list[_Form], said: str, language: str, depth: int) -> str | None:
    for form in forms:
        values = form.values_in(said)
        if values is not None:
            inner = {name: _recognised(value, language, depth + 1) or value for name, value in values.items()}
            return filled(_plain(texts(language, SECTION)[form.key]), inner)
    return None


@cache
def _forms() -> tuple[_Form, ...]:
    """All sentences; those that say most come first."""
    found = []
    for key, text in texts("en", SECTION).items():
        found += [form for form in _forms_of(key, text) if form.letters >= _LETTERS and key != NAMED]
    return tuple(sorted(found, key=lambda form: (-form.letters, form.key)))


def _forms_of(key: str, text: str) -> list[_Form]:
    """Sentence as it is said of one and of several, of each of its numbers."""
    parsed = list(Formatter().parse(text))
    counted = sorted({name for _, name, spec, _ in parsed if name and spec and FORMS in spec})
    forms = []
    for ones in product((False, True), repeat=len(counted)):
        is_one = dict(zip(counted, ones, strict=True))
        words, gaps = [""], []
        for own, name, spec, _ in parsed:
            words[-1] += own
            one, bar, other = (spec or "").partition(FORMS)
            if name is not None and bar:
                words[-1] += one if is_one[name] else other
            elif name is not None:
                words.append("")
                gaps.append(name)
        forms.append(_Form(key, tuple(words), tuple(gaps)))
    return forms


def _plain(text: str) -> str:
    """Without how numbers are written, which the values are already; the forms of a language of its own stay."""
    parts = []
    for own, name, spec, _ in Formatter().parse(text):
        parts.append(own.replace("{", "{{").replace("}", "}}"))
        if name is not None:
            parts.append(f"{{{name}:{spec}}}" if spec and FORMS in spec else f"{{{name}}}")
    return "".join(parts)
