"""JAMS (``.jams``, and ``.json`` by its content): annotations of music, each of its own kind (namespace).

``note_midi`` and ``note_hz`` become notes, ``pitch_contour`` and ``pitch_hz`` curves of F0, a ``tempo`` that lasts the
tempo; ``beat`` and what has texts (chords, sections, lyrics, tags, keys) tiers, named by their namespace. Values that
are neither texts nor numbers stay as they are in the ``extra`` of their segment. Title and artist stand in the name and
in ``extra["jams"]``.

Source: "JAMS: A JSON Annotated Music Specification for Reproducible MIR Research" (ISMIR 2014), schema 0.3.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence, sentence_of

from ..errors import FormatError
from ..score import Curve, NoteTable, Score, Segment, TempoMap, Track
from ..score.tier_lists import KIND, NAME, TIERS
from ..score.track import DEFAULT_TRACKS
from ..score.well_formed import utf8, well_formed
from .json_text import parsed, refuse_many_numbers
from .label_rows import MAX_S, warn
from .pitch.conventions import hz_of_pitch, pitch_of_hz
from .pitch.frames import curve_of
from .pitch.hz_notes import columns_of, notes_of
from .pitch.originals import with_original

KEY, VALUE = "jams", "value"
NOTES = {"note_midi", "note_hz", "pitch_midi_note"}
#: Of a curve, in the sandbox: times and Hz of what it came with before it was edited.
ORIGINAL = "original"
CONTOURS = {"pitch_contour", "pitch_hz", "pitch_midi"}
POINTS = ("beat", "beat_position", "onset")
_MAX_BPM = 10_000.0
#: Namespaces that hold any text; tiers of other names are written as tags.
_TEXTS = {"chord", "chord_harte", "chord_roman", "segment_open", "segment_salami_function", "segment_salami_upper",
          "segment_salami_lower", "lyrics", "lyrics_bow", "tag_open", "key_mode", "pattern_jku", "multi_segment",
          "segment_tut", "mood_thayer", "onset", "beat"}  # fmt: skip


class _Row(NamedTuple):
    start: float
    end: float
    value: Any
    confidence: float | None


def fits(content: Any) -> bool:
    """Return True if the values of a JSON file are a JAMS document."""
    return isinstance(content, Mapping) and isinstance(content.get("annotations"), list) and "file_metadata" in content


def read(data: bytes, path: Path, encoding: str | None = None) -> Score:
    """Score of the bytes of a JAMS file.

    Raises
    ------
    FormatError
        If it is none.
    """
    content = parsed(data, path, encoding)
    refuse_many_numbers(data, path)
    if not fits(content):
        raise FormatError(path, Sentence("jams.other"))
    return score_of(content, path)


def score_of(content: Mapping[str, Any], path: Path) -> Score:
    """Score of the values of a JAMS document.

    Raises
    ------
    FormatError
        If an annotation has rows that cannot be; the message names it.

    Warns
    -----
    PianoRollWarning
        For rows that are left out.
    """
    reader = _Reader(path)
    for number, annotation in enumerate(content["annotations"]):
        if not isinstance(annotation, Mapping) or not isinstance(annotation.get("namespace"), str):
            raise FormatError(path, Sentence("jams.annotation", number=number))
        reader.take(annotation["namespace"], annotation)
    if reader.left_out:
        warn(path, Sentence("jams.left", count=reader.left_out))
    said = content["file_metadata"] if isinstance(content["file_metadata"], Mapping) else {}
    kept = {key: value for key, value in said.items() if key in ("artist", "release", "duration") and value is not None}
    title = said.get("title")
    try:
        return reader.score(title if isinstance(title, str) else "", {KEY: kept} if kept else {})
    except ValueError as error:
        raise FormatError(path, sentence_of(error)) from error


class _Reader:
    """Takes annotations one by one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._notes: list[tuple[int, _Row, float]] = []
        self._tracks: list[str] = []
        self._curves: dict[str, Curve] = {}
        self._segments: list[Segment] = []
        self._tiers: list[dict[str, Any]] = []
        self._bpm: float | None = None
        self._names: set[str] = set()
        self.left_out = 0

    def take(self, namespace: str, annotation: Mapping[str, Any]) -> None:
        """Read an annotation."""
        rows = list(self._rows(annotation.get("data")))
        sandbox = annotation.get("sandbox")
        own = sandbox.get("tier") if isinstance(sandbox, Mapping) else None
        if namespace in NOTES:
            self._tracks.append(own if isinstance(own, str) else "")
            for row in rows:
                pitch = _finite(row.value)
                if namespace == "note_hz" and pitch is not None:
                    pitch = float(pitch_of_hz(pitch)) if pitch > 0 else None
                if pitch is None or not -0.5 <= pitch < 127.5 or row.end <= row.start or row.start < 0:
                    self.left_out += 1
                else:
                    self._notes.append((len(self._tracks) - 1, row, pitch))
        elif namespace in CONTOURS:
            self._contour(rows, namespace, own, sandbox)
        elif namespace == "tempo" and len(rows) == 1 and self._bpm is None:
            bpm = _finite(rows[0].value)
            self._bpm = bpm if bpm is not None and 0.001 <= bpm <= _MAX_BPM else None
        else:
            self._tier(rows, own if isinstance(own, str) else namespace, sandbox)

    def _rows(self, data: Any) -> Iterator[_Row]:
        """Rows of either form: a list of objects, or an object of lists."""
        if isinstance(data, Mapping):
            columns = [data.get(name) for name in ("time", "duration", "value", "confidence")]
            lists = [column if isinstance(column, list) else [] for column in columns]
            n = len(lists[0])
            padded = [column + [None] * (n - len(column)) for column in lists]
            items: Sequence[Any] = [
                {"time": a, "duration": b, "value": c, "confidence": d}
                for a, b, c, d in zip(*(column[:n] for column in padded), strict=True)
            ]
        else:
            items = data if isinstance(data, list) else []
        for item in items:
            if not isinstance(item, Mapping):
                self.left_out += 1
                continue
            start, duration = _finite(item.get("time")), _finite(item.get("duration") or 0)
            if start is None or duration is None or duration < 0 or abs(start) > MAX_S or duration > MAX_S:
                self.left_out += 1
                continue
            yield _Row(start, start + duration, item.get("value"), _finite(item.get("confidence")))

    def _contour(self, rows: Sequence[_Row], namespace: str, own: Any, sandbox: Any) -> None:
        times: list[float] = []
        values: list[float] = []
        for row in sorted(rows, key=lambda r: r.start):
            said = row.value
            voiced = True
            if isinstance(said, Mapping):
                voiced, said = bool(said.get("voiced", True)), said.get("frequency")
            hz = _finite(said)
            if hz is not None and namespace == "pitch_midi":
                hz = float(hz_of_pitch(hz)) if abs(hz) < 200 else None
            if hz is None or (times and row.start <= times[-1]):
                self.left_out += 1
                continue
            times.append(row.start)
            values.append(hz if voiced and 0 < hz < 1e6 else math.nan)
        if times:
            name = self._unique(own if isinstance(own, str) and own else "f0")
            curve = curve_of(name, np.array(times), np.array(values), "f0", "Hz", fill=True)
            came = sandbox.get(ORIGINAL) if isinstance(sandbox, Mapping) else None
            self._curves[name] = curve if came is None else self._with_original(curve, came)

    def _with_original(self, curve: Curve, came: Any) -> Curve:
        """Curve with what it came with, where that can be read and lies on the same kind of times."""
        points = came if isinstance(came, list) else [None]
        if all(isinstance(p, list) and len(p) == 2 and None not in map(_finite, p) for p in points):
            times, hz = np.array(points, np.float64).reshape(-1, 2).T
            if (np.diff(times) > 0).all() and (hz < 1e6).all():
                original = curve_of(curve.name, times, np.where(hz > 0, hz, np.nan), "f0", "Hz", fill=True)
                if original.is_uniform == curve.is_uniform:
                    return with_original(curve, original)
        self.left_out += 1
        return curve

    def _tier(self, rows: Sequence[_Row], name: str, sandbox: Any) -> None:
        tier = self._unique(name)
        kind = sandbox.get("kind") if isinstance(sandbox, Mapping) else None
        is_points = kind == "points" or (kind is None and name.startswith(POINTS))
        self._tiers.append({NAME: tier, KIND: "points" if is_points else "intervals"})
        for row in rows:
            text, extra = _as_text(row.value)
            self._segments.append(Segment(row.start, row.end, tier, text, row.confidence, extra))

    def _unique(self, name: str) -> str:
        shown, number = name, 2
        while shown in self._names:
            shown, number = f"{name} ({number})", number + 1
        self._names.add(shown)
        return shown

    def score(self, name: str, extra: dict[str, Any]) -> Score:
        """Score of all that was taken."""
        tempo_map = TempoMap(self._bpm or 120.0)
        notes = NoteTable()
        if self._notes:
            self._notes.sort(key=lambda note: (note[1].start, note[2], note[0]))
            plain = notes_of(
                np.array([row.start for _, row, _ in self._notes]),
                np.array([row.end - row.start for _, row, _ in self._notes]),
                np.array([pitch for *_, pitch in self._notes]),
                tempo_map=tempo_map,
            )
            track = [min(number, 255) for number, *_ in self._notes]
            order = plain.id.tolist()
            sure = {i: row.confidence for i, (_, row, _) in enumerate(self._notes) if row.confidence is not None}
            more = {
                i: {**plain.extra.get(i, {}), **({"confidence": sure[i]} if i in sure else {})}
                for i in range(len(order))
                if i in sure or i in plain.extra
            }
            by_id = np.argsort(plain.id, kind="stable")
            notes = NoteTable.from_columns(
                plain.onset_beats[by_id], plain.duration_beats[by_id], plain.pitch[by_id], plain.velocity[by_id], track,
                extra=more,
            )  # fmt: skip
        tracks = [Track(name, channel=min(i, 15)) for i, name in enumerate(self._tracks[:256])]
        if self._tiers:
            extra[TIERS] = self._tiers
        segments = sorted(self._segments, key=lambda s: (s.start, s.end))
        return Score(
            notes,
            tempo_map,
            tracks=tuple(tracks) or DEFAULT_TRACKS,
            curves=self._curves,
            segments=tuple(segments),
            name=name,
            extra=extra,
        )


