"""Names of content: hashes over parts, made by the server alone."""

from __future__ import annotations

import hashlib


def content_key(*parts: str | bytes) -> str:
    """A name for content: 40 hex digits over all parts and their lengths."""
    return ContentName(*parts).hexdigest


class ContentName:
    """A :func:`content_key` that more parts can be put to."""

    def __init__(self, *parts: str | bytes) -> None:
        self._digest = hashlib.blake2b(digest_size=20)
        self._feed(parts)

    def with_parts(self, *parts: str | bytes) -> ContentName:
        """The name of the content so far and these parts."""
        longer = ContentName()
        longer._digest = self._digest.copy()
        longer._feed(parts)
        return longer

    @property
    def hexdigest(self) -> str:
        """40 hex digits."""
        return self._digest.hexdigest()

    def _feed(self, parts: tuple[str | bytes, ...]) -> None:
        for part in parts:
            data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
            self._digest.update(len(data).to_bytes(8, "little"))
            self._digest.update(data)
