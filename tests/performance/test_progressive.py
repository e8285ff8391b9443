"""Rolls that fill while one looks: what is yielded, and the app through a real server."""

import json
from itertools import count
from pathlib import Path

import gradio as gr
import httpx
import numpy as np
import pytest

from gradio_pianoroll import NoteTable, PianoRoll, PianoRollValue, Score
from gradio_pianoroll.apps.progressive import FIRST_NOTES, MOST_NOTES, growing_scores
from gradio_pianoroll.performance import create_progressive_piano_roll, create_virtualized_pianoroll
from gradio_pianoroll.transport import decode
from tests.client import Client

N = 20_000


def table(n=N, start=0):
    rows = np.arange(start, start + n)
    return NoteTable.from_columns(rows / 4, 0.25, rows % 128, rows % 127 + 1, id=rows)


def dicts(n=N, start=0):
    return [
        {"start": 20 * i, "duration": 20, "pitch": i % 128, "velocity": i % 127 + 1} for i in range(start, start + n)
    ]


def sizes(scores):
    return [len(score.notes) for score in scores]


@pytest.mark.parametrize(
    "loaded",
    [
        table(),
        Score(notes=table()),
        dicts(),
        {"notes": dicts(), "tempo": 90},
        PianoRollValue.from_score(Score(notes=table())),
    ],
    ids=["table", "score", "list", "dict", "value"],
)
def test_a_whole_is_shown_slice_by_slice(loaded):
    scores = list(growing_scores(loaded))
    assert sizes(scores) == [4096, 12_288, N, N]
    assert scores[-1].notes.same(table())
    # The count and the end are known from the first value on.
    assert [score.origin.total_notes for score in scores] == [N, N, N, None]
    assert scores[0].origin.end_beats == N / 4
    assert {score.tempo_map.tempos[0][1] for score in scores} == {90.0 if type(loaded) is dict else 120.0}


def test_batches_grow_so_that_they_are_few():
    found = sizes(growing_scores(table(500_000)))
    steps = np.diff(found[:-1])
    assert found[0] == FIRST_NOTES
    assert len(found) < 12
    assert steps.max() == MOST_NOTES


def test_batches_of_all_kinds():
    def batches():
        yield {"notes": dicts(5000), "tempo": 90, "name": "노래"}
        yield table(5000, 5000)
        yield Score(notes=table(5000, 10_000))
        yield dicts(4999, 15_000)
        yield dicts(1, 19_999)[0]

    scores = list(growing_scores(batches(), total_notes=N))
    assert scores[-1].notes.same(table())
    assert scores[-1].name == "노래"
    assert {score.tempo_map.tempos[0][1] for score in scores} == {90.0}
    assert sizes(scores) == [5000, 10_000, 15_000, 19_999, N, N]


def test_tiny_batches_become_few_values():
    now = (i * 1e-5 for i in count())
    one_by_one = list(growing_scores(iter(dicts(30_000)), clock=lambda: next(now)))
    assert one_by_one[-1].notes.same(table(30_000))
    assert sizes(one_by_one)[0] == 1
    assert len(one_by_one) < 20


def test_slow_batches_are_shown_as_they_come():
    now = iter(range(10_000))
    assert sizes(growing_scores(iter(dicts(4)), clock=lambda: next(now))) == [1, 2, 3, 4, 4]


def test_an_empty_score_and_what_is_none():
    for nothing in ([], {"notes": []}, Score(), iter(())):
        assert sizes(growing_scores(nothing)) == [0]
    for wrong in (3, None, "song.mid"):
        with pytest.raises(TypeError, match="load_full_note_data"):
            list(growing_scores(wrong))
    with pytest.raises(TypeError, match="a function"):
        create_progressive_piano_roll([1])


def test_a_batch_that_fails_keeps_what_was_shown():
    def batches():
        yield dicts(3)
        raise OSError("gone")

    scores = growing_scores(batches())
    assert len(next(scores).notes) == 3
    with pytest.raises(OSError, match="gone"):
        next(scores)


# --- components ------------------------------------------------------------------------------------------------------


def test_a_virtualized_roll():
    with gr.Blocks():
        roll = create_virtualized_pianoroll(label="big", viewport_config={"bufferSize": 7})
        plain = create_virtualized_pianoroll()
    assert type(roll) is PianoRoll
    assert roll.label == "big"
    assert roll.viewport_config == {**plain.viewport_config, "bufferSize": 7}
    assert plain.viewport_config["virtualScrolling"] is True
    assert plain.get_config()["value"]["meta"]["viewport_config"] == plain.viewport_config


@pytest.fixture
def launched(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "False")
    running = []

    def launch(load, **options):
        app = create_progressive_piano_roll(load, **options)
        running.append(app)
        app.launch(prevent_thread_lock=True, quiet=True, show_error=True)
        return app.local_url

    yield launch
    for app in running:
        app.close(verbose=False)


def test_the_app_shows_at_once_and_fills(launched):
    calls = []

    def load():
        calls.append(1)
        return Score(notes=table(100_000), name="긴 노래")

    url = launched(load, label="Long")
    page = httpx.get(url, timeout=60).raise_for_status()
    assert len(page.content) < 100_000
    config = httpx.get(f"{url}config", timeout=60).json()
    roll = next(c["props"] for c in config["components"] if c["props"].get("name") == "pianoroll")
    assert roll["value"]["meta"]["n"] == 0
    assert roll["label"] == "Long"
    assert calls == []

    client = Client(url, headers={"x-pianoroll-form": "handle"})
    job = client.submit(api_name="/load_notes")
    whole = PianoRollValue.from_handle(job.result()).score
    assert whole.notes.same(table(100_000))
    assert whole.name == "긴 노래"
    values = job.outputs()
    assert {value["meta"]["n"] for value in values} == {100_000}
    shown = [sum(len(decode(Path(f).read_bytes()).notes) for f in (v["blob"], *v["chunks"])) for v in values]
    assert shown[0] == FIRST_NOTES
    assert shown == sorted(shown)
    assert len({value["doc"] for value in values}) == 1
    assert values[-1]["blob"] != ""
    assert len(json.dumps(values[-1])) < 8000


def test_the_page_loads_by_itself(launched):
    url = launched(lambda: iter([dicts(5), dicts(5, 5)]))
    config = httpx.get(f"{url}config", timeout=60).json()
    load = next(d for d in config["dependencies"] if d["api_name"] == "load_notes")
    assert [target[1] for target in load["targets"]] == ["load"]
    client = Client(url)
    assert len(PianoRollValue.from_handle(client.predict(api_name="/load_notes")).notes) == 10
