"""An answer that names no notes is put onto what the event was given, and onto nobody else's."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import gradio as gr
import pytest

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.score import PianoRollWarning
from tests.client import Client
from tests.component.conftest import Page

pytestmark = pytest.mark.gradio


def song(pitch):
    notes = [{"id": f"note_{i}", "start": 80 * i, "duration": 80, "pitch": pitch} for i in range(2)]
    return {"notes": notes, "tempo": 120, "my_key": pitch}


@pytest.fixture
def address(serve):
    together = threading.Barrier(2, timeout=20)

    def faster(value):
        return {"tempo": 90}

    def faster_together(value):
        together.wait()
        time.sleep(0.2)
        return {"tempo": 90}

    def steps(value):
        for tempo in (80, 90):
            yield {"tempo": tempo}

    async def without_a_thread(value):
        return {"tempo": 90}

    with gr.Blocks() as demo:
        roll, other, text = PianoRoll(), PianoRoll(), gr.Textbox()
        gr.Button().click(faster, roll, roll, api_name="faster")
        gr.Button().click(faster, roll, roll, api_name="unqueued", queue=False)
        gr.Button().click(steps, roll, roll, api_name="steps")
        gr.Button().click(without_a_thread, roll, roll, api_name="asynchronous")
        gr.Button().click(faster_together, roll, roll, api_name="together", concurrency_limit=4)
        gr.Button().click(faster, other, roll, api_name="other")
        gr.Button().click(faster, text, roll, api_name="without")
        gr.Button().click(lambda _: {"notes": []}, text, roll, api_name="empty")
    return serve(demo)


@pytest.mark.parametrize("name", ["faster", "unqueued", "steps", "asynchronous"])
def test_notes_that_are_not_named_stay(address, name):
    answer = Client(address).predict(song(61), api_name=f"/{name}")
    assert [note["pitch"] for note in answer["notes"]] == [61, 61]
    assert [note["id"] for note in answer["notes"]] == ["note_0", "note_1"]
    assert (answer["tempo"], answer["my_key"]) == (90, 61)


def test_each_visitor_keeps_his_own(address):
    with ThreadPoolExecutor(2) as pool:
        clients = [Client(address) for _ in range(2)]
        for first in (50, 60):
            asked = [
                pool.submit(client.predict, song(first + i), api_name="/together") for i, client in enumerate(clients)
            ]
            found = [answer.result(timeout=30) for answer in asked]
            assert [[note["pitch"] for note in answer["notes"]] for answer in found] == [[first] * 2, [first + 1] * 2]


@pytest.mark.parametrize("name", ["other", "without"])
def test_a_handler_that_was_not_given_the_roll_is_told_so(address, name):
    client = Client(address)
    client.predict(song(61), api_name="/faster")
    with pytest.warns(PianoRollWarning, match="names no notes .* Name the roll among the inputs"):
        client.predict(song(61) if name == "other" else "", api_name=f"/{name}")


def test_an_empty_list_empties_without_a_word(address, recwarn):
    Client(address).predict("", api_name="/empty")
    assert not [w for w in recwarn if issubclass(w.category, PianoRollWarning)]


def test_another_visitors_event_is_no_reason_to_run_a_change_handler_again(serve):
    """Both visitors have the same document from the page; the one at work is known by the revision that it was given."""
    running, done = threading.Event(), threading.Event()

    def slow(value):
        running.set()
        assert done.wait(20)
        return value

    def fill(value):
        return {"notes": [{"start": 0, "duration": 80, "pitch": 77}]}

    with gr.Blocks() as demo:
        roll = PianoRoll(song(61))
        gr.Button().click(slow, roll, roll, api_name="slow")
        roll.change(fill, roll, roll, api_name="changed")
    address = serve(demo)
    first, second = Page(address, "first"), Page(address, "second")
    given = second.value() | {"rev": "edited", "delta": None}
    moved = {"base": given["blob"]["path"].rsplit("/", 1)[1].removesuffix(".arrows"), "ops": []}
    given |= {"delta": json.dumps(moved)}
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(first.call, "slow", first.value())
        assert running.wait(20)
        answer = second.call("changed", given)
        done.set()
        assert asked.result(timeout=20)["meta"]["quiet"] is False
    assert answer["meta"]["quiet"] is True
