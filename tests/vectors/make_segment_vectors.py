"""Writes segments.json: edits of tiers, each with the list before and the list after, written down by hand.

A tier is written as Praat's manual ("TextGrid", "Intro 7. Annotation") has it: intervals that share their boundaries;
dragging a boundary moves both of its intervals and stops before the next one. What Praat does not have, empty
stretches, stays empty. One object per case: `edit` and `args` as in `gradio_pianoroll.score.edit`, `after` the list,
or `error` the argument that is refused.
"""

import json
from pathlib import Path

HERE = Path(__file__).parent


def seg(start, end, text="", type="word", confidence=None, **extra):
    data = {"start": start, "end": end, "type": type, "text": text, "confidence": confidence}
    return data | ({"extra": extra} if extra else {})


A, B, C = (
    seg(0.0, 0.5, "아리", confidence=0.5, by="aligner"),
    seg(0.5, 1.0, "랑", confidence=0.25),
    seg(1.5, 2.0, "고개"),
)
PHONE = seg(0.25, 0.75, "k", "phoneme")
# The other tier lies between, as a list of several tiers may have it.
LIST = [A, PHONE, B, C]
INSIDE = [seg(0.0, 1.0, "가"), seg(0.25, 0.5, "나")]


def case(name, edit, args, after=None, error=None, before=None):
    base = {"name": name, "edit": edit, "args": args, "before": LIST if before is None else before}
    return base | ({"after": after} if error is None else {"error": error})


UNSURE = [
    seg(0.0, 1.0, "a", confidence=0.2, by="me", proposed=True),
    seg(1.0, 2.0, "b", confidence=0.3),
    seg(2.0, 3.0, "c"),
]

