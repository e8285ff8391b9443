"""What a SoundFont's voice does with generators and modulators: pitch, level, time, tone, place."""

import numpy as np
import pytest

from gradio_pianoroll import NoteTable, Score, Track
from gradio_pianoroll.synth import SoundFont, stream_soundfont
from gradio_pianoroll.synth.soundfont.player import FONT_GAIN
from tests.synth.fonts import RATE, Sample, looped_sine, one_instrument

# In the middle, at velocity 127, volume 100 and full expression: the square law of controller 7.
FULL = 16_000 / 32_768 * (100 / 127) ** 2 * FONT_GAIN


def sound_of(tmp_path, data, pitch=69, velocity=127, onset=0.0, duration=1.0, track=None, sr=RATE):
    path = tmp_path / "font.sf2"
    path.write_bytes(data)
    notes = NoteTable.from_columns(np.atleast_1d(onset), duration, pitch, velocity=velocity)
    score = Score(notes, tempo_map=60, tracks=(track or Track(),))
    return np.concatenate([np.zeros((0, 2)), *stream_soundfont(score, SoundFont(path), sr)]).astype(float)


def amplitude(sound, begin_s, end_s, sr=RATE):
    part = sound[round(begin_s * sr) : round(end_s * sr)]
    return float(np.sqrt(2 * (part**2).sum(axis=-1).mean()))


def db(sound, begin_s, end_s, sr=RATE):
    """Level above the full one."""
    return 20 * np.log10(amplitude(sound, begin_s, end_s, sr) / FULL + 1e-12)


def hertz(sound, begin_s=0.2, end_s=0.9, sr=RATE):
    """Frequency of a sine, from where it crosses zero."""
    mono = sound[round(begin_s * sr) : round(end_s * sr)].sum(axis=-1)
    at = np.flatnonzero((mono[:-1] < 0) & (mono[1:] >= 0))
    exact = at - mono[at] / (mono[at + 1] - mono[at])
    return (len(exact) - 1) / (exact[-1] - exact[0]) * sr


def cents(sound, hz, **where):
    return 1200 * np.log2(hertz(sound, **where) / hz)


@pytest.mark.parametrize(
    ("generators", "pitch", "higher"),
    [
        ({}, 69, 0),
        ({}, 57, -1_200),
        ({51: -2, 52: 30}, 69, -170),
        ({58: 57}, 69, 1_200),
        ({56: 50}, 81, 600),
        ({46: 69}, 40, 0),
    ],
    ids=["root", "octave", "tuning", "root key", "scale", "fixed key"],
)
@pytest.mark.parametrize("sr", [44_100, 48_000])
def test_a_key_has_its_pitch(tmp_path, generators, pitch, higher, sr):
    sound = sound_of(tmp_path, one_instrument(generators), pitch, sr=sr)
    # The sample is 441 Hz with a correction of -4 cents: 0.07 cents above 440.
    assert cents(sound, 440 * 2 ** (higher / 1200), sr=sr) == pytest.approx(0, abs=0.15)


def test_level_follows_velocity_attenuation_and_volume(tmp_path):
    """Squared velocity and volume (8.4.1, 8.4.5), a zone's attenuation 0.4 times in centibels."""
    data = one_instrument()
    assert db(sound_of(tmp_path, data), 0.2, 0.8) == pytest.approx(0, abs=0.05)
    for velocity in (100, 64, 10):
        level = db(sound_of(tmp_path, data, velocity=velocity), 0.2, 0.8)
        assert level == pytest.approx(40 * np.log10(velocity / 127), abs=0.05)
    for volume in (0.5, 1.2, 2.0):
        level = db(sound_of(tmp_path, data, track=Track(volume=volume)), 0.2, 0.8)
        assert level == pytest.approx(40 * np.log10(volume), abs=0.05)
    assert db(sound_of(tmp_path, one_instrument({48: 100})), 0.2, 0.8) == pytest.approx(-4, abs=0.05)
    assert not sound_of(tmp_path, data, velocity=0).any()


def test_a_place_is_one_of_equal_power(tmp_path):
    for generators, track, left in (
        ({}, Track(), 0.5),
        ({17: -500}, Track(), 1.0),
        ({17: 250}, Track(), np.cos(np.pi * 3 / 8) ** 2),
        ({}, Track(pan=1.0), np.sin(np.pi / 4 * (1 - 63 / 64)) ** 2),
    ):
        sides = (sound_of(tmp_path, one_instrument(generators), track=track)[10_000:40_000] ** 2).sum(axis=0)
        assert sides[0] / sides.sum() == pytest.approx(left, abs=0.002)
        assert np.sqrt(2 * sides.sum() / 30_000) == pytest.approx(FULL, rel=0.01)


