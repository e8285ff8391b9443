"""A file of tunes read into scores: voices become tracks, repeats are played."""

from __future__ import annotations

import codecs
import re
import warnings
from collections import Counter
from pathlib import Path

from gradio_pianoroll.i18n.sentence import Sentence, named

from ...errors import FormatError
from ...score import PianoRollWarning, Score
from ..bounds import refuse_more
from ..decoding import decode
from .assemble import assembled
from .repeats import TooLongError
from .tune import Tune
from .voice import said_of

MAX_BYTES = 32 * 1024 * 1024
MAX_LINES = 1_000_000
MAX_TUNE_CHARACTERS = 500_000
_CHARSET = re.compile(rb"^(?:%%|I:\s*)abc-charset\s+([A-Za-z0-9_\-]{1,40})", re.MULTILINE)
_VERSION = re.compile(r"%abc(?:-[\d.]+)?\s*$")
_FIELD_LINE = re.compile(r"[A-Za-z]:")


def read(
    data: bytes, path: Path, encoding: str | None = None, *, tune: int | None = None, repeats: bool = True
) -> Score:
    """Score of the bytes of an ABC file.

    Parameters
    ----------
    data
        All bytes.
    path
        For messages.
    encoding
        Of the texts, where the file does not say it.
    tune
        Number of the tune (its ``X:`` field); by default the first.
    repeats
        Whether repeats, variant endings and the order of parts are played; else each bar is there once.

    Raises
    ------
    FormatError
        If there is no tune, or none of the number.

    Warns
    -----
    PianoRollWarning
        For what has no place in a score, and when there are several tunes and no number is given.
    """
    head, tunes = _split(data, path, encoding)
    if tune is None:
        lines = tunes[0]
        if len(tunes) > 1:
            _warn(path, Sentence("abc.several", count=len(tunes), number=_number(lines) or 1))
    else:
        found = next((lines for lines in tunes if _number(lines) == tune), None)
        if found is None:
            numbers = [str(_number(lines)) for lines in tunes[:20]] + ["…"] * (len(tunes) > 20)
            raise FormatError(path, Sentence("abc.no_number", number=tune, there=", ".join(numbers)))
        lines = found
    score, left_out = _score(head, lines, path, repeats)
    for sentence in said_of(left_out):
        _warn(path, sentence)
    return score


def read_tunes(source: str | Path | bytes, encoding: str | None = None, *, repeats: bool = True) -> list[Score]:
    r"""Scores of all tunes of an ABC file.

    Parameters
    ----------
    source
        Path of the file, or its bytes.
    encoding, repeats
        As `read` has them.

    Raises
    ------
    FormatError
        If there is no tune in it.

    Warns
    -----
    PianoRollWarning
        For what has no place in the scores, once for all of them.

    Examples
    --------
    >>> from gradio_pianoroll.formats.abc import read_tunes
    >>> scores = read_tunes(b"X:1\nT:One\nK:C\nCDEF|\n\nX:2\nT:Two\nK:D\nDEF2|\n")
    >>> [(score.name, score.notes.pitch.tolist()) for score in scores]
    [('One', [60, 62, 64, 65]), ('Two', [62, 64, 66])]
    """
    path = Path("tunes.abc") if isinstance(source, bytes) else Path(source)
    data = source if isinstance(source, bytes) else path.read_bytes()
    head, tunes = _split(data, path, encoding)
    scores, left_out = [], Counter[str]()
    for lines in tunes:
        score, said = _score(head, lines, path, repeats)
        scores.append(score)
        left_out += said
    for sentence in said_of(left_out):
        _warn(path, sentence)
    return scores


def _score(head: list[str], lines: list[str], path: Path, repeats: bool) -> tuple[Score, Counter[str]]:
    refuse_more(path, sum(map(len, lines)), MAX_TUNE_CHARACTERS, Sentence("amount.characters"))
    try:
        found = Tune(head, lines)
        score = assembled(found, repeats)
    except TooLongError as error:
        raise FormatError(path, Sentence("abc.endless")) from error
    return score, found.left_out


def _split(data: bytes, path: Path, encoding: str | None) -> tuple[list[str], list[list[str]]]:
    """Lines of the file's header, and of each tune."""
    if len(data) > MAX_BYTES:
        raise FormatError(path, Sentence("abc.too_large", most=MAX_BYTES >> 20))
    lines = decode(data, path, encoding or _declared(data)).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    refuse_more(path, len(lines), MAX_LINES, Sentence("amount.lines"))
    head: list[str] = []
    tunes: list[list[str]] = []
    now: list[str] | None = None
    is_head = True
    for raw in lines:
        line = raw.rstrip()
        if re.match(r"X:\s*\d*", line) and line.startswith("X:"):
            is_head, now = False, [line]
            tunes.append(now)
        elif not line:
            is_head, now = is_head and not head, None
        elif now is not None:
            now.append(line)
        elif is_head and not _VERSION.match(line):
            head.append(line)
    if not tunes:
        # What a model writes may lack the number: all that has a key is a tune.
        start = next((i for i, line in enumerate(lines) if _FIELD_LINE.match(line)), None)
        if start is None or not any(line.startswith("K:") for line in lines):
            raise FormatError(path, Sentence("abc.no_tune"))
        return [], [[line.rstrip() for line in lines[start:] if line.strip()]]
    return head, tunes


def _declared(data: bytes) -> str | None:
    """Encoding that the file says, where it is one and the bytes are not UTF-8."""
    match = _CHARSET.search(data[:65_536])
    try:
        if match is None or data.decode("utf-8") is not None:
            return None
    except UnicodeDecodeError:
        pass
    try:
        return codecs.lookup(match[1].decode("ascii")).name if match else None
    except LookupError:
        return None


def _number(lines: list[str]) -> int | None:
    said = re.match(r"X:\s*(\d{1,9})", lines[0])
    return int(said[1]) if said else None


def _warn(path: Path, message: Sentence) -> None:
    warnings.warn(named(path.name, message), PianoRollWarning, stacklevel=4)
