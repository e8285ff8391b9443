"""The sampler's voice, compiled: a loop of a recorded tone through a filter and an envelope, 64 samples at a time.

What moves (envelopes, LFOs, pitch, cutoff, level) is looked at once a block; level and filter go from one value to the
next in a line. A block belongs to the voice, not to the clock: the first one begins at the sample of the onset. The
statements are to be the same in TypeScript; `tests/vectors/soundfont.json` has sounds that both must have.

Source: SoundFont Technical Specification 2.04, section 9.
"""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.analysis.compiled import (
    ArrayType,
    FloatRows,
    Floats,
    GivenFloats,
    GivenIntegers,
    helper,
    kernel,
)
from gradio_pianoroll.synth.soundfont.row_kernels import (
    ATTENUATION_CB,
    BALANCE,
    CUTOFF_CENTS,
    END,
    GAIN,
    LOOP_END,
    LOOP_MODE,
    LOOP_START,
    MOD_ENVELOPE,
    MOD_ENVELOPE_CUTOFF,
    MOD_ENVELOPE_PITCH,
    MOD_LFO_CENTS,
    MOD_LFO_CUTOFF,
    MOD_LFO_DELAY,
    MOD_LFO_PITCH,
    MOD_LFO_VOLUME,
    PAN,
    PITCH_CENTS,
    Q_CB,
    RATE_HZ,
    ROOT_CENTS,
    START,
    SUSTAIN,
    VIBRATO_CENTS,
    VIBRATO_DELAY,
    VIBRATO_PITCH,
    VOLUME_ENVELOPE,
)

GivenPcm = Annotated[NDArray[np.int16], ArrayType("i2", 1, read_only=True)]
GivenFloatRows = Annotated[NDArray[np.float64], ArrayType("f8", 2, read_only=True)]
FloatCubes = Annotated[NDArray[np.float64], ArrayType("f8", 3)]

BLOCK = 64
# Sections of an envelope.
DELAY, ATTACK, HOLD, DECAY, SUSTAINED, RELEASE, FINISHED = 0, 1, 2, 3, 4, 5, 6
# The volume envelope falls by so many centibels from full to nothing.
RANGE_CB = 960.0
# A state. Columns of an envelope in it: value, section, blocks in the section, blocks of each section, sustain level.
E_VALUE, E_SECTION, E_COUNT, E_LENGTHS, E_SUSTAIN = 0, 1, 2, 3, 9
VOLUME, MODULATION = 0, 10
MOD_LFO, MOD_LFO_STEP, MOD_LFO_WAIT, VIBRATO, VIBRATO_STEP, VIBRATO_WAIT = 20, 21, 22, 23, 24, 25
PHASE, AMPLITUDE, BLOCKS, OFF_BLOCK, HAS_LOOPED = 26, 27, 28, 29, 30
HAS_FILTER, LAST_HZ, B1, B2, A1, A2, PAST1, PAST2, Q_LINEAR, FILTER_GAIN = 31, 32, 33, 34, 35, 36, 37, 38, 39, 40
LEFT, RIGHT, IS_DONE = 41, 42, 43
N_STATE = 44
NEVER = 1e15


@helper
def from_cb(centibels):  # type: ignore[no-untyped-def]
    """Gain of an attenuation."""
    return 10.0 ** (centibels / -200.0)


@helper
def seconds(timecents):  # type: ignore[no-untyped-def]
    """Seconds of timecents."""
    return 2.0 ** (timecents / 1200.0)


@helper
def hz(cents):  # type: ignore[no-untyped-def]
    """Frequency of absolute cents: 6900 is 440 Hz."""
    return 440.0 * 2.0 ** ((cents - 6900.0) / 1200.0)


@helper
def prepare_envelope(row, place, state, at, blocks_per_s):  # type: ignore[no-untyped-def]
    """Lengths of an envelope's sections in blocks. An attack has one at least, so has a release."""
    state[at + E_LENGTHS + DELAY] = math.floor(blocks_per_s * seconds(row[place]))
    state[at + E_LENGTHS + ATTACK] = 1.0 + math.floor(blocks_per_s * seconds(row[place + 1]))
    state[at + E_LENGTHS + HOLD] = math.floor(blocks_per_s * seconds(row[place + 2]) + 0.5)
    state[at + E_LENGTHS + DECAY] = math.floor(blocks_per_s * seconds(row[place + 3]) + 0.5)
    state[at + E_LENGTHS + SUSTAINED] = NEVER
    state[at + E_LENGTHS + RELEASE] = 1.0 + math.floor(blocks_per_s * seconds(row[place + 4]))
    state[at + E_SUSTAIN] = row[place + SUSTAIN]


