"""Expressions that choose notes, read into a tree; what is wrong is told with its position."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...errors import OpError
from ..units import LETTERS

MAX_LENGTH = 1000
MAX_DEPTH = 50
NUMBERS = (
    "pitch", "velocity", "track", "onset_beats", "duration_beats", "end_beats", "onset_s", "duration_s", "end_s",
    "bar", "beat", "pitch_class", "id", "voiced",
)  # fmt: skip
TEXTS = ("lyric", "phoneme", "track_name")
FLAGS = ("overlaps", "drum")
_KINDS = dict.fromkeys(NUMBERS, "number") | dict.fromkeys(TEXTS, "text") | dict.fromkeys(FLAGS, "condition")
_COMPARISONS = ("==", "!=", "<=", ">=", "<", ">", "~", "!~")
_TOKEN = re.compile(
    r"""(?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
      | (?P<note>[A-G][\#b]?-?[0-9](?![A-Za-z0-9_]))
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<operator>==|!=|<=|>=|!~|[<>~()+\-*/%])""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Node:
    """Part of an expression. `kind` is what it gives: a number, a text, a condition."""

    kind: str
    what: str
    position: int
    value: float | str = ""
    parts: tuple[Node, ...] = ()


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    position: int


def wrong(message: str) -> OpError:
    """Error of an expression."""
    return OpError(f"expression: {message}", "expression")


def parse(source: str) -> Node:
    """Tree of an expression, which gives a condition.

    Raises
    ------
    OpError
        If it cannot be read; the message says what was expected where (positions from 1).
    """
    if not isinstance(source, str):
        raise wrong(f"it must be a text, not {type(source).__name__}")
    if len(source) > MAX_LENGTH:
        raise wrong(f"it has {len(source)} characters; {MAX_LENGTH} are the most")
    reader = _Reader(_tokens(source))
    tree = reader.either()
    reader.end()
    if tree.kind != "condition":
        raise wrong(f"it gives a {tree.kind}, not a condition; compare it with something")
    return tree


def _tokens(source: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while at < len(source):
        char = source[at]
        if char in " \t\r\n":
            at += 1
        elif char in "\"'":
            text, end = _text(source, at)
            tokens.append(_Token("text", text, at + 1))
            at = end
        elif (match := _TOKEN.match(source, at)) is not None:
            tokens.append(_Token(str(match.lastgroup), match[0], at + 1))
            at = match.end()
        else:
            raise wrong(f'cannot read "{char}" at position {at + 1}')
    return [*tokens, _Token("end", "", len(source) + 1)]


def _text(source: str, begin: int) -> tuple[str, int]:
    """Text in quotes, and where it ends. A quote inside has a backslash before it; other backslashes stay."""
    quote = source[begin]
    parts: list[str] = []
    at = begin + 1
    while at < len(source) and source[at] != quote:
        if source[at] == "\\" and source[at + 1 : at + 2] == quote:
            at += 1
        parts.append(source[at])
        at += 1
    if at >= len(source):
        raise wrong(f"the text that begins at position {begin + 1} has no end")
    return "".join(parts), at + 1


class _Reader:
    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    @property
    def _token(self) -> _Token:
        return self._tokens[self._at]

    def _take(self, *texts: str) -> _Token | None:
        token = self._token
        if token.kind in ("operator", "name") and token.text in texts:
            self._at += 1
            return token
        return None

    def _expected(self, what: str) -> OpError:
        token = self._token
        found = "the end" if token.kind == "end" else f'"{token.text}"'
        return wrong(f"expected {what} at position {token.position}, found {found}")

    def end(self) -> None:
        if self._token.kind != "end":
            raise self._expected('"and", "or" or the end')

    def either(self) -> Node:
        return self._joined("or", self._both)

    def _both(self) -> Node:
        return self._joined("and", self._not)

    def _joined(self, word: str, side: object) -> Node:
        read = side
        left: Node = read()  # type: ignore[operator]
        while token := self._take(word):
            right: Node = read()  # type: ignore[operator]
            if left.kind != "condition" or right.kind != "condition":
                raise wrong(f'"{word}" at position {token.position} needs conditions')
            left = Node("condition", word, token.position, "", (left, right))
        return left

    def _not(self) -> Node:
        nots: list[_Token] = []
        while token := self._take("not"):
            nots.append(token)
        inner = self._comparison()
        if nots and inner.kind != "condition":
            raise wrong(f'"not" at position {nots[-1].position} needs a condition')
        if len(nots) % 2:
            inner = Node("condition", "not", nots[-1].position, "", (inner,))
        return inner

    def _comparison(self) -> Node:
        left = self._sum()
        found: Node | None = None
        while token := self._take(*_COMPARISONS):
            right = self._sum()
            compared = _compared(token, left, right)
            found = compared if found is None else Node("condition", "and", token.position, "", (found, compared))
            left = right
        return left if found is None else found

    def _sum(self) -> Node:
        left = self._product()
        while token := self._take("+", "-"):
            left = _calculated(token, left, self._product())
        return left

    def _product(self) -> Node:
        left = self._signed()
        while token := self._take("*", "/", "%"):
            left = _calculated(token, left, self._signed())
        return left

    def _signed(self) -> Node:
        signs: list[_Token] = []
        while token := self._take("-"):
            signs.append(token)
        value = self._value()
        for token in reversed(signs):
            value = _calculated(token, Node("number", "literal", token.position, 0.0), value)
        return value

    def _value(self) -> Node:
        token = self._token
        if self._take("("):
            self._depth += 1
            if self._depth > MAX_DEPTH:
                raise wrong(f"brackets are nested more than {MAX_DEPTH} deep at position {token.position}")
            inner = self.either()
            if not self._take(")"):
                raise self._expected('")"')
            self._depth -= 1
            return inner
        if token.kind == "number":
            made = Node("number", "literal", token.position, float(token.text))
        elif token.kind == "note":
            made = Node("number", "literal", token.position, float(_pitch(token)))
        elif token.kind == "text":
            made = Node("text", "literal", token.position, token.text)
        elif token.kind == "name" and token.text not in ("and", "or", "not"):
            if token.text not in _KINDS:
                raise wrong(f'there is no "{token.text}" (position {token.position}); known are {", ".join(_KINDS)}')
            made = Node(_KINDS[token.text], "field", token.position, token.text)
        else:
            raise self._expected("a value")
        self._at += 1
        return made


def _pitch(token: _Token) -> int:
    name = token.text
    sign = {"#": 1, "b": -1}.get(name[1], 0)
    octave = int(name[2:] if sign else name[1:])
    return LETTERS[name[0]] + sign + 12 * (octave + 1)


def _compared(token: _Token, left: Node, right: Node) -> Node:
    if token.text in ("~", "!~"):
        if left.kind != "text" or right.kind != "text" or right.what != "literal":
            raise wrong(f'"{token.text}" at position {token.position} needs a text and a pattern in quotes')
    elif left.kind != right.kind or left.kind == "condition":
        raise wrong(f'"{token.text}" at position {token.position} needs two numbers or two texts')
    elif left.kind == "text" and token.text not in ("==", "!="):
        raise wrong(f'"{token.text}" at position {token.position} needs two numbers; texts are compared by "==" or "~"')
    return Node("condition", token.text, token.position, "", (left, right))


def _calculated(token: _Token, left: Node, right: Node) -> Node:
    if left.kind != "number" or right.kind != "number":
        raise wrong(f'"{token.text}" at position {token.position} needs numbers')
    return Node("number", token.text, token.position, "", (left, right))
