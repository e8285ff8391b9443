"""Values through a real server: what handlers receive, and what comes back for what they return."""

import copy
import json
import threading

import gradio as gr
import numpy as np
import pytest

from gradio_pianoroll import PianoRoll, PianoRollValue, Score
from gradio_pianoroll.score import NoteTable, ops_from_json
from gradio_pianoroll.transport import decode, decode_layers, deflate, encode, inflate

from .conftest import Page

pytestmark = pytest.mark.gradio

NOTES = [
    {"start": 0, "duration": 80, "pitch": 60, "lyric": "가"},
    {"start": 80, "duration": 80, "pitch": 62},
    {"start": 160, "duration": 80, "pitch": 64},
]
LAYER = {"f0": {"data": [{"x": 0, "y": 220.0}, {"x": 80, "y": 230.0}]}}
DATA = {"notes": NOTES, "tempo": 100, "mine": [1]}


def pitches(page, handle):
    return decode(page.fetch(handle["blob"]).content).notes.pitch.tolist()


def edited(handle, *ops, rev="abc.browser"):
    """The handle as a browser sends it after edits."""
    return handle | {"rev": rev, "delta": json.dumps({"base": handle["rev"], "ops": list(ops)})}


PITCH_UP = {"op": "shift", "ids": [0, 1], "ticks": 0, "pitch": 12}


def test_the_greeting_is_shown_without_a_value(app):
    page = app()
    notes = decode(page.fetch(page.value()["blob"]).content).notes
    assert notes.lyric.to_list() == ["안녕", "하세요", "반가워요"]


def test_a_handler_receives_what_the_page_shows(app):
    seen = []
    page = app(DATA, look=lambda value: seen.append(value))
    page.call("look", page.value())
    (value,) = seen
    assert isinstance(value, PianoRollValue)
    assert [note["pitch"] for note in value["notes"]] == [60, 62, 64]
    assert (value.tempo, value["mine"], value.notes[0].lyric) == (100, [1], "가")


def test_edits_in_the_browser_arrive(app):
    seen = []
    page = app(DATA, look=lambda value: seen.append(value))
    handle = page.value()
    page.call("look", edited(handle, PITCH_UP))
    blob = page.upload(deflate(json.dumps({"base": handle["rev"], "ops": [PITCH_UP, PITCH_UP]})), "edits.deflate")
    page.call("look", handle | {"rev": "x", "delta_blob": blob})
    upload = page.upload(encode(Score(notes=NoteTable.from_columns([0], 1, [33]))), "score.arrows")
    page.call("look", handle | {"rev": "y", "blob": upload})
    assert [value.notes[0].pitch for value in seen] == [72, 84, 33]
    assert len(seen[2].notes) == 1


@pytest.mark.parametrize(
    "handler",
    [
        lambda value: value,
        lambda value: value.copy(),
        copy.deepcopy,
        lambda value: dict(value),
        lambda value: {**value},
        lambda value: value.score,
        lambda value: (json.dumps(value), value)[1],
        lambda value: {**value, "notes": [note for note in value["notes"]]},  # noqa: C416
    ],
)
def test_what_comes_back_unchanged_costs_nothing(app, handler):
    page = app(DATA | {"line_data": LAYER}, same=handler)
    for handle in (page.value(), edited(page.value(), PITCH_UP)):
        answer = page.call("same", handle)
        assert (answer["doc"], answer["rev"]) == (handle["doc"], handle["rev"])
        assert [answer[key] for key in ("blob", "delta", "delta_blob")] == [None] * 3
        assert answer["files"]["layers"]["path"] == handle["files"]["layers"]["path"]
        assert len(json.dumps(answer)) < 2000


def with_pitch(value):
    value["notes"][1]["pitch"] = 50
    return value


def of_dict(value):
    data = dict(value)
    data["notes"] = [note if note["pitch"] != 62 else {**note, "pitch": 50} for note in data["notes"]]
    return data


