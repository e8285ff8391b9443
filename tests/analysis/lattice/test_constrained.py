"""The best path under pins against a plain constrained Viterbi."""

import numpy as np
import pytest

from gradio_pianoroll.analysis import ContradictoryPins, PitchLattice
from gradio_pianoroll.analysis.pyin.parameters import PyinParameters
from tests.analysis.lattice.oracle import TextbookModel, plain_states
from tests.analysis.lattice.sounds import SMALL, SR, random_pin, sentence, small, sounds
from tests.analysis.pyin.oracle import librosa_pyin


def assert_best(lattice, model, pins):
    """The path is the textbook's in the same arithmetic, and as good as its best in floating point."""
    lattice.update([])
    penalties = model.penalties(pins, plain_states(lattice))
    expected = model.best_units(penalties)
    if expected is None:
        with pytest.raises(ContradictoryPins) as refused:
            lattice.update(pins)
        assert set(refused.value.pins) <= set(pins)
        return False
    lattice.update(pins)
    ours = plain_states(lattice)
    np.testing.assert_array_equal(ours, expected[0], err_msg=str([str(pin) for pin in pins]))
    best = model.best_float(penalties)
    assert abs(model.score_float(ours, penalties) - best) <= 1e-9
    return True


@pytest.mark.filterwarnings("ignore:outside of the recording")
@pytest.mark.parametrize("kind", sounds())
def test_random_sets_of_pins(kind):
    # With the next tests more than a thousand sets.
    lattice, model = small(kind)
    rng = np.random.default_rng(sum(map(ord, kind)))
    duration_s = lattice.n_frames * lattice.hop_s
    solved = sum(
        assert_best(lattice, model, [random_pin(rng, duration_s) for _ in range(rng.integers(1, 6))])
        for _ in range(220)
    )
    assert solved > 120


@pytest.mark.filterwarnings("ignore:outside of the recording")
@pytest.mark.parametrize("options", [{}, {"hop_length": 512}, {"fmin": 90, "fmax": 420, "transition_min_prob": 1e-4}])
def test_the_model_as_it_is_used(options):
    chosen = {"fmin": 65, "fmax": 1000, "hop_length": 256, **options}
    y = np.repeat(sentence()[16_000:20_500], 3)
    lattice = PitchLattice.of(y, 22_050, cache=False, **chosen)
    model = TextbookModel(y, PyinParameters(sr=22_050, **chosen))
    if "transition_min_prob" in options:
        # librosa's next release has no step below it; its transition matrix is the same.
        model.log_transition[np.exp(model.log_transition) < 1e-4] = -1e6
    rng = np.random.default_rng(3)
    for _ in range(2):
        assert_best(lattice, model, [random_pin(rng, 0.6, 100, 300) for _ in range(3)])


def test_the_textbook_model_is_librosas():
    # Otherwise the two could be wrong together.
    y = sounds()["speech"]
    _, model = small("speech")
    path, _ = model.best_units(np.zeros(model.log_prob.shape))
    f0, voiced, _ = librosa_pyin(y, sr=SR, **SMALL)
    np.testing.assert_array_equal(path < model.n, voiced)
    bins = np.rint(model.place(f0[voiced]))
    np.testing.assert_array_equal(path[voiced], bins)
