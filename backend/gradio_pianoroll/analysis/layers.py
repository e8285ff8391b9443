"""Features as layers of a score: curves with their looks, the waveform's peaks, tiles of the spectrogram."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.score import Curve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.audio_features import AudioFeatures
    from gradio_pianoroll.analysis.peaks import Peaks
    from gradio_pianoroll.analysis.spectrogram import SpectrogramTile
    from gradio_pianoroll.score import Score

Range = tuple[float, float]

# Below this nothing is heard beside the rest; showing it would press what matters into a thin band.
SHOWN_DB = -60.0
SHOWN_LUFS: Range = (-60.0, 0.0)


@dataclass(frozen=True)
class _Look:
    """How a feature is shown: its unit, colour, range, and what its axis says."""

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
    "f0": _Look("Hz", "#ef5d8f", width=2, style=_GRID),
    "loudness": _Look("dB", "#2fa7a0", (SHOWN_DB, 0.0), "dB", style=_LANE),
    "voicing": _Look("", "#8d7bd8", (0.0, 1.0), style=_LANE),
    "a_weighted": _Look("dB(A)", "#2f8fa7", (SHOWN_DB, 0.0), "dB(A)", target="loudness", style=_LANE),
    "harmonicity": _Look("dB", "#c98a2b", (-10.0, 40.0), "HNR dB", style=_LANE),
    "spectral_centroid": _Look("Hz", "#5b8def", None, "Hz", style=_LANE),
    "zero_crossing_rate": _Look("", "#7d8b99", (0.0, 0.5), style=_LANE),
    "momentary": _Look("LUFS", "#3aa76d", SHOWN_LUFS, "LUFS", target="loudness", style=_LANE),
    "short_term": _Look("LUFS", "#27734b", SHOWN_LUFS, "LUFS", width=2, target="loudness", style=_LANE),
}
_FIELDS = {
    "f0": "f0_hz",
    "loudness": "loudness_db",
    "voicing": "voicing",
    "a_weighted": "a_weighted_db",
    "harmonicity": "harmonicity_db",
    "spectral_centroid": "spectral_centroid_hz",
    "zero_crossing_rate": "zero_crossing_rate",
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
            raise AnalysisError(f"y_ranges: there is no layer {name!r}; there are {', '.join(LOOKS)}")
        if len(given) != 2 or not np.isfinite(given).all() or not given[0] < given[1]:
            raise AnalysisError(f"y_ranges: {name!r} needs a lowest and a higher highest value, not {given!r}")


def make_layers(found: AudioFeatures, start_s: float, y_ranges: Mapping[str, Range]) -> Layers:
    """Layers of what was found; see `AudioFeatures.to_layers`.

    Parameters
    ----------
    found
        Features of a sound.
    start_s
        Where the sound begins, in seconds.
    y_ranges
        Lowest and highest value shown, by layer.

    Raises
    ------
    AnalysisError
        When a range is empty or names no layer.
    """
    check_ranges(y_ranges)
    curves: dict[str, Curve] = {}
    for name, attribute in _FIELDS.items():
        values = getattr(found, attribute)
        if values is not None:
            # A single frame has no distance to a next one; any will do.
            curves[name] = _curve(name, values, start_s, found.hop_s or 1.0, _range(name, found, y_ranges))
    if found.programme is not None:
        measured = found.programme
        for name, values, first_s in (
            ("momentary", measured.momentary_lufs, measured.momentary_start_s),
            ("short_term", measured.short_term_lufs, measured.short_term_start_s),
        ):
            level = np.maximum(values, found.floor_db).astype(np.float32)
            curves[name] = _curve(name, level, start_s + first_s, measured.step_s, _range(name, found, y_ranges))
    tiles = () if found.spectrogram is None else tuple(found.spectrogram.tiles(start_s))
    return Layers(curves, found.peaks, tiles, start_s)


def _range(name: str, found: AudioFeatures, y_ranges: Mapping[str, Range]) -> Range | None:
    if name in y_ranges:
        return y_ranges[name]
    shown = LOOKS[name].y_range
    if name == "spectral_centroid" and found.sr:
        return (0.0, found.sr / 2)
    if shown is not None and LOOKS[name].unit.startswith("dB") and name in ("loudness", "a_weighted"):
        return (max(found.floor_db, shown[0]), shown[1])
    return shown


def _curve(name: str, values: NDArray[np.floating], start_s: float, hop_s: float, y_range: Range | None) -> Curve:
    look = LOOKS[name]
    target = look.target or name
    style = {**look.style, "color": look.color, "lineWidth": look.width, "dataType": target, "unit": look.unit}
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
