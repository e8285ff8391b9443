"""Gives a page a stretch of a recording as samples, where the whole is too long to be decoded there."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gradio_pianoroll.errors import TransportError
from gradio_pianoroll.i18n.sentence import Sentence

# A page asks for what lies around one segment.
MOST_S = 60


def sound_window(payload: Any, allowed: Callable[[Path], bool]) -> dict[str, Any]:
    """Stretch of a sound, its channels as one.

    Parameters
    ----------
    payload
        ``{path, start_s, end_s}``: the sound as it stands in a handle, and seconds from its beginning.
    allowed
        Whether a file may be read.

    Returns
    -------
    dict
        ``{sr, start_s, pcm}``: base64 of little-endian int16 samples from `start_s` on, fewer at the sound's end.

    Raises
    ------
    TransportError
        When there is no such sound, or it cannot be read from a place inside.
    """
    path, start_s, end_s = _read(payload)
    if not allowed(path) or not path.is_file():
        raise TransportError(Sentence("sound.gone"))
    try:
        import soundfile

        with soundfile.SoundFile(path) as file:
            first = min(round(start_s * file.samplerate), file.frames)
            file.seek(first)
            block = file.read(round((end_s - start_s) * file.samplerate), dtype="float32", always_2d=True)
            sr = file.samplerate
    except (OSError, RuntimeError) as error:
        # Its own words name the path on the server.
        raise TransportError(Sentence("sound_window.none")) from error
    mono = block.mean(axis=1) if len(block) else np.zeros(0, np.float32)
    samples = np.clip(np.rint(mono * 32_768), -32_768, 32_767).astype("<i2")
    return {"sr": sr, "start_s": first / sr, "pcm": base64.b64encode(samples.tobytes()).decode("ascii")}


def _read(payload: Any) -> tuple[Path, float, float]:
    given: Mapping[str, Any] = payload if isinstance(payload, Mapping) else {}
    named = given.get("path")
    numbers = [x for x in (given.get("start_s"), given.get("end_s")) if isinstance(x, int | float)]
    is_fine = isinstance(named, str) and "\0" not in named
    if not is_fine or len(numbers) != 2 or any(isinstance(x, bool) for x in numbers):
        raise TransportError(Sentence("sound_window.question", most_s=MOST_S))
    start_s, end_s = (float(x) for x in numbers)
    if not (math.isfinite(end_s) and 0 <= start_s < end_s <= start_s + MOST_S):
        raise TransportError(Sentence("sound_window.question", most_s=MOST_S))
    return Path(str(named)).resolve(), start_s, end_s
