"""Errors that a page shows, in the language of its visitor."""

from __future__ import annotations

import gradio as gr

from gradio_pianoroll.gradio_compat import headers_of, request_now
from gradio_pianoroll.i18n import language_of_headers
from gradio_pianoroll.i18n.reasons import reason_in


def page_error(reason: object, print_exception: bool = False) -> gr.Error:
    """Error with a sentence for whoever asked for what runs at this moment; English where nobody did.

    Parameters
    ----------
    reason
        An error or its message, in English.
    print_exception
        Whether the trace goes to the server's log, for what only whoever runs the server can mend.
    """
    return gr.Error(page_sentence(reason), print_exception=print_exception)


def page_sentence(reason: object) -> str:
    """Sentence of an error or a warning, in the language of whoever asked for what runs at this moment."""
    return reason_in(language_of_headers(headers_of(request_now())), reason)
