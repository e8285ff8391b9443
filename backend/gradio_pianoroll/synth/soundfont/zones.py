"""From presets and instruments to flat rows: one for each sample that a key may sound, with all that holds for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from . import records
from .errors import SoundFontError
from .records import DEFAULT_MODULATORS, DEFAULTS, INSTRUMENT_ONLY, N_GENERATORS, N_MODULATOR_COLUMNS, N_ZONE_COLUMNS

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A preset of any font has some hundreds of zones; the product of two lists is bounded before it is made.
MAX_ZONES = 20_000
MAX_MODULATORS = 64

_Range = tuple[int, int]
_Modulators = dict[tuple[int, int, int, int], int]


class Zone(NamedTuple):
    """Generators and modulators of one zone of a preset or an instrument."""

    generators: dict[int, int]
    keys: _Range
    velocities: _Range
    modulators: _Modulators
    target: int | None


class FlatZones(NamedTuple):
    """Rows of zones (int32) in the order of the font, and of their modulators (int32)."""

    zones: NDArray[np.int32]
    modulators: NDArray[np.int32]


class Bags:
    """Zones of presets, or of instruments.

    Parameters
    ----------
    path
        For messages.
    heads, bags, generators, modulators
        Records of the file.
    target
        Generator that ends a zone: the instrument, or the sample.
    n_targets
        How many of those there are.
    """

    def __init__(
        self,
        path: Path,
        heads: NDArray[Any],
        bags: NDArray[Any],
        generators: NDArray[Any],
        modulators: NDArray[Any],
        target: int,
        n_targets: int,
    ) -> None:
        self._path, self._target, self._n_targets = path, target, n_targets
        self._first = heads["bag"].astype(np.int64)
        self._generator_at, self._modulator_at = bags["generator"].astype(np.int64), bags["modulator"].astype(np.int64)
        self._numbers, self._amounts = generators["number"], generators["amount"]
        self._modulators = modulators
        for what, at, most in (
            ("zones", self._first, len(bags)),
            ("generators", self._generator_at, len(generators)),
            ("modulators", self._modulator_at, len(modulators)),
        ):
            if (np.diff(at) < 0).any() or (len(at) and at[-1] > most):
                raise SoundFontError(path, f"the numbers of its {what} do not ascend; the file is damaged")

    def zones(self, index: int) -> list[Zone]:
        """Zones of a preset or instrument; what its global zone says is in each."""
        found: list[Zone] = []
        common: Zone | None = None
        first, last = int(self._first[index]), int(self._first[index + 1])
        last = min(last, len(self._generator_at) - 1)
        for place, bag in enumerate(range(first, last)):
            zone = self._zone(bag, common)
            if zone.target is not None:
                found.append(zone)
            elif place == 0:
                common = zone
        return found

    def _zone(self, bag: int, common: Zone | None) -> Zone:
        generators = dict(common.generators) if common else {}
        keys, velocities = (common.keys, common.velocities) if common else ((0, 127), (0, 127))
        target = None
        rows = slice(int(self._generator_at[bag]), int(self._generator_at[bag + 1]))
        for number, amount in zip(self._numbers[rows].tolist(), self._amounts[rows].tolist(), strict=True):
            if number == records.KEY_RANGE:
                keys = (amount & 0xFF, amount >> 8 & 0xFF)
            elif number == records.VELOCITY_RANGE:
                velocities = (amount & 0xFF, amount >> 8 & 0xFF)
            elif number == self._target:
                # What stands behind it is to be passed over (section 8.1.2).
                if (amount & 0xFFFF) < self._n_targets:
                    target = amount & 0xFFFF
                break
            elif number <= records.LAST_GENERATOR:
                generators[number] = amount
        modulators = {**common.modulators} if common else {}
        modulators.update(self._modulators_of(bag))
        return Zone(generators, keys, velocities, modulators, target)

    def _modulators_of(self, bag: int) -> Iterator[tuple[tuple[int, int, int, int], int]]:
        first, last = int(self._modulator_at[bag]), int(self._modulator_at[bag + 1])
        for row in self._modulators[first : min(last, first + MAX_MODULATORS)].tolist():
            source, destination, amount, by, transform = row
            # Linked to another modulator: nothing plays those.
            if destination <= records.LAST_GENERATOR and source & 0xFF != 127:
                yield (source, destination, by, transform), amount


def flatten(path: Path, presets: Bags, instruments: Bags, preset: int) -> FlatZones:
    """Rows of all zones of a preset.

    Generators of the instrument replace the defaults, those of the preset are added; of modulators likewise.
    """
    zones: list[list[int]] = []
    modulators: list[list[int]] = []
    for outer in presets.zones(preset):
        added = {number: amount for number, amount in outer.generators.items() if number not in INSTRUMENT_ONLY}
        for inner in instruments.zones(outer.target or 0):
            keys, velocities = _both(outer.keys, inner.keys), _both(outer.velocities, inner.velocities)
            if keys[0] > keys[1] or velocities[0] > velocities[1]:
                continue
            if len(zones) >= MAX_ZONES:
                raise SoundFontError(path, f"a preset has more than {MAX_ZONES} zones; the file is damaged")
            row = [0] * N_ZONE_COLUMNS
            for number, amount in {**DEFAULTS, **inner.generators}.items():
                row[number] = amount
            for number, amount in added.items():
                row[number] += amount
            merged = _merged(outer.modulators, inner.modulators)
            row[N_GENERATORS:] = [inner.target or 0, *keys, *velocities, len(modulators), len(merged)]
            modulators += merged
            zones.append(row)
    return FlatZones(
        np.array(zones, np.int32).reshape(-1, N_ZONE_COLUMNS),
        np.array(modulators, np.int32).reshape(-1, N_MODULATOR_COLUMNS),
    )


def _both(one: _Range, other: _Range) -> _Range:
    return max(one[0], other[0]), min(one[1], other[1])


def _merged(outer: _Modulators, inner: _Modulators) -> list[list[int]]:
    """Modulators of a zone: the defaults, replaced by the instrument's, and the preset's added to both."""
    all_of: _Modulators = {
        (source, destination, by, transform): amount
        for source, destination, amount, by, transform in DEFAULT_MODULATORS
    }
    all_of.update(inner)
    for key, amount in outer.items():
        all_of[key] = all_of.get(key, 0) + amount
    return [
        [source, destination, amount, by, transform]
        for (source, destination, by, transform), amount in all_of.items()
        if amount and not _is_switched_velocity(source, destination, by)
    ]


def _is_switched_velocity(source: int, destination: int, by: int) -> bool:
    """Whether this is velocity to cutoff as SoundFont 2.01 has it, with velocity as a switch, too: nobody plays it."""
    return (source, destination) == (0x0102, 8) and by & 0xFF == 2
