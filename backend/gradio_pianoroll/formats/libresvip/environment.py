"""The environment that libresvip lives in: where it is, how it is made, and how its Python is run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

from gradio_pianoroll.errors import FormatError, MissingPackageError, PianoRollError
from gradio_pianoroll.i18n.sentence import Sentence

#: The release that is installed: what it reads and writes was tried.
RELEASE = "libresvip==2.9.2"
INSTALL_TIMEOUT_S, RUN_TIMEOUT_S = 900.0, 300.0
_MARK = "installed.txt"
_TAIL = 400


class LibresvipError(PianoRollError, RuntimeError):
    """Error of libresvip's environment: it cannot be made, or what runs in it fails; the message says why."""


class MissingLibresvipError(FormatError, MissingPackageError):  # type: ignore[misc]
    """libresvip was not installed; the message has the line that does it."""


def default_folder() -> Path:
    """Return the folder of the environment, among the user's data."""
    from platformdirs import user_data_path

    return user_data_path("gradio_pianoroll", appauthor=False) / "libresvip"


def python_of(folder: Path) -> Path:
    """Return the Python of an environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def is_installed(folder: Path | None = None) -> bool:
    """Tell whether libresvip is there and was installed to its end."""
    where = folder or default_folder()
    return (where / _MARK).is_file() and python_of(where).exists()


def install(
    folder: str | os.PathLike[str] | None = None,
    *,
    release: str = RELEASE,
    again: bool = False,
    on_line: Callable[[str], None] | None = None,
) -> Path:
    """Make the environment and install libresvip into it, by uv where that is, else by venv and pip.

    Parameters
    ----------
    folder
        By default `default_folder`.
    release
        What pip is asked for.
    again
        Whether one that is there already is made anew.
    on_line
        Hears what is being done.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    LibresvipError
        When the environment cannot be made, or the package cannot be had, as on a machine without a network.
    """
    where = Path(folder) if folder is not None else default_folder()
    tell = on_line or (lambda line: None)
    if is_installed(where) and not again:
        return where
    # Only what was made here is taken away.
    if where.exists() and any(where.iterdir()) and not (where / "pyvenv.cfg").is_file():
        raise LibresvipError(Sentence("libresvip.foreign", folder=where))
    shutil.rmtree(where, ignore_errors=True)
    uv = shutil.which("uv")
    tell(f"making {where}")
    try:
        where.parent.mkdir(parents=True, exist_ok=True)
        if uv:
            _run([uv, "venv", "--quiet", "--python", sys.executable, str(where)])
        else:
            venv.create(where, with_pip=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise LibresvipError(Sentence("libresvip.not_made", folder=where, why=_why(error))) from error
    tell(f"installing {release}")
    python = str(python_of(where))
    command = [uv, "pip", "install", "--quiet", "--python", python] if uv else [python, "-m", "pip", "install", "-q"]
    try:
        _run([*command, release])
        _run([python, "-c", "import libresvip"])
    except (OSError, subprocess.SubprocessError) as error:
        raise LibresvipError(Sentence("libresvip.not_had", release=release, why=_why(error))) from error
    (where / _MARK).write_text(release + "\n", encoding="utf-8")
    return where


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True, errors="replace", timeout=INSTALL_TIMEOUT_S)


def _why(error: Exception) -> str:
    """Last lines that a command said, or what became of it."""
    said = (getattr(error, "stderr", None) or "").strip()
    return said[-_TAIL:] if said else str(error)


def check_installed(path: Path) -> None:
    """Refuse a project while libresvip is not there.

    Raises
    ------
    MissingLibresvipError
        With the line that installs it.
    """
    if not is_installed():
        raise MissingLibresvipError(path, Sentence("libresvip.missing", suffix=path.suffix.lower()[1:]))


def run_bridge(what: str, suffix: str, source: Path, target: Path) -> None:
    """Run the bridge in the environment.

    Raises
    ------
    LibresvipError
        When it fails; with the last line that it said.
    """
    bridge = Path(__file__).with_name("bridge.py")
    # Isolated: nothing of this process's path gets into it.
    command = [str(python_of(default_folder())), "-I", str(bridge), what, suffix, str(source), str(target)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=RUN_TIMEOUT_S,
            env={**os.environ, "PYTHONUTF8": "1"},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise LibresvipError(Sentence("libresvip.slow", limit=RUN_TIMEOUT_S)) from error
    except OSError as error:
        raise LibresvipError(Sentence("libresvip.failed", why=error.strerror or error)) from error
    if done.returncode or not target.exists():
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise LibresvipError(Sentence("libresvip.failed", why=(lines or ["?"])[-1][:_TAIL]))
