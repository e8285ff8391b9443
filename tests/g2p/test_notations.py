"""How sounds are written."""

import pytest

from gradio_pianoroll.errors import G2PError, PianoRollWarning
from gradio_pianoroll.g2p import NOTATIONS, Notation, phonemes
from gradio_pianoroll.synth import hangul_phones
from gradio_pianoroll.synth.phones import PHONES


@pytest.mark.parametrize(
    ("notation", "text", "units"),
    [
        ("roman", "국물", ["g u ng", "m u l"]),
        ("roman", "꽃잎이", ["kk o n", "n i", "p i"]),
        ("jamo", "국물", ["ㄱ ㅜ ㅇ", "ㅁ ㅜ ㄹ"]),
        ("jamo", "아이", ["ㅏ", "ㅣ"]),
        # Broad, as Wiktionary's narrow ones without what neighbours do.
        ("ipa", "사랑", ["s a", "ɾ a ŋ"]),
        ("ipa", "짝", ["t͈ɕ a k̚"]),
        # What is known of the first demo: its examples.
        ("demo", "사랑", ["s a", "l a ng"]),
        ("demo", "라", ["l aa"]),
        ("demo", "아", ["aa"]),
        # OpenUtau's Korean for DiffSinger: ㅐ and ㅔ are one, ㅚ is w e, codas are capitals.
        ("diffsinger", "없애", ["eo P", "ss e"]),
        ("diffsinger", "외국", ["w e", "g u K"]),
        ("diffsinger", "발걸음", ["b a L", "kk eo", "r eu M"]),
    ],
)
def test_notations(notation, text, units):
    assert phonemes(text, notation=notation) == units


def test_the_voices_sing_every_sound_of_their_notation():
    roman = NOTATIONS["roman"]
    assert {
        name for names in (roman.onsets, roman.vowels, roman.codas) for one in names for name in one.split()
    } <= set(PHONES)
    assert phonemes("값") == [hangul_phones("값")] == ["g a p"]


@pytest.mark.parametrize("notation", NOTATIONS)
def test_every_notation_names_every_sound_apart(notation):
    of = NOTATIONS[notation]
    assert len(set(of.onsets)) == 19
    assert len(set(of.codas)) == 7
    # ㅐ and ㅔ, ㅚ ㅙ and ㅞ are one in most of today's Korean.
    assert len(set(of.vowels)) >= 17


def test_a_notation_of_ones_own():
    numbers = Notation(
        [f"o{n}" if n != 11 else "" for n in range(19)], [f"v{n}" for n in range(21)], [f"c{n}" for n in range(7)]
    )
    assert phonemes("국물", notation=numbers) == ["o0 v13 c6", "o6 v13 c3"]
    with pytest.raises(ValueError, match="19 onsets, 21 vowels and 7 codas, not 1, 2, 3"):
        Notation(["a"], ["b", "c"], ["d", "e", "f"])


def test_what_cannot_be_read_is_kept_and_said():
    with pytest.warns(PianoRollWarning, match="2 words could not be read and have no phonemes: qwrty, ㅋㅋ"):
        assert phonemes("국물 qwrty 물, ㅋㅋ!") == ["g u ng", "m u l", "qwrty", "m u l", "ㅋㅋ"]


@pytest.mark.parametrize(
    ("language", "notation", "message"),
    [
        ("ko", "arpabet", "no notation 'arpabet' for the language 'ko'; there are roman, demo, jamo, ipa, diffsinger"),
        ("fr", None, "no pronunciation for the language 'fr'"),
        ("ko", 3, "no notation 3"),
    ],
)
def test_what_there_is_not_is_told(language, notation, message):
    with pytest.raises(G2PError, match=message):
        phonemes("가", language, notation=notation)


def test_nothing_has_no_phonemes():
    assert phonemes("") == phonemes(" .\n") == []
