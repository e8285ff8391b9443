"""Paths outside, links, addresses of all kinds: nothing is opened that was not uploaded, nothing is asked of the network."""

import json
import socketserver
import threading

import pytest

from fuzz.seeds import a_score
from gradio_pianoroll.transport import encode

MARK = {"_type": "gradio.FileData"}
NOTE = {"start": 0, "duration": 80, "pitch": 60}
SECRET = "what nobody may read"


@pytest.fixture
def page(app):
    return app({"notes": [NOTE]}, same=lambda value: value)


@pytest.fixture
def listener():
    """A server of somebody else, and who has asked it."""
    asked = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            asked.append(self.request.recv(1000))
            self.request.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


def payloads(page, path):
    """A path in every place of a value that a file may stand in."""
    handle = page.value()
    for file in ({"path": path, "meta": MARK}, {"path": path, "url": path, "meta": MARK, "orig_name": "a.mid"}):
        yield file
        yield handle | {"blob": file}
        yield handle | {"delta_blob": file}
        yield handle | {"chunks": [file]}
        yield handle | {"files": {"layers": file}}
        yield handle | {"files": {"audio": file, "peaks": file}}
        yield {"notes": [NOTE], "audio_data": file}
    yield {"notes": [NOTE], "audio_data": path}
    yield {"notes": [NOTE], "waveform_data": path, "curve_data": {"x": {"path": path, "url": path}}}


def test_the_server_asks_nobody_for_what_a_value_names(page, listener):
    address, asked = listener
    for scheme in (
        address,
        address.replace("http", "HTTP"),
        "ftp" + address[4:],
        f"{address}/a.wav",
        f"{address}/a.mid",
    ):
        for payload in payloads(page, scheme):
            page.call("same", payload)
        page.server("sync", {"value": {"notes": [NOTE], "audio_data": scheme}})
        page.server("packed", {"path": scheme})
    assert asked == []


@pytest.mark.parametrize("form", ["{}", "file://{}", "file:{}", "/proc/self/root{}", "../../../../../../../..{}"])
def test_no_form_of_a_path_outside_is_opened(page, tmp_path, form):
    for suffix in (".mid", ".json", ".wav", ".arrows", ".layers"):
        secret = tmp_path / f"secret{suffix}"
        secret.write_text(SECRET)
        path = form.format(secret)
        for payload in payloads(page, path):
            assert SECRET not in json.dumps(page.call("same", payload))
        assert page.server("packed", {"path": path}).status_code == 404
        assert page.http.get(f"{page.url}/gradio_api/file={path}").status_code in (400, 403, 404)


def test_a_link_in_the_cache_leads_nowhere(page, gradio_cache, tmp_path):
    secret = tmp_path / "secret.arrows"
    secret.write_bytes(encode(a_score()))
    (gradio_cache / "folder").mkdir()
    link = gradio_cache / "folder" / "link.arrows"
    link.symlink_to(secret)
    assert page.server("packed", {"path": str(link)}).status_code == 404


@pytest.mark.parametrize("path", ["", ".", "/", "\0", "a" * 5_000, 7, None, ["x"], {"path": "x"}, "CON", "data:,x"])
def test_what_is_no_path_is_not_found(page, path):
    assert page.server("packed", {"path": path}).status_code == 404


@pytest.mark.parametrize(
    "uri", ["data:,x", "data:audio/wav;base64,====", "data:text/html,<script>", "data:audio/wav;base64," + "A" * 999]
)
def test_data_addresses_cost_the_sound_and_nothing_else(page, uri):
    answer = page.call("same", {"notes": [NOTE], "audio_data": uri})
    assert isinstance(answer, str) or len(answer["notes"]) == 1


def test_a_take_is_known_to_its_page_alone(page):
    mine = page.server("live", {"action": "open", "page": "mine", "sr": 48_000, "block_samples": 2_048}).json()
    assert len(mine["id"]) >= 32
    for guess in ("", "mine", "../", mine["id"][:-1], mine["id"].swapcase(), None, 0, [mine["id"]]):
        answer = page.server("live", {"action": "finish", "id": guess}).json()
        assert answer["error"] in ("unknown", "refused")
        page.server("live", {"action": "close", "id": guess})
    # Nobody has ended it by guessing.
    assert "error" not in page.server("live", {"action": "finish", "id": mine["id"]}).json()


def test_a_document_is_known_to_its_page_alone(page):
    known = page.value()
    for doc, rev, key in (
        ("", "", ""),
        (known["doc"], "x", ""),
        ("x", "y", known["key"][:-1]),
        (known["doc"], "", "../"),
    ):
        assert page.server("sync", {"doc": doc, "rev": rev, "key": key}).json() is None
