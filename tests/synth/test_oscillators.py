"""Oscillators are band-limited, envelopes have their times, instruments are in tune."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal.windows import blackmanharris

from gradio_pianoroll.synth import INSTRUMENTS, SHAPES, Envelope, adsr, drum, instrument_for_program, note_hz, oscillate
from gradio_pianoroll.synth.wavetable import harmonic_amplitudes

SR = 44_100


def spectrum_db(wave):
    window = blackmanharris(len(wave), sym=False)
    spectrum = np.abs(np.fft.rfft(wave * window)) / (window.sum() / 2)
    return 20 * np.log10(spectrum + 1e-12)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("f0_hz", [55.0, 440.0, 1864.66, 4978.03])
def test_nothing_folds_back(shape, f0_hz):
    spectrum = spectrum_db(oscillate(shape, f0_hz, SR, SR))
    bins = np.arange(len(spectrum))
    distance = np.abs(bins / f0_hz - np.rint(bins / f0_hz)) * f0_hz
    between = spectrum[(distance > 6) & (bins > 20)]
    assert between.max() < -70


@pytest.mark.parametrize("shape", SHAPES)
def test_harmonics_have_their_amplitudes(shape):
    spectrum = spectrum_db(oscillate(shape, 441.0, SR, SR))
    for k, amplitude in enumerate(harmonic_amplitudes(shape, 6), start=1):
        level = spectrum[441 * k]
        assert level == pytest.approx(20 * np.log10(abs(amplitude)), abs=0.1) if amplitude else level < -70


def test_a_moving_frequency_keeps_its_phase():
    sweep = np.geomspace(100, 6000, SR)
    wave = oscillate("sine", sweep, SR, SR)
    expected = np.sin(2 * np.pi * (np.cumsum(sweep) - sweep) / SR)
    assert np.abs(wave - expected).max() < 2e-3


def test_no_wave_beyond_half_the_sample_rate():
    assert not oscillate("saw", 30_000.0, 100, SR).any()
    assert len(oscillate("saw", 100.0, 0, SR)) == 0
    with pytest.raises(ValueError, match="sine, triangle, saw, square"):
        oscillate("round", 100.0, 10, SR)


@given(st.floats(0, 0.5), st.floats(0, 0.5), st.floats(0, 1), st.floats(0, 0.5), st.floats(0, 2))
def test_envelopes_stay_in_range_and_end_at_nothing(attack, decay, sustain, release, gate):
    shape = adsr(Envelope(attack, decay, sustain, release), gate, 8000)
    assert len(shape) == max(1, round(gate * 8000)) + round(release * 8000)
    assert shape.min() >= 0
    assert shape.max() <= 1 + 1e-6
    if round(release * 8000):
        assert shape[-1] == pytest.approx(0, abs=1e-6)


def test_an_envelope_has_its_times():
    shape = adsr(Envelope(0.1, 0.2, 0.5, 0.1), 1.0, 1000)
    assert np.argmax(shape) == pytest.approx(100, abs=1)
    assert shape[100] == pytest.approx(1, abs=1e-3)
    assert shape[900] == pytest.approx(0.5, abs=0.01)
    assert len(shape) == 1100
    let_go_early = adsr(Envelope(0.1, 0.2, 0.5, 0.1), 0.05, 1000)
    assert np.abs(np.diff(let_go_early)).max() < 0.06


@pytest.mark.parametrize("name", INSTRUMENTS)
@pytest.mark.parametrize("pitch", [36, 60, 84])
def test_instruments_are_in_tune_and_do_not_click(name, pitch):
    f0_hz = note_hz(pitch)
    tone = INSTRUMENTS[name](f0_hz, 1.5, SR)
    assert tone.dtype == np.float32
    assert np.abs(tone).max() <= 1
    assert abs(float(tone[0])) < 0.02
    assert abs(float(tone[-1])) < 1e-3
    part = tone[SR // 4 : SR // 4 + SR]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)), 4 * SR))
    near = slice(int(4 * f0_hz * 0.97), int(4 * f0_hz * 1.03))
    found = (near.start + np.argmax(spectrum[near])) / 4
    assert abs(1200 * np.log2(found / f0_hz)) < 12 * max(1, 60 / f0_hz * 2)


def test_every_program_has_an_instrument():
    names = {instrument_for_program(program) for program in range(128)}
    assert names <= {*INSTRUMENTS, "voice"}
    assert instrument_for_program(0) == "piano"
    assert instrument_for_program(107) == "zither"
    assert instrument_for_program(53) == "voice"


def test_drums_sound_the_same_each_time():
    for pitch in range(27, 88):
        hit = drum(pitch, 22_050)
        assert 0.02 < np.abs(hit).max() <= 1.2
        np.testing.assert_array_equal(hit, drum(pitch, 22_050))
