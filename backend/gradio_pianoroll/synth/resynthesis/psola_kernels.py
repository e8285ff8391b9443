"""Pulses of a voice and their new places, compiled: pitch-synchronous overlap and add.

Positions are samples, with fractions. A pulse of the recording and the sound around it, under a window, is a grain;
grains are put where the pulses of the edited voice are to be.

References
----------
E. Moulines, F. Charpentier: Pitch-synchronous waveform processing techniques for text-to-speech synthesis using
diphones. Speech Communication 9 (5-6), 1990.
"""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.analysis.compiled import ArrayType, Floats, GivenFloats, GivenIntegers, Integers, helper, kernel

GivenSamples = Annotated[NDArray[np.float32], ArrayType("f4", 1, read_only=True)]
GivenSampleRows = Annotated[NDArray[np.float32], ArrayType("f4", 2, read_only=True)]
SampleRows = Annotated[NDArray[np.float32], ArrayType("f4", 2)]
Samples = Annotated[NDArray[np.float32], ArrayType("f4", 1)]

# The next pulse is looked for so far around the place that F0 gives it (share of the period).
LAG_REACH = 0.06
# Two periods are alike from here on; beyond the end of what F0 calls voiced they must be.
ALIKE, STILL_VOICED = 0.5, 0.8
# How strongly a pulse is drawn to where the energy of its period lies: similarity alone would drift away from it.
PULL = 0.15
# Samples on each side that a value between samples is made of.
TAPS = 8
# Of a grain, to keep the loudness of the recording: 9 dB.
LARGEST_GAIN = 2.8
# Samples: two places that are the same but for rounding.
EXACT = 1e-5
# An interval is changed by no more than this while pulses come back to those of the recording: 2 cents.
LARGEST_DRIFT = 2 ** (2 / 1200) - 1


@helper
def period_at(period, step, at):  # type: ignore[no-untyped-def]
    """Period in samples at a position; `period` has a value every `step` samples."""
    place = min(max(at / step, 0.0), len(period) - 1.0)
    i = min(int(place), len(period) - 2)
    return period[i] + (place - i) * (period[i + 1] - period[i])


@helper
def energy_centre(sound, sign, at, period):  # type: ignore[no-untyped-def]
    """Distance from `at` to where the energy of this period lies, and how much it lies there (0-1).

    That is the phase of the first harmonic of the squared peaks, which are on one side of zero: it moves smoothly when
    the vowel changes, and is there also when the recording has no fundamental.
    """
    reach = 1.5 * period
    first, last = int(max(0, math.ceil(at - reach))), int(min(len(sound) - 1, math.floor(at + reach)))
    real, imag, total = 0.0, 0.0, 1e-30
    for i in range(first, last + 1):
        x = sign * sound[i]
        if x > 0:
            away = i - at
            weight = x * x * (1 + math.cos(math.pi * away / reach))
            angle = 2 * math.pi * away / period
            real += weight * math.cos(angle)
            imag += weight * math.sin(angle)
            total += weight
    return math.atan2(imag, real) * period / (2 * math.pi), math.hypot(real, imag) / total


@helper
def likeness(sound, first, size, lag):  # type: ignore[no-untyped-def]
    """Normalised correlation of `size` samples with those `lag` samples later."""
    xy0, xy1, xx0, xx1, yy0, yy1 = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(first, first + size - 1, 2):
        x, y = sound[i], sound[i + lag]
        xy0 += x * y
        xx0 += x * x
        yy0 += y * y
        x, y = sound[i + 1], sound[i + 1 + lag]
        xy1 += x * y
        xx1 += x * x
        yy1 += y * y
    return (xy0 + xy1) / math.sqrt((xx0 + xx1) * (yy0 + yy1) + 1e-20)