CASES = [
    case("a shared boundary is one", "move_boundary", [0, "end", 0.625], [A | {"end": 0.625}, PHONE, B | {"start": 0.625}, C]),
    case("from its other side", "move_boundary", [2, "start", 0.375], [A | {"end": 0.375}, PHONE, B | {"start": 0.375}, C]),
    case("alone", "move_boundary", [0, "end", 0.375, False], [A | {"end": 0.375}, PHONE, B, C]),
    case("alone it stops at the neighbour", "move_boundary", [0, "end", 0.75, False], LIST),
    case("never past the other end", "move_boundary", [0, "end", 7.0], [A | {"end": 0.999}, PHONE, B | {"start": 0.999}, C]),
    case("never past its own start", "move_boundary", [2, "end", 0.0], [A, PHONE, B | {"end": 0.501}, C]),
    case("into an empty stretch", "move_boundary", [2, "end", 1.25], [A, PHONE, B | {"end": 1.25}, C]),
    case("up to the next segment", "move_boundary", [2, "end", 1.75], [A, PHONE, B | {"end": 1.5}, C]),
    case("the last end is free", "move_boundary", [3, "end", 9.5], [A, PHONE, B, C | {"end": 9.5}]),
    case("the first start is not before the music", "move_boundary", [0, "start", -3.0], LIST),
    case("the start of one after a rest", "move_boundary", [3, "start", 0.75], [A, PHONE, B, C | {"start": 1.0}]),
    case("other tiers do not stop it", "move_boundary", [1, "end", 3.0], [A, PHONE | {"end": 3.0}, B, C]),
    case("one inside of another is free", "move_boundary", [1, "end", 0.875], [INSIDE[0], INSIDE[1] | {"end": 0.875}], before=INSIDE),
    case(
        "ends that differ by rounding are one", "move_boundary", [0, "end", 0.25],
        [seg(0.0, 0.25, "a"), seg(0.25, 1.0, "b")], before=[seg(0.0, 0.50002, "a"), seg(0.5, 1.0, "b")],
    ),
    case("no such edge", "move_boundary", [0, "middle", 0.25], error="edge"),
    case("no such segment", "move_boundary", [4, "end", 0.25], error="index"),
    case(
        "neighbours give and take", "move_segment", [2, -0.25],
        [A | {"end": 0.25}, PHONE, B | {"start": 0.25, "end": 0.75}, C],
    ),
    case("up to the next one", "move_segment", [2, 2.0], [A | {"end": 1.0}, PHONE, B | {"start": 1.0, "end": 1.5}, C]),
    case("alone it leaves a rest", "move_segment", [2, 0.25, False], [A, PHONE, B | {"start": 0.75, "end": 1.25}, C]),
    case("alone it stops", "move_segment", [2, -0.25, False], LIST),
    case("a neighbour keeps a millisecond", "move_segment", [2, -5.0], [A | {"end": 0.001}, PHONE, B | {"start": 0.001, "end": 0.501}, C]),
    case(
        "sure, and no proposal any more", "confirm_segments", [[0, 2]], [seg(0.0, 1.0, "a", confidence=1, by="me"), *UNSURE[1:]],
        before=UNSURE,
    ),
    case("cut", "split_segment", [0, 0.25], [A | {"end": 0.25}, seg(0.25, 0.5), PHONE, B, C]),
    case("a cut at an end", "split_segment", [0, 0.5], error="at_s"),
    case("a cut elsewhere", "split_segment", [0, 3.0], error="at_s"),
    case("join: texts in a row, the lower confidence", "join_segments", [0], [A | {"end": 1.0, "text": "아리랑", "confidence": 0.25}, PHONE, C]),
    case("join over a rest", "join_segments", [2], [A, PHONE, B | {"end": 2.0, "text": "랑고개", "confidence": None}]),
    case("nothing to join with", "join_segments", [3], error="index"),
    case("delete", "delete_segment", [2], [A, PHONE, C]),
    case("label", "label_segment", [3, "언덕"], [A, PHONE, B, C | {"text": "언덕"}]),
    case("insert", "insert_segment", ["word", 1.125, 1.25, "쉼"], [A, PHONE, B, seg(1.125, 1.25, "쉼"), C]),
    case("insert at the end", "insert_segment", ["word", 2.5, 3.0], [*LIST, seg(2.5, 3.0)]),
    case("insert a tier", "insert_segment", ["phrase", 0.0, 3.0, "후렴"], [*LIST, seg(0.0, 3.0, "후렴", "phrase")]),
    case("no insert over another", "insert_segment", ["word", 0.75, 1.25], error="start_s"),
    case("no insert of nothing", "insert_segment", ["word", 1.25, 1.25], error="end_s"),
    case("a boundary inside cuts", "insert_boundary", ["word", 0.75], [A, PHONE, B | {"end": 0.75}, seg(0.75, 1.0), C]),
    case("a boundary in a rest makes two", "insert_boundary", ["word", 1.25], [A, PHONE, B, seg(1.0, 1.25), seg(1.25, 1.5), C]),
    case("a boundary after the last", "insert_boundary", ["word", 3.0], [*LIST, seg(2.0, 3.0)]),
    case("a boundary before the tier's end", "insert_boundary", ["word", 3.0, 4.0], [*LIST, seg(2.0, 3.0), seg(3.0, 4.0)]),
    case("a boundary before the first", "insert_boundary", ["phoneme", 0.125], [A, seg(0.0, 0.125, type="phoneme"), seg(0.125, 0.25, type="phoneme"), PHONE, B, C]),
    case("a boundary in a new tier", "insert_boundary", ["phrase", 1.0, 3.0], [*LIST, seg(0.0, 1.0, type="phrase"), seg(1.0, 3.0, type="phrase")]),
    case("no boundary before the music", "insert_boundary", ["phrase", -1.0], error="at_s"),
    case("a boundary that is there", "insert_boundary", ["word", 0.5], error="at_s"),
]  # fmt: skip

# Words and phones that share boundaries, and points of a third tier.
W1, W2, W3 = seg(0.0, 1.0, "가"), seg(1.0, 2.0, "나", confidence=0.5), seg(2.0, 4.0, "다")
P1, P2, P3 = seg(0.5, 1.0, "a", "phoneme"), seg(1.0, 1.5, "n", "phoneme"), seg(1.5, 2.0, "i", "phoneme")
T1, T2 = seg(1.0, 1.0, "H*", "tone"), seg(1.75, 1.75, "L%", "tone")
MANY = [W1, W2, W3, P1, P2, P3, T1, T2]


