"""`gradio-pianoroll render`: a score as sound."""

from __future__ import annotations

import argparse
from pathlib import Path

from gradio_pianoroll.cli.command_error import CommandError
from gradio_pianoroll.cli.files import SCORE_FILE, load_score


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's parser."""
    render = commands.add_parser("render", help="a score as sound")
    render.add_argument("input", type=Path, metavar="IN", help=SCORE_FILE)
    render.add_argument("output", type=Path, metavar="OUT.wav", help="sound file to write: WAV, FLAC, OGG or MP3")
    render.add_argument("--sr", type=int, default=44_100, help="sample rate in Hz, default 44100")
    render.add_argument("--voice", help="one voice for all tracks instead of what their programs say")
    render.add_argument("--mono", action="store_true", help="one channel")
    render.set_defaults(run=_render)


def _render(arguments: argparse.Namespace) -> None:
    from gradio_pianoroll.errors import FormatError
    from gradio_pianoroll.formats.audio import save_audio
    from gradio_pianoroll.synth import render

    if not 4_000 <= arguments.sr <= 384_000:
        raise CommandError(f"the sample rate must lie between 4000 and 384000 Hz, not {arguments.sr}")
    score = load_score(arguments.input)
    if len(score.notes) == 0:
        raise CommandError(f"{arguments.input.name} has no notes to play")
    try:
        audio = render(score, arguments.sr, voice=arguments.voice, stereo=not arguments.mono)
        save_audio(arguments.output, audio, arguments.sr)
    except (FormatError, ValueError, OSError) as error:
        raise CommandError(str(error)) from error
    print(f"{arguments.output}: {len(audio) / arguments.sr:.1f} s")
