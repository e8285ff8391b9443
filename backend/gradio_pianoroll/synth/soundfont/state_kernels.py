"""State of a voice and what moves it: two envelopes, two LFOs; looked at once a block. Compiled.

A block belongs to the voice, not to the clock: the first one begins at the sample of the onset.

Source: SoundFont Technical Specification 2.04, sections 8.1.3 and 9.1.
"""

from __future__ import annotations

import math

from gradio_pianoroll.analysis.compiled import helper
from gradio_pianoroll.synth.soundfont.row_kernels import (
    BALANCE,
    CUTOFF_CENTS,
    MOD_ENVELOPE,
    MOD_ENVELOPE_CUTOFF,
    MOD_LFO_CENTS,
    MOD_LFO_CUTOFF,
    MOD_LFO_DELAY,
    PAN,
    Q_CB,
    SUSTAIN,
    VIBRATO_CENTS,
    VIBRATO_DELAY,
    VOLUME_ENVELOPE,
)  # fmt: skip

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
    # Half of what a resonance lifts is taken off everything.
    state[FILTER_GAIN] = 10.0 ** (row[Q_CB] / -400.0)
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
