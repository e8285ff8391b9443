"""What is in a data set, as records, as tables and as files of other programs."""

import json
import os
import sqlite3
from pathlib import Path

import mido
import numpy as np
import pandas as pd
import pytest
import soundfile
from praatio import textgrid

from gradio_pianoroll.batch import BatchError, BatchParameters, Dataset, run
from gradio_pianoroll.cli.main import main

LOUD = {"features": ("loudness",)}


def tone(path, sr=8_000, hz=220.0, seconds=0.7):
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, 0.5 * np.sin(2 * np.pi * hz * np.arange(int(sr * seconds)) / sr), sr)
    return path


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tones")
    tone(folder / "a.wav", hz=220)
    tone(folder / "a.flac", hz=261.63)
    tone(folder / "deep" / "b.wav", hz=440)
    return folder


@pytest.fixture(scope="module")
def results(corpus, tmp_path_factory):
    out = tmp_path_factory.mktemp("results")
    run(corpus, out, workers=1, fmin=80, fmax=900, hop_length=200)
    return out


def test_what_is_there_is_there_whatever_the_parameters_were(corpus, results):
    with Dataset(results) as dataset:
        assert list(dataset.records()) == ["a.flac", "a.wav", "deep/b.wav"]
        assert [record.name for record, _ in dataset.items()] == list(dataset.records())
        assert dataset.get("a.wav").meta["hop_s"] == 200 / 8_000
        assert dataset.setups() == [BatchParameters(fmin=80, fmax=900, hop_length=200)]
        assert dataset.records(BatchParameters()) == {}


def test_of_several_runs_the_last_one_counts(corpus, tmp_path):
    for hop_length in (256, 512, 256):
        run(corpus, tmp_path, workers=1, hop_length=hop_length, **LOUD)
        with Dataset(tmp_path) as dataset:
            assert dataset.get("a.wav").meta["hop_s"] == hop_length / 8_000
    with Dataset(tmp_path) as dataset:
        assert [p.hop_length for p in dataset.setups()] == [256, 512]
        assert len(dataset.records(dataset.setups()[1])) == 3


@pytest.mark.parametrize("same", [{"fmin": 80.0, "fmax": 900.0}, {"fmin": np.float32(80), "hop_length": np.int64(200)}])
def test_one_number_in_several_forms_is_one_number(corpus, results, same):
    report = run(corpus, results, workers=1, **{"fmin": 80, "fmax": 900, "hop_length": 200, **same})
    assert (report.skipped, report.analysed) == (3, 0)


@pytest.mark.parametrize("bad", [{"hop_length": 2.5}, {"fmin": "low"}, {"frame_length": None}, {"fmax": 10**400}])
def test_what_is_no_number_is_said(bad):
    with pytest.raises(BatchError, match=f"{next(iter(bad))} must be a"):
        BatchParameters(**bad)


def test_a_data_set_of_before_is_read_and_continued(corpus, tmp_path):
    run(corpus, tmp_path, workers=1, fmin=70.5, **LOUD)
    with sqlite3.connect(tmp_path / "results.sqlite") as db:
        db.execute("DROP TABLE setups")
    with Dataset(tmp_path) as dataset:
        assert len(dataset.records()) == 3
        assert dataset.setups() == []
        assert list(dataset.to_dataframe("frames")) == ["name", "time_s", "loudness_db"]
    assert run(corpus, tmp_path, workers=1, fmin=70.5, **LOUD).skipped == 3


def test_tables_in_pandas_are_those_of_parquet(results, tmp_path):
    with Dataset(results) as dataset:
        written = dataset.export(tmp_path)
        assert [path.name for path in written] == ["files.parquet", "frames.parquet", "notes.parquet"]
        for path in written:
            ours, theirs = dataset.to_dataframe(path.stem), pd.read_parquet(path)
            # pandas reads missing texts as NaN.
            theirs = theirs.astype(object).where(theirs.notna(), None).astype(ours.dtypes)
            pd.testing.assert_frame_equal(ours, theirs)
        notes = dataset.to_dataframe("notes")
        # Pitches of the tones by 69 + 12 log2(f / 440).
        assert notes.groupby("name")["pitch"].first().round().to_dict() == {"a.flac": 60, "a.wav": 57, "deep/b.wav": 69}
        with pytest.raises(BatchError, match="no table 'chords'"):
            dataset.to_dataframe("chords")


def test_a_data_set_without_notes_says_so(corpus, tmp_path):
    run(corpus, tmp_path, workers=1, **LOUD)
    with Dataset(tmp_path) as dataset:
        with pytest.raises(BatchError, match="no notes in it"):
            dataset.to_dataframe("notes")
        with pytest.raises(BatchError, match=r"a\.flac: it cannot be written as midi"):
            dataset.export(tmp_path, ["midi"])
        assert pd.read_csv(dataset.export(tmp_path, ["csv"])[0]).columns.tolist() == ["time_s", "loudness_db"]


