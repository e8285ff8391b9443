"""The dict form as a JSON file; what singing synthesizers write as JSON is known by its content."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gradio_pianoroll.i18n.sentence import Sentence, sentence_of

from ..errors import FormatError
from ..score import Score, ScoreError
from ..score.well_formed import utf8
from . import diffsinger, jams, soulx
from .json_text import parsed, refuse_many_numbers


def read(data: bytes, path: Path, encoding: str | None = None) -> Score:
    """Score of the bytes of a file in the dict form, or of a bare list of its notes; `path` is for messages.

    JSON of SoulX-Singer and DiffSinger, and JAMS, are read as what they are.

    Raises
    ------
    FormatError
        If it is not JSON, or not a score.
    """
    content = parsed(data, path, encoding)
    if soulx.fits(content):
        refuse_many_numbers(data, path)
        return soulx.score_of(content, path)
    if diffsinger.fits(content):
        refuse_many_numbers(data, path)
        return diffsinger.score_of(content, path)
    if jams.fits(content):
        refuse_many_numbers(data, path)
        return jams.score_of(content, path)
    if isinstance(content, list) and all(isinstance(item, dict) for item in content):
        content = {"notes": content}
    if not isinstance(content, dict) or not isinstance(content.get("notes"), list):
        raise FormatError(path, Sentence("json.no_score"))
    try:
        return Score.from_dict(content)
    except ScoreError as error:
        raise FormatError(path, sentence_of(error)) from error


def write(score: Score, path: Path, *, track: int | None = None, language: str | None = None) -> bytes:
    """Bytes of a file in the dict form; a name that ends with ``.soulx.json`` gives SoulX-Singer's.

    Parameters
    ----------
    score, path
        What and where to.
    track, language
        Of the voice that SoulX-Singer sings, see `soulx.write`.

    Raises
    ------
    FormatError
        If a foreign key holds something that JSON cannot; the message says what.
    """
    if path.name.lower().endswith(soulx.SUFFIX):
        return soulx.write(score, path, track=track, language=language)
    if track is not None or language is not None:
        raise FormatError(path, Sentence("sing.options", suffix=soulx.SUFFIX))
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
