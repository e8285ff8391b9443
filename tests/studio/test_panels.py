"""The panels through their endpoints, and what stands behind them."""

import asyncio
import csv
import io
import json
import math
import time
import zipfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from gradio_client import handle_file
from gradio_client.exceptions import AppError

from gradio_pianoroll import PianoRollValue, extras
from gradio_pianoroll.analysis import extract_audio_features
from gradio_pianoroll.formats import load
from gradio_pianoroll.formats.audio import save_audio
from gradio_pianoroll.score import NoteTable, Score, TempoMap, Track
from gradio_pianoroll.studio import app
from gradio_pianoroll.studio.analysing import NOTES_TRACK, AnalysisResult, f0_of, with_found, with_notes
from gradio_pianoroll.studio.corpus_run import analyse_corpus, check_corpus
from gradio_pianoroll.studio.panels import analysis
from gradio_pianoroll.studio.panels.monitor import monitor_html, read_browser
from gradio_pianoroll.studio.results import agreement, note_figures, results_html, summarise, sung_notes
from gradio_pianoroll.studio.session import Options, StudioError
from gradio_pianoroll.studio.work import Cancelled, Running
from tests.analysis.signals import cents, constant, harmonic_tone, vibrato

LONG_S = 120


def sound(path, hz=220.0, seconds=1.0):
    return save_audio(path, harmonic_tone(constant(hz, seconds)), 22_050)


def features(hz=220.0, seconds=1.0):
    return extract_audio_features(
        harmonic_tone(constant(hz, seconds)), 22_050, features=("f0", "voicing", "loudness", "programme"), cache=False
    )


@pytest.fixture(scope="module")
def tone():
    return features()


# --- analysis ---


def test_two_engines_notes_and_files(client, tmp_path):
    client.predict(api_name="/new")
    roll = {"notes": [], "audio_data": handle_file(sound(tmp_path / "tone.wav")), "use_backend_audio": True}
    value, status, table = client.predict(
        roll, "pyin", 100, 800, ["f0", "programme"], "dio", 10, True, api_name="/analyze"
    )
    score = PianoRollValue.from_handle(value).score
    assert set(score.curves) == {"f0", "f0 · dio", "momentary"}
    for name in ("f0", "f0 · dio"):
        assert abs(cents(np.nanmedian(score.curves[name].values), 220)) < 10
        assert score.curves[name].hop == pytest.approx(0.01, abs=3e-4)
    assert score.notes.pitch.tolist() == [57]
    assert "pyin + dio" in status
    assert "<th>Median F0</th>" in table
    files = {}
    for kind in ("csv", "json", "midi", "svg"):
        path, status = client.predict(roll, kind, api_name="/download_results")
        files[kind] = Path(path)
        assert f"Saved {files[kind].name}" in status
    assert len(files["csv"].read_text().splitlines()) == 1 + len(score.curves["f0"].values)
    assert json.loads(files["json"].read_text())["notes"][0]["pitch"] == 57
    assert load(files["midi"]).notes.pitch.tolist() == [57]
    assert "<svg" in files["svg"].read_text()[:1_000]
    again, status, _ = client.predict(roll, "pyin", 100, 800, ["f0", "programme"], "dio", 10, True, api_name="/analyze")
    assert "remembered from before" in status
    assert PianoRollValue.from_handle(again).score.notes.pitch.tolist() == [57]


def test_nothing_to_download_and_wrong_hops_are_explained(client, tmp_path):
    client.predict(api_name="/new")
    with pytest.raises(AppError, match="Analyse a sound first"):
        client.predict({"notes": []}, "csv", api_name="/download_results")
    roll = {"notes": [], "audio_data": handle_file(sound(tmp_path / "tone.wav"))}
    for arguments, words in ((("", 0.01), "Hop|hop|minimum"), (("magic", 10), "magic")):
        with pytest.raises(AppError, match=words):
            client.predict(roll, "pyin", 65, 1000, ["f0"], *arguments, api_name="/analyze")


