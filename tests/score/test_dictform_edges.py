"""The dict form at its edges: which of several forms of a time counts, limits of the settings, layers of every form."""

import itertools
import math
import warnings

import numpy as np
import pytest

from gradio_pianoroll.score import Curve, NoteTable, PianoRollWarning, Score, Shift, TempoMap
from gradio_pianoroll.score.dictform.read import problems_of
from gradio_pianoroll.score.dictform.read_notes import DURATION_KEYS, START_KEYS
from gradio_pianoroll.score.ops import Resize
from gradio_pianoroll.score.ticks import MAX_BEATS


@pytest.fixture(autouse=True)
def unexpected_warnings_fail():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


# --- settings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "attribute", "taken", "refused"),
    [
        ("pixelsPerBeat", "pixels_per_beat", [0.001, 1e9], [0, 0.0009, 1.001e9]),
        ("sampleRate", "sample_rate", [1, 44100, 10_000_000], [0, 0.5, 10_000_001]),
        ("ppqn", "ppqn", [1, 1_000_000, 96.0], [0, 1_000_001, 96.5, "96"]),
    ],
)
def test_numbers_of_the_score(key, attribute, taken, refused):
    for value in taken:
        assert getattr(Score.from_dict({key: value}), attribute) == value
    for value in refused:
        with pytest.warns(PianoRollWarning, match=key) as caught:
            score = Score.from_dict({key: value})
        assert len(caught) == 1
        assert getattr(score, attribute) == getattr(Score(), attribute)
    assert getattr(Score.from_dict({key: None}), attribute) == getattr(Score(), attribute)


def test_a_whole_sample_rate_is_a_whole_number():
    assert type(Score.from_dict({"sampleRate": 48000.0}).sample_rate) is int
    assert Score.from_dict({"sampleRate": 11025.5}).sample_rate == 11025.5


def test_tempos_and_their_limits():
    for bpm in (1e-3, 10_000):
        assert Score.from_dict({"tempo": bpm}).tempo_map.tempos == ((0.0, bpm),)
    with pytest.warns(PianoRollWarning, match="tempo"):
        assert Score.from_dict({"tempo": 10_001}).tempo_map.tempos == ((0.0, 120.0),)
    lists = {
        "tempos": [{"beat": 0, "bpm": 100}, {"beat": 4, "bpm": 50}],
        "timeSignatures": [
            {"beat": 0, "numerator": 3, "denominator": 8},
            {"beat": 3, "numerator": 5, "denominator": 4},
        ],
    }
    given = Score.from_dict(lists).tempo_map
    assert given == TempoMap([(0, 100), (4, 50)], [(0, 3, 8), (3, 5, 4)])
    firsts = Score.from_dict({**lists, "tempo": 90, "timeSignature": {"numerator": 7}}).tempo_map
    assert firsts == TempoMap([(0, 90), (4, 50)], [(0, 7, 4), (3, 5, 4)])
    assert Score.from_dict({"timeSignature": {"denominator": 2}}).tempo_map.signatures == ((0.0, 4, 2),)


@pytest.mark.parametrize("items", [5, [5], [{"beat": 0}], [{"beat": 0, "bpm": 0}]])
def test_a_bad_list_of_tempos_costs_the_list(items):
    with pytest.warns(PianoRollWarning, match="tempos: .*; only the first value is used") as caught:
        score = Score.from_dict({"tempos": items, "tempo": 77})
    assert len(caught) == 1
    assert score.tempo_map.tempos == ((0.0, 77.0),)


@pytest.mark.parametrize(
    ("given", "mode"),
    [
        ("select", "select"),
        ("draw", "draw"),
        ("create", "draw"),
        ("erase", "erase"),
        ("delete", "erase"),
        (None, "select"),
    ],
)
def test_edit_modes(given, mode):
    assert Score.from_dict({"editMode": given}).edit_mode == mode


def test_steps_of_the_grid():
    for step in ("none", "1/1", "1/1T", "1/64", "1/64T", "1/16"):
        assert Score.from_dict({"snapSetting": step}).snap == step
    for step in ("1/3", "1/128", "1/8t", "", 4):
        with pytest.warns(PianoRollWarning, match="snapSetting"):
            assert Score.from_dict({"snapSetting": step}).snap == "1/4"


