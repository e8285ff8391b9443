"""Compile what the analysis needs before somebody waits for it.

numba compiles a kernel when it is first used, which takes some seconds once per machine; later processes load its
machine code, and numba itself, in half a second. A server calls `warm_up` when it starts: where something is not
compiled yet, a child process does it, so that nothing holds the server's own threads, and then a daemon thread loads
what was compiled.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from gradio_pianoroll.native import native_call

if TYPE_CHECKING:
    from gradio_pianoroll.analysis.compiled import Kernel

logger = logging.getLogger(__name__)

# Sound of this length goes through every kernel.
SAMPLES = 16_384

_lock = threading.Lock()
_thread: threading.Thread | None = None
_warm = threading.Event()


def is_warm() -> bool:
    """Whether all kernels are compiled or loaded in this process."""
    return _warm.is_set()


def warm_up(background: bool = True) -> threading.Thread | None:
    """Compile the kernels, or load them where that was done before.

    Parameters
    ----------
    background
        True returns at once and works in a daemon thread; False returns when everything is there.

    Returns
    -------
    Thread or None
        The thread that works, to be joined by who wants to wait; None when there is nothing left to do.
    """
    global _thread
    if _warm.is_set():
        return None
    if not background:
        run_kernels()
        return None
    with _lock:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_work, name="pyin-warm-up", daemon=True)
            _thread.start()
        return _thread


def kernels() -> Iterator[tuple[Kernel, str]]:
    """All kernels that F0 needs, with each precision for which they are compiled."""
    from gradio_pianoroll.analysis.compiled import kernels_of
    from gradio_pianoroll.analysis.lattice import forward_kernels
    from gradio_pianoroll.analysis.pyin import observe_kernels, path_kernels, viterbi_kernels, yin_kernels

    return kernels_of(observe_kernels, path_kernels, viterbi_kernels, yin_kernels, forward_kernels)


def _work() -> None:
    compile_in_child(kernels(), __name__)
    run_kernels()


def compile_in_child(wanted: Iterable[tuple[Kernel, str]], module: str) -> None:
    """Let a child compile kernels that are missing, since that would keep the interpreter of this process busy.

    Parameters
    ----------
    wanted
        Kernels with their precisions.
    module
        Name of the module whose `run_kernels` the child calls.
    """
    if all(kernel.files(variant) for kernel, variant in wanted):
        return
    command = [sys.executable, "-c", f"from {module} import run_kernels; run_kernels()"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        logger.debug("the kernels could not be compiled ahead: %s", done.stderr.strip()[-500:])


def run_kernels() -> None:
    """Load all kernels in this process, compile those that are missing, and go through them once in both precisions."""
    import numpy as np

    from gradio_pianoroll.analysis.pyin import PyinStream, pyin
    from gradio_pianoroll.analysis.yin import yin

    start_s = time.perf_counter()
    for kernel, variant in kernels():
        with native_call:
            kernel.load(variant)
    time_s = np.arange(SAMPLES) / 22_050
    for dtype in (np.float32, np.float64):
        tone = np.sin(2 * np.pi * 200 * time_s).astype(dtype)
        pyin(tone, fmin=65, fmax=1000)
        yin(tone, fmin=65, fmax=1000)
        stream = PyinStream(fmin=65, fmax=1000, lookahead_frames=4)
        stream.push(tone)
        stream.finish()
    _warm.set()
    logger.info("analysis kernels are ready after %.1f s", time.perf_counter() - start_s)
