"""Writes curves.json: what the operations on curves of `score.edit` and of `engine/score/edit` both give.

From `curve_reference.py`, which shares no line with either. One object per case: `op`, `options`, `ids` (absent: no notes are
meant), `before` (a document as in ops.json) and `curve` (its values afterwards, one for each sample; of free points `points`),
`rows` (the notes afterwards, where they change), or `error` (a part of the refusal). With `select`: the ids that an expression finds. Values agree to one unit in the last place of a float32.
"""

import json
import math
import random
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from curve_reference import CURVE_OPS, TPB, median_of, nearest  # noqa: E402


def f32(value):
    """The shortest decimal number that reads back to the same float32."""
    return None if value is None else float(str(np.float32(value)))


def rows(notes):
    ordered = sorted(notes, key=lambda n: (n["onset"], n["pitch"], n["id"]))
    made = {key: [n[key] for n in ordered] for key in ("id", "onset", "duration", "pitch", "velocity", "track")}
    for key in ("lyric", "phoneme", "ref", "extra"):
        cells = {str(i): n[key] for i, n in enumerate(ordered) if n.get(key) is not None}
        if cells:
            made[key] = cells
    return made


def note(id, onset, duration, pitch=57, **texts):
    return {"id": id, "onset": onset, "duration": duration, "pitch": pitch, "velocity": 100, "track": 0} | texts


def uniform(values, name="f0", target="f0", unit="Hz", start=0.0, hop=0.02, time="s", **more):
    made = {"name": name, "target": target, "unit": unit, "time": time, "start": start, "hop": hop}
    return made | {"values": [f32(v) for v in values], "style": {}} | more


def free(points, name="bend", target="bend", unit="", time="s"):
    return {
        "name": name,
        "target": target,
        "unit": unit,
        "time": time,
        "points": [[t, f32(v)] for t, v in points],
        "style": {},
    }


def sung(seed=1, count=60, gaps=((20, 26), (45, 47))):
    """F0 that drifts and wavers, with unvoiced stretches."""
    chance = random.Random(seed)
    values = []
    for i in range(count):
        pitch = 57 + 0.6 * math.sin(i / 17) + 0.7 * math.sin(2 * math.pi * 5.5 * i * 0.02) + chance.gauss(0, 0.05)
        values.append(440 * 2 ** ((pitch - 69) / 12))
    for a, b in gaps:
        values[a:b] = [None] * (b - a)
    return values


