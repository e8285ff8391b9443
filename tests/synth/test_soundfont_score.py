"""What a score says, played by a SoundFont: pedals, bends, controllers, banks, drums, curves; memory and threads."""

import tracemalloc

import numpy as np
import pytest

from gradio_pianoroll import Curve, NoteTable, Score, Track
from gradio_pianoroll.formats import load, save
from gradio_pianoroll.formats.midi.controllers import BEND, CONTROL, PRESSURE, Lane, curve_of
from gradio_pianoroll.synth import SoundFont, render, stream_soundfont
from gradio_pianoroll.synth.soundfont import cut_for
from tests.synth.fonts import Sample, Zone, font, looped_sine, one_instrument, sine
from tests.synth.test_soundfont_voice import FULL, amplitude, cents, db, hertz

SR = 44_100


@pytest.fixture
def organ(tmp_path):
    """A sine that holds as long as its key."""
    path = tmp_path / "organ.sf2"
    path.write_bytes(one_instrument())
    return SoundFont(path)


def lane(kind, number, *points, track=0):
    beats, values = zip(*points, strict=True)
    return curve_of(Lane(kind, number, track, 0), np.array(beats, float), np.array(values))


def score_of(onset, duration, pitch=69, curves=(), tracks=None, extra=None, **columns):
    notes = NoteTable.from_columns(onset, duration, pitch, velocity=127, **columns)
    return Score(notes, tempo_map=60, tracks=tracks or (Track(),), curves=list(curves), extra=extra or {})


def heard(score, font, sr=SR, **options):
    return np.concatenate([np.zeros((0, 2)), *stream_soundfont(score, font, sr, **options)]).astype(float)


def test_the_pedal_holds_until_it_is_up_or_the_key_is_struck_again(organ):
    pedal = lane(CONTROL, 64, (0.2, 127), (1.0, 0))
    sound = heard(score_of([0.0], 0.3, curves=[pedal]), organ)
    assert amplitude(sound, 0.5, 0.95) == pytest.approx(FULL, rel=0.02)
    assert not sound[round(1.05 * SR) :].any()
    # One key, two strokes: never two tones of it.
    sound = heard(score_of([0.0, 0.5], 0.3, curves=[pedal]), organ)
    assert amplitude(sound, 0.6, 0.95) == pytest.approx(FULL, rel=0.05)
    late = heard(score_of([0.0], 0.3, curves=[lane(CONTROL, 64, (0.4, 127), (1.0, 0))]), organ)
    assert not late[round(0.45 * SR) :].any()


def test_the_middle_pedal_holds_what_is_down_when_it_comes(organ):
    pedal = lane(CONTROL, 66, (0.2, 127), (1.0, 0))
    sound = heard(score_of([0.0, 0.4], 0.3, [69, 81], [pedal]), organ)
    assert hertz(sound, 0.8, 0.95) == pytest.approx(440, rel=1e-3)
    assert not sound[round(1.05 * SR) :].any()


def test_bends_have_their_range(organ):
    bend = lane(BEND, 0, (0.5, 4096))
    assert cents(heard(score_of([0.0], 1.0, curves=[bend]), organ), 440, begin_s=0.6) == pytest.approx(100, abs=0.5)
    setup = [{"beat": 0.0, "control": c, "value": v} for c, v in ((101, 0), (100, 0), (6, 12), (38, 0))]
    wide = score_of([0.0], 1.0, curves=[bend], extra={"midi": {"setup": setup}})
    assert cents(heard(wide, organ), 440, begin_s=0.6) == pytest.approx(600, abs=0.5)
    assert cents(heard(wide, organ), 440, begin_s=0.1, end_s=0.45) == pytest.approx(0, abs=0.5)
    tuning = [{"beat": 0.0, "control": c, "value": v} for c, v in ((101, 0), (100, 1), (6, 96))]
    tuned = score_of([0.0], 1.0, extra={"midi": {"setup": tuning}})
    assert cents(heard(tuned, organ), 440) == pytest.approx(50, abs=0.5)


