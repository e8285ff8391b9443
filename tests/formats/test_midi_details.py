"""What MIDI files may hold: texts in old encodings, lyrics in odd places, notes without an end."""

import mido
import pytest
from mido import Message, MetaMessage

from gradio_pianoroll.formats import FormatError, load, save
from gradio_pianoroll.score import NoteTable, PianoRollWarning, Score, TempoMap, Track
from tests.formats.midi_bytes import lyrics_by_mido, meta, midi, note, raw


@pytest.fixture
def read(tmp_path):
    def read(data, name="song.mid"):
        path = tmp_path / name
        path.write_bytes(data)
        return load(path)

    return read


def sung(syllables, encoding, name="노래"):
    events = [meta("track_name", name, encoding)]
    for syllable in syllables:
        events += [meta("lyrics", syllable, encoding), *note(60)]
    return events


SONGS = {
    "아리랑 아라리요": "아 리 랑 아 라 리 요",
    "two syllables": "나 비",
    "English and Korean": "love 사 랑 해 you",
    "さくら": "さ く ら や よ い の そ ら は",
    "kanji": "桜 花 の 夜",
    "カタカナ": "ド レ ミ ファ ソ",
}


@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "cp932"])
@pytest.mark.parametrize("song", SONGS)
def test_encodings_are_found(song, encoding, read):
    syllables = SONGS[song].split()
    if encoding != "utf-8" and any(ord(char) >= 0xAC00 for char in SONGS[song]) != (encoding == "cp949"):
        encoding = "cp949" if encoding == "cp932" else "cp932"
    score = read(midi(sung(syllables, encoding, syllables[0])))
    assert [note.lyric for note in score.notes] == syllables
    assert score.tracks[0].name == syllables[0]


def test_western_texts(read):
    score = read(midi(sung(["Ja", "für", "dich", "Mädchen", "schön"], "latin-1", "Ténor")))
    assert score.tracks[0].name == "Ténor"
    assert [note.lyric for note in score.notes] == ["Ja", "für", "dich", "Mädchen", "schön"]


def test_lyrics_are_tied_by_tick_in_their_own_track(read):
    tune = [*note(60), meta("lyrics", "라", time=0), *note(62), *note(64)]
    bass = [*note(40), *note(41), meta("lyrics", "둥"), *note(42)]
    score = read(midi(tune, bass))
    assert {note.pitch: note.lyric for note in score.notes if note.lyric} == {62: "라", 42: "둥"}


def test_lyrics_in_a_track_without_notes(read):
    words = [meta("track_name", "Words"), meta("lyrics", "사"), meta("lyrics", "랑", time=96)]
    chords = [m for pitch in range(3) for m in (Message("note_on", note=40 + pitch, velocity=9, channel=1),)]
    often = [m for _ in range(24) for m in note(36, 12, channel=9)]
    tune = [*note(72), *note(74), *note(76)]
    with pytest.warns(PianoRollWarning, match="3 notes have no end"):
        score = read(midi(words, [*chords, MetaMessage("end_of_track", time=288)], often, tune))
    assert {note.pitch: note.lyric for note in score.notes if note.lyric} == {72: "사", 74: "랑"}
    assert [note.duration_beats for note in score.notes if note.pitch in (40, 41, 42)] == [3.0] * 3


def test_a_lyric_of_a_chord_goes_to_the_top(read):
    chord = [meta("lyrics", "아"), *(Message("note_on", note=p, velocity=64) for p in (60, 67, 64))]
    chord += [Message("note_off", note=p, time=96 if p == 60 else 0) for p in (60, 67, 64)]
    assert [note.lyric for note in read(midi(chord)).notes] == [None, None, "아"]


def test_played_lyrics_are_a_little_apart(read):
    with pytest.warns(PianoRollWarning, match="1 lyric belongs to no note"):
        score = read(
            midi(
                [*note(60), *note(62, time=4), *note(64)],
                [meta("lyrics", "라", time=96), meta("lyrics", "솔", time=50)],
            )
        )
    assert [note.lyric for note in score.notes] == [None, "라", None]


def test_lyrics_without_a_note_are_counted(read):
    with pytest.warns(PianoRollWarning, match="1 lyric belongs to no note"):
        score = read(midi([*note(60), meta("lyrics", "끝", time=500)]))
    assert not score.notes.lyric.any()


def test_karaoke(read):
    words = [
        meta("text", "@KMIDI KARAOKE FILE"),
        meta("text", "@TSong"),
        meta("text", "\\사"),
        meta("text", "/랑", time=96),
    ]
    score = read(midi([*note(60), *note(62)], words), "song.kar")
    assert [note.lyric for note in score.notes] == ["사", "랑"]


def test_channels_programs_and_drums_of_one_track(read):
    events = [Message("program_change", channel=3, program=5), *note(60, channel=3)]
    events += [Message("program_change", channel=3, program=9), *note(62, channel=3), *note(36, channel=9)]
    events += [Message("control_change", channel=12, control=7, value=50), *note(64, channel=12)]
    score = read(midi(events, kind=0))
    assert [(t.channel, t.program, t.is_drum, t.volume) for t in score.tracks] == [
        (3, 5, False, 1.0), (3, 9, False, 1.0), (9, 0, True, 1.0), (12, 0, False, 0.5),
    ]  # fmt: skip
    assert [note.track for note in score.notes] == [0, 1, 2, 3]


