"""A corpus into a data set, and again, and with everything that can be wrong with files."""

import json
import os
import shutil

import numpy as np
import pytest
from pyarrow import parquet

from gradio_pianoroll.analysis import F0Result, analyze, extract_audio_features
from gradio_pianoroll.analysis.notes import find_notes
from gradio_pianoroll.batch import BatchError, BatchParameters, Dataset, batch_process_audio, run
from gradio_pianoroll.batch.export import export_parquet
from gradio_pianoroll.formats.audio import load_audio
from tests.batch import jobs
from tests.batch.corpora import real_recordings, spoil

ONLY_LOUDNESS = {"features": ("loudness",)}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    real_recordings(folder)
    return folder


@pytest.fixture(scope="module")
def first_run(corpus, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    seen = []
    report = run(corpus, out, workers=2, on_progress=seen.append)
    return out, report, seen


def test_every_file_is_analysed_as_it_would_be_alone(corpus, first_run):
    out, report, _ = first_run
    assert (report.total, report.analysed, report.skipped, report.failed) == (6, 6, 0, [])
    with Dataset(out) as dataset:
        records = dataset.records()
        assert set(records) == {p.relative_to(corpus).as_posix() for p in corpus.rglob("*.*")}
        for record, blob in dataset.items():
            alone = analyze(*load_audio(corpus / record.name))
            assert np.array_equal(blob.arrays["f0_hz"], alone.f0_hz, equal_nan=True)
            assert np.array_equal(blob.arrays["loudness_db"], alone.loudness_db)
            assert np.array_equal(blob.arrays["voicing"], alone.voicing)
            assert blob.meta["hop_s"] == alone.hop_s
            short = extract_audio_features(corpus / record.name, features=("short_loudness",), cache=False)
            notes = find_notes(
                F0Result(alone.times_s, alone.f0_hz, alone.voiced, alone.voiced_prob), loudness=short.short_loudness_db
            )
            assert np.array_equal(blob.arrays["note_onset_s"], notes.onset_s)
            assert np.array_equal(blob.arrays["note_pitch"], notes.pitch)
            assert record.sound_s == pytest.approx(alone.duration_s)


def test_the_data_set_as_tables(first_run, tmp_path):
    out, _, _ = first_run
    with Dataset(out) as dataset:
        written = export_parquet(dataset, tmp_path, BatchParameters())
        files, frames, notes = (parquet.read_table(path).to_pydict() for path in written)
        assert [path.name for path in written] == ["files.parquet", "frames.parquet", "notes.parquet"]
        assert files["name"] == list(dataset.records())
        at = 0
        for record, blob in dataset.items():
            n = blob.meta["n_frames"]
            assert set(frames["name"][at : at + n]) == {record.name}
            assert np.array_equal(
                np.array(frames["f0_hz"][at : at + n], np.float32), blob.arrays["f0_hz"], equal_nan=True
            )
            assert frames["time_s"][at + 1] == blob.meta["hop_s"]
            at += n
        assert len(frames["name"]) == at
        assert len(notes["name"]) == sum(len(blob.arrays["note_pitch"]) for _, blob in dataset.items())


def test_progress_comes_with_rate_and_time_left(first_run):
    _, _, seen = first_run
    assert [now.done for now in seen] == [1, 2, 3, 4, 5, 6]
    assert all(now.total == 6 and now.files_per_s > 0 and now.left_s >= 0 for now in seen)
    assert seen[-1].left_s == 0
    assert seen[-1].sound_s > 1


def test_a_second_run_does_nothing_and_says_the_same(corpus, first_run, monkeypatch):
    out, first, _ = first_run

    def no_workers(*_):
        raise AssertionError("a worker was started although there is nothing to do")

    monkeypatch.setattr("gradio_pianoroll.batch.runner.open_executor", no_workers)
    report = run(corpus, out)
    assert (report.analysed, report.skipped) == (0, 6)
    assert report.files == first.files
    assert json.loads((out / "report.json").read_text())["skipped"] == 6


def test_only_what_is_new_or_changed_is_done(corpus, tmp_path):
    folder, out = tmp_path / "corpus", tmp_path / "out"
    shutil.copytree(corpus, folder)
    run(folder, out, workers=1, **ONLY_LOUDNESS)
    files = sorted(path for path in folder.rglob("*.*"))
    parameters = BatchParameters(("loudness",))
    with Dataset(out) as dataset:
        before, blobs = dataset.records(parameters), len(dataset.store)
    os.utime(files[0], (1, 1))  # touched, same content
    files[1].rename(folder / f"renamed{files[1].suffix}")
    shutil.copy(files[3], files[2])  # other content, which is known
    files[4].unlink()
    report = run(folder, out, workers=1, **ONLY_LOUDNESS)
    assert (report.total, report.skipped, report.analysed, report.failed) == (5, 2, 3, [])
    with Dataset(out) as dataset:
        after = dataset.records(parameters)
        assert len(dataset.store) == blobs
    name = {n: path.relative_to(folder).as_posix() for n, path in enumerate(files)}
    assert after[name[0]].key == before[name[0]].key
    assert after[name[0]].mtime_ns == 1_000_000_000
    assert after[f"renamed{files[1].suffix}"].key == before[name[1]].key
    assert after[name[2]].key == before[name[3]].key


def test_other_parameters_are_other_results_beside_the_first(corpus, tmp_path):
    for parameters in (ONLY_LOUDNESS, {**ONLY_LOUDNESS, "hop_length": 512}):
        assert run(corpus, tmp_path, workers=1, **parameters).analysed == 6
    for hop_length in (256, 512):
        with Dataset(tmp_path) as dataset:
            parameters = BatchParameters(("loudness",), hop_length=hop_length)
            assert len(dataset.records(parameters)) == 6
            assert all(blob.meta["hop_s"] == hop_length / 8_000 for _, blob in dataset.items(parameters))


def test_files_that_cannot_be_analysed_are_in_the_report_with_their_reasons(corpus, tmp_path):
    folder, out = tmp_path / "corpus", tmp_path / "out"
    shutil.copytree(corpus, folder)
    spoiled = spoil(folder)
    files = [*sorted(folder.rglob("*.*")), folder / "missing.wav"]
    report = run(files, out, workers=2, **ONLY_LOUDNESS)
    failed = {os.path.basename(record.name): record for record in report.failed}
    assert {name: record.kind for name, record in failed.items()} == {**spoiled, "missing.wav": "unreadable"}
    assert report.analysed == 6
    assert all(name in record.reason for name, record in failed.items())
    told = json.loads((out / "report.json").read_text())
    assert told["failures"] == {"unreadable": 5}
    page = (out / "report.html").read_text()
    assert all(name in page for name in failed)
    # They are not read again, only the one that is missing is looked for; unless that is asked for.
    assert run(files, out, workers=1, **ONLY_LOUDNESS).skipped == 10
    assert run(files, out, workers=1, retry_failed=True, **ONLY_LOUDNESS).skipped == 6


def test_names_with_markup_are_harmless_in_the_report(corpus, tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "<script>alert(1)<&'\".wav").write_bytes(b"no sound")
    (folder / os.fsdecode(b"latin-\xe9.wav")).write_bytes(b"no sound either")
    report = run(folder, tmp_path / "out", workers=1, **ONLY_LOUDNESS)
    assert [record.kind for record in report.failed] == ["unreadable", "unreadable"]
    assert "<script>alert" not in (tmp_path / "out" / "report.html").read_text()
    assert run(folder, tmp_path / "out", **ONLY_LOUDNESS).skipped == 2


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"features": ("f0", "smell")}, "smell"),
        ({"features": ()}, "none"),
        ({"engine": "nobody"}, "nobody"),
        ({"fmin": 500, "fmax": 100}, "below"),
        ({"hop_length": 0}, "hop_length"),
    ],
)
def test_impossible_parameters_are_refused_before_any_file(corpus, tmp_path, bad, told):
    with pytest.raises(BatchError, match=told):
        run(corpus, tmp_path / "out", **bad)
    assert not (tmp_path / "out").exists()


