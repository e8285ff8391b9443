"""A score in and out of files: `load(path)`, `save(score, path)`, by suffix."""

from ..errors import FormatError
from .registry import Format, load, readable_suffixes, register, save, writable_suffixes

__all__ = ["Format", "FormatError", "load", "readable_suffixes", "register", "save", "writable_suffixes"]
