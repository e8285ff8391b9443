"""Programs in the style of the later revision, of its guide and of API clients, through a real server."""

import json

import numpy as np
import pytest
from gradio_client import handle_file

from gradio_pianoroll.settings import OPTIMIZED
from tests.contract.conftest import LATER
from tests.contract.test_programs import TWO, pitches, tone


def cleaned(p, tmp_path):
    assert p.call("describe", {**TWO, "tempo": 77}) == [77, 77, 100, 4, 120]


def as_dicts(p, tmp_path):
    answer = p.call("build", 3)
    assert (pitches(answer), answer["timeSignature"]) == ([60, 61, 62], {"numerator": 3, "denominator": 4})
    assert p.call("look", TWO) == [None, 67, 60, "NoteData"]


def layer_class(p, tmp_path):
    layer = p.call("draw")["line_data"]["mine"]
    assert (layer["lineWidth"], layer["color"], layer["yMax"], layer["dataType"]) == (3, "#ff0000", 0, "f0")
    assert [point["x"] for point in layer["data"]] == [0, 80]


def validators(p, tmp_path):
    assert p.call("check", 60, 100, 120) == {"ok": True, "errors": [], "warnings": []}
    found = p.call("check", 300, -1, 400)
    assert (found["ok"], found["warnings"]) == (False, ["fast"])
    assert [error.split()[0] for error in found["errors"]] == ["pitch", "velocity"]
    assert p.call("check", 60, 100, 0)["errors"][0].startswith("tempo")


def constants(p, tmp_path):
    answer = p.call("scale")
    assert [(n["pitch"], n["startBeats"], n["durationBeats"], n["velocity"]) for n in answer["notes"]] == [
        (60, 0, 1, 100), (62, 1, 1, 100), (64, 2, 1, 100)
    ]  # fmt: skip


def pianoroll_module(p, tmp_path):
    (note,) = p.call("one", 64)["notes"]
    assert (note["pitch"], note["lyric"], note["id"][:5]) == (64, "라", "note-")


def internal_module(p, tmp_path):
    assert p.call("convert", 445) == [69, 440.0, "A4"]


def midi_notes(p, tmp_path):
    answer = p.call("make", 90)
    assert [(n["pitch"], n["startSeconds"], n["durationSeconds"]) for n in answer["notes"]] == [
        (60, 0, 1), (64, 1, 1), (67, 2, 1)
    ]  # fmt: skip
    assert answer["tempo"] == 90


def generated_sequence(p, tmp_path):
    assert [(n["pitch"], n["velocity"]) for n in p.call("make")["notes"]] == [(60, 100), (62, 33)]


def frequencies(p, tmp_path):
    # A4, a rest, B4 (493.88 Hz): a second each.
    assert [(n["pitch"], n["startSeconds"], n["endSeconds"]) for n in p.call("make")["notes"]] == [
        (69, 0, 1), (71, 2, 3)
    ]  # fmt: skip


def model_output(p, tmp_path):
    lyrics = {kind: [n.get("lyric") for n in p.call("show", kind)["notes"]] for kind in ("tts", "auto")}
    assert lyrics == {"tts": ["안녕", "하세요"], "auto": ["do"]}
    assert pitches(p.call("show", "frequencies")) == [69, 81]
    assert pitches(p.call("show", "midi_generation")) == [60]


def tts_list(p, tmp_path):
    answer = p.call("speak")
    assert [(n["lyric"], n["endSeconds"]) for n in answer["notes"]] == [("안녕", 0.5), ("하세요", 1.0)]
    assert answer["text"] == "안녕 하세요"


def korean_report(p, tmp_path):
    assert p.call("report", TWO) == "2 60-64 (4) 62 0.50 1.00"
    assert p.call("report", {"notes": []}) == "the score has no notes"


def f0_layer(p, tmp_path):
    answer = p.call("speak")
    assert list(answer["line_data"]) == ["f0_curve"]
    assert p.call("layer", answer) == "piano_grid"


