"""A score as a sound file in the studio: its choices, and the work behind the panel and the endpoint."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gradio_pianoroll.gradio_compat import new_cache_folder
from gradio_pianoroll.monitoring import get_metrics
from gradio_pianoroll.session.saved_files import written_name
from gradio_pianoroll.studio.session import StudioError
from gradio_pianoroll.synth import find_soundfonts, render_file

if TYPE_CHECKING:
    from gradio_pianoroll.score import Score

RATE = 44_100
FORMATS = (".wav", ".flac", ".ogg", ".opus", ".mp3")
# Streaming services, podcasts, broadcasting.
LOUDNESSES = (-14.0, -16.0, -23.0)
OWN_VOICES = ""


def font_names() -> list[str]:
    """Names of the SoundFonts of this server; where they lie is nobody's business."""
    return [path.name for path in find_soundfonts()]


def _font_of(name: str) -> Path | None:
    if name == OWN_VOICES:
        return None
    found = {path.name: path for path in find_soundfonts()}
    if name not in found:
        raise StudioError(f"there is no SoundFont {name!r}; choose from {', '.join(found) or 'none'}")
    return found[name]


def write_sound(
    score: Score,
    suffix: str,
    *,
    voice: str | None = None,
    font: str = OWN_VOICES,
    loudness_lufs: float | None = None,
    stems: bool = False,
    on_share: Callable[[float], None] | None = None,
) -> Path:
    """Play a score into a folder of its own in Gradio's cache, from where it may be downloaded.

    Parameters
    ----------
    score
        The score.
    suffix
        One of `FORMATS`.
    voice
        Name of the voice that plays all tracks; None for what their programs say.
    font
        Name of the SoundFont that plays; empty for our voices.
    loudness_lufs
        Loudness wanted; None for what it is.
    stems
        Give a ZIP with the whole and a file for each track that sounds.
    on_share
        Called with the share that is done; what it raises ends the work.

    Raises
    ------
    StudioError
        When there is no such font.
    ValueError
        When nothing sounds that could be as loud as wanted, or there is no such voice.
    FormatError
        When it cannot be written, or the font cannot be read.
    """
    folder = new_cache_folder()
    path = folder / written_name(score.name, suffix)
    with get_metrics().timed("studio.render"):
        done = render_file(
            score, path, RATE, voice=voice, soundfont=_font_of(font), loudness_lufs=loudness_lufs, stems=stems,
            on_progress=on_share,
        )  # fmt: skip
        return _packed([done.path, *done.stems]) if stems else done.path


def _packed(files: list[Path]) -> Path:
    """ZIP beside the first file, which has all of them; they are sound, which does not get smaller."""
    target = files[0].with_suffix(".zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
        for file in files:
            packed.write(file, file.name)
            file.unlink()
    return target
