"""Sizes: the handle, the page, the time of an event."""

import json
import time

import gradio as gr
import numpy as np
import pytest

from gradio_pianoroll import PianoRoll, Score
from gradio_pianoroll.score import NoteTable

from .conftest import Page

pytestmark = pytest.mark.gradio


def big(n):
    rng = np.random.default_rng(0)
    return Score(notes=NoteTable.from_columns(np.arange(n) / 8, 1, rng.integers(0, 128, n)), name="큰 악보")


def test_the_handle_is_below_2_kb(sound):
    roll = PianoRoll(
        big(10_000).to_dict() | {"line_data": {"f0": {"data": [{"x": i, "y": i} for i in range(999)]}}},
        audio_data=str(sound),
        segment_data=[{"start": 0, "end": 1, "type": "word", "value": "x"}] * 100,
        viewport_config={"virtualScrolling": True, "bufferSize": 100, "renderThreshold": 50},
        render=False,
    )
    files = roll.value["files"]
    assert files["layers"]
    assert files["peaks"]
    assert files["audio"]
    # The rest is for the length of addresses and cache folders.
    assert len(json.dumps(roll.value)) < 3000
    bare = PianoRoll(big(10_000), render=False)
    assert len(json.dumps(bare.value)) < 1500


def test_a_page_with_100_000_notes_is_below_100_kb(serve):
    score = big(100_000)
    curve = {"f0": {"data": [{"x": i, "y": i} for i in range(5000)]}}
    with gr.Blocks() as demo:
        roll = PianoRoll(
            score,
            curve_data=curve,
            segment_data=[{"start": i, "end": i + 1, "type": "word", "value": "x"} for i in range(5000)],
        )
        for _ in range(4):
            roll.change(lambda value: value, roll, roll)
    page = Page(serve(demo))
    assert len(page.html().encode()) < 100_000
    assert "curve_data" not in page.rolls()[0]["props"]
    assert page.value()["meta"]["n"] == 100_000
    info = page.http.get(f"{page.url}/gradio_api/info")
    assert info.status_code == 200


def test_the_schema_is_made_once():
    a, b = PianoRoll(render=False), PianoRoll(render=False)
    a.api_info()
    started = time.process_time()
    for _ in range(1000):
        b.api_info()
    assert time.process_time() - started < 0.1


@pytest.mark.parametrize("n", [100_000])
def test_an_event_on_many_notes_is_quick(app, n):
    page = app(big(n), same=lambda value: value)
    page.call("same", page.value())
    roll = page.demo.roll
    started = time.process_time()
    answer = roll.postprocess(roll.preprocess(page.value()))
    assert time.process_time() - started < 0.25
    assert answer.root.blob is None
