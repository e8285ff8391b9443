"""A recording analysed: F0, loudness and voicing over the keys, the sound to play along."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ...analysis import AnalysisError, analyze, engine_names
from ...component import PianoRoll
from ...errors import FormatError
from ...formats.audio import load_audio
from ...i18n.page import page_error
from ...i18n.sentence import Sentence
from ...score import AudioRef, Score
from .app import ROLL_HEIGHT_PX, TemplateApp, heading
from .sound import f0_summary
from .words import say, spoken


def create_audio_analysis_template() -> gr.Blocks:
    """An app that analyses an uploaded or recorded sound and shows F0, loudness and voicing on the roll.

    Returns
    -------
    gradio.Blocks
        The app, to be launched.
    """
    with TemplateApp(title="Audio analysis") as app:
        build_audio()
    return app


def build_audio() -> None:
    """The content of the app, for the blocks that are open."""
    heading("Audio analysis", "F0, loudness and voicing of a recording, over the piano keys.")
    with gr.Row():
        with gr.Column(min_width=280):
            sound = gr.Audio(type="filepath", label=say("Sound"))
        with gr.Column(min_width=280):
            engine = gr.Dropdown([*engine_names()], value="pyin", label=say("F0 engine"))
            with gr.Row():
                fmin = gr.Number(65, label=say("Lowest F0 (Hz)"), minimum=1, min_width=110)
                fmax = gr.Number(800, label=say("Highest F0 (Hz)"), minimum=1, min_width=110)
            run = gr.Button(say("Analyse"), variant="primary")
    roll = PianoRoll(Score(), interactive=True, label=say("Notes"), width="100%", height=ROLL_HEIGHT_PX)
    table = gr.Dataframe(headers=[" ", " "], label=say("Result"), interactive=False)
    run.click(analyse_sound, [sound, engine, fmin, fmax], [roll, table], api_name="analyse_sound")
    sound.upload(analyse_sound, [sound, engine, fmin, fmax], [roll, table], api_visibility="private")


def analyse_sound(
    sound: str | None, engine: str, fmin: float, fmax: float, request: gr.Request | None = None
) -> tuple[Score, list[list[str]]]:
    """The score that shows a sound: its curves, itself, and a table of its F0.

    Raises
    ------
    gradio.Error
        If it cannot be read or analysed; the message says why.
    """
    if not sound:
        raise page_error(Sentence("app.choose_sound"))
    try:
        audio, sr = load_audio(sound)
        found = analyze(audio, sr, engine=engine, fmin=float(fmin), fmax=float(fmax))
    except (FormatError, AnalysisError, ImportError, ValueError) as error:
        raise page_error(error) from error
    curves: dict[str, Any] = found.to_curves()
    score = Score(curves=curves, audio=AudioRef.of(sound), use_backend_audio=True)
    rows = f0_summary(found.f0_hz, found.duration_s)
    return score, [[spoken(name, request), shown] for name, shown in rows]
