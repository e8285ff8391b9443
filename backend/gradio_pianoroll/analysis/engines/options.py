"""Checks of the options that engines have of their own."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from typing import Any

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.i18n.sentence import Sentence


def own_options(engine: Callable[..., Any]) -> tuple[str, ...] | None:
    """Names of an engine's own options; None when it takes any."""
    parameters = inspect.signature(engine).parameters.values()
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        return None
    return tuple(p.name for p in parameters if p.kind is p.KEYWORD_ONLY)


def check_names(name: str, engine: Callable[..., Any], given: Mapping[str, Any]) -> None:
    """Refuse options that an engine does not have; the message names those that it has."""
    known = own_options(engine)
    if known is None:
        return
    for option in given:
        if option not in known:
            if not known:
                raise AnalysisError(Sentence("engine.no_options", name=name, option=option))
            raise AnalysisError(Sentence("engine.no_option", name=name, option=option, known=", ".join(known)))


def number_between(option: str, value: Any, low: float, high: float) -> float:
    """`value` as a float when it is a number in [low, high]."""
    ok = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not ok or not low <= value <= high:
        raise AnalysisError(Sentence("engine.option_range", option=option, low=low, high=high, value=value))
    return float(value)
