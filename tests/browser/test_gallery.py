"""The gallery's page, its pictures and the script that takes them belong together."""

import os
import subprocess
import sys
from pathlib import Path

from PIL import Image

from scripts.gallery import FOLDER, sections

ROOT = Path(__file__).parents[2]


def colours(path):
    with Image.open(path) as image:
        return image.size, len(image.convert("RGB").quantize(64).getcolors())


def test_there_are_ten_pictures_each_with_its_program():
    names = [section.name for section in sections()]
    assert len(names) == len(set(names)) == 10
    assert sorted(names) == sorted(file.stem for file in FOLDER.glob("*.webp"))
    page = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    assert page.count("](images/gallery/") == 10
    for file in FOLDER.glob("*.webp"):
        (width, height), n_colours = colours(file)
        assert width >= 600, file
        assert height >= 300, file
        assert n_colours > 20, file
        # A page with ten of them stays light.
        assert file.stat().st_size < 150_000, file


def test_the_script_takes_them(tmp_path):
    """One roll and the figure: what is on the page is drawn, in the size and with the colours of the picture in the docs."""
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "gallery.py", "--out", tmp_path, "compare", "figure"],
        capture_output=True,
        text=True,
        timeout=500,
        env={**os.environ, "GRADIO_ANALYTICS_ENABLED": "False", "MPLBACKEND": "Agg"},
    )
    assert done.returncode == 0, done.stderr
    assert sorted(file.name for file in tmp_path.iterdir()) == ["compare.webp", "figure.webp"]
    for file in tmp_path.iterdir():
        assert colours(file)[0] == colours(FOLDER / file.name)[0]
        assert colours(file)[1] > 20
