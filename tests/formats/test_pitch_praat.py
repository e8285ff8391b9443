"""Praat's Pitch and PitchTier: bytes that Praat wrote are read, and what we write is read by praatio and by ourselves.

What Praat says of the small Pitch below (a sine of 300 Hz, 50 of 90 ms; Praat 6.1 through praat-parselmouth 0.4.7, which
is no part of the tests): `To Pitch (ac): 0.01, 150, 2, no, 0.03, 0.45, 0.01, 0.35, 0.14, 600`; `Get value in frame` is
300.00295045106964, 300.0029504501556, 300.0029504501553, 299.8357848308329 and three times undefined.
"""

import base64
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from praatio.data_classes.data_point import PointObject2D
from praatio.data_points import open2DPointObject

from gradio_pianoroll.formats import FormatError, load, save
from gradio_pianoroll.formats.pitch.praat import read, write
from gradio_pianoroll.score import Curve, NoteTable, PianoRollWarning, Score

PITCH, TIER = Path("a.Pitch"), Path("a.PitchTier")
BINARY = base64.b64decode(
    "b29CaW5hcnlGaWxlB1BpdGNoIDEAAAAAAAAAAD+3Cj1wo9cKAAAABz+EeuFHrhR7P464UeuFHrZAgsAAAAAAAAAEP+9mvuFQiNIAAAADQHLA"
    "DBXFraQ/7/+XqPM2TgAAAAAAAAAAAAAAAAAAAABAYsAvnmMAKz/v/sddVGpeP+9mvuFQiNMAAAADQHLADBXFbtQ/7/+XqPM2SgAAAAAAAAAA"
    "AAAAAAAAAABAYsAvnmKjgz/v/sddVGpgP+9mvuFQiNMAAAADQHLADBXFbs8/7/+XqPM2TQAAAAAAAAAAAAAAAAAAAABAYsAvnmMugD/v/sdd"
    "VGpeP/AAAAAAAAAAAAADQHK9X1/qLrk/7ZPOLZMbHwAAAAAAAAAAAAAAAAAAAABAYr2BLudbxD/pFayZJEZEP7R3YPquBvEAAAABAAAAAAAA"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAA"
)
HEAD = 'File type = "ooTextFile"\nObject class = "Pitch 1"\n\n'
CANDIDATES = [
    (0.9812921906161824, [(300.00295045106964, 0.9999502467923749), (0, 0), (150.0058128293616, 0.9998509238096849)]),
    (0.9812921906161826, [(300.0029504501556, 0.9999502467923744), (0, 0), (150.00581282868743, 0.9998509238096851)]),
    (0.9812921906161826, [(300.0029504501553, 0.9999502467923748), (0, 0), (150.0058128296987, 0.9998509238096849)]),
    (1, [(299.8357848308329, 0.9242926492814582), (0, 0), (149.9220194357605, 0.7838957778023503)]),
    (0.07994657631027359, [(0, 0)]),
    (0, [(0, 0)]),
    (0, [(0, 0)]),
]
NUMBERS = [0, 0.09, 7, 0.01, 0.014999999999999996, 600, 4]
SHORT = HEAD + "".join(
    f"{n!r}\n"
    for n in [*NUMBERS, *(x for loud, c in CANDIDATES for x in [loud, len(c), *(y for pair in c for y in pair)])]
)
LONG = (
    HEAD
    + "".join(
        f"{name} = {n!r} \n"
        for name, n in zip(("xmin", "xmax", "nx", "dx", "x1", "ceiling", "maxnCandidates"), NUMBERS, strict=True)
    )
    + "frames []: \n"
    + "".join(
        f"    frames [{i}]:\n        intensity = {loud!r} \n        nCandidates = {len(c)} \n        candidates []: \n"
        + "".join(
            f"            candidates [{k}]:\n                frequency = {hz!r} \n                strength = {s!r} \n"
            for k, (hz, s) in enumerate(c, 1)
        )
        for i, (loud, c) in enumerate(CANDIDATES, 1)
    )
)
HZ = [300.00295045106964, 300.0029504501556, 300.0029504501553, 299.8357848308329, np.nan, np.nan, np.nan]
TIER_HEAD = 'File type = "ooTextFile"\nObject class = "PitchTier"\n\n'
POINTS = [(0.014999999999999996, 300.00295045106964), (0.025, 300.0029504501556), (0.035, 299.8357848308329)]


@pytest.mark.parametrize(
    "data", [LONG.encode(), SHORT.encode(), BINARY, LONG.encode("utf-16"), SHORT.replace("\n", "\r\n").encode()]
)
def test_all_forms_of_a_pitch_that_praat_wrote(data):
    with pytest.warns(PianoRollWarning, match="8 candidates beside the path are left out"):
        score = read(data, PITCH)
    f0 = score.curves["f0"]
    assert f0.values.tolist() == pytest.approx(HZ, nan_ok=True, rel=1e-7)
    # x1 and dx: the centre of the first frame and the hop.
    assert (f0.start, f0.hop, f0.unit, f0.target) == (0.014999999999999996, 0.01, "Hz", "f0")
    assert score.curves["strength"].values.tolist() == pytest.approx([c[0][1] for _, c in CANDIDATES])
    assert score.curves["intensity"].values.tolist() == pytest.approx([loud for loud, _ in CANDIDATES])
    assert score.extra["praat"] == {"xmin": 0, "xmax": 0.09, "ceiling": 600}


