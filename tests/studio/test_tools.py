"""What programs call: through gradio_client, and through a real MCP client."""

import asyncio
import base64
import csv
import json
import os
import socket
import zipfile
from pathlib import Path
from urllib.request import urlopen

import gradio
import mido
import numpy as np
import pytest
import soundfile
from gradio_client import handle_file
from gradio_client.exceptions import AppError
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from gradio_pianoroll.analysis.bs1770 import programme_loudness
from gradio_pianoroll.formats import load, save
from gradio_pianoroll.formats.audio import load_audio, save_audio
from gradio_pianoroll.score import NoteTable, Score, Track
from gradio_pianoroll.studio import nearby
from gradio_pianoroll.studio.sounding import font_names
from gradio_pianoroll.studio.tools import TOOL_NAMES, analyze_audio, convert, render, tool_text, transcribe
from tests.analysis.signals import cents, constant, harmonic_tone
from tests.client import Client

pytestmark = pytest.mark.gradio

HZ = (220.0, 293.66, 329.63)
PITCHES = [57, 62, 64]


@pytest.fixture
def melody(tmp_path):
    """Three tones with rests between them."""
    rest = np.zeros(4_410, np.float32)
    tones = [part for hz in HZ for part in (harmonic_tone(constant(hz, 0.6)), rest)]
    return save_audio(tmp_path / "melody.wav", np.concatenate(tones), 22_050)


@pytest.fixture
def song(tmp_path):
    notes = NoteTable.from_columns(onset_beats=[0, 1, 2], duration_beats=1, pitch=PITCHES, lyric=["아", "리", "랑"])
    return save(Score(notes=notes, name="Three"), tmp_path / "three.json")


def test_all_are_documented(client):
    endpoints = client.view_api(return_format="dict")["named_endpoints"]
    # What works on an open page is no business of programs.
    assert {f"/{name}" for name in TOOL_NAMES} == endpoints.keys()
    told = {p["parameter_name"]: p for p in endpoints["/analyze_audio"]["parameters"]}
    assert list(told) == ["audio", "engine", "fmin", "fmax", "hop_ms"]
    assert told["engine"]["python_type"]["type"].startswith("Literal['pyin'")
    assert told["fmin"]["parameter_default"] == 65
    assert told["audio"]["python_type"]["type"] == "filepath"


@pytest.mark.parametrize("function", [analyze_audio, transcribe, render, convert])
def test_the_docstring_is_the_description(function):
    text = tool_text(function)
    head, _, rest = text.partition("\nArgs:\n")
    assert head == function.__doc__.strip().splitlines()[0]
    names = [line.split(":")[0].strip() for line in rest.split("Returns:")[0].splitlines() if line.strip()]
    assert names == [name for name in function.__annotations__ if name not in ("request", "return")]
    assert all(line.split(":", 1)[1].strip() for line in rest.splitlines() if line.startswith("    "))


def test_analyze_audio(client, melody):
    summary, table = client.predict(handle_file(melody), "yin", 100, 600, 10, api_name="/analyze_audio")
    assert abs(cents(summary["median_f0_hz"], HZ[1])) < 20
    assert summary["duration_s"] == pytest.approx(2.4, abs=0.01)
    assert 0.6 < summary["voiced_share"] < 0.9
    rows = list(csv.DictReader(Path(table).read_text().splitlines()))
    assert float(rows[1]["time_s"]) == pytest.approx(0.01, abs=5e-4)
    at = [float(rows[round(s * 100)]["f0_hz"]) for s in (0.3, 1.1, 1.9)]
    assert np.abs(cents(at, HZ)).max() < 20


def test_transcribe(client, melody):
    notes, midi = client.predict(handle_file(melody), tempo=90, api_name="/transcribe")
    assert [note["pitch"] for note in notes] == PITCHES
    assert [note["start_s"] for note in notes] == pytest.approx([0, 0.8, 1.6], abs=0.06)
    file = mido.MidiFile(midi)
    assert [m.note for t in file.tracks for m in t if m.type == "note_on" and m.velocity] == PITCHES
    assert any(m.type == "set_tempo" and round(mido.tempo2bpm(m.tempo)) == 90 for t in file.tracks for m in t)


