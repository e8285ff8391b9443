"""The sampler's voice, compiled: a loop of a recorded tone through a filter and an envelope, 64 samples at a time.

What moves (envelopes, LFOs, pitch, cutoff, level) is looked at once a block; level and filter go from one value to the
next in a line. A block belongs to the voice, not to the clock: the first one begins at the sample of the onset. The
statements are to be the same in TypeScript; `tests/vectors/soundfont.json` has sounds that both must have.

Source: SoundFont Technical Specification 2.04, section 9.
"""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.analysis.compiled import (
    ArrayType,
    FloatRows,
    Floats,
    Integers,
    helper,
    kernel,
)
from gradio_pianoroll.synth.soundfont.row_kernels import (
    ATTENUATION_CB,
    CUTOFF_CENTS,
    END,
    GAIN,
    LOOP_END,
    LOOP_MODE,
    LOOP_START,
    MOD_ENVELOPE_CUTOFF,
    MOD_ENVELOPE_PITCH,
    MOD_LFO_CUTOFF,
    MOD_LFO_PITCH,
    MOD_LFO_VOLUME,
    PITCH_CENTS,
    RATE_HZ,
    ROOT_CENTS,
    START,
    VIBRATO_PITCH,
)  # fmt: skip
from gradio_pianoroll.synth.soundfont.state_kernels import (
    A1,
    A2,
    AMPLITUDE,
    ATTACK,
    B1,
    B2,
    BLOCK,
    BLOCKS,
    DELAY,
    E_SECTION,
    E_VALUE,
    FILTER_GAIN,
    FINISHED,
    HAS_FILTER,
    HAS_LOOPED,
    HOLD,
    IS_DONE,
    LAST_HZ,
    LEFT,
    MOD_LFO,
    MODULATION,
    OFF_BLOCK,
    PAST1,
    PAST2,
    PHASE,
    Q_LINEAR,
    RANGE_CB,
    RELEASE,
    RIGHT,
    VIBRATO,
    VOLUME,
    from_cb,
    hz,
    let_go,
    prepare,
    step_envelope,
    step_lfo,
)  # fmt: skip

GivenPcm = Annotated[NDArray[np.int16], ArrayType("i2", 1, read_only=True)]


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


class Voices(NamedTuple):
    """Voices that sound.

    Attributes
    ----------
    rows, states
        What each plays, and where it is.
    starts
        Samples of the onsets.
    groups
        Sums that the voices are dealt out to.
    """

    rows: FloatRows
    states: FloatRows
    starts: Integers
    groups: Integers


class Changes(NamedTuple):
    """New rows of voices.

    Attributes
    ----------
    first
        Those of voice `v` are ``first[v]`` to ``first[v + 1]``.
    blocks
        Block of the voice from which each holds.
    offs
        Block at which the key lets go, or -1.
    rows
        The rows.
    """

    first: Integers
    blocks: Integers
    offs: Integers
    rows: FloatRows


class Moves(NamedTuple):
    """What curves of a score do to voices.

    Attributes
    ----------
    places
        Row of each voice in the others, or -1.
    cents, levels
        Pitch and level for each block of a voice, from its first one in this piece of the sound on.
    """

    places: Integers
    cents: FloatRows
    levels: FloatRows


@kernel
def play(
    pcm: GivenPcm,
    voices: Voices,
    changes: Changes,
    moves: Moves,
    group: int,
    first: int,
    end: int,
    sr: float,
    sound: Floats,
    out: FloatRows,
) -> None:
    """Add the voices of a group to `out`, (2, samples), from the sample `first` on: blocks that begin before `end`.

    `sound` has room for a block.
    """
    voices = Voices(*voices)
    changes = Changes(*changes)
    moves = Moves(*moves)
    for v in range(len(voices.starts)):
        if voices.groups[v] != group or voices.states[v, IS_DONE] > 0.0:
            continue
        row = voices.rows[v]
        state = voices.states[v]
        if state[BLOCKS] == 0.0:
            state[PHASE] = row[START]
            state[LAST_HZ] = -1.0
            prepare(row, state, sr)
        change = changes.first[v]
        moved = moves.places[v]
        passed = 0
        while state[IS_DONE] == 0.0:
            block = int(state[BLOCKS])
            at = voices.starts[v] + block * BLOCK
            if at >= end:
                break
            is_changed = False
            while change < changes.first[v + 1] and changes.blocks[change] <= block:
                row[:] = changes.rows[change]
                if changes.offs[change] >= 0:
                    state[OFF_BLOCK] = min(state[OFF_BLOCK], float(changes.offs[change]))
                is_changed = True
                change = change + 1
            if is_changed:
                prepare(row, state, sr)
            cents = 0.0
            level = 1.0
            if moved >= 0:
                cents = moves.cents[moved, passed]
                level = moves.levels[moved, passed]
            passed = passed + 1
            play_block(pcm, row, state, sr, cents, level, sound, out, at - first)
