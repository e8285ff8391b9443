"""Helpers for research programs: `research` (all of them), `converters`, `analysis`, `ui_builders`, `templates`."""

from __future__ import annotations

import lazy_loader

__all__ = ["analysis", "converters", "research", "templates", "ui_builders"]

__getattr__, __dir__, _ = lazy_loader.attach(__name__, [*__all__, "_internal"])
