"""Scores that grow while they are shown, through real servers."""

import json

import gradio as gr
import numpy as np
import pytest

from gradio_pianoroll import Curve, NoteTable, PianoRoll, PianoRollValue, Score, ScoreStream
from gradio_pianoroll.score import Insert, OpError, beats_to_ticks
from gradio_pianoroll.transport import decode, decode_delta
from tests.client import Client

from .conftest import Page

pytestmark = pytest.mark.gradio


def table(start, n, **columns):
    rows = np.arange(start, start + n)
    return NoteTable.from_columns(rows / 4, 0.25, 40 + rows % 40, id=rows, **columns)


def batches(n, size):
    return [table(start, size) for start in range(0, n, size)]


def events_of(page, fn_name):
    """What one run of a generator sends to the page: its messages as Gradio's own client gets them."""
    dependency = next(d for d in page.config["dependencies"] if d["api_name"] == fn_name)
    session = "growing"
    inputs = [page.value()] * len(dependency["inputs"])
    body = {"data": inputs, "fn_index": dependency["id"], "session_hash": session}
    page.http.post(f"{page.url}/gradio_api/queue/join", json=body).raise_for_status()
    lines = []
    with page.http.stream("GET", f"{page.url}/gradio_api/queue/data", params={"session_hash": session}) as stream:
        for line in stream.iter_lines():
            if line.startswith("data: "):
                lines.append(line)
                if '"process_completed"' in line:
                    return lines
    raise AssertionError(lines)


def value_in(line):
    return json.loads(line.removeprefix("data: "))["output"]["data"][0]


@pytest.fixture
def growing(serve):
    """Serve a generator that takes no roll and gives one."""

    def build(fn, inputs=()):
        with gr.Blocks() as demo:
            roll = PianoRoll()
            gr.Button().click(fn, [roll] if inputs else None, roll, api_name="grow")
        return Page(serve(demo))

    return build


def test_only_new_notes_travel(growing, gradio_cache):
    n, size = 200_000, 10_000

    def grow():
        stream = ScoreStream(Score(name="긴"), total_notes=n, end_beats=n / 4)
        for batch in batches(n, size):
            yield stream.append(batch)
        yield stream.done()

    lines = events_of(growing(grow), "grow")
    generating = [line for line in lines if "process_generating" in line]
    assert len(generating) == n // size + 1
    assert sum(map(len, lines)) < 45_000
    # The whole comes once at the beginning and once at the end; between them only what is new.
    assert max(map(len, generating[1:])) < 1500
    first, last = value_in(generating[0]), value_in(lines[-1])
    assert (first["meta"]["n"], first["meta"]["end"]) == (n, int(beats_to_ticks(n / 4)))
    assert last["meta"]["n"] == n
    assert last["blob"] == first["blob"]
    assert len(last["chunks"]) == n // size - 1
    assert len({chunk["path"] for chunk in last["chunks"]}) == n // size - 1
    files = list(gradio_cache.rglob("*.arrows"))
    # 20 parts, the greeting, and the empty score that the page begins with; each part holds its own notes alone.
    assert len(files) == n // size + 2
    assert sum(len(decode(file.read_bytes()).notes) for file in files) == n + 3


def test_each_chunk_is_a_snapshot_and_the_whole_is_the_score(growing):
    made = []

    def grow():
        stream = ScoreStream(Score(tempo_map=90, name="가"))
        stream.append([{"id": "mine", "start": 0, "duration": 40, "pitch": 60, "lyric": "안"}])
        yield stream.score
        yield stream.append([{"start": 33.3, "duration": 40, "pitch": 50, "velocity": 3, "my": [1]}] * 9)
        yield stream.append(table(0, 4, lyric=["a", None, "안", "b"]))
        made.append(stream.score)

    page = growing(grow)
    last = value_in(events_of(page, "grow")[-1])
    parts = [decode(page.fetch(file).content) for file in (last["blob"], *last["chunks"])]
    assert [len(part.notes) for part in parts] == [1, 9, 4]
    assert {part.tempo_map.tempos for part in parts} == {((0.0, 90.0),)}
    assert len({i for part in parts for i in part.notes.id.tolist()}) == 14
    assert last["meta"]["n"] == 14
    page.call("grow")
    seen = page.server("sync", {"doc": last["doc"], "rev": last["rev"], "key": last["key"]}).json()
    whole = decode(page.fetch(seen["blob"]).content)
    assert whole.notes.id.tolist() == made[0].notes.id.tolist()
    assert whole.notes.lyric.same(made[0].notes.lyric)


