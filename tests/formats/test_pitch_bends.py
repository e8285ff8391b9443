"""F0 through a MIDI file: what a synthesizer hears of it, by mido's messages, is the curve."""

import warnings

import mido
import numpy as np
import pretty_midi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradio_pianoroll.errors import FormatError
from gradio_pianoroll.formats import load, save
from gradio_pianoroll.formats.pitch import f0_of_notes, with_pitch_bends
from gradio_pianoroll.score import Curve, NoteTable, PianoRollWarning, Score, TempoMap, Track


def heard(path, times_s):
    """MIDI numbers that the channel of the first note sounds with at times, NaN where it is silent."""
    key, bend, reach, rpn, data = None, 0, 2.0, [127, 127], []
    at, found = 0.0, np.full(len(times_s), np.nan)
    for message in [*mido.MidiFile(path), None]:
        after = at + (message.time if message else 1e9)
        if key is not None:
            found[(times_s >= at - 1e-9) & (times_s < after - 1e-9)] = key + bend / 8192 * reach
        at = after
        if message is None:
            return found
        if message.type == "note_on" and message.velocity:
            key = message.note
        elif message.type in ("note_on", "note_off") and message.note == key:
            key = None
        elif message.type == "pitchwheel":
            bend = message.pitch
        elif message.type == "control_change" and message.control in (100, 101):
            rpn[message.control - 100] = message.value
        elif message.type == "control_change" and message.control in (6, 38) and rpn == [0, 0]:
            data = [message.value, 0] if message.control == 6 else [data[0], message.value]
            reach = data[0] + data[1] / 100
    return found


def midi(hz):
    return 69 + 12 * np.log2(np.asarray(hz) / 440)


def sung(cents, hop=0.01, tempos=120.0, **notes):
    """Two notes, A3 and B3, and a curve around them."""
    table = NoteTable.from_columns([0, 1], [1, 1], [57, 59], **notes)
    tempo_map = TempoMap(tempos)
    ends = tempo_map.seconds_at([1, 2])
    times = np.arange(int(ends[1] / hop)) * hop
    pitch = np.where(times < ends[0], 57, 59) + np.resize(cents, len(times)) / 100
    f0 = Curve("f0", 440 * 2 ** ((pitch - 69) / 12), target="f0", unit="Hz", hop=hop)
    return Score(table, tempo_map, curves=[f0]), times, pitch


@pytest.mark.parametrize("tempos", [120.0, [(0, 90), (1, 137.5)]])
def test_a_synthesizer_hears_the_curve(tmp_path, tempos):
    rng = np.random.default_rng(7)
    cents = np.cumsum(rng.normal(0, 12, 400)).clip(-180, 180)
    score, times, pitch = sung(cents, tempos=tempos)
    path = save(with_pitch_bends(score), tmp_path / "a.mid")
    # A tick is at most 1.4 ms: between two frames both are right.
    between = times[:-1] + 0.005
    found = heard(path, between)
    inside = np.abs(between - score.tempo_map.seconds_at(1)) > 0.011
    # Two semitones in 8 192 steps: half a step is 0.012 cents.
    np.testing.assert_allclose(100 * found[inside], 100 * pitch[:-1][inside], atol=0.02)
    # The tempos are those of the score (Tony's export has none).
    beats = [0, 0.5, 1, 2]
    # MIDI has whole microseconds for a beat.
    np.testing.assert_allclose(load(path).tempo_map.seconds_at(beats), score.tempo_map.seconds_at(beats), atol=1e-6)
    # And ours hears the same, frame by frame.
    again = f0_of_notes(load(path)).values[: len(pitch)]
    np.testing.assert_allclose(100 * midi(again), 100 * pitch, atol=0.02)


def test_the_range_is_the_least_that_reaches(tmp_path):
    for cents, reach in ((150, 2), (200, 2), (201, 3), (1200, 12), (-4800, 48)):
        score, _, pitch = sung([0, cents])
        path = save(with_pitch_bends(score), tmp_path / "a.mid")
        data = [m.value for m in mido.MidiFile(path) if m.type == "control_change" and m.control == 6]
        assert data == [reach]
        np.testing.assert_allclose(heard(path, np.array([0.015])), pitch[1], atol=reach / 8192)
    score, *_ = sung([0, 300])
    with pytest.warns(PianoRollWarning, match=r"up to 3\.0 semitones from its note, first at 0\.01 s; .* reach 2"):
        bent = with_pitch_bends(score, bend_range=2)
    assert bent.curves["pitch bend (track 1)"].values.max() == 8191
    for wrong in (0, 97, 1.5, True):
        with pytest.raises(ValueError, match="bend_range must be a whole number from 1 to 96"):
            with_pitch_bends(score, bend_range=wrong)


def test_notes_begin_with_their_own_pitch_and_hold_it_where_sound_is_unvoiced(tmp_path):
    f0 = Curve("f0", [np.nan, 225, np.nan, np.nan, np.nan, np.nan, 250, np.nan], target="f0", hop=0.125)
    notes = NoteTable.from_columns([0, 1, 2], 1, [57, 59, 60], extra={2: {"cents": -25}})
    path = save(with_pitch_bends(Score(notes, curves=[f0])), tmp_path / "a.mid")
    found = heard(path, np.array([0.01, 0.2, 0.45, 0.51, 0.9, 1.1]))
    np.testing.assert_allclose(found[:3], midi(225), atol=3e-4)
    np.testing.assert_allclose(found[3:5], midi(250), atol=3e-4)
    # No F0 in the last one: its cents.
    assert found[5] == pytest.approx(59.75, abs=3e-4)


