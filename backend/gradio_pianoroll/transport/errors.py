"""What goes wrong between Python and the browser."""

from __future__ import annotations


class TransportError(ValueError):
    """Bytes or a handle that cannot be read; the message says what is wrong with them."""