@pytest.mark.parametrize(
    "handler", [with_pitch, lambda v: with_pitch(v.copy()), lambda v: with_pitch(v).score, of_dict]
)
def test_a_change_comes_back_as_a_delta(app, handler):
    page = app(DATA, change=handler)
    handle = edited(page.value(), PITCH_UP)
    answer = page.call("change", handle)
    assert answer["blob"] is None
    assert answer["doc"] == handle["doc"]
    assert answer["rev"] != handle["rev"]
    delta = json.loads(answer["delta"])
    assert delta["base"] == handle["rev"]
    shown = Score.from_dict(DATA).apply(ops_from_json([PITCH_UP]))[0]
    assert shown.apply(ops_from_json(delta["ops"]))[0].notes.pitch.tolist() == [72, 50, 64]
    # What the browser sends next carries both edits, on the snapshot that it has.
    again = edited(page.value(), PITCH_UP, *delta["ops"], rev=answer["rev"])
    assert page.call("change", again)["rev"] == answer["rev"]


def test_view_settings_change_without_a_new_revision(app):
    def zoom(value):
        value.pixels_per_beat = 160
        value.snap_setting = "1/8"
        return value

    page = app(DATA, zoom=zoom)
    answer = page.call("zoom", page.value())
    assert answer["rev"] == page.value()["rev"]
    assert (answer["meta"]["pixels_per_beat"], answer["meta"]["snap"]) == (160, "1/8")


def test_a_long_change_is_a_file_and_a_longer_one_a_snapshot(app):
    rng = np.random.default_rng(0)
    table = NoteTable.from_columns(np.arange(40_000) / 4, 1, rng.integers(0, 100, 40_000))

    def some(count):
        def handler(value):
            for row in range(count):
                value["notes"][row]["pitch"] = int(rng.integers(100, 128))
                value["notes"][row]["velocity"] = int(rng.integers(100, 128))
            return value

        return handler

    page = app(Score(notes=table), long=some(3000), longer=some(40_000))
    answer = page.call("long", page.value())
    assert (answer["blob"], answer["delta"]) == (None, None)
    delta = json.loads(inflate(page.fetch(answer["delta_blob"]).content))
    assert delta["base"] == page.value()["rev"]
    assert len(json.dumps(answer)) < 2000
    answer = page.call("longer", page.value())
    assert answer["delta"] is answer["delta_blob"] is None
    assert answer["doc"] == page.value()["doc"]
    assert min(pitches(page, answer)) >= 100


def test_something_new_is_a_snapshot_with_a_document_of_its_own(app):
    page = app(DATA, new=lambda value: {"notes": NOTES[:1]}, none=lambda value: None)
    answer = page.call("new", page.value())
    assert answer["doc"] != page.value()["doc"]
    assert pitches(page, answer) == [60]
    assert page.call("none", page.value()) is None
    assert page.call("new", None)["blob"]


def test_curves_and_segments_travel_in_a_file_of_their_own(app):
    segments = [{"start": 0, "end": 1, "type": "word", "value": "가", "confidence": 0.5}]
    seen = []

    def quieter(value):
        seen.append(value)
        value["line_data"]["f0"]["data"][0]["y"] = 110.0
        return value

    page = app(DATA | {"line_data": LAYER, "segment_data": segments}, quieter=quieter)
    curves, found = decode_layers(page.fetch(page.value()["files"]["layers"]).content)
    assert curves["f0"].values.tolist() == [220, 230]
    assert found[0].text == "가"
    answer = page.call("quieter", page.value())
    assert seen[0]["segment_data"] == segments
    assert '"curve' in answer["delta"]
    # Curves may change while the notes do not: the revision has to tell.
    other = app(DATA | {"line_data": {"f0": {"data": [{"x": 0, "y": 1.0}]}}})
    assert other.value()["blob"]["path"] == page.value()["blob"]["path"]
    assert other.value()["rev"] != page.value()["rev"]


def test_beats_between_the_ticks_keep_their_exact_value(app, monkeypatch):
    from gradio_pianoroll.session import known
    from gradio_pianoroll.transport import DocumentStore

    third = 1 / 3 + 1e-7
    seen = []
    page = app(Score(notes=NoteTable.from_columns([third, 2], 1, 60)), look=lambda value: seen.append(value))
    page.call("look", page.value())
    monkeypatch.setattr(known, "DOCUMENTS", DocumentStore())  # as after a restart
    page.call("look", edited(page.value(), {"op": "shift", "ids": [1, 1], "ticks": 15360, "pitch": 0}))
    assert [value.score.notes.onset_beats.tolist() for value in seen] == [[third, 2], [third, 3]]


