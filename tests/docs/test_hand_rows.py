"""The table of what hands do in `docs/editing.md`: every test that it names exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BROWSER = ROOT / "tests" / "browser"
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \| (.*?) \| (.+?) \|$", re.MULTILINE)
ROWS = ROW.findall((ROOT / "docs" / "editing.md").read_text(encoding="utf-8"))
PROOF = re.compile(r"`(test_\w+)::(test_\w+)`")


@cache
def functions_of(name: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse((BROWSER / f"{name}.py").read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_there_are_103_rows_or_more():
    assert [int(number) for number, *_ in ROWS] == list(range(1, 1 + max(103, len(ROWS))))


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_what_proves_a_row_exists(row):
    _number, feature, how, _keys, proven = row
    if how.lower().startswith("not there"):
        assert proven == "–", feature
        return
    named = PROOF.findall(proven)
    assert named, feature
    for file, name in named:
        assert name in functions_of(file), (feature, file, name)
