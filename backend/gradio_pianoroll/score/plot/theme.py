"""Colours of a picture: those of the roll in a page. `colours.json` says them once for both."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import ScoreError

# sRGB, 0-1, a row for each colour.
Colours = NDArray[np.float64]
# Hues of the twelve pitch classes, by fifths, so that what sounds related looks related.
_FIFTHS = (np.arange(12) * 7) % 12 / 12.0


@dataclass(frozen=True)
class Theme:
    """Colours by the place where they are seen; `tracks` in the order of the tracks."""

    ground: str
    black_row: str
    row_line: str
    snap_line: str
    beat_line: str
    bar_line: str
    octave_line: str
    panel: str
    line: str
    text: str
    muted: str
    key_white: str
    key_black: str
    playhead: str
    f0: str
    loudness: str
    waveform: str
    tracks: tuple[str, ...]
    edge_darken: float


@cache
def _colours() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("colours.json").read_text(encoding="utf-8"))
    return loaded


def theme_of(name: str) -> Theme:
    """Theme by its name.

    Raises
    ------
    ScoreError
        If there is no such theme.
    """
    if name not in ("light", "dark"):
        raise ScoreError(f'theme must be "light" or "dark", not {name!r}')
    values = _colours()[name]
    return Theme(**{**values, "tracks": tuple(values["tracks"])})


def rgb(colour: str) -> tuple[float, float, float]:
    """Red, green and blue from 0 to 1 of ``#rgb`` or ``#rrggbb``; grey for what is neither."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(c * 2 for c in digits)
    try:
        red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    except ValueError:
        return (0.5, 0.5, 0.5)
    return red, green, blue


def luminance(colours: Colours) -> NDArray[np.float64]:
    """Relative luminance of WCAG 2.1, [n], of sRGB colours [n, 3]."""
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ (0.2126, 0.7152, 0.0722))


def note_text_is_dark(fills: Colours) -> NDArray[np.bool_]:
    """Return whether the dark text has more contrast than the white one on each fill [n, 3]."""
    dark, bright = (luminance(np.array([rgb(text)]))[0] for text in _colours()["note_text"])
    fill = luminance(fills)
    return np.asarray(
        (np.maximum(fill, dark) + 0.05) / (np.minimum(fill, dark) + 0.05) >= (bright + 0.05) / (fill + 0.05)
    )


def note_texts() -> tuple[str, str]:
    """Dark and bright text on notes."""
    dark, bright = _colours()["note_text"]
    return dark, bright


def pitch_class_colours(dark: bool) -> Colours:
    """Colours of C, C♯ … B, [12, 3]: equal lightness, hue by the circle of fifths."""
    angle = 2 * np.pi * _FIFTHS
    # CIELAB with one lightness and chroma, to sRGB (D65).
    lightness = 68.0 if dark else 60.0
    a, b = 45 * np.cos(angle), 45 * np.sin(angle)
    fy = (lightness + 16) / 116
    f = np.stack([fy + a / 500, np.full(12, fy), fy - b / 200], axis=1)
    xyz = np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29)) * (0.95047, 1.0, 1.08883)
    linear = xyz @ np.array([[3.2406, -0.9689, 0.0557], [-1.5372, 1.8758, -0.2040], [-0.4986, 0.0415, 1.0570]])
    linear = np.clip(linear, 0, 1)
    return np.asarray(np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055))
