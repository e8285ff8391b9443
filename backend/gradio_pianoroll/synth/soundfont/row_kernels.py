"""The row of a voice: what a zone of a font says for one key, one velocity and the state of the controllers, compiled.

A row is float64 and holds units of the font (cents, centibels, timecents), so that two languages that do the same sums
have the same numbers. The only curves are those of a table that both are given. The statements are to be the same in
TypeScript; `tests/vectors/soundfont.json` has rows that both must have.

Source: SoundFont Technical Specification 2.04, sections 8.1 to 8.4 and 9.5.
"""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.analysis.compiled import ArrayType, Floats, GivenFloats, helper, kernel

GivenShortIntegers = Annotated[NDArray[np.int32], ArrayType("i4", 1, read_only=True)]
GivenShortIntegerRows = Annotated[NDArray[np.int32], ArrayType("i4", 2, read_only=True)]

# Columns of a row. Places are samples of the cut's sound.
START, END, LOOP_START, LOOP_END, LOOP_MODE = 0, 1, 2, 3, 4
RATE_HZ, ROOT_CENTS, PITCH_CENTS = 5, 6, 7
ATTENUATION_CB, CUTOFF_CENTS, Q_CB, PAN, BALANCE = 8, 9, 10, 11, 12
MOD_LFO_PITCH, VIBRATO_PITCH, MOD_ENVELOPE_PITCH = 13, 14, 15
MOD_LFO_CUTOFF, MOD_ENVELOPE_CUTOFF, MOD_LFO_VOLUME = 16, 17, 18
MOD_LFO_DELAY, MOD_LFO_CENTS, VIBRATO_DELAY, VIBRATO_CENTS = 19, 20, 21, 22
# Delay, attack, hold, decay, release in timecents; sustain as a level 0-1.
MOD_ENVELOPE, VOLUME_ENVELOPE = 23, 29
SUSTAIN = 5
GAIN = 35
N_ROW = 36

# Sources of modulators: the general palette, then the 128 controllers. Bend counts from 0 to 16384.
N_SOURCES = 256
SOURCE_VELOCITY, SOURCE_KEY, SOURCE_KEY_PRESSURE, SOURCE_PRESSURE = 2, 3, 10, 13
SOURCE_BEND, SOURCE_BEND_RANGE, FIRST_CONTROLLER = 14, 16, 128
N_WORK = 60
# Attenuation of a zone counts 0.4 times: so it was in the first synthesizer, and fonts are made for that.
ZONE_ATTENUATION = 0.4


@helper
def mapped(value, bits, curves):  # type: ignore[no-untyped-def]
    """Value of a source, 0-127, as its bits say: direction, polarity, curve."""
    is_down = (bits >> 8) & 1
    is_bipolar = (bits >> 9) & 1
    kind = bits >> 10
    most = 127.0
    if (bits & 0xFF) == SOURCE_BEND:
        value = value / 128.0
        most = 128.0
    if is_down == 1:
        value = (128.0 if is_bipolar == 1 else most) - value
    if kind == 0:
        if is_bipolar == 1:
            return value / 64.0 - 1.0
        return value / most
    if kind == 3:
        if is_bipolar == 1:
            return 1.0 if value >= 64.0 else -1.0
        return 1.0 if value >= 64.0 else 0.0
    if is_bipolar == 0:
        return curved(value, kind, curves)
    if value >= 64.0:
        return curved((value - 64.0) * 2.0, kind, curves)
    return -curved((64.0 - value) * 2.0, kind, curves)


@helper
def curved(value, kind, curves):  # type: ignore[no-untyped-def]
    """Concave (1) or convex (2) curve of a value 0-127."""
    place = value if kind == 1 else 127.0 - value
    place = min(max(place, 0.0), 127.0)
    left = min(int(place), 126)
    curve = curves[left] + (place - left) * (curves[left + 1] - curves[left])
    return curve if kind == 1 else 1.0 - curve


@helper
def source_value(bits, velocity, key, sources):  # type: ignore[no-untyped-def]
    """Value of a modulator's source before its curve."""
    number = bits & 0x7F
    if (bits & 0x80) != 0:
        return sources[FIRST_CONTROLLER + number]
    if number == SOURCE_VELOCITY:
        return velocity
    if number == SOURCE_KEY:
        return key
    return sources[number]


@helper
def clipped(value, low, high):  # type: ignore[no-untyped-def]
    """Value within limits."""
    return min(max(value, low), high)