def write(score: Score, path: Path) -> bytes:
    """Bytes of a JAMS file.

    Raises
    ------
    FormatError
        If a foreign value cannot be written as JSON.

    Warns
    -----
    PianoRollWarning
        With what has no place in it.
    """
    annotations = [*_note_annotations(score), *_contours(score), *_tier_annotations(score)]
    tempos = score.tempo_map.tempos
    end_s = max([score.end_seconds, *(s.end for s in score.segments)], default=0.0)
    duration = max(end_s, 1e-3)
    if len(tempos) == 1:
        row = {"time": 0.0, "duration": duration, "value": tempos[0][1], "confidence": None}
        annotations.append(_annotation("tempo", [row]))
    other = [name for name, curve in score.curves.items() if curve.target != "f0"]
    if other or len(tempos) > 1 or score.notes.phoneme.any():
        what = [*other, *(["tempo"] if len(tempos) > 1 else []), *(["phoneme"] if score.notes.phoneme.any() else [])]
        warn(path, Sentence("jams.losses", what=", ".join(what)))
    said = score.extra.get(KEY)
    kept = dict(said) if isinstance(said, Mapping) else {}
    meta = {
        "title": score.name,
        "artist": kept.get("artist", ""),
        "release": kept.get("release", ""),
        "duration": kept.get("duration", duration),
        "jams_version": "0.3.4",
        "identifiers": {},
    }
    content = {"annotations": annotations, "file_metadata": meta, "sandbox": {}}
    try:
        return utf8(json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1, default=_plain) + "\n")
    except (TypeError, ValueError) as error:
        raise FormatError(path, Sentence("json.foreign", error=error)) from error


