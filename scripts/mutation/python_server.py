"""Run chosen tests on a tree of sources again and again, each time in a fork of a process that has all packages loaded.

Started by `python_tests.py` with the tree as its working directory; speaks JSON, one line a message.
"""

import contextlib
import importlib
import json
import os
import resource
import signal
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

TREE = Path.cwd()
#: Stops a mutant that collects memory without end.
MEMORY_BYTES = 8 << 30

type_of_trace = Callable[[FrameType, str, Any], Any]


class _Lines:
    """Which lines of the sources under test each test runs."""

    def __init__(self, folders: list[str]) -> None:
        self.prefixes = tuple(f"{TREE / folder}{os.sep}" for folder in folders)
        self.now: set[tuple[str, int]] = set()
        self.by_test: dict[str, dict[str, list[int]]] = {}
        self.seconds: dict[str, float] = {}

    def _trace(self, frame: FrameType, event: str, arg: object) -> type_of_trace | None:
        code: CodeType = frame.f_code
        if not code.co_filename.startswith(self.prefixes):
            return None
        self.now.add((code.co_filename, frame.f_lineno))
        return self._trace

    def pytest_runtest_protocol(self, item: Any) -> None:
        self.now = set()
        self.started = time.process_time()
        threading.settrace(self._trace)
        sys.settrace(self._trace)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]
        self.seconds[nodeid] = time.process_time() - self.started
        lines: dict[str, list[int]] = defaultdict(list)
        for filename, line in self.now:
            lines[Path(filename).relative_to(TREE).as_posix()].append(line)
        self.by_test[nodeid] = lines


class _Chosen:
    """Only these tests, in this order; always the same examples, and none that an earlier mutant failed on."""

    def __init__(self, tests: list[str]) -> None:
        self.place = {test: i for i, test in enumerate(tests)}
        self.failed: list[str] = []

    def pytest_configure(self) -> None:
        from hypothesis import settings

        settings.register_profile("mutation", settings.default, derandomize=True, database=None)
        settings.load_profile("mutation")

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        if self.place:
            items[:] = sorted((i for i in items if i.nodeid in self.place), key=lambda item: self.place[item.nodeid])

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self.failed.append(f"{report.nodeid}: {report.longreprtext[-300:]}")


def _run(question: dict[str, Any]) -> dict[str, Any]:
    """In the child: answer with what pytest says."""
    import pytest

    chosen = _Chosen(question["tests"])
    plugins: list[object] = [chosen]
    lines = _Lines(question["folders"]) if question["trace"] else None
    if lines:
        plugins.append(lines)
    files = list(dict.fromkeys(test.split("::")[0] for test in question["tests"])) or question["files"]
    options = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:randomly", *question["options"], *files]
    code = int(pytest.main(options, plugins=plugins))
    answer: dict[str, Any] = {"code": code, "failed": chosen.failed}
    if lines:
        answer |= {"lines": lines.by_test, "seconds": lines.seconds, "modules": sorted(_foreign_modules())}
        answer["loaded"] = sorted(_own_files())
    return answer


def _foreign_modules() -> Iterator[str]:
    """Modules of other packages that the tests have loaded: worth loading once."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and not file.startswith(f"{TREE}{os.sep}") and "pytest" not in name and "__main__" not in name:
            yield name


def _own_files() -> Iterator[str]:
    """Files of the tree that the tests have loaded."""
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if file and file.startswith(f"{TREE}{os.sep}"):
            yield Path(file).relative_to(TREE).as_posix()


def _in_a_fork(question: dict[str, Any]) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        os.nice(question["nice"])
        os.close(reading)
        resource.setrlimit(resource.RLIMIT_CPU, (question["cpu_s"], question["cpu_s"] + 5))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        silence = os.open(os.devnull, os.O_RDWR)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        try:
            text = json.dumps(_run(question))
        except BaseException as error:  # noqa: BLE001 - whatever a mutant does is an answer
            text = json.dumps({"code": 1, "failed": [repr(error)]})
        with os.fdopen(writing, "w") as pipe:
            pipe.write(text)
        os._exit(0)
    os.close(writing)
    timer = threading.Timer(question["wait_s"], lambda: os.killpg(child, signal.SIGKILL))
    timer.start()
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    timer.cancel()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return json.loads(text) if text else {"code": -1, "failed": ["stopped: it took too long or died"]}


def main() -> None:
    """Answer questions until there are no more."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    for line in sys.stdin:
        question = json.loads(line)
        for name in question.get("load", []):
            # A plugin of pytest or a submodule with wishes of its own: then it is loaded when it is needed.
            with contextlib.suppress(Exception):
                importlib.import_module(name)
        answers.write(json.dumps(_in_a_fork(question) if "tests" in question else {}) + "\n")


if __name__ == "__main__":
    main()
