"""What a player of a score does, track by track: notes in samples, controllers as they change, banks, pedals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gradio_pianoroll.formats.midi.controllers import (
    BEND,
    CONTROL,
    KEY_PRESSURE,
    PAN,
    PRESSURE,
    VOLUME,
    Lane,
    lane_of,
)
from gradio_pianoroll.formats.midi.kept import Kept
from gradio_pianoroll.score import Track

from .font import DRUM_BANK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from gradio_pianoroll.score import Score

DRUM_CHANNEL = 9
# Samples of a block: controllers are looked at once a block.
GRID = 64
# A key is held so long at least: the shortest notes of drums would be cut off before they sound.
LEAST_NOTE_S = 0.01
SUSTAIN_PEDAL, SOSTENUTO_PEDAL, HALF_WAY = 64, 66, 64
BANK, DATA, DATA_LSB, RPN_LSB, RPN, RESET = 0, 6, 38, 100, 101, 121
# What a synthesizer has before anybody says anything; those that are not here are 0.
USUAL = {7: 100.0, 8: 64.0, 10: 64.0, 11: 127.0}
USUAL_BEND_RANGE = 2.0
CENTRE = 8192.0
# What "reset all controllers" sets back (MIDI RP-015).
RESETTABLE: dict[int | str, float] = {
    1: 0.0, 11: 127.0, SUSTAIN_PEDAL: 0.0, SOSTENUTO_PEDAL: 0.0, "bend": CENTRE, "pressure": 0.0,
}  # fmt: skip


class Steps(NamedTuple):
    """Value that holds from a sample on, until the next one."""

    at: NDArray[np.int64]
    value: NDArray[np.float64]


@dataclass
class Part:
    """What one track plays; sorted by onset.

    Attributes
    ----------
    onset, end
        Samples at which keys are struck, and at which they sound no longer held: by finger or pedal.
    pitch, velocity
        Of each note.
    bank, program
        Bank of each note, program of all.
    controls
        Changes by source: 0-127 for controllers, a name for the others.
    gain
        Beyond what the volume controller can say.
    """

    number: int
    track: Track
    onset: NDArray[np.int64]
    end: NDArray[np.int64]
    pitch: NDArray[np.int64]
    velocity: NDArray[np.int64]
    bank: NDArray[np.int64]
    gain: float
    controls: dict[int | str, Steps] = field(default_factory=dict)

    @property
    def program(self) -> int:
        """Program of the track."""
        return self.track.program


def parts_of(score: Score, sr: float, tracks: Sequence[int] | None = None) -> list[Part]:
    """Parts of the tracks that sound: those that are not muted, or those that are solo.

    Parameters
    ----------
    score
        The score.
    sr
        Samples a second.
    tracks
        Numbers of the only ones wanted; muting says nothing then.
    """
    return _Reader(score, sr).parts(tracks)


class _Reader:
    def __init__(self, score: Score, sr: float) -> None:
        self._score, self._sr = score, sr
        n = max(len(score.tracks), int(score.notes.track.max()) + 1 if len(score.notes) else 0)
        self._tracks = [score.tracks[i] if i < len(score.tracks) else Track() for i in range(n)]
        self._channels = [DRUM_CHANNEL if track.is_drum else track.channel for track in self._tracks]
        self._setup = self._read_setup()
        self._lanes = self._read_lanes()
        self._first = {}
        for number in np.unique(score.notes.track).tolist():
            rows = np.flatnonzero(score.notes.track == number)
            self._first[number] = int(self._samples(score.notes.onset_beats[rows].min()))

    def _samples(self, beats: float | NDArray[np.float64]) -> NDArray[np.int64]:
        return np.rint(np.asarray(self._score.tempo_map.seconds_at(beats)) * self._sr).astype(np.int64)

    def _read_setup(self) -> dict[int, list[tuple[int, int, int]]]:
        """Controllers whose order matters by channel: sample, controller, value."""
        found: dict[int, list[tuple[int, int, int]]] = {}
        for item in Kept(self._score.extra, self._tracks).setup:
            track = int(item.get("track", 0))
            if "control" not in item or ("channel" not in item and track >= len(self._channels)):
                continue
            channel = int(item["channel"]) if "channel" in item else self._channels[track]
            at = int(self._samples(float(item["beat"])))
            found.setdefault(channel, []).append((at, int(item["control"]), int(item["value"])))
        return {channel: sorted(items, key=lambda item: item[0]) for channel, items in found.items()}

    def _read_lanes(self) -> dict[Lane, Steps]:
        lanes: dict[Lane, Steps] = {}
        for curve in self._score.curves.values():
            lane = lane_of(curve)
            if lane is None:
                continue
            times, values = curve.sample_times(), np.asarray(curve.values, np.float64)
            known = np.isfinite(values)
            times, values = times[known], values[known]
            if curve.time == "beats":
                times = np.asarray(self._score.tempo_map.seconds_at(times))
            if len(times):
                low, high = (-CENTRE, CENTRE - 1) if lane.kind == BEND else (0.0, 127.0)
                at = np.rint(np.maximum(times, 0) * self._sr).astype(np.int64)
                lanes[lane] = Steps(at, np.clip(values, low, high))
        return lanes

    def _lane(self, number: int, kind: int, control: int) -> Steps | None:
        """Lane of a track; where it has none that of another track of its channel, or of the channel."""
        own, shared = None, None
        for lane, steps in self._lanes.items():
            if (lane.kind, lane.number) != (kind, control):
                continue
            if lane.track == number:
                own = own or steps
            elif lane.track is None and lane.channel == self._channels[number]:
                shared = shared or steps
            elif lane.track is not None and lane.track < len(self._channels):
                shared = shared or (steps if self._channels[lane.track] == self._channels[number] else None)
        return own or shared

    def parts(self, wanted: Sequence[int] | None) -> list[Part]:
        """Parts of the tracks that sound."""
        solo = any(track.solo for track in self._tracks)
        notes, found = self._score.notes, []
        for number in sorted(self._first):
            track = self._tracks[number]
            if not (number in wanted if wanted is not None else not track.muted and (track.solo or not solo)):
                continue
            rows = np.flatnonzero(notes.track == number)
            onset = self._samples(notes.onset_beats[rows])
            rows = rows[np.argsort(onset, kind="stable")]
            onset = np.sort(onset, kind="stable")
            end = self._samples(notes.onset_beats[rows] + notes.duration_beats[rows])
            end = np.maximum(end, onset + round(LEAST_NOTE_S * self._sr))
            controls = self._controls(number)
            pitch = notes.pitch[rows].astype(np.int64)
            end = _pedalled(onset, end, pitch, controls)
            gain = max(1.0, (100.0 * track.volume / 127.0) ** 2)
            velocity = notes.velocity[rows].astype(np.int64)
            bank = self._banks(number, onset)
            found.append(Part(number, track, onset, end, pitch, velocity, bank, gain, controls))
        return found

    def _banks(self, number: int, onset: NDArray[np.int64]) -> NDArray[np.int64]:
        if self._tracks[number].is_drum:
            return np.full(len(onset), DRUM_BANK)
        said = [(at, value) for at, control, value in self._setup.get(self._channels[number], ()) if control == BANK]
        if not said:
            return np.zeros(len(onset), np.int64)
        place = np.searchsorted([at for at, _ in said], onset, side="right")
        return np.concatenate([[0], [value for _, value in said]])[place].astype(np.int64)

    def _controls(self, number: int) -> dict[int | str, Steps]:
        track = self._tracks[number]
        found: dict[int | str, Steps] = {}
        for control in sorted({lane.number for lane in self._lanes if lane.kind == CONTROL}):
            if (steps := self._lane(number, CONTROL, control)) is not None:
                found[control] = steps
        for kind, name in ((BEND, "bend"), (PRESSURE, "pressure")):
            if (steps := self._lane(number, kind, 0)) is not None:
                found[name] = Steps(steps.at, steps.value + CENTRE) if kind == BEND else steps
        for key in sorted({lane.number for lane in self._lanes if lane.kind == KEY_PRESSURE}):
            if (steps := self._lane(number, KEY_PRESSURE, key)) is not None:
                found[f"key {key}"] = steps
        first = self._first[number]
        found[VOLUME] = _scaled(found.get(VOLUME), min(100.0 * track.volume, 127.0), first)
        found[PAN] = _moved(found.get(PAN), 64 + 63 * track.pan, first)
        self._add_setup(number, found)
        return found

    def _add_setup(self, number: int, found: dict[int | str, Steps]) -> None:
        """Range of the bend and tuning (registered parameters), and the resetting of controllers."""
        chosen, tuned, ranges, tunings = (127, 127), [0.0, 0.0], [(-1, USUAL_BEND_RANGE)], [(-1, 0.0)]
        for at, control, value in self._setup.get(self._channels[number], ()):
            if control == RPN:
                chosen = (value, chosen[1])
            elif control == RPN_LSB:
                chosen = (chosen[0], value)
            elif control in (98, 99):
                chosen = (127, 127)
            elif control in (DATA, DATA_LSB) and chosen == (0, 0):
                last = ranges[-1][1]
                whole = value if control == DATA else int(last)
                ranges.append((at, whole + (value / 100 if control == DATA_LSB else 0.0)))
            elif control == DATA and chosen == (0, 1):
                tuned[0] = (value - 64) / 64 * 100
                tunings.append((at, sum(tuned)))
            elif control == DATA and chosen == (0, 2):
                tuned[1] = (value - 64) * 100.0
                tunings.append((at, sum(tuned)))
            elif control == RESET:
                for source, usual in RESETTABLE.items():
                    if source in found:
                        found[source] = _inserted(found[source], at, usual)
        for name, said in (("bend range", ranges), ("tuning", tunings)):
            if len(said) > 1:
                found[name] = Steps(np.array([at for at, _ in said]), np.array([value for _, value in said]))


def _inserted(steps: Steps, at: int, value: float) -> Steps:
    place = int(np.searchsorted(steps.at, at, side="left"))
    return Steps(np.insert(steps.at, place, at), np.insert(steps.value, place, value))


def _held(steps: Steps, at: int) -> float:
    """Value that holds at a sample; the first one before it."""
    return float(steps.value[max(int(np.searchsorted(steps.at, at, side="right")) - 1, 0)])


def _constant(value: float) -> Steps:
    return Steps(np.array([-1]), np.array([value]))


def _scaled(steps: Steps | None, wanted: float, first: int) -> Steps:
    """Volume such that it has the track's at its first note, as a MIDI file that is written has it."""
    if steps is None:
        return _constant(wanted)
    held = _held(steps, first)
    value = steps.value * (wanted / held) if held > 0 else steps.value + wanted
    return Steps(steps.at, np.clip(value, 0, 127))