def test_pretty_midi_finds_the_bends(tmp_path):
    score, *_ = sung([50])
    (voice,) = pretty_midi.PrettyMIDI(str(save(with_pitch_bends(score), tmp_path / "a.mid"))).instruments
    # One for all: it does not change.
    assert [(b.time, b.pitch) for b in voice.pitch_bends] == [(0, 2048)]
    assert len(voice.notes) == 2


def test_bends_of_before_and_their_range_are_replaced(tmp_path):
    score, _, pitch = sung([50, 400])
    once = with_pitch_bends(score)
    kept = {"beat": 1, "control": 0, "value": 3}
    setup = [*once.extra["midi"]["setup"], kept, {"beat": 1, "control": 101, "value": 0}, {"beat": 1, "control": 100, "value": 1},
             {"beat": 1, "control": 6, "value": 64}]  # fmt: skip
    once = once.replace(extra={**once.extra, "midi": {"setup": setup, "texts": []}})
    twice = with_pitch_bends(once, bend_range=24)
    said = [(item["control"], item["value"]) for item in twice.extra["midi"]["setup"]]
    # The bank and parameter 1 (fine tuning) stay.
    assert said == [(101, 0), (100, 0), (6, 24), (38, 0), (101, 127), (100, 127), (101, 127), (100, 127), (0, 3), (101, 0), (100, 1), (6, 64)]  # fmt: skip
    assert list(twice.curves) == ["f0", "pitch bend (track 1)"]
    path = save(twice, tmp_path / "a.mid")
    np.testing.assert_allclose(heard(path, np.array([0.015, 0.025])), pitch[1:3], atol=0.003)
    np.testing.assert_allclose(midi(f0_of_notes(load(path)).values[1:3]), pitch[1:3], atol=0.003)


def test_a_track_among_others(tmp_path):
    score, _, pitch = sung([25], track=[1, 1])
    score = score.replace(tracks=[Track("piano"), Track("voice", channel=1)])
    bent = with_pitch_bends(score, 1)
    assert "pitch bend (track 2)" in bent.curves
    again = load(save(bent, tmp_path / "a.mid"))
    # A track without notes is not read again: the voice is the first one.
    np.testing.assert_allclose(midi(f0_of_notes(again).values[1:-1]), pitch[1:-1], atol=3e-4)
    assert np.isnan(f0_of_notes(score, track=0).values).all()


def test_what_cannot_be_bent():
    chord = Score(NoteTable.from_columns([0, 0], 1, [60, 64]), curves=[Curve("f0", [440], target="f0")])
    with pytest.raises(ValueError, match="begin together at beat 0; pitch bends need one voice"):
        with_pitch_bends(chord)
    with pytest.raises(ValueError, match="track 3 has no notes"):
        with_pitch_bends(chord, 3)
    with pytest.raises(FormatError, match="no curve 'x'"):
        with_pitch_bends(chord, curve="x")
    # Shorter than what counts as the same time.
    assert np.isfinite(f0_of_notes(chord.replace(notes=NoteTable.from_columns([0], 0.01, [60])), hop_s=1e-5).values[0])
    with pytest.raises(ValueError, match="hop_s must be a number above 0"):
        f0_of_notes(chord, hop_s=0)


def test_notes_alone_have_a_pitch():
    notes = NoteTable.from_columns([0, 0.5, 3], [1, 0.25, 1], [57, 69, 60], extra={2: {"cents": 50}})
    f0 = f0_of_notes(Score(notes), hop_s=0.125)
    # 120 beats a minute; a note in another one takes the voice.
    assert f0.values.tolist() == pytest.approx(
        [220, 220, 440, 220, *[np.nan] * 8, *[261.6256 * 2 ** (1 / 24)] * 4], nan_ok=True
    )


@given(
    st.lists(st.none() | st.floats(-9000, 9000), min_size=1, max_size=60),
    st.sampled_from([0.005, 0.01, 256 / 44_100]),
    st.floats(30, 300),
)
def test_any_curve_is_within_a_step_of_the_range(cents, hop, bpm):
    known = np.array([np.nan if c is None else c for c in cents])
    n = len(known)
    notes = NoteTable.from_columns([0], [n * hop * bpm / 60 + 0.1], [64])
    f0 = Curve("f0", 440 * 2 ** ((64 + known / 100 - 69) / 12), target="f0", hop=hop)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bent = with_pitch_bends(Score(notes, TempoMap(bpm), curves=[f0]))
    found = f0_of_notes(bent, hop_s=hop).values[:n]
    voiced = ~np.isnan(known)
    reach = max(np.ceil(np.abs(known[voiced]).max(initial=0) / 100 - 1e-9), 2)
    np.testing.assert_allclose((midi(found) - 64)[voiced], known[voiced] / 100, atol=reach / 8192 + 2e-5)


def test_an_hour_of_frames_is_bent_at_once():
    n = 100_000
    onset = np.arange(0, n * 0.02, 1.0)
    score = Score(
        NoteTable.from_columns(onset, 1, 57), curves=[Curve("f0", 220 + 9 * np.sin(np.arange(n)), target="f0")]
    )
    bent = with_pitch_bends(score)
    assert len(bent.curves["pitch bend (track 1)"]) > n / 2
    np.testing.assert_allclose(f0_of_notes(bent).values[5:1000:50], score.curves["f0"].values[5:1000:50], rtol=1e-4)
