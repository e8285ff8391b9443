"""Parts of SciPy by themselves: importing a package of SciPy takes tenths of a second, one extension module no time."""

from __future__ import annotations

import importlib
import importlib.machinery
import importlib.util
import logging
import sys
from functools import lru_cache
from pathlib import Path
from types import ModuleType

logger = logging.getLogger(__name__)


@lru_cache(maxsize=8)
def extension(name: str) -> ModuleType:
    """An extension module of SciPy, without the packages around it where that works.

    Where SciPy has the module already it is that one. It is not registered as imported, so a later import of the
    package goes its usual way.

    Parameters
    ----------
    name
        Full name, e.g. `scipy.linalg.cython_blas`.
    """
    if name in sys.modules:
        return sys.modules[name]
    try:
        return _alone(name)
    except (ImportError, OSError) as error:
        logger.debug("%s cannot be loaded by itself: %s", name, error)
    return importlib.import_module(name)


def _alone(name: str) -> ModuleType:
    # Importing the top package prepares the libraries that SciPy brings with it.
    import scipy

    *packages, leaf = name.split(".")[1:]
    folder = Path(scipy.__file__).parent.joinpath(*packages)
    for suffix in importlib.machinery.EXTENSION_SUFFIXES:
        path = folder / f"{leaf}{suffix}"
        if path.is_file():
            break
    else:
        raise ImportError(f"{folder} has no extension module {leaf}")
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    # What Cython makes registers itself, and an import that finds it would not bind it to its package.
    if sys.modules.get(name) is module:
        del sys.modules[name]
    return module
