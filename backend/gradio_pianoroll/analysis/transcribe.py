"""From sound to a score: notes, their words, and the curves they were found in."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.audio_features import AudioFeatures
from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.analysis.curve_frames import f0_of_curve
from gradio_pianoroll.analysis.engines.types import (
    DEFAULT_FMAX_HZ,
    DEFAULT_FMIN_HZ,
    DEFAULT_FRAME_LENGTH,
    DEFAULT_HOP_LENGTH,
    F0Result,
    Progress,
)
from gradio_pianoroll.analysis.notes import FoundNotes, NoteModel, find_notes
from gradio_pianoroll.analysis.singing_notes.model import HeardModel
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gradio_pianoroll.analysis.words import Word
    from gradio_pianoroll.score import Curve, Score, TempoMap

DEFAULT_TEMPO_BPM = 120.0
# A tick is 1/15360 of a beat; a note shorter than this could vanish in rounding.
SHORTEST_BEATS = 1 / 1024


def features_as_f0(found: AudioFeatures) -> F0Result:
    """The F0 that is among features.

    Raises
    ------
    AnalysisError
        When they were extracted without `f0`.
    """
    if found.f0_hz is None:
        raise AnalysisError(Sentence("analysis.no_f0"))
    voiced = np.isfinite(found.f0_hz) if found.voiced is None else found.voiced
    sure = voiced.astype(np.float32) if found.voiced_prob is None else found.voiced_prob
    return F0Result(found.times_s, found.f0_hz, voiced & np.isfinite(found.f0_hz), sure)


def notes_to_score(
    notes: FoundNotes,
    *,
    tempo: float | TempoMap = DEFAULT_TEMPO_BPM,
    lyrics: Sequence[str | None] | None = None,
    name: str = "",
) -> Score:
    """A score of found notes; pitches are rounded to the semitones of the voice's own tuning.

    Each note keeps how far its median F0 is from its written pitch at 440 Hz as a key of its own, `cents`, and the
    score's `extra` says the tuning, `tuning_cents`: a voice that sings 40 cents sharp throughout gets the notes that it
    means, each with about 40 cents.

    Parameters
    ----------
    notes
        In seconds.
    tempo
        Beats per minute, or a tempo map: where the seconds lie in the score. Nothing is quantised.
    lyrics
        One per note.
    name
        Of the score.
    """
    from gradio_pianoroll.score import NoteTable, Score, TempoMap

    tempo_map = tempo if isinstance(tempo, TempoMap) else TempoMap(float(tempo))
    onset = np.asarray(tempo_map.beats_at(notes.onset_s))
    end = np.asarray(tempo_map.beats_at(notes.end_s))
    table = NoteTable.from_columns(
        onset_beats=onset,
        duration_beats=np.maximum(end - onset, SHORTEST_BEATS),
        pitch=notes.written_pitch,
        velocity=notes.velocity,
        lyric=list(lyrics) if lyrics is not None else None,
        extra=cents_of(notes),
    )
    extra = {"tuning_cents": round(100 * notes.tuning, 1)} if len(notes) else {}
    return Score(notes=table, tempo_map=tempo_map, name=name, extra=extra)


def cents_of(notes: FoundNotes, first_id: int = 0) -> dict[int, dict[str, float]]:
    """Further keys of notes by their id, which count from `first_id`: the cents of each, to a tenth."""
    return {first_id + row: {"cents": round(cents, 1)} for row, cents in enumerate(notes.cents.tolist())}


def notes_from_f0(
    found: F0Result | AudioFeatures | Curve,
    *,
    loudness: ArrayLike | None = None,
    tempo: float | TempoMap = DEFAULT_TEMPO_BPM,
    words: Sequence[Word] | None = None,
    tuning: float | None = None,
    model: NoteModel | HeardModel | None = None,
) -> Score:
    """A score with the notes of one voice, from the F0 of any engine.

    What is written is what the voice means: pitches are rounded to its tuning. See `notes_to_score` for `cents`.

    Parameters
    ----------
    found
        F0, or features with F0 (and loudness) in them, or a curve of F0 of any form: its beats are those of `tempo`.
    loudness
        Level in dB per frame: gives velocities, and parts repeated notes. Taken from features that have it, of short
        frames (`short_loudness`) where there is one: onsets are heard better in it. A `NoteModel` takes that of long
        ones, which its rules were made for.
    tempo
        Beats per minute, or a tempo map; nothing is quantised.
    words
        (text, start, end) in seconds: become the lyrics of the notes.
    tuning
        Semitones by which the voice is above 440 Hz tuning; None: estimated.
    model
        What a note is, as in `find_notes`.

    Raises
    ------
    AnalysisError
        When there is no F0, or loudness or words do not fit.
    """
    from gradio_pianoroll.score import Curve, TempoMap

    if isinstance(found, AudioFeatures):
        if loudness is None:
            has_short = found.short_loudness_db is not None and not isinstance(model, NoteModel)
            loudness = found.short_loudness_db if has_short else found.loudness_db
        found = features_as_f0(found)
    elif isinstance(found, Curve):
        found = f0_of_curve(found, tempo if isinstance(tempo, TempoMap) else TempoMap(tempo))
    notes = find_notes(found, loudness=loudness, tuning=tuning, model=model)
    if words is None:
        return notes_to_score(notes, tempo=tempo)
    from gradio_pianoroll.analysis.words import assign_words, check_words, word_segments

    checked = check_words(words)
    score = notes_to_score(notes, tempo=tempo, lyrics=assign_words(notes.onset_s, notes.end_s, checked))
    return score.replace(segments=word_segments(checked))


def audio_to_score(
    audio: Any,
    sr: int | None = None,
    *,
    engine: str = "pyin",
    fmin: float = DEFAULT_FMIN_HZ,
    fmax: float = DEFAULT_FMAX_HZ,
    hop_length: int = DEFAULT_HOP_LENGTH,
    frame_length: int = DEFAULT_FRAME_LENGTH,
    engine_options: Mapping[str, Any] | None = None,
    tempo: float | TempoMap = DEFAULT_TEMPO_BPM,
    words: Sequence[Word] | None = None,
    model: NoteModel | HeardModel | None = None,
    curves: bool = True,
    on_progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Score:
    """Write down what a voice sings: notes, lyrics from given words, the F0 and loudness they were found in, the sound.

    Pitches are rounded to the tuning of the voice; see `notes_to_score` for `cents` and `tuning_cents`.

    Parameters
    ----------
    audio, sr
        A file, or mono samples and their rate in Hz, as in `extract_audio_features`.
    engine, fmin, fmax, hop_length, frame_length, engine_options
        As in `extract_f0`.
    tempo, words, model
        As in `notes_from_f0`.
    curves
        Whether the score carries F0, loudness and voicing.
    on_progress, is_cancelled
        As in `extract_audio_features`.

    Raises
    ------
    AnalysisError
        When the sound or the options cannot be used.
    FormatError
        When the file cannot be read.

    Examples
    --------
    >>> import numpy as np
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.analysis import audio_to_score
    >>> from gradio_pianoroll.synth import render
    >>> sung = render(Score(NoteTable.from_columns([0, 1], 1, [60, 64])), 22_050, voice="voice", reverb=0)
    >>> audio_to_score(sung, 22_050).notes.pitch.tolist()
    [60, 64]
    """
    from gradio_pianoroll.analysis.features import extract_audio_features
    from gradio_pianoroll.score import AudioRef

    found = extract_audio_features(
        audio,
        sr,
        features=("f0", "loudness", "short_loudness", "voicing"),
        engine=engine,
        fmin=fmin,
        fmax=fmax,
        hop_length=hop_length,
        frame_length=frame_length,
        engine_options=engine_options,
        on_progress=on_progress,
        is_cancelled=is_cancelled,
    )
    score = notes_from_f0(found, tempo=tempo, words=words, model=model)
    if curves:
        score = score.replace(curves=found.to_curves())
    if isinstance(audio, str | os.PathLike):
        path = Path(audio)
        score = score.replace(name=path.stem, audio=AudioRef(str(path)), use_backend_audio=True)
    return score
