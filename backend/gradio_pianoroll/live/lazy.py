"""The takes of this process, made when the first browser asks: importing the component loads no analysis."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gradio_pianoroll.live.takes import LiveTakes

_lock = threading.Lock()
_takes: LiveTakes | None = None


def live_takes() -> LiveTakes:
    """Return the one `LiveTakes` of the process."""
    global _takes
    with _lock:
        if _takes is None:
            from gradio_pianoroll.gradio_compat import cache_folder
            from gradio_pianoroll.live.takes import LiveTakes

            _takes = LiveTakes(cache_folder)
        return _takes