def test_where_the_sound_begins():
    assert Score.from_dict({"audio_data": "a.wav", "audio_start_s": 1.5}).audio.start_s == 1.5
    assert Score.from_dict({"audio_data": "a.wav", "audio_start_s": -0.25}).audio.start_s == -0.25
    assert Score.from_dict({"audio_data": "", "audio_start_s": 1.5}).audio is None
    for bad in ("1.5", math.nan, [], True):
        with pytest.warns(PianoRollWarning, match="audio_start_s: .* is not a finite number; the sound begins at 0"):
            assert Score.from_dict({"audio_data": "a.wav", "audio_start_s": bad}).audio.start_s == 0.0


def test_flags_and_names():
    assert Score.from_dict({"use_backend_audio": True}).use_backend_audio is True
    for bad in (1, "true", []):
        with pytest.warns(PianoRollWarning, match="use_backend_audio"):
            assert Score.from_dict({"use_backend_audio": bad}).use_backend_audio is False
    assert problems_of({"name": "song", "notes": []}) == []
    assert problems_of({"name": 5}) == ["name: 5 is not a text; left out"]
    assert problems_of([]) == ["a score must be an object with notes, not list"]


# --- notes ----------------------------------------------------------------------------------------------------------

PIXELS = {
    "pixelsPerBeat": 100,
    "sampleRate": 8000,
    "ppqn": 96,
    "tempos": [{"beat": 0, "bpm": 120}, {"beat": 4, "bpm": 60}],
}
# One place and one length in every unit: beats 5 and 2 after a change of tempo at beat 4 (2 s), computed by hand.
PLACE = {
    "start": 500, "startBeats": 5, "startTicks": 480, "startSeconds": 3, "startFlicks": 3 * 705_600_000, "startSample": 24000,
}  # fmt: skip
LENGTH = {
    "duration": 200, "durationBeats": 2, "durationTicks": 192, "durationSeconds": 2, "endSeconds": 5,
    "durationFlicks": 2 * 705_600_000, "durationSamples": 16000,
}  # fmt: skip


def read(*notes):
    return Score.from_dict({**PIXELS, "notes": list(notes)}).notes


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(START_KEYS, 2)))
def test_the_first_form_of_a_start_counts(first, second):
    notes = read({"pitch": 60, second: 0, first: PLACE[first]}, {"pitch": 61, second: PLACE[second], first: None})
    assert notes.onset_beats.tolist() == [5.0, 5.0]


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(DURATION_KEYS, 2)))
def test_the_first_form_of_a_length_counts(first, second):
    notes = read({"pitch": 60, "startBeats": 5, second: 9, first: LENGTH[first]},
                 {"pitch": 61, "startBeats": 5, second: LENGTH[second]})  # fmt: skip
    assert notes.duration_beats.tolist() == [2.0, 2.0]


def test_each_note_may_give_its_times_in_a_form_of_its_own():
    given = [{"pitch": i, start: PLACE[start], length: LENGTH[length]}
             for i, (start, length) in enumerate(itertools.product(START_KEYS, DURATION_KEYS))]  # fmt: skip
    notes = read(*given)
    assert notes.pitch.tolist() == list(range(len(given)))
    assert set(notes.onset_beats.tolist()) == {5.0}
    assert set(notes.duration_beats.tolist()) == {2.0}


def test_a_length_across_a_change_of_tempo():
    # From beat 3 (1.5 s): half a second at 120 and one at 60 beats per minute.
    notes = read(
        {"pitch": 60, "startBeats": 3, "durationSeconds": 1.5}, {"pitch": 61, "startBeats": 3, "endSeconds": 3}
    )
    assert notes.duration_beats.tolist() == [2.0, 2.0]


def test_a_note_without_a_length_is_a_beat_long():
    notes = read(
        {"pitch": 60, "start": 0},
        {"pitch": 61, "start": 0, "duration": None},
        {"pitch": 62, "start": 0, "duration": 50},
    )
    assert notes.duration_beats.tolist() == [1.0, 1.0, 0.5]