def test_a_python_client_gets_every_state(growing):
    def grow():
        stream = ScoreStream(Score(name="x"))
        for batch in batches(300, 100):
            yield stream.append(batch)

    client = Client(growing(grow).url, headers={"x-pianoroll-form": "handle"})
    job = client.submit(api_name="/grow")
    final = PianoRollValue.from_handle(job.result())
    states = [PianoRollValue.from_handle(output) for output in job.outputs()]
    assert [len(state.score.notes) for state in states][:3] == [100, 200, 300]
    assert final.score.notes.same(table(0, 300))
    assert {output["doc"] for output in job.outputs()} == {job.outputs()[0]["doc"]}


def test_a_handler_gets_back_what_grew_and_its_edits(serve):
    seen = []

    def grow():
        stream = ScoreStream(Score(name="x"))
        # A third of a beat lies off the grid and comes back exactly.
        for start in (0, 1, 2):
            yield stream.append([{"startBeats": start + 1 / 7, "durationBeats": 0.3, "pitch": 60}])

    with gr.Blocks() as demo:
        roll = PianoRoll()
        gr.Button().click(grow, None, roll, api_name="grow")
        gr.Button().click(lambda value: seen.append(value), roll, gr.State(), api_name="look")
    page = Page(serve(demo))
    last = page.call("grow")
    assert len(last["chunks"]) == 2
    page.call("look", last)
    delta = json.dumps({"base": last["rev"], "ops": [{"op": "shift", "ids": [1, 1], "ticks": 0, "pitch": 2}]})
    page.call("look", {**last, "rev": f"{last['rev']}.x", "delta": delta})
    assert [value.score.notes.pitch.tolist() for value in seen] == [[60, 60, 60], [60, 62, 60]]
    assert seen[0].score.notes.onset_beats.tolist() == [1 / 7, 1 + 1 / 7, 2 + 1 / 7]


def test_the_content_is_found_again_from_its_files_alone(serve, monkeypatch):
    from gradio_pianoroll.session import known
    from gradio_pianoroll.transport import DocumentStore

    seen = []

    def grow():
        stream = ScoreStream(Score(name="x"))
        for start in (0, 1, 2):
            yield stream.append([{"startBeats": start + 1 / 7, "durationBeats": 0.3, "pitch": 60, "lyric": f"{start}"}])

    with gr.Blocks() as demo:
        roll = PianoRoll()
        gr.Button().click(grow, None, roll, api_name="grow")
        gr.Button().click(lambda value: seen.append(value.score), roll, gr.State(), api_name="look")
    page = Page(serve(demo))
    last = page.call("grow")
    monkeypatch.setattr(known, "DOCUMENTS", DocumentStore())  # as after a restart
    page.call("look", last)
    assert seen[0].notes.onset_beats.tolist() == [1 / 7, 1 + 1 / 7, 2 + 1 / 7]
    assert seen[0].notes.lyric.to_list() == ["0", "1", "2"]


def test_the_value_of_a_handler_grows_in_its_own_document(app):
    def grow(value):
        stream = ScoreStream(value)
        for batch in batches(3000, 1000):
            yield stream.append(batch)

    def extend(value):
        score = value.score
        for start in (1000, 2000):
            score = score.apply([Insert(table(start, 1000))])[0]
            yield score

    page = app(None, grow=grow, extend=extend)
    for name, n in (("grow", 3003), ("extend", 2003)):
        last = page.call(name, page.value())
        assert last["doc"] == page.value()["doc"]
        assert last["blob"]["path"] == page.value()["blob"]["path"]
        assert last["meta"]["n"] == n
        assert sum(len(decode(page.fetch(f).content).notes) for f in (last["blob"], *last["chunks"])) == n


