"""What the studio does for programs: named endpoints with documented types, which are MCP tools as well.

`gradio_client` and JavaScript call them as `/analyze_audio`, `/transcribe`, `/render` and `/convert`; with
`gradio-pianoroll studio --mcp` an MCP client finds the same four tools. Files go in and come out as Gradio's file data.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from gradio_pianoroll.analysis import available_engines, notes_from_f0
from gradio_pianoroll.analysis.export.tables import note_rows, write_csv
from gradio_pianoroll.formats import FormatError, save
from gradio_pianoroll.formats.audio import AUDIO_SUFFIXES
from gradio_pianoroll.formats.registry import writable_suffixes
from gradio_pianoroll.gradio_compat import new_cache_folder
from gradio_pianoroll.studio.analysing import HOP_MS, AnalysisResult, analyse
from gradio_pianoroll.studio.opening import SCORE_SUFFIXES, check_file, load_score
from gradio_pianoroll.studio.panels.analysis import CONCURRENCY, DEFAULTS
from gradio_pianoroll.studio.panels.save import file_name
from gradio_pianoroll.studio.panels.stage import page_of
from gradio_pianoroll.studio.results import summarise
from gradio_pianoroll.studio.session import Options, StudioError, max_sound_s
from gradio_pianoroll.studio.sounding import FORMATS, OWN_VOICES, font_names, write_sound
from gradio_pianoroll.studio.texts import language_of
from gradio_pianoroll.studio.work import RUNNING, Cancelled
from gradio_pianoroll.synth import instrument_names

if TYPE_CHECKING:
    from gradio_pianoroll.score import Score

# In an answer; the file has all of them.
MAX_NOTES = 2_000
MAX_RENDERED_NOTES = 50_000
MIN_BPM, MAX_BPM = 10.0, 1_000.0
AUTOMATIC = "automatic"
# Plays with the SoundFont of the settings, or the first one that the server has.
SOUNDFONT = "soundfont"
TOOL_NAMES = ("analyze_audio", "transcribe", "render", "convert")


async def analyze_audio(
    audio: str,
    engine: str = "pyin",
    fmin: float = DEFAULTS.fmin,
    fmax: float = DEFAULTS.fmax,
    hop_ms: float = DEFAULTS.hop_ms,
    request: gr.Request | None = None,
) -> tuple[dict[str, Any], str]:
    """Measure pitch, voicing and loudness of a recording of one voice or one melodic instrument.

    Parameters
    ----------
    audio
        Sound file: WAV, FLAC, OGG, MP3, M4A, …
    engine
        F0 estimator; pyin is the reference, swift the most accurate in noise.
    fmin
        Lowest F0 in Hz that is looked for.
    fmax
        Highest F0 in Hz that is looked for.
    hop_ms
        Distance of two frames in milliseconds, 1-100.
    request
        The caller.

    Returns
    -------
    summary : dict
        Duration in s, median and range of F0 in Hz, share of voiced frames, RMS level in dB, loudness in LUFS.
    table : path
        CSV file with a row per frame: time_s, f0_hz, loudness_db, voicing.
    """
    with _clear_errors():
        found, options = await _analyse(audio, engine, fmin, fmax, hop_ms, request)
        path = _new_file(Path(audio).stem, ".csv")
        await asyncio.to_thread(write_csv, found.features, path)
    return {"engine": options.engine, **summarise(found.features)}, str(path)


async def transcribe(
    audio: str,
    engine: str = "pyin",
    fmin: float = DEFAULTS.fmin,
    fmax: float = DEFAULTS.fmax,
    tempo: float = 120.0,
    request: gr.Request | None = None,
) -> tuple[list[dict[str, Any]], str]:
    """Write down the notes that a recorded voice or melodic instrument sings, and save them as MIDI.

    Parameters
    ----------
    audio
        Sound file: WAV, FLAC, OGG, MP3, M4A, …
    engine
        F0 estimator; pyin is the reference, swift the most accurate in noise.
    fmin
        Lowest F0 in Hz that is looked for.
    fmax
        Highest F0 in Hz that is looked for.
    tempo
        Beats per minute of the MIDI file; the notes keep their times in seconds, nothing is quantised.
    request
        The caller.

    Returns
    -------
    notes : list of dict
        start_s, end_s, pitch (MIDI number), velocity; the first 2000.
    midi : path
        MIDI file with all notes.
    """
    with _clear_errors():
        if not MIN_BPM <= tempo <= MAX_BPM:
            raise StudioError(f"tempo must lie between {MIN_BPM:g} and {MAX_BPM:g} beats per minute, not {tempo:g}")
        found, _ = await _analyse(audio, engine, fmin, fmax, DEFAULTS.hop_ms, request)
        score = await asyncio.to_thread(lambda: notes_from_f0(found.features, tempo=float(tempo)))
        score = score.replace(name=Path(audio).stem)
        path = _new_file(score.name, ".mid")
        await asyncio.to_thread(save, score, path)
        first = score.replace(notes=score.notes.take(_rows(score, MAX_NOTES)))
    return note_rows(first), str(path)


async def render(
    score: str,
    voice: str = AUTOMATIC,
    format: str = ".wav",
    loudness: float | None = None,
    stems: bool = False,
    request: gr.Request | None = None,
) -> str:
    """Play a score and give the sound.

    Parameters
    ----------
    score
        Score file: MIDI, MusicXML, JSON, TextGrid, LAB or CSV.
    voice
        One instrument for all tracks; automatic takes what each track's program says, voice sings the lyrics,
        soundfont plays the programs with the server's SoundFont, where it has one.
    format
        Suffix of the sound file.
    loudness
        Integrated loudness in LUFS that the file is to have, such as -14; none leaves it as it is played.
    stems
        A ZIP with the whole and a file for each track that sounds; all have the gain of the whole.
    request
        The caller.

    Returns
    -------
    sound : path
        Sound file, 44.1 kHz, stereo, or the ZIP.
    """
    with _clear_errors():
        _check_choice("format", format, FORMATS)
        path, loaded = await _load(score, request)
        _check_playable(loaded, path)
        fonts = font_names() if voice == SOUNDFONT else []
        if voice == SOUNDFONT and not fonts:
            raise StudioError("this server has no SoundFont")
        written = await asyncio.to_thread(
            lambda: write_sound(
                loaded.replace(name=path.stem), format, voice=None if voice in (AUTOMATIC, SOUNDFONT) else voice,
                font=fonts[0] if fonts else OWN_VOICES, loudness_lufs=loudness, stems=stems,
            )
        )  # fmt: skip
    return str(written)


async def convert(score: str, to: str = ".mid", request: gr.Request | None = None) -> str:
    """Turn a score file into another format.

    Parameters
    ----------
    score
        Score file: MIDI, MusicXML, JSON, TextGrid, LAB or CSV.
    to
        Suffix of the format wanted.
    request
        The caller.

    Returns
    -------
    score : path
        The score in the format wanted.
    """
    with _clear_errors():
        _check_choice("to", to, writable_suffixes())
        path, loaded = await _load(score, request)
        target = _new_file(path.stem, to)
        await asyncio.to_thread(save, loaded, target)
    return str(target)


class _clear_errors:
    """Tell what a caller can mend as a sentence, without a trace in the server's log."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, Cancelled):
            raise gr.Error("the analysis was cancelled", print_exception=False) from error
        if isinstance(error, StudioError | FormatError | ValueError):
            raise gr.Error(str(error), print_exception=False) from error


