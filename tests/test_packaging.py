"""`pip install .` gives a complete component: the build hook builds the front end when it is missing and ships it."""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEMPLATES = [
    f"gradio_pianoroll/templates/{part}/{name}"
    for part in ("component", "example")
    for name in ("index.js", "style.css", "svelte_runtime_entry.js")
]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Wheel and sdist made from the sources alone, with no built front end and no node_modules."""
    folder = tmp_path_factory.mktemp("package")
    source = folder / "source"
    skip = shutil.ignore_patterns("node_modules", "templates", "__pycache__", "*.pyi")
    for name in ("backend", "frontend"):
        shutil.copytree(ROOT / name, source / name, ignore=skip)
    for name in ("pyproject.toml", "README.md", "LICENSE", "hatch_build.py"):
        shutil.copy(ROOT / name, source / name)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-t", "wheel"], cwd=source, check=True, timeout=280
    )
    return source / "dist"


def test_the_wheel_has_the_front_end(built):
    wheel = next(built.glob("*.whl"))
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in TEMPLATES if name not in names] == []
    assert {f"gradio_pianoroll/i18n/{language}.json" for language in ("en", "ko")} <= set(names)
    assert not [name for name in names if "node_modules" in name or name.endswith(".pyi")]
    # PEP 561: without this file type checkers ignore the annotations.
    assert "gradio_pianoroll/py.typed" in names


def test_the_sdist_has_sources_and_front_end(built):
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = archive.getnames()
    inside = {name.split("/", 1)[1] for name in names if "/" in name}
    assert [name for name in TEMPLATES if f"backend/{name}" not in inside] == []
    assert {"frontend/package-lock.json", "frontend/Index.svelte", "hatch_build.py"} <= inside
    assert not [name for name in inside if "node_modules" in name]


def test_the_style_sheet_is_small(built):
    wheel = zipfile.ZipFile(next(built.glob("*.whl")))
    # 60 kB before the editor had a rail of tracks, a ruler to edit, menus, an inspector and a table, 72 before it had a mixer
    # and proposals. Gradio loads the sheet once, 13 kB of it compressed.
    assert wheel.getinfo("gradio_pianoroll/templates/component/style.css").file_size < 76_000
