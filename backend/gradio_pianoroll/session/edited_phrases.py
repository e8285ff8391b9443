"""Lets a page hear a recording with the F0 that was drawn over it, phrase by phrase."""

from __future__ import annotations

import base64
import hashlib
import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.errors import FormatError, MissingPackageError, TransportError
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.synth import Resynthesiser

# A page asks for a phrase, with its F0 and that of what lies around it.
MOST_S = 30
MOST_FRAMES = 50_000
# Recordings whose pulses are kept, of all pages.
KEPT = 16
# Whoever asks for many phrases does not get more cores than this.
AT_ONCE = 2


class EditedPhrases:
    """Recordings of pages, ready to be sung in another way."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], Resynthesiser] = OrderedDict()
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def answer(self, payload: Any, allowed: Callable[[Path], bool]) -> dict[str, Any]:
        """Sing a phrase.

        Parameters
        ----------
        payload
            ``{path, start_s, end_s, frames: {start_s, hop_s}, f0_from, f0_to, gain_db?}``: the sound as it stands in a
            handle, the span, and F0 in Hz (null where unvoiced) and gain in dB at the frames.
        allowed
            Whether a file may be read.

        Returns
        -------
        dict
            ``{sr, channels, start_s, pcm, changed}``: base64 of little-endian int16 samples, channels interleaved, and
            the spans of it (start and end in seconds) that are not the recording as it is.

        Raises
        ------
        TransportError
            When there is no such sound, or it cannot be sung like that.
        """
        path, start_s, end_s, times_s, f0_from, f0_to, gain_db = _read(payload)
        if not allowed(path) or not path.is_file():
            raise TransportError(Sentence("sound.gone"))
        try:
            with self._places:
                kept = self._recording(path, times_s, f0_from)
                end_s = min(end_s, kept.duration_s())
                gain = None if gain_db is None else (times_s, gain_db)
                start_s = min(start_s, end_s)
                sound = kept.render((times_s, f0_to), start_s, end_s, gain_db=gain)
                spans = kept.changed_spans((times_s, f0_to), gain_db=gain)
        except (FormatError, MissingPackageError, ValueError, OSError) as error:
            raise TransportError(Sentence("resynthesis.none", error=error)) from error
        changed = [[max(a, start_s), min(b, end_s)] for a, b in spans if a < end_s and b > start_s]
        pcm = base64.b64encode(_int16(sound).tobytes()).decode("ascii")
        return {"sr": kept.sr, "channels": kept.channels, "start_s": start_s, "pcm": pcm, "changed": changed}

    def _recording(self, path: Path, times_s: NDArray[np.float64], f0_hz: NDArray[np.float64]) -> Resynthesiser:
        from gradio_pianoroll.synth import Resynthesiser

        stat = path.stat()
        digest = hashlib.blake2b(times_s.tobytes() + f0_hz.tobytes(), digest_size=16).digest()
        name = (str(path), stat.st_mtime_ns, stat.st_size, digest)
        with self._lock:
            known = self._kept.get(name)
            if known is not None:
                self._kept.move_to_end(name)
                return known
        made = Resynthesiser(path, None, (times_s, f0_hz))
        with self._lock:
            self._kept[name] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made


def _int16(sound: NDArray[Any]) -> NDArray[np.int16]:
    if sound.dtype == np.int16:
        return sound.astype("<i2")
    scale = 1.0 if sound.dtype.kind == "f" else 2.0**-31
    return np.clip(np.rint(sound * (scale * 32_768)), -32_768, 32_767).astype("<i2")


def _read(payload: Any) -> tuple[Path, float, float, Any, Any, Any, Any]:
    wrong = TransportError(Sentence("resynthesis.question", most_s=MOST_S))
    if not isinstance(payload, Mapping):
        raise wrong
    named, frames = payload.get("path"), payload.get("frames")
    if not isinstance(named, str) or "\0" in named or not isinstance(frames, Mapping):
        raise wrong
    numbers = [payload.get("start_s"), payload.get("end_s"), frames.get("start_s"), frames.get("hop_s")]
    if not all(isinstance(x, int | float) and not isinstance(x, bool) and math.isfinite(x) for x in numbers):
        raise wrong
    start_s, end_s, first_s, hop_s = (float(x) for x in numbers)  # type: ignore[arg-type]
    if not (0 <= start_s < end_s <= start_s + MOST_S and first_s >= 0 and hop_s > 0):
        raise wrong
    f0_from, f0_to, gain_db = (_values(payload.get(name)) for name in ("f0_from", "f0_to", "gain_db"))
    if f0_from is None or f0_to is None or any(x is not None and len(x) != len(f0_from) for x in (f0_to, gain_db)):
        raise wrong
    times_s = first_s + hop_s * np.arange(len(f0_from))
    return Path(named).resolve(), start_s, end_s, times_s, f0_from, f0_to, gain_db


def _values(given: Any) -> NDArray[np.float64] | None:
    """Numbers of a list, NaN for null; None when it is no list of numbers."""
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_FRAMES:
        return None
    if not all(x is None or (isinstance(x, int | float) and not isinstance(x, bool)) for x in given):
        return None
    return np.array([math.nan if x is None else float(x) for x in given])
