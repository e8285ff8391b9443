"""Ask the front end's tests about mutants: those whose imports reach the changed file, the quick ones first."""

import contextlib
import json
import os
import queue
import re
import signal
import subprocess
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import psutil

from scripts.mutation.mutant import Mutant, in_place_of

_IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")
#: A million notes: seconds for each mutant, and what it looks at is looked at with fewer notes elsewhere.
_LEFT_OUT = {"million.test.ts"}
_WAIT_S = 900
_SERVER = Path(__file__).with_name("typescript_server.mjs")
_MUTANTS = Path(__file__).with_name("typescript_mutants.mjs")


def typescript_mutants(tree: Path, folders: list[str]) -> list[Mutant]:
    """Give every mutant of the TypeScript files below the folders."""
    out = subprocess.run(["node", _MUTANTS, tree, *folders], check=True, capture_output=True, text=True).stdout
    return [Mutant(**found) for found in json.loads(out)]


class TypeScriptTests:
    """The front end's tests on the copy of the sources at `tree`: those in `folders`, then for survivors all others."""

    def __init__(self, tree: Path, folders: list[str], near_only: bool = False) -> None:
        self.tree = tree
        sources = tree / "frontend" / "src"
        self.near = [tree / folder for folder in folders]
        self.tests = [path for path in sorted(sources.rglob("*.test.ts")) if path.name not in _LEFT_OUT]
        self.reached = {test: self._reach(test) for test in self.tests}
        self.server: subprocess.Popen[str] | None = None
        self.changed: list[Path] = []
        self.ms: dict[str, float] = defaultdict(float)
        beside = [test for test in self.tests if self._is_near(test)]
        if near_only:
            self.tests = beside
        self.near_cpu_s = 600.0
        answer = self._ask(beside)
        if not answer or answer["failed"] or answer["errors"]:
            raise SystemExit(f"The tests fail before anything is broken: {answer}")
        self.ms.update(answer["ms"])
        self.near_cpu_s = self._cpu_s()

    def _is_near(self, test: Path) -> bool:
        return any(folder in test.parents for folder in self.near)

    def _reach(self, start: Path) -> set[Path]:
        found: set[Path] = set()
        waiting = [start]
        while waiting:
            path = waiting.pop()
            if path in found or not path.is_file():
                continue
            found.add(path)
            waiting += [(path.parent / name).resolve() for name in _IMPORT.findall(path.read_text(encoding="utf-8"))]
        return found

    def _start(self) -> None:
        self.server = subprocess.Popen(
            ["node", _SERVER], cwd=self.tree / "frontend", stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, start_new_session=True,
        )  # fmt: skip
        self.answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, args=(self.server, self.answers), daemon=True).start()

    @staticmethod
    def _read(server: subprocess.Popen[str], answers: queue.Queue[str]) -> None:
        assert server.stdout
        for line in server.stdout:
            if line.startswith("{"):
                answers.put(line)

    def _cpu_s(self) -> float:
        assert self.server
        times = psutil.Process(self.server.pid).cpu_times()
        return float(times.user + times.system)

    def _ask(self, tests: list[Path], times_near: float = 2) -> dict[str, Any] | None:
        """Give what Vitest says, or nothing when it died or took longer than so many runs of the tests near by."""
        if self.server is None:
            self._start()
        assert self.server
        assert self.server.stdin
        question = {"changed": [str(path) for path in self.changed], "tests": [str(path) for path in tests]}
        self.server.stdin.write(json.dumps(question) + "\n")
        self.server.stdin.flush()
        # Processor time, because others may work here too; what only waits is given up after a while as well.
        started_s, limit_cpu_s = time.monotonic(), self._cpu_s() + 5 + times_near * self.near_cpu_s
        while self.server.poll() is None and self._cpu_s() < limit_cpu_s and time.monotonic() < started_s + _WAIT_S:
            with contextlib.suppress(queue.Empty):
                answer: dict[str, Any] = json.loads(self.answers.get(timeout=1))
                return answer
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()
        self.server = None
        return None

    def survives(self, mutant: Mutant) -> str | None:
        """Give why the mutant lives, or `None` when a test notices it."""
        path, mutated = in_place_of(self.tree, mutant)
        source = path.read_bytes()
        tests = sorted((t for t in self.tests if path in self.reached[t]), key=lambda test: self.ms[str(test)])
        if not tests:
            return "no test reaches this file"
        near = [test for test in tests if self._is_near(test)]
        try:
            path.write_bytes(mutated)
            self.changed.append(path)
            for asked in (near, [test for test in tests if test not in near]):
                if not asked:
                    continue
                answer = self._ask(asked, 2 if asked is near else 10)
                self.changed = [path]
                if not answer or answer["failed"] or answer["errors"]:
                    return None
        finally:
            path.write_bytes(source)
            self.changed = [path]
        return f"{len(tests)} test files pass"

    def close(self) -> None:
        """End the server."""
        if self.server:
            assert self.server.stdin
            self.server.stdin.close()
            self.server.wait()
