"""Between what the numbers that a score is measured in may lie."""

from __future__ import annotations

from typing import Any

from gradio_pianoroll.i18n.sentence import Sentence

from .problems import shown

MAX_PPQN = 1_000_000
MIN_SAMPLE_RATE, MAX_SAMPLE_RATE = 1.0, 10_000_000.0
# A whole song on a pixel, and a beat across a million screens.
MIN_PIXELS_PER_BEAT, MAX_PIXELS_PER_BEAT = 1e-3, 1e9
NOTE_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
#: Pitch class of each letter.
LETTERS = {name: pitch_class for pitch_class, name in enumerate(NOTE_NAMES) if len(name) == 1}
_LIMITS = {
    "ppqn": (1.0, float(MAX_PPQN)),
    "sample_rate": (MIN_SAMPLE_RATE, MAX_SAMPLE_RATE),
    "pixels_per_beat": (MIN_PIXELS_PER_BEAT, MAX_PIXELS_PER_BEAT),
}


def as_float(item: str, value: Any) -> float:
    """Number as a float.

    Raises
    ------
    ValueError
        If it is none, or larger than any; the message names the item.
    """
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(Sentence("value.no_number", item=item, given=shown(value))) from error


def check_unit(name: str, value: Any) -> None:
    """Refuse a unit that cannot be.

    Raises
    ------
    ValueError
        If it is no number between the limits of `name`; the message says which they are.
    """
    low, high = _LIMITS[name]
    try:
        is_fine = not isinstance(value, bool | str) and bool(low <= value <= high)
    except (TypeError, ValueError):
        is_fine = False
    if not is_fine:
        raise ValueError(Sentence("value.unit", name=name, low=low, high=high, given=shown(value)))


def pitch_name(pitch: int) -> str:
    """Name of a MIDI pitch; ``C4`` is 60."""
    return f"{NOTE_NAMES[pitch % 12]}{pitch // 12 - 1}"
