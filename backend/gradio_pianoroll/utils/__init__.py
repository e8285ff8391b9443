"""Helpers for research programs: `research` (all of them), `converters`, `analysis`, `ui_builders`, `templates`."""

from __future__ import annotations

import importlib
from typing import Any

__all__ = ["analysis", "converters", "research", "templates", "ui_builders"]


def __getattr__(name: str) -> Any:
    if name in (*__all__, "_internal"):
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
