"""`gradio-pianoroll align` and `formats`, as a user runs them."""

import numpy as np
import pytest

from gradio_pianoroll import cli
from gradio_pianoroll.formats import load, save
from gradio_pianoroll.formats.audio import save_audio
from gradio_pianoroll.formats.libresvip import environment
from gradio_pianoroll.score import NoteTable, Score
from gradio_pianoroll.synth import render

SCORE = Score(NoteTable.from_columns([1, 2, 3], 1, [60, 64, 62], lyric=["나", "비", "야"]))


@pytest.fixture
def song(tmp_path):
    return save_audio(tmp_path / "song.wav", render(SCORE, 16_000, voice="voice", reverb=0), 16_000)


def run(capsys, *arguments):
    code = cli.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_lyrics_become_a_textgrid(capsys, song, tmp_path):
    out = tmp_path / "song.TextGrid"
    assert run(capsys, "align", song, out, "--lyrics", "나비야") == (0, f"{out}: 1 word, 6 phonemes\n", "")
    tiers = load(out).tiers
    assert tiers["words"].text.to_list() == ["나비야"]
    assert tiers["phones"].text.to_list() == ["n", "a", "b", "i", "y", "a"]


def test_headings_of_a_lyrics_file_are_not_sung(capsys, song, tmp_path):
    (tmp_path / "lyrics.txt").write_text("[Verse 1]\n나비\n\n[Chorus]\n야\n", encoding="utf-8")
    code, _, _ = run(capsys, "align", song, tmp_path / "song.json", "--lyrics-file", tmp_path / "lyrics.txt")
    assert code == 0
    assert load(tmp_path / "song.json").tiers["words"].text.to_list() == ["나비", "야"]


def test_the_notes_of_a_score_stay_with_the_tiers(capsys, song, tmp_path):
    path, out = save(SCORE, tmp_path / "song.mid"), tmp_path / "both.json"
    assert run(capsys, "align", song, out, "--score", path)[0] == 0
    both = load(out)
    assert both.notes.pitch.tolist() == [60, 64, 62]
    assert both.tiers["words"].text.to_list() == ["나", "비", "야"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--lyrics", " "), "give words or phonemes"),
        (("--lyrics-file", "none.txt"), "none.txt cannot be read as a text in UTF-8"),
        (("--lyrics", "나" * 400), "need at least"),
        (("--lyrics", "나", "--notation", "none"), "none"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(capsys, song, tmp_path, arguments, message):
    code, out, err = run(capsys, "align", song, tmp_path / "song.TextGrid", *arguments)
    assert (code, out) == (1, "")
    assert err.startswith("gradio-pianoroll: ")
    assert message in err
    assert not (tmp_path / "song.TextGrid").exists()


def test_a_missing_recording_is_named(capsys, tmp_path):
    code, _, err = run(capsys, "align", tmp_path / "none.wav", tmp_path / "a.TextGrid", "--lyrics", "나")
    assert code == 1
    assert "none.wav" in err


def test_formats_are_listed(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "default_folder", lambda: tmp_path)
    code, out, _ = run(capsys, "formats", "list")
    assert code == 0
    assert ".mid .midi: Standard MIDI file, read and written\n" in out
    assert ".svp: Synthesizer V Studio, read and written (through libresvip; gradio-pianoroll formats install" in out


def test_an_install_that_cannot_be_is_one_sentence(capsys, tmp_path):
    assert run(capsys, "formats", "install")[2] == (
        "gradio-pianoroll: what shall be installed? gradio-pianoroll formats install libresvip\n"
    )
    np.save(tmp_path / "mine.npy", np.zeros(1))
    code, _, err = run(capsys, "formats", "install", "libresvip", "--folder", tmp_path)
    assert code == 1
    assert "name another folder" in err
    assert (tmp_path / "mine.npy").exists()