@helper
def best_lag(sound, at, period, way):  # type: ignore[no-untyped-def]
    """Distance to the pulse before (`way` -1) or after (1), and how alike the two periods are."""
    size = int(period)
    first = round(at - 0.5 * period)
    reach = max(2, int(LAG_REACH * period))
    middle = round(period)
    if first + way * (middle + reach) - 1 < 0 or first < 0 or first + size + middle + reach + 1 >= len(sound):
        return period, 0.0
    best, found = -2.0, middle
    for lag in range(middle - reach, middle + reach + 1):
        alike = likeness(sound, first, size, way * lag)
        if alike > best:
            best, found = alike, lag
    before = likeness(sound, first, size, way * (found - 1))
    after = likeness(sound, first, size, way * (found + 1))
    bend = before - 2 * best + after
    offset = 0.5 * (before - after) / bend if bend < 0 else 0.0
    return found + min(max(offset, -0.5), 0.5), best


@kernel
def walk(
    sound: GivenSamples,
    sign: float,
    period: GivenFloats,
    step: float,
    start: float,
    way: int,
    voiced_end: float,
    last: float,
    marks: Floats,
) -> int:
    """Go from pulse to pulse, to the end of the voiced stretch and on to `last` while the sound is periodic.

    Returns the number of `marks` that were found; the first is the pulse at `start`, moved to where its energy is.
    """
    centre, _ = energy_centre(sound, sign, start, period_at(period, step, start))
    at = start + centre
    marks[0] = at
    count = 1
    while count < len(marks):
        guess = period_at(period, step, at + 0.5 * way * period_at(period, step, at))
        if (last - at - way * guess) * way < 0:
            break
        lag, alike = best_lag(sound, at, guess, way)
        if (voiced_end - at - way * guess) * way < 0 and alike < STILL_VOICED:
            break
        at += way * (lag if alike >= ALIKE else guess)
        centre, sure = energy_centre(sound, sign, at, guess)
        at += PULL * sure * min(max(centre, -0.25 * guess), 0.25 * guess)
        marks[count] = at
        count += 1
    return count


@helper
def between(xs, ys, at):  # type: ignore[no-untyped-def]
    """Value at a place on the straight lines between points."""
    low, high = 0, len(xs) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if xs[middle] <= at:
            low = middle
        else:
            high = middle
    return ys[low] + (at - xs[low]) * ((ys[low + 1] - ys[low]) / (xs[low + 1] - xs[low]))


@helper
def interval_at(marks, log_ratio, below, at):  # type: ignore[no-untyped-def]
    """Distance of the edited pulses at a place between two marks of the recording."""
    width = marks[below + 1] - marks[below]
    share = min(max((at - marks[below]) / width, 0.0), 1.0)
    return width * math.exp(-(log_ratio[below] + share * (log_ratio[below + 1] - log_ratio[below])))


@helper
def mark_below(marks, below, at):  # type: ignore[no-untyped-def]
    """Last mark but one, or the one that `at` lies behind; looked for from `below` on."""
    while below < len(marks) - 2 and marks[below + 1] <= at + 1e-6:
        below += 1
    return below


@helper
def nearest_mark(marks, nearest, at):  # type: ignore[no-untyped-def]
    """Mark that is nearest to a place; looked for from `nearest` on."""
    while nearest < len(marks) - 1 and abs(marks[nearest + 1] - at) <= abs(marks[nearest] - at):
        nearest += 1
    return nearest


