"""Sound into features, beside everything else that the server does; and features into layers of a score."""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis import AnalysisError, async_audio_analysis, engine_names, formants, notes_from_f0
from gradio_pianoroll.analysis.engines.types import F0Options
from gradio_pianoroll.analysis.warmup import is_warm, warm_up
from gradio_pianoroll.formats import FormatError
from gradio_pianoroll.formats.audio import audio_info
from gradio_pianoroll.monitoring import get_metrics
from gradio_pianoroll.score import Curve, NoteTable, Score, Track
from gradio_pianoroll.score.ops import Delete, Insert, SetTracks
from gradio_pianoroll.settings import get_settings
from gradio_pianoroll.studio.remembered import WatchedCache
from gradio_pianoroll.studio.session import Options, StudioError, max_sound_s
from gradio_pianoroll.studio.texts import say

if TYPE_CHECKING:
    from gradio_pianoroll.analysis import AudioFeatures, F0Result, Formants
    from gradio_pianoroll.formats.audio import AudioInfo

# What can be shown, in the order of the panel, and the layers that come of it.
SHOWABLE: dict[str, tuple[str, ...]] = {
    "f0": ("f0",),
    "loudness": ("loudness",),
    "voicing": ("voicing",),
    "programme": ("momentary", "short_term"),
    "harmonicity": ("harmonicity",),
    "spectral_centroid": ("spectral_centroid",),
    "formants": tuple(f"formant {number}" for number in range(1, 5)),
}
LAYERS = frozenset(name for names in SHOWABLE.values() for name in names)
# Layers of a second engine are called f0 · <engine>; they are thinner, so that both are seen where they agree.
SECOND = "f0 · "
SECOND_STYLE = {"color": "#22a35a", "lineWidth": 1.25}
NOTES_TRACK = "Notes from the sound"
MAX_TRACKS = 256
HOP_MS = (1.0, 100.0)
# A frame of 93 ms is 2048 samples at 22 050 Hz.
FRAME_S = 2048 / 22_050
MAX_FRAME = 1 << 15
PROGRESS_EVERY_S = 0.1
COMPILED_ENGINES = ("pyin", "yin")
Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class AnalysisResult:
    """Result of an analysis.

    Attributes
    ----------
    features
        By the first engine.
    second
        F0 by the other one; None when there is none.
    is_remembered
        Whether nothing had to be computed, formants aside.
    formants
        Resonances of the voice; None where they are not shown.
    """

    features: AudioFeatures
    second: AudioFeatures | None
    is_remembered: bool
    formants: Formants | None = None


