"""Programs in the published style, through a real server: what they show and what their handlers answer."""

import struct
import wave
from pathlib import Path

import numpy as np
import pytest
from gradio_client import handle_file
from PIL import Image

from gradio_pianoroll import PianoRollValue
from tests.contract.conftest import PROGRAMS

pytestmark = pytest.mark.gradio

TWO = {
    "notes": [
        {"id": "a", "start": 0, "duration": 80, "pitch": 60, "velocity": 100, "lyric": "안"},
        {"id": "b", "start": 80, "duration": 80, "pitch": 64, "velocity": 90, "lyric": "녕"},
    ],
    "tempo": 120,
    "mine": [1, 2],
}


def pitches(value):
    return [note["pitch"] for note in value["notes"]]


def tone(path, hz=220.0, seconds=0.6, sr=16_000):
    samples = (np.sin(np.arange(int(seconds * sr)) / sr * 2 * np.pi * hz) * 20_000).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sr)
        file.writeframes(samples.tobytes())
    return path


def change_to_itself(p, tmp_path):
    p.module.calls.clear()
    answer = p.call("on_change", TWO)
    assert (pitches(answer), answer["mine"]) == ([60, 64], [1, 2])
    assert p.module.calls == [2]


def change_that_changes(p, tmp_path):
    answer = p.trigger("louder", [p.handle()])
    assert answer["meta"]["quiet"] is True
    assert "velocity" in answer["delta"]


def default_value(p, tmp_path):
    assert [note["lyric"] for note in p.shown()["notes"]] == ["안녕", "하세요", "반가워요"]
    assert p.call("show", TWO) == ["안", "녕"]


def interface(p, tmp_path):
    assert pitches(p.call("transpose", TWO)) == [62, 66]


def mutate(p, tmp_path):
    answer = p.call("octave_up", TWO)
    assert (pitches(answer), answer["tempo"], answer["notes"][0]["lyric"]) == ([72, 76], 60, "라")
    assert answer["notes"][1]["startSeconds"] == 1.0


def append_and_remove(p, tmp_path):
    answer = p.call("rotate", TWO)
    assert pitches(answer) == [64, 67]
    assert answer["notes"][0]["id"] == "b"


def copy(p, tmp_path):
    assert [n["velocity"] for n in p.call("soften", TWO)["notes"]] == [40, 40]
    assert pitches(p.call("deep", TWO)) == [60]
    assert p.call("spread", TWO)["tempo"] == 77


def attributes(p, tmp_path):
    assert p.call("describe", TWO) == "60 안 0.0 120.0 4/4"
    assert p.call("missing", TWO) == [None, None, None]


def write_attributes(p, tmp_path):
    answer = p.call("edit", TWO)
    assert (pitches(answer), answer["notes"][1]["lyric"], answer["tempo"]) == ([72, 64], "yo", 90)


def mapping_methods(p, tmp_path):
    found = p.call("look", TWO)
    assert (found["tempo"], found["nothing"], found["has"], found["is_dict"]) == (120, 17, [True, False], True)
    assert {"notes", "tempo", "timeSignature", "editMode", "snapSetting", "pixelsPerBeat", "mine"} <= set(found["keys"])
    assert found["text"] == 64


def unknown_keys(p, tmp_path):
    answer = p.call("tag", {**TWO, "project": {"takes": 3}, "notes": [{**TWO["notes"][0], "take": "x"}]})
    assert (answer["project"], answer["mine"]) == ({"takes": 4}, [1, 2])
    assert (answer["notes"][0]["take"], answer["notes"][0]["score"]) == ("x", 0.5)
    assert p.shown()["project"] == {"takes": 1}


def other_zoom(p, tmp_path):
    assert [(n["start"], n["startSeconds"], n["startBeats"]) for n in p.shown()["notes"]] == [(160, 1.0, 1.0)]
    given = {"notes": [{"start": 320, "duration": 80, "pitch": 60}], "pixelsPerBeat": 160, "tempo": 60}
    assert p.call("second_beat", given) == [[320, 2.0, 2.0]]
    once = p.call("same", given)
    again = p.call("same", once)
    assert [(v["notes"][0]["start"], v["pixelsPerBeat"]) for v in (once, again)] == [(320, 160), (320, 160)]


