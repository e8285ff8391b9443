"""Files of the application where a user has them: in a home that Gradio serves nothing from."""

import os
import sys
from pathlib import Path

import pytest
from gradio_client.exceptions import AppError

from gradio_pianoroll import PianoRollValue
from tests.serving.conftest import start

# What a page gets: the names of files, and not the dict form for programs.
AS_HANDLES = {"x-pianoroll-form": "handle"}
# The program is started with the sound's place in the environment, as an app has it in its code.
APP = """
import os
import gradio as gr
from gradio_pianoroll import PianoRoll

SOUND = os.environ["SOUND"]
SONG = {"notes": [{"start": 0, "duration": 80, "pitch": 60}]}

with gr.Blocks() as demo:
    given = PianoRoll(SONG, audio_data=SOUND)
    later = PianoRoll(SONG)
    later.set_audio_data(SOUND)
    up = gr.Button()
    up.click(lambda: SONG, None, given, api_name="given")
    up.click(lambda: gr.update(value=SONG, height=400), None, given, api_name="updated")
    up.click(lambda: SONG, None, later, api_name="later")
    up.click(lambda: {**SONG, "audio_data": SOUND}, None, later, api_name="returned")

demo.launch(server_port=int(os.environ["PORT"]))
"""


def ended(studio):
    studio.process.terminate()
    studio.process.wait(timeout=60)


@pytest.mark.parametrize("own_folder", [False, True], ids=["default", "GRADIO_PIANOROLL_CACHE_DIR"])
def test_the_example_opens_from_a_home_of_its_own(tmp_path, own_folder):
    kept = tmp_path / ("elsewhere" if own_folder else "home/.cache/gradio_pianoroll")
    studio = start(tmp_path, **({"cache_dir": kept} if own_folder else {}))
    try:
        sounds = sorted(path.relative_to(kept) for path in kept.rglob("arirang*.flac"))
        assert len(sounds) == 2, "the song and the voice alone are kept in the cache folder of the settings"
        client = studio.client(**AS_HANDLES)
        assert client.predict(api_name="/new")
        roll, *_ = client.predict(api_name="/example")
        # The client has fetched what the answer names.
        assert Path(roll["files"]["audio"]).read_bytes()[:4] == b"fLaC"
        # Every button of the page that gives files, with this score.
        song = PianoRollValue.from_handle(roll).to_dict()
        assert len(song["notes"]) > 100
        for name in ("save_midi", "save_json", "save_musicxml"):
            path, _ = client.predict({"notes": song["notes"]}, api_name=f"/{name}")
            assert os.path.getsize(path) > 100
        client.close()
    finally:
        ended(studio)
    assert studio.failures() == ""


def test_sound_that_the_app_was_built_with_is_served_from_anywhere(tmp_path, tone):
    sound = tmp_path / "home" / "music" / "tone.flac"
    sound.parent.mkdir(parents=True)
    sound.write_bytes(tone(1).read_bytes())
    (tmp_path / "app.py").write_text(APP)
    os.environ["SOUND"] = str(sound)
    try:
        studio = start(tmp_path, sys.executable, str(tmp_path / "app.py"))
    finally:
        del os.environ["SOUND"]
    try:
        client = studio.client(**AS_HANDLES)
        for name in ("given", "updated", "later"):
            answer = client.predict(api_name=f"/{name}")
            roll = answer.get("value", answer)
            assert Path(roll["files"]["audio"]).read_bytes() == sound.read_bytes()
        assert studio.failures() == ""
        # What a handler names itself may be what a visitor named: Gradio's rule holds, and the page says what to do.
        with pytest.raises(AppError, match=r"'tone\.flac' .*allowed_paths"):
            client.predict(api_name="/returned")
        assert str(sound.parent) in studio.failures()
        client.close()
    finally:
        ended(studio)
