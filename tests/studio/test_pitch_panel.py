"""The panel "Pitch" through its endpoints: from a recording to a corrected melody and its files."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from gradio_client import handle_file
from gradio_client.exceptions import AppError

from gradio_pianoroll import PianoRollValue
from gradio_pianoroll.analysis import extract_f0
from gradio_pianoroll.formats import load
from gradio_pianoroll.formats.audio import save_audio
from gradio_pianoroll.score import Curve, Score, TempoMap
from gradio_pianoroll.studio.panels.pitch import state_html
from gradio_pianoroll.studio.pitch import edited_frames, found_again, without_edits
from gradio_pianoroll.studio.session import StudioError
from tests.analysis.signals import constant, harmonic_tone

SR = 22_050
# 220 Hz a fourth higher: 220 · 2^(5/12).
HIGHER_HZ = 293.66


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    silence = np.zeros(SR // 2, np.float32)
    tone = harmonic_tone(constant(220.0, 1.5))
    path = tmp_path_factory.mktemp("pitch") / "voice.wav"
    return save_audio(path, np.concatenate([silence, tone, silence, tone, silence]).astype(np.float32), SR)


def cents(a, b):
    return 1200 * np.log2(a / b)


def test_a_recording_becomes_a_corrected_melody_and_its_files(client, recording):
    client.predict(api_name="/new")
    start = {"notes": [], "audio_data": handle_file(recording), "use_backend_audio": True}
    value, status, table = client.predict(start, 100, 800, api_name="/find_pitch")
    assert "Found the pitch of 4.5 s" in status
    assert "220." in table
    assert "<td>0.00 s</td>" in table
    score = PianoRollValue.from_handle(value).score
    curve = score.curves["f0"]
    times = curve.sample_times()
    # The first of the two tones is to be a fourth higher; a program answers with what it was given.
    values = np.where((times > 0.3) & (times < 2.2), curve.values * 2 ** (5 / 12), curve.values)
    edited = score.replace(curves={**score.curves, "f0": curve.with_values(values)})
    asked = {**edited.to_dict(), "audio_data": handle_file(recording)}
    noted, status, table = client.predict(asked, api_name="/pitch_notes")
    assert "The score has 2 notes now" in status
    notes = PianoRollValue.from_handle(noted).score.notes.pitch.tolist()
    assert notes == [62, 57]
    files = {}
    whole = {**PianoRollValue.from_handle(noted).score.to_dict(), "audio_data": handle_file(recording)}
    for suffix in (" (edited).wav", ".f0.csv", ".notes.csv", ".mid", ".Pitch", ".PitchTier", ".svl", ".npy", ".npz"):
        path, status = client.predict(whole, suffix, api_name="/save_pitch")
        files[suffix] = Path(path)
        assert path.endswith(suffix)
        assert "Saved" in status
    sung, rate = soundfile.read(files[" (edited).wav"], dtype="float32")
    original, _ = soundfile.read(recording, dtype="float32")
    assert (rate, len(sung)) == (SR, len(original))
    f0 = extract_f0(sung, rate, fmin=100, fmax=800)
    in_first = (f0.times_s > 0.9) & (f0.times_s < 1.7)
    # Its bins are 10 cents apart.
    assert abs(cents(np.nanmedian(f0.f0_hz[in_first]), HIGHER_HZ)) < 6
    # The second tone is the recording, bit by bit.
    assert np.array_equal(sung[round(2.2 * SR) :], original[round(2.2 * SR) :])
    for suffix in (".f0.csv", ".Pitch", ".svl", ".npz"):
        read = load(files[suffix]).curves["f0"]
        at = (read.sample_times() > 0.9) & (read.sample_times() < 1.7)
        assert abs(cents(np.nanmedian(read.values[at]), HIGHER_HZ)) < 6, suffix
    assert load(files[".mid"]).notes.pitch.tolist() == [62, 57]
    assert load(files[".notes.csv"]).notes.pitch.tolist() == [62, 57]
    again, status, table = client.predict(whole, api_name="/reset_pitch")
    assert "that of the recording again" in status
    assert "<td>0.00 s</td>" in table
    assert np.allclose(PianoRollValue.from_handle(again).score.curves["f0"].values, curve.values, equal_nan=True)


def test_what_is_missing_is_said(client, recording):
    client.predict(api_name="/new")
    for name, arguments in (("/pitch_notes", ()), ("/reset_pitch", ()), ("/save_pitch", (".mid",))):
        with pytest.raises(AppError, match="press Find the pitch"):
            client.predict({"notes": []}, *arguments, api_name=name)
    with pytest.raises(AppError, match="open a sound file first"):
        client.predict({"notes": []}, 100, 800, api_name="/find_pitch")
    value, _, _ = client.predict({"notes": [], "audio_data": handle_file(recording)}, 100, 800, api_name="/find_pitch")
    plain = {**PianoRollValue.from_handle(value).score.to_dict(), "audio_data": handle_file(recording)}
    with pytest.raises(AppError, match="nothing is edited"):
        client.predict(plain, " (edited).wav", api_name="/save_pitch")
    with pytest.raises(AppError, match="press Write the notes"):
        client.predict(plain, ".mid", api_name="/save_pitch")


def test_an_empty_score_has_a_table_and_nothing_to_take_back():
    from gradio_pianoroll.score import Curve, NoteTable, Score

    assert "not yet" in state_html(Score(), "en")
    assert "아직 없음" in state_html(Score(), "ko")
    curve = Curve("f0", [220, float("nan"), 221], target="f0", unit="Hz", hop=0.01)
    score = Score(NoteTable.from_columns([], [], []), curves=[curve])
    with pytest.raises(StudioError):
        without_edits(score, "en")
    louder = score.replace(curves=[curve.with_values([220, 230, 221])])
    assert edited_frames(louder.curves["f0"]).tolist() == [False, True, False]
    assert not without_edits(louder, "en").curves["f0"].is_edited


def test_a_drawn_curve_in_beats_is_taken_as_frames():
    drawn = Curve("f0", [220, 330], [0, 2], "f0", "Hz", time="beats")
    score = Score(tempo_map=TempoMap(60), curves={"f0": drawn.edited([220, 440], [0, 2])})
    found = found_again(score, "en")
    # Two beats are two seconds: 220 to 440 Hz in a straight line.
    np.testing.assert_allclose(found.f0_hz[[0, 100, 200]], [220, 330, 440])
    np.testing.assert_allclose(found.times_s[[0, 100, 200]], [0, 1, 2])
    assert without_edits(score, "en").curves["f0"].values.tolist() == [220, 330]