@kernel
def lay_pulses(marks: GivenFloats, log_ratio: GivenFloats, places: Floats, grains: Integers) -> int:
    """Put the pulses of a stretch at the distances of the edited F0.

    `log_ratio` is, at each mark, the logarithm of the edited F0 over that of the recording. The first and the last
    pulse stay. Where F0 is not edited pulses come back to those of the recording by at most two cents, and then are the
    same. Returns the number of pulses; `grains` says of which mark each is made.
    """
    last = len(marks) - 1
    places[0], grains[0] = marks[0], 0
    count, below, nearest, at = 1, 0, 0, marks[0]
    while count < len(places) - 1:
        below = mark_below(marks, below, at)
        if log_ratio[nearest] == 0.0 and nearest < last and log_ratio[nearest + 1] == 0.0:
            # Not edited here: the next pulse is that of the recording, or on its way to it.
            ahead = at - marks[nearest]
            most = LARGEST_DRIFT * (marks[nearest + 1] - marks[nearest])
            ahead = 0.0 if abs(ahead) <= most else ahead - math.copysign(most, ahead)
            nearest += 1
            at = marks[nearest] + ahead
        else:
            middle = at + 0.5 * interval_at(marks, log_ratio, below, at)
            at += interval_at(marks, log_ratio, mark_below(marks, below, middle), middle)
            nearest = nearest_mark(marks, nearest, at)
        if at > marks[last] - 0.5 * (marks[last] - marks[last - 1]):
            break
        places[count], grains[count] = at, nearest
        count += 1
    places[count], grains[count] = marks[last], last
    return count + 1


@kernel
def lay_timed_pulses(
    marks: GivenFloats,
    log_ratio: GivenFloats,
    knots_out: GivenFloats,
    knots_in: GivenFloats,
    places: Floats,
    grains: Integers,
) -> int:
    """Do as `lay_pulses` does where time is stretched: a place of the edited sound is one of the recording by knots."""
    last = len(marks) - 1
    start = between(knots_in, knots_out, marks[0])
    end = between(knots_in, knots_out, marks[last])
    places[0], grains[0] = start, 0
    count, below, nearest, at = 1, 0, 0, start
    while count < len(places) - 1:
        is_plain = False
        if nearest < last and log_ratio[nearest] == 0.0 and log_ratio[nearest + 1] == 0.0:
            here, ahead = between(knots_in, knots_out, marks[nearest]), between(knots_in, knots_out, marks[nearest + 1])
            stretched = (ahead - here) - (marks[nearest + 1] - marks[nearest])
            is_plain = abs(at - here) < EXACT and abs(stretched) < EXACT
        if is_plain:
            # As in the recording, but for the time when.
            nearest += 1
            at = ahead
        else:
            there = between(knots_out, knots_in, at)
            below = mark_below(marks, below, there)
            middle = between(knots_out, knots_in, at + 0.5 * interval_at(marks, log_ratio, below, there))
            at += interval_at(marks, log_ratio, mark_below(marks, below, middle), middle)
            nearest = nearest_mark(marks, nearest, between(knots_out, knots_in, at))
        if at > end - 0.5 * interval_at(marks, log_ratio, last - 1, marks[last]):
            break
        places[count], grains[count] = at, nearest
        count += 1
    places[count], grains[count] = end, last
    return count + 1


@helper
def weights_between(fraction, taps):  # type: ignore[no-untyped-def]
    """Weights of the samples around a place `fraction` of a sample after one: a sinc under a Hann window."""
    total = 0.0
    for i in range(2 * TAPS):
        away = fraction - (i - TAPS + 1)
        value = 1.0 if abs(away) < 1e-9 else math.sin(math.pi * away) / (math.pi * away)
        taps[i] = value * (0.5 + 0.5 * math.cos(math.pi * away / (TAPS + 0.5)))
        total += taps[i]
    for i in range(2 * TAPS):
        taps[i] /= total


@helper
def fill_window(window, first, last, place, before, after):  # type: ignore[no-untyped-def]
    """Window of a grain for the samples `first` to `last`: rises for `before` samples to `place`, then falls."""
    peak = min(max(math.ceil(place), first), last + 1)
    for start, end, length in ((first, peak, before), (peak, last + 1, after)):
        # cos((k + 1) a) = 2 cos(a) cos(k a) - cos((k - 1) a): one multiplication instead of a cosine.
        angle = math.pi / length
        turn, former, now = (
            2 * math.cos(angle),
            math.cos(angle * (start - 1 - place)),
            math.cos(angle * (start - place)),
        )
        for i in range(start, end):
            window[i - first] = np.float32(0.5 + 0.5 * now)
            former, now = now, turn * now - former


