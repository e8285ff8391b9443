"""F0 of a recording by other engines than the pins' own, made in the background when a page asks for one."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gradio_pianoroll.errors import TransportError
from gradio_pianoroll.i18n.sentence import Sentence

from .pitch_lattices import AT_ONCE, PATIENCE_S, Work, refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

KEPT = 32
# What pins are about already.
OWN = "pyin"


def other_engines() -> list[str]:
    """Names of the engines that could be asked now."""
    from gradio_pianoroll.analysis import available_engines

    return [engine.name for engine in available_engines() if engine.name != OWN and not engine.needs_options]


class OtherEngines:
    """F0 by sound and engine."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[Any, ...], Work] = OrderedDict()
        self._lock = threading.Lock()
        self._places = threading.Semaphore(AT_ONCE)

    def f0(self, path: Path, engine: str) -> tuple[NDArray[np.float32], float] | float:
        """F0 of a sound by an engine in Hz and the distance of its values; the share done while it is looked for.

        Raises
        ------
        TransportError
            When there is no such engine, or it cannot do it.
        """
        known = other_engines()
        if engine not in known:
            raise TransportError(Sentence("pins.engine", engine=engine, known=", ".join(known)))
        stat = path.stat()
        name = (str(path), stat.st_mtime_ns, stat.st_size, engine)
        with self._lock:
            work = self._made.get(name)
            if work is None:
                work = self._made[name] = Work(lambda tell: _analysed(path, engine, tell), self._places)
            self._made.move_to_end(name)
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
        if not work.is_done(PATIENCE_S):
            return work.share
        if work.error is not None:
            with self._lock:
                self._made.pop(name, None)
            raise refusal(work.error) from work.error
        found: tuple[NDArray[np.float32], float] = work.result
        return found


def _analysed(path: Path, engine: str, tell: Callable[[float], None]) -> Any:
    from gradio_pianoroll.analysis import extract_audio_features

    found = extract_audio_features(path, features=("f0",), engine=engine, on_progress=tell)
    return found.f0_hz, found.hop_s
