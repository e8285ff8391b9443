"""A real Chromium without a GPU, and what it says its main thread, heap and buffers cost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserType, CDPSession, Page, ViewportSize, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    # A tab that waits for its turn must not be slowed down when its turn comes.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
]
WIDTH_PX, HEIGHT_PX = 1400, 1000
ROLL = ".gradio-pianoroll"
LOADED = "() => bench.loaded()"
PROBES = Path(__file__).with_name("probes.js").read_text(encoding="utf-8")
MEGABYTE = 1e6


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """The system's Chromium with these flags besides, Playwright's own where there is none."""
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium, *flags)
        try:
            yield browser
        finally:
            browser.close()


def launch(kind: BrowserType, *flags: str) -> Browser:
    """One more browser, with processes of its own and these flags besides."""
    system = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return kind.launch(executable_path=system, args=[*FLAGS, *flags])


@dataclass(frozen=True)
class Window:
    """The size of a browser's window, and how many device pixels it has for each CSS pixel."""

    width_px: int = WIDTH_PX
    height_px: int = HEIGHT_PX
    device_scale: float = 1


def new_page(browser: Browser, window: Window | None = None) -> Page:
    """A page in a context of its own (own storage), with what `probes.js` does in pages."""
    window = window or Window()
    size: ViewportSize = {"width": window.width_px, "height": window.height_px}
    page = browser.new_context(viewport=size, device_scale_factor=window.device_scale).new_page()
    page.set_default_timeout(600_000)
    page.add_init_script(PROBES)
    return page


@dataclass
class Meter:
    """The cost of a page by Chromium's own account."""

    page: Page
    session: CDPSession
    browser_session: CDPSession

    @classmethod
    def of(cls, page: Page) -> Meter:
        """Start counting; times are CPU time of the page's main thread, not time on the wall."""
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        browser = page.context.browser
        if browser is None:
            raise RuntimeError("the page belongs to no browser")
        return cls(page, session, browser.new_browser_cdp_session())

    def cpu_ms(self) -> float:
        """CPU time that tasks of the main thread have used so far."""
        metrics = self.session.send("Performance.getMetrics")["metrics"]
        return 1e3 * float(next(m["value"] for m in metrics if m["name"] == "TaskDuration"))

    def process_cpu_ms(self) -> float:
        """CPU time of all processes and threads of the browser so far.

        What is moved off the main thread (to a worker, or the compositor) shows here and not in `cpu_ms`. While one
        page works and the others rest, the difference is that page's.
        """
        processes = self.browser_session.send("SystemInfo.getProcessInfo")["processInfo"]
        return 1e3 * sum(float(process["cpuTime"]) for process in processes)

    def memory_mb(self) -> dict[str, float]:
        """JavaScript heap and buffers after a collection, in MB of 10^6 bytes."""
        self.session.send("HeapProfiler.enable")
        self.session.send("HeapProfiler.collectGarbage")
        usage: dict[str, Any] = self.session.send("Runtime.getHeapUsage")
        self.session.send("HeapProfiler.disable")
        heap = usage["usedSize"] / MEGABYTE
        buffers = usage.get("backingStorageSize", 0) / MEGABYTE
        return {"heap": heap, "buffers": buffers, "sum": heap + buffers}


def on_roll(page: Page, body: str, argument: Any = None) -> Any:
    """Call ``(roll, argument) => …`` with the engine's object of the first roll of a page; promises are awaited."""
    return page.locator(ROLL).first.evaluate(f"(root, argument) => (({body}))(root.pianoRoll, argument)", argument)


def settle(page: Page) -> None:
    """Wait until two frames have been shown."""
    page.evaluate("() => bench.settled()")
