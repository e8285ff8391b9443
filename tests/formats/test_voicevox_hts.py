"""VOICEVOX projects, and full-context labels as Sinsy makes them."""

import json

import numpy as np
import pytest

from gradio_pianoroll.formats import FormatError, load, save
from gradio_pianoroll.score import Curve, NoteTable, PianoRollWarning, Score, Segment, TempoMap

IDS = [f"00000000-0000-4000-8000-00000000000{i}" for i in range(3)]
PROJECT = {
    "appVersion": "0.24.0",
    "talk": {"audioKeys": [], "audioItems": {}},
    "song": {
        "tpqn": 480,
        "tempos": [{"position": 0, "bpm": 125}, {"position": 960, "bpm": 90.5}],
        "timeSignatures": [
            {"measureNumber": 1, "beats": 3, "beatType": 4},
            {"measureNumber": 3, "beats": 4, "beatType": 4},
        ],
        "tracks": {
            "t1": {
                "name": "歌", "singer": {"engineId": "e", "styleId": 1}, "keyRangeAdjustment": -2,
                "volumeRangeAdjustment": 1,
                "notes": [
                    {"id": IDS[0], "position": 480, "duration": 240, "noteNumber": 60, "lyric": "ド"},
                    {"id": IDS[1], "position": 960, "duration": 120, "noteNumber": 62, "lyric": None},
                ],
                "pitchEditData": [-1, -1, 261.6, 262], "volumeEditData": [0.5, -3],
                "phonemeTimingEditData": {IDS[0]: [{"phonemeIndexInNote": 0, "offsetSeconds": -0.01}]},
                "solo": False, "mute": True, "gain": 0.5, "pan": -0.25,
            },
            "t0": {
                "name": "B", "keyRangeAdjustment": 0, "volumeRangeAdjustment": 0, "notes": [], "pitchEditData": [],
                "phonemeTimingEditData": {}, "solo": False, "mute": False, "gain": 1, "pan": 0,
            },
        },
        "trackOrder": ["t1", "t0"],
    },
}  # fmt: skip


def test_a_project_is_read_and_written_as_it_was(tmp_path):
    path = tmp_path / "a.vvproj"
    path.write_text(json.dumps(PROJECT), encoding="utf-8")
    score = load(path)
    assert score.notes.onset_beats.tolist() == [1, 2]
    assert score.notes.lyric.to_list() == ["ド", None]
    assert score.notes.ref.to_list() == IDS[:2]
    assert score.tempo_map == TempoMap([(0, 125), (2, 90.5)], [(0, 3, 4), (6, 4, 4)])
    assert [track.name for track in score.tracks] == ["歌", "B"]
    f0 = score.curves["f0 (track 1)"]
    # The editor's frames are 93.75 a second.
    assert f0.hop == 1 / 93.75
    assert np.array_equal(f0.values, np.float32([np.nan, np.nan, 261.6, 262]), equal_nan=True)
    assert json.loads(save(score, path).read_text(encoding="utf-8")) == PROJECT


def test_projects_before_0_20_have_a_list_of_tracks(tmp_path):
    old = json.loads(json.dumps(PROJECT))
    track = old["song"]["tracks"]["t1"]
    old["song"]["tracks"] = [{key: track[key] for key in ("singer", "notes", "keyRangeAdjustment")}]
    del old["song"]["trackOrder"]
    path = tmp_path / "a.vvproj"
    path.write_text(json.dumps(old), encoding="utf-8")
    assert load(path).notes.pitch.tolist() == [60, 62]


def test_a_new_project_has_what_the_editor_asks_for(tmp_path):
    f0 = Curve("f0", [220.0, np.nan], target="f0", unit="Hz", hop=1 / 93.75)
    score = Score(NoteTable.from_columns([0], 1, [60], lyric=["ラ"], ref=["x"]), curves=[f0])
    project = json.loads(save(score, tmp_path / "a.vvproj").read_text(encoding="utf-8"))
    assert project["appVersion"].count(".") == 2
    (name,) = project["song"]["trackOrder"]
    track = project["song"]["tracks"][name]
    # What its schema requires of a track.
    needed = {
        "name", "keyRangeAdjustment", "volumeRangeAdjustment", "notes", "pitchEditData", "phonemeTimingEditData",
        "solo", "mute", "gain", "pan",
    }  # fmt: skip
    assert needed <= track.keys()
    assert track["pitchEditData"] == [220, -1]
    assert len(track["notes"][0]["id"]) == 36


def test_a_talk_alone_is_no_song(tmp_path):
    path = tmp_path / "a.vvproj"
    path.write_text('{"appVersion": "0.14.0", "audioKeys": [], "audioItems": {}}')
    with pytest.raises(FormatError, match="not a VOICEVOX project with a song"):
        load(path)


# --- labels ----------------------------------------------------------------------------------------------------------

