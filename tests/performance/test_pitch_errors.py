"""Injected errors of pitch are really wrong, and a gesture each puts them right; what peers do is counted."""

import numpy as np
import pytest

from benchmarks.pitch_errors import as_praat, as_tony, is_right, make_trial, on_lattice
from benchmarks.singing import make_song


@pytest.fixture(scope="module")
def trial():
    return make_trial(make_song(100, 30.0).audio, {"octave": 5, "false": 2, "missed": 0}, seed=0)


def test_injected_errors_are_errors_of_their_kind(trial):
    f0_hz = trial.lattice.path.f0_hz
    kinds = [error.kind for error in trial.errors]
    assert kinds.count("octave") >= 2
    for error in trial.errors:
        truth, found = trial.truth_hz[error.wrong], f0_hz[error.wrong]
        assert not is_right(found, truth).any()
        if error.kind == "false":
            assert np.isnan(truth).mean() > 0.5
        else:
            octaves = np.abs(np.log2(found / truth))
            assert np.nanmedian(np.abs(octaves - np.rint(octaves))) < 0.1


def test_one_gesture_puts_each_right_and_breaks_nothing(trial):
    outcomes = on_lattice(trial)
    assert [outcome.right_at_once for outcome in outcomes] == [True] * len(trial.errors)
    assert max(outcome.broken for outcome in outcomes) < 5
    # Praat's clicks move a frame each; Tony takes a selection and a key at least.
    assert (
        sum(o.actions for o in outcomes)
        < sum(o.actions for o in as_tony(trial))
        < sum(o.actions for o in as_praat(trial))
    )