def test_the_volume_envelope_takes_its_times(tmp_path):
    """Delay 0.5 s, attack 0.25 s even in level, hold 0.125 s, decay 1 s for 96 dB down to 19.2 dB, release 0.5 s."""
    generators = {33: -1_200, 34: -2_400, 35: -3_600, 36: 0, 37: 200, 38: -1_200}
    sound = sound_of(tmp_path, one_instrument(generators), duration=1.5)
    assert not sound[: round(0.499 * RATE)].any()
    assert amplitude(sound, 0.61, 0.64) == pytest.approx(FULL / 2, rel=0.02)
    assert db(sound, 0.76, 0.87) == pytest.approx(0, abs=0.1)
    # 96 dB a second from 0.875 s on.
    assert db(sound, 0.97, 0.98) == pytest.approx(-9.6, abs=0.3)
    assert db(sound, 1.2, 1.49) == pytest.approx(-19.2, abs=0.05)
    # 96 dB in half a second from where it was.
    assert db(sound, 1.595, 1.605) == pytest.approx(-19.2 - 19.2, abs=0.4)
    assert not sound[round(1.5 + 0.5) * RATE :].any()


def test_keys_shorten_and_lengthen_an_envelope(tmp_path):
    """Decay of 1 s at key 60, 100 timecents shorter for each key above (8.1.3, keynumToVolEnvDecay)."""
    data = one_instrument({36: 0, 37: 1_000, 40: 100})
    for pitch, decay_s in ((60, 1.0), (72, 0.5), (48, 2.0)):
        sound = sound_of(tmp_path, data, pitch)
        assert db(sound, 0.245, 0.255) == pytest.approx(-96 * 0.25 / decay_s, abs=0.9)


def test_loops_go_on_end_with_the_key_or_are_none(tmp_path):
    ramp = Sample(
        np.concatenate([np.full(2_000, 8_000), np.full(2_000, 16_000), np.full(8_000, -8_000)]), (2_000, 4_000)
    )
    heard = {}
    for mode in (0, 1, 3):
        sound = sound_of(tmp_path, one_instrument({54: mode, 38: 1_200}, sample=ramp), duration=0.5).sum(axis=1)
        sound = np.append(sound, np.zeros(RATE))
        heard[mode] = [np.sign(round(sound[at], 3)) for at in (1_000, 3_000, 11_000, 21_000, 24_000, 29_000, 35_000)]
    assert heard[0] == [1, 1, -1, 0, 0, 0, 0]
    assert heard[1] == [1, 1, 1, 1, 1, 1, 1]
    # Let go at 22 050, it goes on behind the loop to the end of the sample.
    assert heard[3] == [1, 1, 1, 1, -1, -1, 0]


def test_a_loop_has_no_seam(tmp_path):
    """41 samples for 440 Hz, between whole samples at both ends: what is not the sine is below -60 dB."""
    period = Sample(np.rint(16_000 * np.sin(2 * np.pi * np.arange(410) / 41)), (41, 369), 69)
    sound = sound_of(tmp_path, one_instrument({}, sample=period), 64)[5_000:40_000].sum(axis=1)
    spectrum = np.abs(np.fft.rfft(sound * np.blackman(len(sound)))) ** 2
    peak = int(spectrum.argmax())
    rest = spectrum.sum() - spectrum[peak - 6 : peak + 7].sum()
    assert 10 * np.log10(rest / spectrum.sum()) < -60


def test_the_filter_has_its_cutoff_and_its_resonance(tmp_path):
    """Two poles: 3 dB less at the cutoff, 12 dB an octave above (8.1.3, initialFilterFc); Q lifts the cutoff."""
    at_cutoff = 6_900
    open_ = db(sound_of(tmp_path, one_instrument()), 0.2, 0.8)
    level = {q: db(sound_of(tmp_path, one_instrument({8: at_cutoff, 9: q})), 0.2, 0.8) - open_ for q in (0, 120)}
    assert level[0] == pytest.approx(-3.0, abs=0.1)
    # Half of what it lifts is taken off all the rest.
    assert level[120] - level[0] == pytest.approx(6.0, abs=0.1)
    above = db(sound_of(tmp_path, one_instrument({8: at_cutoff - 2_400})), 0.2, 0.8) - open_
    assert above == pytest.approx(-24.1, abs=0.5)