def missing_ids(p, tmp_path):
    found = p.call("ids", {"notes": [{"start": 0, "duration": 80, "pitch": 60}] * 2})
    assert len({id for id, _, _ in found}) == 2
    assert [(velocity, end) for _, velocity, end in found] == [(100, 0.5), (100, 0.5)]
    assert all(note["id"] and note["velocity"] == 100 for note in p.shown()["notes"])


def callable_value(p, tmp_path):
    before = p.module.count["calls"]
    tempos = [value["tempo"] for value in p.values("fresh")]
    assert tempos == [100 + before + 1]
    assert p.call("tempo", TWO) == 120


def event_data(p, tmp_path):
    note = {"id": "a", "pitch": 60}
    told = p.trigger("on_input", [TWO], {"noteId": "a", "oldLyric": "안", "newLyric": "라", "note": note})
    assert told == "안 > 라 @ 60"
    playing = {"position": 0.25, "duration": 1.0, "tempo": 120, "currentPosition": 176_400_000, "action": "stop"}
    assert p.trigger("on_play", [], playing) == "play 0.25 of 1.00 at 120"
    assert p.trigger("on_pause", [], playing) == "pause 176400000"
    assert p.trigger("on_stop", [], playing) == "stop stop"
    assert p.call("on_clear", {**TWO, "notes": []}) == "clear 0"


def update_backend_data(p, tmp_path):
    whole = {"sound": True, "curves": ["f0"], "segments": ["야"], "backend": True}
    assert p.trigger("parts", [p.handle()]) == whole


def set_methods(p, tmp_path):
    before = p.handle()
    assert p.trigger("parts", [before]) == [False, False, False]
    after = p.trigger("equip", [before])
    assert p.trigger("parts", [after]) == [True, True, True]
    # Another visitor has what the app was built with.
    assert p.trigger("parts", [p.handle()]) == [False, False, False]


def gr_update(p, tmp_path):
    answer = p.trigger("rename", [p.handle()])
    assert (answer["label"], answer["value"]["meta"]["tempo"]) == ("renamed", 200)
    assert p.trigger("hide", [])["visible"] is False


def update_method(p, tmp_path):
    answer = p.trigger("change", [p.handle()])
    assert answer["interactive"] is False
    assert '"pitch"' in answer["value"]["delta"]


def new_component(p, tmp_path):
    answer = p.trigger("longer", [p.handle()])
    assert (answer["height"], answer["value"]["meta"]["tempo"]) == (300, 66)


def state(p, tmp_path):
    for note in (60, 62):
        p.call("remember", {"notes": [{"start": 0, "duration": 80, "pitch": note}]})
    assert p.call("count") == [[60], [62]]
    assert pitches(p.value("back")) == [60]


def generator(p, tmp_path):
    values = p.values("grow", 5)
    assert [len(value["notes"]) for value in values] == [1, 2, 3, 4, 5]
    assert values[-1]["tempo"] == 150
    last = p.values("grow_from", TWO)[-1]
    assert pitches(last) == [63, 67, 52, 51, 50]


def load(p, tmp_path):
    assert [(n["pitch"], n["lyric"]) for n in p.value("fill")["notes"]] == [(55, "열림")]


def midi_path(p, tmp_path):
    assert p.trigger("pitches", [p.handle()]) == [[61, 77, 0.6]]
    assert pitches(p.value("reopen")) == [61]
    assert p.call("pitches", handle_file(str(p.module.path))) == [[61, 77, 0.6]]


def examples(p, tmp_path):
    assert p.call("count", TWO) == 2
    config = p.client.config
    samples = next(c for c in config["components"] if c["type"] == "dataset")["props"]["samples"]
    assert [len(sample[0]["notes"]) for sample in samples] == [2, 1]


def interface_examples(p, tmp_path):
    value, n = p.call("sing", TWO, "도")
    assert ([note["lyric"] for note in value["notes"]], n) == (["도", "도"], 2)


def json_text(p, tmp_path):
    text = p.call("dump", TWO)
    assert "안" in text
    value = p.value("parse", text)
    assert (pitches(value), value["mine"]) == ([60, 64], [1, 2])
    assert pitches(p.call("shown", TWO)) == [60, 64]


