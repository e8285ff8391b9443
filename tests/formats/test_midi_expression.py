"""What a file says beside its notes is kept: loaded, sent to the browser, edited, saved and read by others."""

import dataclasses
import io
import warnings
from pathlib import Path

import mido
import numpy as np
import pretty_midi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mido import Message, MetaMessage

from gradio_pianoroll.formats import load, midi, save
from gradio_pianoroll.score import NoteTable, PianoRollWarning, Score, Set, SetTempo, Shift, Track
from gradio_pianoroll.transport import decode, encode, encode_layers
from gradio_pianoroll.wire.layers import decode_layers
from tests.formats.midi_bytes import meta, note, raw
from tests.formats.midi_bytes import midi as midi_of
from tests.formats.test_midi_songs import notes_by_mido, notes_of

PLACE = Path("a.mid")


@pytest.fixture
def read(tmp_path):
    def read(data):
        path = tmp_path / "song.mid"
        path.write_bytes(data)
        return load(path)

    return read


def control(number, value, time=0, channel=0):
    return Message("control_change", control=number, value=value, channel=channel, time=time)


def expressive():
    """A song with something of everything that this format has."""
    conductor = [
        meta("track_name", "Sequence"), meta("copyright", "© me"), meta("copyright", "© you"), meta("marker", "Verse"),
        MetaMessage("key_signature", key="F#m"), meta("marker", "노래", time=96), MetaMessage("key_signature", key="Eb"),
        meta("cue_marker", "Light"), MetaMessage("sequencer_specific", data=(0x43, 1, 2)),
        Message("sysex", data=(0x7E, 0x7F, 9, 1)),
    ]  # fmt: skip
    piano = [
        meta("track_name", "Piano"), MetaMessage("midi_port", port=1), meta("instrument_name", "Grand"),
        control(0, 1), control(32, 5), Message("program_change", program=4),
        control(101, 0), control(100, 0), control(6, 12), control(38, 0), control(101, 127), control(100, 127),
        control(64, 127), control(10, 20), control(7, 90),
        Message("pitchwheel", pitch=2048), Message("note_on", note=60, velocity=80),
        control(64, 0, 48), Message("polytouch", note=60, value=50), Message("aftertouch", value=60),
        Message("note_off", note=60, velocity=99, time=48), Message("pitchwheel", pitch=-8192), control(7, 45),
        meta("text", "free"), Message("program_change", program=40, time=20), *note(62, time=4),
        Message("program_change", program=4), *note(64), control(123, 0),
    ]  # fmt: skip
    drums = [control(1, 9, channel=5), Message("program_change", program=16, channel=9), *note(36, channel=9)]
    return midi_of(conductor, piano, drums)


def by_mido(data):
    """(tick, message) of all but notes, in the order of a player; equal messages of one tick in any order."""
    found = []
    for message in mido.merge_tracks(mido.MidiFile(file=io.BytesIO(data), charset="utf-8").tracks):
        found.append(message)
    tick, events = 0, []
    for message in found:
        tick += message.time
        if message.type not in ("note_on", "note_off", "end_of_track"):
            events.append((tick, message.type, str(message.copy(time=0))))
    return events


def test_nothing_is_lost_and_nothing_said(read, tmp_path):
    data = expressive()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        score = read(data)
        again = load(save(score, tmp_path / "again.mid"))
    assert again.same_document(score)
    assert again.extra == score.extra
    saved = (tmp_path / "again.mid").read_bytes()
    before, after = by_mido(data), by_mido(saved)
    # Every file that we write says its tempo and time signature.
    added = [e for e in after if e not in before and e[1] not in ("set_tempo", "time_signature")]
    assert sorted(set(before) - set(after)) == []
    assert added == []
    assert notes_by_mido(saved)[1] == notes_by_mido(data)[1] == notes_of(score)


def test_order_that_matters_stays(read, tmp_path):
    # Parameter numbers go before their data, and the null parameter after it (MIDI 1.0); banks before programs.
    saved = save(read(expressive()), tmp_path / "again.mid").read_bytes()
    wanted = ("control=0 ", "control=32 ", "program=4 ", "control=101 ", "control=100 ", "control=6 ", "control=38 ")

    def setup(data):
        return [text for tick, _, text in by_mido(data) if tick == 0 and any(f"{w.strip()}," in text for w in wanted)]

    assert setup(saved) == setup(expressive())


