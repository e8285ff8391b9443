"""All features of a sound in one call and one pass."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.audio_features import AudioFeatures, Features
from gradio_pianoroll.analysis.blob_store import Blob
from gradio_pianoroll.analysis.bs1770 import ProgrammeLoudness
from gradio_pianoroll.analysis.cache import AnalysisCache, choose_cache
from gradio_pianoroll.analysis.checks import AnalysisError, check_audio, check_band, check_frames
from gradio_pianoroll.analysis.collectors import FrameOptions
from gradio_pianoroll.analysis.f0 import (
    DEFAULT_FMAX_HZ,
    DEFAULT_FMIN_HZ,
    DEFAULT_FRAME_LENGTH,
    DEFAULT_HOP_LENGTH,
    F0Options,
    F0Result,
    Progress,
)
from gradio_pianoroll.analysis.loudness import DEFAULT_FLOOR_DB, Reference, check_level_options, level_db
from gradio_pianoroll.analysis.one_pass import AnalysisCancelled, run_pass
from gradio_pianoroll.analysis.peaks import pyramid
from gradio_pianoroll.analysis.spectrogram import Spectrogram
from gradio_pianoroll.analysis.voicing import VoicingKind, check_voicing_kind, voicing
from gradio_pianoroll.formats.audio_stream import BLOCK_SAMPLES, AudioStream
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = [
    "DEFAULT_FEATURES",
    "FEATURES",
    "AnalysisCancelled",
    "AudioFeatures",
    "Features",
    "analyze",
    "extract_audio_features",
]

# Which raw measurement each feature comes from.
_RAW = {
    "f0": "f0",
    "voicing": "f0",
    "loudness": "rms",
    "short_loudness": "short_rms",
    "a_weighted": "a_weighted",
    "harmonicity": "harmonicity",
    "spectral_centroid": "spectral_centroid",
    "zero_crossing_rate": "zero_crossing_rate",
    "spectrogram": "spectrogram",
    "programme": "programme",
    "peaks": "peaks",
}
FEATURES = tuple(_RAW)
DEFAULT_FEATURES = ("f0", "voicing", "loudness", "peaks")


@dataclass(frozen=True)
class Request:
    """What is asked of a sound; see `extract_audio_features`."""

    features: tuple[str, ...]
    frames: FrameOptions
    floor_db: float
    reference: Reference
    voicing: VoicingKind

    def raw(self) -> tuple[str, ...]:
        """Measurements that the features come from, each once."""
        return tuple(dict.fromkeys(_RAW[name] for name in self.features))

    def parameters(self, raw: str) -> dict[str, Any]:
        """What a measurement depends on, the sound aside."""
        frames = self.frames
        if raw in ("programme", "peaks"):
            return {"feature": raw}
        said: dict[str, Any] = {
            "feature": raw,
            "sr": frames.sr,
            "hop_length": frames.hop_length,
            "frame_length": frames.frame_length,
        }
        if raw in ("f0", "harmonicity"):
            said |= {"fmin": float(frames.f0.fmin), "fmax": float(frames.f0.fmax)}
        if raw == "spectrogram":
            said["column_frames"] = frames.column_frames
        if raw == "f0":
            # Threads change how long it takes, not what is found.
            own = {name: value for name, value in frames.f0.engine_options.items() if name != "workers"}
            said |= {"engine": frames.f0.engine, "options": own}
        return said


def open_source(audio: Any, sr: int | None, block_samples: int = BLOCK_SAMPLES) -> AudioStream:
    """The sound as a stream: of a file, or of samples that were checked.

    Raises
    ------
    AnalysisError
        When samples cannot be analysed or their rate is missing; when a rate is given for a file.
    FormatError
        When the file cannot be read.
    """
    if isinstance(audio, str | os.PathLike) or hasattr(audio, "read"):
        stream = AudioStream(audio, block_samples=block_samples)
        if sr is not None and sr != stream.source_sr:
            stream.close()
            raise AnalysisError(Sentence("analysis.rate_of_file", name=stream.name.name, own=stream.source_sr, sr=sr))
        return stream
    if sr is None:
        raise AnalysisError(Sentence("analysis.rate_needed"))
    # Sampling rates of real sounds are whole numbers; soxr and file headers know no others.
    return AudioStream(check_audio(audio, sr), source_sr=round(sr), block_samples=block_samples)


def make_request(
    source_sr: int,
    *,
    features: Iterable[str],
    f0: F0Options,
    analysis_sr: int | None,
    floor_db: float,
    reference: Reference,
    voicing: VoicingKind,
) -> Request:
    """Check what is asked for and complete it.

    Raises
    ------
    AnalysisError
        When it cannot be done; the message says what to change.
    """
    if isinstance(features, str):
        features = FEATURES if features == "all" else (features,)
    names = tuple(dict.fromkeys(features))
    if not names:
        raise AnalysisError(Sentence("analysis.no_feature", known=", ".join(FEATURES)))
    for name in names:
        if name not in _RAW:
            raise AnalysisError(Sentence("analysis.feature", name=name, known=", ".join(FEATURES)))
    if analysis_sr is None:
        from gradio_pianoroll.settings import get_settings

        # A sound of a lower rate has nothing to win from a higher one.
        analysis_sr = min(source_sr, get_settings().sample_rate)
    if analysis_sr < 1:
        raise AnalysisError(Sentence("analysis.analysis_rate", given=analysis_sr))
    check_frames(f0.hop_length, f0.frame_length)
    check_level_options(floor_db, reference)
    check_voicing_kind(voicing)
    if any(_RAW[name] == "f0" for name in names):
        f0.check(analysis_sr)
    elif "harmonicity" in names:
        check_band(f0.fmin, f0.fmax, analysis_sr)
    return Request(names, FrameOptions(analysis_sr, f0), floor_db, reference, voicing)


def measure(
    stream: AudioStream,
    request: Request,
    raw: Iterable[str],
    cache: AnalysisCache | None,
    digest: bytes | None,
    on_progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> dict[str, Blob]:
    """Raw measurements, from the cache as far as it has them; the others in one pass, kept afterwards."""
    names = tuple(raw)
    keys: dict[str, str] = {}
    found: dict[str, Blob] = {}
    if cache is not None and digest is not None:
        keys = {name: cache.key(digest, request.parameters(name)) for name in names}
        known = {name: cache.get(key) for name, key in keys.items()}
        found = {name: blob for name, blob in known.items() if blob is not None}
    missing = [name for name in names if name not in found]
    if missing:
        made = run_pass(stream, missing, request.frames, on_progress=on_progress, is_cancelled=is_cancelled)
        if cache is not None:
            for name, key in keys.items():
                if name in made:
                    cache.put(key, made[name])
        found |= made
    elif on_progress:
        on_progress(1.0)
    return found


def assemble(request: Request, found: Mapping[str, Blob]) -> AudioFeatures:
    """Features of raw measurements: levels in dB, the kind of voicing, the pyramid."""
    frames, names = request.frames, request.features
    meta = next(iter(found.values())).meta
    duration_s = meta["n_samples"] / meta["source_sr"]
    values: dict[str, Any] = {}
    if "f0" in found:
        f0 = found["f0"].arrays
        result = F0Result(np.zeros(0), f0["f0_hz"], f0["voiced"], f0["confidence"])
        if "f0" in names:
            values |= {"f0_hz": result.f0_hz, "voiced": result.voiced, "voiced_prob": result.confidence}
        if "voicing" in names:
            values["voicing"] = voicing(result, kind=request.voicing)
        values["forced_frames"] = found["f0"].meta["forced"]
    level = {"floor_db": request.floor_db, "reference": request.reference}
    for name, field, raw in (
        ("loudness", "loudness_db", "rms"),
        ("short_loudness", "short_loudness_db", "short_rms"),
        ("a_weighted", "a_weighted_db", "a_weighted"),
    ):
        if name in names:
            values[field] = level_db(found[raw].arrays["values"], **level)  # type: ignore[arg-type]
    for name, field in (
        ("harmonicity", "harmonicity_db"),
        ("spectral_centroid", "spectral_centroid_hz"),
        ("zero_crossing_rate", "zero_crossing_rate"),
    ):
        if name in names:
            values[field] = found[name].arrays["values"]
    hop_s = frames.hop_length / frames.sr
    if "spectrogram" in names:
        values["spectrogram"] = Spectrogram(hop_s * frames.column_frames, found["spectrogram"].arrays["values"])
    if "programme" in names:
        kept = found["programme"]
        values["programme"] = ProgrammeLoudness(kept.arrays["steps"], kept.meta["step_s"])
    if "peaks" in names:
        values["peaks"] = pyramid(found["peaks"].arrays["base"], duration_s, found["peaks"].meta["hop_s"])
    return AudioFeatures(hop_s, duration_s, floor_db=request.floor_db, sr=frames.sr, **values)


def digest_of(audio: Any, cache: AnalysisCache | None) -> bytes | None:
    """What names a sound in the cache; None without one, and for a file object, which is not read twice."""
    if cache is None or hasattr(audio, "read"):
        return None
    return cache.digest(Path(audio) if isinstance(audio, str | os.PathLike) else np.asarray(audio))


def extract_audio_features(
    audio: Any,
    sr: int | None = None,
    *,
    features: Iterable[str] = DEFAULT_FEATURES,
    engine: str = "pyin",
    fmin: float = DEFAULT_FMIN_HZ,
    fmax: float = DEFAULT_FMAX_HZ,
    hop_length: int = DEFAULT_HOP_LENGTH,
    frame_length: int = DEFAULT_FRAME_LENGTH,
    analysis_sr: int | None = None,
    floor_db: float = DEFAULT_FLOOR_DB,
    reference: Reference = "full_scale",
    voicing: VoicingKind = "smooth",
    engine_options: Mapping[str, Any] | None = None,
    block_samples: int = BLOCK_SAMPLES,
    on_progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
    cache: AnalysisCache | bool | None = None,
) -> AudioFeatures:
    """Everything that is wanted of a sound, on one time base, in one pass.

    The sound is read block by block, so that memory does not grow with its length (but for the results), and the result
    does not depend on the size of the blocks. Engines other than `pyin` are given the whole sound and take at most an
    hour.

    Parameters
    ----------
    audio
        A file (any format that libsndfile or FFmpeg reads), a binary file object, or mono samples: shape (n,), floating
        point, full scale ±1.
    sr
        Sample rate of samples in Hz; a file knows its own.
    features
        Some of `FEATURES`, or `"all"`: `f0`, `voicing`, `loudness` (RMS), `short_loudness`, `a_weighted`,
        `harmonicity`, `spectral_centroid`, `zero_crossing_rate`, `spectrogram`, `programme` (LUFS), `peaks`.
    engine, fmin, fmax, engine_options
        As in `extract_f0`; harmonicity looks for its period in the same range.
    hop_length, frame_length
        In samples at the rate of the analysis; frames are centred on multiples of the hop.
    analysis_sr
        The sound is resampled to this rate in Hz; None takes its own, but at most that of the settings (22 050 Hz).
    floor_db, reference
        As in `loudness`, for both levels.
    voicing
        `smooth`, `probability` or `binary`; see `voicing`.
    block_samples
        Samples of a file that are read at once.
    on_progress
        Called with the share done, 0-1.
    is_cancelled
        Asked between blocks; when it answers True, the analysis stops.
    cache
        Where results are kept and looked up: None as the settings say, False nowhere, or a cache of your own.

    Returns
    -------
    AudioFeatures

    Raises
    ------
    AnalysisError
        When the sound or the options cannot be used; the message says what to change.
    FormatError
        When the file cannot be read or is damaged.
    AnalysisCancelled
        When `is_cancelled` answered True.

    Examples
    --------
    >>> import numpy as np
    >>> from gradio_pianoroll.analysis import extract_audio_features
    >>> tone = 0.5 * np.sin(2 * np.pi * 220 * np.arange(22_050) / 22_050)
    >>> extract_audio_features(tone, 22_050, features=("f0", "loudness"))
    AudioFeatures(1 s: 87 frames in steps of 11.6 ms of f0_hz, loudness_db)
    """
    own = dict(engine_options or {})
    f0 = F0Options(fmin, fmax, hop_length, frame_length, engine=engine, engine_options=own)
    with open_source(audio, sr, block_samples) as stream:
        request = make_request(
            stream.source_sr,
            features=features,
            f0=f0,
            analysis_sr=analysis_sr,
            floor_db=floor_db,
            reference=reference,
            voicing=voicing,
        )
        chosen = choose_cache(cache)
        digest = digest_of(audio, chosen)
        found = measure(stream, request, request.raw(), chosen, digest, on_progress, is_cancelled)
    return assemble(request, found)


def analyze(
    audio: ArrayLike,
    sr: int,
    *,
    engine: str = "pyin",
    fmin: float = DEFAULT_FMIN_HZ,
    fmax: float = DEFAULT_FMAX_HZ,
    hop_length: int = DEFAULT_HOP_LENGTH,
    frame_length: int = DEFAULT_FRAME_LENGTH,
    floor_db: float = DEFAULT_FLOOR_DB,
    features: tuple[str, ...] = ("f0", "loudness", "voicing"),
    on_progress: Progress | None = None,
) -> AudioFeatures:
    """F0, loudness and voicing of mono samples: the short form of `extract_audio_features`, which see."""
    return extract_audio_features(
        audio,
        sr,
        features=features,
        engine=engine,
        fmin=fmin,
        fmax=fmax,
        hop_length=hop_length,
        frame_length=frame_length,
        floor_db=floor_db,
        on_progress=on_progress,
    )