def test_nothing_to_do_is_said(tmp_path):
    with pytest.raises(BatchError, match="no sound file"):
        run(tmp_path, tmp_path / "out")
    with pytest.raises(BatchError, match="no files"):
        run([], tmp_path / "out")


def test_a_place_that_cannot_be_written_is_said(corpus, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(BatchError, match="cannot be opened"):
        run(corpus, tmp_path / "file")


def test_batch_process_audio_keeps_the_order_and_tells_of_bad_files(corpus, tmp_path):
    bad = tmp_path / "bad.wav"
    bad.write_text("no sound")
    files = sorted(corpus.rglob("*.*"))
    files.insert(2, bad)
    seen = []
    outcomes = batch_process_audio(files, 2, workers=2, on_progress=seen.append)
    assert [outcome.path for outcome in outcomes] == files
    assert [outcome.ok for outcome in outcomes] == [True, True, False, True, True, True, True]
    assert "bad.wav" in outcomes[2].error
    alone = analyze(*load_audio(files[0]))
    assert np.array_equal(outcomes[0].arrays["f0_hz"], alone.f0_hz, equal_nan=True)
    assert [now.done for now in seen] == list(range(1, 8))


def test_batch_process_audio_calls_a_function_of_ones_own():
    outcomes = batch_process_audio(["a.wav", "b.wav"], process=jobs.double, workers=1)
    assert [outcome.value for outcome in outcomes] == ["a.wava.wav", "b.wavb.wav"]
    outcomes = batch_process_audio(["kill", "other"], process=jobs.die, workers=1)
    assert [outcome.kind for outcome in outcomes] == ["crash", None]
    assert batch_process_audio([]) == []
    with pytest.raises(ValueError, match="batch_size"):
        batch_process_audio(["a.wav"], 0)