def test_where_it_is_kept(read):
    score = read(expressive())
    curves = {name: (curve.times.tolist(), curve.values.tolist()) for name, curve in score.curves.items()}
    assert curves == {
        "sustain pedal (track 1)": ([0, 0.5], [127, 0]),
        "volume (track 1)": ([0, 1], [90, 45]),
        "pitch bend (track 1)": ([0, 1], [2048, -8192]),
        "pressure (track 1)": ([0.5], [60]),
        "key pressure 60 (track 1)": ([0.5], [50]),
        "modulation (channel 6)": ([0], [9]),
    }
    assert all(curve.time == "beats" and curve.style["visible"] is False for curve in score.curves.values())
    assert score.extra["markers"] == [{"beat": 0, "text": "Verse"}, {"beat": 1, "text": "노래"}]
    # Three sharps in minor is F sharp minor, three flats in major E flat (SMF 1.0).
    assert score.extra["keySignatures"] == [
        {"beat": 0, "sharps": 3, "mode": "minor"}, {"beat": 1, "sharps": -3, "mode": "major"},
    ]  # fmt: skip
    assert score.extra["copyright"] == "© me\n© you"
    assert [dict(n.extra) for n in score.notes if n.extra] == [{"releaseVelocity": 99}]
    # A controller that never changes is the track's own; 20 of 127 lies 44 of 63 steps left of the middle (RP-036).
    assert [(t.name, t.program, t.volume, t.pan) for t in score.tracks] == [
        ("Piano", 4, 0.9, -44 / 63), ("Piano", 40, 0.45, -44 / 63), ("", 16, 1.0, 0.0),
    ]  # fmt: skip


def test_all_of_it_goes_to_the_browser_and_back(read):
    score = read(expressive())
    back = decode(encode(score))
    curves, segments = decode_layers(encode_layers(score.curves, score.segments))
    back = back.replace(curves=curves, segments=segments)
    assert back.same_document(score)
    assert back.extra == score.extra
    again = Score.from_dict(score.to_dict())
    assert again.extra == score.extra
    assert all(again.curves[name].same(curve) for name, curve in score.curves.items())
    for other in (back, again):
        assert midi.write(other, PLACE) == midi.write(score, PLACE)


def test_edits_take_it_along(read, tmp_path):
    score = read(expressive())
    ids = score.notes.id.tolist()
    edited, _ = score.apply([Shift(ids[1:], 1.0, 0), Set(ids[:1], "lyric", value="la"), SetTempo([(0, 90)])])
    again = load(save(edited, tmp_path / "edited.mid"))
    assert again.curves.keys() == score.curves.keys()
    assert again.extra["markers"] == score.extra["markers"]
    # The notes were moved away from their program changes; they keep their instruments.
    programs = {n.pitch: again.tracks[n.track].program for n in again.notes}
    assert programs == {60: 4, 62: 40, 64: 4, 36: 16}
    by_pretty_midi = pretty_midi.PrettyMIDI(str(tmp_path / "edited.mid"))
    assert {n.pitch: part.program for part in by_pretty_midi.instruments if not part.is_drum for n in part.notes} == {
        60: 4, 62: 40, 64: 4,
    }  # fmt: skip


def test_another_instrument_or_gain_for_a_track(read, tmp_path):
    score = read(expressive())
    first, *others = score.tracks
    louder = dataclasses.replace(first, program=73, volume=0.45, channel=2)
    again = load(save(score.replace(tracks=(louder, *others)), tmp_path / "other.mid"))
    assert [(t.program, t.channel, t.volume) for t in again.tracks[:2]] == [(73, 2, 0.45), (40, 0, 0.45)]
    # The fade keeps its shape.
    assert again.curves["volume (track 1)"].values.tolist() == [45, 22]


def test_a_fade_in_is_not_silence(read):
    # The gain of a track is what holds when its first note begins, not the 0 that a fade starts from.
    fade = [control(7, 0), control(7, 50, 24), *note(60, time=24), control(7, 100, 0), *note(62)]
    assert read(midi_of(fade)).tracks[0].volume == 0.5


