"""Who asks: programs are answered with the dict form, which can be sent back; pages with the handle."""

import csv
import json

import gradio as gr
import httpx
import pytest
from gradio_client import handle_file

from gradio_pianoroll import PianoRoll, PianoRollValue, Score
from gradio_pianoroll.score import PianoRollWarning
from tests.client import Client

pytestmark = pytest.mark.gradio

SONG = {"notes": [{"start": 0, "pitch": 60, "duration": 80, "lyric": "도"}], "tempo": 90, "mine": [1]}


@pytest.fixture
def url(serve, sound):
    seen = []

    def grow(n):
        for i in range(1, int(n) + 1):
            yield {"notes": [{"start": 80 * k, "duration": 80, "pitch": 60 + k} for k in range(i)]}

    def keep(value):
        seen[:] = [value]

    with gr.Blocks() as demo:
        text, number, roll, shown, other = gr.Textbox(), gr.Number(), PianoRoll(), gr.JSON(), PianoRoll()
        for name, fn, given, taken in (
            ("make", lambda text: SONG, text, roll),
            ("make_two", lambda: (SONG, Score.from_dict({**SONG, "tempo": 60})), None, [roll, other]),
            ("update", lambda: gr.update(value=SONG, label="new"), None, roll),
            ("component", lambda: PianoRoll(SONG, height=300), None, roll),
            ("nothing", lambda: None, None, roll),
            ("grow", grow, number, roll),
            ("with_sound", lambda: {**SONG, "audio_data": str(sound)}, None, roll),
            ("keep", keep, roll, shown),
            ("kept", lambda: seen[0], None, roll),
            ("same", lambda value: value, roll, roll),
            ("pitches", lambda value: [note["pitch"] for note in value["notes"]], roll, shown),
        ):
            gr.Button().click(fn, given, taken, api_name=name)
        gr.Button().click(lambda text: SONG, text, roll, api_name="unqueued", queue=False)
        gr.Button().click(lambda: {**SONG, "odd": {1: object()}}, None, roll, api_name="odd")
    return serve(demo, allowed_paths=[str(sound.parent)])


@pytest.fixture
def client(url):
    opened = Client(url)
    yield opened
    opened.close()


class Visitor:
    """What the scripts of a page send, over HTTP; they name themselves in a header."""

    def __init__(self, url, header="app"):
        self.url = url.rstrip("/")
        self.http = httpx.Client(timeout=60, headers={"x-gradio-user": header} if header else {})
        self.config = self.http.get(f"{self.url}/config").json()

    def call(self, api, *data):
        fn = next(d["id"] for d in self.config["dependencies"] if d["api_name"] == api)
        body = {"data": list(data), "fn_index": fn, "session_hash": "visitor"}
        self.http.post(f"{self.url}/gradio_api/queue/join", json=body).raise_for_status()
        with self.http.stream("GET", f"{self.url}/gradio_api/queue/data?session_hash=visitor") as answer:
            for line in answer.iter_lines():
                message = json.loads(line.removeprefix("data:")) if line else {}
                if message.get("msg") == "process_completed":
                    assert message["success"], message
                    return message["output"]["data"]
        raise AssertionError("no answer")


def is_song(answer):
    return [n["pitch"] for n in answer["notes"]] == [60] and answer["tempo"] == 90 and answer["mine"] == [1]


def test_a_roll_out_of_nothing_is_the_dict_form_and_goes_back(client):
    answer = client.predict("x", api_name="/make")
    assert is_song(answer)
    assert not {"v", "doc", "rev", "blob"} & set(answer)
    assert client.predict(answer, api_name="/pitches") == [60]
    assert is_song(client.predict(answer, api_name="/same"))


def test_every_output_of_several(client):
    first, second = client.predict(api_name="/make_two")
    assert (is_song(first), second["tempo"], second["notes"][0]["lyric"]) == (True, 60, "도")


@pytest.mark.parametrize("name", ["update", "component"])
def test_updates_hold_the_dict_form(client, name):
    answer = client.predict(api_name=f"/{name}")
    assert answer["__type__"] == "update"
    assert is_song(answer["value"])
    assert client.predict(answer["value"], api_name="/pitches") == [60]


def test_nothing_stays_nothing(client):
    assert client.predict(api_name="/nothing") is None


def test_every_value_of_a_generator(client):
    job = client.submit(3, api_name="/grow")
    assert len(job.result()["notes"]) == 3
    assert [[n["pitch"] for n in value["notes"]] for value in job.outputs()] == [[60], [60, 61], [60, 61, 62]]


