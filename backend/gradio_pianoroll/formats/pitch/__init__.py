"""F0 in and out of files: what programs for pitch write, and the conventions in which they differ.

`conventions` has units and signs of unvoiced sound, `frames` the time base, `bends` and
`note_frames` the way over MIDI; a module for each
family of files stands beside them.
"""

from .bends import with_pitch_bends
from .conventions import coarse_of_hz, hz_of, hz_of_coarse
from .frames import even_frames
from .note_frames import f0_of_notes

__all__ = ["coarse_of_hz", "even_frames", "f0_of_notes", "hz_of", "hz_of_coarse", "with_pitch_bends"]
