"""Sentences about sound files that are not as they should be."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

from gradio_pianoroll.errors import PianoRollWarning
from gradio_pianoroll.i18n.sentence import Sentence, named


def cause(error: Exception) -> str:
    """Library's own words, without the path (which is the server's business)."""
    said = str(getattr(error, "error_string", None) or getattr(error, "strerror", None) or error)
    return said.strip(" .") or type(error).__name__


def warn_of(name: Path, message: Sentence) -> None:
    """Warn of a file that is read all the same."""
    warnings.warn(named(name.name, message), PianoRollWarning, stacklevel=2)


def lacks(n_bytes: int) -> Sentence | None:
    """Sentence of a file that lacks so many bytes at its end; None when it lacks none."""
    if n_bytes <= 0:
        return None
    return Sentence("sound.lacks", count=n_bytes)


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

    def damaged(self, why: str) -> Sentence:
        """Note that the decoder gave up amid the sound."""
        return Sentence("sound.breaks_off_damaged", at_s=self.read / self.sr, why=why)

    def cut(self, stated_bytes: int, there_bytes: int) -> Sentence:
        """Bytes are missing at the end."""
        return Sentence("sound.cut", stated_bytes=stated_bytes, there_bytes=there_bytes, read_s=self.read / self.sr)

    def broken_off(self) -> Sentence:
        """Samples are missing at the end."""
        at_s = self.read / self.sr
        if self.stated is None or self.stated <= self.read:
            return Sentence("sound.breaks_off", at_s=at_s)
        return Sentence("sound.breaks_off_of", at_s=at_s, stated_s=self.stated / self.sr)
