"""Closed lists that the rules ask: `lists.txt`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def named_lists() -> dict[str, list[str]]:
    """Words by the heading above them, read once."""
    found: dict[str, list[str]] = {}
    words: list[str] = []
    for line in files(__package__).joinpath("lists.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            words = found.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            words += line.split()
    return found
