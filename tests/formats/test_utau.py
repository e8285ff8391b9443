"""UTAU's sequence texts and OpenUtau's projects. What their texts mean is what OpenUtau's own reader makes of them."""

import numpy as np
import pytest

from gradio_pianoroll.formats import FormatError, load, save
from gradio_pianoroll.formats.ustx.yaml_values import MAX_DEPTH, text_of, values_of
from gradio_pianoroll.score import Curve, NoteTable, PianoRollWarning, Score, TempoMap, Track

UST = """[#VERSION]
UST Version1.2
[#SETTING]
Tempo=125.00
Tracks=1
ProjectName=うた
VoiceDir=%VOICE%uta
Mode2=True
[#0000]
Length=480
Lyric=R
NoteNum=60
[#0001]
Length=480
Lyric=か
NoteNum=60
Intensity=90
PBS=-40;5
PBW=80,20
PBY=5,0
PBM=s,,r
VBR=65,180,35,20,10,30,-10,0
Flags=g-5
[#0002]
Length=240
Lyric=a な
NoteNum=62
Tempo=90,5
[#TRACKEND]
""".replace("\n", "\r\n")


@pytest.fixture
def ust(tmp_path):
    path = tmp_path / "a.ust"
    path.write_bytes(UST.encode("cp932"))
    return path


def test_a_sequence_text_is_read(ust):
    score = load(ust)
    assert score.name == "うた"
    assert score.notes.onset_beats.tolist() == [1, 2]
    assert score.notes.duration_beats.tolist() == [1, 0.5]
    assert score.notes.lyric.to_list() == ["か", "a な"]
    assert score.tempo_map.tempos == ((0, 125), (2, 90.5))
    said = score.notes.note(0).extra
    # Heights are tenths of a semitone, widths follow each other.
    assert [(p["ms"], p["cents"], p["shape"]) for p in said["pitchPoints"]] == [
        (-40, 50, "l"), (40, 50, "io"), (60, 0, "o"),
    ]  # fmt: skip
    vibrato = said["vibrato"]
    assert (vibrato["lengthPercent"], vibrato["periodMs"], vibrato["depthCents"]) == (65, 180, 35)
    assert (vibrato["fadeOutPercent"], vibrato["shiftPercent"], vibrato["offsetPercent"]) == (10, 30, -10)
    assert said["ust"] == {"Intensity": "90", "Flags": "g-5"}


def test_a_sequence_text_is_written_as_it_was(ust, tmp_path):
    again = save(load(ust), tmp_path / "b.ust").read_bytes().decode("cp932")

    def lines(text):
        return sorted(text.replace("125.00", "125").replace("90,5", "90.5").splitlines())

    assert lines(again) == lines(UST)


@pytest.mark.parametrize(
    ("text", "encoding", "warned"),
    [
        (UST.replace("Version1.2\r\n", "Version1.2\r\nCharset=UTF-8\r\n"), "utf-8", False),
        (UST, "utf-8", False),
        (UST, "utf-8-sig", False),
        (UST.replace("か", "你好世界").replace("な", "天上人间").replace("うた", "我们的歌"), "gb18030", True),
    ],
)
def test_encodings(tmp_path, recwarn, text, encoding, warned):
    path = tmp_path / "a.ust"
    path.write_bytes(text.encode(encoding))
    assert load(path).notes.lyric.to_list()[1].startswith("a ")
    assert ("gb18030" in " ".join(str(w.message) for w in recwarn)) == warned


def test_texts_that_shift_jis_has_not_are_utf_8(tmp_path):
    score = Score(NoteTable.from_columns([0], 1, [60], lyric=["사랑"]))
    data = save(score, tmp_path / "a.ust").read_bytes()
    assert b"Charset=UTF-8" in data
    assert "Lyric=사랑" in data.decode("utf-8")
    with pytest.raises(FormatError, match="is not in shift_jis; choose utf-8"):
        save(score, tmp_path / "a.ust", encoding="shift_jis")


def test_version_2_says_pauses_by_differences(tmp_path):
    blocks = (
        "[#VERSION]\nUST Version2.0\n[#SETTING]\nTempo=120\n"
        "[#0000]\nLength=960\nDuration=480\nDelta=0\nLyric=a\nNoteNum=60\n"
        "[#0001]\nLength=240\nDuration=240\nDelta=960\nLyric=b\nNoteNum=62\n[#TRACKEND]\n"
    )
    path = tmp_path / "a.ust"
    path.write_text(blocks)
    notes = load(path).notes
    assert (notes.onset_beats.tolist(), notes.duration_beats.tolist()) == ([0, 2], [1, 0.5])


