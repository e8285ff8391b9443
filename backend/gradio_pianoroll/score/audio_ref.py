"""Where the sound of a score is; never the sound itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

AudioKind = Literal["path", "url", "data"]


@dataclass(frozen=True)
class AudioRef:
    """Source of a sound (a file, an address or a data URI), and the second of the score at which it starts."""

    source: str
    kind: AudioKind = "path"
    start_s: float = 0.0

    @classmethod
    def of(cls, source: str, start_s: float = 0.0) -> AudioRef:
        """Reference of the right kind for a text that a program gave."""
        lower = source[:8].lower()
        kind: AudioKind = "path"
        if lower.startswith("data:"):
            kind = "data"
        elif lower.startswith(("http://", "https://")):
            kind = "url"
        return cls(source, kind, start_s)
