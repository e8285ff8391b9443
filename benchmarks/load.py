"""How many users can edit at once on one server until an edit takes too long? Does it stay so for half an hour?

A user is an HTTP client of its own that sends a small edit, waits for the answer, thinks for a second, and goes on.
`python -m benchmarks.load --soak MINUTES` is the long run: eight users edit and analyse while memory is watched.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
import numpy as np

from benchmarks.scores import musical_score
from benchmarks.servers import serve
from gradio_pianoroll.monitoring import Report, Row

NOTES = 1_000
THINK_S = 1.0
LIMIT_MS = 500.0
STEPS = (1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128)
STAGE_S, QUICK_STAGE_S = 10.0, 3.0
SOAK_USERS = 8
ANALYSE_EVERY = 8
APP = ["-m", "benchmarks.apps.load"]


@dataclass
class Seen:
    """What users have seen: times of edits in ms with the second they ended in, and errors."""

    ended_s: list[float] = field(default_factory=list)
    edits_ms: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory_mb: list[tuple[float, float]] = field(default_factory=list)

    def p95_ms(self) -> float:
        """95th percentile of all edits; infinite when there was none."""
        return float(np.percentile(self.edits_ms, 95)) if self.edits_ms else float("inf")


class User:
    """One session of an app."""

    def __init__(self, url: str, name: str) -> None:
        self._http = httpx.AsyncClient(timeout=120)
        self._url, self._name = url.rstrip("/"), name

    async def call(self, api: str, *data: Any) -> Any:
        """Output of an endpoint.

        Raises
        ------
        RuntimeError
            When the server refused, or the event failed.
        """
        body = {"data": list(data), "session_hash": self._name}
        answer = (await self._http.post(f"{self._url}/gradio_api/call/{api}", json=body)).json()
        if "event_id" not in answer:
            raise RuntimeError(str(answer))
        text = (await self._http.get(f"{self._url}/gradio_api/call/{api}/{answer['event_id']}")).text
        kind, _, rest = text.strip().split("\n\n")[-1].partition("\n")
        if kind != "event: complete":
            raise RuntimeError(text[-300:])
        return json.loads(rest.removeprefix("data: "))[0]

    async def close(self) -> None:
        """End the session."""
        await self._http.aclose()


async def _first_value(url: str) -> dict[str, Any]:
    async with httpx.AsyncClient(timeout=120) as http:
        config = (await http.get(f"{url.rstrip('/')}/config")).json()
    rolls = [c["props"]["value"] for c in config["components"] if c["props"].get("name") == "pianoroll"]
    value: dict[str, Any] = rolls[0]
    return value


def _edited(value: dict[str, Any], number: int) -> dict[str, Any]:
    """What a browser sends after one note was changed; every time something else, so that nothing is remembered."""
    op = {"op": "set", "ids": [number % (NOTES - 1), 1], "column": "velocity", "value": 1 + number // NOTES % 90}
    delta = json.dumps({"base": value["rev"], "ops": [op, {**op, "column": "lyric", "value": str(number)}]})
    return {**value, "rev": f"{value['rev']}.{number}", "delta": delta}


async def _live(
    user: User, api: str, value: Any, numbers: count[int], seen: Seen, until_s: float, analyses: bool
) -> None:
    await asyncio.sleep(np.random.default_rng(next(numbers)).uniform(0, THINK_S))
    for turn in count(1):
        if time.monotonic() >= until_s:
            return
        number = next(numbers)
        try:
            if analyses and turn % ANALYSE_EVERY == 0:
                await user.call("analyse", number)
            start_s = time.perf_counter()
            await user.call(api, _edited(value, number) if api == "edit" else value)
            seen.edits_ms.append((time.perf_counter() - start_s) * 1e3)
            seen.ended_s.append(time.monotonic())
        except (RuntimeError, httpx.HTTPError, ValueError) as error:
            seen.errors.append(repr(error))
        await asyncio.sleep(THINK_S)


async def _watch(url: str, seen: Seen, until_s: float, every_s: float) -> None:
    user = User(url, "watcher")
    while time.monotonic() < until_s:
        seen.memory_mb.append((time.monotonic(), await user.call("memory_mb")))
        await asyncio.sleep(every_s)
    await user.close()


async def _stage(url: str, api: str, users: int, seconds: float, value: Any, *, watched: bool = False) -> Seen:
    seen, numbers, until_s = Seen(), count(int(time.time()) % 1_000_000), time.monotonic() + seconds
    crowd = [User(url, f"user-{api}-{users}-{i}") for i in range(users)]
    jobs = [_live(user, api, value, numbers, seen, until_s, watched) for user in crowd]
    if watched:
        jobs.append(_watch(url, seen, until_s, max(1.0, seconds / 60)))
    await asyncio.gather(*jobs)
    for user in crowd:
        await user.close()
    return seen


def run(runs: int = 5, quick: bool = False) -> Report:
    """Add users until p95 of an edit passes 500 ms; `runs` is not used, each step lasts ten seconds."""
    del runs
    stage_s = QUICK_STAGE_S if quick else STAGE_S
    steps = STEPS[:3] if quick else STEPS
    report = Report(f"Users at once, {NOTES:,} notes, an edit and a second of thought each")
    with serve(APP, notes=NOTES) as url:
        value = asyncio.run(_first_value(url))
        plain = musical_score(NOTES).to_dict()
        most = {"edit": 0, "edit_dicts": 0}
        for api, sent in (("edit", value), ("edit_dicts", plain)):
            asyncio.run(_stage(url, api, 2, QUICK_STAGE_S, sent))  # not counted: the first edits find everything cold
        for users in steps:
            figures: dict[str, float] = {}
            for api, sent in (("edit", value), ("edit_dicts", plain)):
                if most[api] < 0:
                    continue
                seen = asyncio.run(_stage(url, api, users, stage_s, sent))
                figures[api] = seen.p95_ms()
                is_late = figures[api] > LIMIT_MS or bool(seen.errors)
                most[api] = -most[api] if is_late else users
            ours, peer = figures.get("edit"), figures.get("edit_dicts")
            if ours is None:
                break
            report.add(Row(f"{users} users: p95 of an edit", "ms", ours, peer, peer / ours if peer else None))
    ours_most, peer_most = abs(most["edit"]), abs(most["edit_dicts"])
    ratio = ours_most / peer_most if peer_most else None
    report.add(Row("users with p95 ≤ 500 ms", "users", ours_most, peer_most, ratio, "", "peer: the list of dicts"))
    return report


async def _warm_up(url: str, value: dict[str, Any], users: int) -> None:
    """Everybody edits and analyses once, all at the same time.

    What is loaded then stays: libraries, and the buffers of each thread. The first analysis can come in the last
    quarter, and then it looks like a leak.
    """
    crowd = [User(url, f"warm-up-{i}") for i in range(users)]
    await crowd[0].call("edit", _edited(value, 0))
    await asyncio.gather(*(user.call("analyse", i) for i, user in enumerate(crowd)))
    for user in crowd:
        await user.close()


def soak(seconds: float, users: int = SOAK_USERS) -> Seen:
    """Users edit and analyse for so long; what they saw, and the server's memory meanwhile."""
    with serve(APP, notes=NOTES) as url:
        value = asyncio.run(_first_value(url))
        asyncio.run(_warm_up(url, value, users))
        return asyncio.run(_stage(url, "edit", users, seconds, value, watched=True))


