"""pYIN of a whole sound."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError, check_audio
from gradio_pianoroll.analysis.pyin.padding import PaddedSound
from gradio_pianoroll.analysis.pyin.parameters import PyinParameters
from gradio_pianoroll.analysis.pyin.stream import PIECE_FRAMES, Engine, PyinFrames, check_workers, joined
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from gradio_pianoroll.analysis.pyin.padding import PadMode


def pyin(
    y: ArrayLike,
    *,
    fmin: float,
    fmax: float,
    sr: float = PyinParameters.sr,
    frame_length: int = PyinParameters.frame_length,
    hop_length: int | None = None,
    n_thresholds: int = PyinParameters.n_thresholds,
    beta_parameters: tuple[float, float] = PyinParameters.beta_parameters,
    boltzmann_parameter: float = PyinParameters.boltzmann_parameter,
    resolution: float = PyinParameters.resolution,
    max_transition_rate: float = PyinParameters.max_transition_rate,
    switch_prob: float = PyinParameters.switch_prob,
    no_trough_prob: float = PyinParameters.no_trough_prob,
    transition_min_prob: float | None = PyinParameters.transition_min_prob,
    fill_na: float | None = np.nan,
    center: bool = True,
    pad_mode: PadMode = "constant",
    workers: int = 1,
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]:
    """Fundamental frequency by probabilistic YIN, with the results of `librosa.pyin` (0.11).

    Parameters
    ----------
    y
        Shape (..., n), floating point; channels are analysed by themselves. Half precision is analysed in single.
    fmin, fmax
        Search range in Hz; `fmax` at most half the sample rate.
    sr
        Sample rate in Hz.
    frame_length
        Samples per frame; two periods of `fmin` should fit in.
    hop_length
        Samples between frames; None: a quarter of the frame.
    n_thresholds
        Thresholds of YIN that are tried.
    beta_parameters
        Shape of the beta distribution over the thresholds.
    boltzmann_parameter
        Shape of the distribution over the troughs below a threshold; larger prefers short periods.
    resolution
        Distance of the pitch bins in semitones.
    max_transition_rate
        Fastest change of pitch in octaves per second.
    switch_prob
        Probability that voicing changes from one frame to the next.
    no_trough_prob
        Probability of the lowest trough where none is below the threshold.
    transition_min_prob
        None: every step from state to state counts, as in librosa 0.11. A number, 0-1: only steps of at least this
        probability do, as in librosa's next release, whose default is 1e-4; a pitch cannot leap then.
    fill_na
        F0 of unvoiced frames; None: the decoder's guess.
    center
        Whether frame t is centred at sample `t * hop_length`, and the sound padded, or begins there.
    pad_mode
        How, as for `numpy.pad`.
    workers
        Threads; the result does not depend on them.

    Returns
    -------
    f0 : (..., n_frames) float64
        In Hz.
    voiced_flag : (..., n_frames) bool
    voiced_prob : (..., n_frames) float64
        Probability that the frame is voiced.

    Raises
    ------
    AnalysisError
        When the sound or the arguments cannot be used; the message says what to change.

    References
    ----------
    M. Mauch, S. Dixon: pYIN: a fundamental frequency estimator using probabilistic threshold distributions.
    ICASSP 2014.
    """
    p = PyinParameters(
        fmin,
        fmax,
        sr,
        frame_length,
        frame_length // 4 if hop_length is None else hop_length,
        n_thresholds,
        (beta_parameters[0], beta_parameters[1]),
        boltzmann_parameter,
        resolution,
        max_transition_rate,
        switch_prob,
        no_trough_prob,
        transition_min_prob,
    )
    check_workers(workers)
    sound = np.asarray(y)
    if sound.ndim > 1:
        rows = sound.reshape(math.prod(sound.shape[:-1]), sound.shape[-1])
        if not len(rows):
            raise AnalysisError(Sentence("audio.no_channel", shape=sound.shape))
        channels = [_analyse(channel, p, fill_na, center, pad_mode, workers) for channel in rows]
        shape = (*sound.shape[:-1], -1)
        return (
            np.stack([c.f0_hz for c in channels]).reshape(shape),
            np.stack([c.voiced for c in channels]).reshape(shape),
            np.stack([c.voiced_prob for c in channels]).reshape(shape),
        )
    found = _analyse(sound, p, fill_na, center, pad_mode, workers)
    return found.f0_hz, found.voiced, found.voiced_prob


def _analyse(
    y: NDArray[np.floating], p: PyinParameters, fill_na: float | None, center: bool, pad_mode: PadMode, workers: int
) -> PyinFrames:
    padded = PaddedSound(check_audio(y, p.sr, allow_empty=True), p.frame_length // 2 if center else 0, pad_mode)
    padded.frames(p.frame_length, p.hop_length)
    engine = Engine(p, fill_na, workers, None, None)
    parts = list(engine.run(padded.pieces(p.frame_length, p.hop_length, PIECE_FRAMES)))
    return joined([*parts, engine.finish()], 0)
