"""Arrays that grow while a recording is read: in memory, and beyond a size in files that are mapped."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A lattice of more bytes lies in files: some two hours of sound.
MAP_BYTES = 96_000_000


class Columns:
    """Arrays by name that pieces are added to.

    Parameters
    ----------
    shapes
        Of each array its type and the shape of its rows.
    map_bytes
        Beyond so many bytes together the arrays go into files.
    """

    def __init__(self, shapes: Mapping[str, tuple[Any, tuple[int, ...]]], map_bytes: int = MAP_BYTES) -> None:
        self._shapes = dict(shapes)
        self._parts: dict[str, list[NDArray[Any]]] = {name: [] for name in shapes}
        self._map_bytes = map_bytes
        self._n_bytes = 0
        self._files: dict[str, IO[bytes]] = {}

    @property
    def is_mapped(self) -> bool:
        """Whether they are in files."""
        return bool(self._files)

    def add(self, name: str, rows: NDArray[Any]) -> None:
        """Append rows to an array."""
        dtype, _ = self._shapes[name]
        part = np.ascontiguousarray(rows, dtype)
        self._n_bytes += part.nbytes
        if self._files:
            self._files[name].write(part.reshape(-1).view(np.uint8).data)
            return
        # A copy: what is given may be used again.
        self._parts[name].append(part.copy())
        if self._n_bytes > self._map_bytes:
            self._spill()

    def _spill(self) -> None:
        for name, parts in self._parts.items():
            # The file has no name any more, where the system allows that; it goes with the last array that is mapped.
            self._files[name] = tempfile.TemporaryFile(prefix=f"lattice-{name}-")  # noqa: SIM115 (open until all is written)
            for part in parts:
                self._files[name].write(part.reshape(-1).view(np.uint8).data)
            parts.clear()

    def finish(self) -> dict[str, NDArray[Any]]:
        """The arrays."""
        made: dict[str, NDArray[Any]] = {}
        for name, (dtype, row) in self._shapes.items():
            if not self._files:
                parts = self._parts[name] or [np.empty((0, *row), dtype)]
                made[name] = np.concatenate(parts)
                parts.clear()
                continue
            file = self._files[name]
            file.flush()
            n = file.tell() // (np.dtype(dtype).itemsize * int(np.prod(row, dtype=np.int64)))
            # An empty file cannot be mapped.
            made[name] = np.memmap(file, dtype, "r", 0, (n, *row)) if n else np.empty((0, *row), dtype)
            file.close()
        self._files.clear()
        return made


def save_arrays(folder: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write each array as a `.npy` file of its name."""
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", np.asarray(array), allow_pickle=False)


def map_arrays(folder: Path) -> dict[str, NDArray[Any]]:
    """The arrays of a folder, mapped, not read.

    Raises
    ------
    OSError, ValueError
        When a file cannot be read or is damaged.
    """
    return {
        path.stem: np.load(path, mmap_mode="r" if path.stat().st_size > 4096 else None, allow_pickle=False)
        for path in sorted(folder.glob("*.npy"))
    }
