# ruff: noqa: D102 - the methods of dict and list do what they do everywhere
"""The notes that a handler sees: a list of dicts that are made when they are looked at."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Self, SupportsIndex

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.score import Score
from gradio_pianoroll.score.dictform.write import large_names, write_head
from gradio_pianoroll.score.immutable import differ

from .as_fields import KeysAsFields, attribute, camel
from .document_state import DocumentState, origin_of
from .retime import TIME_KEYS, timed

# Up to here all notes are expanded at the first look, so that C code (orjson), which reads the storage of a list
# directly, finds them as well. It takes a few milliseconds.
EAGER_NOTES = 4096
# Expanding so many rows costs hardly more than one. It is done for those who read on: whoever reads a row that is
# no further than `NEAR_ROWS` from the one before. Others get what they asked for.
READ_AHEAD_ROWS = 64
NEAR_ROWS = 16
_NESTED = (dict, list)


class Source:
    """The score that notes are expanded from; shared by all notes of a value."""

    __slots__ = ("__weakref__", "_head", "_names", "current", "origin", "score")

    def __init__(self, score: Score) -> None:
        self.score = score
        # The state of a page that the score came from, None when a program made it.
        self.origin: DocumentState | None = origin_of(score)
        # Differs from `score` in tempo and zoom only, once a handler has written them.
        self.current = score
        self._head: dict[str, Any] | None = None
        self._names: list[str] | None = None

    @property
    def head(self) -> dict[str, Any]:
        """The keys of the dict form that are no bulk, as the score has them; not to be changed."""
        if self._head is None:
            self._head = write_head(self.score)
        return self._head

    @property
    def large_names(self) -> list[str]:
        """Which of the keys of curves and segments the score has."""
        if self._names is None:
            self._names = large_names(self.score)
        return self._names


class NoteItem(dict[str, Any]):
    """One note: a dict whose keys are attributes too (``note.pitch``, ``note.start_seconds``).

    A time that is written, in any unit, brings the other units into step.
    """

    __slots__ = ("_changed", "_nested", "_row", "_source")
    __dataclass_fields__ = KeysAsFields("id", "start", "duration", "pitch", "velocity", "lyric", "phoneme")

    def __init__(self, values: Mapping[str, Any] | None = None, /, **more: Any) -> None:
        super().__init__(values or {}, **more)
        self._place(None, -1)

    def _place(self, source: Source | None, row: int) -> None:
        put = object.__setattr__
        put(self, "_source", source)
        put(self, "_row", row)
        put(self, "_changed", False)
        # Writes into a list or dict inside a note pass us by; such values are compared instead.
        nested = {key: value for key, value in self.items() if isinstance(value, _NESTED)}
        put(self, "_nested", copy.deepcopy(nested) if nested else None)

    @classmethod
    def of(cls, source: Source, row: int, values: dict[str, Any]) -> NoteItem:
        """The note of a row of the source's score."""
        item = cls.__new__(cls)
        dict.update(item, values)
        item._place(source, row)
        return item

    @property
    def source(self) -> Source | None:
        """What it was expanded from; None for a note of its own."""
        return self._source  # type: ignore[no-any-return]

    def is_of(self, source: Source) -> bool:
        """Whether it is a note of this source to which nothing was written since it was expanded."""
        if self._source is not source or self._changed:
            return False
        return self._nested is None or not any(differ(self.get(key), value) for key, value in self._nested.items())

    def row_in(self, source: Source) -> int:
        """Its row in the score of this source; -1 when it comes from elsewhere."""
        return self._row if self._source is source else -1

    def follow(self, source: Source, zoom: float, times: Mapping[str, Any] | None) -> None:
        """Take over new times (None: a note that was written to), after tempo, zoom or a unit were written.

        `zoom` is the ratio of the new pixels per beat to the former.
        """
        if times is not None:
            super().update({key: times[key] for key in TIME_KEYS if key in times})
            return
        for key in ("start", "duration"):
            if isinstance(value := self.get(key), int | float):
                super().__setitem__(key, value * zoom)
        super().update(timed(source.current, self, "start"))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """A note of its own."""
        return cls(dict(data))

    def to_dict(self) -> dict[str, Any]:
        """A plain dict that is nobody else's."""
        return copy.deepcopy(dict(self))

    def copy(self) -> Self:
        """A note of its own with the same keys."""
        return type(self)(dict(self))

    __copy__ = copy

    def __deepcopy__(self, memo: dict[int, Any]) -> NoteItem:
        return type(self)(copy.deepcopy(dict(self), memo))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)

    def __getattr__(self, name: str) -> Any:
        return attribute(self, name, "the note", _OPTIONAL)

    def __setattr__(self, name: str, value: Any) -> None:
        self[name if name in self else camel(name)] = value

    def __delattr__(self, name: str) -> None:
        self.pop(name if name in self else camel(name))

    def __setitem__(self, key: str, value: Any) -> None:
        object.__setattr__(self, "_changed", True)
        super().__setitem__(key, value)
        if key in TIME_KEYS and self._source is not None:
            super().update(timed(self._source.current, self, key))

    def __delitem__(self, key: str) -> None:
        object.__setattr__(self, "_changed", True)
        super().__delitem__(key)

    def update(self, *args: Any, **more: Any) -> None:
        for key, value in dict(*args, **more).items():
            self[key] = value

    def __ior__(self, other: Any) -> Self:  # type: ignore[override,misc]
        self.update(other)
        return self

    def setdefault(self, key: str, default: Any = None) -> Any:
        if key not in self:
            self[key] = default
        return self[key]

    def pop(self, *args: Any) -> Any:
        object.__setattr__(self, "_changed", True)
        return super().pop(*args)

    def popitem(self) -> tuple[str, Any]:
        object.__setattr__(self, "_changed", True)
        return super().popitem()

    def clear(self) -> None:
        object.__setattr__(self, "_changed", True)
        super().clear()


