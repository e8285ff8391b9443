"""Build hook: a wheel, an sdist and an editable install all carry the built front end.

The templates are built when they are missing. A tree that has them (an unpacked sdist, a checkout after
`npm run build`) needs no Node.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TEMPLATES = Path("backend/gradio_pianoroll/templates")
FILES = [
    Path(variant, name)
    for variant in ("component", "example")
    for name in ("index.js", "style.css", "svelte_runtime_entry.js")
]
MIN_NODE = (20, 19)


class FrontendBuildHook(BuildHookInterface):
    """Runs the locked front-end build before hatchling collects the files."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        if not _is_built(root / TEMPLATES):
            build_frontend(root / "frontend")
            if not _is_built(root / TEMPLATES):
                raise SystemExit(
                    f"The front-end build ran, but {TEMPLATES} is incomplete: run `npm run build` in frontend to see."
                )


def build_frontend(frontend: Path) -> None:
    """Install the locked dependencies and build both variants; stop with one sentence when that is not possible."""
    if not (frontend / "package-lock.json").is_file():
        raise SystemExit(
            f"{frontend} is not complete, so the front end cannot be built: "
            "install from the sdist, a wheel or a complete checkout."
        )
    npm = _npm()
    if not _has_locked_modules(frontend):
        _run([npm, "ci", "--no-audit", "--no-fund"], frontend)
    _run([npm, "run", "build"], frontend)


def _is_built(templates: Path) -> bool:
    return all((templates / file).is_file() for file in FILES)


def _has_locked_modules(frontend: Path) -> bool:
    installed = frontend / "node_modules" / ".package-lock.json"
    return installed.is_file() and installed.stat().st_mtime >= (frontend / "package-lock.json").stat().st_mtime


def _npm() -> str:
    wanted = ".".join(map(str, MIN_NODE))
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise SystemExit(
            f"Building the front end of gradio-pianoroll needs Node {wanted} or newer with npm: "
            "install it from https://nodejs.org and try again."
        )
    found = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    match = re.match(r"v(\d+)\.(\d+)", found)
    if match is None or (int(match[1]), int(match[2])) < MIN_NODE:
        raise SystemExit(
            f"Building the front end of gradio-pianoroll needs Node {wanted} or newer, but {node} is {found}: "
            "update Node and try again."
        )
    return npm


def _run(command: list[str], cwd: Path) -> None:
    try:
        subprocess.run(command, cwd=cwd, check=True, env={**os.environ, "CI": "1"})
    except subprocess.CalledProcessError as error:
        raise SystemExit(
            f"`{' '.join([Path(command[0]).name, *command[1:]])}` failed in {cwd} "
            f"(exit code {error.returncode}); its output above says why."
        ) from None
