"""Numbers and Latin letters in Hangul, as a Korean reads them aloud."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .lists import named_lists

_TOKEN = re.compile(r"[0-9]+(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|[A-Za-z]+(?:['’][A-Za-z]+)?")
_READABLE = re.compile("[0-9A-Za-z]")
_DIGITS = "영일이삼사오육칠팔구"
_PLACES = ("", "십", "백", "천")
_MYRIADS = ("", "만", "억", "조", "경", "해")
# Native numerals before what is counted.
_ONES = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
# What is counted with native numerals; other units take Sino-Korean ones.
_COUNTED = re.compile(
    r" ?(?:개(?!월|년)|명|살|시(?!즌)|번(?!지)|마리|잔|병|권|장|대(?!로)|켤레|송이|그루|달|가지|군데|곳|사람|걸음|"
    r"마디|방울|줄|쌍|채|척|벌|통|끼|모금|바퀴|발짝|밤|남자|여자)"
)
_LETTERS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        [
            "에이",
            "비",
            "시",
            "디",
            "이",
            "에프",
            "지",
            "에이치",
            "아이",
            "제이",
            "케이",
            "엘",
            "엠",
            "엔",
            "오",
            "피",
            "큐",
            "아르",
            "에스",
            "티",
            "유",
            "브이",
            "더블유",
            "엑스",
            "와이",
            "제트",
        ],
        strict=True,
    )
)
# As songs have them.
_WORDS = dict(pair.split(":") for pair in named_lists()["English words in songs"])


def read_aloud(text: str, own: Mapping[str, str]) -> str:
    """Text with its numbers, Latin words and letters in Hangul; what cannot be read stays.

    Parameters
    ----------
    text
        In composed form.
    own
        Readings that come first, by the word in small letters.
    """
    for word in sorted(own, key=len, reverse=True):
        if not _TOKEN.fullmatch(word):
            text = re.sub(re.escape(word), own[word], text, flags=re.IGNORECASE)
    # Sooner answered for a long text than whether there is a token.
    if not _READABLE.search(text):
        return text
    parts: list[str] = []
    end = 0
    for found in _TOKEN.finditer(text):
        token = found[0]
        parts += [text[end : found.start()], _read(token, text[found.end() : found.end() + 4], own)]
        end = found.end()
        if text[end : end + 1] == "%" and token[0].isdigit():
            parts.append(" 퍼센트")
            end += 1
    return "".join([*parts, text[end:]])


def _read(token: str, after: str, own: Mapping[str, str]) -> str:
    reading = own.get(token.lower())
    if reading is not None:
        return reading
    if token[0].isdigit():
        return _number(token.replace(",", ""), after)
    if token.lower() in _WORDS:
        return _WORDS[token.lower()]
    if (token.isupper() and len(token) <= 6) or len(token) == 1:
        return "".join(_LETTERS[letter] for letter in token.upper())
    return token


def _number(digits: str, after: str) -> str:
    whole, point, fraction = digits.partition(".")
    if point:
        return f"{sino(whole)}쩜{''.join(_DIGITS[int(digit)] for digit in fraction)}"
    if (len(whole) > 1 and whole[0] == "0") or len(whole) > 4 * len(_MYRIADS):
        return "".join("공" if digit == "0" else _DIGITS[int(digit)] for digit in whole)
    number = int(whole)
    if after.startswith("월") and number in (6, 10):
        return "유" if number == 6 else "시"
    if 0 < number < 100 and _COUNTED.match(after):
        return "스무" if number == 20 else _TENS[number // 10] + _ONES[number % 10]
    return sino(whole)


def sino(digits: str) -> str:
    """Sino-Korean numeral of decimal digits."""
    number = int(digits)
    if number == 0:
        return _DIGITS[0]
    groups = []
    for myriad in _MYRIADS:
        number, group = divmod(number, 10_000)
        read = "".join(
            ("" if digit == "1" and place else _DIGITS[int(digit)]) + _PLACES[place]
            for place, digit in zip(range(3, -1, -1), f"{group:04d}", strict=True)
            if digit != "0"
        )
        groups.append("" if not read else ("" if read == "일" and myriad == "만" and not number else read) + myriad)
    return "".join(reversed(groups))
