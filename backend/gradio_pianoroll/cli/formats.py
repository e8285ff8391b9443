"""`gradio-pianoroll formats`: which files are read and written, and what can be installed for more."""

from __future__ import annotations

import argparse
from pathlib import Path

from gradio_pianoroll.cli.command_error import CommandError

INSTALLED = ("libresvip",)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's parser."""
    formats = commands.add_parser("formats", help="which files are read and written; more of them through libresvip")
    formats.add_argument("action", choices=("list", "install"), help="show the formats, or install what reads more")
    formats.add_argument(
        "package", nargs="?", choices=INSTALLED, metavar="PACKAGE",
        help="libresvip: Synthesizer V, Vocaloid, CeVIO and others, in an environment of its own",
    )  # fmt: skip
    formats.add_argument("--folder", type=Path, metavar="DIR", help="of that environment, default: the user's data")
    formats.add_argument("--again", action="store_true", help="make an environment that is there already anew")
    formats.set_defaults(run=_formats)


def _formats(arguments: argparse.Namespace) -> None:
    if arguments.action == "list":
        _list()
        return
    if arguments.package is None:
        raise CommandError(f"what shall be installed? gradio-pianoroll formats install {INSTALLED[0]}")
    from gradio_pianoroll.formats.libresvip import LibresvipError, install

    try:
        folder = install(arguments.folder, again=arguments.again, on_line=print)
    except LibresvipError as error:
        raise CommandError(str(error)) from error
    print(f"{arguments.package} is ready in {folder}")


def _list() -> None:
    from gradio_pianoroll.formats.libresvip import PROJECTS, is_installed
    from gradio_pianoroll.formats.registry import known_formats

    of_libresvip = {f".{suffix}" for suffix in PROJECTS}
    note = "" if is_installed() else "; gradio-pianoroll formats install libresvip"
    for format in known_formats():
        ways = "read and written" if format.writes else "read"
        through = f" (through libresvip{note})" if set(format.suffixes) <= of_libresvip else ""
        print(f"{' '.join(format.suffixes)}: {format.name}, {ways}{through}")
