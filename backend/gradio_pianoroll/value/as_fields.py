"""The keys of a dict as the fields of a data class: `dataclasses.asdict`, `fields` and `replace` take it."""

from __future__ import annotations

import copy
import dataclasses
from functools import lru_cache
from typing import Any


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