def test_running_status_and_system_events(tmp_path):
    body = bytes.fromhex(
        "00 f0 03 01 02 f7"  # system exclusive
        "00 90 3c 40 60 3c 00 00 3e 40"  # running status; a note-on of velocity 0 is a note-off
        "00 ff 05 02 c7 e0"  # a lyric between running status
        "60 3e 00"
        "00 ff 2f 00"
    )
    data = b"MThd\0\0\0\6\0\0\0\1\0\x60" + b"XFIH\0\0\0\1\0" + b"MTrk" + len(body).to_bytes(4, "big") + body
    path = tmp_path / "running.MID"
    path.write_bytes(data)
    score = load(path)
    assert [(n.onset_beats, n.duration_beats, n.pitch, n.lyric) for n in score.notes] == [
        (0.0, 1.0, 60, None), (1.0, 1.0, 62, "행"),
    ]  # fmt: skip


def test_tempos_and_signatures(read):
    conductor = [
        MetaMessage("set_tempo", tempo=428571, time=96),
        MetaMessage("time_signature", numerator=7, denominator=8, time=96),
        MetaMessage("set_tempo", tempo=600000, time=0),
    ]
    score = read(midi(conductor, note(60)))
    assert score.tempo_map == TempoMap([(0, 120), (1, 60e6 / 428571), (2, 100)], [(0, 4, 4), (2, 7, 8)])


def test_writing(tmp_path):
    tempo = TempoMap([(0, 93.7), (4, 187.25)], [(0, 3, 4), (6, 6, 8)])
    tracks = (Track("노래", 52, 4), Track("북", 0, 9, is_drum=True), Track("Bass", 33, 0, volume=0.5))
    notes = NoteTable.from_columns(
        [0, 1, 1, 2.3, 5], [1, 0.5, 1, 1, 1e-5], [60, 62, 36, 64, 40], [0, 1, 127, 64, 90], [0, 0, 1, 0, 2],
        lyric=["가", "나", None, "🎵", None],
    )  # fmt: skip
    path = save(Score(notes, tempo, tracks, ppqn=384), tmp_path / "song.midi")
    file = mido.MidiFile(path, charset="utf-8")
    assert file.ticks_per_beat == 384
    assert [track.name for track in file.tracks] == ["노래", "북", "Bass"]
    assert [{m.channel for m in track if not m.is_meta} for track in file.tracks] == [{4}, {9}, {0}]
    assert [m.program for track in file.tracks for m in track if m.type == "program_change"] == [52, 0, 33]
    assert [m.tempo for m in file.tracks[0] if m.type == "set_tempo"] == [round(60e6 / 93.7), round(60e6 / 187.25)]
    signatures = [(m.numerator, m.denominator) for m in file.tracks[0] if m.type == "time_signature"]
    assert signatures == [(3, 4), (6, 8)]
    assert lyrics_by_mido(path) == [[(0, "가"), (384, "나"), (883, "🎵")], [], []]
    again = load(path)
    assert again.notes.velocity.tolist() == [1, 127, 1, 64, 90]
    assert again.notes.duration_beats[-1] == 1 / 384
    assert again.tracks == tracks


def test_more_tracks_than_channels(tmp_path):
    n = 40
    tracks = tuple(Track(f"t{i}", i, i % 16, i % 16 == 9) for i in range(n))
    score = Score(NoteTable.from_columns(range(n), 1, 60, track=range(n)), tracks=tracks)
    assert load(save(score, tmp_path / "many.mid")).same_document(score)


def test_limits(tmp_path):
    with pytest.warns(PianoRollWarning, match="32767"):
        path = save(Score(NoteTable.from_columns([1 / 15360], [1], [60]), ppqn=1_000_000), tmp_path / "fine.mid")
    assert load(path).notes.onset_beats.tolist() == [1 / 15360]
    with pytest.warns(PianoRollWarning, match="no tempo of 0.5"):
        save(Score(tempo_map=TempoMap(0.5)), tmp_path / "slow.mid")
    empty = load(save(Score(), tmp_path / "empty.mid"))
    assert empty.same_document(Score())


def test_impossible_tempos_and_signatures_are_counted(read):
    # Meta 0x51 holds microseconds per beat, 0x58 begins with the numerator (Standard MIDI Files 1.0, RP-001).
    data = raw("00ff5103000000 00ff58040002 1808 00ff510307a120 00ff58040304 1808 00903c40 60803c00 00ff2f00")
    with pytest.warns(PianoRollWarning, match="^song.mid: 2 tempos or time signatures are not possible"):
        score = read(data)
    assert (score.tempo_map.tempos, score.tempo_map.signatures) == (((0, 120),), ((0, 3, 16),))


@pytest.mark.parametrize(
    "item", [{"program": 127}, {"control": 127, "value": 127}, {"channel": 15, "control": 0, "value": 0}]
)
def test_what_a_score_keeps_for_midi_may_reach_the_end_of_its_range(tmp_path, item):
    where = {"beat": 0, "track": 0, **item}
    score = Score(NoteTable.from_columns([0.0], [1.0], [60]), extra={"midi": {"setup": [where]}})
    save(score, tmp_path / "song.mid")
    events = [
        m for m in mido.MidiFile(tmp_path / "song.mid").merged_track if m.type in ("program_change", "control_change")
    ]
    found = [
        (m.channel, getattr(m, "program", None), getattr(m, "control", None), getattr(m, "value", None)) for m in events
    ]
    assert (item.get("channel", 0), item.get("program"), item.get("control"), item.get("value")) in found
    beyond = {**where, next(iter(item)): 128}
    with pytest.warns(PianoRollWarning, match="1 item of the score's extras"):
        save(score.replace(extra={"midi": {"setup": [beyond]}}), tmp_path / "song.mid")


def test_an_error_has_its_file_and_reason_apart(tmp_path):
    path = tmp_path / "broken.mid"
    path.write_bytes(b"no MIDI")
    with pytest.raises(FormatError) as caught:
        load(path)
    assert caught.value.path == path
    assert str(caught.value) == f"broken.mid: {caught.value.reason}"
