"""SoundFonts for a page: who may have which, what is cut, what is said when there is none."""

import json

import numpy as np
import pytest

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.errors import TransportError
from gradio_pianoroll.i18n.reasons import reason_in
from gradio_pianoroll.session.soundfonts import RollFont, SoundFonts
from gradio_pianoroll.settings import get_settings
from gradio_pianoroll.synth import FontCut, SoundFont
from tests.synth.fonts import Sample, Zone, font, looped_sine, sine


@pytest.fixture
def two(tmp_path):
    """Program 0: keys up to 60 are one sample, those above another one, by velocity; bank 128 is a drum kit."""
    path = tmp_path / "two.sf2"
    path.write_bytes(
        font(
            [(0, 0, [Zone(0)]), (128, 0, [Zone(1)])],
            [
                [Zone(0, keys=(0, 59)), Zone(1, keys=(60, 127), velocities=(64, 127)), Zone(0, keys=(60, 127), velocities=(0, 63))],
                [Zone(1)],
            ],
            [Sample(sine(n=900)), looped_sine()],
        )
    )  # fmt: skip
    return path


@pytest.fixture
def asked(tmp_path):
    """Ask as a page does; gives the cut, the presets, and how often a file was written."""
    fonts, written = SoundFonts(), []

    def save(data, name, folder):
        path = tmp_path / folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        written.append(path)
        return str(path)

    def ask(given, wanted, named=None):
        given = RollFont.of(given)
        name = given.for_page()["font"] if named is None else named
        path, chosen = fonts.cut(given, {"font": name, "wanted": wanted}, save, lambda _: True)
        with open(path, "rb") as file:
            return FontCut.from_bytes(file.read()), chosen, len(written)

    ask.fonts = fonts
    return ask


def test_a_page_gets_the_octaves_that_it_plays_once(two, asked):
    low, chosen, _ = asked(two, [[0, 0, [4]]])
    assert chosen == [[0, 0, 0, 0]]
    assert (len(low.zones), len(low.samples)) == (1, 1)
    high, _, times = asked(two, [[0, 0, [5]]])
    assert len(high.zones) == 2
    assert high.zones_of(0, 0, 62, 30).tolist() != high.zones_of(0, 0, 62, 100).tolist()
    again, _, still = asked(two, [[0, 0, [5]]])
    assert still == times
    np.testing.assert_array_equal(again.pcm, high.pcm)


def test_what_the_font_has_not_is_played_by_what_it_has_or_left_out(two, asked):
    cut, chosen, _ = asked(two, [[8, 0, [5]], [128, 25, [3]], [0, 77, [5]]])
    assert chosen == [[8, 0, 0, 0], [128, 25, 128, 0]]
    assert sorted(map(tuple, cut.presets[:, :2].tolist())) == [(0, 0), (128, 0)]


def test_a_page_is_told_no_path_and_names_no_font_that_it_was_not_offered(two, asked, monkeypatch, tmp_path):
    told = RollFont.of(two).for_page()
    assert told["name"] == "two"
    assert str(tmp_path) not in json.dumps(told)
    other = tmp_path / "other.sf2"
    other.write_bytes(two.read_bytes())
    named = RollFont.of(other).for_page()["font"]
    for wrong in (named, str(other), None, 3, "first"):
        with pytest.raises(TransportError, match="offers no such SoundFont"):
            asked(two, [[0, 0, [5]]], named=wrong if wrong is not None else "")
    monkeypatch.setenv("GRADIO_PIANOROLL_SOUNDFONT", str(other))
    get_settings.cache_clear()
    try:
        assert {"id": named, "name": "other"} in asked.fonts.fonts(RollFont.of(None))
        assert asked(None, [[0, 0, [5]]], named=named)[1]
        assert asked(True, [[0, 0, [5]]])[1]
        assert asked.fonts.fonts(RollFont.of(False)) == []
        with pytest.raises(TransportError, match="offers no such SoundFont"):
            asked(False, [[0, 0, [5]]], named=named)
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()


def test_an_opened_font_plays_too(two, asked):
    assert asked(SoundFont(two), [[0, 0, [5]]])[1] == [[0, 0, 0, 0]]


def test_a_missing_or_broken_font_is_a_sentence(two, asked, tmp_path):
    with pytest.raises(TransportError, match=r"there is no file none\.sf2") as missing:
        asked(tmp_path / "none.sf2", [[0, 0, [5]]])
    assert reason_in("ko", missing.value) == "none.sf2 파일이 없습니다"
    broken = tmp_path / "broken.sf2"
    broken.write_bytes(two.read_bytes()[:400])
    with pytest.raises(TransportError, match=r"broken\.sf2: .*cut off"):
        asked(broken, [[0, 0, [5]]])


@pytest.mark.parametrize(
    "wanted", [None, {}, [[0, 0]], [[0, 200, [1]]], [[0, 0, [11]]], [[True, 0, [1]]], [[0, 0, [1]]] * 513, [[0, 0, [1] * 12]]]
)  # fmt: skip
def test_a_question_that_is_none_is_refused(two, asked, wanted):
    with pytest.raises(TransportError, match="no list of presets and octaves"):
        asked(two, wanted)


def test_a_roll_says_which_font_plays(two):
    config = PianoRoll(soundfont=two, render=False).get_config()
    assert config["soundfont"] == RollFont.of(two).for_page()
    assert PianoRoll(render=False).get_config()["soundfont"] == {"font": None, "name": None, "offers": True}
    assert PianoRoll(soundfont=False, render=False).get_config()["soundfont"]["offers"] is False


def test_a_roll_that_is_made_anew_from_what_its_page_was_told_keeps_its_font():
    """Gradio does so when an example is chosen; a mapping from elsewhere names no font."""
    former = RollFont.of(False)
    assert RollFont.of(former.for_page(), former) is former
    with pytest.raises(TypeError, match="soundfont must be a path"):
        RollFont.of(former.for_page())
