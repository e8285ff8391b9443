"""The JSON schema of the component's value for API clients."""

from __future__ import annotations

from functools import cache
from typing import Any

from .handle import Payload

_NUMBER: dict[str, Any] = {"type": "number"}
_INTEGER: dict[str, Any] = {"type": "integer"}
_TEXT: dict[str, Any] = {"type": "string"}
_TIMES = (
    "startFlicks", "durationFlicks", "startSeconds", "durationSeconds", "endSeconds", "startBeats", "durationBeats",
    "startTicks", "durationTicks", "startSample", "durationSamples",
)  # fmt: skip


def _described(schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {**schema, "description": description}


def _midi(description: str) -> dict[str, Any]:
    return {"type": "integer", "minimum": 0, "maximum": 127, "description": description}


NOTE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": _TEXT,
        "start": _described(_NUMBER, "pixels at pixelsPerBeat"),
        "duration": _described(_NUMBER, "pixels at pixelsPerBeat"),
        "pitch": _midi("MIDI note number"),
        "velocity": _midi("100 when missing"),
        "lyric": _TEXT,
        "phoneme": _TEXT,
        "track": _INTEGER,
        **{name: _described(_NUMBER, "derived") for name in _TIMES},
    },
    "required": ["pitch"],
    "additionalProperties": True,
}

LAYER: dict[str, Any] = {
    "type": "object",
    "properties": {
        "color": _TEXT,
        "lineWidth": _NUMBER,
        "yMin": _NUMBER,
        "yMax": _NUMBER,
        "height": _NUMBER,
        "position": {"enum": ["top", "center", "bottom", "overlay", "background"]},
        "visible": {"type": "boolean"},
        "opacity": _NUMBER,
        "dataType": _TEXT,
        "unit": _TEXT,
        "originalRange": {"type": "object", "additionalProperties": True},
        "renderMode": {"enum": ["piano_grid", "independent_range", "curve", "steps", "points"]},
        "yAxisLabel": _TEXT,
        "data": {"type": "array", "items": {"type": "object", "additionalProperties": _NUMBER}},
    },
    "additionalProperties": True,
}

SEGMENT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "start": _described(_NUMBER, "seconds"),
        "end": _described(_NUMBER, "seconds"),
        "type": _TEXT,
        "value": _TEXT,
        "confidence": _NUMBER,
    },
    "required": ["start", "end"],
    "additionalProperties": True,
}

DICT_FORM: dict[str, Any] = {
    "type": "object",
    "title": "PianoRollData",
    "properties": {
        "notes": {"type": "array", "items": NOTE},
        "tempo": _described(_NUMBER, "beats per minute"),
        "timeSignature": {"type": "object", "properties": {"numerator": _INTEGER, "denominator": _INTEGER}},
        "editMode": {"enum": ["select", "draw", "erase"]},
        "snapSetting": _described(_TEXT, "1/1 1/2 1/4 1/8 1/16 1/32 none, 1/4T for triplets"),
        "pixelsPerBeat": _NUMBER,
        "sampleRate": _INTEGER,
        "ppqn": _INTEGER,
        "audio_data": {"anyOf": [_described(_TEXT, "data URI or URL"), {"$ref": "#/$defs/FileData"}]},
        "curve_data": {"type": "object", "additionalProperties": True},
        "segment_data": {"type": "array", "items": SEGMENT},
        "line_data": {"type": "object", "additionalProperties": LAYER},
        "viewport_config": {
            "type": "object",
            "properties": {
                "virtualScrolling": {"type": "boolean"},
                "bufferSize": _NUMBER,
                "renderThreshold": _NUMBER,
            },
        },
        "use_backend_audio": {"type": "boolean"},
        "waveform_data": {"type": "array", "items": {"type": "object", "additionalProperties": _NUMBER}},
        "tempos": {"type": "array", "items": {"type": "object", "properties": {"beat": _NUMBER, "bpm": _NUMBER}}},
        "timeSignatures": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"beat": _NUMBER, "numerator": _INTEGER, "denominator": _INTEGER},
            },
        },
        "tracks": {"type": "array", "items": {"type": "object", "additionalProperties": True}},
        "name": _TEXT,
        "audio_start_s": _NUMBER,
    },
    "required": ["notes"],
    "additionalProperties": True,
}


@cache
def value_schema() -> dict[str, Any]:
    """What a client may send and may receive: the dict form, a MIDI or JSON file, or a handle."""
    handle = Payload.model_json_schema()
    return {
        "title": "PianoRoll",
        "anyOf": [DICT_FORM, {"$ref": "#/$defs/FileData"}, {"$ref": "#/$defs/Handle"}],
        "$defs": handle["$defs"],
        "additional_description": (
            "Send the dict form, a MIDI or JSON file, or the handle that you got. A value in the dict form comes back "
            "in the dict form; a handle names its notes in `blob`, an Arrow IPC stream "
            "(gradio_pianoroll.PianoRollValue.from_handle reads it)."
        ),
    }