def many(name, edit, args, after=None, error=None):
    return case(name, edit, args, after, error, MANY)


def spans(*times):
    """MANY with other times, in its order."""
    return [one | {"start": start, "end": end} for one, (start, end) in zip(MANY, times, strict=True)]


SPANS = [
    many(
        "equal boundaries of all tiers", "move_boundaries", [1.0, 0.75],
        spans((0, 0.75), (0.75, 2), (2, 4), (0.5, 0.75), (0.75, 1.5), (1.5, 2), (0.75, 0.75), (1.75, 1.75)),
    ),
    many(
        "of some tiers", "move_boundaries", [1.0, 0.75, ["phoneme", "tone"]],
        spans((0, 1), (1, 2), (2, 4), (0.5, 0.75), (0.75, 1.5), (1.5, 2), (0.75, 0.75), (1.75, 1.75)),
    ),
    many(
        "up to the shortest of them", "move_boundaries", [1.0, 0.0],
        spans((0, 0.501), (0.501, 2), (2, 4), (0.5, 0.501), (0.501, 1.5), (1.5, 2), (0.501, 0.501), (1.75, 1.75)),
    ),
    many("no boundary there", "move_boundaries", [0.9, 0.0], error="at_s"),
    # Half of the way from 0 to 1 s is half of the way from 0 to 1.5 s; from 1 to 2 s the half is 1.75 s.
    many(
        "rubber, held inside", "stretch_segments", [0.0, 2.0, 1.0, 1.5],
        spans((0, 1.5), (1.5, 2), (2, 4), (0.75, 1.5), (1.5, 1.75), (1.75, 2), (1.5, 1.5), (1.875, 1.875)),
    ),
    many(
        "rubber, held at its end: what touches it follows", "stretch_segments", [0.0, 2.0, 2.0, 3.0, ["word"]],
        spans((0, 1.5), (1.5, 3), (3, 4), (0.5, 1), (1, 1.5), (1.5, 2), (1, 1), (1.75, 1.75)),
    ),
    many(
        "rubber, held at its start", "stretch_segments", [1.0, 2.0, 1.0, 0.5, ["word", "tone"]],
        spans((0, 0.5), (0.5, 2), (2, 4), (0.5, 1), (1, 1.5), (1.5, 2), (0.5, 0.5), (1.625, 1.625)),
    ),
    many(
        "rubber goes past nothing", "stretch_segments", [0.0, 2.0, 2.0, 9.0, ["word"]],
        spans((0, 1.9995), (1.9995, 3.999), (3.999, 4), (0.5, 1), (1, 1.5), (1.5, 2), (1, 1), (1.75, 1.75)),
    ),
    many(
        "rubber leaves a millisecond", "stretch_segments", [1.0, 2.0, 2.0, 0.0, ["phoneme"]],
        spans((0, 1), (1, 2), (2, 4), (0.5, 1), (1, 1.001), (1.001, 1.002), (1, 1), (1.75, 1.75)),
    ),
    many("rubber without length", "stretch_segments", [1.0, 1.0, 1.0, 2.0], error="end_s"),
    many("held outside", "stretch_segments", [0.0, 1.0, 2.0, 3.0], error="grabbed_s"),
    many(
        "written over two", "write_segment", ["word", 0.5, 1.5, "새"],
        [W1 | {"end": 0.5}, seg(0.5, 1.5, "새"), W2 | {"start": 1.5}, *MANY[2:]],
    ),
    many(
        "written inside of one", "write_segment", ["word", 2.5, 3.0, "새"],
        [W1, W2, W3 | {"end": 2.5}, seg(2.5, 3.0, "새"), W3 | {"start": 3.0}, *MANY[3:]],
    ),
    many("written over all", "write_segment", ["word", 0.0, 4.0], [*MANY[3:], seg(0.0, 4.0)]),
    many("nothing written", "write_segment", ["word", 1.0, 1.0], error="end_s"),
    many("deleted", "delete_segments", [[0, 6]], [W2, W3, P1, P2, P3, T2]),
    many("none to delete", "delete_segments", [[8]], error="indices"),
    many("one text for several", "label_segments", [[3, 5], "ə"], [W1, W2, W3, P1 | {"text": "ə"}, P2, P3 | {"text": "ə"}, T1, T2]),
    many("three become one", "join_segments", [0, 3], [W1 | {"end": 4.0, "text": "가나다"}, *MANY[3:]]),
    many("not as many", "join_segments", [1, 3], error="index"),
    many("a point", "insert_point", ["tone", 1.5, "L*"], [*MANY[:7], seg(1.5, 1.5, "L*", "tone"), T2]),
    many("a point that is there", "insert_point", ["tone", 1.0], error="at_s"),
    many("a boundary of points is a point", "insert_boundary", ["tone", 0.25], [*MANY[:6], seg(0.25, 0.25, "", "tone"), T1, T2]),
    many("a point moves", "move_segment", [7, 0.125], [*MANY[:7], T2 | {"start": 1.875, "end": 1.875}]),
    many("a point does not pass another", "move_segment", [7, -1.0], [*MANY[:7], T2 | {"start": 1.0, "end": 1.0}]),
]  # fmt: skip

