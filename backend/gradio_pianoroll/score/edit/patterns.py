r"""Regular expressions without surprises in time: one step for each character, whatever the pattern.

Known are letters as they are, ``.``, ``[a-z가-힣]``, ``[^…]``, ``\d \w \s`` and their opposites, ``( )``, ``|``,
``* + ?``, ``{2}``, ``{1,3}``, ``^`` and ``$``. A pattern becomes a nondeterministic automaton (K. Thompson, "Regular
expression search algorithm", CACM 11(6), 1968), whose sets of states are kept as they are met.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from ...errors import OpError

MAX_LENGTH = 200
MAX_REPEAT = 100
MAX_PROGRAM = 2000
MAX_DEPTH = 20
# Steps of the automaton that were not met before, over all texts of one search.
MAX_WORK = 4_000_000
_MAX_KEPT = 2000
_BLANKS = " \t\n\r\f\v\u00a0\u3000"

Test = Callable[[str], bool]
# What a program consists of: a character to be met, a fork, a place in the text, the end.
Instruction = tuple[str, Test | None, tuple[int, ...]]


class _Broken(Exception):
    pass


class Pattern:
    """Pattern that is looked for anywhere in a text.

    Raises
    ------
    OpError
        If it cannot be read; the message says what is wrong.
    """

    def __init__(self, source: str) -> None:
        try:
            self._program = _Compiler(source).program()
        except _Broken as error:
            raise OpError(f"pattern: {error}", "pattern") from None
        self._work = 0
        self._forget()

    def found_in(self, text: str) -> bool:
        """Return True if a part of the text fits.

        Raises
        ------
        OpError
            If the pattern takes too much work with so many different texts.
        """
        node = self._first
        for char in text:
            if node.fits:
                return True
            following = node.next.get(char)
            if following is None:
                following = self._step(node, char)
            node = following
        return node.fits or self._fits_at_end(node, text == "")

    def _step(self, node: _Node, char: str) -> _Node:
        after = [0]
        for at in node.states:
            kind, test, targets = self._program[at]
            if kind == "char" and test is not None and test(char):
                after += targets
        reached = self._node(self._closure(after, False, False))
        if len(self._nodes) > _MAX_KEPT:
            self._forget()
            self._nodes[reached.states] = reached
        node.next[char] = reached
        return reached

    def _forget(self) -> None:
        self._nodes: dict[tuple[int, ...], _Node] = {}
        self._first = self._node(self._closure([0], True, False))

    def _node(self, states: tuple[int, ...]) -> _Node:
        if states not in self._nodes:
            self._nodes[states] = _Node(states, any(self._program[at][0] == "match" for at in states))
        return self._nodes[states]

    def _fits_at_end(self, node: _Node, at_start: bool) -> bool:
        waiting = [at for at in node.states if self._program[at][0] == "end"]
        return bool(waiting) and any(self._program[at][0] == "match" for at in self._closure(waiting, at_start, True))

    def _closure(self, states: list[int], at_start: bool, at_end: bool) -> tuple[int, ...]:
        seen = set(states)
        open_states = list(states)
        while open_states:
            kind, _, targets = self._program[open_states.pop()]
            self._work += 1
            if kind == "fork" or (kind == "start" and at_start) or (kind == "end" and at_end):
                for target in targets:
                    if target not in seen:
                        seen.add(target)
                        open_states.append(target)
        if self._work > MAX_WORK:
            raise OpError("pattern: it takes too long with so many different texts; make it simpler", "pattern")
        return tuple(sorted(at for at in seen if self._program[at][0] in ("char", "end", "match")))


class _Node:
    __slots__ = ("fits", "next", "states")

    def __init__(self, states: tuple[int, ...], fits: bool) -> None:
        self.states = states
        self.fits = fits
        self.next: dict[str, _Node] = {}


class _Compiler:
    """Reads a pattern and writes its program; each part ends at the instruction behind it."""

    def __init__(self, source: str) -> None:
        if len(source) > MAX_LENGTH:
            raise _Broken(f"it has {len(source)} characters; {MAX_LENGTH} are the most")
        self._source = source
        self._at = 0
        self._depth = 0
        self._out: list[Instruction] = []

    def program(self) -> list[Instruction]:
        self._choice()
        if self._at < len(self._source):
            raise _Broken('there is a ")" without a "("')
        self._put("match", None, ())
        return self._out

    def _put(self, kind: str, test: Test | None, targets: tuple[int, ...]) -> int:
        if len(self._out) >= MAX_PROGRAM:
            raise _Broken("it repeats too much; make it simpler")
        self._out.append((kind, test, targets))
        return len(self._out) - 1

    def _peek(self) -> str:
        return self._source[self._at] if self._at < len(self._source) else ""

    def _choice(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _Broken("its brackets are nested too deeply")
        begin = len(self._out)
        self._sequence()
        while self._peek() == "|":
            self._at += 1
            first = self._cut(begin)
            fork = self._put("fork", None, ())
            self._paste(first)
            leave = self._put("fork", None, ())
            self._out[fork] = ("fork", None, (fork + 1, len(self._out)))
            self._sequence()
            self._out[leave] = ("fork", None, (len(self._out),))
        self._depth -= 1

    def _sequence(self) -> None:
        while self._peek() not in ("", "|", ")"):
            begin = len(self._out)
            self._one()
            self._repeats(begin)

    def _cut(self, begin: int) -> tuple[int, list[Instruction]]:
        part = self._out[begin:]
        del self._out[begin:]
        return begin, part

    def _paste(self, part: tuple[int, list[Instruction]]) -> None:
        by = len(self._out) - part[0]
        for kind, test, targets in part[1]:
            self._put(kind, test, tuple(target + by for target in targets))

    def _repeats(self, begin: int) -> None:
        sign = self._peek()
        if sign not in ("*", "+", "?", "{"):
            return
        least, most = self._range() if sign == "{" else {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
        if sign != "{":
            self._at += 1
        if self._peek() == "?":
            self._at += 1  # as few as possible: the same question, whether it fits
        if self._peek() in ("*", "+", "?", "{"):
            raise _Broken(f'"{self._peek()}" repeats what is repeated already')
        part = self._cut(begin)
        for _ in range(least):
            self._paste(part)
        if most is None:
            fork = self._put("fork", None, ())
            self._paste(part)
            self._put("fork", None, (fork,))
            self._out[fork] = ("fork", None, (fork + 1, len(self._out)))
            return
        forks = []
        for _ in range(most - least):
            forks.append(self._put("fork", None, ()))
            self._paste(part)
        for fork in forks:
            self._out[fork] = ("fork", None, (fork + 1, len(self._out)))

    def _range(self) -> tuple[int, int | None]:
        end = self._source.find("}", self._at)
        inside = self._source[self._at + 1 : end] if end >= 0 else ""
        low, comma, high = inside.partition(",")
        digits = "0123456789"
        if not low or len(low + high) > 6 or any(c not in digits for c in low + high):
            raise _Broken('"{" must be a number of times such as {2} or {1,3}')
        self._at = end + 1
        least = int(low)
        most = int(high) if high else None if comma else least
        if max(least, most or 0) > MAX_REPEAT or (most is not None and most < least):
            raise _Broken(f"{{{inside}}} must ascend and repeat at most {MAX_REPEAT} times")
        return least, most

    def _one(self) -> None:
        char = self._peek()
        self._at += 1
        if char == "(":
            if self._peek() == "?":
                if self._source[self._at : self._at + 2] != "?:":
                    raise _Broken('"(?" is not known here')
                self._at += 2
            self._choice()
            if self._peek() != ")":
                raise _Broken('a "(" has no ")"')
            self._at += 1
        elif char in "*+?{":
            raise _Broken(f'"{char}" has nothing to repeat')
        elif char in "^$":
            self._put("start" if char == "^" else "end", None, (len(self._out) + 1,))
        else:
            self._put("char", self._test(char), (len(self._out) + 1,))

    def _test(self, char: str) -> Test:
        if char == ".":
            return _any
        if char == "[":
            return self._set()
        return self._escape() if char == "\\" else _is(char)

    def _set(self) -> Test:
        negated = self._peek() == "^"
        self._at += negated
        tests: list[Test] = []
        begin = self._at
        while self._peek() != "]" or self._at == begin:
            if self._peek() == "":
                raise _Broken('a "[" has no "]"')
            low = self._member(tests)
            if low and self._peek() == "-" and self._source[self._at + 1 : self._at + 2] not in ("", "]"):
                self._at += 1
                high = self._member(tests)
                if not high or high < low:
                    raise _Broken(f'"{low}-{high}" is no range of characters')
                tests.append(_between(low, high))
            elif low:
                tests.append(_is(low))
        self._at += 1
        return _one_of(tests, negated)

    def _member(self, tests: list[Test]) -> str:
        """Character of a set; empty when it was a class, which is added to the tests."""
        char = self._peek()
        self._at += 1
        if char != "\\":
            return char
        if self._peek().lower() in ("d", "w", "s"):
            tests.append(self._escape())
            return ""
        return self._escaped()

    def _escape(self) -> Test:
        kind = self._peek()
        if kind and kind in "dwsDWS":
            self._at += 1
            return _one_of([{"d": _is_digit, "w": _is_word, "s": _is_blank}[kind.lower()]], kind.isupper())
        return _is(self._escaped())

    def _escaped(self) -> str:
        char = self._peek()
        self._at += 1
        if not char or _is_word(char):
            raise _Broken(f'"\\{char}" is not known here')
        return char


def _any(_char: str) -> bool:
    return True


def _is_digit(char: str) -> bool:
    return "0" <= char <= "9"


def _is_word(char: str) -> bool:
    return char == "_" or unicodedata.category(char)[0] in "LN"


def _is_blank(char: str) -> bool:
    return char in _BLANKS


def _is(wanted: str) -> Test:
    return lambda char: char == wanted


def _between(low: str, high: str) -> Test:
    return lambda char: low <= char <= high


def _one_of(tests: list[Test], negated: bool) -> Test:
    return lambda char: any(test(char) for test in tests) != negated
