"""Writes tempo.json and pixels.json. Exact fractions throughout, so that neither language checks itself.

tempo.json, one object per map: `tempos`, `signatures` (ticks), `at`: for each `tick` its `seconds`, `bpm`, `signature`,
`bar`, `beat` (both from 1) and `rest` (ticks left over); `bars`: `[bar, tick at which it starts]`.

pixels.json, one object per case: the dict form's units. `score` gives tempo (or tempos), `pixelsPerBeat`, `sampleRate`,
`ppqn`; `note` is `start` and `duration` in pixels; `times` holds every derived key. Flicks, ticks and samples are rounded.
"""

import json
import math
from fractions import Fraction as F
from pathlib import Path

HERE = Path(__file__).parent
TPB = 15360
FLICKS = 705_600_000


def seconds_at(tempos, beat):
    total = F(0)
    for (b0, bpm), (b1, _) in zip(tempos, [*tempos[1:], (None, None)], strict=True):
        if b1 is None or beat < b1:
            return total + (beat - b0) * 60 / bpm
        total += (b1 - b0) * 60 / bpm
    raise AssertionError


def bar_at(signatures, tick):
    first = 1
    for (t0, n, d), (t1, _, _) in zip(signatures, [*signatures[1:], (None, 0, 0)], strict=True):
        size = F(TPB * 4 * n, d)
        if t1 is None or tick < t1:
            bars = (tick - t0) // size
            inside = tick - t0 - bars * size
            beat = inside // F(TPB * 4, d)
            return first + bars, int(beat) + 1, float(inside - beat * F(TPB * 4, d)), [t0, n, d]
        first += math.ceil((t1 - t0) / size)
    raise AssertionError


def bar_starts(signatures, count):
    starts, bar, tick, index = [], 1, F(0), 0
    while len(starts) < count:
        if index + 1 < len(signatures) and tick >= signatures[index + 1][0]:
            index += 1
            tick = F(signatures[index][0])
        starts.append([bar, int(tick)])
        tick += F(TPB * 4 * signatures[index][1], signatures[index][2])
        bar += 1
    return starts


def tempo_case(name, tempos, signatures, ticks, bars=12):
    beats = [(F(t, TPB), F(bpm)) for t, bpm in tempos]
    at = []
    for tick in ticks:
        bar, beat, rest, signature = bar_at(signatures, tick)
        bpm = [bpm for t, bpm in tempos if t <= tick][-1]
        at.append({
            "tick": tick, "seconds": float(seconds_at(beats, F(tick, TPB))), "bpm": bpm, "signature": signature,
            "bar": int(bar), "beat": beat, "rest": rest,
        })  # fmt: skip
    return {
        "name": name, "tempos": tempos, "signatures": signatures, "at": at, "bars": bar_starts(signatures, bars)
    }  # fmt: skip


def pixel_case(name, score, start, duration):
    zoom, rate, ppqn = F(score["pixelsPerBeat"]), score["sampleRate"], score["ppqn"]
    tempos = [(F(t["beat"]), F(t["bpm"])) for t in score.get("tempos", [{"beat": 0, "bpm": score["tempo"]}])]
    beat, length = F(start) / zoom, F(duration) / zoom
    start_s, end_s = seconds_at(tempos, beat), seconds_at(tempos, beat + length)
    times = {
        "startBeats": float(beat), "durationBeats": float(length),
        "startSeconds": float(start_s), "durationSeconds": float(end_s - start_s), "endSeconds": float(end_s),
        "startFlicks": round(start_s * FLICKS), "durationFlicks": round((end_s - start_s) * FLICKS),
        "startTicks": round(beat * ppqn), "durationTicks": round(length * ppqn),
        "startSample": round(start_s * rate), "durationSamples": round((end_s - start_s) * rate),
    }  # fmt: skip
    return {"name": name, "score": score, "note": {"start": start, "duration": duration}, "times": times}


def main():
    plain = [[0, 4, 4]]
    ticks = [0, 1, 15359, 15360, 46080, 61440, 61441, 123456, 10_000_000, 2_147_483_647]
    tempo = [
        tempo_case("one tempo", [[0, 120]], plain, ticks),
        tempo_case("a tempo that divides nothing", [[0, 93.7]], plain, ticks),
        tempo_case("three tempos", [[0, 120], [61440, 60], [92160, 187.5]], plain, [*ticks, 61439, 92159, 92160]),
        tempo_case("many tempos", [[i * 5000, 60 + i * 7 % 90 + 0.25] for i in range(64)], plain, range(0, 330_000, 9973)),
        tempo_case("the slowest and the fastest", [[0, 0.5], [15360, 10000]], plain, [0, 7680, 15359, 15360, 15361, 900_000]),
        tempo_case("three four", [[0, 90]], [[0, 3, 4]], ticks),
        tempo_case("six eight", [[0, 90]], [[0, 6, 8]], ticks),
        tempo_case("a signature cuts a bar short", [[0, 100]], [[0, 4, 4], [76800, 3, 8], [99840, 7, 16]], [
            0, 61440, 76799, 76800, 84480, 99839, 99840, 103680, 126720, 126721, 500_000,
        ]),
        tempo_case("five four, then two two", [[0, 100]], [[0, 5, 4], [153600, 2, 2]], [0, 76800, 153600, 184320, 200000]),
    ]  # fmt: skip
    common = {"tempo": 120, "pixelsPerBeat": 80, "sampleRate": 44100, "ppqn": 480}
    two = [{"beat": 0, "bpm": 120}, {"beat": 2, "bpm": 60}]
    pixels = [
        pixel_case("a beat at the defaults", common, 80, 80),
        pixel_case("the start", common, 0, 40),
        pixel_case("a third of a beat", common, 80 / 3, 160 / 3),
        pixel_case("pixels off every grid", common, 12.3456789, 33.3),
        pixel_case("another zoom", common | {"pixelsPerBeat": 137.5}, 1375, 412.5),
        pixel_case("another tempo", common | {"tempo": 93.7}, 400, 120),
        pixel_case("other units", common | {"sampleRate": 48000, "ppqn": 960}, 200, 20),
        pixel_case("far into a song", common | {"tempo": 143}, 800_000.5, 79.25),
        pixel_case("before a change of tempo", common | {"tempos": two}, 80, 40),
        pixel_case("across a change of tempo", common | {"tempos": two}, 120, 120),
        pixel_case("after a change of tempo", common | {"tempos": two}, 240, 80),
    ]
    for name, cases in (("tempo.json", tempo), ("pixels.json", pixels)):
        lines = ",\n".join(json.dumps(case) for case in cases)
        (HERE / name).write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