_OPTIONAL = frozenset({"lyric", "phoneme"})


class _Unread:
    """Stands in the list for notes that nobody has looked at."""

    def __repr__(self) -> str:
        return "<a note that was not read yet>"

    def __str__(self) -> str:
        raise TypeError("the notes are read on demand; pass list(value['notes']) or value.to_dict() instead")


UNREAD = _Unread()


def _put_in(forms: list[Any], source: Source) -> None:
    """Put notes in the place of the dict forms of the source's rows; what is a note already stays.

    The same as `NoteItem.of` for each, without a call for each.
    """
    put, has_nested = object.__setattr__, bool(source.score.notes.extra)
    for row, values in enumerate(forms):
        if isinstance(values, NoteItem):
            continue
        item = forms[row] = NoteItem.__new__(NoteItem)
        dict.update(item, values)
        if has_nested:
            item._place(source, row)
            continue
        put(item, "_source", source)
        put(item, "_row", row)
        put(item, "_changed", False)
        put(item, "_nested", None)


class RowReader:
    """The dict forms of a source's rows, one by one; rows that will probably be next are made along with one."""

    __slots__ = ("_ahead", "_first", "_last", "_score", "_source")

    def __init__(self, source: Source) -> None:
        self._source = source
        self._score: Score | None = None
        self._first, self._ahead = 0, list[dict[str, Any]]()
        self._last = -READ_AHEAD_ROWS

    def read(self, row: int) -> dict[str, Any]:
        """The dict form of a row; to be asked for once, for what it is made of may be shared with a second time."""
        score, last, self._last = self._source.current, self._last, row
        if self._score is score and 0 <= row - self._first < len(self._ahead):
            return self._ahead[row - self._first]
        if abs(row - last) > NEAR_ROWS:
            return score.note_dict(row)
        first = row if row >= last else max(0, row + 1 - READ_AHEAD_ROWS)
        self._ahead = score.note_dicts(first, first + READ_AHEAD_ROWS)
        self._score, self._first = score, first
        return self._ahead[row - first]


