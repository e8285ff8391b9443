"""Curves and segments as a file that the browser maps into typed arrays."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gradio_pianoroll.errors import TransportError
from gradio_pianoroll.score import Curve, Segment

from .blob import Budget, aligned, count, pack, unpack

MAGIC = b"PRL1"


def encode_layers(curves: Mapping[str, Curve], segments: Sequence[Segment]) -> bytes:
    """The ``PRL1`` file of curves and segments (docs/internals.md)."""
    heads: list[dict[str, Any]] = []
    parts: list[bytes] = []
    offset = 0
    for curve in curves.values():
        kind = "uniform" if curve.times is None else "points"
        head = {**curve.head(), "n": len(curve), "offset": offset, "kind": kind}
        parts.append(_data(curve))
        offset += aligned(len(parts[-1]))
        if curve.is_edited:
            head["original"] = {"n": len(curve.original), "offset": offset}
            parts.append(_data(curve.as_original()))
            offset += aligned(len(parts[-1]))
        heads.append(head)
    return pack(MAGIC, {"curves": heads, "segments": [segment.to_json() for segment in segments]}, parts)


def _data(curve: Curve) -> bytes:
    times = b"" if curve.times is None else curve.times.astype("<f8").tobytes()
    return times + curve.values.astype("<f4").tobytes()


def decode_layers(data: bytes) -> tuple[dict[str, Curve], tuple[Segment, ...]]:
    """Curves by name and segments of a ``PRL1`` file.

    Raises
    ------
    TransportError
        When the bytes are damaged.
    """
    header, body = unpack(MAGIC, data)
    budget = Budget(body, "PRL1")
    heads, listed = header.get("curves", []), header.get("segments", [])
    if not isinstance(heads, list) or not isinstance(listed, list):
        raise TransportError("damaged PRL1 file: curves and segments must be lists")
    try:
        curves = [_curve(head, budget) for head in heads]
        segments = tuple(Segment.from_json(item) for item in listed)
    except TransportError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise TransportError(f"damaged PRL1 file: {error}") from error
    return {curve.name: curve for curve in curves}, segments


def _curve(head: Any, budget: Budget) -> Curve:
    if not isinstance(head, dict):
        raise TransportError("damaged PRL1 file: a curve is not an object")
    is_points = head.get("kind") == "points"
    values, times = _samples(head, is_points, budget)
    bare = {key: value for key, value in head.items() if key not in ("n", "offset", "kind", "original")}
    curve = dataclasses.replace(Curve.from_json(bare | {"values": []}), values=values, times=times)
    original = head.get("original")
    if original is None:
        return curve
    if not isinstance(original, dict):
        raise TransportError("damaged PRL1 file: the original of a curve is not an object")
    kept_values, kept_times = _samples(original, is_points, budget)
    return dataclasses.replace(curve, kept_values=kept_values, kept_times=kept_times)


def _samples(head: dict[str, Any], is_points: bool, budget: Budget) -> tuple[Any, Any]:
    """Values and times (None when uniform) of a part of the data."""
    n = count(head.get("n"), "PRL1")
    raw = budget.take(head.get("offset"), n * (12 if is_points else 4))
    times = np.frombuffer(raw, "<f8", n) if is_points else None
    return np.frombuffer(raw, "<f4", n, offset=8 * n if is_points else 0), times
