"""DiffSinger's phrases, judged by the rules of its own tools (MakeDiffSinger's convert_ds.py, inference/ds_variance.py)."""

import csv
import json

import numpy as np
import pytest

from gradio_pianoroll.formats import FormatError, load, save
from gradio_pianoroll.score import Curve, NoteTable, PianoRollWarning, Score, Segment

FIRST = {
    "offset": 1.5,
    "text": "AP 天 上 SP",
    "ph_seq": "AP t ian sh ang SP",
    "ph_dur": "0.4 0.1 0.5 0.2 0.7 0.3",
    "ph_num": "2 2 1 1",
    "note_seq": "rest A#3 G#3-12 F#3 rest",
    "note_dur": "0.5 0.7 0.3 0.4 0.3",
    "note_slur": "0 0 0 1 0",
    "note_glide": "none up none none none",
    "f0_seq": " ".join(f"{200 + i / 10:.1f}" for i in range(440)),
    "f0_timestep": "0.005",
    "energy": " ".join(["-20.5"] * 220),
    "energy_timestep": "0.01",
    "spk_mix": {"one": "0.5", "two": "0.5"},
    "seed": 7,
}
# Its rest lies under the end of the first phrase.
SECOND = FIRST | {"offset": 3.5, "text": "AP 人 们 SP", "f0_seq": " ".join(["0.0", *["301.5"] * 439]), "seed": 8}


@pytest.fixture
def phrases(tmp_path):
    path = tmp_path / "song.ds"
    path.write_text(json.dumps([FIRST, SECOND]), encoding="utf-8")
    return load(path)


def obey(phrase, tolerance=1e-3):
    """What DiffSinger's tools ask for."""
    phones = phrase["ph_seq"].split()
    counts = [int(count) for count in phrase["ph_num"].split()]
    notes, slurs = phrase["note_seq"].split(), [int(slur) for slur in phrase["note_slur"].split()]
    lengths = [float(length) for length in phrase["note_dur"].split()]
    assert sum(counts) == len(phones)
    assert all(count > 0 for count in counts)
    assert len(notes) == len(lengths) == len(slurs)
    assert slurs.count(0) == len(counts)
    assert all(length > 0 for length in lengths)
    if "ph_dur" in phrase:
        ph_dur = [float(length) for length in phrase["ph_dur"].split()]
        assert len(ph_dur) == len(phones)
        assert all(length >= 0 for length in ph_dur)
        assert sum(ph_dur) == pytest.approx(sum(lengths), abs=tolerance)
    if "f0_seq" in phrase:
        assert float(phrase["f0_timestep"]) > 0
        assert np.isfinite([float(value) for value in phrase["f0_seq"].split()]).all()


def test_phrases_are_read(phrases):
    notes = phrases.notes
    assert notes.lyric.to_list() == ["天", "上", "-", "人", "们", "-"]
    # The consonants before a vowel belong to its note.
    assert notes.phoneme.to_list() == ["t ian", "sh ang", None] * 2
    assert notes.pitch.tolist() == [58, 56, 54] * 2
    assert [note.extra.get("cents") for note in notes] == [None, -12, None] * 2
    onset_s = phrases.tempo_map.seconds_at(notes.onset_beats).round(6).tolist()
    assert onset_s == [2.0, 2.7, 3.0, 4.0, 4.7, 5.0]
    phones = [(round(s.start, 6), round(s.end, 6), s.text) for s in phrases.segments if s.type == "phones"]
    assert phones[:3] == [(1.5, 1.9, "AP"), (1.9, 2.0, "t"), (2.0, 2.5, "ian")]
    f0, energy = phrases.curves["f0"], phrases.curves["energy"]
    assert (f0.start, f0.hop, energy.hop, energy.style["visible"]) == (1.5, 0.005, 0.01, False)
    # Where the phrases lie over each other the later one is seen.
    assert f0.values[400 + 1] == np.float32(301.5)
    assert f0.values[399] == np.float32(239.9)


