"""A score as a picture: what is drawn lies where the score says, in the colours of the roll, and is written as it is."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from PIL import Image

from gradio_pianoroll import Curve, NoteTable, Score, Segment, TempoMap, Track
from gradio_pianoroll.errors import ScoreError
from gradio_pianoroll.score.plot.grid import bar_and_beat_lines
from gradio_pianoroll.score.plot.lanes import MOST_POINTS, thinned
from gradio_pianoroll.score.plot.notes import MOST_ROUNDED
from gradio_pianoroll.score.plot.picture import picture_bytes
from gradio_pianoroll.score.plot.theme import luminance, note_text_is_dark, note_texts, rgb, theme_of


@pytest.fixture
def song():
    notes = NoteTable.from_columns(
        [0, 1, 2.5, 4], [1, 1.5, 1, 2], [60, 64, 67, 48], velocity=[100, 80, 60, 127], track=[0, 0, 0, 1],
        lyric=["아", "리", "랑", None],
    )  # fmt: skip
    f0 = Curve("f0", np.full(300, 261.6, np.float32), hop=0.01, target="f0", unit="Hz")
    level = Curve("loudness", np.linspace(-60, 0, 300), hop=0.01, target="loudness", unit="dB")
    words = (Segment(0, 1, "word", "아리랑"), Segment(0, 0.4, "phone", "a"))
    tracks = (Track("voice"), Track("bass", color="#00ff00"))
    return Score(notes, TempoMap([(0, 120), (4, 60)], [(0, 3, 4)]), tracks, [f0, level], words)


def boxes(figure):
    """Left, right, lowest and highest of each note, in the coordinates of the grid."""
    (found,) = (c for c in figure.axes[2].collections if isinstance(c, PolyCollection))
    return [(*path.vertices.min(0), *path.vertices.max(0)) for path in found.get_paths()], found


@pytest.mark.parametrize("time", ["beats", "seconds"])
def test_every_note_lies_where_the_score_says(song, time):
    found, _ = boxes(song.plot(time=time))
    onset, end = song.notes.onset_beats, song.notes.end_beats
    if time == "seconds":
        onset, end = song.tempo_map.seconds_at(onset), song.tempo_map.seconds_at(end)
    assert len(found) == 4
    for i, (left, low, right, high) in enumerate(found):
        assert (left, right) == pytest.approx((onset[i], end[i]))
        assert (low + high) / 2 == pytest.approx(song.notes.pitch[i])
        assert 0.7 < high - low < 1


def test_only_what_is_asked_for_is_drawn(song):
    assert len(boxes(song.plot(span=(0, 2)))[0]) == 2
    # The first note ends where this begins, the third begins where it ends.
    assert [left for left, *_ in boxes(song.plot(span=(1, 2.5)))[0]] == [1]
    # What began before is there, too.
    assert [left for left, *_ in boxes(song.plot(span=(1.5, 2)))[0]] == [1]
    assert len(boxes(song.plot(tracks=[1]))[0]) == 1
    assert len(boxes(song.plot(pitches=(60, 64)))[0]) == 2
    texts = [text.get_text() for text in song.plot(lyrics=False).axes[2].texts]
    assert texts == []
    assert [t.get_text() for t in song.plot(size_in=(7, 6)).axes[2].texts] == ["아", "리", "랑"]
    assert len(song.plot(f0=False).axes[2].lines) < len(song.plot().axes[2].lines)


def test_colours_say_what_they_are_asked_to(song):
    by_track = boxes(song.plot())[1].get_facecolors()[:, :3]
    assert by_track[3] == pytest.approx((0, 1, 0))  # its own, at full velocity
    assert np.linalg.norm(by_track[0] - rgb(theme_of("light").tracks[0])) < 0.06
    by_class = boxes(song.plot(colour_by="pitch class"))[1].get_facecolors()
    assert (by_class[0] == by_class[3]).all()  # both are a C
    assert (by_class[0] != by_class[1]).any()
    by_velocity = luminance(boxes(song.plot(colour_by="velocity"))[1].get_facecolors()[:, :3])
    assert by_velocity[3] < by_velocity[0] < by_velocity[1] < by_velocity[2]


@pytest.mark.parametrize("name", ["light", "dark"])
def test_texts_can_be_read_on_every_track(name):
    """WCAG 2.1 asks for 4.5:1."""
    fills = np.array([rgb(colour) for colour in theme_of(name).tracks])
    texts = luminance(np.array([rgb(text) for text in note_texts()]))
    chosen = np.where(note_text_is_dark(fills), texts[0], texts[1])
    brighter, darker = np.maximum(chosen, luminance(fills)), np.minimum(chosen, luminance(fills))
    assert ((brighter + 0.05) / (darker + 0.05)).min() >= 4.5


def test_lanes_lie_below_in_their_order(song):
    figure = song.plot(lanes=["velocity", "loudness", "segments"], size_in=(7, 5))
    heights = [axes.get_position().y1 for axes in figure.axes[4:]]
    assert len(heights) == 3
    assert heights == sorted(heights, reverse=True)
    velocity, loudness, segments = figure.axes[4:]
    tops = [path.vertices[1] for path in velocity.collections[0].get_paths()]
    assert np.array(tops).tolist() == [[0, 100], [1, 80], [2.5, 60], [4, 127]]
    assert "0 dB" in [text.get_text() for text in loudness.texts]
    assert {"word", "phone", "아리랑", "a"} <= {text.get_text() for text in segments.texts}


def test_bars_and_beats_follow_the_metre_and_thin_out():
    tempo_map = TempoMap(120, [(0, 3, 4), (6, 6, 8)])
    bars, beats = bar_and_beat_lines(tempo_map, 0, 12, 600)
    assert bars == [(1, 0), (2, 3), (3, 6), (4, 9), (5, 12)]
    assert beats == [1, 2, 4, 5, 6.5, 7, 7.5, 8, 8.5, 9.5, 10, 10.5, 11, 11.5]
    bars, beats = bar_and_beat_lines(TempoMap(120), 0, 4000, 500)
    assert beats == []
    assert 50 < len(bars) <= 126


def test_no_peak_is_lost_when_a_long_curve_is_thinned():
    values = np.zeros(1_000_000)
    values[123_457], values[765_433], values[[123_458, 500_000, 765_434]] = 9, -7, np.nan
    x, kept = thinned(np.arange(len(values)), values)
    assert len(x) <= MOST_POINTS
    assert (np.diff(x) > 0).all()
    assert (np.nanmax(kept), np.nanmin(kept)) == (9, -7)


def test_many_notes_are_pixels_in_a_drawing():
    n = MOST_ROUNDED + 1
    score = Score(NoteTable.from_columns(np.arange(n) / 4, 0.25, 40 + np.arange(n) % 40))
    svg = picture_bytes(score.plot(), "svg", dpi=100).decode()
    assert "<image" in svg
    assert len(svg) < 600_000


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_files_are_what_they_are_called_and_always_the_same(song, tmp_path, suffix):
    path = tmp_path / f"아리랑.{suffix}"
    song.plot(path, dpi=100, lanes=["velocity"])
    again = tmp_path / f"again.{suffix}"
    song.plot(again, dpi=100, lanes=["velocity"])
    data = path.read_bytes()
    assert data == again.read_bytes()
    assert data.startswith({"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[suffix])
    if suffix == "png":
        assert Image.open(path).size == (700, 320)
    if suffix == "svg":
        assert "아" in data.decode()  # a text, not outlines


def test_the_picture_has_the_notes_colour_where_the_note_is(song, tmp_path):
    song.plot(tmp_path / "a.png", dpi=100, lyrics=False, f0=False, span=(0, 6), pitches=(48, 71), time="beats")
    pixels = np.asarray(Image.open(tmp_path / "a.png").convert("RGB")).astype(int)
    figure = song.plot(span=(0, 6), pitches=(48, 71))
    x, y = figure.axes[2].transData.transform((5, 48)) / figure.dpi * 100
    assert pixels[320 - round(y), round(x)].tolist() == [0, 255, 0]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"theme": "blue"}, "theme"),
        ({"time": "bars"}, "time"),
        ({"span": (4, 4)}, "span"),
        ({"span": (float("nan"), 4)}, "span"),
        ({"span": ("a", "b")}, "span"),
        ({"span": (1, 2, 3)}, "span"),
        ({"pitches": (70, 60)}, "pitches"),
        ({"pitches": (60.5, 70)}, "pitches"),
        ({"pitches": 60}, "pitches"),
        ({"tracks": ["voice"]}, "no track 'voice'; they are numbered from 0 to 1"),
        ({"tracks": [0, 2]}, "no track 2"),
        ({"tracks": [-1]}, "no track -1"),
        ({"tracks": 1}, "tracks must be a list"),
        ({"colour_by": "mood"}, "colour_by"),
        ({"lanes": ["nothing"]}, "velocity, segments, f0, loudness"),
        ({"lanes": ["velocity"] * 5}, "inches of height"),
        ({"size_in": (0, 3)}, "size_in"),
        ({"size_in": (1, 3)}, "wide"),
        ({"size_in": ("wide", 3)}, "size_in"),
        ({"font_size_pt": 0}, "font_size_pt"),
        ({"font_size_pt": "large"}, "font_size_pt"),
        ({"path": "song.png", "dpi": 0}, "dpi"),
        ({"path": "song.png", "dpi": 100_000}, "dpi"),
        ({"path": "song.gif"}, "song.gif"),
    ],
)
def test_what_cannot_be_drawn_is_said(song, wrong, says):
    with pytest.raises(ScoreError, match=re.escape(says)):
        song.plot(**wrong)


@pytest.mark.parametrize(
    "score", [Score(), Score(NoteTable.from_columns([0], 1, [0])), Score(NoteTable.from_columns([0], 1, [127]))]
)
def test_little_and_nothing_can_be_drawn(score):
    assert score.plot(lanes=["velocity", "segments"]).axes


def test_a_hostile_lyric_is_only_a_text(tmp_path):
    lyrics = ["$\\frac{$", "<script>alert(1)</script>", "&lt;", "\\N{BELL}", "한글"]
    score = Score(NoteTable.from_columns(np.arange(5), 1, [60] * 5, lyric=lyrics))
    score.plot(tmp_path / "a.svg", size_in=(14, 4))
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "<script" not in svg


def test_without_matplotlib_the_sentence_says_what_to_install():
    code = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "from gradio_pianoroll import Score\n"
        "try: Score().plot()\n"
        "except ImportError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'gradio_pianoroll[plot]'" in done.stdout


def test_the_colours_are_said_once():
    """Both themes name the same places."""
    colours = json.loads((Path(theme_of.__code__.co_filename).with_name("colours.json")).read_text(encoding="utf-8"))
    assert colours["light"].keys() == colours["dark"].keys()


def test_a_recording_without_notes_is_shown_to_its_end_in_the_rows_of_its_pitch():
    hz = np.full(1_000, 261.63, np.float32)
    hz[500] = 12_000  # one wild frame, ten octaves of a piano above
    for unit, spacing in (("s", 0.01), ("beats", 0.02)):
        score = Score(curves=[Curve("f0", hz, hop=spacing, time=unit, target="f0", unit="Hz")])
        grid = score.plot().axes[2]
        assert grid.get_xlim() == (0, 20)  # ten seconds at 120 bpm
        low, high = grid.get_ylim()
        assert (low + high) / 2 == pytest.approx(60, abs=1)
        assert high - low == 12
        (line,) = (line for line in grid.lines if len(line.get_xdata()) > 100)
        assert line.get_xdata()[[0, -1]] == pytest.approx([0, 19.98])
        assert line.get_ydata()[0] == pytest.approx(60, abs=0.001)  # C4 is 261.63 Hz
        for time, span in (("beats", (4, 5)), ("seconds", (2, 2.5))):
            part = score.plot(span=span, time=time).axes[2]
            (line,) = (line for line in part.lines if len(line.get_xdata()) > 40)
            # To the edges of the picture, and no farther than a value.
            assert span[0] - 0.02 <= line.get_xdata()[0] <= span[0]
            assert span[1] <= line.get_xdata()[-1] <= span[1] + 0.02


def said(axes, y=None):
    """Texts of axes with their horizontal places (those at one height)."""
    found = [(*text.get_position(), text.get_text().strip()) for text in axes.texts]
    return [(x, text) for x, at, text in found if y is None or at == y]


def test_keys_and_ruler_say_what_they_stand_for(song):
    figure = song.plot(size_in=(7, 5))
    ruler, _, grid, keys = figure.axes[:4]
    # Rows of two more than the lowest and the highest note, 48 and 67; C4 is 60.
    assert grid.get_ylim() == (45.5, 69.5)
    assert [(text.get_text(), text.get_position()[1]) for text in keys.texts] == [("C3", 48), ("C4", 60)]
    black = [patch.get_y() + 0.5 for patch in keys.patches]
    assert black == [46, 49, 51, 54, 56, 58, 61, 63, 66, 68]  # Bb2, C#3, Eb3, F#3, …
    assert said(ruler, 0.25) == [(0, "1"), (3, "2"), (6, "3")]
    assert said(ruler, 0.74) == [(0, "♩=120  3/4"), (4, "♩=60")]
    # What holds where a part begins is said there.
    assert said(song.plot(span=(1, 4)).axes[0], 0.74) == [(1, "♩=120  3/4")]


def test_a_ruler_in_seconds_counts_minutes():
    score = Score(NoteTable.from_columns([0], 300, [60]), TempoMap(120))
    marks = dict(said(score.plot(time="seconds").axes[0], 0.25))
    assert {60: "1:00", 90: "1:30", 120: "2:00"}.items() <= marks.items()
    fine = said(score.plot(time="seconds", span=(61, 61.1)).axes[0], 0.25)
    assert "1:01.05" in [text for x, text in fine if x == pytest.approx(61.05)]


def test_lanes_are_as_high_as_their_style_says_and_hold_what_lies_in_the_span(song):
    level = Curve("level", np.full(300, -30), hop=0.01, unit="dB", style={"yMin": -80, "yMax": 0})
    song = song.replace(curves={**song.curves, "level": level})
    lane, segments = song.plot(lanes=["level", "segments"], size_in=(7, 5), time="seconds", span=(0.5, 2)).axes[4:]
    low, high = lane.get_ylim()
    assert -84 <= low <= -80
    assert 0 <= high <= 5
    assert [text for _, text in said(lane)] == ["−80", "0 dB"]
    # The word goes on, the phone has ended; the kind that begins first stands on top.
    assert [text.get_text() for text in segments.texts] == ["word", "phone", "아리랑"]
    assert segments.get_ylim() == (1.5, -0.5)
    later = song.replace(segments=(Segment(5, 6, "word", "나중"),)).plot(
        lanes=["segments"], span=(0, 2), size_in=(7, 5)
    )
    assert "나중" not in [text.get_text() for text in later.axes[4].texts]


def test_lyrics_stand_in_their_notes_and_can_be_read(song):
    labels = song.plot(size_in=(7, 6), colour_by="velocity").axes[2].texts
    assert [label.xy[0] for label in labels] == [0, 1, 2.5]
    for label in labels:
        inks = luminance(np.array([rgb(label.get_color()), label.get_bbox_patch().get_facecolor()[:3]]))
        assert (inks.max() + 0.05) / (inks.min() + 0.05) >= 4.5  # WCAG 2.1
    # Of a note that began before, it stands at the edge; where a letter has no room there is none.
    assert [label.xy[0] for label in song.plot(size_in=(7, 6), span=(0.5, 2)).axes[2].texts] == [0.5, 1]
    assert song.plot(size_in=(7, 6), span=(0, 2_000)).axes[2].texts[:] == []
