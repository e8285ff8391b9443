"""The command line: `gradio-pianoroll studio | convert | render | analyze | bench`.

Every error is one sentence on standard error and a non-zero exit code.
"""

from __future__ import annotations

import argparse
import errno
import logging
import os
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gradio_pianoroll.analysis import Features

DEFAULT_PORT = 7860
DEFAULT_HOST = "127.0.0.1"
BENCHMARKS = ("wire", "roll", "events")
CHECKOUT = Path(__file__).resolve().parents[2]


class CommandError(Exception):
    """A sentence for the user."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    # Before anything imports Gradio: it asks the internet for its version otherwise.
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    arguments = _parser().parse_args(argv)
    try:
        arguments.run(arguments)
    except CommandError as error:
        print(f"gradio-pianoroll: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gradio-pianoroll", description="Open, analyse, convert and play scores.")
    commands = parser.add_subparsers(required=True, metavar="command")

    studio = commands.add_parser("studio", help="start the studio in a browser")
    studio.add_argument("--port", type=int, help=f"default: the environment's PORT, or {DEFAULT_PORT}")
    studio.add_argument("--host", default=DEFAULT_HOST, help=f"address to listen on, default {DEFAULT_HOST}")
    studio.add_argument(
        "--browser", action=argparse.BooleanOptionalAction, default=False, help="open a browser window too"
    )
    studio.set_defaults(run=_studio)

    convert = commands.add_parser("convert", help="a score from one format to another, by suffix")
    convert.add_argument("input", type=Path, metavar="IN")
    convert.add_argument("output", type=Path, metavar="OUT")
    convert.set_defaults(run=_convert)

    render = commands.add_parser("render", help="a score as sound")
    render.add_argument("input", type=Path, metavar="IN")
    render.add_argument("output", type=Path, metavar="OUT.wav")
    render.add_argument("--sr", type=int, default=44_100, help="sample rate in Hz, default 44100")
    render.add_argument("--voice", help="one voice for all tracks instead of what their programs say")
    render.add_argument("--mono", action="store_true", help="one channel")
    render.set_defaults(run=_render)

    analyze = commands.add_parser("analyze", help="F0, loudness and voicing of a sound")
    analyze.add_argument("input", type=Path, metavar="FILE")
    target = analyze.add_mutually_exclusive_group(required=True)
    target.add_argument("--csv", type=Path, metavar="OUT")
    target.add_argument("--json", type=Path, metavar="OUT")
    analyze.add_argument("--engine", default="pyin", help="pyin (default) or yin")
    analyze.add_argument("--fmin", type=float, default=65.0, help="lowest F0 in Hz, default 65")
    analyze.add_argument("--fmax", type=float, default=1000.0, help="highest F0 in Hz, default 1000")
    analyze.set_defaults(run=_analyze)

    bench = commands.add_parser("bench", help="what things cost, beside other ways (in a source checkout)")
    bench.add_argument("name", choices=BENCHMARKS)
    bench.add_argument("--runs", type=int, default=5, help="counted repetitions of each figure, default 5")
    bench.add_argument("--quick", action="store_true", help="small scores, to see that it works")
    bench.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON too")
    bench.set_defaults(run=_bench)
    return parser


# --- studio ---


def _port(given: int | None) -> int:
    if given is None:
        text = os.environ.get("PORT", str(DEFAULT_PORT))
        if not text.isdigit():
            raise CommandError(f"the environment variable PORT is {text!r}, which is not a number")
        given = int(text)
    if not 1 <= given <= 65_535:
        raise CommandError(f"{given} is not a port; choose one between 1 and 65535")
    return given


def _check_port(host: str, port: int) -> None:
    """Find out at once, not after seconds of start-up, whether the port can be had."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as error:
        raise CommandError(f"there is no host {host!r} to listen on") from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            other = port + 1 if port < 65_535 else port - 1
            raise CommandError(
                f"port {port} is in use; stop what uses it or choose another one, "
                f"e.g. --port {other} (make: PORT={other})"
            ) from error
        raise CommandError(f"cannot listen on {host}, port {port}: {error.strerror}") from error


def _studio(arguments: argparse.Namespace) -> None:
    port = _port(arguments.port)
    _check_port(arguments.host, port)
    from gradio_pianoroll.studio import build_app

    app = build_app()
    app.launch(
        server_name=arguments.host,
        server_port=port,
        inbrowser=arguments.browser,
        prevent_thread_lock=True,
        quiet=True,
    )
    shown = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    print(f"Studio ready on http://{shown}:{port}", flush=True)
    try:
        while app.is_running:
            time.sleep(0.2)
    except KeyboardInterrupt:
        # Pages that are still open must not keep the server from ending, nor be reported as failures.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        app.server.force_exit = True
        app.close(verbose=False)
        print("Studio stopped", flush=True)


# --- files ---


def _load(path: Path) -> Any:
    from gradio_pianoroll.formats import load
    from gradio_pianoroll.formats.errors import FormatError

    try:
        return load(path)
    except (FormatError, ValueError, OSError) as error:
        raise CommandError(str(error)) from error


def _convert(arguments: argparse.Namespace) -> None:
    from gradio_pianoroll.formats import save
    from gradio_pianoroll.formats.errors import FormatError

    score = _load(arguments.input)
    try:
        save(score, arguments.output)
    except (FormatError, ValueError, OSError) as error:
        raise CommandError(str(error)) from error
    print(f"{arguments.output}: {len(score.notes)} notes")


def _render(arguments: argparse.Namespace) -> None:
    from gradio_pianoroll.formats.audio import save_audio
    from gradio_pianoroll.formats.errors import FormatError
    from gradio_pianoroll.synth import render

    if not 4_000 <= arguments.sr <= 384_000:
        raise CommandError(f"the sample rate must lie between 4000 and 384000 Hz, not {arguments.sr}")
    score = _load(arguments.input)
    if len(score.notes) == 0:
        raise CommandError(f"{arguments.input.name} has no notes to play")
    try:
        audio = render(score, arguments.sr, voice=arguments.voice, stereo=not arguments.mono)
        save_audio(arguments.output, audio, arguments.sr)
    except (FormatError, ValueError, OSError) as error:
        raise CommandError(str(error)) from error
    print(f"{arguments.output}: {len(audio) / arguments.sr:.1f} s")


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


# --- benchmarks ---


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


if __name__ == "__main__":
    sys.exit(main())
