"""Formants: of vowels whose resonances are known, of a recording as Praat finds them."""

import numpy as np
import pytest
from scipy.signal import lfilter

from gradio_pianoroll.analysis import AnalysisCancelled, AnalysisError, formants
from scripts import fetch_test_data

SR = 16_000
# F1-F4 in Hz and their bandwidths of three vowels of a man (Klatt, "Software for a cascade/parallel formant
# synthesizer", JASA 67, 1980, table II), with the fifth of his default voice.
VOWELS = {
    "i": ((310, 2020, 2960, 3300, 3750), (45, 200, 400, 250, 200)),
    "a": ((700, 1220, 2600, 3300, 3750), (130, 70, 160, 250, 200)),
    "u": ((350, 1250, 2200, 3300, 3750), (65, 110, 140, 250, 200)),
}
# Of "mary" of praatio, every 50 ms from 0.35 s to 0.85 s: F1-F4 by Praat 6.1.38, "To Formant (burg)" with 0.01 s, 5 formants,
# 5500 Hz, 0.025 s, 50 Hz.
MARY_S = np.arange(7, 18) * 0.05
MARY_HZ = [
    [249, 1508, 2023, 3233], [443, 1810, 2360, 2843], [493, 1686, 2150, 2860], [480, 1497, 1733, 3061],
    [397, 1502, 1583, 2924], [346, 1833, 2184, 3310], [302, 1803, 2197, 3278], [319, 1735, 2099, 3868],
    [430, 1024, 1778, 2906], [364, 668, 2471, 3616], [528, 639, 2802, 4019],
]  # fmt: skip


def sung(vowel, f0_hz=110, seconds=1.0):
    """Pulses through resonators, one after the other; the lips differentiate."""
    sound = np.zeros(int(SR * seconds))
    sound[:: SR // f0_hz] = 1
    for hz, bandwidth in zip(*VOWELS[vowel], strict=True):
        radius = np.exp(-np.pi * bandwidth / SR)
        sound = lfilter([1], [1, -2 * radius * np.cos(2 * np.pi * hz / SR), radius**2], sound)
    sound = lfilter([1], [1, -0.96], sound)
    return (sound / np.abs(sound).max() / 2).astype(np.float32)


@pytest.mark.parametrize("vowel", VOWELS)
def test_resonances_of_vowels_are_found(vowel):
    found = formants(sung(vowel), SR, max_hz=5000, count=4)
    inside = found.hz[10:-10]
    hz = np.nanmedian(inside, axis=0)
    # Harmonics are 110 Hz apart, and the third one of "i" is 400 Hz wide beside the fourth.
    assert hz[:3] == pytest.approx(VOWELS[vowel][0][:3], rel=0.06, abs=40)
    assert hz[3] == pytest.approx(VOWELS[vowel][0][3], rel=0.08)
    assert np.isfinite(inside[:, :3]).mean() > 0.9


def test_a_recording_has_the_formants_that_praat_finds():
    path = fetch_test_data.labelled() / "mary.wav"
    found = formants(path, max_hz=5500, count=4, dynamic_range_db=60)
    ours = found.hz[np.round(MARY_S / found.hop_s).astype(int)]
    # Praat's frames lie elsewhere between the multiples, and it takes wide resonances for formants, too.
    apart = np.abs(ours / np.array(MARY_HZ, float) - 1)
    assert np.nanmedian(apart, axis=0).max() < 0.03


def test_silence_and_noise_below_the_range_have_none():
    sound = np.concatenate([sung("a"), np.zeros(SR // 2, np.float32), 1e-4 * sung("i")])
    found = formants(sound, SR)
    assert np.isfinite(found.hz[20:80, :2]).all()
    assert np.isnan(found.hz[110:145]).all()
    assert np.isnan(found.hz[160:]).all()
    empty = formants(np.zeros(SR, np.float32), SR)
    assert empty.hz.shape == (101, 4)
    assert np.isnan(empty.hz).all()


def test_blocks_give_what_the_whole_gives(monkeypatch):
    whole = formants(sung("u"), SR)
    monkeypatch.setattr("gradio_pianoroll.analysis.resonances.BLOCK_FRAMES", 7)
    shares = []
    pieces = formants(sung("u"), SR, on_progress=shares.append)
    np.testing.assert_allclose(pieces.hz, whole.hz, rtol=1e-5)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_it_can_be_stopped_and_says_what_it_cannot_do():
    with pytest.raises(AnalysisCancelled):
        formants(sung("a"), SR, is_cancelled=lambda: True)
    for wrong in ({"count": 0}, {"max_hz": 10}, {"hop_s": float("nan")}, {"window_s": "long"}):
        with pytest.raises(AnalysisError, match=next(iter(wrong))):
            formants(sung("a"), SR, **wrong)
    with pytest.raises(AnalysisError, match="sr, the sample rate"):
        formants(sung("a"))
    with pytest.raises(AnalysisError):
        formants(np.array([np.nan, 1, 2], np.float32), SR)


def test_curves_lie_over_the_notes_at_their_pitch():
    found = formants(sung("a"), SR, count=2)
    curves = found.to_curves(0.5)
    assert list(curves) == ["formant 1", "formant 2"]
    one = curves["formant 1"]
    assert (one.unit, one.start, one.hop, one.style["renderMode"]) == ("Hz", 0.5, 0.01, "piano_grid")
    np.testing.assert_array_equal(one.values, found.hz[:, 0])
