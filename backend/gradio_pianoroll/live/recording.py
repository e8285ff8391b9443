"""A recording whose blocks come in any order, as a WAV file that is written while they come."""

from __future__ import annotations

import os
import struct
from pathlib import Path

HEADER_BYTES = 44
SAMPLE_BYTES = 2


class Recording:
    """Mono 16-bit sound in a file; what never came is silence.

    Parameters
    ----------
    path
        File to be written; its folder is made.
    sr
        Sample rate in Hz.

    Attributes
    ----------
    n_samples
        Length so far, gaps included.
    """

    def __init__(self, path: Path, sr: int) -> None:
        self.path, self.sr, self.n_samples = path, sr, 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)

    @property
    def duration_s(self) -> float:
        """Seconds so far."""
        return self.n_samples / self.sr

    def write(self, position: int, pcm: bytes) -> None:
        """Put little-endian int16 samples at a position, in samples from the beginning."""
        # The system fills what is left out with zeros.
        os.pwrite(self._file, pcm, HEADER_BYTES + SAMPLE_BYTES * position)
        self.n_samples = max(self.n_samples, position + len(pcm) // SAMPLE_BYTES)

    def finish(self) -> Path:
        """Write the head and close the file."""
        n_bytes = SAMPLE_BYTES * self.n_samples
        riff = struct.pack("<4sI4s", b"RIFF", HEADER_BYTES - 8 + n_bytes, b"WAVE")
        form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, self.sr, SAMPLE_BYTES * self.sr, SAMPLE_BYTES, 16)
        os.pwrite(self._file, riff + form + struct.pack("<4sI", b"data", n_bytes), 0)
        self._close()
        return self.path

    def discard(self) -> None:
        """Remove the file; nothing happens when that was done."""
        self._close()
        self.path.unlink(missing_ok=True)

    def _close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
