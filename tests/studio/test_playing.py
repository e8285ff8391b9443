"""Scores that the studio plays into files: with the server's SoundFont, as loud as wanted, until somebody stops it."""

import asyncio

import numpy as np
import pytest
import soundfile

from gradio_pianoroll import NoteTable, Score, Track
from gradio_pianoroll.analysis.bs1770 import programme_loudness
from gradio_pianoroll.formats import save
from gradio_pianoroll.settings import get_settings
from gradio_pianoroll.studio.panels.save import write_score
from gradio_pianoroll.studio.tools import render
from gradio_pianoroll.studio.work import Cancelled
from tests.synth.fonts import one_instrument

SCORE = Score(NoteTable.from_columns([0, 1], 1, [69, 69]), name="Two", tracks=(Track(),))


@pytest.fixture
def small_font(tmp_path, monkeypatch):
    path = tmp_path / "small.sf2"
    path.write_bytes(one_instrument())
    monkeypatch.setenv("GRADIO_PIANOROLL_SOUNDFONT", str(path))
    get_settings.cache_clear()
    yield path
    monkeypatch.undo()
    get_settings.cache_clear()


def test_a_program_gets_the_sound_of_the_servers_font(small_font, tmp_path):
    path = asyncio.run(render(str(save(SCORE, tmp_path / "two.json")), "soundfont", ".flac", -20.0))
    sound, sr = soundfile.read(path)
    assert programme_loudness(sound, sr).integrated_lufs == pytest.approx(-20, abs=0.1)
    part = sound[10_000:40_000].sum(axis=1)
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)))) ** 2
    # The font is a sine: nothing of our piano is in it.
    near = slice(*np.round(np.array([400, 480]) * len(part) / sr).astype(int))
    assert spectrum[near].sum() > 0.99 * spectrum.sum()


def test_a_sound_tells_how_far_it_is_and_can_be_stopped():
    shares = []
    assert soundfile.info(write_score(SCORE, ".wav", on_share=shares.append)).channels == 2
    assert shares == sorted(shares)
    assert shares[-1] == 1

    def stop(share):
        raise Cancelled

    with pytest.raises(Cancelled):
        write_score(SCORE, ".wav", on_share=stop)
