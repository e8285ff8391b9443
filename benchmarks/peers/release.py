"""An environment of its own with the published release, made once in `.bench/peer`; it needs an older Gradio."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.servers import ROOT

RELEASE = "0.0.9"
FOLDER = ROOT / ".bench" / "peer"
PROGRAM = Path(__file__).with_name("app_release.py")


class PeerError(RuntimeError):
    """The peer's environment could not be made."""


def release_python() -> Path:
    """The interpreter of the peer's environment; makes the environment when it is not there.

    Raises
    ------
    PeerError
        If it cannot be installed, e.g. without a connection to a package index.
    """
    python = FOLDER / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    done = FOLDER / f"installed-{RELEASE}"
    if done.exists():
        return python
    print(f"Installing gradio_pianoroll {RELEASE} in {FOLDER} ...", file=sys.stderr, flush=True)
    pip = (str(python), "-m", "pip")
    steps = (
        [sys.executable, "-m", "venv", "--clear", str(FOLDER)],
        [*pip, "install", "-q", "--disable-pip-version-check", f"gradio_pianoroll=={RELEASE}", "gradio<6"],
    )
    for step in steps:
        ended = subprocess.run(step, capture_output=True, text=True, check=False)
        if ended.returncode != 0:
            raise PeerError(f"the peer's environment could not be made: {ended.stderr.strip()[-600:]}")
    done.touch()
    return python
