"""A SoundFont file: its presets, their zones, its samples. Only what is asked for is read."""

from __future__ import annotations

import io
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from . import records
from .errors import SoundFontError
from .records import IN_ROM, IS_OGG
from .riff import read_chunks
from .zones import Bags, FlatZones, flatten

if TYPE_CHECKING:
    from os import PathLike

    from numpy.typing import NDArray

#: Bank in which the drum kits are.
DRUM_BANK = 128
# One sample: 25 minutes at 44.1 kHz. A few bytes of Ogg can unfold into much more.
MAX_SAMPLES = 1 << 26


class Preset(NamedTuple):
    """Instrument of a font, as a program of a bank chooses it."""

    bank: int
    program: int
    name: str


class Sound(NamedTuple):
    """A sample of a font: 16-bit sound and where it loops, counted from its start."""

    name: str
    pcm: NDArray[np.int16]
    loop_start: int
    loop_end: int
    rate_hz: int
    root: int
    correction_cents: int


class SoundFont:
    """SoundFont 2 (``.sf2``) or 3 (``.sf3``, samples in Ogg Vorbis).

    The file is mapped, not read: what a score needs of a large one is little. The low eight bits of 24-bit samples are
    left out.

    Parameters
    ----------
    path
        The file.

    Attributes
    ----------
    name, copyright
        What the file says of itself.
    presets
        Its instruments by bank and program.

    Raises
    ------
    SoundFontError
        If it cannot be read, is no SoundFont, or is damaged.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path = Path(path)
        try:
            with self.path.open("rb") as file:
                size = file.seek(0, 2)
            self._data: NDArray[np.uint8] = (
                np.memmap(self.path, np.uint8, "r") if size else np.zeros(0, np.uint8)  # an empty file has no map
            )
        except OSError as error:
            raise SoundFontError(self.path, f"it cannot be read: {error.strerror or error}") from error
        chunks = read_chunks(self.path, self._data)
        self.name, self.copyright, self.version = chunks.name, chunks.copyright, chunks.version
        self._records = chunks.records
        self._sound = chunks.sound
        self._preset_bags = self._bags(b"phdr", b"pbag", b"pgen", b"pmod", records.INSTRUMENT, len(self._of(b"inst")))
        self._instrument_bags = self._bags(
            b"inst", b"ibag", b"igen", b"imod", records.SAMPLE_ID, len(self._of(b"shdr"))
        )
        self._flat: dict[int, FlatZones] = {}

    def _of(self, name: bytes) -> NDArray[np.void]:
        """Records without the last one, which only ends the list."""
        return self._records[name][:-1]

    def _bags(self, heads: bytes, bags: bytes, generators: bytes, modulators: bytes, target: int, count: int) -> Bags:
        of = self._records
        return Bags(self.path, of[heads], of[bags], of[generators], of[modulators], target, count)

    @cached_property
    def presets(self) -> dict[tuple[int, int], Preset]:
        """Instruments by bank and program; of two with the same numbers the first one."""
        found: dict[tuple[int, int], Preset] = {}
        for bank, program, name in self._of(b"phdr")[["bank", "program", "name"]].tolist():
            found.setdefault((bank, program), Preset(bank, program, _name(name)))
        return dict(sorted(found.items()))

    @cached_property
    def _places(self) -> dict[tuple[int, int], int]:
        places: dict[tuple[int, int], int] = {}
        for place, (bank, program) in enumerate(self._of(b"phdr")[["bank", "program"]].tolist()):
            places.setdefault((bank, program), place)
        return places

    def choose(self, bank: int, program: int) -> tuple[int, int] | None:
        """Bank and program that play this one; None where the font has nothing like it.

        A bank that has no such program is played by the first bank, a drum kit by the standard one.
        """
        tried = [(bank, program)]
        tried += [(DRUM_BANK, 0)] if bank == DRUM_BANK else [(0, program)]
        return next((key for key in tried if key in self.presets), None)

    def zones(self, bank: int, program: int) -> FlatZones:
        """Rows of the zones of a preset, with their modulators.

        Raises
        ------
        KeyError
            If there is no such preset.
        SoundFontError
            If its zones are damaged.
        """
        place = self._places[bank, program]
        if place not in self._flat:
            self._flat[place] = flatten(self.path, self._preset_bags, self._instrument_bags, place)
        return self._flat[place]

    @property
    def n_samples(self) -> int:
        """Number of samples."""
        return len(self._of(b"shdr"))

    def sound(self, index: int) -> Sound:
        """Read a sample.

        Raises
        ------
        SoundFontError
            If it lies outside of the file, or cannot be decoded.
        """
        head = self._of(b"shdr")[index]
        name = _name(head["name"])
        start, end, kind = int(head["start"]), int(head["end"]), int(head["kind"])
        loop_start, loop_end = int(head["loop_start"]), int(head["loop_end"])
        if kind & IN_ROM:
            pcm = np.zeros(0, np.int16)
        elif kind & IS_OGG:
            # Places of an Ogg sample are bytes, those of its loop are counted from its own start.
            pcm = self._decoded(name, self._cut(name, start, end, 1).tobytes())
        else:
            pcm = self._cut(name, start, end, 2).view("<i2").astype(np.int16)
            loop_start, loop_end = loop_start - start, loop_end - start
        rate = int(np.clip(head["rate"], 400, 192_000))
        # 255 says that it has no pitch.
        root = int(head["root"]) if head["root"] <= 127 else 60
        return Sound(name, pcm, loop_start, loop_end, rate, root, int(head["correction"]))

    def _cut(self, name: str, start: int, end: int, width: int) -> NDArray[np.uint8]:
        first, size = self._sound
        if not 0 <= start <= end or end * width > size:
            raise SoundFontError(self.path, f"the sample {name!r} lies outside of the file; the file is damaged")
        if (end - start) > MAX_SAMPLES:
            raise SoundFontError(self.path, f"the sample {name!r} is longer than {MAX_SAMPLES} samples")
        return self._data[first + start * width : first + end * width]

    def _decoded(self, name: str, data: bytes) -> NDArray[np.int16]:
        import soundfile

        try:
            with soundfile.SoundFile(io.BytesIO(data)) as file:
                if file.frames > MAX_SAMPLES or file.channels != 1:
                    raise SoundFontError(self.path, f"the sample {name!r} is no mono sound of a usual length")
                return np.asarray(file.read(min(file.frames, MAX_SAMPLES), "int16"))
        except (soundfile.LibsndfileError, RuntimeError, OSError, ValueError, TypeError) as error:
            if isinstance(error, SoundFontError):
                raise
            raise SoundFontError(self.path, f"the sample {name!r} cannot be decoded: {error}") from error

    def __repr__(self) -> str:
        return f"<SoundFont {self.path.name}: {len(self.presets)} presets, {self.n_samples} samples>"


def _name(raw: bytes) -> str:
    return raw.split(b"\0")[0].decode("utf-8", "replace").strip()
