"""Standard MIDI files."""

from .read import read
from .write import write

__all__ = ["read", "write"]
