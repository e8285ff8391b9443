"""Writes edit.json: what `gradio_pianoroll.score.edit` and `engine/score/edit` both give.

From `edit_reference.py`, which shares no line with either, so that neither language checks itself.

`operations`: `op`, `options` (arguments by name), `ids` (absent: all notes), `before` (a document), `after` (its rows) or
`error` (a part of the refusal). `select`: a `score` and `cases` of `expression` with `ids` or `error`. `patterns`: whether
`pattern` is found in `text`, or its `error`. `hash`: `[seed, id, what, 32 bits]`. `scales`: semitones by name.
"""

import copy
import json
import random
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from edit_reference import LAST, OPS, SCALES, TPB, hashed  # noqa: E402


def rows(notes):
    ordered = sorted(notes, key=lambda n: (n["onset"], n["pitch"], n["id"]))
    made = {key: [n[key] for n in ordered] for key in ("id", "onset", "duration", "pitch", "velocity", "track")}
    for key in ("lyric", "phoneme", "ref", "extra"):
        cells = {str(i): n[key] for i, n in enumerate(ordered) if n.get(key) is not None}
        if cells:
            made[key] = cells
    return made


def document(doc):
    return {
        "rows": rows(doc["notes"]), "tempos": doc["tempos"], "signatures": doc["signatures"], "tracks": doc["tracks"],
        "segments": [], "curves": [],
    }  # fmt: skip


def note(id, onset, duration, pitch=60, velocity=100, track=0, **texts):
    made = {"id": id, "onset": onset, "duration": duration, "pitch": pitch, "velocity": velocity, "track": track}
    return made | texts


def track(name, is_drum=False):
    return {
        "name": name, "program": 0, "channel": 9 if is_drum else 0, "is_drum": is_drum, "color": None, "muted": False,
        "solo": False, "volume": 1.0,
    }  # fmt: skip


def score(notes, tempos=((0, 120),), signatures=((0, 4, 4),), tracks=()):
    return {
        "notes": notes, "tempos": [list(t) for t in tempos], "signatures": [list(s) for s in signatures],
        "tracks": [track(*t) for t in tracks],
    }  # fmt: skip


def case(name, op, doc, options=None, ids=None, error=None):
    options = options or {}
    made = {"name": f"{op}: {name}", "op": op, "options": options} | ({} if ids is None else {"ids": ids})
    made["before"] = document(doc)
    if error is not None:
        return made | {"error": error}
    work = copy.deepcopy(doc)
    chosen = [n for n in work["notes"] if ids is None or n["id"] in ids]
    if chosen:
        OPS[op](work, chosen, **options)
    return made | {"after": rows(work["notes"])}


def played(seed, count=14, tempos=((0, 120),), signatures=((0, 4, 4),)):
    """Notes as hands play them: off the grid, chords, overlaps, one tick long, at 0."""
    rng = random.Random(seed)
    notes = [note(40, 0, 1, 0, 1), note(41, 0, 9000, 127, 127, 1, lyric="라"), note(7, 15361, 1, 60, 64)]
    for number in range(count):
        onset = rng.randrange(0, 9 * TPB)
        if rng.random() < 0.3:
            onset = rng.choice(notes)["onset"]
        texts = {}
        if rng.random() < 0.4:
            texts = {"lyric": rng.choice(["라", "리", "-", "+", "lo"]), "phoneme": rng.choice(["r a", "l o", None])}
        if rng.random() < 0.2:
            texts |= {"ref": f"mine-{number}", "extra": {"x": number}}
        pitch = rng.choice([48, 60, 60, 61, 64, 67, 72])
        notes.append(
            note(100 + number, onset, rng.randrange(1, 2 * TPB), pitch, rng.randrange(128), rng.randrange(2), **texts)
        )
    return score(notes, tempos, signatures, [("Voice",), ("Drums", True)])