def test_controllers_move_what_sounds(organ):
    swell = lane(CONTROL, 11, (0.0, 127), (0.5, 64))
    sound = heard(score_of([0.0], 1.0, curves=[swell]), organ)
    assert db(sound, 0.1, 0.45) == pytest.approx(0, abs=0.1)
    assert db(sound, 0.55, 0.95) == pytest.approx(40 * np.log10(64 / 127), abs=0.1)
    # The track's volume is what the lane has at the first note, as in the MIDI file that is written.
    loud = score_of([0.0], 1.0, curves=[lane(CONTROL, 7, (0.0, 80), (0.5, 40))], tracks=(Track(volume=0.5),))
    sound = heard(loud, organ)
    assert db(sound, 0.1, 0.45) == pytest.approx(40 * np.log10(0.5), abs=0.1)
    assert db(sound, 0.55, 0.95) == pytest.approx(40 * np.log10(0.25), abs=0.1)
    sides = heard(score_of([0.0], 1.0, curves=[lane(CONTROL, 10, (0.0, 64), (0.5, 0))]), organ)
    left, right = (amplitude(side, 0.6, 0.9) for side in sides.T[..., None])
    assert right < 0.001 < left
    wheel = heard(score_of([0.0], 1.0, curves=[lane(CONTROL, 1, (0.0, 127))]), organ)
    pressed = heard(score_of([0.0], 1.0, curves=[lane(PRESSURE, 0, (0.0, 127))]), organ)
    steady = np.ptp([hertz(wheel, at, at + 0.02) for at in np.arange(0.2, 0.7, 0.02)])
    assert 1200 * np.log2(1 + steady / 440) == pytest.approx(85, abs=15)
    np.testing.assert_array_equal(wheel, pressed)


def test_everything_is_reset_when_the_song_says_so(organ):
    extra = {"midi": {"setup": [{"beat": 0.5, "control": 121, "value": 0}]}}
    curves = [lane(CONTROL, 11, (0.0, 40)), lane(BEND, 0, (0.0, 8191))]
    sound = heard(score_of([0.0], 1.0, curves=curves, extra=extra), organ)
    assert cents(sound, 440, begin_s=0.1, end_s=0.45) == pytest.approx(200, abs=0.5)
    assert cents(sound, 440, begin_s=0.55) == pytest.approx(0, abs=0.5)
    assert db(sound, 0.55, 0.95) == pytest.approx(0, abs=0.1)


def test_lanes_of_a_track_are_those_of_its_channel(organ):
    """As a synthesizer hears it; a lane of its own comes first."""
    tracks = (Track(channel=2), Track(channel=2), Track(channel=3))
    bend = lane(BEND, 0, (0.0, 8191))
    for own, expected in (([], 200), ([lane(BEND, 0, (0.0, -8192), track=1)], -200)):
        alone = score_of([0.0, 0.0, 0.0], 1.0, curves=[bend, *own], tracks=tracks, track=[0, 1, 2])
        assert cents(heard(alone, organ, tracks=[1]), 440) == pytest.approx(expected, abs=0.5)
        assert cents(heard(alone, organ, tracks=[2]), 440) == pytest.approx(0, abs=0.5)


def test_banks_drums_and_the_mixer(tmp_path):
    path = tmp_path / "banks.sf2"
    octave = {51: 12}
    path.write_bytes(
        font(
            [(0, 5, [Zone(0)]), (8, 5, [Zone(0, octave)]), (128, 0, [Zone(0, {51: 24})])],
            [[Zone(0, {54: 1})]],
            [looped_sine()],
        )
    )
    opened = SoundFont(path)
    extra = {"midi": {"setup": [{"beat": 0.5, "control": 0, "value": 8}]}}
    sound = heard(score_of([0.0, 1.0], 0.5, tracks=(Track(program=5),), extra=extra), opened)
    assert hertz(sound, 0.1, 0.4) == pytest.approx(440, rel=1e-3)
    assert hertz(sound, 1.1, 1.4) == pytest.approx(880, rel=1e-3)
    drums = heard(score_of([0.0], 0.5, tracks=(Track(program=30, is_drum=True),)), opened)
    assert hertz(drums, 0.1, 0.4) == pytest.approx(1_760, rel=1e-3)
    two = score_of([0.0, 0.0], 0.5, [69, 57], tracks=(Track(program=5, muted=True), Track(program=5)), track=[0, 1])
    assert hertz(heard(two, opened), 0.1, 0.4) == pytest.approx(220, rel=1e-3)
    # A stem is a track alone, and stems add up.
    both = two.replace(tracks=(Track(program=5), Track(program=5)))
    stems = [heard(both, opened, tracks=[i]) for i in range(2)]
    np.testing.assert_allclose(stems[0] + stems[1], heard(both, opened), atol=1e-6)


def test_what_a_midi_file_says_is_heard(organ, tmp_path):
    score = score_of([0.5], 1.0, curves=[lane(CONTROL, 64, (0.0, 127), (2.0, 0)), lane(BEND, 0, (1.0, -4096))])
    again = load(save(score, tmp_path / "song.mid"))
    np.testing.assert_array_equal(heard(score, organ), heard(again, organ))