@helper
def prepare(row, state, sr):  # type: ignore[no-untyped-def]
    """What a row means at a sample rate; the state of a voice that sounds goes on."""
    blocks_per_s = sr / BLOCK
    prepare_envelope(row, VOLUME_ENVELOPE, state, VOLUME, blocks_per_s)
    prepare_envelope(row, MOD_ENVELOPE, state, MODULATION, blocks_per_s)
    state[MOD_LFO_WAIT] = math.floor(sr * seconds(row[MOD_LFO_DELAY]))
    state[VIBRATO_WAIT] = math.floor(sr * seconds(row[VIBRATO_DELAY]))
    up = 1.0 if state[MOD_LFO_STEP] >= 0.0 else -1.0
    state[MOD_LFO_STEP] = up * 4.0 * hz(row[MOD_LFO_CENTS]) / blocks_per_s
    up = 1.0 if state[VIBRATO_STEP] >= 0.0 else -1.0
    state[VIBRATO_STEP] = up * 4.0 * hz(row[VIBRATO_CENTS]) / blocks_per_s
    is_open = row[CUTOFF_CENTS] >= 13500.0 and row[Q_CB] <= 0.0
    if row[MOD_LFO_CUTOFF] != 0.0 or row[MOD_ENVELOPE_CUTOFF] < 0.0 or not is_open:
        state[HAS_FILTER] = 1.0
    state[Q_LINEAR] = 10.0 ** ((row[Q_CB] / 10.0 - 3.01) / 20.0)
    state[FILTER_GAIN] = 1.0 / math.sqrt(state[Q_LINEAR])
    angle = math.pi / 2000.0
    state[LEFT] = math.sin((500.0 - row[PAN]) * angle) * from_cb(max(row[BALANCE], 0.0))
    state[RIGHT] = math.sin((500.0 + row[PAN]) * angle) * from_cb(max(-row[BALANCE], 0.0))


@helper
def step_envelope(state, at):  # type: ignore[no-untyped-def]
    """One block of an envelope."""
    section = int(state[at + E_SECTION])
    while section < FINISHED and state[at + E_COUNT] >= state[at + E_LENGTHS + section]:
        if section == DECAY:
            state[at + E_VALUE] = state[at + E_SUSTAIN]
        section = section + 1
        state[at + E_COUNT] = 0.0
    state[at + E_COUNT] = state[at + E_COUNT] + 1.0
    if section == ATTACK:
        state[at + E_VALUE] = min(state[at + E_VALUE] + 1.0 / state[at + E_LENGTHS + ATTACK], 1.0)
    elif section == DECAY:
        state[at + E_VALUE] = state[at + E_VALUE] - 1.0 / state[at + E_LENGTHS + DECAY]
        if state[at + E_VALUE] < state[at + E_SUSTAIN]:
            state[at + E_VALUE] = state[at + E_SUSTAIN]
            section = SUSTAINED
            state[at + E_COUNT] = 0.0
    elif section == RELEASE:
        state[at + E_VALUE] = state[at + E_VALUE] - 1.0 / state[at + E_LENGTHS + RELEASE]
        if state[at + E_VALUE] <= 0.0:
            state[at + E_VALUE] = 0.0
            section = FINISHED
    state[at + E_SECTION] = float(section)


@helper
def let_go(state, row):  # type: ignore[no-untyped-def]
    """Begin of the release. An attack rises evenly in level, a release falls evenly in decibels."""
    if state[VOLUME + E_SECTION] <= ATTACK and state[VOLUME + E_VALUE] > 0.0:
        fallen = -200.0 * math.log10(state[VOLUME + E_VALUE])
        state[VOLUME + E_VALUE] = max(1.0 - fallen / RANGE_CB, 0.0)
    for at in (VOLUME, MODULATION):
        if state[at + E_SECTION] < RELEASE:
            state[at + E_SECTION] = float(RELEASE)
            state[at + E_COUNT] = 0.0


@helper
def step_lfo(state, at, samples):  # type: ignore[no-untyped-def]
    """One block of a triangle that begins to rise after its delay; `at` is its value, its step and delay follow."""
    if samples < state[at + 2]:
        return
    value = state[at] + state[at + 1]
    if value > 1.0:
        state[at + 1] = -state[at + 1]
        value = 2.0 - value
    elif value < -1.0:
        state[at + 1] = -state[at + 1]
        value = -2.0 - value
    state[at] = min(max(value, -1.0), 1.0)


@helper
def sample_at(pcm, row, place, is_looping, has_looped):  # type: ignore[no-untyped-def]
    """A sample by its place, around the corner of the loop, the outermost ones beyond the ends."""
    if is_looping:
        if place >= row[LOOP_END]:
            place = place - (row[LOOP_END] - row[LOOP_START])
        elif has_looped and place < row[LOOP_START]:
            place = place + (row[LOOP_END] - row[LOOP_START])
    place = min(max(place, row[START]), row[END] - 1.0)
    return int(pcm[int(place)])


