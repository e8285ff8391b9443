"""What a roll can show of a sound: curves with their looks, the waveform's peaks, tiles of the spectrogram."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.score import Curve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.peaks import Peaks
    from gradio_pianoroll.analysis.spectrogram import SpectrogramTile
    from gradio_pianoroll.score import Score

Range = tuple[float, float]

# Below this nothing is heard beside the rest; showing it would press what matters into a thin band.
SHOWN_DB = -60.0
SHOWN_LUFS: Range = (-60.0, 0.0)


@dataclass(frozen=True)
class _Look:
    """How a feature is shown: its unit, colour (empty for the theme's own), range, and what its axis says."""

    unit: str
    color: str
    y_range: Range | None = None
    y_axis: str = ""
    width: float = 1.5
    target: str = ""
    style: Mapping[str, Any] = field(default_factory=dict)


_LANE = {"position": "bottom", "renderMode": "curve", "opacity": 0.9, "visible": True}
_GRID = {"position": "overlay", "renderMode": "piano_grid", "opacity": 0.95, "visible": True}
LOOKS: dict[str, _Look] = {
    "f0": _Look("Hz", "", width=2, style=_GRID),
    "loudness": _Look("dB", "", (SHOWN_DB, 0.0), "dB", style=_LANE),
    "voicing": _Look("", "#8d7bd8", (0.0, 1.0), style=_LANE),
    "a_weighted": _Look("dB(A)", "#2f8fa7", (SHOWN_DB, 0.0), "dB(A)", target="loudness", style=_LANE),
    "harmonicity": _Look("dB", "#c98a2b", (-10.0, 40.0), "HNR dB", style=_LANE),
    "spectral_centroid": _Look("Hz", "#5b8def", None, "Hz", style=_LANE),
    "zero_crossing_rate": _Look("", "#7d8b99", (0.0, 0.5), style=_LANE),
    "momentary": _Look("LUFS", "#3aa76d", SHOWN_LUFS, "LUFS", target="loudness", style=_LANE),
    "short_term": _Look("LUFS", "#27734b", SHOWN_LUFS, "LUFS", width=2, target="loudness", style=_LANE),
}


@dataclass(frozen=True)
class Layers:
    """What a roll can show of a sound.

    Attributes
    ----------
    curves
        By name; those of a score.
    peaks
        The waveform's picture, None when it was not asked for.
    tiles
        Pieces of the spectrogram, in order.
    start_s
        Where the sound begins in the score.
    """

    curves: Mapping[str, Curve]
    peaks: Peaks | None
    tiles: tuple[SpectrogramTile, ...]
    start_s: float = 0.0

    def add_to(self, score: Score) -> Score:
        """The score with these curves; others stay, those of the same name are replaced."""
        return score.replace(curves={**score.curves, **self.curves})


def check_ranges(y_ranges: Mapping[str, Range]) -> None:
    """Refuse ranges that are empty or belong to no layer.

    Raises
    ------
    AnalysisError
        Which names the layer.
    """
    for name, given in y_ranges.items():
        if name not in LOOKS:
            raise AnalysisError(Sentence("layers.none", name=name, known=", ".join(LOOKS)))
        if len(given) != 2 or not np.isfinite(given).all() or not given[0] < given[1]:
            raise AnalysisError(Sentence("layers.range", name=name, given=given))


def curve_of(name: str, values: NDArray[np.floating], start_s: float, hop_s: float, y_range: Range | None) -> Curve:
    """Curve of a layer with its look."""
    look = LOOKS[name]
    target = look.target or name
    style = {**look.style, "lineWidth": look.width, "dataType": target, "unit": look.unit}
    if look.color:
        style["color"] = look.color
    if look.y_axis:
        style["yAxisLabel"] = look.y_axis
    if y_range is not None:
        style |= {"yMin": float(y_range[0]), "yMax": float(y_range[1])}
    return Curve(
        name=name,
        target=target,
        unit=look.unit,
        time="s",
        start=start_s,
        hop=hop_s,
        values=np.asarray(values, dtype=np.float32),
        style=style,
    )
