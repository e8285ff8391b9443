"""The waveform picture of a sound as a file (the pyramid itself is made by `analysis.peaks`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from gradio_pianoroll.errors import TransportError

from .blob import Budget, aligned, count, pack, unpack

if TYPE_CHECKING:
    from gradio_pianoroll.analysis.peaks import Peaks

MAGIC = b"PRP1"


@dataclass(frozen=True)
class DecodedPeaks:
    """What a ``PRP1`` file holds; `levels` are int16 [n, 2], full scale 32 767."""

    duration_s: float
    hop_s: float
    factor: int
    levels: tuple[npt.NDArray[np.int16], ...]


def encode_peaks(peaks: Peaks) -> bytes:
    """The ``PRP1`` file of a min/max pyramid (docs/internals.md)."""
    parts = [np.ascontiguousarray(level, "<i2").tobytes() for level in peaks.levels]
    heads: list[dict[str, Any]] = []
    offset = 0
    for level, part in zip(peaks.levels, parts, strict=True):
        heads.append({"n": len(level), "offset": offset})
        offset += aligned(len(part))
    header = {"duration_s": peaks.duration_s, "hop_s": peaks.hop_s, "factor": peaks.factor, "levels": heads}
    return pack(MAGIC, header, parts)


def decode_peaks(data: bytes) -> DecodedPeaks:
    """The pyramid of a ``PRP1`` file.

    Raises
    ------
    TransportError
        When the bytes are damaged.
    """
    header, body = unpack(MAGIC, data)
    budget = Budget(body, "PRP1")
    heads = header.get("levels")
    if not isinstance(heads, list) or any(not isinstance(head, dict) for head in heads):
        raise TransportError("damaged PRP1 file: levels must be a list of objects")
    levels = []
    for head in heads:
        n = count(head.get("n"), "PRP1")
        levels.append(np.frombuffer(budget.take(head.get("offset"), 4 * n), "<i2").reshape(n, 2))
    try:
        return DecodedPeaks(float(header["duration_s"]), float(header["hop_s"]), int(header["factor"]), tuple(levels))
    except (KeyError, TypeError, ValueError) as error:
        raise TransportError(f"damaged PRP1 file: {error}") from error
