"""The decorator and the registry."""

import asyncio
import inspect
import logging
import math
import threading

import pytest

from gradio_pianoroll.monitoring import Metrics, Timing, get_metrics
from gradio_pianoroll.monitoring.metrics import MAX_NAMES
from gradio_pianoroll.performance import benchmark


@pytest.fixture
def metrics():
    return Metrics()


def test_a_function(metrics, caplog):
    @benchmark(name="add", metrics=metrics)
    def add(a, b=1):
        """Adds."""
        return a + b

    with caplog.at_level(logging.INFO, "gradio_pianoroll.benchmark"):
        assert add(1, b=2) == 3
        assert add(5) == 6
    assert add.__doc__ == "Adds."
    assert add.timing.count == 2
    assert add.timing.total_s >= add.timing.last_s > 0
    assert [r.message.split()[:2] for r in caplog.records] == [["add", "took"]] * 2
    assert metrics.snapshot()["timings"]["add"]["count"] == 2


def test_without_arguments_it_is_kept_in_the_registry_of_the_process():
    @benchmark
    def named():
        return 1

    assert named() == 1
    name = f"{__name__}.test_without_arguments_it_is_kept_in_the_registry_of_the_process.<locals>.named"
    assert get_metrics().snapshot()["timings"][name]["count"] == 1


def test_a_coroutine_is_timed_to_its_end(metrics):
    entered = asyncio.Event()

    @benchmark(name="wait", metrics=metrics)
    async def wait(event):
        entered.set()
        await event.wait()
        return 7

    async def both():
        event = asyncio.Event()
        task = asyncio.create_task(wait(event))
        await entered.wait()
        assert wait.timing.count == 0
        event.set()
        return await task

    assert inspect.iscoroutinefunction(wait)
    assert asyncio.run(both()) == 7
    assert wait.timing.count == 1


def test_errors_are_counted_and_passed_on(metrics):
    @benchmark(name="fail", metrics=metrics)
    def fail():
        raise KeyError("x")

    @benchmark(name="afail", metrics=metrics)
    async def afail():
        raise KeyError("y")

    with pytest.raises(KeyError):
        fail()
    with pytest.raises(KeyError):
        asyncio.run(afail())
    assert metrics.snapshot()["counters"] == {"fail.errors": 1, "afail.errors": 1}
    assert fail.timing.count == afail.timing.count == 1


def test_a_generator_stays_one(metrics):
    log = []

    @benchmark(name="count", metrics=metrics)
    def count(n):
        try:
            for i in range(n):
                try:
                    log.append((yield i))
                except ValueError as error:
                    log.append(str(error))
            return "end"
        finally:
            log.append("closed")

    def outer():
        log.append((yield from count(2)))

    assert inspect.isgeneratorfunction(count)
    assert list(outer()) == [0, 1]
    assert log == [None, None, "closed", "end"]
    log.clear()
    generator = count(5)
    assert count.timing.count == 1
    assert next(generator) == 0
    assert generator.send("hello") == 1
    assert generator.throw(ValueError("there")) == 2
    generator.close()
    assert log == ["hello", "there", "closed"]
    assert count.timing.count == 2
    assert "count.errors" not in metrics.snapshot()["counters"]


def test_only_the_time_inside_a_generator_counts(metrics):
    clock = threading.Event()

    @benchmark(name="quick", metrics=metrics)
    def quick():
        yield 1
        yield 2

    generator = quick()
    next(generator)
    clock.wait(0.3)  # The one who takes the values is slow, the generator is not.
    list(generator)
    assert quick.timing.total_s < 0.15


def test_an_asynchronous_generator(metrics):
    closed = []

    @benchmark(name="stream", metrics=metrics)
    async def stream(n):
        try:
            for i in range(n):
                await asyncio.sleep(0)
                yield i
        finally:
            closed.append(n)

    async def take():
        first = [i async for i in stream(3)]
        second = stream(9)
        await second.__anext__()
        await second.aclose()
        return first

    assert asyncio.run(take()) == [0, 1, 2]
    assert closed == [3, 9]
    assert stream.timing.count == 2
    assert "stream.errors" not in metrics.snapshot()["counters"]


def test_threads_lose_no_count(metrics):
    @benchmark(name="busy", metrics=metrics, level=logging.DEBUG)
    def busy():
        metrics.count("calls")
        metrics.timing("other").add(0.5)

    threads = [threading.Thread(target=lambda: [busy() for _ in range(2_000)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert busy.timing.count == 16_000
    assert metrics.snapshot()["counters"]["calls"] == 16_000
    assert metrics.timing("other").total_s == 8_000


def test_a_timing_sums_up():
    timing = Timing()
    assert timing.summary()["median_s"] == timing.mean_s == 0
    for ms in range(1, 101):
        timing.add(ms / 1000)
    found = timing.summary()
    assert (found["count"], found["last_s"], found["min_s"], found["max_s"]) == (100, 0.1, 0.001, 0.1)
    assert found["mean_s"] == pytest.approx(0.0505)
    assert found["median_s"] == pytest.approx(0.051)
    assert found["p99_s"] == pytest.approx(0.1)
    with pytest.raises(ValueError, match="between 0 and 1"):
        timing.quantile_s(2)


def test_the_registry_is_bounded_and_bears_broken_gauges(metrics):
    metrics.gauge("good", lambda: 3)
    metrics.gauge("bad", lambda: 1 / 0)
    found = metrics.snapshot()["gauges"]
    assert found["good"] == 3
    assert math.isnan(found["bad"])
    with pytest.raises(ValueError, match="can only grow"):
        metrics.count("n", -1)
    for i in range(MAX_NAMES - 2):
        metrics.count(f"n{i}")
    for add in (metrics.count, metrics.timing, lambda name: metrics.gauge(name, lambda: 0)):
        with pytest.raises(ValueError, match="too many"):
            add("one.more")
    metrics.clear()
    assert metrics.snapshot() == {"counters": {}, "gauges": {}, "timings": {}}


def test_a_with_statement_is_timed(metrics):
    with metrics.timed("block"):
        pass
    with pytest.raises(RuntimeError), metrics.timed("block"):
        raise RuntimeError
    assert metrics.snapshot()["timings"]["block"]["count"] == 2
    assert metrics.snapshot()["counters"] == {"block.errors": 1}