@pytest.mark.parametrize(
    ("text", "hz"),
    [
        # Praat: `Get value in frame` is undefined at 600 and 700 Hz under a ceiling of 600.
        ("0 1 3 0.5 0.25 600 1  0 1 200 0.9  0 1 700 0.9  0 1 600 1", [200, np.nan, np.nan]),
        ("0 1 2 0.5 0.25 600 1  0 1 --undefined-- 0.9  0 1 300 0.9", [np.nan, 300]),
        ("0 1 1 0.5 0.25 600 1 ! 5 6 7\n  0 1 2e2 .9", [200]),
        ("0 1 1 0.5 0.25 600 1\n  0 1 200 0.9 and - then . more", [200]),
    ],
)
def test_what_praat_takes_for_a_number_and_for_unvoiced(text, hz):
    assert read((HEAD + text).encode(), PITCH).curves["f0"].values.tolist() == pytest.approx(hz, nan_ok=True)
    # Without a version it is read by Praat all the same.
    assert len(read((HEAD.replace(" 1", "") + text).encode(), PITCH).curves["f0"]) == len(hz)


def tier_forms():
    long = TIER_HEAD + "xmin = 0 \nxmax = 0.09 \npoints: size = 3 \n"
    long += "".join(f"points [{i}]:\n    number = {t!r} \n    value = {v!r} \n" for i, (t, v) in enumerate(POINTS, 1))
    short = TIER_HEAD + "0\n0.09\n3\n" + "".join(f"{t!r}\n{v!r}\n" for t, v in POINTS)
    sheet = '"ooTextFile"\n"PitchTier"\n0 0.09 3\n' + "".join(f"{t!r}\t{v!r}\n" for t, v in POINTS)
    unsorted = TIER_HEAD + "0 0.09 3 " + " ".join(f"{t!r} {v!r}" for t, v in reversed(POINTS))
    binary = b"ooBinaryFile\x09PitchTier" + np.array([0, 0.09], ">f8").tobytes() + np.array(3, ">i4").tobytes()
    binary += np.array(POINTS, ">f8").tobytes()
    bare = "".join(f"{t!r}\t{v!r}\n" for t, v in POINTS)
    forms = {"long": long, "short": short, "sheet": sheet, "unsorted": unsorted, "bare": bare}
    return {**{name: text.encode() for name, text in forms.items()}, "binary": binary}


@pytest.mark.parametrize("form", tier_forms())
def test_all_forms_of_a_pitch_tier(form):
    score = read(tier_forms()[form], TIER)
    f0 = score.curves["f0"]
    assert f0.times.tolist() == [t for t, _ in POINTS]
    assert f0.values.tolist() == pytest.approx([v for _, v in POINTS], rel=1e-7)
    assert dict(score.extra) == ({} if form == "bare" else {"praat": {"xmin": 0, "xmax": 0.09}})


def test_a_pitch_tier_of_ours_is_read_by_praatio(tmp_path):
    f0 = Curve("f0", [np.nan, 220.5, np.nan, 440.25], target="f0", unit="Hz", start=0.5, hop=0.25)
    path = save(Score(curves=[f0]), tmp_path / "a.PitchTier")
    found = open2DPointObject(str(path))
    assert isinstance(found, PointObject2D)
    assert [tuple(point) for point in found.pointList] == [(0.75, 220.5), (1.25, 440.25)]
    assert (found.minTime, found.maxTime) == (0, 1.25)
    lines = save(Score(curves=[f0]), tmp_path / "b.PitchTier", headerless=True).read_text().splitlines()
    assert lines == ["0.75\t220.5", "1.25\t440.25"]


HZ_VALUES = st.lists(st.just(np.nan) | st.floats(1, 20_000, width=32), min_size=1, max_size=30)


@given(HZ_VALUES, st.sampled_from([0.0, 0.02, -0.5]), st.sampled_from([0.01, 256 / 44_100]))
def test_frames_come_back_from_a_pitch_and_points_from_a_tier(values, start, hop):
    f0 = Curve("f0", values, None, "f0", "Hz", start=start, hop=hop)
    again = read(write(Score(curves=[f0]), PITCH), PITCH).curves["f0"]
    assert again.same(f0)
    points = read(write(Score(curves=[f0]), TIER), TIER).curves["f0"]
    known = ~np.isnan(f0.values)
    assert points.times.tolist() == f0.sample_times()[known].tolist()
    assert points.values.tolist() == f0.values[known].tolist()
    # Written again it is the same file: domain and ceiling are kept.
    score = read(write(Score(curves=[f0]), PITCH), PITCH)
    assert write(read(write(score, PITCH), PITCH), PITCH) == write(score, PITCH)