def test_exact_beats_count_while_the_pixels_agree_with_them():
    third = 1 / 3
    exact = {"pitch": 60, "start": third * 100, "startBeats": third, "duration": 100, "durationBeats": 1}
    assert read(exact).onset_beats.tolist() == [third]
    assert read(exact | {"start": 50}).onset_beats.tolist() == [0.5]


def test_a_length_far_below_a_tick_is_a_length():
    # 1e-10 beats lie within the tolerance of the grid around 0, where no note may end.
    assert read({"pitch": 60, "start": 1e-8, "duration": 1e-8}).duration_beats.tolist() == [1e-10]


def test_limits_of_a_note():
    last = MAX_BEATS * 100
    assert len(read({"pitch": 0, "start": last - 100, "duration": 100, "velocity": 127, "track": 255})) == 1
    assert len(read({"pitch": 127, "start": 0, "duration": 1e-6, "velocity": 0})) == 1
    for bad in ({"start": last}, {"duration": -1}, {"start": -1e-6}, {"velocity": -1}, {"track": -1}, {"pitch": -1}):
        with pytest.warns(PianoRollWarning, match="the note is left out") as caught:
            assert len(read({"pitch": 60, "start": 0, "duration": 100} | bad)) == 0
        assert len(caught) == 1


def test_bad_notes_are_named_by_their_place_among_all():
    given = [5, {"pitch": 60, "start": 0}, {"id": "mine", "pitch": 60}, "x", {"pitch": 200, "start": 0, "lyric": "la"}]
    with pytest.warns(PianoRollWarning) as caught:
        notes = read(*given)
    assert [str(w.message).split(":")[0] for w in caught] == ["note 0", "note 3", "note 2 (id 'mine')", "note 4"]
    assert len(notes) == 1


def test_what_is_wrong_with_ids():
    with pytest.warns(PianoRollWarning) as caught:
        notes = read(
            *({"id": id, "pitch": 60, "start": i} for i, id in enumerate([10**18, 1.5, [], 7, "7", -3, "n1", "n1"]))
        )
    words = ["note 0: id 1000000000000000000", "note 1: id 1.5", "note 2: id []", "note 4 (id '7'): the id is used twice",
             "note 7 (id 'n1'): the id is used twice"]  # fmt: skip
    assert [str(w.message)[: len(word)] for w, word in zip(caught, words, strict=True)] == words
    assert [note.id for note in notes] == ["n0", "n2", "n3", "7", "n5", "-3", "n1", "n7"]


def test_a_note_keeps_the_number_of_the_note_whose_id_it_has():
    former = Score.from_dict({"notes": [{"id": "a", "start": 0, "pitch": 60}, {"id": "b", "start": 80, "pitch": 61}]})
    assert former.notes.id.tolist() == [0, 1]
    given = [
        {"id": "b", "start": 0, "pitch": 61},
        {"id": "n0", "start": 80, "pitch": 5},
        {"id": "a", "start": 160, "pitch": 60},
    ]
    again = Score.from_dict({"notes": given}, like=former).notes
    assert [note.id for note in again] == ["b", "n0", "a"]
    # The note of the number 0 is called "a": "n0" is the name of a new one.
    assert again.id.tolist() == [1, 2, 0]


def test_texts_of_notes():
    with pytest.warns(PianoRollWarning, match="note 1: phoneme") as caught:
        notes = read(
            {"pitch": 60, "start": 0, "lyric": "", "phoneme": None},
            {"pitch": 61, "start": 1, "lyric": None, "phoneme": ["a"]},
            {"pitch": 62, "start": 2, "lyric": "la"},
        )
    assert len(caught) == 1
    assert (notes.lyric.to_list(), notes.phoneme.to_list()) == (["", None, "la"], [None, None, None])


# --- layers ---------------------------------------------------------------------------------------------------------


def layers(line_data=None, **curve_data):
    data = {"pixelsPerBeat": 100, "line_data": line_data or {}, "curve_data": curve_data}
    return Score.from_dict(data)


