"""RAPT (Talkin, "A robust algorithm for pitch tracking", 1995), as the Speech Signal Processing Toolkit has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.analysis.engines.grid import fit_length
from gradio_pianoroll.analysis.engines.options import number_between
from gradio_pianoroll.analysis.engines.periodicity import periodicity
from gradio_pianoroll.analysis.engines.types import F0Options, F0Result, frame_count, make_result
from gradio_pianoroll.analysis.extras import require
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

FULL_SCALE = 32_768
# Its correlation window lasts 7.5 ms and begins at the frame; half of it and half a period of a middle voice later is
# what the frame is about.
CENTRE_S = 0.005
LONGEST_HOP_S = 0.1
# It refuses sounds of a few frames; silence is added behind.
PADDING_S = 0.2


def run(audio: NDArray[np.floating], sr: float, options: F0Options, *, voice_bias: float = 0.0) -> F0Result:
    """Estimate F0 with RAPT; confidence is the correlation of neighbouring periods where it says voiced.

    Parameters
    ----------
    audio, sr, options
        As in `F0Engine`; the hop must not exceed 0.1 s. `frame_length` is used for the confidence only.
    voice_bias
        Above 0 more frames become voiced, below 0 fewer, -1 to 1.
    """
    rapt = require("pysptk", Sentence("needs.engine", name="rapt")).rapt
    bias = number_between("voice_bias", voice_bias, -1, 1)
    hop = options.hop_length
    if hop > LONGEST_HOP_S * sr:
        raise AnalysisError(Sentence("engine.rapt_hop", most=int(LONGEST_HOP_S * sr)))
    n_frames = frame_count(len(audio), hop)
    lead, tail = round(CENTRE_S * sr), hop + int((PADDING_S + 2 / options.fmin) * sr)
    sound = np.pad(np.asarray(audio, np.float32) * np.float32(FULL_SCALE), (lead, tail))
    try:
        found = rapt(
            sound, round(sr), hop, min=options.fmin, max=min(options.fmax, sr / 2 - 1), voice_bias=bias, otype="f0"
        )
    except (ValueError, RuntimeError) as error:
        raise AnalysisError(Sentence("engine.rapt_options", error=error)) from error
    f0_hz = fit_length(found, n_frames)
    voiced = f0_hz > 0
    confidence = periodicity(audio, sr, f0_hz, options)
    options.done(1.0)
    return make_result(f0_hz, voiced, confidence, sr, hop)
