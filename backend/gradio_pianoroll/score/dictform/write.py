"""A score written in the dict form."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..immutable import FrozenMap, RowArray
from ..notes.ids import external_name
from ..score_data import ScoreData
from ..segment import Segment
from ..ticks import FLICKS_PER_SECOND
from ..track import is_plain
from .line_layers import layer_key, write_layer

# Keys that hold curves, and all that may be long beside notes.
LAYER_KEYS = ("line_data", "curve_data")
LARGE_KEYS = (*LAYER_KEYS, "segment_data")
# The numeric keys of a note, in the order in which they are written.
NOTE_KEYS = (
    "start", "duration", "pitch", "velocity", "startFlicks", "durationFlicks", "startSeconds", "durationSeconds",
    "endSeconds", "startBeats", "durationBeats", "startTicks", "durationTicks", "startSample", "durationSamples",
)  # fmt: skip


def write_score(score: ScoreData) -> dict[str, Any]:
    """Return the dict form; see `Score.to_dict`."""
    extra = FrozenMap(score.extra).thaw()
    result = {"notes": write_notes(score, 0, len(score.notes)), **_settings(score), **_optional(score)}
    _add_layers(score, extra, result)
    return extra | result


def write_head(score: ScoreData) -> dict[str, Any]:
    """Return the dict form without what may be long: notes, curves and segments."""
    head = FrozenMap(score.extra).thaw() if score.extra else {}
    head |= _settings(score)
    head |= _optional(score)
    for key in ("notes", *LARGE_KEYS):
        head.pop(key, None)
    return head


def write_large(score: ScoreData) -> dict[str, Any]:
    """Return the keys of the dict form that hold curves and segments, as far as there are any."""
    extra = FrozenMap(score.extra).thaw()
    result = _optional(score)
    _add_layers(score, extra, result)
    whole = extra | result
    return {key: whole[key] for key in LARGE_KEYS if key in whole}


def large_names(score: ScoreData) -> list[str]:
    """Return the keys that `write_large` would write, without writing any of them."""
    if not score.curves and not score.segments and not score.extra:
        return []
    names = {*score.extra, *map(layer_key, score.curves.values())}
    if score.segments:
        names.add("segment_data")
    return [key for key in LARGE_KEYS if key in names]


def _settings(score: ScoreData) -> dict[str, Any]:
    _, numerator, denominator = score.tempo_map.signatures[0]
    return {
        "tempo": score.tempo_map.tempos[0][1],
        "timeSignature": {"numerator": numerator, "denominator": denominator},
        "editMode": score.edit_mode,
        "snapSetting": score.snap,
        "pixelsPerBeat": score.pixels_per_beat,
        "sampleRate": score.sample_rate,
        "ppqn": score.ppqn,
        "use_backend_audio": score.use_backend_audio,
    }


def _add_layers(score: ScoreData, extra: dict[str, Any], result: dict[str, Any]) -> None:
    """Put the curves under their keys in `result`; what else stands under `curve_data` moves there from `extra`."""
    for curve in score.curves.values():
        under, layer = write_layer(curve, score.pixels_per_beat)
        result.setdefault(under, {})[curve.name] = layer
    if isinstance(extra.get("curve_data"), dict):
        result["curve_data"] = extra.pop("curve_data") | result.get("curve_data", {})


def _optional(score: ScoreData) -> dict[str, Any]:
    """Keys that are absent unless they say something."""
    result: dict[str, Any] = {}
    if len(score.tempo_map.tempos) > 1:
        result["tempos"] = [{"beat": beat, "bpm": bpm} for beat, bpm in score.tempo_map.tempos]
    if len(score.tempo_map.signatures) > 1:
        result["timeSignatures"] = [
            {"beat": beat, "numerator": n, "denominator": d} for beat, n, d in score.tempo_map.signatures
        ]
    if score.audio is not None:
        result["audio_data"] = score.audio.source
        if score.audio.start_s:
            result["audio_start_s"] = score.audio.start_s
    if score.segments:
        result["segment_data"] = [_segment(segment) for segment in score.segments]
    if not is_plain(score.tracks):
        result["tracks"] = [track.to_json() for track in score.tracks]
    if score.name:
        result["name"] = score.name
    return result


def _segment(segment: Segment) -> dict[str, Any]:
    result: dict[str, Any] = {"start": segment.start, "end": segment.end, "type": segment.type, "value": segment.text}
    if segment.confidence is not None:
        result["confidence"] = segment.confidence
    return result | FrozenMap(segment.extra).thaw()


def write_notes(score: ScoreData, start: int, stop: int) -> list[dict[str, Any]]:
    """Dict form of the notes in rows `start` to `stop`, all derived times computed column by column."""
    notes = score.notes
    rows = slice(*slice(start, stop).indices(len(notes)))
    columns = derived_columns(score, rows)
    values = zip(_external_ids(score, rows), *[columns[name].tolist() for name in NOTE_KEYS], strict=True)
    # Written out, a dict of constant keys: three times as fast as one made of names and values.
    result = [
        {
            "id": id, "start": start, "duration": duration, "pitch": pitch, "velocity": velocity,
            "startFlicks": start_flicks, "durationFlicks": duration_flicks, "startSeconds": start_s,
            "durationSeconds": duration_s, "endSeconds": end_s, "startBeats": start_beats,
            "durationBeats": duration_beats, "startTicks": start_ticks, "durationTicks": duration_ticks,
            "startSample": start_sample, "durationSamples": duration_samples,
        }
        for (
            id, start, duration, pitch, velocity, start_flicks, duration_flicks, start_s, duration_s, end_s,
            start_beats, duration_beats, start_ticks, duration_ticks, start_sample, duration_samples,
        ) in values
    ]  # fmt: skip
    _add_sparse(score, rows, result)
    return result


def write_note_dicts(score: ScoreData, start: int = 0, stop: int | None = None) -> list[dict[str, Any]]:
    """Dict form of the notes in rows `start` to `stop`; a few of a table without columns are read alone."""
    start, stop, _ = slice(start, stop).indices(len(score.notes))
    notes, start, stop = score.notes.window(start, stop)
    return write_notes(score.replace(notes=notes), start, stop)


def derived_columns(score: ScoreData, rows: slice | RowArray) -> dict[str, np.ndarray[Any, Any]]:
    """Arrays of every numeric key of the dict form for some rows, by its name there; all of one length.

    `start` and `duration` are pixels at the score's zoom; flicks, ticks and samples are whole numbers.
    """
    notes, tempo = score.notes, score.tempo_map
    onset, duration = notes.onset_beats[rows], notes.duration_beats[rows]
    onset_s = tempo.seconds_at(onset)
    duration_s = tempo.duration_seconds(onset, duration)

    return {
        "start": onset * score.pixels_per_beat,
        "duration": duration * score.pixels_per_beat,
        "pitch": notes.stored("pitch")[rows].astype(np.int64),
        "velocity": notes.stored("velocity")[rows].astype(np.int64),
        "startFlicks": np.rint(onset_s * FLICKS_PER_SECOND).astype(np.int64),
        "durationFlicks": np.rint(duration_s * FLICKS_PER_SECOND).astype(np.int64),
        "startSeconds": onset_s,
        "durationSeconds": duration_s,
        "endSeconds": onset_s + duration_s,
        "startBeats": onset,
        "durationBeats": duration,
        "startTicks": np.rint(onset * score.ppqn).astype(np.int64),
        "durationTicks": np.rint(duration * score.ppqn).astype(np.int64),
        "startSample": np.rint(onset_s * score.sample_rate).astype(np.int64),
        "durationSamples": np.rint(duration_s * score.sample_rate).astype(np.int64),
    }


def _external_ids(score: ScoreData, rows: slice) -> list[str]:
    numbers = score.notes.stored("id")[rows].tolist()
    refs = score.notes.ref
    if not refs.texts:
        return [f"n{number}" for number in numbers]  # `external_name` without a call for each note
    pairs = zip(numbers, refs.take(rows).to_list(), strict=True)
    return [external_name(number) if ref is None else ref for number, ref in pairs]


def _add_sparse(score: ScoreData, rows: slice, result: list[dict[str, Any]]) -> None:
    """Texts, tracks and unknown keys: only where a note has one."""
    notes = score.notes
    for name in ("lyric", "phoneme"):
        column = getattr(notes, name)
        if not column.texts:
            continue
        codes = column.codes[rows]
        for i in np.flatnonzero(codes >= 0).tolist():
            result[i][name] = column.texts[codes[i]]
    tracks = notes.stored("track")[rows]
    for i in np.flatnonzero(tracks).tolist():
        result[i]["track"] = int(tracks[i])
    if notes.extra:
        for i, number in enumerate(notes.stored("id")[rows].tolist()):
            if number in notes.extra:
                result[i] = FrozenMap(notes.extra[number]).thaw() | result[i]
