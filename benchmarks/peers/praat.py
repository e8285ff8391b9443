"""Praat's own overlap-add, where it is installed (``pip install praat-parselmouth``, which is no part of the project)."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def is_installed() -> bool:
    """Whether it can be asked."""
    return find_spec("parselmouth") is not None


def resynthesised(
    audio: NDArray[np.floating], sr: int, times_s: NDArray[np.floating], to_hz: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Sound with another F0: Manipulation with its pitch tier replaced (the manual's page "Manipulation")."""
    import parselmouth
    from parselmouth.praat import call

    sound = parselmouth.Sound(np.asarray(audio, np.float64), sr)
    manipulation = call(sound, "To Manipulation", 0.01, 75, 600)
    tier = call("Create PitchTier", "to", 0, sound.duration)
    for time_s, hz in zip(times_s.tolist(), to_hz.tolist(), strict=True):
        if np.isfinite(hz) and hz > 0 and 0 <= time_s <= sound.duration:
            call(tier, "Add point", time_s, hz)
    call([tier, manipulation], "Replace pitch tier")
    made: Any = call(manipulation, "Get resynthesis (overlap-add)")
    return np.asarray(made.values[0], np.float64)