@helper
def between(before, here, after, beyond, x):  # type: ignore[no-untyped-def]
    """Cubic through four samples, which are whole numbers, `x` of the way from the second to the third."""
    a = float(beyond - before + 3 * (here - after))
    b = float(2 * before - 5 * here + 4 * after - beyond)
    c = float(after - before)
    return 0.5 * (((a * x + b) * x + c) * x) + here


@helper
def fetch(pcm, row, state, step, is_looping, sound):  # type: ignore[no-untyped-def]
    """Fill a block with the sample, `step` places of it for each; return how many there were before it ended."""
    phase = state[PHASE]
    length = row[LOOP_END] - row[LOOP_START]
    last = row[LOOP_END] if is_looping else row[END]
    has_looped = state[HAS_LOOPED] > 0.0
    i = 0
    while i < BLOCK:
        if phase >= last:
            if not is_looping:
                break
            phase = row[LOOP_START] + (phase - row[LOOP_START]) % length
            has_looped = True
        lowest = (row[LOOP_START] if has_looped and is_looping else row[START]) + 1.0
        # So many have all four neighbours between the corners.
        n = 0
        if phase >= lowest and phase < last - 3.0:
            n = int(min(math.floor((last - 3.0 - phase) / step) + 1.0, float(BLOCK - i)))
        if n > 0:
            base = int(phase)
            place = phase - base
            for k in range(n):
                whole = int(place)
                at = np.uint64(base + whole)
                sound[i + k] = between(
                    int(pcm[at - np.uint64(1)]), int(pcm[at]), int(pcm[at + np.uint64(1)]),
                    int(pcm[at + np.uint64(2)]), place - whole,
                )  # fmt: skip
                place = place + step
            phase = base + place
            i = i + n
        else:
            whole_place = math.floor(phase)
            sound[i] = between(
                sample_at(pcm, row, whole_place - 1.0, is_looping, has_looped),
                sample_at(pcm, row, whole_place, is_looping, has_looped),
                sample_at(pcm, row, whole_place + 1.0, is_looping, has_looped),
                sample_at(pcm, row, whole_place + 2.0, is_looping, has_looped),
                phase - whole_place,
            )
            phase = phase + step
            i = i + 1
    state[PHASE] = phase
    state[HAS_LOOPED] = 1.0 if has_looped else 0.0
    for k in range(i, BLOCK):
        sound[k] = 0.0
    return i


@helper
def filter_block(state, cutoff_hz, sr, sound):  # type: ignore[no-untyped-def]
    """Two-pole low pass over a block; its coefficients go in a line to those of the new cutoff."""
    b1 = state[B1]
    b2 = state[B2]
    a1 = state[A1]
    a2 = state[A2]
    db1 = 0.0
    db2 = 0.0
    da1 = 0.0
    da2 = 0.0
    if abs(cutoff_hz - state[LAST_HZ]) > 0.01:
        omega = 2.0 * math.pi * cutoff_hz / sr
        alpha = math.sin(omega) / (2.0 * state[Q_LINEAR])
        scale = 1.0 / (1.0 + alpha)
        new_a1 = -2.0 * math.cos(omega) * scale
        new_a2 = (1.0 - alpha) * scale
        new_b1 = (1.0 - math.cos(omega)) * scale * state[FILTER_GAIN]
        new_b2 = new_b1 * 0.5
        if state[LAST_HZ] < 0.0:
            b1 = new_b1
            b2 = new_b2
            a1 = new_a1
            a2 = new_a2
        else:
            db1 = (new_b1 - b1) / BLOCK
            db2 = (new_b2 - b2) / BLOCK
            da1 = (new_a1 - a1) / BLOCK
            da2 = (new_a2 - a2) / BLOCK
        state[LAST_HZ] = cutoff_hz
    past1 = state[PAST1]
    past2 = state[PAST2]
    for k in range(BLOCK):
        # In this order little waits for the sample before.
        now = (sound[k] - a2 * past2) - a1 * past1
        sound[k] = b2 * (now + past2) + b1 * past1
        past2 = past1
        past1 = now
        b1 = b1 + db1
        b2 = b2 + db2
        a1 = a1 + da1
        a2 = a2 + da2
    # Numbers too small to count are slow.
    state[PAST1] = past1 if abs(past1) > 1e-20 else 0.0
    state[PAST2] = past2 if abs(past2) > 1e-20 else 0.0
    state[B1] = b1
    state[B2] = b2
    state[A1] = a1
    state[A2] = a2


