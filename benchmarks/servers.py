"""Real Gradio servers for benchmarks: one program in a process of its own, stopped by its own handle."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START_TIMEOUT_S = 300


class ServerError(RuntimeError):
    """A server did not start; the text ends with what it printed."""


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serve(
    program: list[str], *, python: str | Path = sys.executable, timeout_s: float = START_TIMEOUT_S, **settings: object
) -> Iterator[str]:
    """Run a Gradio program until the block ends; gives its address.

    Parameters
    ----------
    program
        What follows the interpreter on the command line, e.g. ``["-m", "benchmarks.apps.score"]``.
    python
        The interpreter; another environment's for a peer.
    timeout_s
        How long it may take to answer.
    settings
        Passed as environment variables ``BENCH_<NAME>``.

    Raises
    ------
    ServerError
        If it ends or does not answer in time.
    """
    port = free_port()
    # What is measured is this tree, whatever is installed; another environment has a package of its own.
    paths = [ROOT / "backend", ROOT] if python == sys.executable else [ROOT]
    with tempfile.TemporaryDirectory(prefix="pianoroll-bench-") as folder:
        env = {
            **os.environ,
            "GRADIO_ANALYTICS_ENABLED": "False",
            "GRADIO_SERVER_PORT": str(port),
            "GRADIO_TEMP_DIR": folder,
            "PYTHONPATH": os.pathsep.join(map(str, paths)),
            **{f"BENCH_{name.upper()}": str(value) for name, value in settings.items()},
        }
        log = Path(folder) / "server.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [str(python), *program], env=env, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT
            )
        try:
            _wait_until_up(process, f"http://127.0.0.1:{port}/", log, timeout_s)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_up(process: subprocess.Popen[bytes], url: str, log: Path, timeout_s: float) -> None:
    end = time.monotonic() + timeout_s
    while process.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(url + "config", timeout=60) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    why = "ended" if process.poll() is not None else f"did not answer within {timeout_s:g} s"
    raise ServerError(f"the server {why}:\n{log.read_text(errors='replace')[-3000:]}")
