"""What clients must not be able to do."""

import base64
import json
import warnings
from pathlib import Path

import gradio as gr
import numpy as np
import pytest
import soundfile

from gradio_pianoroll import PianoRoll, Score
from gradio_pianoroll.formats import save
from gradio_pianoroll.score import NoteTable
from gradio_pianoroll.settings import get_settings
from gradio_pianoroll.transport import deflate, encode, encode_layers
from gradio_pianoroll.wire.verified import is_inside

from .conftest import Page

pytestmark = pytest.mark.gradio

MARK = {"_type": "gradio.FileData"}
NOTE = {"start": 0, "duration": 80, "pitch": 60}


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret.mid"
    path.write_text("what it holds")
    return str(path)


@pytest.fixture
def page(app):
    return app({"notes": [NOTE]}, same=lambda value: value)


@pytest.mark.parametrize("mark", [{}, {"meta": MARK}])
@pytest.mark.parametrize("place", ["blob", "delta_blob", "layers", "chunks", "root", "audio"])
def test_no_path_of_the_server_is_opened(page, secret, place, mark):
    file = {"path": secret} | mark
    handle = page.value()
    if place == "root":
        payload = file
    elif place in ("layers", "audio"):
        payload = handle | {"files": {place: file}}
    else:
        payload = handle | {place: [file] if place == "chunks" else file}
    answer = page.call("same", payload)
    assert "what it holds" not in json.dumps(answer)
    if payload is file and not mark:
        # It is a dict form without notes, and its path a key that nobody knows.
        assert answer["notes"] == []
    else:
        assert isinstance(answer, str)


@pytest.mark.parametrize(
    "place", ["blob", "delta_blob", "layers", "peaks", "chunks", "audio", "root", "audio_data", "link"]
)
def test_no_path_is_opened_where_gradio_checks_nothing(place, tmp_path, gradio_cache, sound):
    """`preprocess` alone, without what Gradio does before it: only what lies in its cache is opened."""
    roll = PianoRoll(Score.from_dict({"notes": [NOTE], "line_data": {"f0": {"data": [{"x": 0, "y": 1}]}}}))
    handle = json.loads(json.dumps(roll.value))
    assert roll.preprocess(handle).notes[0].pitch == 60

    def outside(path):
        copy = tmp_path / Path(path).name
        copy.write_bytes(Path(path).read_bytes())
        if place != "link":
            return {"path": str(copy), "meta": MARK}
        (gradio_cache / "link").symlink_to(copy)
        return {"path": str(gradio_cache / "link"), "meta": MARK}

    midi = tmp_path / "song.mid"
    save(Score.from_dict({"notes": [NOTE]}), midi)
    (tmp_path / "edits").write_bytes(deflate(json.dumps({"base": handle["rev"], "ops": []})))
    blob, marked = handle["blob"]["path"], {"path": str(sound), "meta": MARK}
    payload = {
        "blob": lambda: handle | {"blob": outside(blob)},
        "link": lambda: handle | {"blob": outside(blob)},
        "chunks": lambda: handle | {"chunks": [outside(blob)]},
        "delta_blob": lambda: handle | {"delta_blob": {"path": str(tmp_path / "edits"), "meta": MARK}},
        "layers": lambda: handle | {"files": {"layers": outside(handle["files"]["layers"]["path"])}},
        "peaks": lambda: handle | {"files": handle["files"] | {"peaks": marked}},
        "audio": lambda: handle | {"files": handle["files"] | {"audio": marked}},
        "audio_data": lambda: {"notes": [NOTE], "audio_data": marked},
        "root": lambda: {"path": str(midi), "meta": MARK},
    }[place]()
    with pytest.raises(gr.Error, match=r"names a file that was not uploaded: '[^/]+'.?$"):
        roll.preprocess(payload)


