"""What hands did to curves, for formats that have no place for it."""

from __future__ import annotations

from collections.abc import Iterable

from gradio_pianoroll.i18n.sentence import Sentence

from ..score import Curve


def words_of_corrections(curves: Iterable[Curve]) -> list[Sentence]:
    """Words for what curves came with before they were edited, and for their pins; empty where there is neither."""
    some = list(curves)
    found = {"originals": any(curve.is_edited for curve in some), "pins": any(curve.pins for curve in some)}
    return [Sentence(f"word.{name}") for name, there in found.items() if there]
