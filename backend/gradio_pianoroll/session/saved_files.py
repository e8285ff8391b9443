"""What a page shows as a file to download: a format of `formats.save`, or the picture that the page drew."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gradio_pianoroll.errors import FormatError, MissingPackageError, ScoreError, TransportError, collected_warnings
from gradio_pianoroll.i18n.sentence import Sentence, sentence_of

from .roll_session import RollSession

MAX_NAME = 80
_NO_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def written_name(name: str, suffix: str) -> str:
    """Name that every system takes, from that of a score."""
    stem = _NO_NAME.sub(" ", name).strip(" .")[:MAX_NAME]
    return (stem or "score") + suffix


def saved_file(session: RollSession, payload: Any, folder: Path) -> tuple[Path, list[str]]:
    """Write what a page shows.

    Parameters
    ----------
    session
        Of the roll.
    payload
        ``{value, suffix, name}``: the handle of what the page shows, the ending of the file and its name without that;
        for ``".pdf"`` there is ``picture`` in place of the value (`score/plot/shapes.py`).
    folder
        Where to write; Gradio must be able to serve it.

    Returns
    -------
    tuple
        The file, and what was left out of it.

    Raises
    ------
    TransportError
        When it cannot be written; the message says what to do.
    """
    from gradio_pianoroll.formats import save, writable_suffixes

    given = payload if isinstance(payload, Mapping) else {}
    suffix, name = given.get("suffix"), given.get("name")
    if not isinstance(suffix, str) or suffix not in (*writable_suffixes(), ".pdf"):
        raise TransportError(Sentence("save.kind", kind=str(suffix)[:20]))
    path = folder / written_name(name if isinstance(name, str) else "", suffix)
    with collected_warnings() as warned:
        try:
            if suffix == ".pdf":
                from gradio_pianoroll.score.plot.shapes import shapes_as_pdf

                path.write_bytes(shapes_as_pdf(given.get("picture")))
            else:
                score = session.score_for_file(given.get("value"))
                if score.audio is not None and score.audio.kind == "path":
                    # Where the sound lies on the server is nobody's business.
                    score = score.replace(audio=None, use_backend_audio=False)
                save(score, path)
        except (FormatError, MissingPackageError, ScoreError, OSError) as error:
            raise TransportError(sentence_of(error)) from error
    return path, list(dict.fromkeys(warned))
