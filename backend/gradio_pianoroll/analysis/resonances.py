"""Resonances of a voice: formants by linear prediction.

J. P. Burg's method (Childers, "Modern Spectrum Analysis", IEEE Press 1978) over Gaussian windows of a sound that was
resampled to twice the highest formant and pre-emphasised, the roots of the predictor being the resonances: the way and
the settings of Praat's "Sound: To Formant (burg)...", as its manual tells them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.engines.options import number_between
from gradio_pianoroll.formats.audio_stream import StreamResampler
from gradio_pianoroll.score import Curve

if TYPE_CHECKING:
    from numpy.typing import NDArray

# What lies nearer to 0 Hz and to the highest frequency is an edge of the band, no resonance.
EDGE_HZ = 50.0
# A wider one is the slope of the spectrum; Praat gives these, too, and they would stand in the row of a formant.
WIDEST_HZ = 600.0
PRE_EMPHASIS_HZ = 50.0
# Frames whose predictors are found together; their memory is some megabytes.
BLOCK_FRAMES = 1024
MOST_FORMANTS = 8
COLORS = ("#d0453a", "#c98a2b", "#2f8fa7", "#7a5fc4", "#7d8b99")
Progress = Callable[[float], None]


@dataclass(frozen=True, repr=False)
class Formants:
    """Resonances of each frame.

    Attributes
    ----------
    hz, bandwidth_hz
        float32, shape (n_frames, count), ascending; NaN where a frame has fewer, or is quieter than the range.
    hop_s
        Distance of frames; frame i is centred on ``i * hop_s``.
    """

    hz: NDArray[np.float32]
    bandwidth_hz: NDArray[np.float32]
    hop_s: float

    def __repr__(self) -> str:
        return f"Formants({self.hz.shape[0]} frames, {self.hz.shape[1]} formants)"

    def to_curves(self, start_s: float = 0.0) -> dict[str, Curve]:
        """Curves `formant 1`, `formant 2`, … in Hz, drawn over the notes at their pitch.

        Parameters
        ----------
        start_s
            Where the sound begins in the score.
        """
        style = {"position": "overlay", "renderMode": "piano_grid", "opacity": 0.95, "visible": True, "unit": "Hz"}
        curves = {}
        for column in range(self.hz.shape[1]):
            name = f"formant {column + 1}"
            look = {**style, "lineWidth": 1.25, "color": COLORS[column % len(COLORS)], "dataType": "formant"}
            values = np.ascontiguousarray(self.hz[:, column])
            curves[name] = Curve(name, values, target="formant", unit="Hz", start=start_s, hop=self.hop_s, style=look)
        return curves


def formants(
    audio: Any,
    sr: int | None = None,
    *,
    count: int = 4,
    max_hz: float = 5500.0,
    hop_s: float = 0.01,
    window_s: float = 0.025,
    dynamic_range_db: float = 30.0,
    on_progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Formants:
    """Find the formants of a voice.

    Parameters
    ----------
    audio
        A file, an open binary file, or samples of shape (n,) or (n, channels), full scale ±1.
    sr
        Sample rate of samples in Hz; a file knows its own.
    count
        Formants that are given, 1-8; one more than these is looked for below `max_hz`, where a voice has five.
    max_hz
        Highest formant: 5500 suits women, 5000 men, 8000 children.
    hop_s, window_s
        Distance of frames, and the part of a frame that counts; the Gaussian window is twice as long.
    dynamic_range_db
        Frames that are quieter than the loudest one by more have none.
    on_progress, is_cancelled
        Called with the share done, 0-1; asked now and then whether to stop.

    Returns
    -------
    Formants
        With a frame at each multiple of `hop_s`.

    Raises
    ------
    AnalysisError
        For sound or options that cannot be used.
    AnalysisCancelled
        When it was stopped.

    Examples
    --------
    >>> import numpy as np
    >>> from gradio_pianoroll.analysis import formants
    >>> found = formants(np.random.default_rng(1).standard_normal(8_000).astype("float32"), 16_000)
    >>> found.hz.shape
    (51, 4)
    """
    from gradio_pianoroll.analysis.features import AnalysisCancelled, open_source

    count = int(number_between("count", count, 1, MOST_FORMANTS))
    max_hz = number_between("max_hz", max_hz, 1_000, 20_000)
    hop_s = number_between("hop_s", hop_s, 0.0005, 1)
    window_s = number_between("window_s", window_s, 0.005, 0.2)
    dynamic_range_db = number_between("dynamic_range_db", dynamic_range_db, 1, 200)
    stream = open_source(audio, sr)
    # A sound of a lower rate has no higher formants.
    rate = min(round(2 * max_hz), stream.source_sr)
    resampler = StreamResampler(stream.source_sr, rate)
    parts = [np.zeros(0, np.float32), *(resampler.push(block) for block in stream), resampler.finish()]
    sound = np.concatenate(parts)
    length = max(16, round(2 * window_s * rate))
    n_frames = 1 + int(len(sound) / rate / hop_s + 1e-9)
    window = _gaussian(length)
    emphasis = np.float32(np.exp(-2 * np.pi * PRE_EMPHASIS_HZ / rate))
    padded = np.pad(np.append(sound[:1], sound[1:] - emphasis * sound[:-1]), (length, length))
    starts = np.round(np.arange(n_frames) * hop_s * rate).astype(np.int64) + length - length // 2
    found = np.full((2, n_frames, count), np.nan, np.float32)
    power = np.zeros(n_frames)
    # As many poles as five formants have in Praat; more where more are asked for.
    order = 2 * max(5, count + 1)
    for first in range(0, n_frames, BLOCK_FRAMES):
        if is_cancelled is not None and is_cancelled():
            raise AnalysisCancelled("the analysis was cancelled")
        last = min(first + BLOCK_FRAMES, n_frames)
        frames = padded[starts[first:last, None] + np.arange(length)].astype(np.float64) * window
        power[first:last] = np.square(frames).mean(axis=1)
        _resonances(_predictors(frames, order), rate, found[:, first:last])
        if on_progress is not None:
            on_progress(last / n_frames)
    quiet = power <= power.max(initial=0.0) * 10 ** (-dynamic_range_db / 10)
    found[:, quiet] = np.nan
    return Formants(found[0], found[1], hop_s)


def _gaussian(length: int) -> NDArray[np.float64]:
    """Window of Praat: a Gaussian that is 0 at its edges."""
    middle, at = (length + 1) / 2, np.arange(1, length + 1)
    edge = np.exp(-12.0)
    return np.asarray((np.exp(-48.0 * ((at - middle) / (length + 1)) ** 2) - edge) / (1 - edge))


def _predictors(frames: NDArray[np.float64], order: int) -> NDArray[np.float64]:
    """Coefficients of Burg's predictors, shape (n, 1 + order), the first being 1."""
    forward, backward = frames, frames
    predictor = np.zeros((len(frames), order + 1))
    predictor[:, 0] = 1
    for m in range(1, order + 1):
        forward, backward = forward[:, 1:], backward[:, :-1]
        energy = np.square(forward).sum(axis=1) + np.square(backward).sum(axis=1)
        both = -2 * (forward * backward).sum(axis=1)
        reflection = np.divide(both, energy, out=np.zeros_like(both), where=energy > 0)[:, None]
        forward, backward = forward + reflection * backward, backward + reflection * forward
        predictor[:, 1 : m + 1] += reflection * predictor[:, m - 1 :: -1][:, :m]
    return predictor


