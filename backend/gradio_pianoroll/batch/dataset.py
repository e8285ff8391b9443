"""A data set: results in a folder, and their tables and files for other programs."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gradio_pianoroll.batch.export import dataframe, export
from gradio_pianoroll.batch.parameters import BatchParameters
from gradio_pianoroll.batch.results import Results


class Dataset(Results):
    """Results in a folder; open it to read them, or let `run` write it.

    Every result is complete once it is there: what a killed program leaves can be read and continued.

    Parameters
    ----------
    folder
        Where `results.sqlite` is, or will be.

    Raises
    ------
    BatchError
        When it cannot be opened or made.
    """

    def to_dataframe(self, table: str = "files", parameters: BatchParameters | None = None) -> Any:
        """Data set as a `pandas.DataFrame`.

        Parameters
        ----------
        table
            ``"files"`` (a row for each file, failed ones too), ``"frames"`` or ``"notes"`` (rows of all files, ``name``
            says of which).
        parameters
            Whose results; None: those of the last run.

        Raises
        ------
        BatchError
            When pandas is missing, or there is no such table.
        """
        return dataframe(self, table, parameters)

    def export(
        self,
        folder: str | os.PathLike[str] | None = None,
        formats: Iterable[str] = ("parquet",),
        parameters: BatchParameters | None = None,
        *,
        theme: str = "light",
    ) -> list[Path]:
        """Write the results as files of other programs.

        Parameters
        ----------
        folder
            Where to; None: beside the data set. Files of the same names are replaced.
        formats
            ``"parquet"`` (tables of the whole data set), and ``csv``, ``json``, ``midi``, ``textgrid``, ``png`` or
            ``svg`` (a file for each sound, in the folders of the corpus).
        parameters
            Whose results; None: those of the last run.
        theme
            Of pictures: `light` or `dark`.

        Returns
        -------
        list of pathlib.Path
            What was written.

        Raises
        ------
        BatchError
            When a format is unknown, needs a package that is missing, or a file cannot be written.
        """
        return export(self, self.folder if folder is None else folder, formats, parameters, theme)
