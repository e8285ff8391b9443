"""The key `revision` of a value that a handler was given: a mark that says of which state a dict is a change.

It is no part of a score: it is not kept, compared or written into a file. Programs had the key to themselves before;
what does not look like a mark of ours is theirs and passes through as every unknown key.
"""

from __future__ import annotations

import re
from typing import Any

REVISION_KEY = "revision"
# 128 bits that nobody can guess.
_MARK = re.compile(r"rev-[0-9a-f]{32}")


def is_mark(value: Any) -> bool:
    """Return True if this is the mark of a state, and not a value of the program's own."""
    return isinstance(value, str) and _MARK.fullmatch(value) is not None


def mark_of(digest: bytes) -> str:
    """Mark with these 16 bytes."""
    return f"rev-{digest.hex()}"
