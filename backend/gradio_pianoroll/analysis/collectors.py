"""What is computed while a sound passes by once. Each collector takes blocks and has its arrays ready at the end."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from gradio_pianoroll.analysis.blob_store import Blob
from gradio_pianoroll.analysis.bs1770 import LEAST_SR, LoudnessMeter, too_low, unknown_loudness
from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.analysis.crossings import zero_crossing_rate
from gradio_pianoroll.analysis.engines.types import F0Options
from gradio_pianoroll.analysis.frames import Batch, FrameStream
from gradio_pianoroll.analysis.loudness import rms_of_frames
from gradio_pianoroll.analysis.peaks import PeaksBuilder
from gradio_pianoroll.analysis.spectral import SPECTRAL, SpectralFrames
from gradio_pianoroll.analysis.spectrogram import PitchRows, to_bytes
from gradio_pianoroll.errors import PianoRollWarning
from gradio_pianoroll.formats.audio_stream import mix_down
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

FRAME_FEATURES = ("rms", "short_rms", "zero_crossing_rate", *SPECTRAL)
NATIVE_FEATURES = ("programme", "peaks")
# Engines other than pyin are given the whole sound at once: 80 MB per quarter of an hour, and what they need besides.
WHOLE_SOUND_LIMIT_S = 3_600
# The picture needs no more columns than this many a second.
_MAX_COLUMNS_PER_S = 45
# Where a note begins, a level of the usual frames has risen long before: half a frame. The middle of it tells better.
SHORT_FRAME_S = 1024 / 22_050


@dataclass(frozen=True)
class FrameOptions:
    """At which rate in Hz the sound is analysed, and how F0 is looked for; its frames are those of all features."""

    sr: int
    f0: F0Options

    @property
    def hop_length(self) -> int:
        """Samples between frames."""
        return self.f0.hop_length

    @property
    def frame_length(self) -> int:
        """Samples of a frame."""
        return self.f0.frame_length

    @property
    def short_frame(self) -> slice:
        """The middle of a frame, 46 ms, or all of a frame that has no more."""
        half = min(self.frame_length // 2, round(SHORT_FRAME_S * self.sr / 2))
        return slice(self.frame_length // 2 - half, self.frame_length // 2 + half)

    @property
    def column_frames(self) -> int:
        """Every so many frames the spectrogram has a column."""
        return max(1, -(-self.sr // (self.hop_length * _MAX_COLUMNS_PER_S)))


class Collector(Protocol):
    """Takes a sound block by block."""

    def push(self, native: NDArray[np.float32], mono: NDArray[np.float32]) -> None:
        """Take a block: as it is in the source, shape (n, channels), and mixed and resampled, shape (m,)."""
        ...

    def finish(self) -> dict[str, Blob]:
        """Results by feature."""
        ...


class FrameCollector:
    """RMS, zero crossings and everything spectral."""

    def __init__(self, wanted: tuple[str, ...], options: FrameOptions) -> None:
        self._wanted, self._options = wanted, options
        self._stream = FrameStream(options.hop_length, options.frame_length)
        self._parts: dict[str, list[NDArray[Any]]] = {name: [] for name in wanted}
        spectral = tuple(name for name in SPECTRAL if name in wanted)
        rows = PitchRows(options.sr, options.frame_length) if "spectrogram" in spectral else None
        self._spectral = (
            SpectralFrames(
                options.sr, options.frame_length, spectral, fmin=options.f0.fmin, fmax=options.f0.fmax, rows=rows
            )
            if spectral
            else None
        )

    def push(self, native: NDArray[np.float32], mono: NDArray[np.float32]) -> None:
        """Measure the frames that are complete now."""
        for batch in self._stream.push(mono):
            self._measure(batch)

    def finish(self) -> dict[str, Blob]:
        """Arrays of shape (n_frames,) by feature; the spectrogram has (n_columns, rows)."""
        for batch in self._stream.finish():
            self._measure(batch)
        return {name: Blob({"values": np.concatenate(parts)}) for name, parts in self._parts.items()}

    def _measure(self, batch: Batch) -> None:
        found: dict[str, NDArray[Any]] = {}
        if "rms" in self._parts:
            found["rms"] = rms_of_frames(batch.frames)
        if "short_rms" in self._parts:
            found["short_rms"] = rms_of_frames(batch.frames[:, self._options.short_frame])
        if "zero_crossing_rate" in self._parts:
            found["zero_crossing_rate"] = zero_crossing_rate(batch, self._options.hop_length)
        if self._spectral is not None:
            found |= self._spectral.measure(batch.frames)
        if "spectrogram" in found:
            step = self._options.column_frames
            found["spectrogram"] = to_bytes(found["spectrogram"][-batch.first % step :: step])
        for name, values in found.items():
            self._parts[name].append(values)


class PyinCollector:
    """F0 by pYIN, decided as the sound passes."""

    def __init__(self, options: FrameOptions) -> None:
        from gradio_pianoroll.analysis.pyin import PyinStream

        check_engine(options)
        self._stream = PyinStream(sr=options.sr, **options.f0.search, **options.f0.engine_options)
        self._parts: list[Any] = []

    def push(self, native: NDArray[np.float32], mono: NDArray[np.float32]) -> None:
        """Give the decoder a block."""
        self._keep(self._stream.push(mono))

    def finish(self) -> dict[str, Blob]:
        """`f0`: F0 in Hz (NaN where unvoiced), the decision and its probability, shape (n_frames,)."""
        self._keep(self._stream.finish())
        f0_hz, voiced, probability = (np.concatenate([part[i] for part in self._parts]) for i in range(3))
        arrays = {"f0_hz": f0_hz, "voiced": voiced, "confidence": np.clip(probability, 0, 1)}
        return {"f0": Blob(arrays, {"forced": int(self._stream.forced)})}

    def _keep(self, found: Any) -> None:
        f0_hz = np.where(found.voiced, found.f0_hz, np.nan).astype(np.float32)
        self._parts.append((f0_hz, np.asarray(found.voiced, bool), np.asarray(found.voiced_prob, np.float32)))


class WholeF0Collector:
    """F0 by an engine that must have the whole sound; its length is limited."""

    def __init__(self, options: FrameOptions, on_progress: Callable[[float], None]) -> None:
        # Loaded now: a missing package is worth knowing before the sound is read.
        check_engine(options)
        self._options, self._on_progress = options, on_progress
        self._blocks: list[NDArray[np.float32]] = []
        self._n_samples = 0

    def push(self, native: NDArray[np.float32], mono: NDArray[np.float32]) -> None:
        """Keep the block."""
        self._blocks.append(mono.copy())
        self._n_samples += len(mono)
        check_whole_sound(self._n_samples / self._options.sr, self._options.f0.engine)

    def finish(self) -> dict[str, Blob]:
        """`f0`: as `PyinCollector`."""
        from gradio_pianoroll.analysis.f0 import extract_f0

        options = self._options
        audio = np.concatenate([np.zeros(0, np.float32), *self._blocks])
        self._blocks = []
        found = extract_f0(
            audio,
            options.sr,
            options.f0.engine,
            **options.f0.search,
            on_progress=self._on_progress,
            **options.f0.engine_options,
        )
        arrays = {"f0_hz": found.f0_hz, "voiced": found.voiced, "confidence": found.confidence}
        return {"f0": Blob(arrays, {"forced": 0})}


def check_engine(options: FrameOptions) -> None:
    """Refuse an engine that is not there, or options that it does not have.

    Raises
    ------
    AnalysisError
        Which names those that there are.
    MissingPackageError
        With the line that installs what the engine needs.
    """
    from gradio_pianoroll.analysis.engines.options import check_names
    from gradio_pianoroll.analysis.engines.registry import get_engine

    check_names(options.f0.engine, get_engine(options.f0.engine), options.f0.engine_options)


def check_whole_sound(duration_s: float, engine: str) -> None:
    """Refuse a sound that is too long for an engine that needs it whole.

    Raises
    ------
    AnalysisError
        Which says what to use.
    """
    if duration_s > WHOLE_SOUND_LIMIT_S:
        raise AnalysisError(Sentence("engine.too_long", engine=engine, most=WHOLE_SOUND_LIMIT_S // 60))


class ProgrammeCollector:
    """Loudness in LUFS, on all channels at the sound's own rate; NaN, with a warning, where that is too low."""

    def __init__(self, source_sr: int, channels: int) -> None:
        self._sr, self._n_samples = source_sr, 0
        self._meter = LoudnessMeter(source_sr, channels) if source_sr >= LEAST_SR else None

    def push(self, native: NDArray[np.float32], mono: NDArray[np.float32]) -> None:
        """Measure the block."""
        self._n_samples += len(native)
        if self._meter is not None:
            self._meter.push(native)

    def finish(self) -> dict[str, Blob]:
        """`programme`: mean square of each 100 ms."""
        if self._meter is None:
            warnings.warn(too_low(self._sr), PianoRollWarning, stacklevel=2)
            found = unknown_loudness(self._n_samples, self._sr)
        else:
            found = self._meter.finish()
        return {"programme": Blob({"steps": found.step_mean_square}, {"step_s": found.step_s})}


class PeaksCollector:
    """The waveform's picture."""

    def __init__(self, source_sr: int) -> None:
        self._builder = PeaksBuilder(source_sr)

    def push(self, native: NDArray[np.float32], mono: NDArray[np.float32]) -> None:
        """Take the block."""
        self._builder.push(mix_down(native))

    def finish(self) -> dict[str, Blob]:
        """`peaks`: the finest level; the others follow from it."""
        found = self._builder.finish()
        return {"peaks": Blob({"base": found.levels[0]}, {"hop_s": found.hop_s})}
