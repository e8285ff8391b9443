"""A model of the user's own, in ONNX.

What a model must be like
-------------------------
Input: one float32 tensor with the sound, shape (n,) or (1, n), full scale ±1, named `audio` or the only input that is
not a scalar. Scalars named `fmin` and `fmax` (Hz) are filled in when the model has them.

Output: F0 in Hz per frame, named `f0`, `f0_hz`, `pitch` or `pitch_hz`, and the confidence that a frame is voiced, 0-1,
named `confidence`, `voicing`, `voiced` or `voiced_prob`; any shape with n_frames elements. Without a confidence a frame
is voiced where its F0 lies in the range that was asked for. Other names are told by options.

Sample rate, hop and the time of the first frame are properties of the model: its metadata keys `model_sr` (Hz),
`model_hop_length` (samples) and `first_frame_s` (default 0), or the options of these names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.analysis.engines.grid import onto_grid
from gradio_pianoroll.analysis.engines.options import number_between
from gradio_pianoroll.analysis.engines.types import F0Options, F0Result, frame_count, make_result
from gradio_pianoroll.analysis.extras import require
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.native import native_call

if TYPE_CHECKING:
    from numpy.typing import NDArray

F0_NAMES = ("f0", "f0_hz", "pitch", "pitch_hz")
CONFIDENCE_NAMES = ("confidence", "voicing", "voiced", "voiced_prob")
RANGE_NAMES = ("fmin", "fmax")


@dataclass(frozen=True)
class _Model:
    """A loaded model and what it is called by."""

    name: str
    session: Any
    audio_input: Any
    f0_output: str
    confidence_output: str | None


@lru_cache(maxsize=4)
def _session(path: str, changed_ns: int) -> Any:
    """The model at `path`; one that was changed meanwhile is loaded anew."""
    runtime = require("onnxruntime", Sentence("needs.engine", name="onnx"))
    settings = runtime.SessionOptions()
    settings.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Its exceptions have no common class of their own.
    try:
        with native_call:
            return runtime.InferenceSession(path, settings, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise AnalysisError(Sentence("onnx.unreadable", name=Path(path).name, error=error)) from error


def _one_of(model: str, kind: str, names: Sequence[str], wanted: str | None, known: Sequence[str]) -> str | None:
    if wanted is not None:
        if wanted not in names:
            raise AnalysisError(
                Sentence("onnx.no_output", model=model, kind=kind, wanted=wanted, known=", ".join(names))
            )
        return wanted
    return next((name for name in known if name in names), None)


def _load(path: str | Path | None, f0_output: str | None, confidence_output: str | None) -> _Model:
    if path is None:
        raise AnalysisError(Sentence("onnx.no_model"))
    file = Path(path)
    if not file.is_file():
        raise AnalysisError(Sentence("onnx.missing", name=file.name))
    session = _session(str(file), file.stat().st_mtime_ns)
    outputs = [output.name for output in session.get_outputs()]
    f0_name = _one_of(file.name, "F0", outputs, f0_output, F0_NAMES)
    if f0_name is None:
        if len(outputs) != 1:
            raise AnalysisError(Sentence("onnx.which_output", name=file.name, known=", ".join(outputs)))
        f0_name = outputs[0]
    confidence = _one_of(file.name, "confidence", outputs, confidence_output, CONFIDENCE_NAMES)
    sounds = [item for item in session.get_inputs() if item.name not in RANGE_NAMES]
    if len(sounds) != 1 or len(sounds[0].shape) not in (1, 2) or sounds[0].type != "tensor(float)":
        raise AnalysisError(Sentence("onnx.input", name=file.name))
    return _Model(file.name, session, sounds[0], f0_name, confidence)


def _property(model: _Model, name: str, given: float | None, default: float | None) -> float:
    metadata = model.session.get_modelmeta().custom_metadata_map
    value: Any = given if given is not None else metadata.get(name, default)
    if value is None:
        raise AnalysisError(Sentence("onnx.metadata", name=model.name, option=name))
    try:
        value = float(value)
    except ValueError as error:
        raise AnalysisError(Sentence("onnx.number", name=model.name, option=name, value=value)) from error
    return number_between(name, value, 0 if name == "first_frame_s" else 1, 768_000)


def _infer(
    model: _Model, sound: NDArray[np.float32], options: F0Options
) -> tuple[NDArray[np.float64], NDArray[np.float64] | None]:
    feed: dict[str, Any] = {model.audio_input.name: sound[None] if len(model.audio_input.shape) == 2 else sound}
    for item in model.session.get_inputs():
        if item.name in RANGE_NAMES:
            feed[item.name] = np.full([1] * len(item.shape), getattr(options, item.name), np.float32)
    names = [model.f0_output] + ([model.confidence_output] if model.confidence_output else [])
    try:
        with native_call:
            found = model.session.run(names, feed)
    except Exception as error:
        raise AnalysisError(Sentence("onnx.failed", name=model.name, count=len(sound), error=error)) from error
    columns = [np.asarray(column, np.float64).reshape(-1) for column in found]
    if len(columns[0]) == 0 or any(len(column) != len(columns[0]) for column in columns):
        shapes = ", ".join(str(np.shape(column)) for column in found)
        raise AnalysisError(Sentence("onnx.shapes", name=model.name, shapes=shapes))
    return columns[0], columns[1] if len(columns) > 1 else None


def run(
    audio: NDArray[np.floating],
    sr: float,
    options: F0Options,
    *,
    model_path: str | Path | None = None,
    model_sr: float | None = None,
    model_hop_length: float | None = None,
    first_frame_s: float | None = None,
    f0_output: str | None = None,
    confidence_output: str | None = None,
    threshold: float = 0.5,
) -> F0Result:
    """Estimate F0 with a model of the user's own; see the module for what it must be like.

    Parameters
    ----------
    audio, sr, options
        As in `F0Engine`. `frame_length` has no meaning here.
    model_path
        The ONNX file.
    model_sr, model_hop_length, first_frame_s
        What the model works with, where its metadata do not say it.
    f0_output, confidence_output
        Names of its outputs, where they are not the usual ones.
    threshold
        Confidence from which a frame is voiced, 0-1.
    """
    from gradio_pianoroll.formats.audio import resample

    model = _load(model_path, f0_output, confidence_output)
    limit = number_between("threshold", threshold, 0, 1)
    rate = round(_property(model, "model_sr", model_sr, None))
    hop_s = _property(model, "model_hop_length", model_hop_length, None) / rate
    first_s = _property(model, "first_frame_s", first_frame_s, 0.0)
    found, sure = _infer(model, resample(np.asarray(audio, np.float32), round(sr), rate), options)
    f0_hz = np.nan_to_num(found, nan=0.0, posinf=0.0, neginf=0.0)
    inside = (f0_hz >= options.fmin) & (f0_hz <= options.fmax)
    sure = inside.astype(np.float64) if sure is None else np.nan_to_num(sure)
    source_s = first_s + np.arange(len(f0_hz)) * hop_s
    target_s = np.arange(frame_count(len(audio), options.hop_length)) * (options.hop_length / sr)
    f0_hz, voiced, sure = onto_grid(source_s, f0_hz, inside & (sure >= limit), sure, target_s)
    options.done(1.0)
    return make_result(f0_hz, voiced, sure, sr, options.hop_length)
