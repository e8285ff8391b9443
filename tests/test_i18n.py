"""Every text that people read is there in every language, with the same gaps."""

import json
import re
import string
from pathlib import Path

import pytest

from gradio_pianoroll.i18n import LANGUAGES, language_of_headers, say, texts
from gradio_pianoroll.i18n.filled import FORMS

ROOT = Path(__file__).parents[1]
SECTIONS = ("roll", "studio", "studio_sentences", "templates", "benchmark", "timing", "reasons", "sentences")
# What is written the same in both languages: units, names of methods, and what only stands around other texts.
LATIN = {
    "f0": "F0",
    "F0, pYIN": "F0 (pYIN)",
    "and": "{before}, {word}",
    "list": "{before}, {word}",
    "pitch_csv": "F0 (CSV)",
    "pitch_praat": "Praat Pitch",
    "pitch_svl": "Sonic Visualiser (SVL)",
    "pitch_tier": "Praat PitchTier",
    "named": "{name}: {reason}",
    "words_ds": "DiffSinger (.ds)",
    "words_soulx": "SoulX-Singer (JSON)",
    "words_textgrid": "Praat TextGrid",
    "words_ustx": "OpenUtau (.ustx)",
    "mix.level": "{db} dB",
    "sound.why": "({why})",
    "textgrid.what.exists": "<exists>",
    "textgrid.what.xmax": "xmax",
    "textgrid.what.xmin": "xmin",
}
OTHERS = [language for language in LANGUAGES if language != "en"]


def gaps(text):
    # A gap that chooses between the forms of a number is no place for it.
    return sorted(
        name for _, name, spec, _ in string.Formatter().parse(text) if name is not None and FORMS not in (spec or "")
    )


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("language", OTHERS)
def test_all_languages_have_the_same_texts_with_the_same_gaps(language, section):
    english, other = texts("en", section), texts(language, section)
    assert list(other) == list(english)
    assert {key: gaps(text) for key, text in other.items()} == {key: gaps(text) for key, text in english.items()}


@pytest.mark.parametrize("section", SECTIONS)
def test_korean_is_korean(section):
    latin = {key: text for key, text in texts("ko", section).items() if not re.search("[가-힣]", text)}
    assert {key: text for key, text in latin.items() if LATIN.get(key) != text} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_has_blanks_around_it_by_mistake(language):
    # Sentences that are put together begin with what stands between them.
    said = [text for section in SECTIONS for text in texts(language, section).values()]
    assert [text for text in said if not text.strip() or text != text.rstrip()] == []


def test_no_section_is_left_out_here():
    for language in LANGUAGES:
        file = ROOT / "backend" / "gradio_pianoroll" / "i18n" / f"{language}.json"
        assert tuple(json.loads(file.read_text(encoding="utf-8"))) == SECTIONS


def test_a_text_with_its_gaps_filled():
    assert say("en", "studio_sentences", "saved", name="a.mid") == "Saved a.mid."
    assert say("ko", "studio_sentences", "saved", name="a.mid") == "a.mid 파일로 저장했습니다."
    # A visitor from elsewhere reads English.
    assert say("fr", "studio", "open") == "Open"
    with pytest.raises(KeyError):
        say("en", "studio", "no such text")


def test_without_headers_it_is_english():
    assert language_of_headers(None) == "en"
