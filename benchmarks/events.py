"""How long from an edit in the browser, through a Python handler, until its answer is on the screen?

Ours: one note is changed, the `change` handler changes that note again and returns the score, the roll shows it. Peers:
a button whose handler changes one note of a list of dicts and returns the list. The list is carried by Gradio without
being drawn (its transport alone), shown by `gr.JSON`, or shown by the published release of the roll in its own Gradio.
All are times on the wall in the browser, from the edit or click to the second frame after the answer is there.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as BrowserTimeout

from benchmarks.chromium import LOADED, ROLL, chromium, launch, new_page, on_roll
from benchmarks.peers.release import PROGRAM, RELEASE, PeerError, release_python
from benchmarks.scores import musical_score
from benchmarks.servers import ServerError, serve
from gradio_pianoroll.monitoring import Report, Row

SIZES, QUICK_SIZES = (10_000, 100_000), (1_000, 2_000)
REACH = {10_000: "≤ 150 ms, ≥ 50 ×", 100_000: "≤ 150 ms"}
#: Peers that may be too slow are tried with these sizes, largest first, until one opens and answers in time.
PEER_SIZES = (10_000, 3_000, 1_000, 300)
SANE_S = 60
PATIENCE_S = 300
FLOOR_NOTES = 2
#: Sizes whose round trip is set beside the floor: what a value adds to Gradio must not grow with it.
FLOOR_SIZES, QUICK_FLOOR_SIZES = (10_000, 1_000_000), (1_000, 2_000)
FLOOR_REACH = "≤ the peer + 10 ms"

#: Rounds of a side whose round takes so long.
LONG_MS, FEW_RUNS = 5_000, 2
COUNT_READY = "() => bench.ready()"
START_UP_MS = 1500  # Gradio's own start-up is over by then


@dataclass(frozen=True)
class Side:
    """A page and one round trip on it, which gives milliseconds."""

    page: Page
    round_ms: Callable[[Page, int], float]

    def once(self, place: int) -> float:
        """One round trip; `place` chooses the note where there is a choice."""
        return self.round_ms(self.page, place)


PeerSide = Callable[[Browser, int], AbstractContextManager[Side]]


def _roll_round(page: Page, place: int) -> float:
    taken_ms: float = on_roll(page, "bench.edit", place)
    page.wait_for_timeout(300)  # the echo of the answer has been handled
    return taken_ms


@contextmanager
def roll_side(browser: Browser, notes: int, queue: bool = True) -> Iterator[Side]:
    """Our roll on its page."""
    with serve(["-m", "benchmarks.apps.events_roll"], notes=notes, queue=int(queue)) as url:
        page = new_page(browser)
        page.goto(url)
        page.locator(ROLL).first.wait_for()
        page.wait_for_function(LOADED)
        page.wait_for_timeout(START_UP_MS)
        yield Side(page, _roll_round)
        page.context.close()


@contextmanager
def _click_side(browser: Browser, url: str, timeout_s: float) -> Iterator[Side]:
    # A browser of its own can be ended while one of its pages does not answer any more.
    own = launch(browser.browser_type)
    page = new_page(own)
    page.set_default_timeout(timeout_s * 1e3)
    try:
        page.goto(url)
        page.wait_for_function(COUNT_READY)
        page.wait_for_timeout(START_UP_MS)
        yield Side(page, _bounded(timeout_s))
    finally:
        own.close()


def _bounded(timeout_s: float) -> Callable[[Page, int], float]:
    """A click that gives up after a time; a script in the page alone would be waited for without end."""

    def one(page: Page, place: int) -> float:
        page.evaluate("() => bench.click()")
        page.wait_for_function("() => bench.taken > 0", timeout=timeout_s * 1e3)
        taken_ms: float = page.evaluate("() => bench.taken")
        return taken_ms

    return one


@contextmanager
def carried_side(browser: Browser, notes: int) -> Iterator[Side]:
    """The list of dicts in this Gradio, carried to and fro and not drawn: the best that such a value can do."""
    with (
        serve(["-m", "benchmarks.apps.events_dicts"], notes=notes, shown=0, page=0) as url,
        _click_side(browser, url, PATIENCE_S) as side,
    ):
        yield side


@contextmanager
def shown_side(browser: Browser, notes: int) -> Iterator[Side]:
    """The list of dicts in this Gradio as a JSON tree on the page."""
    with (
        serve(["-m", "benchmarks.apps.events_dicts"], timeout_s=SANE_S, notes=notes, shown=1, page=0) as url,
        _click_side(browser, url, SANE_S) as side,
    ):
        yield side


@contextmanager
def release_side(browser: Browser, notes: int) -> Iterator[Side]:
    """The published release in its own environment; everything there has a limit of time."""
    python = release_python()
    with tempfile.TemporaryDirectory(prefix="pianoroll-bench-") as folder:
        file = Path(folder) / "value.json"
        file.write_text(json.dumps(musical_score(notes).to_dict()), encoding="utf-8")
        with (
            serve([str(PROGRAM)], python=python, timeout_s=SANE_S, file=file) as url,
            _click_side(browser, url, SANE_S) as side,
        ):
            yield side


def _rounds_ms(side: Side, runs: int) -> list[float]:
    """Rounds after one that warms up; fewer where one takes long, for minutes of them say no more than three."""
    rounds_ms: list[float] = []
    warm_up_ms = side.once(1)
    for place in range(2, runs + 2):
        rounds_ms.append(side.once(place))
        if len(rounds_ms) >= FEW_RUNS and warm_up_ms > LONG_MS:
            break
    return rounds_ms


def _progress(what: str) -> None:
    print(f"events: {what}", file=sys.stderr, flush=True)


def _add(report: Report, name: str, ours_ms: list[float], peer_ms: list[float], reach: str, note: str) -> None:
    a, b = statistics.median(ours_ms), statistics.median(peer_ms)
    report.add(Row(name, "ms", a, b, b / a, reach, note))


def _measure_ours(browser: Browser, notes: int, runs: int, queue: bool = True) -> list[float]:
    # Each side has the machine for itself: a peer's page can go on drawing long after it has answered.
    _progress(f"ours, {notes:,} notes")
    with roll_side(browser, notes, queue) as side:
        return _rounds_ms(side, runs)


def _add_floor(report: Report, browser: Browser, sizes: tuple[int, ...], runs: int) -> None:
    """What Gradio takes for an event whose value is next to nothing, and what its queue adds to ours."""
    with carried_side(browser, FLOOR_NOTES) as side:
        floor_ms = _rounds_ms(side, runs)
    queued_ms: dict[int, list[float]] = {}
    for notes in sizes:
        queued_ms[notes] = _measure_ours(browser, notes, runs)
        name = f"ours, {notes:,}, against Gradio's own share: a list of {FLOOR_NOTES} dicts"
        _add(report, name, queued_ms[notes], floor_ms, FLOOR_REACH, "no event of this Gradio is faster")
    unqueued_ms = _measure_ours(browser, sizes[0], runs, queue=False)
    name = f"ours, {sizes[0]:,}, with queue=False"
    _add(report, name, unqueued_ms, queued_ms[sizes[0]], "", "against ours with the queue")


def _add_largest(
    report: Report, browser: Browser, name: str, open_peer: PeerSide, sizes: tuple[int, ...], runs: int
) -> None:
    """The largest size that a peer opens and answers in a sane time, ours at the same size beside it."""
    failed: list[str] = []
    for notes in sizes:
        _progress(f"{name}, {notes:,} notes")
        try:
            with open_peer(browser, notes) as side:
                peer_ms = _rounds_ms(side, runs)
        except PeerError as error:
            report.notes.append(f"No {name} to compare with: {error}")
            return
        except (BrowserTimeout, ServerError) as error:
            print(f"{name}, {notes:,} notes: {str(error).splitlines()[0]}", file=sys.stderr, flush=True)
            failed.append(f"{notes:,}")
            continue
        note = f"no answer within {SANE_S} s at {', '.join(failed)}" if failed else ""
        # Only beside a peer that answers: its own browser has ended, and took its work with it.
        ours_ms = _measure_ours(browser, notes, runs)
        _add(report, f"the same, {notes:,}, {name}", ours_ms, peer_ms, "", note)
        return
    report.notes.append(f"{name}: no answer within {SANE_S} s at {', '.join(failed)} notes.")


def run(runs: int = 5, quick: bool = False) -> Report:
    """Measure with `runs` counted round trips each; `quick` takes small scores, to see that it works."""
    with chromium() as browser:
        report = Report(f"Events, Chromium {browser.version.split('.')[0]}, loopback")
        for notes in QUICK_SIZES if quick else SIZES:
            name, note = f"edit → handler → screen, {notes:,}", "against the list of dicts, carried but not drawn"
            ours_ms = _measure_ours(browser, notes, runs)
            _progress(f"the list of dicts, {notes:,} notes")
            with carried_side(browser, notes) as side:
                _add(report, name, ours_ms, _rounds_ms(side, runs), REACH.get(notes, ""), note)
        _add_floor(report, browser, QUICK_FLOOR_SIZES if quick else FLOOR_SIZES, runs)
        sizes = (100,) if quick else PEER_SIZES
        _add_largest(report, browser, "list of dicts in a gr.JSON on the page", shown_side, sizes, runs)
        _add_largest(report, browser, f"release {RELEASE}", release_side, sizes, runs)
    return report


if __name__ == "__main__":
    print(run().to_table())
