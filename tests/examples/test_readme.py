"""The examples' README names each program, and nothing else; their pages exist."""

import re
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "examples"
README = (FOLDER / "README.md").read_text(encoding="utf-8")


def test_each_program_has_its_row():
    listed = re.findall(r"^\| \[([^\]]+)\]\(([^)]+)\)", README, re.MULTILINE)
    assert all(name == link for name, link in listed)
    programs = {path.name for path in FOLDER.iterdir() if path.suffix in (".py", ".ipynb")}
    assert sorted(name for name, _ in listed) == sorted(programs)


def test_what_it_links_to_is_there():
    assert [link for link in re.findall(r"\]\(([^)#]+)\)", README) if not (FOLDER / link).is_file()] == []
