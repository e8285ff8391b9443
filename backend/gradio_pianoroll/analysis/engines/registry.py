"""Which F0 engines there are. Each is a module of its own, imported when it is first used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.analysis.engines.types import F0Engine
from gradio_pianoroll.extras import is_installed
from gradio_pianoroll.i18n.sentence import Sentence

EngineFactory = Callable[[], F0Engine]


@dataclass(frozen=True)
class EngineInfo:
    """An engine that can be asked for.

    Attributes
    ----------
    name
        As `extract_f0` takes it.
    factory
        Makes it; runs at the first use and imports what it needs.
    summary
        One sentence for people.
    package
        Package beyond the core that it needs, by import name.
    needs_options
        Whether it does not work without options of its own.
    """

    name: str
    factory: EngineFactory
    summary: str = ""
    package: str | None = None
    needs_options: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether it works at once: its package is there and it needs no options."""
        return not self.needs_options and (self.package is None or is_installed(self.package))


_infos: dict[str, EngineInfo] = {}
_engines: dict[str, F0Engine] = {}


def register_engine(
    name: str,
    factory: EngineFactory,
    *,
    summary: str = "",
    package: str | None = None,
    needs_options: bool = False,
) -> None:
    """Make an engine available by name, or replace the one of that name.

    Parameters
    ----------
    name
        As `extract_f0` will take it.
    factory
        Returns the engine, a function `(audio, sr, options, *, …) -> F0Result`; runs at the first use.
    summary
        One sentence for people.
    package
        Import name of a package that it needs beyond the core; `available_engines` leaves the engine out without it.
    needs_options
        Whether it does not work without options of its own.
    """
    _infos[name] = EngineInfo(name, factory, summary, package, needs_options)
    _engines.pop(name, None)


def engine_names() -> tuple[str, ...]:
    """Names that `extract_f0` takes, in the order of registration."""
    return tuple(_infos)


def available_engines() -> tuple[EngineInfo, ...]:
    """Engines that work here at once: their packages are installed and they need no options."""
    return tuple(info for info in _infos.values() if info.is_ready)


def engine_info(name: str) -> EngineInfo:
    """What is known about an engine.

    Raises
    ------
    AnalysisError
        When there is none of that name; the message lists the names.
    """
    if name not in _infos:
        raise AnalysisError(Sentence("engine.unknown", name=name, known=", ".join(_infos)))
    return _infos[name]


def get_engine(name: str) -> F0Engine:
    """The engine of that name, made at the first use.

    Raises
    ------
    AnalysisError
        When there is none of that name, or a package is missing.
    """
    info = engine_info(name)
    if name not in _engines:
        _engines[name] = info.factory()
    return _engines[name]


def _built_in(name: str, summary: str, package: str | None = None, needs_options: bool = False) -> None:
    def factory() -> F0Engine:
        return cast(F0Engine, import_module(f"gradio_pianoroll.analysis.engines.{name}").run)

    register_engine(name, factory, summary=summary, package=package, needs_options=needs_options)


_built_in("pyin", "probabilistic YIN: decides voicing, frame for frame what librosa gives", "numba")
_built_in("yin", "YIN: simple and fast; voiced where periodic and not silent", "numba")
_built_in("swift", "SwiftF0, a small neural network: the most accurate, above all in noise", "swift_f0")
_built_in("rapt", "RAPT: cross-correlation and dynamic programming, the fastest", "pysptk")
_built_in("harvest", "Harvest of WORLD: finest detail of clean voices, slow", "pyworld")
_built_in("dio", "DIO of WORLD with StoneMask: finest detail of clean voices", "pyworld")
_built_in("piptrack", "strongest spectral peak: for whistling and other pure tones", "numba")
_built_in("onnx", "a model of your own, ONNX", "onnxruntime", needs_options=True)