@kernel
def add_grains(
    sound: GivenSampleRows,
    sound_from: int,
    places: GivenFloats,
    sources: GivenFloats,
    before: GivenFloats,
    after: GivenFloats,
    out: SampleRows,
    out_from: int,
    run_from: int,
    run_end: int,
    taps: Floats,
    window: Samples,
    grain: Samples,
) -> None:
    """Add grains to `out`, shape (channels, n).

    Grain k is the sound around `sources[k]`, put at `places[k]`; its window rises for `before[k]` samples and falls for
    `after[k]`. `sound_from` and `out_from` are the samples at which the arrays begin, so that a grain is the same
    wherever they do; only samples from `run_from` to `run_end` are added to. `window` and `grain` hold the longest
    grain.
    """
    for k in range(len(places)):
        first = max(out_from, run_from, math.floor(places[k] - before[k]) + 1)
        last = min(out_from + out.shape[1], run_end, math.ceil(places[k] + after[k])) - 1
        shift = sources[k] - places[k]
        whole = math.floor(shift + 1e-7)
        fraction = shift - whole
        between = fraction > 1e-6
        if between:
            weights_between(fraction, taps)
        first = max(first, sound_from - whole + (TAPS - 1 if between else 0))
        last = min(last, sound_from + sound.shape[1] - 1 - whole - (TAPS if between else 0))
        n = last - first + 1
        if n < 1:
            continue
        fill_window(window, first, last, places[k], before[k], after[k])
        for c in range(out.shape[0]):
            at = first - out_from
            start = first + whole - sound_from
            if not between:
                for i in range(n):
                    out[c, at + i] += window[i] * sound[c, start + i]
                continue
            for i in range(n):
                grain[i] = np.float32(0)
            for t in range(2 * TAPS):
                tap = np.float32(taps[t])
                begin = start + t - TAPS + 1
                for i in range(n):
                    grain[i] += tap * sound[c, begin + i]
            for i in range(n):
                out[c, at + i] += window[i] * grain[i]


@helper
def energy(rows, rows_from, at, reach):  # type: ignore[no-untyped-def]
    """Energy of all channels around a place, under a Hann window."""
    first = max(rows_from, math.ceil(at - reach))
    last = min(rows_from + rows.shape[1] - 1, math.floor(at + reach))
    turn = 2 * math.cos(math.pi / reach)
    total = 1e-12
    for c in range(rows.shape[0]):
        before, now = math.cos(math.pi * (first - 1 - at) / reach), math.cos(math.pi * (first - at) / reach)
        for i in range(first, last + 1):
            x = float(rows[c, i - rows_from])
            total += (1 + now) * x * x
            before, now = now, turn * now - before
    return total


@kernel
def level_grains(
    sound: GivenSampleRows,
    sound_from: int,
    places: GivenFloats,
    sources: GivenFloats,
    reaches: GivenFloats,
    changed: GivenIntegers,
    out: SampleRows,
    out_from: int,
    gains: Floats,
) -> None:
    """Make what was added as loud as the recording is at its source; `changed[k]` says where pulses moved at all."""
    for k in range(len(places)):
        gains[k] = 1.0
        if changed[k]:
            there = energy(sound, sound_from, sources[k], 2 * reaches[k])
            here = energy(out, out_from, places[k], 2 * reaches[k])
            gains[k] = min(max(math.sqrt(there / here), 1 / LARGEST_GAIN), LARGEST_GAIN)
    for k in range(len(places) - 1):
        first = max(out_from, math.ceil(places[k]))
        last = min(out_from + out.shape[1], math.ceil(places[k + 1]))
        slope = (gains[k + 1] - gains[k]) / (places[k + 1] - places[k])
        for c in range(out.shape[0]):
            for i in range(first, last):
                out[c, i - out_from] *= np.float32(gains[k] + slope * (i - places[k]))
