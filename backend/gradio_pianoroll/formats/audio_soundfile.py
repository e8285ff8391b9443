"""Sound through libsndfile, from the first sample to the last without a seek."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.errors import FormatError
from gradio_pianoroll.formats.audio_notes import ShortSound, cause, warn_of
from gradio_pianoroll.formats.audio_views import FileView
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

# libsndfile says 2^63-1 where it does not know how long a sound is.
_NO_LENGTH = 1 << 60
# Length fields of files that were written to a pipe: nobody knew the length.
_UNKNOWN_BYTES = 0x7FFF_0000
_CLAIM = re.compile(r"(?:data|Data Size|SSND|riff)\s*:\s*(\d+)\s*\(should be (\d+)\)")


@lru_cache(maxsize=1)
def _one_way() -> type[Any]:
    """Class of sound files that are read from front to back.

    `soundfile.SoundFile` seeks to where it is after each read of a file that can seek. Decoders with a memory (MP3,
    Opus) begin anew there, with wrong samples.
    """
    import soundfile

    class OneWaySoundFile(soundfile.SoundFile):  # type: ignore[misc]
        def seekable(self) -> bool:
            return False

    return OneWaySoundFile


class SoundFileReader:
    """File that libsndfile reads.

    Parameters
    ----------
    view
        The file.
    name
        For messages.
    problem
        What is known to be wrong with the file; told when it was read.

    Raises
    ------
    soundfile.LibsndfileError
        When libsndfile does not know the file.
    """

    def __init__(self, view: FileView, name: Path, problem: Sentence | None = None) -> None:
        self._view, self._name, self._problem = view, name, problem
        self._sound = sound = _one_way()(view)
        self.sr, self.channels, self.format = int(sound.samplerate), int(sound.channels), str(sound.format)
        self.subtype = str(sound.subtype)
        self.n_samples: int | None = int(sound.frames) if 0 <= sound.frames < _NO_LENGTH else None

    def blocks(self, block_samples: int) -> Iterator[NDArray[np.float32]]:
        """Decode to the end; a sound that breaks off is given as far as it goes, with a warning."""
        import soundfile

        read, broke = 0, ""
        # Room for one sample more than there are: the read that finds fewer is the last.
        size = block_samples if self.n_samples is None else min(block_samples, self.n_samples + 1)
        # Opus leaves out the right number of samples at the beginning only when it is sent there.
        try:
            self._sound.seek(0)
        except (soundfile.LibsndfileError, RuntimeError) as error:
            raise FormatError(self._name, ShortSound(self._name, self.sr, 0, None).damaged(cause(error))) from error
        while not broke:
            block = np.empty((size, self.channels), np.float32)
            try:
                n = len(self._sound.read(out=block))
            except (soundfile.LibsndfileError, RuntimeError) as error:
                n, broke = self._sound.tell() - read, cause(error)
            read += max(0, n)
            if n > 0:
                yield block[:n]
            if n < size:
                break
        self._judge(read, broke)

    def _judge(self, read: int, broke: str) -> None:
        """Say what is wrong with what was read."""
        short = ShortSound(self._name, self.sr, read, self.n_samples)
        if broke and self.n_samples is not None and read >= self.n_samples:
            warn_of(self._name, Sentence("sound.more_data", at_s=read / self.sr))
            broke = ""
        # A decoder that gave up at the end of the file lacks what is missing behind it; before that, it is damage.
        if broke and (read == 0 or self._view.tell() < self._view.size):
            raise FormatError(self._name, short.damaged(broke))
        claim = _CLAIM.search(str(self._sound.extra_info))
        if claim and int(claim[2]) < int(claim[1]) < _UNKNOWN_BYTES:
            warn_of(self._name, short.cut(int(claim[1]), int(claim[2])))
        elif broke or (self.n_samples is not None and read < self.n_samples):
            warn_of(self._name, short.broken_off())
        elif self._problem:
            warn_of(self._name, self._problem)

    def close(self) -> None:
        """Close the file."""
        self._sound.close()
