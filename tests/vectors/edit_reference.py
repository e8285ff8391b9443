"""What edits do, note by note and in exact fractions: for the vectors, without a line of what they test."""

import copy
import math
from fractions import Fraction as F
from itertools import pairwise

TPB = 15360
LAST = 2**31 - 1
SCALES = {
    "chromatic": list(range(12)),
    "major": [0, 2, 4, 5, 7, 9, 11],
    "minor": [0, 2, 3, 5, 7, 8, 10],
    "harmonic_minor": [0, 2, 3, 5, 7, 8, 11],
    "melodic_minor": [0, 2, 3, 5, 7, 9, 11],
    "dorian": [0, 2, 3, 5, 7, 9, 10],
    "phrygian": [0, 1, 3, 5, 7, 8, 10],
    "lydian": [0, 2, 4, 6, 7, 9, 11],
    "mixolydian": [0, 2, 4, 5, 7, 9, 10],
    "locrian": [0, 1, 3, 5, 6, 8, 10],
    "pentatonic": [0, 2, 4, 7, 9],
    "minor_pentatonic": [0, 3, 5, 7, 10],
    "blues": [0, 3, 5, 6, 7, 10],
    "whole_tone": [0, 2, 4, 6, 8, 10],
    "pyeongjo": [0, 2, 5, 7, 9],
    "gyemyeonjo": [0, 3, 5, 7, 10],
}
TONICS = {"C": 0, "C#": 1, "D": 2, "E": 4, "F": 5, "F#": 6, "G": 7, "A": 9, "Bb": 10, "B": 11}


class NearTieError(Exception):
    """Floating point may go either way here."""


def half_up(x):
    x = F(x)
    away = abs(x - math.floor(x) - F(1, 2))
    if 0 < away < F(1, 10**9):
        raise NearTieError
    return math.floor(x + F(1, 2))


def grid_ticks(grid):
    if not isinstance(grid, str):
        return F(grid) * TPB
    whole = F(4 * TPB, int(grid[2:].rstrip("TD")))
    return whole * F(2, 3) if grid.endswith("T") else whole * F(3, 2) if grid.endswith("D") else whole


def bar_of(signatures, tick):
    """Start and end of the bar around a tick."""
    for i, (first, n, d) in enumerate(signatures):
        following = signatures[i + 1][0] if i + 1 < len(signatures) else None
        if following is None or tick < following:
            size = F(TPB * 4 * n, d)
            start = first + (tick - first) // size * size
            return start, start + size if following is None else min(start + size, following)
    raise AssertionError


