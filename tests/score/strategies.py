"""Scores and operations for property tests."""

import numpy as np
from hypothesis import strategies as st

from gradio_pianoroll.score import (
    Curve,
    CurveRange,
    Delete,
    Insert,
    NoteTable,
    Resize,
    Score,
    Segment,
    SegmentRange,
    Set,
    SetCurve,
    SetSegments,
    SetSignature,
    SetTempo,
    SetTracks,
    Shift,
    TempoMap,
    Track,
)

TEXTS = st.one_of(st.none(), st.sampled_from(["가", "안녕", "la", "", "𝄞", "n7"]), st.text(max_size=4))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
EXTRA = st.dictionaries(
    st.text(min_size=1, max_size=4).map(lambda key: f"x-{key}"), JSON.filter(lambda v: v is not None), max_size=2
)
GRID = st.integers(0, 40 * 15360).map(lambda tick: tick / 15360)
COARSE = st.integers(0, 40).map(lambda step: step / 4)
BEATS = st.one_of(COARSE, GRID, st.floats(0, 40), st.integers(0, 120).map(lambda third: third / 3))
LENGTHS = st.one_of(
    st.integers(1, 16).map(lambda step: step / 4), st.floats(1e-3, 8), st.integers(1, 9).map(lambda i: i / 7)
)
FLOAT32 = st.floats(-1e4, 1e4, width=32)
VALUES = st.lists(st.one_of(FLOAT32, st.just(float("nan"))), max_size=8).map(lambda v: np.array(v, np.float32))


@st.composite
def tables(draw, max_size=12, used=()):
    n = draw(st.integers(0, max_size))
    ids = draw(
        st.lists(st.integers(0, 40) | st.integers(0, 2**32 - 1), min_size=n, max_size=n, unique=True).filter(
            lambda ids: not set(ids) & set(used)
        )
    )

    def column(strategy):
        return draw(st.lists(strategy, min_size=n, max_size=n))

    refs = [None if text is None else f"ref-{i}-{text}" for i, text in enumerate(column(TEXTS))]
    return NoteTable.from_columns(
        column(BEATS),
        column(LENGTHS),
        column(st.integers(0, 127)),
        column(st.integers(0, 127)),
        column(st.sampled_from([0, 0, 1, 255])),
        id=ids,
        lyric=column(TEXTS),
        phoneme=column(TEXTS),
        ref=refs,
        extra={id: extra for id, extra in zip(ids, column(EXTRA), strict=True) if extra},
    )


@st.composite
def tempo_maps(draw):
    beats = sorted(draw(st.sets(st.integers(1, 60 * 4).map(lambda step: step / 4), max_size=4)))
    bpm = st.one_of(st.integers(30, 300).map(float), st.floats(1, 1000))
    tempos = [(beat, draw(bpm)) for beat in [0.0, *beats]]
    places = sorted(draw(st.sets(st.integers(1, 60).map(float), max_size=3)))
    signature = st.tuples(st.integers(1, 12), st.sampled_from([1, 2, 4, 8, 16]))
    return TempoMap(tempos, [(beat, *draw(signature)) for beat in [0.0, *places]])


TRACKS = st.lists(
    st.builds(
        Track,
        name=st.text(max_size=4),
        program=st.integers(0, 127),
        channel=st.integers(0, 15),
        is_drum=st.booleans(),
        muted=st.booleans(),
        volume=st.sampled_from([0.0, 0.5, 1.0]),
    ),
    min_size=1,
    max_size=3,
).map(tuple)
SECONDS = st.tuples(st.floats(0, 50), st.floats(0, 9))
SEGMENTS = st.lists(
    st.builds(
        lambda span, kind, text, confidence: Segment(span[0], span[0] + span[1], kind, text, confidence),
        SECONDS,
        st.sampled_from(["", "word"]),
        st.text(max_size=3),
        st.none() | st.floats(0, 1),
    ),
    max_size=3,
).map(tuple)


