"""What people read, in every language: one JSON file each, read here and by the front end.

A file holds sections by where their texts are shown: ``roll`` (the front end), ``studio`` and ``studio_sentences``,
``templates``, ``benchmark`` (the table of the pipeline), ``timing`` and ``reasons``. A text may have gaps, ``{name}``
(`filled` says what they can); all languages have the same keys and the same gaps.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from gradio_pianoroll.i18n.filled import filled

Language = Literal["en", "ko"]
LANGUAGES: tuple[Language, ...] = ("en", "ko")
_FOLDER = Path(__file__).parent


@cache
def texts(language: str, section: str) -> Mapping[str, str]:
    """Texts of a section by key, in English when a language is not here; read once.

    Raises
    ------
    KeyError
        If there is no such section.
    """
    return MappingProxyType(_file(language if language in LANGUAGES else "en")[section])


def say(language: str, section: str, key: str, **values: object) -> str:
    """Text in a language, its gaps filled.

    Raises
    ------
    KeyError
        If there is no such text, or a gap has no value.
    """
    return filled(texts(language, section)[key], values)


def language_of_headers(headers: Mapping[str, str] | None) -> Language:
    """Language that the headers of a request ask for first among those that are here; English without any."""
    wanted = (headers or {}).get("accept-language") or ""
    ranked: list[tuple[float, int, Language]] = []
    for place, item in enumerate(wanted.split(",")):
        tag, _, weight = item.strip().partition(";q=")
        for language in LANGUAGES:
            if tag.strip().lower()[:2] == language:
                try:
                    ranked.append((-float(weight or 1), place, language))
                except ValueError:
                    continue
    return min(ranked)[2] if ranked else "en"


@cache
def _file(language: str) -> dict[str, dict[str, str]]:
    content: dict[str, dict[str, str]] = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return content
