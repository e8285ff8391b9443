"""The JSON schema of the component's value for API clients.

Gradio writes it into the page, with its rendering as a Python type, for every endpoint that takes or gives a roll:
every word of it is sent many times, so it names all keys and explains only what its name does not say.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

_NUMBER: dict[str, Any] = {"type": "number"}
_INTEGER: dict[str, Any] = {"type": "integer"}
_TEXT: dict[str, Any] = {"type": "string"}
_BOOLEAN: dict[str, Any] = {"type": "boolean"}
_ANY: dict[str, Any] = {"type": "object"}
_FILE: dict[str, Any] = {"$ref": "#/$defs/FileData"}


def _object(properties: dict[str, Any], required: Iterable[str] = ()) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        schema["required"] = list(required)
    return schema


def _array(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _named(kind: dict[str, Any], names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), kind)


NOTE = _object(
    {
        "id": _TEXT,
        "start": {"type": "number", "description": "pixels"},
        "duration": {"type": "number", "description": "pixels"},
        "pitch": {"type": "integer", "minimum": 0, "maximum": 127},
        "velocity": {"type": "integer", "minimum": 0, "maximum": 127},
        **_named(_TEXT, "lyric phoneme"),
        **_named(_INTEGER, "track startFlicks durationFlicks startTicks durationTicks startSample durationSamples"),
        **_named(_NUMBER, "startSeconds durationSeconds endSeconds startBeats durationBeats"),
    },
    ["pitch"],
)
LAYER = _object(
    {
        **_named(_TEXT, "color position dataType unit renderMode yAxisLabel yUnit"),
        **_named(_NUMBER, "lineWidth yMin yMax height opacity yOffset"),
        "visible": _BOOLEAN,
        "originalRange": _ANY,
        "data": _array(_ANY),
    }
)
SEGMENT = _object({**_named(_NUMBER, "start end confidence"), **_named(_TEXT, "type value")}, ["start", "end"])
SIGNATURE = _named(_INTEGER, "numerator denominator")

DICT_FORM: dict[str, Any] = _object(
    {
        "notes": _array(NOTE),
        "tempo": _NUMBER,
        "timeSignature": _object(SIGNATURE),
        "editMode": {"enum": ["select", "draw", "erase"]},
        "snapSetting": _TEXT,
        "pixelsPerBeat": _NUMBER,
        **_named(_INTEGER, "sampleRate ppqn"),
        "audio_data": {"anyOf": [_TEXT, _FILE]},
        "curve_data": _ANY,
        "segment_data": _array(SEGMENT),
        "line_data": {"type": "object", "additionalProperties": LAYER},
        "viewport_config": _object(
            {"virtualScrolling": _BOOLEAN, **_named(_NUMBER, "bufferSize renderThreshold")},
        ),
        "use_backend_audio": _BOOLEAN,
        "waveform_data": _array(_ANY),
        "tempos": _array(_object(_named(_NUMBER, "beat bpm"))),
        "timeSignatures": _array(_object({"beat": _NUMBER, **SIGNATURE})),
        "tracks": _array(_ANY),
        "name": _TEXT,
        "audio_start_s": _NUMBER,
    },
    ["notes"],
)

HANDLE: dict[str, Any] = _object(
    {"v": {"const": 1}, **_named(_TEXT, "doc rev key delta"), **_named(_ANY, "meta blob files delta_blob")},
    ["v", "doc", "rev"],
)

FILE_DATA = _object(
    {
        **_named(_TEXT, "path url orig_name mime_type"),
        "size": _INTEGER,
        "is_stream": _BOOLEAN,
        "meta": _object({"_type": {"const": "gradio.FileData"}}),
    },
    ["path"],
)


@cache
def value_schema() -> dict[str, Any]:
    """What a client may send: the dict form, a MIDI or JSON file, or a handle."""
    return {
        "title": "PianoRoll",
        "anyOf": [DICT_FORM, _FILE, HANDLE],
        "$defs": {"FileData": FILE_DATA},
        "additional_description": "The dict form, a MIDI or JSON file, or the handle that an app answered",
    }


@cache
def answer_schema() -> dict[str, Any]:
    """What a client receives: the dict form, or a handle for a handle."""
    return {
        "title": "PianoRoll",
        "anyOf": [DICT_FORM, HANDLE],
        "$defs": {"FileData": FILE_DATA},
        "additional_description": "The dict form; a handle for who sent that handle",
    }