class NoteList(list[Any]):
    """A list of `NoteItem`. Long ones expand a note when it is read; changing their length in place expands all."""

    __slots__ = ("_rows", "looked_at", "source", "unread")

    def __new__(cls, source: Any, rows: int | None = None) -> Any:
        """A plain list of anything but a source: `dataclasses.asdict` makes lists of the type that it finds."""
        return super().__new__(cls) if isinstance(source, Source) else list(source)

    def __init__(self, source: Source, rows: int | None = None) -> None:
        self.source = source
        self._rows = RowReader(source)
        # Rows that were read one by one. Until all are expanded each row of the score stands in its place.
        self.looked_at: list[int] = []
        self.unread = len(source.score.notes) if rows is None else rows
        super().__init__([UNREAD])
        # In place: of a million places no second list is made that is copied and thrown away.
        super().__imul__(self.unread)
        if self.unread <= EAGER_NOTES:
            self.fill()

    @property
    def untouched(self) -> bool:
        """Whether no note was ever read."""
        return self.unread == len(self.source.score.notes) == super().__len__() > 0

    def fill(self) -> None:
        """Expand every note."""
        if not self.unread:
            return
        source = self.source
        made = zip(super().__iter__(), source.current.note_dicts(), strict=False)
        read = [values if item is UNREAD else item for item, values in made]
        _put_in(read, source)
        super().__setitem__(slice(0, len(read)), read)
        self.unread = 0
        self._rows = RowReader(source)

    def raw(self) -> Iterator[Any]:
        """The elements as they are stored, `UNREAD` where nobody looked."""
        return super().__iter__()

    def read(self) -> Iterator[tuple[int, Any]]:
        """Position and element of what was looked at."""
        return ((i, item) for i, item in enumerate(super().__iter__()) if item is not UNREAD)

    def _at(self, index: int) -> Any:
        item = super().__getitem__(index)
        if item is UNREAD:
            row = index % len(self)
            item = NoteItem.of(self.source, row, self._rows.read(row))
            super().__setitem__(row, item)
            self.looked_at.append(row)
            self.unread -= 1
        return item

    def __getitem__(self, index: SupportsIndex | slice) -> Any:
        if isinstance(index, slice):
            return [self._at(i) for i in range(*index.indices(len(self)))]
        return self._at(index.__index__())

    def __iter__(self) -> Iterator[Any]:
        self.fill()
        return super().__iter__()

    def append(self, item: Any) -> None:
        super().append(item)

    def extend(self, items: Iterable[Any]) -> None:
        super().extend(list(items))

    def __iadd__(self, items: Iterable[Any]) -> Self:  # type: ignore[misc]
        self.extend(items)
        return self

    def __radd__(self, other: list[Any]) -> list[Any]:
        return [*other, *self]

    def __deepcopy__(self, memo: dict[int, Any]) -> list[Any]:
        return copy.deepcopy(list(self), memo)

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        return list, (list(self),)

    def __contains__(self, item: object) -> bool:
        self.fill()
        return super().__contains__(item)


def _expanding(name: str) -> Callable[..., Any]:
    original = getattr(list, name)

    def method(self: NoteList, *args: Any, **more: Any) -> Any:
        self.fill()
        return original(self, *args, **more)

    method.__name__ = name
    return method


for _name in (
    "__add__", "__mul__", "__rmul__", "__imul__", "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__",
    "__reversed__", "__repr__", "__setitem__", "__delitem__",
    "insert", "pop", "remove", "clear", "sort", "reverse", "index", "count", "copy",
):  # fmt: skip
    setattr(NoteList, _name, _expanding(_name))


def collect(listed: list[Any], source: Source) -> tuple[NDArray[np.int64], list[int], list[Any]]:
    """What a handler made of the list of a source's notes.

    Returns
    -------
    lost
        Rows of the source's score whose notes are gone or were written to, ascending.
    places, fresh
        The notes to be read anew, and where they stand in the list.
    """
    if isinstance(listed, NoteList) and listed.unread and listed.source is source:
        return _collect_looked_at(listed, source)
    places: list[int] = []
    fresh: list[Any] = []
    lost = np.ones(len(source.score.notes), bool)
    ours = isinstance(listed, NoteList) and listed.source is source
    # Those of another score are all new here: they are read.
    for position, item in enumerate(listed.raw() if ours else listed):  # type: ignore[attr-defined]
        if item is UNREAD:
            lost[position] = False
        elif isinstance(item, NoteItem) and item.is_of(source) and lost[item._row]:
            lost[item._row] = False
        else:
            places.append(position)
            fresh.append(item)
    return np.flatnonzero(lost), places, fresh


def _collect_looked_at(listed: NoteList, source: Source) -> tuple[NDArray[np.int64], list[int], list[Any]]:
    """The same where notes were read one by one, without a look at the others."""
    changed = [row for row in sorted(listed.looked_at) if not listed[row].is_of(source)]
    places = [*changed, *range(len(source.score.notes), len(listed))]
    return np.array(changed, np.int64), places, [listed[place] for place in places]