def command(capsys, *arguments):
    code = main([str(argument) for argument in arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_analyze_writes_the_formats_that_are_asked_for(corpus, tmp_path, capsys):
    out, single = tmp_path / "out", tmp_path / "single"
    code, told, _ = command(
        capsys, "analyze", corpus, "--out", out, "--workers", 1, "--format", "csv,midi,json,textgrid,svg,parquet"
    )
    assert code == 0
    assert "3 .mid files" in told
    suffixes = (".csv", ".mid", ".json", ".TextGrid", ".svg")
    # Two sounds that differ in their suffix keep it.
    stems = ("a.wav", "a.flac", "deep/b")
    assert all((out / f"{stem}{suffix}").stat().st_size for stem in stems for suffix in suffixes)
    assert (out / "notes.parquet").exists()
    # One file alone gives the same.
    code, _, _ = command(
        capsys, "analyze", corpus / "deep" / "b.wav", "--out", single, "--format", "csv,midi,json,textgrid"
    )
    assert code == 0
    for suffix in (".csv", ".mid", ".json", ".TextGrid"):
        assert (out / f"deep/b{suffix}").read_bytes() == (single / f"b{suffix}").read_bytes()
    # Other programs read them.
    assert {m.note for m in mido.MidiFile(out / "a.flac.mid").tracks[-1] if m.type == "note_on"} == {60}
    assert "notes" in textgrid.openTextgrid(str(out / "a.wav.TextGrid"), includeEmptyIntervals=False).tierNames
    frames = pd.read_csv(out / "a.wav.csv")
    assert frames["f0_hz"].median() == pytest.approx(220, rel=0.01)
    assert json.loads((out / "a.wav.json").read_text())["notes"][0]["pitch"] == 57


def test_formats_are_looked_at_before_the_analysis(corpus, tmp_path, capsys, monkeypatch):
    code, _, told = command(capsys, "analyze", corpus, "--out", tmp_path / "out", "--csv", tmp_path / "x.csv")
    assert (code, "--csv and --json take the results of one file" in told) == (1, True)
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    code, _, told = command(capsys, "analyze", corpus, "--out", tmp_path / "out", "--format", "parquet")
    assert (code, "Parquet needs the package pyarrow" in told) == (1, True)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("sr", [8_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("hop", [256, 100])
def test_hop_is_what_it_says_at_every_rate(sr, hop, tmp_path, capsys):
    """`--hop` counts samples at 22 050 Hz: the frames of every sound lie as close in time, to a sample of its rate."""
    path = tone(tmp_path / "in" / "x.wav", sr=sr)
    for source, table in ((path, tmp_path / "one" / "x.csv"), (path.parent, tmp_path / "all" / "x.csv")):
        command(
            capsys,
            "analyze",
            source,
            "--out",
            table.parent,
            "--workers",
            1,
            "--hop",
            hop,
            "--format",
            "csv",
            "--engine",
            "yin",
        )
        times = pd.read_csv(table)["time_s"]
        step_s = (times.iloc[-1] - times.iloc[0]) / (len(times) - 1)
        assert step_s == pytest.approx(hop / 22_050, abs=0.5 / min(sr, 22_050))
    code, _, told = command(capsys, "analyze", path, "--csv", tmp_path / "y.csv", "--hop", 0)
    assert (code, "--hop must be at least 1 sample" in told) == (1, True)


def test_names_that_are_no_text_are_analysed(tmp_path, capsys):
    folder = tmp_path / "in"
    for name, sr in ((b"caf\xe9.wav", 8_000), (b"\xb3\xeb.flac", 16_000)):
        target = os.path.join(os.fsencode(folder), name)
        tone(folder / f"x{Path(os.fsdecode(name)).suffix}", sr)
        try:
            os.rename(os.path.join(os.fsencode(folder), b"x" + os.path.splitext(name)[1]), target)
        except OSError:
            pytest.skip("this file system takes names in UTF-8 only")
    out = tmp_path / "out"
    code, told, _ = command(capsys, "analyze", folder, "--out", out, "--workers", 1, "--format", "csv,midi,svg")
    assert code == 0, told
    assert sorted(path.name for path in out.glob("*.mid")) == ["\\udcb3\\udceb.mid", "caf\\udce9.mid"]
    with Dataset(out) as dataset:
        assert list(dataset.records()) == ["\\udcb3\\udceb.flac", "caf\\udce9.wav"]
        assert dataset.get("caf\\udce9.wav").meta["n_frames"] > 10
    one = next(folder.glob("*.wav"))
    code, told, _ = command(capsys, "analyze", one, "--out", tmp_path / "one", "--format", "csv,json,midi,textgrid,svg")
    assert code == 0
    assert "caf\\udce9.TextGrid" in told
    assert len(list((tmp_path / "one").iterdir())) == 5
    assert run(folder, out, workers=1, hop_s=256 / 22_050).skipped == 2
