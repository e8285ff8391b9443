"""The states of a text: its words' phonemes, one after the other, with pauses where there may be some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from .align_kernels import NEVER, States
from .sounds import CLASSES, Part, is_pause, parts_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Frames of 5 ms that a pause lasts at least.
PAUSE = Part(("silence",), 6, 6)
WRITTEN_PAUSE = 8
# Costs of leaving out a frame of what a sound usually lasts at least.
HURRY = -0.7
# Between likelihoods and probabilities: how much of a class's share among all sounds is taken out.
PRIOR_POWER = 0.5
# Frames follow each other so closely that they do not speak for themselves: they count for less than one each.
FRAME_WEIGHT = 0.4
LEAST_PROBABILITY = 1e-4


@dataclass(frozen=True)
class Phone:
    """A phoneme of the text.

    Attributes
    ----------
    name
        As it was written.
    word
        Number of its word, -1 for pauses that were written.
    note_s
        When the note begins on whose onset its vowel should be; None: nobody knows.
    """

    name: str
    word: int
    note_s: float | None = None


@dataclass
class Chain:
    """States under construction, and which phone each belongs to (-1: a pause that was not written)."""

    units: dict[tuple[str, ...], int] = field(default_factory=dict)
    unit: list[int] = field(default_factory=list)
    stay: list[float] = field(default_factory=list)
    skip: list[int] = field(default_factory=list)
    skip_cost: list[float] = field(default_factory=list)
    aim: list[float] = field(default_factory=list)
    rewarded: list[bool] = field(default_factory=list)
    phone: list[int] = field(default_factory=list)

    def add(self, part: Part, phone: int, skip: int = -1, aim: float = -1.0, rewarded: bool = False) -> None:
        """Add a part as states: a frame each, of which every other may be left out at a cost; the last may last."""
        unit = self.units.setdefault(part.classes, len(self.units))
        first = len(self.unit)
        for rank in range(part.usual):
            is_first = rank == 0
            self.unit.append(unit)
            self.stay.append(part.stay if rank == part.usual - 1 else NEVER)
            hurries = 2 <= rank < 2 * (part.usual - part.least) + 2 and rank % 2 == 0
            self.skip.append(skip if is_first else first + rank - 2 if hurries else -1)
            self.skip_cost.append(0.0 if is_first else HURRY)
            self.aim.append(aim if is_first else -1.0)
            self.rewarded.append(rewarded and is_first)
            self.phone.append(phone)

    def states(self) -> States:
        """The states as columns."""
        return States(
            np.array(self.unit, np.int64),
            np.array(self.stay, np.float64),
            np.array(self.skip, np.int64),
            np.array(self.skip_cost, np.float64),
            np.array(self.aim, np.float64),
            np.array(self.rewarded, np.bool_),
        )

    def mixture(self) -> NDArray[np.float32]:
        """Which classes each unit may be, shape (n_classes, n_units), 0 or 1."""
        table = np.zeros((len(CLASSES), len(self.units)), np.float32)
        for classes, unit in self.units.items():
            table[[CLASSES.index(one) for one in classes], unit] = 1
        return table


def chain_of(phones: Sequence[Phone], hop_s: float) -> tuple[Chain, tuple[int, ...]]:
    """States of phones and the states in one of which they end.

    Before the first, after the last and between words a pause may be; where one was written there is one, and no other.
    """
    chain = Chain()
    # Where everything begins; it cannot be entered.
    chain.add(Part(PAUSE.classes, 1, 1), -1)
    chain.stay[0] = NEVER
    word: int | None = None
    was_pause = False
    for number, phone in enumerate(phones):
        last = len(chain.unit) - 1
        if is_pause(phone.name):
            chain.add(Part(PAUSE.classes, WRITTEN_PAUSE, WRITTEN_PAUSE), number)
            was_pause = True
            continue
        may_pause = not was_pause and phone.word != word
        if may_pause:
            chain.add(PAUSE, -1)
        word, was_pause = phone.word, False
        aimed = False
        for rank, part in enumerate(parts_of(phone.name)):
            aim = -1.0
            is_onset = part.is_vowel and not aimed
            if is_onset and phone.note_s is not None:
                aim = phone.note_s / hop_s
            aimed = aimed or is_onset
            chain.add(part, number, last if may_pause and rank == 0 else -1, aim, is_onset and phone.note_s is None)
    last = len(chain.unit) - 1
    if was_pause:
        return chain, (last,)
    chain.add(PAUSE, -1)
    return chain, (last, len(chain.unit) - 1)


def log_likelihoods(
    probabilities: NDArray[np.float32], prior: NDArray[np.float32], mixture: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Weighted logarithm of how well each unit goes with each frame, shape (n_frames, n_units)."""
    scaled = probabilities / prior**PRIOR_POWER
    # The mean of the classes: a name that may be many sounds must not win for that alone.
    share = (mixture / mixture.sum(axis=0)) ** 1.0
    return np.asarray(FRAME_WEIGHT * np.log(scaled @ share + LEAST_PROBABILITY), np.float64)
