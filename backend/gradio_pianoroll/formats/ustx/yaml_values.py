"""The values in a YAML file as plain objects, lists, texts and numbers; made from the events of PyYAML's safe parser.

Words are what the programs mean that write such files: ``no``, ``on`` and ``off`` are lyrics and names of options, not
truth values, and ``1:30`` is no number of seconds; that is YAML 1.2. What would unfold into much is refused while it
is read: nesting, more values than anybody writes, references to values that hold references.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from gradio_pianoroll.i18n.sentence import Sentence

from ...score.well_formed import well_formed

#: As deep as a project is, and some.
MAX_DEPTH = 50
MAX_VALUES = 2_000_000
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_NONE = object()


class _Dumper(_DUMPER):  # type: ignore[misc]
    """Writer that says everything in full, without references."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


class _Open:
    """Object or list that is being read."""

    def __init__(self, value: dict[str, Any] | list[Any], anchor: str | None) -> None:
        self.value, self.anchor = value, anchor
        self.key: Any = _NONE
        self.size = 1

    def add(self, value: Any, is_text: bool) -> None:
        if isinstance(self.value, list):
            self.value.append(value)
        elif self.key is _NONE:
            if not is_text:
                raise ValueError(Sentence("yaml.key"))
            self.key = value
        else:
            self.value[self.key] = value
            self.key = _NONE


def values_of(text: str, as_text: Callable[[str], bool]) -> Any:
    """Value of the first document of a file.

    Parameters
    ----------
    text
        Of the file.
    as_text
        Whether the value under a key is a text even where it looks like a number.

    Raises
    ------
    ValueError
        If it is not YAML, or would unfold into too much.
    """
    try:
        return _built(yaml.parse(text, Loader=_PARSER), as_text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        raise ValueError(
            Sentence("yaml.unreadable", line=line, why=getattr(error, "problem", None) or type(error).__name__)
        ) from error
    except RecursionError as error:
        raise ValueError(Sentence("yaml.deep", most=MAX_DEPTH)) from error


def _built(events: Any, as_text: Callable[[str], bool]) -> Any:
    stack: list[_Open] = []
    anchors: dict[str, tuple[Any, int]] = {}
    total = 0
    for event in events:
        kind = type(event)
        if kind in (yaml.MappingStartEvent, yaml.SequenceStartEvent):
            if len(stack) >= MAX_DEPTH:
                raise ValueError(Sentence("yaml.deep", most=MAX_DEPTH))
            stack.append(_Open({} if kind is yaml.MappingStartEvent else [], event.anchor))
            total += 1
            continue
        if kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
            closed = stack.pop()
            value, size, is_text = closed.value, closed.size, False
            if closed.anchor:
                anchors[closed.anchor] = (value, size)
        elif kind is yaml.ScalarEvent:
            is_key = bool(stack) and isinstance(stack[-1].value, dict) and stack[-1].key is _NONE
            under = stack[-1].key if stack and not is_key else ""
            is_plain = event.style in (None, "") and event.implicit[0]
            keeps = is_key or not is_plain or (isinstance(under, str) and as_text(under))
            value, size, is_text = event.value if keeps else _plain(event.value), 1, True
            total += 1
            if event.anchor:
                anchors[event.anchor] = (value, size)
        elif kind is yaml.AliasEvent:
            if event.anchor not in anchors:
                raise ValueError(Sentence("yaml.alias", name=event.anchor))
            value, size = anchors[event.anchor]
            is_text = isinstance(value, str)
            total += size
        elif kind is yaml.DocumentEndEvent:
            return None
        else:
            continue
        if total > MAX_VALUES:
            raise ValueError(Sentence("yaml.much", most=MAX_VALUES))
        if not stack:
            return value
        stack[-1].add(value, is_text)
        stack[-1].size += size
    return None


def _plain(text: str) -> Any:
    """Value of a word without quotation marks."""
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text


def _writable(value: Any) -> Any:
    """Plain copy of a value, of texts that UTF-8 can hold."""
    if isinstance(value, Mapping):
        return {_writable(key): _writable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_writable(item) for item in value]
    return well_formed(value) if isinstance(value, str) else value


def text_of(value: Any) -> str:
    """YAML of a value: an item a line, in the order of its keys."""
    text: str = yaml.dump(_writable(value), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return text
