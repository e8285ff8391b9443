"""What the templates say. The key of a text is the English text: an app that knows no translations shows that."""

from __future__ import annotations

import gradio as gr

from ... import i18n
from ...gradio_compat import headers_of

WORDS = gr.I18n(**{language: dict(i18n.texts(language, "templates")) for language in i18n.LANGUAGES})


def say(text: str) -> gr.I18nData:
    """Return a text of the templates in the language of the browser.

    Raises
    ------
    KeyError
        If the text has no translation.
    """
    i18n.texts("en", "templates")[text]
    return WORDS(text)


def spoken(text: str, request: gr.Request | None) -> str:
    """Return a text of the templates in the language that a request asks for first; English without one."""
    return i18n.say(i18n.language_of_headers(headers_of(request)), "templates", text)
