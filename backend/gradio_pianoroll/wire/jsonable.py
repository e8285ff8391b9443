"""JSON of what programs put into free-form keys."""

from __future__ import annotations

import json
import math
import warnings
from collections.abc import Mapping
from typing import Any

from gradio_pianoroll.errors import PianoRollWarning
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.score.well_formed import well_formed


def dumps(value: Any) -> str:
    """Compact JSON that every parser reads: no NaN, no halves of characters, NumPy values as numbers and lists.

    What has no JSON form is left out, with a warning that names its key.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError):
        text = json.dumps(_writable(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return well_formed(text)


def plain(value: Any) -> Any:
    """The same value of JSON's own types; NaN and infinity become None.

    Raises
    ------
    TypeError
        If something has no JSON form.
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    raise TypeError(Sentence("json.no_json", kind=type(value).__name__))


def _writable(value: Any) -> Any:
    try:
        return plain(value)
    except TypeError:
        if isinstance(value, list | tuple):
            return [_writable(item) for item in value]
        if not isinstance(value, Mapping):
            raise
    kept: dict[str, Any] = {}
    for key, item in value.items():
        try:
            kept[str(key)] = _writable(item)
        except TypeError as error:
            warnings.warn(Sentence("json.browser_left", key=key, error=error), PianoRollWarning, stacklevel=3)
    return kept


def plain_members(values: Mapping[str, Any], owner: str) -> dict[str, Any]:
    """The members that have a JSON form; a warning names each that has none."""
    kept: dict[str, Any] = {}
    for key, value in values.items():
        try:
            kept[str(key)] = plain(value)
        except TypeError as error:
            warnings.warn(
                Sentence("json.owner_left", owner=owner, key=key, error=error), PianoRollWarning, stacklevel=2
            )
    return kept
