"""Repeat, take medians, put ours beside the peer.

Machines drift while a benchmark runs, so the two sides are measured in turn (A B A B …) and the ratio is the median of
the ratios pair by pair, not the ratio of two medians taken minutes apart.
"""

from __future__ import annotations

import gc
import json
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Row:
    """One figure: ours, the peer's, and how many times better ours is.

    Attributes
    ----------
    name : str
        What was measured.
    unit : str
        Unit of `ours` and `peer`.
    ours, peer : float or None
        Medians; `peer` is None where there is nothing to compare with.
    ratio : float or None
        Peer divided by ours, above 1 when ours is better.
    reach : str
        What was aimed at, in words.
    note : str
        How it was measured, or why it falls short.
    """

    name: str
    unit: str
    ours: float
    peer: float | None = None
    ratio: float | None = None
    reach: str = ""
    note: str = ""


def _once(function: Callable[[], Any]) -> float:
    gc.collect()
    start_s = time.perf_counter()
    function()
    return time.perf_counter() - start_s


def measure(
    ours: Callable[[], Any], peer: Callable[[], Any] | None = None, *, runs: int = 5, warmup: int = 1
) -> tuple[float, float | None, float | None]:
    """Time two functions in turn.

    Parameters
    ----------
    ours, peer : callable
        Functions without arguments; `peer` may be absent.
    runs : int
        Counted runs of each.
    warmup : int
        Runs of each that are not counted.

    Returns
    -------
    ours_s, peer_s, ratio : float
        Medians in seconds and the median of the pairwise ratios peer/ours.
    """
    for _ in range(warmup):
        _once(ours)
        if peer:
            _once(peer)
    pairs = [(_once(ours), _once(peer) if peer else None) for _ in range(runs)]
    ours_s = statistics.median(a for a, _ in pairs)
    if not peer:
        return ours_s, None, None
    peer_s = statistics.median(b for _, b in pairs if b is not None)
    return ours_s, peer_s, statistics.median(b / a for a, b in pairs if b is not None)


@dataclass
class Report:
    """The rows of one benchmark and sentences below them (`notes`), as a table for people and as JSON for programs."""

    title: str
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Append a row."""
        self.rows.append(row)

    def to_json(self) -> str:
        """All rows and the machine they were measured on, as JSON text."""
        machine = {"python": platform.python_version(), "processor": platform.machine(), "system": platform.system()}
        said = {"title": self.title, "machine": machine, "notes": self.notes, "rows": [asdict(r) for r in self.rows]}
        return json.dumps(said, indent=2, ensure_ascii=False)

    def to_table(self) -> str:
        """A Markdown table."""
        lines = [
            f"### {self.title}",
            "",
            "| figure | ours | peer | ratio | reach | note |",
            "| --- | ---: | ---: | ---: | --- | --- |",
        ]
        for row in self.rows:
            peer = "–" if row.peer is None else f"{row.peer:,.4g} {row.unit}"
            ratio = "–" if row.ratio is None else f"{row.ratio:,.3g} ×"
            lines.append(f"| {row.name} | {row.ours:,.4g} {row.unit} | {peer} | {ratio} | {row.reach} | {row.note} |")
        lines += [f"\n{note}" for note in self.notes]
        return "\n".join(lines)
