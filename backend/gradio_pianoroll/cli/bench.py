"""`gradio-pianoroll bench`: what things cost, beside other ways."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gradio_pianoroll.cli.command_error import CommandError

BENCHMARKS = (
    "wire",
    "roll",
    "edit",
    "events",
    "f0",
    "pitch",
    "pitch_roll",
    "analysis",
    "accuracy",
    "notes",
    "realtime",
    "batch",
    "memory",
    "monitoring",
    "resynthesis",
    "synth",
    "words",
    "load",
    "midi",
)
CHECKOUT = Path(__file__).resolve().parents[3]


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's parser."""
    bench = commands.add_parser("bench", help="what things cost, beside other ways (in a source checkout)")
    bench.add_argument("name", choices=BENCHMARKS, help="what is measured")
    bench.add_argument("--runs", type=int, default=5, help="counted repetitions of each figure, default 5")
    bench.add_argument("--quick", action="store_true", help="small scores, to see that it works")
    bench.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON too")
    bench.set_defaults(run=_bench)


def _bench(arguments: argparse.Namespace) -> None:
    if arguments.runs < 1:
        raise CommandError(f"--runs must be at least 1, not {arguments.runs}")
    if not (CHECKOUT / "benchmarks" / f"{arguments.name}.py").is_file():
        raise CommandError("benchmarks are part of the source checkout, not of the installed package; run them there")
    from importlib import import_module

    sys.path.insert(0, str(CHECKOUT))
    try:
        report = import_module(f"benchmarks.{arguments.name}").run(runs=arguments.runs, quick=arguments.quick)
    except ModuleNotFoundError as error:
        raise CommandError(f"benchmarks need the development packages ({error.name} is missing): make bench") from error
    print(report.to_table())
    if arguments.json:
        try:
            arguments.json.write_text(report.to_json() + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"cannot write {arguments.json}: {error.strerror}") from error