_UNKNOWN = "n^xx+xx~xx=xx@xx$xx!xx%xx#xx|xx|xx-xx&xx&xx+xx[xx;xx]xx;xx~xx~xx^xx^xx@xx[xx#xx=xx!xx"
_REST = "/E:xx]xx^11=2/4~100!1@120#48+xx]1$1|0[12&0]48=0^100~xx#xx_xx;xx$xx&xx%xx[xx|0]0-" + _UNKNOWN + "~xx+xx!xx^xx"
_NOTE = "/E:F4]0^11=2/4~100!1@60#24+xx]1$2|0[12&0]48=0^100~1#2_0;12$0&48%0[100|0]1-" + _UNKNOWN + "~xx+p2!xx^xx"
_SLUR = "/E:G4]2^11=2/4~100!1@60#24+xx]2$1|6[6&24]24=50^50~2#1_6;6$24&24%50[50|1]0-" + _UNKNOWN + "~m2+xx!xx^xx"
_BEGIN = "/A:xx-xx-xx@xx~xx"
_NONE = "/F:xx#xx#xx-xx$xx$xx+xx%xx;xx"
_F, _G = "F4#0#11-2/4$100$1+60%24;xx", "G4#2#11-2/4$100$1+60%24;xx"
#: The first bars of a song in F, two four, 100 beats a minute, in the form that Sinsy gives them.
LABELS = [
    f"0 10500000 p@xx^xx-pau+p=o_xx%xx^00_00~00-1!1[xx$xx]xx{_BEGIN}/B:1_1_1@xx|xx/C:2+1+1@JPN&0"
    f"/D:xx!xx#xx$xx%xx|xx&xx;xx-xx{_REST}/F:{_F}/G:xx_xx/H:xx_xx/I:2_2/J:1~1@1",
    f"10500000 12050000 c@xx^pau-p+o=o_xx%00^00_00~00-1!2[xx$1]xx{_BEGIN}/B:2_1_1@JPN|0/C:1+1+1@JPN&0"
    f"/D:xx!xx#xx$xx%xx|xx&xx;xx-xx{_NOTE}/F:{_G}/G:xx_xx/H:2_2/I:xx_xx/J:1~1@1",
    f"12050000 18000000 v@pau^p-o+o=xx_00%00^00_00~xx-2!1[xx$xx]xx{_BEGIN}/B:2_1_1@JPN|0/C:1+1+1@JPN&0"
    f"/D:xx!xx#xx$xx%xx|xx&xx;xx-xx{_NOTE}/F:{_G}/G:xx_xx/H:2_2/I:xx_xx/J:1~1@1",
    f"18000000 24000000 v@p^o-o+xx=xx_00%00^00_xx~xx-1!1[xx$xx]xx/A:2-1-1@JPN~0/B:1_1_1@JPN|0/C:xx+xx+xx@xx&xx"
    f"/D:F4!0#11$2/4%100|1&60;24-xx{_SLUR}{_NONE}/G:xx_xx/H:2_2/I:xx_xx/J:1~1@1",
]


def test_full_context_labels_are_read(tmp_path):
    path = tmp_path / "a.lab"
    path.write_text("\n".join(LABELS) + "\n")
    score = load(path)
    # Two quarters of rest, then notes on the beats; a consonant begins before its beat.
    assert score.notes.onset_beats.tolist() == [2, 3]
    assert score.notes.duration_beats.tolist() == [1, 1]
    assert score.notes.pitch.tolist() == [65, 67]
    assert score.notes.phoneme.to_list() == ["p o", "o"]
    assert score.notes.lyric.to_list() == [None, "-"]
    assert score.tempo_map == TempoMap(100, [(0, 2, 4)])
    assert [(key.beat, key.sharps) for key in score.keys] == [(0, -1)]
    assert [(s.start, s.end, s.text) for s in score.segments] == [
        (0, 1.05, "pau"), (1.05, 1.205, "p"), (1.205, 1.8, "o"), (1.8, 2.4, "o"),
    ]  # fmt: skip


def test_full_context_labels_are_written_field_for_field(tmp_path):
    path = tmp_path / "a.lab"
    path.write_text("\n".join(LABELS) + "\n")
    assert save(load(path), tmp_path / "b.full.lab").read_text().splitlines() == LABELS


def test_mono_labels_of_the_same_song(tmp_path):
    path = tmp_path / "a.lab"
    path.write_text("\n".join(LABELS) + "\n")
    with pytest.warns(PianoRollWarning, match="one row of texts"):
        mono = save(load(path), tmp_path / "mono.lab")
    assert mono.read_text().splitlines()[1] == "10500000 12050000 p"
    assert [s.text for s in load(mono).segments] == ["pau", "p", "o", "o"]


def test_labels_without_times_have_notes_alone(tmp_path):
    path = tmp_path / "a.lab"
    path.write_text("\n".join(line.split()[2] for line in LABELS) + "\n")
    score = load(path)
    assert score.notes.pitch.tolist() == [65, 67]
    assert score.segments == ()


def test_phones_that_do_not_go_with_the_notes_are_named(tmp_path):
    notes = NoteTable.from_columns([0], 1, [60], phoneme=["k a"])
    with pytest.warns(PianoRollWarning, match="do not go with the phonemes"):
        path = save(Score(notes, segments=[Segment(0, 1, "phones", "x")]), tmp_path / "a.full.lab")
    assert [line.split()[:2] for line in path.read_text().splitlines()] == [["0", "5000000"]] * 2
    with pytest.raises(FormatError, match="has no phonemes"):
        save(Score(NoteTable.from_columns([0], 1, [60])), tmp_path / "a.full.lab")


def test_labels_hold_whole_tempos(tmp_path):
    score = Score(NoteTable.from_columns([0], 1, [60], phoneme=["a"]), 100.4)
    with pytest.warns(PianoRollWarning, match="hold whole tempos; 1 is rounded"):
        assert load(save(score, tmp_path / "a.full.lab")).tempo_map.tempos == ((0, 100),)
