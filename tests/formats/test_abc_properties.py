"""ABC there and back: what the format and a score both hold comes back as it was, and any bytes are taken or refused."""

import warnings
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gradio_pianoroll.formats import FormatError
from gradio_pianoroll.formats.abc import read, write
from gradio_pianoroll.formats.abc.repeats import TooLongError, part_order
from gradio_pianoroll.formats.abc.texts import decoded, encoded
from gradio_pianoroll.formats.musicxml.notation import MARKS
from gradio_pianoroll.score import KeySignature, Marker, NoteTable, Score, TempoMap, Track

PATH = Path("a.abc")
# Grids of beats: sixteenths, triplets, quintuplets, and single ticks.
GRIDS = [4, 3, 12, 5, 15_360]
WORD = st.text("aé가-_*|~\\% &1\"'{}[]:!", min_size=1, max_size=5).map(lambda t: " ".join(t.split())).filter(bool)
TEXT = st.text('Amé가7#b/()^_<>@"\\%&:]![', min_size=1, max_size=6)


def plain(text):
    return " ".join(text.split())


@st.composite
def scores(draw, lyrics=True):
    grid = draw(st.sampled_from(GRIDS))
    n = draw(st.integers(0, 10))
    most = 40 if grid < 100 else 40_000
    onset = [draw(st.integers(0, most)) / grid for _ in range(n)]
    length = [draw(st.integers(1, 12 if grid < 100 else 40_000)) / grid for _ in range(n)]
    tracks = draw(st.integers(1, 3))
    extra = {}
    for row in range(n):
        if draw(st.booleans()):
            # A quarter tone is read as the semitone above, lowered.
            extra[row] = {"cents": -50}
    marks = list(MARKS.values())
    velocity = draw(st.sampled_from([100, *marks]))
    table = NoteTable.from_columns(
        onset,
        length,
        [draw(st.integers(12, 110)) for _ in range(n)],
        velocity,
        [draw(st.integers(0, tracks - 1)) for _ in range(n)],
        extra=extra,
    )
    beats = sorted({draw(st.integers(0, 24)) / 2 for _ in range(draw(st.integers(0, 3)))})
    keys = [
        KeySignature(
            0 if i == 0 else beat, draw(st.integers(-7, 7)), draw(st.sampled_from(["major", "minor", "dorian"]))
        )
        for i, beat in enumerate(beats)
    ]
    keys = [
        key for i, key in enumerate(keys) if i == 0 or (key.sharps, key.mode) != (keys[i - 1].sharps, keys[i - 1].mode)
    ]
    markers = [
        Marker(beat, plain(draw(TEXT)) or "x", draw(st.sampled_from([{}, {"kind": "chord"}, {"place": "_"}])))
        for beat in beats
    ]
    tempos = [(0, 120.0)] + [(beat, draw(st.integers(20, 400)) / 2) for beat in beats if beat]
    return Score(
        table,
        TempoMap(
            tempos, draw(st.sampled_from([[(0, 4, 4)], [(0, 6, 8)], [(0, 3, 4), (6, 2, 4)], [(0, 4, 4), (1, 4, 4)]]))
        ),
        tracks=tuple(Track(f"Voice {i}", draw(st.integers(0, 127)), i) for i in range(tracks)),
        name=plain(draw(TEXT)),
    ).replace(keys=keys, markers=markers)


def there_and_back(score):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return read(write(score, PATH), PATH)


def rows(score):
    notes = score.notes
    return sorted(
        (t, round(a * 15_360), round(b * 15_360), p, v, notes.extra.get(i, {}).get("cents", 0))
        for t, a, b, p, v, i in zip(
            notes.track.tolist(), notes.onset_beats.tolist(), notes.end_beats.tolist(), notes.pitch.tolist(),
            notes.velocity.tolist(), notes.id.tolist(), strict=True,
        )
    )  # fmt: skip


