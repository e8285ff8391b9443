"""What the network looks at: pitch, voicing and level of the frames around each frame of 11.6 ms."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gradio_pianoroll.analysis.extras import require

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.engines.types import F0Result

# 256 samples at 22.05 kHz.
FRAME_S = 256 / 22_050
# Frames before and after one that the network sees.
BEFORE, AFTER = 8, 4
# Pitches are told apart up to here, in semitones, and levels down to here, in dB below the loudest around.
FARTHEST, DEEPEST_DB, DB = 4.0, 60.0, 20.0
# The loudest is looked for in so much on either side.
AROUND_S = 1.0
SOFTEST_DB = -80.0
N_INPUTS = 4 * (BEFORE + 1 + AFTER) - 1


class VoiceFrames(NamedTuple):
    """A voice in frames of `FRAME_S`, from the time of its first frame on; arrays of shape (n,).

    Attributes
    ----------
    pitch
        float64, MIDI numbers with fraction; where nothing is voiced that of the last voiced frame.
    voiced
        Whether there is a pitch.
    confidence
        float32, 0-1, the engine's.
    level_db
        float64, as it was given.
    """

    pitch: NDArray[np.float64]
    voiced: NDArray[np.bool_]
    confidence: NDArray[np.float32]
    level_db: NDArray[np.float64]


def voice_frames(found: F0Result, level_db: NDArray[np.floating]) -> VoiceFrames:
    """Frames of `FRAME_S`, whatever the hop was; something must be voiced.

    Between frames pitch and level are interpolated, never over the edge of a voiced span.
    """
    ok = np.asarray(found.voiced & (found.f0_hz > 0))
    pitch = np.zeros(len(ok))
    pitch[ok] = 69 + 12 * np.log2(found.f0_hz[ok].astype(np.float64) / 440)
    sure = np.asarray(found.confidence, np.float32)
    # What is not known is as good as silent.
    level = np.clip(np.nan_to_num(np.asarray(level_db, np.float64), nan=SOFTEST_DB), SOFTEST_DB, -SOFTEST_DB)
    if abs(found.hop_s / FRAME_S - 1) > 1e-6 and len(ok) > 1:
        at = np.arange(int((len(ok) - 1) * found.hop_s / FRAME_S) + 1) * (FRAME_S / found.hop_s)
        before = np.minimum(at.astype(np.int64), len(ok) - 1)
        after = np.minimum(before + 1, len(ok) - 1)
        share, nearest = at - before, np.where(at - before < 0.5, before, after)
        level = level[before] * (1 - share) + level[after] * share
        between = pitch[before] * (1 - share) + pitch[after] * share
        pitch = np.where(ok[before] & ok[after], between, pitch[nearest])
        ok, sure = ok[nearest], sure[nearest]
    last = np.maximum.accumulate(np.where(ok, np.arange(len(ok)), -1))
    held = pitch[np.where(last < 0, np.argmax(ok), last)]
    return VoiceFrames(held, ok, sure, level)


def softness(level_db: NDArray[np.float64]) -> NDArray[np.float32]:
    """How far each frame lies below the loudest around, in units of `DB`; 0 or less."""
    reach = 2 * round(AROUND_S / FRAME_S) + 1
    loudest = require("scipy.ndimage").maximum_filter1d(level_db, reach, mode="nearest")
    return np.asarray(np.maximum(level_db - loudest, -DEEPEST_DB) / DB, np.float32)


def network_inputs(frames: VoiceFrames, soft: NDArray[np.float32], first: int, end: int) -> NDArray[np.float32]:
    """Rows of the network's inputs for the frames `first` to `end`, float32 of shape (end - first, N_INPUTS)."""
    around = np.arange(-BEFORE, AFTER + 1)
    near = np.clip(np.arange(first, end)[:, None] + around, 0, len(soft) - 1)
    others = np.delete(near, BEFORE, axis=1)
    steps = np.clip(frames.pitch[others] - frames.pitch[first:end, None], -FARTHEST, FARTHEST)
    parts = (steps, frames.voiced[near], frames.confidence[near], soft[near])
    return np.concatenate([part.astype(np.float32) for part in parts], axis=1)
