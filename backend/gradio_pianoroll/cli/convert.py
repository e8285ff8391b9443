"""`gradio-pianoroll convert`: one format into another."""

from __future__ import annotations

import argparse
from pathlib import Path

from gradio_pianoroll.cli.command_error import CommandError
from gradio_pianoroll.cli.files import SCORE_FILE, load_score


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's parser."""
    convert = commands.add_parser("convert", help="a score from one format to another, by suffix")
    convert.add_argument("input", type=Path, metavar="IN", help=SCORE_FILE)
    convert.add_argument("output", type=Path, metavar="OUT", help="file to write; its suffix says the format")
    convert.add_argument(
        "--encoding",
        metavar="NAME",
        help="of the texts of the file (cp949, shift_jis, cp1252, …); by default it is found out",
    )
    convert.set_defaults(run=_convert)


def _convert(arguments: argparse.Namespace) -> None:
    from gradio_pianoroll.errors import FormatError
    from gradio_pianoroll.formats import save

    score = load_score(arguments.input, arguments.encoding)
    try:
        save(score, arguments.output)
    except (FormatError, ValueError, OSError) as error:
        raise CommandError(str(error)) from error
    print(f"{arguments.output}: {len(score.notes)} notes")
