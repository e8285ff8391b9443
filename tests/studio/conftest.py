import socket

import pytest

from gradio_pianoroll.studio import build_app
from tests.studio.page import PageClient


@pytest.fixture(scope="session")
def studio_url(tmp_path_factory):
    """The studio, really serving."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = build_app(tmp_path_factory.mktemp("example"))
    app.launch(server_name="127.0.0.1", server_port=port, prevent_thread_lock=True, quiet=True, mcp_server=True)
    yield f"http://127.0.0.1:{port}"
    app.close()


@pytest.fixture
def client(studio_url):
    """An API client with a session of its own."""
    opened = PageClient(studio_url)
    yield opened
    opened.close()