def test_lfos_move_pitch_and_level(tmp_path):
    """5 Hz from 0.25 s on: ±100 cents of the vibrato, ±6 dB of the other one."""
    five_hz = round(6_900 + 1_200 * np.log2(5 / 440))
    sound = sound_of(tmp_path, one_instrument({24: five_hz, 23: -2_400, 6: 100}))
    assert cents(sound, 440, begin_s=0.05, end_s=0.24) == pytest.approx(0, abs=0.2)
    # A triangle is at its top a quarter of a period later, at its bottom after three quarters.
    assert cents(sound, 440, begin_s=0.28, end_s=0.32) == pytest.approx(86, abs=10)
    assert cents(sound, 440, begin_s=0.38, end_s=0.42) == pytest.approx(-86, abs=10)
    sound = sound_of(tmp_path, one_instrument({22: five_hz, 21: -2_400, 13: 60}))
    assert db(sound, 0.295, 0.305) == pytest.approx(6, abs=0.6)
    assert db(sound, 0.395, 0.405) == pytest.approx(-6, abs=0.6)


def test_the_second_envelope_bends_pitch_and_opens_the_filter(tmp_path):
    sound = sound_of(tmp_path, one_instrument({7: 1_200, 26: -1_200, 28: -1_200, 29: 1_000}), duration=1.2)
    assert cents(sound, 440, begin_s=0.24, end_s=0.26) == pytest.approx(600, abs=5)
    assert cents(sound, 440, begin_s=1.05, end_s=1.15) == pytest.approx(0, abs=1)
    data = one_instrument({8: 4_500, 11: 6_000, 26: -1_200})
    sound = sound_of(tmp_path, data)
    assert db(sound, 0.01, 0.05) < -20 < -1 < db(sound, 0.6, 0.9)


def test_modulators_of_the_font_are_followed(tmp_path):
    """Controller 74 opens the filter, from 20 semitones below the key's pitch on; velocity, concave and falling, too."""
    data = one_instrument({8: 4_500}, [(0x00CA, 8, 6_000, 0, 0)])
    assert db(sound_of(tmp_path, data), 0.2, 0.8) < -20
    lifted = one_instrument({}, [(0x0002, 48, 200, 0, 0)])
    # Linear and rising: 20 dB less at the loudest.
    assert db(sound_of(tmp_path, lifted, velocity=127), 0.2, 0.8) == pytest.approx(-20, abs=0.1)
    switch = one_instrument({}, [(0x0C03, 48, 100, 0, 0)])
    low, high = (db(sound_of(tmp_path, switch, pitch), 0.2, 0.8) for pitch in (63, 64))
    assert (low, high) == (pytest.approx(0, abs=0.1), pytest.approx(-10, abs=0.1))


def test_an_open_hat_is_closed(tmp_path):
    """Two keys of one exclusive class: the second one ends the first."""
    data = one_instrument({57: 1, 38: 4_800})
    alone = sound_of(tmp_path, data, 69, duration=3.0)
    both = sound_of(tmp_path, data, [69, 45], onset=[0.0, 1.0], duration=[3.0, 0.1], velocity=[127, 1])
    np.testing.assert_array_equal(both[: RATE - 100], alone[: RATE - 100])
    rest = both[2 * RATE + 5_000 : 3 * RATE]
    assert amplitude(rest, 0, 0.8) < 0.02 * FULL
    assert amplitude(alone[2 * RATE + 5_000 : 3 * RATE], 0, 0.8) > 0.9 * FULL


def test_stereo_samples_sound_on_their_sides(tmp_path):
    from tests.synth.fonts import Zone, font

    loud, soft = looped_sine(), Sample(looped_sine().pcm // 4, (4_400, 44_000), 69, -4)
    data = font([(0, 0, [Zone(0)])], [[Zone(0, {54: 1, 17: -500}), Zone(1, {54: 1, 17: 500})]], [loud, soft])
    left, right = (amplitude(side, 0.2, 0.8) for side in sound_of(tmp_path, data).T[..., None])
    assert left / right == pytest.approx(4, rel=0.01)


def test_a_drone_keeps_its_loop_for_minutes(tmp_path):
    sound = sound_of(tmp_path, one_instrument(), duration=150.0, sr=8_000)
    assert cents(sound, 440, begin_s=149.0, end_s=149.9, sr=8_000) == pytest.approx(0, abs=0.15)
    assert amplitude(sound, 149, 149.9, 8_000) == pytest.approx(FULL, rel=0.01)