def f0_of(options: Options, source_sr: int) -> F0Options:
    """Return what is asked for at the rate of the analysis: hop and frame are as long whatever the sound's rate."""
    sr = min(source_sr, get_settings().sample_rate)
    frame = 1 << max(6, round(math.log2(FRAME_S * sr)))
    # A frame must hold two periods of the lowest F0.
    while options.fmin <= sr / (frame // 2 - 1) and frame < MAX_FRAME:
        frame *= 2
    return F0Options(options.fmin, options.fmax, options.hop_at(sr), frame, engine=options.engine)


def check_options(options: Options, language: str) -> None:
    """Refuse what no sound can be analysed with.

    Raises
    ------
    StudioError
        With a sentence that says what to change.
    """
    if not options.show:
        raise StudioError(say(language, "nothing_to_show"))
    if not HOP_MS[0] <= options.hop_ms <= HOP_MS[1]:
        raise StudioError(say(language, "bad_hop", low=f"{HOP_MS[0]:g}", high=f"{HOP_MS[1]:g}"))
    for engine in filter(None, (options.engine, options.second)):
        if engine not in engine_names():
            raise StudioError(say(language, "no_engine", engine=engine, engines=", ".join(engine_names())))


async def sound_info(path: Path, language: str) -> AudioInfo:
    """Read the file's header.

    Raises
    ------
    StudioError
        When it is no sound, or too long.
    """
    try:
        info = await asyncio.to_thread(audio_info, path)
    except FormatError as error:
        raise StudioError(say(language, "cannot", reason=error)) from error
    if info.duration_s > max_sound_s():
        raise StudioError(say(language, "too_long", minutes=f"{max_sound_s() / 60:g}"))
    return info


async def analyse(path: Path, options: Options, language: str, progress: Progress) -> AnalysisResult:
    """Read a sound file and find what the options name; cancelling the task stops the work.

    Parameters
    ----------
    path
        Sound file.
    options
        What to find and how.
    language
        Of messages.
    progress
        Called with the share done, 0-1, and what is being done.

    Raises
    ------
    StudioError
        With a sentence that says what is wrong.
    """
    check_options(options, language)
    info = await sound_info(path, language)
    await _wait_for_kernels(options, language, progress)
    cache = WatchedCache()
    common: dict[str, Any] = {**f0_of(options, info.sr).search, "cache": cache}
    # Loudness and F0 are in the table even when they are not shown.
    wanted = dict.fromkeys(("f0", "voicing", "loudness", "short_loudness", "programme", *options.show))
    # A way of its own: no part of that pass.
    with_formants = wanted.pop("formants", "no") is None
    parts = 1 + bool(options.second) + with_formants

    async def part(number: int, engine: str, features: tuple[str, ...]) -> AudioFeatures:
        words = say(language, "step_engine", engine=engine)
        return await _follow(
            path, lambda share: progress((number + share) / parts, words), engine=engine, features=features, **common
        )

    def last_told(share: float) -> None:
        progress((parts - 1 + share) / parts, say(language, "step_formants"))

    try:
        with get_metrics().timed("studio.analysis"):
            found = await part(0, options.engine, tuple(wanted))
            second = await part(1, options.second, ("f0", "voicing")) if options.second else None
            resonances = await _formants(path, last_told) if with_formants else None
    except (FormatError, AnalysisError) as error:
        raise StudioError(say(language, "cannot_analyse", reason=error)) from error
    return AnalysisResult(found, second, cache.is_complete, resonances)


async def _follow(path: Path, told: Callable[[float], None], **asked: Any) -> AudioFeatures:
    """Await an analysis and tell its share from here: Gradio's progress belongs to the request's own context."""
    shares = [0.0]
    job = asyncio.ensure_future(
        async_audio_analysis(path, on_progress=lambda share: shares.__setitem__(0, share), **asked)
    )
    try:
        told(0.0)
        while not job.done():
            await asyncio.wait({job}, timeout=PROGRESS_EVERY_S)
            told(shares[0])
        return job.result()
    finally:
        job.cancel()


async def _formants(path: Path, told: Callable[[float], None]) -> Formants:
    """Await the formants of a sound; cancelling stops their thread at its next frames."""
    shares, stop = [0.0], threading.Event()
    job = asyncio.ensure_future(
        asyncio.to_thread(
            formants, path, on_progress=lambda share: shares.__setitem__(0, share), is_cancelled=stop.is_set
        )
    )
    try:
        while not job.done():
            told(shares[0])
            await asyncio.wait({job}, timeout=PROGRESS_EVERY_S)
        return job.result()
    finally:
        stop.set()


async def _wait_for_kernels(options: Options, language: str, progress: Progress) -> None:
    """Right after the start the kernels are still being compiled: say so instead of standing still."""
    if is_warm() or not {options.engine, options.second} & set(COMPILED_ENGINES):
        return
    thread = warm_up()
    while thread is not None and thread.is_alive():
        progress(0.0, say(language, "step_compile"))
        await asyncio.sleep(PROGRESS_EVERY_S)


def with_found(score: Score, found: AnalysisResult, options: Options) -> Score:
    """Score with the layers (and notes) of an analysis; former ones of those kinds taken out, all others kept."""
    start_s = score.audio.start_s if score.audio else 0.0
    kept = {name: curve for name, curve in score.curves.items() if not is_layer(name)}
    shown = {name for feature in options.show for name in SHOWABLE[feature]}
    # Short-term loudness of a sound below three seconds is empty.
    made = {name: c for name, c in found.features.to_curves(start_s).items() if name in shown and len(c.values)}
    if found.formants is not None:
        made |= found.formants.to_curves(start_s)
    if found.second is not None:
        made |= _second_layer(found.second.to_curves(start_s)["f0"], options.second)
    score = score.replace(curves={**kept, **made})
    return with_notes(score, found.features, start_s) if options.notes else score


def is_layer(name: str) -> bool:
    """Return True if a curve of this name comes from an analysis, and goes with the next one."""
    return name in LAYERS or name.startswith(SECOND)


def _second_layer(curve: Curve, engine: str) -> dict[str, Curve]:
    name = SECOND + engine
    return {name: replace(curve, name=name, style={**curve.style, **SECOND_STYLE})}


def with_notes(score: Score, found: AudioFeatures | F0Result, start_s: float) -> Score:
    """Score with the notes of a voice: its only ones, or on a track of their own, which is made anew each time."""
    heard = notes_from_f0(found, tempo=score.tempo_map).notes
    onset_s = np.asarray(score.tempo_map.seconds_at(heard.onset_beats)) + start_s
    end_s = np.asarray(score.tempo_map.seconds_at(heard.end_beats)) + start_s
    onset = np.asarray(score.tempo_map.beats_at(onset_s))
    tracks = score.tracks or ((Track(),) if len(score.notes) else ())
    names = [track.name for track in tracks]
    ops: list[Any] = []
    if NOTES_TRACK in names:
        place = names.index(NOTES_TRACK)
        ops.append(Delete(score.notes.id[score.notes.track == place]))
    else:
        place = min(len(tracks), MAX_TRACKS - 1)
        ops.append(SetTracks((*tracks[:place], Track(name=NOTES_TRACK))))
    ids = np.arange(len(heard), dtype=np.uint32) + score.notes.next_id
    table = NoteTable.from_columns(
        onset_beats=onset,
        duration_beats=np.maximum(np.asarray(score.tempo_map.beats_at(end_s)) - onset, 1 / 1024),
        pitch=heard.pitch,
        velocity=heard.velocity,
        track=place,
        id=ids,
        extra={new: heard.extra[old] for new, old in zip(ids.tolist(), heard.id.tolist(), strict=True)},
    )
    return score.apply([*ops, Insert(table)])[0]
