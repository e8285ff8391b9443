"""SoundFont files: what they say, and what becomes of those that are damaged or made to harm."""

import http.server
import threading
import tracemalloc
import warnings

import numpy as np
import pytest

from gradio_pianoroll import NoteTable, Score, Track
from gradio_pianoroll.errors import PianoRollWarning, TransportError
from gradio_pianoroll.settings import get_settings
from gradio_pianoroll.synth import SoundFont, SoundFontError, cut_font, find_soundfonts, open_soundfont, render
from gradio_pianoroll.synth.soundfont import FontCut
from gradio_pianoroll.synth.soundfont import records as r
from tests.synth.fonts import RATE, Sample, Zone, font, looped_sine, one_instrument, sine

NOTES = Score(NoteTable.from_columns([0, 0.2], 0.2, [60, 72]))


@pytest.fixture
def written(tmp_path):
    def write(data, name="font.sf2"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def two_layers():
    """A preset whose global zone says something for both of its zones, and an instrument likewise."""
    return font(
        [(0, 5, [
            Zone(None, {52: 7, 48: 10}),
            Zone(0, {52: 3}, keys=(0, 71)),
            Zone(1, {54: 1, 58: 12}, keys=(60, 127), velocities=(64, 127)),
        ])],
        [
            [Zone(None, {8: 9_000, 52: 100}, keys=(10, 90)), Zone(0, {52: -20}), Zone(1, keys=(0, 127))],
            [Zone(0, {34: -5_000})],
        ],
        [looped_sine(), Sample(sine(), (10, 100), 60, 5, 22_050)],
    )  # fmt: skip


def test_zones_are_what_instrument_and_preset_say_together(written):
    """By hand after the specification, 9.4: local over global over default, a preset's amounts are added."""
    flat = SoundFont(written(two_layers())).zones(0, 5)
    said = [
        [int(row[number]) for number in (52, 48, 8, 34, 54, 58)] + row[r.SAMPLE : r.FIRST_MODULATOR].tolist()
        for row in flat.zones
    ]
    assert said == [
        # Fine tuning: -20 of the zone (not the global 100) and 3 of the preset's zone (not its global 7).
        [-17, 10, 9_000, -12_000, 0, -1, 0, 10, 71, 0, 127],
        # The instrument's own zone replaces the range of keys of its global one.
        [103, 10, 9_000, -12_000, 0, -1, 1, 0, 71, 0, 127],
        # A preset may not say how a sample loops, nor its root key.
        [7, 10, 13_500, -5_000, 0, -1, 0, 60, 127, 64, 127],
    ]


def test_modulators_replace_and_add(written):
    """Section 9.5: the instrument's replaces the default of the same kind, the preset's is added to it."""
    by_velocity, by_wheel = (0x0502, 48), (0x0081, 6)
    data = one_instrument(
        modulators=[(*by_velocity, 400, 0, 0), (*by_wheel, 0, 0, 0), (0x00CA, 8, 2_400, 0, 0)],
        preset_modulators=[(*by_velocity, 100, 0, 0), (0x00CB, 9, 30, 0, 2)],
    )
    rows = SoundFont(written(data)).zones(0, 0).modulators.tolist()
    found = {(source, destination): (amount, transform) for source, destination, amount, _, transform in rows}
    assert found[by_velocity] == (500, 0)
    assert by_wheel not in found
    assert found[0x00CA, 8] == (2_400, 0)
    assert found[0x00CB, 9] == (30, 2)
    # The others of section 8.4 stand as they are; velocity to cutoff is none of ours.
    assert found[0x0587, 48] == found[0x058B, 48] == (960, 0)
    assert (0x0102, 8) not in found


def test_presets_banks_and_what_plays_in_their_place(written):
    data = font(
        [(128, 0, [Zone(0)]), (0, 3, [Zone(0)]), (8, 3, [Zone(0)]), (0, 3, [Zone(0, {52: 9})])],
        [[Zone(0)]],
        [looped_sine()],
    )
    opened = SoundFont(written(data))
    assert list(opened.presets) == [(0, 3), (8, 3), (128, 0)]
    assert opened.presets[0, 3].name == "preset 1"
    asked = [(8, 3), (5, 3), (0, 4), (128, 7)]
    assert [opened.choose(*key) for key in asked] == [(8, 3), (0, 3), None, (128, 0)]
    assert int(opened.zones(0, 3).zones[0, 52]) == 0
    score = NOTES.replace(tracks=(Track("Solo", 4),))
    with pytest.warns(PianoRollWarning, match="has no program 4; the track 'Solo' is silent"):
        assert not render(score, soundfont=opened).any()


@pytest.mark.parametrize("pad", [True, False])
def test_an_sf3_is_the_same_font_with_its_samples_in_ogg(written, pad):
    """Debian's writer of SF3 leaves the byte out that follows a chunk of odd size."""
    sample = looped_sine()
    plain = SoundFont(written(one_instrument(sample=sample)))
    sounds = [SoundFont(written(one_instrument(sample=sample, ogg=True, pad=pad), "a.sf3")).sound(0), plain.sound(0)]
    assert [(s.loop_start, s.loop_end, s.rate_hz, s.root, s.correction_cents) for s in sounds] == [
        (4_400, 44_000, RATE, 69, -4)
    ] * 2
    assert len(sounds[0].pcm) == len(sounds[1].pcm)
    error = sounds[0].pcm.astype(float) - sounds[1].pcm
    assert np.sqrt((error**2).mean()) < 0.01 * 16_000


def test_a_cut_has_what_is_used_and_travels_as_bytes(written):
    opened = SoundFont(written(two_layers()))
    low, both = cut_font(opened, {(0, 5): {(59, 100)}}), cut_font(opened, {(0, 5): {(70, 100)}})
    assert (len(low.zones), len(both.zones), len(both.samples)) == (2, 3, 2)
    assert both.zones_of(0, 5, 70, 63).tolist() == [0, 1]
    assert both.zones_of(0, 5, 100, 64).tolist() == [2]
    start, end, loop, loop_end, rate, root, cents = both.samples[1].tolist()
    assert (loop - start, loop_end - start, rate, root, cents) == (10, 100, 22_050, 60, 5)
    np.testing.assert_array_equal(both.pcm[start:end], sine())
    # Silence behind it, for those who look ahead.
    assert not both.pcm[end : end + 8].any()
    again = FontCut.from_bytes(both.to_bytes())
    for name in ("presets", "zones", "modulators", "samples", "pcm"):
        np.testing.assert_array_equal(getattr(again, name), getattr(both, name))
    for bad in (b"", b"SFCUT", both.to_bytes()[:-20], b"SFCUT\x01\0\0" + b"\xff" * 40):
        with pytest.raises(TransportError, match="no cut of a SoundFont"):
            FontCut.from_bytes(bad)


def test_what_is_no_font_is_refused_with_its_name(written, tmp_path):
    for data, words in (
        (b"", "does not begin as one"),
        (b"RIFF\x04\0\0\0WAVE", "does not begin as one"),
        (one_instrument()[:200], "smpl"),
        (b"RIFF\x04\0\0\0sfbk", "'phdr' is missing"),
    ):
        with pytest.raises(SoundFontError, match=words) as told:
            SoundFont(written(data, "broken.sf2"))
        assert str(told.value).startswith("broken.sf2: ")
    with pytest.raises(SoundFontError, match=r"none\.sf2: it cannot be read"):
        SoundFont(tmp_path / "none.sf2")
    with pytest.raises(SoundFontError, match="cannot be read"):
        SoundFont(tmp_path)


def test_damaged_bytes_end_in_our_words_or_in_sound(written):
    """Anywhere in the records: never another error, never much time or memory."""
    good = one_instrument({8: 9_000, 33: -3_000, 38: 100}, [(0x0502, 8, -2_400, 0, 0)], Sample(sine(n=600), (10, 500)))
    first = good.index(b"LIST", good.index(b"smpl")) + 12
    random = np.random.default_rng(0)
    refused = 0
    tracemalloc.start()
    for _ in range(150):
        data = bytearray(good)
        for at in random.integers(first, len(data), random.integers(1, 6)):
            data[at] = random.choice([0, 1, 127, 128, 255, random.integers(256)])
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", PianoRollWarning)
                sound = render(NOTES, 8_000, soundfont=SoundFont(written(bytes(data))), reverb=0)
        except SoundFontError:
            refused += 1
        else:
            assert np.isfinite(sound).all()
            assert len(sound) < 15 * 8_000
    assert tracemalloc.get_traced_memory()[1] < 60e6
    tracemalloc.stop()
    assert 10 < refused < 140


def test_a_product_of_zones_is_bounded(written):
    many = font([(0, 0, [Zone(0)] * 300)], [[Zone(0)] * 300], [Sample(sine(n=100))])
    with pytest.raises(SoundFontError, match="more than 20000 zones"):
        render(NOTES, 8_000, soundfont=SoundFont(written(many)))


def test_a_font_at_an_address_is_fetched_once(tmp_path, monkeypatch):
    folder = tmp_path / "served"
    folder.mkdir()
    (folder / "small font.sf2").write_bytes(one_instrument())
    asked = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=str(folder))

        def log_message(self, *said):
            asked.append(said)

    monkeypatch.setenv("GRADIO_PIANOROLL_CACHE_DIR", str(tmp_path / "cache"))
    get_settings.cache_clear()
    try:
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            address = f"http://127.0.0.1:{server.server_port}/small%20font.sf2"
            assert (0, 0) in open_soundfont(address).presets
            with pytest.raises(SoundFontError, match="cannot be fetched: File not found"):
                open_soundfont(address.replace("small", "none"))
            server.shutdown()
        n_asked = len(asked)
        assert open_soundfont(address).path.name == "small_font.sf2"
        assert len(asked) == n_asked
        with pytest.raises(SoundFontError, match="cannot be fetched"):
            open_soundfont(address + "?other")
        assert not list((tmp_path / "cache").rglob("*.part"))
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()


def test_fonts_are_found_by_setting_system_and_package(written, monkeypatch, tmp_path):
    path = written(one_instrument())
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "data/soundfonts").mkdir(parents=True)
    own = tmp_path / "data/soundfonts/own.sf2"
    own.write_bytes(path.read_bytes())
    monkeypatch.setenv("GRADIO_PIANOROLL_SOUNDFONT", str(path))
    get_settings.cache_clear()
    try:
        assert find_soundfonts()[:2] == [path, own]
        assert open_soundfont(True).path == path
        monkeypatch.delenv("GRADIO_PIANOROLL_SOUNDFONT")
        get_settings.cache_clear()
        assert find_soundfonts()[0] == own
        assert open_soundfont(str(path)).path == path
        monkeypatch.setattr("gradio_pianoroll.synth.soundfont.finding.find_soundfonts", list)
        with pytest.raises(SoundFontError, match="apt install"):
            render(NOTES, soundfont=True)
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()
