"""The dict form as types for annotations: what keys there are. A plain dict is an instance of each."""

from __future__ import annotations

from typing import Any, Literal, TypedDict


class TimeSignature(TypedDict, total=False):
    """Beats in a bar over the unit of a beat."""

    numerator: int
    denominator: int


class Note(TypedDict, total=False):
    """A note; `start` and `duration` are pixels at the `pixelsPerBeat` of its score, the rest is derived from them."""

    id: str
    start: float
    duration: float
    pitch: int
    velocity: int
    lyric: str | None
    phoneme: str | None
    track: int
    startFlicks: int
    durationFlicks: int
    startSeconds: float
    durationSeconds: float
    endSeconds: float
    startBeats: float
    durationBeats: float
    startTicks: int
    durationTicks: int
    startSample: int
    durationSamples: int


class LineDataPoint(TypedDict, total=False):
    """A point of a line layer: ``{x, y}`` in pixels, ``{seconds, value}``, or ``{time, value}`` in seconds."""

    x: float
    y: float
    seconds: float
    time: float
    value: float


class LineLayerConfig(TypedDict, total=False):
    """A line layer and how it is drawn."""

    color: str
    lineWidth: float
    yMin: float
    yMax: float
    height: float
    position: Literal["top", "center", "bottom", "overlay", "background"]
    visible: bool
    opacity: float
    dataType: str
    unit: str
    originalRange: dict[str, float]
    renderMode: Literal["piano_grid", "independent_range", "curve", "steps", "points"]
    yAxisLabel: str
    yUnit: str
    yOffset: float
    data: list[LineDataPoint]
    pins: list[dict[str, Any]]
    original: list[Any]


class PianoRollDataDict(TypedDict, total=False):
    """A whole score in the dict form; keys that nobody knows pass through."""

    notes: list[Note]
    tempo: float
    timeSignature: TimeSignature
    editMode: Literal["select", "draw", "erase", "create", "delete"]
    snapSetting: str
    pixelsPerBeat: float
    sampleRate: int
    ppqn: int
    audio_data: str | None
    curve_data: dict[str, Any] | None
    segment_data: list[dict[str, Any]] | None
    line_data: dict[str, LineLayerConfig] | None
    viewport_config: dict[str, Any] | None
    use_backend_audio: bool
    waveform_data: list[dict[str, float]] | None
    revision: str


TimeSignatureDict = TimeSignature
NoteDict = Note
LineDataPointDict = LineDataPoint
LineLayerConfigDict = LineLayerConfig
