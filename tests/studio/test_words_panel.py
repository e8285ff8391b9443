"""The panel "Words" through its endpoints: lyrics, phonemes, words of one's own, segments, files."""

import json
from pathlib import Path

import numpy as np
import pytest
from gradio_client import handle_file
from gradio_client.exceptions import AppError

from gradio_pianoroll import NoteTable, PianoRollValue, Score
from gradio_pianoroll.formats import load
from gradio_pianoroll.formats.audio import save_audio
from gradio_pianoroll.g2p import Pronunciations
from gradio_pianoroll.score import Segment, edit
from gradio_pianoroll.studio.panels.words import broken_html
from gradio_pianoroll.studio.session import StudioError
from gradio_pianoroll.studio.words import FILES, dictionary_of, lyrics_of, with_lyrics, words_of
from gradio_pianoroll.synth import render

TEXT = "국물이 끓어"


def notes(count=5, **columns):
    return Score(NoteTable.from_columns(np.arange(count) + 1.0, 1, 60, **columns))


def score_of(value):
    return PianoRollValue.from_handle(value).score


def test_from_lyrics_to_the_files_of_a_singer(client):
    client.predict(api_name="/new")
    value, status = client.predict(TEXT, notes().to_dict(), api_name="/put_lyrics")
    assert "Each note has its syllable" in status
    sung = score_of(value)
    assert sung.notes.lyric.to_list() == ["국", "물", "이 ", "끓", "어 "]
    value, status = client.predict(sung.to_dict(), "auto", "diffsinger", api_name="/write_phonemes")
    assert "5 notes have phonemes" in status
    spoken = score_of(value)
    assert spoken.notes.phoneme.to_list() == ["g u NG", "m u", "r i", "kk eu", "r eo"]
    value, status = client.predict(spoken.to_dict(), "svs", api_name="/tie_phones")
    tied = score_of(value.get("value", value))
    assert [s.text for s in tied.tiers["phones"]] == ["g", "u", "NG", "m", "u", "r", "i", "kk", "eu", "r", "eo"]
    assert "11 segments lie" in status
    found = {}
    for suffix in FILES:
        asked = tied.to_dict()
        if suffix == ".soulx.json":
            # It sings Chinese and English.
            asked = notes(2, lyric=["hello", "-"], phoneme=["HH AH0 L OW1", None]).to_dict()
        path, status = client.predict(asked, suffix, api_name="/save_words")
        assert path.endswith(suffix)
        assert "Saved" in status
        found[suffix] = Path(path)
    (phrase,) = json.loads(found[".ds"].read_text(encoding="utf-8"))
    assert phrase["ph_seq"] == "SP g u NG m u r i kk eu r eo SP"
    assert [s.text for s in load(found[".lab"]).segments] == [s.text for s in tied.tiers["phones"]]
    assert [s.text for s in load(found[".lrc"]).segments] == [TEXT]
    assert load(found[".ustx"]).notes.lyric.to_list()[:2] == ["국", "물"]


def test_words_of_ones_own(client, tmp_path):
    client.predict(api_name="/new")
    sung = with_lyrics(notes(), TEXT, "en").to_dict()
    table, status = client.predict("", sung, "auto", api_name="/read_words")
    assert table["data"] == [["국물이", "ko", "궁무리"], ["끓어", "ko", "끄러"]]
    assert "Read 2 words" in status
    table["data"][0][2] = "국무리"
    value, status = client.predict(table, "", sung, "auto", "", False, api_name="/use_words")
    # What is said as the rules say is no word of one's own.
    assert "1 word is" in status
    value = value.get("value", value)
    assert score_of(value).notes.phoneme.to_list() == ["g u k", "m u", "r i", "kk eu", "r eo"]
    # The dictionary stays on the page: phonemes that are written later know it.
    value, _ = client.predict(sung, "ko", "", api_name="/write_phonemes")
    assert score_of(value).notes.phoneme[0] == "g u k"
    path, _ = client.predict(table, api_name="/save_words_csv")
    assert next(iter(Pronunciations.from_csv(path))) == ("국물이", "ko", "국무리")
    mine = tmp_path / "mine.csv"
    mine.write_text("word,language,pronunciation\n끓어,ko,끌어\n", encoding="utf-8")
    table, status = client.predict(handle_file(mine), table, api_name="/open_words")
    assert table["data"] == [["끓어", "ko", "끌어"], ["국물이", "ko", "국무리"]]


