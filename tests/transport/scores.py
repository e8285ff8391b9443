"""Random scores for the tests of the transport."""

import numpy as np
from hypothesis import strategies as st

from gradio_pianoroll.score import Curve, NoteTable, Score, Segment, TempoMap, Track

TEXT = st.text(st.characters(codec="utf-8"), max_size=5)
KEYS = st.dictionaries(st.sampled_from(["my", "color", "길이"]), st.one_of(TEXT, st.integers(-9, 9), st.lists(TEXT)))
TICKS = st.integers(0, 2**24)


@st.composite
def note_tables(draw, off_grid=True):
    n = draw(st.integers(0, 12))
    rows = st.lists
    shift = st.floats(0, 0.4) if off_grid else st.just(0.0)
    onset = np.array(draw(rows(TICKS, min_size=n, max_size=n)), float)
    length = np.array(draw(rows(st.integers(1, 90_000), min_size=n, max_size=n)), float)
    onset += draw(shift)
    length += draw(shift)
    texts = rows(st.none() | TEXT, min_size=n, max_size=n)
    byte = rows(st.integers(0, 127), min_size=n, max_size=n)
    ids = draw(rows(st.integers(0, 2**32 - 1), unique=True, min_size=n, max_size=n))
    extra = {i: values for i in ids[:3] if (values := draw(KEYS))}
    return NoteTable.from_columns(
        onset / 15360, length / 15360, draw(byte), draw(byte), draw(byte), ids,
        draw(texts), draw(texts), draw(texts), extra,
    )  # fmt: skip


@st.composite
def scores(draw, off_grid=True):
    tempos = [(0.0, draw(st.floats(20, 300)))]
    if draw(st.booleans()):
        tempos.append((draw(st.integers(1, 10**6)) / 15360, 90.0))
    values = draw(st.lists(st.floats(0, 900, width=32) | st.just(float("nan")), max_size=9))
    curves = {
        "f0": Curve("f0", np.array(values, np.float32), target="f0", unit="Hz", hop=0.01, style={"color": "#123456"}),
        "free": Curve("free", np.array(values, np.float32), np.arange(len(values)) / 7, time="beats"),
    }
    return Score(
        notes=draw(note_tables(off_grid)),
        tempo_map=TempoMap(tempos, [(0, draw(st.integers(1, 12)), 4)]),
        tracks=(Track("피아노", program=draw(st.integers(0, 127))), Track("drums", is_drum=True)),
        curves=curves if draw(st.booleans()) else {},
        segments=(Segment(0, 1.5, "word", "안녕", 0.5, {"k": 1}),) if draw(st.booleans()) else (),
        ppqn=draw(st.sampled_from([96, 480, 960])),
        name=draw(TEXT),
        extra=draw(KEYS),
    )
