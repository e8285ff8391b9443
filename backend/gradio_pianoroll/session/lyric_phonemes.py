"""Phonemes for a page in which somebody changed lyrics: what `PianoRoll(phonemes=…)` turns on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.errors import G2PError, MissingPackageError, ScoreError, TransportError, collected_warnings
from gradio_pianoroll.i18n.sentence import Sentence, sentence_of
from gradio_pianoroll.score.ticks import TICKS_PER_BEAT

if TYPE_CHECKING:
    from gradio_pianoroll.g2p.automatic import Automatic, Phrase

# A page asks phrase by phrase, and for no more notes at once.
MOST_NOTES = 20_000
MOST_LETTERS = 1000
_LAST_TICK = 2**31 - 1
_TEXTS = ("lyric", "former", "phoneme")


def automatic_phonemes(given: Any) -> tuple[Automatic | None, dict[str, Any] | None]:
    """Read the argument `phonemes` of a roll: how they are written, and what a page is told of it.

    Raises
    ------
    G2PError
        If there is no such option, language or notation.
    """
    if given is None:
        return None, None
    from gradio_pianoroll.g2p.automatic import Automatic

    found = Automatic.of(given)
    return found, None if found is None else found.for_page()


def lyric_phonemes(automatic: Automatic | None, payload: Any) -> dict[str, Any]:
    """Answer a page whose lyrics changed (docs/internals.md).

    Parameters
    ----------
    automatic
        Of the roll; None where nothing is written by itself.
    payload
        ``{track, onset, duration, lyric, former, phoneme, typed}``: the notes of a phrase in order of time as columns,
        times in ticks, `former` the lyrics before the edit, `typed` whether somebody wrote the phonemes.

    Returns
    -------
    dict
        ``{phonemes, warnings}``: one text or None for each note, as they shall be.

    Raises
    ------
    TransportError
        When it cannot be answered; the message says what to do.
    """
    phrase = _phrase(payload)
    if automatic is None:
        return {"phonemes": list(phrase.phoneme), "warnings": []}
    try:
        with collected_warnings() as warned:
            found = automatic.phonemes(phrase)
    except (G2PError, MissingPackageError, ScoreError) as error:
        raise TransportError(sentence_of(error)) from error
    return {"phonemes": found, "warnings": warned}


def _phrase(payload: Any) -> Phrase:
    from gradio_pianoroll.g2p.automatic import Phrase

    if not isinstance(payload, Mapping):
        raise _wrong()
    track: Any = payload.get("track")
    if not _is_whole(track) or not 0 <= track <= 255:
        raise _wrong()
    columns: dict[str, Any] = {name: payload.get(name) for name in ("onset", "duration", *_TEXTS, "typed")}
    if not all(isinstance(column, list) for column in columns.values()):
        raise _wrong()
    count = len(columns["onset"])
    if count > MOST_NOTES or any(len(column) != count for column in columns.values()):
        raise _wrong()
    if not all(_is_text(text) for name in _TEXTS for text in columns[name]):
        raise _wrong()
    if not all(isinstance(flag, bool) for flag in columns["typed"]):
        raise _wrong()
    for name, least in (("onset", 0), ("duration", 1)):
        if not all(_is_whole(ticks) and least <= ticks <= _LAST_TICK for ticks in columns[name]):
            raise _wrong()
    onset, duration = (np.array(columns[name], np.float64) / TICKS_PER_BEAT for name in ("onset", "duration"))
    return Phrase(track, onset, duration, *(columns[name] for name in (*_TEXTS, "typed")))


def _is_whole(given: Any) -> bool:
    return isinstance(given, int) and not isinstance(given, bool)


def _is_text(given: Any) -> bool:
    return given is None or (isinstance(given, str) and len(given) <= MOST_LETTERS)


def _wrong() -> TransportError:
    return TransportError(Sentence("g2p.question"))