def operation_cases():
    NAN = "nan"  # JSON has none: both sides read this text as one
    plain = played(1)
    odd = played(2, signatures=((0, 3, 4), (5 * TPB + 100, 7, 8)))
    slow = played(3, tempos=((0, 120), (2 * TPB, 60), (5 * TPB, 187.5)))
    empty = score([])
    last = score([note(0, LAST - 100, 100), note(1, LAST - 1, 1, 62)])
    between = score([note(0, 960, 100), note(1, 961, 100, 61), note(2, 2880, 10, 62), note(3, 959, 100, 63)])
    sung = score([
        note(0, 0, 2 * TPB, 60, lyric="아", phoneme="a", ref="first", extra={"x": 1}),
        note(1, 2 * TPB, TPB, 60, lyric="-"),
        note(2, 3 * TPB, TPB, 60, lyric="리", phoneme="r i"),
        note(3, 4 * TPB + 10, TPB, 60, lyric="랑"),
        note(4, 6 * TPB, TPB, 62, lyric="lo", extra={"phonemeTyped": True}, phoneme="l o"),
        note(5, 7 * TPB, TPB, 62),
    ])  # fmt: skip
    piled = score([
        note(0, 0, 4 * TPB, 60, lyric=None), note(1, TPB, TPB, 60, lyric="나", phoneme="n a"), note(2, 2 * TPB, 3 * TPB, 60),
        note(3, 2 * TPB, TPB, 60), note(4, 2 * TPB, 3 * TPB, 60), note(5, 0, 9 * TPB, 61), note(6, 0, 9 * TPB, 60, track=1),
        note(7, 5 * TPB, TPB, 60), note(8, 6 * TPB - 1, TPB, 60), note(9, 8 * TPB, 1, 60), note(10, 8 * TPB, 1, 60),
    ])  # fmt: skip
    cases = [case("no notes", op, empty, options) for op, options in (
        ("quantize", {}), ("humanize", {}), ("transpose", {"semitones": 5}), ("invert", {}), ("legato", {}),
        ("scale_time", {"factor": 2}), ("reverse", {}), ("velocity_curve", {}), ("fix_overlaps", {}),
        ("split", {"at_beats": 1}), ("join", {}), ("duplicate", {}), ("set_lyrics", {"lyrics": "라"}),
    )]  # fmt: skip
    some = [100, 102, 104, 106, 108, 110]
    for name, options in (
        ("sixteenths", {}), ("eighth triplets", {"grid": "1/8T"}), ("dotted eighths", {"grid": "1/8D"}),
        ("a third of a beat", {"grid": 1 / 3}), ("half of the way", {"grid": 0.5, "strength": 0.5}),
        ("a part of the way", {"grid": 0.5, "strength": 0.3125}), ("no way", {"strength": 0}), ("whole notes", {"grid": "1/1"}),
        ("swing of a triplet", {"grid": "1/8", "swing_percent": 66}), ("the most swing", {"grid": 0.25, "swing_percent": 75}),
        ("ends too", {"grid": "1/8", "ends": True}), ("ends, swing, part", {"grid": "1/8", "ends": True, "swing_percent": 62.5, "strength": 0.75}),
        ("a groove", {"grid": "1/8", "groove": [0, 0.0625, -0.03125]}),
        ("a groove with velocities", {"grid": "1/16", "strength": 0.5, "groove": [[0, 120], [0.03125, None], [0.015625, 40]]}),
        ("seven to the beat", {"grid": 1 / 7}),
    ):  # fmt: skip
        cases += [case(name, "quantize", plain, options), case(f"{name}, odd bars", "quantize", odd, options)]
    cases += [
        case("some notes", "quantize", plain, {"grid": "1/4"}, some),
        case("half way between lines goes to the later", "quantize", between, {"grid": 0.125}),
        case("the last tick", "quantize", last, {"grid": 1}),
        case("the last tick, ends", "quantize", last, {"grid": 0.5, "ends": True}, [0]),
        case("a strength that is no number", "quantize", plain, {"strength": NAN}, error="strength"),
        case("a grid of nothing", "quantize", plain, {"grid": 0}, error="grid"),
        case("a grid with a strange name", "quantize", plain, {"grid": "1/4X"}, error="grid"),
        case("too much swing", "quantize", plain, {"swing_percent": 80}, error="swing_percent"),
        case("a groove beyond its line", "quantize", plain, {"grid": 0.25, "groove": [0.125]}, error="groove"),
        case("a groove of nothing", "quantize", plain, {"groove": []}, error="groove"),
        case("ends that are a number", "quantize", plain, {"ends": 1}, error="ends"),
    ]
    for name, options in (
        ("as it is", {}), ("another seed", {"seed": 4294967295}), ("lengths", {"length": 0.5, "seed": 3}),
        ("timing alone", {"timing_s": 0.03, "velocity": 0, "seed": 9}), ("velocity alone", {"timing_s": 0, "velocity": 127}),
    ):  # fmt: skip
        cases += [case(name, "humanize", plain, options), case(f"{name}, three tempos", "humanize", slow, options)]
    cases += [
        case("some notes vary as among all", "humanize", slow, {"seed": 5}, some),
        case("the last tick", "humanize", last, {"seed": 1, "timing_s": 1, "length": 1}),
        case("a seed that is no whole number", "humanize", plain, {"seed": 1.5}, error="seed"),
        case("timing that is no number", "humanize", plain, {"timing_s": NAN}, error="timing_s"),
    ]
    middle = score([note(i, i * 100, 100, 48 + i) for i in range(26)])
    ends = score([note(0, 0, 10, 0), note(1, 5, 10, 127), note(2, 9, 10, 60), note(3, 9, 10, 1), note(4, 9, 10, 126)])
    cases += [
        case("up", "transpose", middle, {"semitones": 7}),
        case("down, some", "transpose", middle, {"semitones": -12}, [0, 3, 4]),
        case("beyond the end", "transpose", ends, {"semitones": 1}, error="pitch 128"),
        case("below the start", "transpose", ends, {"semitones": -1}, error="pitch -1"),
        case("beyond the end, kept", "transpose", ends, {"semitones": 7, "beyond": "keep"}),
        case("beyond the end, folded", "transpose", ends, {"semitones": 14, "beyond": "fold"}),
        case("below the start, folded", "transpose", ends, {"semitones": -100, "beyond": "fold"}),
        case("both", "transpose", middle, {"semitones": 1, "steps": 1}, error="semitones"),
        case("neither", "transpose", middle, {}, error="semitones"),
        case("half a semitone", "transpose", middle, {"semitones": 0.5}, error="semitones"),
        case("no such scale", "transpose", middle, {"steps": 1, "scale": "sad"}, error="scale"),
        case("a scale that goes down", "transpose", middle, {"steps": 1, "scale": [0, 5, 3]}, error="scale"),
        case("no such tonic", "transpose", middle, {"steps": 1, "tonic": "H"}, error="tonic"),
        case("folded by steps", "transpose", ends, {"steps": 9, "beyond": "fold"}),
    ]
    for scale, tonic, steps in (
        ("major", "C", 1), ("major", "D", -2), ("minor", "A", 3), ("dorian", "Bb", 7), ("pyeongjo", "C#", 2),
        ("gyemyeonjo", 10, -4), ("pentatonic", "F#", 1), ([0, 6], "B", 1), ([0], 2, -1), ("blues", "E", 11),
    ):  # fmt: skip
        cases.append(
            case(
                f"{steps} steps of {scale} on {tonic}",
                "transpose",
                middle,
                {"steps": steps, "scale": scale, "tonic": tonic},
            )
        )
    cases += [
        case("about its middle", "invert", middle), case("some", "invert", plain, {}, some),
        case("about a pitch", "invert", middle, {"axis_pitch": 60}), case("about a gap", "invert", middle, {"axis_pitch": 60.5}),
        case("about a quarter", "invert", middle, {"axis_pitch": 60.25}, error="axis_pitch"),
        case("beyond the end", "invert", ends, {"axis_pitch": 60}, error="pitch"),
        case("beyond the end, folded", "invert", ends, {"axis_pitch": 30, "beyond": "fold"}),
        case("chords and tracks", "legato", plain), case("with a rest", "legato", plain, {"gap_beats": 0.125}),
        case("with an overlap", "legato", odd, {"gap_beats": -0.25}), case("some", "legato", plain, {}, some),
        case("a rest longer than the note", "legato", plain, {"gap_beats": 4}),
        case("a gap that is no number", "legato", plain, {"gap_beats": NAN}, error="gap_beats"),
        case("twice as long", "scale_time", plain, {"factor": 2}), case("half", "scale_time", plain, {"factor": 0.5}),
        case("by a third", "scale_time", odd, {"factor": 1 / 3}), case("some", "scale_time", plain, {"factor": 1.5}, some),
        case("about a place", "scale_time", plain, {"factor": 1.5, "origin_beats": 0}),
        case("to a length", "scale_time", plain, {"to_beats": 8}), case("to seconds", "scale_time", slow, {"to_s": 7.25}),
        case("before the start", "scale_time", score([note(0, TPB, TPB)]), {"factor": 2, "origin_beats": 4}, error="onset"),
        case("beyond the end", "scale_time", last, {"factor": 1000}, error="end"),
        case("two lengths", "scale_time", plain, {"factor": 2, "to_s": 1}, error="factor"),
        case("a factor that is no number", "scale_time", plain, {"factor": NAN}, error="factor"),
        case("all", "reverse", plain), case("some", "reverse", odd, {}, some), case("the last tick", "reverse", last),
        case("as it is", "velocity_curve", plain), case("louder", "velocity_curve", plain, {"gain": 1.5, "offset": -10}),
        case("a curve", "velocity_curve", plain, {"points": [[10, 30], [64, 64], [100, 120.5]]}),
        case("a crescendo", "velocity_curve", plain, {"ramp": [0.25, 1.25]}, some),
        case("between limits", "velocity_curve", plain, {"gain": 2, "minimum": 40, "maximum": 90}),
        case("a ramp over one moment", "velocity_curve", between, {"ramp": [0.5, 2]}, [0]),
        case("a curve that goes back", "velocity_curve", plain, {"points": [[10, 1], [10, 2]]}, error="points"),
        case("limits that cross", "velocity_curve", plain, {"minimum": 90, "maximum": 40}, error="maximum"),
        case("a gain that is no number", "velocity_curve", plain, {"gain": NAN}, error="gain"),
    ]  # fmt: skip
    for policy, per in (
        ("shorten", "pitch"),
        ("delay", "pitch"),
        ("merge", "pitch"),
        ("shorten", "track"),
        ("delay", "track"),
    ):
        options = {"policy": policy, "per": per}
        cases += [
            case(f"{policy} by {per}, {n}", "fix_overlaps", doc, options)
            for n, doc in (("piled", piled), ("played", plain), ("odd", odd))
        ]
    cases += [
        case("some", "fix_overlaps", piled, {}, [0, 1, 4, 8]),
        case("merge a whole track", "fix_overlaps", piled, {"policy": "merge", "per": "track"}, error="policy"),
        case("no such policy", "fix_overlaps", piled, {"policy": "pray"}, error="policy"),
        case("one place", "split", plain, {"at_beats": 1.5}), case("many places", "split", plain, {"at_beats": [0, 0.5, 1, 1.5, 2, 4, 4.0001]}),
        case("some", "split", plain, {"at_beats": 3}, some), case("at onsets and ends", "split", sung, {"at_beats": [0, 1, 2, 6.5]}),
        case("a place that is no number", "split", plain, {"at_beats": [1, NAN]}, error="at_beats"),
        case("what touches", "join", sung), case("over rests", "join", sung, {"gap_beats": 1}), case("some", "join", sung, {}, [0, 1]),
        case("played", "join", plain), case("piled", "join", piled, {"gap_beats": 0.25}),
        case("a gap that is no number", "join", plain, {"gap_beats": NAN}, error="gap_beats"),
        case("once", "duplicate", plain), case("some, to the grid", "duplicate", plain, {"grid": "1/4"}, some),
        case("a sequence", "duplicate", sung, {"times": 3, "semitones": -2}), case("at a distance", "duplicate", plain, {"shift_beats": 16}, some),
        case("before itself", "duplicate", sung, {"shift_beats": -2}, [4, 5]),
        case("before the start", "duplicate", sung, {"shift_beats": -2}, error="onset"),
        case("too high", "duplicate", sung, {"times": 10, "semitones": 12}, error="pitch"),
        case("beyond the end", "duplicate", last, {"shift_beats": 1}, error="end"),
        case("half a time", "duplicate", plain, {"times": 1.5}, error="times"),
        case("one for all", "set_lyrics", sung, {"lyrics": "라"}), case("none", "set_lyrics", sung, {"lyrics": None}),
        case("one by one", "set_lyrics", sung, {"lyrics": ["아", "리", "리", None, "le"]}),
        case("too many", "set_lyrics", sung, {"lyrics": ["아"] * 7}, error="lyrics"),
    ]  # fmt: skip
    return cases


