"""A whole recording sung in another way: samples, or from file to file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.errors import FormatError
from gradio_pianoroll.synth.resynthesis.f0_track import ResynthesisError
from gradio_pianoroll.synth.resynthesis.resynthesiser import BLOCK_S, Resynthesiser
from gradio_pianoroll.synth.resynthesis.sources import FileSource, full_scale

if TYPE_CHECKING:
    from numpy.typing import NDArray


def resynthesise(
    audio: Any,
    sr: float,
    f0_from: Any,
    f0_to: Any = None,
    *,
    gain_db: Any = None,
    timing: Iterable[Sequence[float]] | None = None,
    method: str = "psola",
) -> NDArray[Any]:
    """Let a recording sing an edited F0, with other timing and another loudness where that is wanted.

    What is not edited is the recording bit by bit. To hear one edit after the other, keep a `Resynthesiser`.

    Parameters
    ----------
    audio
        float32, float64, int16 or int32, shape (n,) or (n, channels).
    sr
        Sample rate in Hz.
    f0_from
        F0 of the recording: an `F0Result`, a `Curve` over seconds, or ``(times in s, F0 in Hz)``.
    f0_to
        F0 as it is to be: Hz for each frame of `f0_from`, or with times of its own, which are those of the edited
        sound. Where one of both is unvoiced (NaN or 0), the sound stays as it is.
    gain_db
        ``(times in s, gain in dB)``, or a `Curve`: how much louder the edited sound is.
    timing
        Pairs (moment of the recording, moment of the edited sound) in seconds; `segment_timing` makes them of
        segments. Time between runs straight, and beyond the last pair as in the recording.
    method
        `psola`, `world` or `auto`, as `Resynthesiser` takes it.

    Returns
    -------
    array of the type of `audio`, shape (n,) or (n, channels)

    Raises
    ------
    ResynthesisError
        When sound, F0 or edit cannot be used; the message says what to change.
    MissingPackageError
        When a package is not installed; the message has the line that installs it.

    Examples
    --------
    >>> import numpy as np
    >>> from gradio_pianoroll.synth import resynthesise
    >>> time_s = np.arange(22_050) / 22_050
    >>> voice = sum(np.sin(2 * np.pi * 150 * k * time_s) / k for k in range(1, 20)).astype("float32") / 4
    >>> frames_s = np.arange(0, 1, 0.01)
    >>> sung = resynthesise(voice, 22_050, (frames_s, np.full(100, 150.0)), np.full(100, 168.0))
    >>> sung.shape, sung.dtype
    ((22050,), dtype('float32'))
    """
    kept = Resynthesiser(audio, sr, f0_from, method=method)
    blocks = list(kept.blocks(f0_to, gain_db=gain_db, timing=timing, block_s=6 * BLOCK_S))
    return np.concatenate(blocks) if blocks else kept.render(f0_to, gain_db=gain_db, timing=timing)


def resynthesise_file(
    source: str | Path,
    target: str | Path,
    f0_from: Any,
    f0_to: Any = None,
    *,
    gain_db: Any = None,
    timing: Iterable[Sequence[float]] | None = None,
    method: str = "psola",
    on_progress: Callable[[float], None] | None = None,
) -> Path:
    """Do as `resynthesise` does from file to file, of any length, in the memory of a few blocks.

    Parameters
    ----------
    source
        A file that libsndfile reads: WAV, FLAC, AIFF, OGG, MP3 ….
    target
        Where to; an existing file is replaced. A suffix like that of the source keeps its coding, so that samples that
        are not edited stay as they are (in WAV, FLAC and other formats that lose nothing).
    f0_from, f0_to, gain_db, timing, method
        As for `resynthesise`.
    on_progress
        Called with the share done, 0-1.

    Returns
    -------
    Path
        `target`.

    Raises
    ------
    ResynthesisError, MissingPackageError
        As `resynthesise` does.
    FormatError
        When a file cannot be read or written.
    """
    source, target = Path(source), Path(target)
    if target.exists() and source.exists() and target.samefile(source):
        raise ResynthesisError(f"{target.name} is the recording itself; give the edited sound a name of its own")
    pairs = None if timing is None else list(timing)
    file = FileSource(source)
    # Written aside and renamed: what fails half-way leaves what was there.
    staging = target.with_name(f".{target.stem}.part{target.suffix}")
    try:
        kept = Resynthesiser(file, None, f0_from, method=method)
        blocks = kept.blocks(f0_to, gain_db=gain_db, timing=pairs)
        total = max(1, round(kept.duration_s(pairs) * kept.sr))
        with _writer(file, target, staging) as writer:
            done = 0
            for block in blocks:
                writer.write(block)
                done += len(block)
                if on_progress:
                    on_progress(done / total)
        os.replace(staging, target)
    finally:
        file.close()
        staging.unlink(missing_ok=True)
    return target


class _SameCoding:
    """File of the source's format and coding."""

    def __init__(self, source: FileSource, target: Path, staging: Path) -> None:
        import soundfile

        try:
            self._file = soundfile.SoundFile(
                staging, "w", round(source.sr), source.channels, source.subtype, format=source.format
            )
        except (soundfile.LibsndfileError, ValueError) as error:
            raise FormatError(target, f"cannot be written ({error})") from error

    def write(self, block: NDArray[Any]) -> None:
        self._file.write(block)

    def __enter__(self) -> _SameCoding:
        return self

    def __exit__(self, *told: object) -> None:
        self._file.close()


class _OtherCoding:
    """File of the format that its suffix names."""

    def __init__(self, source: FileSource, target: Path, staging: Path) -> None:
        from gradio_pianoroll.formats.audio_write import AudioWriter

        try:
            self._writer = AudioWriter(staging, round(source.sr), source.channels)
        except FormatError as error:
            raise FormatError(target, error.reason) from error

    def write(self, block: NDArray[Any]) -> None:
        self._writer.write((block / np.float64(full_scale(block.dtype))).astype(np.float32))

    def __enter__(self) -> _OtherCoding:
        self._writer.__enter__()
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self._writer.__exit__(kind, error, trace)


def _writer(source: FileSource, target: Path, staging: Path) -> _SameCoding | _OtherCoding:
    is_same = target.suffix.lower() == source.path.suffix.lower()
    return (_SameCoding if is_same else _OtherCoding)(source, target, staging)
