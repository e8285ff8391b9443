"""Texts that UTF-8 can hold.

A Python or JavaScript text may hold half of a surrogate pair (an emoji cut in the middle, an escape in JSON). UTF-8 has
no form for it, and most libraries raise. On its way out such a half becomes U+FFFD, as in JavaScript's
``String.prototype.toWellFormed``.
"""

from __future__ import annotations

import re

_HALVES = re.compile("[\ud800-\udfff]")


def well_formed(text: str) -> str:
    """Text with U+FFFD for each half of a surrogate pair; the same object when there is none."""
    if text.isascii():
        return text
    return _HALVES.sub("\ufffd", text) if _HALVES.search(text) else text


def utf8(text: str) -> bytes:
    """Bytes of a text in UTF-8, whatever is in it."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return well_formed(text).encode("utf-8")
