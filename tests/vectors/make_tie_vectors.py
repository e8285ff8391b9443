"""Writes ties.json: tiers of phones and the notes that they belong to, written down by hand.

The rule ``svs`` is that of DiffSinger's files and OpenUtau's phonemizers: a vowel begins at the onset of its note and
lasts until the consonants of the next one, which lie before that one's onset; slurs lengthen the vowel. A consonant
that nobody measured takes 60 ms. One object per case: `notes` (onset and duration in beats of half a second, lyric,
phonemes), `before` and `after` as [start_s, end_s, text], `rule`, `ids` (null for all), and `broken`, the kinds of what
the rule says of `before`, in order of time.
"""

import json
from pathlib import Path

HERE = Path(__file__).parent

# 0.5-1 s, 1-1.5 s.
TWO = [[1, 1, "사", "s a"], [2, 1, "랑", "r a ng"]]
LAID = [[0.44, 0.5, "s"], [0.5, 0.94, "a"], [0.94, 1.0, "r"], [1.0, 1.44, "a"], [1.44, 1.5, "ng"]]
# As somebody corrected it: a longer s, a shorter r.
MINE = [[0.4, 0.5, "s"], [0.5, 0.96, "a"], [0.96, 1.0, "r"], [1.0, 1.4, "a"], [1.4, 1.5, "ng"]]


def case(name, notes, before, after=None, ids=None, rule="svs", broken=()):
    return {
        "name": name,
        "rule": rule,
        "notes": notes,
        "ids": ids,
        "before": before,
        "after": before if after is None else after,
        "broken": list(broken),
    }


