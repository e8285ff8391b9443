"""OpenUtau's projects (``.ustx``): YAML with tracks, voice parts, notes, their expression, and curves.

Source: OpenUtau (OpenUtau.Core/Ustx, OpenUtau.Core/Format/USTx.cs; project versions 0.4 to 0.7).
"""

from .pitch import f0_of_project, with_pitd
from .read import read
from .write import write

__all__ = ["f0_of_project", "read", "with_pitd", "write"]
