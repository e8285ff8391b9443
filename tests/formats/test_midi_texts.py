"""In which encoding the texts of a file are, kind by kind; by hand where somebody knows better."""

import subprocess
import sys

import pytest

from gradio_pianoroll.formats import FormatError, load, save
from gradio_pianoroll.formats.midi.texts import detect_encoding
from gradio_pianoroll.score import NoteTable, Score
from tests.formats.midi_bytes import meta, midi, note

# Songs (all in the public domain) by syllables, in the encoding of the country's programs. The right reading is the
# text itself: what Python encodes and decodes.
SONGS = {
    "French": ("cp1252", "Au clair de la lu ne mon a mi Pier rot prê te moi ta plu me pour é cri re un mot"),
    "French, few marks": ("cp1252", "é té à l'a mour"),
    "Portuguese": ("cp1252", "Ó ó ó co ra ção não sei por que a mi nha ma nhã é tão bo ni ta vo cê es tá a qui"),
    "Italian": ("cp1252", "Per ché la vi ta è co sì più bel la là giù"),
    "Spanish": ("cp1252", "ma ña na co ra zón mú si ca a quí tú ¡Qué no che!"),
    "Finnish": ("cp1252", "Mä läh den yö hön hy vää"),
    "Swedish": ("cp1252", "Så länge skut an kan gå hjärt at slår ö ver"),
    "Danish": ("cp1252", "Der er et yn digt land det står med bre de bø ge nær"),
    "Turkish": ("cp1254", "Üs kü dar a gi der i ken al dı da bir yağ mur kâ ti bi min set re si u zun e te ği ça mur"),
    "German": ("cp1252", "Stil le Nacht Al les schläft ein sam wacht nur das trau te hoch schö nes Mäd chen Stra ße"),
    "Russian": ("cp1251", "Ка лин ка ка лин ка ка лин ка мо я в са ду я го да ма лин ка ма лин ка мо я"),
    "Russian of Unix": ("koi8-r", "Ка лин ка ка лин ка мо я в са ду я го да ма лин ка"),
    "Ukrainian": ("cp1251", "Ой у лу зі чер во на ка ли на по хи ли ла ся її"),
    "Polish": ("cp1250", "Sto lat niech ży je nam dzie wczę ta są pięk ne miłość"),
    "Czech": (
        "cp1250",
        "Kde do mov můj vo da hu čí po lu či nách bo ry šu mí po ska li nách v sa dě skví se ja ra květ",
    ),
    "Hungarian": ("cp1250", "Ta va szi szél vi zet á raszt vi rá gom őszi fű"),
    "Greek": ("cp1253", "Σε γνω ρί ζω α πό την κό ψη"),
    "Hebrew": ("cp1255", "הבה נגילה ונשמחה"),
    "Thai": ("cp874", "สวัสดี รัก เธอ"),
    "Korean": ("cp949", "아 리 랑 아 리 랑 아 라 리 요"),
    "Japanese": ("cp932", "さ く ら や よ い の そ ら は"),
    "Japanese of Unix": ("euc_jp", "さ く ら や よ い の 花"),
    "Chinese": ("gb2312", "茉 莉 花 好 一 朵 美 丽 的 茉 莉 花"),
    "Chinese of Taiwan": ("big5", "茉 莉 花 好 一 朵 美 麗 的 茉 莉 花"),
    "quotation marks": ("cp1252", "don’t “love” me"),
}


@pytest.fixture
def read(tmp_path):
    def read(data, **options):
        path = tmp_path / "song.mid"
        path.write_bytes(data)
        return load(path, **options)

    return read


def sung(syllables, encoding, name="", name_encoding="utf-8"):
    events = [meta("track_name", name, name_encoding)] if name else []
    for syllable in syllables:
        events += [meta("lyrics", syllable, encoding), *note(60)]
    return midi(events)


@pytest.mark.parametrize("encoding", ["its own", "utf-8"])
@pytest.mark.parametrize("song", SONGS)
def test_a_song_of_each_country(read, song, encoding):
    own, text = SONGS[song]
    score = read(sung(text.split(), own if encoding == "its own" else encoding))
    assert score.notes.lyric.to_list() == text.split()


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp1252", "Ténor"), ("cp1252", "Flöte"), ("cp1252", "Violão"), ("cp1252", "Piano à queue"),
        ("cp932", "メロディ"), ("cp932", "ピアノ右手"), ("cp932", "ﾒﾛﾃﾞｨ"), ("cp949", "피아노"), ("cp949", "베이스 기타"),
        ("gb18030", "钢琴"), ("gb18030", "主旋律"), ("cp1251", "Вокал"),
    ],
)  # fmt: skip
def test_single_names(encoding, name):
    assert name.encode(encoding).decode(detect_encoding([name.encode(encoding)])) == name


def test_each_kind_of_text_is_judged_by_itself(read):
    # Valid UTF-8 is UTF-8, whatever the names are in.
    score = read(sung(["さ", "く"], "utf-8", "メロディ", "cp932"))
    assert score.notes.lyric.to_list() == ["さ", "く"]
    assert score.tracks[0].name == "メロディ"


def test_one_text_in_utf8_among_others(read):
    score = read(midi(note(60), *([meta("track_name", n, e), *note(60)] for n, e in (("피아노", "cp949"), ("피리", "utf-8")))))  # fmt: skip
    assert [track.name for track in score.tracks] == ["", "피아노", "피리"]


def test_a_broken_text_does_not_change_the_others(read):
    words = [meta("lyrics", "아리랑", "cp949"), *note(60), meta("lyrics", "고개", "cp949"), *note(62)]
    # Half a syllable at the end, as a program leaves it that counts bytes.
    words += [meta("lyrics", "넘어".encode("cp949")[:3].decode("latin-1"), "latin-1"), *note(64)]
    assert read(midi(words)).notes.lyric.to_list() == ["아리랑", "고개", "넘\ufffd"]


def test_the_encoding_may_be_given(read):
    data = sung(["é", "té"], "cp1252", "été", "cp1252")
    assert read(data, encoding="cp1251").notes.lyric.to_list() == ["é".encode("cp1252").decode("cp1251"), "tй"]
    assert read(data, encoding="latin-1").tracks[0].name == "été"
    # What it cannot hold is shown as such.
    assert read(data, encoding="ascii").notes.lyric.to_list() == ["\ufffd", "t\ufffd"]
    for name in ("klingon", "rot13", "", "a\0b"):
        with pytest.raises(FormatError, match=r"song\.mid: there is no encoding"):
            read(data, encoding=name)


def test_other_formats_take_an_encoding_unless_they_say_their_own(tmp_path):
    (tmp_path / "a.lab").write_bytes("0.0 1.5 가\n".encode("cp949"))
    assert load(tmp_path / "a.lab", encoding="cp949").segments[0].text == "가"
    path = save(Score(NoteTable.from_columns([0], 1, 60)), tmp_path / "a.musicxml")
    with pytest.raises(FormatError, match="a MusicXML file says itself in which encoding its texts are"):
        load(path, encoding="cp949")


def test_convert_takes_an_encoding(tmp_path):
    # One syllable can be many things.
    (tmp_path / "a.mid").write_bytes(sung(["行"], "cp932"))
    for options, text in (([], None), (["--encoding", "shift_jis"], "行")):
        command = [sys.executable, "-m", "gradio_pianoroll.cli", "convert", "a.mid", "b.json", *options]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        if text is not None:
            assert load(tmp_path / "b.json").notes.lyric[0] == text
    command[-1] = "klingon"
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert "a.mid: there is no encoding 'klingon'" in done.stderr
    assert "Traceback" not in done.stderr
