"""How likely each class of sounds is in each frame: a small network, trained by `scripts/make_aligner_model.py`."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from .frames import CONTEXT, LEVEL, LOUD, with_context
from .sounds import CLASSES

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

BLOCK_FRAMES = 2048
# Near the recording's own noise are pauses and the closures of stops, whatever the noise sounds like.
HUSH = np.array([{"silence": 0.7, "stop": 0.2, "voiced stop": 0.1}.get(name, 0.0) for name in CLASSES], np.float32)
QUIETEST_PERCENT, LEAST_RANGE = 3, 2.0
ALL_HUSHED, NOT_HUSHED = 0.12, 0.25


def hush(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """How near each frame is to the noise of its recording, 0-1; 0 where there is no range between noise and voice."""
    level = features[:, LEVEL]
    lowest = float(np.percentile(level, QUIETEST_PERCENT))
    span = LOUD - lowest
    if span < LEAST_RANGE:
        return np.zeros(len(level), np.float32)
    share = (level - lowest) / span
    return np.asarray(np.clip((NOT_HUSHED - share) / (NOT_HUSHED - ALL_HUSHED), 0, 1), np.float32)


class Model:
    """Weights of the network; its single hidden layer is rectified.

    Attributes
    ----------
    prior
        Share of each class in what it was trained on.
    """

    def __init__(self, weights: dict[str, NDArray[np.floating]]) -> None:
        # Scaling the features first is the same as scaling the first layer.
        self.scale = np.tile(weights["std"], len(CONTEXT)).astype(np.float32)
        self.shift = np.tile(weights["mean"], len(CONTEXT)).astype(np.float32)
        self.w1 = weights["w1"].astype(np.float32) / self.scale[:, None]
        self.b1 = weights["b1"].astype(np.float32) - self.shift @ self.w1
        self.w2, self.b2 = (weights[name].astype(np.float32) for name in ("w2", "b2"))
        self.prior = weights["prior"].astype(np.float32)

    def probabilities(
        self, features: NDArray[np.float32], look: Callable[[float], None] | None = None
    ) -> NDArray[np.float32]:
        """Probability of each class in each frame, shape (n_frames, n_classes); `look` hears of each block."""
        hushed = hush(features)
        found = np.empty((len(features), len(self.prior)), np.float32)
        for first in range(0, len(features), BLOCK_FRAMES):
            end = min(first + BLOCK_FRAMES, len(features))
            hidden = np.maximum(with_context(features, first, end) @ self.w1 + self.b1, 0)
            said = hidden @ self.w2 + self.b2
            said = np.exp(said - said.max(axis=1, keepdims=True))
            said /= said.sum(axis=1, keepdims=True)
            quiet = hushed[first:end, None]
            found[first:end] = (1 - quiet) * said + quiet * HUSH
            if look is not None:
                look(end / len(features))
        return found


@lru_cache(maxsize=1)
def model() -> Model:
    """The model of the package; read once."""
    with (files(__package__) / "model.npz").open("rb") as file, np.load(file) as stored:
        return Model({name: stored[name] for name in stored.files})
