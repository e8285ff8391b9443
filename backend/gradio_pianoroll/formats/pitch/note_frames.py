"""The pitch that notes sound with, as frames: their semitones, cents and pitch bends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence

from ...score import Curve, Score
from ...score.immutable import FloatArray
from ..midi.controllers import BEND, lane_of
from ..midi.kept import Kept
from .conventions import hz_of_pitch

CENTS = "cents"
#: Further no note lies off its semitone that is a number of a sort.
MOST_CENTS = 1e9
#: What a bend means where a file does not say it, and how far its values reach.
DEFAULT_RANGE, FULL_BEND = 2.0, 8192
RPN_MSB, RPN_LSB, DATA, DATA_LSB = 101, 100, 6, 38
#: What begins so little after a frame begins with it: MIDI's tempos are whole microseconds.
EARLY_S = 1e-4
_MAX_FRAMES = 10_000_000


class _Steps(NamedTuple):
    """Values that hold from a beat to the next one."""

    beats: FloatArray
    values: FloatArray

    def at(self, beats: FloatArray, before: float) -> FloatArray:
        """Value at each beat, `before` in front of the first one."""
        row = np.searchsorted(self.beats, beats, side="right")
        return np.concatenate(([before], self.values))[row]


def f0_of_notes(score: Score, hop_s: float = 0.01, track: int | None = None) -> Curve:
    """Make a curve of F0 from notes: what a MIDI file with pitch bends sounds like.

    Parameters
    ----------
    score
        Its notes may have `cents` in their extras; pitch bends are its curves that stand for MIDI's, and their range is
        what the file says (registered parameter 0), else two semitones.
    hop_s
        Distance of frames in seconds.
    track
        Of which track; by default of all. Where notes sound together, the one that began last is heard.

    Returns
    -------
    Curve
        ``f0`` in Hz, NaN where no note sounds.

    Raises
    ------
    ValueError
        If `hop_s` is not above 0.

    Examples
    --------
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.formats.pitch import f0_of_notes
    >>> f0_of_notes(Score(NoteTable.from_columns([0], 0.1, [69])), hop_s=0.025).values.tolist()
    [440.0, 440.0]
    """
    if not (np.isfinite(hop_s) and hop_s > 0):
        raise ValueError(Sentence("pitch.above", name="hop_s", least=0.0, value=hop_s))
    notes = score.notes
    rows = np.arange(len(notes)) if track is None else np.flatnonzero(notes.track == track)
    onset_s = score.tempo_map.seconds_at(notes.onset_beats[rows])
    end_s = score.tempo_map.seconds_at(notes.end_beats[rows])
    first = np.maximum(np.ceil((onset_s - EARLY_S) / hop_s), 0)
    stop = np.maximum(np.ceil((end_s - EARLY_S) / hop_s), 0)
    n = int(min(stop.max(initial=0), _MAX_FRAMES))
    pitch, owner = np.full(n, np.nan), np.full(n, -1, np.int64)
    exact = notes.pitch[rows] + cents_of(score, rows) / 100
    tracks = notes.track[rows].tolist()
    spans = zip(
        np.minimum(first, n).astype(np.int64).tolist(), np.minimum(stop, n).astype(np.int64).tolist(), strict=True
    )
    for i, (a, b) in enumerate(spans):
        pitch[a:b] = exact[i]
        owner[a:b] = tracks[i]
    bends = _bends(score)
    if bends:
        beats = score.tempo_map.beats_at(np.arange(n) * hop_s + EARLY_S)
        ranges = bend_ranges(score)
        for number, steps in bends.items():
            mine = owner == number
            reach = ranges[number].at(beats[mine], DEFAULT_RANGE) if number in ranges else DEFAULT_RANGE
            pitch[mine] += steps.at(beats[mine], 0.0) / FULL_BEND * reach
    return Curve("f0", hz_of_pitch(pitch).astype(np.float32), None, "f0", "Hz", "s", 0.0, float(hop_s))


def cents_of(score: Score, rows: Any) -> FloatArray:
    """Cents that notes lie off their semitones."""
    found = np.zeros(len(rows))
    extra = score.notes.extra
    if not extra:
        return found
    for i, id in enumerate(score.notes.id[rows].tolist()):
        said: Mapping[str, Any] = extra.get(id, {})
        value = said.get(CENTS)
        # Whole numbers may be longer than a float.
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= MOST_CENTS:
            found[i] = value
    return found


def _bends(score: Score) -> dict[int, _Steps]:
    """Pitch bends by track; those of a channel without a track bend nothing that is known."""
    found: dict[int, _Steps] = {}
    for curve in score.curves.values():
        lane = lane_of(curve)
        if lane is None or lane.kind != BEND or lane.track is None:
            continue
        times = curve.sample_times()
        beats = times if curve.time == "beats" else score.tempo_map.beats_at(np.maximum(times, 0))
        values = curve.values.astype(np.float64)
        known = np.isfinite(values)
        found[lane.track] = _Steps(beats[known], values[known])
    return found


def bend_ranges(score: Score) -> dict[int, _Steps]:
    """Semitones of a full bend by track, as registered parameter 0 says them."""
    said: dict[int, list[tuple[float, float]]] = {}
    # What is chosen and told last: parameter, semitones and cents of each track.
    state: dict[int, dict[int, int]] = {}
    for item in Kept(score.extra, score.tracks).setup:
        number, control, value = item.get("track", 0), item.get("control"), item.get("value")
        if control not in (RPN_MSB, RPN_LSB, DATA, DATA_LSB) or "channel" in item or not isinstance(value, int):
            continue
        of_track = state.setdefault(number, {})
        of_track[control] = value
        if control in (DATA, DATA_LSB) and of_track.get(RPN_MSB) == 0 and of_track.get(RPN_LSB) == 0:
            if control == DATA:
                of_track[DATA_LSB] = 0
            reach = of_track.get(DATA, DEFAULT_RANGE) + of_track.get(DATA_LSB, 0) / 100
            said.setdefault(number, []).append((float(item["beat"]), reach))
    found = {}
    for number, pairs in said.items():
        beats, values = (np.array(column, np.float64) for column in zip(*pairs, strict=True))
        order = np.argsort(beats, kind="stable")
        found[number] = _Steps(beats[order], values[order])
    return found