@st.composite
def curves(draw, name=None):
    name = draw(st.sampled_from(["f0", "loudness", "x"])) if name is None else name
    values = draw(VALUES)
    target = draw(st.sampled_from(["f0", "loudness", "any"]))
    shared = {
        "target": target,
        "unit": draw(st.sampled_from(["", "Hz"])),
        "time": draw(st.sampled_from(["s", "beats"])),
    }
    if draw(st.booleans()):
        return Curve(
            name, values, start=draw(st.integers(0, 9)) / 4, hop=draw(st.sampled_from([0.005, 0.25])), **shared
        )
    times = np.sort(np.array(draw(st.lists(GRID, min_size=len(values), max_size=len(values)))))
    return Curve(name, values, times, style={"color": "#f00"}, **shared)


@st.composite
def scores(draw):
    names = draw(st.sets(st.sampled_from(["f0", "loudness", "x"]), max_size=2))
    return Score(
        notes=draw(tables()),
        tempo_map=draw(tempo_maps()),
        tracks=draw(TRACKS),
        segments=draw(SEGMENTS),
        curves=[draw(curves(name)) for name in sorted(names)],
        extra=draw(EXTRA),
        pixels_per_beat=draw(st.sampled_from([80.0, 37.5, 100 / 3, 1.0])),
        ppqn=draw(st.sampled_from([96, 480, 960])),
    )


@st.composite
def operations(draw, score):
    """One operation that is likely to be accepted by the score."""
    known = score.notes.id.tolist()
    kinds = ["insert", "tempo", "signature", "tracks", "segments", "segment range", "curve"]
    uniform = [c for c in score.curves.values() if c.is_uniform and len(c)]
    kind = draw(
        st.sampled_from(kinds + ["delete", "shift", "resize", "set"] * 3 * bool(known) + ["range"] * 2 * bool(uniform))
    )
    if kind == "range":
        curve = draw(st.sampled_from(uniform))
        start = draw(st.integers(0, len(curve) - 1))
        return CurveRange(curve.name, start, draw(VALUES)[: len(curve) - start])
    if kind in ("delete", "shift", "resize", "set"):
        ids = draw(st.lists(st.sampled_from(known), min_size=1, unique=True))
        return draw(edits(kind, ids))
    return draw({
        "insert": tables(4, known).map(Insert),
        "tempo": tempo_maps().map(lambda m: SetTempo(m.tempos)),
        "signature": tempo_maps().map(lambda m: SetSignature(m.signatures)),
        "tracks": TRACKS.map(SetTracks),
        "segments": SEGMENTS.map(SetSegments),
        "segment range": st.tuples(st.integers(0, len(score.segments)), st.integers(0, 3), SEGMENTS).map(
            lambda given: SegmentRange(given[0], score.segments[given[0] : given[0] + given[1]], given[2])
        ),
        "curve": st.sampled_from(["f0", "x"]).flatmap(
            lambda name: (st.none() | curves(name)).map(lambda curve: SetCurve(name, curve))
        ),
    }[kind])  # fmt: skip


SHIFTS = st.one_of(
    st.integers(-8, 40).map(lambda i: i / 4), st.floats(-5, 20), st.integers(-9, 60).map(lambda i: i / 3)
)
COLUMN_VALUES = {
    "onset": BEATS,
    "duration": LENGTHS,
    "pitch": st.integers(0, 127),
    "velocity": st.integers(0, 127),
    "track": st.integers(0, 255),
    "lyric": TEXTS,
    "phoneme": TEXTS,
    "ref": TEXTS,
    "extra": st.none() | EXTRA,
}


def edits(kind, ids):
    if kind == "delete":
        return st.just(Delete(ids))
    if kind == "shift":
        return st.builds(Shift, st.just(ids), SHIFTS, st.integers(-12, 12))
    if kind == "resize":
        return st.builds(Resize, st.just(ids), SHIFTS, st.sampled_from(["start", "end"]))
    return st.sampled_from(sorted(COLUMN_VALUES)).flatmap(lambda column: sets(ids, column))


def sets(ids, column):
    value = COLUMN_VALUES[column]
    one = value.map(lambda v: Set(ids, column, v))
    each = st.lists(value, min_size=len(ids), max_size=len(ids)).map(lambda v: Set(ids, column, values=v))
    return one | each
