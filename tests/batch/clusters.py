"""Dask clusters of real processes: a scheduler and two workers that have a nanny each."""

import asyncio
import contextlib
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

WAIT_S = 120
ROOT = Path(__file__).parents[2]


@dataclass
class Cluster:
    address: str
    scheduler: subprocess.Popen
    workers: subprocess.Popen

    def worker_pids(self):
        """Processes that do the tasks."""
        from distributed import Client

        with Client(self.address) as client:
            return list(client.run(os.getpid).values())


@contextlib.contextmanager
def started(folder):
    """Start a cluster; it is ended with everything below it."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "backend")])}
    told = folder / "scheduler.json"
    dask = Path(sys.executable).with_name("dask")
    common = {"env": env, "cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = subprocess.Popen(
        [dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", told], **common
    )
    workers = subprocess.Popen(
        [dask, "worker", "--nworkers", "2", "--nthreads", "1", "--no-dashboard", "--scheduler-file", told], **common
    )
    try:
        from distributed import Client

        end_s = time.monotonic() + WAIT_S
        while not told.exists():
            assert time.monotonic() < end_s
            assert scheduler.poll() is None
            time.sleep(0.05)
        with Client(scheduler_file=str(told), timeout=WAIT_S) as client:
            client.wait_for_workers(2, timeout=WAIT_S)
            address = client.scheduler.address
        yield Cluster(address, scheduler, workers)
    finally:
        below = [child for parent in (workers, scheduler) for child in _tree(parent.pid)]
        for process in [*below, workers, scheduler]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.terminate()
        _, alive = psutil.wait_procs(below, timeout=20)
        for process in alive:
            process.kill()
        for process in (workers, scheduler):
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _tree(pid):
    return psutil.Process(pid).children(recursive=True) if psutil.pid_exists(pid) else []


class SlowNetwork:
    """A way to a scheduler on which everything takes `delay_s`, and which can be cut."""

    def __init__(self, address, delay_s):
        self._host, self._port = address.removeprefix("tcp://").split(":")
        self._delay_s = delay_s
        self._loop = asyncio.new_event_loop()
        self._writers = set()
        self.connections = 0
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0), self._loop
        ).result()
        self._server = server
        self.address = f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def _serve(self, reader, writer):
        self.connections += 1
        there, back = await asyncio.open_connection(self._host, int(self._port))
        self._writers |= {writer, back}
        await asyncio.gather(self._pass(reader, back), self._pass(there, writer))

    async def _pass(self, reader, writer):
        # Each piece arrives later, and all in order.
        due = asyncio.Queue()

        async def send():
            while (item := await due.get()) is not None:
                await asyncio.sleep(max(0, item[0] - self._loop.time()))
                writer.write(item[1])
                with contextlib.suppress(ConnectionError):
                    await writer.drain()
            writer.close()

        sending = asyncio.create_task(send())
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(1 << 16):
                due.put_nowait((self._loop.time() + self._delay_s, data))
        due.put_nowait(None)
        with contextlib.suppress(ConnectionError):
            await sending

    def cut(self):
        """Break all connections; new ones can be made."""

        def all_of_them():
            for writer in self._writers:
                writer.transport.abort()
            self._writers.clear()

        self._loop.call_soon_threadsafe(all_of_them)

    def close(self):
        """Nobody comes through any more."""
        self._loop.call_soon_threadsafe(self._server.close)
        self.cut()
