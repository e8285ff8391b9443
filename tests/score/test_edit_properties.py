"""What holds of edits whatever the notes are: twice is once, there and back is nothing, nothing changes in place."""

import copy
import math
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradio_pianoroll.score import NoteTable, OpError, Score, TempoMap, diff, edit, on_grid
from tests.score.strategies import tables, tempo_maps
from tests.vectors import edit_reference

TPB = 15360
FAST = settings(max_examples=60, deadline=None)


@st.composite
def on_ticks(draw, lowest=0, highest=127, signatures=None):
    """Score whose times are whole ticks."""
    n = draw(st.integers(0, 12))

    def column(strategy):
        return draw(st.lists(strategy, min_size=n, max_size=n))

    onset = column(st.integers(0, 6 * TPB) | st.sampled_from([0, 1, TPB, 2 * TPB]))
    duration = column(st.integers(1, 3 * TPB) | st.sampled_from([1, TPB]))
    words = st.sampled_from([None, None, "라", "-", "+", "lo", ""])
    texts = {"lyric": column(words), "phoneme": column(st.sampled_from([None, "r a", "l o"]))}
    extra = {i: {"x": i} for i in range(n) if draw(st.booleans())}
    notes = NoteTable.from_columns(
        np.array(onset) / TPB,
        np.array(duration) / TPB,
        column(st.integers(lowest, highest)),
        column(st.integers(0, 127)),
        column(st.sampled_from([0, 0, 1])),
        id=draw(st.permutations(range(n))),
        extra=extra,
        **texts,
    )
    signatures = signatures or draw(st.sampled_from([[(0, 4, 4)], [(0, 3, 4), (5, 7, 8)], [(0, 6, 8), (2.01, 2, 4)]]))
    return Score(notes, TempoMap([(0, 120), (3, 77)], signatures))


some_ids = st.one_of(st.none(), st.sets(st.integers(0, 11)))


def chosen(score, ids):
    return None if ids is None else [i for i in score.notes.id.tolist() if i in ids]


OPTIONS = {
    "quantize": st.fixed_dictionaries(
        {
            "grid": st.sampled_from([0.25, "1/8T", "1/4D", 0.5, "1/1"]),
            "strength": st.sampled_from([0.0, 0.25, 0.5, 1.0]),
            "swing_percent": st.sampled_from([50, 62.5, 75]),
            "ends": st.booleans(),
            "groove": st.sampled_from([None, [0.015625, -0.0078125], [[0, 64], [0.03125, None], 0]]),
        }
    ),
    "humanize": st.fixed_dictionaries(
        {
            "seed": st.integers(0, 2**32 - 1),
            "timing_s": st.sampled_from([0, 0.01, 0.5]),
            "length": st.sampled_from([0, 0.25, 1]),
            "velocity": st.sampled_from([0, 6, 100]),
        }
    ),
    "transpose": st.one_of(
        st.fixed_dictionaries({"semitones": st.integers(-40, 40), "beyond": st.sampled_from(["keep", "fold"])}),
        st.fixed_dictionaries(
            {
                "steps": st.integers(-20, 20),
                "scale": st.sampled_from(sorted(edit.SCALES)),
                "tonic": st.integers(0, 11),
                "beyond": st.sampled_from(["keep", "fold"]),
            }
        ),
    ),
    "invert": st.fixed_dictionaries(
        {
            "axis_pitch": st.sampled_from([None, 60, 0.5, 127]),
            "beyond": st.sampled_from(["keep", "fold"]),
        }
    ),
    "legato": st.fixed_dictionaries({"gap_beats": st.sampled_from([0, 0.125, -0.25, 3])}),
    "scale_time": st.one_of(
        st.fixed_dictionaries({"factor": st.sampled_from([0.5, 2, 1.25, 0.0625])}),
        st.fixed_dictionaries({"to_beats": st.sampled_from([0.0001, 3, 20])}),
        st.fixed_dictionaries({"factor": st.just(1.5), "origin_beats": st.just(0)}),
    ),
    "reverse": st.just({}),
    "velocity_curve": st.fixed_dictionaries(
        {
            "points": st.sampled_from([None, [[0, 10], [64, 64], [127, 100]], [[30, 7]]]),
            "gain": st.sampled_from([1, 0.75, 0]),
            "offset": st.sampled_from([0, -3.5]),
            "ramp": st.sampled_from([None, [0.5, 1.25]]),
        }
    ),
    "fix_overlaps": st.sampled_from(
        [
            {"policy": "shorten"},
            {"policy": "delay"},
            {"policy": "merge"},
            {"policy": "shorten", "per": "track"},
            {"policy": "delay", "per": "track"},
        ]
    ),
    "split": st.fixed_dictionaries(
        {"at_beats": st.lists(st.sampled_from([0, 0.5, 1, 1.5, 2, 3.25]), min_size=1, max_size=3)}
    ),
    "join": st.fixed_dictionaries({"gap_beats": st.sampled_from([0, 0.25, 2])}),
    "duplicate": st.fixed_dictionaries(
        {
            "times": st.integers(1, 3),
            "grid": st.sampled_from([None, "1/4", 0.75]),
            "shift_beats": st.sampled_from([None, None, 2.5]),
        }
    ),
    "set_lyrics": st.fixed_dictionaries({"lyrics": st.sampled_from([None, "라", ["라"], []])}),
}