def test_a_tempo_within_a_note_comes_with_the_next_one(tmp_path):
    score = Score(NoteTable.from_columns([0, 2], [2, 1], [60, 62], lyric=["a", "b"]), TempoMap([(0, 120), (1, 90)]))
    with pytest.warns(PianoRollWarning, match="1 change within notes"):
        assert load(save(score, tmp_path / "a.ust")).tempo_map.tempos == ((0, 120), (2, 90))


PROJECT = """name: Song
comment: ''
output_dir: Vocal
cache_dir: UCache
ustx_version: '0.6'
resolution: 480
bpm: 120
beat_per_bar: 4
beat_unit: 4
expressions:
  dir:
    name: direct
    abbr: dir
    type: Options
    is_flag: false
    options:
    - off
    - on
time_signatures:
- bar_position: 0
  beat_per_bar: 3
  beat_unit: 4
- bar_position: 2
  beat_per_bar: 4
  beat_unit: 4
tempos:
- position: 0
  bpm: 100
- position: 960
  bpm: 140.5
tracks:
- singer: ritsu
  phonemizer: OpenUtau.Core.DefaultPhonemizer
  track_name: Lead
  track_color: Pink
  mute: false
  solo: true
  volume: -6
  pan: 50
voice_parts:
- duration: 1920
  name: A
  comment: x
  track_no: 0
  position: 480
  notes:
  - position: 0
    duration: 240
    tone: 60
    lyric: no
    pitch:
      data:
      - {x: -40, y: 0, shape: io}
      - {x: 40, y: 0, shape: io}
      snap_first: true
    vibrato: {length: 0, period: 175, depth: 25, in: 10, out: 10, shift: 0, drift: 0, vol_link: 0}
    phoneme_expressions:
    - {index: 0, abbr: vel, value: 120}
    phoneme_overrides:
    - {index: 0, phoneme: n, offset: -30}
  - position: 240
    duration: 240
    tone: 62
    lyric: +~
    pitch:
      data:
      - {x: -25, y: -20, shape: l}
      - {x: 25.5, y: 0, shape: o}
      snap_first: false
    vibrato: {length: 60, period: 150, depth: 30, in: 20, out: 10, shift: 25, drift: 5, vol_link: 0}
    tuning: -12
    phoneme_expressions: []
    phoneme_overrides: []
  - position: 480
    duration: 480
    tone: 64
    lyric: hello [hh ah l ow]
    pitch: {data: [], snap_first: true}
    phoneme_expressions: []
    phoneme_overrides: []
  - {position: 960, duration: 240, tone: 65, lyric: 1}
  curves:
  - xs: [0, 5, 100]
    ys: [0, -30, 20]
    abbr: pitd
- duration: 960
  name: B
  comment: ''
  track_no: 0
  position: 2400
  notes:
  - {position: 0, duration: 240, tone: 65, lyric: on}
  curves:
  - xs: [10]
    ys: [7]
    abbr: pitd
wave_parts:
- relative_path: backing.wav
  track_no: 0
"""


@pytest.fixture
def project(tmp_path):
    path = tmp_path / "a.ustx"
    path.write_text(PROJECT, encoding="utf-8")
    return path


def test_a_project_is_read(project):
    score = load(project)
    notes = score.notes
    assert notes.onset_beats.tolist() == [1, 1.5, 2, 3, 5]
    # Words of YAML 1.1 that mean truth are lyrics here, and a number is one too.
    assert notes.lyric.to_list() == ["no", "-", "hello", "1", "on"]
    assert notes.phoneme.to_list() == [None, None, "hh ah l ow", None, None]
    assert score.tempo_map.tempos == ((0, 100), (2, 140.5))
    assert score.tempo_map.signatures == ((0, 3, 4), (6, 4, 4))
    track = score.tracks[0]
    assert (track.name, track.solo, track.muted, track.pan) == ("Lead", True, False, 0.5)
    assert track.volume == pytest.approx(10 ** (-6 / 20))
    first, second = notes.note(0).extra, notes.note(1).extra
    # Points that nobody touched are not said.
    assert "pitchPoints" not in first
    assert dict(first["phonemeOverrides"][0]) == {"index": 0, "phoneme": "n", "offset": -30}
    assert [(p["ms"], p["cents"], p["shape"]) for p in second["pitchPoints"]] == [(-25, -200, "l"), (25.5, 0, "o")]
    assert (second["snapFirst"], second["cents"], second["vibrato"]["lengthPercent"]) == (False, -12, 60)
    curve = score.curves["pitd"]
    assert (curve.time, curve.unit) == ("beats", "cents")
    assert np.isnan(curve.values).tolist() == [False, False, False, True, False]
    assert curve.times[[0, 1, 2, 4]].tolist() == [1, 1 + 5 / 480, 1 + 100 / 480, 5 + 10 / 480]


