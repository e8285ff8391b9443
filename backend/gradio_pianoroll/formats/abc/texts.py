"""Text strings of ABC: accents as mnemonics, named and numbered characters, escapes (standard, section 8.2)."""

from __future__ import annotations

import html
import re
import unicodedata

_COMBINING = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "c": "\u0327", ",": "\u0328",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "=": "\u0304", ".": "\u0307", ";": "\u0328",
}  # fmt: skip
_WHOLE = {
    "AA": "Å", "aa": "å", "/O": "Ø", "/o": "ø", "/D": "Đ", "/d": "đ", "AE": "Æ", "ae": "æ", "OE": "Œ", "oe": "œ",
    "ss": "ß", "DH": "Ð", "dh": "ð", "TH": "Þ", "th": "þ",
}  # fmt: skip
_CODED = re.compile(
    r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(" + "|".join(map(re.escape, _WHOLE)) + r")"
    r"|\\([`'^~\"c,uvH=.;])([A-Za-z])|\\(.)|&(#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]\w{1,30});"
)
_ESCAPED = str.maketrans({"\\": "\\\\", "%": "\\%", "&": "\\&"})
_LINES = re.compile(r"[\s\x1c-\x1f\x85\u2028\u2029]+")


def decoded(text: str) -> str:
    """Characters that a text string of ABC stands for."""
    return _CODED.sub(_character, text) if "\\" in text or "&" in text else text


def encoded(text: str) -> str:
    """One line that `decoded` reads as the text; line breaks and runs of blanks become a blank, none is around it."""
    return escaped(text).strip()


def escaped(text: str) -> str:
    """Text as `encoded` has it, with a blank around it where there is one."""
    return _LINES.sub(" ", text).translate(_ESCAPED)


def numbered(text: str, characters: str) -> str:
    """Text in which some characters stand as their numbers: those that mean something where it is written."""
    return "".join(f"\\u{ord(char):04x}" if char in characters else char for char in text)


def without_comment(line: str) -> str:
    """Line up to its comment; a percent sign behind a backslash begins none."""
    at = line.find("%")
    while at > 0 and line[at - 1] == "\\":
        at = line.find("%", at + 1)
    return line if at < 0 else line[:at]


def _character(match: re.Match[str]) -> str:
    four, eight, whole, accent, letter, other, named = match.groups()
    if four or eight:
        number = int(four or eight, 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    if whole:
        return _WHOLE[whole]
    if accent:
        composed = unicodedata.normalize("NFC", letter + _COMBINING[accent])
        # What is no letter with an accent is said as it stands.
        return composed if len(composed) == 1 else match[0]
    if other:
        return other
    return html.unescape(f"&{named};")