def test_programs_of_tracks_that_share_a_channel(tmp_path):
    notes = NoteTable.from_columns([0, 1, 2, 3], 1, [60, 61, 62, 63], track=[0, 1, 0, 1])
    score = Score(notes, tracks=(Track("a", 5, 3), Track("b", 9, 3)))
    path = save(score, tmp_path / "shared.mid")
    assert load(path).same_document(score)
    # A synthesizer hears all tracks at once: before each note the channel has its program.
    program, sounding = 0, []
    for message in mido.MidiFile(path):
        if message.type == "program_change":
            program = message.program
        elif message.type == "note_on" and message.velocity:
            sounding.append((message.note, program))
    assert sounding == [(60, 5), (61, 9), (62, 5), (63, 9)]


def test_notes_inside_others_of_their_pitch(tmp_path):
    # One channel cannot tell them apart; each reader ends the first struck first. pretty_midi and mido agree on ours.
    onset, duration = [0, 0, 1, 1.5, 6], [4, 5, 2, 0.25, 1]
    notes = NoteTable.from_columns(onset, duration, [60, 62, 60, 60, 60], [10, 20, 30, 40, 50], lyric=list("abcde"))
    score = Score(notes, tracks=(Track("Voice", 52, 1),))
    path = save(score, tmp_path / "nested.mid")
    again = load(path)
    assert again.same_document(score)
    assert notes_by_mido(path)[1] == notes_of(score)
    theirs = [
        (n.start * 2, n.duration * 2, n.pitch) for i in pretty_midi.PrettyMIDI(str(path)).instruments for n in i.notes
    ]
    assert sorted(theirs) == sorted((n.onset_beats, n.duration_beats, n.pitch) for n in score.notes)


@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.integers(1, 20), st.integers(60, 61), st.integers(1, 127), st.integers(0, 1)),
        min_size=1,
        max_size=30,
    )
)
def test_any_notes_survive(rows):
    onset, duration, pitch, velocity, track = (list(column) for column in zip(*rows, strict=True))
    notes = NoteTable.from_columns(onset, duration, pitch, velocity, track)
    score = Score(notes, tracks=(Track("a"), Track("b")))
    data = midi.write(score, PLACE)
    again = midi.read(data, PLACE)
    assert notes_by_mido(data)[1] == notes_of(score) == notes_of(again)
    assert len(again.tracks) == len(set(track))


def test_what_a_score_cannot_hold_is_named_once(read):
    data = raw("00 ff 59 02 09 00 00 ff 59 02 00 05" + "00 b0 40 90" + "00 90 3c 50 60 80 3c 40 00 ff 2f 00")
    with pytest.warns(PianoRollWarning) as said:
        score = read(data)
    assert [str(w.message) for w in said] == [
        "song.mid: controllers that are not possible are left out (1)",
        "song.mid: key signatures that are not possible are left out (2)",
    ]
    assert not score.extra
    many = b"".join(b"\0\xf0\x02\x01\xf7" for _ in range(20_010)) + b"\0\x90\x3c\x50\x60\x80\x3c\x40\0\xff\x2f\0"
    with pytest.warns(PianoRollWarning, match="system exclusive messages beyond what a score holds are left out .10."):
        assert len(read(raw(many)).extra["midi"]["sysex"]) == 20_000


def test_extras_that_programs_made(tmp_path):
    extra = {
        "markers": [{"beat": 1, "text": "A"}, {"beat": "x", "text": "B"}, 7],
        "keySignatures": [{"beat": 0, "sharps": 9, "mode": "major"}, {"beat": 0, "sharps": -1, "mode": "minor"}],
        "copyright": 5,
        "midi": {"setup": [{"beat": 0, "control": 200, "value": 1}, {"beat": 0, "track": 9, "control": 1, "value": 1}]},
    }
    score = Score(NoteTable.from_columns([0], 1, 60), extra=extra)
    with pytest.warns(PianoRollWarning, match=r"5 items of the score's extras are not as MIDI needs them"):
        again = load(save(score, tmp_path / "a.mid"))
    assert again.extra["markers"] == [{"beat": 1, "text": "A"}]
    assert again.extra["keySignatures"] == [{"beat": 0, "sharps": -1, "mode": "minor"}]
    assert np.array_equal(again.notes.pitch, [60])
