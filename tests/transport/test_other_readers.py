"""Programs that read a value with C code, which looks into the storage of a dict past its methods."""

import copy
import gc
import json
import pickle
import weakref
from typing import Any

import numpy as np
import orjson
import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from gradio_pianoroll import Curve, NoteTable, PianoRollValue, Score
from gradio_pianoroll.value.note_view import EAGER_NOTES

LAYER = Curve(name="f0", target="f0", unit="Hz", start=0, hop=0.01, values=np.array([220, np.nan, 440], np.float32))


def value(n):
    """A value that nobody has looked at."""
    notes = NoteTable.from_columns(np.arange(n), 1, 60 + np.arange(n) % 12, lyric=["라"] * n)
    return PianoRollValue.from_score(Score(notes, curves={"f0": LAYER}))


def plain(n):
    return value(n).score.to_dict()


class Song(BaseModel):
    notes: list[dict[str, Any]]
    tempo: float
    line_data: dict[str, Any]


class Held(BaseModel):
    song: dict[str, Any]


@pytest.mark.parametrize("n", [0, 3, 256, 257, 5000])
class TestUntouched:
    def test_orjson(self, n):
        assert orjson.loads(orjson.dumps(value(n))) == plain(n)

    def test_json(self, n):
        assert json.loads(json.dumps(value(n))) == plain(n)

    def test_a_pydantic_model_of_its_keys(self, n):
        if n > EAGER_NOTES:
            # Nothing is expanded that was not asked for, and never anything wrong read.
            with pytest.raises(ValidationError, match="not read yet"):
                Song.model_validate(value(n))
            return
        song = Song.model_validate(value(n))
        assert (song.notes, song.tempo, song.line_data) == (plain(n)["notes"], 120, plain(n)["line_data"])
        assert json.loads(song.model_dump_json())["notes"] == plain(n)["notes"]

    def test_a_pydantic_model_that_holds_it(self, n):
        held = Held(song=value(n))
        assert json.loads(held.model_dump_json()) == {"song": plain(n)}
        assert held.model_dump(mode="json") == {"song": plain(n)}
        assert len(held.song["notes"]) == n
        assert list(held.song["notes"]) == plain(n)["notes"]
        assert held.song["line_data"]["f0"]["data"] == plain(n)["line_data"]["f0"]["data"]

    def test_a_type_adapter(self, n):
        found = TypeAdapter(dict[str, Any]).validate_python(value(n))
        assert found == plain(n)
        assert pickle.loads(pickle.dumps(found)) == plain(n)
        assert copy.deepcopy(found) == plain(n)


def test_few_notes_are_a_list_for_everybody():
    found = TypeAdapter(dict[str, Any]).validate_python(value(3))
    assert isinstance(found["notes"], list)
    assert [type(note) for note in Held(song=value(3)).model_dump()["song"]["notes"]] == [dict] * 3


def test_reading_so_changes_nothing():
    for n in (3, 5000):
        untouched = value(n)
        score = untouched.score
        orjson.dumps(untouched)
        Held(song=untouched)
        assert untouched.score is score


class TestHowLongAValueLives:
    def test_it_goes_with_its_last_name(self):
        # A circle through what stands for its notes would keep the columns of a million notes until the collector comes.
        gc.collect()
        gc.disable()
        try:
            made = value(5000)
            alive = weakref.ref(made), weakref.ref(made._source)
            del made
            assert [one() for one in alive] == [None, None]
        finally:
            gc.enable()

    @pytest.mark.parametrize("key", ["notes", "line_data"])
    def test_what_stood_in_its_storage_is_read_when_it_has_gone(self, key):
        placeholder = dict.__getitem__(value(5000), key)
        assert "not read yet" in repr(placeholder)
        assert json.loads(str(placeholder)) == json.loads(json.dumps(plain(5000)[key]))
