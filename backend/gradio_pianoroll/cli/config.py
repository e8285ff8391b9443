"""`gradio-pianoroll config`: every setting, its value and where it comes from."""

from __future__ import annotations

import argparse
import json


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's parser."""
    config = commands.add_parser("config", help="every setting, its value and where it comes from")
    config.add_argument("--json", action="store_true", help="as JSON")
    config.set_defaults(run=_config)


def _config(arguments: argparse.Namespace) -> None:
    from gradio_pianoroll.settings import explain_settings

    settings = explain_settings()
    if arguments.json:
        found = {s.name: {"value": s.value, "source": s.source, "variable": s.variable} for s in settings}
        print(json.dumps(found, indent=2, default=str))
        return
    rows = [("setting", "value", "source"), *((s.name, str(s.value), s.source) for s in settings)]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for name, value, source in rows:
        print(f"{name:<{widths[0]}}  {value:<{widths[1]}}  {source}")
