"""A snapshot over HTTP: plain for this machine, compressed for others, the same content for both."""

import gradio as gr
import numpy as np
import pytest

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.score import Curve, NoteTable, Score
from gradio_pianoroll.transport import decode
from gradio_pianoroll.wire.packed import unpack_snapshot
from tests.component.conftest import Page

pytestmark = pytest.mark.gradio

FAR = {"X-Forwarded-For": "203.0.113.9"}


@pytest.fixture
def page(serve):
    rng = np.random.default_rng(1)
    notes = NoteTable.from_columns(np.sort(rng.random(30_000)) * 1000, 0.5, rng.integers(30, 90, 30_000))
    curve = Curve("f0", np.sin(np.arange(5000) / 9).astype(np.float32), hop=0.01, unit="Hz")
    with gr.Blocks() as app:
        roll = PianoRoll(Score(notes=notes, curves=[curve]))
        gr.Button().click(lambda value: value, roll, roll, api_name="echo")
    return Page(serve(app))


def ask(page, payload, **headers):
    """The raw answer: what is on the wire, not what the client makes of it."""
    question = {
        "data": payload,
        "component_id": page.rolls()[0]["id"],
        "fn_name": "packed",
        "session_hash": page.session,
    }
    url = f"{page.url}/gradio_api/component_server/"
    with page.http.stream("POST", url, json=question, headers=headers) as answer:
        return answer.status_code, answer.headers, b"".join(answer.iter_raw())


def test_another_machine_gets_it_compressed(page):
    blob = page.value()["blob"]
    plain = page.fetch(blob).content
    status, headers, body = ask(page, {"path": blob["path"]}, **FAR)
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert len(body) < 0.75 * len(plain)
    assert unpack_snapshot(body) == plain
    assert len(decode(plain).notes) == 30_000


def test_this_machine_gets_it_plain(page):
    blob = page.value()["blob"]
    status, headers, body = ask(page, {"path": blob["path"]})
    assert status == 200
    assert "content-encoding" not in headers
    assert body == page.fetch(blob).content


def test_a_name_that_is_not_this_machines_counts_as_another(page):
    _, headers, _ = ask(page, {"path": page.value()["blob"]["path"]}, Host="rolls.example.org")
    assert headers["content-encoding"] == "gzip"


def test_layers_are_compressed_as_they_are(page):
    layers = page.value()["files"]["layers"]
    question = {"data": {"path": layers["path"]}, "component_id": page.rolls()[0]["id"], "fn_name": "packed"}
    answer = page.http.post(
        f"{page.url}/gradio_api/component_server/", json={**question, "session_hash": page.session}, headers=FAR
    )
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content == page.fetch(layers).content


def test_the_content_keeps_its_name(page):
    value = page.value()
    ask(page, {"path": value["blob"]["path"]}, **FAR)
    echoed = page.call("echo", value)
    assert (echoed["rev"], echoed["key"], echoed["doc"]) == (value["rev"], value["key"], value["doc"])


@pytest.mark.parametrize("far", [{}, FAR])
def test_nothing_else_is_opened(page, tmp_path, far):
    outside = tmp_path / "secret.arrows"
    outside.write_bytes(b"secret")
    inside = page.value()["blob"]["path"]
    for path in (
        str(outside),
        f"{inside}/../../../../{outside.name}",
        inside.replace(".arrows", ".txt"),
        inside + "\0",
        inside[:-8] + "0.arrows",
        "",
        None,
        7,
        ["x"],
    ):
        status, _, body = ask(page, {"path": path}, **far)
        assert (status, b"secret" in body) == (404, False)
    assert ask(page, None, **far)[0] == 404


def test_a_file_that_is_no_snapshot_comes_as_it_is(page):
    uploaded = page.upload(b"no arrow stream", "mine.arrows")
    path = uploaded["path"] if isinstance(uploaded, dict) else uploaded
    status, headers, body = ask(page, {"path": path}, **FAR)
    assert (status, body) == (200, b"no arrow stream")
    assert "content-encoding" not in headers