def test_a_sound_of_a_static_path_stays_where_it_lies(monkeypatch, sound, serve):
    monkeypatch.setattr("gradio.data_classes._StaticFiles.all_paths", [])
    gr.set_static_paths([sound.parent])
    with gr.Blocks() as demo:
        roll = PianoRoll()
        gr.Button().click(lambda: {"notes": [NOTE], "audio_data": str(sound)}, None, roll, api_name="make")
        gr.Button().click(lambda value: value, roll, roll, api_name="same")
    page = Page(serve(demo))
    handle = page.call("make")
    assert handle["files"]["audio"]["path"] == str(sound)
    assert page.call("same", handle)["rev"] == handle["rev"]


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("", False),
        ("a", True),
        ("a/../b", True),
        ("../a", False),
        ("a/../../x", False),
        ("a\0", False),
    ],
)
def test_what_lies_in_a_folder(path, inside, tmp_path):
    folder = tmp_path / "cache"
    folder.mkdir()
    named = f"{folder}/{path}" if path else str(tmp_path)
    assert is_inside(named, folder) is inside
    assert is_inside(folder, folder)
    (folder / "link").symlink_to(tmp_path)
    assert not is_inside(folder / "link" / "secret", folder)
    # A circle of links leads nowhere.
    (folder / "round").symlink_to(folder / "round")
    assert not is_inside(folder / "round" / "x", folder)


def test_a_path_as_sound_is_dropped(page, secret, sound):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        answer = page.call("same", {"notes": [NOTE], "audio_data": str(sound)})
    assert "audio_data" not in answer
    assert any("tone.wav" in str(w.message) for w in caught)
    upload = page.upload(json.dumps({"notes": [NOTE], "audio_data": secret}).encode(), "score.json")
    assert "audio_data" not in page.call("same", upload)


def data_uri(data, kind="audio/wav"):
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


@pytest.mark.parametrize("ask", ["event", "sync"])
def test_nothing_of_a_data_uri_is_written_that_is_no_sound_or_too_large(page, sound, gradio_cache, monkeypatch, ask):
    monkeypatch.setenv("GRADIO_PIANOROLL_MAX_UPLOAD_MB", "1")
    get_settings.cache_clear()
    silence = sound.with_name("long.wav")
    soundfile.write(silence, np.zeros(600_000, np.int16), 44_100)
    assert silence.stat().st_size > 1_000_000
    ask_for = {
        # The dict form goes back as it came; a roll shows it in the next event.
        "event": lambda source: page.demo.roll.postprocess({"notes": [NOTE], "audio_data": source}).model_dump(),
        "sync": lambda source: page.server("sync", {"value": {"notes": [NOTE], "audio_data": source}}).json(),
    }[ask]
    try:
        before = set(gradio_cache.rglob("audio*"))
        refused = {
            "no sound": data_uri(b"<script>alert(1)</script>" * 99, "text/html"),
            "cut off": data_uri(sound.read_bytes()[:30]),
            "empty": data_uri(b""),
            "larger than an upload": data_uri(silence.read_bytes()),
            "larger before it is unfolded": "data:audio/wav," + "%00" * 2_000_000,
        }
        for name, uri in refused.items():
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                answer = ask_for(uri)
            assert answer["files"]["audio"] is None, name
            assert answer["meta"]["n"] == 1
            assert [w for w in caught if "audio_data is left out" in str(w.message)], name
            assert set(gradio_cache.rglob("audio*")) == before, name
        # And one that is fine.
        assert ask_for(data_uri(sound.read_bytes()))["files"]["audio"]["path"].endswith(".wav")
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()


def test_an_address_as_sound_is_not_fetched_by_the_server(page):
    # Nobody listens on port 9: had the server asked, the event would have failed.
    address = "http://127.0.0.1:9/a.wav"
    assert page.call("same", {"notes": [NOTE], "audio_data": address})["audio_data"] == address


def test_a_score_cannot_smuggle_files_into_what_an_app_shows(serve, secret):
    with gr.Blocks() as demo:
        roll, shown = PianoRoll(), gr.JSON()
        gr.Button().click(lambda value: value, roll, shown, api_name="show")
    page = Page(serve(demo))
    file = {"path": secret, "meta": MARK}
    handle = page.value()
    delta = {"base": handle["rev"], "ops": [{"op": "set", "ids": [0, 1], "column": "extra", "value": {"x": [file]}}]}
    tricks = [handle | {"delta": json.dumps(delta)}]
    hidden = Score(notes=NoteTable.from_columns([0], 1, 60, extra={0: {"x": file}}))
    tricks.append(handle | {"blob": page.upload(encode(hidden), "a.arrows")})
    tricks.append(handle | {"blob": page.upload(encode(Score(extra={"x": {"y": file}})), "a.arrows")})
    styled = Score.from_dict({"notes": [], "line_data": {"f0": {"z": file, "data": [{"x": 0, "y": 1}]}}})
    layers = page.upload(encode_layers(styled.curves, ()), "a.layers")
    tricks.append(handle | {"files": {"layers": layers}})
    for payload in tricks:
        assert "not uploaded" in page.call("show", payload)
    assert "secret.mid" in page.call("show", {"notes": [], "x": file})
    upload = page.upload(json.dumps({"notes": [], "x": file}).encode(), "score.json")
    assert "not uploaded" in page.call("show", upload)