def test_a_handler_that_adds_to_what_grew_sends_one_chunk_more(app):
    def add(value):
        more = NoteTable.from_columns(np.arange(5000), 1, 60, id=np.arange(5000) + value.score.notes.next_id)
        return value.score.apply([Insert(more)])[0]

    page = app(None, add=add)
    once = page.call("add", page.value())
    twice = page.call("add", once)
    assert [len(handle["chunks"]) for handle in (once, twice)] == [1, 2]
    assert twice["chunks"][0]["path"] == once["chunks"][0]["path"]
    assert twice["rev"] != once["rev"]
    edited = {**once, "rev": "mine.1", "delta": json.dumps({"base": once["rev"], "ops": []})}
    assert page.call("add", edited)["chunks"] == []


def test_other_changes_while_it_grows(growing):
    def grow():
        stream = ScoreStream(Score(name="x"))
        yield stream.append(table(0, 4000))
        yield stream.append(table(4000, 4000))
        stream.score = stream.score.replace(curves=[Curve("f0", np.ones(900, np.float32))])
        yield stream.score
        yield stream.append(table(8000, 4000))

    page = growing(grow)
    generating = [line for line in events_of(page, "grow") if "process_generating" in line]
    last = page.call("grow")
    assert len(generating) == 4
    assert last["meta"]["n"] == 12_000
    seen = page.server("sync", {"doc": last["doc"], "rev": last["rev"], "key": last["key"]}).json()
    assert len(decode(page.fetch(seen["blob"]).content).notes) == 12_000
    assert seen["files"]["layers"]


def test_edits_of_a_generator_build_on_each_other(growing):
    def climb(value):
        for pitch in (70, 71, 60):
            value["notes"][0]["pitch"] = pitch
            yield value

    page = growing(climb, ["roll"])
    first = page.value()
    client = Client(page.url)
    job = client.submit(first, api_name="/grow")
    job.result()
    handles = job.outputs()[:3]
    # The browser applies one after the other: each says what it follows.
    deltas = [json.loads(handle["delta"]) for handle in handles]
    assert [delta["base"] for delta in deltas] == [first["rev"], handles[0]["rev"], handles[1]["rev"]]
    shown = decode(page.fetch(first["blob"]).content)
    for handle, pitch in zip(handles, (70, 71, 60), strict=True):
        shown = shown.apply(decode_delta(handle["delta"])[1])[0]
        assert shown.notes.pitch[0] == pitch


def test_many_small_batches_do_not_swell_the_value(growing):
    def grow():
        stream = ScoreStream(Score(name="x"))
        for i in range(120):
            yield stream.append(table(i, 1))

    page = growing(grow)
    last = page.call("grow")
    assert len(last["chunks"]) <= 100
    assert sum(len(decode(page.fetch(f).content).notes) for f in (last["blob"], *last["chunks"])) == 120


def test_the_total_is_given_at_once_and_corrected_at_the_end(growing):
    def grow():
        stream = ScoreStream(total_notes=500, end_beats=125.0)
        yield stream.append(table(0, 100))
        yield stream.append(table(100, 100))
        yield stream.done()

    lines = events_of(growing(grow), "grow")
    first = value_in(next(line for line in lines if "process_generating" in line))
    assert (first["meta"]["n"], first["meta"]["end"]) == (500, 125 * 15360)
    last = value_in(lines[-1])
    assert (last["meta"]["n"], last["meta"]["end"]) == (200, 50 * 15360)
    assert len(last["chunks"]) == 1


def test_sessions_do_not_share_a_document(growing):
    def grow():
        stream = ScoreStream(Score(name="x"))
        for batch in batches(200, 100):
            yield stream.append(batch)

    page = growing(grow)
    docs = {page.call("grow")["doc"], Page(page.url, session="other").call("grow")["doc"]}
    assert len(docs) == 2


def test_a_stream_refuses_what_is_no_notes():
    with pytest.raises(ValueError, match="negative"):
        ScoreStream(total_notes=-1)
    with pytest.raises(TypeError, match="a batch of notes"):
        ScoreStream().append(3)
    stream = ScoreStream()
    stream.append(table(0, 2))
    with pytest.raises(OpError):
        stream.score.apply([Insert(table(1, 1))])
