"""Files of a handle are read once as long as they stay as they are, and again when they change."""

import os

import pytest
from gradio.data_classes import FileData

from gradio_pianoroll.score import NoteTable, Score
from gradio_pianoroll.session.rebuild import Rebuilder
from gradio_pianoroll.transport import DocumentStore, TransportError, encode
from gradio_pianoroll.wire.handle import Handle


def score_of(pitch):
    return Score(notes=NoteTable.from_columns([0, 1], 1, pitch))


@pytest.fixture
def reading(tmp_path):
    path = tmp_path / "score.arrows"
    path.write_bytes(encode(score_of(60)))
    store = DocumentStore()
    rebuilder = Rebuilder(store, lambda data: None, lambda score: None)
    handle = Handle(v=1, doc="d", rev="r", blob=FileData(path=str(path)))
    return path, store, lambda: rebuilder.read(handle)


def test_a_file_is_read_once(reading, monkeypatch):
    path, _, read = reading
    score, key = read()
    monkeypatch.setattr(type(path), "read_bytes", None)
    again, same_key = read()
    assert (again.notes.pitch.tolist(), same_key) == ([60, 60], key)
    assert again.notes.same(score.notes)


def test_a_changed_file_is_read_again(reading):
    path, _, read = reading
    _, key = read()
    former = path.stat()
    path.write_bytes(encode(score_of(61)))
    os.utime(path, ns=(former.st_atime_ns, former.st_mtime_ns + 1))
    score, other_key = read()
    assert score.notes.pitch.tolist() == [61, 61]
    assert other_key != key


def test_a_forgotten_score_is_read_again(reading):
    _, store, read = reading
    _, key = read()
    store.forget(key)
    score, same_key = read()
    assert (score.notes.pitch.tolist(), same_key) == ([60, 60], key)


def test_a_file_that_is_gone_is_named(reading):
    path, _, read = reading
    read()
    path.unlink()
    with pytest.raises(TransportError, match=r"score\.arrows.*is gone"):
        read()
