"""`gradio-pianoroll monitor`: what the pipeline costs on this machine, in time and memory."""

from __future__ import annotations

import argparse

from gradio_pianoroll.cli.command_error import CommandError


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's parser."""
    monitor = commands.add_parser("monitor", help="time and memory of the whole pipeline on this machine")
    monitor.add_argument("--notes", type=int, default=100_000, help="notes of the score, default 100000")
    monitor.add_argument("--seconds", type=float, default=10.0, help="length of the sound, default 10")
    monitor.add_argument("--json", action="store_true", help="as JSON")
    monitor.set_defaults(run=_monitor)


def _monitor(arguments: argparse.Namespace) -> None:
    from gradio_pianoroll.apps.pipeline_benchmark import run_performance_benchmark

    try:
        table = run_performance_benchmark(notes=arguments.notes, sound_s=arguments.seconds, quiet=arguments.json)
    except ValueError as error:
        raise CommandError(str(error)) from error
    if arguments.json:
        print(table.to_json())
