"""SoulX-Singer's JSON, judged by the rules of its own reader (soulxsinger/utils/data_processor.py)."""

import json

import numpy as np
import pytest

from gradio_pianoroll.formats import FormatError, load, save
from gradio_pianoroll.score import Curve, NoteTable, PianoRollWarning, Score

PHRASE = {
    "index": "vocal_100_1400",
    "language": "English",
    "time": [100, 1400],
    "duration": "0.1 0.3 0.2 0.25 0.15 0.3",
    "text": "<SP> who you're you're <AP> so",
    "phoneme": "<SP> en_HH-UW1 en_Y-UH1-R en_Y-UH1-R <AP> en_S-OW1",
    "note_pitch": "0 68 65 63 67 66",
    "note_type": "1 2 2 3 1 2",
    "f0": " ".join(["0.0"] * 5 + ["415.3"] * 55 + ["370.0"] * 5),
    "singer": "x",
}


def written(tmp_path, score, **options):
    return json.loads(save(score, tmp_path / "out.soulx.json", **options).read_text(encoding="utf-8"))


def obey(phrases):
    """What the reader does, and what it would stumble over."""
    for phrase in phrases:
        lists = {key: phrase[key].split() for key in ("duration", "text", "phoneme", "note_pitch", "note_type")}
        assert len({len(values) for values in lists.values()}) == 1
        assert all(float(value) > 0 for value in lists["duration"])
        assert all(0 <= int(value) <= 127 for value in lists["note_pitch"])
        for text, phoneme, kind in zip(lists["text"], lists["phoneme"], lists["note_type"], strict=True):
            is_rest = phoneme in ("<SP>", "<AP>")
            assert is_rest == (text in ("<SP>", "<AP>")) == (kind == "1")
            assert is_rest or phoneme.startswith(("zh_", "en_", "yue_"))
        f0 = [float(value) for value in phrase["f0"].split()]
        frames = int(sum(map(float, lists["duration"])) * 50 + 1e-6)
        assert len(f0) in (0, frames)
        assert all(np.isfinite(f0))
        assert isinstance(phrase["time"][0], int)


@pytest.fixture
def phrase(tmp_path):
    path = tmp_path / "vocal.json"
    path.write_text(json.dumps([PHRASE]), encoding="utf-8")
    return load(path)


def test_a_phrase_is_read(phrase):
    notes = phrase.notes
    assert notes.pitch.tolist() == [68, 65, 63, 66]
    assert notes.lyric.to_list() == ["who", "you're", "-", "so"]
    assert notes.phoneme.to_list() == ["en_HH-UW1", "en_Y-UH1-R", None, "en_S-OW1"]
    assert phrase.tempo_map.seconds_at(notes.onset_beats).round(6).tolist() == [0.2, 0.5, 0.7, 1.1]
    f0 = phrase.curves["f0"]
    assert (f0.start, f0.hop, f0.unit, len(f0)) == (0.1, 0.02, "Hz", 65)
    assert np.isnan(f0.values[:5]).all()
    assert f0.values[5] == np.float32(415.3)


def test_a_phrase_is_written_as_it_was(tmp_path, phrase):
    (again,) = written(tmp_path, phrase)
    obey([again])
    assert again == PHRASE


def test_edits_are_written(tmp_path, phrase):
    from gradio_pianoroll.score import Set, Shift

    ids = phrase.notes.id
    edited, _ = phrase.apply([Set(ids[:1], "lyric", "me"), Set(ids[:1], "phoneme", "en_M-IY1"), Shift(ids[3:], 0.5, 2)])
    (again,) = written(tmp_path, edited)
    obey([again])
    assert again["text"] == "<SP> me you're you're <AP> so"
    assert again["phoneme"].split()[1] == "en_M-IY1"
    assert again["note_pitch"] == "0 68 65 63 67 68"
    # The last note begins a quarter of a second later, and so does the end of the phrase.
    assert again["duration"] == "0.1 0.3 0.2 0.25 0.4 0.3"
    assert again["time"] == [100, 1650]
    assert again["singer"] == "x"


def test_a_song_is_divided_as_its_own_converter_does(tmp_path):
    onset = [0.5, 1.5, 8.0, 9.0]
    notes = NoteTable.from_columns(
        onset, 1, [60, 62, 64, 65], lyric=["你", "-", "好", None], phoneme=["ni3", None, "hao3", "zh_a1"]
    )
    f0 = Curve("f0", np.full(400, 220.0), target="f0", unit="Hz", hop=0.02)
    phrases = written(tmp_path, Score(notes, curves=[f0]))
    obey(phrases)
    assert [phrase["language"] for phrase in phrases] == ["Mandarin", "Mandarin"]
    assert phrases[0]["phoneme"] == "<SP> zh_ni3 zh_ni3 <SP>"
    assert phrases[0]["text"] == "<SP> 你 你 <SP>"
    assert [phrase["time"] for phrase in phrases] == [[40, 1650], [3800, 5400]]
    again = load(tmp_path / "out.soulx.json")
    assert again.notes.lyric.to_list() == ["你", "-", "好", None]
    assert set(again.curves["f0"].values[np.isfinite(again.curves["f0"].values)].tolist()) == {220.0}


def test_phonemes_get_the_prefix_of_their_language(tmp_path):
    notes = NoteTable.from_columns([0, 1], 1, [60, 62], lyric=["hello", "you"], phoneme=["HH AH0 L OW1", "Y UW1"])
    (phrase,) = written(tmp_path, Score(notes))
    assert phrase["phoneme"] == "en_HH-AH0-L-OW1 en_Y-UW1 <SP>"
    (phrase,) = written(tmp_path, Score(notes), language="Cantonese")
    assert phrase["language"] == "Cantonese"
    with pytest.raises(FormatError, match="language must be one of English, Mandarin, Cantonese, not 'French'"):
        written(tmp_path, Score(notes), language="French")


def test_a_note_without_phonemes_is_named(tmp_path):
    notes = NoteTable.from_columns([0, 1], 1, [60, 62], lyric=["a", "b"], phoneme=["en_AH0", None], ref=[None, "x7"])
    with pytest.raises(FormatError, match=r"note x7 \('b'\) has no phonemes; SoulX-Singer files need them"):
        written(tmp_path, Score(notes))
    with pytest.raises(FormatError, match="files hold notes; the score has none"):
        written(tmp_path, Score())


def test_options_are_for_its_names_alone(tmp_path):
    with pytest.raises(FormatError, match=r"for names that end with \.soulx\.json"):
        save(Score(NoteTable.from_columns([0], 1, [60])), tmp_path / "a.json", language="English")


def test_notes_without_a_length_are_named(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps([PHRASE | {"duration": "0.1 0.3 0 0.25 0.15 0.3"}]), encoding="utf-8")
    with pytest.warns(PianoRollWarning, match="1 note has no length"):
        assert len(load(path).notes) == 3


def test_a_plain_score_stays_a_plain_score(tmp_path):
    score = Score(NoteTable.from_columns([0], 1, [60], lyric=["a"]))
    assert load(save(score, tmp_path / "a.json")).notes == score.notes
