"""The numbers of Praat's text files, all at once.

Praat takes only free-standing numbers, quoted texts and flags for data; what else stands there (``xmin =``, ``frames
[3]:``) is for people, and ``!`` begins a comment. A file of a recording has millions of them, so they are cut out by
masks over its bytes instead of token by token.

Source: the Praat manual, "TextGrid file formats" (what is data in a text file); files that Praat 6.1 (parselmouth 0.4)
wrote and read.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.i18n.sentence import Sentence

from ...score.immutable import FloatArray
from ..bounds import refuse_more

MAX_NUMBERS = 50_000_000
_BLOCK = 1 << 22
_COMMENT = re.compile(rb"(?<!\S)![^\r\n]*")
#: What Praat writes for a number that there is not; no real number has that exponent.
_UNDEFINED, _AS_NUMBER = b"--undefined--", b"1e999"
_NUMERIC = np.zeros(256, bool)
_NUMERIC[np.frombuffer(b"0123456789+-.eE", np.uint8)] = True
_BEGINS = np.zeros(256, bool)
_BEGINS[np.frombuffer(b"0123456789+-.", np.uint8)] = True
_SPACE = np.zeros(256, bool)
_SPACE[np.frombuffer(b" \t\r\n\f\v", np.uint8)] = True
_NUMBER = re.compile(rb"(?<!\S)[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?!\S)")


def numbers_in(data: bytes, path: Path) -> FloatArray:
    """All free-standing numbers, in their order; NaN where Praat says that one is undefined.

    Raises
    ------
    FormatError
        If there are more than a recording has.
    """
    if b"!" in data:
        data = _COMMENT.sub(b"", data)
    data = data.replace(_UNDEFINED, _AS_NUMBER)
    blocks, at, n = [np.zeros(0)], 0, 0
    while at < len(data):
        end = min(at + _BLOCK, len(data))
        while end < len(data) and not _SPACE[data[end]]:
            end += 1
        block = _numbers(data[at:end])
        block[~np.isfinite(block)] = np.nan
        blocks.append(block)
        n += len(block)
        refuse_more(path, n, MAX_NUMBERS, Sentence("amount.numbers"))
        at = end
    return np.concatenate(blocks)


def _numbers(block: bytes) -> FloatArray:
    byte: NDArray[np.uint8] = np.frombuffer(block, np.uint8)
    space = _SPACE[byte]
    first = np.flatnonzero(~space & np.append(True, space[:-1]))
    if not len(first):
        return np.zeros(0)
    # A token is a number if nothing in it is anything else; that is looked up token by token in one pass.
    good = np.logical_and.reduceat(_NUMERIC[byte] | space, first) & _BEGINS[byte[first]]
    length = np.diff(np.append(first, len(byte)))
    kept = byte[np.repeat(good, length)] if first[0] == 0 else byte[first[0] :][np.repeat(good, length)]
    text = kept.tobytes()
    found = floats_of(text)
    if found is None or len(found) != int(good.sum()):
        # Something such as a dash of its own: each by itself.
        found = np.array([float(number) for number in _NUMBER.findall(text)])
    return found


def floats_of(text: bytes | str) -> FloatArray | None:
    """Numbers between white space; None when something among them is none."""
    found, at = [np.zeros(0)], 0
    while at < len(text):
        # Block by block, as the pieces of a long text take ten times its room.
        end = min(at + _BLOCK, len(text))
        while end < len(text) and not text[end : end + 1].isspace():
            end += 1
        try:
            found.append(np.array(text[at:end].split(), np.float64))
        except ValueError:
            return None
        at = end
    return np.concatenate(found)


def line_of(data: bytes, index: int) -> int:
    """Line on which the number of that place in `numbers_in` stands; the last one when there are not so many."""
    place = 0
    for line, text in enumerate(data.splitlines(), 1):
        place += len(_NUMBER.findall(_COMMENT.sub(b"", text).replace(_UNDEFINED, _AS_NUMBER)))
        if place > index:
            return line
    return data.rstrip().count(b"\n") + 1
