"""Makes the spectrogram of a sound when a browser asks for it, once per sound."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gradio_pianoroll.errors import TransportError
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.wire.content_name import content_key
from gradio_pianoroll.wire.spectrogram import condensed, encode_spectrogram

from .cache_files import Save

if TYPE_CHECKING:
    from gradio_pianoroll.analysis.spectrogram import Spectrogram

REMEMBERED_PICTURES = 256
# Whoever opens many pages does not get more cores than this.
AT_ONCE = 2


class SpectrogramFiles:
    """Spectrograms of sound files, each made once."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[str, int, int], str] = OrderedDict()
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def file(self, payload: Any, allowed: Callable[[Path], bool], save: Save) -> str:
        """The ``PRS1`` file of a sound.

        Parameters
        ----------
        payload
            ``{path}`` of the sound as it stands in a handle.
        allowed
            Whether a file may be read.
        save
            Puts bytes into Gradio's cache; gives the path.

        Raises
        ------
        TransportError
            When there is no such sound, or it cannot be read.
        """
        path = _named(payload)
        if not allowed(path) or not path.is_file():
            raise TransportError(Sentence("sound.gone"))
        stat = path.stat()
        name = (str(path), stat.st_mtime_ns, stat.st_size)
        with self._lock:
            known = self._made.get(name)
        if known is not None and os.path.isfile(known):
            return known
        with self._places:
            data = encode_spectrogram(condensed(_analysed(path)))
        made = save(data, "sound.spectrogram", content_key(data))
        with self._lock:
            self._made[name] = made
            while len(self._made) > REMEMBERED_PICTURES:
                self._made.popitem(last=False)
        return made


def _named(payload: Any) -> Path:
    named = payload.get("path") if isinstance(payload, Mapping) else None
    if not isinstance(named, str) or "\0" in named:
        raise TransportError(Sentence("spectrogram.no_path"))
    return Path(named).resolve()


def _analysed(path: Path) -> Spectrogram:
    from gradio_pianoroll.analysis import AnalysisError, extract_audio_features
    from gradio_pianoroll.errors import MissingPackageError
    from gradio_pianoroll.formats import FormatError

    try:
        found = extract_audio_features(path, features=("spectrogram",)).spectrogram
    except (AnalysisError, FormatError, MissingPackageError, OSError) as error:
        raise TransportError(Sentence("spectrogram.none", error=error)) from error
    if found is None or not len(found.levels):
        raise TransportError(Sentence("spectrogram.empty"))
    return found
