"""Viterbi under pins as it stands in a textbook: the full matrix, one row of penalties for each frame.

It shares nothing with the lattice but pYIN's observations and librosa's way to make a transition matrix, and reads pins
by itself. Once in whole numbers of 2^-38 nats, the lattice's arithmetic, and once in floating point as librosa has it.
"""

import numpy as np
from librosa import sequence

from gradio_pianoroll.analysis.pyin.observe import Observer
from gradio_pianoroll.analysis.pyin.padding import PaddedSound

TINY = np.finfo(np.float64).tiny
SCALE = 2.0**38
# Far below all sums of a recording, far above where sums of it would overflow.
IMPOSSIBLE = -(1 << 60)
MOST_COST = 1000.0


def transition_matrix(p):
    """librosa's, shape (2 n, 2 n)."""
    local = sequence.transition_local(p.n_pitch_bins, p.transition_width, window="triangle", wrap=False)
    return np.kron(sequence.transition_loop(2, 1 - p.switch_prob), local)


class TextbookModel:
    """A recording and its model, without any pins yet."""

    def __init__(self, y, p):
        self.p, self.n = p, p.n_pitch_bins
        padded = PaddedSound(y, p.frame_length // 2, "constant")
        n_frames = padded.frames(p.frame_length, p.hop_length)
        (samples, _), *_ = padded.pieces(p.frame_length, p.hop_length, n_frames)
        seen = Observer(p).observe(samples, n_frames)
        self.n_frames, self.hop_s = n_frames, p.hop_length / p.sr
        self.log_transition = np.log(transition_matrix(p) + TINY)
        self.log_prob = np.full((n_frames, 2 * self.n), np.log(TINY))
        begin = 0
        for frame, end in enumerate(seen.ends):
            self.log_prob[frame, seen.bins[begin:end]] = seen.log_prob[begin:end]
            self.log_prob[frame, self.n :] = seen.log_unvoiced[frame]
            begin = end
        self.log_initial = np.log(1 / (2 * self.n) + TINY)

    def place(self, hz):
        return 12 * self.p.bins_per_semitone * np.log2(hz / self.p.fmin)

    def frames_of(self, pin):
        times = np.arange(self.n_frames)
        start, end = pin.start_s / self.hop_s, pin.end_s / self.hop_s
        inside = (times >= start - 1e-6) & (times < end - 1e-6)
        if np.ceil(end - 1e-6) <= np.ceil(start - 1e-6):
            inside = times == np.rint((start + end) / 2)
        return np.flatnonzero(inside)

    def penalties(self, pins, unpinned_states=None):
        """What pins cost, shape (n_frames, 2 n); infinity forbids."""
        soft_voiced, soft_unvoiced = np.zeros((self.n_frames, self.n)), np.zeros(self.n_frames)
        hard = np.zeros((self.n_frames, 2 * self.n), bool)
        bins = np.arange(self.n)
        for pin in dict.fromkeys(pins):
            weight = np.inf if pin.weight is None else min(pin.weight, MOST_COST)
            voicing = weight if pin.unvoiced_weight is None else min(pin.unvoiced_weight, MOST_COST)
            frames = self.frames_of(pin)
            sung = None
            if pin.kind == "octave" and len(frames):
                present = np.where(unpinned_states[frames] < self.n, unpinned_states[frames], -1)
                sung = np.flatnonzero(present >= 0)
            for i, frame in enumerate(frames):
                apart, width, unvoiced = np.zeros(self.n), 0.0, voicing
                if pin.kind == "box":
                    low, high = np.rint(self.place(pin.low_hz)), np.rint(self.place(pin.high_hz))
                    apart = np.maximum(np.maximum(low - bins, bins - high), 0)
                elif pin.kind == "near":
                    times, hz = np.transpose(pin.points)
                    at = np.interp(frame * self.hop_s, times, self.place(hz))
                    reach = pin.cents * self.p.bins_per_semitone / 100
                    if pin.weight is None:
                        apart = np.maximum(np.maximum(np.rint(at - reach) - bins, bins - np.rint(at + reach)), 0)
                    else:
                        apart, width = np.abs(bins - at), max(reach, 1e-3)
                elif pin.kind == "octave":
                    if not len(sung):
                        continue
                    at = np.interp(i, sung, present[sung]) + 12 * self.p.bins_per_semitone * pin.octaves
                    reach = 150 * self.p.bins_per_semitone / 100
                    apart = np.maximum(np.maximum(np.rint(at - reach) - bins, bins - np.rint(at + reach)), 0)
                    unvoiced = weight if present[i] >= 0 else 0.0
                elif pin.kind == "unvoiced":
                    unvoiced = 0.0
                    if weight == np.inf:
                        hard[frame, : self.n] = True
                    else:
                        soft_voiced[frame] += weight
                if weight == np.inf:
                    hard[frame, : self.n] |= apart > 0
                elif width:
                    soft_voiced[frame] += np.minimum(weight, 0.5 * (apart / width) ** 2)
                elif pin.kind in ("box", "octave"):
                    soft_voiced[frame] += np.where(apart > 0, weight, 0.0)
                if unvoiced == np.inf:
                    hard[frame, self.n :] = True
                else:
                    soft_unvoiced[frame] += unvoiced
        soft = np.concatenate([soft_voiced, np.repeat(soft_unvoiced[:, None], self.n, axis=1)], axis=1)
        return np.where(hard, np.inf, np.minimum(soft, MOST_COST))

    def best_units(self, penalties):
        """Best path and its score in whole numbers; None when some frame has no state."""
        steps = np.rint(self.log_transition * SCALE).astype(np.int64)
        seen = np.rint(np.minimum(self.log_prob, 0) * SCALE).astype(np.int64)
        forbidden = np.isinf(penalties)
        costs = np.rint(np.where(forbidden, 0.0, penalties) * SCALE).astype(np.int64)
        gain = np.where(forbidden, np.int64(IMPOSSIBLE), seen - costs)
        if forbidden.all(axis=1).any():
            return None
        value = np.where(gain[0] == IMPOSSIBLE, IMPOSSIBLE, gain[0] + int(np.rint(self.log_initial * SCALE)))
        path, score = _viterbi(value, steps, gain)
        return path, score

    def best_float(self, penalties):
        """Score of the best path in floating point."""
        gain = self.log_prob - penalties
        value = gain[0] + self.log_initial
        for row in gain[1:]:
            value = (value[:, None] + self.log_transition).max(axis=0) + row
        return float(value.max())

    def score_float(self, path, penalties):
        """Score of a path in floating point."""
        gain = (self.log_prob - penalties)[np.arange(len(path)), path]
        return float(self.log_initial + gain.sum() + self.log_transition[path[:-1], path[1:]].sum())


def _viterbi(value, steps, gain):
    froms = np.empty(gain.shape, np.int64)
    for t in range(1, len(gain)):
        offers = value[:, None] + steps
        # The first of equals, as librosa takes it.
        froms[t] = offers.argmax(axis=0)
        best = offers[froms[t], np.arange(len(value))]
        value = np.where(gain[t] == IMPOSSIBLE, IMPOSSIBLE, best + gain[t])
        # What is not possible stays where it is, so that sums cannot run away.
        value = np.where(value < IMPOSSIBLE // 2, IMPOSSIBLE, value)
    path = np.empty(len(gain), np.int64)
    path[-1] = int(value.argmax())
    score = int(value.max())
    for t in range(len(gain) - 1, 0, -1):
        path[t - 1] = froms[t, path[t]]
    return path, score


def plain_states(lattice):
    """States of a lattice's path without the padding between voiced and unvoiced bins."""
    base = lattice._base
    states = lattice._decoding.path.astype(np.int64)
    return np.where(states < base.half_states, states, states - base.half_states + base.geometry.n_bins)
