"""English numbers in words."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
_ORDINAL = re.compile(r"([0-9]+)(?:st|nd|rd|th)\b", re.IGNORECASE)
_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_THOUSANDS = ("", " thousand", " million", " billion", " trillion")
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip


def in_words(text: str) -> str:
    """Text with its numbers in words; ordinals (``1st``) too."""
    if not _NUMBER.search(text):
        return text
    text = _ORDINAL.sub(lambda found: f" {_ordinal(found[1])} ", text)
    return _NUMBER.sub(lambda found: f" {_cardinal(found[0].replace(',', ''))} ", text)


def _cardinal(digits: str) -> str:
    whole, point, fraction = digits.partition(".")
    if point:
        return f"{_cardinal(whole)} point {_one_by_one(fraction)}"
    if len(whole) > 3 * len(_THOUSANDS) or (len(whole) > 1 and whole[0] == "0"):
        return _one_by_one(whole)
    number, parts = int(whole), []
    for thousand in _THOUSANDS:
        number, group = divmod(number, 1000)
        if group:
            parts.append(_below_thousand(group) + thousand)
    return " ".join(reversed(parts)) or _SMALL[0]


def _one_by_one(digits: str) -> str:
    return " ".join(_SMALL[int(digit)] for digit in digits)


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{_SMALL[hundreds]} hundred"] if hundreds else []
    if rest >= 20:
        words.append(_TENS[rest // 10])
        rest %= 10
    if rest:
        words.append(_SMALL[rest])
    return " ".join(words)


def _ordinal(digits: str) -> str:
    words = _cardinal(digits).split()
    last = words[-1]
    words[-1] = _ORDINALS.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return " ".join(words)
