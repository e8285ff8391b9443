"""Packages of the extra `analysis` and of the engines, with an error that is one of the analysis, too."""

from __future__ import annotations

from typing import Any

from gradio_pianoroll import errors, extras
from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.i18n.sentence import Sentence

SOUND = Sentence("needs.analysis")


class MissingAnalysisPackageError(AnalysisError, errors.MissingPackageError):
    """A package that the analysis needs is not installed; the message has the line that installs it."""


#: As `gradio_pianoroll.analysis` has called it from the start.
MissingPackageError = MissingAnalysisPackageError


def require(module: str, what: str = SOUND) -> Any:
    """Import a module of a package that comes with an extra.

    Parameters
    ----------
    module
        As it is imported.
    what
        What needs it, as the sentence's subject.

    Raises
    ------
    MissingPackageError
        When it is not installed.
    """
    return extras.require(module, what, MissingAnalysisPackageError)


def check_packages(what: str = SOUND) -> None:
    """Find out, importing nothing, whether all packages of the extra `analysis` are there.

    Raises
    ------
    MissingPackageError
        When one is not.
    """
    extras.check_extra("analysis", what, error=MissingAnalysisPackageError)
