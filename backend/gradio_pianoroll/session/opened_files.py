"""A file that a page uploaded becomes a document of its own, or a sound for the one that it shows."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

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
    path, name = _named(payload, cache)
    with _PLACES, collected_warnings() as warned:
        kind = _kind_of(path)
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
        else:
            if kind is None:
                _check_kind(path, name)
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


def _kind_of(path: Path) -> Literal["sound", "score", "lyrics"] | None:
    """What a file is by its content, or by its suffix where that says nothing; None when neither does."""
    from gradio_pianoroll.formats import content
    from gradio_pianoroll.formats.audio import AUDIO_SUFFIXES

    suffix = path.suffix.lower()
    with path.open("rb") as file:
        head = file.read(content.HEAD_BYTES)
    if sure := content.kind_of(head):
        return "sound" if sure == content.SOUND else "score"
    if content.is_lyrics(head, suffix):
        return "lyrics"
    if suffix in AUDIO_SUFFIXES:
        return "sound"
    return "score" if content.guess_of(head) else None


def _check_kind(path: Path, name: str) -> None:
    from gradio_pianoroll.formats import readable_suffixes

    if path.suffix.lower() not in readable_suffixes():
        known = Sentence("open.known", suffixes=", ".join(readable_suffixes()))
        raise TransportError(named(name, Sentence("open.kind", known=known)))
