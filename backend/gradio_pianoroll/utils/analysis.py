"""Statistics of a score, and data of unknown kind as a score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np

from ..data_models.clean import clean_piano_roll_data
from ..score import Score
from ..score.dictform.numbers import number
from .converters import from_frequencies, from_midi_generation, from_midi_numbers, from_notes, from_tts_output
from .keywords import also_named

Kind = Literal["auto", "tts", "midi_generation", "frequencies"]

# The keys of programs for 0.0.9, with the English ones that they may mean, by what a group has; blanks and underscores
# are the same.
KOREAN_KEYS = {
    **dict.fromkeys(("총_노트_수", "노트_수", "음표_수", "총_음표_수"), ("total_notes",)),
    **dict.fromkeys(("최저음", "최저_음", "최소", "최저"), ("lowest_pitch", "min")),
    **dict.fromkeys(("최고음", "최고_음", "최대", "최고"), ("highest_pitch", "max")),
    **dict.fromkeys(("음역대", "음역대_분석", "음높이_통계", "음고_통계", "피치_통계", "피치_분석"), ("pitch",)),
    **dict.fromkeys(("음역", "범위", "음역_폭"), ("pitch_range", "range")),
    **dict.fromkeys(("평균_음높이", "평균_피치", "평균음"), ("mean_pitch", "mean")),
    "평균": ("mean",),
    **dict.fromkeys(("벨로시티_통계", "벨로시티_분석"), ("velocity",)),
    "평균_벨로시티": ("mean_velocity",),
    **dict.fromkeys(("리듬_분석", "리듬_통계"), ("rhythm",)),
    **dict.fromkeys(("길이_통계", "길이_분석"), ("duration",)),
    **dict.fromkeys(
        ("총_길이", "총_길이_초", "총_재생시간", "총_재생시간_초", "총_시간", "전체_길이"), ("total_duration_s",)
    ),
    **dict.fromkeys(
        ("평균_노트_길이", "평균_노트_길이_초", "평균_길이", "평균_음표_길이"), ("mean_duration_s", "mean")
    ),
    **dict.fromkeys(("최단_노트", "최단_길이", "최소_길이"), ("min_duration_s", "min")),
    **dict.fromkeys(("최장_노트", "최장_길이", "최대_길이"), ("max_duration_s", "max")),
    **dict.fromkeys(("노트_밀도", "초당_노트_수"), ("notes_per_second",)),
    "템포": ("tempo",),
    "가사": ("lyrics",),
    **dict.fromkeys(("오류", "에러"), ("error",)),
}
NOTHING = "the score has no notes"


class Statistics(dict[str, Any]):
    """A dict with English keys that answers to the Korean keys of 0.0.9 too."""

    def __missing__(self, key: Any) -> Any:
        english = KOREAN_KEYS.get(key.strip().replace(" ", "_"), ()) if isinstance(key, str) else ()
        for name in english:
            if dict.__contains__(self, name):
                return self[name]
        raise KeyError(key)

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


@also_named(piano_roll_data="data")
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
        groups ``pitch``, ``velocity``, ``duration``, ``rhythm``. Without notes the values of notes are None, and
        ``error`` says so. The Korean keys of 0.0.9 answer as well.
    """
    score = _score_of(data)
    notes, n = score.notes, len(score.notes)
    durations = score.tempo_map.duration_seconds(notes.onset_beats, notes.duration_beats)
    pitch, velocity, duration = (_group(column) for column in (notes.pitch, notes.velocity, durations))
    end_s = score.end_seconds
    density = n / end_s if end_s > 0 else 0.0
    return Statistics(
        **({} if n else {"error": NOTHING}),
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
            total_duration_s=end_s, mean_duration_s=duration["mean"], min_duration_s=duration["min"],
            max_duration_s=duration["max"], notes_per_second=density,
        ),
    )  # fmt: skip


@also_named(model_output_data="data", output_type="kind")
def auto_analyze(data: Any, kind: Kind = "auto", tempo: float = 120) -> dict[str, Any]:
    """The output of a model as a score.

    Parameters
    ----------
    data
        For ``"tts"`` a dict ``{text, alignment[, f0, phonemes]}`` or the alignment alone, ``(word, start_s, end_s)``
        each; for ``"midi_generation"`` a list of ``{pitch, start, duration}`` or of tuples in seconds; for
        ``"frequencies"`` a list of Hz. Older programs say `model_output_data`.
    kind
        What it is; older programs say `output_type`. ``"auto"`` finds out by its form: a dict with notes is the dict
        form, one with an alignment and a list of ``(word, start_s, end_s)`` are speech, a list of other objects or
        tuples is notes, a list of numbers is MIDI numbers when all are whole and at most 127, else Hz.
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
    if listed and all(isinstance(item, list | tuple) and item and isinstance(item[0], str) for item in listed):
        return _speech(listed, tempo)
    return from_midi_generation(listed, tempo) if listed else from_notes((), tempo)


def _speech(data: Any, tempo: float) -> dict[str, Any]:
    if isinstance(data, list | tuple):
        data = {"text": " ".join(str(item[0]) for item in data if isinstance(item, list | tuple)), "alignment": data}
    if not isinstance(data, Mapping):
        raise ValueError("speech must be an object {text, alignment, f0, phonemes} or a list of (word, start, end)")
    alignment = data.get("alignment", data.get("words")) or ()
    f0 = next((data[key] for key in ("f0_data", "f0") if data.get(key) is not None), None)
    return from_tts_output(str(data.get("text", "")), alignment, f0, tempo, data.get("phonemes"))
