"""Attack, decay, sustain, release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Time constants per segment: after five the exponential is below one per cent.
CONSTANTS = 5.0


@dataclass(frozen=True)
class Envelope:
    """Times in seconds, `sustain` a level 0-1."""

    attack_s: float = 0.01
    decay_s: float = 0.1
    sustain: float = 0.7
    release_s: float = 0.1


def adsr(envelope: Envelope, gate_s: float, sr: float) -> NDArray[np.float32]:
    """The envelope of one note whose key is held for `gate_s` seconds.

    Attack rises as a half cosine, decay and release fall exponentially; a key let go early releases from where it is.
    The last sample is 0.

    Returns
    -------
    float32 array, shape (round((gate_s + release_s) · sr),), at least one sample
    """
    n_gate = max(1, round(gate_s * sr))
    n_release = round(envelope.release_s * sr)
    time = np.arange(n_gate) / sr
    attack = max(envelope.attack_s, 1 / sr)
    decay = max(envelope.decay_s, 1 / sr)
    rising = 0.5 - 0.5 * np.cos(np.pi * np.minimum(time / attack, 1))
    falling = np.exp(-CONSTANTS * np.maximum(time - attack, 0) / decay)
    held = np.where(time < attack, rising, envelope.sustain + (1 - envelope.sustain) * falling)
    if n_release == 0:
        return held.astype(np.float32)
    # Scaled so that the tail ends at exactly nothing: no click.
    x = np.arange(1, n_release + 1) / n_release
    tail = (np.exp(-CONSTANTS * x) - np.exp(-CONSTANTS)) / (1 - np.exp(-CONSTANTS))
    return np.concatenate([held, held[-1] * tail]).astype(np.float32)
