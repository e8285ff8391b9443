"""Results as files, read back by the libraries that others read them with."""

import csv
import json
import sys

import numpy as np
import pyarrow.parquet as parquet
import pytest
from PIL import Image
from praatio import textgrid

from gradio_pianoroll import cli
from gradio_pianoroll.analysis import AnalysisError, AudioFeatures, MissingPackageError, notes_from_f0
from gradio_pianoroll.analysis.export import EXPORT_FORMATS, export_analysis
from gradio_pianoroll.formats import load
from gradio_pianoroll.formats.audio import save_audio
from tests.analysis.signals import SR, constant, harmonic_tone

HOP_S = 0.01


@pytest.fixture(scope="module")
def found():
    pitch = np.repeat([60.0, np.nan, 64.0, 67.0], 50)
    f0 = (440 * 2 ** ((pitch - 69) / 12)).astype(np.float32)
    voiced = np.isfinite(f0)
    level = np.where(voiced, -20, -70).astype(np.float32)
    return AudioFeatures(HOP_S, 2.0, f0_hz=f0, loudness_db=level, voicing=voiced.astype(np.float32), voiced=voiced)


@pytest.fixture(scope="module")
def score(found):
    return notes_from_f0(found, words=[("가", 0.0, 0.5), ("나다", 1.0, 2.0)])


def test_tables_hold_every_frame(found, score, tmp_path):
    rows = list(csv.DictReader(export_analysis(found, tmp_path / "a.csv").open(encoding="utf-8")))
    table = parquet.read_table(export_analysis(found, tmp_path / "a.parquet")).to_pydict()
    said = json.loads(export_analysis(found, tmp_path / "a.json", score=score).read_text(encoding="utf-8"))
    assert list(rows[0]) == list(table) == ["time_s", "f0_hz", "loudness_db", "voicing"]
    assert len(rows) == len(table["time_s"]) == len(said["f0_hz"]) == 200
    for row, exact, rounded, true in zip(rows, table["f0_hz"], said["f0_hz"], found.f0_hz, strict=True):
        if np.isnan(true):
            assert (row["f0_hz"], exact, rounded) == ("", None, None)
        else:
            assert exact == true
            assert float(row["f0_hz"]) == rounded == pytest.approx(true, abs=0.001)
    assert [note["pitch"] for note in said["notes"]] == [60, 64, 67]
    assert [note["lyric"] for note in said["notes"]] == ["가", "나", "다"]
    assert said["notes"][1]["start_s"] == pytest.approx(1.0, abs=0.02)


def test_midi_holds_the_notes(found, tmp_path):
    assert load(export_analysis(found, tmp_path / "a.mid")).notes.pitch.tolist() == [60, 64, 67]


def test_textgrid_holds_tiers_that_praat_tools_read(found, score, tmp_path):
    grid = textgrid.openTextgrid(str(export_analysis(found, tmp_path / "a.TextGrid", score=score)), False)
    assert grid.tierNames == ("notes", "lyrics", "words", "voiced")
    assert [entry.label for entry in grid.getTier("notes").entries] == ["C4", "E4", "G4"]
    assert [entry.label for entry in grid.getTier("lyrics").entries] == ["가", "나", "다"]
    voiced = grid.getTier("voiced").entries
    assert [(e.start, e.end) for e in voiced] == [pytest.approx((0, 0.495)), pytest.approx((0.995, 1.995))]
    silent = AudioFeatures(HOP_S, 1.0, f0_hz=np.full(100, np.nan, np.float32))
    with pytest.raises(AnalysisError, match="no tier"):
        export_analysis(silent, tmp_path / "b.TextGrid")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_shows_notes_and_f0(found, score, tmp_path, theme):
    path = export_analysis(found, tmp_path / "a.png", score=score, theme=theme, title="가나다")
    pixels = np.asarray(Image.open(path).convert("RGB")).astype(int)
    assert (pixels[0, 0].mean() > 128) == (theme == "light")
    f0_color = {"light": (0xD6, 0x33, 0x6C), "dark": (0xFF, 0x6B, 0x9D)}[theme]
    assert (np.abs(pixels - f0_color).sum(axis=2) < 30).sum() > 500
    svg = export_analysis(found, tmp_path / "a.svg", score=score, theme=theme).read_text(encoding="utf-8")
    assert svg.lstrip().startswith("<?xml")
    assert svg.count("<path") > 20


def test_what_cannot_be_written_is_refused(found, tmp_path, monkeypatch):
    with pytest.raises(AnalysisError, match=r"a\.xyz: cannot be written; use one of \.csv"):
        export_analysis(found, tmp_path / "a.xyz")
    with pytest.raises(AnalysisError, match="theme"):
        export_analysis(found, tmp_path / "a.png", theme="pink")
    with pytest.raises(AnalysisError, match="without F0"):
        export_analysis(AudioFeatures(HOP_S, 1.0, loudness_db=np.zeros(100, np.float32)), tmp_path / "a.mid")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingPackageError, match=r"gradio_pianoroll\[table\]"):
        export_analysis(found, tmp_path / "a.parquet")


def test_the_command_writes_all_formats_and_names_a_bad_file(tmp_path, capsys):
    save_audio(tmp_path / "one.wav", harmonic_tone(constant(220, 1)), SR)
    save_audio(tmp_path / "two.wav", harmonic_tone(constant(330, 1)), SR)
    (tmp_path / "bad.wav").write_bytes(b"RIFF and nothing more")
    sounds = [str(tmp_path / name) for name in ("one.wav", "bad.wav", "two.wav")]
    formats = ",".join(EXPORT_FORMATS)
    code = cli.main(["analyze", *sounds, "--out", str(tmp_path / "out"), "--format", formats, "--hop", "441"])
    out, err = capsys.readouterr()
    assert code == 1
    assert out.count(" frames") == 2
    assert "bad.wav: " in err.splitlines()[0]
    assert err.splitlines()[-1] == "gradio-pianoroll: 1 of 3 files could not be analysed: bad.wav"
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {f"{stem}{suffix}" for stem in ("one", "two") for suffix in EXPORT_FORMATS.values()}
    assert load(tmp_path / "out" / "two.mid").notes.pitch.tolist() == [64]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("a.wav",), "where shall the results go"),
        (("a.wav", "b.wav", "--csv", "x.csv"), "results of one file"),
        (("a.wav", "--out", "o", "--format", "xls"), "no format 'xls'"),
    ],
)
def test_a_command_that_makes_no_sense_says_why(arguments, words, capsys):
    assert cli.main(["analyze", *arguments]) == 1
    assert words in capsys.readouterr().err