def test_sound_is_a_file_that_can_be_handed_back(client, sound):
    answer = client.predict(api_name="/with_sound")
    assert open(answer["audio_data"], "rb").read() == sound.read_bytes()  # noqa: SIM115
    again = client.predict({**answer, "audio_data": handle_file(answer["audio_data"])}, api_name="/same")
    assert open(again["audio_data"], "rb").read() == sound.read_bytes()  # noqa: SIM115


def test_what_has_no_json_form_is_named_and_left_out(client):
    with pytest.warns(PianoRollWarning, match="'odd' is left out"):
        answer = client.predict(api_name="/odd")
    assert is_song(answer)


def test_plain_http_without_a_session_is_a_program(url):
    """The two calls that Gradio's API page shows for curl."""
    asked = httpx.post(f"{url}gradio_api/call/make", json={"data": ["x"]}, timeout=60).json()["event_id"]
    text = httpx.get(f"{url}gradio_api/call/make/{asked}", timeout=60).text
    assert is_song(json.loads(text.split("data: ")[-1])[0])
    direct = httpx.post(f"{url}gradio_api/run/unqueued", json={"data": ["x"]}, timeout=60).json()
    assert is_song(direct["data"][0])


def test_a_page_gets_the_handle(url):
    page = Visitor(url)
    (handle,) = page.call("make", "x")
    assert handle["v"] == 1
    assert handle["blob"]["path"].endswith(".arrows")
    assert "notes" not in handle
    assert page.call("update")[0]["value"]["blob"]
    direct = page.http.post(f"{page.url}/gradio_api/run/unqueued", json={"data": ["x"], "session_hash": "visitor"})
    assert direct.json()["data"][0]["blob"]
    # As a page was recognised before it named itself.
    assert Visitor(url, header=None).call("make", "x")[0]["blob"]


def test_who_sent_a_handle_gets_a_handle(url, client):
    (handle,) = Visitor(url).call("make", "x")
    given = {**handle, "blob": handle_file(handle["blob"]["path"])}
    answer = client.predict(given, api_name="/same")
    assert (answer["doc"], answer["rev"]) == (handle["doc"], handle["rev"])
    assert answer["v"] == 1


def test_what_one_sent_is_told_to_the_other_in_the_others_form(url, client):
    page = Visitor(url)
    (handle,) = page.call("make", "x")
    page.call("keep", handle)
    assert is_song(client.predict(api_name="/kept"))
    client.predict({**SONG, "tempo": 61}, api_name="/keep")
    (shown,) = page.call("kept")
    assert (shown["meta"]["tempo"], bool(shown["blob"]), bool(shown["doc"])) == (61, True, True)


def test_a_program_may_ask_for_the_handle(url):
    client = Client(url, headers={"x-pianoroll-form": "handle"})
    handle = client.predict("x", api_name="/make")
    assert handle["v"] == 1
    assert is_song(PianoRollValue.from_handle(handle))


def test_both_at_once_do_not_mix(serve):
    """Two functions of one roll run at the same time, one asked by a page, one by a program."""
    import threading

    barrier = threading.Barrier(2, timeout=30)

    def meet():
        barrier.wait()
        return SONG

    with gr.Blocks() as demo:
        roll = PianoRoll()
        gr.Button().click(meet, None, roll, api_name="meet", concurrency_limit=2)
    url = serve(demo)
    page, program = Visitor(url), Client(url)
    for _ in range(3):
        job = program.submit(api_name="/meet")
        assert page.call("meet")[0]["blob"]
        assert is_song(job.result(timeout=30))


def test_the_schema_says_what_comes(url, client):
    endpoints = httpx.get(f"{url}gradio_api/info", timeout=60).json()["named_endpoints"]
    answers = [form.get("properties", {}) for form in endpoints["/make"]["returns"][0]["type"]["anyOf"]]
    assert {"notes", "tempo", "pixelsPerBeat", "line_data"} <= set(answers[0])
    assert set(client.predict("x", api_name="/make")) - {"mine"} <= set(answers[0])
    sent = endpoints["/same"]["parameters"][0]["type"]["anyOf"]
    assert {"$ref": "#/$defs/FileData"} in sent
    assert {"$ref": "#/$defs/FileData"} not in endpoints["/same"]["returns"][0]["type"]["anyOf"]


