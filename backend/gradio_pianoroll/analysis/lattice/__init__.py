"""Every pitch that a recording may have, and the best path through them under what a person knows.

`PitchLattice.of` observes a recording once; `Pin` says something about a span; `decode` and `update` give the best path
under pins.
"""

from gradio_pianoroll.analysis.lattice.doubts import PitchDoubt
from gradio_pianoroll.analysis.lattice.lattice import PitchLattice
from gradio_pianoroll.analysis.lattice.pins import ContradictoryPins, Pin, PinError
from gradio_pianoroll.analysis.lattice.results import PitchCandidates, PitchChange, PitchPath, PitchSegment, Reading

__all__ = [
    "ContradictoryPins",
    "Pin",
    "PinError",
    "PitchCandidates",
    "PitchChange",
    "PitchDoubt",
    "PitchLattice",
    "PitchPath",
    "PitchSegment",
    "Reading",
]
