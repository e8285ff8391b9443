"""What a curve came with (`Curve.original`), beside its values in tables and arrays: ``f0``, ``f0_original``."""

from __future__ import annotations

import dataclasses
from collections.abc import Container
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.i18n.sentence import Sentence

from ...score import Curve
from .conventions import say

SUFFIX = "_original"


def named(name: str) -> str:
    """Name of the column of what a column came with."""
    return name + SUFFIX


def owner(name: str, names: Container[str]) -> str | None:
    """Of whose original a column is, where it is one."""
    stem = name.removesuffix(SUFFIX)
    return stem if stem != name and stem in names else None


def with_original(curve: Curve, original: Curve) -> Curve:
    """A curve that came with the values of another one."""
    return dataclasses.replace(curve, kept_values=original.values, kept_times=original.times)


def on_same_times(curve: Curve) -> NDArray[np.float32] | None:
    """What an edited curve came with, where that has its times; else None."""
    if not curve.is_edited:
        return None
    original = curve.as_original()
    if len(original) != len(curve) or not np.array_equal(original.sample_times(), curve.sample_times()):
        return None
    return original.values


def say_left(path: Path, curve: Curve) -> None:
    """Tell that a file has no place for what a curve came with."""
    say(path, Sentence("pitch.original_left", curve=curve.name))
