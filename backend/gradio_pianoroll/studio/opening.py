"""A file that was dropped on the studio becomes a score, or sound for one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from gradio_pianoroll.errors import collected_warnings
from gradio_pianoroll.formats import FormatError, load, readable_suffixes
from gradio_pianoroll.formats.audio import AUDIO_SUFFIXES
from gradio_pianoroll.formats.file_kind import kind_of_file
from gradio_pianoroll.i18n.reasons import reason_in
from gradio_pianoroll.monitoring import get_metrics
from gradio_pianoroll.score import AudioRef, Score, ScoreError
from gradio_pianoroll.studio.analysing import AnalysisResult, Progress, analyse, is_layer, sound_info, with_found
from gradio_pianoroll.studio.session import Options, StudioError, max_file_mb
from gradio_pianoroll.studio.texts import say
from gradio_pianoroll.studio.work import RUNNING, Cancelled

SCORE_SUFFIXES = readable_suffixes()
#: How many of a reader's warnings the line of the studio says; further ones are counted.
MOST_WARNINGS = 3


@dataclass(frozen=True)
class Opened:
    """Score to show, the sentence that says what happened, and what was found in a sound."""

    score: Score
    message: str
    found: AnalysisResult | None = None
    sound: Path | None = None


def is_sound(path: Path) -> bool:
    """Return True for a sound, by its content or else by its suffix."""
    return kind_of_file(path) == "sound"


def check_file(path: Path, language: str, suffixes: tuple[str, ...] = (*SCORE_SUFFIXES, *AUDIO_SUFFIXES)) -> None:
    """Refuse a file that is missing, too large or of an unknown kind.

    Raises
    ------
    StudioError
        With a sentence that says what is wrong.
    """
    if not path.is_file():
        raise StudioError(say(language, "no_file"))
    if path.stat().st_size > max_file_mb() * 1_000_000:
        raise StudioError(say(language, "too_big", name=path.name, megabytes=max_file_mb()))
    if path.suffix.lower() not in suffixes:
        raise StudioError(say(language, "unknown_kind", name=path.name, suffixes=", ".join(suffixes)))


def load_score(path: Path, language: str) -> Score:
    """Score of a file.

    Raises
    ------
    StudioError
        When it cannot be read.
    """
    try:
        with get_metrics().timed("studio.open_score"):
            score = load(path)
    except (FormatError, ScoreError) as error:
        raise StudioError(say(language, "cannot", reason=error)) from error
    if score.audio is not None and score.audio.kind == "path":
        # The name of a file on the machine that wrote the score: here it could be anybody's file.
        score = score.replace(audio=None, use_backend_audio=False)
    return score


async def _open_sound(
    path: Path, score: Score, options: Options, language: str, page: str, progress: Progress
) -> Opened:
    await sound_info(path, language)
    kept = {name: curve for name, curve in score.curves.items() if not is_layer(name)}
    # The curves of the former sound are not those of this one.
    score = score.replace(audio=AudioRef(str(path)), use_backend_audio=True, curves=kept)
    if not score.name:
        score = score.replace(name=path.stem)
    try:
        found = await RUNNING.run(page, analyse(path, options, language, progress))
    except Cancelled:
        return Opened(score, say(language, "opened_cancelled", name=path.name))
    key = "added_sound" if len(score.notes) else "opened_sound"
    score = await asyncio.to_thread(with_found, score, found, options)
    return Opened(score, say(language, key, name=path.name), found, path)


async def open_path(
    path: Path, current: Score, *, add_sound: bool, options: Options, language: str, page: str, progress: Progress
) -> Opened:
    """Open a file.

    Parameters
    ----------
    path
        A score or a sound, by its content.
    current
        The score that is open.
    add_sound
        Whether a sound is added to `current`, or begins an empty score.
    options
        How a sound is analysed.
    language
        Of messages.
    page
        Gradio's session, for cancelling.
    progress
        Called with the share done and what is being done.

    Raises
    ------
    StudioError
        When the file cannot be opened; the sentence says why.
    """
    check_file(path, language)
    if is_sound(path):
        return await _open_sound(path, current if add_sound else Score(), options, language, page, progress)
    with collected_warnings() as warned:
        score = await asyncio.to_thread(load_score, path, language)
    return Opened(score, " ".join([say(language, "opened_score", name=path.name), *_said(warned, language)]))


def _said(warned: list[str], language: str) -> list[str]:
    """Sentences of what was left out of the file or changed, as its reader warned."""
    sentences = [reason_in(language, warning) for warning in dict.fromkeys(warned)]
    more = len(sentences) - MOST_WARNINGS
    return [*sentences[:MOST_WARNINGS], *([say(language, "more_warnings", count=more)] if more > 0 else [])]
