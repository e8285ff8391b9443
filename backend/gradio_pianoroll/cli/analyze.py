"""`gradio-pianoroll analyze`: F0, loudness and voicing of a sound."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gradio_pianoroll.cli.errors import CommandError

if TYPE_CHECKING:
    from gradio_pianoroll.analysis import Features


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's parser."""
    analyze = commands.add_parser("analyze", help="F0, loudness and voicing of a sound")
    analyze.add_argument("input", type=Path, metavar="FILE")
    target = analyze.add_mutually_exclusive_group(required=True)
    target.add_argument("--csv", type=Path, metavar="OUT")
    target.add_argument("--json", type=Path, metavar="OUT")
    analyze.add_argument("--engine", default="pyin", help="pyin (default) or yin")
    analyze.add_argument("--fmin", type=float, default=65.0, help="lowest F0 in Hz, default 65")
    analyze.add_argument("--fmax", type=float, default=1000.0, help="highest F0 in Hz, default 1000")
    analyze.set_defaults(run=_analyze)


def _analyze(arguments: argparse.Namespace) -> None:
    from gradio_pianoroll.analysis import analyze
    from gradio_pianoroll.formats.audio import load_audio

    try:
        audio, sr = load_audio(arguments.input)
        found = analyze(audio, sr, engine=arguments.engine, fmin=arguments.fmin, fmax=arguments.fmax)
        if arguments.csv:
            _write_csv(found, arguments.csv)
        else:
            _write_json(found, arguments.json)
    except (ValueError, OSError) as error:
        raise CommandError(str(error)) from error
    print(f"{arguments.csv or arguments.json}: {found.n_frames} frames")


def _columns(found: Features) -> dict[str, list[float | None]]:
    import numpy as np

    def plain(values: Any, digits: int) -> list[float | None]:
        return [round(float(v), digits) if np.isfinite(v) else None for v in values]

    return {
        "time_s": plain(found.times_s, 6),
        "f0_hz": plain(found.f0_hz, 3),
        "loudness_db": plain(found.loudness_db, 2),
        "voicing": plain(found.voicing, 4),
    }


def _write_csv(found: Features, path: Path) -> None:
    import csv

    columns = _columns(found)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


def _write_json(found: Features, path: Path) -> None:
    import json

    head = {"hop_s": found.hop_s, "duration_s": found.duration_s}
    path.write_text(json.dumps({**head, **_columns(found)}), encoding="utf-8")
