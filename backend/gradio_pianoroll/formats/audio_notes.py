"""Sentences about sound files that are not as they should be."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

from gradio_pianoroll.errors import PianoRollWarning


def cause(error: Exception) -> str:
    """Library's own words, without the path (which is the server's business)."""
    said = str(getattr(error, "error_string", None) or getattr(error, "strerror", None) or error)
    return said.strip(" .") or type(error).__name__


def warn_of(name: Path, message: str) -> None:
    """Warn of a file that is read all the same."""
    warnings.warn(f"{name.name}: {message}", PianoRollWarning, stacklevel=2)


def lacks(n_bytes: int) -> str:
    """Sentence of a file that lacks so many bytes at its end; empty when it lacks none."""
    if n_bytes <= 0:
        return ""
    what = "1 byte is" if n_bytes == 1 else f"{n_bytes:,} bytes are"
    return f"the file is cut off, at least {what} missing; read is what is there, copy the file again for the rest"


@dataclass(frozen=True)
class ShortSound:
    """Sound of which less is there than there should be.

    Attributes
    ----------
    name
        The file.
    sr
        In Hz.
    read
        Samples that were read.
    stated
        Samples that the file's header states; None when it does not.
    """

    name: Path
    sr: int
    read: int
    stated: int | None

    def damaged(self, why: str) -> str:
        """Note that the decoder gave up amid the sound."""
        return f"the sound breaks off after {self.read / self.sr:.1f} s and cannot be decoded ({why})"

    def cut(self, stated_bytes: int, there_bytes: int) -> str:
        """Bytes are missing at the end."""
        return (
            f"the file is cut off: its header announces {stated_bytes:,} bytes of sound and {there_bytes:,} are there; "
            f"read are {self.read / self.sr:.1f} s, copy the file again for the rest"
        )

    def broken_off(self) -> str:
        """Samples are missing at the end."""
        of = "" if self.stated is None or self.stated <= self.read else f" of {self.stated / self.sr:.1f}"
        return (
            f"the sound breaks off after {self.read / self.sr:.1f}{of} s; read is what is there, "
            "copy the file again for the rest"
        )
