"""The way through the states: the best one there is, whatever the blocks, and by a band where that is wide enough."""

import numpy as np
import pytest

from gradio_pianoroll.analysis.aligning.align_kernels import NEVER
from gradio_pianoroll.analysis.aligning.frames import HOP_S
from gradio_pianoroll.analysis.aligning.path import best_path
from gradio_pianoroll.analysis.aligning.states import Phone, chain_of

WORDS = ("HH AH", "SIL", "L OW", "K AE T", "Y UW", "S T R IY T")


def chain(count, aimed=False):
    rng = np.random.default_rng(count)
    phones = [
        Phone(name, word, float(rng.uniform(0, 2)) if aimed else None)
        for word in range(count)
        for name in WORDS[word % len(WORDS)].split()
    ]
    made, ends = chain_of(phones, HOP_S)
    return made.states(), len(made.units), ends


def full_matrix(emission, reward, states, ends, spread, most):
    """Score of the best way, by all states at once in plain NumPy: slow, and with no other idea than the definition."""
    n_states = len(states.unit)
    score = np.full(n_states, NEVER)
    score[0] = 0.0
    for t in range(len(emission)):
        entered = np.r_[NEVER, score[:-1]]
        skips = states.skip >= 0
        jump = np.where(skips, score[np.maximum(states.skip, 0)] + states.skip_cost, NEVER)
        entered = np.maximum(entered, jump)
        aims = states.aim >= 0
        entered = entered - np.where(aims, np.minimum(0.5 * ((t - states.aim) / spread) ** 2, most), 0.0)
        entered = entered + np.where(states.rewarded, reward[t], 0.0)
        score = np.maximum(score + states.stay, entered) + emission[t, states.unit]
    return max(score[end] for end in ends)


def score_of(path, emission, reward, states, spread, most):
    """What a way costs and gains; NEVER and less where a step is not allowed."""
    total, before = 0.0, 0
    for t, s in enumerate(path.tolist()):
        if s == before:
            total += states.stay[s]
        else:
            options = [0.0] if s == before + 1 else []
            if states.skip[s] == before:
                options.append(states.skip_cost[s])
            total += max(options, default=NEVER)
            if states.aim[s] >= 0:
                total -= min(0.5 * ((t - states.aim[s]) / spread) ** 2, most)
            if states.rewarded[s]:
                total += reward[t]
        total += emission[t, states.unit[s]]
        before = s
    return total


@pytest.mark.parametrize("room", [1 << 25, 4_000])
@pytest.mark.parametrize("aimed", [False, True])
def test_the_way_is_the_best_one(room, aimed):
    rng = np.random.default_rng(7)
    for count in (1, 3, 6):
        states, n_units, ends = chain(count, aimed)
        n = 150 + 90 * count
        emission = np.log(rng.dirichlet(np.full(n_units, 0.3), n) + 1e-5)
        reward = rng.random(n)
        path = best_path(n, lambda a, b: emission[a:b], states, ends, reward, 8.0, 12.0, lambda share: None, room=room)  # noqa: B023
        best = full_matrix(emission, reward, states, ends, 8.0, 12.0)
        assert path[-1] in ends
        assert score_of(path, emission, reward, states, 8.0, 12.0) == pytest.approx(best, abs=1e-6)


def test_a_band_finds_what_all_states_find_where_the_sound_is_clear():
    states, n_units, ends = chain(60)
    # Each state lasts three frames where it may; what is heard is the true unit.
    truth = np.concatenate([[s] * (3 if states.stay[s] > NEVER else 1) for s in range(1, len(states.unit))])
    emission = np.full((len(truth), n_units), -3.0)
    emission[np.arange(len(truth)), states.unit[truth]] = 0.0
    nothing = np.zeros(len(truth))

    def found(width):
        return best_path(
            len(truth), lambda a, b: emission[a:b], states, ends, nothing, 8.0, 12.0, lambda share: None, width=width
        )

    assert len(states.unit) > 900
    assert (found(300) == found(10_000)).all()


def test_too_few_frames_have_no_way():
    states, n_units, ends = chain(6)
    emission = np.zeros((20, n_units))
    assert best_path(20, lambda a, b: emission[a:b], states, ends, np.zeros(20), 8.0, 12.0, lambda share: None) is None


def test_the_work_tells_how_far_it_is():
    states, n_units, ends = chain(3)
    emission = np.zeros((1_000, n_units))
    shares = []
    best_path(1_000, lambda a, b: emission[a:b], states, ends, np.zeros(1_000), 8.0, 12.0, shares.append, room=5_000)
    assert len(shares) > 4
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
