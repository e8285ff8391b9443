"""MusicXML 4.0, plain (``.musicxml``, ``.xml``) and compressed (``.mxl``).

Notes with velocities, ties, chords, voices and lyrics, several parts with their instruments, tempos and time
signatures. What the format has no place for (phonemes, curves, segments) is left out with a warning. Times are exact to
a tick (15 360 per beat).

Source: MusicXML 4.0, W3C Community Group final report, 2021.
"""

from .read import read
from .write import write

__all__ = ["read", "write"]
