"""Layers of Sonic Visualiser and Tony.

What is right: `WRITTEN` is what Sonic Visualiser 4.5.1 saved ("Export Annotation Layer", its models in a session the
same), and it read all layers, points and attributes of a file of ours and wrote them again in a session (opened by its
OSC script, which is no part of the tests).
"""

import bz2
import time
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradio_pianoroll.formats import FormatError, load, save
from gradio_pianoroll.formats.pitch.svl import read, write
from gradio_pianoroll.score import Curve, NoteTable, PianoRollWarning, Score, Segment, Track

SVL = Path("a.svl")
WRITTEN = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE sonic-visualiser>
<sv>
<data>
  <model id="3" name="t.wav" sampleRate="44100" start="0" end="44100" type="wavefile" file="t.wav" mainModel="true"/>
  <model id="1" name="x" sampleRate="44100" start="441" end="1764" type="sparse" dimensions="2" resolution="441" notifyOnAdd="true" dataset="0" minimum="200" maximum="240" units="Hz" />
  <dataset id="0" dimensions="2">
    <point frame="441" value="220.5" label="" />
    <point frame="882" value="221.25" label="" />
    <point frame="1764" value="222" label="" />
  </dataset>
  <model id="5" name="notes" sampleRate="44100" start="441" end="13230" type="sparse" dimensions="3" resolution="1" notifyOnAdd="true" dataset="4" subtype="flexinote" valueQuantization="0" minimum="200" maximum="247" units="Hz" />
  <dataset id="4" dimensions="3">
    <point frame="441" value="220" duration="4410" level="0.8" label="la &amp; &quot;x&quot;" />
    <point frame="8820" value="246.94" duration="4410" label="" />
  </dataset>
  <layer id="2" type="timevalues" name="Pitch Track" model="1"  plotStyle="2" />
  <layer id="8" type="flexinotes" name="Notes" model="5"  verticalScale="0" />
</data>
<display>
  <view><layer id="2" type="timevalues" name="Pitch Track" model="1" visible="true"/></view>