NOTES = [
    note(1, 0, TPB),
    note(3, TPB, TPB // 2, 60),
    note(4, TPB * 3 // 2, TPB, 55, lyric="라", extra={"hand": "left"}),
]


def doc(curves, notes=NOTES, bpm=120):
    return {"notes": notes, "curves": curves, "tempos": [[0, bpm]]}


def document(d):
    return {
        "rows": rows(d["notes"]), "tempos": d["tempos"], "signatures": [[0, 4, 4]], "tracks": [], "segments": [],
        "curves": d["curves"],
    }  # fmt: skip


def case(name, op, d, options=None, ids=None, rows_after=None, error=None, **result):
    made = {"name": f"{op}: {name}", "op": op, "options": options or {}} | ({} if ids is None else {"ids": ids})
    made["before"] = document(d)
    if error is not None:
        return made | {"error": error}
    wanted = (options or {}).get("curve")
    curve = next(c for c in d["curves"] if (c["name"] == wanted if wanted else c["target"] == "f0"))
    made["after"] = curve["name"]
    if "points" in result:
        made["points"] = result["points"]
    elif op in CURVE_OPS:
        made["curve"] = [
            f32(v) for v in CURVE_OPS[op](d, curve, {k: v for k, v in (options or {}).items() if k != "curve"}, ids)
        ]
    if "vibratos" in result:
        made["vibratos"] = result["vibratos"]
    if rows_after is not None:
        made["rows"] = rows(rows_after)
    return made


def curve_cases():
    f0, level = uniform(sung()), uniform([-20 + math.sin(i / 5) for i in range(50)], "level", "loudness", "dB")
    beats = uniform(sung(3), hop=0.04, time="beats")
    semitones = uniform([60.0, 60.5, None, 61, 60.25, 60], unit="midi", hop=0.1)
    few = free([(0, 1), (0.5, 2), (1, -1), (1.5, 0)])
    short = uniform([220, None, 230, 231, None, None, 200, 0, 210], hop=0.1)
    edited = uniform([221, 330, None, 250, 260], hop=0.1, original=[220, 225, 230, None, 240])
    both = doc([f0, level])
    wave = {"depth_cents": 80.0, "rate_hz": 6.0, "onset_s": 0.1, "fade_in_s": 0.1, "fade_out_s": 0.05}
    vibrated = note(1, 0, TPB, extra={"vibrato": dict(wave)})
    yield case("the whole F0, gaps stay", "smooth_curve", both, {"window_s": 0.2})
    coarse = uniform([-20 + (i % 3) for i in range(30)], "level", "loudness", "dB", hop=0.05)
    yield case("as usual, coarse samples", "smooth_curve", doc([coarse]), {"curve": "level"})
    yield case("half", "smooth_curve", both, {"window_s": 0.3, "amount": 0.5})
    yield case("a span", "smooth_curve", both, {"span_s": [0.3, 1.0]})
    yield case("a stretch shorter than the window", "smooth_curve", doc([short]), {"window_s": 2.0})
    yield case("loudness", "smooth_curve", both, {"curve": "level", "window_s": 0.5})
    yield case("samples in beats", "smooth_curve", doc([beats], bpm=90), {"window_s": 0.25})
    yield case("none", "scale_vibrato", both, {"factor": 0})
    yield case("double, under notes", "scale_vibrato", both, {"factor": 2}, ids=[1, 4])
    yield case("level", "scale_drift", both, {"factor": 0})
    yield case("more, faded", "scale_drift", both, {"factor": 1.5, "fade_s": 0.1}, ids=[3])
    yield case("up a fourth", "shift_curve", both, {"cents": 500})
    yield case("down under a note, faded", "shift_curve", both, {"cents": -37.5, "fade_s": 0.08}, ids=[1])
    yield case("loudness by dB", "shift_curve", both, {"curve": "level", "offset": 3.5, "span_s": [0.1, 0.4]})
    yield case("semitones by cents", "shift_curve", doc([semitones]), {"cents": 150})
    yield case(
        "chords move once", "shift_curve", doc([f0], [note(1, 0, TPB), note(2, 0, TPB, 64)]), {"cents": 100}, ids=[1, 2]
    )
    yield case("a straight line", "draw_curve", both, {"points": [[0.3, 220], [0.7, 300]]})
    shapes = {"points": [[0.1, 200], [0.3, 250], [0.5, 240], [0.9, 260], [1.1, 180]]}
    yield case("bent", "draw_curve", both, shapes | {"shape": "spline"})
    yield case("held", "draw_curve", both, shapes | {"shape": "hold"})
    yield case("each its own", "draw_curve", both, shapes | {"shape": ["line", "hold", "spline", "line"]})
    yield case("loudness", "draw_curve", both, {"curve": "level", "points": [[0, -40], [0.98, -10]]})
    yield case("straight", "fill_gaps", both)
    yield case("bent", "fill_gaps", both, {"shape": "spline"})
    yield case("held, short ones alone", "fill_gaps", both, {"shape": "hold", "max_gap_s": 0.1})
    yield case("in a span", "fill_gaps", both, {"span_s": [0.44, 0.5]})
    yield case("what is 0 Hz is a gap; ends stay", "fill_gaps", doc([short]))
    yield case("over what is there", "copy_curve", both, {"span_s": [0.1, 0.5], "to_s": 0.6})
    yield case(
        "higher and longer, gaps come along",
        "copy_curve",
        both,
        {"span_s": [0.3, 0.6], "to_s": 0.1, "length_s": 0.7, "cents": 200},
    )
    yield case("cut", "copy_curve", both, {"span_s": [0.2, 0.3], "to_s": 0.7, "cut": True})
    yield case("beyond the end", "copy_curve", both, {"span_s": [0.9, 1.2], "to_s": 1.1})
    yield case("loudness", "copy_curve", both, {"curve": "level", "span_s": [0, 0.2], "to_s": 0.5, "offset": -2})
    yield case("longer", "stretch_curve", both, {"span_s": [0.1, 0.3], "to_span_s": [0.1, 0.5]})
    yield case("shorter, over itself", "stretch_curve", both, {"span_s": [0.1, 0.7], "to_span_s": [0.2, 0.5]})
    yield case("a span", "clear_curve", both, {"span_s": [0.1, 0.2]})
    yield case("under a note", "clear_curve", both, ids=[3])
    yield case("all", "reset_curve", doc([edited]))
    yield case("a span", "reset_curve", doc([edited]), {"span_s": [0.05, 0.25]})
    yield case("what is longer than it came", "reset_curve", doc([edited | {"values": [f32(v) for v in [221, 330, None, 250, 260, 270]]}]),
               {"span_s": [0.15, 0.6]})  # fmt: skip
    silent = short | {"vibratos": [{"start": at, "end": at + 0.2} | wave for at in (0.1, 0.4)]}
    yield case("a vibrato that moved nothing", "reset_curve", doc([silent]), vibratos=[])
    yield case("a vibrato beside the span", "reset_curve", doc([silent]), {"span_s": [0.4, 0.6]},
               vibratos=silent["vibratos"][:1])  # fmt: skip
    extra = {"vibrato": wave}
    after = [vibrated, NOTES[1], NOTES[2] | {"extra": {"hand": "left"} | extra}]
    yield case("notes keep it", "vibrato", both, wave, ids=[1, 4], rows_after=after)
    here = {"span_s": [0.5, 1.1]}
    spanned = {"start": 0.5, "end": 1.1} | wave
    yield case("a span", "vibrato", both, wave | here, vibratos=[spanned])
    sung_here = f0 | {
        "values": [f32(v) for v in CURVE_OPS["vibrato"](both, f0, wave | here, None)],
        "vibratos": [spanned],
    }
    waved = doc([sung_here])
    yield case("what a span kept goes without a trace", "vibrato", waved, wave | here | {"depth_cents": 30.0, "onset_s": 0.2},
               vibratos=[spanned | {"depth_cents": 30.0, "onset_s": 0.2}])  # fmt: skip
    yield case("no depth takes it from its span", "vibrato", waved, wave | here | {"depth_cents": 0}, vibratos=[])
    yield case("another in a part of it", "vibrato", waved, wave | {"span_s": [0.9, 1.2]},
               vibratos=[{"start": 0.9, "end": 1.2} | wave])  # fmt: skip
    yield case("of a note in its place", "vibrato", waved, wave, ids=[3], vibratos=[],
               rows_after=[NOTES[0], NOTES[1] | {"extra": {**(NOTES[1].get("extra") or {}), "vibrato": wave}}, NOTES[2]])  # fmt: skip
    half = {"start": 0.2, "end": 0.5, "depth_cents": 80.0, "rate_hz": 12.0, "onset_s": 0.05, "fade_in_s": 0.05,
            "fade_out_s": 0.025}  # fmt: skip
    yield case("a vibrato with its piece", "stretch_curve", waved, here | {"to_span_s": [0.2, 0.5]}, vibratos=[half])
    yield case("a vibrato with its copy, beyond the end", "copy_curve", waved, here | {"to_s": 1.1},
               vibratos=[spanned, spanned | {"start": 1.1, "end": 1.7}])  # fmt: skip
    yield case("a vibrato with what is cut", "copy_curve", waved, here | {"to_s": 0.1, "cut": True},
               vibratos=[spanned | {"start": 0.1, "end": 0.7}])  # fmt: skip
    yield case("later", "move_vibrato", waved, here | {"to_span_s": [0.55, 1.15]},
               vibratos=[spanned | {"start": 0.55, "end": 1.15}])  # fmt: skip
    yield case("to another place, longer", "move_vibrato", doc([sung_here | {"values": sung_here["values"] + [220.0] * 60}]),
               here | {"to_span_s": [1.2, 2.2]}, vibratos=[spanned | {"start": 1.2, "end": 2.2}])  # fmt: skip
    yield case(
        "none is kept there", "move_vibrato", waved, {"span_s": [0.4, 1.1], "to_span_s": [0.1, 0.3]}, error="span_s"
    )
    yield case("to nowhere", "move_vibrato", waved, here | {"to_span_s": [7, 8]}, error="to_span_s")
    yield case("a part of a vibrato", "clear_curve", waved, {"span_s": [0.4, 0.6]}, vibratos=[])
    yield case("beside a vibrato", "clear_curve", waved, {"span_s": [0.1, 0.5]}, vibratos=[spanned])
    yield case("what a span keeps as well", "scale_vibrato", waved, {"factor": 0.5},
               vibratos=[spanned | {"depth_cents": 40.0}])  # fmt: skip
    yield case(
        "a part of what a span keeps", "scale_vibrato", waved, {"factor": 0.5, "span_s": [0.8, 1.2]}, vibratos=[]
    )
    yield case("a span of samples in beats", "vibrato", doc([beats], bpm=90), wave | {"span_s": [0.4, 0.8]},
               vibratos=[{"start": 0.6, "end": 1.2} | wave])  # fmt: skip
    strange = f0 | {"vibratos": [{"kind": "trill"}, spanned]}
    yield case("what cannot be read stays", "clear_curve", doc([strange]), here, vibratos=[{"kind": "trill"}])
    later = doc([f0], [vibrated, *NOTES[1:]])
    yield case("a later onset flattens the older wave", "vibrato", later, wave | {"onset_s": 0.3}, ids=[1],
               rows_after=[note(1, 0, TPB, extra={"vibrato": wave | {"onset_s": 0.3}}), *NOTES[1:]])  # fmt: skip
    slope = {
        "name": "f0",
        "unit": "Hz",
        "time": "s",
        "start": 0,
        "hop": 0.02,
        "values": [220 * 1.001**i for i in range(60)],
    }
    kept = doc([uniform(CURVE_OPS["vibrato"](doc([slope]), slope, wave, [1]))], later["notes"])
    deeper = wave | {"depth_cents": 120.0, "onset_s": 0.2}
    yield case("the older wave goes without a trace where it is what wavers", "vibrato", kept, deeper, ids=[1],
               rows_after=[note(1, 0, TPB, extra={"vibrato": deeper}), *NOTES[1:]])  # fmt: skip
    yield case("no depth takes it away", "vibrato", later, wave | {"depth_cents": 0}, ids=[1], rows_after=NOTES)
    halved = note(1, 0, TPB, extra={"vibrato": wave | {"depth_cents": 40.0}})
    yield case(
        "what a note keeps as well", "scale_vibrato", later, {"factor": 0.5}, ids=[1], rows_after=[halved, *NOTES[1:]]
    )
    yield case("none, nor does a note keep it", "scale_vibrato", later, {"factor": 0}, ids=[1, 3], rows_after=NOTES)
    bare = doc([uniform([None] * 60)], [note(1, 0, TPB, 62)])
    yield case("a note without F0 sings its pitch", "vibrato", bare, wave, ids=[1],
               rows_after=[note(1, 0, TPB, 62, extra=extra)])  # fmt: skip
    points = {"curve": "bend"}
    with_points = doc([few, f0])
    yield case("free points", "draw_curve", with_points, points | {"points": [[0.4, 5], [1.2, 7]], "shape": "hold"},
               points=[[0, 1], [0.4, 5], [1.2, 5], [1.2, 7], [1.5, 0]])  # fmt: skip
    yield case(
        "free points in a span",
        "clear_curve",
        with_points,
        points | {"span_s": [0.5, 1]},
        points=[[0, 1], [1, -1], [1.5, 0]],
    )
    yield case("free points", "copy_curve", with_points, points | {"span_s": [0, 0.75], "to_s": 0.75, "offset": 1},
               points=[[0, 1], [0.5, 2], [0.75, 2], [1.25, 3], [1.5, 0]])  # fmt: skip
    yield case("free points", "stretch_curve", with_points, points | {"span_s": [0.5, 1.25], "to_span_s": [0.25, 1]},
               points=[[0, 1], [0.25, 2], [0.75, -1], [1.5, 0]])  # fmt: skip
    was = few | {"points": [[0, 1], [0.6, 3]], "original": few["points"]}
    yield case("free points in a span", "reset_curve", doc([was, f0]), points | {"span_s": [0.5, 1.2]},
               points=[[0, 1], [0.5, 2], [1, -1]])  # fmt: skip
    yield case("free points", "reset_curve", doc([was, f0]), points, points=few["points"])
    for name, op, options, ids, error in (
        ("no such curve", "smooth_curve", {"curve": "없음"}, None, "does not exist"),
        ("a window of nothing", "smooth_curve", {"window_s": 0}, None, "window_s"),
        ("a span and notes", "shift_curve", {"cents": 1, "span_s": [0, 1]}, [1], "span_s"),
        ("a span backwards", "clear_curve", {"span_s": [1, 0.5]}, None, "span_s"),
        ("cents of loudness", "shift_curve", {"curve": "level", "cents": 100}, None, "cents"),
        ("Hz by an offset", "shift_curve", {"offset": 1}, None, "offset"),
        ("one point", "draw_curve", {"points": [[0, 200]]}, None, "points"),
        ("points that do not ascend", "draw_curve", {"points": [[1, 200], [0.5, 210]]}, None, "ascend"),
        ("no pitch", "draw_curve", {"points": [[0, 0], [0.5, 210]]}, None, "points"),
        ("beyond the samples", "draw_curve", {"points": [[7, 200], [8, 210]]}, None, "no samples"),
        ("another shape", "fill_gaps", {"shape": "round"}, None, "shape"),
        ("a piece that is not there", "copy_curve", {"span_s": [7, 8], "to_s": 0}, None, "no samples"),
        ("vibrato of loudness", "vibrato", {"curve": "level"}, None, "no pitches"),
        ("less than nothing", "scale_drift", {"factor": -1}, None, "factor"),
    ):
        yield case(name, op, both, options, ids, error=error)
    yield case("no F0", "smooth_curve", doc([level]), error="no F0")


def snapped(d, n, tuning=0.0):
    """The note with the pitch of the F0 under it."""
    median = median_of(d, d["curves"][0], n["onset"], n["onset"] + n["duration"])
    if median is None:
        return n
    pitch, cents = nearest(median, tuning)
    return n | {"pitch": pitch, "extra": {**(n.get("extra") or {}), "cents": cents}}


def hz(pitch):
    return 440 * 2 ** ((pitch - 69) / 12)


def note_cases():
    d = doc([uniform(sung())])
    yield case("the median, cents kept", "snap_to_curve", d, rows_after=[snapped(d, n) for n in NOTES])
    yield case("some", "snap_to_curve", d, ids=[3], rows_after=[NOTES[0], snapped(d, NOTES[1]), NOTES[2]])
    yield case(
        "a singer's own tuning", "snap_to_curve", d, {"tuning_cents": 40}, rows_after=[snapped(d, n, 40) for n in NOTES]
    )
    silent = doc([uniform(sung(gaps=((0, 25),)))])
    yield case("a note without F0 stays", "snap_to_curve", silent,
               rows_after=[NOTES[0], *(snapped(silent, n) for n in NOTES[1:])])  # fmt: skip

    # Half a second at A3 + 20 cents, then at C4 - 10 cents, with a vibrato of 60 cents on both.
    wavering = [
        hz((57.2 if i < 25 else 59.9) + 0.6 * math.sin(2 * math.pi * 5 * i * 0.02)) if not 23 <= i < 25 else None
        for i in range(50)
    ]
    steps = doc([uniform(wavering)], [note(7, 0, 2 * TPB, 57, lyric="라", phoneme="l a", extra={"hand": "left"})])
    # Between the last sample of the first (0.44 s) and the first of the second (0.5 s).
    cut = round((0.44 + 0.5) / 2 * 2 * TPB)
    parts = [
        note(7, 0, cut, 57, lyric="라", phoneme="l a", extra={"hand": "left"}),
        note(8, cut, 2 * TPB - cut, 57, lyric="-", extra={"hand": "left"}),
    ]
    yield case("a jump, not a vibrato", "split_at_jumps", steps, rows_after=[snapped(steps, n) for n in parts])
    yield case(
        "less than what is asked for", "split_at_jumps", steps, {"min_jump_cents": 400}, rows_after=steps["notes"]
    )
    yield case("no room for a part", "split_at_jumps", steps, {"min_part_s": 0.5}, rows_after=steps["notes"])

    made = doc([uniform([hz(60.27)] * 60)], [note(1, 0, TPB, 57), note(2, 2 * TPB, TPB, 57)])
    new = {"pitch": 60, "extra": {"cents": 27.0}}
    yield case("between its neighbours", "note_from_curve", made, {"span_s": [0.3, 1.1]},
               rows_after=[*made["notes"], note(3, TPB, TPB) | new])  # fmt: skip
    yield case("over them, when asked", "note_from_curve", made, {"span_s": [0.3, 1.1], "pass_neighbours": True, "lyric": "아"},
               rows_after=[*made["notes"], note(3, round(0.6 * TPB), round(1.6 * TPB), lyric="아") | new])  # fmt: skip
    yield case("another track has other neighbours", "note_from_curve", made, {"span_s": [0.3, 1.1], "track": 2, "velocity": 70},
               rows_after=[*made["notes"], note(3, round(0.6 * TPB), round(1.6 * TPB)) | new | {"track": 2, "velocity": 70}])  # fmt: skip
    yield case("no room", "note_from_curve", made, {"span_s": [0.1, 0.4]}, error="no room")
    yield case(
        "nothing is sung", "note_from_curve", doc([uniform([None] * 60)]), {"span_s": [0.1, 0.4]}, error="no pitch"
    )

    half = doc(
        [uniform([hz(60)] * 27 + [None] * 33)],
        [note(1, 0, TPB), note(2, TPB, TPB, extra={"confidence": 0.9, "hand": "left"})],
    )
    for expression, found in (("voiced < 0.5", [2]), ("voiced == 1", [1]), ("voiced * 25 == 2", [2])):
        yield {"name": f"select: {expression}", "select": expression, "before": document(half), "found": found}
    marked = [note(1, 0, TPB), note(2, TPB, TPB, extra={"confidence": 0, "hand": "left"})]
    yield case("a note without pitch", "mark_unpitched", half, rows_after=marked)
    yield case("two of 25 are enough", "mark_unpitched", half, {"least_share": 0.08}, rows_after=half["notes"])


def main():
    cases = [*curve_cases(), *note_cases()]
    text = ",\n".join(json.dumps(c, ensure_ascii=False) for c in cases)
    (HERE / "curves.json").write_text(f"[\n{text}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
