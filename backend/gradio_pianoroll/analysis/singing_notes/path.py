"""The cheapest way through notes and gaps, from what the network hears.

The search is over segments (a semi-Markov model, as that of Nishikimi et al., 2020, in its simplest form): a note is a
run of frames near one pitch, which must begin somewhere and last for a while.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from . import kernels
from .inputs import FRAME_S, VoiceFrames, voice_frames
from .model import HeardModel
from .network import network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.engines.types import F0Result

# Probabilities are never certain.
LEAST_DOUBT = 1e-5
PITCH_STEP = 0.25
# The frame that the network takes for a beginning is the middle one of three.
ONSET_LEAD_S = 0.01


@dataclass(frozen=True)
class HeardNotes:
    """Notes in seconds from the first frame on; arrays of shape (n_notes,).

    Attributes
    ----------
    onset_s, end_s
        Seconds.
    pitch
        Median of the F0, MIDI numbers with fraction.
    level_db
        Third quartile of the level.
    """

    onset_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    pitch: NDArray[np.float64]
    level_db: NDArray[np.float64]


def hear_notes(found: F0Result, level_db: NDArray[np.floating], model: HeardModel | None = None) -> HeardNotes:
    """Notes of one voice, of which something is voiced."""
    frames = voice_frames(found, level_db)
    first, end = cheapest_notes(frames, network().probabilities(frames), model or HeardModel())
    median, level = np.full(len(first), np.nan), np.full(len(first), np.nan)
    kernels.measure(
        first, end, frames.pitch, frames.voiced, frames.level_db, median, level, np.empty(len(frames.pitch))
    )
    sung = np.isfinite(median)
    onset_s = np.maximum(first[sung] * FRAME_S - ONSET_LEAD_S, 0.0)
    end_s = end[sung] * FRAME_S - FRAME_S / 2
    # A note that follows at once begins before the last frame of this one is over.
    end_s[:-1] = np.minimum(end_s[:-1], onset_s[1:])
    return HeardNotes(onset_s, end_s, median[sung], level[sung])


def cheapest_notes(
    frames: VoiceFrames, probabilities: NDArray[np.floating], model: HeardModel
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First frame of each note and the one after its last.

    Parameters
    ----------
    frames
        The voice, n frames.
    probabilities
        That a note begins, and that one sounds; shape (n, 2).
    model
        What costs what.
    """
    n = len(frames.pitch)
    begins, sounds = np.clip(probabilities.astype(np.float64), LEAST_DOUBT, 1 - LEAST_DOUBT).T
    goes_on = -model.start_weight * np.log(1 - begins)
    costs = kernels.FrameCosts(
        note=goes_on - np.log(sounds),
        gap=-np.log(1 - sounds),
        start=model.start_cost - model.start_weight * np.log(begins) - goes_on,
        semitone=np.where(frames.voiced, model.pitch_cost * frames.confidence.astype(np.float64), 0.0),
    )
    sung = frames.pitch[frames.voiced]
    lowest = np.floor(sung.min() / PITCH_STEP) - 1
    centres = PITCH_STEP * np.arange(lowest, np.ceil(sung.max() / PITCH_STEP) + 2)
    k, least = len(centres), model.shortest_frames
    room = kernels.PathRoom(np.empty((least + 1, k)), np.empty(k), np.empty(n + 1))
    before, is_note = np.empty(n + 1, np.int64), np.empty(n + 1, np.int64)
    kernels.find_path(
        costs, frames.pitch, centres, least, float(model.farthest), room, np.zeros(k, np.int64), before, is_note
    )
    found, at = [], n
    while at > 0:
        if is_note[at]:
            found.append((before[at], at))
        at = int(before[at])
    edges = np.array(found[::-1], np.int64).reshape(-1, 2)
    return edges[:, 0].copy(), edges[:, 1].copy()