CASES = [
    case("laid for the first time", TWO, [], LAID, broken=["missing", "missing"]),
    case("what lies right stays", TWO, LAID),
    case("lengths that somebody set stay", TWO, MINE),
    case(
        "within the notes", TWO, [], rule="free", broken=["missing", "missing"],
        after=[[0.5, 0.56, "s"], [0.56, 1.0, "a"], [1.0, 1.06, "r"], [1.06, 1.44, "a"], [1.44, 1.5, "ng"]],
    ),
    case(
        "a slur lengthens the vowel", [TWO[0], [2, 1, "-", None], [3, 1, "랑", "r a"]], [], broken=["missing", "missing"],
        after=[[0.44, 0.5, "s"], [0.5, 1.44, "a"], [1.44, 1.5, "r"], [1.5, 2.0, "a"]],
    ),
    case(
        "consonants lie in a rest, and what they need more the note before gives",
        [[1, 1, "아", "a"], [2.1, 1, "까", "kk a"]], [], broken=["missing", "missing"],
        after=[[0.5, 0.99, "a"], [0.99, 1.05, "kk"], [1.05, 1.55, "a"]],
    ),
    case(
        "in a longer rest they leave it silent", [[1, 1, "아", "a"], [3, 1, "까", "kk a"]], [], broken=["missing", "missing"],
        after=[[0.5, 1.0, "a"], [1.44, 1.5, "kk"], [1.5, 2.0, "a"]],
    ),
    case(
        "of a short note half is for the next one's consonants", [[1, 0.2, "아", "a"], [1.2, 1, "스", "s t r eu"]], [],
        broken=["missing", "missing"],
        after=[[0.5, 0.55, "a"], [0.55, 0.5667, "s"], [0.5667, 0.5833, "t"], [0.5833, 0.6, "r"], [0.6, 1.1, "eu"]],
    ),
    case(
        "before the beginning there is no room", [[0, 1, "사", "s a"]], [], broken=["missing"],
        after=[[0.0, 0.06, "s"], [0.06, 0.5, "a"]],
    ),
    case(
        "a note that moved takes its phones along, the one before goes on until them",
        [TWO[0], [2.5, 1, "랑", "r a ng"]], MINE, ids=[1], broken=["onset", "end"],
        after=[[0.4, 0.5, "s"], [0.5, 1.0, "a"], [1.21, 1.25, "r"], [1.25, 1.65, "a"], [1.65, 1.75, "ng"]],
    ),
    case(
        "a note that grew to the left", [TWO[0], [1.5, 1.5, "랑", "r a ng"]], MINE, ids=[1], broken=["onset"],
        after=[[0.4, 0.5, "s"], [0.5, 0.71, "a"], [0.71, 0.75, "r"], [0.75, 1.4, "a"], [1.4, 1.5, "ng"]],
    ),
    case(
        "a note that lasts longer", [TWO[0], [2, 3, "랑", "r a ng"]], MINE, ids=[1], broken=["end"],
        after=[*MINE[:3], [1.0, 2.4, "a"], [2.4, 2.5, "ng"]],
    ),
    case(
        "a note that went past another", [[5, 1, "사", "s a"], TWO[1]], MINE, ids=[0], broken=["onset", "end"],
        after=[*MINE[2:], [2.4, 2.5, "s"], [2.5, 3.0, "a"]],
    ),
    case(
        "what is not meant stays as it was, right or wrong", [*TWO, [4, 1, "아", "a"]],
        [[0.5, 0.6, "s"], [0.6, 0.94, "a"], [0.94, 1.0, "r"], [1.0, 1.44, "a"], [1.44, 1.5, "ng"], [2.0, 2.2, "a"]],
        [[0.5, 0.6, "s"], [0.6, 0.94, "a"], [0.94, 1.0, "r"], [1.0, 1.44, "a"], [1.44, 1.5, "ng"], [2.0, 2.5, "a"]],
        ids=[2], broken=["onset", "end"],
    ),
    case(
        "pauses are as long as the phones leave them", [TWO[0], [3, 1, "랑", "r a ng"]],
        [[0.0, 0.44, "SP"], [0.44, 0.5, "s"], [0.5, 1.0, "a"], [1.0, 1.44, "AP"], [1.44, 1.5, "r"], [1.5, 1.9, "a"], [1.9, 2.0, "ng"], [2.0, 3.0, "SP"]],
    ),
    case(
        "pauses give way to a note that moved", [TWO[0], [2.5, 1, "랑", "r a ng"]],
        [[0.0, 0.44, "SP"], [0.44, 0.5, "s"], [0.5, 1.0, "a"], [1.0, 1.44, "AP"], [1.44, 1.5, "r"], [1.5, 1.9, "a"], [1.9, 2.0, "ng"], [2.0, 3.0, "SP"]],
        [[0.0, 0.44, "SP"], [0.44, 0.5, "s"], [0.5, 1.0, "a"], [1.0, 1.19, "AP"], [1.19, 1.25, "r"], [1.25, 1.65, "a"], [1.65, 1.75, "ng"], [1.75, 3.0, "SP"]],
        ids=[1], broken=["onset", "end"],
    ),
    case(
        "phones of one note were changed", [[1, 1, "사", "s a"], [2, 1, "당", "d a ng"], [3, 1, "아", "a"]], [*MINE, [1.5, 2.0, "a"]],
        [[0.4, 0.5, "s"], [0.5, 0.94, "a"], [0.94, 1.0, "d"], [1.0, 1.44, "a"], [1.44, 1.5, "ng"], [1.5, 2.0, "a"]],
        ids=[1], broken=["foreign", "foreign", "missing", "foreign"],
    ),
    case(
        "gaps and overlaps are found", TWO,
        [[0.44, 0.5, "s"], [0.5, 0.9, "a"], [0.94, 1.0, "r"], [1.0, 1.46, "a"], [1.44, 1.5, "ng"]], LAID,
        broken=["gap", "overlap"],
    ),
    case("only consonants fill their note", [[1, 1, "ㅅ", "s h"]], [], [[0.5, 0.75, "s"], [0.75, 1.0, "h"]], broken=["missing"]),
    case(
        "of notes that begin together the lowest is sung", [[1, 1, "사", "s a"], [1, 2, "x", "x i"]], [],
        [[0.44, 0.5, "s"], [0.5, 1.0, "a"]], broken=["missing"],
    ),
]  # fmt: skip

if __name__ == "__main__":
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in CASES)
    (HERE / "ties.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
