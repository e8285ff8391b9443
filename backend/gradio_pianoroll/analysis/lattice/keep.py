"""Lattices by the content of their sound: small ones where all analyses are kept, large ones in mapped files."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from gradio_pianoroll.analysis.blob_store import Blob, content_key
from gradio_pianoroll.analysis.lattice.base import Base, base_of
from gradio_pianoroll.analysis.lattice.columns import map_arrays, save_arrays
from gradio_pianoroll.analysis.lattice.forward_kernels import MARK_EVERY, SCALE
from gradio_pianoroll.analysis.lattice.model import rounded_transitions
from gradio_pianoroll.analysis.lattice.rows import keep_every

if TYPE_CHECKING:
    from gradio_pianoroll.analysis.cache import AnalysisCache
    from gradio_pianoroll.analysis.pyin.parameters import PyinParameters

logger = logging.getLogger(__name__)

FOLDER = "lattices"
# A lattice up to this size, half an hour of sound, is an entry like others; a larger one would drive these out.
MOST_ENTRY_BYTES = 24_000_000
# Part of every key: raise it when the same sound begins to give other arrays.
FORM = 1
_UNFINISHED = ".unfinished-"


def lattice_key(digest: bytes, p: PyinParameters) -> str:
    """Name of the lattice of a sound.

    The tables of the model are part of it: on another machine their last digits may be others, and the values that a
    lattice holds follow from them.
    """
    model = rounded_transitions(p)
    tables = hashlib.blake2b(model.table.tobytes() + model.row.tobytes(), digest_size=16).hexdigest()
    form = [FORM, SCALE, MARK_EVERY, keep_every(p.hop_length / p.sr)]
    return content_key(digest, {"what": "lattice", "form": form, "model": tables, "parameters": asdict(p)})


def _folder(cache: AnalysisCache) -> Path | None:
    return None if cache.store is None else cache.store.path.parent / FOLDER


def find(cache: AnalysisCache, key: str, p: PyinParameters) -> Base | None:
    """The lattice that is kept under a key, None when there is none or it is damaged."""
    if (entry := cache.get(key)) is not None:
        try:
            return base_of(p, entry.arrays)
        except ValueError as error:
            logger.warning("the lattice %s that was kept is damaged (%s) and is made anew", key, error)
            return None
    folder = _folder(cache)
    if folder is None or not (folder / key).is_dir():
        return None
    try:
        said = json.loads((folder / key / "sizes.json").read_text("utf-8"))
        arrays = map_arrays(folder / key)
        if {name: list(array.shape) for name, array in arrays.items()} != said:
            raise ValueError("a file is not complete")
        base = base_of(p, arrays)
        os.utime(folder / key)
    except (OSError, ValueError) as error:
        logger.warning("the lattice %s that was kept is damaged (%s) and is made anew", key, error)
        shutil.rmtree(folder / key, ignore_errors=True)
        return None
    return base


def keep(cache: AnalysisCache, key: str, base: Base) -> None:
    """Keep a lattice; a disk that cannot be written costs a warning, not the lattice."""
    folder = _folder(cache)
    if base.n_bytes <= MOST_ENTRY_BYTES or folder is None:
        if base.n_bytes <= MOST_ENTRY_BYTES:
            cache.put(key, Blob(base.arrays()))
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder))
        try:
            save_arrays(unfinished, base.arrays())
            sizes = {name: list(array.shape) for name, array in base.arrays().items()}
            (unfinished / "sizes.json").write_text(json.dumps(sizes), "utf-8")
            # Another process may have been faster; then its folder stays, and what cannot be moved goes.
            unfinished.rename(folder / key)
        except OSError:
            if not (folder / key).is_dir():
                raise
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
        limit = cache.store.max_bytes if cache.store is not None else None
        _evict(folder, limit, key)
    except OSError as error:
        logger.warning("the lattice is not kept on disk: %s", error)


def _evict(folder: Path, max_bytes: int | None, newest: str) -> None:
    """Remove the lattices that were not used for longest, until the others fit."""
    if max_bytes is None:
        return
    known = [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(_UNFINISHED)]
    sizes = {path: sum(file.stat().st_size for file in path.iterdir()) for path in known}
    surplus = sum(sizes.values()) - max_bytes
    for path in sorted(known, key=lambda path: path.stat().st_mtime_ns):
        if surplus <= 0:
            return
        if path.name != newest:
            # Who has it mapped keeps it: the system removes what a file holds when nobody uses it any more.
            shutil.rmtree(path, ignore_errors=True)
            surplus -= sizes[path]
