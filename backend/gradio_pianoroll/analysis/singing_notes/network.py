"""How likely a note begins, and one sounds, in each frame: a small network, trained by `scripts/make_note_model.py`."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from .inputs import VoiceFrames, network_inputs, softness

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK_FRAMES = 4096


class Network:
    """Weights of the network; its two hidden layers are rectified, its outputs are probabilities.

    Parameters
    ----------
    weights
        `w1`, `b1`, `w2`, `b2`, `w3`, `b3`.
    """

    def __init__(self, weights: dict[str, NDArray[np.floating]]) -> None:
        self._layers = [(weights[f"w{i}"].astype(np.float32), weights[f"b{i}"].astype(np.float32)) for i in (1, 2, 3)]

    def probabilities(self, frames: VoiceFrames) -> NDArray[np.float32]:
        """Probability that a note begins in a frame, and that one sounds, shape (n, 2)."""
        soft = softness(frames.level_db)
        found = np.empty((len(soft), 2), np.float32)
        for first in range(0, len(soft), BLOCK_FRAMES):
            end = min(first + BLOCK_FRAMES, len(soft))
            x = network_inputs(frames, soft, first, end)
            for weight, bias in self._layers[:-1]:
                x = np.maximum(x @ weight + bias, 0)
            weight, bias = self._layers[-1]
            found[first:end] = 1 / (1 + np.exp(-(x @ weight + bias)))
        return found


@lru_cache(maxsize=1)
def network() -> Network:
    """The network of the package; read once."""
    with (files(__package__) / "model.npz").open("rb") as file, np.load(file) as stored:
        return Network({name: stored[name] for name in stored.files})
