"""A font cut to what somebody plays: a few arrays that need no file any more, for our player and for the page.

The layout is described at `FontCut`; whoever plays it needs nothing else of the font.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.errors import TransportError

from . import records
from .records import N_MODULATOR_COLUMNS, N_SAMPLE_COLUMNS, N_ZONE_COLUMNS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .font import SoundFont

MAGIC = b"SFCUT\x01\0\0"
# Silence behind every sample, as fonts have it: interpolation looks two samples ahead.
GUARD = 8
_LAYOUT = {
    "presets": ("<i4", 4), "zones": ("<i4", N_ZONE_COLUMNS), "modulators": ("<i4", N_MODULATOR_COLUMNS),
    "samples": ("<i4", N_SAMPLE_COLUMNS), "pcm": ("<i2", 0),
}  # fmt: skip
#: Bank and program → (key, velocity) of the notes, a velocity of None for any; or None for the whole preset.
Uses = Mapping[tuple[int, int], Collection[tuple[int, int | None]] | Collection[tuple[int, int]] | None]


@dataclass(frozen=True)
class FontCut:
    r"""Zones of a font that are in use, and the sound that they play.

    All arrays but `pcm` are int32 with a row for each item.

    Attributes
    ----------
    presets
        Bank, program, number of the first zone, number of zones.
    zones
        Columns 0-59: the amounts of the generators by their number (SoundFont 2.04, section 8.1.3), those of the
        instrument and the preset added up, 59 a balance of 0. Then: number of the sample, lowest and highest key,
        lowest and highest velocity, number of the first modulator, number of modulators.
    modulators
        Source, destination, amount, amount source, transform, as in the file; the defaults that hold are among them.
    samples
        First and last (exclusive) sample in `pcm`, start and end of the loop there, sample rate in Hz, root key,
        correction in cents.
    pcm
        int16, all sounds behind each other, each followed by eight samples of silence.

    `to_bytes` writes: ``SFCUT\x01\0\0``, the length of a JSON text (uint32, little endian), the text, zeros up to
    the next multiple of eight, the arrays. The text is ``{name: [first byte, number of rows]}`` of the arrays, counted
    from the first array; all numbers are little endian and all arrays begin at multiples of eight.
    """

    presets: NDArray[np.int32]
    zones: NDArray[np.int32]
    modulators: NDArray[np.int32]
    samples: NDArray[np.int32]
    pcm: NDArray[np.int16]

    def zones_of(self, bank: int, program: int, key: int, velocity: int) -> NDArray[np.intp]:
        """Numbers of the zones that a note of a preset sounds."""
        for row in self.presets.tolist():
            if (row[0], row[1]) == (bank, program):
                inside = _holds(self.zones[row[2] : row[2] + row[3]], key, velocity)
                return np.asarray(np.flatnonzero(inside) + row[2])
        return np.zeros(0, np.intp)

    def to_bytes(self) -> bytes:
        """One piece of bytes; see the class for the layout."""
        places: dict[str, list[int]] = {}
        body = bytearray()
        for name, (dtype, _) in _LAYOUT.items():
            array = getattr(self, name)
            places[name] = [len(body), len(array)]
            body += array.astype(dtype).tobytes()
            body += bytes(-len(body) % 8)
        text = json.dumps(places, separators=(",", ":")).encode()
        text += b" " * (-(len(MAGIC) + 4 + len(text)) % 8)
        return MAGIC + struct.pack("<I", len(text)) + text + bytes(body)

    @classmethod
    def from_bytes(cls, data: bytes) -> FontCut:
        """Cut of `to_bytes`.

        Raises
        ------
        TransportError
            If the bytes are something else.
        """
        try:
            if data[: len(MAGIC)] != MAGIC:
                raise ValueError("it does not begin as one")
            (size,) = struct.unpack_from("<I", data, len(MAGIC))
            first = len(MAGIC) + 4 + size
            places = json.loads(data[len(MAGIC) + 4 : first])
            arrays: dict[str, NDArray[Any]] = {}
            for name, (dtype, columns) in _LAYOUT.items():
                at, count = places[name]
                array = np.frombuffer(data, dtype, count * (columns or 1), first + at)
                arrays[name] = array.reshape(count, columns) if columns else array
        except (ValueError, KeyError, TypeError, struct.error) as error:
            raise TransportError(f"these bytes are no cut of a SoundFont: {error}") from error
        return cls(**arrays)


def _holds(zones: NDArray[np.int32], key: int, velocity: int | None) -> NDArray[np.bool_]:
    low, high = zones[:, records.KEY_LOW], zones[:, records.KEY_HIGH]
    if velocity is None:
        return np.asarray((low <= key) & (key <= high))
    softest, loudest = zones[:, records.VELOCITY_LOW], zones[:, records.VELOCITY_HIGH]
    return np.asarray((low <= key) & (key <= high) & (softest <= velocity) & (velocity <= loudest))


def cut_font(font: SoundFont, uses: Uses) -> FontCut:
    """Cut a font to the zones that notes use.

    Parameters
    ----------
    font
        The font.
    uses
        Presets that the font has, with the keys and velocities of their notes (None: any velocity); None takes the
        whole preset.

    Returns
    -------
    FontCut
        Every sample once. A zone whose sample has no sound (in a ROM, empty) is left out.

    Raises
    ------
    SoundFontError
        If a zone or sample in use is damaged.
    """
    places: dict[int, int] = {}
    lists: dict[bytes, int] = {}
    samples: list[list[int]] = []
    sounds: list[NDArray[np.int16]] = []
    presets: list[list[int]] = []
    zones: list[NDArray[np.int32]] = []
    modulators: list[NDArray[np.int32]] = []
    n_pcm = n_zones = n_modulators = 0
    for (bank, program), notes in sorted(uses.items()):
        flat = font.zones(bank, program)
        kept: list[NDArray[np.int32]] = []
        for row in flat.zones[_used(flat.zones, notes)]:
            sample = int(row[records.SAMPLE])
            if sample not in places:
                sound = font.sound(sample)
                end = n_pcm + len(sound.pcm)
                loop = (np.clip(at, 0, len(sound.pcm)) + n_pcm for at in (sound.loop_start, sound.loop_end))
                places[sample] = len(samples)
                samples.append([n_pcm, end, *map(int, loop), sound.rate_hz, sound.root, sound.correction_cents])
                sounds += [sound.pcm, np.zeros(GUARD, np.int16)]
                n_pcm = end + GUARD
            new = places[sample]
            if samples[new][1] - samples[new][0] < 2:
                continue
            first, count = int(row[records.FIRST_MODULATOR]), int(row[records.N_MODULATORS])
            own = flat.modulators[first : first + count]
            # Most zones have the same ones.
            if (listed := lists.get(own.tobytes())) is None:
                listed = lists[own.tobytes()] = n_modulators
                modulators.append(own)
                n_modulators += count
            row = row.copy()
            row[records.SAMPLE], row[records.FIRST_MODULATOR] = new, listed
            kept.append(row)
        presets.append([bank, program, n_zones, len(kept)])
        n_zones += len(kept)
        zones += kept
    return FontCut(
        np.array(presets, np.int32).reshape(-1, 4),
        np.array(zones, np.int32).reshape(-1, N_ZONE_COLUMNS),
        _joined(modulators, N_MODULATOR_COLUMNS),
        np.array(samples, np.int32).reshape(-1, N_SAMPLE_COLUMNS),
        np.concatenate([np.zeros(0, np.int16), *sounds]),
    )


def _used(zones: NDArray[np.int32], notes: Iterable[tuple[int, int | None]] | None) -> NDArray[np.intp]:
    if notes is None:
        return np.arange(len(zones))
    held = np.zeros(len(zones), bool)
    for key, velocity in notes:
        held |= _holds(zones, key, velocity)
    return np.flatnonzero(held)


def _joined(parts: list[NDArray[np.int32]], columns: int) -> NDArray[np.int32]:
    return np.concatenate([np.zeros((0, columns), np.int32), *parts])
