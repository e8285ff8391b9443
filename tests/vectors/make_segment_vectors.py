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
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in [*CASES, *TIERS])
    (HERE / "segments.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
