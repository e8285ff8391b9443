"""What a track says: kept by dicts, snapshots, MIDI and MusicXML; what is impossible is refused with its name."""

import io
import math
import time

import mido
import numpy as np
import pytest

from gradio_pianoroll import NoteTable, PianoRollWarning, Score
from gradio_pianoroll.formats import load, save
from gradio_pianoroll.score import Insert, OpError, SetTracks, Track, add_track, delete_track, move_track, set_track
from gradio_pianoroll.transport import decode, encode
from tests.score.vectors import as_json, document
from tests.score.vectors import load as load_vectors

TRACKS = (
    Track("노래", 53, 0, color="#123456", volume=0.8, pan=-1, locked=True),
    Track("Bass", 33, 1, solo=True, pan=1 / 63, hidden=True),
    Track("Drums", 0, 9, is_drum=True, muted=True, pan=1),
    Track("Pad", 89, 2),
)


def score_of(tracks=TRACKS):
    n = len(tracks)
    return Score(NoteTable.from_columns(range(n), 1, [60] * n, track=range(n)), tracks=tracks)


def test_dict_form_and_snapshot_keep_all_of_it():
    score = score_of()
    assert Score.from_dict(score.to_dict()).tracks == TRACKS
    assert decode(encode(score)).tracks == TRACKS


def test_a_track_that_says_nothing_new_is_written_as_it_was():
    # An older version of the package, or a program's own reader, meets no key that it does not know.
    old = {"name": "Pad", "program": 89, "channel": 2, "is_drum": False, "color": None, "muted": False, "solo": False}
    assert Track("Pad", 89, 2).to_json() == old | {"volume": 1.0}
    assert Track.from_json(old) == Track("Pad", 89, 2)
    assert set(Track("Pad", pan=0.5).to_json()) - set(old) == {"volume", "pan"}


@pytest.mark.parametrize("pan", [1.01, -2, math.nan, math.inf, "left", True, None])
def test_a_place_beyond_the_stage_is_refused_by_name(pan):
    with pytest.raises(ValueError, match=r"Viola.*pan.*-1 to 1"):
        Track("Viola", pan=pan)


def test_midi_says_pan_and_volume_as_other_readers_hear_them(tmp_path):
    path = save(score_of(), tmp_path / "song.mid")
    said = {}
    for track in mido.MidiFile(file=io.BytesIO(path.read_bytes())).tracks:
        for message in track:
            if message.type == "control_change":
                said.setdefault(message.channel, {})[message.control] = message.value
    # 0 is hard left, 64 the middle, 127 hard right (MIDI 1.0, RP-036); 100 is the volume that a device starts with.
    assert said == {0: {7: 80, 10: 0}, 1: {10: 65}, 9: {10: 127}}
    again = load(path)
    assert [(t.name, t.program, t.volume, t.pan) for t in again.tracks] == [
        (t.name, t.program, t.volume, t.pan) for t in TRACKS
    ]


@pytest.mark.parametrize("value", range(128))
def test_every_pan_controller_comes_back_at_its_place(tmp_path, value):
    track = mido.MidiTrack(
        [
            mido.Message("control_change", control=10, value=value),
            mido.Message("note_on", note=60, velocity=90),
            mido.Message("note_off", note=60, time=480),
        ]
    )
    source = tmp_path / "pan.mid"
    mido.MidiFile(tracks=[track]).save(source)
    score = load(source)
    assert score.tracks[0].pan == max(value - 64, -63) / 63
    written = mido.MidiFile(save(score, tmp_path / "again.mid"))
    values = [m.value for t in written.tracks for m in t if m.type == "control_change" and m.control == 10]
    # Nothing said is the middle; 1 is as far left as 0.
    assert values == ([] if value == 64 else [value if value != 1 else 0])


def test_a_moving_pan_stays_a_curve_and_follows_the_track(tmp_path):
    track = mido.MidiTrack(
        [
            mido.Message("control_change", control=10, value=1),
            mido.Message("note_on", note=60, velocity=90),
            mido.Message("control_change", control=10, value=100, time=240),
            mido.Message("note_off", note=60, time=240),
        ]
    )
    source = tmp_path / "pan.mid"
    mido.MidiFile(tracks=[track]).save(source)
    score = load(source)
    assert score.curves["pan (track 1)"].values.tolist() == [1, 100]

    def written(score):
        tracks = mido.MidiFile(save(score, tmp_path / "again.mid")).tracks
        return [m.value for t in tracks for m in t if m.type == "control_change" and m.control == 10]

    assert written(score) == [1, 100]
    assert written(score.replace(tracks=(Track(pan=0.0),))) == [64, 127]


def test_two_tracks_on_one_channel_stand_where_they_are_put(tmp_path):
    tracks = (Track("left", 0, 3, pan=-1), Track("middle", 0, 3))
    again = load(save(score_of(tracks), tmp_path / "song.mid"))
    assert [t.pan for t in again.tracks] == [-1, 0]


def test_musicxml_keeps_pan(tmp_path):
    # MusicXML 4.0, <pan>: -90 is hard left, 90 hard right.
    path = save(score_of(), tmp_path / "song.musicxml")
    assert "<pan>-90</pan>" in path.read_text(encoding="utf-8")
    assert [round(t.pan, 4) for t in load(path).tracks] == [round(t.pan, 4) for t in TRACKS]


