"""The studio through its API: files in, a score back, files out."""

import json
from pathlib import Path

import av
import mido
import numpy as np
import pytest
from gradio_client import handle_file
from gradio_client.exceptions import AppError

from gradio_pianoroll import PianoRollValue
from gradio_pianoroll.formats import save
from gradio_pianoroll.formats.audio import save_audio
from gradio_pianoroll.studio.example import arirang_score
from tests.analysis.signals import cents, constant, harmonic_tone
from tests.recordings import spoken_words
from tests.studio.page import PageClient

EVERYTHING = ["f0", "loudness", "voicing"]


def open_file(client, path, *, roll=None, on_sound="add", engine="yin", fmin=75, fmax=500, show=EVERYTHING):
    """Score, information and status after a file was opened."""
    roll = {"notes": []} if roll is None else roll
    value, info, status, *_ = client.predict(
        handle_file(path), on_sound, roll, engine, fmin, fmax, show, api_name="/open_file"
    )
    return PianoRollValue.from_handle(value).score, info, status


def song():
    return arirang_score().to_dict()


def test_midi_in_midi_out(client, tmp_path):
    path = save(arirang_score(), tmp_path / "아리랑.mid")
    score, info, status = open_file(client, path)
    assert "Opened 아리랑.mid" in status
    assert "138 notes" in info
    assert "3/4" in info
    assert score.notes.pitch.tolist() == arirang_score().notes.pitch.tolist()
    assert [n.lyric for n in score.notes] == [n.lyric for n in arirang_score().notes]
    saved, status = client.predict(score.to_dict(), api_name="/save_midi")
    assert "Saved" in status
    notes = [m for t in mido.MidiFile(saved).tracks for m in t if m.type == "note_on" and m.velocity]
    assert sorted(m.note for m in notes) == sorted(score.notes.pitch.tolist())


def test_a_video_goes_out_with_its_sound(client):
    short = {"notes": [{"start": 0, "duration": 80, "pitch": 60}], "tempo": 120, "pixelsPerBeat": 80}
    saved, status = client.predict(short, api_name="/save_mp4")
    assert "Saved" in status
    with av.open(saved) as video:
        assert video.streams.video[0].codec_context.name == "h264"
        # One beat at 120 a minute, thirty frames a second.
        assert sum(1 for _ in video.decode(video=0)) == 15
    with av.open(saved) as video:
        loudest = max(float(np.abs(frame.to_ndarray()).max()) for frame in video.decode(audio=0))
    assert loudest > 0.05
    with pytest.raises(AppError, match="the score has no notes"):
        client.predict({"notes": []}, api_name="/save_mp4")


def test_json_out_and_in_again(client):
    saved, _ = client.predict(song(), api_name="/save_json")
    assert json.loads(Path(saved).read_text(encoding="utf-8"))["tempo"] == 84
    score, _, _ = open_file(client, saved)
    assert score.notes.onset_beats.tolist() == arirang_score().notes.onset_beats.tolist()
    assert [n.phoneme for n in score.notes] == [n.phoneme for n in arirang_score().notes]


def test_recorded_speech_is_opened_and_analysed(client):
    score, info, status = open_file(client, spoken_words(), engine="pyin")
    assert "Opened Front_Center.wav and analysed it" in status
    assert len(score.notes) == 0
    assert "0 notes" in info
    assert score.use_backend_audio
    assert Path(score.audio.source).read_bytes() == spoken_words().read_bytes()
    assert list(score.curves) == EVERYTHING
    assert 130 < np.nanmedian(score.curves["f0"].values) < 300


def test_sound_is_added_to_a_score_or_starts_a_new_one(client):
    added, _, status = open_file(client, spoken_words(), roll=song())
    assert "Added the sound" in status
    assert len(added.notes) == 138
    assert added.audio is not None
    fresh, _, _ = open_file(client, spoken_words(), roll=song(), on_sound="replace")
    assert len(fresh.notes) == 0
    assert fresh.tempo_map.tempos[0][1] == 120