def _annotation(namespace: str, data: list[dict[str, Any]], sandbox: dict[str, Any] | None = None) -> dict[str, Any]:
    meta = {
        "curator": {"name": "", "email": ""},
        "annotator": {},
        "version": "",
        "corpus": "",
        "annotation_tools": "gradio-pianoroll",
        "annotation_rules": "",
        "validation": "",
        "data_source": "",
    }
    return {
        "namespace": namespace,
        "data": data,
        "annotation_metadata": meta,
        "sandbox": sandbox or {},
        "time": 0,
        "duration": None,
    }


def _note_annotations(score: Score) -> Iterator[dict[str, Any]]:
    onset_s, duration_s, hz = columns_of(score)
    pitch = np.round(pitch_of_hz(hz), 6) if len(hz) else hz
    ids, track = score.notes.id.tolist(), score.notes.track
    for number in sorted(set(track.tolist())):
        rows = np.flatnonzero(track == number).tolist()
        data = [
            {
                "time": float(onset_s[row]),
                "duration": float(duration_s[row]),
                "value": float(pitch[row]),
                "confidence": _finite(score.notes.extra.get(ids[row], {}).get("confidence")),
            }
            for row in rows
        ]
        name = score.tracks[number].name if number < len(score.tracks) else ""
        yield _annotation("note_midi", data, {"tier": well_formed(name)} if name else None)
    words = [
        {
            "time": float(onset_s[row]),
            "duration": float(duration_s[row]),
            "value": well_formed(text),
            "confidence": None,
        }
        for row, text in enumerate(score.notes.lyric.to_list())
        if text is not None
    ]
    if words and "lyrics" not in score.tiers:
        yield _annotation("lyrics", words, {"kind": "intervals"})