def _resonances(predictor: NDArray[np.float64], rate: float, into: NDArray[np.float32]) -> None:
    """Frequencies and bandwidths of the predictors' roots in the upper half plane, written to `into`, (2, n, count)."""
    order, count = predictor.shape[1] - 1, into.shape[2]
    companion = np.zeros((len(predictor), order, order))
    companion[:, 0] = -predictor[:, 1:]
    companion[:, np.arange(1, order), np.arange(order - 1)] = 1
    roots = np.linalg.eigvals(companion)
    hz = np.angle(roots) * rate / (2 * np.pi)
    radius = np.maximum(np.abs(roots), np.finfo(np.float64).tiny)
    # A root outside of the circle is the resonance of its mirror image.
    bandwidth = np.abs(np.log(radius)) * rate / np.pi
    is_one = (roots.imag > 0) & (hz > EDGE_HZ) & (hz < rate / 2 - EDGE_HZ) & (bandwidth < WIDEST_HZ)
    hz = np.where(is_one, hz, np.inf)
    order_of = np.argsort(hz, axis=1)[:, :count]
    for row, values in ((0, hz), (1, bandwidth)):
        kept = np.take_along_axis(values, order_of, axis=1)
        into[row, :, : kept.shape[1]] = np.where(np.isfinite(np.take_along_axis(hz, order_of, axis=1)), kept, np.nan)