# Places in order of time.
FOUND = [
    {"name": name, "edit": "find_segments", "args": args, "before": MANY} | more
    for name, args, more in [
        ("by text", ["[ai]", "phoneme"], {"found": [3, 5]}),
        ("in all tiers, in order of time", ["^(가|n|H\\*)$"], {"found": [0, 4, 6]}),
        ("nothing", ["^$"], {"found": []}),
        ("no regular expression", ["("], {"error": "pattern"}),
    ]
]


# At 120 beats per minute a beat is half a second. `lyrics` and `phonemes` belong to the notes in order.
NOTES = [(0, 1, 60), (1, 1, 62), (1, 1, 67), (2, 2, 64), (4, 2, 64), (5.5, 0.125, 65)]
LYRICS = ["아", "리", "위", "랑", "-", "요"]
PHONEMES = ["a", "r i", "w i", "r a ng", None, "p p o"]


def tier(name, column, after=None, error=None, ids=None, before=(), type=None):
    base = {"name": name, "edit": "add_tier", "args": [column, type], "ids": ids, "before": list(before)}
    base |= {"notes": NOTES, "lyrics": LYRICS, "phonemes": PHONEMES}
    return base | ({"after": [*before, *after]} if error is None else {"error": error})


def row(type, *spans):
    return [seg(start, end, text, type) for start, end, text in spans]


TIERS = [
    # Of two notes at once the lower; "-" holds on to the end of its note, which the next one cuts short.
    tier("syllables", "lyric", row("syllable", (0, 0.5, "아"), (0.5, 1, "리"), (1, 2.75, "랑"), (2.75, 2.8125, "요"))),
    tier("of some notes", "lyric", row("word", (0.5, 1, "위")), ids=[2], type="word"),
    # A consonant 60 ms; two of them in 62.5 ms take half of it.
    tier(
        "phonemes", "phoneme",
        row(
            "phoneme", (0, 0.5, "a"), (0.5, 0.56, "r"), (0.56, 1, "i"), (1, 1.06, "r"), (1.06, 1.94, "a"), (1.94, 2, "ng"),
            (2.75, 2.765625, "p"), (2.765625, 2.78125, "p"), (2.78125, 2.8125, "o"),
        ),
    ),
    tier("a tier that is there", "lyric", error="type", before=row("syllable", (0, 1, "x"))),
    tier("beside another", "lyric", row("syllable", (0, 0.5, "아")), ids=[0], before=row("word", (0, 1, "x"))),
    tier("notes without a text", "phoneme", error="ids", ids=[4]),
]  # fmt: skip


def main():
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in [*CASES, *SPANS, *FOUND, *TIERS])
    (HERE / "segments.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
