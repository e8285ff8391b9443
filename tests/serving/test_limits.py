"""The studio under more than it can do: it says so, stays awake, and ends what nobody waits for."""

import asyncio
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import psutil
import pytest
from gradio_client import handle_file
from gradio_client.exceptions import AppError
from gradio_client.utils import QueueError, Status

from gradio_pianoroll.studio import build_app
from gradio_pianoroll.studio.work import RUNNING, Cancelled
from tests.serving.conftest import MAX_SOUND_S, free_port, start
from tests.studio.page import PageClient

WAIT_S = 120
EMPTY = {"notes": []}


def open_sound(client, path, engine="pyin"):
    """The status line after a sound was opened and analysed."""
    answer = client.predict(
        handle_file(path), "replace", EMPTY, engine, 75, 500, ["f0", "loudness"], api_name="/open_file"
    )
    return answer[2]


def wait_for(condition):
    end_s = time.monotonic() + WAIT_S
    while not (found := condition()):
        assert time.monotonic() < end_s
        time.sleep(0.05)
    return found


def test_a_file_that_is_too_large_is_refused(studio, tmp_path):
    big = tmp_path / "big.wav"
    big.write_bytes(b"RIFF" + bytes(3_000_000))
    with big.open("rb") as file:
        answer = httpx.post(f"{studio.url}/gradio_api/upload", files={"files": file}, timeout=60)
    assert answer.status_code == 413
    assert not [path for path in studio.cache.rglob("big.wav") if path.is_file()]


def test_a_sound_that_is_too_long_is_refused_in_words(studio, tone):
    client = studio.client()
    with pytest.raises(AppError, match="minute"):
        open_sound(client, tone(MAX_SOUND_S + 5))
    client.close()


def test_more_than_the_queue_holds_is_told_so_and_the_server_stays_awake(studio, tone):
    clients = [studio.client() for _ in range(4)]
    path = tone(MAX_SOUND_S - 1, sr=16_000)
    done = threading.Event()
    answered = []

    def keep_asking():
        with httpx.Client() as http:
            while not done.is_set():
                answered.append(http.get(f"{studio.url}/config", timeout=60).status_code)

    def job(number):
        try:
            return open_sound(clients[number % len(clients)], path)
        except (AppError, QueueError) as error:
            return f"refused: {error}"

    asker = threading.Thread(target=keep_asking)
    asker.start()
    try:
        with ThreadPoolExecutor(16) as pool:
            said = list(pool.map(job, range(16)))
    finally:
        done.set()
        asker.join()
    refused = [sentence for sentence in said if sentence.startswith("refused")]
    assert 1 <= len(refused) < 16
    assert all("Queue is full" in sentence for sentence in refused)
    assert len(answered) > 3
    assert set(answered) == {200}
    # Once the crowd has gone everybody is served again.
    assert "refused" not in job(0)
    for client in clients:
        client.close()


def test_what_a_closed_page_asked_for_is_ended(tmp_path):
    app = build_app(tmp_path)
    app.launch(prevent_thread_lock=True, quiet=True, server_port=free_port())
    started, ended = threading.Event(), threading.Event()

    async def endless():
        started.set()
        await asyncio.Event().wait()

    def work(page):
        try:
            asyncio.run(RUNNING.run(page, endless()))
        except Cancelled:
            ended.set()

    try:
        leaving, staying = PageClient(app.local_url), PageClient(app.local_url)
        worker = threading.Thread(target=work, args=(leaving.session_hash,))
        worker.start()
        assert started.wait(WAIT_S)
        staying.close()
        assert not ended.is_set()
        leaving.close()
        assert ended.wait(WAIT_S)
        worker.join(WAIT_S)
        assert RUNNING.count == 0
    finally:
        app.close(verbose=False)


def files_in(folder):
    """Files with something in them: of an upload Gradio leaves an empty one behind."""
    return {path for path in folder.rglob("*") if path.is_file() and path.stat().st_size}


def children(pid):
    return psutil.Process(pid).children(recursive=True)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_ends_server_workers_and_files(tmp_path, tone, name):
    own = start(tmp_path, max_upload_mb=2)
    before = files_in(own.cache)
    client = own.client()
    open_sound(client, tone(3))
    assert files_in(own.cache) > before
    # Somebody waits for an answer at the end.
    waiting = client.submit(
        handle_file(tone(55, sr=16_000)), "replace", EMPTY, "pyin", 75, 500, ["f0"], api_name="/open_file"
    )
    wait_for(lambda: waiting.status().code in (Status.PROCESSING, Status.PROGRESS) or waiting.done())
    processes = [psutil.Process(own.process.pid), *children(own.process.pid)]
    os.kill(own.process.pid, getattr(signal, name))
    own.process.wait(timeout=60)
    _, alive = psutil.wait_procs(processes, timeout=20)
    assert alive == []
    assert own.process.returncode == 0
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{own.url}/config", timeout=5)
    assert files_in(own.cache) <= before
