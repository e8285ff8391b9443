"""A SoundFont in the page: what it sounds like, measured against what Python makes of the same score and font."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
import soundfile
from playwright.sync_api import expect

from gradio_pianoroll.synth import stream_soundfont
from tests.browser.apps.soundfont import FAMILIES, FONT, SLOT_BEATS, family_score
from tests.browser.roll import RollPage
from tests.browser.test_sound import SILENT, Ear, press_play

SLOT_S = SLOT_BEATS * 0.5
SR = 44_100
# How far the clock of the page and that of its sound may be apart.
MOST_LAG_S = 0.008
CUT = re.compile(r"font\.sfcut")


@pytest.fixture
def page(serve, open_page):
    return open_page(serve("soundfont").url)


def rendered(sr=SR):
    return np.concatenate(list(stream_soundfont(family_score(), FONT, sr)))


def open_mix(roll):
    roll.use("mix")


def wav_of(roll):
    open_mix(roll)
    with roll.page.expect_download(timeout=120_000) as waiting:
        roll.root.get_by_test_id("download-wav").click()
    sound, sr = soundfile.read(io.BytesIO(waiting.value.path().read_bytes()))
    assert sr == SR
    return sound


def third_octaves(sound, sr):
    """Levels in dB of bands from 100 Hz to 8 kHz."""
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    hz = np.fft.rfftfreq(len(sound), 1 / sr)
    centres = 1000 * 2.0 ** (np.arange(-10, 10) / 3)
    bands = [power[(hz >= c * 2 ** (-1 / 6)) & (hz < c * 2 ** (1 / 6))].sum() for c in centres]
    return 10 * np.log10(np.array(bands) + 1e-12)


def test_the_wav_of_the_page_is_what_python_renders(page):
    """Sixteen channels with drums, pedal, bend, expression, volume, pan: sample by sample, but for the file's sixteen bits."""
    roll = RollPage(page)
    sound, said = wav_of(roll), rendered()
    n = min(len(sound), len(said))
    # The last notes end with beat 9.5.
    assert n > 4.75 * SR
    assert np.abs(said).max() > 0.02
    assert np.abs(sound[:n] - said[:n]).max() < 1e-4
    assert not np.abs(said[n:]).max(initial=0) > 1e-3
    left, right = sound[round(1.1 * SLOT_S * SR) : round(1.7 * SLOT_S * SR)].T
    assert np.abs(right).max() < 0.05 * np.abs(left).max() > 1e-4


def test_families_sound_as_in_python_before_the_loudspeaker(page):
    """Onsets, pitch, and the spectrum of each family, as recorded in real time; silence after the stop."""
    roll, ear = RollPage(page), Ear(RollPage(page))
    press_play(roll)
    start = ear.onset_s()
    ear.wait_until(start + (FAMILIES + 1.5) * SLOT_S)
    _, _, rate = ear.samples()
    said = rendered(rate)[:, 0]
    begin = float(np.flatnonzero(np.abs(said) > 1e-3)[0]) / rate
    for number in range(FAMILIES + 1):
        from_s, to_s = (number * SLOT_S + at for at in (0.02, 0.19))
        written = said[round(from_s * rate) : round(to_s * rate)]
        # A tenth of a second holds few periods of a bass: only where both begin in the same of them are they compared.
        around = ear.part(start - begin + from_s - MOST_LAG_S, start - begin + to_s + MOST_LAG_S)
        lag = int(np.argmax(np.correlate(around, written, "valid")))
        assert 0 < lag < len(around) - len(written), f"family {number} comes too early or too late"
        heard = around[lag:][: len(written)]
        bands, expected = third_octaves(heard, rate), third_octaves(written, rate)
        loud = expected > expected.max() - 30
        assert np.abs(bands - expected)[loud].max() < 1, f"family {number}"
    assert ear.pitch(start + 0.05, start + 0.19) == pytest.approx(57, abs=0.1)
    # The song may have come to its end meanwhile.
    roll.root.get_by_test_id("stop").click()
    ended_s = ear.now_s() + 0.4
    ear.wait_until(ended_s)
    press_play(roll)
    ear.wait_until(ear.onset_s(ended_s) + 3 * SLOT_S)
    before_s = ear.now_s()
    roll.root.get_by_test_id("stop").click()
    after_s = ear.now_s()
    ear.wait_until(after_s + 0.4)
    assert ear.level(before_s - SLOT_S, before_s) > SILENT
    assert ear.level(after_s + 0.1, after_s + 0.4) < 1e-4


def test_a_broken_font_is_told_and_our_own_voices_play(page):
    roll = RollPage(page, 1)
    ear = Ear(roll)
    press_play(roll)
    start = ear.onset_s()
    ear.wait_until(start + 0.4)
    assert ear.pitch(start + 0.12, start + 0.4) == pytest.approx(57, abs=0.4)
    expect(roll.root).to_contain_text("The SoundFont broken cannot be played")
    roll.root.get_by_test_id("stop").click()


def test_a_font_is_chosen_and_more_of_it_comes_with_an_edit(page):
    roll = RollPage(page, 2)
    fetched = []
    page.on("response", lambda answer: CUT.search(answer.url) and fetched.append(answer.url))
    open_mix(roll)
    choice = roll.root.get_by_test_id("mix-font")
    expect(choice.locator("option").first).to_have_text("The roll's own voices")
    choice.select_option(label="families")
    page.keyboard.press("Escape")
    ear = Ear(roll)
    press_play(roll)
    start = ear.onset_s()
    ear.wait_until(start + 0.4)
    assert len(fetched) == 1
    own = third_octaves(ear.part(start + 0.1, start + 0.4), ear.samples()[2])
    # Another instrument: what it needs is fetched, and what is there is not fetched again.
    roll.eval("r => r.doc.edit([{ op: 'tracks', tracks: [{ ...r.doc.tracks[0], program: 32 }] }], 'Program')")
    roll.root.get_by_test_id("stop").click()
    after_s = ear.now_s()
    ear.wait_until(after_s + 0.3)
    press_play(roll)
    again = ear.onset_s(after_s + 0.2)
    ear.wait_until(again + 0.4)
    assert len(fetched) == 2
    other = third_octaves(ear.part(again + 0.1, again + 0.4), ear.samples()[2])
    assert np.abs(own - other).max() > 3
    roll.root.get_by_test_id("stop").click()
