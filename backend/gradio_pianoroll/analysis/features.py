"""All features of a sound at once, as arrays on one time base; turning them into curves of a score is another step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.checks import check_audio
from gradio_pianoroll.analysis.f0 import DEFAULT_FMAX_HZ, DEFAULT_FMIN_HZ, Progress, extract_f0
from gradio_pianoroll.analysis.loudness import DEFAULT_FLOOR_DB, loudness
from gradio_pianoroll.analysis.voicing import voicing

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from gradio_pianoroll.score import Curve

# Enough for the voice (its F0 and the harmonics that decide it), and half the work of 44.1 kHz.
ANALYSIS_SR = 22_050
HOP_LENGTH = 256
FRAME_LENGTH = 2048

# Below this nothing is heard beside the rest; showing it would press what matters into a thin band.
SHOWN_DB = -60.0

F0_STYLE: dict[str, Any] = {
    "color": "#ef5d8f",
    "lineWidth": 2,
    "position": "overlay",
    "renderMode": "piano_grid",
    "dataType": "f0",
    "unit": "Hz",
    "opacity": 0.95,
    "visible": True,
}
LOUDNESS_STYLE: dict[str, Any] = {
    "color": "#2fa7a0",
    "lineWidth": 1.5,
    "position": "bottom",
    "renderMode": "curve",
    "dataType": "loudness",
    "unit": "dB",
    "yAxisLabel": "dB",
    "opacity": 0.9,
    "visible": True,
}
VOICING_STYLE: dict[str, Any] = {
    "color": "#8d7bd8",
    "lineWidth": 1.5,
    "position": "bottom",
    "renderMode": "curve",
    "dataType": "voicing",
    "unit": "",
    "yMin": 0.0,
    "yMax": 1.0,
    "opacity": 0.9,
    "visible": True,
}


@dataclass(frozen=True)
class Features:
    """What `analyze` found; arrays have shape (n_frames,), float32, None when not asked for.

    Attributes
    ----------
    hop_s
        Distance of two frames in seconds; the first frame is at 0.
    f0_hz
        NaN where unvoiced.
    loudness_db
        dB below full scale, not below `floor_db`.
    voicing
        0-1.
    """

    hop_s: float
    duration_s: float
    f0_hz: NDArray[np.float32] | None
    loudness_db: NDArray[np.float32] | None
    voicing: NDArray[np.float32] | None
    floor_db: float = DEFAULT_FLOOR_DB

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return next((len(c) for c in (self.f0_hz, self.loudness_db, self.voicing) if c is not None), 0)

    @property
    def times_s(self) -> NDArray[np.float64]:
        """Centre of each frame in seconds."""
        return np.arange(self.n_frames, dtype=np.float64) * self.hop_s

    def to_curves(self, start_s: float = 0.0) -> dict[str, Curve]:
        """Curves of a score: `f0` on the piano grid, `loudness` and `voicing` in lanes of their own.

        Parameters
        ----------
        start_s
            Where the sound begins in the score, in seconds.
        """
        from gradio_pianoroll.score import Curve

        found = {
            "f0": (self.f0_hz, "Hz", F0_STYLE),
            "loudness": (self.loudness_db, "dB", {**LOUDNESS_STYLE, "yMin": max(self.floor_db, SHOWN_DB), "yMax": 0.0}),
            "voicing": (self.voicing, "", VOICING_STYLE),
        }
        return {
            name: Curve(
                name=name,
                target=name,
                unit=unit,
                time="s",
                start=start_s,
                hop=self.hop_s,
                values=values,
                style=dict(style),
            )
            for name, (values, unit, style) in found.items()
            if values is not None
        }


def analyze(
    audio: ArrayLike,
    sr: int,
    *,
    engine: str = "pyin",
    fmin: float = DEFAULT_FMIN_HZ,
    fmax: float = DEFAULT_FMAX_HZ,
    hop_length: int = HOP_LENGTH,
    frame_length: int = FRAME_LENGTH,
    floor_db: float = DEFAULT_FLOOR_DB,
    features: tuple[str, ...] = ("f0", "loudness", "voicing"),
    on_progress: Progress | None = None,
) -> Features:
    """Extract F0, loudness and voicing of a mono sound.

    The sound is resampled to 22 050 Hz when its rate is higher; `hop_length` and `frame_length` are samples at that
    rate (11.6 ms and 93 ms by default).

    Parameters
    ----------
    audio
        Shape (n,), floating point, full scale ±1.
    sr
        Sample rate in Hz.
    engine, fmin, fmax
        As in `extract_f0`.
    floor_db
        Lowest loudness.
    features
        Which of `f0`, `loudness`, `voicing`.
    on_progress
        Called with the share done, 0-1.

    Raises
    ------
    AnalysisError
        For sound or options that cannot be used.
    """
    checked = np.asarray(check_audio(audio, sr), dtype=np.float32)
    if sr > ANALYSIS_SR:
        # formats.audio reads and resamples; it knows nothing of analysis.
        from gradio_pianoroll.formats.audio import resample

        duration_s, checked, sr = len(checked) / sr, resample(checked, sr, ANALYSIS_SR), ANALYSIS_SR
    else:
        duration_s = len(checked) / sr
    f0_hz = voiced = level = None
    if "f0" in features or "voicing" in features:
        found = extract_f0(
            checked,
            sr,
            engine,
            fmin=fmin,
            fmax=fmax,
            hop_length=hop_length,
            frame_length=frame_length,
            on_progress=on_progress,
        )
        f0_hz = found.f0_hz if "f0" in features else None
        voiced = voicing(found) if "voicing" in features else None
    if "loudness" in features:
        level = loudness(checked, sr, hop_length=hop_length, frame_length=frame_length, floor_db=floor_db)
    return Features(hop_length / sr, duration_s, f0_hz, level, voiced, floor_db)
