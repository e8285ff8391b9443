"""The forms that a MIDI file may have: what other readers make of them, or what the standard (SMF 1.0) says."""

import io
import warnings
from pathlib import Path

import numpy as np
import pretty_midi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mido import Message, MetaMessage

from gradio_pianoroll.formats import FormatError, load
from gradio_pianoroll.formats import midi as ours
from gradio_pianoroll.score import PianoRollWarning, TempoMap
from tests.formats.midi_bytes import meta, midi, note, raw
from tests.formats.test_midi_songs import notes_by_mido, notes_of

ONE_NOTE = "00 90 3c 50 60 80 3c 40 00 ff 2f 00"
TWO_NOTES = "00 90 3c 50 30 80 3c 40 00 90 3e 50 30 80 3e 40 00 ff 2f 00"


@pytest.fixture
def read(tmp_path):
    def read(data, name="song.mid", **options):
        path = tmp_path / name
        path.write_bytes(data)
        return load(path, **options)

    return read


def rows(score):
    return [(n.onset_beats, n.duration_beats, n.pitch) for n in score.notes]


def by_pretty_midi(data):
    found = pretty_midi.PrettyMIDI(io.BytesIO(data))
    return sorted((n.start * 2, (n.end - n.start) * 2, n.pitch) for part in found.instruments for n in part.notes)


def test_continued_system_exclusive_messages_take_time(read):
    # SMF 1.0: an F7 packet goes on with a message that was not ended; its delta time counts like any other.
    packets = "00 f0 03 43 12 00 30 f7 06 43 12 00 43 12 00 30 f7 02 01 f7"
    notes = " ".join(f"00 90 {pitch} 50 30 80 {pitch} 40" for pitch in ("3c", "3d", "3e", "3f"))
    data = raw(f"{packets} {notes} 00 ff 2f 00")
    score = read(data)
    assert rows(score) == [(1, 0.5, 60), (1.5, 0.5, 61), (2, 0.5, 62), (2.5, 0.5, 63)]
    np.testing.assert_allclose(rows(score), by_pretty_midi(data))


def test_chunks_beyond_the_declared_ones(read):
    # mido, pretty_midi, symusic and music21 read as many tracks as the header declares.
    data = raw(TWO_NOTES, TWO_NOTES, kind=0, declared=1)
    with pytest.warns(PianoRollWarning, match="declares 1 track; 1 more is left out") as said:
        score = read(data)
    assert len(said) == 1
    assert rows(score) == [(0, 0.5, 60), (0.5, 0.5, 62)]
    assert notes_of(score) == notes_by_mido(data)[1]


def test_the_length_of_the_header_is_honoured(read):
    assert rows(read(raw(ONE_NOTE, head_size=8))) == [(0, 1, 60)]
    with pytest.raises(FormatError, match="header is too short"):
        read(b"MThd\0\0\0\4\0\1\0\1\0\x60" + raw(ONE_NOTE)[14:])


@pytest.mark.parametrize("body", [ONE_NOTE, "00 ff 01 01 61" + ONE_NOTE], ids=["even", "odd"])
def test_a_riff_file(read, body):
    # "RMID" files of Windows: RIFF, its size, RMID, the chunk "data". Odd chunks are padded.
    inside = raw(body)
    chunks = b"LIST" + (4).to_bytes(4, "little") + b"INFO"
    chunks += b"data" + len(inside).to_bytes(4, "little") + inside + bytes(len(inside) & 1)
    data = b"RIFF" + (4 + len(chunks)).to_bytes(4, "little") + b"RMID" + chunks
    assert rows(read(data, "song.rmi")) == [(0, 1, 60)]
    assert rows(read(data)) == [(0, 1, 60)]
    sounds = b"LIST" + (4).to_bytes(4, "little") + b"DLS "
    with pytest.warns(PianoRollWarning, match=r"left out \(DLS\)"):
        read(data + sounds)
    with pytest.raises(FormatError, match="no MIDI data"):
        read(data[:12] + sounds)


@pytest.mark.parametrize(
    ("division", "ticks_per_s"), [(0xE728, 1000), (0xE850, 1920), (0xE250, 2400), (0xE364, 100 * 30000 / 1001)]
)
def test_time_in_video_frames(read, division, ticks_per_s):
    # SMF 1.0: minus the frames per second (-29 is 30 drop-frame, 29.97) in the high byte, ticks per frame in the low one.
    score = read(raw("00 90 3c 50 87 68 80 3c 40 00 90 3e 50 87 68 80 3e 40 00 ff 2f 00", division=division))
    seconds = score.tempo_map.seconds_at(np.stack([score.notes.onset_beats, score.notes.end_beats]))
    assert seconds.T.tolist() == [
        pytest.approx([0, 1000 / ticks_per_s]),
        pytest.approx([1000 / ticks_per_s, 2000 / ticks_per_s]),
    ]
    if ticks_per_s != 100 * 30000 / 1001:
        # Every tick lies on the score's own grid.
        np.testing.assert_allclose(score.notes.onset_beats * score.ppqn, [0, 1000], rtol=1e-15)


