"""A page hears a phrase with the F0 that was drawn: what the library gives, of sounds in the cache alone."""

import base64

import numpy as np
import pytest
import soundfile

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.session.edited_phrases import MOST_FRAMES, EditedPhrases
from gradio_pianoroll.synth import resynthesise

pytest.importorskip("numba")

RATE = 22_050
HOP_S = 0.01
TIMES_S = np.arange(100) * HOP_S
FRAMES = {"start_s": 0.0, "hop_s": HOP_S}


def voice(seconds=1.0):
    time_s = np.arange(int(seconds * RATE)) / RATE
    return (0.2 * sum(np.sin(2 * np.pi * 180 * k * time_s) / k for k in range(1, 12))).astype(np.float32)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    folder.mkdir()
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(folder))
    return folder


def question(sound, **changed):
    f0_from = [180.0] * 100
    f0_to = [200.0 if 0.3 <= t < 0.6 else 180.0 for t in TIMES_S]
    return {
        "path": str(sound), "start_s": 0.2, "end_s": 0.9, "frames": FRAMES, "f0_from": f0_from, "f0_to": f0_to,
    } | changed  # fmt: skip


@pytest.mark.parametrize(("subtype", "dtype"), [("PCM_16", "int16"), ("FLOAT", "float32"), ("PCM_24", "int32")])
def test_a_phrase_is_what_the_library_gives(cache, subtype, dtype):
    stereo = np.stack([voice(), 0.5 * voice()], axis=1)
    soundfile.write(cache / "a.wav", stereo, RATE, subtype=subtype)
    answer = PianoRoll().sung(question(cache / "a.wav"))
    assert (answer["sr"], answer["channels"], answer["start_s"]) == (RATE, 2, 0.2)
    got = np.frombuffer(base64.b64decode(answer["pcm"]), "<i2").reshape(-1, 2)
    read, _ = soundfile.read(cache / "a.wav", dtype=dtype)
    asked = question("")
    expected = resynthesise(read, RATE, (TIMES_S, np.array(asked["f0_from"])), np.array(asked["f0_to"]))
    scale = {"int16": 1, "float32": 32_768, "int32": 2.0**-16}[dtype]
    expected = np.rint(expected[round(0.2 * RATE) : round(0.9 * RATE)] * scale)
    assert np.abs(got - expected).max() <= (0 if dtype == "int16" else 1)
    (span,) = answer["changed"]
    assert span[0] == pytest.approx(0.3, abs=0.02)
    assert 0.6 < span[1] <= 0.9


def test_gain_and_unvoiced_frames(cache):
    soundfile.write(cache / "a.wav", voice(), RATE)
    phrases = EditedPhrases()
    nothing = [None] * 100
    plain = phrases.answer(question(cache / "a.wav", f0_from=nothing, f0_to=nothing), lambda path: True)
    louder = phrases.answer(
        question(cache / "a.wav", f0_from=nothing, f0_to=nothing, gain_db=[-6.0] * 100), lambda path: True
    )
    before, after = (np.frombuffer(base64.b64decode(x["pcm"]), "<i2").astype(float) for x in (plain, louder))
    assert plain["changed"] == []
    assert louder["changed"] == [[0.2, 0.9]]
    assert after == pytest.approx(before * 10 ** (-6 / 20), abs=0.51)
    # A span that reaches beyond the end is cut there.
    ends = phrases.answer(question(cache / "a.wav", end_s=20), lambda path: True)
    assert len(base64.b64decode(ends["pcm"])) == 2 * (RATE - round(0.2 * RATE))


@pytest.mark.parametrize(
    "changed",
    [
        {"path": None}, {"path": "a\0b"}, {"start_s": -1}, {"start_s": True}, {"end_s": 0.1}, {"end_s": 31},
        {"end_s": float("nan")}, {"end_s": None}, {"frames": []}, {"frames": {"start_s": 0}},
        {"frames": {"start_s": 0, "hop_s": 0}}, {"f0_from": [180.0] * 99}, {"f0_to": ["x"] * 100}, {"f0_to": None},
        {"f0_from": [], "f0_to": []}, {"gain_db": [0]}, {"f0_to": [True] * 100},
        {"f0_from": [1.0] * (MOST_FRAMES + 1), "f0_to": [1.0] * (MOST_FRAMES + 1)},
    ],
)  # fmt: skip
def test_what_is_no_question_is_refused(cache, changed):
    soundfile.write(cache / "a.wav", voice(), RATE)
    assert "an edited phrase needs" in PianoRoll().sung(question(cache / "a.wav", **changed))["refused"]


@pytest.mark.parametrize("payload", [None, 3, [], "a.wav"])
def test_what_is_no_object_is_refused(cache, payload):
    assert "an edited phrase needs" in PianoRoll().sung(payload)["refused"]


def test_only_sounds_of_the_cache_are_read(cache, tmp_path):
    soundfile.write(tmp_path / "b.wav", voice(), RATE)
    (cache / "link.wav").symlink_to(tmp_path / "b.wav")
    for path in (tmp_path / "b.wav", cache / "link.wav", cache / "none.wav", cache):
        assert PianoRoll().sung(question(path)) == {"refused": "this sound is not there any more; load it again"}


def test_what_cannot_be_sung_is_said(cache):
    soundfile.write(cache / "a.wav", voice(), RATE)
    (cache / "text.wav").write_text("no sound")
    roll = PianoRoll()
    assert "f0_to is 9 Hz at 0.000 s" in roll.sung(question(cache / "a.wav", f0_to=[9.0] * 100))["refused"]
    assert "f0_to is inf Hz" in roll.sung(question(cache / "a.wav", f0_to=[float("inf")] * 100))["refused"]
    assert "text.wav: cannot be read" in roll.sung(question(cache / "text.wav"))["refused"]


def test_pulses_are_kept_and_a_changed_file_is_read_anew(cache, monkeypatch):
    from gradio_pianoroll.synth.resynthesis import resynthesiser

    soundfile.write(cache / "a.wav", voice(), RATE)
    found = []
    search = resynthesiser.find_pulses
    monkeypatch.setattr(resynthesiser, "find_pulses", lambda *told: (found.append(1), search(*told))[1])
    phrases = EditedPhrases()
    for hz in (190.0, 200.0, 210.0):
        phrases.answer(question(cache / "a.wav", f0_to=[hz] * 100), lambda path: True)
    assert len(found) == 1
    soundfile.write(cache / "a.wav", voice(1.5), RATE)
    phrases.answer(question(cache / "a.wav"), lambda path: True)
    assert len(found) == 2