def _moved(steps: Steps | None, wanted: float, first: int) -> Steps:
    """Place such that it is the track's at its first note."""
    if steps is None:
        return _constant(wanted)
    return Steps(steps.at, np.clip(steps.value + (wanted - _held(steps, first)), 0, 127))


def _pedalled(
    onset: NDArray[np.int64],
    end: NDArray[np.int64],
    pitch: NDArray[np.int64],
    controls: Mapping[int | str, Steps],
) -> NDArray[np.int64]:
    """Ends of notes that pedals hold: until the pedal is up, or the same key is struck again."""
    last = int(end.max())
    held = end
    if (sostenuto := controls.get(SOSTENUTO_PEDAL)) is not None:
        held = _sostenuto(onset, end, sostenuto, last)
    if (sustain := controls.get(SUSTAIN_PEDAL)) is not None:
        held = _lifted(held, sustain, last)
    longer = np.flatnonzero(held > end)
    if not len(longer):
        return end
    order = np.lexsort((onset, pitch))
    following = np.full(len(onset), np.iinfo(np.int64).max)
    same = pitch[order][1:] == pitch[order][:-1]
    following[order[:-1][same]] = onset[order][1:][same]
    return np.where(held > end, np.maximum(end, np.minimum(held, following)), end)


def _lifted(end: NDArray[np.int64], pedal: Steps, last: int) -> NDArray[np.int64]:
    """Samples at which keys that are let go at `end` sound no longer held."""
    is_down = pedal.value >= HALF_WAY
    place = np.searchsorted(pedal.at, end, side="right") - 1
    ups = pedal.at[~is_down]
    up = np.append(ups, max(last, 0))[np.searchsorted(ups, end, side="right")]
    return np.where((place >= 0) & is_down[np.maximum(place, 0)], np.maximum(up, end), end)


def _sostenuto(onset: NDArray[np.int64], end: NDArray[np.int64], pedal: Steps, last: int) -> NDArray[np.int64]:
    """The middle pedal holds the keys that are down when it goes down."""
    is_down = pedal.value >= HALF_WAY
    goes_down = is_down & ~np.concatenate([[False], is_down[:-1]])
    held = end.copy()
    ups = pedal.at[~is_down]
    for at in pedal.at[goes_down].tolist():
        up = int(np.append(ups, last)[np.searchsorted(ups, at, side="right")])
        rows = (onset <= at) & (end > at)
        held[rows] = np.maximum(held[rows], up)
    return held
