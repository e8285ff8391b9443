"""Words of a session: said first, seen by nobody else, kept as a table."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradio_pianoroll.errors import G2PError, PianoRollError, PianoRollWarning
from gradio_pianoroll.g2p import Pronunciations, phonemes, pronounce, read_words
from gradio_pianoroll.g2p.korean.entries import lexicon


@pytest.mark.parametrize(
    ("word", "said", "text", "wanted"),
    [
        # As it is said: nothing is tense that was not written so.
        ("국밥", "국밥", "국밥이 있다", "국바비 읻따"),
        ("신고", "신꼬", "신고를 하다", "신꼬를 하다"),
        # The coda that is written goes on before a particle.
        ("눈빛", "눈삗", "눈빛이 눈빛 눈빛만", "눈삐치 눈삔 눈삔만"),
        ("맛있다", "마싣따", "맛있다고", "마싣따고"),
        # What is given is said, whatever the lexicon has, and article 5 too.
        ("햇", "핻", "햇살", "핻쌀"),
        ("희망", "희망", "희망이", "희망이"),
        ("유희", "유희", "유희의", "유희의"),
        ("눈빛", "눈빋", "눈빛만", "눈빈만"),
        # Signs where rules need help.
        ("별빛", "별+빛", "별빛", "별빋"),
        ("밤별", "밤'별", "밤별이", "밤뼈리"),
        ("꽃이름", "꽃+이름", "꽃이름을", "꼰니르믈"),
        ("옛오늘", "옛|오늘", "옛오늘", "예도늘"),
        # Latin words and numbers.
        ("BTS", "방탄소년단", "BTS의 노래", "방탄소년다늬 노래"),
        ("bts", "방탄", "BTS", "방탄"),
        ("7", "럭키세븐", "7", "럭키세븐"),
        ("4U", "포유", "love 4U", "러브 포유"),
    ],
)
def test_a_word_of_the_session_is_said_first(word, said, text, wanted):
    assert pronounce(text, dictionary=Pronunciations({word: said})) == wanted


def test_no_other_session_hears_it():
    before = pronounce("신고를 했다"), len(lexicon().words)
    one, other = Pronunciations({"신고": "신꼬"}), Pronunciations({"신고": "싱고"})
    assert pronounce("신고를", dictionary=one) == "신꼬를"
    assert pronounce("신고를", dictionary=other) == "싱고를"
    assert pronounce("신고를", dictionary=Pronunciations()) == "신고를"
    assert pronounce("희망", dictionary=Pronunciations({"희망": "희망"})) == "희망"
    assert pronounce("희망 " * 300, dictionary=Pronunciations({"희망": "희망"})) == "희망 " * 300
    # A long text, which is sifted.
    long = "신고를 " * 200
    assert [pronounce(long, dictionary=mine)[:3] for mine in (one, other, None)] == ["신꼬를", "싱고를", "신고를"]
    assert (pronounce("신고를 했다"), len(lexicon().words)) == before


def test_a_change_is_heard_at_once_and_can_be_taken_back():
    mine, long = Pronunciations(), "하늘 " * 300
    for said in ("하느", "가늘"):
        mine.add("하늘", said)
        assert pronounce("하늘", dictionary=mine) == said
        assert pronounce(long, dictionary=mine).startswith(said)
    mine.remove("하늘")
    mine.remove("never there")
    assert pronounce("하늘", dictionary=mine) == "하늘"
    assert pronounce(long, dictionary=mine).startswith("하늘")
    assert len(mine) == 0


@pytest.mark.parametrize(
    ("word", "said", "language", "message"),
    [
        ("국물", "궁", "ko", "'국물' has 2 syllables and its pronunciation '궁' has 1"),
        ("국물", "gungmul", "ko", "must be written in Hangul"),
        ("", "가", "ko", "must not be empty"),
        ("가", " ", "ko", "must not be empty"),
        ("sol", "S OW L", "fr", "no pronunciation for the language 'fr'"),
    ],
)
def test_what_is_no_pronunciation_is_told(word, said, language, message):
    mine = Pronunciations({"하늘": "하늘"})
    with pytest.raises(G2PError, match=message) as told:
        mine.add(word, said, language)
    assert isinstance(told.value, PianoRollError)
    assert len(mine) == 1


def test_the_table_goes_to_a_file_and_comes_back(tmp_path):
    mine = Pronunciations({"눈빛": "눈삗", "BTS": "방탄, 소년단".replace(", ", "")})
    mine.add("live", "L AY1 V", "en")
    mine.add("永遠", "トワ", "ja")
    path = tmp_path / "words.csv"
    text = mine.to_csv(path)
    assert text.splitlines()[0] == "word,language,pronunciation"
    again = Pronunciations.from_csv(path)
    assert list(again) == list(mine)
    assert again.get("Live", "en") == "L AY1 V"
    assert "永遠" in again
    assert pronounce("눈빛이", dictionary=again) == "눈삐치"
    assert list(pickle.loads(pickle.dumps(again))) == list(mine)


@pytest.mark.parametrize(
    "text",
    [
        "국물,궁물\n",
        "﻿word,pronunciation\n국물,궁물\n",
        "국물\t궁물\n\n",
        "pronunciation,word\n궁물,국물\n",
        "word,language,pronunciation\n국물,,궁물",
    ],
)
def test_tables_of_others_are_read(tmp_path, text):
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    assert list(Pronunciations.from_csv(path)) == [("국물", "ko", "궁물")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("국물,궁물\n하늘\n", "row 2: a word and its pronunciation are needed"),
        ("국물,궁물\n하늘,하\n", "row 2: '하늘' has 2 syllables"),
        ("word,language,pronunciation\na,xx,b\n", "row 2: there is no pronunciation for the language 'xx'"),
        ("국물,궁물".encode("cp949"), "not in UTF-8"),
        ('국물,"' + 200_000 * "궁", "t.csv cannot be read as a table"),
    ],
)
def test_bad_rows_are_named(tmp_path, data, message):
    path = tmp_path / "t.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    with pytest.raises(G2PError, match=message):
        Pronunciations.from_csv(path)


def test_an_empty_table(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("")
    assert len(Pronunciations.from_csv(path)) == 0


def test_a_table_to_correct():
    text = "국물이 끓어, 3월의 BTS! 국물이"
    table = read_words(text)
    assert list(table) == [
        ("국물이", "ko", "궁무리"),
        ("끓어", "ko", "끄러"),
        ("3월의", "ko", "삼월의"),
        ("BTS", "ko", "비티에스"),
    ]
    table.add("국물이", "국물이")
    assert pronounce(text, dictionary=table) == "국물이 끄러, 사뭐릐 비티에스! 국물이"
    with pytest.warns(PianoRollWarning, match="qwrty"):
        assert list(read_words("qwrty 물")) == [("물", "ko", "물")]
    with pytest.raises(G2PError, match="'fr'"):
        read_words("sol", "fr")


@given(st.text(st.sampled_from("가각값나닭라맑바밟사싫아앉없하눈빛꽃잎이은 "), max_size=12))
def test_the_table_says_each_word_as_it_was_said(text):
    table = read_words(text)
    for word in text.split():
        assert pronounce(word, dictionary=table) == pronounce(word)


@given(st.text(st.sampled_from("가각값나닭라맑바밟사싫아앉없하'"), min_size=1, max_size=6), st.text(max_size=6))
def test_any_word_can_be_given_or_is_refused(word, said):
    mine = Pronunciations()
    try:
        mine.add(word, said)
    except G2PError:
        assert len(mine) == 0
        return
    phonemes(word, dictionary=mine)