def two_rolls(p, tmp_path):
    answer = p.call("mirror", TWO, {"notes": [], "tempo": 90})
    assert (pitches(answer), answer["tempo"]) == ([67, 63], 90)


def bad_note(p, tmp_path):
    assert pitches(p.call("break_one", TWO)) == [60, 64]


def to_and_from_dict(p, tmp_path):
    assert pitches(p.value("rebuild", TWO)) == [59, 64]
    assert p.call("kinds", TWO) == [True, True, "dict"]


def data_classes(p, tmp_path):
    value = p.value("scale", 3)
    assert (pitches(value), value["tempo"]) == ([60, 62, 64], 99)
    assert value["timeSignature"] == {"numerator": 3, "denominator": 4}
    assert p.call("check", TWO) == "60 4"


def validation(p, tmp_path):
    found = p.call("check", TWO)
    assert found.pop("bad") >= 2
    assert len(found.pop("note")) == 2
    assert found == {"good": [], "warned": True, "clean": 100, "ids": True, "result": False}


def timing(p, tmp_path):
    value = p.value("build", 4)
    assert [n["startBeats"] for n in value["notes"]] == [0, 0.5, 1, 1.5]
    assert all(a == b == c for a, b, c in p.call("compare", {**TWO, "tempo": 97}))


def line_layers(p, tmp_path):
    given = p.shown().to_dict()
    layers = p.call("layers", given)
    assert layers["f0_curve"]["data"] == [{"x": 0, "y": 220}, {"x": 80, "y": 440}]
    assert (layers["loudness"]["yMax"], layers["voicing"]["visible"], layers["voicing"]["opacity"]) == (0, False, 0)
    assert layers["voicing"]["data"] == [{"time": 0.5, "value": 1}]
    assert p.call("same", given)["line_data"] == layers


def sound_and_segments(p, tmp_path):
    sound, segments, curves, backend = p.trigger("parts", [p.handle()])
    assert (sound, backend) == (True, True)
    assert segments == [{"start": 0, "end": 0.1, "type": "word", "value": "안", "confidence": 0.9}]
    assert curves["waveform_data"] == [{"x": 0, "min": -0.5, "max": 0.5}]


def research_from_notes(p, tmp_path):
    value = p.value("make", 100)
    assert [(n["pitch"], n["startSeconds"], n["lyric"]) for n in value["notes"]] == [
        (60, 0, "도"),
        (64, 0.5, "미"),
        (67, 1.0, "솔"),
    ]


def research_numbers(p, tmp_path):
    assert [(n["pitch"], n["startSeconds"]) for n in p.value("numbers")["notes"]] == [(60, 0), (62, 1), (64, 3)]
    assert [(n["pitch"], n["endSeconds"]) for n in p.value("frequencies")["notes"]] == [(69, 0.5), (60, 2.0)]


def research_tts(p, tmp_path):
    value = p.value("speak", "안녕하세요")
    assert [(n["pitch"], n["lyric"]) for n in value["notes"]] == [(57, "안녕"), (57, "하세요")]
    assert value["line_data"]["f0_curve"]["dataType"] == "f0"
    assert pitches(p.value("guess", "안녕하세요")) == [57, 57]


def research_generation(p, tmp_path):
    value = p.value("generate", 6)
    assert [(n["pitch"], n["velocity"]) for n in value["notes"]] == [(60 + i, 70 + i) for i in range(6)]
    assert p.call("analyse", value.to_dict()) == [6, 6, 5]


def research_quick_demo(p, tmp_path):
    assert (pitches(p.shown()), p.shown()["tempo"]) == ([60, 62], 90)


def research_in_blocks(p, tmp_path):
    assert p.trigger("pitch", [p.handle()]) == 72


def template_basic(p, tmp_path):
    table = p.call("statistics", TWO)
    assert table["headers"][0].startswith("2 ♪")
    assert table["data"][0][:2] == ["Pitch", "C4 (60.0)"]
    assert Path(p.call("template_save_midi", TWO)).read_bytes().startswith(b"MThd")


