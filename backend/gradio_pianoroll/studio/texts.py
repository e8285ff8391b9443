"""What the studio says, in English and Korean.

Labels are translated in the browser (`LABELS`); sentences with numbers and names in them on the server, in the
language that the browser asks for (`say`).
"""

from __future__ import annotations

import gradio as gr

from gradio_pianoroll import i18n
from gradio_pianoroll.gradio_compat import headers_of
from gradio_pianoroll.i18n import LANGUAGES, Language
from gradio_pianoroll.i18n.reasons import reason_in

LABELS = gr.I18n(**{language: dict(i18n.texts(language, "studio")) for language in LANGUAGES})


def language_of(request: gr.Request | None) -> Language:
    """Language that the visitor reads, of those that are here."""
    return i18n.language_of_headers(headers_of(request))


def say(language: str, key: str, **values: object) -> str:
    """Sentence in `language`, its gaps filled; a `reason` is said in that language as well, where it is known."""
    if "reason" in values:
        values["reason"] = reason_in(language, values["reason"])
    return i18n.say(language, "studio_sentences", key, **values)
