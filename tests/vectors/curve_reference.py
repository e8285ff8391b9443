"""What operations on curves give, word by word: one sample after the other, with nothing of the project.

Slow on purpose: the mean of a window is summed sample by sample, the mirror at the end of a stretch is looked up sample by
sample, medians are sorted. Bends are SciPy's `PchipInterpolator` (Fritsch and Butland, 1984).
"""

import math
import statistics

from scipy.interpolate import PchipInterpolator

TPB = 15360


def seconds(beats, bpm):
    return beats * 60 / bpm


def to_x(curve, v):
    if v is None or (curve["unit"] == "Hz" and v <= 0):
        return None
    return 12 * math.log2(v / 440) + 69 if curve["unit"] == "Hz" else v


def to_v(curve, x):
    return 440 * 2 ** ((x - 69) / 12) if curve["unit"] == "Hz" else x


def time_of(curve, i, bpm=120):
    t = curve["points"][i][0] if "points" in curve else curve["start"] + i * curve["hop"]
    return seconds(t, bpm) if curve["time"] == "beats" else t


def values_of(curve):
    return [p[1] for p in curve["points"]] if "points" in curve else list(curve["values"])


def stretches(xs):
    out, now = [], []
    for i, x in enumerate(xs):
        if x is None:
            if now:
                out.append(now)
            now = []
        else:
            now.append(i)
    return out + ([now] if now else [])


def beyond(ts, xs, k):
    """Sample number k of a stretch that goes on turned round its ends for ever: (time, value)."""
    n = len(xs)
    if n == 1:
        return ts[0], xs[0]
    if 0 <= k < n:
        return ts[k], xs[k]
    if k < 0:
        t, x = beyond(ts, xs, -k)
        return 2 * ts[0] - t, 2 * xs[0] - x
    t, x = beyond(ts, xs, 2 * (n - 1) - k)
    return 2 * ts[-1] - t, 2 * xs[-1] - x


def hann_mean(ts, xs, i, window_s):
    if len(xs) == 1:
        return xs[0]
    top = bottom = 0.0
    for step in (-1, 1):
        k = i if step == 1 else i - 1
        while True:
            t, x = beyond(ts, xs, k)
            if abs(t - ts[i]) > window_s / 2:
                break
            w = 0.5 + 0.5 * math.cos(2 * math.pi * (t - ts[i]) / window_s)
            top, bottom = top + w * x, bottom + w
            k += step
    return top / bottom


def slow(ts, xs, window_s):
    out = [None] * len(xs)
    for run in stretches(xs):
        t, x = [ts[i] for i in run], [xs[i] for i in run]
        for place, i in enumerate(run):
            out[i] = hann_mean(t, x, place, window_s)
    return out


def fade(t, span, fade_s):
    if not fade_s:
        return 1.0
    near = min(1.0, max(0.0, min(t - span[0], span[1] - t) / fade_s))
    return 0.5 - 0.5 * math.cos(math.pi * near)


def spans_of(doc, curve, options, ids, whole=True):
    bpm = doc["tempos"][0][1]
    n = len(values_of(curve))
    if options.get("span_s"):
        return [(tuple(options["span_s"]), None)]
    if ids is None and whole:
        return [((time_of(curve, 0, bpm), time_of(curve, n - 1, bpm) + 1e-6), None)]
    notes = [note for note in doc["notes"] if ids is None or note["id"] in ids]
    notes.sort(key=lambda note: (note["onset"], note["pitch"], note["id"]))
    return [
        ((seconds(note["onset"] / TPB, bpm), seconds((note["onset"] + note["duration"]) / TPB, bpm)), note)
        for note in notes
    ]


def inside(doc, curve, span):
    bpm = doc["tempos"][0][1]
    return [i for i in range(len(values_of(curve))) if span[0] - 1e-9 <= time_of(curve, i, bpm) < span[1] - 1e-9]


def each(doc, curve, options, ids, change, whole=True):
    """Changes the samples of every span; change(ts, xs, span, note) → xs."""
    bpm, values, done = doc["tempos"][0][1], values_of(curve), set()
    for span, note in spans_of(doc, curve, options, ids, whole):
        at = [i for i in inside(doc, curve, span) if i not in done]
        done.update(at)
        xs = [to_x(curve, values[i]) for i in at]
        for i, x, old in zip(at, change([time_of(curve, i, bpm) for i in at], xs, span, note), xs, strict=True):
            if x is not None and x != old:
                values[i] = to_v(curve, x)
    return values


