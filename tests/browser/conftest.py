"""A real Chromium on a real Gradio server: servers run as processes of their own, handlers write what they receive to a log."""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.browser.profile import SharedProfile
from tests.browser.roll import RollPage
from tests.nursery import CAN_FORK, Nursery, Process

HERE = Path(__file__).parent
IDLE = HERE / "idle.js"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--autoplay-policy=no-user-gesture-required",
]
START_TIMEOUT_S = 180
# What takes a second takes half a minute on a machine with ten times the work that it has cores for.
BUSY_MS = 120_000
expect.set_options(timeout=BUSY_MS)
REAL_TIME = ("test_sound", "test_mixer", "test_live", "[realtime]", "[microphone]")
# Tests whose subject is what a browser keeps, fetches, or hears: each of their visitors has a browser without a past.
FRESH_VISITORS = {
    "test_base_install",
    "test_cached_answers",
    "test_examples",
    "test_faults",
    "test_kept_edits",
    "test_live",
    "test_midi",
    "test_million",
    "test_parts",
    "test_progressive",
    "test_proxy",
    "test_remote",
    "test_replicas",
    "test_run_history",
    "test_scale",
    "test_sound",
}
# An idle Gradio server asks its queue a thousand times a second, which takes a twentieth of a core.
MOST_SERVERS = 3


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)
            # A machine that does other work holds a browser up for seconds, now here, now there. What fails is run once more
            # on a fresh page, and fails when it fails again; the summary names every test that was run again, as one to be
            # mended. Sound and microphone run in real time, which no machine gives that stalls for a moment: twice.
            is_real_time = any(name in item.nodeid for name in REAL_TIME)
            item.add_marker(pytest.mark.flaky(reruns=2 if is_real_time else 1))
            if is_real_time:
                item.add_marker(pytest.mark.real_time)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Server:
    """One application in a process of its own."""

    name: str
    url: str
    log: Path
    process: Process
    _read: int = field(default=0)

    def events(self) -> list[dict]:
        """All that the handlers have written so far."""
        if not self.log.exists():
            return []
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines() if line]

    def stop(self) -> None:
        """End the process; a server with open connections may not want to end."""
        self.process.terminate()
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(timeout=60)

    def mark(self) -> None:
        """From now on `fresh` tells only of what comes next."""
        self._read = len(self.events())

    def fresh(self, name: str | None = None) -> list[dict]:
        return [e for e in self.events()[self._read :] if name is None or e["name"] == name]

    def wait_for(self, name: str, count: int = 1, timeout_s: float = 120) -> list[dict]:
        """Wait until `count` fresh events of this name have come."""
        return self.wait_until(name, lambda found: len(found) >= count, f"{count} came", timeout_s)

    def wait_until(
        self, name: str, holds: Callable[[list[dict]], bool], what: str = "one that fits", timeout_s: float = 120
    ) -> list[dict]:
        """Wait until something holds of the fresh events of this name; several quick edits may come in one."""
        end = time.monotonic() + timeout_s
        while True:
            found = self.fresh(name)
            if holds(found):
                return found
            if time.monotonic() >= end:
                raise AssertionError(f"{self.name}: not {what} of {name!r} within {timeout_s} s: {found[-1:]}")
            time.sleep(0.05)


@functools.cache
def _nursery() -> Nursery:
    nursery = Nursery()
    atexit.register(nursery.close)
    return nursery