async def _analyse(
    audio: str, engine: str, fmin: float, fmax: float, hop_ms: float, request: gr.Request | None
) -> tuple[AnalysisResult, Options]:
    language = language_of(request)
    path = Path(audio or "")
    check_file(path, language, AUDIO_SUFFIXES)
    options = Options(engine, float(fmin), float(fmax), hop_ms=float(hop_ms))
    return await RUNNING.run(page_of(request), analyse(path, options, language, lambda share, step: None)), options


async def _load(score: str, request: gr.Request | None) -> tuple[Path, Score]:
    """Caller's score file: where it lies and what is in it."""
    language = language_of(request)
    path = Path(score)
    check_file(path, language, SCORE_SUFFIXES)
    return path, await asyncio.to_thread(load_score, path, language)


def _check_choice(name: str, chosen: str, choices: Collection[str]) -> None:
    if chosen not in choices:
        raise StudioError(f"{name} must be one of {', '.join(choices)}, not {chosen!r}")


def _new_file(stem: str, suffix: str) -> Path:
    """Place in Gradio's cache, from where it may be downloaded."""
    from gradio_pianoroll.score import Score

    folder = new_cache_folder()
    return folder / file_name(Score(name=stem), suffix)


def _rows(score: Score, most: int) -> Any:
    import numpy as np

    return np.arange(min(most, len(score.notes)))