def read_settings(p, tmp_path):
    assert p.call("told") == [None, "안", False, 1000, 600]


def first_value(p, tmp_path):
    assert p.call("told") == [[61], 77, ["안녕", "하세요", "반가워요"], [61], 77]


def fast_json(p, tmp_path):
    text = p.call("dump", TWO)
    assert [n["lyric"] for n in json.loads(text)["notes"]] == ["안", "녕"]
    assert pitches(p.call("parse", text)) == [60, 64]


def checked_by_pydantic(p, tmp_path):
    assert p.call("check", TWO) == ["녕", 120, 60]
    assert pitches(p.call("rebuild", TWO)) == [60, 64]


def mean_pitch(p, tmp_path):
    answer, text = p.call("pitch", handle_file(str(tone(tmp_path / "a.wav", 220, 1.0))))
    assert pitches(answer) == [57]
    assert float(text.split()[0]) == pytest.approx(220, rel=0.02)


def async_samples(p, tmp_path):
    assert p.call("analyse", 330) == pytest.approx(330, abs=4)


def queues(p, tmp_path):
    assert p.call("run", 3) == [0.0, 0.1, 0.2]


def memory_report(p, tmp_path):
    assert p.call("report", 8) == [["python_current_mb", "python_peak_mb", "rss_mb", "vms_mb"], 8]


def advice(p, tmp_path):
    assert p.call("told") == OPTIMIZED["development"]
    most = OPTIMIZED["development"]["max_notes"]
    many = {"notes": [{"start": 10 * i, "duration": 9, "pitch": 60} for i in range(most + 3)]}
    assert len(p.call("thin", many)["notes"]) == most


def timed_handler(p, tmp_path):
    assert pitches(p.call("up", TWO)) == [61, 65]
    assert pitches(p.call("down", TWO)) == [59, 63]
    assert p.module.up.timing.summary()["count"] == p.module.down.timing.summary()["count"] == 1


def update_in_a_thread(p, tmp_path):
    assert "ScoreStream" in p.call("try_it")
    assert pitches(p.call("in_the_handler")["value"]) == [60]


def streamed(p, tmp_path):
    assert [pitches(value) for value in p.values("load", 3)] == [[60], [60, 61], [60, 61, 62]]


def out_of_nothing(p, tmp_path):
    answer = p.call("make", "x")
    assert answer["notes"][0]["pitch"] == 60
    assert not {"v", "doc", "rev", "blob"} & set(answer)
    again = p.call("same", answer)
    assert again == p.call("same", again)
    assert pitches(again) == [60]


def updated(p, tmp_path):
    for name in ("by_update", "by_component", "by_method"):
        answer = p.call(name)
        assert answer["__type__"] == "update"
        assert pitches(answer["value"]) == [65]


def several_rolls(p, tmp_path):
    high, low, n = p.call("split", "도레")
    assert (pitches(high), pitches(low), n) == ([60, 61], [48, 49], 2)


def an_interface(p, tmp_path):
    answer = p.call("sing", "산 토 끼")
    assert ([n["lyric"] for n in answer["notes"]], answer["tempo"]) == (["산", "토", "끼"], 100)


def a_roll_alone(p, tmp_path):
    assert p.trigger("pitches", [p.handle()]) == [60, 67]


def kept_state(p, tmp_path):
    assert p.call("keep", TWO) == 1
    assert pitches(p.call("last")) == [60, 64]
    # The page of the same app is told in its own way.
    assert "notes" not in p.handle()
    assert np.asarray(p.handle()["meta"]["n"]) == 3


USED = LATER
CHECKS = {name: check for name, check in list(globals().items()) if name in LATER}


def test_each_program_has_a_check():
    assert len(LATER) >= 30
    assert sorted(CHECKS) == LATER


@pytest.mark.parametrize("name", LATER)
def test_program(programs, tmp_path, name):
    CHECKS[name](programs[name], tmp_path)
