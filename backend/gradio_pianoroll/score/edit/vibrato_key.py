"""The vibrato that a note keeps as one of its keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard

# Key of a note that says what vibrato was written to it.
KEY = "vibrato"
MAX_DEPTH_CENTS = 1200.0
NAMES = ("depth_cents", "rate_hz", "onset_s", "fade_in_s", "fade_out_s")


def vibrato_of(extra: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Vibrato that a note's keys say; None where there is none that can be read."""
    said = extra.get(KEY)
    return said if is_wave(said) else None


def is_wave(said: Any) -> TypeGuard[Mapping[str, Any]]:
    """Return True if it has all that a vibrato is."""
    return isinstance(said, Mapping) and all(isinstance(said.get(name), int | float) for name in NAMES)


def without(extra: Mapping[str, Any]) -> dict[str, Any]:
    """Keys of a note but for its vibrato."""
    return {key: value for key, value in extra.items() if key != KEY}