def test_f0_and_loudness_lead_the_notes(organ):
    """The note whose pitch a curve has follows it, the other one of the chord does not; the loudest is as written."""
    times = np.arange(0, 1.01, 0.01)
    f0 = Curve("sung", 440 * 2 ** (0.5 * np.sin(2 * np.pi * times) / 12), hop=0.01, target="f0", unit="Hz")
    level = Curve("level", [-30.0, -10.0], times=[0.0, 1.0], target="loudness", unit="dB")
    score = score_of([0.0, 0.0], 1.0, [69, 45], [f0, level], tracks=(Track(), Track()), track=[0, 1])
    sung = heard(score, organ, f0_curve="sung", tracks=[0])
    for at in (0.25, 0.75):
        said = 50 * np.sin(2 * np.pi * at)
        assert cents(sung, 440, begin_s=at - 0.02, end_s=at + 0.02) == pytest.approx(said, abs=2)
    assert cents(heard(score, organ, f0_curve="sung", tracks=[1]), 110) == pytest.approx(0, abs=0.5)
    swelling = heard(score, organ, loudness_curve="level", tracks=[0])
    assert db(swelling, 0.24, 0.26) == pytest.approx(-15, abs=0.3)
    assert db(swelling, 0.98, 0.99) == pytest.approx(-0.4, abs=0.3)
    drum = score.replace(tracks=(Track(is_drum=True), Track()))
    assert np.isfinite(heard(drum, organ, f0_curve="sung", loudness_curve="level")).all()
    with pytest.raises(ValueError, match="no curve 'none'; it has sung, level"):
        heard(score, organ, f0_curve="none")
    # Ours, too, swell.
    ours = render(score.replace(tracks=(Track(program=73), Track(muted=True))), SR, reverb=0, loudness_curve="level")
    quiet = render(score.replace(tracks=(Track(program=73), Track(muted=True))), SR, reverb=0)
    ratio = amplitude(ours[:, None], 0.49, 0.51) / amplitude(quiet[:, None], 0.49, 0.51)
    assert 20 * np.log10(ratio) == pytest.approx(-10, abs=0.3)


def test_render_gives_one_or_two_channels_within_its_peak(organ):
    chord = score_of([0.0] * 24, 0.5, list(range(60, 84)))
    both = render(chord, SR, soundfont=organ, stereo=True)
    assert both.dtype == np.float32
    assert both.ndim == 2
    assert np.abs(both).max() == pytest.approx(0.9, abs=1e-3)
    one = render(score_of([0.0], 0.5), SR, soundfont=organ, reverb=0)
    assert amplitude(one[:, None], 0.1, 0.4) == pytest.approx(FULL, rel=0.01)
    assert len(render(score_of([], [], []), soundfont=organ)) == 0
    with pytest.raises(ValueError, match="a voice or a SoundFont"):
        render(chord, soundfont=organ, voice="piano")


def test_threads_change_nothing(organ):
    random = np.random.default_rng(1)
    many = score_of(random.uniform(0, 2, 80), random.uniform(0.1, 1, 80), random.integers(40, 90, 80))
    one = heard(many, organ, threads=1)
    assert np.array_equal(one, heard(many, organ, threads=4))
    assert np.array_equal(one, heard(many, organ, threads=1))


def test_hours_need_no_more_memory_than_their_notes(organ):
    count = 5_000
    score = score_of(np.arange(count) * 0.36, 0.3, np.tile([60, 64, 67], count)[:count])
    tracemalloc.start()
    length = sum(len(block) for block in stream_soundfont(score, organ, 4_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert length / 4_000 == pytest.approx(1_800, abs=5)
    assert peak < 10e6


def test_a_release_rings_out_and_ends(tmp_path):
    path = tmp_path / "long.sf2"
    path.write_bytes(one_instrument({38: 8_000}))
    sound = heard(score_of([0.0], 0.5), SoundFont(path), 8_000)
    assert len(sound) == pytest.approx(12.5 * 8_000, abs=1)
    assert abs(sound[-1]).max() < 1e-3 < abs(sound[-1_000:]).max()


def test_a_page_is_given_no_more_than_it_plays(tmp_path):
    path = tmp_path / "two.sf2"
    path.write_bytes(
        font(
            [(0, 0, [Zone(0)])],
            [[Zone(0, keys=(0, 60)), Zone(1, keys=(61, 127))]],
            [Sample(sine(n=900)), looped_sine()],
        )
    )
    cut = cut_for(score_of([0.0], 1.0, 50), path)
    assert (len(cut.zones), len(cut.samples), len(cut.pcm)) == (1, 1, 908)