@helper
def add_modulators(zone, modulators, velocity, key, sources, curves, work):  # type: ignore[no-untyped-def]
    """Generators of a zone, in `work`, with what its modulators add to them."""
    for number in range(N_WORK):
        work[number] = zone[number]
    work[48] = work[48] * ZONE_ATTENUATION
    for i in range(zone[65], zone[65] + zone[66]):
        source = modulators[i, 0]
        by = modulators[i, 3]
        amount = float(modulators[i, 2])
        # No source at all is 1 as the second one, and nothing as the first.
        if (source & 0xFF) != 0:
            amount = amount * mapped(source_value(source, velocity, key, sources), source, curves)
            if (by & 0xFF) != 0:
                amount = amount * mapped(source_value(by, velocity, key, sources), by, curves)
            if modulators[i, 4] == 2:
                amount = abs(amount)
            work[modulators[i, 1]] = work[modulators[i, 1]] + amount


@helper
def fill_envelope(work, first, key, row, place):  # type: ignore[no-untyped-def]
    """Times of an envelope whose generators begin at `first`: delay, attack, hold, decay, sustain, release."""
    row[place] = clipped(work[first], -12000.0, 5000.0)
    row[place + 1] = clipped(work[first + 1], -12000.0, 8000.0)
    row[place + 2] = clipped(work[first + 2] + work[first + 6] * (60.0 - key), -12000.0, 5000.0)
    row[place + 3] = clipped(work[first + 3] + work[first + 7] * (60.0 - key), -12000.0, 8000.0)
    row[place + 4] = clipped(work[first + 5], -12000.0, 8000.0)
    row[place + SUSTAIN] = clipped(1.0 - 0.001 * work[first + 4], 0.0, 1.0)


@kernel
def fill_row(
    zone: GivenShortIntegers,
    modulators: GivenShortIntegerRows,
    sample: GivenShortIntegers,
    sources: GivenFloats,
    curves: GivenFloats,
    key: float,
    velocity: float,
    gain: float,
    work: Floats,
    row: Floats,
) -> None:
    """Fill the row of a voice.

    `zone`, `modulators` and `sample` are those of a cut, `sources` has `N_SOURCES` values, `curves` the concave curve
    at 0-127, `gain` is what the voice is multiplied with beyond what controllers can say; `work` has room for `N_WORK`.
    """
    if zone[46] >= 0:
        key = float(min(zone[46], 127))
    if zone[47] >= 0:
        velocity = float(min(zone[47], 127))
    add_modulators(zone, modulators, velocity, key, sources, curves, work)
    first = float(sample[0])
    end = float(sample[1])
    row[START] = clipped(math.floor(first + work[0] + 32768.0 * work[4]), first, end)
    row[END] = clipped(math.floor(end + work[1] + 32768.0 * work[12]), row[START], end)
    row[LOOP_START] = clipped(math.floor(sample[2] + work[2] + 32768.0 * work[45]), row[START], row[END])
    row[LOOP_END] = clipped(math.floor(sample[3] + work[3] + 32768.0 * work[50]), row[START], row[END])
    mode = zone[54] & 3
    row[LOOP_MODE] = float(mode if (mode == 1 or mode == 3) and row[LOOP_END] - row[LOOP_START] >= 2.0 else 0)
    row[RATE_HZ] = float(sample[4])
    root = float(zone[58] if 0 <= zone[58] <= 127 else sample[5])
    row[ROOT_CENTS] = 100.0 * root - sample[6]
    row[PITCH_CENTS] = work[56] * (key - root) + 100.0 * root + 100.0 * work[51] + work[52]
    row[ATTENUATION_CB] = clipped(work[48], 0.0, 1440.0)
    row[CUTOFF_CENTS] = clipped(work[8], 1500.0, 13500.0)
    row[Q_CB] = clipped(work[9], 0.0, 960.0)
    row[PAN] = clipped(work[17], -500.0, 500.0)
    row[BALANCE] = clipped(work[59], -960.0, 960.0)
    row[MOD_LFO_PITCH] = clipped(work[5], -12000.0, 12000.0)
    row[VIBRATO_PITCH] = clipped(work[6], -12000.0, 12000.0)
    row[MOD_ENVELOPE_PITCH] = clipped(work[7], -12000.0, 12000.0)
    row[MOD_LFO_CUTOFF] = clipped(work[10], -12000.0, 12000.0)
    row[MOD_ENVELOPE_CUTOFF] = clipped(work[11], -12000.0, 12000.0)
    row[MOD_LFO_VOLUME] = clipped(work[13], -960.0, 960.0)
    row[MOD_LFO_DELAY] = clipped(work[21], -12000.0, 5000.0)
    row[MOD_LFO_CENTS] = clipped(work[22], -16000.0, 4500.0)
    row[VIBRATO_DELAY] = clipped(work[23], -12000.0, 5000.0)
    row[VIBRATO_CENTS] = clipped(work[24], -16000.0, 4500.0)
    fill_envelope(work, 25, key, row, MOD_ENVELOPE)
    fill_envelope(work, 33, key, row, VOLUME_ENVELOPE)
    # Shorter than 16 ms a release would click.
    row[VOLUME_ENVELOPE + 4] = max(row[VOLUME_ENVELOPE + 4], -7200.0)
    row[GAIN] = gain