def test_render_and_convert(client, song):
    sound = client.predict(handle_file(song), "sine", ".flac", api_name="/render")
    audio, sr = load_audio(sound)
    assert Path(sound).suffix == ".flac"
    spectrum = np.abs(np.fft.rfft(audio[: sr // 2]))
    assert np.argmax(spectrum) * sr / (sr // 2) == pytest.approx(HZ[0], abs=3)
    score = load(client.predict(handle_file(song), ".musicxml", api_name="/convert"))
    assert score.notes.pitch.tolist() == PITCHES
    assert [note.lyric for note in score.notes] == ["아", "리", "랑"]


def test_stems_come_as_a_zip_at_the_loudness_wanted(client, tmp_path):
    notes = NoteTable.from_columns(np.arange(8.0), 0.9, [60, 64] * 4, track=[0, 1] * 4)
    save(Score(notes, tracks=(Track("Left", 48), Track("Right", 73))), tmp_path / "duet.json")
    given = handle_file(tmp_path / "duet.json")
    with zipfile.ZipFile(client.predict(given, "automatic", ".wav", -14, True, api_name="/render")) as packed:
        assert packed.namelist() == ["duet.wav", "duet.1 Left.wav", "duet.2 Right.wav"]
        packed.extractall(tmp_path)
    whole, sr = soundfile.read(tmp_path / "duet.wav")
    assert programme_loudness(whole, sr).integrated_lufs == pytest.approx(-14, abs=0.1)
    stems = [soundfile.read(tmp_path / f"duet.{name}.wav")[0] for name in ("1 Left", "2 Right")]
    assert min(np.abs(stem).max() for stem in stems) > 0.05


def test_the_sound_panel_gives_what_its_fields_say(client):
    score = Score(NoteTable.from_columns([0, 1], 0.9, [60, 64]), name="song")
    path, status = client.predict(score.to_dict(), "", ".flac", "-23.0", False, api_name="/save_sound")
    assert Path(path).name == "song.flac"
    assert "Saved" in status
    sound, sr = soundfile.read(path)
    assert sound.shape[1] == 2
    assert programme_loudness(sound, sr).integrated_lufs == pytest.approx(-23, abs=0.1)
    _, status = client.predict(score.to_dict(), "", ".flac", "as played", False, api_name="/save_sound")
    assert "song.flac" in status
    with pytest.raises(AppError, match=r"none\.sf2"):
        client.predict(score.to_dict(), "none.sf2", ".wav", "as played", False, api_name="/save_sound")
    for font in font_names()[:1]:
        path, _ = client.predict(score.to_dict(), font, ".ogg", "as played", True, api_name="/save_sound")
        assert zipfile.ZipFile(path).namelist()[0] == "song.ogg"


def test_what_cannot_be_done_is_one_sentence(client, melody, song, tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("no sound")
    save(Score(), tmp_path / "empty.json")
    for arguments, name, words in (
        ((handle_file(text),), "/analyze_audio", "text.txt|Invalid file type"),
        ((handle_file(melody), "pyin", 800, 100), "/analyze_audio", "below fmax"),
        ((handle_file(melody), "magic"), "/analyze_audio", "magic"),
        ((handle_file(melody), "pyin", 65, 1000, 500), "/analyze_audio", "500|hop"),
        ((handle_file(melody), "pyin", 65, 1000, 1e9), "/transcribe", "tempo|1000"),
        ((handle_file(tmp_path / "empty.json"),), "/render", "no notes"),
        ((handle_file(song), "kazoo"), "/render", "kazoo"),
        ((handle_file(song), ".exe"), "/convert", "exe"),
    ):
        with pytest.raises(AppError, match=words) as caught:
            client.predict(*arguments, api_name=name)
        assert str(tmp_path) not in str(caught.value)


def call(url, work):
    async def session():
        async with (
            streamable_http_client(f"{url}/gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as opened,
        ):
            await opened.initialize()
            return await work(opened)

    return asyncio.run(session())


def test_an_mcp_client_finds_and_uses_the_four_tools(studio_url, melody, song):
    uploads = Client(studio_url)
    try:
        # An MCP client hands over addresses: the files are uploaded as any client does.
        sound, score = (f"{studio_url}/gradio_api/file={upload(uploads, path)}" for path in (melody, song))
    finally:
        uploads.close()

    async def work(session):
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
        found = await session.call_tool("analyze_audio", {"audio": sound, "engine": "yin"})
        notes = await session.call_tool("transcribe", {"audio": sound})
        wave = await session.call_tool("render", {"score": score})
        midi = await session.call_tool("convert", {"score": score, "to": ".mid"})
        inline = await session.call_tool("convert", {"score": data_uri(song), "to": ".csv"})
        outside = await session.call_tool("convert", {"score": f"{studio_url}/gradio_api/file=/etc/passwd"})
        wrong = await session.call_tool("analyze_audio", {"audio": sound, "fmin": 900, "fmax": 90})
        return tools, found, notes, wave, midi, inline, outside, wrong

    tools, found, notes, wave, midi, inline, outside, wrong = call(studio_url, work)
    assert sorted(tools) == sorted(TOOL_NAMES)
    assert tools["transcribe"].description.startswith("Write down the notes that a recorded voice")
    schema = tools["analyze_audio"].inputSchema
    assert "pyin" in schema["properties"]["engine"]["enum"]
    assert schema["properties"]["fmin"]["description"] == "Lowest F0 in Hz that is looked for."
    # Gradio's MCP server tells which arguments must be given since 6.23.
    if tuple(int(part) for part in gradio.__version__.split(".")[:2]) >= (6, 23):
        assert schema["required"] == ["audio"]
    summary, table = json.loads(found.content[0].text)
    assert abs(cents(summary["median_f0_hz"], HZ[1])) < 20
    assert urlopen(table["url"], timeout=60).readline().startswith(b"time_s,f0_hz")
    assert [note["pitch"] for note in json.loads(notes.content[0].text)[0]] == PITCHES
    assert wave.content[0].text.endswith(".wav")
    assert midi.content[0].text.endswith(".mid")
    assert inline.content[0].text.endswith(".csv")
    assert outside.isError
    assert "root:" not in outside.content[0].text
    assert wrong.isError
    assert "below fmax" in wrong.content[0].text


def answers(studio_url, name, *arguments):
    """What a tool says to each of some arguments: (whether it is an error, text)."""

    async def work(session):
        found = [await session.call_tool(name, one) for one in arguments]
        return [(one.isError, one.content[0].text) for one in found]

    return call(studio_url, work)


def test_an_mcp_client_hands_in_files_of_its_own_machine(studio_url, melody, song, tmp_path):
    spaced = melody.rename(tmp_path / "노래 1.wav")
    (by_path, by_uri) = answers(studio_url, "transcribe", {"audio": str(spaced)}, {"audio": spaced.as_uri()})
    for is_error, text in (by_path, by_uri):
        assert not is_error, text
        assert [note["pitch"] for note in json.loads(text)[0]] == PITCHES
    ((is_error, text),) = answers(studio_url, "convert", {"score": str(song), "to": ".csv"})
    assert not is_error, text
    assert "아" in urlopen(text, timeout=60).read().decode("utf-8")


def test_a_file_that_cannot_be_had_is_our_sentence(studio_url, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{taken.getsockname()[1]}/voice.wav"
        found = answers(
            studio_url,
            "analyze_audio",
            {"audio": closed},
            {"audio": "http://no-such-host.invalid/voice.wav"},
            {"audio": "/etc/passwd"},
            {"audio": "voice.wav"},
            {"audio": str(tmp_path / "none.wav")},
        )
    assert all(is_error for is_error, _ in found)
    texts = [text for _, text in found]
    assert texts[0].startswith(f"{closed} cannot be fetched (")
    assert texts[1].startswith("http://no-such-host.invalid/voice.wav cannot be fetched (")
    assert all("uploaded to the studio" in text for text in texts[:2])
    assert "passwd: audio must be one of .wav" in texts[2]
    assert "give the whole path" in texts[3]
    assert texts[4] == f"{tmp_path / 'none.wav'}: no such file"


def request_from(address, port, **headers):
    from starlette.requests import Request

    named = [(k.replace("_", "-").encode(), v.encode()) for k, v in {"host": "127.0.0.1:7860", **headers}.items()]
    return Request({"type": "http", "headers": named, "client": (address, port), "server": ("127.0.0.1", 7860)})


def test_a_path_is_taken_from_our_own_user_alone(monkeypatch):
    with socket.socket() as listening, socket.socket() as client:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        client.connect(listening.getsockname())
        host, port = client.getsockname()
        # As `ss -e` shows it: the socket is ours.
        assert nearby.owner_of(host, port) == os.getuid()
        assert nearby.may_name_files(request_from(host, port))
        assert not nearby.may_name_files(request_from(host, port, origin="http://127.0.0.1:7860"))
        assert not nearby.may_name_files(request_from(host, port, x_forwarded_for="10.0.0.1"))
        assert not nearby.may_name_files(request_from(host, port, host="evil.example"))
        assert not nearby.may_name_files(request_from("192.0.2.7", port))
        monkeypatch.setattr(os, "getuid", lambda: 4_711)
        if nearby.owner_of(host, port) != 0:
            assert not nearby.may_name_files(request_from(host, port))
    assert not nearby.may_name_files(None)


def test_the_table_of_connections_is_read_as_the_kernel_writes_it(monkeypatch, tmp_path):
    """Rows of proc(5): addresses are words in the machine's order; user 1000 at 127.0.0.1:54321 and ::1:54322."""
    v4, v6 = tmp_path / "tcp", tmp_path / "tcp6"
    v4.write_text("head\n 0: 0100007F:D431 0100007F:1EB4 01 00000000:00000000 00:00000000 00000000  1000        0 1\n")
    one = "00000000000000000000000001000000"
    v6.write_text(f"head\n 0: {one}:D432 {one}:1EB4 01 00000000:00000000 00:00000000 00000000  1001        0 1\n")
    monkeypatch.setattr(nearby, "TABLES", (str(v4), str(v6), str(tmp_path / "none")))
    assert nearby.owner_of("127.0.0.1", 54321) == 1000
    assert nearby.owner_of("::1", 54322) == 1001
    assert nearby.owner_of("127.0.0.1", 54322) is None
    assert nearby.owner_of("testclient", 1) is None


def data_uri(path):
    return "data:application/json;base64," + base64.b64encode(path.read_bytes()).decode()


def upload(client, path):
    """Path on the server of an uploaded file."""
    import httpx

    with path.open("rb") as file:
        answer = httpx.post(
            f"{client.src.rstrip('/')}/gradio_api/upload", files={"files": (path.name, file)}, timeout=60
        )
    return answer.raise_for_status().json()[0]