def test_tempos_in_video_frames_change_beats_and_not_seconds(read):
    # 60 beats per minute from 0.5 s on; each note lasts 1 s.
    body = "00 90 3c 50 83 74 ff 51 03 0f 42 40 83 74 80 3c 40 00 90 3e 50 87 68 80 3e 40 00 ff 2f 00"
    score = read(raw(body, division=0xE728))
    assert score.tempo_map == TempoMap([(0, 120), (1, 60)])
    assert rows(score) == [(0, 1.5, 60), (1.5, 1, 62)]
    with pytest.raises(FormatError, match="damaged"):
        read(raw(ONE_NOTE, division=0xE700))


def test_patterns_follow_each_other(read):
    # SMF 1.0: the tracks of a format 2 file are patterns of their own, with tempos of their own.
    data = raw("00 ff 51 03 07 a1 20" + ONE_NOTE, "00 ff 51 03 0f 42 40" + ONE_NOTE, ONE_NOTE, kind=2)
    score = read(data)
    assert rows(score) == [(0, 1, 60), (1, 1, 60), (2, 1, 60)]
    assert score.tempo_map.tempos == ((0, 120), (1, 60), (2, 120))
    assert score.notes.track.tolist() == [0, 1, 2]


def test_a_time_signature_that_cannot_be(read):
    # The denominator is a power of two: 2 ** 33.
    with pytest.warns(PianoRollWarning, match="1 tempo or time signature is not possible"):
        assert read(raw("00 ff 58 04 02 21 18 08" + ONE_NOTE)).tempo_map.signatures == ((0, 4, 4),)


def test_xf_lyrics(read):
    words = bytes.fromhex("00 ff 07 0c") + b"$Lyrc:1:0:JP"
    for delta, text in ((0, "/さ".encode("cp932")), (96, "く^".encode("cp932")), (96, "ら>".encode("cp932"))):
        words += bytes((delta, 0xFF, 5, len(text))) + text
    tune = " ".join("00 90 3c 50 60 80 3c 40" for _ in range(3))
    other = " ".join("00 91 30 50 60 81 30 40" for _ in range(3))
    for end in (b"\0\xff\x2f\0", bytes(24)):
        chunk = b"XFKM" + len(words + end).to_bytes(4, "big") + words + end
        score = read(raw(f"{other} 00 ff 2f 00", f"{tune} 00 ff 2f 00") + chunk)
        assert {(n.pitch, n.lyric) for n in score.notes} == {(60, "さ"), (60, "く "), (60, "ら"), (48, None)}


def test_karaoke_files_without_tags(read):
    words = [meta("track_name", "Words"), meta("text", "\\Hel"), meta("text", "lo", time=96)]
    words += [meta("text", " my", time=96), meta("text", "/friend", time=96)]
    data = midi(words, [m for _ in range(4) for m in note(60)])
    assert [n.lyric for n in read(data, "song.kar").notes] == ["Hel", "lo", " my", "friend"]
    # In another file they are texts, and stay so.
    score = read(data)
    assert not score.notes.lyric.any()
    assert [t["text"] for t in score.extra["midi"]["texts"]] == ["Words", "\\Hel", "lo", " my", "/friend"]


def test_words_find_their_track_by_the_reach_of_their_notes(read):
    words = [meta("lyrics", letter, time=96 if i else 0) for i, letter in enumerate("abcdef")]
    bass = [meta("track_name", "Bass"), *note(36, 48), *note(36, 48, time=336)]
    voice = [meta("track_name", "Voice"), *note(72, 80, time=6)]
    for pitch in range(73, 78):
        voice += note(pitch, 80, time=16)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        score = read(midi(words, bass, voice))
    assert [(n.pitch, n.lyric) for n in score.notes if n.lyric] == [*zip(range(72, 78), "abcdef", strict=True)]


def test_near_words_never_take_each_others_note(read):
    # Two words a little before and after one note: one gets it, the other is named; none is written over.
    data = midi([*note(60, time=96)], [meta("lyrics", "a", time=90), meta("lyrics", "b", time=12)])
    with pytest.warns(PianoRollWarning, match="1 lyric belongs to no note; it is kept as a text"):
        score = read(data)
    assert [n.lyric for n in score.notes] == ["a"]
    assert [(t["beat"], t["text"]) for t in score.extra["midi"]["texts"]] == [(102 / 96, "b")]


