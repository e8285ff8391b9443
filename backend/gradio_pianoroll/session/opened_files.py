"""A file that a page uploaded becomes a document of its own, or a sound for the one that it shows."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gradio.data_classes import FileData

from gradio_pianoroll.errors import TransportError, collected_warnings
from gradio_pianoroll.i18n.sentence import Sentence, named, sentence_of
from gradio_pianoroll.score import AudioRef
from gradio_pianoroll.settings import get_settings
from gradio_pianoroll.wire.verified import is_inside

from .cache_files import Save
from .handles import SOUNDS
from .roll_session import RollSession

# Whoever opens many pages does not get more cores than this.
AT_ONCE = 4
# More sentences than this nobody reads.
MOST_WARNINGS = 20
_PLACES = threading.BoundedSemaphore(AT_ONCE)


def opened_file(session: RollSession, payload: Any, cache: Path, save: Save) -> dict[str, Any]:
    """What a page shows after it has uploaded a file.

    Parameters
    ----------
    session
        Of the roll.
    payload
        ``{path, name}`` of the file, or ``{example: true}`` for the song that the package brings along.
    cache
        Gradio's cache; nothing outside of it is opened.
    save
        Puts the picture of a sound into the cache.

    Returns
    -------
    dict
        ``{kind: "score", handle, warnings}``, ``{kind: "sound", audio, peaks, span, warnings}``: file, picture and
        place of the sound, as they stand in a handle; or ``{kind: "lyrics", warnings}`` for a text that is no score.

    Raises
    ------
    TransportError
        When the file is not there, too large or cannot be read; the message says what to do.
    """
    if isinstance(payload, Mapping) and payload.get("example") is True:
        return {"kind": "score", "handle": session.example().model_dump(), "warnings": []}
    from gradio_pianoroll.formats import readable_suffixes
    from gradio_pianoroll.formats.file_kind import kind_of_file

    path, name = _named(payload, cache)
    with _PLACES, collected_warnings() as warned:
        kind = kind_of_file(path)
        if kind == "sound":
            try:
                sound = SOUNDS.read(AudioRef(str(path), "path"), save)
            except (OSError, ValueError) as error:
                raise TransportError(sentence_of(error)) from error
            answer: dict[str, Any] = {
                "kind": "sound",
                "audio": FileData(path=str(path), orig_name=name).model_dump(),
                "peaks": FileData(path=sound.peaks).model_dump() if sound.peaks else None,
                "span": {"start_s": 0.0, "duration_s": sound.duration_s},
            }
        elif kind == "lyrics":
            answer = {"kind": "lyrics"}
        elif kind is None:
            known = Sentence("open.known", suffixes=", ".join(readable_suffixes()))
            raise TransportError(named(name, Sentence("open.kind", known=known)))
        else:
            answer = {"kind": "score", "handle": session.opened(path, name).model_dump()}
    return {**answer, "warnings": list(dict.fromkeys(warned))[:MOST_WARNINGS]}


def _named(payload: Any, cache: Path) -> tuple[Path, str]:
    given = payload if isinstance(payload, Mapping) else {}
    uploaded, name = given.get("path"), given.get("name")
    if not isinstance(uploaded, str) or "\0" in uploaded:
        raise TransportError(Sentence("open.no_path"))
    path = Path(uploaded).resolve()
    shown = name if isinstance(name, str) and name else path.name
    if not is_inside(path, cache) or not path.is_file():
        raise TransportError(named(shown, Sentence("open.gone")))
    most_mb = get_settings().max_upload_mb
    if path.stat().st_size > most_mb * 1_000_000:
        raise TransportError(named(shown, Sentence("open.large", most=most_mb)))
    return path, shown
