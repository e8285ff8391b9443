"""What stands in the storage of a value for a key that nobody has looked at, and is read all the same by C code."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from gradio_pianoroll.wire.jsonable import dumps


class Deferred(enum.Enum):
    """Stands for a list or dict that is expanded when somebody looks at it.

    C code such as orjson and pydantic reads the storage of a dict directly, past `__getitem__`. Both take the
    `value` of an enumeration's member, and pydantic anything that can be iterated for a list, a `Mapping` for a dict;
    so this is a member of an enumeration that has none, whose value is what it stands for. Other C code turns what it
    does not know into text, and this text is JSON (`gr.JSON` reads it back).
    """

    _read: Callable[[], Any]
    _key: str

    @property
    def value(self) -> Any:
        """What it stands for."""
        return self._read()

    def __len__(self) -> int:
        return len(self.value)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.value)

    def __getitem__(self, index: Any) -> Any:
        return self.value[index]

    def __eq__(self, other: object) -> bool:
        return bool(self.value == (other.value if isinstance(other, Deferred) else other))

    __hash__ = object.__hash__

    def __reduce_ex__(self, protocol: object) -> Any:
        """Copies and pickles hold what it stands for."""
        return _itself, (self.value,)

    def __deepcopy__(self, memo: Any) -> Any:
        import copy

        return copy.deepcopy(self.value, memo)

    def __repr__(self) -> str:
        return f"<{self._key}, not read yet>"

    def __str__(self) -> str:
        return dumps(self.value)


class DeferredDict(Deferred):
    """The same for a dict."""

    def keys(self) -> Any:
        """As of a dict."""
        return self.value.keys()

    def items(self) -> Any:
        """As of a dict."""
        return self.value.items()

    def values(self) -> Any:
        """As of a dict."""
        return self.value.values()

    def get(self, key: str, default: Any = None) -> Any:
        """As of a dict."""
        return self.value.get(key, default)


Mapping.register(DeferredDict)


def deferred(key: str, is_dict: bool, read: Callable[[], Any]) -> Deferred:
    """A placeholder.

    Parameters
    ----------
    key
        For its `repr`.
    is_dict
        Whether it stands for a dict, else for a list.
    read
        Gives what it stands for.
    """
    made: Deferred = object.__new__(DeferredDict if is_dict else Deferred)
    made._key = key
    made._read = read
    return made


def _itself(value: Any) -> Any:
    return value