def smooth_curve(doc, curve, o, ids):
    def change(ts, xs, span, note):
        n, bpm = len(values_of(curve)), doc["tempos"][0][1]
        usual = 0.1 if n < 2 else max(0.1, 6 * (time_of(curve, n - 1, bpm) - time_of(curve, 0, bpm)) / (n - 1))
        mean = slow(ts, xs, o.get("window_s", usual))
        return [None if x is None else x + o.get("amount", 1) * (m - x) for x, m in zip(xs, mean, strict=True)]

    return each(doc, curve, o, ids, change)


def scale_vibrato(doc, curve, o, ids):
    def change(ts, xs, span, note):
        mean = slow(ts, xs, o.get("window_s", 0.4))
        return [None if x is None else m + o["factor"] * (x - m) for x, m in zip(xs, mean, strict=True)]

    return each(doc, curve, o, ids, change)


def scale_drift(doc, curve, o, ids):
    def change(ts, xs, span, note):
        mean = slow(ts, xs, o.get("window_s", 0.4))
        known = [m for m in mean if m is not None]
        if not known:
            return xs
        middle = statistics.median(known)
        return [
            None if x is None else x + fade(t, span, o.get("fade_s", 0)) * (o["factor"] - 1) * (m - middle)
            for t, x, m in zip(ts, xs, mean, strict=True)
        ]

    return each(doc, curve, o, ids, change, whole=False)


def shift_curve(doc, curve, o, ids):
    by = o.get("cents", 0) / 100 + o.get("offset", 0)
    return each(
        doc, curve, o, ids,
        lambda ts, xs, span, note: [
            None if x is None else x + by * fade(t, span, o.get("fade_s", 0)) for t, x in zip(ts, xs, strict=True)
        ],
    )  # fmt: skip


def waver(o, t, span):
    since = t - span[0] - o.get("onset_s", 0)
    if since < 0:
        return 0.0
    grown = since / o["fade_in_s"] if o.get("fade_in_s") else 1
    rest = (span[1] - t) / o["fade_out_s"] if o.get("fade_out_s") else 1
    return o["depth_cents"] / 100 * max(0.0, min(1.0, grown, rest)) * math.sin(2 * math.pi * o["rate_hz"] * since)


def roughness(ts, xs):
    return sum((x - m) ** 2 for x, m in zip(xs, slow(ts, xs, 0.4), strict=True) if x is not None)


def vibrato(doc, curve, o, ids):
    def change(ts, xs, span, note):
        if note and not any(x is not None for x in xs):
            xs = [float(note["pitch"])] * len(xs)
        xs = list(xs)
        old = ((note or {}).get("extra") or {}).get("vibrato")
        for kept in () if note else curve.get("vibratos", ()):
            if math.isclose(kept["start"], span[0] - curve["start"]) and math.isclose(
                kept["end"], span[1] - curve["start"]
            ):
                old = kept
        flat = span[0] + min(o.get("onset_s", 0), old["onset_s"] if old else math.inf)
        later = [i for i, t in enumerate(ts) if t >= flat]
        part_t, part_x = [ts[i] for i in later], [xs[i] for i in later]
        still = slow(part_t, part_x, 0.4)
        if old:
            bare = [None if x is None else x - waver(old, t, span) for t, x in zip(part_t, part_x, strict=True)]
            if roughness(part_t, bare) < roughness(part_t, part_x) / 4:
                still = bare
        for i, m in zip(later, still, strict=True):
            xs[i] = None if m is None else m + waver(o, ts[i], span)
        return xs

    return each(doc, curve, o, ids, change, whole=False)


def move_vibrato(doc, curve, o, ids):
    span = o["span_s"]
    kept = next(w for w in curve["vibratos"] if math.isclose(curve["start"] + w["start"], span[0]))
    gone = vibrato(doc, curve, kept | {"depth_cents": 0, "span_s": span}, None)
    return vibrato(doc, curve | {"values": gone, "vibratos": []}, kept | {"span_s": o["to_span_s"]}, None)


def clear_curve(doc, curve, o, ids):
    values = values_of(curve)
    for span, _ in spans_of(doc, curve, o, ids):
        for i in inside(doc, curve, span):
            values[i] = None
    return values


def reset_curve(doc, curve, o, ids):
    values = values_of(curve)
    if "original" not in curve:
        return values
    for span, _ in spans_of(doc, curve, o, ids):
        for i in inside(doc, curve, span):
            values[i] = curve["original"][i] if i < len(curve["original"]) else None
    return values


