"""`scripts/mutate.py`: what it changes, and that its choice is the same every time."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.mutation.mutant import sample
from scripts.mutation.python_mutants import is_python, python_mutants

ROOT = Path(__file__).parents[1]

PYTHON = '''"""Words."""
LIMIT = 127


def f(a: int, 가=True):
    """Words."""
    if a < LIMIT and not 가:
        raise ValueError(f"{a} + 1")
    a += 1
    return max(a, 2)
'''
EXPECTED = {
    "127 -> 128", "127 -> 126", "True -> False", "a < LIMIT -> a <= LIMIT", "not 가 -> 가", "a += 1 -> a -= 1",
    "max(a, 2) -> min(a, 2)", "return max(a, 2) -> return None", "a < LIMIT and not 가 -> a < LIMIT or not 가",
    "a < LIMIT and not 가 -> a < LIMIT", "a < LIMIT and not 가 -> not 가", "1 -> 2", "1 -> 0", "2 -> 3", "2 -> 1",
    'raise ValueError(f"{a} + 1") -> pass', "a < LIMIT and not 가 -> not (a < LIMIT and (not 가))",
}  # fmt: skip


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "f.py").write_text(PYTHON, encoding="utf-8")
    return tmp_path


def test_mutants_of_python(tree):
    found = list(python_mutants(tree, ["source"]))
    assert {" ".join(mutant.what.split()) for mutant in found} == EXPECTED
    source = PYTHON.encode()
    for mutant in found:
        changed = mutant.applied_to(source)
        assert changed != source
        assert is_python(tree, mutant)
        assert changed.splitlines()[: mutant.line - 1] == source.splitlines()[: mutant.line - 1]
    (less,) = [mutant for mutant in found if mutant.what.startswith("a < LIMIT  ->")]
    assert "if (a <= LIMIT) and not 가:" in less.applied_to(source).decode()


def test_the_choice_is_the_same_every_time_and_takes_something_of_each_file(tree):
    for i in range(5):
        (tree / "source" / f"g{i}.py").write_text("A = 1\nB = 2\n")
    found = list(python_mutants(tree, ["source"]))
    chosen = sample(found, 10, 1)
    assert chosen == sample(reversed(found), 10, 1)
    assert chosen != sample(found, 10, 2)
    assert len({mutant.path for mutant in chosen}) == 6
    assert sorted(sample(found, 1000, 1)) == sorted(found)


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_mutants_of_typescript(tmp_path):
    folder = tmp_path / "frontend" / "src"
    folder.mkdir(parents=True)
    (folder.parent / "node_modules").symlink_to(ROOT / "frontend" / "node_modules")
    text = "// 가\nexport function f(a: number, b?: 1): number {\n\tif (a <= 2 || !b) throw new Error(`${a + 1}`);\n\treturn a ?? b;\n}\n"
    (folder / "f.ts").write_text(text, encoding="utf-8")
    (folder / "f.test.ts").write_text("f(1);")
    command = ["node", ROOT / "scripts" / "mutation" / "typescript_mutants.mjs", tmp_path, "frontend/src"]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert {mutant["what"].replace("  ", " ") for mutant in found} == {
        "a <= 2 -> a < 2", "2 -> 3", "2 -> (1)", "!b -> (b)", "a <= 2 || !b -> a <= 2 && !b", "a <= 2 || !b -> (a <= 2)",
        "a <= 2 || !b -> (!b)", "throw new Error(`${a + 1}`); -> ;", "return a ?? b; -> return undefined as never;",
        "a ?? b -> (a)", "a ?? b -> (b)",
    }  # fmt: skip
    less = next(mutant for mutant in found if mutant["what"].endswith("a < 2"))
    assert text.encode()[less["start"] : less["end"]] == b"<="
