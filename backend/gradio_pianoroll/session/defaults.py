"""What a component adds to values that do not bring it themselves."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from gradio_pianoroll.gradio_compat import is_in_request
from gradio_pianoroll.score import AudioRef, Curve, Score, Segment

from .cache_files import Save
from .sound import audio_ref


@dataclass(frozen=True)
class Defaults:
    """Sound, curves and segments for values that have none.

    `raw_curves` are the layers that are no curves, `given` is all of it in the form in which the program has it.
    `is_audio_own`: the sound was named while the app was built, so that no visitor can have named it.
    """

    audio: AudioRef | None = None
    is_audio_own: bool = False
    curves: Mapping[str, Curve] = dataclasses.field(default_factory=dict)
    raw_curves: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    segments: tuple[Segment, ...] = ()
    use_backend_audio: bool = False
    save: Save | None = None
    given: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(
        cls,
        audio_data: Any,
        curve_data: Mapping[str, Any] | None,
        segment_data: Sequence[Any] | None,
        use_backend_audio: bool,
        save: Save,
    ) -> Self:
        """Defaults in the form that programs give them in."""
        given = {
            "audio_data": audio_data,
            "curve_data": curve_data,
            "segment_data": segment_data,
            "use_backend_audio": use_backend_audio,
        }
        return cls(save=save).changed(given, save, is_own=not is_in_request())

    @property
    def is_empty(self) -> bool:
        """Whether nothing is added to any value."""
        return not (self.audio or self.curves or self.raw_curves or self.segments or self.use_backend_audio)

    def after(self, former: Self) -> Self:
        """These, for a component that takes the place of another one: its, where nothing was given anew."""
        if self.is_empty:
            return former
        is_same = self.audio == former.audio
        return dataclasses.replace(self, is_audio_own=former.is_audio_own) if is_same else self

    def changed(self, given: Mapping[str, Any], save: Save, is_own: bool) -> Self:
        """These with some of the four replaced; None removes. `is_own`: no visitor can have named the sound."""
        changes: dict[str, Any] = {"given": {**self.given, **given}}
        if "audio_data" in given:
            changes["audio"] = audio_ref(given["audio_data"], save)
            changes["is_audio_own"] = is_own
        if "use_backend_audio" in given:
            changes["use_backend_audio"] = bool(given["use_backend_audio"])
        layers = {key: given[key] for key in ("curve_data", "segment_data") if key in given}
        if layers:
            parsed = Score.from_dict(layers)
            if "curve_data" in layers:
                changes["curves"] = parsed.curves
                changes["raw_curves"] = parsed.extra.get("curve_data") or {}
            if "segment_data" in layers:
                changes["segments"] = parsed.segments
        return dataclasses.replace(self, **changes)

    def with_sound_saved(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """The value with samples or a `Path` under `audio_data` turned into the path of a file; `value` stays."""
        source = value.get("audio_data")
        if source is None or isinstance(source, str) or self.save is None:
            return value
        if not isinstance(source, Path | tuple):
            return value
        found = audio_ref(source, self.save)
        return {**value, "audio_data": None if found is None else found.source}


def with_defaults(score: Score, defaults: Defaults) -> Score:
    """The score with what it lacks; the same object when it lacks nothing that there is."""
    changes: dict[str, Any] = {}
    if score.audio is None and defaults.audio is not None:
        changes["audio"] = defaults.audio
    if not score.curves and defaults.curves:
        changes["curves"] = defaults.curves
    if defaults.raw_curves and "curve_data" not in score.extra:
        changes["extra"] = {**score.extra, "curve_data": defaults.raw_curves}
    if not score.segments and defaults.segments:
        changes["segments"] = defaults.segments
    if defaults.use_backend_audio and not score.use_backend_audio:
        changes["use_backend_audio"] = True
    return score.replace(**changes) if changes else score