def as_reference(score):
    """The score as `edit_reference` has it."""
    tempos = score.tempo_map.tempo_ticks()
    # Where a browser has them: on the nearest tick.
    signatures = [[round(tick), *rest] for tick, *rest in score.tempo_map.signature_ticks()]
    notes = [
        {
            "id": note.number,
            "onset": round(note.onset_beats * TPB),
            "duration": round(note.duration_beats * TPB),
            "pitch": note.pitch,
            "velocity": note.velocity,
            "track": note.track,
            "lyric": note.lyric,
            "phoneme": note.phoneme,
            "extra": dict(note.extra) or None,
        }
        for note in score.notes
    ]
    return {"notes": notes, "tempos": tempos, "signatures": signatures}


def row_of(note):
    return repr([(key, note.get(key)) for key in sorted({*note, "lyric", "phoneme", "extra"})])


@pytest.mark.parametrize("name", sorted(OPTIONS))
@FAST
@given(data=st.data())
def test_it_does_what_the_slow_reference_does_to_any_notes(name, data):
    # Pitches in the middle: who leaves the range is another matter, and in the vectors.
    score = data.draw(on_ticks())
    options = data.draw(OPTIONS[name])
    ids = data.draw(some_ids)
    ids = chosen(score, ids)
    kept = pickle.dumps(score)
    if name == "set_lyrics" and isinstance(options["lyrics"], list):
        options = {"lyrics": options["lyrics"] if len(score.notes if ids is None else ids) else []}
    wanted = as_reference(copy.deepcopy(score))
    some = [note for note in wanted["notes"] if ids is None or note["id"] in ids]
    try:
        if some:
            edit_reference.OPS[name](wanted, some, **options)
    except edit_reference.NearTieError:
        return
    if any(note["onset"] < 0 for note in wanted["notes"]):
        with pytest.raises(OpError):
            getattr(edit, name)(score, **options, ids=ids)
        return
    after = getattr(edit, name)(score, **options, ids=ids)
    found = sorted(row_of(note) for note in as_reference(after)["notes"])
    assert found == sorted(row_of(note) for note in wanted["notes"])
    assert pickle.loads(kept) == score, "changed in place"
    again, undo = score.apply(diff(score, after))
    assert again.same_document(after)
    assert again.apply(undo)[0].same_document(score)


@FAST
@given(on_ticks(), OPTIONS["quantize"])
def test_quantizing_twice_is_quantizing_once(score, options):
    options |= {"strength": 1.0, "groove": None}
    once = edit.quantize(score, **options)
    assert edit.quantize(once, **options).same_document(once)


@FAST
@given(on_ticks(signatures=[(0, 4, 4)]), st.sampled_from([[0.0625, -0.03125], [[0.01, 90], 0, [-0.02, 3]]]))
def test_a_groove_twice_is_the_groove_once(score, groove):
    once = edit.quantize(score, "1/8", groove=groove)
    assert edit.quantize(once, "1/8", groove=groove).same_document(once)


@FAST
@given(on_ticks(), st.lists(st.integers(0, 9 * TPB).map(lambda tick: tick / TPB), min_size=1, max_size=4))
def test_joining_what_was_split_is_nothing(score, at_beats):
    cut = edit.split(score, at_beats)
    for note in score.notes:
        inside = [at for at in set(at_beats) if note.onset_beats < at < note.end_beats]
        fresh = [n for n in cut.notes if n.number >= score.notes.next_id]
        parts = [
            n.number
            for n in fresh
            if (n.pitch, n.velocity, n.track) == (note.pitch, note.velocity, note.track) and n.onset_beats in inside
        ]
        if len(parts) != len(inside):
            return  # two notes of one pitch were cut at one place: which part is whose, nobody knows
        cut = edit.join(cut, ids=[note.number, *parts])
    assert cut.same_document(score)


@FAST
@given(on_ticks(40, 80), st.integers(-40, 40))
def test_up_and_down_is_nothing(score, semitones):
    assert edit.transpose(edit.transpose(score, semitones), -semitones).same_document(score)