</display>
</sv>
"""


def test_layers_that_sonic_visualiser_wrote():
    score = read(WRITTEN.encode(), SVL)
    f0 = score.curves["f0"]
    # Frames of the sound, 441 at 44.1 kHz apart; between 0.02 and 0.04 s there is none.
    assert (f0.start, f0.hop) == (0.01, pytest.approx(0.01))
    assert f0.values.tolist() == pytest.approx([220.5, 221.25, np.nan, 222], nan_ok=True)
    one, two = score.notes
    assert (one.pitch, one.velocity, one.lyric, dict(one.extra)) == (57, 102, 'la & "x"', {})
    assert (one.onset_beats, one.duration_beats) == (0.02, 0.2)
    assert (two.pitch, two.velocity, two.lyric) == (59, 100, None)
    # A tempered B is 246.94165 Hz: 1200 log2(246.94 / 246.94165) = -0.0116 cents.
    assert two.extra["cents"] == pytest.approx(-0.0116, abs=1e-4)
    assert (score.tracks[0].name, score.sample_rate) == ("Notes", 44_100)


def test_sessions_are_packed(tmp_path):
    for name in ("a.sv", "a.ton"):
        (tmp_path / name).write_bytes(bz2.compress(WRITTEN.encode()))
        assert len(load(tmp_path / name).notes) == 2
    with pytest.raises(FormatError, match="ends too early"):
        read(bz2.compress(WRITTEN.encode())[:-20], SVL)
    with pytest.raises(FormatError, match="damaged session"):
        read(b"BZh9" + b"x" * 40, SVL)


def layer(model, points, kind="timevalues"):
    return (
        f'<sv><data><model id="1" name="m" sampleRate="1000" type="sparse" dataset="0" {model}/><dataset id="0">'
        f'{points}</dataset></data><display><layer id="2" type="{kind}" name="L" model="1"/></display></sv>'
    ).encode()


def test_values_without_a_unit_are_a_pitch_when_it_is_said():
    data = layer('dimensions="2" units=""', '<point frame="0" value="69"/><point frame="10" value="0"/>')
    plain = read(data, SVL).curves["L"]
    assert (plain.target, plain.values.tolist()) == ("L", [69, 0])
    f0 = read(data, SVL, unit="semitones").curves["f0"]
    assert f0.values.tolist() == pytest.approx([440, np.nan], nan_ok=True)


def test_notes_in_midi_numbers():
    data = layer('dimensions="3" subtype="note"', '<point frame="0" value="60.25" duration="500" level="1"/>', "notes")
    (note,) = read(data, SVL).notes
    assert (note.pitch, note.extra["cents"], note.velocity) == (60, 25, 127)
    data = layer(
        'dimensions="3"', '<point frame="0" value="300" duration="5"/><point frame="0" value="6" duration="0"/>'
    )
    with pytest.warns(PianoRollWarning, match="2 notes without a length or a pitch from 0 to 127"):
        assert len(read(data, SVL).notes) == 0


def test_labels_become_segments():
    regions = layer(
        'dimensions="3" subtype="region"', '<point frame="5" value="1" duration="10" label="a"/>', "regions"
    )
    assert read(regions, SVL).segments == (Segment(0.005, 0.015, "L", "a"),)
    instants = layer('dimensions="1"', '<point frame="5" label="b"/>', "timeinstants")
    assert read(instants, SVL).segments == (Segment(0.005, 0.005, "L", "b"),)


def test_a_file_of_ours():
    """What Sonic Visualiser asks for: a model, a dataset and a layer that know each other, whole frames, units."""
    f0 = Curve("f0", [np.nan, 220.5, 221.25], target="f0", unit="Hz", hop=256 / 44_100)
    hidden = Curve("pedal", [1, 2], style={"visible": False})
    notes = NoteTable.from_columns([0, 1, 2], 0.5, [57, 60, 62], [127, 64, 1], [0, 0, 1], lyric=['a<"&', "가", None])
    score = Score(notes, tracks=[Track("voice"), Track()], curves=[f0, hidden, Curve("dB", [-3.5, -4], hop=0.01)],
                  segments=[Segment(0, 0.5, "word", "x"), Segment(0.2, 0.2, "beat", "1")])  # fmt: skip
    root = ElementTree.fromstring(write(score, SVL))
    models, layers = list(root.iter("model")), list(root.iter("layer"))
    assert [(m.get("name"), m.get("dimensions"), m.get("subtype"), m.get("units")) for m in models] == [
        ("f0", "2", None, "Hz"), ("voice", "3", "note", "Hz"), ("notes", "3", "note", "Hz"), ("dB", "2", None, ""),
        ("word", "3", "region", ""), ("beat", "1", None, None),
    ]  # fmt: skip
    assert [x.get("model") for x in layers] == [m.get("id") for m in models]
    assert [x.get("type") for x in layers] == ["timevalues", "notes", "notes", "timevalues", "regions", "timeinstants"]
    points = {d.get("id"): [p.attrib for p in d] for d in root.iter("dataset")}
    assert points[models[0].get("dataset")] == [
        {"frame": "256", "value": "220.5", "label": ""}, {"frame": "512", "value": "221.25", "label": ""}
    ]  # fmt: skip
    assert points[models[1].get("dataset")][0] == {
        "frame": "0", "value": "220", "duration": "11025", "level": "1", "label": 'a<"&'
    }  # fmt: skip
    again = read(write(score, SVL), SVL)
    assert [(n.pitch, n.velocity, n.track, n.lyric) for n in again.notes] == [
        (57, 127, 0, 'a<"&'), (60, 64, 0, "가"), (62, 1, 1, None)
    ]  # fmt: skip
    assert again.segments == score.segments
    assert [track.name for track in again.tracks] == ["voice", "notes"]


HZ = st.lists(st.just(np.nan) | st.floats(20, 20_000, width=32), min_size=1, max_size=30)


@given(HZ, st.sampled_from([0.01, 256 / 44_100, 512 / 22_050, 0.005, 160 / 16_000, 512 / 48_000]), st.integers(0, 4))
def test_f0_comes_back(values, hop, skipped):
    f0 = Curve("f0", values, None, "f0", "Hz", start=skipped * hop, hop=hop)
    known = ~np.isnan(f0.values)
    if not known.any():
        return
    again = read(write(Score(curves=[f0]), SVL), SVL).curves["f0"]
    # Every hop of these lies on whole samples of some rate.
    np.testing.assert_allclose(again.sample_times()[~np.isnan(again.values)], f0.sample_times()[known], atol=1e-9)
    np.testing.assert_array_equal(again.values[~np.isnan(again.values)], f0.values[known])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"x", "not well-formed XML"),
        (b"<sv>", "not well-formed XML"),
        (b"<sv/>", "no layer of time values"),
        (
            layer('dimensions="2"', '\n<point frame="x" value="1"/>'),
            "line 2: the frame of a point is 'x', not a number",
        ),
        (layer('dimensions="2"', '<point value="1"/>'), "the frame of a point is None"),
        (layer('dimensions="2"', '<point frame="nan" value="1"/>'), "layer 'L': point 1 has no time"),
        (layer('dimensions="2" ', "").replace(b'"1000"', b'"0"'), "layer 'L': its sample rate is '0'"),
        (b'<!DOCTYPE sv [<!ENTITY a "aaaa">]><sv>&a;</sv>', "XML entities"),
        (b'<!DOCTYPE sv [<!ENTITY a SYSTEM "file:///etc/passwd">]><sv>&a;</sv>', "XML entities"),
    ],
)
def test_files_that_cannot_be_read(data, reason):
    with pytest.raises(FormatError) as error:
        read(data, SVL)
    assert str(error.value).startswith("a.svl: ")
    assert reason in str(error.value)


def test_layers_that_are_pictures_are_named():
    data = WRITTEN.replace("<data>", '<data><model id="9" name="s" type="dense" sampleRate="44100" dataset="7"/>')
    with pytest.warns(PianoRollWarning, match="the layers 's' are no pitch"):
        read(data.encode(), SVL)
    with pytest.raises(FormatError, match="no pitch, notes, curves or labels"):
        write(Score(), SVL)


def test_options(tmp_path):
    score = Score(curves=[Curve("f0", [220, 221], target="f0", hop=0.01), Curve("b", [440, 441], hop=0.01)])
    again = load(save(score, tmp_path / "a.svl", curve="b", sr=8000))
    assert again.sample_rate == 8000
    assert again.curves["f0"].values.tolist() == [440, 441]


def test_an_hour_is_read_at_once():
    n = 100_000
    data = write(Score(curves=[Curve("f0", 220 + np.sin(np.arange(n)), target="f0", hop=0.01)]), SVL)
    start_s = time.process_time()
    assert len(read(data, SVL).curves["f0"]) == n
    # 0.2 s; a tree of elements takes 0.6 s and hundreds of megabytes for a million.
    assert time.process_time() - start_s < 1.5
