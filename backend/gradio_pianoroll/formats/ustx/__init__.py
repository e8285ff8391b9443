"""OpenUtau's projects (``.ustx``): YAML with tracks, voice parts, notes, their expression, and curves.

Source: OpenUtau (OpenUtau.Core/Ustx, OpenUtau.Core/Format/USTx.cs; project versions 0.4 to 0.7).
"""

from .read import read
from .write import write

__all__ = ["read", "write"]
