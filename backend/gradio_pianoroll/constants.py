"""Numbers and names that programs share: defaults of the dict form, limits of MIDI, units of time.

The values are those of the score model; nothing is decided here.
"""

from __future__ import annotations

from .score.dictform.read import EDIT_MODES as _EDIT_MODES
from .score.dictform.read import SNAPS
from .score.dictform.read_notes import DEFAULT_DURATION_BEATS, DEFAULT_VELOCITY
from .score.score import Score
from .score.tempo_map import MAX_BPM
from .score.ticks import FLICKS_PER_SECOND, TICKS_PER_BEAT
from .score.units import MAX_PPQN

_EMPTY = Score()

DEFAULT_TEMPO = 120
DEFAULT_PIXELS_PER_BEAT = 80
DEFAULT_SAMPLE_RATE = _EMPTY.sample_rate
DEFAULT_PPQN = _EMPTY.ppqn
DEFAULT_TIME_SIGNATURE = {"numerator": 4, "denominator": 4}
DEFAULT_EDIT_MODE = _EMPTY.edit_mode
DEFAULT_SNAP_SETTING = _EMPTY.snap
DEFAULT_NOTE_VELOCITY = int(DEFAULT_VELOCITY)
DEFAULT_NOTE_DURATION_BEATS = DEFAULT_DURATION_BEATS
DEFAULT_WIDTH_PX = 1000
DEFAULT_HEIGHT_PX = 600

MIDI_MIN = 0
MIDI_MAX = 127
VELOCITY_MIN = 0
VELOCITY_MAX = 127
MIDDLE_C = 60
CONCERT_A = 69
CONCERT_A_HZ = 440.0
NOTE_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")

MAX_TEMPO = MAX_BPM
EDIT_MODES = tuple(_EDIT_MODES)
SNAP_SETTINGS = SNAPS

# Eight colours for line layers that name none, in the order of the layers; told apart on light and dark ground.
LINE_COLORS = ("#e8517a", "#2f9e8f", "#7c6fd6", "#e0902f", "#3f8fd2", "#7aa63a", "#c45ab3", "#8d7a5f")
DEFAULT_LINE_WIDTH = 2

__all__ = [
    "CONCERT_A",
    "CONCERT_A_HZ",
    "DEFAULT_EDIT_MODE",
    "DEFAULT_HEIGHT_PX",
    "DEFAULT_LINE_WIDTH",
    "DEFAULT_NOTE_DURATION_BEATS",
    "DEFAULT_NOTE_VELOCITY",
    "DEFAULT_PIXELS_PER_BEAT",
    "DEFAULT_PPQN",
    "DEFAULT_SAMPLE_RATE",
    "DEFAULT_SNAP_SETTING",
    "DEFAULT_TEMPO",
    "DEFAULT_TIME_SIGNATURE",
    "DEFAULT_WIDTH_PX",
    "EDIT_MODES",
    "FLICKS_PER_SECOND",
    "LINE_COLORS",
    "MAX_PPQN",
    "MAX_TEMPO",
    "MIDDLE_C",
    "MIDI_MAX",
    "MIDI_MIN",
    "NOTE_NAMES",
    "SNAP_SETTINGS",
    "TICKS_PER_BEAT",
    "VELOCITY_MAX",
    "VELOCITY_MIN",
]
