"""Files of the Montreal Forced Aligner, as its documentation says: the corpus it reads, the TextGrids it writes.

https://montreal-forced-aligner.readthedocs.io/en/latest/user_guide/corpus_structure.html
https://montreal-forced-aligner.readthedocs.io/en/latest/user_guide/dictionary.html
"""

import numpy as np
import pytest

from gradio_pianoroll.formats import FormatError, load, mfa, save
from gradio_pianoroll.formats.audio import save_audio
from gradio_pianoroll.score import AudioRef, NoteTable, PianoRollWarning, Score, Segment, Tier

# As `mfa align` writes it (version 3, one speaker): silence is an empty text, a word it does not know is "spn".
ALIGNED = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 1.5
tiers? <exists>
size = 2
item []:
    item [1]:
        class = "IntervalTier"
        name = "words"
        xmin = 0
        xmax = 1.5
        intervals: size = 3
        intervals [1]:
            xmin = 0
            xmax = 0.21
            text = ""
        intervals [2]:
            xmin = 0.21
            xmax = 0.93
            text = "나비"
        intervals [3]:
            xmin = 0.93
            xmax = 1.5
            text = "xyz"
    item [2]:
        class = "IntervalTier"
        name = "phones"
        xmin = 0
        xmax = 1.5
        intervals: size = 6
        intervals [1]:
            xmin = 0
            xmax = 0.21
            text = ""
        intervals [2]:
            xmin = 0.21
            xmax = 0.3
            text = "n"
        intervals [3]:
            xmin = 0.3
            xmax = 0.6
            text = "ɐ"
        intervals [4]:
            xmin = 0.6
            xmax = 0.66
            text = "b"
        intervals [5]:
            xmin = 0.66
            xmax = 0.93
            text = "i"
        intervals [6]:
            xmin = 0.93
            xmax = 1.5
            text = "spn"
"""


@pytest.fixture
def sound(tmp_path):
    return save_audio(tmp_path / "song.wav", np.zeros(1_600), 16_000)


@pytest.fixture
def aligned(tmp_path):
    path = tmp_path / "song.TextGrid"
    path.write_text(ALIGNED, encoding="utf-8")
    return path


def files_of(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_sound_and_its_text_have_one_name_in_the_speakers_folder(tmp_path, sound):
    corpus = mfa.save_corpus(tmp_path / "corpus", {sound: " 나비야\n 나비야  "}, speaker="anna")
    assert files_of(corpus) == ["anna/song.lab", "anna/song.wav"]
    assert (corpus / "anna/song.lab").read_text(encoding="utf-8") == "나비야 나비야\n"
    assert (corpus / "anna/song.wav").read_bytes() == sound.read_bytes()


def test_stretches_are_a_tier_named_like_the_speaker(tmp_path, sound):
    stretches = [
        Segment(0.02, 0.05, "phrase", "나비야"),
        Segment(0.06, 0.09, "phrase", "이리"),
        Segment(0.09, 0.1, "", ""),
    ]
    corpus = mfa.save_corpus(tmp_path / "corpus", {sound: stretches}, speaker="anna")
    tier = load(corpus / "anna/song.TextGrid").tiers["anna"]
    assert tier.text.to_list() == ["나비야", "이리"]
    assert tier.start_s.tolist() == [0.02, 0.06]
    same = mfa.save_corpus(tmp_path / "other", {sound: Tier.from_segments("x", stretches)}, speaker="anna")
    assert (same / "anna/song.TextGrid").read_bytes() == (corpus / "anna/song.TextGrid").read_bytes()


def test_lyrics_of_notes_are_words(tmp_path, sound):
    lyrics = ["twin-", "kle", "-", "star", None, "+", "나비"]
    score = Score(NoteTable.from_columns(range(7), 1, 60, lyric=lyrics))
    corpus = mfa.save_corpus(tmp_path / "corpus", {sound: score})
    assert (corpus / "singer/song.lab").read_text(encoding="utf-8") == "twinkle star 나비\n"


def test_pronunciations_are_a_dictionary(tmp_path, sound):
    said = {"나비": "n a b i", "이리": ["i r i", "i l i"]}
    corpus = mfa.save_corpus(tmp_path / "corpus", {sound: "나비"}, pronunciations=said)
    assert (corpus / "dictionary.dict").read_text(encoding="utf-8") == "나비\tn a b i\n이리\ti r i\n이리\ti l i\n"


def test_what_mfa_cannot_read_is_refused_before_anything_is_written(tmp_path, sound):
    other = tmp_path / "b" / "song.wav"
    other.parent.mkdir()
    other.write_bytes(sound.read_bytes())
    (tmp_path / "song.m4a").write_bytes(b"x")
    for sounds, message in (
        ({tmp_path / "none.wav": "a"}, "there is no such file"),
        ({tmp_path / "song.m4a": "a"}, "MFA reads sounds as .wav"),
        ({sound: " "}, "no text for this sound"),
        ({sound: [Segment(0, 1, "", " ")]}, "no text for this sound"),
        ({sound: "a", other: "b"}, "another sound named 'song'"),
    ):
        with pytest.raises(FormatError, match=message):
            mfa.save_corpus(tmp_path / "corpus", sounds)
    assert not (tmp_path / "corpus").exists()


def test_the_result_becomes_tiers(aligned):
    with pytest.warns(PianoRollWarning, match=r"1 words were not in MFA's dictionary, the first at 0\.93 s"):
        words, phones = mfa.load_alignment(aligned)
    assert words.text.to_list() == ["나비", "xyz"]
    assert words.start_s.tolist() == [0.21, 0.93]
    assert phones.text.to_list() == ["n", "ɐ", "b", "i", "spn"]
    assert (words.name, phones.name) == ("words", "phones")


@pytest.mark.filterwarnings("ignore::gradio_pianoroll.score.PianoRollWarning")
def test_of_several_speakers_one_is_chosen(tmp_path, aligned):
    segments = [
        Segment(0, 1, "a - words", "la"), Segment(0, 1, "a - phones", "l"),
        Segment(1, 2, "b - words", "li"), Segment(1, 2, "b - phones", "i"),
    ]  # fmt: skip
    path = save(Score(segments=tuple(segments)), tmp_path / "two.TextGrid")
    assert mfa.load_alignment(path)[0].text.to_list() == ["la", "li"]
    assert mfa.load_alignment(path, speaker="b")[1].text.to_list() == ["i"]
    with pytest.raises(FormatError, match="there are: 'a - words'"):
        mfa.load_alignment(path, speaker="c")


@pytest.mark.filterwarnings("ignore::gradio_pianoroll.score.PianoRollWarning")
def test_the_result_lies_where_the_recording_does(aligned):
    score = Score(
        NoteTable.from_columns([0], 1, 60), audio=AudioRef("song.wav", start_s=2.0),
        segments=(Segment(0, 1, "phones", "old"), Segment(0, 1, "mine", "kept")),
    )  # fmt: skip
    found = mfa.with_alignment(score, aligned)
    assert found.tiers["phones"].start_s[0] == pytest.approx(2.21)
    assert "old" not in found.tiers["phones"].text.to_list()
    assert found.tiers["mine"].text.to_list() == ["kept"]


def test_our_own_alignment_is_read_as_mfas(tmp_path):
    # The same file, whoever aligned: what works on one works on the other.
    score = Score(segments=(Segment(0.2, 0.9, "words", "나비"), Segment(0.2, 0.9, "phones", "n")))
    words, phones = mfa.load_alignment(save(score, tmp_path / "ours.TextGrid"))
    assert (words.text.to_list(), phones.text.to_list()) == (["나비"], ["n"])