@pytest.mark.parametrize(
    ("point", "base", "times"),
    [
        ({"x": 150, "y": 7}, "beats", [1.5]),
        ({"seconds": 2, "value": 7}, "s", [2.0]),
        ({"time": 3, "value": 7}, "s", [3.0]),
    ],
)
def test_points_of_each_form(point, base, times):
    for where in ("line_data", "curve_data"):
        for layer in ({"data": [point]}, {"data": [point], "color": "red"}, [point]):
            score = Score.from_dict({"pixelsPerBeat": 100, where: {"a": layer}})
            curve = score.curves["a"]
            assert (curve.time, curve.times.tolist(), curve.values.tolist()) == (base, times, [7.0])
            assert score.to_dict()[where]["a"] == layer
    # A layer that has been given a unit says more than a bare list can.
    bare = layers({"a": [point]}).curves["a"]
    said = Score(curves=[Curve("a", bare.values, bare.times, "", "Hz", bare.time, style=bare.style)])
    assert said.to_dict()["line_data"]["a"]["unit"] == "Hz"


def test_layers_without_points_keep_their_time():
    assert layers({"a": {"data": []}}).curves["a"].time == "beats"
    seconds = Score(curves=[Curve("a", [], [], time="s")])
    data = seconds.to_dict()
    assert data["line_data"]["a"] == {"timeBase": "s", "data": []}
    assert Score.from_dict(data).curves["a"].same(seconds.curves["a"])


@pytest.mark.parametrize(("name", "target"), [("F0", "f0"), ("my_pitch", "f0"), ("energy", ""), ("PitchCurve", "f0")])
def test_targets_by_name(name, target):
    assert layers({name: {"data": []}}).curves[name].target == target
    assert layers({name: {"data": [], "dataType": "loudness"}}).curves[name].target == "loudness"
    assert layers({name: {"data": [], "dataType": 5}}).curves[name].target == target


@pytest.mark.parametrize(
    "layer",
    [5, "text", {}, {"data": "text"}, {"data": [5]}, {"data": [{"x": 1}]}, {"data": [{"y": 1}, {"x": 1, "y": 1}]}],
)
def test_layers_that_are_none_are_named(layer):
    with pytest.warns(PianoRollWarning, match="line_data 'a': .*left out") as caught:
        assert not layers({"a": layer}).curves
    assert len(caught) == 1


def test_what_is_no_curve_under_curve_data_stays_as_it_is():
    raw = {"waveform_data": [{"x": 0, "y": 1}], "numbers": [1, 2], "text": "abc", "nothing": [], "points": {"data": ()}}
    score = layers({"twice": {"data": [{"x": 0, "y": 1}]}}, **raw, twice=[{"x": 5, "y": 5}], real=({"x": 1, "y": 2},))
    assert sorted(score.curves) == ["real", "twice"]
    assert score.curves["twice"].values.tolist() == [1.0]
    assert dict(score.extra["curve_data"]).keys() == {*raw, "twice"}


def test_names_of_layers_are_texts():
    with pytest.warns(PianoRollWarning, match="line_data: the name 5 is not a text") as caught:
        assert list(layers({5: {"data": []}, "a": {"data": []}, "b": None}).curves) == ["a"]
    assert len(caught) == 1


def test_points_are_put_in_order_and_bad_ones_counted():
    points = [
        {"x": 200, "y": 2},
        {"x": 100, "y": 1},
        {"x": 200, "y": 3},
        {"x": 300, "y": None},
        {"x": 400, "y": math.nan},
    ]
    curve = layers({"a": {"data": points}}).curves["a"]
    assert curve.times.tolist() == [1.0, 2.0, 2.0, 3.0, 4.0]
    assert curve.values[:3].tolist() == [1.0, 2.0, 3.0]
    assert np.isnan(curve.values[3:]).all()
    bad = [{"x": 1, "y": 1}, 5, {"x": None, "y": 1}, {"x": "1", "y": 1}, {"x": 1, "y": math.inf}]
    with pytest.warns(PianoRollWarning, match="line_data 'a': 4 of 5 points") as caught:
        assert len(layers({"a": {"data": bad}}).curves["a"]) == 1
    assert len(caught) == 1