def lines_of(signatures, tick, grid, swing):
    """[(line, its number in the bar)] of the bar around a tick, the next bar line with it."""
    start, end = bar_of(signatures, tick)
    lines, k = [], 0
    while True:
        at = half_up((k // 2) * 2 * grid + (2 * grid * F(swing) / 100 if k % 2 else 0))
        if start + at >= end:
            return [*lines, (end, 0)]
        lines.append((start + at, k))
        k += 1


def nearest(signatures, tick, grid, swing):
    return min(lines_of(signatures, tick, grid, swing), key=lambda line: (abs(line[0] - tick), -line[0]))


def after(signatures, tick, grid, swing):
    return min(line for line, _ in lines_of(signatures, tick, grid, swing) if line > tick)


def within(onset, duration):
    return max(0, min(onset, LAST - duration))


def end(note):
    return note["onset"] + note["duration"]


def quantize(doc, notes, grid=0.25, strength=1, swing_percent=50, ends=False, groove=None):
    step, signatures = grid_ticks(grid), doc["signatures"]
    share, swing = F(strength), F(swing_percent)
    groove = [item if isinstance(item, list) else [item, None] for item in groove or [0]]
    for note in notes:
        line, number = nearest(signatures, note["onset"], step, swing)
        offset, velocity = groove[number % len(groove)]
        onset = half_up(note["onset"] + share * (line + F(offset) * TPB - note["onset"]))
        if ends:
            last, _ = nearest(signatures, end(note), step, swing)
            if last <= line:
                last = after(signatures, line, step, swing)
            onset = max(onset, 0)
            note["duration"] = max(1, half_up(end(note) + share * (last - end(note))) - onset)
        note["onset"] = within(onset, note["duration"])
        if velocity is not None:
            note["velocity"] = half_up(note["velocity"] + share * (velocity - note["velocity"]))


def mixed(x):
    x ^= x >> 16
    x = x * 0x85EBCA6B % 2**32
    x ^= x >> 13
    x = x * 0xC2B2AE35 % 2**32
    return x ^ x >> 16


def hashed(seed, number, what):
    return mixed(mixed((number + (what + 1) * 0x9E3779B9) % 2**32) ^ seed)


def chance(seed, number, what):
    value = hashed(seed, number, what)
    return F(value % 65536 + value // 65536, 65535) - 1


def humanize(doc, notes, seed=0, timing_s=0.01, length=0, velocity=6):
    for note in notes:
        bpm = [bpm for tick, bpm in doc["tempos"] if tick <= note["onset"]][-1]
        if length:
            note["duration"] = max(1, half_up(note["duration"] * (1 + chance(seed, note["id"], 1) * F(length))))
        if timing_s:
            onset = half_up(note["onset"] + chance(seed, note["id"], 0) * F(timing_s) * F(bpm) * 256)
            note["onset"] = onset
        note["onset"] = within(note["onset"], note["duration"])
        if velocity:
            note["velocity"] = max(1, min(127, half_up(note["velocity"] + chance(seed, note["id"], 2) * F(velocity))))


def stepped(pitch, degrees, tonic, steps):
    notes = [p for p in range(-2000, 2200) if (p - tonic) % 12 in degrees]
    at = max(i for i, p in enumerate(notes) if p <= pitch)
    return min(notes[at + steps] + pitch - notes[at], notes[at + steps + 1] - 1)


def placed(pitch, old, beyond):
    if 0 <= pitch <= 127 or beyond == "refuse":
        return pitch
    if beyond == "keep":
        return old
    while pitch < 0:
        pitch += 12
    while pitch > 127:
        pitch -= 12
    return pitch


def transpose(_doc, notes, semitones=None, steps=None, scale="major", tonic="C", beyond="refuse"):
    degrees = SCALES[scale] if isinstance(scale, str) else scale
    for note in notes:
        old = note["pitch"]
        new = old + semitones if semitones is not None else stepped(old, degrees, TONICS.get(tonic, tonic), steps)
        note["pitch"] = placed(new, old, beyond)


def invert(_doc, notes, axis_pitch=None, beyond="refuse"):
    pitches = [note["pitch"] for note in notes]
    twice = min(pitches) + max(pitches) if axis_pitch is None else int(2 * axis_pitch)
    for note in notes:
        note["pitch"] = placed(twice - note["pitch"], note["pitch"], beyond)


def legato(_doc, notes, gap_beats=0):
    gap = half_up(F(gap_beats) * TPB)
    for note in notes:
        later = [n["onset"] for n in notes if n["track"] == note["track"] and n["onset"] > note["onset"]]
        if later:
            note["duration"] = max(1, min(later) - gap - note["onset"])


def seconds_at(tempos, beat):
    total = F(0)
    for i, (tick, bpm) in enumerate(tempos):
        stop = F(tempos[i + 1][0], TPB) if i + 1 < len(tempos) else None
        if stop is None or beat < stop:
            return total + (beat - F(tick, TPB)) * 60 / F(bpm)
        total += (stop - F(tick, TPB)) * 60 / F(bpm)
    raise AssertionError


def beat_at(tempos, seconds):
    total = F(0)
    for i, (tick, bpm) in enumerate(tempos):
        stop = F(tempos[i + 1][0], TPB) if i + 1 < len(tempos) else None
        rest = F(tick, TPB) + (seconds - total) * F(bpm) / 60
        if stop is None or rest < stop:
            return rest
        total += (stop - F(tick, TPB)) * 60 / F(bpm)
    raise AssertionError


def scale_time(doc, notes, factor=None, to_beats=None, to_s=None, origin_beats=None):
    first, last = min(n["onset"] for n in notes), max(map(end, notes))
    if to_s is not None:
        begin = seconds_at(doc["tempos"], F(first, TPB))
        to_beats = beat_at(doc["tempos"], begin + F(to_s)) - F(first, TPB)
    factor = F(factor) if factor is not None else F(max(1, half_up(F(to_beats) * TPB)), last - first)
    origin = first if origin_beats is None else half_up(F(origin_beats) * TPB)
    for note in notes:
        onset = half_up(origin + (note["onset"] - origin) * factor)
        note["duration"] = max(1, half_up(origin + (end(note) - origin) * factor) - onset)
        note["onset"] = onset


def reverse(_doc, notes):
    first, last = min(n["onset"] for n in notes), max(map(end, notes))
    for note in notes:
        note["onset"] = first + last - end(note)


def velocity_curve(_doc, notes, points=None, gain=1, offset=0, ramp=None, minimum=1, maximum=127):
    first, last = min(n["onset"] for n in notes), max(n["onset"] for n in notes)
    for note in notes:
        v = F(note["velocity"])
        if points:
            if v <= points[0][0]:
                v = F(points[0][1])
            elif v >= points[-1][0]:
                v = F(points[-1][1])
            else:
                (x0, y0), (x1, y1) = next(p for p in pairwise(points) if p[0][0] < v <= p[1][0])
                v = F(y0) + (v - x0) * (F(y1) - F(y0)) / (x1 - x0)
        v = v * F(gain) + F(offset)
        if ramp:
            place = F(note["onset"] - first, last - first) if last > first else 0
            v *= F(ramp[0]) + (F(ramp[1]) - F(ramp[0])) * place
        note["velocity"] = max(minimum, min(maximum, half_up(v)))


def groups(notes, per):
    found = {}
    for note in sorted(notes, key=lambda n: (n["onset"], n["pitch"], n["id"])):
        found.setdefault((note["track"], note["pitch"] if per == "pitch" else 0), []).append(note)
    return list(found.values())


def fix_overlaps(doc, notes, policy="shorten", per="pitch"):
    for group in groups(notes, per):
        if policy == "shorten":
            kept = {}
            for note in group:
                if note["onset"] not in kept or end(note) > end(kept[note["onset"]]):
                    kept[note["onset"]] = note
            for note in group:
                if kept[note["onset"]] is not note:
                    doc["notes"].remove(note)
            for note in kept.values():
                later = [onset for onset in kept if onset > note["onset"]]
                if later:
                    note["duration"] = min(note["duration"], min(later) - note["onset"])
        elif policy == "delay":
            latest = -1
            for note in group:
                stop = end(note)
                if stop <= latest:
                    doc["notes"].remove(note)
                elif note["onset"] < latest:
                    note["onset"], note["duration"] = latest, stop - latest
                latest = max(latest, stop)
        else:
            into = None
            for note in group:
                if into is None or note["onset"] >= end(into):
                    into = note
                    continue
                into["duration"] = max(end(into), end(note)) - into["onset"]
                for key in ("lyric", "phoneme"):
                    if into.get(key) is None and note.get(key) is not None:
                        into[key] = note[key]
                doc["notes"].remove(note)


def split(doc, notes, at_beats):
    places = sorted({half_up(F(at) * TPB) for at in (at_beats if isinstance(at_beats, list) else [at_beats])})
    number = max((n["id"] for n in doc["notes"]), default=-1) + 1
    for note in sorted(notes, key=lambda n: (n["onset"], n["pitch"], n["id"])):
        stop = end(note)
        inside = [at for at in places if note["onset"] < at < stop]
        if not inside:
            continue
        note["duration"] = inside[0] - note["onset"]
        for at, until in zip(inside, [*inside[1:], stop], strict=True):
            part = copy.deepcopy(note) | {"id": number, "onset": at, "duration": until - at}
            part.pop("ref", None)
            part.pop("phoneme", None)
            if part.get("lyric") is not None:
                part["lyric"] = "-"
            doc["notes"].append(part)
            number += 1


def join(doc, notes, gap_beats=0):
    gap = half_up(F(gap_beats) * TPB)
    for group in groups(notes, "pitch"):
        clusters = []
        for note in group:
            if clusters and note["onset"] <= max(map(end, clusters[-1])) + gap:
                clusters[-1].append(note)
            else:
                clusters.append([note])
        for cluster in clusters:
            first = cluster[0]
            first["duration"] = max(map(end, cluster)) - first["onset"]
            lyrics = [n["lyric"] for n in cluster if n.get("lyric") is not None and n["lyric"] not in ("-", "+")]
            phonemes = [n["phoneme"] for n in cluster if n.get("phoneme") is not None]
            if len(cluster) > 1 and lyrics:
                first["lyric"] = "".join(lyrics)
            if len(cluster) > 1 and phonemes:
                first["phoneme"] = " ".join(phonemes)
            for note in cluster[1:]:
                doc["notes"].remove(note)


def duplicate(doc, notes, times=1, shift_beats=None, semitones=0, grid=None):
    number = max((n["id"] for n in doc["notes"]), default=-1) + 1
    if shift_beats is not None:
        shift = half_up(F(shift_beats) * TPB)
    else:
        shift = max(map(end, notes)) - min(n["onset"] for n in notes)
        if grid is not None:
            shift = half_up(math.ceil(F(shift) / grid_ticks(grid)) * grid_ticks(grid))
    ordered = sorted(notes, key=lambda n: (n["onset"], n["pitch"], n["id"]))
    for time in range(1, times + 1):
        for note in ordered:
            made = copy.deepcopy(note) | {"id": number, "onset": note["onset"] + time * shift}
            made["pitch"] += time * semitones
            made.pop("ref", None)
            doc["notes"].append(made)
            number += 1


def set_lyrics(_doc, notes, lyrics):
    ordered = sorted(notes, key=lambda n: (n["onset"], n["pitch"], n["id"]))
    for note, lyric in zip(ordered, lyrics if isinstance(lyrics, list) else [lyrics] * len(ordered), strict=False):
        if note.get("lyric") != lyric:
            note["lyric"] = lyric
            if not (note.get("extra") or {}).get("phonemeTyped"):
                note["phoneme"] = None


OPS = {
    f.__name__: f
    for f in (
        quantize, humanize, transpose, invert, legato, scale_time, reverse, velocity_curve, fix_overlaps, split, join,
        duplicate, set_lyrics,
    )
}  # fmt: skip
