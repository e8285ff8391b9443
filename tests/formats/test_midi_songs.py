"""Real MIDI files, compared with what two other libraries read."""

import io
from collections import Counter

import mido
import numpy as np
import pretty_midi
import pytest

from gradio_pianoroll.formats import load, save
from tests.songs import song, songs


def notes_by_mido(path_or_bytes):
    """(channel, program, onset tick, end tick, pitch, velocity) of every note, first struck first released.

    A note that is never released lasts until the end of its track.
    """
    source = {"file": io.BytesIO(path_or_bytes)} if isinstance(path_or_bytes, bytes) else {"filename": path_or_bytes}
    file = mido.MidiFile(**source)
    notes = Counter()
    for track in file.tracks:
        tick, program, held = 0, Counter(), {}
        for message in track:
            tick += message.time
            if message.type == "program_change":
                program[message.channel] = message.program
            elif message.type == "note_on" and message.velocity:
                key = (message.channel, message.note)
                held.setdefault(key, []).append((program[message.channel], tick, message.velocity))
            elif message.type in ("note_on", "note_off"):
                waiting = held.get((message.channel, message.note))
                if waiting:
                    program_then, start, velocity = waiting.pop(0)
                    end = max(tick, start + 1)
                    notes[message.channel, program_then, start, end, message.note, velocity] += 1
        for (channel, pitch), waiting in held.items():
            for program_then, start, velocity in waiting:
                notes[channel, program_then, start, max(tick, start + 1), pitch, velocity] += 1
    return file.ticks_per_beat, notes


def notes_of(score):
    notes = score.notes
    ticks = np.rint(np.stack([notes.onset_beats, notes.end_beats]) * score.ppqn).astype(int).T.tolist()
    return Counter(
        (score.tracks[track].channel, score.tracks[track].program, start, end, pitch, velocity)
        for track, (start, end), pitch, velocity in zip(
            notes.track.tolist(), ticks, notes.pitch.tolist(), notes.velocity.tolist(), strict=True
        )
    )


def played_by_mido(path):
    """(tick, channel, what, values) of every controller, bend and pressure, in the order of a player for each kind."""
    found = []
    for track in mido.MidiFile(path).tracks:
        tick = 0
        for message in track:
            tick += message.time
            if message.type in ("control_change", "pitchwheel", "aftertouch", "polytouch"):
                values = message.dict()
                number = values.get("control", values.get("note", -1))
                # A volume that never changes is the gain of a track, which is written at the beginning.
                if number != 7:
                    value = next(values[key] for key in ("value", "pitch") if key in values)
                    found.append((tick, message.channel, message.type, number, value))
    # So is a pan that never changes: it is the place of a track, which nothing has to say when it is the middle.
    pans = {}
    for _, channel, kind, number, value in found:
        if kind == "control_change" and number == 10:
            pans.setdefault(channel, set()).add(value)
    still = {channel for channel, values in pans.items() if len(values) == 1}
    found = [item for item in found if item[2:4] != ("control_change", 10) or item[1] not in still]
    return sorted(found, key=lambda item: item[:4])


@pytest.mark.parametrize("path", songs(), ids=lambda path: path.stem)
def test_the_notes_are_those_that_mido_reads(path):
    score = load(path)
    ppqn, notes = notes_by_mido(path)
    assert score.ppqn == ppqn
    assert notes_of(score) == notes


@pytest.mark.parametrize("path", songs(), ids=lambda path: path.stem)
def test_saved_and_loaded_it_is_the_same(path, tmp_path):
    score = load(path)
    saved = save(score, tmp_path / "copy.mid")
    again = load(saved)
    assert again.same_document(score)
    assert again.extra == score.extra
    assert again.ppqn == score.ppqn
    assert played_by_mido(saved) == played_by_mido(path)
    assert notes_by_mido(saved)[1] == notes_of(score)


@pytest.mark.parametrize("name", ["k525MIDIMvt1.mid", "k525short.mid", "test09.mid", "test10.mid", "test12.mid"])
def test_seconds_are_those_of_pretty_midi(name):
    score = load(song(name))
    parts = pretty_midi.PrettyMIDI(str(song(name))).instruments
    theirs = sorted((note.start, note.end) for part in parts for note in part.notes)
    starts, ends = (score.tempo_map.seconds_at(beats) for beats in (score.notes.onset_beats, score.notes.end_beats))
    np.testing.assert_allclose(starts, [start for start, _ in theirs], atol=1e-6)
    if name in ("test10.mid", "test12.mid"):
        # In the others notes of one pitch overlap, and pretty_midi ends them all at the first release.
        np.testing.assert_allclose(np.sort(ends), np.sort([end for _, end in theirs]), atol=1e-6)


def test_an_orchestra():
    score = load(song("test04.mid"))
    assert [track.name for track in score.tracks[:4]] == ["Flute", "Oboe", "Clarinet", "Bassoon"]
    assert [(track.program, track.channel) for track in score.tracks[:4]] == [
        (73, 10),
        (68, 11),
        (71, 12),
        (70, 13),
    ]
    assert len(score.tempo_map.tempos) == 85
    assert score.name == "test04"


KOREAN = "빛날세라영웅열-사만세불망하실-이옛적이나지금이-나항상앙모합니-다"
CHINESE = "明山涌水郁郁葱-葱钟灵毓秀海天-东济济多士四方所-崇早-育-文明-种"


@pytest.mark.parametrize(
    ("name", "lyrics"),
    [("test18", CHINESE), ("test19", CHINESE), ("test20", KOREAN), ("test21", KOREAN)],
    ids=["UTF-8 Chinese", "GBK", "UTF-8 Korean", "EUC-KR"],
)
def test_lyrics_in_every_encoding(name, lyrics):
    score = load(song(f"{name}.mid"))
    assert [note.lyric for note in score.notes] == [*lyrics]
