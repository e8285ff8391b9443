"""Libraries that may be missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def need(module: str, extra: str) -> Any:
    """Import the module.

    Parameters
    ----------
    module
        Its name.
    extra
        Of this package, that brings it.

    Raises
    ------
    ImportError
        If it is missing; the message says how to install it.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise ImportError(f"{module} is missing; install it with: pip install 'gradio_pianoroll[{extra}]'") from error
