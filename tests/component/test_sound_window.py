"""A stretch of a recording for a page: the very samples, fewer at the end, and a sentence for every other question."""

import base64

import numpy as np
import pytest

from gradio_pianoroll.errors import TransportError
from gradio_pianoroll.formats.audio import save_audio
from gradio_pianoroll.session.sound_windows import MOST_S, sound_window

SR = 8_000


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    samples = (np.arange(10 * SR) % 1_000 / 1_000 - 0.5).astype(np.float32)
    return save_audio(tmp_path_factory.mktemp("sound") / "long.wav", samples, SR), samples


def test_a_stretch_has_the_samples_that_stand_there(sound):
    path, samples = sound
    answer = sound_window({"path": str(path), "start_s": 2.5, "end_s": 3.0}, lambda named: True)
    found = np.frombuffer(base64.b64decode(answer["pcm"]), "<i2") / 32_768
    assert (answer["sr"], answer["start_s"], len(found)) == (SR, 2.5, SR // 2)
    assert np.abs(found - samples[int(2.5 * SR) :][: SR // 2]).max() < 1e-4
    last = sound_window({"path": str(path), "start_s": 9.75, "end_s": 20}, lambda named: True)
    assert len(base64.b64decode(last["pcm"])) == 2 * SR // 4
    assert sound_window({"path": str(path), "start_s": 50, "end_s": 60}, lambda named: True)["pcm"] == ""


@pytest.mark.parametrize(
    "question",
    [None, {}, {"start_s": -1}, {"end_s": 0}, {"end_s": MOST_S + 1}, {"start_s": "0"}, {"end_s": float("nan")}],
)
def test_other_questions_are_refused(sound, question):
    asked = question and {"path": str(sound[0]), "start_s": 0, "end_s": 1, **question}
    with pytest.raises(TransportError, match="a stretch of a sound"):
        sound_window(asked, lambda named: True)


def test_only_sounds_that_a_page_may_have_are_read(sound, tmp_path):
    with pytest.raises(TransportError, match="not there"):
        sound_window({"path": str(sound[0]), "start_s": 0, "end_s": 1}, lambda named: False)
    (tmp_path / "a.wav").write_bytes(b"none")
    with pytest.raises(TransportError, match="in pieces"):
        sound_window({"path": str(tmp_path / "a.wav"), "start_s": 0, "end_s": 1}, lambda named: True)