def test_a_project_is_written_as_it_was(project, tmp_path):
    path = save(load(project), tmp_path / "b.ustx")
    assert load(path).replace(name="") == load(project).replace(name="")

    def plain(text):
        return values_of(text, {"lyric", "phoneme", "ustx_version"}.__contains__)

    before, after = plain(PROJECT), plain(path.read_text(encoding="utf-8"))
    for key in before:
        if key not in ("voice_parts", "tracks"):
            assert after[key] == before[key], key
    assert after["tracks"] == before["tracks"]
    for part, was in zip(after["voice_parts"], before["voice_parts"], strict=True):
        assert {key: part[key] for key in was if key != "notes"} == {key: was[key] for key in was if key != "notes"}
        for note, former in zip(part["notes"], was["notes"], strict=True):
            assert {key: note[key] for key in former if key not in ("lyric", "pitch")} == {
                key: former[key] for key in former if key not in ("lyric", "pitch")
            }
    # Options that YAML 1.1 takes for truth values have quotation marks.
    assert "- 'off'" in path.read_text(encoding="utf-8")


def test_an_old_project_has_one_tempo(tmp_path):
    path = tmp_path / "a.ustx"
    path.write_text("bpm: 90\nbeat_per_bar: 3\nbeat_unit: 4\nvoice_parts: []\n")
    assert load(path).tempo_map == TempoMap(90, [(0, 3, 4)])


def test_what_openutau_counts_in_whole_numbers_is_rounded_with_a_word(tmp_path):
    style = {"ustx": {"abbr": "dyn", "track": 0}}
    curve = Curve("dyn", [1.5], [0.0], "dyn", time="beats", style=style)
    notes = NoteTable.from_columns([1 / 3], 1, [60], extra={0: {"cents": 12.5}})
    with pytest.warns(PianoRollWarning) as said:
        again = load(save(Score(notes, curves=[curve], ppqn=100), tmp_path / "a.ustx"))
    words = " ".join(str(w.message) for w in said)
    assert "whole cents" in words
    assert "the values of 'dyn' are rounded" in words
    assert "between two ticks (1/100 beat)" in words
    assert again.notes.note(0).extra["cents"] == 12
    assert again.notes.onset_beats.tolist() == [0.33]


def test_tracks_and_parts_of_a_new_project(tmp_path):
    notes = NoteTable.from_columns([0, 40], 1, [60, 62], track=[0, 2], lyric=["a", None])
    path = save(Score(notes, tracks=[Track("one", volume=0.0)]), tmp_path / "a.ustx")
    text = path.read_text(encoding="utf-8")
    assert text.count("track_name:") == 3
    assert "volume: -24" in text
    again = load(path)
    assert again.notes.track.tolist() == [0, 2]
    assert again.tracks[0].volume == 0
    assert again.notes.lyric.to_list() == ["a", None]


# --- YAML ------------------------------------------------------------------------------------------------------------


def plain(text):
    return values_of(text, lambda key: False)


def test_values_of_yaml():
    text = "a: 1\nb: [1.5, -2e3, .5, no, ~, 'x', 1:30, 0x10, true]\nc: {d: ''}\ne: &x [1]\nf: *x\n? g\n: |\n  h\n"
    assert plain(text) == {
        "a": 1, "b": [1.5, -2000.0, 0.5, "no", None, "x", "1:30", "0x10", True], "c": {"d": ""},
        "e": [1], "f": [1], "g": "h\n",
    }  # fmt: skip
    assert plain("") is None
    value = {"no": ["on", "1", 1, 1.5, None, True, "a: b", "가\u2028"]}
    assert plain(text_of(value)) == value


def bomb(levels, width=10):
    lines = ["a0: &a0 [" + ", ".join(["x"] * width) + "]"]
    lines += [f"a{i}: &a{i} [" + ", ".join([f"*a{i - 1}"] * width) + "]" for i in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (bomb(9), "unfolds into more than 2,000,000 values"),
        ("[" * 20_000, f"nested more than {MAX_DEPTH} levels"),
        ("a: &a [*a]", "refers to a, which is not there before"),
        ("a: *b", "refers to b, which is not there before"),
        ("a: [1, 2", "not YAML"),
        ("a: b: c", "not YAML"),
        ("? [1]\n: 2", "a key is not a text"),
        ("!!python/object/apply:os.system ['true']", None),
        ("a: \x07", "not YAML"),
    ],
)
def test_what_yaml_could_do(text, words):
    if words is None:
        # A tag makes nothing: the values under it are plain ones.
        assert plain(text) == ["true"]
        return
    with pytest.raises(ValueError, match=words) as error:
        plain(text)
    assert "Traceback" not in str(error.value)
