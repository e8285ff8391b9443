"""Compile the synthesizer before somebody waits for the first sound: our voices, SoundFonts, edited recordings."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gradio_pianoroll.analysis.warmup import compile_in_child
from gradio_pianoroll.native import native_call

if TYPE_CHECKING:
    from gradio_pianoroll.analysis.compiled import Kernel

logger = logging.getLogger(__name__)


def kernels() -> Iterator[tuple[Kernel, str]]:
    """All kernels that sound from notes or a drawn curve needs, with each precision for which they are compiled."""
    from gradio_pianoroll.analysis.compiled import kernels_of
    from gradio_pianoroll.synth import drum_kernels, limiter_kernels, mix_kernels, tone_kernels
    from gradio_pianoroll.synth.resynthesis import psola_kernels
    from gradio_pianoroll.synth.soundfont import row_kernels, voice_kernels

    ours = (tone_kernels, drum_kernels, mix_kernels, limiter_kernels)
    return kernels_of(*ours, row_kernels, voice_kernels, psola_kernels)


def warm_up_voices(after: threading.Thread | None = None, background: bool = True) -> threading.Thread | None:
    """Compile the kernels of the synthesizer, or load them where that was done before.

    Parameters
    ----------
    after
        Thread that has to be done before, so that two do not compile at once.
    background
        True returns at once and works in a daemon thread; False returns when everything is there.

    Returns
    -------
    Thread or None
        The thread that works, to be joined by who wants to wait; None where nothing is left to do.
    """

    def work() -> None:
        if after is not None:
            after.join()
        compile_in_child(kernels(), __name__)
        run_kernels()

    if not background:
        run_kernels()
        return None
    thread = threading.Thread(target=work, name="synth-warm-up", daemon=True)
    thread.start()
    return thread


def run_kernels() -> None:
    """Load all kernels in this process and compile those that are missing."""
    start_s = time.perf_counter()
    for kernel, variant in kernels():
        with native_call:
            kernel.load(variant)
    logger.info("the synthesizer's kernels are ready after %.1f s", time.perf_counter() - start_s)