def test_phrases_are_written_as_they_were(tmp_path, phrases):
    again = json.loads(save(phrases, tmp_path / "again.ds").read_text(encoding="utf-8"))
    for phrase in again:
        obey(phrase)
    assert again == [FIRST, SECOND]


def test_edits_are_written(tmp_path, phrases):
    from gradio_pianoroll.score import Delete, Set, Shift

    notes = phrases.notes
    higher, _ = phrases.apply([Shift(notes.id[:1], 0, 12), Set(notes.id[1:2], "phoneme", "x ing")])
    first, second = json.loads(save(higher, tmp_path / "again.ds").read_text(encoding="utf-8"))
    obey(first)
    assert first["note_seq"] == "rest A#4 G#3-12 F#3 rest"
    assert first["ph_seq"] == "AP t ian x ing SP"
    assert first["ph_dur"] == FIRST["ph_dur"]
    assert second == SECOND
    fewer, _ = phrases.apply([Delete(notes.id[2:3])])
    with pytest.warns(PianoRollWarning, match='phrase 1: the segments "phones" do not go with the notes'):
        first, second = json.loads(save(fewer, tmp_path / "again.ds").read_text(encoding="utf-8"))
    obey(first)
    assert first["note_seq"] == "rest A#3 G#3-12 rest rest"
    assert second == SECOND


def test_an_edited_pitch_is_written(tmp_path, phrases):
    f0 = phrases.curves["f0"]
    values = f0.values.copy()
    values[600:610] = 333.25
    edited = phrases.replace(curves={**phrases.curves, "f0": f0.with_values(values)})
    first, second = json.loads(save(edited, tmp_path / "again.ds").read_text(encoding="utf-8"))
    assert first["f0_seq"] == FIRST["f0_seq"]
    assert second["f0_seq"].split()[199:211] == ["301.5", *["333.25"] * 10, "301.5"]


def test_a_score_without_times_of_phones(tmp_path):
    notes = NoteTable.from_columns(
        [0.5, 1.5, 6, 7], 1, [60, 62, 64, 65], lyric=["카", "-", "각", "나"], phoneme=["k a", None, "g a K", "n a"]
    )
    f0 = Curve("f0", np.full(900, 220.0), target="f0", unit="Hz", hop=0.005)
    phrases = json.loads(save(Score(notes, curves=[f0]), tmp_path / "new.ds").read_text(encoding="utf-8"))
    for phrase in phrases:
        obey(phrase)
    assert [phrase["ph_seq"] for phrase in phrases] == ["SP k a SP", "SP g a K n a SP"]
    # A word begins with its vowel.
    assert [phrase["ph_num"] for phrase in phrases] == ["2 1 1", "2 3 1 1"]
    assert phrases[0]["note_slur"] == "0 0 1 0"
    assert phrases[0]["text"] == "SP 카 SP"
    again = load(tmp_path / "new.ds")
    assert again.notes.phoneme.to_list() == notes.phoneme.to_list()
    assert again.notes.lyric.to_list() == notes.lyric.to_list()


def test_a_note_without_phonemes_is_named(tmp_path):
    score = Score(NoteTable.from_columns([0, 1], 1, [60, 62], lyric=["a", "b"], phoneme=["a", None]))
    with pytest.raises(FormatError, match=r"note n1 \('b'\) has no phonemes"):
        save(score, tmp_path / "a.ds")


TABLE = """name,ph_seq,ph_dur,ph_num,note_seq,note_dur
one,AP sh ir zh e SP,0.3 0.1 0.4 0.1 0.5 0.2,2 2 1 1,rest D#3 D#3 C4 rest,0.4 0.5 0.25 0.25 0.2
two,SP k a,0.2 0.1 0.5,2 1,rest C4+7,0.3 0.5
"""