def _halves(values: list[float]) -> tuple[float, float]:
    """Medians of the second and of the last quarter: the first one is warming up."""
    n = len(values)
    return statistics.median(values[n // 4 : n // 2]), statistics.median(values[3 * n // 4 :])


def soak_report(seconds: float) -> Report:
    """The soak as a table."""
    seen = soak(seconds)
    report = Report(f"Soak, {seconds / 60:g} minutes, {SOAK_USERS} users")
    early_ms, late_ms = _halves(seen.edits_ms)
    early_mb, late_mb = _halves([mb for _, mb in seen.memory_mb])
    report.add(Row("edits", "", len(seen.edits_ms)))
    report.add(Row("errors", "", len(seen.errors), reach="0", note=seen.errors[0][:80] if seen.errors else ""))
    report.add(Row("median edit, at the end", "ms", late_ms, early_ms, early_ms / late_ms, "1 ×", "peer: at the start"))
    report.add(Row("p95 of all edits", "ms", seen.p95_ms()))
    times_s, used_mb = map(np.array, zip(*seen.memory_mb[len(seen.memory_mb) // 4 :], strict=True))
    slope = float(np.polyfit(times_s / 60, used_mb, 1)[0])
    report.add(Row("memory at the end", "MB", late_mb, early_mb, early_mb / late_mb, "1 ×", "peer: at the start"))
    report.add(Row("slope of memory", "MB/min", slope, reach="0 within noise"))
    return report


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--soak", type=float, metavar="MINUTES", required=True)
    print(soak_report(parser.parse_args().soak * 60).to_table())
