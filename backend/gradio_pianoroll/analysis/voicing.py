"""Voicing as a curve: the engine's probability, its decision, or both in one that can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.f0 import F0Result

SMOOTHING_FRAMES = 5
VoicingKind = Literal["smooth", "probability", "binary"]
_KINDS = ("smooth", "probability", "binary")


def check_voicing_kind(kind: str) -> None:
    """Refuse an unknown kind of voicing curve.

    Raises
    ------
    AnalysisError
        With the kinds there are.
    """
    if kind not in _KINDS:
        raise AnalysisError(Sentence("analysis.voicing", known=", ".join(_KINDS), kind=kind))


def voicing(result: F0Result, *, kind: VoicingKind = "smooth") -> NDArray[np.float32]:
    """Voicing per frame, 0-1.

    Parameters
    ----------
    result
        What an F0 engine found.
    kind
        `probability` is the engine's own confidence, `binary` its decision (0 or 1). `smooth` is the confidence,
        smoothed over five frames, in the half that the decision gives: a voiced frame is at least one half, another at
        most one half, so that a threshold of 0.5 gives the decision back.

    Returns
    -------
    float32 array, shape (n_frames,)

    Raises
    ------
    AnalysisError
        When there is no such kind.
    """
    check_voicing_kind(kind)
    if kind == "probability":
        return np.asarray(result.confidence, dtype=np.float32)
    if kind == "binary":
        return result.voiced.astype(np.float32)
    n = len(result.confidence)
    kernel = np.hanning(SMOOTHING_FRAMES + 2)[1:-1]
    middle = slice(SMOOTHING_FRAMES // 2, SMOOTHING_FRAMES // 2 + n)
    weight = np.convolve(np.ones(n), kernel)[middle]
    half = np.convolve(result.confidence.astype(np.float64), kernel)[middle] / weight / 2
    return np.clip(np.where(result.voiced, 0.5 + half, half), 0, 1).astype(np.float32)
