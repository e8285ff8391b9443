"""The keys of a dict as attributes, and as the fields of a data class that `dataclasses.asdict` and `replace` take."""

from __future__ import annotations

import copy
import dataclasses
import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any

_HUMP = re.compile(r"_([a-z])")


def camel(name: str) -> str:
    """``start_seconds`` → ``startSeconds``, the spelling of the dict form."""
    return _HUMP.sub(lambda match: match[1].upper(), name)


def attribute(item: dict[str, Any], name: str, called: str, optional: Collection[str] = ()) -> Any:
    """The key that an attribute stands for, in either spelling.

    Parameters
    ----------
    item
        The dict.
    name
        The attribute.
    called
        The dict in the words of the error.
    optional
        Names that are None where there is no such key.

    Raises
    ------
    AttributeError
        Which names the keys that there are.
    """
    # Python asks for its own names while an object is copied or restored, before it has any key.
    if not name.startswith("__"):
        for key in (name, camel(name)):
            if key in item:
                return item[key]
        if name in optional:
            return None
    raise AttributeError(f"{called} has no {name!r}; it has {', '.join(map(str, item))}")


@dataclasses.dataclass
class _Pattern:
    field: Any = None


@lru_cache(maxsize=1024)
def _field(name: str) -> dataclasses.Field[Any]:
    made = copy.copy(dataclasses.fields(_Pattern)[0])
    made.name = name
    return made


class KeysAsFields:
    """What stands under `__dataclass_fields__` of a dict whose keys are attributes.

    Parameters
    ----------
    *names
        Fields that the class tells of.
    always
        Whether each object has them, None where it has no such key.
    """

    def __init__(self, *names: str, always: bool = False) -> None:
        self._names = names
        self._always = names if always else ()

    def __get__(self, instance: Any, owner: type) -> dict[str, dataclasses.Field[Any]]:
        if instance is None:
            return {name: _field(name) for name in self._names}
        for key in instance:
            if not isinstance(key, str) or hasattr(owner, key):
                # Under this name the class has something else: rather no data class than one with a wrong value.
                raise AttributeError(f"{key!r} cannot be a field")
        return {name: _field(name) for name in dict.fromkeys((*self._always, *instance))}
