"""Dicts that went through JSON, another server or a data frame come back as changes, and only to whom they belong."""

import copy
import json
import threading

import gradio as gr
import httpx
import pytest

from gradio_pianoroll import PianoRoll
from tests.component.conftest import Page

from .test_round_trip import DATA, PITCH_UP, edited, pitches


def lower(note):
    return {**note, "pitch": 50} if note["pitch"] == 62 else note


def by_keys(value):
    """A dict of the program's own, as it is returned by a server that knows nothing of a roll."""
    notes = [lower({key: note[key] for key in note}) for note in value["notes"]]
    return {"notes": notes, "tempo": value["tempo"], "revision": value["revision"]}


def by_json(value):
    answer = json.loads(json.dumps(value))
    return {**answer, "notes": [lower(note) for note in answer["notes"]]}


def by_deep_copy(value):
    answer = copy.deepcopy(dict(value))
    return {**answer, "notes": [lower(dict(note)) for note in answer["notes"]]}


def by_parts(value):
    return {
        **value,
        "timeSignature": {"numerator": 4, "denominator": 4},
        "notes": [lower({**n}) for n in value["notes"]],
    }


@pytest.mark.parametrize("handler", [by_keys, by_json, by_deep_copy, by_parts])
def test_a_dict_of_a_handler_comes_back_as_a_small_change(app, handler):
    page = app(DATA, change=handler)
    handle = edited(page.value(), PITCH_UP) | {"doc": page.value()["doc"]}
    page.call("change", page.value())  # the same state was given before
    answer = page.call("change", page.value())
    assert (answer["blob"], answer["doc"]) == (None, handle["doc"])
    delta = json.loads(answer["delta"])
    assert delta["base"] == page.value()["rev"]
    assert len(answer["delta"]) < 200
    assert [op["op"] for op in delta["ops"]] == ["shift"]


@pytest.fixture
def kept(serve):
    """An app that keeps what it was given as JSON, and shows it in an event of its own."""
    texts = []

    def keep(value):
        texts.append(json.dumps(value))

    def show():
        answer = json.loads(texts[-1])
        answer["notes"][1]["pitch"] = 50
        return answer

    with gr.Blocks() as demo:
        roll = PianoRoll(DATA)
        gr.Button().click(keep, roll, gr.Textbox(), api_name="keep")
        gr.Button().click(show, None, roll, api_name="show")
        gr.Button().click(lambda: {key: json.loads(texts[-1])[key] for key in ("revision", "tempo")}, None, roll, api_name="tempo")  # fmt: skip
    return serve(demo)


def test_an_answer_may_come_in_a_later_event(kept):
    page = Page(kept)
    page.call("keep", page.value())
    answer = page.call("show")
    assert (answer["doc"], answer["blob"]) == (page.value()["doc"], None)
    assert json.loads(answer["delta"])["base"] == page.value()["rev"]


def test_the_mark_of_another_visitor_is_ignored(kept):
    mine, other = Page(kept, "mine"), Page(kept, "other")
    mine.call("keep", edited(mine.value(), PITCH_UP))
    answer = other.call("show")
    assert answer["doc"] != mine.value()["doc"], "for somebody else it is a document of its own"
    assert pitches(other, answer) == [72, 50, 64], "with what the program put into it and nothing else"
    hidden = other.call("tempo")
    assert hidden["meta"]["n"] == 0, "notes that the dict does not name are not taken from the other visitor's roll"
    assert mine.call("tempo")["meta"]["n"] == 3


def test_no_client_reaches_it_by_its_name(kept):
    page = Page(kept)
    seen = []
    page.call("keep", page.value())
    page.call("show")
    for key in ("revision", "session page", '("session page", "rev")'):
        seen.append(page.server("sync", {"doc": "d", "rev": key, "key": key}).json())
    assert seen == [None] * 3


def test_two_events_at_once_with_the_same_state_are_both_answered_for_it(serve):
    together = threading.Barrier(2, timeout=20)

    def change(column):
        def handler(value):
            answer = json.loads(json.dumps(value))
            together.wait()
            return {**answer, "notes": [{**note, column: 40} for note in answer["notes"]]}

        return handler

    with gr.Blocks() as demo:
        roll = PianoRoll(DATA)
        for column in ("pitch", "velocity"):
            gr.Button().click(change(column), roll, roll, api_name=column, queue=False)
    page = Page(serve(demo))
    answers = {}

    def call(name):
        # Not by the queue, which tells a session's events apart on one stream only.
        body = {"data": [page.value()], "session_hash": page.session}
        answered = httpx.post(f"{page.url}/gradio_api/run/{name}", json=body, timeout=60)
        answers[name] = answered.raise_for_status().json()["data"][0]

    threads = [threading.Thread(target=call, args=(name,)) for name in ("pitch", "velocity")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, other in (("pitch", "velocity"), ("velocity", "pitch")):
        delta = json.loads(answers[name]["delta"])
        assert delta["base"] == page.value()["rev"]
        assert other not in answers[name]["delta"]


def test_a_program_gets_no_mark(serve):
    from tests.client import Client

    with gr.Blocks() as demo:
        roll = PianoRoll(DATA)
        gr.Button().click(by_json, roll, roll, api_name="change")
    answer = Client(serve(demo)).predict({**DATA, "revision": "rev-" + "0" * 32}, api_name="/change")
    assert "revision" not in answer
    assert [note["pitch"] for note in answer["notes"]] == [60, 50, 64]
