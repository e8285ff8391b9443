"""Write tests/vectors/proposals.json: what accepting a proposal makes of a score. Run from the repository: python -m …"""

import json
from pathlib import Path

from gradio_pianoroll import NoteTable, Score
from gradio_pianoroll.score import Alternative, Proposal, accept_ops, notes_to_rows
from gradio_pianoroll.wire.proposals import encode_proposals

FILE = Path(__file__).parent / "proposals.json"
SONG = Score(NoteTable.from_columns([0, 1, 2, 2], [1, 1, 2, 0.5], [60, 62, 64, 48], track=[0, 0, 0, 1]))
FILL = Proposal(
    4, 8, [Alternative(NoteTable.from_columns([4, 5.5], [1.5, 2.5], [60, 67], velocity=[80, 90]), "low")], id="f", stamp=1
)  # fmt: skip
VARY = Proposal(
    0,
    4,
    [
        Alternative(NoteTable.from_columns([0, 1, 3], [1, 2, 1], [72, 74, 76]), "up"),
        Alternative(NoteTable.from_columns([2], [2], [65]), "one"),
    ],
    replaces=[0, 1, 2, 77],
    id="v",
    stamp=2,
)
CASES = [
    ("all of what is added", SONG, FILL, 0, None),
    ("one note of it", SONG, FILL, 0, [1]),
    ("what it replaces goes", SONG, VARY, 0, None),
    ("of the second alternative", SONG, VARY, 1, None),
    ("one note takes the place of those that sound while it does", SONG, VARY, 0, [1]),
    ("a note beside them takes the place of one", SONG, VARY, 0, [2]),
]


def case(what, score, proposal, alternative, chosen):
    after = score.apply(accept_ops(score, proposal, alternative, chosen))[0].notes
    rows = notes_to_rows(after)
    return {
        "what": what,
        "notes": notes_to_rows(score.notes),
        "offer": json.loads(encode_proposals([proposal])),
        "alternative": alternative,
        "chosen": chosen,
        "after": [
            list(row)
            for row in zip(*(rows[name] for name in ("onset", "duration", "pitch", "velocity", "track")), strict=True)
        ],
    }


def vectors():
    return {"cases": [case(*one) for one in CASES]}


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), indent=1) + "\n", encoding="utf-8")
