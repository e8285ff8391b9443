"""Packages that only some features need; a missing one is answered with the line that installs it."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from gradio_pianoroll.analysis.checks import AnalysisError


class MissingPackageError(AnalysisError):
    """A package of an extra is not installed; the message is the line that installs it."""


def require(module: str, extra: str, what: str) -> Any:
    """Import a package of an extra.

    Parameters
    ----------
    module
        As it is imported.
    extra
        Which of this package's extras brings it.
    what
        What needs it, as the sentence's subject.

    Raises
    ------
    MissingPackageError
        When it is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0].replace("_", "-")
        raise MissingPackageError(
            f"{what} needs the package {package}: pip install 'gradio_pianoroll[{extra}]' ({error})"
        ) from error


def is_installed(module: str) -> bool:
    """Whether a package can be found, without importing it."""
    return find_spec(module) is not None