def test_the_ceiling_lies_above_every_frequency():
    # Praat takes a frame at the ceiling for unvoiced.
    for hz in (599, 600, 601, 5000):
        f0 = Curve("f0", [hz], target="f0", unit="Hz")
        score = Score(curves=[f0], extra={"praat": {"ceiling": 600}})
        assert read(write(score, PITCH), PITCH).curves["f0"].values.tolist() == [hz]


def test_points_that_are_not_even_become_frames():
    glide = Curve("f0", [200, 300], [0.0, 0.1], "f0", "Hz")
    with pytest.warns(PianoRollWarning, match=r"not even; frames of 0\.01 s"):
        data = write(Score(curves=[glide]), PITCH)
    assert read(data, PITCH).curves["f0"].values.tolist() == pytest.approx(np.linspace(200, 300, 11))
    every = read(write(Score(curves=[glide]), PITCH, hop_s=0.05), PITCH).curves["f0"]
    assert (every.hop, every.values.tolist()) == (0.05, pytest.approx([200, 250, 300]))


def test_notes_stand_in_for_a_curve(tmp_path):
    score = Score(NoteTable.from_columns([0, 0.02], 0.02, [69, 57], extra={1: {"cents": -1200}}))
    with pytest.warns(PianoRollWarning, match="no F0 curve; the pitches of its notes"):
        path = save(score, tmp_path / "a.Pitch")
    assert load(path).curves["f0"].values.tolist() == [440, 110]
    with pytest.raises(FormatError, match="neither an F0 curve nor notes"):
        save(Score(), path)
    with pytest.raises(FormatError, match="no curve 'x'; it has –"):
        save(Score(), path, curve="x")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"x", "line 1: 'x' is neither Praat's nor a time and a frequency"),
        (b"0 100\n0.1 x\n", "line 2: '0.1 x'"),
        (b" \n\n", "neither a Pitch nor a PitchTier"),
        (
            b'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n1\n',
            "a TextGrid of Praat's; Pitch and PitchTier",
        ),
        (HEAD.encode() + b"0 1 2\n", "line 4: it ends within the Pitch"),
        (HEAD.encode() + b"0\n1\n2\n0.5\n0.25\n600\n1\n0\n1\n200\n0.9\n1\n", "line 15: it ends at frame 2 of 2"),
        (HEAD.encode() + b"0\n1\n1\n0.5\n0.25\n600\n1\n0\n0\n200\n0.9\n", "line 12: frame 1 has 0 candidates"),
        (HEAD.encode() + b"0\n1\n1\n0.5\n0.25\n600\n1\n0\n1.5\n200\n0.9\n", "line 12: frame 1 has 1.5 candidates"),
        (HEAD.encode() + b"0\n1\n-1\n0.5\n0.25\n600\n1\n", "line 6: the number of frames is -1"),
        (HEAD.encode() + b"0\n1\n1e9\n0.5\n0.25\n600\n1\n", "1,000,000,000 frames; at most 10,000,000"),
        (HEAD.encode() + b"0\n1\n0\n0\n0.25\n600\n1\n", "its frames are 0 s apart"),
        (
            TIER_HEAD.encode() + b"xmin = 0\nxmax = 1\npoints: size = 2\n 0.5 200\n0.75\n",
            "line 8: it ends at point 2 of 2",
        ),
        (TIER_HEAD.encode() + b"0 1 1 --undefined-- 3", "point 1 has no time"),
        (BINARY[:100], "it ends at frame 1 of 7"),
        (BINARY[:30], "it ends within the Pitch"),
        (b"ooBinaryFile\x05Sound1234", "a Sound of Praat's"),
    ],
)
def test_files_that_cannot_be_read(data, reason):
    with pytest.raises(FormatError) as error:
        read(data, PITCH)
    assert str(error.value).startswith("a.Pitch: ")
    assert reason in str(error.value)


def test_a_long_recording_is_read_at_once():
    n = 100_000
    long = Score(curves=[Curve("f0", 220 + np.sin(np.arange(n)), target="f0", hop=0.01)])
    data = write(long, PITCH)
    start_s = time.process_time()
    assert len(read(data, PITCH).curves["f0"]) == n
    # 0.1 s; token by token it takes 2 s.
    assert time.process_time() - start_s < 1


def test_options_that_a_format_does_not_take(tmp_path):
    score = Score(curves=[Curve("f0", [220], target="f0")])
    with pytest.raises(FormatError, match="Praat Pitch is written without the option unit; it takes curve, hop_s"):
        save(score, tmp_path / "a.Pitch", unit="Hz")
    path = save(score, tmp_path / "a.Pitch", unit=None)
    with pytest.raises(FormatError, match="Praat Pitch is read without the option hop_s; it takes –"):
        load(path, hop_s=1)
    for hop in (0, -1, float("nan"), "1", True):
        with pytest.raises(FormatError, match="hop_s must be a number above 0"):
            save(score, path, hop_s=hop)
