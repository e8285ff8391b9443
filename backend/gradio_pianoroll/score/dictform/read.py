"""The dict form read into a score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gradio_pianoroll.i18n.sentence import Sentence

from ...errors import ScoreError
from ..audio_ref import AudioRef
from ..bars import check_fraction
from ..curve import Curve
from ..immutable import FloatArray, why_not_kept
from ..notes.table import NoteTable
from ..problems import Problems
from ..segment import Segment
from ..tempo_map import MAX_BPM, MIN_BPM, TempoMap
from ..track import DEFAULT_TRACKS, MAX_TRACKS, Track
from ..units import MAX_PIXELS_PER_BEAT, MAX_PPQN, MAX_SAMPLE_RATE, MIN_PIXELS_PER_BEAT, MIN_SAMPLE_RATE
from .identity import Former
from .line_layers import read_layer
from .numbers import number, shown
from .read_notes import Units, note_times, read_notes
from .revision import REVISION_KEY, is_mark

EDIT_MODES = {"select": "select", "draw": "draw", "erase": "erase", "create": "draw", "delete": "erase"}
SNAPS = ("none", *(f"1/{n}{t}" for n in (1, 2, 4, 8, 16, 32, 64) for t in ("", "T")))
READ = frozenset((
    "notes", "tempo", "timeSignature", "tempos", "timeSignatures", "editMode", "snapSetting", "pixelsPerBeat",
    "sampleRate", "ppqn", "audio_data", "curve_data", "segment_data", "line_data", "use_backend_audio", "tracks",
    "name", "audio_start_s",
))  # fmt: skip


def read_fields(data: Any, on_error: str = "warn", like: NoteTable | None = None) -> dict[str, Any]:
    """Attributes of the score of a dict form; see `Score.from_dict`. `like` are the notes of a former state."""
    if not isinstance(data, Mapping):
        raise ScoreError(Sentence("json.no_object", kind=type(data).__name__))
    problems = Problems(on_error)
    fields = _Reader(data, problems, like).fields()
    problems.warn(stacklevel=4)
    return fields


def problems_of(data: Any) -> list[str]:
    """Sentences that `read_fields` would warn with, one for each wrong item. Never warns."""
    if not isinstance(data, Mapping):
        return [Sentence("json.no_object", kind=type(data).__name__)]
    problems = Problems()
    _Reader(data, problems, None).fields()
    return list(problems.messages)


def read_times(data: Mapping[str, Any], notes: list[Any]) -> tuple[FloatArray, FloatArray]:
    """Onset and duration in beats of notes of the dict form `data`, NaN where they cannot be read; no warnings."""
    return note_times(notes, _Reader(data, Problems(), None).units())


class _Reader:
    def __init__(self, data: Mapping[str, Any], problems: Problems, like: NoteTable | None) -> None:
        self._data = data
        self._like = like
        self._problems = problems

    def fields(self) -> dict[str, Any]:
        """All attributes of the score by name."""
        data = self._data
        units = self.units()
        zoom = units.pixels_per_beat
        curves, raw_curves = self._curves(zoom)
        extra = {key: value for key, value in data.items() if key not in READ and value is not None}
        if is_mark(extra.get(REVISION_KEY)):
            del extra[REVISION_KEY]
        if raw_curves:
            extra["curve_data"] = raw_curves
        if "viewport_config" in extra and not isinstance(extra["viewport_config"], Mapping):
            self._problems.add(Sentence("json.viewport", given=shown(extra.pop("viewport_config"))))
        return {
            "notes": read_notes(
                self._get("notes", ()), units, self._problems, None if self._like is None else Former(self._like)
            ),
            "tempo_map": units.tempo_map,
            "tracks": self._tracks(),
            "curves": curves,
            "segments": self._segments(),
            "audio": self._audio(),
            "ppqn": units.ppqn,
            "sample_rate": int(units.sample_rate) if units.sample_rate == int(units.sample_rate) else units.sample_rate,
            "name": self._name(),
            "pixels_per_beat": zoom,
            "edit_mode": self._edit_mode(),
            "snap": self._choice("snapSetting", "1/4", SNAPS),
            "use_backend_audio": self._flag("use_backend_audio"),
            "extra": {key: value for key, value in extra.items() if self._is_kept(key, value)},
        }

    def units(self) -> Units:
        """Units that the numbers of the notes are measured in."""
        zoom = self._number("pixelsPerBeat", 80.0, MAX_PIXELS_PER_BEAT, MIN_PIXELS_PER_BEAT)
        rate = self._number("sampleRate", 44100, MAX_SAMPLE_RATE, MIN_SAMPLE_RATE)
        return Units(self._tempo_map(), zoom, rate, self._ppqn())

    def _is_kept(self, key: str, value: Any) -> bool:
        reason = why_not_kept(value)
        if reason:
            self._problems.add(Sentence("json.key_left", key=shown(key), reason=reason))
        return not reason

    def _get(self, key: str, default: Any) -> Any:
        value = self._data.get(key)
        return default if value is None else value

    def _number(self, key: str, default: float, limit: float, least: float = 0.0) -> float:
        value = number(self._get(key, default))
        if value is None or not least <= value <= limit or not value:
            said = {"key": key, "given": shown(self._data[key]), "limit": limit, "default": default}
            self._problems.add(
                Sentence("json.number_from", least=least, **said) if least else Sentence("json.number", **said)
            )
            return default
        return value

    def _ppqn(self) -> int:
        value = number(self._get("ppqn", 480))
        if value is None or not 1 <= value <= MAX_PPQN or value != int(value):
            self._problems.add(Sentence("json.ppqn", given=shown(self._data["ppqn"])))
            return 480
        return int(value)

    def _choice(self, key: str, default: str, known: tuple[str, ...]) -> str:
        value = self._get(key, default)
        if isinstance(value, str) and value in known:
            return value
        self._problems.add(
            Sentence("json.choice", key=key, given=shown(value), known=", ".join(known), default=default)
        )
        return default

    def _edit_mode(self) -> str:
        return EDIT_MODES[self._choice("editMode", "select", tuple(EDIT_MODES))]

    def _flag(self, key: str) -> bool:
        value = self._get(key, False)
        if not isinstance(value, bool):
            self._problems.add(Sentence("json.flag", key=key, given=shown(value)))
        return value is True

    def _name(self) -> str:
        value = self._get("name", "")
        if not isinstance(value, str):
            self._problems.add(Sentence("json.name", given=shown(value)))
        return value if isinstance(value, str) else ""

    def _tempo_map(self) -> TempoMap:
        """Read the lists where there are some; `tempo` and `timeSignature` are their first items and win over them."""
        first = self._number("tempo", 120.0, MAX_BPM, MIN_BPM)
        signature = self._signature()
        tempos = self._list_of("tempos", ("beat", "bpm"), lambda items: TempoMap(items).tempos, [(0.0, first)])
        signatures = self._list_of(
            "timeSignatures",
            ("beat", "numerator", "denominator"),
            lambda items: TempoMap(120.0, items).signatures,
            [(0.0, *(signature or (4, 4)))],
        )
        if self._data.get("tempo") is not None:
            tempos = [(0.0, first), *tempos[1:]]
        if signature is not None:
            signatures = [(0.0, *signature), *signatures[1:]]
        return TempoMap(tempos, signatures)

    def _signature(self) -> tuple[int, int] | None:
        given = self._data.get("timeSignature")
        if given is None:
            return None
        if not isinstance(given, Mapping):
            self._problems.add(Sentence("json.meter", given=shown(given)))
            return 4, 4
        numerator, denominator = given.get("numerator", 4), given.get("denominator", 4)
        try:
            check_fraction(numerator, denominator, "timeSignature")
        except ValueError as error:
            self._problems.add(Sentence("json.meter_bad", error=error))
            return 4, 4
        return int(numerator), int(denominator)

    def _list_of(self, key: str, names: tuple[str, ...], check: Any, default: Any) -> Any:
        given = self._data.get(key)
        if given is None:
            return default
        try:
            return check([tuple(item[name] for name in names) for item in given])
        except (TypeError, ValueError, KeyError) as error:
            self._problems.add(Sentence("json.first_only", key=key, error=error))
            return default

    def _tracks(self) -> tuple[Track, ...]:
        given = self._get("tracks", None)
        if given is None:
            return DEFAULT_TRACKS
        try:
            tracks = tuple(Track.from_json(item) for item in given)
        except (TypeError, ValueError) as error:
            self._problems.add(Sentence("json.tracks", error=error))
            return DEFAULT_TRACKS
        if len(tracks) > MAX_TRACKS:
            self._problems.add(Sentence("json.many_tracks", count=len(tracks), most=MAX_TRACKS))
        return tracks[:MAX_TRACKS]

    def _audio(self) -> AudioRef | None:
        source = self._get("audio_data", None)
        if source is None or source == "":
            return None
        if not isinstance(source, str):
            self._problems.add(Sentence("json.audio", given=shown(source)))
            return None
        start_s = number(self._get("audio_start_s", 0.0))
        if start_s is None:
            given = shown(self._data["audio_start_s"])
            self._problems.add(Sentence("json.audio_start", given=given))
        return AudioRef.of(source, start_s or 0.0)

    def _curves(self, pixels_per_beat: float) -> tuple[dict[str, Curve], dict[str, Any]]:
        """Curves of both keys by name, and what stands under `curve_data` that is no curve of points."""
        curves: dict[str, Curve] = {}
        for name, layer in self._layers("line_data").items():
            curve = read_layer(name, layer, pixels_per_beat, self._problems, "line_data")
            if curve is not None:
                curves[name] = curve
        raw: dict[str, Any] = {}
        for name, layer in self._layers("curve_data").items():
            if name == "waveform_data" or name in curves or not _looks_like_points(layer):
                raw[name] = layer
                continue
            curve = read_layer(name, layer, pixels_per_beat, self._problems, "curve_data")
            if curve is not None:
                curves[name] = curve
        return curves, raw

    def _layers(self, key: str) -> Mapping[str, Any]:
        given = self._get(key, {})
        if not isinstance(given, Mapping):
            self._problems.add(Sentence("json.layers", key=key, kind=type(given).__name__))
            return {}
        for name in given:
            if not isinstance(name, str):
                self._problems.add(Sentence("json.layer_name", key=key, name=shown(name)))
        return {name: layer for name, layer in given.items() if isinstance(name, str) and layer is not None}

    def _segments(self) -> tuple[Segment, ...]:
        given = self._get("segment_data", ())
        if isinstance(given, str | Mapping) or not hasattr(given, "__iter__"):
            self._problems.add(Sentence("json.segments", kind=type(given).__name__))
            return ()
        return tuple(segment for i, item in enumerate(given) if (segment := self._segment(i, item)) is not None)

    def _segment(self, i: int, item: Any) -> Segment | None:
        if not isinstance(item, Mapping):
            self._problems.add(Sentence("json.segment", number=i, given=shown(item)))
            return None
        if reason := why_not_kept(item):
            self._problems.add(Sentence("json.segment_left", number=i, reason=reason))
            return None
        extra = {k: v for k, v in item.items() if k not in ("start", "end", "type", "value", "confidence")}
        text = item.get("value")
        if text is not None and not isinstance(text, str):
            # What is no text is kept as it was, and shown as text.
            extra["value"] = text
            text = str(text)
        if text is None:
            text = extra.pop("text", None) or ""
        try:
            return Segment(
                item.get("start"), item.get("end"), item.get("type") or "", text, item.get("confidence"), extra  # type: ignore[arg-type]
            )  # fmt: skip
        except (TypeError, ValueError, OverflowError) as error:
            self._problems.add(Sentence("json.segment_left", number=i, reason=error))
            return None


def _looks_like_points(layer: Any) -> bool:
    points = layer.get("data") if isinstance(layer, Mapping) else layer
    return isinstance(points, list | tuple) and bool(points) and all(isinstance(p, Mapping) for p in points[:1])
