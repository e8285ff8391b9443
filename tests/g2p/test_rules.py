"""Single rules where they meet others, and what must not happen to any text."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradio_pianoroll.g2p import pronounce
from gradio_pianoroll.g2p.korean import saying
from gradio_pianoroll.g2p.korean.boundary import CLASS_LETTERS, Kind, place_of, spoken, table
from gradio_pianoroll.g2p.korean.entries import lexicon
from gradio_pianoroll.g2p.korean.hangul import CODAS, ONSETS, is_hangul
from gradio_pianoroll.g2p.korean.marks import find_marks
from gradio_pianoroll.g2p.korean.saying import _speak_array, _speak_line
from gradio_pianoroll.g2p.pronunciations import Pronunciations

HANGUL = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=12)
# Letters that occur in words of the lexicon make more of it.
SEEN = sorted({letter for word in lexicon().words for letter in word})
LIKELY = st.text(st.sampled_from([*SEEN, " ", "\n", ",", "수", "것", "할", "을", "이", "못"]), max_size=30)
ANY = st.text(max_size=40)
# The order of the rules: each pair goes wrong when one of them comes too early (표준 발음법, number of the article).
MEETINGS = {
    "15 before 13": ("겉옷", "거돋"),
    "17 before 13": ("밭이", "바치"),
    "12 before 9": ("놓고", "노코"),
    "19 before 18": ("협력", "혐녁"),
    "12.3 before 20": ("뚫는", "뚤른"),
    "23 reads the cluster": ("앉고", "안꼬"),
    "11 proviso after 23": ("맑게", "말께"),
    "5 after 17": ("묻혀", "무처"),
    "29 before 18": ("꽃잎", "꼰닙"),
    "24 before 10": ("젊지", "점찌"),
    "28, then a particle": ("눈빛이", "눈삐치"),
    "13, a cluster's ㅅ": ("값이", "갑씨"),
    "12.1, ㅅ and ㅎ": ("못하다", "모타다"),
    "17 needs -히": ("맏형", "마텽"),
    "5.3 of a written consonant alone": ("협의", "혀븨"),
}  # fmt: skip


@pytest.mark.parametrize("meeting", MEETINGS)
def test_rules_in_their_order(meeting):
    spelling, said = MEETINGS[meeting]
    assert pronounce(spelling) == said


@pytest.mark.parametrize(
    ("spelling", "said"),
    [
        # A noun and a verb of the same letters: what follows tells.
        ("신을 신고", "시늘 신꼬"), ("신고를 하다", "신고를 하다"), ("안다고", "안다고"), ("껴안다", "껴안따"), ("남다른", "남다른"), ("남지", "남찌"), ("감자", "감자"),
        # -ㄹ of a verb, and a noun that ends in it (27).
        ("할 수", "할 쑤"), ("오늘 수업", "오늘 수업"), ("하늘 수", "하늘 수"), ("먹을 것", "머글 껃"), ("사랑을 것", "사랑을 걷"), ("널 데려", "널 데려"), ("갈게", "갈께"), ("길게", "길게"), ("알지", "알지"),
        # Words that only look like one of the lexicon.
        ("스타일시트", "스타일시트"), ("얼굴", "얼굴"), ("날개", "날개"), ("불고기", "불고기"), ("새벽", "새벽"), ("향기", "향기"),
        # 29.3, and numerals.
        ("좋은 일", "조은 닐"), ("칠 일", "치 릴"), ("못 이룬", "몬 니룬"), ("말 듯 말 듯", "말 뜬 말 뜯"), ("길 듯", "길 뜯"),
        # Nouns whose cluster makes nothing tense (24, 25), within a word and at its edge.
        ("여덟도", "여덜도"), ("여덟 잔", "여덜 잔"), ("삶도", "삼도"), ("굶기다", "굼기다"),
        # 20, proviso: of a word in ㄹㄹ nothing becomes ㄴㄴ.
        ("대혼란", "대홀란"), ("의견란", "의견난"),
    ],
)  # fmt: skip
def test_words_of_the_same_letters(spelling, said):
    assert pronounce(spelling) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("꽃 위", "꼬 뒤"), ("꽃,위", "꼳,위"), ("꽃\n위", "꼳\n위"), ("꽃  위", "꼬  뒤"), ("꽃 (위)", "꼳 (위)"), ("", ""), (" ", " "), ("국", "국"), ("!국물?", "!궁물?"),
    ],
)  # fmt: skip
def test_pauses(text, said):
    assert pronounce(text) == said


def test_words_apart():
    assert pronounce("꽃 위에 옷 한 벌", link=False) == "꼳 위에 옫 한 벌"


def test_letters_that_come_apart_are_put_together():
    """Files of a Mac have syllables as single letters (Unicode NFD)."""
    import unicodedata

    assert pronounce(unicodedata.normalize("NFD", "국물이 끓어")) == "궁무리 끄러"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3월 1일", "사뭐 리릴"), ("6월", "유월"), ("10월", "시월"), ("2024년", "이처니십싸년"), ("3명", "세명"), ("20살", "스무살"), ("21살", "스물한살"), ("11시", "열한시"),
        ("100%", "백 퍼센트"), ("010", "공일공"), ("16", "심뉵"), ("1만", "일만"), ("10000", "만"), ("120000000", "이러기천만"), ("1,200", "처니백"), ("0", "영"), ("3.14", "삼쩌밀사"),
        ("3개월", "삼개월"), ("BTS", "비티에스"), ("X", "엑쓰"), ("Oh my love", "오 마이 러브"),
    ],
)  # fmt: skip
def test_numbers_and_latin_letters_are_read(text, said):
    assert pronounce(text) == said


def test_the_table_is_what_the_rules_say():
    rng = np.random.default_rng(0)
    for _ in range(500):
        kind, coda, onset, vowel = (int(rng.integers(n)) for n in (len(Kind), 28, 19, 4))
        said = table()[place_of(kind, coda, onset, vowel)]
        assert (CODAS[said >> 5], ONSETS[said & 31]) == spoken(
            CODAS[coda], ONSETS[onset], CLASS_LETTERS[vowel], Kind(kind)
        )


def test_only_seven_codas_are_said():
    """Articles 8 and 9."""
    for kind in set(Kind) - {Kind.KEPT}:
        for coda in CODAS:
            for onset in ONSETS:
                for vowel in CLASS_LETTERS:
                    said = spoken(coda, onset, vowel, kind)
                    assert said[0] in " ㄱㄴㄷㄹㅁㅂㅇ", (kind, coda, onset, vowel, said)


@given(ANY)
def test_no_text_is_too_strange(text):
    pronounce(text)


@given(HANGUL | LIKELY)
def test_hangul_keeps_its_length_and_everything_else_its_place(text):
    said = pronounce(text)
    assert len(said) == len(text)
    assert [letter if not is_hangul(letter) else "가" for letter in said] == [
        letter if not is_hangul(letter) else "가" for letter in text
    ]


@given(HANGUL)
def test_only_said_codas_are_left(text):
    assert all(CODAS[(ord(letter) - 0xAC00) % 28] in " ㄱㄴㄷㄹㅁㅂㅇ" for letter in pronounce(text))


@given(st.lists(st.sampled_from("가나다마바사자차하누리모으"), max_size=10))
def test_open_syllables_are_said_as_they_are_written(letters):
    """Without codas nothing happens: saying it twice is saying it once."""
    text = "".join(letters)
    assert pronounce(text) == text


@settings(max_examples=300)
@given(LIKELY, st.booleans(), st.booleans())
def test_both_ways_through_the_tables_are_one(text, link, is_free):
    """Lines are read letter by letter, long texts as arrays: the same rules, the same result."""
    mine = Pronunciations({"눈빛": "눈빋", "하늘": "하늘", "별빛": "별+빛"})
    for sources in ([lexicon()], [mine.korean, lexicon()]):
        line = _speak_line(text, sources, link, is_free)
        assert _speak_array(text, sources, link, is_free) == line


def test_a_very_long_text_is_cut_at_the_ends_of_lines_alone(monkeypatch):
    monkeypatch.setattr(saying, "PIECE", 1000)
    lines = ["꽃 위에 국물이", "밥 먹는 눈빛", "", "할 수 있는 한 일"]
    text = "\n".join(lines * 300)
    assert len(list(saying._pieces(text))) > 4
    assert pronounce(text) == "\n".join([pronounce(line) for line in lines] * 300)
    # Without any end of a line it is one piece.
    assert pronounce("국물이 " * 1000) == "궁무리 " * 1000


def test_every_word_of_the_lexicon_is_found_both_ways():
    """Alone, before a particle, within a longer word, before and after others."""
    entries = lexicon()
    words = sorted({*entries.words, *entries.ending})
    forms = [
        form.format(word)
        for word in words
        for form in ("{}", "{}이", "{}만", "가{}", "{} 수 있다", "할 {}", "{0}요 {0}지")
    ]
    mine = Pronunciations({word: word[::-1] for word in words[::7]}).korean
    for sources in ([entries], [mine, entries]):
        for is_free in (False, True):
            lines = [_speak_line(form, sources, True, is_free) for form in forms]
            assert _speak_array("\n".join(forms), sources, True, is_free).split("\n") == lines


@given(LIKELY)
def test_what_a_line_is_read_as_does_not_depend_on_other_lines(text):
    alone = [pronounce(line) for line in text.split("\n")]
    assert pronounce(text + "\n" + "한 줄 더 있는 긴 글 " * 50).split("\n")[: len(alone)] == alone


def test_every_word_of_the_lexicon_has_a_mark_or_keeps_one_away():
    """A word without effect would only take room."""
    entries = lexicon()
    idle = []
    for words in (entries.words, entries.ending):
        for letters, entry in words.items():
            marks, respelled = find_marks(letters, range(len(letters)), [entries], False)
            if entry.marks and not respelled:
                assert marks, letters
            if not entry.marks and not entry.respelled:
                shorter = [letters[:length] for length in range(1, len(letters))]
                inner = [letters[i:j] for i in range(len(letters)) for j in range(i + 1, len(letters) + 1)]
                if not any(known in entries.words or known in entries.ending for known in shorter + inner[1:]):
                    idle.append(letters)
    assert idle == []
