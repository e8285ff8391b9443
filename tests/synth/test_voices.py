"""Our voices: the sounds of the vectors, in tune, without aliases, moved by curves and controllers, the same each time."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.signal.windows import blackmanharris

from gradio_pianoroll import Curve, NoteTable, Score, Track
from gradio_pianoroll.synth import INSTRUMENTS, drum, instrument_for_program, note_hz, stream_voices
from gradio_pianoroll.synth.drum_patches import DRUMS, STICK
from gradio_pianoroll.synth.instruments import ToneInPieces
from gradio_pianoroll.synth.patches import PATCHES
from tests.vectors.make_voices_vectors import STRIDE, plain, sound_of

SR = 48_000
VECTORS = json.loads((Path(__file__).parents[1] / "vectors/voices.json").read_text())


def tone(name, pitch, gate_s=1.0, velocity=1.0, **curves):
    return INSTRUMENTS[name](note_hz(pitch), gate_s, SR, velocity=velocity, **curves)


def f0_hz(sound, near_hz):
    """Mean F0 by the phase of the fundamental, over whole turns of a vibrato of 5.4 Hz."""
    time = np.arange(len(sound)) / SR
    turned = sound * np.exp(-2j * np.pi * near_hz * time)
    width = round(0.02 * SR)
    # Two oscillators that beat change their sign together where they cancel: the square does not see it.
    smooth = np.convolve(turned, np.hanning(width) / width, "valid")[::24] ** 2
    phase = np.unwrap(np.angle(smooth)) / 2
    # Where they cancel, the phase says nothing.
    return near_hz + np.polyfit(np.arange(len(phase)) * 24 / SR, phase, 1, w=np.abs(smooth))[0] / (2 * np.pi)


def test_patches_and_programs_are_those_of_the_vectors():
    assert [instrument_for_program(program) for program in range(128)] == VECTORS["programs"]
    for patch, said in zip(PATCHES.values(), VECTORS["patches"], strict=True):
        ours = plain(patch)
        harmonics, theirs = ours.pop("harmonics"), dict(said)
        first, count, total = theirs.pop("harmonics")
        gains = [one.pop("gain") for one in (ours, theirs)]
        assert gains[0] == pytest.approx(gains[1])
        assert ours == theirs
        np.testing.assert_allclose([*harmonics[:12], len(harmonics), sum(harmonics)], [*first, count, total])
    assert {str(key): plain(patch) for key, patch in DRUMS.items()} | {"default": plain(STICK)} == VECTORS["drums"]


@pytest.mark.parametrize("case", VECTORS["sounds"], ids=lambda case: f"{case['name']} {case['pitch']}")
def test_sounds_are_those_of_the_vectors(case):
    said = np.array(case["samples"])
    np.testing.assert_allclose(sound_of(case)[::STRIDE][: len(said)], said, atol=2e-6)


@pytest.mark.parametrize("name", INSTRUMENTS)
@pytest.mark.parametrize("pitch", [48, 69, 84])
def test_f0_is_within_three_cents_of_the_score(name, pitch):
    sound = tone(name, pitch, 1.5)[round(0.2 * SR) :][: round(10 / 9 * SR)]
    found = f0_hz(sound, note_hz(pitch))
    # A body of noise moves it by a little; a second oscillator stands as far above the note as the first one below.
    assert abs(1200 * np.log2(found / note_hz(pitch))) < 3


@pytest.mark.parametrize("name", [name for name in INSTRUMENTS if not PATCHES[name].breath])
@pytest.mark.parametrize("pitch", [93, 105, 117, 124])
def test_aliases_are_below_60_db(name, pitch):
    """What lies between the partials of a high note: with a vibrato a partial is as wide as it moves."""
    patch = PATCHES[name]
    sound = tone(name, pitch, 1.2)[round(0.1 * SR) : round(1.1 * SR)]
    window = blackmanharris(len(sound), sym=False)
    spectrum = np.abs(np.fft.rfft(sound * window))
    hz = np.fft.rfftfreq(len(sound), 1 / SR)
    base_hz = note_hz(pitch)
    partial = np.maximum(np.rint(hz / base_hz), 1)
    width = 40 + partial * base_hz * (2 ** (2 * (patch.vibrato_cents + patch.detune_cents) / 1200) - 1)
    between = spectrum[np.abs(hz - partial * base_hz) > width]
    assert 20 * np.log10(between.max() / spectrum.max()) < -60


def test_a_tone_in_pieces_is_the_whole_one():
    for name in ("strings", "choir", "electric", "piano"):
        whole = INSTRUMENTS[name].tone(note_hz(60), 100_000, SR, 0.7)
        pieces = ToneInPieces(INSTRUMENTS[name], note_hz(60), 100_000, SR, 0.7)
        taken = []
        while not pieces.is_over:
            taken.append(pieces.take(128 * 97))
        np.testing.assert_allclose(np.concatenate(taken), whole, atol=1e-7)


def test_curves_lead_pitch_and_level():
    glide = np.full(200, note_hz(60) * 2 ** (40 / 1200))
    moved = tone("choir", 60, 1.5, f0_curve=glide)[round(0.2 * SR) :][: round(10 / 9 * SR)]
    assert 1200 * np.log2(f0_hz(moved, note_hz(60)) / note_hz(60)) == pytest.approx(40, abs=3)
    soft = tone("organ", 60, 1.0, loudness=np.array([1.0] * 40 + [0.1] * 200))
    level = [np.sqrt((soft[round(a * SR) : round(b * SR)] ** 2).mean()) for a, b in ((0.1, 0.3), (0.5, 0.9))]
    assert level[1] / level[0] == pytest.approx(0.1, rel=0.02)


def test_tremolo_and_vibrato_move_at_their_rates():
    sound = tone("vibraphone", 69, 2.0)[: 2 * SR]
    level = np.abs(sound).reshape(-1, 480).max(axis=1)[20:180]
    trend = np.polyval(np.polyfit(np.arange(160), np.log(level), 1), np.arange(160))
    spectrum = np.abs(np.fft.rfft((np.log(level) - trend) * np.hanning(160), 1600))
    assert np.argmax(spectrum[10:]) * 100 / 1600 + 10 / 16 == pytest.approx(PATCHES["vibraphone"].tremolo_hz, abs=0.3)


def score(curves=(), n=1, length=2.0, **more):
    notes = NoteTable.from_columns(np.arange(n) * length, length, 69)
    return Score(notes, tempo_map=60, tracks=(Track(program=80),), curves=list(curves), **more)


def lane(kind, values, beats, **said):
    style = {"visible": False, "midi": {"type": kind, "track": 0, **said}}
    return Curve(f"{kind} {said}", np.float32(values), np.float64(beats), target=kind, time="beats", style=style)


def played(given, **more):
    return np.concatenate(list(stream_voices(given, SR, stereo=False, **more)))


def test_bends_pedal_and_expression_of_midi_are_played():
    bend = lane("pitch_bend", [4096.0], [0.0])
    sound = played(score([bend]))[round(0.2 * SR) :][: round(10 / 9 * SR)]
    assert 1200 * np.log2(f0_hz(sound, note_hz(70)) / note_hz(69)) == pytest.approx(100, abs=3)
    softer = played(score([lane("control", [127.0, 63.5], [0.0, 1.0], number=11)]))
    level = [np.sqrt((softer[round(a * SR) : round(b * SR)] ** 2).mean()) for a, b in ((0.5, 0.9), (1.5, 1.9))]
    plain = played(score())
    fall = [np.sqrt((plain[round(a * SR) : round(b * SR)] ** 2).mean()) for a, b in ((0.5, 0.9), (1.5, 1.9))]
    assert level[1] / level[0] == pytest.approx(0.25 * fall[1] / fall[0], rel=0.01)
    pedal = played(score([lane("control", [127.0, 0.0], [0.0, 1.5], number=64)], length=0.5, n=3))
    assert np.abs(pedal[round(1.45 * SR) : round(1.5 * SR)]).max() > 0.05
    held = played(score([lane("control", [127.0, 0.0], [0.0, 1.5], number=64)], length=0.5))
    assert np.abs(held[round(1.4 * SR) : round(1.5 * SR)]).max() > 0.05 > np.abs(held[round(1.9 * SR) :]).max(initial=0)
    wheel = played(score([lane("control", [127.0], [0.0], number=1)]))[round(0.2 * SR) :][: round(10 / 9 * SR)]
    assert 1200 * abs(np.log2(f0_hz(wheel, note_hz(69)) / note_hz(69))) < 3
    assert np.abs(wheel - plain[round(0.2 * SR) :][: len(wheel)]).max() > 0.05


def test_f0_leads_notes_whose_pitch_it_is():
    sung = Curve("sung", np.full(300, note_hz(69.5)), hop=0.01, target="f0", unit="Hz")
    sound = played(score([sung]), f0_curve="sung")[round(0.2 * SR) :][: round(10 / 9 * SR)]
    assert 1200 * np.log2(f0_hz(sound, note_hz(69)) / note_hz(69)) == pytest.approx(50, abs=3)


def test_any_number_of_threads_gives_the_same_samples():
    random = np.random.default_rng(5)
    n = 120
    notes = NoteTable.from_columns(
        np.sort(random.uniform(0, 6, n)), random.uniform(0.1, 2, n), random.integers(30, 90, n),
        velocity=random.integers(20, 128, n), track=random.integers(0, 3, n),
    )  # fmt: skip
    many = Score(notes, tracks=(Track(), Track(program=48), Track(is_drum=True)))
    one, two, again = (np.concatenate(list(stream_voices(many, SR, threads=k))) for k in (1, 2, 4))
    np.testing.assert_array_equal(one, two)
    np.testing.assert_array_equal(one, again)


def test_families_differ_as_their_instruments_do():
    """Piano and drums die away, strings stay; a bass drum is low, a hi-hat high."""

    def level(sound, begin_s, end_s):
        return float(np.sqrt((sound[round(begin_s * SR) : round(end_s * SR)] ** 2).mean()))

    def centroid_hz(sound):
        spectrum = np.abs(np.fft.rfft(sound)) ** 2
        return float((spectrum * np.fft.rfftfreq(len(sound), 1 / SR)).sum() / spectrum.sum())

    piano, strings = (tone(instrument_for_program(program), 60, 2.0) for program in (0, 48))
    assert level(piano, 1.7, 1.9) < 0.5 * level(piano, 0.05, 0.25)
    assert level(strings, 1.7, 1.9) > 0.8 * level(strings, 0.3, 0.5)
    assert level(strings, 0, 0.02) < 0.3 * level(strings, 0.3, 0.5)
    assert centroid_hz(drum(36, SR)) < 200 < 1000 < centroid_hz(drum(38, SR)) < 6000 < centroid_hz(drum(42, SR))
