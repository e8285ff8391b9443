"""What an analysis found: arrays on one time base, and what a roll shows of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.analysis.layers import LOOKS, Layers, Range, check_ranges, curve_of
from gradio_pianoroll.analysis.loudness import DEFAULT_FLOOR_DB

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.bs1770 import ProgrammeLoudness
    from gradio_pianoroll.analysis.peaks import Peaks
    from gradio_pianoroll.analysis.spectrogram import Spectrogram
    from gradio_pianoroll.score import Curve, Score

_LAYERS = {
    "f0_hz": "f0",
    "loudness_db": "loudness",
    "voicing": "voicing",
    "a_weighted_db": "a_weighted",
    "harmonicity_db": "harmonicity",
    "spectral_centroid_hz": "spectral_centroid",
    "zero_crossing_rate": "zero_crossing_rate",
}


@dataclass(frozen=True, repr=False)
class AudioFeatures:
    """Features of a sound; arrays have shape (n_frames,), float32 unless said otherwise, None when not asked for.

    Attributes
    ----------
    hop_s
        Distance of two frames in seconds; the first frame is at 0.
    duration_s
        Length of the sound.
    f0_hz
        NaN where unvoiced.
    loudness_db
        RMS level; dB below full scale, or below the reference that was asked for; not below `floor_db`.
    short_loudness_db
        The same of the middle 46 ms of each frame alone: it tells when notes begin, and is in no curve or table.
    voicing
        0-1, of the kind that was asked for.
    floor_db
        Lowest level.
    voiced, voiced_prob
        The F0 engine's decision (bool) and how sure it is, 0-1.
    a_weighted_db
        A-weighted level, with the same reference and floor.
    harmonicity_db
        Periodic to other energy.
    spectral_centroid_hz, zero_crossing_rate
        Mean frequency of the magnitude spectrum; share of samples at which the sign changes.
    programme
        Loudness in LUFS with a time base of its own (100 ms), measured on all channels at the sound's own rate.
    peaks
        The waveform's picture, at the sound's own rate.
    spectrogram
        The spectrum's picture by pitch.
    sr
        Sample rate in Hz at which the frames were analysed.
    forced_frames
        Frames that pYIN's decoder had to decide before its paths had met (seconds of digital silence do that).
    """

    hop_s: float
    duration_s: float
    f0_hz: NDArray[np.float32] | None = None
    loudness_db: NDArray[np.float32] | None = None
    voicing: NDArray[np.float32] | None = None
    floor_db: float = DEFAULT_FLOOR_DB
    voiced: NDArray[np.bool_] | None = None
    voiced_prob: NDArray[np.float32] | None = None
    a_weighted_db: NDArray[np.float32] | None = None
    harmonicity_db: NDArray[np.float32] | None = None
    spectral_centroid_hz: NDArray[np.float32] | None = None
    zero_crossing_rate: NDArray[np.float32] | None = None
    programme: ProgrammeLoudness | None = None
    peaks: Peaks | None = None
    spectrogram: Spectrogram | None = None
    sr: int = 0
    forced_frames: int = 0
    short_loudness_db: NDArray[np.float32] | None = None

    def __repr__(self) -> str:
        named = ", ".join(self.columns()) or "no columns"
        frames = f"{self.n_frames} frames in steps of {1e3 * self.hop_s:.3g} ms"
        return f"AudioFeatures({self.duration_s:.3g} s: {frames} of {named})"

    def columns(self) -> dict[str, NDArray[np.float32]]:
        """Arrays by name, those that were asked for, all of shape (n_frames,)."""
        named = ((name, getattr(self, name)) for name in _LAYERS)
        return {name: values for name, values in named if values is not None}

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return next((len(values) for values in self.columns().values()), 0)

    @property
    def times_s(self) -> NDArray[np.float64]:
        """Centre of each frame in seconds."""
        return np.arange(self.n_frames, dtype=np.float64) * self.hop_s

    def to_curves(self, start_s: float = 0.0) -> dict[str, Curve]:
        """Curves of a score: `f0` on the piano grid, the others in lanes of their own.

        Parameters
        ----------
        start_s
            Where the sound begins in the score, in seconds.
        """
        return dict(self.to_layers(start_s=start_s).curves)

    def to_layers(
        self,
        score: Score | None = None,
        *,
        start_s: float | None = None,
        y_ranges: Mapping[str, Range] | None = None,
    ) -> Layers:
        """Everything that a roll can show.

        Parameters
        ----------
        score
            The score that the layers are for: they begin where its sound does.
        start_s
            Where the sound begins instead, in seconds.
        y_ranges
            Lowest and highest value shown, by layer: `{"loudness": (-50, 0), "f0": (100, 600)}`.

        Raises
        ------
        AnalysisError
            When a range is empty or names no layer.
        """
        if start_s is None:
            start_s = score.audio.start_s if score is not None and score.audio is not None else 0.0
        ranges = y_ranges or {}
        check_ranges(ranges)
        # A single frame has no distance to a next one; any will do.
        hop_s = self.hop_s or 1.0
        shown = [(_LAYERS[name], values, start_s, hop_s) for name, values in self.columns().items()]
        if self.programme is not None:
            measured = self.programme
            for name, values, first_s in (
                ("momentary", measured.momentary_lufs, measured.momentary_start_s),
                ("short_term", measured.short_term_lufs, measured.short_term_start_s),
            ):
                level = np.maximum(values, self.floor_db).astype(np.float32)
                shown.append((name, level, start_s + first_s, measured.step_s))
        curves = {layer[0]: curve_of(*layer, ranges.get(layer[0]) or self._range(layer[0])) for layer in shown}
        tiles = () if self.spectrogram is None else tuple(self.spectrogram.tiles(start_s))
        return Layers(curves, self.peaks, tiles, start_s)

    def _range(self, layer: str) -> Range | None:
        if layer == "spectral_centroid" and self.sr:
            return (0.0, self.sr / 2)
        shown = LOOKS[layer].y_range
        if shown is not None and layer in ("loudness", "a_weighted"):
            return (max(self.floor_db, shown[0]), shown[1])
        return shown


# The name of the first releases.
Features = AudioFeatures
