"""What is to be found in a recording: words and their phonemes, from lyrics, from phonemes, or from a score's notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.i18n.sentence import Sentence

from .states import Phone

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.g2p import Notation, Pronunciations
    from gradio_pianoroll.score import Score


@dataclass(frozen=True)
class Text:
    """Words, and the phonemes of all of them in order; `phones` say the number of their word."""

    words: tuple[str, ...]
    phones: tuple[Phone, ...]


def text_of(
    words: str | Sequence[str] | None,
    phonemes: str | Sequence[str] | None,
    language: str,
    notation: str | Notation | None,
    dictionary: Pronunciations | None,
) -> Text:
    """Text of lyrics, of phonemes, or of both.

    Raises
    ------
    AnalysisError
        When there is neither, or not as many words as phonemes of words.
    """
    listed = None if words is None else words.split() if isinstance(words, str) else [str(word) for word in words]
    if phonemes is None:
        if listed is None:
            raise AnalysisError(Sentence("align.nothing"))
        read = _read(listed, language, notation, dictionary)
    elif isinstance(phonemes, str):
        # One phoneme, one after the other; the words are not told.
        read = phonemes.split()
    else:
        read = [str(each) for each in phonemes]
    if listed is None:
        listed = read
    if len(listed) != len(read):
        raise AnalysisError(Sentence("align.lengths", words=len(listed), phonemes=len(read)))
    phones = tuple(Phone(name, number) for number, said in enumerate(read) for name in said.split())
    if not phones:
        raise AnalysisError(Sentence("align.nothing"))
    return Text(tuple(listed), phones)


def _read(
    words: list[str], language: str, notation: str | Notation | None, dictionary: Pronunciations | None
) -> list[str]:
    """Phonemes of each word; Korean ones as they are said beside each other."""
    from gradio_pianoroll.g2p import phonemes, pronounce
    from gradio_pianoroll.g2p.korean.hangul import is_hangul

    def apart() -> list[str]:
        return [" ".join(phonemes(word, language, notation=notation, dictionary=dictionary)) for word in words]  # type: ignore[arg-type]

    if language != "ko":
        return apart()
    line = " ".join(words)
    counts = [sum(map(is_hangul, said)) for said in pronounce(line, dictionary=dictionary).split()]
    units = phonemes(line, "ko", notation=notation, dictionary=dictionary)
    # Numbers and letters may be read as more words than were written.
    if len(counts) != len(words) or sum(counts) != len(units):
        return apart()
    ends = np.cumsum(counts).tolist()
    return [" ".join(units[end - count : end]) for count, end in zip(counts, ends, strict=True)]


def text_of_score(
    score: Score, language: str, notation: str | Notation | None, dictionary: Pronunciations | None
) -> Text:
    """Text of the notes of a score, each phoneme with the onset of its note; lyrics without phonemes are read.

    Raises
    ------
    AnalysisError
        When no note has a lyric or a phoneme.
    """
    from gradio_pianoroll.g2p import phonemise
    from gradio_pianoroll.score.edit.texts import HOLDS

    lyrics = score.notes.lyric.to_list()
    if any(lyric and not said for lyric, said in zip(lyrics, score.notes.phoneme.to_list(), strict=True)):
        written = score
        score = phonemise(score, language, notation=notation, dictionary=dictionary)  # type: ignore[arg-type]
        # What somebody gave stays.
        said_of = [
            before or now
            for before, now in zip(written.notes.phoneme.to_list(), score.notes.phoneme.to_list(), strict=True)
        ]
    else:
        said_of = score.notes.phoneme.to_list()
    onset_s = onsets_of(score)
    words: list[str] = []
    phones: list[Phone] = []
    for row in np.argsort(onset_s, kind="stable").tolist():
        said = (said_of[row] or "").split()
        if said and lyrics[row] != HOLDS:
            phones += [Phone(name, len(words), float(onset_s[row])) for name in said]
            words.append(lyrics[row] or " ".join(said))
    if not phones:
        raise AnalysisError(Sentence("align.no_lyrics"))
    return Text(tuple(words), tuple(phones))


def onsets_of(notes: Any) -> NDArray[np.float64]:
    """Onsets of notes in seconds of the recording: of a score, of found notes, or given as numbers.

    Raises
    ------
    AnalysisError
        When they are neither.
    """
    if hasattr(notes, "tempo_map"):
        start_s = notes.audio.start_s if notes.audio is not None else 0.0
        return np.asarray(notes.tempo_map.seconds_at(notes.notes.onset_beats), np.float64) - start_s
    try:
        onset_s = np.asarray(getattr(notes, "onset_s", notes), np.float64)
    except (TypeError, ValueError) as error:
        raise AnalysisError(Sentence("align.notes")) from error
    if onset_s.ndim != 1 or not np.isfinite(onset_s).all():
        raise AnalysisError(Sentence("align.notes"))
    return onset_s
