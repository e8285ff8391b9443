"""The values in the bytes of a JSON file: one rule for all formats that are written in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gradio_pianoroll.i18n.sentence import Sentence

from ..errors import FormatError
from ..score.well_formed import utf8
from .bounds import MAX_CSV_CELLS, MAX_JSON_VALUES, refuse_more
from .decoding import decode


def parsed(data: bytes, path: Path, encoding: str | None = None) -> Any:
    """Values of a JSON file; `path` is for messages.

    Raises
    ------
    FormatError
        If it is not JSON, nested too deeply, or holds more objects than a reader may make of a file.
    """
    refuse_more(path, data.count(b"{") + data.count(b"["), MAX_JSON_VALUES, Sentence("amount.values"))
    text = decode(data, path, encoding)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise FormatError(
            path, Sentence("json.unreadable", line=error.lineno, column=error.colno, why=error.msg)
        ) from error
    except RecursionError as error:
        raise FormatError(path, Sentence("json.too_deep")) from error
    except ValueError as error:
        # Python refuses whole numbers of thousands of digits.
        raise FormatError(path, Sentence("json.number_bad", why=error)) from error


def json_bytes(value: Any, path: Path, indent: int | None = None) -> bytes:
    """Bytes of a value in JSON, with a line break at the end.

    Raises
    ------
    FormatError
        If it holds something that JSON cannot; the message says what.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    except (TypeError, ValueError) as error:
        raise FormatError(path, Sentence("json.foreign", error=error)) from error
    return utf8(text + "\n")


def refuse_many_numbers(data: bytes, path: Path) -> None:
    """Refuse a file that would unfold into more numbers than fit: in lists, or between blanks in texts.

    Raises
    ------
    FormatError
        With both counts.
    """
    refuse_more(path, data.count(b",") + data.count(b" "), MAX_CSV_CELLS, Sentence("amount.numbers"))
