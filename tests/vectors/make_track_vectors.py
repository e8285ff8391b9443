"""Writes tracks.json and pan.json, which both languages run; worked out on plain lists, apart from either.

tracks.json, one object per case: `before` and `after` are documents, `call` is `["add"]`, `["delete", number]`,
`["move", number, to]` or `["set", ids, number]`, `error` a part of the message of one that is refused.

pan.json: `[pan, left, right]`, gains of equal power with 1 in the middle.
"""

import copy
import json
import math
from pathlib import Path

HERE = Path(__file__).parent
PLAIN = {
    "name": "", "program": 0, "channel": 0, "is_drum": False, "color": None, "muted": False, "solo": False,
    "volume": 1.0,
}  # fmt: skip


def track(name, **said):
    return PLAIN | {"name": name} | said


def curve(name, number, value):
    said = {"visible": False, "midi": {"type": "control", "number": 1, "track": number}}
    return {"name": name, "target": "control", "unit": "", "time": "beats", "points": [[0, value]], "style": said}


def document(tracks, numbers, curves=()):
    n = len(numbers)
    rows = {
        "id": list(range(1, n + 1)), "onset": [15360 * i for i in range(n)], "duration": [15360] * n,
        "pitch": [60 + i for i in range(n)], "velocity": [100] * n, "track": list(numbers),
    }  # fmt: skip
    base = {"tempos": [[0, 120]], "signatures": [[0, 4, 4]], "segments": []}
    return {"rows": rows, **base, "tracks": tracks, "curves": list(curves)}


BAND = [track("a"), track("b", color="#112233"), track("c", muted=True, pan=-0.5), track("d", locked=True)]
NOTES = [0, 1, 2, 3, 2, 1, 0]


def case(name, before, call, **after):
    result = copy.deepcopy(before)
    numbers = after.pop("numbers", None)
    if numbers is not None:
        kept = [i for i, number in enumerate(numbers) if number is not None]
        result["rows"] = {key: [values[i] for i in kept] for key, values in result["rows"].items()}
        result["rows"]["track"] = [numbers[i] for i in kept]
    result |= after
    return {"name": name, "before": before, "call": call, "after": result}


def refused(name, before, call, error):
    return {"name": name, "before": before, "call": call, "error": error}


def cases():
    a, b, c, d = BAND
    band = document(BAND, NOTES)
    yield case("the last track goes first", band, ["move", 3, 0], numbers=[1, 2, 3, 0, 3, 2, 1],
               tracks=[d | {"hue": 3}, a | {"hue": 0}, b, c | {"hue": 2}])  # fmt: skip
    yield case("a track goes down by one", band, ["move", 0, 1], numbers=[1, 0, 2, 3, 2, 0, 1],
               tracks=[b, a | {"hue": 0}, c, d])  # fmt: skip
    yield case("a track goes where it is", band, ["move", 2, 2])
    back = document([d | {"hue": 3}, a | {"hue": 0}, b, c | {"hue": 2}], [1, 2, 3, 0])
    yield case("a track goes back and the colours are those of the places again", back, ["move", 0, 3],
               numbers=[0, 1, 2, 3], tracks=[a, b, c, d])  # fmt: skip
    yield case("a track goes with its notes", band, ["delete", 1], numbers=[0, None, 1, 2, 1, None, 0],
               tracks=[a, c | {"hue": 2}, d | {"hue": 3}])  # fmt: skip
    yield case("the only track goes with all notes", document([a], [0, 0]), ["delete", 0],
               numbers=[None, None], tracks=[])  # fmt: skip
    yield case("a track without notes goes", document(BAND, [0, 0]), ["delete", 3], tracks=[a, b, c])
    unlisted = document([a], [0, 3, 1])
    yield case("numbers that only notes have are tracks, too", unlisted, ["delete", 1], numbers=[0, 2, None],
               tracks=[a, PLAIN | {"hue": 2}, PLAIN | {"hue": 3}])  # fmt: skip
    yield case("a new track stands at the end, on a free channel", document([a, b | {"channel": 1}], [0]), ["add"],
               tracks=[a, b | {"channel": 1}, PLAIN | {"channel": 2}])  # fmt: skip
    yield case("a new track stands behind the numbers that only notes have", document([a], [1]), ["add"],
               tracks=[a, PLAIN, PLAIN | {"channel": 1}])  # fmt: skip
    yield case("a new track has a colour that none has", document([a, c | {"hue": 2}], [0]), ["add"],
               tracks=[a, c | {"hue": 2}, PLAIN | {"channel": 1, "hue": 1}])  # fmt: skip
    yield case("notes go to another track", band, ["set", [1, 3, 7], 1], numbers=[1, 1, 1, 3, 2, 1, 1])
    lanes = document(BAND, NOTES, [curve("modulation (track 1)", 0, 5), curve("modulation (track 3)", 2, 7)])
    yield case("controllers go with their tracks", lanes, ["move", 2, 0], numbers=[1, 2, 0, 3, 0, 2, 1],
               tracks=[c | {"hue": 2}, a | {"hue": 0}, b, d],
               curves=[curve("modulation (track 1)", 0, 7), curve("modulation (track 2)", 1, 5)])  # fmt: skip
    yield case("controllers of a track go away with it", lanes, ["delete", 0],
               numbers=[None, 0, 1, 2, 1, 0, None], tracks=[b, c | {"hue": 2}, d | {"hue": 3}],
               curves=[curve("modulation (track 2)", 1, 7)])  # fmt: skip
    yield refused("no such track to delete", band, ["delete", 4], "no track 4")
    yield refused("no such place", band, ["move", 0, 4], "no track 4")
    yield refused("no such track for notes", band, ["set", [1], 9], "no track 9")
    yield refused("no such note", band, ["set", [99], 1], "99")
    yield refused("the list is full", document([a] * 256, [0]), ["add"], "at most 256 tracks")
    yield refused("notes fill the list", document([a], [255]), ["add"], "at most 256 tracks")


def gains():
    for pan in (-1, -0.75, -0.5, -1 / 63, 0, 0.1, 0.5, 1):
        angle = (pan + 1) * math.pi / 4
        yield [pan, math.sqrt(2) * math.cos(angle), math.sqrt(2) * math.sin(angle)]


if __name__ == "__main__":
    for name, content in (("tracks", list(cases())), ("pan", list(gains()))):
        (HERE / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")