@settings(deadline=None, max_examples=120, suppress_health_check=list(HealthCheck))
@given(scores())
def test_notes_tempos_meters_keys_and_markers_come_back(score):
    again = there_and_back(score)
    assert rows(again) == rows(score)
    assert again.tempo_map.signatures == score.tempo_map.signatures
    # A tempo that is said again is none.
    tempos = TempoMap.tidy(score.tempo_map.tempos).tempos
    assert [(beat, round(bpm, 6)) for beat, bpm in again.tempo_map.tempos] == list(tempos)
    if score.keys:
        assert again.keys == score.keys
    assert sorted((m.beat, m.text, sorted(m.extra.items())) for m in again.markers) == sorted(
        (m.beat, m.text, sorted(m.extra.items())) for m in score.markers
    )
    assert [(t.name, t.program) for t in again.tracks] == [(t.name, t.program) for t in score.tracks]
    assert again.name == score.name


@settings(deadline=None, max_examples=120, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.none() | st.just("-") | st.tuples(WORD, st.sampled_from(["", "-"])).map("".join), max_size=12),
    st.integers(1, 9),
    st.booleans(),
)
def test_lyrics_come_back(lyrics, length, with_rests):
    n = len(lyrics)
    onset = [i * (length + with_rests) / 2 for i in range(n)]
    again = there_and_back(Score(NoteTable.from_columns(onset, length / 2, 60, lyric=lyrics)))
    assert again.notes.lyric.to_list() == lyrics


@settings(deadline=None, max_examples=120)
@given(st.text(max_size=12))
def test_texts_come_back(text):
    shown = " ".join(text.replace("\x1c", " ").replace("\x1d", " ").replace("\x1e", " ").replace("\x1f", " ").split())
    assert decoded(encoded(text)) == shown


FRAGMENTS = st.sampled_from(
    ["C", "^c'", "_B,,", "=e", "2", "3/2", "/", "//", "|", "||", "|:", ":|", "::", "|1", ":|2", "|]", "[", "]", "[CEG]",
     "(3", "(5:4:3", "(", ")", "-", ">", "<<", "{g}", "{", "}", '"Am"', '"^x"', '"', "!f!", "!", "~", ".", "z", "Z4", "x",
     "&", "[M:3/4]", "[K:Bb]", "[V:2]", "[Q:90]", "[L:1/16]", "[P:A]", "\n", "\nw: la- la_ * | ho", "\nV:2\n", "\nP:B\n",
     "\nK:F#m\n", "\n%%MIDI program 4\n", "\\", "$", "%", "99999999", "u", "T", " "]
)  # fmt: skip


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(
    st.lists(FRAGMENTS, max_size=40),
    st.sampled_from(["", "P:A2(AB)3\n", "M:6/8\nL:1/4\n", "M:none\n", "U:T=!trill!\n"]),
)
def test_any_music_code_is_read_and_written_again(fragments, head):
    """Whatever stands there, the second reading says what the first one said."""
    tune = f"X:1\n{head}K:C\n{''.join(fragments)}\n".encode()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        score = read(tune, PATH)
        again = read(write(score, PATH), PATH)
    assert [row[:4] for row in rows(again)] == [row[:4] for row in rows(score)]


@settings(deadline=None, max_examples=100)
@given(st.text("AB()23.", max_size=12))
def test_the_order_of_parts_ends(text):
    with suppress(TooLongError):
        assert len(part_order(text)) <= 200_000


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=80))
def test_any_bytes_are_taken_or_refused(data):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with suppress(FormatError):
            read(b"X:1\nK:C\n" + data, PATH)


def test_what_never_ends_is_refused():
    with pytest.raises(FormatError, match="more than 100 000 bars"):
        read(b"X:1\nP:(((A99)99)99)\nK:C\nP:A\nC|D|\n", PATH)
    with pytest.raises(FormatError, match="more than 100 000 bars"):
        read(b"X:1\nK:C\n" + b"|" + b":" * 200 + b"C|" * 2000 + b"C " + b":" * 200 + b"|\n", PATH)