def test_analyze_finds_a_known_f0_and_shows_what_is_asked_for(client, tmp_path):
    sound = save_audio(tmp_path / "tone.wav", harmonic_tone(constant(330, 1)), 22_050)
    # A session that has the example open would analyse the example's voice.
    client.predict(api_name="/new")
    roll = {**song(), "audio_data": handle_file(sound), "use_backend_audio": True}
    value, status, _ = client.predict(roll, "pyin", 100, 800, ["f0"], api_name="/analyze")
    assert "Analysed 1.0 s of sound with pyin" in status
    score = PianoRollValue.from_handle(value).score
    assert list(score.curves) == ["f0"]
    assert abs(cents(np.nanmedian(score.curves["f0"].values), 330)) < 20
    assert len(score.notes) == 138


def test_new_and_example(client):
    value, info, *_ = client.predict(api_name="/new")
    assert len(PianoRollValue.from_handle(value).score.notes) == 0
    assert "Untitled" in info
    value, info, *_ = client.predict(api_name="/example")
    score = PianoRollValue.from_handle(value).score
    assert score.notes.pitch.tolist() == arirang_score().notes.pitch.tolist()
    assert list(score.curves) == EVERYTHING
    assert Path(score.audio.source).stat().st_size > 100_000


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("broken.mid", b"MThd\x00\x00\x00\x06\x00\x01", "Could not open the file. broken.mid: "),
        ("broken.json", b'{"notes": [', "Could not open the file. broken.json: "),
        ("broken.wav", b"RIFF....WAVE", "Could not open the file. broken.wav: "),
        ("text.mp3", b"no sound at all", "Could not open the file. text.mp3: "),
        ("empty.mid", b"", "Could not open the file. empty.mid: "),
    ],
)
def test_a_broken_file_is_named_and_explained(client, tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(AppError) as caught:
        open_file(client, tmp_path / name)
    assert words in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_analysis_that_cannot_be_done_is_explained(client):
    client.predict(api_name="/new")
    for roll, options, words in (
        (song(), ("pyin", 75, 500, EVERYTHING), "no sound to analyse"),
        ({**song(), "audio_data": handle_file(spoken_words())}, ("pyin", 500, 75, EVERYTHING), "must be below fmax"),
        ({**song(), "audio_data": handle_file(spoken_words())}, ("pyin", 75, 500, []), "at least one"),
        ({**song(), "audio_data": "https://example.org/a.wav"}, ("pyin", 75, 500, EVERYTHING), "web address"),
    ):
        with pytest.raises(AppError, match=words):
            client.predict(roll, *options, api_name="/analyze")


def test_a_score_that_names_a_file_on_the_server_does_not_get_it(client, tmp_path):
    secret = save_audio(tmp_path / "secret.wav", harmonic_tone(constant(200, 0.2)), 22_050)
    (tmp_path / "trap.json").write_text(json.dumps({**song(), "audio_data": str(secret), "use_backend_audio": True}))
    score, _, _ = open_file(client, tmp_path / "trap.json")
    assert len(score.notes) == 138
    assert score.audio is None


def test_visitors_do_not_see_each_other(studio_url, client, tmp_path):
    """One analyses a sound of their own while the other has the example open: each gets their own."""
    tone = save_audio(tmp_path / "tone.wav", harmonic_tone(constant(150, 1)), 22_050)
    other = PageClient(studio_url)
    try:
        client.predict(api_name="/example")
        open_file(other, tone)
        roll = {**song(), "audio_data": handle_file(tone)}
        mine, *_ = client.predict(roll, "yin", 75, 900, ["f0"], api_name="/analyze")
        theirs, *_ = other.predict(roll, "yin", 75, 900, ["f0"], api_name="/analyze")
    finally:
        other.close()
    mine_hz, theirs_hz = (np.nanmedian(PianoRollValue.from_handle(v).score.curves["f0"].values) for v in (mine, theirs))
    assert mine_hz > 290
    assert theirs_hz == pytest.approx(150, rel=0.01)
