"""Break the sources a little, many times, and list the faults that no test notices.

    make mutate                                            both languages, 300 mutants each
    python scripts/mutate.py python --count 400            one language
    python scripts/mutate.py typescript --only sync.ts     one file
    python scripts/mutate.py python --only ticks.py:40     one line, all of its mutants

A mutant is one change: a comparison, an operator, a constant, a condition turned around, a statement left out. It is
put into a copy of the tree in a temporary folder. The tests that run the changed line (Python) or whose imports reach
the file (TypeScript) are asked, the quick ones first, until one fails. What none of them notices is printed: write the
test that does, or find that the change makes no difference.

The choice is the same for the same `--seed`, and that of a file depends on this file alone. One process at a time, of
the lowest priority. Give it an hour on a quiet machine.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from scripts.mutation.mutant import Mutant, sample  # noqa: E402
from scripts.mutation.python_mutants import is_python, python_mutants  # noqa: E402
from scripts.mutation.python_tests import PythonTests  # noqa: E402
from scripts.mutation.typescript_tests import TypeScriptTests, typescript_mutants  # noqa: E402

PYTHON = [f"backend/gradio_pianoroll/{room}" for room in ("score", "formats", "wire", "value", "session")]
# Those that run these folders without a browser and without waiting.
PYTHON_TESTS = [
    "tests/score",
    "tests/formats",
    "tests/transport",
    "tests/performance/test_reductions.py",
    "tests/component/test_component.py",
    "tests/component/test_growing.py",
    "tests/component/test_packed.py",
    "tests/component/test_round_trip.py",
]
TYPESCRIPT = ["frontend/src/engine/score", "frontend/src/engine/transport"]


def copy_tree(target: Path) -> None:
    """Copy what belongs to the project, changed or not; the front end's packages are linked."""
    listed = subprocess.run(
        ["git", "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    (target / "frontend" / "node_modules").symlink_to(ROOT / "frontend" / "node_modules")


def selected(mutants: list[Mutant], only: str) -> list[Mutant]:
    """Give the mutants of the files whose path ends so, of `file:line`, or of `folder/`."""
    name, _, line = only.partition(":")
    if name.endswith("/"):
        return [one for one in mutants if f"/{name}" in one.path]
    return [one for one in mutants if one.path.endswith(name) and (not line or one.line == int(line))]


def named_in(mutants: list[Mutant], printed: Path) -> list[Mutant]:
    """Give the mutants that an earlier run has printed as survivors; lines may have moved since."""
    found: set[Mutant] = set()
    for text in printed.read_text(encoding="utf-8").splitlines():
        place, _, what = text.rpartition("   [")[0].partition(": ")
        path, _, line = place.rpartition(" ")[2].partition(":")
        if same := [one for one in mutants if (one.path, one.what) == (path, what)]:
            found.add(min(same, key=lambda one: abs(one.line - int(line))))
    return sorted(found)


def run(language: str, arguments: argparse.Namespace) -> list[str]:
    """Give the survivors of one language."""
    folders = PYTHON if language == "python" else TYPESCRIPT
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        tree = Path(folder).resolve()
        copy_tree(tree)
        found = list(python_mutants(tree, folders)) if language == "python" else typescript_mutants(tree, folders)
        if arguments.only:
            found = [one for only in arguments.only for one in selected(found, only)]
        if arguments.again:
            found = named_in(found, arguments.again)
        of_lines = bool(arguments.again) or (bool(arguments.only) and all(":" in only for only in arguments.only))
        chosen = sample(found, len(found) if of_lines else arguments.count, arguments.seed)
        chosen = [one for one in chosen if language == "typescript" or is_python(tree, one)]
        print(f"{language}: {len(chosen)} of {len(found)} mutants", flush=True)
        tests: PythonTests | TypeScriptTests
        if language == "python":
            tests = PythonTests(tree, folders, arguments.tests, ROOT / ".stamps" / "mutation-python.json")
        else:
            tests = TypeScriptTests(tree, folders, arguments.near)
        survivors = []
        started = time.monotonic()
        for i, mutant in enumerate(chosen, 1):
            why = tests.survives(mutant)
            if why:
                survivors.append(f"{mutant}   [{why}]")
                print(f"{i}/{len(chosen)} after {time.monotonic() - started:.0f} s: {survivors[-1]}", flush=True)
        tests.close()
    print(f"{language}: {len(survivors)} of {len(chosen)} survive, {time.monotonic() - started:.0f} s")
    return survivors


def main() -> int:
    """Run and print; the exit code says whether something survived."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "language", nargs="*", default=["python", "typescript"], help="python, typescript or both (default)"
    )
    parser.add_argument("--count", type=int, default=300, help="mutants of each language (300)")
    parser.add_argument("--again", type=Path, help="only the survivors that an earlier run has printed into this file")
    parser.add_argument("--tests", nargs="+", default=PYTHON_TESTS, help="Python: the tests to ask")
    parser.add_argument("--near", action="store_true", help="TypeScript: ask only the tests in the same folders")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--only", action="append", help="end of a file's path, file:line, or folder/; may be given several times"
    )
    arguments = parser.parse_args()
    os.nice(19)
    survivors = [line for language in arguments.language for line in run(language, arguments)]
    print("\n".join(["", "Survivors:", *sorted(survivors)] if survivors else ["No mutant survives."]))
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
