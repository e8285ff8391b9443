"""Recordings of takes that nobody finished, left by a server that was killed."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

logger = logging.getLogger(__name__)

FOLDER_PREFIX, FILE_NAME = "live-", "take.wav"
# A server forgets a take that nobody feeds for a minute: what did not grow for two is no other server's.
ABANDONED_S = 120.0
# How often a server looks at its start, so that it finds those too that were still growing when its forerunner died.
_LOOKS = 3

_lock = threading.Lock()
_begun: set[Path] = set()


def take_path(folder: Path, take_id: str) -> Path:
    """Path that the recording of a take is written to."""
    return folder / f"{FOLDER_PREFIX}{take_id}" / FILE_NAME


def remove_leftovers(folder: Path, abandoned_s: float = ABANDONED_S) -> int:
    """Remove recordings without a head that did not grow for so long; returns how many others have none yet.

    A recording gets its head when its take is finished, and belongs to a score from then on: those stay.
    """
    young = 0
    for place in folder.glob(f"{FOLDER_PREFIX}*"):
        try:
            if place.is_symlink() or not place.is_dir() or _is_finished(place / FILE_NAME):
                continue
            recording = place / FILE_NAME
            newest = recording if recording.exists() else place
            if time.time() - newest.stat().st_mtime < abandoned_s:
                young += 1
                continue
            recording.unlink(missing_ok=True)
            place.rmdir()
        except OSError as error:
            logger.warning("a recording that nobody finished could not be removed: %s", error)
    return young


def _is_finished(recording: Path) -> bool:
    if not recording.is_file():
        return False
    with recording.open("rb") as file:
        return file.read(4) == b"RIFF"


def look_for_leftovers(folder: Path) -> None:
    """Remove leftovers in the background, once for each folder of a process."""
    with _lock:
        if folder in _begun:
            return
        _begun.add(folder)
    threading.Thread(target=_look, args=(folder,), name="pianoroll-leftovers", daemon=True).start()


def _look(folder: Path) -> None:
    for _ in range(_LOOKS):
        if not remove_leftovers(folder):
            return
        time.sleep(ABANDONED_S)
