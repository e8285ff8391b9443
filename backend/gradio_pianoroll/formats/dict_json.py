"""The dict form as a JSON file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gradio_pianoroll.i18n.sentence import Sentence, sentence_of

from ..errors import FormatError
from ..score import Score, ScoreError
from ..score.well_formed import utf8
from .bounds import MAX_JSON_VALUES, refuse_more
from .decoding import decode


def read(data: bytes, path: Path, encoding: str | None = None) -> Score:
    """Score of the bytes of a file in the dict form, or of a bare list of its notes; `path` is for messages.

    Raises
    ------
    FormatError
        If it is not JSON, or not a score.
    """
    refuse_more(path, data.count(b"{") + data.count(b"["), MAX_JSON_VALUES, Sentence("amount.values"))
    text = decode(data, path, encoding)
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise FormatError(
            path, Sentence("json.unreadable", line=error.lineno, column=error.colno, why=error.msg)
        ) from error
    except RecursionError as error:
        raise FormatError(path, Sentence("json.too_deep")) from error
    if isinstance(content, list) and all(isinstance(item, dict) for item in content):
        content = {"notes": content}
    if not isinstance(content, dict) or not isinstance(content.get("notes"), list):
        raise FormatError(path, Sentence("json.no_score"))
    try:
        return Score.from_dict(content)
    except ScoreError as error:
        raise FormatError(path, sentence_of(error)) from error


def write(score: Score, path: Path) -> bytes:
    """Bytes of a file in the dict form.

    Raises
    ------
    FormatError
        If a foreign key holds something that JSON cannot; the message says what.
    """
    try:
        text = json.dumps(score.to_dict(), ensure_ascii=False, allow_nan=False, default=_plain)
    except (TypeError, ValueError) as error:
        raise FormatError(path, Sentence("json.foreign", error=error)) from error
    return utf8(text + "\n")


def _plain(value: Any) -> Any:
    """NumPy scalars and arrays in foreign keys as JSON."""
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(Sentence("json.no_form", kind=type(value).__name__))
