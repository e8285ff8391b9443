"""Nobody reads "1 notes": every English text is said with a 1 in each of its gaps."""

import re
import string

import pytest

from gradio_pianoroll.i18n import LANGUAGES, say, texts
from gradio_pianoroll.i18n.filled import FORMS, filled
from gradio_pianoroll.i18n.recognised import recognised
from gradio_pianoroll.i18n.sentence import SECTION, Sentence
from tests.test_i18n import SECTIONS

# Words that end in s, of one thing.
SINGULAR = re.compile("is|was|has|does|as|this|its|ms|lies|lasts|holds|says")
PLURAL_VERBS = "are|were|have|do|lie|begin|end|differ|stay|last|keep"
# Behind a word that has been chosen by the number: what follows it in s is a verb.
CHOSEN = "\u2063"
ONE = r"(?<!those of )(?<![\w.,–\-/])1 "
NOUNS = re.compile(rf"{ONE}(?:(?!of |with|it |and )[a-z]+ ){{0,2}}?([a-z]{{2,}}s)\b(?!{CHOSEN})")
VERBS = re.compile(rf"{ONE}(?:[a-z]+ ){{1,2}}?({PLURAL_VERBS})\b")
# What is no count: names of things, their numbers, and places in time. "a MIDI file", "line 1 has a cell".
NO_COUNTS = re.compile(
    "name|format|what|where|line|block|number|position|at|start|end|track|low|high|least|kind|hop|"
    "found|said|value|given|package|key|column|engine|pin"
)


class Ones(dict):
    def __missing__(self, name):
        return "X" if NO_COUNTS.fullmatch(name) else 1


def said_of_one(text):
    # How a number is written does not matter here, and what is none has no such way.
    text = re.sub(r"\{(\w+)(?:![rs]|:[^{}|]+)\}", r"{\1}", text)
    return filled(
        re.sub(r"\{(\w+):([^{}|]*)\|", lambda gap: re.sub(r"(?<=\w)\b(?=[ |])", CHOSEN, gap[0]), text), Ones()
    )


def several(text):
    """What is said of several, behind a 1."""
    plain = text.replace(CHOSEN, "")
    found = [*NOUNS.finditer(text), *VERBS.finditer(plain)]
    return [match[0].replace(CHOSEN, "") for match in found if not SINGULAR.fullmatch(match[1])]


ENGLISH = [(section, key, text) for section in SECTIONS for key, text in texts("en", section).items()]


def test_the_check_sees_what_it_is_for():
    assert several("1 notes") == ["1 notes"]
    assert several("The 1 selected notes") == ["1 selected notes"]
    assert several("1 note have no end") == ["1 note have"]
    assert several("1 files have it") == ["1 files", "1 files have"]
    assert not several("1 note has no end; it lasts on")
    assert not several(f"1 place{CHOSEN} breaks the rule")
    assert not several("at 1.1 s, from 0-1 notes")


def test_no_text_says_several_of_one():
    assert [(section, key, said) for section, key, text in ENGLISH if several(said := said_of_one(text))] == []


def test_forms_of_a_number():
    text = "{count} {count:note has|notes have} no end; {count:it lasts|they last}"
    assert filled(text, {"count": 1}) == "1 note has no end; it lasts"
    assert [filled("{n} {n:note|notes}", {"n": n}) for n in (0, 2, 11, "1", "1,001")] == [
        "0 notes",
        "2 notes",
        "11 notes",
        "1 note",
        "1,001 notes",
    ]
    assert filled("{hz:.1f} Hz, {name!r}", {"hz": 1, "name": "a"}) == "1.0 Hz, 'a'"
    assert say("en", "studio_sentences", "notes", n=1) == "1 note"
    with pytest.raises(KeyError):
        filled("{count:note|notes}", {})


# As in `recognised`: shorter ones would be found in everything.
LEAST_LETTERS = 12
# The same English for two things, which are two in Korean.
SAID_ALIKE = {"note.late"}


@pytest.mark.parametrize("key", [key for key, text in texts("en", SECTION).items() if FORMS in text])
@pytest.mark.parametrize("count", [1, 2])
def test_a_sentence_that_became_text_is_known_in_each_of_its_forms(key, count):
    names = {name for _, name, _, _ in string.Formatter().parse(texts("en", SECTION)[key]) if name}
    said = Sentence(key, **dict.fromkeys(names, count))
    if sum(character.isalpha() for character in re.sub(r"\{.*?\}", "", texts("en", SECTION)[key])) < LEAST_LETTERS:
        return
    for language in set(LANGUAGES) - {"en"}:
        found = recognised(str(said), language)
        assert found == said.in_language(language) or (found and key in SAID_ALIKE)
