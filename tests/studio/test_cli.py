"""The command line, as a user runs it."""

import csv
import json
import math
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import av
import mido
import numpy as np
import pytest
import soundfile

from gradio_pianoroll import Track, cli
from gradio_pianoroll.analysis.bs1770 import programme_loudness
from gradio_pianoroll.formats import load, save
from gradio_pianoroll.formats.audio import load_audio, save_audio
from gradio_pianoroll.score import Curve, NoteTable, Score, TempoMap
from gradio_pianoroll.studio.example import arirang_score
from tests.analysis.signals import constant, harmonic_tone
from tests.recordings import spoken_words
from tests.synth.fonts import one_instrument


@pytest.fixture
def song(tmp_path):
    return save(arirang_score(), tmp_path / "song.json")


def run(capsys, *arguments):
    code = cli.main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_convert_to_midi_and_back(capsys, song, tmp_path):
    code, out, _ = run(capsys, "convert", song, tmp_path / "song.mid")
    assert (code, "138 notes" in out) == (0, True)
    messages = [m for track in mido.MidiFile(tmp_path / "song.mid").tracks for m in track]
    assert sum(m.type == "note_on" and m.velocity > 0 for m in messages) == 138
    assert run(capsys, "convert", tmp_path / "song.mid", tmp_path / "again.json")[0] == 0
    before, after = arirang_score().notes, load(tmp_path / "again.json").notes
    assert after.pitch.tolist() == before.pitch.tolist()
    assert [n.lyric for n in after] == [n.lyric for n in before]


def test_convert_pitch(capsys, tmp_path):
    (tmp_path / "crepe.csv").write_text("time,frequency,confidence\n0.00,440,0.9\n0.01,100,0.1\n0.02,446.4,0.9\n")
    out = tmp_path / "a.f0.csv"
    code, said, _ = run(capsys, "convert", tmp_path / "crepe.csv", out, "--voiced-above", 0.5)
    assert (code, said.strip()) == (0, f"{out}: f0 of 3 values, confidence of 3 values")
    assert out.read_text().split() == ["0,440", "0.01,0", "0.02,446.399994"]
    assert run(capsys, "convert", out, tmp_path / "a.npy", "--out-unit", "coarse")[0] == 0
    assert np.load(tmp_path / "a.npy").tolist() == [122, 1, 124]
    np.save(tmp_path / "b.npy", np.array([69.0, 0, 70]))
    args = ("--hop", 0.5, "--start", 1, "--unit", "semitones")
    assert run(capsys, "convert", tmp_path / "b.npy", tmp_path / "b.PitchTier", *args)[0] == 0
    curve = load(tmp_path / "b.PitchTier").curves["f0"]
    assert (curve.times.tolist(), curve.values.round().tolist()) == ([1, 2], [440, 466])
    code, _, err = run(capsys, "convert", tmp_path / "b.PitchTier", tmp_path / "c.Pitch", "--header")
    assert code == 1
    assert "a Praat Pitch is written without the option header" in err


def test_convert_to_midi_with_bends(capsys, tmp_path):
    f0 = Curve("f0", [440, 446.4], target="f0", unit="Hz", hop=0.25)
    save(Score(NoteTable.from_columns([0], 1, [69]), curves=[f0]), tmp_path / "a.json")
    for reach, bends in (((), [1024]), ((12,), [171])):
        assert run(capsys, "convert", tmp_path / "a.json", tmp_path / "a.mid", "--bends", *reach)[0] == 0
        found = [m.pitch for m in mido.MidiFile(tmp_path / "a.mid") if m.type == "pitchwheel"]
        # 446.4 / 440 is a quarter of a semitone: an eighth of two, a forty-eighth of twelve.
        assert found == [0, *bends]
    code, _, err = run(capsys, "convert", tmp_path / "a.mid", tmp_path / "b.mid", "--bends", 100)
    assert (code, "bend_range must be a whole number from 1 to 96" in err) == (1, True)


def test_render(capsys, song, tmp_path):
    code, out, _ = run(capsys, "render", song, tmp_path / "song.wav", "--sr", 16000, "--mono")
    assert code == 0
    audio, sr = load_audio(tmp_path / "song.wav")
    assert sr == 16_000
    assert len(audio) / sr == pytest.approx(float(re.search(r"([\d.]+) s", out)[1]), abs=0.1)
    assert len(audio) / sr > 34
    assert np.abs(audio).max() > 0.2


def test_render_with_a_soundfont_as_loud_as_wanted_and_track_by_track(capsys, tmp_path):
    notes = NoteTable.from_columns([0, 1], 1, [60, 64], track=[0, 1])
    short = save(Score(notes, TempoMap(240), tracks=(Track("Lead"), Track("Bass"))), tmp_path / "short.json")
    (tmp_path / "small.sf2").write_bytes(one_instrument())
    code, out, _ = run(
        capsys,
        "render",
        short,
        tmp_path / "a.flac",
        "--soundfont",
        tmp_path / "small.sf2",
        "--loudness",
        -20,
        "--stems",
    )
    assert (code, "-20.0 LUFS" in out) == (0, True)
    assert {path.name for path in tmp_path.glob("*.flac")} == {"a.flac", "a.1 Lead.flac", "a.2 Bass.flac"}
    audio, sr = soundfile.read(tmp_path / "a.flac")
    assert programme_loudness(audio, sr).integrated_lufs == pytest.approx(-20, abs=0.1)
    code, _, err = run(capsys, "render", short, tmp_path / "a.wav", "--soundfont", tmp_path / "none.sf2")
    assert (code, "none.sf2: it cannot be read" in err) == (1, True)


