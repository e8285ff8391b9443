"""What is found in each block of a stream: peak, level, F0 with voicing, onsets.

An analyser keeps what it needs from block to block. It sees from a block's position that samples are missing and goes
on behind the gap; `restart` makes it forget everything.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from gradio_pianoroll.analysis.engines.types import F0Options
from gradio_pianoroll.analysis.extras import check_packages
from gradio_pianoroll.analysis.transforms import fft

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.realtime.ring import Block

# At 22 050 Hz: 23.2 ms between frames, 93 ms each; 8 frames of look-ahead are 186 ms.
HOP_LENGTH = 512
FRAME_LENGTH = F0Options.frame_length
LOOKAHEAD_FRAMES = 8
FLOOR_DB = -100.0
# Frames between the spectra that are compared: an onset between two frames is in both differences to half.
FLUX_LAG = 2
ONSET_GAP_S = 0.05


class Analyser(Protocol):
    """One question to each block."""

    @property
    def name(self) -> str:
        """Under which its answers stand in a result."""
        ...

    def process(self, block: Block) -> Any:
        """The answer for one block."""
        ...

    def finish(self) -> Any:
        """What is still to be said at the end of the stream; None for nothing."""
        ...

    def restart(self) -> None:
        """Forget everything: the next block begins a new stream."""
        ...


class Peak:
    """Largest absolute sample of the block."""

    name = "peak"

    def process(self, block: Block) -> float:
        """Full scale is 1."""
        return float(np.abs(block.samples).max(initial=0.0))

    def finish(self) -> None:
        """Nothing is left to say."""

    def restart(self) -> None:
        """There is nothing to forget."""


class Level:
    """RMS of the block in dB below full scale, not below −100."""

    name = "level_db"

    def process(self, block: Block) -> float:
        """0 dB is a block of samples that are all ±1."""
        samples = block.samples
        power = float(np.dot(samples, samples)) / max(1, len(samples))
        return max(FLOOR_DB, 10.0 * float(np.log10(power))) if power > 0 else FLOOR_DB

    def finish(self) -> None:
        """Nothing is left to say."""

    def restart(self) -> None:
        """There is nothing to forget."""


@dataclass(frozen=True)
class F0Update:
    """F0 of the frames from `first_frame` on: the first `n_final` never change again, the others are a guess.

    Attributes
    ----------
    first_frame
        Index of the first frame; frame `i` is centred at `i * hop_s` seconds of the stream, gaps included.
    hop_s
        Seconds between frames.
    n_final
        How many of the frames are final.
    f0_hz, voiced, voiced_prob
        Shape (n,): Hz with NaN where unvoiced, bool, probability 0-1.
    """

    first_frame: int
    hop_s: float
    n_final: int
    f0_hz: NDArray[np.floating]
    voiced: NDArray[np.bool_]
    voiced_prob: NDArray[np.floating]

    @property
    def next_final_frame(self) -> int:
        """The first frame that is not final yet."""
        return self.first_frame + self.n_final


def _joined(parts: list[F0Update], hop_s: float, first: int) -> F0Update:
    """One update from frame `first` on; frames that no part has (lost sound) are unvoiced, and final."""
    parts = [part for part in parts if len(part.f0_hz)]
    if len(parts) == 1 and parts[0].first_frame == first:
        return parts[0]
    if len(parts) == 2 and parts[0].first_frame == first and parts[1].first_frame == parts[0].next_final_frame:
        return _in_a_row(*parts)
    end = max([first, *(part.first_frame + len(part.f0_hz) for part in parts)])
    f0_hz = np.full(end - first, np.nan, np.float32)
    voiced, voiced_prob = np.zeros(end - first, bool), np.zeros(end - first, np.float32)
    n_final = end - first
    for part in parts:
        at = slice(part.first_frame - first, part.first_frame - first + len(part.f0_hz))
        f0_hz[at], voiced[at], voiced_prob[at] = part.f0_hz, part.voiced, part.voiced_prob
        if part.n_final == 0:
            n_final = min(n_final, at.start)
    return F0Update(first, hop_s, n_final, f0_hz, voiced, voiced_prob)


def _in_a_row(final: F0Update, guess: F0Update) -> F0Update:
    """The usual case of `_joined`: some final frames and the guess for those after them."""
    return F0Update(
        final.first_frame,
        final.hop_s,
        final.n_final,
        np.concatenate([final.f0_hz, guess.f0_hz]),
        np.concatenate([final.voiced, guess.voiced]),
        np.concatenate([final.voiced_prob, guess.voiced_prob]),
    )


@dataclass
class StreamingF0:
    """F0 and voicing of one voice by pYIN, final `lookahead_frames` after a frame, provisional at once.

    Missing samples end one stretch and begin another on the same grid of frames; the frames between are unvoiced.

    Parameters
    ----------
    sr
        Sample rate of the blocks in Hz.
    fmin, fmax
        Search range in Hz.
    hop_length, frame_length
        In samples.
    lookahead_frames
        After how many more frames a frame is final.
    """

    sr: float
    fmin: float = F0Options.fmin
    fmax: float = F0Options.fmax
    hop_length: int = HOP_LENGTH
    frame_length: int = FRAME_LENGTH
    lookahead_frames: int = LOOKAHEAD_FRAMES
    name: str = "f0"
    _stream: Any = field(default=None, init=False, repr=False)
    _offset_frames: int = field(default=0, init=False, repr=False)
    _next: int = field(default=0, init=False, repr=False)
    _last_final: int = field(default=0, init=False, repr=False)

    @property
    def hop_s(self) -> float:
        """Seconds between frames."""
        return self.hop_length / self.sr

    def process(self, block: Block) -> F0Update:
        """Frames that this block made final, and the guess for those that are not."""
        parts, samples = [], block.samples
        if self._stream is not None and block.position != self._next:
            parts.append(self._end_stretch())
        if self._stream is None:
            self._begin_stretch(block.position)
        # A stretch begins on the grid of frames: up to one hop is passed over behind a gap.
        missing = self._offset_frames * self.hop_length - block.position
        self._next = block.position + len(samples)
        if missing > 0:
            samples = samples[missing:]
        if len(samples):
            parts.append(self._update(self._stream.push(samples), final=True))
        parts.append(self._update(self._stream.provisional(), final=False))
        return self._merged(parts)

    def finish(self) -> F0Update | None:
        """The frames of the end."""
        return self._merged([self._end_stretch()]) if self._stream is not None else None

    def restart(self) -> None:
        """Forget everything."""
        self._stream, self._next, self._last_final = None, 0, 0

    def _merged(self, parts: list[F0Update]) -> F0Update:
        found = _joined(parts, self.hop_s, self._last_final)
        self._last_final = max(self._last_final, found.next_final_frame)
        return found

    def _begin_stretch(self, position: int) -> None:
        from gradio_pianoroll.analysis.pyin import PyinStream

        self._offset_frames = -(-position // self.hop_length)
        asked = F0Options(self.fmin, self.fmax, self.hop_length, self.frame_length)
        self._stream = PyinStream(sr=self.sr, **asked.search, lookahead_frames=self.lookahead_frames)

    def _end_stretch(self) -> F0Update:
        stream, self._stream = self._stream, None
        return self._update(stream.finish(), final=True)

    def _update(self, frames: Any, *, final: bool) -> F0Update:
        first, count = self._offset_frames + frames.first, len(frames.f0_hz)
        f0_hz, prob = frames.f0_hz.astype(np.float32), frames.voiced_prob.astype(np.float32)
        return F0Update(first, self.hop_s, count if final else 0, f0_hz, frames.voiced, prob)


@dataclass
class Onsets:
    """Beginnings of sounds, by spectral flux.

    The positive differences of the logarithmic spectrum to the one two frames before are averaged; a frame is an onset
    when this flux exceeds the median of the past 0.3 s by a threshold and the last onset was not within 50 ms (S. Böck,
    F. Krebs, M. Schedl, "Evaluating the online capabilities of onset detection methods", ISMIR 2012). Nothing is looked
    ahead.
    """

    sr: float
    hop_length: int = HOP_LENGTH
    frame_length: int = 1_024
    threshold: float = 0.02
    name: str = "onsets_s"
    _window: NDArray[np.float32] = field(init=False, repr=False)
    _rest: NDArray[np.float32] = field(init=False, repr=False)
    _start: int = field(default=0, init=False, repr=False)
    _before: deque[NDArray[np.float32]] = field(init=False, repr=False)
    _past: deque[float] = field(init=False, repr=False)
    _last_s: float = field(default=-1.0, init=False, repr=False)

    def __post_init__(self) -> None:
        # Scaled so that the logarithm bends where a voice begins to be heard.
        self._window = (np.hanning(self.frame_length) * 100 / self.frame_length).astype(np.float32)
        self.restart()

    def process(self, block: Block) -> list[float]:
        """Times in seconds of the stream."""
        if block.position != self._start + len(self._rest):
            self.restart()
            self._start = block.position
        sound: NDArray[np.float32] = np.concatenate([self._rest, block.samples], dtype=np.float32)
        count = max(0, (len(sound) - self.frame_length) // self.hop_length + 1)
        found = [self._frame(spectrum) for spectrum in self._spectra(sound, count)]
        self._rest = sound[count * self.hop_length :]
        return [time_s for time_s in found if time_s is not None]

    def finish(self) -> None:
        """Nothing is left to say."""

    def restart(self) -> None:
        """Forget everything."""
        self._rest = np.zeros(0, np.float32)
        self._start = 0
        self._before = deque(maxlen=FLUX_LAG)
        self._past = deque(maxlen=max(3, round(0.3 * self.sr / self.hop_length)))
        self._last_s = -1.0

    def _spectra(self, sound: NDArray[np.float32], count: int) -> NDArray[np.float32]:
        """Logarithmic magnitudes of the first `count` frames, shape (count, bins)."""
        if not count:
            return np.zeros((0, 0), np.float32)
        step = sound.itemsize
        frames: NDArray[np.float32] = np.ndarray(
            (count, self.frame_length), np.float32, sound, 0, (self.hop_length * step, step)
        )
        return np.asarray(np.log1p(np.abs(fft.rfft(frames * self._window))), np.float32)

    def _frame(self, spectrum: NDArray[np.float32]) -> float | None:
        flux = 0.0
        if len(self._before) == FLUX_LAG:
            flux = float(np.maximum(spectrum - self._before[0], 0.0).mean())
        self._before.append(spectrum)
        # What is new in a frame is its last hop.
        time_s = (self._start + self.frame_length - self.hop_length) / self.sr
        self._start += self.hop_length
        usual = sorted(self._past)[len(self._past) // 2] if self._past else 0.0
        self._past.append(flux)
        if flux <= usual + self.threshold or time_s - self._last_s < ONSET_GAP_S:
            return None
        self._last_s = time_s
        return time_s


def default_analysers(sr: int) -> list[Analyser]:
    """Peak, level, F0 with voicing, and onsets of blocks at `sr` Hz.

    Raises
    ------
    MissingPackageError
        When a package of the extra `analysis` is not installed.
    """
    # Now, and not with each block in a thread of its own.
    check_packages("the analysis of a stream")
    return [Peak(), Level(), StreamingF0(sr), Onsets(sr)]