@pytest.mark.parametrize("key", ["lineWidth", "yMin", "yMax", "opacity"])
def test_numbers_of_a_style(key):
    assert layers({"a": {"data": [], key: 0}}).curves["a"].style[key] == 0
    assert key not in layers({"a": {"data": [], key: None}}).curves["a"].style
    with pytest.warns(
        PianoRollWarning, match=f"line_data 'a': {key} 'x' is not a finite number; the default"
    ) as caught:
        assert key not in layers({"a": {"data": [], key: "x"}}).curves["a"].style
    assert len(caught) == 1


UNIFORM = {"start": 1.0, "hop": 0.5, "n": 3}


@pytest.mark.parametrize(
    ("uniform", "seconds", "values"),
    [
        (UNIFORM, [1.0, 2.0], [0, None, 1]),
        (UNIFORM, [1.0, 1.5, 2.0], [0, 1, 2]),
        (UNIFORM, [2.0 + 0.4e-6], [None, None, 0]),
        (UNIFORM | {"n": 0}, [], []),
        (UNIFORM, [1.25], None),
        (UNIFORM, [1.0 + 0.6e-6], None),
        (UNIFORM, [0.5], None),
        (UNIFORM, [2.5], None),
        (UNIFORM | {"n": 1}, [1.0, 1.0], None),
        (UNIFORM | {"hop": 0}, [1.0], None),
        (UNIFORM | {"hop": -0.5}, [1.0], None),
        (UNIFORM | {"n": -1}, [], None),
        (UNIFORM | {"n": 1e10}, [1.0], None),
        (UNIFORM | {"n": "3"}, [1.0], None),
        ([1, 2], [1.0], None),
    ],
)
def test_samples_are_samples_only_while_the_points_lie_on_them(uniform, seconds, values):
    points = [{"seconds": t, "value": i} for i, t in enumerate(seconds)]
    curve = layers({"a": {"data": points, "uniform": uniform, "timeBase": "s"}}).curves["a"]
    if values is None:
        assert not curve.is_uniform
        assert curve.times.tolist() == seconds
        return
    assert (curve.start, curve.hop) == (1.0, 0.5)
    assert [None if np.isnan(v) else v for v in curve.values.tolist()] == values


def test_segments_and_what_is_none():
    given = [{"start": 0, "end": 1, "text": "by another key"}, {"start": 1, "end": 1, "value": "", "text": "kept"}]
    score = Score.from_dict({"segment_data": given})
    assert [s.text for s in score.segments] == ["by another key", ""]
    assert dict(score.segments[1].extra) == {"text": "kept"}
    for bad in (5, "text", {"a": 1}):
        with pytest.warns(PianoRollWarning, match="segment_data: expected a list"):
            assert Score.from_dict({"segment_data": bad}).segments == ()
    with pytest.warns(PianoRollWarning, match="segment 1: expected an object, not 5"):
        assert len(Score.from_dict({"segment_data": [given[0], 5]}).segments) == 1


# --- edits at the end of time ---------------------------------------------------------------------------------------


def test_edits_of_notes_between_ticks_are_undone_at_the_last_beat_too():
    rng = np.random.default_rng(5)
    written_back = set()
    for _ in range(200):
        onset = MAX_BEATS - 0.01
        length = (MAX_BEATS - onset) * (1 - 1e-9 * rng.random())
        score = Score(NoteTable.from_columns([onset], [length], 60))
        for by in (-rng.random(), length * rng.random() / 50):
            after, inverse = score.apply([Resize([0], by, "start")])
            assert after.apply(inverse)[0].same_document(score)
            if len(inverse) == 2:
                written_back.add(by < 0)
        for op in (Resize([0], -length / 3, "end"), Shift([0], -rng.random())):
            after, inverse = score.apply([op])
            assert after.apply(inverse)[0].same_document(score)
    # Both columns were written back, in both orders: which comes first must never let the note reach beyond the end.
    assert written_back == {True, False}
