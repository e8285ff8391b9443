"""What is a pure function of an immutable score is made once on the way through a handler."""

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

import gradio_pianoroll
from gradio_pianoroll import PianoRoll

ROOM = str(Path(gradio_pianoroll.__file__).parent)
SONG = {"notes": [{"id": f"n{i}", "start": 80 * i, "duration": 80, "pitch": 60 + i % 12} for i in range(20)]}
# The README's handler took 923 calls of functions, an untouched value 441, before forms were kept.
MOST_CALLS = {"readme": 400, "untouched": 220}


def readme(song):
    return {**song, "notes": [{**note, "pitch": note["pitch"] + 12} for note in song["notes"]]}


HANDLERS = {"readme": readme, "untouched": lambda song: song}


def calls_of(roll, handler, handle):
    """How often each function of the package is called for one event; not the frames of comprehensions."""
    calls = Counter()

    def count(frame, event, _):
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(ROOM) and not code.co_name.startswith("<"):
            calls[code.co_name] += 1

    payload = roll.data_model.model_validate(handle)
    sys.setprofile(count)
    try:
        answer = roll.postprocess(handler(roll.preprocess(payload)))
    finally:
        sys.setprofile(None)
    return calls, answer


@pytest.mark.parametrize("name", HANDLERS)
def test_a_walk_writes_each_form_of_a_score_once(tmp_path, monkeypatch, name):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    roll = PianoRoll(SONG)
    handle = dict(roll.value)
    op = {"op": "shift", "ids": [0, 1], "ticks": 0, "pitch": 1}
    edited = {**handle, "rev": "x.y", "delta": json.dumps({"base": handle["rev"], "ops": [op]})}
    for _ in range(2):  # the first one imports what it needs, and applies the edit
        calls, answer = calls_of(roll, HANDLERS[name], edited)
    assert (answer.root.doc, answer.root.blob) == (handle["doc"], None)
    assert (answer.root.delta is not None) is (name == "readme")
    written = {form: calls[form] for form in ("write_head", "write_notes", "write_score", "write_large", "read_notes")}
    assert written == {
        "write_head": 1,
        "write_notes": 1,
        "write_score": 0,
        "write_large": 0,
        "read_notes": int(name == "readme"),
    }
    assert sum(calls.values()) <= MOST_CALLS[name], calls.most_common(20)
