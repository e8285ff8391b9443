"""Tiers: the segments of one name as columns, and changes of whole tiers that leave the rest as it is."""

import json
import pickle
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradio_pianoroll.formats import FormatError, load, save
from gradio_pianoroll.score import (
    Score,
    ScoreError,
    Segment,
    SetSegments,
    Tier,
    remove_tier,
    rename_tier,
    set_tier,
)
from gradio_pianoroll.transport import decode_layers, encode_layers

WORDS = [Segment(0.5, 1.0, "words", "랑", 0.25), Segment(-0.25, 0.5, "words", "아리")]
PHONES = [Segment(0.0, 0.06, "phones", "r", extra={"proposed": True}), Segment(0.06, 0.5, "phones", "i")]
BEATS = [Segment(0.5, 0.5, "beats", "1"), Segment(1.0, 1.0, "beats", "2")]
SCORE = Score(segments=[WORDS[0], PHONES[0], WORDS[1], *BEATS, PHONES[1]])

times = st.integers(-200, 2_000).map(lambda ms: ms / 1000)
texts = st.text("ab 가'\"\n,;", max_size=4)
names = st.sampled_from(["words", "phones", "speaker A", "가", "words (2)"])


@st.composite
def segments(draw, name=None):
    start = draw(times)
    return Segment(
        start,
        start + draw(st.integers(0, 500)) / 1000,
        draw(names) if name is None else name,
        draw(texts),
        draw(st.none() | st.floats(0, 1)),
        draw(st.sampled_from([{}, {"proposed": True}])),
    )


def test_a_tier_is_columns_in_order_of_time():
    words = SCORE.tiers["words"]
    assert words.start_s.tolist() == [-0.25, 0.5]
    assert words.end_s.tolist() == [0.5, 1.0]
    assert words.text.to_list() == ["아리", "랑"]
    assert np.isnan(words.confidence[0])
    assert words.confidence[1] == 0.25
    assert (words.end_s - words.start_s).tolist() == [0.75, 0.5]
    assert (words.start_s.dtype, words.end_s.dtype, words.confidence.dtype) == (np.float64,) * 3
    # Differences of columns may lie below 0.
    assert (words.start_s - words.end_s).tolist() == [-0.75, -0.5]
    with pytest.raises(ValueError, match="read-only"):
        words.start_s[0] = 1
    assert list(words) == [WORDS[1], WORDS[0]] == [words[0], words[1]]


def test_names_stand_in_the_order_of_their_rows():
    assert SCORE.tiers.names == tuple(SCORE.tiers) == ("words", "phones", "beats")
    assert len(SCORE.tiers) == 3
    assert "words" in SCORE.tiers
    assert "none" not in SCORE.tiers
    assert SCORE.tiers is SCORE.tiers
    with pytest.raises(KeyError, match="there is no tier 'none'; there are: 'words', 'phones', 'beats'"):
        SCORE.tiers["none"]


def test_points_and_intervals():
    assert [SCORE.tiers[name].kind for name in SCORE.tiers] == ["intervals", "intervals", "points"]
    assert SCORE.tiers["beats"].is_point.tolist() == [True, True]
    assert SCORE.tiers["beats"].rows_at(0.5).tolist() == [0]
    assert SCORE.tiers["words"].rows_at(0.5).tolist() == [1]
    assert SCORE.tiers["words"].rows_at(1.0).tolist() == []
    assert Tier.from_columns("x", [1, 2]).kind == "points"


def test_a_tier_takes_the_place_of_the_one_of_its_name():
    words = SCORE.tiers["words"]
    later = set_tier(SCORE, words.replace(start_s=words.start_s + 1, end_s=words.end_s + 1))
    assert [s.type for s in later.segments] == ["words", "words", "phones", "beats", "beats", "phones"]
    assert later.tiers["words"].start_s.tolist() == [0.75, 1.5]
    assert later.tiers["words"].confidence[1] == 0.25
    assert later.tiers["phones"] == SCORE.tiers["phones"]
    assert later.tiers["phones"][0].extra["proposed"] is True
    assert later.extra == SCORE.extra
    # Given: unchanged.
    assert SCORE.tiers["words"].start_s.tolist() == [-0.25, 0.5]


