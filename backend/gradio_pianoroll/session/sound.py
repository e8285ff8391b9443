"""The sound of a score as a file that Gradio serves, with its waveform picture."""

from __future__ import annotations

import base64
import binascii
import io
import mimetypes
import os
import threading
import warnings
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

import numpy as np

from gradio_pianoroll.errors import MissingPackageError, TransportError
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.score import AudioRef, PianoRollWarning
from gradio_pianoroll.settings import get_settings
from gradio_pianoroll.wire.content_name import content_key
from gradio_pianoroll.wire.peaks import encode_peaks

from .cache_files import Save

if TYPE_CHECKING:
    from gradio_pianoroll.analysis.peaks import Peaks

REMEMBERED_SOUNDS = 256
_SUFFIXES = {
    "audio/wav": ".wav",
    "audio/x-wav": ".wav",
    "audio/wave": ".wav",
    "audio/mpeg": ".mp3",
    "audio/mp3": ".mp3",
}


@dataclass(frozen=True)
class Sound:
    """What the browser plays: a path or an address, the picture of it, its length."""

    path: str
    external: bool
    peaks: str | None
    duration_s: float | None


class SoundFiles:
    """Makes files of sounds; the picture of a file is drawn once."""

    def __init__(self) -> None:
        self._pictures: OrderedDict[tuple[str, int, int | str], tuple[bytes, float]] = OrderedDict()
        self._lock = threading.Lock()

    def sound(self, audio: AudioRef, save: Save) -> Sound | None:
        """The sound of a reference; None, and a warning, when it cannot be read."""
        try:
            return self.read(audio, save)
        except (OSError, ValueError) as error:
            warnings.warn(Sentence("audio.left_out", error=error), PianoRollWarning, stacklevel=2)
            return None

    def read(self, audio: AudioRef, save: Save) -> Sound:
        """Make the files of the sound of a reference.

        Raises
        ------
        OSError, ValueError
            When it cannot be read.
        """
        if audio.kind == "url":
            return Sound(audio.source, True, None, None)
        if audio.kind == "data":
            path, (data, duration_s) = self._of_uri(audio.source, save)
        else:
            path = audio.source
            try:
                data, duration_s = self._picture(path)
            except MissingPackageError as error:
                # The browser may know this kind of file all the same.
                warnings.warn(Sentence("audio.no_waveform", error=error), PianoRollWarning, stacklevel=2)
                return Sound(path, False, None, None)
        return Sound(path, False, save(data, "waveform.peaks", content_key(data)), duration_s)

    def _of_uri(self, uri: str, save: Save) -> tuple[str, tuple[bytes, float]]:
        """Path and picture of the sound in a data URI; nothing is written that is not known to be one."""
        data, suffix = read_data_uri(uri)
        key = content_key(data)
        picture = self._remembered(("data", 0, key), lambda: file_peaks(io.BytesIO(data)))
        return save(data, f"audio{suffix}", key), picture

    def _picture(self, path: str) -> tuple[bytes, float]:
        stat = os.stat(path)
        return self._remembered((os.path.abspath(path), stat.st_mtime_ns, stat.st_size), lambda: file_peaks(path))

    def _remembered(self, name: tuple[str, int, int | str], draw: Callable[[], Peaks]) -> tuple[bytes, float]:
        with self._lock:
            known = self._pictures.get(name)
            if known is not None:
                self._pictures.move_to_end(name)
                return known
        peaks = draw()
        known = encode_peaks(peaks), peaks.duration_s
        with self._lock:
            self._pictures[name] = known
            while len(self._pictures) > REMEMBERED_SOUNDS:
                self._pictures.popitem(last=False)
        return known


def file_peaks(source: str | IO[bytes]) -> Peaks:
    """The picture of a sound; the analysis is imported only where there is one."""
    from gradio_pianoroll.analysis.peaks import file_peaks as draw

    return draw(source)


def read_data_uri(uri: str) -> tuple[bytes, str]:
    """Bytes of a data URI, and the suffix of a file with them.

    Raises
    ------
    TransportError
        When it is no data URI, or holds more than a file that is uploaded may.
    """
    head, comma, body = uri.partition(",")
    if not comma or not head.lower().startswith("data:"):
        raise TransportError(Sentence("uri.none"))
    kind, *options = (part.strip() for part in head[5:].split(";"))
    is_base64 = "base64" in (option.lower() for option in options)
    most_mb = get_settings().max_upload_mb
    # Before anything is unfolded: with percent signs four letters of base64 may stand for a byte, and three without it.
    if len(body) > 4 * most_mb * 1_000_000 + 16:
        raise _too_large(most_mb)
    try:
        raw = unquote_to_bytes(body)
        data = base64.b64decode(raw, validate=True) if is_base64 else raw
    except (binascii.Error, ValueError) as error:
        raise TransportError(Sentence("uri.base64")) from error
    if len(data) > most_mb * 1_000_000:
        raise _too_large(most_mb)
    return data, _SUFFIXES.get(kind.lower()) or mimetypes.guess_extension(kind) or ".wav"


def _too_large(most_mb: int) -> TransportError:
    return TransportError(Sentence("uri.large", most=most_mb))


def audio_ref(source: Any, save: Save) -> AudioRef | None:
    """Reference of a sound as a program gives it: text, path, or ``(sample rate in Hz, samples)``.

    Raises
    ------
    TypeError
        When it is something else.
    """
    if source is None or source == "":
        return None
    if isinstance(source, AudioRef):
        return source
    if isinstance(source, str | Path):
        return AudioRef.of(str(source))
    if isinstance(source, tuple) and len(source) == 2:
        data = _wav(int(source[0]), np.asarray(source[1]))
        return AudioRef(save(data, "audio.wav", content_key(data)), "path")
    raise TypeError(
        "audio_data must be a path, an address, a data URI or (sample rate, samples), "
        f"not {type(source).__name__}"
    )  # fmt: skip


def _wav(sample_rate: int, samples: np.ndarray[Any, Any]) -> bytes:
    import soundfile

    if samples.dtype.kind not in "fi":
        raise TypeError(f"audio samples must be numbers, not {samples.dtype}")
    file = io.BytesIO()
    # int64, NumPy's default, is what no sound file has; such samples are 16-bit in practice.
    data = samples.astype(np.int16) if samples.dtype.itemsize == 8 and samples.dtype.kind == "i" else samples
    soundfile.write(file, data, sample_rate, format="WAV", subtype="PCM_16")
    return file.getvalue()