def test_a_value_of_another_roll_arrives_as_a_document_of_its_own(serve):
    with gr.Blocks() as demo:
        a, b = PianoRoll(DATA), PianoRoll()
        gr.Button().click(lambda value: value, a, b, api_name="over")
    page = Page(serve(demo))
    answer = page.call("over", page.value(0))
    assert answer["doc"] not in (page.value(0)["doc"], page.value(1)["doc"])
    assert pitches(page, answer) == [60, 62, 64]


def test_a_generator_may_yield_the_value_it_changes(app):
    def grow(value):
        for pitch in (70, 71):
            value["notes"][0]["pitch"] = pitch
            yield value

    page = app(DATA, grow=grow)
    answer = page.call("grow", page.value())
    assert answer["doc"] == page.value()["doc"]
    assert json.loads(answer["delta"])["base"] != page.value()["rev"], "it follows the first value of the generator"
    assert pitches(page, page.server("sync", answer).json()) == [71, 62, 64]


def test_many_sessions_at_once(app):
    page = app(DATA, up=lambda value: {**value, "notes": [*value["notes"], {"start": 0, "duration": 9, "pitch": 1}]})
    answers = []

    def work(i):
        op = {"op": "shift", "ids": [0, 1], "ticks": 0, "pitch": i}
        mine = Page(page.url, session=f"session {i}")
        answers.append((i, mine.call("up", edited(mine.value(), op, rev=f"r.{i}"))))

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    for i, answer in answers:
        assert json.loads(answer["delta"])["base"] == f"r.{i}"


# --- recovery ------------------------------------------------------------------------------------------------------


def test_sync_gives_the_content_of_a_revision(app):
    page = app(DATA, change=with_pitch, same=lambda value: value)
    changed = page.call("change", page.value())
    by_key = page.server("sync", {key: changed[key] for key in ("doc", "rev", "key")}).json()
    by_rev = page.server("sync", {"doc": changed["doc"], "rev": changed["rev"]}).json()
    assert pitches(page, by_key) == pitches(page, by_rev) == [60, 50, 64]
    assert by_key["doc"] == changed["doc"]
    assert by_key["blob"]["url"].startswith(page.url)
    same = page.call("same", edited(page.value(), PITCH_UP))
    assert pitches(page, page.server("sync", {key: same[key] for key in ("doc", "rev", "key")}).json()) == [72, 62, 64]


def test_sync_does_not_know_what_a_client_named(app):
    page = app(DATA, same=lambda value: value)
    page.call("same", edited(page.value(), PITCH_UP, rev="chosen"))
    for payload in ({"rev": "chosen"}, {"key": "chosen", "rev": "chosen"}, {}, None, 3, {"key": ["x"]}):
        assert page.server("sync", payload).json() is None


def test_sync_turns_the_dict_form_into_a_handle(app):
    page = app()
    answer = page.server("sync", {"value": DATA}).json()
    assert pitches(page, answer) == [60, 62, 64]


def test_a_page_that_never_showed_the_value_sends_it_back(app):
    seen = []
    page = app(DATA, change=with_pitch, look=lambda value: seen.append(value))
    page.call("look", page.call("change", page.value()))
    assert [note.pitch for note in seen[0].notes] == [60, 50, 64]


def test_what_is_forgotten_is_said(app, monkeypatch):
    from gradio_pianoroll.session import known
    from gradio_pianoroll.transport import DocumentStore

    page = app(DATA, change=with_pitch)
    changed = page.call("change", page.value())
    monkeypatch.setattr(known, "DOCUMENTS", DocumentStore())
    assert "reload the page" in page.call("change", changed)
    # Whatever has its snapshot is rebuilt from it.
    assert json.loads(page.call("change", edited(page.value(), PITCH_UP))["delta"])["ops"]