def test_another_page_has_none_of_them(studio_url, client):
    sung = with_lyrics(notes(), TEXT, "en").to_dict()
    value, _ = client.predict(sung, "ko", "", api_name="/write_phonemes")
    assert score_of(value).notes.phoneme[0] == "g u ng"


def test_labels_are_added_to_what_is_open(client, tmp_path):
    path = tmp_path / "labels.lrc"
    path.write_text("[00:01.00]국물이 끓어\n[00:03.00]좋아\n", encoding="utf-8")
    open_ = notes(2).replace(segments=[Segment(0, 1, "mine", "x"), Segment(0, 1, "lines", "old")])
    value, status = client.predict(handle_file(path), open_.to_dict(), api_name="/open_labels")
    assert "labels.lrc" in status
    assert [(s.type, s.text) for s in score_of(value).segments] == [
        ("mine", "x"), ("lines", "국물이 끓어"), ("lines", "좋아"),
    ]  # fmt: skip
    assert len(score_of(value).notes) == 2


def test_a_recording_is_aligned_with_its_lyrics(client, tmp_path):
    sung = notes(2, lyric=["나", "비"])
    path = save_audio(tmp_path / "sung.wav", render(sung, 16_000, voice="voice", reverb=0), 16_000)
    client.predict(api_name="/new")
    asked = {"notes": [], "audio_data": handle_file(path), "use_backend_audio": True}
    value, status = client.predict("나비", asked, "auto", "", api_name="/align_words")
    assert "Found 4 phonemes" in status
    tiers = score_of(value).tiers
    assert tiers["phones"].text.to_list() == ["n", "a", "b", "i"]
    # The notes begin at 0.5 and 1 s.
    assert tiers["words"].start_s[0] == pytest.approx(0.5, abs=0.1)


def test_what_is_missing_is_said(client, tmp_path):
    client.predict(api_name="/new")
    empty = {"notes": []}
    for name, arguments, said in (
        ("/put_lyrics", (TEXT, empty), "no notes that lyrics could be put on"),
        ("/put_lyrics", (" ", notes().to_dict()), "no lyrics yet"),
        ("/write_phonemes", (notes().to_dict(), "ko", ""), "no lyrics yet"),
        ("/read_words", ("", empty, "auto"), "no lyrics yet"),
        ("/tie_phones", (notes().to_dict(), "svs"), "no note has phonemes"),
        ("/save_words", (empty, ".lab"), "no segments yet"),
        ("/align_words", ("x", empty, "auto", ""), "open a sound file first"),
        ("/save_words_csv", ({"headers": ["a", "b", "c"], "data": [["", "", ""]]},), "nothing in the table"),
    ):
        with pytest.raises(AppError, match=said):
            client.predict(*arguments, api_name=name)


def test_lyrics_on_notes_that_hold_and_back():
    held = notes(4, lyric=["가", "-", "나", None])
    assert with_lyrics(held, "다 라마", "en").notes.lyric.to_list() == ["다 ", "-", "라", "마 "]
    assert with_lyrics(held, "다 - 라", "en").notes.lyric.to_list() == ["다 ", "-", "라 ", None]
    assert lyrics_of(with_lyrics(held, "다 라마", "en")) == "다 라마"
    words = with_lyrics(notes(5), "Hello twin- kle さく", "en")
    assert words.notes.lyric.to_list() == ["Hello", "twin-", "kle", "さ", "く "]
    assert lyrics_of(words) == "Hello twinkle さく"


def test_a_wrong_row_of_the_table_is_named():
    with pytest.raises(StudioError, match="Row 2 of the table"):
        dictionary_of([["가", "ko", "가"], ["국물", "ko", "국"]], "", "auto", "en")
    with pytest.raises(StudioError, match="표의 1행"):
        dictionary_of([["국물", "ko", "국"]], "", "auto", "ko")
    assert words_of("국물 국물", Pronunciations({"국물": "국물"}), "ko") == [["국물", "ko", "국물"]]


def test_what_breaks_the_rule_is_listed_and_safe():
    score = edit.tie_phones(notes(2, phoneme=["s a", "<b> i"]))
    assert "keep the rule" in broken_html(score, "svs", "en")
    moved = edit.label_segment(score, 2, "<i>")
    page = broken_html(moved, "svs", "ko")
    assert "규칙에 어긋납니다" in page
    assert "<i>" not in page
    assert broken_html(notes(), "svs", "en") == ""
