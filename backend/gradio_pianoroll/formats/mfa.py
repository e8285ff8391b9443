"""The Montreal Forced Aligner's files: the corpus that it reads, and the TextGrids that it writes.

A corpus is a folder with a folder for each speaker, in it a sound and a text of one name: ``anna/song.wav`` and
``anna/song.lab``, or ``anna/song.TextGrid`` with the stretches that are sung, in a tier named like the speaker. The
result is a TextGrid for each sound with the tiers ``words`` and ``phones``; with several speakers ``anna - words``.
https://montreal-forced-aligner.readthedocs.io/en/latest/user_guide/corpus_structure.html
"""

from __future__ import annotations

import os
import re
import shutil
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gradio_pianoroll.i18n.sentence import Sentence

from ..errors import FormatError, PianoRollWarning
from ..score import Score, Segment, Tier, set_tier

if TYPE_CHECKING:
    from ..score.score_data import ScoreT

WORDS, PHONES = "words", "phones"
_SUFFIXES = (".wav", ".flac", ".mp3", ".ogg", ".opus")
_TIER = re.compile(r"(?:(?P<speaker>.+) - )?(?P<kind>words|phones)")
# How MFA writes what it could not read, and silence (the empty text is not even loaded).
UNREAD, _PAUSES = ("spn", "<unk>"), frozenset(("", "sil", "sp", "<eps>"))
_NAME = re.compile(r"[^\w.-]+")


def save_corpus(
    folder: str | os.PathLike[str],
    sounds: Mapping[str | os.PathLike[str], Any],
    *,
    speaker: str = "singer",
    pronunciations: Mapping[str, str | Iterable[str]] | None = None,
) -> Path:
    """Write a corpus for `mfa align`.

    Parameters
    ----------
    folder
        Where it is written; what is there already stays, files of the same names are replaced.
    sounds
        For each sound file what is sung in it: a text, a tier or segments (each a stretch with its text; what lies
        between them is not aligned), or a score, whose lyrics are taken, in the order of time.
    speaker
        Name of the folder and tier.
    pronunciations
        Phonemes of words, with blanks between them; several pronunciations of a word as a list. Written as
        ``dictionary.dict``, for a model of these phonemes.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    FormatError
        When a sound is missing or of a format that MFA does not read, has no text, or two have one name.

    Examples
    --------
    >>> import tempfile
    >>> import numpy as np
    >>> from gradio_pianoroll.formats import mfa
    >>> from gradio_pianoroll.formats.audio import save_audio
    >>> with tempfile.TemporaryDirectory() as where:
    ...     song = save_audio(f"{where}/song.wav", np.zeros(800), 16_000)
    ...     corpus = mfa.save_corpus(f"{where}/corpus", {f"{where}/song.wav": "나비야 나비야"})
    ...     sorted(path.relative_to(corpus).as_posix() for path in corpus.rglob("*.*"))
    ['singer/song.lab', 'singer/song.wav']
    """
    corpus = Path(folder)
    checked: dict[str, tuple[Path, Any]] = {}
    for sound, text in sounds.items():
        path = Path(sound)
        if not path.is_file():
            raise FormatError(path, Sentence("file.missing"))
        if path.suffix.lower() not in _SUFFIXES:
            raise FormatError(path, Sentence("mfa.sound", known=", ".join(_SUFFIXES)))
        if path.stem in checked:
            raise FormatError(path, Sentence("mfa.twice", name=path.stem))
        checked[path.stem] = path, _transcript(text, path, speaker)
    own = corpus / (_NAME.sub("_", speaker) or "singer")
    own.mkdir(parents=True, exist_ok=True)
    for name, (path, text) in checked.items():
        shutil.copy2(path, own / path.name)
        if isinstance(text, str):
            (own / f"{name}.lab").write_text(text + "\n", encoding="utf-8")
        else:
            from .registry import save

            save(text, own / f"{name}.TextGrid")
    if pronunciations is not None:
        lines = [
            f"{word}\t{' '.join(said.split())}\n"
            for word, given in pronunciations.items()
            for said in ([given] if isinstance(given, str) else given)
        ]
        (corpus / "dictionary.dict").write_text("".join(lines), encoding="utf-8")
    return corpus


def _transcript(text: Any, path: Path, speaker: str) -> str | Score:
    """Text of a .lab, or the score of a TextGrid."""
    if isinstance(text, Score):
        text = _lyrics(text)
    if isinstance(text, str):
        line = " ".join(text.split())
        if not line:
            raise FormatError(path, Sentence("mfa.no_text"))
        return line
    given = text.segments if isinstance(text, Tier) else tuple(text)
    said = [Segment(s.start, s.end, speaker, " ".join(s.text.split())) for s in given if s.text.strip()]
    if not said:
        raise FormatError(path, Sentence("mfa.no_text"))
    return Score(segments=tuple(said))


def _lyrics(score: Score) -> str:
    """Words of the lyrics; syllables that go on (``twin-``, ``+``, ``-``) are put together."""
    words: list[str] = []
    goes_on = False
    for lyric in score.notes.lyric.to_list():
        bare = (lyric or "").strip()
        if not bare.strip("-+"):
            continue
        if goes_on and words:
            words[-1] += bare.rstrip("-")
        else:
            words.append(bare.rstrip("-"))
        goes_on = bare.endswith("-")
    return " ".join(words)


def load_alignment(path: str | os.PathLike[str], *, speaker: str | None = None) -> tuple[Tier, Tier]:
    """Words and phones of a TextGrid of MFA, as tiers ``words`` and ``phones``; silence is left out.

    Parameters
    ----------
    path
        A TextGrid that `mfa align` wrote.
    speaker
        Whose tiers; with several speakers the words of all by default.

    Raises
    ------
    FormatError
        When it cannot be read, or has no such tiers; the message says which there are.

    Warns
    -----
    PianoRollWarning
        With the number of words that were not in MFA's dictionary, and their times.
    """
    from .registry import load

    file = Path(path)
    grid = load(file)
    found: dict[str, list[Segment]] = {WORDS: [], PHONES: []}
    for name in grid.tiers:
        match = _TIER.fullmatch(name)
        if match and speaker in (None, match["speaker"]):
            found[match["kind"]] += [s for s in grid.tiers[name].segments if s.text.strip() not in _PAUSES]
    if not found[PHONES]:
        raise FormatError(file, Sentence("mfa.no_tiers", names=", ".join(map(repr, grid.tiers)) or "—"))
    unread = [s for s in found[PHONES] if s.text in UNREAD]
    if unread:
        first = unread[0].start
        warnings.warn(
            Sentence("mfa.unread", name=file.name, count=len(unread), first=first), PianoRollWarning, stacklevel=2
        )
    words, phones = (Tier.from_segments(kind, found[kind], "intervals") for kind in (WORDS, PHONES))
    return words, phones


def with_alignment(score: ScoreT, path: str | os.PathLike[str], *, speaker: str | None = None) -> ScoreT:
    """Return a score with the words and phones of a TextGrid of MFA, where its recording lies.

    Tiers of these names are replaced. See `load_alignment`.
    """
    start_s = score.audio.start_s if score.audio is not None else 0.0
    for tier in load_alignment(path, speaker=speaker):
        score = set_tier(score, tier.replace(start_s=tier.start_s + start_s, end_s=tier.end_s + start_s))
    return score
