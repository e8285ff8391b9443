"""Sound files of the application itself, which may lie where Gradio serves nothing from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from gradio_pianoroll.gradio_compat import InvalidPathError, own_copy, served_copy
from gradio_pianoroll.i18n.page import page_error
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.score import Score


def with_own_sound(score: Score, component: Any) -> Score:
    """The score with its sound in Gradio's cache, wherever the application keeps that file.

    What a handler returns Gradio takes from its cache, the working folder, the temporary folder and
    ``launch(allowed_paths=…)`` alone, because a visitor might have named the file: give this nothing that one did.

    Parameters
    ----------
    score
        With the path of a file as its sound, or without any.
    component
        Through which the file is served.
    """
    audio = score.audio
    if audio is None or audio.kind != "path":
        return score
    try:
        path = own_copy(audio.source, component)
    except OSError:
        # Where the sound is looked at this becomes a warning; the notes need no sound.
        return score
    return score.replace(audio=replace(audio, source=path))


def with_served_sound(score: Score, component: Any) -> Score:
    """The score with its sound in Gradio's cache, if Gradio may serve that file.

    Parameters
    ----------
    score
        What a handler returned.
    component
        Through which the file is served.

    Raises
    ------
    gradio.Error
        With the sentence for the page; Gradio would write into its log alone, where the place of the file stands too.
    """
    audio = score.audio
    if audio is None or audio.kind != "path" or not Path(audio.source).is_file():
        return score
    try:
        path = served_copy(audio.source, component)
    except InvalidPathError as error:
        raise page_error(
            Sentence("app.not_served", name=Path(audio.source).name),
            print_exception=True,
        ) from error
    except OSError:
        return score
    return score.replace(audio=replace(audio, source=path))
