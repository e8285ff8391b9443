"""What a note is to a listener."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.i18n.sentence import Sentence


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

    Raises
    ------
    AnalysisError
        When a cost is negative or no number, or the least length is no whole number from 1 on.
    """

    start_cost: float = 3.0
    start_weight: float = 0.7
    pitch_cost: float = 0.4
    farthest: float = 2.0
    shortest_frames: int = 5

    def __post_init__(self) -> None:
        for name in ("start_cost", "start_weight", "pitch_cost", "farthest"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0):
                raise AnalysisError(Sentence("analysis.heard_cost", name=name, given=value))
        if not isinstance(self.shortest_frames, int) or self.shortest_frames < 1:
            raise AnalysisError(Sentence("analysis.heard_shortest", given=self.shortest_frames))