def test_more_tracks_than_a_note_can_name_are_refused():
    many = tuple(Track(str(i)) for i in range(257))
    with pytest.raises(OpError, match=r"257 tracks.*256"):
        SetTracks(many)
    assert SetTracks(many[:256]).tracks == many[:256]
    with pytest.warns(PianoRollWarning, match=r"257 tracks.*256"):
        score = Score.from_dict({"notes": [], "tracks": [t.to_json() for t in many]})
    assert score.tracks == many[:256]


CASES = load_vectors("tracks.json")
CALLS = {"add": add_track, "delete": delete_track, "move": move_track, "set": set_track}


@pytest.mark.parametrize("case", [case for case in CASES if "after" in case], ids=lambda case: case["name"])
def test_changes_of_the_list(case):
    before = document(case["before"])
    name, *arguments = case["call"]
    assert as_json(CALLS[name](before, *arguments)) == case["after"]
    assert as_json(before) == case["before"]


@pytest.mark.parametrize("case", [case for case in CASES if "error" in case], ids=lambda case: case["name"])
def test_changes_that_are_refused(case):
    name, *arguments = case["call"]
    with pytest.raises(OpError, match=case["error"]):
        CALLS[name](document(case["before"]), *arguments)


def test_a_hundred_thousand_notes_change_their_track_at_once():
    n = 1_000_000
    score = Score(NoteTable.from_columns(np.arange(n) / 16, 1, 60, track=np.arange(n) % 16), tracks=[Track()] * 16)
    start_s = time.process_time()
    moved = set_track(score, score.notes.id[:100_000], 5)
    shuffled = move_track(moved, 15, 0)
    # Both were 0.2 s on one core of 2026.
    assert time.process_time() - start_s < 2
    assert moved.notes.track[:100_000].tolist() == [5] * 100_000
    assert np.bincount(shuffled.notes.track).tolist() == np.roll(np.bincount(moved.notes.track), 1).tolist()


def banks_and_texts(score, path):
    """By channel: what bank is chosen there, and the text beside it, as mido reads them."""
    found = {}
    for chunk in mido.MidiFile(save(score, path)).tracks:
        channels = {m.channel for m in chunk if m.type == "note_on"}
        banks = [(m.channel, m.value) for m in chunk if m.type == "control_change" and m.control == 0]
        found.update({channel: (banks, [m.text for m in chunk if m.type == "text"]) for channel in channels})
    return found


def test_what_midi_says_of_a_track_goes_where_the_track_goes(tmp_path):
    source = mido.MidiFile()
    for i in range(4):
        bank = mido.Message("control_change", channel=i, control=0, value=10 + i)
        notes = [mido.Message(f"note_{what}", channel=i, note=60 + i, time=t) for what, t in (("on", 0), ("off", 99))]
        text = [mido.MetaMessage("text", text=f"part {i}")] if i else []
        source.tracks.append(mido.MidiTrack([*text, bank, *notes]))
    source.save(tmp_path / "song.mid")
    score = load(tmp_path / "song.mid")
    whole = {i: ([(i, 10 + i)], [f"part {i}"] if i else []) for i in range(4)}
    again = tmp_path / "again.mid"
    assert banks_and_texts(score, again) == whole
    for moved in (move_track(score, 3, 0), move_track(score, 0, 2), move_track(move_track(score, 1, 3), 0, 1)):
        assert banks_and_texts(moved, again) == whole
        assert banks_and_texts(Score.from_dict(moved.to_dict()), again) == whole
        # A further round through a file numbers them anew.
        assert banks_and_texts(load(again), again) == whole
    deleted = delete_track(score, 1)
    assert banks_and_texts(deleted, again) == {i: whole[i] for i in (0, 2, 3)}
    assert banks_and_texts(delete_track(score, 0), again) == {i: whole[i] for i in (1, 2, 3)}
    # A new track in the place of a deleted one is another one.
    last = delete_track(score, 3)
    grown = add_track(last, Track("new", channel=3))
    grown, _ = grown.apply([Insert(NoteTable.from_columns([0], 1, [70], track=[3], id=[99]))])
    assert banks_and_texts(grown, again) == {**whole, 3: ([], [])}
    # A score of an earlier version, whose tracks do not say their number.
    old = score.replace(tracks=tuple(Track(t.name, t.program, t.channel) for t in score.tracks))
    assert banks_and_texts(old, again) == whole


def test_a_new_track_has_a_free_channel_that_is_no_drums():
    full = Score(tracks=[Track(channel=channel) for channel in range(9)])
    assert add_track(full).tracks[-1].channel == 10  # 9 is the drums' (General MIDI)
    assert add_track(Score(tracks=[Track(channel=channel) for channel in range(16)])).tracks[-1].channel == 0


def test_a_new_track_with_a_colour_of_its_own_needs_none_of_the_theme():
    # The second colour of the theme is taken, so a track without one would say which it has.
    first = Score(tracks=[Track(extra={"hue": 1})])
    assert add_track(first, Track("a")).tracks[-1].extra == {"hue": 0}
    assert add_track(first, Track("a", color="#123456")).tracks[-1] == Track("a", color="#123456")
