"""The shape of the tree: imports point one way, the package is light to import, nothing speaks of one machine."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEAVY = (
    "librosa",
    "numba",
    "scipy",
    "soundfile",
    "soxr",
    "symusic",
    "matplotlib",
    "sklearn",
    "pyarrow",
    "pydantic_settings",
)


def test_imports_point_one_way():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT / "backend"), "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_importing_the_package_loads_nothing_heavy():
    code = "import sys, gradio_pianoroll; from gradio_pianoroll import PianoRoll, Score; print('\\n'.join(sys.modules))"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )
    gradio = set(
        subprocess.run(
            [sys.executable, "-c", "import sys, gradio; print('\\n'.join(sys.modules))"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
    )
    assert [name for name in HEAVY if name in loaded - gradio] == []
