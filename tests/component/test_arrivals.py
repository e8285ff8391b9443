"""What a page is told of an event that carried its edits: the outcome of that very event, and of no other."""

import threading
import time

import gradio as gr
import pytest

from gradio_pianoroll import PianoRoll
from tests.component.conftest import Page

pytestmark = pytest.mark.gradio


@pytest.fixture
def page(serve):
    gate = threading.Event()

    def refuse(value):
        raise gr.Error("no", print_exception=False)

    def wait(value):
        gate.wait(20)

    with gr.Blocks() as app:
        roll, out = PianoRoll(), gr.Textbox()
        gr.Button().click(lambda value: None, roll, out, api_name="read")
        gr.Button().click(refuse, roll, out, api_name="refuse")
        gr.Button().click(wait, roll, out, api_name="wait")
        gr.Button().click(lambda value: None, roll, out, api_name="unqueued", queue=False)
        roll.change(lambda value: None, roll, out, api_name="heard")
    found = Page(serve(app))
    found.gate = gate
    yield found
    gate.set()


def state(page, rev):
    return {**page.value(), "rev": rev}


def became(page, rev, doc=None):
    """The settled answer: the queue notes an outcome a moment after it has told it."""
    question = {"doc": doc or page.value()["doc"], "rev": rev}
    end = time.monotonic() + 10
    while (answer := page.server("arrived", question).json()) == "running" and time.monotonic() < end:
        time.sleep(0.02)
    return answer


def test_an_event_that_ended_well_is_done(page):
    page.call("read", state(page, "x.1"))
    assert became(page, "x.1") == "done"


def test_nothing_is_known_of_what_no_event_brought(page):
    page.call("read", state(page, "x.1"))
    assert became(page, "x.2") is None
    assert became(page, "x.1", doc="another") is None
    assert page.server("arrived", None).json() is None
    assert page.server("arrived", {"doc": ["x"], "rev": {}}).json() is None


def test_an_event_that_failed_is_told_as_failed_until_another_succeeds(page):
    page.call("refuse", state(page, "x.1"))
    assert became(page, "x.1") == "failed"
    page.call("read", state(page, "x.1"))
    assert became(page, "x.1") == "done"


def test_what_cannot_be_read_is_told_as_failed(page):
    page.call("read", {**state(page, "x.1"), "delta": "no JSON"})
    assert became(page, "x.1") == "failed"


def test_the_rolls_own_events_are_no_delivery(page):
    page.call("heard", state(page, "x.1"))
    assert became(page, "x.1") == "read"


def test_an_event_under_way_is_running(page):
    call = threading.Thread(target=page.call, args=("wait", state(page, "x.1")))
    call.start()
    end = time.monotonic() + 10
    question = {"doc": page.value()["doc"], "rev": "x.1"}
    while page.server("arrived", question).json() is None and time.monotonic() < end:
        time.sleep(0.02)
    assert page.server("arrived", question).json() == "running"
    page.gate.set()
    call.join(20)
    assert became(page, "x.1") == "done"


def test_of_an_event_outside_of_the_queue_it_is_told_that_it_came(page):
    # What a page does for such an event.
    page.http.post(f"{page.url}/gradio_api/run/unqueued", json={"data": [state(page, "x.1")]}).raise_for_status()
    assert became(page, "x.1") == "read"


def test_an_event_that_waits_in_the_queue_is_running(page):
    """Of one handler one event runs at a time."""
    # Two calls of one session share the stream of its events: one of them could wait for an end that the other read.
    pages = [Page(page.url, session=f"page {i}") for i in (1, 2)]
    calls = [threading.Thread(target=one.call, args=("wait", state(page, f"x.{i}"))) for i, one in enumerate(pages, 1)]
    for i, call in enumerate(calls, 1):
        call.start()
        end = time.monotonic() + 10
        question = {"doc": page.value()["doc"], "rev": f"x.{i}"}
        while (answer := page.server("arrived", question).json()) is None and time.monotonic() < end:
            time.sleep(0.02)
        assert answer == "running"
    page.gate.set()
    for call in calls:
        call.join(20)
        assert not call.is_alive()
    assert became(page, "x.2") == "done"
