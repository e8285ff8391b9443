"""All programs of this folder in one server, each at an address of its own."""

import importlib
import json
import socket
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gradio as gr
import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from gradio_pianoroll import PianoRollValue
from tests.client import Client


def names_in(folder):
    return sorted(p.stem for p in (Path(__file__).parent / folder).glob("*.py") if p.stem != "__init__")


PROGRAMS, LATER = names_in("programs"), names_in("later")
START_S = 120


@dataclass
class Program:
    """A program that runs: its module, its address, clients of it."""

    name: str
    url: str
    module: Any
    _client: Client | None = field(default=None)

    @property
    def client(self) -> Client:
        if self._client is None:
            self._client = Client(self.url)
        return self._client

    def call(self, api: str, *data: Any) -> Any:
        return self.client.predict(*data, api_name=f"/{api}")

    def value(self, api: str, *data: Any) -> PianoRollValue:
        """What a roll is given, as a value."""
        return PianoRollValue.from_handle(self.call(api, *data))

    def values(self, api: str, *data: Any) -> list[PianoRollValue]:
        """All that a generator gives to a roll."""
        job = self.client.submit(*data, api_name=f"/{api}")
        last = job.result(timeout=120)
        return [PianoRollValue.from_handle(answer) for answer in (job.outputs() or [last])]

    def handle(self, which: int = 0) -> dict:
        """The value of a roll as it stands in a new page."""
        config = httpx.get(f"{self.url}config", timeout=60).raise_for_status().json()
        rolls = [c for c in config["components"] if c["props"].get("name") == "pianoroll"]
        return rolls[which]["props"]["value"]

    def shown(self, which: int = 0) -> PianoRollValue:
        """What a roll shows when a new page is opened."""
        return PianoRollValue.from_handle(self._downloaded(self.handle(which)))

    def _downloaded(self, value: Any) -> Any:
        """A handle as `gradio_client` gives it: files by the path where they lie, which is this machine's."""
        if isinstance(value, dict) and "path" in value and "url" in value:
            return value["path"]
        if isinstance(value, dict):
            return {key: self._downloaded(part) for key, part in value.items()}
        return [self._downloaded(part) for part in value] if isinstance(value, list) else value

    def trigger(self, fn: str, data: list[Any], event: Any = None) -> Any:
        """Fire an event as a browser does, with handles as values and its event data; gives the first output."""
        with httpx.Client(timeout=120) as http:
            config = http.get(f"{self.url}config").json()
            index = next(d["id"] for d in config["dependencies"] if d["api_name"] == fn)
            session = f"session-{time.monotonic_ns()}"
            body = {"data": data, "fn_index": index, "session_hash": session, "event_data": event}
            http.post(f"{self.url}gradio_api/queue/join", json=body).raise_for_status()
            with http.stream("GET", f"{self.url}gradio_api/queue/data", params={"session_hash": session}) as answer:
                for line in answer.iter_lines():
                    message = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
                    if message.get("msg") == "process_completed":
                        assert message["success"], message
                        return message["output"]["data"][0]
        raise AssertionError("the stream of answers ended without one")


@pytest.fixture(scope="session")
def home_of_programs(tmp_path_factory):
    """Folder of their files. A program is imported once, whichever modules use it, and its first value lies there."""
    return tmp_path_factory.mktemp("gradio")


@pytest.fixture(scope="module")
def programs(home_of_programs, request):
    """Name → `Program`; all that the module's `USED` names run in one server beside the tests."""
    patch = pytest.MonkeyPatch()
    patch.setenv("GRADIO_TEMP_DIR", str(home_of_programs))
    patch.setenv("GRADIO_ANALYTICS_ENABLED", "False")
    app = FastAPI()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    found = {}
    for name in request.module.USED:
        module = importlib.import_module(f"tests.contract.{'programs' if name in PROGRAMS else 'later'}.{name}")
        app = gr.mount_gradio_app(app, module.demo, path=f"/{name}", show_error=True)
        found[name] = Program(name, f"http://127.0.0.1:{port}/{name}/", module)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + START_S
    while not server.started:
        assert thread.is_alive(), "the server of the programs did not start"
        assert time.monotonic() < end, f"the server of the programs did not start within {START_S} s"
        time.sleep(0.05)
    yield found
    # Clients of the programs keep connections open, for whose end a server waits otherwise.
    server.should_exit = server.force_exit = True
    thread.join(timeout=30)
    patch.undo()
