"""What a note is to a listener."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HeardModel:
    """How what is heard becomes notes; costs are natural logarithms of probabilities.

    Attributes
    ----------
    start_cost
        Of one more note.
    start_weight
        How much the probability of a beginning counts.
    pitch_cost
        Of a sure frame that is a semitone beside its note's pitch.
    farthest
        Semitones beyond which being off costs no more.
    shortest_frames
        Least length of a note, in frames of 11.6 ms.
    """

    start_cost: float = 3.0
    start_weight: float = 0.7
    pitch_cost: float = 0.4
    farthest: float = 2.0
    shortest_frames: int = 5