def template_tts(p, tmp_path):
    sound = tone(tmp_path / "a.wav", 220)
    value = p.value("show_speech", "안녕", "안, 0, 0.3, a n\n녕, 0.3, 0.6, nj ʌ ŋ", handle_file(str(sound)))
    assert [(n["lyric"], n["phoneme"], n["pitch"]) for n in value["notes"]] == [("안", "a n", 57), ("녕", "nj ʌ ŋ", 57)]
    assert [s["value"] for s in value["segment_data"]] == ["a", "n", "nj", "ʌ", "ŋ"]
    hz = [point["value"] for point in value["line_data"]["f0_curve"]["data"] if point["value"] is not None]
    assert np.median(hz) == pytest.approx(220, rel=0.01)


def template_generation(p, tmp_path):
    values = p.values("continue_melody", TWO, 24, 1.0, 3)
    counts = [len(value["notes"]) for value in values]
    assert len(counts) > 2
    assert counts == sorted(counts)
    assert counts[-1] == 26
    assert pitches(values[-1])[:2] == [60, 64]
    assert min(n["startBeats"] for n in values[-1]["notes"][2:]) == 2


def template_audio(p, tmp_path):
    sound = tone(tmp_path / "b.wav", 330)
    handle, table = p.call("analyse_sound", handle_file(str(sound)), "pyin", 65, 800)
    score = PianoRollValue.from_handle(handle).score
    f0 = score.curves["f0"].values
    assert np.nanmedian(f0) == pytest.approx(330, rel=0.01)
    assert {"loudness", "voicing"} <= set(score.curves)
    rows = dict(table["data"])
    assert float(rows["F0, median"].split()[0]) == pytest.approx(330, rel=0.01)


def template_paper(p, tmp_path):
    shown, png, svg = p.call("draw_figure", TWO, "그림", 16, 7, 200, True, True)
    assert Image.open(shown["path"] if isinstance(shown, dict) else shown).width > 500
    png, svg = (Path(f["value"] if isinstance(f, dict) else f).read_bytes() for f in (png, svg))
    assert struct.unpack(">II", png[16:24])[0] == pytest.approx(16 / 2.54 * 200, abs=2)
    assert b"<svg" in svg
    assert "안" in svg.decode("utf-8")


def template_all(p, tmp_path):
    names = {d["api_name"] for d in p.client.config["dependencies"]}
    assert {"show_speech", "continue_melody", "compare_models", "analyse_sound", "draw_figure"} <= names
    *_, (left, right, table) = p.client.submit(TWO, 16, 1, api_name="/compare_models")
    a, b = (PianoRollValue.from_handle(handle) for handle in (left, right))
    assert (len(a["notes"]), len(b["notes"])) == (18, 18)
    assert table["data"][0] == ["Notes", "18", "18"]


def own_model(p, tmp_path):
    value = p.values("continue_melody", TWO, 4 * 4, 1.0, 0)[-1]
    assert pitches(value)[2:5] == [50, 51, 52]
    assert value["notes"][2]["startSeconds"] == 1.0


def async_interface(p, tmp_path):
    off = {"notes": [{"start": 3, "duration": 80, "pitch": 60}, {"start": 81, "duration": 40, "pitch": 62}]}
    answer = p.call("process", off)
    assert [n["start"] for n in answer["notes"]] == [0, 80]
    assert [n["start"] for n in p.call("process", answer)["notes"]] == [0, 80]


def async_handler(p, tmp_path):
    assert pitches(p.call("later", TWO)) == [59, 64]
    assert [pitches(value)[0] for value in p.values("steps", TWO)] == [65, 70, 75]


def progressive(p, tmp_path):
    assert len(p.shown()["notes"]) == 0
    counts = [len(value["notes"]) for value in p.values("load_notes")]
    assert len(counts) > 1
    assert counts == sorted(counts)
    assert counts[-1] == 9000


def performance_guide(p, tmp_path):
    value = p.shown()
    assert p.handle()["meta"]["viewport_config"]["virtualScrolling"] is True
    kept = p.call("tidy", value.to_dict())
    assert [n["velocity"] for n in kept["notes"]] == [50, 60, 70]
    assert not any("lyric" in note for note in kept["notes"])


USED = PROGRAMS
CHECKS = {name: check for name, check in list(globals().items()) if name in PROGRAMS}


def test_each_program_has_a_check():
    assert len(PROGRAMS) >= 30
    assert sorted(CHECKS) == PROGRAMS


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(programs, tmp_path, name):
    CHECKS[name](programs[name], tmp_path)
