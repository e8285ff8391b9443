"""Sound files in and out: always float32 and mono inside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.formats.errors import FormatError

if TYPE_CHECKING:
    import soundfile
    from numpy.typing import NDArray

AUDIO_SUFFIXES = (".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aif", ".aiff", ".au", ".caf", ".w64")
BLOCK_FRAMES = 1 << 18
MIN_SR, MAX_SR = 1_000, 768_000


@dataclass(frozen=True)
class AudioInfo:
    """What a sound file's header says."""

    sr: int
    channels: int
    n_samples: int
    format: str

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.n_samples / self.sr


def _cause(error: Exception) -> str:
    """The library's own words, without the path (which is the server's business)."""
    return str(getattr(error, "error_string", error)).strip(" .")


def _open(path: Path) -> soundfile.SoundFile:
    import soundfile

    if not path.exists():
        raise FormatError(path, "there is no such file")
    if path.is_dir():
        raise FormatError(path, "this is a folder, not a sound file")
    if path.stat().st_size == 0:
        raise FormatError(path, "the file is empty (0 bytes)")
    try:
        sound = soundfile.SoundFile(str(path))
    except (soundfile.LibsndfileError, TypeError, RuntimeError) as error:
        raise FormatError(
            path, f"not a sound file that can be read; use WAV, FLAC, OGG or MP3 ({_cause(error)})"
        ) from error
    if not MIN_SR <= sound.samplerate <= MAX_SR:
        sound.close()
        raise FormatError(path, f"its sample rate of {sound.samplerate} Hz is not between {MIN_SR} and {MAX_SR} Hz")
    return sound


def audio_info(path: str | Path) -> AudioInfo:
    """Read a sound file's header only.

    Raises
    ------
    FormatError
        When the file is missing, empty or not a sound file.
    """
    with _open(Path(path)) as sound:
        return AudioInfo(sound.samplerate, sound.channels, sound.frames, sound.format)


def _read_mono(sound: soundfile.SoundFile) -> NDArray[np.float32]:
    # Mixed down block by block: a multi-channel file never lies in memory whole.
    blocks = [
        block.mean(axis=1, dtype=np.float32)
        for block in sound.blocks(blocksize=BLOCK_FRAMES, dtype="float32", always_2d=True)
    ]
    return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)


def load_audio(path: str | Path, sr: int | None = None) -> tuple[NDArray[np.float32], int]:
    """Read a sound file, mixed to mono.

    Parameters
    ----------
    path
        WAV, FLAC, OGG, MP3, AIFF, ….
    sr
        Resample to this rate in Hz; None keeps the file's own.

    Returns
    -------
    audio : float32 array, shape (n,)
        Full scale is ±1.
    sr : int
        Its sample rate in Hz.

    Raises
    ------
    FormatError
        When the file is missing, empty, broken or not a sound file.
    """
    import soundfile

    path = Path(path)
    with _open(path) as sound:
        own_sr = sound.samplerate
        try:
            audio = _read_mono(sound)
        except (soundfile.LibsndfileError, RuntimeError) as error:
            raise FormatError(path, f"the sound breaks off and cannot be decoded ({_cause(error)})") from error
    if audio.size == 0:
        raise FormatError(path, "the sound file holds no sound (0 samples)")
    if not np.isfinite(audio).all():
        raise FormatError(path, "the sound holds samples that are not numbers; export the file again")
    return (audio, own_sr) if sr is None else (resample(audio, own_sr, sr), sr)


def resample(audio: NDArray[np.float32], sr: int, target_sr: int) -> NDArray[np.float32]:
    """Change the sample rate; `audio` is float32 of shape (n,) or (n, channels), rates in Hz."""
    if sr == target_sr:
        return audio
    import soxr

    return np.asarray(soxr.resample(audio, sr, target_sr), dtype=np.float32)


def save_audio(path: str | Path, audio: NDArray[np.float32], sr: int) -> Path:
    """Write a sound file; the suffix chooses the format (WAV is 16 bit).

    Parameters
    ----------
    path
        Where to; an existing file is replaced.
    audio
        Shape (n,) or (n, channels), full scale ±1; what lies beyond is clipped.
    sr
        Sample rate in Hz.

    Raises
    ------
    FormatError
        When the suffix names no format that can be written, or the place cannot be written to.
    """
    import soundfile

    path = Path(path)
    if path.suffix.lower() not in AUDIO_SUFFIXES:
        raise FormatError(path, f"cannot write sound as {path.suffix or 'a file without suffix'}; use .wav or .flac")
    try:
        soundfile.write(str(path), np.clip(audio, -1.0, 1.0), sr)
    except (soundfile.LibsndfileError, OSError, RuntimeError, ValueError) as error:
        raise FormatError(path, f"cannot be written ({_cause(error)})") from error
    return path