@FAST
@given(
    on_ticks(50, 70),
    st.integers(-20, 20),
    st.sampled_from(sorted(edit.SCALES)),
    st.integers(0, 11),
)
def test_steps_up_and_down_are_nothing_for_notes_of_the_scale(score, steps, scale, tonic):
    inside = np.isin((score.notes.pitch - tonic) % 12, edit.SCALES[scale])
    there = edit.transpose(score, steps=steps, scale=scale, tonic=tonic, ids=inside, beyond="keep")
    if ((there.notes.pitch < 0) | (there.notes.pitch > 127)).any() or steps < -18:
        return
    ids = score.notes.id[inside]
    moved = [n for n in there.notes if n.number in ids]
    if not all((n.pitch - tonic) % 12 in edit.SCALES[scale] for n in moved):
        raise AssertionError("a note of the scale went to none of it")
    back = edit.transpose(there, steps=-steps, scale=scale, tonic=tonic, ids=ids, beyond="keep")
    if len(edit.SCALES[scale]) >= 5 and abs(steps) <= 10:
        assert back.same_document(score)


@FAST
@given(on_ticks(), some_ids)
def test_backwards_twice_is_nothing(score, ids):
    ids = chosen(score, ids)
    assert edit.reverse(edit.reverse(score, ids), ids).same_document(score)


@FAST
@given(on_ticks(), some_ids)
def test_mirrored_twice_is_nothing(score, ids):
    ids = chosen(score, ids)
    assert edit.invert(edit.invert(score, ids=ids), ids=ids).same_document(score)


@FAST
@given(on_ticks(), st.sampled_from([2, 4, 1024]))
def test_stretched_and_squeezed_is_nothing(score, factor):
    assert edit.scale_time(edit.scale_time(score, factor), 1 / factor).same_document(score)


@FAST
@given(on_ticks(), st.sampled_from(["shorten", "delay", "merge"]), st.sampled_from(["pitch", "track"]))
def test_what_was_mended_has_no_overlaps(score, policy, per):
    if policy == "merge":
        per = "pitch"
    mended = edit.fix_overlaps(score, policy, per)
    assert not edit.overlaps(mended, per).any()
    assert edit.fix_overlaps(mended, policy, per) is mended
    if policy == "merge":
        assert sounding(mended) == sounding(score)


def sounding(score):
    """Ticks at which each track and pitch sounds, as a set of edges that do not touch."""
    spans = {}
    for note in score.notes:
        onset = round(note.onset_beats * TPB)
        spans.setdefault((note.track, note.pitch), []).append((onset, onset + round(note.duration_beats * TPB)))
    merged = set()
    for voice, listed in spans.items():
        latest = None
        for start, stop in sorted(listed):
            if latest is not None and start <= latest[1]:
                latest = (latest[0], max(latest[1], stop))
                continue
            if latest is not None:
                merged.add((voice, latest))
            latest = (start, stop)
        merged.add((voice, latest))
    return merged


@FAST
@given(on_ticks(), some_ids)
def test_overlaps_are_those_of_a_look_at_each_pair(score, ids):
    ids = chosen(score, ids)
    among = [n for n in score.notes if ids is None or n.number in ids]
    for per in ("pitch", "track"):
        wanted = {
            a.number
            for a in among
            for b in among
            if a.number != b.number and a.track == b.track and (per == "track" or a.pitch == b.pitch)
            if a.onset_beats < b.end_beats and b.onset_beats < a.end_beats
        }
        assert set(score.notes.id[edit.overlaps(score, per, ids)].tolist()) == wanted


@FAST
@given(tables(), tempo_maps(), st.data())
def test_off_the_grid_too_it_works_and_what_is_not_moved_stays(table, tempo_map, data):
    """Beats of any kind: seconds of an analysis, thirds of a beat, texts and keys that a program wrote."""
    score = Score(table, tempo_map)
    name = data.draw(st.sampled_from(sorted(OPTIONS)))
    options = data.draw(OPTIONS[name])
    if name == "set_lyrics":
        options = {"lyrics": "라"}
    kept = pickle.dumps(score)
    try:
        after = getattr(edit, name)(score, **options)
    except OpError:
        # Stretched about the start of a song, a note may end beyond the last tick, or a copy have no place.
        assert name in ("scale_time", "duplicate")
        return
    assert pickle.loads(kept) == score
    before = {n.number: n for n in score.notes}
    for note in after.notes:
        old = before.get(note.number)
        for value in (note.onset_beats, note.duration_beats):
            assert on_grid(value) or (old and value in (old.onset_beats, old.duration_beats)) or name in (
                "split", "duplicate", "join", "fix_overlaps"
            )  # fmt: skip
    assert score.apply(diff(score, after))[0].same_document(after)


def test_equal_chances_of_a_seed_spread_evenly():
    score = Score(NoteTable.from_columns(np.arange(4000), 1, 60))
    moved = edit.humanize(score, seed=3, timing_s=0.05, velocity=0)
    away_s = score.tempo_map.seconds_at(moved.notes.onset_beats) - np.arange(4000) / 2
    assert abs(away_s.mean()) < 0.001
    # The deviation of a triangular distribution is its half width over the root of six.
    assert away_s.std() == pytest.approx(0.05 / math.sqrt(6), rel=0.05)
    assert np.abs(away_s).max() <= 0.0501