def test_render_a_picture_and_a_video(capsys, tmp_path):
    short = save(Score(NoteTable.from_columns([0, 1], 1, [60, 64]), TempoMap(240)), tmp_path / "short.json")
    code, out, _ = run(capsys, "render", short, tmp_path / "a.png", "--size", "600x400")
    assert (code, "600 x 400 pixels" in out) == (0, True)
    data = (tmp_path / "a.png").read_bytes()
    assert [int.from_bytes(data[at : at + 4], "big") for at in (16, 20)] == [600, 400]  # IHDR
    save_audio(tmp_path / "tone.wav", harmonic_tone(constant(220, 1)), 22_050)
    code, out, _ = run(
        capsys, "render", short, tmp_path / "a.mp4", "--size", "320x180", "--fps", 10, "--audio", tmp_path / "tone.wav"
    )
    assert (code, "0.5 s" in out) == (0, True)
    with av.open(str(tmp_path / "a.mp4")) as container:
        shown = container.streams.video[0]
        assert (shown.width, shown.height, shown.frames, len(container.streams.audio)) == (320, 180, 5, 1)


def test_analyze_as_csv_and_json(capsys, tmp_path):
    save_audio(tmp_path / "tone.wav", harmonic_tone(constant(220, 1)), 22_050)
    assert run(capsys, "analyze", tmp_path / "tone.wav", "--csv", tmp_path / "tone.csv", "--engine", "yin")[0] == 0
    rows = list(csv.DictReader((tmp_path / "tone.csv").open()))
    assert list(rows[0]) == ["time_s", "f0_hz", "loudness_db", "voicing"]
    voiced = [float(row["f0_hz"]) for row in rows if row["f0_hz"]]
    assert len(voiced) > 60
    assert sorted(voiced)[len(voiced) // 2] == pytest.approx(220, abs=2)
    assert run(capsys, "analyze", spoken_words(), "--json", tmp_path / "words.json")[0] == 0
    found = json.loads((tmp_path / "words.json").read_text())
    assert len(found["time_s"]) == len(found["f0_hz"]) == len(found["loudness_db"]) == len(found["voicing"])
    assert found["hop_s"] == pytest.approx(256 / 22_050)
    assert None in found["f0_hz"]
    assert all(v is None or math.isfinite(v) for v in found["f0_hz"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("convert", "{tmp}/none.mid", "{tmp}/out.json"), "none.mid: there is no such file"),
        (("convert", "{tmp}/broken.mid", "{tmp}/out.json"), "broken.mid: "),
        (("convert", "{tmp}/song.json", "{tmp}/out.xyz"), "out.xyz: "),
        (("render", "{tmp}/song.json", "{tmp}/out.txt"), "out.txt: cannot write sound"),
        (("render", "{tmp}/song.json", "{tmp}/out.wav", "--voice", "kazoo"), "no voice 'kazoo'"),
        (("render", "{tmp}/song.json", "{tmp}/out.wav", "--sr", "1"), "between 4000 and"),
        (("render", "{tmp}/empty.json", "{tmp}/out.wav"), "no notes"),
        (("render", "{tmp}/song.json", "{tmp}/out.wav", "--theme", "dark"), "--theme says nothing of a .wav file"),
        (("render", "{tmp}/song.json", "{tmp}/out.wav", "--loudness", "3"), "between -60 and -1 LUFS"),
        (
            ("render", "{tmp}/song.json", "{tmp}/out.wav", "--soundfont", "auto", "--voice", "piano"),
            "a voice or a SoundFont",
        ),
        (("render", "{tmp}/song.json", "{tmp}/out.mp4", "--stems"), "--stems says nothing of a .mp4 file"),
        (("render", "{tmp}/song.json", "{tmp}/out.png", "--mono"), "--mono says nothing of a .png file"),
        (("render", "{tmp}/song.json", "{tmp}/out.mp4", "--voice", "piano"), "--voice says nothing of a .mp4 file"),
        (("render", "{tmp}/song.json", "{tmp}/out.png", "--size", "big"), "--size must look like 1280x720"),
        (("analyze", "{tmp}/broken.mid", "--csv", "{tmp}/out.csv"), "broken.mid: not a sound file"),
        (("analyze", "{tmp}/tone.wav", "--csv", "{tmp}/out.csv", "--engine", "magic"), "no F0 engine 'magic'"),
        (("analyze", "{tmp}/tone.wav", "--csv", "{tmp}/out.csv", "--fmin", "900", "--fmax", "90"), "below fmax"),
        (("analyze", "{tmp}/tone.wav", "--csv", "{tmp}/none/out.csv"), "No such file"),
    ],
)
def test_errors_are_one_sentence(capsys, song, tmp_path, arguments, words):
    (tmp_path / "broken.mid").write_bytes(b"MThd, but no more than that")
    save(arirang_score().replace(notes=arirang_score().notes.take(np.arange(0))), tmp_path / "empty.json")
    save_audio(tmp_path / "tone.wav", harmonic_tone(constant(220, 0.3)), 22_050)
    code, out, err = run(capsys, *(a.format(tmp=tmp_path) for a in arguments))
    assert code == 1
    assert out == ""
    assert words in err
    assert err.startswith("gradio-pianoroll: ")
    assert err.count("\n") == 1