def test_a_new_tier_is_the_last_one():
    added = set_tier(SCORE, Tier.from_columns("syllables", [0, 0.25], [0.25, 0.5], ["아", "리"]))
    assert added.tiers.names == ("words", "phones", "beats", "syllables")
    assert added.segments[: len(SCORE.segments)] == SCORE.segments


def test_a_tier_without_rows_is_kept_with_its_kind(tmp_path):
    score = set_tier(SCORE, Tier.from_columns("onsets", [], kind="points"))
    assert score.tiers["onsets"].kind == "points"
    assert len(score.tiers["onsets"]) == 0
    again = Score.from_dict(json.loads(json.dumps(score.to_dict())))
    assert again.tiers["onsets"] == score.tiers["onsets"]
    assert load(save(score, tmp_path / "a.TextGrid")).tiers["onsets"].kind == "points"
    assert load(save(score, tmp_path / "a.json")).tiers["onsets"].kind == "points"
    filled = set_tier(score, Tier.from_columns("onsets", [0.1], [0.2]))
    assert filled.tiers["onsets"].kind == "intervals"


def test_renamed_and_removed():
    renamed = rename_tier(SCORE, "words", "낱말")
    assert renamed.tiers.names == ("낱말", "phones", "beats")
    assert renamed.tiers["낱말"].text.to_list() == ["아리", "랑"]
    assert rename_tier(SCORE, "words", "words") is SCORE
    less = remove_tier(renamed, "낱말")
    assert less.tiers.names == ("phones", "beats")
    empty = set_tier(Score(), Tier.from_columns("a", []))
    assert rename_tier(empty, "a", "b").tiers.names == ("b",)
    assert remove_tier(empty, "a") == Score()
    for change in (lambda: rename_tier(SCORE, "none", "x"), lambda: remove_tier(SCORE, "none")):
        with pytest.raises(ScoreError, match="there is no tier 'none'"):
            change()
    with pytest.raises(ScoreError, match="there is a tier 'phones' already"):
        rename_tier(SCORE, "words", "phones")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"start_s": [0, np.nan]}, "tier 'x', row 1: start_s must be finite"),
        ({"start_s": [0, 1], "end_s": [1, 0.5]}, "tier 'x', row 1: the end 0.5 lies before the start 1"),
        ({"start_s": [0, 1], "end_s": [1]}, "tier 'x': end_s has 1 rows, start_s 2"),
        ({"start_s": [0], "text": ["a", "b"]}, "tier 'x': text has 2 rows, start_s 1"),
        ({"start_s": [0], "text": [3]}, "tier 'x': row 0: a text must be"),
        ({"start_s": ["a"]}, "tier 'x': start_s must be numbers"),
        ({"start_s": [0], "confidence": [np.inf]}, "tier 'x', row 0: confidence must be finite"),
        ({"start_s": [0], "kind": "x"}, "the kind of a tier is 'intervals' or 'points'"),
        ({"start_s": [[0]]}, "tier 'x': start_s must be one row"),
    ],
)
def test_what_is_wrong_is_named(columns, message):
    with pytest.raises(ScoreError, match=message):
        Tier.from_columns("x", **columns)


def test_what_cannot_be_replaced_is_named():
    with pytest.raises(ScoreError, match="a tier has no column 'start'"):
        SCORE.tiers["words"].replace(start=1)
    with pytest.raises(ScoreError, match="expected a Tier"):
        set_tier(SCORE, "words")