def select_cases():
    doc = score(
        [
            note(0, 0, TPB, 60, 100, 0, lyric="라라", phoneme="r a"), note(1, TPB // 2, TPB, 60, 20, 0, lyric="라"),
            note(2, 2 * TPB, TPB, 64, 64, 0, lyric="미a1"), note(3, 3 * TPB, 100, 67, 127, 1),
            note(4, 4 * TPB, TPB, 36, 1, 1, lyric='"'), note(5, 9 * TPB, 3 * TPB, 127, 0, 2, lyric=""),
        ],
        [(0, 120), (4 * TPB, 60)], [(0, 4, 4), (8 * TPB, 3, 8)], [("Voice",), ("Drums", True)],
    )  # fmt: skip
    good = [
        ("pitch >= 60", [0, 1, 2, 3, 5]), ("pitch>=60 and track==0", [0, 1, 2]), ("60 < pitch <= 67", [2, 3]),
        ("not pitch == 60", [2, 3, 4, 5]), ("not not pitch == 60", [0, 1]),
        ("pitch == 36 or pitch == 60 and velocity > 50", [0, 4]), ("(pitch == 36 or pitch == 60) and velocity > 50", [0]),
        ('lyric ~ "^라"', [0, 1]), ('lyric ~ "^라$"', [1]), ('lyric !~ "라"', [2, 3, 4, 5]), ('lyric == ""', [3, 5]),
        ('lyric != ""', [0, 1, 2, 4]), (r"lyric == '\''", []), (r'lyric == "\""', [4]), ("'라' == lyric", [1]),
        (r'lyric ~ "\d"', [2]), ('phoneme ~ "a" and lyric ~ "라라|미"', [0]), ("onset_beats < 2", [0, 1]),
        ("onset_beats % 1 != 0", [1]), ("end_beats > 5", [5]), ("duration_beats < 0.01", [3]), ("bar == 2", [4]),
        ("bar >= 3", [5]), ("beat == 3", [2, 5]), ("overlaps", [0, 1]), ("drum or overlaps", [0, 1, 3, 4]), ("not overlaps and drum", [3, 4]),
        ("track_name == 'Drums'", [3, 4]), ("track_name == ''", [5]), ("pitch_class == 0", [0, 1, 4]), ("pitch == C4", [0, 1]),
        ("pitch >= F#4", [3, 5]), ("pitch < C#2+1", [4]), ("pitch > Bb3 and pitch < E4", [0, 1]), ("pitch == G9", [5]),
        ("-pitch < -66", [3, 5]), ("velocity * 2 > 100 + 1", [0, 2, 3]), ("velocity / 0 > 5", [0, 1, 2, 3, 4]), ("0 / velocity == 0", [0, 1, 2, 3, 4]),
        ("onset_s > 2.5", [5]), ("end_s <= 1", [0, 1]), ("duration_s >= 1", [4, 5]), ("id == 3", [3]), ("1 < 2", [0, 1, 2, 3, 4, 5]),
        ("2 < 1", []), ("-7 % 3 == 2", [0, 1, 2, 3, 4, 5]), (".5 == 0.5", [0, 1, 2, 3, 4, 5]), ("lyric == phoneme", [3, 5]),
        ("((((pitch)))) == 60", [0, 1]), ("pitch-1==59", [0, 1]), ('"라" ~ "라" and pitch == 64', [2]),
    ]  # fmt: skip
    bad = [
        ("", "expected a value at position 1, found the end"), ("pitch", "gives a number, not a condition"), ("lyric", "gives a text, not a condition"),
        ("pitch >", "expected a value at position 8, found the end"), ("pitch > 60 60", 'expected "and", "or" or the end at position 12, found "60"'),
        ("(pitch > 60", 'expected ")" at position 12, found the end'), ("pitch > 60)", 'at position 11, found ")"'),
        ("pich > 60", 'there is no "pich" (position 1)'), ("음 > 60", 'cannot read "음" at position 1'), ('lyric == "라', "begins at position 10 has no end"),
        ("pitch = 60", 'cannot read "=" at position 7'), ("lyric > 3", '">" at position 7 needs two numbers or two texts'),
        ('lyric > "a"', 'position 7 needs two numbers; texts are compared by "==" or "~"'), ('pitch ~ "6"', '"~" at position 7 needs a text and a pattern'),
        ("lyric ~ phoneme", "needs a text and a pattern in quotes"), ("pitch and overlaps", '"and" at position 7 needs conditions'),
        ("not pitch", '"not" at position 1 needs a condition'), ("lyric + 1 == 2", '"+" at position 7 needs numbers'), ("overlaps == drum", "position 10 needs two numbers"),
        ("and", 'expected a value at position 1, found "and"'), ('lyric ~ "("', "(position 9)"), ("(" * 51 + "pitch" + ")" * 51, "nested more than 50 deep at position 51"),
        ("pitch > 1" + " " * 1000, "1009 characters; 1000 are the most"), ("60 < pitch < overlaps", "position 12 needs two numbers"), ("1.2.3 < 4", 'found ".3"'),
        ("pitch > 60 && track == 1", 'cannot read "&" at position 12'), ("𝄞 > 1", 'cannot read "𝄞" at position 1'), ('lyric == "𝄞" 1', 'at position 14, found "1"'),
    ]  # fmt: skip
    made = [{"expression": expression, "ids": ids} for expression, ids in good]
    return {"score": document(doc), "cases": made + [{"expression": e, "error": error} for e, error in bad]}


def pattern_cases():
    good = [
        ("", "", True), ("", "a", True), ("a", "", False), ("a", "bab", True), ("^a", "ba", False), ("a$", "ab", False), ("a$", "ba", True),
        ("^$", "", True), ("^$", "a", False), ("$^", "", True), (".", "", False), (".", "𝄞", True), ("^.$", "𝄞", True), ("a|b", "xb", True), ("a|", "x", True),
        ("^(a|b)+$", "abba", True), ("^(a|b)+$", "abca", False), ("^a*$", "", True), ("^a+$", "", False), ("^a?b$", "b", True), ("^a?b$", "aab", False),
        ("^a{3}$", "aaa", True), ("^a{3}$", "aaaa", False), ("^a{2,}$", "aaaaa", True), ("^a{2,}$", "a", False), ("^a{1,3}$", "aaa", True), ("^a{1,3}$", "aaaa", False),
        ("^a{0,1}$", "", True), ("^(ab){2}$", "abab", True), ("[가-힣]", "abc라", True), ("^[^가-힣]+$", "abc", True), ("^[^가-힣]+$", "ab라", False), ("[]]", "]", True),
        ("[^]]", "]", False), ("[a-]", "-", True), ("[-a]", "-", True), (r"\.", "a", False), (r"\.", ".", True), (r"^\d+$", "0123", True), (r"\d", "٣", False), (r"^\w$", "라", True),
        (r"\w", "-", False), (r"^\w$", "_", True), (r"\W", "가", False), (r"\s", "a b", True), (r"\S", " ", False), (r"\D", "12", False), (r"[\d-]", "-", True), (r"^[\w ]+$", "a 라", True),
        (r"\\", "\\", True), (r"[\]]", "]", True), ("(?:ab)+c", "ababc", True), ("a.c", "abc", True), ("a*?b", "aab", True), ("(a*)*", "b", True), ("(a|a)*$", "aaaa", True), ("^(a*)*$", "b", False),
        ("a^", "a", False), ("}", "}", True), ("라|리", "아리랑", True), ("((a))", "a", True), ("^(|a)b", "ab", True), ("^(a+)+$", "a" * 40 + "b", False), ("(x+x+)+y", "x" * 60, False),
        ("^(.?){100}.{100}$", "a" * 99, False),
    ]  # fmt: skip
    bad = [
        "(",
        ")",
        "a)",
        "*",
        "a**",
        "[",
        "[a",
        "[b-a]",
        r"\b",
        r"\1",
        "\\",
        "(?=a)",
        "a{",
        "a{x}",
        "a{3,1}",
        "a{101}",
        "a{2}{2}",
        "a" * 201,
        "((a{100}){100}){100}",
        "(" * 21 + ")" * 21,
    ]
    return [{"pattern": p, "text": t, "found": f} for p, t, f in good] + [
        {"pattern": p, "error": "pattern"} for p in bad
    ]


def main():
    made = {
        "operations": operation_cases(), "select": [select_cases()], "patterns": pattern_cases(),
        "hash": [[s, n, w, hashed(s, n, w)] for s in (0, 1, 7, 2**32 - 1) for n in (0, 1, 1000, 2**32 - 1) for w in (0, 1, 2)],
        "scales": [SCALES],
    }  # fmt: skip
    parts = (
        f'"{key}": [\n' + ",\n".join(json.dumps(c, ensure_ascii=False) for c in cases) + "\n]"
        for key, cases in made.items()
    )
    (HERE / "edit.json").write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
