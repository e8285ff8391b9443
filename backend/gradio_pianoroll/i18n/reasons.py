"""Reasons of errors in the language of the page: errors say them in English, for programs and logs."""

from __future__ import annotations

import re

from gradio_pianoroll.i18n import say
from gradio_pianoroll.i18n.recognised import recognised
from gradio_pianoroll.i18n.sentence import NAMED, Sentence, sentence_of

# What is wrong with bytes or edits in detail is for whoever mends the program: a page says one thing of many. All else
# that reaches a page is a `Sentence`. The first that fits; its key is in the section ``reasons``.
REASONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (key, re.compile(pattern, re.DOTALL))
    for key, pattern in (
        ("parts", r"the (edits do not fit the score|score's parts do not fit together)\b"),
        ("edits", r"(the (list|file) (of edits |has )|the edits name more than|this handle names no snapshot)"),
        (
            "damaged",
            r"(not a \S+( snapshot| file)?\b|damaged .*?:|this snapshot (is|has) |the (texts|exact times|proposals) )",
        ),
    )
)


def reason_in(language: str, reason: object) -> str:
    """Reason of an error or a warning in a language; what nobody knows stays as it was said.

    Parameters
    ----------
    language
        As in `say`.
    reason
        An error or its message.
    """
    said = sentence_of(reason)
    if language == "en":
        return str(said)
    if isinstance(said, Sentence):
        about, inner = said.values.get("name"), said.values.get("reason")
        if said.key == NAMED and not isinstance(inner, Sentence):
            return f"{about}: {reason_in(language, inner)}"
        return said.in_language(language)
    for key, pattern in REASONS:
        if pattern.match(said):
            return say(language, "reasons", key)
    return recognised(said, language) or said
