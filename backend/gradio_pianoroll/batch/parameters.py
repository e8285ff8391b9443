"""What a run asks of each sound; with a file's content it is the name of the result."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from gradio_pianoroll.analysis.engines.types import F0Options
from gradio_pianoroll.errors import BatchError, MissingBatchPackageError
from gradio_pianoroll.extras import check_extra
from gradio_pianoroll.i18n.sentence import Sentence, sentence_of

ANALYSIS_SR = 22_050
FEATURES = ("f0", "loudness", "voicing", "notes")
_NUMBERS: dict[str, type[int] | type[float]] = {
    "fmin": float, "fmax": float, "hop_length": int, "frame_length": int, "max_sr": int, "hop_s": float,
}  # fmt: skip


@dataclass(frozen=True)
class BatchParameters:
    """Parameters of the analysis of each sound; all but `features` are those of `analysis.extract_f0`.

    Attributes
    ----------
    features
        Which of `f0`, `loudness`, `voicing`, `notes`.
    max_sr
        Sounds of a higher rate in Hz are resampled to this one.
    hop_s
        Distance of frames in seconds, to the nearest sample of each sound, instead of `hop_length` samples whatever the
        rate; None: `hop_length` counts.
    """

    features: tuple[str, ...] = FEATURES
    engine: str = F0Options.engine
    fmin: float = F0Options.fmin
    fmax: float = F0Options.fmax
    hop_length: int = F0Options.hop_length
    frame_length: int = F0Options.frame_length
    max_sr: int = ANALYSIS_SR
    hop_s: float | None = None

    def __post_init__(self) -> None:
        wanted = tuple(self.features)
        unknown = [name for name in wanted if name not in FEATURES]
        if unknown or not wanted:
            raise BatchError(f"features are some of {', '.join(FEATURES)}, not {', '.join(unknown) or 'none'}")
        # One name for one meaning: the order of the features does not matter.
        object.__setattr__(self, "features", tuple(name for name in FEATURES if name in wanted))
        # 80, 80.0 and NumPy's 80 are one frequency.
        for name, kind in _NUMBERS.items():
            value = getattr(self, name)
            if value is None and name == "hop_s":
                continue
            try:
                number = kind(value)
            except (TypeError, ValueError, OverflowError) as error:
                raise BatchError(f"{name} must be a number, not {value!r}") from error
            if number != value:
                raise BatchError(f"{name} must be a {'whole ' if kind is int else ''}number, not {value!r}")
            object.__setattr__(self, name, number)

    def check(self) -> None:
        """Refuse what no sound could be analysed with, before any is.

        Raises
        ------
        BatchError
            With what to change.
        """
        from gradio_pianoroll.analysis.checks import AnalysisError, check_frames, check_range
        from gradio_pianoroll.analysis.engines import get_engine

        # Here, once: each of the worker processes would say it for itself.
        check_extra("analysis", Sentence("needs.corpus"), install="batch", error=MissingBatchPackageError)
        try:
            check_frames(self.hop_at(ANALYSIS_SR), self.frame_length)
            if self.features != ("loudness",):
                # The sample rate is each file's own affair; most are analysed at this one.
                check_range(self.fmin, self.fmax, ANALYSIS_SR, self.frame_length)
            if self.features != ("loudness",) and self.engine != "pyin":
                # Imported here only to know that it is there; pYIN is, and its compiler is no light import.
                get_engine(self.engine)
        except AnalysisError as error:
            raise BatchError(sentence_of(error)) from error

    def hop_at(self, sr: int) -> int:
        """Samples between frames of a sound that is analysed at `sr` Hz."""
        return self.hop_length if self.hop_s is None else max(1, round(self.hop_s * sr))

    def f0_at(self, sr: int) -> F0Options:
        """Return how F0 of a sound is looked for that is analysed at `sr` Hz."""
        return F0Options(self.fmin, self.fmax, self.hop_at(sr), self.frame_length, engine=self.engine)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, part of each result's key."""
        said = asdict(self)
        if self.hop_s is None:
            # As it was before there was such a thing: what was analysed then is found.
            del said["hop_s"]
        return said

    @classmethod
    def from_dict(cls, said: dict[str, Any]) -> BatchParameters:
        """Parameters of what `as_dict` gave; what a later version said besides is left out.

        Raises
        ------
        BatchError
            If a value is impossible.
        """
        names = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in said.items() if name in names})

    @property
    def digest(self) -> str:
        """Short name of these parameters."""
        said = json.dumps(self.as_dict(), sort_keys=True)
        return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()
