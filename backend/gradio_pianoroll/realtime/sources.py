"""Where a stream comes from: blocks in memory, a file at the speed of a clock, a sound device."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from gradio_pianoroll.errors import MissingPackageError, PianoRollError
from gradio_pianoroll.extras import require
from gradio_pianoroll.realtime.processor import RealtimeError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from gradio_pianoroll.realtime.processor import RealtimeProcessor

ROOM_TIMEOUT_S = 0.5


class DeviceError(PianoRollError, RuntimeError):
    """A sound device that cannot be used; the message says what to install or choose."""


class MissingDeviceError(DeviceError, MissingPackageError):
    """The package for sound devices is not installed; the message has the line that installs it."""


def blocks_of(audio: NDArray[np.floating], block_samples: int) -> Iterable[NDArray[np.floating]]:
    """An array of shape (n,) or (n, channels) in pieces of `block_samples`, views of it."""
    return (audio[at : at + block_samples] for at in range(0, len(audio), block_samples))


def feed(
    processor: RealtimeProcessor,
    blocks: Iterable[NDArray[np.floating]],
    *,
    speed: float | None = 1.0,
    stop: threading.Event | None = None,
) -> int:
    """Give blocks to a processor as a microphone would; returns the number of samples given.

    Parameters
    ----------
    processor
        A running processor; blocks are at its sample rate.
    blocks
        Each of shape (n,) or (n, channels).
    speed
        1 is real time, 4 four times as fast: each block comes when its last sample would have been recorded, whether
        or not the processor keeps up. None: as fast as the processor can, without a drop.
    stop
        Ends it early when set.

    Raises
    ------
    ValueError
        When the speed is not positive.
    """
    if speed is not None and not speed > 0:
        raise ValueError(f"speed must be a positive factor or None, not {speed}")
    stop = stop or threading.Event()
    start_s, given = time.perf_counter(), 0
    # A piece of this length fills at most one block of the ring.
    for block in (piece for whole in blocks for piece in blocks_of(whole, processor.buffer_size)):
        given += len(block)
        if speed is None:
            while not stop.is_set() and not processor.wait_for_room(ROOM_TIMEOUT_S):
                if not processor.running:
                    raise RealtimeError("the processor was stopped while it was fed")
        else:
            stop.wait(max(0.0, start_s + given / processor.sr / speed - time.perf_counter()))
        if stop.is_set():
            return given - len(block)
        processor.add_audio(block)
    return given


def feed_file(
    processor: RealtimeProcessor,
    path: str | Path,
    *,
    speed: float | None = 1.0,
    stop: threading.Event | None = None,
) -> int:
    """Give a sound file to a processor, resampled to its rate block by block; see `feed`.

    Raises
    ------
    FormatError
        When the file is missing or cannot be decoded.
    """
    from gradio_pianoroll.formats.audio_stream import AudioStream

    stream = AudioStream(Path(path), sr=processor.sr, block_samples=processor.buffer_size)
    return feed(processor, stream, speed=speed, stop=stop)


class DeviceSource:
    """A sound device (microphone) that feeds a processor, in a with block.

    Parameters
    ----------
    processor
        A running processor; the device is opened at its sample rate and block size.
    device
        Name or number as `sounddevice` has it; None is the system's default.
    """

    def __init__(self, processor: RealtimeProcessor, device: str | int | None = None) -> None:
        self._processor, self._device = processor, device
        self._stream: Any = None
        self.overflows = 0
        """How often the driver itself lost sound before it came here."""

    def __enter__(self) -> Self:
        sounddevice = import_sounddevice()
        try:
            self._stream = sounddevice.InputStream(
                samplerate=self._processor.sr,
                blocksize=self._processor.buffer_size,
                device=self._device,
                channels=1,
                dtype="float32",
                callback=self.on_audio,
            )
            self._stream.start()
        except (sounddevice.PortAudioError, ValueError) as error:
            self.__exit__()
            raise DeviceError(
                f"the sound device {self._device if self._device is not None else '(default)'} cannot record at "
                f"{self._processor.sr} Hz ({error}); `python -m sounddevice` lists the devices"
            ) from error
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def on_audio(self, sound: NDArray[np.float32], frames: int, when: Any, status: Any) -> None:
        """What PortAudio's thread calls for each block, shape (frames, channels)."""
        self.overflows += bool(status and status.input_overflow)
        self._processor.add_audio(sound)


def import_sounddevice() -> Any:
    """The library for sound devices.

    Raises
    ------
    DeviceError
        When it or PortAudio is missing; the message has the install line.
    """
    try:
        return require("sounddevice", "a sound device", MissingDeviceError)
    except OSError as error:
        raise DeviceError(
            "a sound device needs the library PortAudio, which is missing (Debian, Ubuntu: apt install libportaudio2)"
        ) from error