def test_a_corpus_is_read_and_written(tmp_path):
    path = tmp_path / "transcriptions.csv"
    path.write_text(TABLE, encoding="utf-8")
    score = load(path)
    # C4 ends the word of D#3: a table says slurs by the ends of words alone.
    assert score.notes.lyric.to_list() == [None, None, "-", None]
    assert score.notes.phoneme.to_list() == ["sh ir", "zh e", None, "k a"]
    assert score.notes.note(3).extra["cents"] == 7
    assert [phrase["name"] for phrase in score.extra["diffsinger"]["phrases"]] == ["one", "two"]
    save(score, path)
    rows, expected = (list(csv.DictReader(text.splitlines())) for text in (path.read_text(encoding="utf-8"), TABLE))
    for row, before in zip(rows, expected, strict=True):
        assert {key: row[key] for key in before} == before
    assert load(path).notes == score.notes


def test_a_corpus_needs_the_times_of_phones(tmp_path):
    notes = NoteTable.from_columns([1], 1, [60], phoneme=["a"])
    with pytest.raises(FormatError, match="the times of its phones are not known"):
        save(Score(notes), tmp_path / "transcriptions.csv")
    timed = Score(notes, segments=[Segment(0.5, 1.0, "phones", "a")])
    assert "SP a SP" in save(timed, tmp_path / "transcriptions.csv").read_text(encoding="utf-8")


def test_phones_alone(tmp_path):
    phrase = {"offset": 0, "ph_seq": "SP a b", "ph_dur": "0.1 0.2 0.3", "text": "x"}
    path = tmp_path / "a.ds"
    path.write_text(json.dumps([phrase]), encoding="utf-8")
    score = load(path)
    assert [s.text for s in score.segments] == ["SP", "a", "b"]
    (again,) = json.loads(save(score, path).read_text(encoding="utf-8"))
    assert {key: again[key] for key in phrase} == phrase
    assert "note_seq" not in again


CORPUS = (
    "name,ph_seq,ph_dur,ph_num,note_seq,note_dur\n"
    "one,AP sh ir zh e SP,0.3 0.1 0.4 0.1 0.5 0.2,2 2 1 1,rest D#3 D#3 C4 rest,0.4 0.5 0.25 0.25 0.2\n"
    "two,SP k a,0.2 0.1 0.5,2 1,rest C4+7,0.3 0.5\n"
)


def test_a_row_is_opened_beside_its_recording_and_saved_alone(tmp_path):
    path = tmp_path / "transcriptions.csv"
    path.write_text(CORPUS, encoding="utf-8")
    (tmp_path / "wavs").mkdir()
    (tmp_path / "wavs" / "two.wav").write_bytes(b"RIFF")
    score = load(path, row="two")
    assert score.name == "two"
    assert score.audio.source == str(tmp_path / "wavs" / "two.wav")
    assert score.notes.pitch.tolist() == [60]
    # As the whole corpus, its second row begins later.
    assert score.tempo_map.seconds_at(score.notes.onset_beats).round(6).tolist() == [0.3]
    edited = score.replace(
        notes=NoteTable.from_columns(score.notes.onset_beats, score.notes.duration_beats, [62], phoneme=["k a"])
    )
    save(edited, path, row="two")
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert [row["name"] for row in rows] == ["one", "two"]
    before = next(csv.DictReader(CORPUS.splitlines()))
    assert {key: rows[0][key] for key in before} == before
    assert rows[1]["note_seq"].split()[1].startswith("D4")
    assert rows[1]["ph_dur"].split()[:2] == ["0.2", "0.1"]


def test_rows_that_cannot_be_are_named(tmp_path):
    path = tmp_path / "transcriptions.csv"
    path.write_text(CORPUS, encoding="utf-8")
    with pytest.raises(FormatError, match="no row 'three'; there are: 'one', 'two'"):
        load(path, row="three")
    with pytest.raises(FormatError, match="2 phrases, and the row 'two' is one"):
        save(load(path), path, row="two")
    assert path.read_text(encoding="utf-8") == CORPUS
    (tmp_path / "f0.csv").write_text("time,frequency\n0,440\n0.01,441\n")
    with pytest.raises(FormatError, match=r"transcriptions\.csv of DiffSinger alone"):
        load(tmp_path / "f0.csv", row="two")
