"""The layers in an XML file of Sonic Visualiser: models with their points, as columns.

A layer file (``.svl``) has one or more models, each with a dataset of points at sample frames; a session (``.sv``,
Tony's ``.ton``) has them among others and is packed with bzip2.
"""

from __future__ import annotations

import bz2
from array import array
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence

from ...errors import FormatError
from ...score.immutable import FloatArray
from ..bounds import refuse_more

MAX_BYTES = 512 * 1024 * 1024
MAX_POINTS = 5_000_000
MAX_LAYERS = 1_000


@dataclass
class Layer:
    """Model of a file, and the points in it.

    Attributes
    ----------
    model
        Attributes of the model.
    name, kind
        Name and type of the layer that shows it.
    frame, value, duration, level
        Columns of the points; NaN where a point has no such thing.
    label
        Texts of the points.
    """

    model: dict[str, str]
    name: str = ""
    kind: str = ""
    frame: array[float] = field(default_factory=lambda: array("d"))
    value: array[float] = field(default_factory=lambda: array("d"))
    duration: array[float] = field(default_factory=lambda: array("d"))
    level: array[float] = field(default_factory=lambda: array("d"))
    label: list[str] = field(default_factory=list)

    @property
    def columns(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Frames, values, durations and levels."""
        one, two, three, four = (np.array(column) for column in (self.frame, self.value, self.duration, self.level))
        return one, two, three, four


class _Reader:
    """Handler of the parser."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        for handler in ("EntityDeclHandler", "UnparsedEntityDeclHandler", "ExternalEntityRefHandler"):
            setattr(self._parser, handler, self._refuse)
        self._models: dict[str, dict[str, str]] = {}
        self._shown: dict[str, tuple[str, str]] = {}
        self._datasets: dict[str, Layer] = {}
        self._open: Layer | None = None
        self._points = 0

    def _refuse(self, *_: Any) -> None:
        """Refuse entities: a layer needs none, and they unfold into much."""
        raise FormatError(self._path, Sentence("xml.entities"))

    def layers(self, data: bytes) -> list[Layer]:
        self._parser.Parse(data, True)
        found = []
        for id, model in self._models.items():
            layer = self._datasets.get(model.get("dataset", ""), Layer({}))
            name, kind = self._shown.get(id, ("", ""))
            found.append(
                Layer(
                    model, name or model.get("name", ""), kind,
                    layer.frame, layer.value, layer.duration, layer.level, layer.label,
                )
            )  # fmt: skip
        return found

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "point" and self._open is not None:
            layer = self._open
            layer.frame.append(self._number(attributes, "frame", None))
            layer.value.append(self._number(attributes, "value"))
            layer.duration.append(self._number(attributes, "duration"))
            layer.level.append(self._number(attributes, "level"))
            layer.label.append(attributes.get("label", ""))
            self._points += 1
            if self._points > MAX_POINTS:
                refuse_more(self._path, self._points, MAX_POINTS, Sentence("amount.points"))
        elif tag == "model":
            refuse_more(self._path, len(self._models) + 1, MAX_LAYERS, Sentence("amount.layers"))
            self._models[attributes.get("id", "")] = attributes
        elif tag == "dataset":
            refuse_more(self._path, len(self._datasets) + 1, MAX_LAYERS, Sentence("amount.layers"))
            self._open = self._datasets.setdefault(attributes.get("id", ""), Layer({}))
        elif tag == "layer" and "type" in attributes:
            self._shown.setdefault(attributes.get("model", ""), (attributes.get("name", ""), attributes["type"]))

    def _end(self, tag: str) -> None:
        if tag == "dataset":
            self._open = None

    def _number(self, attributes: dict[str, str], name: str, otherwise: float | None = np.nan) -> float:
        said = attributes.get(name)
        try:
            if said is None:
                if otherwise is None:
                    raise ValueError
                return otherwise
            return float(said)
        except ValueError:
            line = self._parser.CurrentLineNumber
            raise FormatError(self._path, Sentence("layer.number", line=line, name=name, said=said)) from None


def layers_of(data: bytes, path: Path) -> list[Layer]:
    """Layers of the bytes of a layer file or a session.

    Raises
    ------
    FormatError
        If it is none; the message gives the line.
    """
    if data.startswith(b"BZh"):
        data = _unpacked(data, path)
    refuse_more(path, len(data), MAX_BYTES, Sentence("amount.bytes"))
    try:
        return _Reader(path).layers(data)
    except (expat.ExpatError, ValueError, LookupError) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(path, Sentence("xml.malformed", error=error)) from error


def _unpacked(data: bytes, path: Path) -> bytes:
    unpacker = bz2.BZ2Decompressor()
    try:
        whole = unpacker.decompress(data, MAX_BYTES + 1)
    except (OSError, EOFError, ValueError) as error:
        raise FormatError(path, Sentence("layer.damaged", error=error)) from error
    if not unpacker.eof and len(whole) <= MAX_BYTES:
        raise FormatError(path, Sentence("layer.cut"))
    return whole