def test_sync_opens_no_path_either(page, secret, sound):
    for source in (str(sound), {"path": str(sound), "meta": MARK}):
        answer = page.server("sync", {"value": {"notes": [NOTE], "audio_data": source}}).json()
        assert answer["files"]["audio"] is None
    smuggled = page.server("sync", {"value": {"notes": [NOTE], "x": {"path": secret, "meta": MARK}}})
    assert smuggled.json() == {"refused": "the score names a file that was not uploaded: 'secret.mid'"}


@pytest.mark.parametrize(
    "payload",
    [
        3,
        "x",
        [],
        {"v": 1, "doc": "a"},
        {"v": 2, "doc": "a", "rev": "b"},
        {"v": 1, "doc": "a" * 1000, "rev": "b"},
        {"v": 1, "doc": "a", "rev": "b", "meta": {"pixels_per_beat": 0}},
        {"v": 1, "doc": "a", "rev": "b", "meta": {"n": -1}},
        {"v": 1, "doc": "a", "rev": "b", "meta": {"ppqn": 10**30}},
        {"v": 1, "doc": "a", "rev": "b", "meta": {"sample_rate": 0.5}},
        {"v": 1, "doc": "a", "rev": "b", "meta": {"pixels_per_beat": 5e-324}},
        {"v": 1, "doc": "a", "rev": "b", "delta": ["x" * 1000]},
    ],
)
def test_what_is_no_value_is_an_error_in_words_and_no_crash(page, payload):
    """Gradio shows a page nothing of an error that is not its own: the answer was null."""
    said = page.call("same", payload)
    assert isinstance(said, str)
    assert "the value of " in said
    assert len(said) < 300
    if isinstance(payload, dict) and "meta" in payload:
        assert f"meta.{next(iter(payload['meta']))}: " in said


def test_damaged_files_are_refused_in_words(page):
    handle = page.value()
    assert "no Arrow stream" in page.call("same", handle | {"blob": page.upload(b"no arrow" * 9, "a.arrows")})
    assert "PRL1" in page.call("same", handle | {"files": {"layers": page.upload(b"none", "a.layers")}})
    assert "edits" in page.call("same", handle | {"delta_blob": page.upload(b"\xff\xff", "a.delta")})
    delta = json.dumps({"base": "x", "ops": [{"op": "delete", "ids": [77, 1]}]})
    assert "n77" in page.call("same", handle | {"delta": delta})


def test_odd_settings_from_a_client_fall_back(page):
    odd = page.value()["meta"] | {"mode": "hack", "snap": "1/3000"}
    meta = page.call("same", page.value() | {"meta": odd})["meta"]
    assert (meta["mode"], meta["snap"]) == ("select", "1/4")


def test_one_sessions_settings_are_not_anothers(serve):
    with gr.Blocks() as demo:
        roll = PianoRoll({"notes": [NOTE]})

        def mine(value):
            roll.set_curve_data({"f0": {"data": [{"x": 0, "y": 1}]}})
            roll.update_backend_data(segment_data=[{"start": 0, "end": 1}], use_backend_audio=True)
            return value

        def later():
            return {"notes": [NOTE]}

        gr.Button().click(mine, roll, roll, api_name="mine")
        gr.Button().click(later, None, roll, api_name="later")
    url = serve(demo)
    me, you = Page(url, "me"), Page(url, "you")
    for page in (me, you):
        assert page.call("later")["files"]["layers"] is None
    answer = me.call("mine", me.value())
    assert answer["meta"]["use_backend_audio"] is True
    assert answer["files"]["layers"] or answer["delta"]
    assert me.call("later")["files"]["layers"]
    theirs = you.call("later")
    assert theirs["files"]["layers"] is None
    assert theirs["meta"]["use_backend_audio"] is False
    assert Page(url, "new").call("later")["files"]["layers"] is None
    # Outside of a request it is the default for everybody who comes.
    roll.enable_backend_audio()
    assert Page(url, "newer").call("later")["meta"]["use_backend_audio"] is True