def test_a_flagged_row_is_the_dict_form(serve, sound, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def same(value):
        return value

    url = serve(gr.Interface(same, PianoRoll(), PianoRoll(), flagging_dir="flagged"))
    client, page = Client(url), Visitor(url)
    upload = page.http.post(f"{page.url}/gradio_api/upload", files={"files": ("tone.wav", sound.read_bytes())})
    mark = {"path": upload.json()[0], "meta": {"_type": "gradio.FileData"}}
    (handle,) = page.call("same", {**SONG, "audio_data": mark})
    page.call("Flag", handle, {**SONG, "audio_data": mark})
    (path,) = (tmp_path / "flagged").glob("*.csv")
    with path.open(encoding="utf-8") as file:
        row = [json.loads(cell) for cell in list(csv.reader(file))[1][:2]]
    for value in row:
        assert is_song(value)
        # The sound lies beside the row.
        kept = tmp_path / value.pop("audio_data")
        assert kept.is_relative_to(tmp_path / "flagged")
        assert kept.read_bytes() == sound.read_bytes()
        assert is_song(client.predict(value, api_name="/same"))


def test_rows_written_before_are_still_read(tmp_path):
    component = PianoRoll(SONG, render=False)
    row = json.dumps(component.postprocess(SONG).model_dump())
    assert component.preprocess(component.read_from_flag(row)).notes[0].pitch == 60


def test_an_app_asks_another_app(serve, url):
    """A handler may call another app; what it returns to its page is a handle all the same."""
    client = Client(url)
    with gr.Blocks() as demo:
        roll = PianoRoll()
        gr.Button().click(lambda: client.predict("x", api_name="/make"), None, roll, api_name="fetch")
    (handle,) = Visitor(serve(demo)).call("fetch")
    assert handle["blob"]
    assert PianoRollValue.from_handle(Client(demo.local_url).predict(api_name="/fetch")).tempo == 90


def _inside_of_another(build):
    with gr.Blocks() as inner:
        build()
    with gr.Blocks() as outer:
        gr.Markdown("around")
        inner.render()
    return outer


def _in_a_tab(build):
    with gr.Blocks() as inner:
        build()
    with gr.Blocks() as other:
        gr.Markdown("other")
    return gr.TabbedInterface([other, inner], ["other", "inner"])


@pytest.mark.parametrize("around", [_inside_of_another, _in_a_tab])
def test_an_app_inside_of_another_app(serve, around):
    """The outer app answers in place of the one that the roll was built in."""

    def grow():
        yield SONG
        yield SONG

    def build():
        roll = PianoRoll(SONG)
        gr.Button().click(lambda: SONG, None, roll, api_name="make")
        gr.Button().click(lambda: SONG, None, roll, api_name="unqueued", queue=False)
        gr.Button().click(grow, None, roll, api_name="grow")
        gr.Button().click(lambda value: {**value, "tempo": value["tempo"] + 1}, roll, roll, api_name="faster")
        roll.change(lambda value: {**value, "tempo": value["tempo"] + 1}, roll, roll, api_name="changed")

    url = serve(around(build))
    client, page = Client(url), Visitor(url)
    for name in ("make", "unqueued", "grow"):
        assert is_song(client.predict(api_name=f"/{name}"))
    assert client.predict(client.predict(api_name="/make"), api_name="/faster")["tempo"] == 91
    (handle,) = page.call("make")
    assert handle["blob"]
    # What `change` itself returns is marked, so that the page fires no other `change`; what a button returns is not.
    assert page.call("changed", handle)[0]["meta"]["quiet"] is True
    assert not page.call("faster", handle)[0]["meta"].get("quiet")
    # The queue that knows what became of a page's events is that of the outer app.
    roll = next(c for c in page.config["components"] if c["props"].get("name") == "pianoroll")
    asked = {"doc": handle["doc"], "rev": handle["rev"]}
    body = {"session_hash": "visitor", "component_id": roll["id"], "fn_name": "arrived", "data": asked}
    assert page.http.post(f"{page.url}/gradio_api/component_server", json=body).json() == "done"


@pytest.mark.parametrize("sent", [[], [{"start": 0, "duration": 80, "pitch": 60}], "song", 5])
def test_what_is_no_roll_is_told_in_a_sentence(client, sent):
    with pytest.raises(Exception, match=r"takes the dict form .* or a MIDI or JSON file"):
        client.predict(sent, api_name="/same")
