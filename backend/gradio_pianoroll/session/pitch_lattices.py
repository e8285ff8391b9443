"""Lattices of the recordings of pages, each made once in the background; each page has its pins on a copy."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gradio_pianoroll.errors import FormatError, MissingPackageError, TransportError
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis import PitchDoubt, PitchLattice

# Recordings whose lattices are kept, of all pages; and copies of them with somebody's pins.
KEPT = 8
KEPT_COPIES = 64
# Whoever opens many pages does not get more cores than this.
AT_ONCE = 2
# So long after a hand's question nothing is looked for in the background.
QUIET_S = 0.4
# Between two doubtful places nothing is looked for, so that others come to their turn.
BREATH_S = 0.0002
# A short recording is there with the first answer.
PATIENCE_S = 0.4
# As all analyses of files.
HIGHEST_RATE = 22_050
# Frames closer than this take long and tell nothing new; wider ones do not overlap.
LEAST_HOP, MOST_HOP = 64, 1024


class Work:
    """Something that is made once, in a thread of its own."""

    def __init__(self, make: Callable[[Callable[[float], None]], Any], places: threading.Semaphore) -> None:
        self.share = 0.0
        self.result: Any = None
        self.error: Exception | None = None
        self._done = threading.Event()
        self._make, self._places = make, places
        threading.Thread(target=self._run, name="pitch-lattice", daemon=True).start()

    def _run(self) -> None:
        try:
            with self._places:
                self.result = self._make(self._tell)
        except Exception as error:  # noqa: BLE001 - whoever asks is told; here nobody is
            self.error = error
        self._done.set()

    def _tell(self, share: float) -> None:
        self.share = share

    def is_done(self, patience_s: float) -> bool:
        """Whether it is there, after waiting so long."""
        return self._done.wait(patience_s)


@dataclass
class Recording:
    """A recording, its lattice without pins, and its doubtful places.

    Attributes
    ----------
    lattice
        Nobody's: pins are set on copies.
    """

    lattice: PitchLattice
    places: threading.Semaphore
    _doubts: Work | None = None
    _quiet_until_s: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def doubts(self, patience_s: float) -> list[PitchDoubt] | float:
        """Doubtful places without pins; the share done while they are looked for."""
        with self._lock:
            if self._doubts is None:
                self._doubts = Work(self._find_doubts, self.places)
            work = self._doubts
        if not work.is_done(patience_s):
            return work.share
        if work.error is not None:
            with self._lock:
                self._doubts = None
            raise work.error
        found: list[PitchDoubt] = work.result
        return found

    def hand_came(self) -> None:
        """Somebody sets pins: what is found in the background waits a moment, so that the answer is there at once."""
        self._quiet_until_s = time.monotonic() + QUIET_S

    def _find_doubts(self, tell: Callable[[float], None]) -> list[PitchDoubt]:
        def told(share: float) -> None:
            tell(share)
            # Whoever waits for the interpreter, a hand's question before all, has it between two places.
            time.sleep(BREATH_S)
            while (rest_s := self._quiet_until_s - time.monotonic()) > 0:
                time.sleep(rest_s)

        return self.lattice.doubts(on_progress=told)


@dataclass
class Copy:
    """A lattice with the pins of one page.

    Attributes
    ----------
    f0_hz
        F0 under them.
    """

    lattice: PitchLattice
    f0_hz: NDArray[np.float32]
    lock: threading.Lock = field(default_factory=threading.Lock)


class Lattices:
    """Lattices by recording, and copies by page."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[Any, ...], Work] = OrderedDict()
        self._copies: OrderedDict[tuple[Any, ...], Copy] = OrderedDict()
        self._lock = threading.Lock()
        self._places = threading.Semaphore(AT_ONCE)

    def recording(self, path: Path, hop_s: float) -> tuple[tuple[Any, ...], Recording | float]:
        """The lattice of a sound at a distance of frames, under its name; the share done while it is made.

        Raises
        ------
        TransportError
            When it cannot be made; the message says what to do.
        """
        stat = path.stat()
        name = (str(path), stat.st_mtime_ns, stat.st_size, hop_s)
        with self._lock:
            work = self._made.get(name)
            if work is None:
                work = self._made[name] = Work(lambda tell: self._make(path, hop_s, tell), self._places)
            self._made.move_to_end(name)
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
        if not work.is_done(PATIENCE_S):
            return name, work.share
        if work.error is not None:
            with self._lock:
                self._made.pop(name, None)
            raise refusal(work.error) from work.error
        found: Recording = work.result
        return name, found

    def copy(self, name: tuple[Any, ...], recording: Recording, page: str) -> Copy:
        """The copy of a page; one without pins where there is none yet."""
        with self._lock:
            known = self._copies.get((*name, page))
            if known is None:
                lattice = recording.lattice.copy()
                known = self._copies[*name, page] = Copy(lattice, lattice.path.f0_hz.copy())
            self._copies.move_to_end((*name, page))
            while len(self._copies) > KEPT_COPIES:
                self._copies.popitem(last=False)
        return known

    def _make(self, path: Path, hop_s: float, tell: Callable[[float], None]) -> Recording:
        from gradio_pianoroll.analysis import PitchLattice
        from gradio_pianoroll.formats.audio_stream import AudioStream

        sr = min(AudioStream(path).source_sr, HIGHEST_RATE)
        hop_length = min(max(round(hop_s * sr), LEAST_HOP), MOST_HOP)
        return Recording(PitchLattice.of(path, sr, hop_length=hop_length, on_progress=tell), self._places)


def refusal(error: Exception) -> TransportError:
    """What a page is told of an error of the analysis; an error of the program stays one."""
    from gradio_pianoroll.analysis import AnalysisError

    if isinstance(error, AnalysisError | FormatError | MissingPackageError | OSError):
        return TransportError(Sentence("pins.none", error=error))
    raise error
