"""Ask the Python tests about mutants: those that run the changed line, the quick ones first."""

import hashlib
import json
import math
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from scripts.mutation.mutant import Mutant, in_place_of

#: Measure time, which says nothing on a shared machine, or a million notes.
_LEFT_OUT = "not million and not _ms"


class PythonTests:
    """The tests in `files` on the copy of the sources at `tree`; `folders` holds what is broken."""

    def __init__(self, tree: Path, folders: list[str], files: list[str], cache: Path) -> None:
        self.tree = tree
        self.folders = folders
        self.files = files
        # Sources written within one second, equally long, would share one compiled file.
        self.written_s = 2_000_000_000
        environment = dict(os.environ, PYTHONPATH=f"{tree / 'backend'}:{tree}", GRADIO_ANALYTICS_ENABLED="False")
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self.server = subprocess.Popen(
            [sys.executable, "-m", "scripts.mutation.python_server"], cwd=tree, env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        self._learn(cache)

    def _ask(self, **question: Any) -> dict[str, Any]:
        assert self.server.stdin
        assert self.server.stdout
        self.server.stdin.write(json.dumps(question) + "\n")
        self.server.stdin.flush()
        answer: dict[str, Any] = json.loads(self.server.stdout.readline())
        return answer

    def _run(self, tests: list[str], cpu_s: float, **settings: Any) -> dict[str, Any]:
        return self._ask(
            tests=tests, files=self.files, folders=self.folders, options=["-k", _LEFT_OUT], cpu_s=math.ceil(cpu_s),
            **settings,
        )  # fmt: skip

    def _learn(self, cache: Path) -> None:
        """Run everything once as it is; what that showed holds as long as nothing changes."""
        key = self._content_key()
        if cache.is_file() and (known := json.loads(cache.read_text(encoding="utf-8")))["key"] == key:
            pass
        else:
            known = self._run([], 3600, trace=True, nice=0, wait_s=3600)
            if known["code"] != 0:
                raise SystemExit(f"The tests fail before anything is broken: {known['failed']}")
            cache.parent.mkdir(exist_ok=True)
            cache.write_text(json.dumps({**known, "key": key}), encoding="utf-8")
        self.seconds: dict[str, float] = known["seconds"]
        self.lines_of_file: dict[str, set[str]] = defaultdict(set)
        self.tests_of_line: dict[tuple[str, int], set[str]] = defaultdict(set)
        for test, files in known["lines"].items():
            for path, lines in files.items():
                self.lines_of_file[path].add(test)
                for line in lines:
                    self.tests_of_line[path, line].add(test)
        self.loaded = set(known["loaded"])
        self._ask(load=known["modules"])

    def _content_key(self) -> str:
        digest = hashlib.blake2b(digest_size=16)
        for folder in [*self.folders, *self.files]:
            at = self.tree / folder
            for path in [at] if at.is_file() else sorted(at.rglob("*.py")):
                digest.update(path.read_bytes())
        return digest.hexdigest()

    def tests_for(self, mutant: Mutant, line_count: int) -> list[str]:
        """Tests that run a line of the mutant; where none does (a constant), all, those of its file first."""
        lines = range(mutant.line, mutant.line + line_count)
        found = set().union(*(self.tests_of_line.get((mutant.path, line), set()) for line in lines))
        if found or mutant.path not in self.loaded:
            return sorted(found, key=lambda test: self.seconds[test])
        near = self.lines_of_file[mutant.path]
        return sorted(self.seconds, key=lambda test: (test not in near, self.seconds[test]))

    def survives(self, mutant: Mutant) -> str | None:
        """Give why the mutant lives, or `None` when a test notices it."""
        path, mutated = in_place_of(self.tree, mutant)
        source = path.read_bytes()
        tests = self.tests_for(mutant, source[mutant.start : mutant.end].count(b"\n") + 1)
        if not tests:
            return "no test loads this file"
        before = path.stat()
        try:
            path.write_bytes(mutated)
            self.written_s += 2
            os.utime(path, (self.written_s, self.written_s))
            # The measured time has the tracing in it, which is several times what it takes without.
            cpu_s = 20 + 2 * sum(self.seconds[test] for test in tests)
            # Long, because others may work here too.
            answer = self._run(tests, cpu_s, trace=False, nice=19, wait_s=20 * cpu_s)
        finally:
            path.write_bytes(source)
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        return None if answer["code"] != 0 else f"{len(tests)} tests pass"

    def close(self) -> None:
        """End the server."""
        assert self.server.stdin
        self.server.stdin.close()
        self.server.wait()
