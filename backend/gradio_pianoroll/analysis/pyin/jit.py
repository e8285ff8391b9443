"""How the kernels are compiled: once, kept on disk, also where the package itself lies on a read-only disk."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from typing import Any

import numba

logger = logging.getLogger(__name__)


def _use_settings_cache() -> None:
    """Let numba write into the cache folder of the settings; only when nothing else can be written."""
    from gradio_pianoroll.settings import get_settings

    folder = get_settings().cache_dir / "numba"
    folder.mkdir(parents=True, exist_ok=True)
    numba.config.CACHE_DIR = str(folder)


def compiled(signature: Any = None) -> Callable[[Callable[..., Any]], Any]:
    """`numba.njit` without the GIL and with a cache on disk.

    numba keeps machine code beside the source, or in the user's cache folder where that is read-only. Where it can
    write to neither, the folder of the settings is tried, and at last the code is compiled anew in each process.

    Parameters
    ----------
    signature
        numba signature(s), or None to compile on the first call.
    """

    def decorate(function: Callable[..., Any]) -> Any:
        given = () if signature is None else (signature,)
        try:
            return numba.njit(*given, cache=True, nogil=True)(function)
        except RuntimeError as error:
            if "cannot cache" not in str(error):
                raise
        if not os.environ.get("NUMBA_CACHE_DIR"):
            try:
                _use_settings_cache()
                return numba.njit(*given, cache=True, nogil=True)(function)
            except (OSError, RuntimeError) as error:
                logger.debug("no cache for compiled kernels: %s", error)
        return numba.njit(*given, nogil=True)(function)

    return decorate
