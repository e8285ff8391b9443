"""One function for all kinds of files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from gradio_pianoroll.analysis.audio_features import AudioFeatures
    from gradio_pianoroll.score import Score

# Name of the format and its suffix.
EXPORT_FORMATS: dict[str, str] = {
    "csv": ".csv",
    "json": ".json",
    "parquet": ".parquet",
    "midi": ".mid",
    "textgrid": ".TextGrid",
    "png": ".png",
    "svg": ".svg",
}


def export_analysis(
    found: AudioFeatures,
    path: str | os.PathLike[str],
    *,
    score: Score | None = None,
    theme: str = "light",
    title: str = "",
) -> Path:
    """Write what an analysis found.

    Parameters
    ----------
    found
        Features of a sound.
    path
        Its suffix chooses: `.csv` and `.parquet` (a row per frame), `.json` (frames and notes), `.mid` (notes),
        `.TextGrid` (tiers of notes, words and voiced stretches), `.png` and `.svg` (a picture).
    score
        Notes and words; found in the features when they are needed and not given.
    theme
        Of a picture: `light` or `dark`.
    title
        Of a picture.

    Returns
    -------
    pathlib.Path
        `path`.

    Raises
    ------
    AnalysisError
        When the suffix is unknown, or there is nothing to write.
    MissingPackageError
        When Parquet or a picture needs a package that is not installed.
    OSError
        When the file cannot be written.
    """
    from gradio_pianoroll.analysis.export import plot, tables, textgrid
    from gradio_pianoroll.analysis.transcribe import notes_from_f0

    file = Path(path)
    suffix = file.suffix.lower()
    if suffix not in {known.lower() for known in EXPORT_FORMATS.values()}:
        raise AnalysisError(Sentence("export.kind", name=file.name, known=", ".join(EXPORT_FORMATS.values())))
    if score is None and suffix not in (".csv", ".parquet") and found.f0_hz is not None:
        score = notes_from_f0(found)
    if suffix == ".csv":
        tables.write_csv(found, file)
    elif suffix == ".parquet":
        tables.write_parquet(found, file)
    elif suffix == ".json":
        tables.write_json(found, file, score)
    elif suffix == ".mid":
        from gradio_pianoroll.formats import save

        if score is None:
            raise AnalysisError(Sentence("export.no_notes", name=file.name))
        save(score, file)
    elif suffix == ".textgrid":
        textgrid.write_textgrid(found, file, score)
    else:
        plot.save_plot(plot.plot_analysis(found, score=score, theme=theme, title=title), file)
    return file