@helper
def play_block(pcm, row, state, sr, cents, level, sound, out, at):  # type: ignore[no-untyped-def]
    """Add a block of a voice to `out` from `at`: `cents` higher than written, `level` times as loud."""
    block = state[BLOCKS]
    state[BLOCKS] = block + 1.0
    if block >= state[OFF_BLOCK] and state[VOLUME + E_SECTION] < RELEASE:
        let_go(state, row)
    step_envelope(state, VOLUME)
    section = state[VOLUME + E_SECTION]
    if section == FINISHED:
        state[IS_DONE] = 1.0
        return
    step_envelope(state, MODULATION)
    step_lfo(state, MOD_LFO, block * BLOCK)
    step_lfo(state, VIBRATO, block * BLOCK)
    if section == DELAY:
        return
    wave = state[MOD_LFO]
    shape = state[MODULATION + E_VALUE]
    cb = row[ATTENUATION_CB] - wave * row[MOD_LFO_VOLUME]
    if section == ATTACK:
        target = from_cb(cb) * state[VOLUME + E_VALUE]
    else:
        # Nothing is left, and nothing comes any more.
        if section != HOLD and state[VOLUME + E_VALUE] <= 0.0:
            state[IS_DONE] = 1.0
        target = from_cb(cb + RANGE_CB * (1.0 - state[VOLUME + E_VALUE]))
    target = target * level * row[GAIN]
    pitch = row[PITCH_CENTS] + wave * row[MOD_LFO_PITCH] + state[VIBRATO] * row[VIBRATO_PITCH]
    pitch = pitch + shape * row[MOD_ENVELOPE_PITCH] + cents
    step = 2.0 ** (min(max(pitch - row[ROOT_CENTS], -24000.0), 12000.0) / 1200.0) * row[RATE_HZ] / sr
    is_looping = row[LOOP_MODE] == 1.0 or (row[LOOP_MODE] == 3.0 and section < RELEASE)
    if fetch(pcm, row, state, step, is_looping, sound) < BLOCK:
        state[IS_DONE] = 1.0
    gain = 1.0 / 32768.0
    if state[HAS_FILTER] > 0.0:
        cutoff = row[CUTOFF_CENTS] + wave * row[MOD_LFO_CUTOFF] + shape * row[MOD_ENVELOPE_CUTOFF]
        cutoff_hz = min(max(hz(min(max(cutoff, 1500.0), 13500.0)), 5.0), 0.45 * sr)
        filter_block(state, cutoff_hz, sr, sound)
    else:
        gain = gain * state[FILTER_GAIN]
    amplitude = state[AMPLITUDE]
    change = (target - amplitude) / BLOCK
    left = state[LEFT] * gain
    right = state[RIGHT] * gain
    for k in range(BLOCK):
        loud = sound[k] * (amplitude + k * change)
        out[0, at + k] += loud * left
        out[1, at + k] += loud * right
    state[AMPLITUDE] = target


@kernel
def play(
    pcm: GivenPcm,
    rows: FloatRows,
    states: FloatRows,
    starts: GivenIntegers,
    groups: GivenIntegers,
    group: int,
    changes: GivenIntegers,
    change_blocks: GivenIntegers,
    change_offs: GivenIntegers,
    change_rows: GivenFloatRows,
    moved: GivenIntegers,
    cents: GivenFloatRows,
    levels: GivenFloatRows,
    first: int,
    end: int,
    sr: float,
    sound: Floats,
    out: FloatRows,
) -> None:
    """Add the voices of a group to `out`, (2, samples), which begins at the sample `first`: blocks that begin before `end`.

    `starts` are the samples of the onsets. Changes of voice `v` are the rows from ``changes[v]`` to ``changes[v + 1]``,
    each from a block of the voice on; one of `change_offs` that is not negative lets the key go there. `moved` is the
    row of `cents` and `levels` (a value for each block of the voice that begins here) that moves a voice, or -1.
    """
    for v in range(len(starts)):
        if groups[v] != group or states[v, IS_DONE] > 0.0:
            continue
        row = rows[v]
        state = states[v]
        if state[BLOCKS] == 0.0:
            state[PHASE] = row[START]
            state[LAST_HZ] = -1.0
            prepare(row, state, sr)
        change = changes[v]
        bends = moved[v]
        passed = 0
        while state[IS_DONE] == 0.0:
            block = int(state[BLOCKS])
            at = starts[v] + block * BLOCK
            if at >= end:
                break
            is_changed = False
            while change < changes[v + 1] and change_blocks[change] <= block:
                row[:] = change_rows[change]
                if change_offs[change] >= 0:
                    state[OFF_BLOCK] = min(state[OFF_BLOCK], float(change_offs[change]))
                is_changed = True
                change = change + 1
            if is_changed:
                prepare(row, state, sr)
            higher = 0.0
            louder = 1.0
            if bends >= 0:
                higher = cents[bends, passed]
                louder = levels[bends, passed]
            passed = passed + 1
            play_block(pcm, row, state, sr, higher, louder, sound, out, at - first)
