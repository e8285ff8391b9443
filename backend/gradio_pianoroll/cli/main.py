"""Find the command and run it."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import warnings
from collections.abc import Sequence

from gradio_pianoroll.cli.command_error import INTERRUPTED, CommandError
from gradio_pianoroll.errors import MissingPackageError, SettingsError

# Each is a module of this package with `add(commands)`, which adds its parser; modules import what they need on use.
COMMANDS = ("studio", "analyze", "align", "convert", "render", "formats", "config", "monitor", "bench")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    # Before anything imports Gradio: it asks the internet for its version otherwise.
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    arguments = make_parser().parse_args(argv)
    usual, warnings.formatwarning = warnings.formatwarning, _sentence
    try:
        arguments.run(arguments)
    except (CommandError, MissingPackageError, SettingsError) as error:
        print(f"gradio-pianoroll: {error}", file=sys.stderr)
        return getattr(error, "code", 1)
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        warnings.formatwarning = usual
    return 0


def _sentence(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, line: str | None = None
) -> str:
    """A warning as who runs a command reads it: ours without the place in the source that it comes from."""
    from gradio_pianoroll.score import PianoRollWarning

    if issubclass(category, PianoRollWarning):
        return f"gradio-pianoroll: {message}\n"
    return f"{filename}:{lineno}: {category.__name__}: {message}\n"


def make_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = argparse.ArgumentParser(prog="gradio-pianoroll", description="Open, analyse, convert and play scores.")
    commands = parser.add_subparsers(required=True, metavar="command")
    for name in COMMANDS:
        importlib.import_module(f"gradio_pianoroll.cli.{name}").add(commands)
    return parser
