"""What the panel "Pitch" tells of a score and writes of it: its F0 as it is corrected, notes of that, files of both."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis import F0Result
from gradio_pianoroll.gradio_compat import new_cache_folder
from gradio_pianoroll.monitoring import get_metrics
from gradio_pianoroll.score.ops import CurveRange, SetCurve
from gradio_pianoroll.session.saved_files import written_name
from gradio_pianoroll.studio.analysing import NOTES_TRACK
from gradio_pianoroll.studio.session import StudioError
from gradio_pianoroll.studio.texts import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.score import Curve, Score

    Progress = Callable[[float], None]

F0, LOUDNESS = "f0", "loudness"
# Ending of the file → the name of its choice.
FILES = {
    " (edited).wav": "pitch_wav",
    ".f0.csv": "pitch_csv",
    ".notes.csv": "pitch_notes_csv",
    ".mid": "pitch_midi",
    ".Pitch": "pitch_praat",
    ".PitchTier": "pitch_tier",
    ".svl": "pitch_svl",
    ".npy": "pitch_npy",
    ".npz": "pitch_npz",
}
SOUND, MIDI = " (edited).wav", ".mid"
# More than that is no correction of a voice.
MOST_GAIN_DB = 30.0


class Stopped(Exception):
    """Signal that nobody waits for the file any more."""


def pitch_curve(score: Score, language: str) -> Curve:
    """F0 of the recording as it stands.

    Raises
    ------
    StudioError
        When there is none.
    """
    curve = score.curves.get(F0)
    if curve is None or not len(curve.values):
        raise StudioError(say(language, "pitch_first"))
    return curve


def edited_frames(curve: Curve) -> NDArray[np.bool_]:
    """Frames whose F0 is another than that of the recording."""
    if not curve.is_edited or len(curve.original) != len(curve.values):
        return np.zeros(len(curve.values), bool)
    return np.asarray(~np.isclose(curve.values, curve.original, rtol=1e-6, atol=0, equal_nan=True))


def without_edits(score: Score, language: str) -> Score:
    """Score with the F0 of its recording as it was found; pins, which say what was sung, stay."""
    curve = pitch_curve(score, language)
    if not curve.is_uniform and curve.is_edited:
        return score.apply([SetCurve(curve.name, curve.as_original())])[0]
    if not edited_frames(curve).any():
        raise StudioError(say(language, "pitch_unedited"))
    first, last = np.flatnonzero(edited_frames(curve))[[0, -1]]
    return score.apply([CurveRange(curve.name, int(first), curve.original[first : last + 1])])[0]


def found_again(score: Score, language: str) -> F0Result:
    """F0 as it is corrected, over the time of the recording, as an analysis gives it."""
    from gradio_pianoroll.analysis import curve_in_frames

    curve = curve_in_frames(pitch_curve(score, language), score.tempo_map)
    times_s, values = recording_frames(score, curve)
    voiced = np.isfinite(values) & (values > 0)
    hz = np.where(voiced, values, np.nan).astype(np.float32)
    return F0Result(times_s, hz, voiced, voiced.astype(np.float32))


def recording_frames(score: Score, curve: Curve) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Times of a curve's frames in the recording, from its start on, and their values."""
    start_s = score.audio.start_s if score.audio else 0.0
    times_s = np.asarray(curve.sample_times(), np.float64) - start_s
    inside = times_s >= -1e-9
    return np.maximum(times_s[inside], 0.0), curve.values[inside]


def write_pitch(
    score: Score,
    suffix: str,
    language: str,
    on_progress: Progress | None = None,
    stopped: threading.Event | None = None,
) -> Path:
    """Write the corrected melody into a folder of its own in Gradio's cache, from where it may be downloaded.

    Parameters
    ----------
    score
        With F0; for the sound with a recording as well.
    suffix
        One of `FILES`.
    language
        Of messages.
    on_progress
        Of the sound: called with the share done, 0-1.
    stopped
        Set when nobody waits for it any more.

    Raises
    ------
    StudioError
        When something is missing; the sentence says what to do.
    FormatError, MissingPackageError, ResynthesisError
        When it cannot be written.
    Stopped
        When `stopped` was set.
    """
    from gradio_pianoroll.formats import save
    from gradio_pianoroll.formats.pitch import with_pitch_bends

    curve = pitch_curve(score, language)
    path = new_cache_folder() / written_name(score.name, suffix)
    with get_metrics().timed("studio.export"):
        if suffix == SOUND:
            return _write_sound(score, curve, path, language, on_progress, stopped)
        if suffix in (MIDI, ".notes.csv") and not len(score.notes):
            raise StudioError(say(language, "pitch_no_notes"))
        if suffix == MIDI:
            return save(with_pitch_bends(score, track=_track_of_voice(score)), path)
        if suffix == ".notes.csv":
            return save(score.replace(curves=()), path)
        return save(score.replace(curves=[curve]), path)


def _track_of_voice(score: Score) -> int:
    """Track of the notes that were heard in the recording; else the first one that has notes."""
    used = np.unique(score.notes.track).tolist()
    named = [place for place in used if place < len(score.tracks) and score.tracks[place].name == NOTES_TRACK]
    return int((named or used)[0])


def _write_sound(
    score: Score, curve: Curve, path: Path, language: str, on_progress: Progress | None, stopped: threading.Event | None
) -> Path:
    from gradio_pianoroll.analysis import curve_in_frames
    from gradio_pianoroll.synth import resynthesise_file

    if score.audio is None or score.audio.kind != "path" or not Path(score.audio.source).is_file():
        raise StudioError(say(language, "no_sound" if score.audio is None else "remote_sound"))
    # Points and beats as frames, which the sound has.
    curve = curve_in_frames(curve, score.tempo_map)
    gain_db = _gain(score)
    if gain_db is None and not edited_frames(curve).any():
        raise StudioError(say(language, "pitch_unedited"))
    times_s, to_hz = recording_frames(score, curve)
    from_hz = recording_frames(score, curve.as_original())[1] if curve.is_edited else to_hz

    def tell(share: float) -> None:
        if stopped is not None and stopped.is_set():
            raise Stopped
        if on_progress:
            on_progress(share)

    return resynthesise_file(
        score.audio.source, path, (times_s, from_hz), (times_s, to_hz), gain_db=gain_db, on_progress=tell
    )


def _gain(score: Score) -> Any:
    """Gain that was drawn over the loudness, as (times, dB); None where nothing was."""
    curve = score.curves.get(LOUDNESS)
    if curve is None or not curve.is_edited or len(curve.original) != len(curve.values):
        return None
    times_s, values = recording_frames(score, curve)
    gain = np.nan_to_num(values - recording_frames(score, curve.as_original())[1])
    return times_s, np.clip(gain, -MOST_GAIN_DB, MOST_GAIN_DB)