def test_warnings_are_sentences_without_source_lines(tmp_path):
    (tmp_path / "a.json").write_text('[{"pitch": 60}, {"start": 0, "duration": 80, "pitch": 60}]')
    command = [sys.executable, "-m", "gradio_pianoroll.cli", "convert", "a.json", "a.mid"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0
    assert done.stderr == "gradio-pianoroll: note 0: start is missing; the note is left out\n"


def test_a_busy_port_is_one_sentence():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        for arguments, env in ((["--port", str(port)], {}), ([], {"PORT": str(port)})):
            done = subprocess.run(
                [sys.executable, "-m", "gradio_pianoroll.cli", "studio", *arguments],
                capture_output=True,
                text=True,
                timeout=60,
                env={**os.environ, **env},
            )
            assert done.returncode == 1
            assert done.stdout == ""
            assert done.stderr.startswith(f"gradio-pianoroll: port {port} is in use")
            assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "env", "words"),
    [
        (("--port", "99999"), {}, "99999 is not a port"),
        ((), {"PORT": "many"}, "PORT is 'many'"),
        (("--host", "no.such.host.invalid"), {}, "no host"),
    ],
)
def test_wrong_addresses_are_one_sentence(capsys, monkeypatch, arguments, env, words):
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    code, _, err = run(capsys, "studio", *arguments)
    assert code == 1
    assert words in err
    assert err.count("\n") == 1


def test_tools_without_their_package_name_the_line_that_installs_it(capsys, monkeypatch):
    monkeypatch.setattr("gradio_pianoroll.extras.find_spec", lambda name: None)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code, out, err = run(capsys, "studio", "--mcp", "--port", port)
    assert (code, out) == (1, "")
    assert err == "gradio-pianoroll: --mcp needs the package mcp: pip install 'gradio_pianoroll[mcp]'\n"


@pytest.mark.parametrize("with_tools", [False, True], ids=["plain", "tools and metrics"])
def test_the_studio_says_where_it_is(tmp_path, with_tools):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {
        **os.environ,
        "PORT": str(port),
        "XDG_CACHE_HOME": str(tmp_path),
        "GRADIO_TEMP_DIR": str(tmp_path / "gradio"),
    }
    if with_tools:
        env |= {"GRADIO_PIANOROLL_METRICS": "true", "GRADIO_PIANOROLL_METRICS_TOKEN": "sesam"}
    process = subprocess.Popen(
        [sys.executable, "-m", "gradio_pianoroll.cli", "studio", *(["--mcp"] if with_tools else [])],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=env,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        assert process.stdout.readline() == f"Studio ready on {url}\n"
        if with_tools:
            assert process.stdout.readline() == f"MCP tools on {url}/gradio_api/mcp/\n"
            request = urllib.request.Request(f"{url}/metrics", headers={"Authorization": "Bearer sesam"})
            with urllib.request.urlopen(request, timeout=60) as answer:
                assert b"\ngradio_pianoroll_process_rss_mb " in answer.read()
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(f"{url}/metrics", timeout=60)
            assert refused.value.code == 401
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/config", timeout=10) as answer:
            config = json.load(answer)
        assert config["title"] == "Piano roll studio"
        assert config["analytics_enabled"] is False
    finally:
        process.send_signal(signal.SIGINT)
        try:
            rest, errors = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (process.returncode, rest, errors) == (0, "Studio stopped\n", "")


def test_the_studio_starts_though_gradio_finds_its_own_server_slow(tmp_path):
    """Gradio gives a server three seconds; on a machine with other work the studio ended with a traceback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code = (
        "import sys, gradio.networking; gradio.networking.url_ok = lambda url: False;"
        f"from gradio_pianoroll.cli import main; sys.exit(main(['studio', '--port', '{port}']))"
    )
    env = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "GRADIO_TEMP_DIR": str(tmp_path / "gradio")}
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=env)
    try:
        assert process.stdout.readline() == f"Studio ready on http://127.0.0.1:{port}\n"
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=30)
        finally:
            process.kill()


def test_the_package_itself_is_the_command_line():
    command = [sys.executable, "-m", "gradio_pianoroll", "config", "--help"]
    found = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith("usage: gradio-pianoroll config")