def between(ts, xs, shapes, t):
    for i in range(len(ts) - 2, -1, -1):
        if t >= ts[i]:
            break
    if shapes[i] == "spline":
        return float(PchipInterpolator(ts, xs)(t))
    if shapes[i] == "hold" and t < ts[i + 1]:
        return xs[i]
    return xs[i] + (xs[i + 1] - xs[i]) * (t - ts[i]) / (ts[i + 1] - ts[i])


def draw_curve(doc, curve, o, ids):
    values = values_of(curve)
    ts, xs = [p[0] for p in o["points"]], [to_x(curve, p[1]) for p in o["points"]]
    shape = o.get("shape", "line")
    shapes = [shape] * (len(ts) - 1) if isinstance(shape, str) else shape
    for i in range(len(values)):
        t = time_of(curve, i, doc["tempos"][0][1])
        if ts[0] - 1e-9 <= t <= ts[-1] + 1e-9:
            values[i] = to_v(curve, between(ts, xs, shapes, min(ts[-1], max(ts[0], t))))
    return values


def fill_gaps(doc, curve, o, ids):
    values, bpm = values_of(curve), doc["tempos"][0][1]
    xs = [to_x(curve, v) for v in values]
    known = [i for i, x in enumerate(xs) if x is not None]
    ts = [time_of(curve, i, bpm) for i in range(len(xs))]
    for span, _ in spans_of(doc, curve, o, ids):
        for i in inside(doc, curve, span):
            before, after = [k for k in known if k < i], [k for k in known if k > i]
            if xs[i] is not None or not before or not after:
                continue
            if ts[after[0]] - ts[before[-1]] <= o.get("max_gap_s", math.inf) + 1e-9:
                shapes = [o.get("shape", "line")] * (len(known) - 1)
                values[i] = to_v(curve, between([ts[k] for k in known], [xs[k] for k in known], shapes, ts[i]))
    return values


def copied(doc, curve, span, to, by, cut):
    bpm, values = doc["tempos"][0][1], values_of(curve)
    at = inside(doc, curve, span)
    piece = [values[i] for i in at]
    ts, xs = [time_of(curve, i, bpm) for i in at], [to_x(curve, v) for v in piece]
    if cut:
        for i in at:
            values[i] = None
    while curve["start"] + len(values) * curve["hop"] < to[1] - 1e-9:
        values.append(None)
    for i in range(len(values)):
        t = time_of(curve, i, bpm)
        if not to[0] - 1e-9 <= t < to[1] - 1e-9:
            continue
        wanted = span[0] + (t - to[0]) * (span[1] - span[0]) / (to[1] - to[0])
        place = min(max(0.0, (wanted - ts[0]) / (ts[1] - ts[0])), len(ts) - 1.0)
        left = round(place) if abs(place - round(place)) < 1e-6 else math.floor(place)
        share = 0.0 if left == round(place) and abs(place - left) < 1e-6 else place - left
        a, b = xs[left], xs[min(left + 1, len(xs) - 1)]
        x = a if share == 0 else (a if share < 0.5 else b) if a is None or b is None else a + (b - a) * share
        values[i] = None if x is None else piece[left] if share == 0 and not by else to_v(curve, x + by)
    return values


def copy_curve(doc, curve, o, ids):
    span = tuple(o["span_s"])
    length = o.get("length_s", span[1] - span[0])
    by = o.get("cents", 0) / 100 + o.get("offset", 0)
    return copied(doc, curve, span, (o["to_s"], o["to_s"] + length), by, o.get("cut", False))


def stretch_curve(doc, curve, o, ids):
    return copied(doc, curve, tuple(o["span_s"]), tuple(o["to_span_s"]), 0, True)


CURVE_OPS = {
    name: globals()[name]
    for name in (
        "smooth_curve", "scale_vibrato", "scale_drift", "shift_curve", "vibrato", "clear_curve", "reset_curve",
        "draw_curve", "fill_gaps", "copy_curve", "stretch_curve",
        "move_vibrato",
    )
}  # fmt: skip


def median_of(doc, curve, begin, end):
    """Median pitch between ticks; None where nothing is sung."""
    bpm, values = doc["tempos"][0][1], values_of(curve)
    known = [to_x(curve, values[i]) for i in inside(doc, curve, (seconds(begin / TPB, bpm), seconds(end / TPB, bpm)))]
    known = [x for x in known if x is not None]
    return statistics.median(known) if known else None


def nearest(median, tuning_cents=0.0):
    pitch = math.floor(median - tuning_cents / 100 + 0.5)
    return pitch, math.floor((median - pitch) * 1000 + 0.5) / 10
