"""The singing voice: F0 as meant, vowels by their formants, Hangul read."""

import numpy as np
import pytest

from gradio_pianoroll.synth import Manner, hangul_phones, make_line, parse_syllable, sing, sung_f0
from gradio_pianoroll.synth.melody import CONTROL_HZ
from gradio_pianoroll.synth.phones import CODAS, NUCLEI, ONSETS, PHONES, VOWELS

SR = 22_050


def one_note(phoneme, pitch=57, seconds=1.0):
    line = make_line(np.array([0.0]), np.array([seconds]), np.array([pitch]), np.array([100]))
    return sing(line, [parse_syllable(phoneme)], SR)


def envelope_db(audio, frequency_hz):
    part = audio[SR // 4 : SR // 4 + SR // 2]
    power = np.abs(np.fft.rfft(part * np.hanning(len(part)))) ** 2
    hz = np.fft.rfftfreq(len(part), 1 / SR)
    return 10 * np.log10(power[(hz > frequency_hz - 200) & (hz < frequency_hz + 200)].sum() + 1e-12)


def test_vowels_differ_by_their_formants():
    a, i, u = one_note("a"), one_note("i"), one_note("u")
    assert envelope_db(a, 860) > envelope_db(i, 860) + 12
    assert envelope_db(i, 2700) > envelope_db(u, 2700) + 12
    assert envelope_db(a, 1400) > envelope_db(i, 1400) + 12


def test_hissing_consonants_hiss_and_stops_are_silent():
    plain, hiss = one_note("a"), one_note("s a")
    start = slice(0, int(0.04 * SR))

    def high(audio):
        spectrum = np.abs(np.fft.rfft(audio[start]))
        return (spectrum[int(len(spectrum) * 0.5) :] ** 2).sum()

    assert high(hiss) > 20 * high(plain)
    line = make_line(np.array([0.0, 0.5]), np.array([0.5, 0.5]), np.array([57, 57]), np.array([100, 100]))

    def dip(phoneme):
        audio = sing(line, [parse_syllable("a"), parse_syllable(phoneme)], SR)
        return np.sqrt((audio[int(0.46 * SR) : int(0.49 * SR)] ** 2).mean())

    assert dip("kk a") < 0.3 * dip("a")


def test_the_melody_glides_and_trembles_where_a_singer_does():
    line = make_line(
        np.array([0.0, 1.0, 2.5]), np.array([1.0, 1.0, 0.5]), np.array([60, 67, 64]), np.array([100, 100, 100])
    )
    assert line.starts_phrase.tolist() == [True, False, True]
    pitch = 69 + 12 * np.log2(sung_f0(line, 3 * CONTROL_HZ) / 440)
    at = lambda second: pitch[int(second * CONTROL_HZ)]  # noqa: E731
    assert at(0.0) < 59.8
    assert at(0.25) == pytest.approx(60, abs=0.3)
    assert at(0.80) == pytest.approx(60, abs=0.6)
    assert 60.5 < at(0.98) < 66.9
    assert at(1.25) == pytest.approx(67, abs=0.4)
    late, early = pitch[300:370], pitch[230:260]
    assert np.ptp(late) > 0.35 > np.ptp(early)
    plain = sung_f0(line, 3 * CONTROL_HZ, Manner(vibrato=0, drift=0, scoop=0, fall=0))
    assert plain[int(0.5 * CONTROL_HZ)] == pytest.approx(440 * 2 ** (-9 / 12))


def test_a_given_f0_curve_is_sung():
    line = make_line(np.array([0.0]), np.array([1.0]), np.array([60]), np.array([100]))
    curve = (np.array([0.0, 2.0]), np.array([300.0, 300.0]))
    audio = sing(line, [parse_syllable("a")], SR, f0_curve=curve)
    part = audio[SR // 4 : SR // 4 + SR // 2]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)), 4 * SR))
    assert np.argmax(spectrum[: 4 * 450]) / 4 == pytest.approx(300, abs=1.5)


def test_the_same_notes_give_the_same_sound():
    np.testing.assert_array_equal(one_note("r a ng"), one_note("r a ng"))
    assert len(sing(make_line(*(np.zeros(0),) * 4), [], SR)) == 0


@pytest.mark.parametrize(
    ("syllable", "phones"),
    [
        ("아", "a"), ("리", "r i"), ("랑", "r a ng"), ("요", "y o"), ("한", "h a n"), ("값", "g a p"), ("쫓", "jj o t"),
        ("닭", "d a k"), ("의", "eu i"), ("왜", "w ae"), ("힣", "h i t"), ("가", "g a"), ("a", ""), ("", ""), ("ㄱ", ""),
    ],
)  # fmt: skip
def test_hangul_is_read(syllable, phones):
    assert hangul_phones(syllable) == phones


def test_all_hangul_syllables_can_be_sung():
    assert (len(ONSETS), len(NUCLEI), len(CODAS)) == (19, 21, 28)
    for code in range(0xAC00, 0xD7A4):
        assert all(name in PHONES for name in hangul_phones(chr(code)).split())


def test_syllables_without_known_phonemes_are_sung_on_a():
    for phoneme, lyric in ((None, None), ("", ""), ("zz q", "la"), ("m", None)):
        assert parse_syllable(phoneme, lyric).nucleus[0].formants_hz == VOWELS["a"]
    syllable = parse_syllable("pp y eo ng")
    assert [len(part) for part in (syllable.onset, syllable.nucleus, syllable.coda)] == [2, 1, 1]
    assert parse_syllable(None, "별").nucleus[0].formants_hz == VOWELS["eo"]
