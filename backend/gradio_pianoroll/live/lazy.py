"""The takes of this process, made when the first browser asks: importing the component loads no analysis."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gradio_pianoroll.live.takes import LiveTakes

_lock = threading.Lock()
_takes: LiveTakes | None = None


def live_takes() -> LiveTakes:
    """The one `LiveTakes` of the process."""
    global _takes
    with _lock:
        if _takes is None:
            from gradio.utils import get_upload_folder

            from gradio_pianoroll.live.takes import LiveTakes

            _takes = LiveTakes(lambda: Path(get_upload_folder()).resolve())
        return _takes
