"""YIN (de Cheveigné and Kawahara, 2002), with voicing from periodicity and level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.checks import check_range
from gradio_pianoroll.analysis.engines.options import number_between
from gradio_pianoroll.analysis.engines.periodicity import VOICED_PERIODICITY, decide_voicing
from gradio_pianoroll.analysis.engines.types import F0Options, F0Result, make_result
from gradio_pianoroll.analysis.yin import yin

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The paper's, and the usual one: deeper than this the difference function of noise is practically never.
TROUGH_THRESHOLD = 0.1


def run(
    audio: NDArray[np.floating],
    sr: float,
    options: F0Options,
    *,
    trough_threshold: float = TROUGH_THRESHOLD,
    periodicity: float = VOICED_PERIODICITY,
) -> F0Result:
    """Estimate F0 for every frame and call voiced what repeats itself.

    Parameters
    ----------
    audio, sr, options
        As in `F0Engine`.
    trough_threshold
        The first trough of the difference function below this wins, 0-1.
    periodicity
        Correlation of neighbouring periods from which a frame is voiced, 0-1.
    """
    check_range(options.fmin, options.fmax, sr, options.frame_length)
    threshold = number_between("periodicity", periodicity, 0, 1)
    f0_hz = yin(
        audio,
        sr=sr,
        **options.search,
        trough_threshold=number_between("trough_threshold", trough_threshold, 0, 1),
    )
    voiced, confidence = decide_voicing(audio, sr, f0_hz, options, threshold)
    options.done(1.0)
    return make_result(f0_hz, voiced, confidence, sr, options.hop_length)