def _contours(score: Score) -> Iterator[dict[str, Any]]:
    for name, curve in score.curves.items():
        if curve.target != "f0":
            continue
        data = _frames(score, curve)
        sandbox: dict[str, Any] = {"tier": well_formed(name)}
        if curve.is_edited:
            # What the curve came with is no annotation of its own.
            sandbox[ORIGINAL] = [
                [item["time"], item["value"]["frequency"]] for item in _frames(score, curve.as_original())
            ]
        yield _annotation("pitch_contour", data, sandbox)


def _frames(score: Score, curve: Curve) -> list[dict[str, Any]]:
    times = curve.sample_times()
    seconds = score.tempo_map.seconds_at(times) if curve.time == "beats" else times
    return [
        {
            "time": time,
            "duration": 0.0,
            "value": {"index": 0, "frequency": 0.0 if math.isnan(hz) else hz, "voiced": not math.isnan(hz)},
            "confidence": None,
        }
        for time, hz in zip(np.asarray(seconds).tolist(), curve.values.astype(np.float64).tolist(), strict=True)
    ]


def _tier_annotations(score: Score) -> Iterator[dict[str, Any]]:
    for name, tier in score.tiers.items():
        data = [
            {
                "time": segment.start,
                "duration": segment.end - segment.start,
                "value": segment.extra.get(VALUE, well_formed(segment.text)),
                "confidence": segment.confidence,
            }
            for segment in tier
        ]
        namespace = name if name in _TEXTS else "tag_open"
        yield _annotation(namespace, data, {"tier": well_formed(name), "kind": tier.kind})


def _as_text(value: Any) -> tuple[str, dict[str, Any]]:
    """Text of a value, and the value itself where it is none."""
    if isinstance(value, str):
        return value, {}
    if value is None:
        return "", {}
    if isinstance(value, bool | int | float):
        return (f"{value:g}" if isinstance(value, float) else str(value)), {VALUE: value}
    label = value.get("label") if isinstance(value, Mapping) else None
    return (label if isinstance(label, str) else json.dumps(value, ensure_ascii=False)), {VALUE: value}


def _finite(value: Any) -> float | None:
    """Number of a value; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _plain(value: Any) -> Any:
    """NumPy scalars and arrays, and mappings, as JSON."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(Sentence("json.no_form", kind=type(value).__name__))