def test_all_channels_of_a_chunk_are_tried_for_its_words(read):
    # A format 0 file: the words are those of the tune, though the chord strikes on its beat, too.
    events = []
    for i, word in enumerate(["la", "li", "lu", "lo"]):
        events += [meta("lyrics", word), Message("note_on", note=60 + i, channel=3, velocity=90)]
        events += [Message("note_on", note=84, channel=1, velocity=90)]
        events += [Message("note_off", note=84, channel=1, time=24), *note(84, 24, channel=1), *note(84, 24, channel=1)]
        events += [Message("note_off", note=60 + i, channel=3, time=24)]
    score = read(midi(events, kind=0))
    assert {n.pitch: n.lyric for n in score.notes if n.lyric} == {60: "la", 61: "li", 62: "lu", 63: "lo"}


def test_a_program_in_another_chunk(read):
    # One synthesizer plays all chunks: a program that a chunk of settings chooses holds for the notes of the others.
    setup = [Message("program_change", channel=2, program=40), MetaMessage("end_of_track", time=0)]
    later = [*note(60, channel=2), Message("program_change", channel=2, program=41), *note(62, channel=2)]
    score = read(midi(setup, note(64, channel=2), later))
    assert {n.pitch: score.tracks[n.track].program for n in score.notes} == {64: 40, 60: 40, 62: 41}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("00 3c 40", "data without a status"),
        ("ff ff ff ff ff ff 00 90 3c 40", "a pause without an end"),
        ("00 90 3c", "an event breaks off"),
        ("00 c0", "an event breaks off"),
        ("00 ff 01 05 61 62", "an event breaks off"),
        ("00 f0 81 81 81 81 81 00", "a length without an end"),
        ("00 90 3c c0", "above 127"),
        ("81", "an event breaks off"),
    ],
)
def test_damaged_tracks_are_named(read, body, reason):
    with pytest.raises(FormatError, match=rf"song\.mid: track 1 of the MIDI file is damaged \(.*{reason}"):
        read(raw(ONE_NOTE, body))


def test_what_has_no_place_in_a_file(read):
    # System common and real-time messages with their data bytes; a controller number above 127.
    with pytest.warns(PianoRollWarning) as said:
        score = read(raw("00 f2 10 20 00 f8 00 b0 a8 05" + ONE_NOTE))
    assert rows(score) == [(0, 1, 60)]
    assert [str(w.message) for w in said] == [
        "song.mid: 2 system messages have no place in a MIDI file; they are left out",
        "song.mid: controllers that are not possible are left out (1)",
    ]


def variable_length(value):
    groups = [value >> shift & 0x7F for shift in (21, 14, 7, 0)]
    while len(groups) > 1 and not groups[0]:
        groups.pop(0)
    return bytes([*(group | 0x80 for group in groups[:-1]), groups[-1]])


@st.composite
def bodies(draw):
    """Bytes of a track: notes that overlap in any way, running status, meta events and system messages between."""
    data, status = bytearray(), None
    for _ in range(draw(st.integers(0, 60))):
        delta = draw(st.sampled_from([0, 0, 1, 96, 127, 128, 16_383, 16_384, 2_100_000]))
        data += variable_length(delta)
        kind = draw(st.sampled_from([0x90, 0x90, 0x90, 0x80, 0x80, 0xB0, 0xC0, 0xD0, 0xE0, 0xFF, 0xF0]))
        if kind == 0xFF:
            text = draw(st.binary(max_size=200))
            data += b"\xff" + bytes([draw(st.sampled_from([1, 6, 7, 0x7F]))])
            data += variable_length(len(text)) + text
        elif kind == 0xF0:
            # mido takes no running status after one: neither do we write it.
            data += b"\xf0\x03\x01\x02\xf7"
            status = None
        else:
            new = kind | draw(st.integers(0, 1))
            if new != status or draw(st.booleans()):
                data.append(new)
            status = new
            data.append(draw(st.integers(60, 62)))
            if kind not in (0xC0, 0xD0):
                data.append(draw(st.sampled_from([0, 0, 1, 64, 127])))
    return bytes(data) + b"\0\xff\x2f\0"


@settings(max_examples=200)
@given(st.lists(bodies(), min_size=1, max_size=4))
def test_any_track_is_read_as_mido_reads_it(tracks):
    data = raw(*tracks, division=9600)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        score = ours.read(data, Path("a.mid"))
    theirs = notes_by_mido(data)[1]
    assert without_programs(notes_of(score)) == without_programs(theirs)


def without_programs(notes):
    """The oracle knows those of each chunk alone."""
    return sorted((channel, *rest) for (channel, _, *rest), n in notes.items() for _ in range(n))