def _check_playable(score: Score, path: Path) -> None:
    if not len(score.notes):
        raise StudioError(f"{path.name} has no notes to play")
    if len(score.notes) > MAX_RENDERED_NOTES:
        raise StudioError(f"{path.name} has more than {MAX_RENDERED_NOTES} notes: use gradio-pianoroll render")
    if score.end_seconds > max_sound_s():
        raise StudioError(f"{path.name} is longer than {max_sound_s() / 60:g} minutes: render it in parts")


# --- endpoints ---


def tool_text(function: Callable[..., Any]) -> str:
    """Docstring in the form that Gradio reads: a line for each parameter.

    Parameters
    ----------
    function
        With a docstring in NumPy's style.
    """
    summary, _, rest = (inspect.getdoc(function) or "").partition("\n\nParameters\n----------\n")
    listed, _, returned = rest.partition("\n\nReturns\n-------\n")
    lines = [summary.strip(), "Args:"]
    lines += [f"    {name}: {said}" for name, said in _entries(listed) if name != "request"]
    answers = [f"{name.split(' : ')[0]}: {said}" for name, said in _entries(returned)]
    return "\n".join([*lines, "Returns:", *(f"    {answer}" for answer in answers)])


def _entries(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for line in text.splitlines():
        if line.startswith(" "):
            name, said = found[-1]
            found[-1] = (name, f"{said} {line.strip()}".strip())
        elif line.strip():
            found.append((line.strip(), ""))
    return found


def build_tools() -> None:
    """Add the endpoints; nothing of them is seen on the page."""
    engines = [info.name for info in available_engines()]
    with gr.Column(visible=False):
        sound = gr.File(label="Sound file", file_types=[*AUDIO_SUFFIXES])
        score = gr.File(label="Score file", file_types=[*SCORE_SUFFIXES])
        engine = gr.Dropdown(engines, value=DEFAULTS.engine, label="F0 engine")
        fmin = gr.Number(DEFAULTS.fmin, label="Lowest F0 in Hz", minimum=1)
        fmax = gr.Number(DEFAULTS.fmax, label="Highest F0 in Hz", minimum=1)
        hop = gr.Number(DEFAULTS.hop_ms, label="Hop in ms", minimum=HOP_MS[0], maximum=HOP_MS[1])
        tempo = gr.Number(120, label="Beats per minute", minimum=MIN_BPM, maximum=MAX_BPM)
        fonts = [SOUNDFONT] if font_names() else []
        voice = gr.Dropdown([AUTOMATIC, *fonts, *instrument_names()], value=AUTOMATIC, label="Voice")
        loudness = gr.Number(None, label="Loudness in LUFS")
        stems = gr.Checkbox(False, label="Stems")
        sound_format = gr.Dropdown([*FORMATS], value=".wav", label="Format")
        score_format = gr.Dropdown([*writable_suffixes()], value=".mid", label="Format")
        summary, notes, out = gr.JSON(label="Summary"), gr.JSON(label="Notes"), gr.File(label="File")
        ask = gr.Button("ask")
    for function, inputs, outputs in (
        (analyze_audio, [sound, engine, fmin, fmax, hop], [summary, out]),
        (transcribe, [sound, engine, fmin, fmax, tempo], [notes, out]),
        (render, [score, voice, sound_format, loudness, stems], out),
        (convert, [score, score_format], out),
    ):
        ask.click(_documented(function), inputs, outputs, api_name=function.__name__, **CONCURRENCY)


def _documented(function: Callable[..., Any]) -> Callable[..., Any]:
    """Same function with the docstring that Gradio reads."""
    import functools

    @functools.wraps(function)
    async def call(*args: Any, **kwargs: Any) -> Any:
        return await function(*args, **kwargs)

    call.__doc__ = tool_text(function)
    return call