def start_server(
    module: str,
    folder: Path,
    extra_env: dict[str, str] | None = None,
    port: int | None = None,
    python: str = sys.executable,
) -> Server:
    port = port or free_port()
    log = folder / f"{module.rsplit('.', 1)[-1]}-{port}.jsonl"
    output = folder / f"{log.stem}.out"
    env = {
        **os.environ,
        "GRADIO_ANALYTICS_ENABLED": "False",
        "GRADIO_SERVER_PORT": str(port),
        "PIANOROLL_TEST_LOG": str(log),
        "GRADIO_TEMP_DIR": str(folder / "gradio"),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(HERE.parents[1]), os.environ.get("PYTHONPATH")])),
        **(extra_env or {}),
    }
    process: Process
    if CAN_FORK and python == sys.executable and not extra_env:
        process = _nursery().start(module, env, output)
    else:
        # What modules read at their import may be another in another environment.
        with output.open("wb") as stream:
            command = [python, "-m", "tests.patient", module]
            process = subprocess.Popen(command, env=env, stdout=stream, stderr=subprocess.STDOUT, cwd=HERE.parents[1])
    url = f"http://127.0.0.1:{port}/"
    end = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url + "config", timeout=2) as answer:
                if answer.status == 200:
                    return Server(module, url, log, process)
        except OSError:
            time.sleep(0.2)
    process.kill()
    raise RuntimeError(f"{module} did not start:\n{output.read_text(errors='replace')[-4000:]}")


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """`serve("basic")` starts tests/browser/apps/basic.py, or finds it running, and gives its Server."""
    folder = tmp_path_factory.mktemp("servers")
    running: dict[str, Server] = {}

    def start(name: str) -> Server:
        server = running.pop(name, None)
        if server is None or server.process.poll() is not None:
            while len(running) >= MOST_SERVERS:
                running.pop(next(iter(running))).stop()
            server = start_server(f"tests.browser.apps.{name}", folder)
        # The one that was used last comes last.
        running[name] = server
        server.mark()
        return running[name]

    yield start
    for server in running.values():
        server.stop()


@contextlib.contextmanager
def shared_page(server: Server, browser: Browser, *, height: int = 1000, script: str = "") -> Iterator[RollPage]:
    """One page for all tests of a module, each of which takes back what it did; its `server` tells what Python has.

    A script error fails the module's last test.
    """
    context = browser.new_context(viewport={"width": 1400, "height": height}, locale="en-US")
    context.set_default_timeout(BUSY_MS)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.add_init_script(path=IDLE)
    page = context.new_page()
    if script:
        page.add_init_script(script)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(server.url)
    found = RollPage(page).wait_ready()
    found.server = server
    yield found
    context.close()
    assert errors == []


def _system_chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """One for all: two in one process do not bear each other."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def launch(driver: Playwright) -> Callable[..., Browser]:
    """`launch("--flag")` opens a Chromium of its own."""
    return lambda *flags: driver.chromium.launch(executable_path=_system_chromium(), args=[*CHROMIUM_FLAGS, *flags])


@pytest.fixture
def launch_profile(driver: Playwright) -> Callable[[Path], BrowserContext]:
    """`launch_profile(folder)` opens a Chromium that keeps what it knows in a folder, as a person's does."""

    def launch_(folder: Path) -> BrowserContext:
        context = driver.chromium.launch_persistent_context(
            folder, executable_path=_system_chromium(), args=CHROMIUM_FLAGS
        )
        context.add_init_script(path=IDLE)
        return context

    return launch_


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Browser]) -> Iterator[Browser]:
    opened = launch()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def profile(driver: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedProfile]:
    context = driver.chromium.launch_persistent_context(
        tmp_path_factory.mktemp("profile"),
        executable_path=_system_chromium(),
        args=CHROMIUM_FLAGS,
        locale="en-US",
        accept_downloads=True,
    )
    context.set_default_timeout(BUSY_MS)
    context.add_init_script(path=IDLE)
    yield SharedProfile(context)
    context.close()


@pytest.fixture
def open_page(
    browser: Browser, profile: SharedProfile, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """`open_page(url, width=…, dark=…)`, each page a visitor's own; a script error on any of the pages fails the test."""
    may_share = request.path.stem not in FRESH_VISITORS
    contexts = []
    errors: list[str] = []

    def open_(
        url: str,
        *,
        width: int = 1400,
        height: int = 1000,
        dark: bool = False,
        scale: float = 1,
        locale: str = "en-US",
        wait: bool = True,
        touch: bool = False,
    ) -> Page:
        is_plain = (scale, locale, touch) == (1, "en-US", False)
        if may_share and is_plain and not profile.is_taken:
            return shown(profile.open(url, width=width, height=height, dark=dark), url, dark, wait)
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            device_scale_factor=scale,
            locale=locale,
            has_touch=touch,
            accept_downloads=True,
        )
        context.set_default_timeout(BUSY_MS)
        context.add_init_script(path=IDLE)
        contexts.append(context)
        return shown(context.new_page(), url, dark, wait)

    def shown(page: Page, url: str, dark: bool, wait: bool) -> Page:
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url + ("&" if "?" in url else "?") + f"__theme={'dark' if dark else 'light'}")
        if wait:
            RollPage(page).wait_ready()
        return page

    yield open_
    for context in contexts:
        context.close()
    profile.leave()
    assert errors == []
