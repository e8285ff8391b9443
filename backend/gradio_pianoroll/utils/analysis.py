"""Statistics of a score, and data of unknown kind as a score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np

from ..data_models.clean import clean_piano_roll_data
from ..score import Score
from ..score.dictform.numbers import number
from .converters import from_frequencies, from_midi_generation, from_midi_numbers, from_notes, from_tts_output

Kind = Literal["auto", "tts", "midi_generation", "frequencies"]

# The keys of programs for 0.0.9; blanks and underscores are the same.
KOREAN_KEYS = {
    "총_노트_수": "total_notes",
    "노트_수": "total_notes",
    "음표_수": "total_notes",
    "최저음": "lowest_pitch",
    "최고음": "highest_pitch",
    "음역": "pitch_range",
    "음역대": "pitch_range",
    "평균_음높이": "mean_pitch",
    "평균_피치": "mean_pitch",
    "최소": "min",
    "최대": "max",
    "평균": "mean",
    "범위": "range",
    "음높이_통계": "pitch",
    "음고_통계": "pitch",
    "피치_통계": "pitch",
    "벨로시티_통계": "velocity",
    "평균_벨로시티": "mean_velocity",
    "리듬_통계": "rhythm",
    "길이_통계": "duration",
    "총_길이_초": "total_duration_s",
    "총_길이": "total_duration_s",
    "총_재생시간": "total_duration_s",
    "총_재생시간_초": "total_duration_s",
    "평균_노트_길이": "mean_duration_s",
    "평균_노트_길이_초": "mean_duration_s",
    "노트_밀도": "notes_per_second",
    "템포": "tempo",
    "가사": "lyrics",
}


class Statistics(dict[str, Any]):
    """A dict with English keys that answers to the Korean keys of 0.0.9 too."""

    def __missing__(self, key: Any) -> Any:
        english = KOREAN_KEYS.get(key.strip().replace(" ", "_")) if isinstance(key, str) else None
        if english is None or english not in self:
            raise KeyError(key)
        return self[english]

    def __contains__(self, key: object) -> bool:
        try:
            self[key]  # type: ignore[index]
        except KeyError:
            return False
        return True

    def get(self, key: Any, default: Any = None) -> Any:
        """The value of a key in either language, `default` when there is none."""
        try:
            return self[key]
        except KeyError:
            return default


def analyze_notes(data: Any) -> dict[str, Any]:
    """What can be counted in a score.

    Parameters
    ----------
    data
        The dict form, the value of a roll, or a `Score`; stays as it is.

    Returns
    -------
    dict
        ``total_notes``, ``lowest_pitch``, ``highest_pitch``, ``pitch_range`` (semitones), ``mean_pitch``,
        ``mean_velocity``, ``total_duration_s`` (end of the last note), ``mean_duration_s``, ``notes_per_second``,
        ``tempo``, ``lyrics`` (notes that have one), ``pitch_classes`` (how many notes on each of C, C# …), and the
        groups ``pitch``, ``velocity``, ``duration``, ``rhythm``. Values of notes are None when there are none. The
        Korean keys of 0.0.9 answer as well.
    """
    score = _score_of(data)
    notes, n = score.notes, len(score.notes)
    durations = score.tempo_map.duration_seconds(notes.onset_beats, notes.duration_beats)
    pitch, velocity, duration = (_group(column) for column in (notes.pitch, notes.velocity, durations))
    end_s = score.end_seconds
    density = n / end_s if end_s > 0 else 0.0
    return Statistics(
        total_notes=n,
        lowest_pitch=pitch["min"],
        highest_pitch=pitch["max"],
        pitch_range=pitch["range"],
        mean_pitch=pitch["mean"],
        mean_velocity=velocity["mean"],
        total_duration_s=end_s,
        mean_duration_s=duration["mean"],
        notes_per_second=density,
        tempo=score.tempo_map.tempos[0][1],
        lyrics=int((notes.lyric.codes >= 0).sum()),
        pitch_classes=np.bincount(notes.pitch % 12, minlength=12).tolist(),
        pitch=pitch,
        velocity=velocity,
        duration=duration,
        rhythm=Statistics(
            total_duration_s=end_s, mean_duration_s=duration["mean"], notes_per_second=density
        ),
    )  # fmt: skip


def auto_analyze(data: Any, kind: Kind = "auto", tempo: float = 120) -> dict[str, Any]:
    """The output of a model as a score.

    Parameters
    ----------
    data
        For ``"tts"`` a dict ``{text, alignment[, f0, phonemes]}``, for ``"midi_generation"`` a list of
        ``{pitch, start, duration}`` or of tuples in seconds, for ``"frequencies"`` a list of Hz.
    kind
        What it is; ``"auto"`` finds out by its form: a dict with notes is the dict form, one with an alignment is
        speech, a list of objects or tuples is notes, a list of numbers is MIDI numbers when all are whole and at
        most 127, else Hz.
    tempo
        Beats per minute of the score.

    Returns
    -------
    dict
        The dict form.

    Raises
    ------
    ValueError
        If the kind is unknown, or the form of the data cannot be told.
    """
    if kind not in ("auto", "tts", "midi_generation", "frequencies"):
        raise ValueError(f"kind must be auto, tts, midi_generation or frequencies, not {kind!r}")
    if kind == "auto":
        return _guessed(data, tempo)
    if kind == "tts":
        return _speech(data, tempo)
    if kind == "midi_generation":
        return from_midi_generation(data.get("notes", ()) if isinstance(data, Mapping) else data, tempo)
    return from_frequencies(data.get("frequencies", ()) if isinstance(data, Mapping) else data, tempo=tempo)


def _score_of(data: Any) -> Score:
    if isinstance(data, Score):
        return data
    held = getattr(data, "score", None)
    return held if isinstance(held, Score) else Score.from_dict({} if data is None else data)


def _group(values: Any) -> Statistics:
    if not len(values):
        return Statistics(min=None, max=None, mean=None, range=None)
    low, high = values.min().item(), values.max().item()
    return Statistics(min=low, max=high, mean=float(values.mean()), range=high - low)


def _guessed(data: Any, tempo: float) -> dict[str, Any]:
    if isinstance(data, Score) or (isinstance(data, Mapping) and "notes" in data):
        return clean_piano_roll_data(data)
    if isinstance(data, Mapping):
        if "alignment" in data or "words" in data:
            return _speech(data, tempo)
        if "frequencies" in data or "f0" in data:
            return from_frequencies(data["frequencies"] if "frequencies" in data else data["f0"], tempo=tempo)
        raise ValueError(f"no notes, alignment or frequencies are in the object; it has {', '.join(map(str, data))}")
    listed = list(data) if isinstance(data, Sequence | np.ndarray) and not isinstance(data, str) else None
    if listed is None:
        raise ValueError(f"expected the output of a model, not {type(data).__name__}")
    if listed and not isinstance(listed[0], Mapping) and (listed[0] is None or number(listed[0]) is not None):
        numbers = [value for value in map(number, listed) if value is not None]
        whole = all(value == int(value) and 0 < value <= 127 for value in numbers)
        return from_midi_numbers(listed, tempo=tempo) if whole else from_frequencies(listed, tempo=tempo)
    return from_midi_generation(listed, tempo) if listed else from_notes((), tempo)


def _speech(data: Any, tempo: float) -> dict[str, Any]:
    if not isinstance(data, Mapping):
        raise ValueError("speech must be an object {text, alignment, f0, phonemes}")
    alignment = data.get("alignment", data.get("words")) or ()
    f0 = next((data[key] for key in ("f0_data", "f0") if data.get(key) is not None), None)
    return from_tts_output(str(data.get("text", "")), alignment, f0, tempo, data.get("phonemes"))