def test_a_package_that_is_missing_is_told_on_the_page_as_anywhere(client, tmp_path, monkeypatch):
    client.predict(api_name="/new")
    roll = {"notes": [], "audio_data": handle_file(sound(tmp_path / "tone.wav"))}
    client.predict(roll, "pyin", 65, 1000, ["f0"], "", 10, False, api_name="/analyze")
    imported = extras.import_module

    def without_matplotlib(name):
        if name.startswith("matplotlib"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return imported(name)

    monkeypatch.setattr(extras, "import_module", without_matplotlib)
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    sentence = "a picture needs the package matplotlib: pip install 'gradio_pianoroll\\[plot\\]'"
    with pytest.raises(AppError, match=sentence):
        client.predict(roll, "png", api_name="/download_results")


def test_cancel(client, tmp_path):
    noise = np.random.default_rng(int(time.time_ns())).normal(0, 1e-3, 300 * 8_000).astype(np.float32)
    long = np.tile(harmonic_tone(constant(200, 1, 8_000), 8_000), 300) + noise
    path = save_audio(tmp_path / "long.wav", long, 8_000)
    client.predict(api_name="/new")
    assert "Nothing is running" in client.predict(api_name="/cancel")
    roll = {"notes": [], "audio_data": handle_file(path), "use_backend_audio": True}
    job = client.submit(roll, "pyin", 65, 1000, ["f0"], "", 1, api_name="/analyze")
    end = time.monotonic() + LONG_S
    while not job.status().progress_data and not job.done() and time.monotonic() < end:
        time.sleep(0.02)
    client.predict(api_name="/cancel")
    _, status, *_ = job.result(timeout=LONG_S)
    assert "Cancelled: nothing was changed" in status


def test_a_page_cancels_its_own_work_only():
    running = Running()

    async def work():
        mine = asyncio.create_task(running.run("mine", asyncio.sleep(LONG_S, "slept")))
        other = asyncio.create_task(running.run("other", asyncio.sleep(0.05, "slept")))
        await asyncio.sleep(0)
        assert running.count == 2
        assert running.cancel("mine")
        with pytest.raises(Cancelled):
            await mine
        assert await other == "slept"
        assert not running.cancel("mine")
        assert running.count == 0
        # A request that ends takes its work along, and is not told as cancelled by the visitor.
        gone = asyncio.create_task(running.run("gone", asyncio.sleep(LONG_S)))
        await asyncio.sleep(0)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        assert running.count == 0

    asyncio.run(work())


@pytest.mark.parametrize(
    ("fmin", "sr", "expected"),
    [(65, 22_050, (256, 2048)), (65, 44_100, (256, 2048)), (65, 8_000, (93, 1024)), (20, 22_050, (256, 4096))],
)
def test_frames_have_the_same_time_at_every_rate(fmin, sr, expected):
    found = f0_of(Options(fmin=fmin), sr)
    assert (found.hop_length, found.frame_length) == expected


def test_layers_of_an_analysis_replace_former_ones_and_no_others(tone):
    mine = tone.to_curves()["loudness"]
    score = Score(curves=[mine, *(c for c in [tone.to_curves()["voicing"]])])
    options = Options(show=("f0",), second="yin")
    shown = with_found(score, AnalysisResult(tone, tone, False), options)
    assert set(shown.curves) == {"f0", "f0 · yin"}
    # The first has the colour that the theme gives to F0, the second one of its own.
    assert "color" not in shown.curves["f0"].style
    assert "color" in shown.curves["f0 · yin"].style
    once = with_found(shown, AnalysisResult(tone, None, False), Options(show=("voicing",)))
    assert set(once.curves) == {"voicing"}
    assert set(score.curves) == {"loudness", "voicing"}


def test_notes_go_to_a_track_of_their_own_and_are_made_anew(tone):
    written = NoteTable.from_columns(onset_beats=[0, 4], duration_beats=1, pitch=[40, 41])
    score = Score(notes=written, tracks=(Track(name="Bass"),), tempo_map=TempoMap(90))
    for _ in range(2):
        score = with_notes(score, tone, 0.5)
        assert [track.name for track in score.tracks] == ["Bass", NOTES_TRACK]
        assert score.notes.pitch[score.notes.track == 0].tolist() == [40, 41]
        assert score.notes.pitch[score.notes.track == 1].tolist() == [57]
    onset_s = score.tempo_map.seconds_at(score.notes.onset_beats[score.notes.track == 1])
    assert onset_s == pytest.approx([0.5], abs=0.06)


def test_engines_that_are_missing_are_named_with_their_install_line(monkeypatch):
    ready = [info for info in analysis.available_engines() if info.name not in ("swift", "dio", "harvest")]
    monkeypatch.setattr(analysis, "available_engines", lambda: tuple(ready))
    assert analysis.missing_engines() == [
        "pip install 'gradio_pianoroll[swift]'",
        "pip install 'gradio_pianoroll[world]'",
    ]
    for header, said in (("ko-KR", "설치되지 않음: `pip"), ("en", "Not installed: `pip")):
        assert app._in_language(SimpleNamespace(headers={"accept-language": header}))[2].startswith(said)
    monkeypatch.setattr(analysis, "missing_engines", list)
    assert analysis.missing_hint("ko") == ""


# --- figures ---


def test_a_summary_of_known_sounds(tone):
    summary = summarise(tone)
    assert abs(cents(summary["median_f0_hz"], 220)) < 5
    assert summary["duration_s"] == pytest.approx(1, abs=1e-3)
    assert summary["voiced_share"] > 0.95
    samples = harmonic_tone(constant(220, 1.0))
    assert summary["mean_level_db"] == pytest.approx(20 * math.log10(np.sqrt(np.mean(samples**2))), abs=0.3)
    wide = extract_audio_features(harmonic_tone(vibrato(300, cents=100)), 22_050, features=("f0",), cache=False)
    found = summarise(wide)
    assert 100 < cents(found["high_f0_hz"], found["low_f0_hz"]) < 210
    assert found["mean_level_db"] is None
    silent = extract_audio_features(np.zeros(22_050, np.float32), 22_050, features=("f0", "programme"), cache=False)
    nothing = summarise(silent)
    assert nothing["median_f0_hz"] is None
    assert nothing["voiced_share"] == 0
    assert nothing["loudness_lufs"] is None
    json.dumps(nothing, allow_nan=False)


def test_the_track_that_was_sung_is_listed(tone):
    notes = NoteTable.from_columns(onset_beats=[0, 1, 0], duration_beats=1, pitch=[57, 57, 33], track=[1, 1, 0])
    score = Score(notes=notes, tracks=(Track(name="Bass"), Track(name="Voice")))
    assert sung_notes(tone, score).notes.pitch.tolist() == [57, 57]
    rows = note_figures(tone, sung_notes(tone, score))
    # Not the one that was made of this sound.
    made = with_notes(score, tone, 0)
    assert len(made.notes) == 4
    assert sung_notes(tone, made).notes.pitch.tolist() == [57, 57]
    assert [abs(row["deviation_cents"]) < 5 for row in rows] == [True, True]
    late = note_figures(tone, score.replace(notes=notes.take(np.array([0]))), start_s=10)
    assert late[0]["median_f0_hz"] is None


def test_agreement_counts_frames(tone):
    assert agreement(tone, tone) == {"same_voicing": 1.0, "same_pitch": 1.0}
    other = agreement(tone, features(440.0))
    assert other["same_pitch"] == 0
    assert other["same_voicing"] > 0.95


def test_lyrics_cannot_break_the_table(tone):
    notes = NoteTable.from_columns(onset_beats=[0], duration_beats=1, pitch=57, lyric=["<script>x"])
    page = results_html(AnalysisResult(tone, None, False), ("<b>", ""), Score(notes=notes), "ko")
    assert "<script>" not in page
    assert "<b>" not in page
    assert "F0 중앙값" in page


# --- corpus ---


def test_a_corpus_through_the_endpoint(client, tmp_path):
    paths = [sound(tmp_path / "a.wav", 220), sound(tmp_path / "b.flac", 330)]
    (tmp_path / "no.wav").write_bytes(b"RIFF")
    files = [handle_file(path) for path in [*paths, tmp_path / "no.wav"]]
    table, archive, status = client.predict(files, None, "pyin", 100, 800, 10, api_name="/analyze_corpus")
    assert "Analysed 2 of 3 files" in status
    assert "cannot be read" in table
    archive = archive["value"] if isinstance(archive, dict) else archive
    with zipfile.ZipFile(archive) as packed:
        rows = list(csv.DictReader(io.TextIOWrapper(packed.open("analysis/summary.csv"), encoding="utf-8")))
        report = json.loads(packed.read("analysis/report.json"))
    assert [row["file"] for row in rows] == ["no.wav", "a.wav", "b.flac"]
    assert float(rows[1]["median_f0_hz"]) == pytest.approx(220, rel=0.01)
    assert float(rows[2]["median_f0_hz"]) == pytest.approx(330, rel=0.01)
    assert not any("/" in file["name"] for file in report["files"])


def test_a_stopped_corpus_keeps_what_is_done(tmp_path):
    paths = [sound(tmp_path / f"{number}.wav", 200 + number, 0.3) for number in range(12)]
    told = []
    found = analyse_corpus(paths, Options(), "en", lambda share, step: told.append(step), lambda: len(told) >= 2)
    assert found.is_stopped
    assert 2 < found.done < 12
    assert found.total == 12
    assert found.archive.is_file()
    assert {row["result"] for row in found.rows} == {"done", "not_done"}
    assert not (found.archive.parent / "sounds").exists()


def test_limits_of_a_corpus(tmp_path):
    (tmp_path / "a.txt").write_text("no sound")
    empty = tmp_path / "a.wav"
    empty.write_bytes(b"")
    with pytest.raises(StudioError, match="Choose sound files"):
        check_corpus([], "en")
    with pytest.raises(StudioError, match="None of these files"):
        check_corpus([tmp_path / "a.txt"], "en")
    with pytest.raises(StudioError, match="501 files are more than 500"):
        check_corpus([empty] * 501, "en")
    with empty.open("wb") as file:
        file.truncate(600_000_000)
    with pytest.raises(StudioError, match="larger than 1000 MB"):
        check_corpus([empty, empty], "en")


# --- monitor ---


def test_the_monitor_reads_only_figures_from_the_browser():
    assert read_browser('{"frame_ms": 4.25, "drawn": 12}') == (4.25, 12)
    for said in (
        "",
        "null",
        "[]",
        "{}",
        '{"frame_ms": "<b>", "drawn": 1}',
        '{"frame_ms": 1e999, "drawn": 1}',
        "x" * 99,
    ):
        assert read_browser(said) == (None, None)
    page = monitor_html('{"frame_ms": 4.25, "drawn": 12}', "en")
    assert "4.2 ms" in page or "4.3 ms" in page
    assert "12 notes drawn" in page
    assert "메모리" in monitor_html("<script>", "ko")
    assert "<script>" not in monitor_html("<script>", "ko")
