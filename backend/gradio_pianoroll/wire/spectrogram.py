"""The spectrogram of a sound as a file that the browser draws behind the notes (the picture is made by `analysis`)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.errors import TransportError

from .blob import Budget, count, pack, unpack

if TYPE_CHECKING:
    from gradio_pianoroll.analysis.spectrogram import Spectrogram

MAGIC = b"PRS1"
# Twelve minutes in full; of a longer sound several columns become one, so that no browser gets more than some 6 MB.
MOST_COLUMNS = 32_768


def encode_spectrogram(picture: Spectrogram) -> bytes:
    """The ``PRS1`` file of a spectrogram (docs/internals.md): its levels column by column, the lowest pitch first."""
    from gradio_pianoroll.analysis.spectrogram import CEILING_DB, FLOOR_DB

    columns, rows = picture.levels.shape
    header = {
        "hop_s": picture.hop_s,
        "low_pitch": picture.low_pitch,
        "rows_per_semitone": picture.rows_per_semitone,
        "floor_db": FLOOR_DB,
        "ceiling_db": CEILING_DB,
        "columns": columns,
        "rows": rows,
    }
    return pack(MAGIC, header, [np.ascontiguousarray(picture.levels, np.uint8).tobytes()])


def decode_spectrogram(data: bytes) -> Spectrogram:
    """The spectrogram of a ``PRS1`` file.

    Raises
    ------
    TransportError
        When the bytes are damaged.
    """
    from gradio_pianoroll.analysis.spectrogram import Spectrogram

    header, body = unpack(MAGIC, data)
    columns, rows = count(header.get("columns"), "PRS1"), count(header.get("rows"), "PRS1")
    levels = np.frombuffer(Budget(body, "PRS1").take(0, columns * rows), np.uint8).reshape(columns, rows)
    try:
        return Spectrogram(
            float(header["hop_s"]), levels, float(header["low_pitch"]), int(header["rows_per_semitone"])
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise TransportError(f"damaged PRS1 file: {error}") from error


def condensed(picture: Spectrogram, most_columns: int = MOST_COLUMNS) -> Spectrogram:
    """At most so many columns; the strongest of those that become one is kept."""
    columns, rows = picture.levels.shape
    group = -(-columns // most_columns)
    if group <= 1:
        return picture
    whole = np.zeros((-(-columns // group) * group, rows), np.uint8)
    whole[:columns] = picture.levels
    strongest = whole.reshape(-1, group, rows).max(axis=1)
    return dataclasses.replace(picture, hop_s=picture.hop_s * group, levels=strongest)
