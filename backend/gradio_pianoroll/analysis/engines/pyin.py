"""Probabilistic YIN (Mauch and Dixon, 2014): the default, and what others are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.checks import check_range
from gradio_pianoroll.analysis.engines.types import F0Options, F0Result, make_result
from gradio_pianoroll.analysis.pyin import PyinStream, pyin
from gradio_pianoroll.analysis.pyin.parameters import PyinParameters

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Columns = tuple[NDArray[np.floating], NDArray[np.bool_], NDArray[np.floating]]

BLOCK_S = 10.0


def _streamed(audio: NDArray[np.floating], sr: float, options: F0Options, settings: dict[str, Any]) -> Columns:
    """The same as in one piece, with progress told on the way."""
    stream = PyinStream(**settings)
    size = int(BLOCK_S * sr)
    parts = []
    for start in range(0, len(audio), size):
        parts.append(stream.push(audio[start : start + size]))
        options.done(start / len(audio))
    parts.append(stream.finish())
    return (
        np.concatenate([part.f0_hz for part in parts]),
        np.concatenate([part.voiced for part in parts]),
        np.concatenate([part.voiced_prob for part in parts]),
    )


def run(
    audio: NDArray[np.floating],
    sr: float,
    options: F0Options,
    *,
    n_thresholds: int = PyinParameters.n_thresholds,
    beta_parameters: tuple[float, float] = PyinParameters.beta_parameters,
    boltzmann_parameter: float = PyinParameters.boltzmann_parameter,
    resolution: float = PyinParameters.resolution,
    max_transition_rate: float = PyinParameters.max_transition_rate,
    switch_prob: float = PyinParameters.switch_prob,
    no_trough_prob: float = PyinParameters.no_trough_prob,
    transition_min_prob: float | None = PyinParameters.transition_min_prob,
    workers: int = 1,
) -> F0Result:
    """Estimate F0 and voicing with pYIN.

    Parameters
    ----------
    audio, sr, options
        As in `F0Engine`.
    n_thresholds, beta_parameters, boltzmann_parameter, resolution, max_transition_rate, switch_prob, no_trough_prob,
    transition_min_prob
        As in `pyin`.
    workers
        Threads that share the frames; with more than one no progress is told on the way.
    """
    check_range(options.fmin, options.fmax, sr, options.frame_length)
    settings: dict[str, Any] = {
        **options.search,
        "sr": sr,
        "n_thresholds": n_thresholds,
        "beta_parameters": beta_parameters,
        "boltzmann_parameter": boltzmann_parameter,
        "resolution": resolution,
        "max_transition_rate": max_transition_rate,
        "switch_prob": switch_prob,
        "no_trough_prob": no_trough_prob,
        "transition_min_prob": transition_min_prob,
    }
    if options.on_progress and workers == 1 and len(audio) > BLOCK_S * sr:
        f0_hz, voiced, sure = _streamed(audio, sr, options, settings)
    else:
        f0_hz, voiced, sure = pyin(audio, **settings, workers=workers)
    options.done(1.0)
    return make_result(f0_hz, voiced, sure, sr, options.hop_length)
