"""A file that was dropped on the studio becomes a score, or sound for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gradio_pianoroll.analysis import AnalysisError, extract_audio_features
from gradio_pianoroll.formats import FormatError, load, readable_suffixes
from gradio_pianoroll.formats.audio import AUDIO_SUFFIXES, audio_info
from gradio_pianoroll.score import AudioRef, Score, ScoreError
from gradio_pianoroll.studio.session import MAX_ANALYSIS_S, MAX_FILE_MB, MAX_SOUND_S, StudioError
from gradio_pianoroll.studio.texts import say

if TYPE_CHECKING:
    from gradio_pianoroll.analysis import Features

SCORE_SUFFIXES = readable_suffixes()
ANALYSED = ("f0", "loudness", "voicing")
Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Options:
    """How sound is analysed; frequencies in Hz, `show` some of `ANALYSED`."""

    engine: str = "pyin"
    fmin: float = 65.0
    fmax: float = 1000.0
    show: tuple[str, ...] = ANALYSED


@dataclass(frozen=True)
class Opened:
    """The score to show and the sentence that says what happened."""

    score: Score
    message: str


def is_sound(path: Path) -> bool:
    """Whether the suffix is that of a sound file."""
    return path.suffix.lower() in AUDIO_SUFFIXES


def _check_file(path: Path, language: str) -> None:
    if not path.is_file():
        raise StudioError(say(language, "no_file"))
    if path.stat().st_size > MAX_FILE_MB * 1_000_000:
        raise StudioError(say(language, "too_big", name=path.name, megabytes=MAX_FILE_MB))
    if path.suffix.lower() not in (*SCORE_SUFFIXES, *AUDIO_SUFFIXES):
        sounds = ", ".join(AUDIO_SUFFIXES[:5])
        raise StudioError(say(language, "unknown_kind", name=path.name, sounds=sounds))


def _open_score(path: Path, language: str) -> Opened:
    try:
        score = load(path)
    except (FormatError, ScoreError) as error:
        raise StudioError(say(language, "cannot", reason=error)) from error
    if score.audio is not None and score.audio.kind == "path":
        # The name of a file on the machine that wrote the score: here it could be anybody's file.
        score = score.replace(audio=None, use_backend_audio=False)
    return Opened(score, say(language, "opened_score", name=path.name))


def analyse_file(path: Path, options: Options, language: str, progress: Progress) -> Features:
    """Read a sound file and find what `options.show` names.

    Raises
    ------
    StudioError
        With a sentence that says what is wrong.
    """
    if not options.show:
        raise StudioError(say(language, "nothing_to_show"))
    progress(0.0, say(language, "step_read"))
    try:
        return extract_audio_features(
            path,
            engine=options.engine,
            fmin=options.fmin,
            fmax=options.fmax,
            features=options.show,
            on_progress=lambda share: progress(share, say(language, "step_analyse")),
        )
    except (FormatError, AnalysisError) as error:
        raise StudioError(say(language, "cannot_analyse", reason=error)) from error


def with_features(score: Score, found: Features) -> Score:
    """The score with the curves found, former ones of those kinds taken out, all others kept."""
    start_s = score.audio.start_s if score.audio else 0.0
    kept = {name: curve for name, curve in score.curves.items() if name not in ANALYSED}
    return score.replace(curves={**kept, **found.to_curves(start_s)})


def _open_sound(path: Path, score: Score, options: Options, language: str, progress: Progress) -> Opened:
    try:
        duration_s = audio_info(path).duration_s
    except FormatError as error:
        raise StudioError(say(language, "cannot", reason=error)) from error
    if duration_s > MAX_SOUND_S:
        raise StudioError(say(language, "too_long", minutes=MAX_SOUND_S // 60))
    kept = {name: curve for name, curve in score.curves.items() if name not in ANALYSED}
    # The curves of the former sound are not those of this one.
    score = score.replace(audio=AudioRef(str(path)), use_backend_audio=True, curves=kept)
    if not score.name:
        score = score.replace(name=path.stem)
    if duration_s > MAX_ANALYSIS_S:
        return Opened(score, say(language, "sound_unanalysed", name=path.name, minutes=MAX_ANALYSIS_S // 60))
    found = analyse_file(path, options, language, progress)
    key = "added_sound" if len(score.notes) else "opened_sound"
    return Opened(with_features(score, found), say(language, key, name=path.name))


def open_path(
    path: Path, current: Score, *, add_sound: bool, options: Options, language: str, progress: Progress
) -> Opened:
    """Open a file.

    Parameters
    ----------
    path
        MIDI, JSON or sound.
    current
        The score that is open.
    add_sound
        Whether a sound is added to `current`, or begins an empty score.
    options
        How a sound is analysed.
    language
        Of messages.
    progress
        Called with the share done and what is being done.

    Raises
    ------
    StudioError
        When the file cannot be opened; the sentence says why.
    """
    _check_file(path, language)
    if is_sound(path):
        return _open_sound(path, current if add_sound else Score(), options, language, progress)
    return _open_score(path, language)
