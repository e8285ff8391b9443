"""Measures of notes and melodies, with mir_eval on the whole as the oracle."""

import mir_eval
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradio_pianoroll.analysis import AnalysisError, F0Result, compare
from gradio_pianoroll.formats import load
from gradio_pianoroll.score import Curve, NoteTable, Score
from tests.songs import song

BPM = 60.0  # a beat is a second


def score(rows, **rest):
    onset, duration, pitch = (np.array(column, float) for column in (zip(*rows, strict=True) if rows else ([], [], [])))
    return Score(notes=NoteTable.from_columns(onset, duration, pitch.astype(int)), tempo_map=BPM, **rest)


rows = st.lists(
    st.tuples(st.floats(0, 6), st.floats(0.05, 1.5), st.integers(57, 63)),
    min_size=1,
    max_size=25,
    unique_by=lambda r: r[0],
)


def whole(reference, estimate, **options):
    def columns(s):
        n = s.notes
        return np.c_[n.onset_beats, n.end_beats], 440 * 2 ** ((n.pitch.astype(float) - 69) / 12)

    return mir_eval.transcription.precision_recall_f1_overlap(*columns(reference), *columns(estimate), **options)


@settings(max_examples=60, deadline=None)
@given(rows, rows, st.floats(0, 0.09), st.integers(0, 2**32 - 1))
def test_note_measures_are_those_of_mir_eval_on_the_whole(true_rows, other_rows, jitter_s, seed):
    rng = np.random.default_rng(seed)
    moved = [(max(0.0, a + rng.uniform(-jitter_s, jitter_s)), b * rng.uniform(0.7, 1.3), c) for a, b, c in true_rows]
    reference, estimate = score(true_rows), score(moved + other_rows[: len(other_rows) // 3])
    found = compare(reference, estimate)
    names = ("precision", "recall", "f1", "overlap")
    assert [found.notes[n] for n in names] == pytest.approx(whole(reference, estimate, offset_ratio=None))
    strict = whole(reference, estimate, offset_ratio=0.2)
    assert [found.notes[f"{n}_with_offset"] for n in names] == pytest.approx(strict)
    onset = mir_eval.transcription.onset_precision_recall_f1(
        *(np.c_[s.notes.onset_beats, s.notes.end_beats] for s in (reference, estimate))
    )
    assert found.notes["onset_f1"] == pytest.approx(onset[2])


def test_a_long_song_goes_in_blocks_and_gives_the_same():
    reference = load(song())
    rng = np.random.default_rng(3)
    n = len(reference.notes)
    kept = np.flatnonzero(rng.random(n) > 0.2)
    part = reference.notes.take(kept)
    onset = np.maximum(part.onset_beats + rng.normal(0, 0.05, len(part)), 0)
    pitch = part.pitch + (rng.random(len(part)) < 0.1)
    estimate = reference.replace(notes=NoteTable.from_columns(onset, part.duration_beats, pitch))
    found = compare(reference, estimate)

    def columns(s):
        at = s.tempo_map.seconds_at
        return np.c_[at(s.notes.onset_beats), at(s.notes.end_beats)], 440 * 2 ** (
            (s.notes.pitch.astype(float) - 69) / 12
        )

    oracle = mir_eval.transcription.precision_recall_f1_overlap(
        *columns(reference), *columns(estimate), offset_ratio=None
    )
    assert found.notes["f1"] == pytest.approx(oracle[2])
    # Several best matchings may exist; they have the same size, hardly the same overlap.
    assert found.notes["overlap"] == pytest.approx(oracle[3], abs=0.01)
    assert len(found.matches) + len(found.missed) == n


def test_differences_are_a_score_to_look_at():
    reference = score([(0, 1, 60), (1, 1, 62), (2, 1, 64), (3, 1, 65)], name="true")
    estimate = score([(0.02, 1, 60), (1, 0.8, 62), (2, 1, 66), (5, 1, 65)], name="model")
    found = compare(reference, estimate)
    assert [(m.reference, m.estimate) for m in found.matches] == [(0, 0), (1, 1)]
    assert found.matches[0].onset_s == pytest.approx(0.02)
    assert found.matches[1].end_s == pytest.approx(-0.2)
    assert (found.missed, found.extra) == ((2, 3), (2, 3))
    shown = found.differences
    by_track = [shown.notes.pitch[shown.notes.track == t].tolist() for t in range(3)]
    assert by_track == [[60, 62], [64, 65], [66, 65]]
    assert len({track.color for track in shown.tracks}) == 3
    first = shown.note_dict(0)
    assert first["onsetDeviationMs"] == pytest.approx(20)
    assert [segment.type for segment in shown.segments] == ["missed", "extra", "missed", "extra"]
    # It goes through the dict form like any score.
    assert Score.from_dict(shown.to_dict()).notes.pitch.tolist() == shown.notes.pitch.tolist()


def test_empty_scores():
    some, none = score([(0, 1, 60)]), score([])
    assert compare(none, none).notes["f1"] == 1
    assert compare(some, none).notes["f1"] == compare(none, some).notes["f1"] == 0
    assert compare(some, none).missed == compare(none, some).extra == (0,)
    assert len(compare(some, none).differences.notes) == 1


def curve(f0_hz, hop_s=0.01):
    return Curve("f0", np.asarray(f0_hz, np.float32), hop=hop_s, target="f0")


def test_melody_measures():
    true = np.r_[np.full(50, 220.0), np.full(50, np.nan)]
    guess = np.r_[np.full(30, 221.0), np.full(10, 440.0), np.full(10, np.nan), np.full(20, 220.0), np.full(30, np.nan)]
    found = compare(curve(true), curve(guess)).melody
    assert found["voicing_recall"] == pytest.approx(0.8)
    assert found["voicing_false_alarm"] == pytest.approx(0.4)
    assert found["raw_pitch_accuracy"] == pytest.approx(0.6)
    assert found["raw_chroma_accuracy"] == pytest.approx(0.8)
    assert found["overall_accuracy"] == pytest.approx((30 + 30) / 100)
    same = compare(curve(true), curve(true))
    assert same.melody["overall_accuracy"] == 1
    with pytest.raises(AnalysisError, match="scores"):
        same.differences  # noqa: B018


def test_results_and_curves_of_scores_are_compared_too():
    times = np.arange(100) * 0.01
    f0 = np.full(100, 330, np.float32)
    result = F0Result(times, f0, np.arange(100) < 80, np.ones(100, np.float32))
    assert compare(result, curve(f0)).melody["voicing_false_alarm"] == 1
    a, b = (score([(0, 1, 60)], curves=[curve(f)]) for f in (f0, f0 * 2))
    melody = compare(a, b).melody
    assert (melody["raw_pitch_accuracy"], melody["raw_chroma_accuracy"]) == (0, 1)
    beats = Curve("f0", f0, hop=0.01, time="beats")
    with pytest.raises(AnalysisError, match="beats"):
        compare(beats, result)
    with pytest.raises(AnalysisError, match="not one with the other"):
        compare(a, result)
    with pytest.raises(AnalysisError, match="onset_tolerance_s"):
        compare(a, b, onset_tolerance_s=0)
