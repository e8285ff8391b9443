"""Fourier transforms of SciPy, each call of which the end of the program waits for."""

from __future__ import annotations

from typing import Any

from gradio_pianoroll.analysis.extras import require
from gradio_pianoroll.native import as_native_call


class _Transforms:
    """The functions of `scipy.fft` by their names; the package is loaded with the first that is used.

    Raises
    ------
    MissingPackageError
        When SciPy is not installed.
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        function = as_native_call(getattr(require("scipy.fft"), name))
        setattr(self, name, function)
        return function


fft = _Transforms()
