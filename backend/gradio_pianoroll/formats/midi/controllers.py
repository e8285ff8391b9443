"""Controllers, pitch bends and pressure as curves of a score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...score import Curve
from ...score.immutable import FrozenMap
from .scan import Bytes, Ints, among

KEY_PRESSURE, CONTROL, PRESSURE, BEND = 0xA, 0xB, 0xD, 0xE
#: Key of a curve's style that says which MIDI messages it stands for.
STYLE_KEY = "midi"
VOLUME = 7
PAN = 10
#: Controllers that mean something only in the order in which they come, or that are no values: bank, data entry,
#: parameter numbers, channel modes. They are no curves.
SETUP_CONTROLS = frozenset((0, 32, 6, 38, *range(96, 102), *range(120, 128)))
NAMES = {
    1: "modulation", 2: "breath", 4: "foot pedal", 5: "portamento time", VOLUME: "volume", 8: "balance", PAN: "pan",
    11: "expression", 64: "sustain pedal", 65: "portamento", 66: "sostenuto pedal", 67: "soft pedal", 68: "legato",
    71: "resonance", 72: "release time", 73: "attack time", 74: "brightness", 84: "portamento control",
    91: "reverb", 92: "tremolo", 93: "chorus", 94: "detune", 95: "phaser",
}  # fmt: skip
_KINDS = {CONTROL: "control", BEND: "pitch_bend", PRESSURE: "pressure", KEY_PRESSURE: "key_pressure"}
_BY_KIND = {name: kind for kind, name in _KINDS.items()}
_RANGES = {CONTROL: (0, 127), BEND: (-8192, 8191), PRESSURE: (0, 127), KEY_PRESSURE: (0, 127)}
_HALF_BEND = 8192


class Lane(NamedTuple):
    """Messages of one kind for a track, or for a channel that no track has (`track` None)."""

    kind: int
    number: int
    track: int | None
    channel: int


class Values(NamedTuple):
    """Content of a lane: ticks, ascending, and values."""

    tick: Ints
    value: Ints


def lanes_of(status: Bytes, data1: Bytes, data2: Bytes) -> Iterable[tuple[tuple[int, int, int], NDArray[np.intp]]]:
    """Kind, number and channel of each lane of a chunk's messages, with the rows that belong to it."""
    kind = status >> 4
    rows = np.flatnonzero(_is_value(status, data1))
    if not len(rows):
        return
    numbered = (kind[rows] == CONTROL) | (kind[rows] == KEY_PRESSURE)
    key = status[rows].astype(np.int64) << 8 | np.where(numbered, data1[rows], 0)
    order = np.argsort(key, kind="stable")
    keys, first = np.unique(key[order], return_index=True)
    for lane, inside in zip(keys.tolist(), np.split(rows[order], first[1:]), strict=True):
        yield (lane >> 12, lane & 0xFF, lane >> 8 & 0xF), inside


def n_values(status: Bytes, data1: Bytes) -> int:
    """Number of a chunk's messages that belong to a lane."""
    return int(_is_value(status, data1).sum())


def _is_value(status: Bytes, data1: Bytes) -> NDArray[np.bool_]:
    kind = status >> 4
    wanted: NDArray[np.bool_] = among(frozenset(_KINDS))[kind]
    wanted &= (kind != CONTROL) | ~among(SETUP_CONTROLS)[data1]
    return wanted


def values_of(kind: int, data1: Bytes, data2: Bytes) -> Ints:
    """Numbers that messages of one kind carry."""
    if kind == BEND:
        return (data2.astype(np.int64) << 7 | data1) - _HALF_BEND
    return (data1 if kind == PRESSURE else data2).astype(np.int64)


def curve_of(lane: Lane, beats: NDArray[np.float64], value: Ints) -> Curve:
    """Curve of a lane; it holds each value until the next one, and is hidden until somebody asks for it."""
    low, high = _RANGES[lane.kind]
    said: dict[str, Any] = {"type": _KINDS[lane.kind]}
    if lane.kind in (CONTROL, KEY_PRESSURE):
        said["number"] = lane.number
    said |= {"channel": lane.channel} if lane.track is None else {"track": lane.track}
    place = f"channel {lane.channel + 1}" if lane.track is None else f"track {lane.track + 1}"
    # A FrozenMap of what is ours alone is not copied.
    style = FrozenMap({"visible": False, "yMin": low, "yMax": high, STYLE_KEY: said})
    return Curve(
        f"{_title(lane)} ({place})",
        value.astype(np.float32),
        beats,
        target=_KINDS[lane.kind],
        time="beats",
        style=style,
    )


def _title(lane: Lane) -> str:
    if lane.kind == CONTROL:
        return NAMES.get(lane.number, f"controller {lane.number}")
    return f"key pressure {lane.number}" if lane.kind == KEY_PRESSURE else _KINDS[lane.kind].replace("_", " ")


def pan_of(value: int) -> float:
    """Place from -1 (left) to 1 (right) of a pan controller; 0 and 1 are both hard left (MIDI RP-036)."""
    return max(value - 64, -63) / 63


def pan_value(pan: float) -> int:
    """Pan controller of a place."""
    return round(64 + 63 * pan) if pan > -1 else 0


def lane_of(curve: Curve) -> Lane | None:
    """Lane that a curve stands for; None for a curve that is nothing of MIDI."""
    said = curve.style.get(STYLE_KEY)
    if not isinstance(said, Mapping):
        return None
    kind = _BY_KIND.get(str(said.get("type")))
    number = said.get("number", 0)
    track, channel = said.get("track"), said.get("channel", 0)
    if kind is None or not _is_whole(number, 127) or not _is_whole(channel, 15):
        return None
    if track is not None and not _is_whole(track, 255):
        return None
    return Lane(kind, number, track, channel)


def _is_whole(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def messages_of(lane: Lane, channel: int, value: NDArray[np.float64]) -> tuple[Bytes, Bytes, Bytes]:
    """Status and data bytes of a lane's values on a channel; values out of range become the nearest possible ones."""
    low, high = _RANGES[lane.kind]
    number = np.clip(np.rint(value), low, high).astype(np.int64)
    status = np.full(len(number), lane.kind << 4 | channel, np.uint8)
    if lane.kind == BEND:
        number += _HALF_BEND
        return status, (number & 0x7F).astype(np.uint8), (number >> 7).astype(np.uint8)
    if lane.kind == PRESSURE:
        return status, number.astype(np.uint8), np.zeros(len(number), np.uint8)
    return status, np.full(len(number), lane.number, np.uint8), number.astype(np.uint8)