@settings(deadline=None)
@given(st.lists(segments(), max_size=12))
def test_the_flat_list_and_the_tiers_say_the_same(given_segments):
    score = Score(segments=given_segments)
    key = lambda s: (s.start, s.end)  # noqa: E731
    by_tier = [s for name in score.tiers for s in score.tiers[name]]
    assert sorted(by_tier, key=repr) == sorted(score.segments, key=repr)
    for name in score.tiers:
        assert list(score.tiers[name]) == sorted((s for s in score.segments if s.type == name), key=key)
        # A tier put back is the same tier, and no other one moves.
        again = set_tier(score, score.tiers[name])
        assert again.tiers.names == score.tiers.names
        assert all(again.tiers[n] == score.tiers[n] for n in score.tiers)
    assert decode_layers(encode_layers({}, score.segments))[1] == score.segments
    assert Score.from_dict(score.to_dict()).segments == score.segments
    assert pickle.loads(pickle.dumps(score)).tiers == score.tiers


@settings(deadline=None, max_examples=50)
@given(
    st.dictionaries(
        names.filter(lambda name: name != "words (2)"),
        st.lists(st.tuples(times, st.integers(1, 300), texts), max_size=6),
        max_size=4,
    )
)
def test_a_textgrid_keeps_names_kinds_and_order(tmp_path_factory, by_name):
    # Intervals that follow each other; an interval without a text is a gap in a TextGrid.
    score = Score()
    for number, (name, rows) in enumerate(by_name.items()):
        at, columns = 0.0, ([], [], [])
        for gap, length, text in sorted(rows):
            start = at + abs(gap)
            end = start if number % 2 else start + length / 1000
            at = end + 0.001
            columns[0].append(start), columns[1].append(end), columns[2].append(text.replace("\n", " ") or "x")
        score = set_tier(score, Tier.from_columns(name, *columns, kind="points" if number % 2 else "intervals"))
    if not by_name:
        return
    path = tmp_path_factory.mktemp("grid") / "a.TextGrid"
    again = load(save(score, path))
    assert set(again.tiers.names) == set(score.tiers.names)
    for name in score.tiers:
        assert again.tiers[name].kind == score.tiers[name].kind, name
        assert np.allclose(again.tiers[name].start_s, score.tiers[name].start_s)
        assert again.tiers[name].text.to_list() == score.tiers[name].text.to_list()


def test_a_tier_that_looks_like_a_copy_keeps_its_name(tmp_path):
    """`words (2)` is what overlaps in `words`, or a second speaker's words."""
    first = Tier.from_columns("words", [0, 1], [0.5, 1.5], ["a", "b"])
    second = Tier.from_columns("words (2)", [0.5, 1.5], [1.0, 2.0], ["c", "d"])
    again = load(save(set_tier(set_tier(Score(), first), second), tmp_path / "a.TextGrid"))
    assert again.tiers.names == ("words", "words (2)")
    overlapping = Tier.from_columns("words", [0, 0.25, 1], [0.5, 0.75, 1.5], ["a", "b", "c"])
    again = load(save(set_tier(Score(), overlapping), tmp_path / "a.TextGrid"))
    assert again.tiers.names == ("words",)
    assert len(again.tiers["words"]) == 3


def test_a_label_file_holds_the_tier_that_is_named(tmp_path):
    path = tmp_path / "a.lab"
    save(SCORE, path, tier="phones")
    again = load(path, tier="phones")
    assert again.tiers.names == ("phones",)
    assert again.tiers["phones"].start_s.tolist() == [0, 0.06]
    assert again.tiers["phones"].text.to_list() == ["r", "i"]
    save(SCORE, path, tier="beats")
    assert load(path, tier="beats").tiers["beats"].kind == "points"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert load(path).tiers.names == ("label",)
    with pytest.raises(FormatError, match="there is no tier 'none'; there are: words, phones, beats"):
        save(SCORE, path, tier="none")


def test_a_hundred_thousand_segments_are_columns_in_a_moment():
    n = 100_000
    start = np.arange(n) * 0.1
    tier = Tier.from_columns("phones", start, start + 0.1, ["a"] * n)
    score = set_tier(Score(), tier)
    assert np.array_equal(score.tiers["phones"].start_s, start)
    moved, _ = score.apply([SetSegments(score.segments[1:])])
    assert len(moved.tiers["phones"]) == n - 1
