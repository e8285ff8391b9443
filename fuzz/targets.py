"""The readers: each takes bytes, and either takes them, or refuses them with the error that it documents.

What was read is taken further: a score that a reader gives has to survive the way to the browser and back.
"""

from __future__ import annotations

import io
import json
import os
import warnings
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from unittest.mock import patch

from fuzz.seeds import a_score
from gradio_pianoroll.formats import (
    FormatError,
    abc,
    csv_table,
    dict_json,
    diffsinger,
    eaf,
    jams,
    lrc,
    midi,
    musicxml,
    subtitles,
    text_labels,
    textgrid,
    textgrid_lab,
    ust,
    ustx,
    vvproj,
)
from gradio_pianoroll.formats.audio_stream import AudioStream
from gradio_pianoroll.formats.pitch import arrays, praat, svl
from gradio_pianoroll.score import OpError, Score, ScoreError
from gradio_pianoroll.settings import PREFIX, SettingsError, get_settings
from gradio_pianoroll.transport import TransportError, decode, encode, encode_layers
from gradio_pianoroll.wire.delta import decode_delta, encode_delta, inflate
from gradio_pianoroll.wire.layers import decode_layers
from gradio_pianoroll.wire.peaks import decode_peaks
from gradio_pianoroll.wire.snapshot import encode_exact

Target = Callable[[bytes], bool]
BASE = a_score()
#: Blocks of sound that are decoded of one file.
MAX_BLOCKS = 16


def carry(score: Score) -> None:
    """Send a score to the browser and back, and write it as the dict form."""
    back = decode(encode(score), encode_exact(score))
    assert len(back.notes) == len(score.notes)
    assert back.notes.pitch.tolist() == score.notes.pitch.tolist()
    curves, segments = decode_layers(encode_layers(score.curves, score.segments))
    assert list(curves) == list(score.curves)
    assert len(segments) == len(score.segments)
    json.dumps(score.to_dict())


def _check(said: bool, error: Exception) -> None:
    if not said:
        raise AssertionError("an error must name what it is about") from error


def _format(read: Callable[[bytes, Path], Score], name: str) -> Target:
    def target(data: bytes) -> bool:
        try:
            score = read(data, Path(name))
        except FormatError as error:
            _check(str(error).startswith(name), error)
            return False
        carry(score)
        return True

    return target


def _snapshot(data: bytes) -> bool:
    try:
        score = decode(data)
    except TransportError:
        return False
    carry(score)
    return True


def _exact(data: bytes) -> bool:
    try:
        decode(encode(BASE), data)
    except TransportError:
        return False
    return True


def _layers(data: bytes) -> bool:
    try:
        curves, segments = decode_layers(data)
    except TransportError:
        return False
    carry(Score(curves=curves, segments=segments))
    return True


def _peaks(data: bytes) -> bool:
    try:
        decode_peaks(data)
    except TransportError:
        return False
    return True


def _delta(data: bytes) -> bool:
    try:
        base, ops = decode_delta(data)
        score = BASE.apply(ops)[0]
    except (TransportError, OpError):
        return False
    encode_delta(base, ops)
    carry(score)
    return True


def _deflated(data: bytes) -> bool:
    try:
        text = inflate(data)
    except TransportError:
        return False
    return _delta(text)


def _dict(data: bytes) -> bool:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return False
    try:
        score = Score.from_dict(value)
    except ScoreError:
        return False
    carry(score)
    return True


def _audio(data: bytes) -> bool:
    try:
        stream = AudioStream(io.BytesIO(data), sr=16_000)
        sum(len(block) for block in islice(stream, MAX_BLOCKS))
    except FormatError:
        return False
    return True


def _settings(data: bytes) -> bool:
    """Lines ``NAME=value`` as environment variables with our prefix."""
    given = {}
    for line in data.decode("utf-8", "replace").replace("\0", "").splitlines():
        name, _, value = line.partition("=")
        if name:
            given[PREFIX + name.upper()] = value
    with patch.dict(os.environ, given):
        get_settings.cache_clear()
        try:
            get_settings()
        except SettingsError as error:
            _check(PREFIX in str(error), error)
            return False
        finally:
            get_settings.cache_clear()
    return True


TARGETS: dict[str, Target] = {
    "midi": _format(midi.read, "a.mid"),
    "musicxml": _format(musicxml.read, "a.musicxml"),
    "textgrid": _format(textgrid.read, "a.TextGrid"),
    "label": _format(textgrid_lab.read, "a.lab"),
    "csv": _format(csv_table.read, "a.csv"),
    "pitch": _format(praat.read, "a.Pitch"),
    "layers of Sonic Visualiser": _format(svl.read, "a.svl"),
    "arrays": _format(arrays.read, "a.npz"),
    "json": _format(dict_json.read, "a.json"),
    "SoulX-Singer": _format(dict_json.read, "a.json"),
    "DiffSinger": _format(diffsinger.read, "a.ds"),
    "DiffSinger corpus": _format(csv_table.read, "transcriptions.csv"),
    "OpenUtau": _format(ustx.read, "a.ustx"),
    "UTAU": _format(ust.read, "a.ust"),
    "VOICEVOX": _format(vvproj.read, "a.vvproj"),
    "full-context labels": _format(textgrid_lab.read, "a.lab"),
    "abc": _format(abc.read, "a.abc"),
    "text of labels": _format(text_labels.read, "a.txt"),
    "lrc": _format(lrc.read, "a.lrc"),
    "subtitles": _format(subtitles.read, "a.vtt"),
    "eaf": _format(eaf.read, "a.eaf"),
    "jams": _format(jams.read, "a.jams"),
    "dict": _dict,
    "snapshot": _snapshot,
    "exact": _exact,
    "layers": _layers,
    "peaks": _peaks,
    "delta": _delta,
    "deflated": _deflated,
    "audio": _audio,
    "settings": _settings,
}


def quiet(target: Target) -> Target:
    """The target without the warnings that hostile data calls forth."""

    def run(data: bytes) -> bool:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return target(data)

    return run
