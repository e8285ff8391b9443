"""`gradio-pianoroll studio`: the application in a browser."""

from __future__ import annotations

import argparse
import contextlib
import errno
import io
import logging
import os
import signal
import socket
import time
import urllib.request

from gradio_pianoroll.cli.command_error import CommandError
from gradio_pianoroll.extras import check_extra

DEFAULT_PORT = 7860
DEFAULT_HOST = "127.0.0.1"
BUSY_START_S = 60
MCP_PATH = "/gradio_api/mcp/"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's parser."""
    studio = commands.add_parser("studio", help="start the studio in a browser")
    studio.add_argument("--port", type=int, help=f"default: the environment's PORT, or {DEFAULT_PORT}")
    studio.add_argument("--host", default=DEFAULT_HOST, help=f"address to listen on, default {DEFAULT_HOST}")
    studio.add_argument(
        "--browser", action=argparse.BooleanOptionalAction, default=False, help="open a browser window too"
    )
    studio.add_argument("--mcp", action="store_true", help="offer the studio's functions as MCP tools, too")
    studio.set_defaults(run=_studio)


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


def _answers(url: str) -> bool:
    """Whether the server that runs in this process answers within a time that a busy machine needs."""
    end_s = time.monotonic() + BUSY_START_S
    while time.monotonic() < end_s:
        try:
            with urllib.request.urlopen(url, timeout=BUSY_START_S):
                return True
        except OSError:
            time.sleep(0.5)
    return False


def _studio(arguments: argparse.Namespace) -> None:
    port = _port(arguments.port)
    _check_port(arguments.host, port)
    if arguments.mcp:
        check_extra("mcp", "--mcp")
    from gradio_pianoroll.gradio_compat import end_at_once, is_running, local_address
    from gradio_pianoroll.studio import build_app

    app = build_app()
    # Gradio names the address of the tools even when it shall be quiet; it is said below, once.
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            app.launch(
                server_name=arguments.host,
                server_port=port,
                inbrowser=arguments.browser,
                prevent_thread_lock=True,
                quiet=True,
                mcp_server=arguments.mcp,
            )
        except ValueError:
            # Gradio gives its own server three seconds to answer, which a busy machine may need and more.
            if not is_running(app) or not _answers(local_address(app)):
                raise
    shown = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    print(f"Studio ready on http://{shown}:{port}", flush=True)
    if arguments.mcp:
        print(f"MCP tools on http://{shown}:{port}{MCP_PATH}", flush=True)
    # What a service manager or a container sends ends it like Ctrl-C: files are removed, workers end.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        while is_running(app):
            time.sleep(0.2)
    except KeyboardInterrupt:
        # Pages that are still open must not keep the server from ending, nor be reported as failures.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        end_at_once(app)
        print("Studio stopped", flush=True)
