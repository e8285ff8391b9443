"""Tables of numbers alone, read all at once: an hour of F0 has a million cells."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence

from ..score.immutable import FloatArray
from .bounds import MAX_CSV_CELLS, MAX_NUMBER_CELLS
from .csv_cells import Table, as_number, has_file, meanings
from .pitch.praat_numbers import floats_of

MAX_COLUMNS = 1_000
_BLANK = "nan"
_FLAGS = (("true", "1"), ("True", "1"), ("TRUE", "1"), ("false", "0"), ("False", "0"), ("FALSE", "0"))
_LINE_ENDS = re.compile(r"\r\n?")


@dataclass(frozen=True)
class NumberTable(Table):
    """Table whose cells are numbers or empty; `columns` has their names only.

    Attributes
    ----------
    values
        [rows, columns]; NaN for an empty cell.
    has_blanks
        Whether there are empty cells.
    """

    values: FloatArray = field(default_factory=lambda: np.zeros((0, 0)))
    has_blanks: bool = False

    def __len__(self) -> int:
        return len(self.values)

    def floats(self, index: int) -> FloatArray:
        """Numbers of a column, NaN where there is none."""
        return self.values[:, index]

    def numbers(self, name: str, blank: float | None = None) -> FloatArray:
        """Numbers of a column; see `Table.numbers`."""
        column = self.values[:, list(self.columns).index(name)].copy()
        empty = np.isnan(column) if self.has_blanks else np.zeros(0, bool)
        if empty.any():
            if blank is None:
                row = int(np.flatnonzero(empty)[0])
                called = self.said.get(name, name)
                raise ValueError(Sentence("csv.no_number", line=self.lines[row], column=called, cell=""))
            column[empty] = blank
        return column

    def renamed(self, names: Mapping[str, str], said: Mapping[str, str]) -> Self:
        """Table with other names of columns, those that are named."""
        places = [list(self.columns).index(name) for name in names]
        return replace(
            self, columns={name: [] for name in names.values()}, said=dict(said), values=self.values[:, places]
        )


def number_table(text: str, delimiter: str, first_line: int) -> NumberTable | None:
    """Table of a text of numbers; None when a cell is something else, or the rows do not fit together.

    Parameters
    ----------
    text
        From the header, or the first row, on.
    delimiter
        Between the cells.
    first_line
        Line of the file on which the text begins.
    """
    text = _LINE_ENDS.sub("\n", text) if "\r" in text else text
    header, lines_before, body = _header(text, delimiter)
    if has_file(header):
        # Of one sound, whose name stands in front of the first row alone.
        if (body and not body.startswith(delimiter)) or body.count("\n") != body.count(
            f"\n{delimiter}"
        ) + body.endswith("\n"):
            return None
        body = delimiter.join(header[1:]) + "\n" + body[len(delimiter) :].replace(f"\n{delimiter}", "\n")
        header, lines_before = [], lines_before - 1
    if '"' in body or (header and not header[-1]):
        return None
    n_before = first_line + lines_before + len(body) - len(body.lstrip("\n"))
    body = body.strip("\n")
    for flag, number in _FLAGS:
        if flag in body:
            body = body.replace(flag, number)
    cells = body.count("\n") + body.count(delimiter)
    if cells > (MAX_CSV_CELLS if delimiter * 2 in body or f"{delimiter}\n" in body else MAX_NUMBER_CELLS):
        # Too many, or many empty ones: what reads cell by cell says so.
        return None
    raw = np.frombuffer(body.encode(), np.uint8)
    ends = np.append(np.flatnonzero(raw == 10), len(raw))
    cuts = np.diff(np.searchsorted(np.flatnonzero(raw == ord(delimiter)), ends), prepend=0)
    n_columns = len(header) if header else int(cuts[0]) + 1
    if not body or (cuts != n_columns - 1).any():
        return None
    filled = _without_blanks(body, delimiter)
    numbers = floats_of(filled.replace(delimiter, " "))
    if numbers is None or len(numbers) != len(ends) * n_columns:
        return None
    lines = range(n_before, n_before + len(ends))
    values, has_blanks = numbers.reshape(-1, n_columns), filled is not body
    if has_blanks and np.isnan(values).all(1).any():
        return None
    if header:
        names = meanings(header)
        if len(set(names)) != len(names):
            return None
        said = dict(zip(names, header, strict=True))
        return NumberTable({name: [] for name in names}, lines, said, values=values, has_blanks=has_blanks)
    columns: dict[str, list[str]] = {str(i): [] for i in range(n_columns)}
    said = {str(i): Sentence("csv.column", number=i + 1) for i in range(n_columns)}
    return NumberTable(columns, lines, said, False, values=values, has_blanks=has_blanks)


def _header(text: str, delimiter: str) -> tuple[list[str], int, str]:
    """Names of the columns, lines that they take, and what comes after; none when the first row has numbers."""
    at, lines = 0, 0
    while text.startswith("\n", at):
        at, lines = at + 1, lines + 1
    line, _, rest = text[at:].partition("\n")
    if line.count(delimiter) > MAX_COLUMNS:
        return [""], lines, ""
    names = next(csv.reader([line], delimiter=delimiter), None) or [""]
    if as_number(names[0]) is not None:
        return [], lines, text[at:]
    return [name.strip() for name in names], lines + 1, rest


def _without_blanks(body: str, delimiter: str) -> str:
    """Text with a word for each empty cell; the same one when there is none."""
    pair = delimiter * 2
    if pair in body:
        # Twice, as two of three neighbours share a sign.
        body = body.replace(pair, f"{delimiter}{_BLANK}{delimiter}").replace(pair, f"{delimiter}{_BLANK}{delimiter}")
    if f"{delimiter}\n" in body:
        body = body.replace(f"{delimiter}\n", f"{delimiter}{_BLANK}\n")
    if f"\n{delimiter}" in body:
        body = body.replace(f"\n{delimiter}", f"\n{_BLANK}{delimiter}")
    if body.startswith(delimiter):
        body = _BLANK + body
    return f"{body}{_BLANK}" if body.endswith(delimiter) else body
