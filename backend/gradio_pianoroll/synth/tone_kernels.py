"""Our voices, compiled: one note from a patch. `frontend/src/engine/audio/dsp` has the same statements.

What moves (pitch, cut-off, loudness, index of modulation) is looked at each `HOP` samples of the note, counted from its
onset, and goes on in lines between; so a note sounds the same wherever it lies.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from gradio_pianoroll.analysis.compiled import FloatRows, Floats, helper, inlined, kernel

HOP = 128
CONTROL_HOP_S = 0.01
TABLE = 2048
SILENCE = 1e-4
LN1000 = 6.907755
MIN_ATTACK_S, MIN_RELEASE_S = 0.003, 0.01
# Places in the state of a note.
LEVEL, HAS_RISEN, PHASE_1, PHASE_2, LAST_HZ, LAST_LEVEL, LAST_INDEX, NOISE, FILTER = range(9)
N_STATE = FILTER + 8
# Tables before the first one of a phase that is moved.
AWAY = TABLE * 1024.0


class Tone(NamedTuple):
    """Patch of a pitched voice, tables (levels, TABLE + 1), a sine (TABLE + 1), number of harmonics of each level."""

    tables: FloatRows
    sine: Floats
    counts: Floats
    formants: FloatRows
    attack_s: float
    decay_s: float
    sustain: float
    release_s: float
    cutoff: float
    cutoff_sweep: float
    cutoff_sweep_s: float
    detune_cents: float
    vibrato_hz: float
    vibrato_cents: float
    vibrato_delay_s: float
    tremolo_hz: float
    tremolo: float
    breath: float
    fm_ratio: float
    fm_index: float
    fm_decay_s: float
    fm_sustain: float
    gain: float


class Note(NamedTuple):
    """What is played: F0 as written, velocity 0-1, samples until the key is let go, and curves each 10 ms or none."""

    note_hz: float
    velocity: float
    gate: int
    seed: int
    f0_hz: Floats
    loudness: Floats


@helper
def sampled(curve: Floats, frame: int, sr: float) -> float:
    """Value of a curve at a sample of the note."""
    position = min(frame / sr / CONTROL_HOP_S, len(curve) - 1.0)
    i = min(int(position), len(curve) - 1)
    following = min(i + 1, len(curve) - 1)
    return float(curve[i] + (curve[following] - curve[i]) * (position - i))


@helper
def growth(t_s: float, delay_s: float) -> float:
    """Share of a vibrato after a delay."""
    return min(1.0, max(0.0, (t_s - delay_s) / 0.4))


@helper
def highest_index(f0_hz: float, modulator_hz: float, sr: float) -> float:
    """Index up to which no sideband beyond half the rate is stronger than -60 dB."""
    room = (0.48 * sr - f0_hz) / modulator_hz
    # J_n(x) is about (x/2)^n / n!: where that is a thousandth, for n = 1, 2, …
    if room < 1.0:
        return 0.0
    if room < 2.0:
        return 0.002
    if room < 3.0:
        return 0.089
    if room < 4.0:
        return 0.36
    return 0.79 + 0.58 * (math.floor(room) - 4.0)


@helper
def noise(state: int) -> int:
    """Return the next state of the noise, a signed number of 32 bits."""
    state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
    return state - 0x100000000 if state >= 0x80000000 else state


@helper
def filter_set(cutoff_hz: float, q: float, sr: float) -> tuple[float, float, float, float]:
    """Return coefficients of a state-variable filter: a1, a2, a3 and its damping."""
    g = math.tan(math.pi * min(cutoff_hz, 0.45 * sr) / sr)
    damping = 1 / q
    a1 = 1 / (1 + g * (g + damping))
    a2 = g * a1
    return a1, a2, g * a2, damping


@kernel
def play(out: Floats, tone: Tone, note: Note, begin: int, state: Floats, work: Floats, sr: float) -> int:
    """Write a note from its sample `begin` on, a multiple of `HOP`; return how many samples there are until silence.

    `state` (`N_STATE`) is that after the samples before `begin`, zeros where a note begins; `work` has room for a hop.
    """
    tone = Tone(*tone)
    note = Note(*note)
    n = int(_envelope(out, tone, note, begin, state, sr))
    _sound(out, n, tone, note, begin, state, work, sr)
    return n


@inlined
def _envelope(out: Floats, tone: Tone, note: Note, begin: int, state: Floats, sr: float) -> int:
    """Write the envelope; return where it ends."""
    step = 1 / (max(tone.attack_s, MIN_ATTACK_S) * sr)
    decay = math.exp(-LN1000 / (tone.decay_s * sr))
    release = math.exp(-LN1000 / (max(tone.release_s, MIN_RELEASE_S) * sr))
    n = len(out)
    gate = min(max(note.gate - begin, 0), n)
    level = state[LEVEL]
    is_rising = state[HAS_RISEN] == 0
    i = 0
    while is_rising and i < gate:
        level = min(level + step, 1.0)
        out[i] = level
        is_rising = level < 1
        i += 1
    distance = level - tone.sustain
    while i < gate:
        distance *= decay
        out[i] = tone.sustain + distance
        i += 1
        if tone.sustain == 0 and distance < SILENCE:
            return i
    if not is_rising:
        level = tone.sustain + distance
    state[HAS_RISEN] = 0.0 if is_rising else 1.0
    while i < n:
        level *= release
        out[i] = level
        i += 1
        if level < SILENCE:
            break
    state[LEVEL] = level
    return i


@helper
def _wave(work: Floats, n: int, table: Floats, phase: float, step: float, slope: float) -> float:
    """Add a wave whose frequency moves in a line; return the phase after it, in samples of the table."""
    for i in range(n):
        position = phase + i * (step + 0.5 * slope * (i - 1))
        base = int(position)
        at = base & (TABLE - 1)
        work[i] += table[at] + (table[at + 1] - table[at]) * (position - base)
    return float(_wrapped(phase + n * (step + 0.5 * slope * (n - 1))))


@helper
def _wrapped(position: float) -> float:
    return position - math.floor(position / TABLE) * TABLE


@helper
def _modulated(
    work: Floats, n: int, sine: Floats, table: Floats, phases: tuple[float, float], steps: tuple[float, float],
    slopes: tuple[float, float], index: float, index_step: float,
) -> None:  # fmt: skip
    """Add a wave whose phase another one, a sine, moves back and forth."""
    carrier, modulator = phases
    for i in range(n):
        other = modulator + i * (steps[1] + 0.5 * slopes[1] * (i - 1))
        base = int(other)
        at = base & (TABLE - 1)
        moved = sine[at] + (sine[at + 1] - sine[at]) * (other - base)
        # Far enough from 0 that it is never negative.
        position = AWAY + carrier + i * (steps[0] + 0.5 * slopes[0] * (i - 1)) + (index + i * index_step) * moved
        base = int(position)
        at = base & (TABLE - 1)
        work[i] += table[at] + (table[at + 1] - table[at]) * (position - base)


@helper
def _low_pass(work: Floats, n: int, cutoff_hz: float, sr: float, state: Floats) -> None:
    """State-variable filter in its topology-preserving form, its memories a step of a matrix."""
    a1, a2, a3, _ = filter_set(cutoff_hz, math.sqrt(0.5), sr)
    m1, m2 = state[FILTER], state[FILTER + 1]
    p, q, r, s, t, u = 2 * a1 - 1, -2 * a2, 2 * a2, 2 * a2, 1 - 2 * a3, 2 * a3
    for i in range(n):
        value = work[i]
        next1 = (r * value + p * m1) + q * m2
        next2 = (u * value + s * m1) + t * m2
        work[i] = 0.5 * (m2 + next2)
        m1, m2 = next1, next2
    state[FILTER], state[FILTER + 1] = m1, m2


@helper
def _resonate(work: Floats, n: int, formants: FloatRows, sr: float, state: Floats) -> None:
    """Let three resonances sound beside a quarter of what comes in."""
    first = filter_set(formants[0, 0], formants[0, 1], sr)
    second = filter_set(formants[1, 0], formants[1, 1], sr)
    third = filter_set(formants[2, 0], formants[2, 1], sr)
    c1, d1, c2, d2 = state[FILTER + 2], state[FILTER + 3], state[FILTER + 4], state[FILTER + 5]
    c3, d3 = state[FILTER + 6], state[FILTER + 7]
    for i in range(n):
        value = work[i]
        v1 = first[0] * c1 + first[1] * (value - d1)
        v2 = d1 + first[1] * c1 + first[2] * (value - d1)
        c1, d1 = 2 * v1 - c1, 2 * v2 - d1
        w1 = second[0] * c2 + second[1] * (value - d2)
        w2 = d2 + second[1] * c2 + second[2] * (value - d2)
        c2, d2 = 2 * w1 - c2, 2 * w2 - d2
        x1 = third[0] * c3 + third[1] * (value - d3)
        x2 = d3 + third[1] * c3 + third[2] * (value - d3)
        c3, d3 = 2 * x1 - c3, 2 * x2 - d3
        work[i] = (
            0.25 * value + formants[0, 2] * first[3] * v1 + formants[1, 2] * second[3] * w1
            + formants[2, 2] * third[3] * x1
        )  # fmt: skip
    state[FILTER + 2], state[FILTER + 3], state[FILTER + 4], state[FILTER + 5] = c1, d1, c2, d2
    state[FILTER + 6], state[FILTER + 7] = c3, d3


@inlined
def _pitch_at(goal: int, tone: Tone, note: Note, sr: float) -> float:
    """F0 in Hz at a sample of the note."""
    if len(note.f0_hz) > 0:
        return float(sampled(note.f0_hz, goal, sr))
    if tone.vibrato_cents == 0:
        return note.note_hz
    t_s = goal / sr
    depth = tone.vibrato_cents * growth(t_s, tone.vibrato_delay_s)
    return float(note.note_hz * 2 ** (depth * math.sin(2 * math.pi * tone.vibrato_hz * t_s) / 1200))


@inlined
def _level_at(goal: int, tone: Tone, note: Note, sr: float) -> float:
    """Linear gain at a sample of the note."""
    level = sampled(note.loudness, goal, sr) if len(note.loudness) > 0 else 1.0
    if tone.tremolo > 0:
        level *= 1 - tone.tremolo * (0.5 - 0.5 * math.cos(2 * math.pi * tone.tremolo_hz * goal / sr))
    return level


@inlined
def _index_at(goal: int, tone: Tone, note: Note, f0_hz: float, sr: float) -> float:
    """Index of modulation at a sample of the note."""
    falling = tone.fm_sustain + (1 - tone.fm_sustain) * math.exp(-3 * goal / sr / tone.fm_decay_s)
    wanted = tone.fm_index * falling * (0.45 + 0.7 * note.velocity)
    return min(wanted, float(highest_index(f0_hz, f0_hz * tone.fm_ratio, sr)))


@inlined
def _begin(tone: Tone, note: Note, limit_hz: float, sr: float, state: Floats) -> None:
    state[PHASE_2] = 0.0 if tone.fm_ratio > 0 else TABLE / 3
    state[LAST_HZ] = min(note.f0_hz[0] if len(note.f0_hz) > 0 else note.note_hz, limit_hz)
    state[LAST_LEVEL] = _level_at(0, tone, note, sr)
    state[LAST_INDEX] = _index_at(0, tone, note, state[LAST_HZ], sr)
    state[NOISE] = note.seed


@inlined
def _oscillate(
    work: Floats, n: int, goal: int, now_hz: float, tone: Tone, note: Note, sr: float, state: Floats
) -> None:
    """Write the waves from the last F0 to the one of now."""
    last_hz = state[LAST_HZ]
    allowed = 0.48 * sr / max(last_hz, now_hz)
    level = len(tone.counts) - 1
    while level > 0 and tone.counts[level] > allowed:
        level -= 1
    table = tone.tables[level]
    step, slope = last_hz / sr * TABLE, (now_hz - last_hz) / sr * TABLE / HOP
    work[:n] = 0.0
    if tone.fm_ratio > 0:
        now_index = _index_at(goal, tone, note, now_hz, sr)
        index_step = (now_index - state[LAST_INDEX]) / HOP * TABLE / (2 * math.pi)
        phases, ratio = (state[PHASE_1], state[PHASE_2]), tone.fm_ratio
        _modulated(
            work, n, tone.sine, table, phases, (step, step * ratio), (slope, slope * ratio),
            state[LAST_INDEX] * TABLE / (2 * math.pi), index_step,
        )  # fmt: skip
        state[LAST_INDEX] = now_index
        moved = n * (step + 0.5 * slope * (n - 1))
        state[PHASE_1], state[PHASE_2] = _wrapped(phases[0] + moved), _wrapped(phases[1] + ratio * moved)
    elif tone.detune_cents != 0:
        low, high = 2 ** (-tone.detune_cents / 2400), 2 ** (tone.detune_cents / 2400)
        state[PHASE_1] = _wave(work, n, table, state[PHASE_1], step * low, slope * low)
        state[PHASE_2] = _wave(work, n, table, state[PHASE_2], step * high, slope * high)
        for i in range(n):
            work[i] *= 0.6
    else:
        state[PHASE_1] = _wave(work, n, table, state[PHASE_1], step, slope)


@inlined
def _sound(
    out: Floats, n: int, tone: Tone, note: Note, begin: int, state: Floats, work: Floats, sr: float
) -> None:  # fmt: skip
    """Multiply an envelope by what sounds under it."""
    limit_hz = 0.45 * sr
    if begin == 0:
        _begin(tone, note, limit_hz, sr, state)
    gain = tone.gain * note.velocity**1.5
    for start in range(0, n, HOP):
        count = min(HOP, n - start)
        goal = begin + start + HOP
        now_hz = min(_pitch_at(goal, tone, note, sr), limit_hz)
        _oscillate(work, count, goal, now_hz, tone, note, sr, state)
        state[LAST_HZ] = now_hz
        if tone.breath > 0:
            random = int(state[NOISE])
            for i in range(count):
                random = noise(random)
                work[i] += tone.breath * (random / 2147483648)
            state[NOISE] = random
        if tone.cutoff > 0:
            sweep = tone.cutoff_sweep * math.exp(-3 * goal / sr / tone.cutoff_sweep_s)
            # A hard touch is brighter; the lowest cut-off keeps bass notes audible on small speakers.
            _low_pass(work, count, max(350.0, now_hz * (tone.cutoff + sweep) * (0.45 + 0.7 * note.velocity)), sr, state)
        if len(tone.formants) > 0:
            _resonate(work, count, tone.formants, sr, state)
        level = state[LAST_LEVEL]
        now_level = _level_at(goal, tone, note, sr)
        level_step = (now_level - level) / HOP
        for i in range(count):
            out[start + i] *= work[i] * gain * (level + (i + 1) * level_step)
        state[LAST_LEVEL] = now_level
